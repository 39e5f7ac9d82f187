"""Values of Arrow columns to Python and back. Needs pyarrow; :mod:`nlp.formats.parquet.read` imports it.

Invariant: ``arrow_array(python_values(column), column.type)`` holds the values of ``column``, whatever its type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from nlp.formats.parquet.shapes import Shape

_FAILURES = (pa.ArrowException, ValueError, TypeError, OverflowError, AttributeError)
_TYPES: dict[Hashable, Any] = {
    "null": pa.null(),
    "bool": pa.bool_(),
    "int": pa.int64(),
    "long": pa.int64(),
    "float": pa.float64(),
    "string": pa.string(),
    "json": pa.string(),
}
_OUT_OF_RANGE = re.compile(r"<value out of range: (-?\d+)>")


@dataclass(frozen=True)
class Unreadable:
    """Stands for a value that Python cannot hold.

    :param reason: why it cannot.
    """

    reason: str


def python_values(column: Any) -> list[Any]:
    """Return the values of an Arrow array.

    Dates and times that Python cannot hold become ISO 8601 strings, with nanoseconds. pyarrow itself would return
    pandas objects for them, if pandas is installed: the output must not depend on that.
    """
    try:
        return _exact_values(column)
    except _FAILURES:
        return [_python_value(column.slice(row, 1)) for row in range(len(column))]


def _exact_values(column: Any) -> list[Any]:
    plain = _replace_leaves(column.type, _microseconds)
    values: list[Any] = (column if plain.equals(column.type) else column.cast(plain)).to_pylist()
    return values


def _python_value(cell: Any) -> Any:
    try:
        return _exact_values(cell)[0]
    except _FAILURES:
        try:
            return cell.cast(_replace_leaves(cell.type, _text)).to_pylist()[0]
        except _FAILURES as error:
            return Unreadable(f"it is not a valid {cell.type}: {error}")


def _replace_leaves(kind: Any, leaf: Callable[[Any], Any]) -> Any:
    """Return a type with ``leaf`` applied to each of the simple types in it; the type itself if none changes."""
    if pa.types.is_struct(kind):
        return pa.struct([field.with_type(_replace_leaves(field.type, leaf)) for field in kind])
    if pa.types.is_map(kind):
        return pa.map_(_replace_leaves(kind.key_type, leaf), _replace_leaves(kind.item_type, leaf))
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        item = kind.value_field.with_type(_replace_leaves(kind.value_type, leaf))
        if pa.types.is_fixed_size_list(kind):
            return pa.list_(item, kind.list_size)
        return pa.list_(item) if pa.types.is_list(kind) else pa.large_list(item)
    if pa.types.is_dictionary(kind) and leaf(kind.value_type) != kind.value_type:
        return leaf(kind.value_type)
    return leaf(kind)


def _microseconds(kind: Any) -> Any:
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        return pa.timestamp("us", kind.tz)
    if pa.types.is_time64(kind) and kind.unit == "ns":
        return pa.time64("us")
    return pa.duration("us") if pa.types.is_duration(kind) and kind.unit == "ns" else kind


def _text(kind: Any) -> Any:
    return pa.string() if pa.types.is_temporal(kind) else kind


def arrow_array(values: Sequence[Any], kind: Any) -> tuple[Any, dict[int, Any]]:
    """Return values as an array of a type, and by row those that the type cannot hold; they are null in the array."""
    try:
        return pa.array(values, kind), {}
    except _FAILURES:
        cells, unfit = [], {}
        for row, value in enumerate(values):
            try:
                cells.append(pa.array([_from_text(value, kind)], kind))
            except _FAILURES:
                cells.append(pa.nulls(1, kind))
                unfit[row] = value
        return pa.concat_arrays(cells), unfit


def _from_text(value: Any, kind: Any) -> Any:
    """Return a value in which dates and times that are strings are the integers of their Arrow type."""
    if isinstance(value, str) and pa.types.is_temporal(kind):
        return _ticks(value, kind)
    if isinstance(value, dict) and pa.types.is_struct(kind):
        return {field.name: _from_text(value.get(field.name), field.type) for field in kind}
    if isinstance(value, list) and pa.types.is_map(kind):
        return [(_from_text(key, kind.key_type), _from_text(item, kind.item_type)) for key, item in value]
    if isinstance(value, list):
        return [_from_text(item, kind.value_type) for item in value]
    return value


def _ticks(text: str, kind: Any) -> int:
    if raw := _OUT_OF_RANGE.fullmatch(text):
        return int(raw[1])
    if pa.types.is_duration(kind):
        return int(text)
    if pa.types.is_time(kind):
        nanoseconds = pa.scalar(f"1970-01-01 {text}").cast(pa.timestamp("ns")).value
        return int(nanoseconds) // {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}[kind.unit]
    return int(pa.scalar(text).cast(kind).value)


def stored_type(kind: Any) -> Any:
    """Return the type of a column in a part: a dictionary is built only when all its values are known."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def encode(column: Any, kind: Any) -> Any:
    """Return a column that a part holds as ``stored_type(kind)`` in the type ``kind``."""
    if not pa.types.is_dictionary(kind):
        return column
    encoded = (column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column).dictionary_encode()
    encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    indices = encoded.indices.cast(kind.index_type)
    return pa.DictionaryArray.from_arrays(indices, encoded.dictionary, ordered=kind.ordered)


def shape_of(kind: Any) -> Shape:
    """Return the shape of a type, to merge it with the shapes of other parts."""
    types = pa.types
    shape = Shape()
    if types.is_dictionary(kind):
        return shape_of(kind.value_type)
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        shape.kinds.add("list")
        shape.items = shape_of(kind.value_type)
    elif types.is_struct(kind):
        shape.kinds.add("struct")
        shape.fields = {field.name: shape_of(field.type) for field in kind}
    elif types.is_integer(kind):
        shape.kinds.add(kind if kind == pa.uint64() else "int")
    elif not types.is_null(kind):
        shape.kinds.add(_leaf_kind(kind))
    return shape


def _leaf_kind(kind: Any) -> Hashable:
    if pa.types.is_boolean(kind):
        return "bool"
    if pa.types.is_floating(kind):
        return "float"
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or kind == pa.string_view():
        return "string"
    leaf: Hashable = kind
    return leaf


def type_of(shape: Shape) -> Any:
    """Return the type of a column of this shape."""
    if shape.kind == "list":
        return pa.list_(type_of(shape.items or Shape()))
    if shape.kind == "struct":
        return pa.struct([(name, type_of(field)) for name, field in shape.fields.items()])
    return _TYPES.get(shape.kind, shape.kind)
