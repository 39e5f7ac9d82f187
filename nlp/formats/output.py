"""Outputs: labelled records as JSON Lines, CSV, Parquet, a workbook, a database, or points of a map.

Records are written in parts, in a form of their own for each format, and the parts are then assembled into the output.
Invariant: an output appears whole or not at all, and the same parts always give the same bytes.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Protocol, cast

import orjson

from nlp.errors import OutputError
from nlp.formats.atomic import Notes, creating, creating_folder, open_new
from nlp.formats.jsonl import dump_line, escape_controls
from nlp.formats.outputs.delimited import join_csv
from nlp.formats.outputs.geojson import PointPart, join_points
from nlp.formats.outputs.layout import ARTICLES, Layout
from nlp.formats.outputs.rows import DUPLICATE_OF, LinePart, Marks, RowPart, annotation_columns
from nlp.formats.outputs.workbook import check_rows, join_workbook
from nlp.formats.parquet.read import ParquetPart, assemble_parquet
from nlp.formats.record import free_name
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
    taken,
    unwritable,
)

__all__ = ["DUPLICATE_OF", "Marks", "annotation_columns"]

_BY_SUFFIX = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv", ".parquet": "parquet", ".xlsx": "xlsx",
    ".db": "sqlite", ".sqlite": "sqlite", ".sqlite3": "sqlite", ".geojson": "geojson",
}  # fmt: skip
_UNPACKED = ("parquet", "xlsx", "sqlite")
OWN_COLUMNS = ("csv", "xlsx", "sqlite", "geojson")
"""Formats that find free names for the columns that labelling adds, or write none."""
_PART = "part-"
_NO_MARK = b"null}\n"  # the end of a line whose mark is not known yet


class Writer(Protocol):
    """Writes labelled records in order."""

    def write(
        self,
        fields: Mapping[str, Any],
        annotations: dict[str, Any],
        line: bytes | None = None,
        mentions: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """Write one record.

        :param annotations: the fields that labelling adds.
        :param line: the record's line of JSON in the input; JSON Lines output repeats it byte for byte.
        :param mentions: its entities as rows, for an output that :attr:`Output.takes_mentions`.
        """

    def close(self) -> None:
        """Write the records that are still buffered."""


@dataclass(frozen=True)
class Output:
    """Where labelled records go.

    :param path: a file, a folder of part files, a URL, or ``-`` for standard output.
    :param format: jsonl, csv, parquet, xlsx, sqlite or geojson.
    :param suffix: of its files, for example ``.jsonl.gz``.
    :param is_folder: whether each part becomes a file of its own.
    :param layout: what its tables hold, and how its CSV is written.
    """

    path: str
    format: str
    suffix: str
    is_folder: bool = False
    layout: Layout = field(default_factory=Layout)

    @property
    def takes_mentions(self) -> bool:
        """Whether it has a place for mentions beside the articles."""
        return self.format in ("xlsx", "sqlite", "geojson") and self.layout.rows == ARTICLES

    @property
    def is_stdout(self) -> bool:
        """Whether it is standard output."""
        return self.path == STDIN

    @property
    def is_remote(self) -> bool:
        """Whether it is a URL, which fsspec writes."""
        return is_url(self.path)


def find_output(path: str) -> Output:
    """Return the output that a path names: its suffix gives the format, a ``/`` at its end makes it a folder of parts.

    :raises OutputError: if the suffix belongs to no format.
    """
    if path == STDIN:
        return Output(STDIN, "jsonl", ".jsonl")
    if not path:
        raise OutputError("The output has an empty name.", "Name a file, a folder/ or - .")
    path = plain_path(path)
    with reaching(path, unwritable):
        is_folder = path.endswith("/") or (not is_url(path) and Path(path).is_dir())
    path = path.rstrip("/")
    suffixes = [suffix.lower() for suffix in pure(path).suffixes]
    packed = suffixes.pop() if suffixes and suffixes[-1] in PACKED else ""
    format = _BY_SUFFIX.get(suffixes[-1]) if suffixes else None
    if format is None and is_folder:
        return Output(path, "jsonl", ".jsonl", True)
    if format is None or (packed and format in _UNPACKED):
        raise OutputError(
            f"{path}: no format known for this suffix.",
            f"Use {', '.join(_BY_SUFFIX)} (text also with {', '.join(PACKED)}), or - .",
        )
    layout = Layout(delimiter="\t") if suffixes[-1] == ".tsv" else Layout()
    return Output(path, format, suffixes[-1] + packed, is_folder, layout)


def check_output(
    output: Output,
    sources: Sequence[Source],
    *,
    overwrite: bool,
    beside: Sequence[str] = (),
    is_own: Callable[[Path], bool] | None = None,
) -> None:
    """Check that an output, and the files beside it, may be written.

    :param beside: other files that will be written.
    :param is_own: says whether a local file was made by the run that writes, before it was interrupted.
    :raises OutputError: if a file exists and must not be replaced, is an input too, or would be written twice.
    """
    written = [path for path in (output.path, *beside) if path != STDIN]
    by_place = {_resolved(path): path for path in written}
    if len(by_place) < len(written):
        raise OutputError(f"{written[-1]}: would be written twice.", "Name another file.")
    for source in sources:
        place = _resolved(source.path)
        parents = [str(parent) for parent in pure(place).parents] if output.is_folder else []
        written_too = next((by_place[path] for path in (place, *parents) if path in by_place), None)
        if source.path != STDIN and written_too is not None:
            raise OutputError(f"{written_too}: is an input too.", "Name another output.")
    if output.is_folder and not output.is_remote and Path(output.path).is_dir():
        if any(not file.name.startswith(_PART) for file in Path(output.path).iterdir()):
            raise OutputError(
                f"{output.path}: the folder holds other files than parts.", "Name a folder for the parts alone."
            )
        if not any(Path(output.path).iterdir()):
            written.remove(output.path)
    existing = [path for path in written if exists(path)]
    if is_own is not None:
        existing = [path for path in existing if is_url(path) or not is_own(Path(path).resolve())]
    if existing and not overwrite:
        raise taken(existing[0])


def check_room(output: Output, count: int) -> None:
    """Check, while records are still labelled, that the output can hold so many.

    :raises OutputError: if it cannot.
    """
    if output.format == "xlsx" and not output.is_folder:
        check_rows(count, output.layout.rows)


def _resolved(path: str) -> str:
    """Return one spelling for all paths that name the same file."""
    return path if is_url(path) or path == STDIN else str(Path(path).resolve())


class _JsonLines(LinePart):
    def write(
        self,
        fields: Mapping[str, Any],
        annotations: dict[str, Any],
        line: bytes | None = None,
        mentions: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        if not fields.keys().isdisjoint(annotations):
            annotations = {free_name(name, fields): value for name, value in annotations.items()}
        if line is None:
            self._stream.write(dump_line({**fields, **annotations}))
        else:
            self._stream.write(b"%b,%b" % (line[:-1].rstrip(), dump_line(annotations)[1:]))


@contextmanager
def open_part(
    path: Path, output: Output, schema: bytes | None = None, replaced: Collection[str] = (), *, packed: bool = True
) -> Iterator[Writer]:
    """Open a new part of an output; it is on the disk when the context ends.

    :param path: of a file that does not exist yet.
    :param schema: Arrow schema of the input, if it has one.
    :param replaced: columns of the schema that no record keeps as they are.
    :param packed: whether a part of JSON Lines is compressed like the output.
    :raises OutputError: if it cannot be written.
    """
    with reaching(str(path), unwritable):
        opened = open_new(path)
    with opened as stream:
        if output.format == "jsonl":
            with packing(stream, output.suffix if packed else "") as target:
                yield _JsonLines(target)
        else:
            writer = _part_writer(output, stream, schema, replaced)
            yield writer
            writer.close()
        with reaching(str(path), unwritable):
            stream.flush()
            os.fsync(stream.fileno())


def _part_writer(output: Output, stream: IO[bytes], schema: bytes | None, replaced: Collection[str]) -> Writer:
    if output.format == "parquet":
        return ParquetPart(stream, schema, replaced)
    return PointPart(stream) if output.format == "geojson" else RowPart(stream)


@contextmanager
def open_output(path: str, *, overwrite: bool = False) -> Iterator[Writer]:
    """Open an output for records that one process writes in one go; it appears when the context ends.

    :param overwrite: whether it may take the place of an output that exists.
    :raises OutputError: if the suffix belongs to no format, or it cannot be written.
    """
    output = find_output(path)
    with tempfile.TemporaryDirectory(prefix="bantin-") as folder:
        part = Path(folder) / "part"
        with open_part(part, output) as writer:
            yield writer
        if output.is_stdout:
            join_parts(output, [part], None, standard_output())
        else:
            assemble(output, [part], overwrite=overwrite)


def assemble(
    output: Output,
    parts: Sequence[Path],
    marks: Marks | None = None,
    notes: Notes | None = None,
    *,
    overwrite: bool = False,
) -> None:
    """Join parts, in order, into the output; it appears whole or not at all.

    A folder of parts at a URL is the exception: its files appear one by one.

    :param notes: of the run that writes a local output.
    :param overwrite: whether it may take the place of an output that exists.
    :raises OutputError: if it cannot be written.
    """
    if output.is_folder:
        _assemble_folder(output, parts, marks, notes, overwrite=overwrite)
        return
    with creating(output.path, notes, overwrite=overwrite) as stream:
        join_parts(output, parts, marks, stream)


def standard_output() -> IO[bytes]:
    """Return the stream for an output to ``-``; a terminal gets JSON in which control characters are escapes."""
    return cast("IO[bytes]", _JsonAtTerminal()) if sys.stdout.isatty() else sys.stdout.buffer


class _JsonAtTerminal:
    def __init__(self) -> None:
        self._rest = b""

    def write(self, content: bytes) -> int:
        lines, end, self._rest = (self._rest + content).rpartition(b"\n")
        return sys.stdout.buffer.write(escape_controls(lines + end))


def join_parts(output: Output, parts: Sequence[Path], marks: Marks | None, target: IO[bytes]) -> None:
    """Write the parts of an output into one stream."""
    if output.format == "parquet":
        assemble_parquet(parts, target, {} if marks is None else {DUPLICATE_OF: marks})
        return
    if output.format in OWN_COLUMNS:
        with packing(target, output.suffix) as packed:
            _join_tables(output, parts, marks, packed)
        return
    if marks is None:
        for part in parts:
            with part.open("rb") as stream:
                shutil.copyfileobj(stream, target, 2**20)
        return
    with packing(target, output.suffix) as packed:
        for part, part_marks in zip(parts, marks, strict=True):
            with part.open("rb") as lines:
                for line, mark in zip(lines, part_marks, strict=True):
                    packed.write(line[: -len(_NO_MARK)] + orjson.dumps(mark) + b"}\n")


def _join_tables(output: Output, parts: Sequence[Path], marks: Marks | None, target: IO[bytes]) -> None:
    if output.format == "csv":
        join_csv(parts, marks, output.layout, target)
    elif output.format == "geojson":
        join_points(parts, target)
    elif output.format == "xlsx":
        join_workbook(parts, marks, output.layout, target)
    else:
        from nlp.formats.outputs.database import join_database  # noqa: PLC0415 - loads SQLite, which few runs need

        join_database(parts, marks, output.layout, target)


def _assemble_folder(
    output: Output, parts: Sequence[Path], marks: Marks | None, notes: Notes | None, *, overwrite: bool
) -> None:
    def write(number: int, stream: IO[bytes]) -> None:
        join_parts(output, parts[number : number + 1], marks and marks[number : number + 1], stream)

    names = [f"{_PART}{number:05d}{output.suffix}" for number in range(len(parts))]
    if output.is_remote:
        for number, name in enumerate(names):
            with create_remote(f"{output.path}/{name}") as stream:
                write(number, stream)
        return
    with creating_folder(Path(output.path), notes, overwrite=overwrite) as folder:
        for number, name in enumerate(names):
            with open_new(folder / name) as stream:
                write(number, stream)
