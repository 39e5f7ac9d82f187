"""``bantin label``: many articles."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nlp.cli import options
from nlp.cli.show.console import bar, err, label_text, table
from nlp.cli.show.progress import shown_progress

if TYPE_CHECKING:
    from nlp.batch.runner import Job, Outcome

_STOPPED_EXIT = 130
_HEADLINE = 44
_PROVINCES = 6


def label_cli(
    inputs: Annotated[
        list[str],
        typer.Argument(
            help="Files (jsonl, json, csv, parquet, txt, html; .gz, .xz, .zst too), folders, URLs, or - for stdin."
        ),
    ],
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            help="A .jsonl, .csv or .parquet file (.gz, .xz, .zst too), a folder/ of parts, a URL, or -.",
        ),
    ],
    model: options.Model = options.CURRENT,
    jobs: options.Jobs = 1,
    scheduler: options.Scheduler = None,
    resume: options.Resume = False,
    overwrite: options.Overwrite = False,
    dedup: options.Dedup = False,
    format: options.Format = None,
    text_field: options.TextField = "text",
    title_field: options.TitleField = "title",
    id_field: options.IdField = "id",
    published_field: options.PublishedField = "published",
    overwrite_fields: options.OverwriteFields = False,
    shard_size: options.ShardSize = None,
    work: options.Work = None,
    summary: options.Summary = None,
    show: Annotated[int, typer.Option("--show", min=0, help="Also list the first so many labelled articles.")] = 0,
    quiet: options.Quiet = False,
) -> None:
    """Label many articles: every input field is kept; prediction, entities and their summary are added.

    Records that cannot be used go to OUTPUT.rejected.jsonl with the reason (to standard error for -). Finished parts
    wait in OUTPUT.parts until all is done, so a run that was interrupted in any way continues with --resume.

    Examples:

      bantin label scraped.jsonl -o labelled.jsonl --jobs 2

      bantin label scraped.jsonl -o labelled.parquet --resume --dedup

      bantin label pages/ export.csv -o labelled.csv

      cat feed.jsonl | bantin label - -o - > labelled.jsonl
    """
    from nlp.batch.runner import Job  # noqa: PLC0415
    from nlp.classify.registry import find_model  # noqa: PLC0415
    from nlp.formats.record import Columns  # noqa: PLC0415

    job = Job(
        inputs,
        output,
        find_model(model),
        Columns(text=text_field, title=title_field, id=id_field, published=published_field),
        format=format,
        overwrite_fields=overwrite_fields,
        dedup=dedup,
        shard_bytes=int(shard_size * 2**20) if shard_size else None,
    )
    how = {"jobs": jobs, "scheduler": scheduler, "resume": resume, "overwrite": overwrite, "work_folder": work}
    label_files(job, {**how, "summary": summary}, show=show, quiet=quiet)


def label_files(job: Job, how: dict[str, Any], *, quiet: bool, show: int = 0) -> None:
    """Label files into one output and say what came of it.

    :param how: the fields of :class:`nlp.batch.runner.RunOptions`.
    :raises typer.Exit: with code 3 if records were rejected, 130 if it was interrupted.
    """
    from nlp.batch.engine import THREAD as ENGINE_THREAD  # noqa: PLC0415
    from nlp.batch.paths import parts_folder  # noqa: PLC0415
    from nlp.batch.runner import RunOptions, label_archive  # noqa: PLC0415
    from nlp.formats.output import find_output  # noqa: PLC0415

    if how["resume"] and how["overwrite"]:
        raise typer.BadParameter("--resume continues a run, --overwrite starts over: give one of them.")
    try:
        with shown_progress(quiet) as progress:
            reject = _print_rejected if job.output == "-" else None
            outcome = label_archive(job, RunOptions(**how), first=show, progress=progress, reject=reject)
    except KeyboardInterrupt:
        folder = parts_folder(find_output(job.output), how["work_folder"])
        kept = f" What is finished is in {_near(folder)}: go on with --resume." if folder.exists() else ""
        err().print(f"bantin: stopped.{kept}", markup=False, soft_wrap=True)
        if any(thread.name == ENGINE_THREAD and thread.is_alive() for thread in threading.enumerate()):
            sys.stderr.flush()
            os._exit(_STOPPED_EXIT)  # it waits for a pipe, and Python would wait for it
        raise typer.Exit(_STOPPED_EXIT) from None
    if outcome.first:
        _print_articles(outcome.first)
    if not quiet:
        _print_summary(outcome, job)
    if outcome.tally.rejected:
        raise typer.Exit(options.REJECTED_EXIT)


def _near(path: Path) -> Path:
    """Return a path as it is told to a user: from where they are, when it is below."""
    here = Path.cwd()
    return path.relative_to(here) if here in path.parents else path


def _print_rejected(rejected: dict[str, Any]) -> None:
    err().print(f"rejected: {rejected['where']}: {rejected['reason']}", markup=False, soft_wrap=True)


def _print_articles(shown: Any) -> None:
    from rich.markup import escape  # noqa: PLC0415

    listed = table("article", "label", "sure", "provinces", right=("sure",))
    for headline, found in shown:
        prediction = found.get("prediction") or {"label": "", "confidence": 0.0, "needs_review": False}
        flag = " [red]review[/]" if prediction["needs_review"] else ""
        provinces = dict.fromkeys(e["value"]["name"] for e in found["entities"] if e["type"] == "PROVINCE")
        listed.add_row(
            escape(headline if len(headline) <= _HEADLINE else headline[: _HEADLINE - 1] + "…"),
            label_text(prediction["label"], with_name=False) + flag,
            f"{prediction['confidence']:.2f}",
            ", ".join(provinces),
        )
    err().print(listed)


def _print_summary(outcome: Outcome, job: Job) -> None:
    from nlp.batch.finish import rejected_path  # noqa: PLC0415
    from nlp.formats.output import find_output  # noqa: PLC0415

    tally = outcome.tally
    by_label = table("label", "articles", "share", "", "review", right=("articles", "share", "review"))
    for label, count in tally.by_label.most_common():
        share = count / tally.labelled
        needs_review = tally.review_by_label[label] / count
        by_label.add_row(label_text(label), f"{count:,}", f"{share:.1%}", bar(share, 6), f"{needs_review:.1%}")
    if tally.by_label:
        err().print(by_label)
    lines = []
    if tally.provinces:
        most = ", ".join(f"{name} {count:,}" for name, count in tally.provinces.most_common(_PROVINCES))
        lines.append(f"provinces: {most}" + (" ..." if len(tally.provinces) > _PROVINCES else ""))
    if outcome.duplicates is not None:
        lines.append(f"near-duplicates: {outcome.duplicates:,} records repeat an earlier one (duplicate_of)")
    if outcome.repeated_ids:
        lines.append(f"note: {outcome.repeated_ids:,} ids stand in more than one record")
    lines += [f"note: {note}" for note in outcome.notes]
    review = f", {tally.needs_review:,} need review" if tally.by_label else ""
    resumed = f", {outcome.resumed:,} of them in earlier runs" if outcome.resumed else ""
    where = "standard output" if job.output == "-" else job.output
    seconds = outcome.seconds
    rate = (tally.read - outcome.resumed) / max(seconds, 1e-9)
    lines.append(
        f"{tally.read:,} read = {tally.labelled:,} labelled + {tally.rejected:,} rejected{review}{resumed}; "
        f"{seconds:.1f} s, {rate:,.0f}/s -> {where}"
    )
    err().print("\n".join(lines), markup=False, soft_wrap=True)
    if tally.rejected and job.output != "-":
        kept = rejected_path(find_output(job.output))
        err().print(f"rejected records and why: {kept}", style="yellow", markup=False, soft_wrap=True)
