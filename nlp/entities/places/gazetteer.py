"""The administrative units of Việt Nam, of today and of before July 2025: their names, and what became of each.

Invariant: a code never goes without its system. ``code`` and ``province_code`` are codes of today's 34 provinces and
3,321 communes; ``legacy_code`` is a code of the 63 provinces, 696 districts and 10,035 communes until June 2025. Seven
province codes (15, 24, 44, 52, 80, 82, 91) mean different provinces in the two systems.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from nlp.entities.lexicon import phrases, rows
from nlp.text.normalize import strip_accents, unify_tones

_TABLES = Path(__file__).parents[1] / "tables"
_WORD = re.compile(r"[^\W_]+|[^\w\s]")


class Province(NamedTuple):
    """One of the 34 provinces and centrally run cities of today; ``type`` is "province" or "city"."""

    code: str
    type: str
    name: str


class LegacyProvince(NamedTuple):
    """One of the 63 until June 2025, and the code of the province of today that it belongs to."""

    legacy_code: str
    type: str
    name: str
    code: str


class Commune(NamedTuple):
    """A "commune", "ward" or "special_zone" of today."""

    code: str
    type: str
    name: str
    province_code: str


class LegacyUnit(NamedTuple):
    """A district ("district", "urban_district", "town", "city") or commune ("commune", "ward", "township") of before.

    :param legacy_parent: legacy code of its district, or for a district of its province.
    :param today: codes of the communes of today that its land lies in; when several, the main one first.
    """

    legacy_code: str
    type: str
    name: str
    legacy_parent: str
    today: tuple[str, ...]

    @property
    def is_district(self) -> bool:
        """Whether this is a unit of the level between province and commune, which is gone."""
        return len(self.legacy_code) == 3


class ProvinceName(NamedTuple):
    """What a spelling of a province's name stands for: the unit of before, if any, and the one of today."""

    name: str
    province: Province
    legacy: LegacyProvince | None


def name_key(name: str) -> str:
    """Return the form in which names are looked up: lower-case words and marks, single spaces between."""
    return " ".join(_WORD.findall(unify_tones(name).lower()))


def _lines(table: str) -> list[str]:
    return (_TABLES / f"{table}.tsv").read_text(encoding="utf-8").splitlines()


def _cells(table: str) -> Iterable[list[str]]:
    return (line.split("\t") for line in _lines(table))


def _legacy_unit(line: str) -> LegacyUnit:
    code, kind, name, parent, today = line.split("\t")
    return LegacyUnit(code, kind, name, parent, tuple(today.split(",")))


def _by_name(lines: Sequence[str]) -> dict[str, list[str]]:
    """Return key of a name -> lines whose third column has it.

    A line is parsed when somebody asks for it: of 14,000 an article needs a handful.
    """
    by_key: dict[str, list[str]] = {}
    for line, lowered in zip(lines, "\n".join(lines).lower().split("\n"), strict=True):
        key = lowered.split("\t", 3)[2]
        by_key.setdefault(name_key(key) if "'" in key or "-" in key else key, []).append(line)
    return by_key


