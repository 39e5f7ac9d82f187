"""Mentions as the rows of a table: one entity a row, its value in columns, with the province that it lies in.

Invariant: a row has every column of :data:`COLUMNS`, in that order; what the type of an entity does not have is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from nlp.entities.places.gazetteer import gazetteer

COLUMNS = (
    "article_id", "type", "text", "start", "end",
    "name", "code", "province_code", "province", "level", "legacy", "legacy_code", "legacy_name", "candidates",
    "title", "organization",
    "value", "max_value", "unit", "modifier",
    "latitude", "longitude",
)  # fmt: skip
"""The columns: what every mention has, then the values of places, officials and amounts, then a point for maps."""

_DAYS = {"start": "first_day", "end": "last_day"}
_CENTRES = Path(__file__).parent / "tables" / "province_centres.tsv"


@cache
def province_centres() -> dict[str, tuple[float, float]]:
    """Return code of a province -> latitude and longitude of the seat of its administration, to about 2 km."""
    lines = _CENTRES.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {code: (float(latitude), float(longitude)) for code, latitude, longitude, _ in rows[1:]}


def mention_rows(identifier: Any, entities: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the rows of an article's entities.

    :param identifier: of the article, as its record has it.
    :param entities: in JSON form.
    """
    for entity in entities:
        row: dict[str, Any] = dict.fromkeys(COLUMNS)
        row["article_id"] = identifier
        row |= {name: value for name, value in entity.items() if name != "value"}
        # A field of a value that is not among the columns gets a column of its own behind them.
        row |= _dated(entity["value"]) if entity["type"] == "DATE" else entity["value"]
        if entity["type"] == "PROVINCE":
            row |= _province(row["code"])
            row["latitude"], row["longitude"] = province_centres()[row["code"]]
        elif entity["type"] == "COMMUNE":
            row |= _candidates(entity["value"]["candidates"])
        yield row


def _dated(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return the value of a date, whose days must not stand in the columns of the span."""
    return {_DAYS.get(name, name): told for name, told in value.items()}


def _candidates(candidates: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the codes that a name may mean, and the code and the province where only one is left."""
    codes = [candidate["code"] for candidate in candidates]
    provinces = {candidate["province_code"] for candidate in candidates}
    only = _province(provinces.pop()) if len(provinces) == 1 else {}
    return {"candidates": codes, "code": codes[0] if len(codes) == 1 else None, **only}


def _province(code: str) -> dict[str, str]:
    return {"province_code": code, "province": gazetteer().provinces[code].name}
