"""Parts of a Parquet output, and how they become one file. Needs pyarrow; :mod:`nlp.formats.parquet.read` imports it.

A part is an Arrow stream: the typed columns of the input, if it has a schema, and two columns of JSON, one with all
other fields and one with the annotations. After the stream come the shapes of that JSON and, in eight bytes, their
length. So the columns of the whole file are known before its first row is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import IO, Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from nlp.errors import OutputError
from nlp.formats.parquet.arrow import arrow_array, encode, shape_of, stored_type, type_of
from nlp.formats.parquet.arrow import python_values as values_of
from nlp.formats.parquet.shapes import Shape, dump_json
from nlp.formats.record import free_name

_GROUP_ROWS = 50_000
_GROUP_BYTES = 64 * 2**20
_LENGTH_BYTES = 8
_SCHEMA = b"bantin.schema"
_EXACT_FLOAT = 2**53
_Rows = Sequence[tuple[Mapping[str, Any], dict[str, Any]]]


class PartWriter:
    """Writes a part, batch by batch.

    :param stream: the file; it stays open.
    :param schema: serialized Arrow schema of the input, if it has one.
    :param replaced: columns of the schema that no record keeps as they are.
    """

    def __init__(self, stream: IO[bytes], schema: bytes | None, replaced: Collection[str] = ()) -> None:
        self._stream = stream
        given = pa.ipc.read_schema(pa.py_buffer(schema)) if schema else pa.schema([])
        typed = pa.schema([field for field in given if field.name not in replaced])
        self._typed = [(field.name, stored_type(field.type)) for field in typed]
        self._schema = pa.schema(
            [*self._typed, ("fields", pa.binary()), ("annotations", pa.binary())],
            metadata={_SCHEMA: typed.serialize().to_pybytes()},
        )
        self._writer = pa.ipc.new_stream(stream, self._schema, options=pa.ipc.IpcWriteOptions(compression="zstd"))
        self._shapes: dict[str, dict[str, Shape]] = {"fields": {}, "annotations": {}}

    def write_rows(self, rows: _Rows) -> None:
        """Write a batch of records, each with its annotations."""
        known = {name for name, _ in self._typed}
        others = [{name: value for name, value in fields.items() if name not in known} for fields, _ in rows]
        columns = []
        for name, kind in self._typed:
            array, unfit = arrow_array([fields.get(name) for fields, _ in rows], kind)
            columns.append(array)
            for row, value in unfit.items():
                others[row][name] = value
        annotations = [added for _, added in rows]
        columns += [self._json("fields", others), self._json("annotations", annotations)]
        self._writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=self._schema))

    def _json(self, part: str, rows: Sequence[Mapping[str, Any]]) -> Any:
        shapes = self._shapes[part]
        for row in rows:
            for name, value in row.items():
                if name not in shapes:
                    shapes[name] = Shape()
                shapes[name].add(value)
        return pa.array([dump_json(row) for row in rows], pa.binary())

    def close(self) -> None:
        """Write the shapes; a part without them cannot be read."""
        self._writer.close()
        trailer = orjson.dumps(
            {part: {name: shape.to_dict() for name, shape in shapes.items()} for part, shapes in self._shapes.items()}
        )
        self._stream.write(trailer + len(trailer).to_bytes(_LENGTH_BYTES, "little"))


class _Part:
    """A part to read: the types of its typed columns, the shapes of its JSON, and its rows in batches."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as stream:
            schema = pa.ipc.open_stream(stream).schema
            self.typed = pa.ipc.read_schema(pa.py_buffer(schema.metadata[_SCHEMA]))
            stream.seek(-_LENGTH_BYTES, 2)
            length = int.from_bytes(stream.read(_LENGTH_BYTES), "little")
            stream.seek(-_LENGTH_BYTES - length, 2)
            shapes = orjson.loads(stream.read(length))
        self.fields, self.annotations = (
            {name: Shape.from_dict(shape) for name, shape in shapes[part].items()} for part in ("fields", "annotations")
        )

    @cached_property
    def given(self) -> list[str]:
        """The names of the input's fields, in order."""
        return list(dict.fromkeys([*self.typed.names, *self.fields]))

    def batches(self) -> Iterator[Any]:
        with self._path.open("rb") as stream:
            yield from pa.ipc.open_stream(stream)

    def column(self, name: str) -> Iterator[Any]:
        """Yield a typed column, batch by batch."""
        index = self.typed.get_field_index(name)
        return (batch.column(index) for batch in self.batches())


