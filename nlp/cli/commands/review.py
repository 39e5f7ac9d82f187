"""``bantin review``: articles worth labelling go out as a sheet, and come back as training data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from nlp.article import Article
from nlp.cli import options
from nlp.cli.lazy import on_first_use
from nlp.errors import OutputError, RecordError
from nlp.formats.record import Columns, Record, Rejected, checked

with on_first_use():
    from nlp.classify import registry
    from nlp.cli.show import console
    from nlp.cli.show import review as show
    from nlp.datasets import reading
    from nlp.formats import output as outputs
    from nlp.formats import rejected as rejections
    from nlp.formats import sheet as sheets
    from nlp.formats import source as sources
    from nlp.lifecycle import answers, selection
    from nlp.training import context

review_app = typer.Typer(
    help="Choose the articles to label next, and import their labels.", no_args_is_help=True, rich_markup_mode=None
)


@review_app.command("export")
@options.spread
def export_cli(
    feed: Annotated[list[str], typer.Argument(help="Files or folders of unlabelled articles, or -.")],
    *,
    output: Annotated[str, typer.Option("--output", "-o", help="The sheet, a .csv file.")],
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many articles to choose.")] = 100,
    labelled: Annotated[
        list[str] | None,
        typer.Option("--labelled", help="Labelled data: near-duplicates of it are not chosen; may be repeated."),
    ] = None,
    random_share: Annotated[
        float, typer.Option("--random-share", min=0.0, max=1.0, help="Share of articles chosen at random.")
    ] = 0.1,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the random choices.")] = 0,
    model: options.Model = options.CURRENT,
    format: options.Format = None,
    fields: options.RecordFields,
    overwrite: options.Overwrite = False,
    quiet: options.Quiet = False,
) -> None:
    """Choose the articles of a feed that teach the model most. Write them as a sheet with an empty label column.

    Open the sheet in a spreadsheet and fill in "label". Add a question mark to a label in doubt; leave an article that
    you cannot label empty. Keep the file SHEET.records.jsonl beside it: it holds every field of the articles.

    Examples:

      bantin review export feed.jsonl -o queue.csv --count 20

      bantin review export feed.jsonl -o queue.csv --labelled corpus/articles
    """
    if not output.lower().endswith(".csv"):
        raise OutputError(f"{output}: the sheet is written as CSV.", "Name a file that ends in .csv.")
    found = [source for path in feed for source in sources.find_sources(path)]
    beside = [rejections.rejected_path(output), str(answers.records_path(output))]
    outputs.check_output(outputs.find_output(output), found, overwrite=overwrite, beside=beside)
    classifier = registry.load_model(model)
    columns = fields.columns()
    records = chain.from_iterable(checked(sources.read_source(path, format), columns) for path in feed)
    with console.spinner(quiet) as tell, _rejecting(output, overwrite=overwrite) as reject:
        queue = selection.choose(
            records,
            classifier,
            columns,
            count,
            labelled=_articles(labelled or [], columns),
            random_share=random_share,
            reject=reject,
            run=context.Run(progress=tell, seed=seed),
        )
    _write_queue(output, queue, classifier.labels, overwrite=overwrite)
    if not quiet:
        show.print_queue(queue, output)
    if queue.rejected:
        raise typer.Exit(options.REJECTED_EXIT)


@review_app.command("import")
@options.spread
def import_cli(
    sheet: Annotated[str, typer.Argument(help="The filled-in sheet (CSV, as any spreadsheet saves it).")],
    *,
    output: Annotated[str, typer.Option("--output", "-o", help="Labelled articles: a .jsonl or .csv file, also .gz.")],
    into: Annotated[
        list[str] | None,
        typer.Option("--into", help="Training data to merge with; it is read, not changed; may be repeated."),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Let the sheet change the labels of articles in the training data.")
    ] = False,
    new_label: Annotated[
        list[str] | None, typer.Option("--new-label", help="A new label, which is not a misspelling; may be repeated.")
    ] = None,
    records: Annotated[
        str | None, typer.Option("--records", help="Records behind the sheet, if not in SHEET.records.jsonl.")
    ] = None,
    fields: options.LabelledFields,
    overwrite: options.Overwrite = False,
    quiet: options.Quiet = False,
) -> None:
    """Check the labels of a filled-in sheet. Write them as training data, merged with earlier training data.

    Rows without a label are counted. Rows that cannot be used go to OUTPUT.rejected.jsonl with the reason.

    Examples:

      bantin review import queue.csv -o labelled.jsonl

      bantin review import queue.csv --into corpus/articles -o new.jsonl
    """
    records_file = records or str(answers.records_path(sheet))
    found = [source for path in (sheet, *(into or [])) for source in sources.find_sources(path)]
    if records or Path(records_file).exists():
        found += sources.find_sources(records_file, "jsonl")
    beside = [rejections.rejected_path(output)]
    outputs.check_output(outputs.find_output(output), found, overwrite=overwrite, beside=beside)
    columns = fields.columns()
    filled = answers.Answers(sheet, columns, [*(new_label or []), *_labels(into or [], columns)], records)
    merge = answers.Merge()
    with (
        console.spinner(quiet) as tell,
        outputs.open_output(output, overwrite=overwrite) as writer,
        _rejecting(output, overwrite=overwrite) as reject,
    ):
        tell("merging")
        for merged in answers.merge_answers(
            filled, _labelled(into or [], columns), columns, merge, reject, replace=replace
        ):
            writer.write(merged, {})
    if not quiet:
        show.print_merge(merge, len(filled.rows), output)
    if merge.bare:
        show.warn_of_bare(merge, records_file, given=records is not None)
    if merge.rejected:
        raise typer.Exit(options.REJECTED_EXIT)


@contextmanager
def _rejecting(output: str, *, overwrite: bool) -> Iterator[Callable[[Rejected], None]]:
    """Give a function that keeps rejected records beside the output."""
    with rejections.keeping_rejected(output, overwrite=overwrite) as keep:
        yield lambda rejected: keep(rejected.to_dict())


def _articles(paths: list[str], columns: Columns) -> Iterator[Article]:
    """Yield the articles of labelled data; records that cannot be read are skipped, as they are never chosen."""
    for path in paths:
        for record in sources.read_source(path):
            with suppress(RecordError):
                if isinstance(record, Record):
                    yield columns.article(record.fields)


def _labelled(paths: Sequence[str], columns: Columns) -> Iterator[Record | Rejected]:
    """Yield the records of the data that a sheet is merged with, labelled as ``bantin train`` reads them."""
    for path in paths:
        records = sources.read_source(path)
        yield from reading.label_by_folder(records, Path(path), columns) if Path(path).is_dir() else records


def _labels(paths: Sequence[str], columns: Columns) -> list[str]:
    """Return the labels of the data that a sheet is merged with."""
    labels: dict[str, None] = {}
    for record in _labelled(paths, columns):
        if isinstance(record, Record):
            with suppress(RecordError):
                labels[reading.read_label(record.fields, columns)] = None
    return list(labels)


def _write_queue(output: str, queue: selection.Queue, labels: tuple[str, ...], *, overwrite: bool) -> None:
    """Write the sheet, and the records behind it."""
    keys = [answers.key_of(pick.article) for pick in queue.picks]
    records = ({"key": key, "fields": dict(pick.record.fields)} for key, pick in zip(keys, queue.picks, strict=True))
    answers.write_records(output, records, labels, overwrite=overwrite)
    rows = (
        {
            "suggested": pick.suggested,
            "confidence": f"{pick.confidence:.2f}",
            "why": pick.why,
            "title": pick.article.title,
            "text": pick.article.text,
            "id": pick.article.id or "",
            "key": key,
        }
        for key, pick in zip(keys, queue.picks, strict=True)
    )
    sheets.write_sheet(
        Path(output), ["label", "suggested", "confidence", "why", *answers.SHEET], rows, overwrite=overwrite
    )
