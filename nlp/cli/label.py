"""``bantin label``: many articles."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from nlp.cli import options
from nlp.cli.console import bar, err, label_text, table

if TYPE_CHECKING:
    from nlp.batch.runner import Tally
    from nlp.formats.output import Writer
    from nlp.formats.record import Rejected

_STOPPED_EXIT = 130
_HEADLINE = 44


def label_cli(
    inputs: Annotated[
        list[str],
        typer.Argument(help="Files (jsonl, csv, txt, html; .gz or .xz too), folders, or - for standard input."),
    ],
    output: Annotated[str, typer.Option("--output", "-o", help="A .jsonl, .jsonl.gz, .csv or .csv.gz file, or -.")],
    model: options.Model = "default",
    jobs: options.Jobs = 1,
    format: options.Format = None,
    text_field: options.TextField = "text",
    title_field: options.TitleField = "title",
    id_field: options.IdField = "id",
    overwrite: options.Overwrite = False,
    overwrite_fields: Annotated[
        bool, typer.Option("--overwrite-fields", help="Replace prediction fields that the input has already.")
    ] = False,
    show: Annotated[int, typer.Option("--show", min=0, help="Also list the first so many labelled articles.")] = 0,
    quiet: options.Quiet = False,
) -> None:
    """Label many articles: every input field is kept; prediction, entities and their summary are added.

    Records that cannot be used go to OUTPUT.rejected.jsonl with the reason (to standard error for -).

    Examples:

      bantin label scraped.jsonl -o labelled.jsonl --jobs 2

      bantin label pages/ export.csv -o labelled.csv

      cat feed.jsonl | bantin label - -o - > labelled.jsonl
    """
    from nlp.classify.registry import find_model, load_model  # noqa: PLC0415

    load_model(model)  # a model that cannot be used is told before anything is read
    label_files(
        inputs,
        output,
        find_model(model),
        jobs=jobs,
        format=format,
        fields={"text": text_field, "title": title_field, "id": id_field},
        overwrite=overwrite,
        overwrite_fields=overwrite_fields,
        show=show,
        quiet=quiet,
    )


def label_files(
    inputs: list[str],
    output: str,
    model: Path | None,
    *,
    jobs: int,
    format: str | None,
    fields: dict[str, str],
    overwrite: bool,
    overwrite_fields: bool,
    quiet: bool,
    show: int = 0,
) -> None:
    """Label files into one output and say what came of it; without a model, find entities only.

    :raises typer.Exit: with code 3 if records were rejected, 130 if it was interrupted.
    """
    from nlp.batch.runner import label_records  # noqa: PLC0415
    from nlp.formats.output import check_output, open_output, partial_path  # noqa: PLC0415
    from nlp.formats.record import Columns  # noqa: PLC0415
    from nlp.formats.source import read_source  # noqa: PLC0415

    check_output(output, inputs, overwrite=overwrite)
    sources = [read_source(path, format) for path in inputs]
    started = time.perf_counter()
    shown: list[tuple[str, dict[str, Any]]] = []
    try:
        with (
            open_output(output) as writer,
            _rejections(output) as reject,
            _progress(quiet) as progress,
        ):
            tally = label_records(
                chain.from_iterable(sources),
                _Remembering(writer, shown, show, fields),
                reject,
                model=model,
                columns=Columns(**fields),
                jobs=jobs,
                overwrite_fields=overwrite_fields,
                progress=progress,
            )
    except KeyboardInterrupt:
        kept = "" if output == "-" else f" What was labelled so far is in {partial_path(Path(output))}."
        err().print(f"bantin: stopped.{kept}", markup=False)
        raise typer.Exit(_STOPPED_EXIT) from None
    if shown:
        _print_articles(shown)
    if not quiet:
        _print_summary(tally, time.perf_counter() - started, output)
    if tally.rejected:
        raise typer.Exit(options.REJECTED_EXIT)


class _Remembering:
    """A writer that also remembers the headlines of the first records and what was found in them."""

    def __init__(
        self, writer: Writer, shown: list[tuple[str, dict[str, Any]]], count: int, fields: dict[str, str]
    ) -> None:
        self._writer, self._shown, self._count, self._fields = writer, shown, count, fields

    def write(self, fields: Mapping[str, Any], found: dict[str, Any]) -> None:
        self._writer.write(fields, found)
        if len(self._shown) < self._count:
            headline = fields.get(self._fields["title"]) or fields.get(self._fields["text"]) or ""
            self._shown.append((" ".join(str(headline).split()), found))


def _print_articles(shown: list[tuple[str, dict[str, Any]]]) -> None:
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


@contextmanager
def _rejections(output: str) -> Iterator[Callable[[Rejected], None]]:
    """Give a function that keeps rejected records; their file is made when there is one."""
    from nlp.formats.jsonl import dump_line  # noqa: PLC0415
    from nlp.formats.output import replacing  # noqa: PLC0415

    if output == "-":
        yield lambda rejected: err().print(f"rejected: {rejected.where}: {rejected.reason}", markup=False)
        return
    path = rejected_path(output)
    path.unlink(missing_ok=True)
    with ExitStack() as stack:
        streams: list[IO[bytes]] = []

        def keep(rejected: Rejected) -> None:
            if not streams:
                streams.append(stack.enter_context(replacing(path)))
            streams[0].write(dump_line(rejected.to_dict()))

        yield keep


def rejected_path(output: str) -> Path:
    """Return where the rejected records of an output are kept."""
    return Path(f"{output}.rejected.jsonl")


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[Tally], None] | None]:
    if quiet or not err().is_terminal:
        yield None
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err(), transient=True) as shown:
        task = shown.add_task("starting")
        started = time.perf_counter()

        def tell(tally: Tally) -> None:
            rate = tally.read / max(1e-9, time.perf_counter() - started)
            mix = " ".join(f"{label_text(label)} {count:,}" for label, count in tally.by_label.most_common())
            words = f"{tally.read:,} articles, {rate:,.0f}/s  {mix}  rejected {tally.rejected:,}"
            shown.update(task, description=words)

        yield tell


def _print_summary(tally: Tally, seconds: float, output: str) -> None:
    summary = table("label", "articles", "share", "", "review", right=("articles", "share", "review"))
    for label, count in tally.by_label.most_common():
        share = count / tally.labelled
        review = tally.review_by_label[label]
        summary.add_row(label_text(label), f"{count:,}", f"{share:.1%}", bar(share, 8), f"{review:,}")
    if tally.by_label:
        err().print(summary)
    where = "standard output" if output == "-" else output
    err().print(
        f"{tally.read:,} read = {tally.labelled:,} labelled + {tally.rejected:,} rejected, "
        f"{tally.needs_review:,} need review; {seconds:.1f} s -> {where}",
        markup=False,
    )
    if tally.rejected and output != "-":
        err().print(f"rejected records and why: {rejected_path(output)}", style="yellow")
