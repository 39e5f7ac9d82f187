"""Folders and files: what came since the last look. JSON Lines that grow are read on from where they ended.

Invariant: a record is read once its line is complete, and a file that was replaced or cut is read from its start.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

import orjson

from nlp.errors import InputError
from nlp.formats.jsonl import read_jsonl
from nlp.formats.record import MAX_RECORD_BYTES, Note, Record, Rejected
from nlp.formats.source import Source, find_sources
from nlp.formats.storage import identify, is_packed
from nlp.store.records import FileMark

PIECE = 4 * 2**20
"""Bytes of a growing file that are labelled before its mark is moved on."""

_RECORDS = 2_000  # of a piece of another file
_TAIL = 256  # bytes before the mark by which a file is known again


@dataclass(frozen=True)
class Piece:
    """Some records of a file.

    :param path: of the file.
    :param mark: how far it is read when they are in the store.
    """

    path: str
    entries: list[Record | Rejected]
    mark: FileMark


def look(path: str, marks: dict[str, FileMark]) -> Iterator[Piece]:
    """Yield what is new in a file or in the files below a folder.

    :param marks: how far each file was read before; files that are gone are taken out of it.
    :raises InputError: if the path does not exist, or holds nothing that is read.
    """
    sources = _sources(path)
    for gone in marks.keys() - {source.path for source in sources}:
        del marks[gone]
    for source in sources:
        try:
            yield from _read(source, marks.get(source.path))
        except (InputError, OSError) as error:
            if source.path == path:
                raise
            reason = Rejected(source.name, str(error))
            yield Piece(source.path, [reason], FileMark(_content(source) if isinstance(error, InputError) else ""))


def _read(source: Source, mark: FileMark | None) -> Iterator[Piece]:
    if source.format == "jsonl" and not is_packed(source.path):
        return _grown(source, mark)
    return _changed(source, mark)


def _sources(path: str) -> list[Source]:
    try:
        return find_sources(path)
    except InputError:
        if Path(path).is_dir():  # one that waits for its first file is no fault
            return []
        raise


def _changed(source: Source, mark: FileMark | None) -> Iterator[Piece]:
    """Yield the records of a file that is new, or was written again."""
    identity = _content(source)
    if mark is not None and mark.identity == identity:
        return
    records = (entry for entry in source.records() if not isinstance(entry, Note))
    while some := list(islice(records, _RECORDS)):
        yield Piece(source.path, some, FileMark(""))  # to be read again, if it is not read to its end
    yield Piece(source.path, [], FileMark(identity))


def _content(source: Source) -> str:
    """Return what tells whether a file was written again."""
    found = identify(source.path, head=False)
    return f"{found.size}:{found.changed}"


def _grown(source: Source, mark: FileMark | None) -> Iterator[Piece]:
    """Yield the records that were written behind the mark, piece by piece."""
    with Path(source.path).open("rb") as stream:
        status = os.fstat(stream.fileno())
        start = mark.position if mark and _is_same(stream, status, mark) else 0
        while lines := _next_lines(stream, start):
            entries = list(read_jsonl(io.BytesIO(lines), f"{source.name}@{start}"))
            start += len(lines)
            yield Piece(source.path, entries, FileMark(_identity(stream, status, start), start))


def _is_same(stream: IO[bytes], status: os.stat_result, mark: FileMark) -> bool:
    """Say whether a file still begins with what was read: programs cut a log and write on under the same number."""
    return status.st_size >= mark.position and mark.identity == _identity(stream, status, mark.position)


def _identity(stream: IO[bytes], status: os.stat_result, position: int) -> str:
    stream.seek(max(0, position - _TAIL))
    tail = hashlib.blake2b(stream.read(min(_TAIL, position)), digest_size=8).hexdigest()
    return f"{status.st_dev}:{status.st_ino}:{tail}"


def _next_lines(stream: IO[bytes], start: int) -> bytes:
    """Return some complete lines from a place on; empty if there is none.

    A last line without its end is complete if it is a whole object. One that is too long for a record is taken in
    pieces, which are rejected.
    """
    stream.seek(start)
    content = stream.read(PIECE)
    while b"\n" not in content:
        more = stream.read(PIECE)
        if not more or len(content) > MAX_RECORD_BYTES:
            return content if len(content) > MAX_RECORD_BYTES or _is_object(content) else b""
        content += more
    return content[: content.rindex(b"\n") + 1]


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False