class Gazetteer:
    """The tables in memory, with the look-ups that rules need; :func:`gazetteer` returns the one that all share."""

    def __init__(self) -> None:
        self.provinces = {row[0]: Province(*row) for row in _cells("provinces")}
        self.legacy_provinces = {row[0]: LegacyProvince(*row) for row in _cells("legacy_provinces")}

    @cached_property
    def central_cities(self) -> frozenset[str]:
        """Names of the cities that are provinces of their own."""
        return frozenset(province.name for province in self.provinces.values() if province.type == "city")

    @cached_property
    def central_city_keys(self) -> frozenset[str]:
        """Those names as :func:`name_key` gives them."""
        return frozenset(map(name_key, self.central_cities))

    @cached_property
    def communes(self) -> dict[str, Commune]:
        """Code -> commune, ward or special zone of today."""
        return {row[0]: Commune._make(row) for row in _cells("communes")}

    @cached_property
    def legacy_communes(self) -> dict[str, LegacyUnit]:
        """Legacy code -> commune, ward or township of before."""
        return {line[:5]: _legacy_unit(line) for line in _lines("legacy_communes")}

    @cached_property
    def legacy_districts(self) -> dict[str, LegacyUnit]:
        """Legacy code -> district, urban district, town or city of before."""
        return {line[:3]: _legacy_unit(line) for line in _lines("legacy_districts")}

    @cached_property
    def _districts_by_name(self) -> dict[str, list[str]]:
        return _by_name([*_lines("legacy_districts"), *_lines("renamed_districts")])

    @property
    def district_keys(self) -> Iterable[str]:
        """Keys of the names of the districts and towns of before."""
        return self._districts_by_name

    def districts_named(self, key: str) -> tuple[LegacyUnit, ...]:
        """Return the districts of before with a name of this key, towns first."""
        units = map(_legacy_unit, self._districts_by_name.get(key, ()))
        return tuple(sorted(units, key=lambda unit: unit.type not in ("city", "town")))

    @cached_property
    def city_names(self) -> frozenset[str]:
        """Names of the cities and towns below province level until June 2025."""
        districts = {row[2] for row in _cells("legacy_districts") if row[1] in ("city", "town")}
        return frozenset(districts | {row[2] for row in _cells("renamed_districts") if row[1] == "city"})

    @cached_property
    def _today_by_name(self) -> dict[str, list[str]]:
        return _by_name(_lines("communes"))

    @cached_property
    def _legacy_by_name(self) -> dict[str, list[str]]:
        return _by_name([*_lines("legacy_districts"), *_lines("renamed_districts"), *_lines("legacy_communes")])

    @property
    def today_keys(self) -> Iterable[str]:
        """Keys of the names of today's communes."""
        return self._today_by_name

    @cached_property
    def unit_keys(self) -> tuple[str, ...]:
        """Keys of all names of districts and communes."""
        return tuple({**self._today_by_name, **self._legacy_by_name})

    @cached_property
    def _plain_keys(self) -> dict[str, list[str]]:
        """Key of a name without accents -> keys of the district and commune names that look so."""
        accented: dict[str, list[str]] = {}
        keys = list(self.unit_keys)
        for key, plain in zip(keys, strip_accents("\n".join(keys)).split("\n"), strict=True):
            accented.setdefault(plain, []).append(key)
        return accented

    @cached_property
    def _first_words(self) -> tuple[frozenset[str], frozenset[str]]:
        words = {key.partition(" ")[0] for names in (self._today_by_name, self._legacy_by_name) for key in names}
        return frozenset(words), frozenset(strip_accents(" ".join(words)).split(" "))

    def first_words(self, plain: bool) -> frozenset[str]:
        """Return the first words of all names of districts and communes, without accents when ``plain``."""
        return self._first_words[plain]

    def communes_named(self, key: str, *, plain: bool = False) -> list[Commune]:
        """Return the units of today with a name of this key (see :func:`name_key`).

        :param plain: whether ``key`` is written without accents.
        """
        lines = (line for one in self._keys(key, plain) for line in self._today_by_name.get(one, ()))
        return [Commune(*line.split("\t")) for line in lines]

    def legacy_named(self, key: str, *, plain: bool = False) -> list[LegacyUnit]:
        """Return the districts, then the communes, of before with a name of this key.

        :param plain: whether ``key`` is written without accents.
        """
        return [_legacy_unit(line) for one in self._keys(key, plain) for line in self._legacy_by_name.get(one, ())]

    def _keys(self, key: str, plain: bool) -> Sequence[str]:
        return self._plain_keys.get(key, ()) if plain else (key,)

    @cached_property
    def province_names(self) -> dict[str, ProvinceName]:
        """Key of every accepted spelling -> the province it names."""
        names: dict[str, ProvinceName] = {}
        today = {province.name: province for province in self.provinces.values()}
        spellings = {name: phrases(cell) for name, cell in rows("province_spellings", "name", "phrases")}
        for legacy in self.legacy_provinces.values():
            meaning = ProvinceName(legacy.name, today.get(legacy.name, self.provinces[legacy.code]), legacy)
            for key in (name_key(legacy.name), *spellings.get(legacy.name, ())):
                for dash in ("-", "–", "—") if "-" in key else ("-",):
                    names[key.replace("-", dash)] = meaning
        return names

    @cached_property
    def _plain_province_names(self) -> frozenset[str]:
        return frozenset(map(strip_accents, self.province_names))

    def is_province_name(self, key: str, *, plain: bool) -> bool:
        """Say whether ``key`` is a spelling of a province's name.

        :param plain: whether ``key`` is written without accents.
        """
        return key in (self._plain_province_names if plain else self.province_names)

    def province(self, name: str) -> ProvinceName | None:
        """Return the province that a spelling names ("Đắc Lắc", "TP.HCM", "tỉnh Hoà Bình"); None when it names none."""
        words = name_key(name).split()
        for prefix in (["tỉnh"], ["thành", "phố"], ["tp", "."], ["tp"]):
            if words[: len(prefix)] == prefix:
                words = words[len(prefix) :]
                break
        key = " ".join(words)
        return self.province_names.get("hcm" if key == "tphcm" else key)

    def successors(self, unit: LegacyUnit) -> tuple[Commune, ...]:
        """Return the communes of today that the land of ``unit`` lies in, the main one first for a commune."""
        return tuple(self.communes[code] for code in unit.today)

    def province_of(self, unit: LegacyUnit) -> LegacyProvince:
        """Return the province of before that ``unit`` lay in."""
        district = unit if unit.is_district else self.legacy_districts[unit.legacy_parent]
        return self.legacy_provinces[district.legacy_parent]


@cache
def gazetteer() -> Gazetteer:
    """Return the tables; provinces are read at the first call, communes at the first look-up (about 25 ms)."""
    return Gazetteer()
