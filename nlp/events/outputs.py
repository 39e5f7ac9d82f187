"""Outputs: the folder of a digest, with its events as lines of JSON, tables, a workbook, a database, points and a page.

Invariant: the folder appears whole or not at all, and takes the place of nothing but an earlier digest; what comes from
articles is text in every file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from nlp.entities.mentions import province_centres
from nlp.entities.vocabulary import province_names
from nlp.errors import OutputError
from nlp.events.digest import State
from nlp.events.records import Digest, Event
from nlp.events.state import STATE, write_state
from nlp.formats.atomic import creating_folder, open_new
from nlp.formats.jsonl import dump_line
from nlp.formats.outputs.geojson import collection, point
from nlp.formats.outputs.tables import Table, write_database, write_workbook
from nlp.formats.sheet import write_sheet
from nlp.formats.storage import taken

EVENTS, FACTS, COMPLAINTS, APPOINTMENTS = "events.jsonl", "facts.csv", "complaints.csv", "appointments.csv"
WORKBOOK, DATABASE, POINTS, PAGE = "digest.xlsx", "digest.db", "events.geojson", "index.html"
FILES = (EVENTS, FACTS, COMPLAINTS, APPOINTMENTS, WORKBOOK, DATABASE, POINTS, PAGE, STATE)
"""The files of a digest."""

_EVENT = (
    "id", "name", "hazard", "storm_number", "storm_name", "country", "start", "end", "articles", "provinces",
    "province_names", "dead", "missing", "injured", "dead_or_missing", "headline", "url",
)  # fmt: skip
_FACT = (
    "event", "measure", "value", "max_value", "modifier", "unit", "province", "province_name", "communes", "date",
    "article", "sentence", "title", "published", "source", "url",
)  # fmt: skip
_COMPLAINT = ("kind", "place", "code", "province", "articles", "first", "last", "newest_title", "newest_url")
_APPOINTMENT = (
    "name", "title", "body", "province", "province_name", "date", "sentence", "article", "published", "source", "url",
)  # fmt: skip
_TOLL = ("dead", "missing", "injured", "dead_or_missing")


def check_folder(folder: Path, *, overwrite: bool) -> None:
    """Check that a digest may be written to a folder.

    :param overwrite: whether it may take the place of an earlier digest.
    :raises OutputError: if something is there, or other files than those of a digest.
    """
    if folder.is_dir():
        held = {path.name for path in folder.iterdir()}
        if held and not overwrite:
            raise taken(str(folder))
        if others := sorted(held.difference(FILES)):
            raise OutputError(
                f"{folder}: holds other files than those of a digest, such as {others[0]}.",
                "Name a folder for the digest alone.",
            )
    elif folder.exists() or folder.is_symlink():
        raise taken(str(folder))


def write_digest(
    folder: Path, state: State, digest: Digest, page: Callable[[Digest], str] | None = None, *, overwrite: bool = False
) -> None:
    """Write the folder of a digest.

    :param page: makes its page.
    :param overwrite: whether it takes the place of an earlier digest.
    :raises OutputError: if it cannot be written.
    """
    tables = digest_tables(digest)
    with creating_folder(folder, overwrite=overwrite) as new:
        with open_new(new / EVENTS) as stream:
            for event in digest.events:
                stream.write(dump_line(event.to_dict()))
        for name, table in zip((FACTS, COMPLAINTS, APPOINTMENTS), tables[1:], strict=True):
            write_sheet(new / name, table.columns, map(_texts, table.rows))
        with open_new(new / WORKBOOK) as stream:
            write_workbook(tables, stream)
        with open_new(new / DATABASE) as stream:
            write_database(tables, stream)
        with open_new(new / POINTS) as stream:
            stream.write(orjson.dumps(_points(digest.events), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        if page is not None:
            with open_new(new / PAGE) as stream:
                stream.write(page(digest).encode("utf-8", "replace"))
        with open_new(new / STATE) as stream:
            write_state(state, stream)


def digest_tables(digest: Digest) -> list[Table]:
    """Return the tables of a digest: events, facts, complaints, appointments."""
    return [
        Table("events", _EVENT, [_event_row(event) for event in digest.events], ("id", "start")),
        Table("facts", _FACT, [*_fact_rows(digest.events)], ("event", "measure", "province", "article")),
        Table("complaints", _COMPLAINT, [*_complaint_rows(digest)], ("place",)),
        Table("appointments", _APPOINTMENT, [*_appointment_rows(digest)], ("name", "date")),
    ]


def _event_row(event: Event) -> dict[str, Any]:
    names = province_names()
    row = {name: value for name, value in event.to_dict().items() if name in _EVENT}
    return row | {
        "storm_number": event.storm.number if event.storm else None,
        "storm_name": event.storm.name if event.storm else None,
        "articles": len(event.sources),
        "provinces": " ".join(event.provinces),
        "province_names": ", ".join(names[code] for code in event.provinces if code in names),
        **{measure: event.latest[measure].value for measure in _TOLL if measure in event.latest},
        "headline": event.headline.title,
        "url": event.headline.url,
    }


def _fact_rows(events: Sequence[Event]) -> Iterator[dict[str, Any]]:
    names = province_names()
    for event in events:
        sources = {source.id: source for source in event.sources}
        for figure in event.timeline:
            source = sources[figure.article]
            yield figure.to_dict() | {
                "event": event.id,
                "province_name": names.get(figure.province or ""),
                "communes": " ".join(figure.communes),
                "title": source.title,
                "published": source.published,
                "source": source.source,
                "url": source.url,
            }


def _complaint_rows(digest: Digest) -> Iterator[dict[str, Any]]:
    for complaint in digest.complaints:
        first, last = complaint.sources[0], complaint.sources[-1]
        yield complaint.to_dict() | {
            "articles": len(complaint.sources),
            "first": first.published,
            "last": last.published,
            "newest_title": last.title,
            "newest_url": last.url,
        }


def _appointment_rows(digest: Digest) -> Iterator[dict[str, Any]]:
    names = province_names()
    for one in digest.appointments:
        yield one.to_dict() | {
            "province_name": names.get(one.province or ""),
            "published": one.source.published,
            "source": one.source.source,
            "url": one.source.url,
        }


def _texts(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in row.items()}


def _points(events: Sequence[Event]) -> dict[str, Any]:
    """Return a point for each province of each event, with its latest figures there."""
    names, centres = province_names(), province_centres()
    features = []
    for event in events:
        for code in event.provinces:
            if code not in centres:
                continue
            latitude, longitude = centres[code]
            local = event.by_province.get(code, {})
            about = {
                "event": event.id,
                "name": event.name,
                "hazard": event.hazard,
                "start": event.start,
                "end": event.end,
                "province": code,
                "province_name": names[code],
                "articles": len(event.sources),
                **{measure: figure.value for measure, figure in local.items()},
            }
            features.append(point(longitude, latitude, about))
    return collection(features)
