"""The face of the room: Parquet files read row group by row group, and parts written and assembled.

Invariant: pyarrow and the modules that need it are imported inside the functions.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import IO, Any, cast

from nlp.errors import InputError, missing_package
from nlp.formats.record import Record, Rejected

_BATCH_ROWS = 256
_BUFFER_BYTES = 2**20
_SLOW_TO_SEEK = (gzip.GzipFile, bz2.BZ2File, lzma.LZMAFile)


def row_groups(stream: IO[bytes], name: str) -> list[int]:
    """Return the number of rows of each row group.

    :raises InputError: if the stream is not a Parquet file.
    :raises MissingExtraError: if pyarrow is not installed.
    """
    return _sizes(_open(stream, name))


def read_schema(stream: IO[bytes], name: str) -> bytes:
    """Return the serialized Arrow schema of a file, for :class:`ParquetPart`.

    :raises InputError: if the stream is not a Parquet file.
    :raises MissingExtraError: if pyarrow is not installed.
    """
    return cast("bytes", _open(stream, name).schema_arrow.remove_metadata().serialize().to_pybytes())


def read_parquet(stream: IO[bytes], name: str, groups: Sequence[int] | None = None) -> Iterator[Record | Rejected]:
    """Yield the rows of a file, with some hundred of them in memory at a time.

    Values are of Python's types. Dates and times that Python cannot hold, such as nanoseconds, are ISO 8601 strings.
    If a row group is damaged, the rest of it becomes one rejected record. Rows are counted from 1 over the whole file.

    :param groups: the row groups to read, None for all.
    :raises InputError: if the stream is not a Parquet file, or two columns have the same name.
    :raises MissingExtraError: if pyarrow is not installed.
    """
    file = _open(stream, name)
    sizes = _sizes(file)
    for group in range(len(sizes)) if groups is None else groups:
        row = sum(sizes[:group]) + 1
        last = row + sizes[group] - 1
        try:
            for batch in file.iter_batches(batch_size=_BATCH_ROWS, row_groups=[group], use_threads=False):
                records = _records(batch, name, row)
                row += batch.num_rows
                yield from records
        except (OSError, ValueError, NotImplementedError) as error:
            yield Rejected(f"{name}:row {row}", f"the data is damaged, rows {row} to {last} are lost: {error}")


def byte_range(stream: IO[bytes], name: str, group: int) -> tuple[int, int]:
    """Return the first byte of a row group in its file, and the byte behind its last.

    :raises InputError: if it is no Parquet file.
    """
    row_group = _open(stream, name).metadata.row_group(group)
    columns = [row_group.column(number) for number in range(row_group.num_columns)]
    starts = [column.dictionary_page_offset or column.data_page_offset for column in columns]
    sizes = [column.total_compressed_size for column in columns]
    ends = [start + size for start, size in zip(starts, sizes, strict=True)]
    return min(starts, default=0), max(ends, default=0)


def _open(stream: IO[bytes], name: str) -> Any:
    arrow = _needing_pyarrow("pyarrow")
    if not stream.seekable() or isinstance(stream, _SLOW_TO_SEEK):
        spool = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the file that reads it
        shutil.copyfileobj(stream, spool, _BUFFER_BYTES)
        stream = cast("IO[bytes]", spool)
    try:
        # With a buffer, or a whole column of a row group would be in memory: pandas writes a million texts into one.
        file = import_module("pyarrow.parquet").ParquetFile(stream, buffer_size=_BUFFER_BYTES)
        names = file.schema_arrow.names
    except (arrow.ArrowException, OSError) as error:
        raise InputError(
            f"{name}: not a Parquet file, or a damaged one: {error}.", "Export or download it again."
        ) from error
    if len(set(names)) < len(names):
        raise InputError(f"{name}: two columns have the same name.", "Give every column a name of its own.")
    return file


def _needing_pyarrow(module: str) -> Any:
    """Import a module that needs pyarrow."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("pyarrow"):
            raise
        raise missing_package("Parquet", "pyarrow") from error


def _sizes(file: Any) -> list[int]:
    return [file.metadata.row_group(group).num_rows for group in range(file.metadata.num_row_groups)]


def _records(batch: Any, name: str, first: int) -> list[Record | Rejected]:
    arrow = _needing_pyarrow("nlp.formats.parquet.arrow")
    records: list[Record | Rejected] = []
    columns = [arrow.python_values(column) for column in batch.columns]
    rows = zip(*columns, strict=True) if columns else [()] * batch.num_rows
    for row, values in enumerate(rows, start=first):
        where = f"{name}:row {row}"
        fields = dict(zip(batch.schema.names, values, strict=True))
        broken = next((column for column, value in fields.items() if isinstance(value, arrow.Unreadable)), None)
        if broken is None:
            records.append(Record(where, fields))
        else:
            kept = {column: str(value) for column, value in fields.items() if column != broken}
            records.append(Rejected(where, f"column {broken!r} cannot be read: {fields[broken].reason}", kept))
    return records


class ParquetPart:
    """Writes one part of a Parquet output, for :func:`assemble_parquet`.

    :param stream: the file; it stays open.
    :param schema: from :func:`read_schema`, to keep the types of the input's columns; None to infer them.
    :param replaced: columns of the schema that no record keeps.
    :raises MissingExtraError: if pyarrow is not installed.
    """

    def __init__(self, stream: IO[bytes], schema: bytes | None, replaced: Collection[str] = ()) -> None:
        self._writer = _needing_pyarrow("nlp.formats.parquet.parts").PartWriter(stream, schema, replaced)
        self._rows: list[tuple[Mapping[str, Any], dict[str, Any]]] = []

    def write(
        self,
        fields: Mapping[str, Any],
        annotations: dict[str, Any],
        line: bytes | None = None,
        mentions: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """Write one record; the last two are not used."""
        self._rows.append((fields, annotations))
        if len(self._rows) == _BATCH_ROWS:
            self._flush()

    def close(self) -> None:
        """Write the records that are still buffered and the end of the part."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_rows(self._rows)
            self._rows = []


def assemble_parquet(
    parts: Sequence[Path], target: IO[bytes], added: Mapping[str, Sequence[Sequence[str | None]]] | None = None
) -> None:
    """Write the rows of parts, in order, as one Parquet file; the same parts always give the same bytes.

    A column keeps its type if the parts agree on it. Otherwise nulls take the other type, integers and floats become
    floats, objects get the fields of both, and everything else becomes strings of JSON. The annotations come after the
    fields of the input.

    :param added: further columns of strings, which come last: by name, for each part, for each of its rows.
    :raises MissingExtraError: if pyarrow is not installed.
    """
    _needing_pyarrow("nlp.formats.parquet.parts").assemble(parts, target, added or {})
