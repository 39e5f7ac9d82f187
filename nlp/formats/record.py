"""Records: one entry of an input file, read, rejected or passed over, and the columns that make it an article.

Invariant: a record keeps every field of its input unchanged, and a rejected one keeps its place and the reason.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property, lru_cache
from itertools import chain, islice
from typing import Any, TypeVar

from nlp.article import Article, FailedArticle
from nlp.errors import AmbiguousFieldError, InputError, RecordError
from nlp.formats.fields import Groups, Path, as_text, begins_with, dotted, given_paths, ranked, value_at

MAX_RECORD_BYTES = 16 * 2**20
"""Largest record that is read, about 5,000 newspaper pages. Longer ones are rejected, so that memory stays bounded."""

MAX_KEPT_BYTES = 64 * 2**10
"""How many bytes of a rejected record are kept beside the reason."""


@dataclass(frozen=True)
class Record:
    """One record of an input.

    :param where: the input and the position in it, for messages: ``feed.jsonl:12``.
    :param fields: every field, unchanged.
    :param line: the line of JSON Lines that it was read from. Output repeats it byte for byte, because parsing loses
        what Python cannot hold: the digits of a long number, escapes, repeated keys.
    :param repaired: whether damaged letters in ``fields`` were mended.
    """

    where: str
    fields: Mapping[str, Any]
    line: bytes | None = field(default=None, repr=False, compare=False)
    repaired: bool = False


@dataclass(frozen=True)
class Rejected:
    """One record that cannot be used.

    :param where: the input and the position in it.
    :param reason: what is wrong and, if it helps, what to do.
    :param raw: the record as it was read, at most :data:`MAX_KEPT_BYTES` of it.
    :param traceback: where labelling it failed, when that is a defect of bantin.
    """

    where: str
    reason: str
    raw: Any = None
    traceback: str = field(default="", repr=False)

    @classmethod
    def of_failed(cls, where: str, failed: FailedArticle, raw: Any) -> Rejected:
        """Return the rejection of a record on which bantin itself failed."""
        reason = f"labelling it failed, which is a defect of bantin: {failed.reason}."
        return cls(where, f"{reason} Please report it with the traceback.", raw, failed.traceback)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form, as it is written to a file of rejected records."""
        found = {"where": self.where, "reason": self.reason, "input": self.raw}
        return found | {"traceback": self.traceback} if self.traceback else found


@dataclass(frozen=True)
class Note:
    """What a reader wants its user to know; it is neither a record nor one that is missing.

    :param text: the same text from many files is said once; ``{count}`` in it stands for how often it came up.
    """

    text: str

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"note": self.text}


Entry = Record | Rejected | Note
"""What readers yield."""


@dataclass(frozen=True)
class Reading:
    """Where in a file the records are, for the formats that may hold several lists of them.

    :param table: a table or view of a database, a sheet of a workbook.
    :param query: SQL for a database, instead of a table.
    :param records: the path to the list in a JSON object: ``data.items``.
    """

    table: str | None = None
    query: str | None = None
    records: str | None = None


@dataclass(frozen=True)
class Columns:
    """The names of the fields that hold the parts of an article.

    A name may be a dotted path (``_source.body``) or, for a text, several names with commas between, which are joined.
    A part that is left at its standard name is found under other usual names, too (:mod:`nlp.formats.fields`), and a
    lead is put before the text. Of a field that holds a whole web page the article is taken.
    """

    text: str = "text"
    title: str = "title"
    id: str = "id"
    published: str = "published"
    url: str = "url"
    source: str = "source"
    label: str = "label"

    def article(self, fields: Mapping[str, Any]) -> Article:
        """Return the article that a record's fields hold.

        :raises RecordError: if it has neither text nor title, one of them is not text, or two fields could be it.
        """
        return self.read(fields)[0]

    def read(self, fields: Mapping[str, Any]) -> tuple[Article, Mapping[str, str]]:
        """Return the article that a record's fields hold, and the names of these fields by part.

        :raises RecordError: as :meth:`article` raises it.
        """
        groups = ranked(fields)
        paths = [self._paths(part, fields, groups) for part in _PARTS]
        text, title = (_joined(found, fields) for found in paths[:2])
        if _PAGE.match(text):
            text, title = _of_page(text, title)
        if not text and not title:
            present = ", ".join(map(repr, list(fields)[:12])) or "none"
            raise RecordError(
                f"neither {self.text!r} nor {self.title!r} holds any text (fields: {present}).",
                "Name the right ones with --text-field and --title-field.",
            )
        identifier, *rest = (value_at(fields, found[0]) if found else None for found in paths[2:])
        known = None if identifier is None or identifier == "" else str(identifier)
        return Article(text, title, known, *map(_metadata, rest)), _named(tuple(paths))

    def text_paths(self, fields: Mapping[str, Any]) -> list[Path]:
        """Return the fields that hold title and text.

        :raises RecordError: if two could be one of them.
        """
        groups = ranked(fields)
        return [path for part in ("title", "text") for path in self._paths(part, fields, groups)]

    def label_of(self, fields: Mapping[str, Any]) -> Any:
        """Return what stands in a record's field for the label, None if it has no such field."""
        paths = self._paths("label", fields, ranked(fields))
        return value_at(fields, paths[0]) if paths else None

    @cached_property
    def given(self) -> dict[str, str]:
        """The names that are not the standard ones, by part."""
        names = {column.name: getattr(self, column.name) for column in dataclasses.fields(self)}
        return {part: name for part, name in names.items() if name != part}

    def guessed(self, names: Mapping[str, str]) -> str:
        """Return in words which parts were found under other names than the standard and given ones; empty if none was.

        :param names: from :meth:`read`.
        """
        if list(names.values()) == list(names):  # as in most records
            return ""
        found = {part: name for part, name in names.items() if part not in self.given and name != part}
        return ", ".join(f"{part} in {name!r}" for part, name in found.items())

    def missing(self, fields: Mapping[str, Any]) -> list[str]:
        """Return the given names under which a record has no field."""
        return [name for name in self.given.values() if not given_paths(name, fields)]

    def check(self, records: Sequence[Mapping[str, Any]], where: str) -> None:
        """Check that each given name is in one of the first records of an input at least.

        :param records: their fields.
        :param where: the name of the input.
        :raises InputError: if one is in none of them, with the names that there are.
        """
        for part, name in self.given.items():
            if not records or any(given_paths(name, fields) for fields in records):
                continue
            present = list(dict.fromkeys(field for fields in records for field in map(str, fields)))
            close = get_close_matches(name, present, n=1)
            hint = f"Did you mean {close[0]!r}?" if close else f"Name another with --{part}-field."
            shown = ", ".join(map(repr, present[:12])) or "no field at all"
            raise InputError(f"{where}: no record has a field {name!r}. There are {shown}.", hint)

    def _paths(self, part: str, fields: Mapping[str, Any], groups: Groups) -> tuple[Path, ...]:
        """Return the fields that hold a part; several for a text that is joined, none if the record lacks it."""
        name = getattr(self, part)
        if name != part:
            return given_paths(name, fields)
        if part not in ("text", "title"):
            return ((part,),) if part in fields else tuple(next(iter(groups[part]), ())[:1])
        value = fields.get(part)
        own = ((part,),) if value and not isinstance(value, dict) else _choose(part, fields, groups)
        if not own and isinstance(value, dict):
            own = ((part,),)  # which is refused, as no text
        if part == "title" or not groups["lead"]:
            return own
        leads = [path for group in groups["lead"] for path in group if _joined((path,), fields)]
        if not own or not leads:
            return own or tuple(leads[:1])
        return own if begins_with(_joined(own, fields), _joined(leads[:1], fields)) else (leads[0], *own)


