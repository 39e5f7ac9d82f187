"""Parts whose columns are known only at the end, and the columns of all of them together.

A part is a line of JSON for each record: its fields, the columns that labelling adds, and the rows of its mentions.
Scraped records do not all have the same fields, so the header of a table can be written when the last part is read.

Invariant: the columns are those of the input in order of appearance, then those that labelling adds; each once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, repeat
from pathlib import Path
from typing import IO, Any

import orjson

from nlp.article import LABEL_NAMES
from nlp.formats.jsonl import dump_line
from nlp.formats.outputs.layout import MENTIONS, Layout
from nlp.formats.record import free_name

DUPLICATE_OF = "duplicate_of"
"""Field for the id of the earlier article that a record nearly repeats; null if it repeats none."""

Marks = Sequence[Sequence[str | None]]
"""The value of :data:`DUPLICATE_OF` for each part and each of its records."""

OTHER_FIELDS = "other_fields"
"""The column of JSON for the fields that are too many for a format."""

_PREDICTION = ("confidence", "needs_review", "reasons", "plausible", "model")
# Times of other zones stay text: a cell has no zone, and a reader in Việt Nam takes it for theirs.
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(?:\+07:?00)?)?", re.ASCII)
_LARGEST = 2**63
_FIRST_YEAR = 1900  # of Excel's calendar


class LinePart:
    """A part of lines, each written at once.

    :param stream: the file; it stays open.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def close(self) -> None:
        """Do nothing: every record was written at once."""


