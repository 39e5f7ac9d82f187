"""Shards: the pieces of the inputs that a worker labels one at a time.

Invariant: the same inputs always give the same shards in the same order, and every record is in exactly one. A shard is
small enough to be sent to another machine: it names the position of its records, or holds the records themselves if
they come from a stream that only one process can read.
"""

from __future__ import annotations

import hashlib
import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO

from nlp.errors import InputError
from nlp.formats.jsonl import cut_lines, dump_line, read_jsonl, read_range
from nlp.formats.parquet.read import byte_range, read_parquet, read_schema, row_groups
from nlp.formats.record import Entry, Record, Rejected
from nlp.formats.source import Source, read_stream, stopped_short
from nlp.formats.storage import STDIN, exists, is_packed, is_url, open_raw, reaching, unpack

SHARD_BYTES = 2**18
"""Bytes of input in a shard by default: about 500 feed items or 100 full articles."""

_MOST_SHARDS = 2_000  # of a large archive: every shard has files of its own and a line in the journal
_LARGEST = 32 * 2**20
_LARGEST_HELD = 4 * 2**20  # of records that the coordinator holds in memory and sends to a worker
_READ = 2**20
_MOST_FILES = 200  # in a shard of small files: opening them costs more than their bytes


@dataclass(frozen=True)
class Shard:
    """A piece of the inputs.

    :param source: its file, or the first of its files.
    :param size: bytes of the inputs that it covers, compressed as they are; for progress.
    """

    source: Source
    size: int

    def load(self) -> Shard:
        """Return the shard with its content in memory, if that is one piece of bounded size."""
        return self

    def records(self) -> Iterator[Entry]:
        """Yield its records; lines of JSON Lines are counted from the start of the shard."""
        raise NotImplementedError

    def lines(self) -> int:
        """Return the number of lines that it covers, 0 if the format has no lines."""
        return 0

    def schema(self) -> bytes | None:
        """Return the Arrow schema of its records, if they have one."""
        return None

    @property
    def digest(self) -> str:
        """The sha256 of its content: size and time of a file may stay when its content changes.

        :raises InputError: if it cannot be read.
        """
        raise NotImplementedError

    @property
    def fingerprint(self) -> str:
        """Its digest, by which a resumed run knows it; empty for a URL, which has a tag and is not read twice."""
        return "" if is_url(self.source.path) else self.digest