def checked(records: Iterable[_Entry], columns: Columns) -> Iterator[_Entry]:
    """Yield the records of an input, after :meth:`Columns.check` on the first of them.

    :raises InputError: as that raises it.
    """
    stream = iter(records)
    first = list(islice(stream, _SAMPLE))
    read = [record for record in first if isinstance(record, Record)]
    if read:
        columns.check([record.fields for record in read], read[0].where.rpartition(":")[0] or read[0].where)
    yield from chain(first, stream)


def _choose(part: str, fields: Mapping[str, Any], groups: Groups) -> tuple[Path, ...]:
    """Return the best field that holds something; none if none does.

    :raises RecordError: if two are equally good.
    """
    for group in groups[part]:
        paths = {_joined((path,), fields): path for path in reversed(group)}
        paths.pop("", None)
        if len(paths) > 1:
            one, other, *_ = map(dotted, reversed(paths.values()))
            raise AmbiguousFieldError(
                f"the {part} may be in {one!r} or in {other!r}.", f"Name the right one with --{part}-field."
            )
        if paths:
            return tuple(paths.values())
    return ()


def _of_page(page: str, title: str) -> tuple[str, str]:
    """Return the text of a web page that a field holds, and its title unless there is one; the page if it has none."""
    from nlp.formats.web.extract import extract  # noqa: PLC0415 - takes 0.3 s that only whole pages need

    found = extract(page.encode("utf-8", "replace")) or {}
    return found.get("text") or page, title or found.get("title", "")


def _joined(paths: Sequence[Path], fields: Mapping[str, Any]) -> str:
    """Return the text in some fields, one after the other."""
    values = [as_text(value_at(fields, path), dotted(path)) for path in paths]
    return values[0] if len(values) == 1 else "\n".join(filter(None, values))


@lru_cache(1_000)
def _named(paths: tuple[tuple[Path, ...], ...]) -> Mapping[str, str]:
    return {part: " + ".join(map(dotted, found)) for part, found in zip(_PARTS, paths, strict=True) if found}


_SAMPLE = 200  # records
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype\s+html|<html|<head|<body)\b", re.IGNORECASE)
_Entry = TypeVar("_Entry", bound=Entry)
_PARTS = ("text", "title", "id", "published", "url", "source")


def _metadata(value: Any) -> str | None:
    """Return a field about an article as a string, dates in ISO form.

    None for values of other types: an odd ``published`` is no reason to reject an article that can be labelled.
    """
    if isinstance(value, date):  # a datetime is a date too
        return value.isoformat()
    return value or None if isinstance(value, str) else None


def free_name(name: str, taken: Container[str]) -> str:
    """Return a name for a field of ours; it has a prefix if the input has a field of that name."""
    while name in taken:
        name = f"bantin_{name}"
    return name


def keep_raw(raw: bytes) -> str:
    """Return the part of a raw record that is kept: text with undecodable bytes as escapes, cut if it is very long."""
    kept = raw[:MAX_KEPT_BYTES].decode("utf-8", errors="backslashreplace")
    return kept if len(raw) <= MAX_KEPT_BYTES else f"{kept}... [{len(raw):,} bytes or more]"