class _Column:
    """A column of the whole file: of the type that all parts give it, or of one that holds the values of all.

    :param header: its name in the file, if that is another one than in the parts.
    :param is_annotation: whether labelling adds it; otherwise it is a field of the input.
    """

    def __init__(self, name: str, parts: Sequence[_Part], header: str = "", *, is_annotation: bool) -> None:
        self.name, self.is_annotation = name, is_annotation
        header = header or name
        self._shape: Shape | None = None
        typed = {} if is_annotation else {part: part.typed.field(name) for part in parts if name in part.typed.names}
        by_part = (part.annotations if is_annotation else part.fields for part in parts)
        shapes = [shapes_of_part[name] for shapes_of_part in by_part if name in shapes_of_part]
        kinds = [field.type for field in typed.values() if not pa.types.is_null(field.type)]
        if kinds and all(kind.equals(kinds[0]) for kind in kinds) and not any(shape.kinds for shape in shapes):
            optional = len(typed) < len(parts) or any(field.nullable for field in typed.values())
            kind = _wide_enough(kinds[0], (column for part in typed for column in part.column(name)))
            self.field = pa.field(header, kind, nullable=optional)
            return
        self._shape = Shape()
        for part, field in typed.items():
            shapes.append(shape_of(field.type))
            if pa.types.is_integer(field.type) and any(map(_has_long, part.column(name))):
                shapes.append(Shape("long"))
        for shape in shapes:
            self._shape.merge(shape)
        self.field = pa.field(header, type_of(self._shape))

    def read(self, part: _Part, batch: Any, rows: Sequence[Mapping[str, Any]]) -> Any:
        """Return the column of one batch.

        :param rows: the JSON of its fields, or of its annotations.
        """
        index = -1 if self.is_annotation else part.typed.get_field_index(self.name)
        stored = stored_type(self.field.type)
        if self._shape is None:
            is_there = index >= 0 and batch.column(index).type.equals(stored)
            return batch.column(index) if is_there else pa.nulls(batch.num_rows, stored)
        values = [None] * batch.num_rows if index < 0 else values_of(batch.column(index))
        fit = self._shape.fit
        fitted = [fit(row.get(self.name, value)) for row, value in zip(rows, values, strict=True)]
        array, unfit = arrow_array(fitted, stored)
        if unfit:
            raise OutputError(f"column {self.name!r} cannot hold {next(iter(unfit.values()))!r} as {stored}.")
        return array


def _wide_enough(kind: Any, columns: Iterator[Any]) -> Any:
    """Return a dictionary type whose indices are wide enough for the values of all parts together."""
    if not pa.types.is_dictionary(kind) or kind.index_type.bit_width > 16:
        return kind
    values: set[Any] = set()
    for column in columns:
        values.update(pc.unique(column).to_pylist())
        if len(values) >= 2 ** (kind.index_type.bit_width - 1):
            return pa.dictionary(pa.int32(), kind.value_type, kind.ordered)
    return kind


def _has_long(column: Any) -> bool:
    """Return whether a column of integers has one that no float holds exactly."""
    ends = [end for end in pc.min_max(column).as_py().values() if end is not None]
    return any(abs(end) > _EXACT_FLOAT for end in ends)


def assemble(paths: Sequence[Path], target: IO[bytes], added: Mapping[str, Sequence[Sequence[str | None]]]) -> None:
    """See :func:`nlp.formats.parquet.read.assemble_parquet`."""
    parts = [_Part(path) for path in paths]
    annotations = dict.fromkeys(name for part in parts for name in part.annotations if name not in added)
    given = dict.fromkeys(name for part in parts for name in part.given)
    columns = [_Column(name, parts, is_annotation=False) for name in given]
    columns += [_Column(name, parts, free_name(name, given), is_annotation=True) for name in annotations]
    marks = [(free_name(name, given), pa.string()) for name in added]
    schema = pa.schema([*(column.field for column in columns), *marks])
    stored = pa.schema([field.with_type(stored_type(field.type)) for field in schema])
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for table in _tables(_batches(parts, columns, added, stored), stored):
            arrays = [encode(table.column(index), field.type) for index, field in enumerate(schema)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema), row_group_size=_GROUP_ROWS)


def _batches(
    parts: Sequence[_Part], columns: Sequence[_Column], added: Mapping[str, Any], schema: Any
) -> Iterator[Any]:
    for number, part in enumerate(parts):
        row = 0
        for batch in part.batches():
            fields, annotations = (
                [orjson.loads(cell) for cell in batch.column(index).to_pylist()]
                for index in (batch.num_columns - 2, batch.num_columns - 1)
            )
            arrays = [column.read(part, batch, annotations if column.is_annotation else fields) for column in columns]
            stop = row + batch.num_rows
            arrays += [pa.array(values[number][row:stop], pa.string()) for values in added.values()]
            row = stop
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _tables(batches: Iterator[Any], schema: Any) -> Iterator[Any]:
    """Yield the batches as tables, each of which becomes a row group."""
    group: list[Any] = []
    rows = size = 0
    for batch in batches:
        group.append(batch)
        rows += batch.num_rows
        size += batch.nbytes
        if rows >= _GROUP_ROWS or size >= _GROUP_BYTES:
            yield pa.Table.from_batches(group, schema)
            group, rows, size = [], 0, 0
    if group:
        yield pa.Table.from_batches(group, schema)
