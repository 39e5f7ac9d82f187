"""Outputs: labelled records as JSON Lines, CSV or Parquet, written in parts and put together, whole or not at all."""

from __future__ import annotations

import csv
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

import orjson

from nlp.errors import OutputError
from nlp.formats.atomic import creating, replacing
from nlp.formats.jsonl import dump_line
from nlp.formats.parquet.read import ParquetPart, assemble_parquet
from nlp.formats.source import Source
from nlp.formats.storage import (
    PACKED,
    STDIN,
    create_remote,
    exists,
    is_url,
    packing,
    plain_path,
    pure,
    reaching,
    sync_folder,
    unwritable,
)
from nlp.formats.table import cell, found_columns

DUPLICATE_OF = "duplicate_of"
"""Field that holds the id of the article that a record repeats, null where it repeats none."""

_BY_SUFFIX = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".parquet": "parquet"}
_UNPACKED = "parquet"
_PART = "part-"
Marks = Sequence[Sequence[str | None]]


class Writer(Protocol):
    """Takes labelled records in order."""

    def write(self, fields: Mapping[str, Any], found: dict[str, Any], line: bytes | None = None) -> None:
        """Write one record with what was found in it.

        :param line: the fields as they stand in JSON Lines, kept to the letter where the output is that too.
        """

    def close(self) -> None:
        """Write what is still held."""


@dataclass(frozen=True)
class Output:
    """Where labelled records go.

    :param path: a file, a folder of part files, a URL, or ``-`` for standard output.
    :param format: jsonl, csv or parquet.
    :param suffix: of its files, ``.jsonl.gz`` for example.
    :param is_folder: whether the parts stay files of their own.
    """

    path: str
    format: str
    suffix: str
    is_folder: bool = False

    @property
    def is_stdout(self) -> bool:
        """Whether it is standard output."""
        return self.path == STDIN

    @property
    def is_remote(self) -> bool:
        """Whether fsspec has to write it."""
        return is_url(self.path)


def find_output(path: str) -> Output:
    """Return what an output path stands for: a format by its suffix; with ``/`` at its end, a folder of parts.

    :raises OutputError: if no format is known for the suffix.
    """
    if path == STDIN:
        return Output(STDIN, "jsonl", ".jsonl")
    path = plain_path(path)
    is_folder = path.endswith("/") or (not is_url(path) and Path(path).is_dir())
    path = path.rstrip("/")
    suffixes = [suffix.lower() for suffix in pure(path).suffixes]
    packed = suffixes.pop() if suffixes and suffixes[-1] in PACKED else ""
    format = _BY_SUFFIX.get(suffixes[-1]) if suffixes else None
    if format is None and is_folder:
        return Output(path, "jsonl", ".jsonl", True)
    if format is None or (packed and format == _UNPACKED):
        raise OutputError(
            f"{path}: no format known for this suffix.",
            f"Use one of {', '.join(_BY_SUFFIX)} (but for parquet also with {', '.join(PACKED)}), or - .",
        )
    return Output(path, format, suffixes[-1] + packed, is_folder)


def check_output(output: Output, sources: Sequence[Source], *, overwrite: bool, beside: Sequence[str] = ()) -> None:
    """Check that an output, and what is written beside it, can be made.

    :param beside: other files that will be written.
    :raises OutputError: if one is there already and must stay, is one of the inputs, or another of the outputs.
    """
    written = [path for path in (output.path, *beside) if path != STDIN]
    places = {_place(path): path for path in written}
    if len(places) < len(written):
        raise OutputError(f"{written[-1]}: would be written twice.", "Name another file.")
    for source in sources:
        given = _place(source.path)
        parents = [str(parent) for parent in pure(given).parents] if output.is_folder else []
        taken = next((places[place] for place in (given, *parents) if place in places), None)
        if source.path != STDIN and taken is not None:
            raise OutputError(f"{taken}: is an input too.", "Name another output.")
    if output.is_folder and not output.is_remote and Path(output.path).is_dir():
        if any(not file.name.startswith(_PART) for file in Path(output.path).iterdir()):
            raise OutputError(f"{output.path}: the folder holds other files than parts.", "Name a folder of its own.")
        if not any(Path(output.path).iterdir()):
            written.remove(output.path)
    if not overwrite and (there := next(filter(exists, written), None)):
        raise OutputError(f"{there}: exists already.", "Use --overwrite to replace it, or name another output.")


def _place(path: str) -> str:
    """Return the one spelling of a place."""
    return path if is_url(path) or path == STDIN else str(Path(path).resolve())


class _JsonLines:
    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, fields: Mapping[str, Any], found: dict[str, Any], line: bytes | None = None) -> None:
        if line is None:
            self._stream.write(dump_line({**fields, **found}))
        else:
            self._stream.write(b"%b,%b" % (line[:-1].rstrip(), dump_line(found)[1:]))

    def close(self) -> None:
        pass