class RowPart(LinePart):
    """Writes a part, for :func:`read_rows`."""

    def write(
        self,
        fields: Mapping[str, Any],
        annotations: dict[str, Any],
        line: bytes | None = None,
        mentions: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """Write one record; ``line`` is not used."""
        row = {"fields": dict(fields), "added": annotation_columns(annotations), "mentions": mentions}
        self._stream.write(dump_line(row))


def annotation_columns(annotations: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that labelling adds as the columns of a table: label and summary, without the entities."""
    columns: dict[str, Any] = {}
    if prediction := annotations.get("prediction"):
        columns = {"label": prediction["label"], "label_name": LABEL_NAMES.get(prediction["label"])}
        columns |= {name: prediction.get(name) for name in _PREDICTION}
    # Objects in a summary lead back into the text, which the rows of mentions do better.
    summary = annotations.get("summary", {})
    return columns | {name: value for name, value in summary.items() if not isinstance(value, dict)}


def read_rows(parts: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """Yield the records of parts, in order."""
    for part in parts:
        with part.open("rb") as lines:
            yield from map(orjson.loads, lines)


class Kinds:
    """The kinds of values in a column; what is empty does not count.

    :ivar types: the types of values; an integer of more than 64 bits counts as text, which keeps its digits.
    :ivar are_moments: whether all values are dates, or dates with times.
    """

    __slots__ = ("are_moments", "types")

    def __init__(self) -> None:
        self.types: set[type] = set()
        self.are_moments = True

    def add(self, value: Any) -> None:
        """Add a value."""
        if value is None or value == "":
            return
        self.types.add(str if isinstance(value, int) and not -_LARGEST <= value < _LARGEST else type(value))
        if self.are_moments:
            self.are_moments = isinstance(value, str) and moment(value) is not None


def moment(text: str) -> date | None:
    """Return the date, or date and time of Việt Nam, that a text in ISO form is; None if it is none."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    try:
        found = datetime.fromisoformat(f"{match[1]}T{match[2]}") if match[2] else date.fromisoformat(match[1])
    except ValueError:
        return None
    return found if found.year >= _FIRST_YEAR else None


@dataclass
class Survey:
    """What all parts hold.

    :param given: fields of the input.
    :param added: columns that labelling adds, :data:`DUPLICATE_OF` the last.
    :param mentions: columns of mentions.
    :param n_records: number of records.
    :param n_mentions: number of mentions.
    """

    given: dict[str, Kinds] = field(default_factory=dict)
    added: dict[str, Kinds] = field(default_factory=dict)
    mentions: dict[str, Kinds] = field(default_factory=dict)
    n_records: int = 0
    n_mentions: int = 0


def survey(parts: Sequence[Path], marks: Marks | None, layout: Layout) -> Survey:
    """Return what parts hold; the columns that a layout names are there even when no record has them."""
    found = Survey()
    known = found.given if layout.rows == MENTIONS else found.mentions
    known.update((name, Kinds()) for name in layout.mention_columns)
    for row in read_rows(parts):
        found.n_records += 1
        found.n_mentions += len(row["mentions"])
        _add(found.given, row["fields"])
        _add(found.added, row["added"])
        for mention in row["mentions"]:
            _add(found.mentions, mention)
    if marks is not None:
        found.added[DUPLICATE_OF] = Kinds()
    return found


def _add(columns: dict[str, Kinds], row: Mapping[str, Any]) -> None:
    for name, value in row.items():
        kinds = columns.get(name)
        if kinds is None:
            kinds = columns[name] = Kinds()
        kinds.add(value)


@dataclass(frozen=True)
class Column:
    """A column of a table.

    :param header: its name there.
    :param kinds: what it holds.
    """

    header: str
    kinds: Kinds


class RecordTable:
    """The columns of a table of records, and the cells of each row.

    :param found: what the parts hold.
    :param most: the most columns that the format has; the fields beyond go into one of JSON.
    :param as_header: makes a name one that the format takes.
    :param folded: whether names that differ in case alone are the same to the format.
    """

    def __init__(
        self, found: Survey, *, most: int | None = None, as_header: Callable[[str], str] = str, folded: bool = False
    ) -> None:
        names = list(found.given)
        room = len(names) if most is None else most - len(found.added) - 1
        self._names, self._others = (names, []) if len(names) <= room else (names[:room], names[room:])
        self._added = list(found.added)
        taken = self._taken = _Headers(folded)
        self.columns = [Column(taken.numbered(as_header(name)), found.given[name]) for name in self._names]
        self.header_of = {name: column.header for name, column in zip(self._names, self.columns, strict=True)}
        if self._others:
            self.columns.append(Column(taken.prefixed(OTHER_FIELDS), Kinds()))
        for name in self._added:
            header = taken.prefixed(name)
            self.columns.append(Column(header, found.added[name]))
            self.header_of[name] = header

    def add_header(self, name: str) -> str:
        """Return the header of a further column, which is not among the cells."""
        return self._taken.prefixed(name)

    def cells(self, row: Mapping[str, Any], mark: str | None) -> list[Any]:
        """Return the cells of a record, None where it has no value.

        :param mark: its value of :data:`DUPLICATE_OF`.
        """
        fields, added = row["fields"], row["added"]
        cells = [fields.get(name) for name in self._names]
        if self._others:
            others = {name: fields[name] for name in self._others if name in fields}
            cells.append(dump_line(others).decode().rstrip() if others else None)
        cells += [added.get(name) if name != DUPLICATE_OF else mark for name in self._added]
        return cells


class _Headers:
    """The headers of a table that are taken.

    :param folded: whether those that differ in case alone are the same.
    """

    def __init__(self, folded: bool) -> None:
        self._key: Callable[[str], str] = str.lower if folded else str
        self._taken: set[str] = set()

    def __contains__(self, name: object) -> bool:
        return self._key(str(name)) in self._taken

    def numbered(self, name: str) -> str:
        """Take a header for a field of the input; of two that are the same to the format, the later gets a number."""
        header, number = name, 1
        while header in self:
            number += 1
            header = f"{name}_{number}"
        self._taken.add(self._key(header))
        return header

    def prefixed(self, name: str) -> str:
        """Take a header for a column of ours; it has a prefix if the input has a field of that name."""
        header = free_name(name, self)
        self._taken.add(self._key(header))
        return header


def with_marks(parts: Sequence[Path], marks: Marks | None) -> Iterator[tuple[dict[str, Any], str | None]]:
    """Yield the records of parts, in order, each with its mark."""
    every = repeat(None) if marks is None else chain.from_iterable(marks)
    yield from zip(read_rows(parts), every, strict=marks is not None)
