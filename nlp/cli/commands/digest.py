"""``bantin digest``: the events of labelled articles, as a folder of tables, lines of JSON and a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from nlp.cli import options
from nlp.cli.lazy import on_first_use
from nlp.errors import OutputError, RecordError
from nlp.formats.record import Columns, Record, Rejected, checked
from nlp.version import __version__

with on_first_use():
    from nlp.cli.show import console
    from nlp.events import digest as digests
    from nlp.events import outputs, reading, records
    from nlp.events import state as states
    from nlp.formats import rejected as rejections
    from nlp.formats import source as sources
    from nlp.report.digest import page as pages

_SAID_EVERY = 5_000
_NAME = 40


@options.spread
def digest_cli(
    labelled: Annotated[
        list[str], typer.Argument(help="Files or folders that bantin label wrote, in any order, URLs, or -.")
    ],
    *,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder for the digest.")] = None,
    into: Annotated[
        Path | None,
        typer.Option("--into", help="Folder of a digest to go on with, or to begin: day by day it comes to the same."),
    ] = None,
    show_events: Annotated[
        int, typer.Option("--show", min=0, help="How many events to list at the end, the largest ones.")
    ] = 10,
    format: options.Format = None,
    fields: options.LabelledFields,
    published_field: options.PublishedField = "published",
    overwrite: options.Overwrite = False,
    quiet: options.Quiet = False,
) -> None:
    """Group labelled articles into events: storms and floods, each with its places, days and toll, figure by figure.

    Articles on floods become events; of those on transport it counts the places that are complained of, of those on
    governance it lists who was appointed. The folder has events.jsonl (one event a line, with the sentence behind every
    figure), facts.csv, complaints.csv, appointments.csv, digest.xlsx, digest.db (SQLite), events.geojson,
    index.html, a page that needs no network, and state.json, with which --into goes on.
    Records that cannot be used go to FOLDER.rejected.jsonl.

    Examples:

      bantin digest labelled.jsonl -o digest

      bantin digest monday.jsonl --into digest

      cat monday.jsonl tuesday.jsonl | bantin digest - -o digest --overwrite
    """
    if (output is None) == (into is None):
        raise typer.BadParameter("Name the folder with -o, or with --into to go on with a digest.")
    folder, replace = (output, overwrite) if output is not None else (into or Path(), True)
    outputs.check_folder(folder, overwrite=replace)
    _check_inputs(labelled, folder, format)
    state = states.read_state(folder) if into is not None else digests.State()
    columns, rejected = fields.columns(published=published_field), list[str]()
    with (
        console.spinner(quiet) as tell,
        rejections.keeping_rejected(str(folder), overwrite=replace) as keep,
    ):
        articles = _articles(labelled, columns, format, rejected, keep)
        digests.add_articles(state, articles, lambda number: _say(number, tell))
        tell("writing")
        digest = digests.finished(state)
        outputs.write_digest(folder, state, digest, _page, overwrite=replace and folder.exists())
    if not quiet:
        _print_digest(digest, folder, show_events)
        _print_rejected(rejected, rejections.rejected_path(str(folder)))
    if rejected:
        raise typer.Exit(options.REJECTED_EXIT)


def _page(digest: records.Digest) -> str:
    """Return the page of a digest."""
    days = [event.start for event in digest.events] + [event.end for event in digest.events]
    return pages.render_digest(
        (event.to_dict() for event in digest.events),
        (complaint.to_dict() for complaint in digest.complaints),
        (appointment.to_dict() for appointment in digest.appointments),
        title=f"Thiên tai {_month(min(days))} – {_month(max(days))}" if days else "Thiên tai",
        made=f"bantin {__version__}",
    )


def _month(day: str) -> str:
    """Return the month of an ISO day as it is written in Vietnamese."""
    year, month, _ = day.split("-")
    return f"{int(month)}/{year}"


def _say(number: int, tell: Callable[[str], None]) -> None:
    if number % _SAID_EVERY == 0:
        tell(f"{number:,} articles read")


def _check_inputs(paths: list[str], folder: Path, format: str | None) -> None:
    """Check that no input lies in the folder that is written.

    :raises OutputError: if one does.
    """
    inside = folder.resolve()
    for path in paths:
        for source in sources.find_sources(path, format):
            if source.path != "-" and inside in Path(source.path).resolve().parents:
                raise OutputError(f"{source.path}: is an input too.", "Name another folder.")


def _articles(
    paths: list[str], columns: Columns, format: str | None, rejected: list[str], keep: rejections.Keep
) -> Iterator[reading.Labelled]:
    """Yield the labelled articles of the inputs; what cannot be used is kept beside the output."""
    for path in paths:
        for record in checked(sources.read_source(path, format), columns):
            refused = record if isinstance(record, Rejected) else None
            if isinstance(record, Record):
                try:
                    yield reading.read_record(record.fields, columns)
                    continue
                except RecordError as error:
                    refused = Rejected(record.where, str(error), dict(record.fields))
            if refused is None:
                continue
            rejected.append(f"{refused.where}: {refused.reason}")
            keep(refused.to_dict())


def _print_digest(digest: records.Digest, folder: Path, show: int) -> None:
    """Print the largest events, in the order of time, and the counts of the rest.

    :param show: how many events.
    """
    largest = sorted(digest.events, key=lambda event: (-len(event.sources), event.start))[:show]
    if largest:
        listed = console.table(
            "event", "days", "articles", "dead", "missing", right=("days", "articles", "dead", "missing")
        )
        for event in sorted(largest, key=lambda event: (event.start, event.id)):
            name = event.name if len(event.name) <= _NAME else f"{event.name[: _NAME - 1]}…"
            toll = [_figure(event, measure) for measure in ("dead", "missing")]
            listed.add_row(console.escape(name), _days(event.start, event.end), f"{len(event.sources):,}", *toll)
        console.err().print(listed)
    grouped = sum(len(event.sources) for event in digest.events)
    console.err().print(
        f"{len(digest.events):,} events of {grouped:,} articles, {len(digest.complaints):,} places complained of, "
        f"{len(digest.appointments):,} appointments -> {folder}",
        markup=False,
    )
    left_out = sorted(digest.left_out.items(), key=lambda pair: (-pair[1], pair[0]))
    if any(count for _, count in left_out):
        told = ", ".join(f"{count:,} {reason}" for reason, count in left_out if count)
        console.err().print(f"left out: {told}", markup=False)


def _print_rejected(rejected: Sequence[str], path: str) -> None:
    """Print how many records could not be used, and where they are."""
    if rejected:
        console.err().print(f"rejected: {len(rejected):,}, the first {rejected[0]}", style="yellow", markup=False)
        console.err().print(f"rejected records and why: {path}", style="yellow", markup=False)


def _figure(event: records.Event, measure: str) -> str:
    figure = event.latest.get(measure) or event.largest.get(measure)
    return f"{figure.value:,.0f}" if figure else ""


def _days(start: str, end: str) -> str:
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    return f"{first:%d.%m.%y}" if first == last else f"{first:%d.%m}-{last:%d.%m.%y}"
