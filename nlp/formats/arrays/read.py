"""Files of JSON, which scrapers and APIs write as one array, one object, or objects that follow one another.

Invariant: ``where`` counts the items from 1, those that are lost included.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import IO, Any, cast

import orjson

from nlp.errors import InputError
from nlp.formats.arrays.cut import Cutter
from nlp.formats.arrays.wrapped import find_lists, list_at
from nlp.formats.jsonl import Joined, read_jsonl, repair
from nlp.formats.record import Entry, Note, Reading, Record, Rejected, keep_raw

MAX_WHOLE_BYTES = 64 * 2**20
"""Largest object with a list in it that is read; it has to be in memory as a whole."""

_BOM = b"\xef\xbb\xbf"
_PIECE = 2**18


def read_json(stream: IO[bytes], name: str, reading: Reading | None = None) -> Iterator[Entry]:
    """Yield the records of a ``.json`` file: one array of any length, one object, JSON Lines, or objects in a row.

    A file that is one object without a text of its own stands for the only list of articles in it.

    :param reading: its ``records`` names that list.
    :raises InputError: if there is no such list, or several and none is named.
    """
    path = reading.records if reading else None
    buffered = io.BufferedReader(Joined(_read_head(stream), stream), _PIECE)
    if not buffered.peek(1).startswith(b"{"):
        yield from _items(Cutter(buffered.read1), name, path)
        return
    first = buffered.readline(MAX_WHOLE_BYTES + 1)
    second = buffered.readline(_PIECE)
    while second and not second.strip():
        second = buffered.readline(_PIECE)
    again = io.BufferedReader(Joined(first + second, cast("IO[bytes]", buffered)), _PIECE)
    if second and path is None and not _goes_on(first):
        yield from read_jsonl(cast("IO[bytes]", again), name)
    else:
        yield from _objects(cast("IO[bytes]", again), name, path)


def _read_head(stream: IO[bytes]) -> bytes:
    """Return the start of a stream, without a mark and white space."""
    head = stream.read(_PIECE).removeprefix(_BOM)
    while head.isspace():
        head = stream.read(_PIECE)
    return head.lstrip()


def _goes_on(line: bytes) -> bool:
    """Return whether an object that begins in a line is written over several, as for people to read."""
    return line.rstrip().endswith((b"{", b",", b"[")) or not line.endswith(b"\n")


def _objects(stream: IO[bytes], name: str, path: str | None) -> Iterator[Entry]:
    """Yield the records of a file that is one object, or several in a row."""
    content = stream.read(MAX_WHOLE_BYTES + 1)
    whole = _parse(content) if len(content) <= MAX_WHOLE_BYTES else None
    if isinstance(whole, dict):
        yield from _unwrap(whole, name, path)
        return
    yield from _items(Cutter(io.BufferedReader(Joined(content, stream), _PIECE).read1), name, path)


def _unwrap(whole: dict[str, Any], name: str, path: str | None) -> Iterator[Entry]:
    if path is None:
        found = find_lists(whole)
        if len(found) > 1:
            listed = ", ".join(found)
            raise InputError(f"{name}: holds several lists ({listed}).", f"Name one: --records {found[0]}.")
        if not found:
            yield Record(f"{name}:item 1", whole)
            return
        path = found[0]
        yield Note(f"{name}: the records are those of its list {path!r}")
    items = list_at(whole, path)
    if items is None:
        known = ", ".join(find_lists(whole)) or ", ".join(list(whole)[:12])
        raise InputError(f"{name}: has no list at {path!r}.", f"It has: {known}.")
    yield from _numbered(items, name)


def _numbered(items: Sequence[Any], name: str, first: int = 1) -> Iterator[Record | Rejected]:
    for number, fields in enumerate(items, start=first):
        yield _record(fields, f"{name}:item {number}")


def _record(fields: Any, where: str) -> Record | Rejected:
    if isinstance(fields, dict):
        return Record(where, fields)
    return Rejected(where, f"a JSON {type(fields).__name__}, not an object", fields)


def _items(cutter: Cutter, name: str, path: str | None) -> Iterator[Entry]:
    number = 0
    for piece in cutter.pieces():
        number += 1
        where = f"{name}:item {number}"
        value = None if piece.fault else piece.value or _parse(piece.content)
        if isinstance(value, orjson.JSONDecodeError) or piece.fault:
            yield Rejected(where, f"not valid JSON: {piece.fault or value}", keep_raw(piece.content))
            continue
        cutter.learn(piece.content)
        inner = list_at(value, path) if path else None
        if inner is None:
            yield _record(value, where)
            continue
        yield from _numbered(inner, name, number)
        number += len(inner) - 1


def _parse(content: bytes) -> Any:
    """Return the value, or the exception that says why there is none."""
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        repaired = repair(content)
        return _parse(repaired) if repaired else error
