"""``bantin label`` and ``bantin extract``: many articles with a model, and one or many without.

Invariant: both run a batch in the same way; extract is label without a model.
"""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from nlp.cli import data, options
from nlp.cli.lazy import on_first_use
from nlp.formats.record import Columns

with on_first_use():
    from nlp import labeller as labellers
    from nlp.batch import engine, paths, runner
    from nlp.classify import registry
    from nlp.cli.show import article as show_article
    from nlp.cli.show import batch as show_batch
    from nlp.cli.show import console, progress
    from nlp.formats import output as outputs

_STOPPED_EXIT = 130


@options.spread
def label_cli(
    inputs: Annotated[
        list[str],
        typer.Argument(
            help="Files (jsonl, json, csv, xlsx, sqlite, parquet, rss, zip, warc, txt, html; also .gz, .xz, .zst), "
            "folders, URLs, or - for standard input."
        ),
    ],
    *,
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            help="A .jsonl, .csv, .xlsx, .db (SQLite), .parquet or .geojson file, folder/, URL, or -.",
        ),
    ],
    model: options.Model = options.CURRENT,
    batch: options.BatchOptions,
    format: options.Format = None,
    read: options.ReadOptions,
    fields: options.RecordFields,
    published_field: options.PublishedField = "published",
    archive: options.ArchiveOptions,
    show: Annotated[int, typer.Option("--show", min=0, help="How many labelled articles to list at the end.")] = 0,
    quiet: options.Quiet = False,
) -> None:
    """Label many articles. The output has every input field, the prediction, the entities and their summary.

    Records that cannot be used go to OUTPUT.rejected.jsonl with the reason; with -o - they go to standard error.
    Finished parts are kept in OUTPUT.parts until the output is complete; --resume continues an interrupted run.

    Examples:

      bantin label scraped.jsonl -o labelled.jsonl --jobs 2

      bantin label scraped.jsonl -o labelled.parquet --resume --dedup

      bantin label pages/ export.csv -o labelled.xlsx --mentions mentions.csv

      cat feed.jsonl | bantin label - -o - > labelled.jsonl
    """
    folder = registry.find_model(model)
    if not quiet:
        show_batch.say(registry.in_use(folder))
    job = _job(inputs, output, batch, folder, fields.columns(published=published_field), format)
    job = replace(job, reading=read.reading(), shard_bytes=archive.shard_bytes)
    _run(job, batch, archive, show=show, quiet=quiet)


@options.spread
def extract_cli(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(help="One article (text, web page, JSON object, or -), or any number of files with --output."),
    ] = None,
    *,
    text: options.Text = None,
    title: options.Title = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", help="Output for many articles, as for bantin label.")
    ] = None,
    batch: options.BatchOptions,
    format: options.Format = None,
    read: options.ReadOptions,
    fields: options.RecordFields,
    html: options.Html = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Find provinces, communes, officials and amounts, and with --types more, without a model.

    Examples:

      bantin extract corpus/samples/ban-tin.txt

      bantin extract --text "UBND tỉnh Lào Cai hỗ trợ 15 tỷ đồng" --json

      bantin extract scraped.jsonl -o entities.jsonl --jobs 2
    """
    if output is not None:
        if not inputs:
            raise typer.BadParameter("--output needs input files.")
        job = _job(inputs, output, batch, None, fields.columns(), format)
        _run(replace(job, reading=read.reading()), batch, quiet=quiet)
        return
    if inputs and len(inputs) > 1:
        raise typer.BadParameter("Many inputs need --output.")
    article = data.read_one(inputs[0] if inputs else None, text, title, format, fields.columns(), read.reading())
    if batch.repair:
        article = data.mended(article)
    labelled = labellers.Labeller(None, types=data.types_of(batch.types)).label_one(article)
    if html is not None:
        show_article.write_page(labelled, html, overwrite=batch.overwrite)
    if json:
        console.print_json({"id": labelled.article.key, **labelled.to_dict()})
    else:
        show_article.print_entities(labelled)


def _job(
    inputs: list[str],
    output: str,
    batch: options.BatchOptions,
    model: Path | None,
    columns: Columns,
    format: str | None,
) -> runner.Job:
    return runner.Job(
        inputs,
        output,
        model,
        columns,
        format=format,
        overwrite_fields=batch.overwrite_fields,
        dedup=batch.dedup,
        repair=batch.repair,
        types=data.types_of(batch.types),
        mentions=batch.mentions,
        excel=batch.excel,
    )


def _run(
    job: runner.Job,
    batch: options.BatchOptions,
    archive: options.ArchiveOptions | None = None,
    *,
    show: int = 0,
    quiet: bool,
) -> None:
    """Label files into one output and print what was done.

    :raises typer.Exit: with code 3 if records were rejected, 130 if the run was interrupted.
    """
    archive = archive or options.ArchiveOptions()
    if batch.resume and batch.overwrite:
        raise typer.BadParameter("--resume continues a run, --overwrite starts over: give one of them.")
    how = runner.RunOptions(
        jobs=batch.jobs,
        scheduler=batch.scheduler,
        resume=batch.resume,
        overwrite=batch.overwrite,
        work_folder=archive.work,
        summary=archive.summary,
    )
    try:
        with progress.shown_progress(quiet) as report:
            reject = show_batch.print_rejected if job.output == "-" else None
            say = None if quiet else show_batch.say
            outcome = runner.label_archive(job, how, first=show, progress=report, reject=reject, say=say)
    except KeyboardInterrupt:
        _stop(paths.parts_folder(outputs.find_output(job.output), archive.work))
    if outcome.first:
        show_batch.print_articles(outcome.first)
    if not quiet:
        show_batch.print_outcome(outcome, job.output)
    if outcome.tally.rejected:
        raise typer.Exit(options.REJECTED_EXIT)


def _stop(parts: Path) -> NoReturn:
    """End an interrupted run, and say where its finished parts are.

    :raises typer.Exit: always.
    """
    here = Path.cwd()
    shown = parts.relative_to(here) if here in parts.parents else parts
    kept = f" Finished parts are in {shown}: continue with --resume." if parts.exists() else ""
    console.err().print(f"bantin: stopped.{kept}", markup=False, soft_wrap=True)
    if any(thread.name == engine.THREAD and thread.is_alive() for thread in threading.enumerate()):
        sys.stderr.flush()
        os._exit(_STOPPED_EXIT)  # this thread waits for a pipe, and Python would wait for the thread
    raise typer.Exit(_STOPPED_EXIT) from None
