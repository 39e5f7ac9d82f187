"""The shape of JSON values: the types that a column holds, collected row by row and merged over parts.

Invariant: merging is commutative except for the order of names, and :meth:`Shape.fit` loses nothing: values that have
no type in common become strings of JSON.
"""

from __future__ import annotations

import base64
from collections.abc import Hashable
from functools import cached_property
from typing import Any

import orjson

_EXACT_FLOAT = 2**53
_INT64 = 2**63
# Some objects have data as keys ({"2026-09-01": 3, ...}), and each would become a column. Deep nesting makes readers of
# the file slow.
_MOST_FIELDS = 256
_DEEPEST = 12


class Shape:
    """The types of the values of one column, or of one field within it.

    :ivar kinds: the kinds of values so far: bool, int (exact as a float), long, float, string, list, struct, json, or
        an Arrow type itself. Nulls do not count.
    :ivar items: shape of the elements of lists.
    :ivar fields: shapes of the fields of objects, in the order in which they appeared.
    """

    def __init__(self, *kinds: Hashable) -> None:
        self.kinds: set[Hashable] = set(kinds)
        self.items: Shape | None = None
        self.fields: dict[str, Shape] = {}

    def add(self, value: Any, depth: int = 0) -> None:
        """Add a value to the shape."""
        if value is None or "json" in self.kinds:
            return
        kind = _kind(value, depth)
        self.kinds.add(kind)
        if kind == "list":
            items = self.items = self.items or Shape()
            for item in value:
                items.add(item, depth + 1)
        elif kind == "struct":
            for name, part in value.items():
                self.field(name).add(part, depth + 1)
            self._limit_fields()

    def field(self, name: str) -> Shape:
        """Return the shape of a field, a new one for a new name."""
        shape = self.fields.get(name)
        if shape is None:
            shape = self.fields[name] = Shape()
        return shape

    def merge(self, other: Shape) -> None:
        """Add all values of another shape."""
        self.kinds |= other.kinds
        if other.items is not None:
            self.items = self.items or Shape()
            self.items.merge(other.items)
        for name, shape in other.fields.items():
            self.field(name).merge(shape)
        self._limit_fields()

    def _limit_fields(self) -> None:
        if len(self.fields) > _MOST_FIELDS:
            self.kinds.add("json")
        if "json" in self.kinds:
            self.items = None
            self.fields.clear()

    @cached_property
    def kind(self) -> Hashable:
        """The kind that holds all values; null if there are none. Read it only after the last value was added."""
        if not self.kinds:
            return "null"
        if self.kinds == {"int", "long"}:
            return "long"
        if self.kinds == {"int", "float"}:
            return "float"
        if len(self.kinds) > 1 or (self.kinds == {"struct"} and not self.fields):
            return "json"  # Parquet has no column for an object without fields
        return next(iter(self.kinds))

    @cached_property
    def fits_as_is(self) -> bool:
        """Whether :meth:`fit` leaves every value as it is."""
        parts = [*self.fields.values(), *([self.items] if self.items else [])]
        return self.kind != "json" and all(part.fits_as_is for part in parts)

    def fit(self, value: Any) -> Any:
        """Return a value in the form in which the column holds it."""
        if value is None or self.fits_as_is:
            return value
        if self.kind == "json":
            return dump_json(value).decode()
        if self.items is not None and self.kind == "list":
            return [self.items.fit(item) for item in value]
        return {name: self.fields[name].fit(part) for name, part in value.items()}

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "kinds": sorted(map(str, self.kinds)),
            "items": self.items.to_dict() if self.items else None,
            "fields": {name: shape.to_dict() for name, shape in self.fields.items()},
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Shape:
        """Return the shape of a JSON form."""
        shape = cls(*data["kinds"])
        shape.items = cls.from_dict(data["items"]) if data["items"] else None
        shape.fields = {name: cls.from_dict(field) for name, field in data["fields"].items()}
        return shape


def _kind(value: Any, depth: int) -> str:
    kind = "json"
    if isinstance(value, bool):
        kind = "bool"
    elif isinstance(value, str):
        kind = "string"
    elif isinstance(value, int):
        if -_EXACT_FLOAT <= value <= _EXACT_FLOAT:
            kind = "int"
        elif -_INT64 <= value < _INT64:
            kind = "long"
    elif isinstance(value, float):
        kind = "float"
    elif depth < _DEEPEST:
        if isinstance(value, list | tuple):
            kind = "list"
        elif isinstance(value, dict):
            kind = "struct"
    return kind


def dump_json(value: Any) -> bytes:
    """Return a value as JSON; types that JSON lacks (decimals, durations) become strings."""
    return orjson.dumps(value, default=_plain)


def _plain(value: Any) -> str:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)
