"""Complaints: the routes and places of which most articles on transport complain.

Invariant: an article counts once for each place, however often it names it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nlp.article import Entity
from nlp.events.records import Complaint, Source

PLACES = ("PROVINCE", "COMMUNE", "ROUTE")
"""The types of entities that complaints are counted by."""

Key = tuple[str, str, str | None]
"""A place: its kind, its name, and the code of a unit."""


@dataclass
class _Counted:
    sources: list[Source] = field(default_factory=list)
    provinces: Counter[str] = field(default_factory=Counter)


class Complaints:
    """The places that were complained of, with the articles that do."""

    def __init__(self) -> None:
        self._counted: dict[Key, _Counted] = {}

    def add(self, source: Source, keys: Sequence[Key]) -> None:
        """Add an article with its places, as :func:`complaint_keys` gives them."""
        provinces = {str(code) for kind, _, code in keys if kind == "province" and code}
        for key in keys:
            counted = self._counted.setdefault(key, _Counted())
            counted.sources.append(source)
            counted.provinces.update(sorted(provinces))

    def ranked(self) -> list[Complaint]:
        """Return the places, those with most articles first."""
        ranked = sorted(self._counted, key=lambda key: (-len(self._counted[key].sources), key[0], key[1]))
        return [
            Complaint(
                kind,
                place,
                self._counted[kind, place, code].sources,
                code,
                _main(kind, code, self._counted[kind, place, code]),
            )
            for kind, place, code in ranked
        ]

    def to_list(self) -> list[dict[str, Any]]:
        """Return the JSON form."""
        return [
            {
                "kind": kind,
                "place": place,
                "code": code,
                "sources": [source.to_dict() for source in counted.sources],
                "provinces": dict(counted.provinces),
            }
            for (kind, place, code), counted in self._counted.items()
        ]

    @classmethod
    def from_list(cls, given: Sequence[Mapping[str, Any]]) -> Complaints:
        """Return what a JSON form holds."""
        made = cls()
        for one in given:
            sources = [Source(**source) for source in one["sources"]]
            made._counted[one["kind"], one["place"], one["code"]] = _Counted(sources, Counter(one["provinces"]))
        return made


def complaint_keys(entities: Sequence[Entity]) -> list[Key]:
    """Return the places that entities name, each once: kind, name and code."""
    return list(dict.fromkeys(key for entity in entities if (key := _key(entity))))


def _key(entity: Entity) -> Key | None:
    value = entity.value
    if entity.type == "PROVINCE":
        return "province", str(value["name"]), str(value["code"])
    if entity.type == "COMMUNE":
        codes = [str(candidate["code"]) for candidate in value["candidates"]]
        return "commune", str(value["name"]), codes[0] if len(codes) == 1 else None
    return ("route", str(value["ref"]), None) if entity.type == "ROUTE" else None


def _main(kind: str, code: str | None, counted: _Counted) -> str | None:
    """Return the province of a place: itself, or the one that most of its articles name, by its code among equals."""
    if kind == "province":
        return code
    return min(counted.provinces, key=lambda province: (-counted.provinces[province], province), default=None)