class _Rows:
    """Rows of CSV wait as JSON lines until all columns are known: scraped records do not all have the same fields."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, fields: Mapping[str, Any], found: dict[str, Any], line: bytes | None = None) -> None:
        self._stream.write(dump_line({"fields": dict(fields), "found": found_columns(found)}))

    def close(self) -> None:
        pass


@contextmanager
def open_part(path: Path, output: Output, schema: bytes | None = None, *, packed: bool = True) -> Iterator[Writer]:
    """Open a part of an output; it is on disk when the context ends.

    :param schema: Arrow schema of the input's fields, where it has one.
    :param packed: whether a part of JSON Lines is compressed like the output.
    :raises OutputError: if it cannot be written.
    """
    with reaching(str(path), unwritable), path.open("wb") as stream:
        if output.format == "jsonl":
            with packing(stream, output.suffix if packed else "") as target:
                yield _JsonLines(target)
        else:
            writer: Writer = _Rows(stream) if output.format == "csv" else ParquetPart(stream, schema)
            yield writer
            writer.close()
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def open_output(path: str) -> Iterator[Writer]:
    """Open an output for records that come in one go; it appears when all of them have come.

    :raises OutputError: if no format is known for its suffix, or it cannot be written.
    """
    output = find_output(path)
    with tempfile.TemporaryDirectory(prefix="bantin-") as folder:
        part = Path(folder) / "part"
        with open_part(part, output) as writer:
            yield writer
        if output.is_stdout:
            join_parts(output, [part], None, sys.stdout.buffer)
        else:
            assemble(output, [part])


def assemble(output: Output, parts: Sequence[Path], marks: Marks | None = None) -> None:
    """Make the output of its parts, in order; it appears whole or not at all, in place of one that was there.

    :param marks: for each part and record the id of the record that it repeats, if it does.
    :raises OutputError: if it cannot be written.
    """
    if output.is_folder:
        _assemble_folder(output, parts, marks)
        return
    with creating(output.path) as stream:
        join_parts(output, parts, marks, stream)


def join_parts(output: Output, parts: Sequence[Path], marks: Marks | None, target: IO[bytes]) -> None:
    """Write the parts of an output into one stream."""
    if output.format == "parquet":
        assemble_parquet(parts, target, {} if marks is None else {DUPLICATE_OF: marks})
        return
    if output.format == "csv":
        with packing(target, output.suffix) as packed:
            _join_rows(parts, marks, packed)
        return
    if marks is None:
        for part in parts:
            with part.open("rb") as stream:
                shutil.copyfileobj(stream, target, 2**20)
        return
    with packing(target, output.suffix) as packed:
        for part, marked in zip(parts, marks, strict=True):
            with part.open("rb") as lines:
                for line, mark in zip(lines, marked, strict=True):
                    packed.write(b'%b,"%b":%b}\n' % (line[:-2], DUPLICATE_OF.encode(), orjson.dumps(mark)))


def _join_rows(parts: Sequence[Path], marks: Marks | None, target: IO[bytes]) -> None:
    """Write the header and all rows; what was found stands behind the given columns."""
    given: dict[str, None] = {}
    found: dict[str, None] = {}
    for row in _rows(parts):
        given.update(dict.fromkeys(row["fields"]))
        found.update(dict.fromkeys(row["found"]))
    if marks is not None:
        found[DUPLICATE_OF] = None
    names = {name: _free_name(name, given) for name in found}
    text = io.TextIOWrapper(target, encoding="utf-8", newline="", write_through=True)
    writer = csv.DictWriter(text, [*given, *names.values()])
    if given or found:
        writer.writeheader()
    marked = iter(mark for part in marks for mark in part) if marks is not None else None
    for row in _rows(parts):
        values = {names[name]: value for name, value in row["found"].items()}
        if marked is not None:
            values[names[DUPLICATE_OF]] = next(marked)
        writer.writerow({**{name: cell(value) for name, value in row["fields"].items()}, **values})
    text.detach()


def _free_name(name: str, taken: Mapping[str, None]) -> str:
    while name in taken:
        name = f"bantin_{name}"
    return name


def _rows(parts: Sequence[Path]) -> Iterator[dict[str, Any]]:
    for part in parts:
        with part.open("rb") as lines:
            yield from map(orjson.loads, lines)


def _assemble_folder(output: Output, parts: Sequence[Path], marks: Marks | None) -> None:
    one_file = Output(output.path, output.format, output.suffix)
    if output.is_remote:
        for number, part in enumerate(parts):
            with create_remote(f"{output.path}/{part_name(number, output)}") as stream:
                join_parts(one_file, [part], None if marks is None else [marks[number]], stream)
        return
    folder = Path(output.path).resolve()
    new, old = (folder.with_name(f".{folder.name}.{kind}.tmp") for kind in ("new", "old"))
    try:
        with reaching(output.path, unwritable):
            for left in (new, old):
                shutil.rmtree(left, ignore_errors=True)
            new.mkdir(parents=True)
            for number, part in enumerate(parts):
                with replacing(new / part_name(number, output)) as stream:
                    join_parts(one_file, [part], None if marks is None else [marks[number]], stream)
            if folder.exists():
                folder.rename(old)
            new.rename(folder)
            sync_folder(folder.parent)
    finally:
        if old.exists() and not folder.exists():
            old.rename(folder)
        for left in (new, old):
            shutil.rmtree(left, ignore_errors=True)


def part_name(number: int, output: Output) -> str:
    """Return the name of a part file in a folder of parts."""
    return f"{_PART}{number:05d}{output.suffix}"