@dataclass(frozen=True)
class LinesShard(Shard):
    """Lines of JSON cut from a stream."""

    content: bytes

    def records(self) -> Iterator[Entry]:
        """Yield its records."""
        return read_jsonl(io.BytesIO(self.content), self.source.name)

    def lines(self) -> int:
        """Return the number of lines that it holds."""
        return self.content.count(b"\n")

    @property
    def digest(self) -> str:
        """The sha256 of its lines."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class RangeShard(Shard):
    """The lines that begin in a range of bytes of a JSON Lines file."""

    start: int
    stop: int

    def load(self) -> Shard:
        """Read the range."""
        with reaching(self.source.name), open_raw(self.source.path) as stream:
            return LinesShard(self.source, self.size, read_range(stream, self.start, self.stop))

    def records(self) -> Iterator[Entry]:
        """Read the range and yield its records."""
        return self.load().records()

    @property
    def digest(self) -> str:
        """The sha256 of its lines."""
        return self.load().digest


@dataclass(frozen=True)
class RecordsShard(Shard):
    """Records that were read from a stream, such as the rows of a table."""

    content: Sequence[Entry]

    @property
    def digest(self) -> str:
        """The sha256 of its records."""
        return _digest_of(self.content)

    def records(self) -> Iterator[Entry]:
        """Yield its records."""
        return iter(self.content)


@dataclass(frozen=True)
class RowGroupShard(Shard):
    """A row group of a Parquet file."""

    group: int

    def records(self) -> Iterator[Entry]:
        """Yield its rows."""
        with open_raw(self.source.path) as stream:
            yield from read_parquet(stream, self.source.name, [self.group])

    def schema(self) -> bytes | None:
        """Return the schema of the file."""
        with open_raw(self.source.path) as stream:
            return read_schema(stream, self.source.name)

    @property
    def digest(self) -> str:
        """The sha256 of the bytes that hold its columns."""
        with reaching(self.source.name), open_raw(self.source.path) as stream:
            start, stop = byte_range(stream, self.source.name, self.group)
            stream.seek(start)
            return _digest_of_bytes(stream, stop - start)


@dataclass(frozen=True)
class FilesShard(Shard):
    """Whole files: pages, which hold one article each, and other small files."""

    files: Sequence[Source]

    def records(self) -> Iterator[Entry]:
        """Read the files and yield their records."""
        for file in self.files:
            with file.open() as stream:
                try:
                    yield from read_stream(stream, file)
                except InputError as error:  # a file that is not what its suffix says is no reason to stop the run
                    yield Rejected(file.name, str(error))

    @property
    def digest(self) -> str:
        """The sha256 of the sha256 of each file."""
        digest = hashlib.sha256()
        for file in self.files:
            with reaching(file.name), open_raw(file.path) as stream:
                digest.update(_digest_of_bytes(stream).encode())
        return digest.hexdigest()


def shard_bytes(total: int | None) -> int:
    """Return the bytes of input that a shard should hold, so that a large archive has a few thousand shards at most."""
    return min(_LARGEST, max(SHARD_BYTES, (total or 0) // _MOST_SHARDS))


def plan(sources: Sequence[Source], sizes: Sequence[int | None], size: int, *, eager: bool = False) -> Iterator[Shard]:
    """Yield the shards of all sources, in order.

    :param sizes: bytes of each source on the disk, None if unknown.
    :param size: bytes of input that a shard should hold.
    :param eager: whether lines from a pipe become a shard as soon as they are there.
    :raises InputError: if a source cannot be read.
    """
    many = len(sources) > 1
    small = size // 4 if many else 0
    files = zip(sources, sizes, strict=True)
    for is_small, group in groupby(files, key=lambda file: _is_small(file[0], file[1], small)):
        if is_small:
            yield from _bundle(list(group), size)
            continue
        for source, total in group:
            try:
                yield from _split(source, total, size, eager=eager)
            except InputError as error:  # see FilesShard; a file that was deleted stops the run, to be resumed
                if not many or not exists(source.path):
                    raise
                yield RecordsShard(source, 0, [Rejected(source.name, str(error))])


def _is_small(source: Source, total: int | None, most: int) -> bool:
    """Return whether a file is not worth splitting."""
    return source.path != STDIN and (source.is_page or (total is not None and total <= most))


def _bundle(files: Sequence[tuple[Source, int | None]], size: int) -> Iterator[Shard]:
    """Yield shards of several small files."""
    bundle: list[Source] = []
    bundle_bytes = 0
    for file, total in files:
        bundle.append(file)
        bundle_bytes += total or 0
        if bundle_bytes >= size or len(bundle) >= _MOST_FILES:
            yield FilesShard(bundle[0], bundle_bytes, tuple(bundle))
            bundle, bundle_bytes = [], 0
    if bundle:
        yield FilesShard(bundle[0], bundle_bytes, tuple(bundle))


def _split(source: Source, total: int | None, size: int, *, eager: bool) -> Iterator[Shard]:
    """Yield the shards of one file: by position where workers can seek to it, otherwise as it is read."""
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
    yield from _cut(source, total, min(size, _LARGEST_HELD), eager=eager and source.path == STDIN)


def _cut(source: Source, total: int | None, size: int, *, eager: bool) -> Iterator[Shard]:
    """Read a stream and yield it in pieces; if its data is damaged, the last piece is a record that says so."""
    raw: IO[bytes] = source.open() if source.path == STDIN else open_raw(source.path)
    progress = _Progress(raw, total)
    with raw:
        stream = raw if source.path == STDIN else unpack(raw, source.path)
        if source.format != "jsonl":
            yield from _cut_records(source, stream, progress, size)
            return
        try:
            for content in cut_lines(stream, size, eager=eager):
                yield LinesShard(source, progress.step(len(content)), content)
        except Exception as error:
            yield RecordsShard(source, 0, [stopped_short(source.name, error)])


def _cut_records(source: Source, stream: IO[bytes], progress: _Progress, size: int) -> Iterator[Shard]:
    records: list[Entry] = []
    total = 0
    for record in read_stream(stream, source):
        records.append(record)
        total += _weight(record)
        if total >= size:
            yield RecordsShard(source, progress.step(total), records)
            records, total = [], 0
    if records:
        yield RecordsShard(source, progress.step(total), records)


def _digest_of(records: Sequence[Entry]) -> str:
    digest = hashlib.sha256()
    for record in records:
        fields = dict(record.fields) if isinstance(record, Record) else record.to_dict()
        try:
            digest.update(dump_line(fields))
        except TypeError:  # nested deeper than orjson writes, or no text: the record will be rejected
            digest.update(repr(fields).encode("utf-8", "backslashreplace"))
    return digest.hexdigest()


def _digest_of_bytes(stream: IO[bytes], size: int | None = None) -> str:
    """Return the sha256 of the next bytes of a stream.

    :param size: how many; None for all.
    """
    digest = hashlib.sha256()
    left = sys.maxsize if size is None else size
    while left and (content := stream.read(min(left, _READ))):
        digest.update(content)
        left -= len(content)
    return digest.hexdigest()


def _weight(record: Entry) -> int:
    """Return roughly the bytes of a record; resumed runs rely on it, as shards of a stream are cut by it."""
    if not isinstance(record, Record):
        return 200
    return 50 + sum(len(value) for value in record.fields.values() if isinstance(value, str))


class _Progress:
    """The position in a stream, in bytes on the disk."""

    def __init__(self, raw: IO[bytes], total: int | None) -> None:
        self._raw, self._total, self._last = raw, total, 0

    def step(self, read: int) -> int:
        """Return the bytes since the last step; ``read`` itself if the stream does not know its position."""
        if self._total is None:
            return read
        position = self._raw.tell()
        step, self._last = position - self._last, position
        return step
