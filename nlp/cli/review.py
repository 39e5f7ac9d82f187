"""``bantin review``: articles worth labelling go out as a sheet, and come back as training data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from nlp.cli import options
from nlp.cli.show.console import err, label_text, spinner, table

if TYPE_CHECKING:
    from nlp.formats.record import Columns, Record, Rejected
    from nlp.lifecycle.answers import Merge
    from nlp.lifecycle.selection import Queue

review_app = typer.Typer(
    help="Pick what to label next, and take the labels over.", no_args_is_help=True, rich_markup_mode=None
)


@review_app.command("export")
def export_cli(
    feed: Annotated[list[str], typer.Argument(help="Files or folders of articles without labels, or -.")],
    output: Annotated[str, typer.Option("--output", "-o", help="The sheet, a .csv file.")],
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many articles to pick.")] = 100,
    labelled: Annotated[
        list[str] | None,
        typer.Option("--labelled", help="Labelled data, of which nothing near-duplicate is picked; may be repeated."),
    ] = None,
    random_share: Annotated[
        float, typer.Option("--random-share", min=0.0, max=1.0, help="Share that is picked at random.")
    ] = 0.1,
    seed: Annotated[int, typer.Option("--seed", help="Of the random choices.")] = 0,
    model: options.Model = options.CURRENT,
    format: options.Format = None,
    text_field: options.TextField = "text",
    title_field: options.TitleField = "title",
    id_field: options.IdField = "id",
    overwrite: options.Overwrite = False,
    quiet: options.Quiet = False,
) -> None:
    """Pick the articles of a feed that teach the model most, and write them as a sheet with an empty label column.

    Open it in a spreadsheet and fill in "label"; a label in doubt gets a question mark behind it, an article that
    you cannot label stays empty. Keep QUEUE.csv.records.jsonl beside it: it holds every field of the articles.

    Examples:

      bantin review export feed.jsonl -o queue.csv --count 20

      bantin review export feed.jsonl -o queue.csv --labelled corpus/articles
    """
    from itertools import chain  # noqa: PLC0415

    from nlp.classify.registry import load_model  # noqa: PLC0415
    from nlp.errors import OutputError  # noqa: PLC0415
    from nlp.formats.output import check_output, find_output  # noqa: PLC0415
    from nlp.formats.record import Columns  # noqa: PLC0415
    from nlp.formats.source import find_sources, read_source  # noqa: PLC0415
    from nlp.lifecycle.selection import choose  # noqa: PLC0415
    from nlp.training.context import Run  # noqa: PLC0415

    if not output.lower().endswith(".csv"):
        raise OutputError(f"{output}: the sheet is written as CSV.", "Name a file that ends in .csv.")
    check_output(find_output(output), [source for path in feed for source in find_sources(path)], overwrite=overwrite)
    classifier = load_model(model)
    columns = Columns(text=text_field, title=title_field, id=id_field)
    records = chain.from_iterable([read_source(path, format) for path in feed])
    with spinner(quiet) as tell, _rejections(output) as reject:
        queue = choose(
            records,
            classifier,
            columns,
            count,
            labelled=_articles(labelled or [], columns),
            random_share=random_share,
            reject=reject,
            run=Run(progress=tell, seed=seed),
        )
    _write_queue(output, queue, classifier.labels)
    if not quiet:
        _print_queue(queue, output)
    if queue.rejected:
        raise typer.Exit(options.REJECTED_EXIT)


@review_app.command("import")
def import_cli(
    sheet: Annotated[str, typer.Argument(help="The sheet that was filled in (CSV, as any spreadsheet saves it).")],
    output: Annotated[str, typer.Option("--output", "-o", help="Labelled articles: .jsonl, .csv, or one of them .gz.")],
    into: Annotated[
        str | None, typer.Option("--into", help="Training data to merge with; it is read, not changed.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Let the sheet change labels of articles that the data has already.")
    ] = False,
    new_label: Annotated[
        list[str] | None, typer.Option("--new-label", help="A label that is new, not misspelt; may be repeated.")
    ] = None,
    records: Annotated[
        str | None, typer.Option("--records", help="The sheet's .records.jsonl, where it is not SHEET.records.jsonl.")
    ] = None,
    text_field: options.TextField = "text",
    title_field: options.TitleField = "title",
    id_field: options.IdField = "id",
    label_field: options.LabelField = "label",
    overwrite: options.Overwrite = False,
    quiet: options.Quiet = False,
) -> None:
    """Check the labels of a filled-in sheet and write them as training data, merged with what was labelled before.

    Rows without a label are counted; rows that cannot be used go to OUTPUT.rejected.jsonl with the reason.

    Examples:

      bantin review import queue.csv -o labelled.jsonl

      bantin review import queue.csv --into corpus/articles -o new.jsonl
    """
    from nlp.formats.output import check_output, find_output, open_output  # noqa: PLC0415
    from nlp.formats.record import Columns  # noqa: PLC0415
    from nlp.formats.source import find_sources  # noqa: PLC0415
    from nlp.lifecycle.answers import Answers, Merge, merge_answers, records_path  # noqa: PLC0415

    given = [source for path in (sheet, *([into] if into else [])) for source in find_sources(path)]
    if records or records_path(sheet).exists():
        given += find_sources(records or str(records_path(sheet)), "jsonl")
    check_output(find_output(output), given, overwrite=overwrite)
    columns = Columns(text=text_field, title=title_field, id=id_field, label=label_field)
    answers = Answers(sheet, columns, [*(new_label or []), *_labels(into, columns)], records)
    merge = Merge()
    with spinner(quiet) as tell, open_output(output) as writer, _rejections(output) as reject:
        tell("merging")
        for fields in merge_answers(answers, _labelled(into, columns), columns, merge, reject, replace=replace):
            writer.write(fields, {})
    if not quiet:
        _print_merge(merge, len(answers.rows), output)
    if merge.bare:
        where = (
            f"{records} does not hold them" if records else f"{records_path(sheet)} does not hold them, or is missing"
        )
        err().print(
            f"! {merge.bare:,} of the new records have the title, text and id of the sheet and no other field that the "
            f"article had: {where}. Name the right file with --records.",
            style="yellow",
            markup=False,
        )
    if merge.rejected:
        raise typer.Exit(options.REJECTED_EXIT)


def _articles(paths: list[str], columns: Columns) -> Iterator[Any]:
    """Yield the articles of labelled data; what cannot be read is no article that could be picked twice."""
    from nlp.errors import RecordError  # noqa: PLC0415
    from nlp.formats.record import Record  # noqa: PLC0415
    from nlp.formats.source import read_source  # noqa: PLC0415

    for path in paths:
        for record in read_source(path):
            try:
                if isinstance(record, Record):
                    yield columns.article(record.fields)
            except RecordError:
                continue


def _labelled(path: str | None, columns: Columns) -> Iterator[Record | Rejected]:
    """Return the records of the data that a sheet is merged with, labelled as ``bantin train`` reads them."""
    from nlp.datasets.reading import label_by_folder  # noqa: PLC0415
    from nlp.formats.source import read_source  # noqa: PLC0415

    if path is None:
        return iter(())
    records = read_source(path)
    return label_by_folder(records, Path(path), columns) if Path(path).is_dir() else records


def _labels(path: str | None, columns: Columns) -> list[str]:
    """Return the labels of the data that a sheet is merged with."""
    from nlp.datasets.reading import read_label  # noqa: PLC0415
    from nlp.errors import RecordError  # noqa: PLC0415
    from nlp.formats.record import Record  # noqa: PLC0415

    labels: dict[str, None] = {}
    for record in _labelled(path, columns):
        if isinstance(record, Record):
            with suppress(RecordError):
                labels[read_label(record.fields, columns.label)] = None
    return list(labels)


def _write_queue(output: str, queue: Queue, labels: tuple[str, ...]) -> None:
    from nlp.formats.sheet import write_sheet  # noqa: PLC0415
    from nlp.lifecycle.answers import SHEET, key_of, write_records  # noqa: PLC0415

    records = ({"key": key_of(pick.article), "fields": dict(pick.record.fields)} for pick in queue.picks)
    write_records(output, records, labels)
    rows = (
        {
            "suggested": pick.suggested,
            "confidence": f"{pick.confidence:.2f}",
            "why": pick.why,
            "title": pick.article.title,
            "text": pick.article.text,
            "id": pick.article.id or "",
            "key": key_of(pick.article),
        }
        for pick in queue.picks
    )
    write_sheet(Path(output), ["label", "suggested", "confidence", "why", *SHEET], rows)


@contextmanager
def _rejections(output: str) -> Iterator[Callable[[Rejected], None]]:
    """Give a function that keeps rejected records beside the output; their file is made when there is one."""
    from nlp.formats.atomic import replacing  # noqa: PLC0415
    from nlp.formats.jsonl import dump_line  # noqa: PLC0415

    path = _rejected_path(output)
    path.unlink(missing_ok=True)
    with ExitStack() as stack:
        streams: list[IO[bytes]] = []

        def keep(rejected: Rejected) -> None:
            if not streams:
                streams.append(stack.enter_context(replacing(path)))
            streams[0].write(dump_line(rejected.to_dict()))

        yield keep


def _rejected_path(output: str) -> Path:
    return Path(f"{output}.rejected.jsonl")


def _print_queue(queue: Queue, output: str) -> None:
    listed = table("suggested", "articles", "surest", "least sure", right=("articles", "surest", "least sure"))
    labels = sorted({pick.suggested for pick in queue.picks})
    for label in labels:
        sure = [pick.confidence for pick in queue.picks if pick.suggested == label]
        listed.add_row(label_text(label), f"{len(sure):,}", f"{max(sure):.2f}", f"{min(sure):.2f}")
    if labels:
        err().print(listed)
    err().print(
        f"{queue.read:,} read, {queue.rejected:,} rejected; left out {queue.duplicates:,} near-duplicates and "
        f"{queue.unusable:,} too short or not Vietnamese; {len(queue.picks):,} picked -> {output}",
        markup=False,
    )
    if queue.rejected:
        err().print(f"rejected records and why: {_rejected_path(output)}", style="yellow", markup=False)


def _print_merge(merge: Merge, rows: int, output: str) -> None:
    if merge.by_label:
        listed = table("label", "from the sheet", right=("from the sheet",))
        for label, count in merge.by_label.most_common():
            listed.add_row(label_text(label), f"{count:,}")
        err().print(listed)
    err().print(
        f"{rows:,} rows in the sheet: {merge.added:,} new, {merge.relabelled:,} labels changed, {merge.known:,} known "
        f"already, {merge.unlabelled:,} without a label, {merge.rejected:,} rejected; "
        f"{merge.kept + merge.relabelled + merge.added:,} records -> {output}",
        markup=False,
    )
    if merge.rejected:
        err().print(f"rejected rows and why: {_rejected_path(output)}", style="yellow", markup=False)
