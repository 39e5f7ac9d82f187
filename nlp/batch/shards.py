"""Shards: the pieces of the inputs that one worker labels at a time.

Invariant: the shards of the same inputs are always the same, in the same order, whoever labels them; every record
stands in exactly one. A shard is small enough to be sent to another machine: it says where its records lie, or, cut
from a stream that only one process can read, holds them.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO

from nlp.errors import InputError
from nlp.formats.jsonl import cut_lines, dump_line, read_jsonl, read_range
from nlp.formats.parquet.read import read_parquet, read_schema, row_groups
from nlp.formats.record import Record, Rejected
from nlp.formats.source import Source, read_stream, stopped_short
from nlp.formats.storage import STDIN, exists, is_packed, is_url, open_raw, reaching, unpack

SHARD_BYTES = 2**18
"""How much input a shard holds when nothing else is asked: about 500 feed items or 100 full articles."""

_MOST_SHARDS = 2_000
_LARGEST = 32 * 2**20
_LARGEST_HELD = 4 * 2**20
_MOST_FILES = 200


@dataclass(frozen=True)
class Shard:
    """A piece of one input.

    :param source: the file it is of (the first of several).
    :param size: how many bytes of the inputs it stands for, compressed as they are; for progress.
    """

    source: Source
    size: int

    def load(self) -> Shard:
        """Return the shard with what it holds in memory, where that is one piece of bounded size."""
        return self

    def records(self) -> Iterator[Record | Rejected]:
        """Yield its records; of JSON Lines, lines are numbered from the start of the shard."""
        raise NotImplementedError

    def lines(self) -> int:
        """Return how many lines of a file of lines it stands for, 0 for other kinds."""
        return 0

    def schema(self) -> bytes | None:
        """Return the Arrow schema of its records where they have one."""
        return None

    @property
    def digest(self) -> str | None:
        """What tells that a stream which cannot be identified is still the same."""
        return None


@dataclass(frozen=True)
class LinesShard(Shard):
    """Lines of JSON cut from a stream."""

    content: bytes

    def records(self) -> Iterator[Record | Rejected]:
        """Yield its records."""
        return read_jsonl(io.BytesIO(self.content), self.source.name)

    def lines(self) -> int:
        """Return how many lines it holds."""
        return self.content.count(b"\n")

    @property
    def digest(self) -> str | None:
        """The sha256 of what came through a pipe; files are identified as a whole."""
        return hashlib.sha256(self.content).hexdigest() if self.source.path == STDIN else None


@dataclass(frozen=True)
class RangeShard(Shard):
    """The lines that begin in a range of bytes of a JSON Lines file."""

    start: int
    stop: int

    def load(self) -> Shard:
        """Read the range."""
        with reaching(self.source.name), open_raw(self.source.path) as stream:
            return LinesShard(self.source, self.size, read_range(stream, self.start, self.stop))

    def records(self) -> Iterator[Record | Rejected]:
        """Read the range and yield its records."""
        return self.load().records()


@dataclass(frozen=True)
class RecordsShard(Shard):
    """Records that were read from a stream already: rows of a table."""

    held: Sequence[Record | Rejected]

    @property
    def digest(self) -> str | None:
        """The sha256 of what came through a pipe; files are identified as a whole."""
        if self.source.path != STDIN:
            return None
        digest = hashlib.sha256()
        for record in self.held:
            digest.update(dump_line(dict(record.fields) if isinstance(record, Record) else record.to_dict()))
        return digest.hexdigest()

    def records(self) -> Iterator[Record | Rejected]:
        """Yield its records."""
        return iter(self.held)


@dataclass(frozen=True)
class RowGroupShard(Shard):
    """A row group of a Parquet file."""

    group: int

    def records(self) -> Iterator[Record | Rejected]:
        """Yield its rows."""
        with open_raw(self.source.path) as stream:
            yield from read_parquet(stream, self.source.name, [self.group])

    def schema(self) -> bytes | None:
        """Return the schema of the file."""
        with open_raw(self.source.path) as stream:
            return read_schema(stream, self.source.name)


@dataclass(frozen=True)
class FilesShard(Shard):
    """Whole files: pages, which hold one article each, and other small ones."""

    files: Sequence[Source]

    def records(self) -> Iterator[Record | Rejected]:
        """Read the files and yield what they hold."""
        for file in self.files:
            with file.open() as stream:
                try:
                    yield from read_stream(stream, file)
                except InputError as error:  # one file of many that is no table costs no other
                    yield Rejected(file.name, str(error))


def shard_bytes(total: int | None) -> int:
    """Return how much input a shard should hold, so that even large archives make no more than some thousand."""
    return min(_LARGEST, max(SHARD_BYTES, (total or 0) // _MOST_SHARDS))


def plan(sources: Sequence[Source], sizes: Sequence[int | None], size: int) -> Iterator[Shard]:
    """Yield the shards of all sources, in order.

    :param sizes: bytes of each source as it lies on disk, None where it is not known.
    :param size: bytes of input that a shard should hold.
    :raises InputError: if a source cannot be read.
    """
    many = len(sources) > 1
    small = size // 4 if many else 0
    files = zip(sources, sizes, strict=True)
    for whole, run in groupby(files, key=lambda file: _is_whole(file[0], file[1], small)):
        if whole:
            yield from _together(list(run), size)
            continue
        for source, total in run:
            try:
                yield from _split(source, total, size)
            except InputError as error:
                if not many or not exists(source.path):
                    raise
                yield RecordsShard(source, 0, [Rejected(source.name, str(error))])


def _is_whole(source: Source, total: int | None, most: int) -> bool:
    """Return whether a file is not worth splitting."""
    return source.path != STDIN and (source.is_page or (total is not None and total <= most))


def _together(files: Sequence[tuple[Source, int | None]], size: int) -> Iterator[Shard]:
    held: list[Source] = []
    held_bytes = 0
    for file, total in files:
        held.append(file)
        held_bytes += total or 0
        if held_bytes >= size or len(held) >= _MOST_FILES:
            yield FilesShard(held[0], held_bytes, tuple(held))
            held, held_bytes = [], 0
    if held:
        yield FilesShard(held[0], held_bytes, tuple(held))


def _split(source: Source, total: int | None, size: int) -> Iterator[Shard]:
    if source.path != STDIN and not is_packed(source.path):
        if source.format == "jsonl" and total is not None and (is_url(source.path) or Path(source.path).is_file()):
            for start in range(0, total, size):
                stop = min(total, start + size)
                yield RangeShard(source, stop - start, start, stop)
            return
        if source.format == "parquet":
            with open_raw(source.path) as stream:
                rows = row_groups(stream, source.name)
            for group, count in enumerate(rows):
                yield RowGroupShard(source, (total or 0) * count // max(1, sum(rows)), group)
            return
    yield from _cut(source, total, min(size, _LARGEST_HELD))


def _cut(source: Source, total: int | None, size: int) -> Iterator[Shard]:
    """Read a stream and yield it in pieces; the last tells why when reading stops short."""
    raw: IO[bytes] = source.open() if source.path == STDIN else open_raw(source.path)
    progress = _Progress(raw, total)
    with raw:
        stream = raw if source.path == STDIN else unpack(raw, source.path)
        if source.format != "jsonl":
            yield from _cut_records(source, stream, progress, size)
            return
        try:
            for content in cut_lines(stream, size):
                yield LinesShard(source, progress.step(len(content)), content)
        except Exception as error:
            yield RecordsShard(source, 0, [stopped_short(source.name, error)])


def _cut_records(source: Source, stream: IO[bytes], progress: _Progress, size: int) -> Iterator[Shard]:
    held: list[Record | Rejected] = []
    held_bytes = 0
    for record in read_stream(stream, source):
        held.append(record)
        held_bytes += _weight(record)
        if held_bytes >= size:
            yield RecordsShard(source, progress.step(held_bytes), held)
            held, held_bytes = [], 0
    if held:
        yield RecordsShard(source, progress.step(held_bytes), held)


def _weight(record: Record | Rejected) -> int:
    """Return about how many bytes a record takes."""
    if isinstance(record, Rejected):
        return 200
    return 50 + sum(len(value) for value in record.fields.values() if isinstance(value, str))


class _Progress:
    """How far a stream was read, in bytes of what lies on disk."""

    def __init__(self, raw: IO[bytes], total: int | None) -> None:
        self._raw, self._total, self._seen = raw, total, 0

    def step(self, read: int) -> int:
        """Return the bytes since the last step; ``read`` where the stream does not tell its place."""
        if self._total is None:
            return read
        at = self._raw.tell()
        step, self._seen = at - self._seen, at
        return step
