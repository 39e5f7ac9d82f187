"""The names of units below the province as texts write them: type words, spellings, and the units that bear a name.

Invariant: a look-up gives what the tables have under the name as written; only when they have nothing does it try how
else the press spells such names, so that no spelling ever hides a name.
"""

from __future__ import annotations

import re
from collections.abc import Set
from functools import cache, lru_cache
from typing import NamedTuple

from nlp.entities.lexicon import groups, phrases, rows
from nlp.entities.places.gazetteer import Commune, LegacyUnit, ProvinceName, gazetteer
from nlp.text.normalize import strip_accents
from nlp.text.syllables import is_vietnamese_syllable

DISTRICT_LEVELS = frozenset(("district", "urban_district", "town", "city"))
_TOWNS = ("city", "town")
_I = "iíìỉĩị"
_Y = "yýỳỷỹỵ"
# "Kì Sơn" and "Kỳ Sơn", "Quì Châu" and "Quỳ Châu": at the end of a syllable, with no other vowel before it.
_LAST_I = re.compile(rf"(?<=[bcdđghklmnpqrstvx])(u?)([{_I}{_Y}])(?= |$)")
_TO_Y = str.maketrans(_I, _Y)
_TO_I = str.maketrans(_Y, _I)
_LAST_C = re.compile("c(?= |$)")


class Units(NamedTuple):
    """The units that bear a name, of today and of before."""

    today: tuple[Commune, ...] = ()
    legacy: tuple[LegacyUnit, ...] = ()


class UnitMention(NamedTuple):
    """The name of a unit at tokens ``first`` to ``last`` (half-open).

    :param level: that of the type word before it, or of the unit when there is none.
    :param units: every unit that may bear the name; none when the tables do not know it.
    :param is_bare: whether it stands without a type word.
    """

    first: int
    last: int
    level: str
    units: Units
    is_bare: bool = False


class TypeWords(NamedTuple):
    """The type words of units below the province.

    :param levels: type word -> the level it names.
    :param abbreviations: those that need a capital and may have a dot.
    :param last_syllables: the last syllables of all, by which :func:`~nlp.text.forms.find_starts` scans a text.
    :param syllables: all their syllables.
    """

    levels: dict[str, str]
    abbreviations: frozenset[str]
    last_syllables: dict[str, Set[str] | None]
    syllables: frozenset[str]


@cache
def type_words(plain: bool) -> TypeWords:
    """Return the type words of the lexicon ``unit_types``, folded when ``plain``."""
    levels: dict[str, str] = {}
    short: set[str] = set()
    for level, words, abbreviations in rows("unit_types", "level", "phrases", "abbreviations"):
        levels |= dict.fromkeys([*phrases(words), *phrases(abbreviations)], level)
        short.update(phrases(abbreviations))
    if plain:
        levels = {strip_accents(word): level for word, level in levels.items()}
    last_syllables: dict[str, Set[str] | None] = dict.fromkeys(word.rpartition(" ")[2] for word in levels)
    return TypeWords(levels, frozenset(short), last_syllables, frozenset(" ".join(levels).split()))


@lru_cache(maxsize=4096)
def units_named(key: str, level: str, plain: bool) -> Units | None:
    """Return the units called ``key`` that a type word of ``level`` may introduce; None when there are none.

    A type word may be that of another time ("xã" for what is a ward now), so units of the other types of that tier are
    among them; :func:`of_type` prefers the very type.
    """
    for spelling in _spellings(key, plain):
        today = gazetteer().communes_named(spelling, plain=plain)
        if not plain and spelling in _short_names():
            today += gazetteer().communes_named(_short_names()[spelling])
        legacy = gazetteer().legacy_named(spelling, plain=plain)
        if level in DISTRICT_LEVELS:
            today, legacy = [], [unit for unit in legacy if unit.is_district]
            if level == "city":
                legacy = [unit for unit in legacy if unit.type in _TOWNS]
        else:
            legacy = [unit for unit in legacy if not unit.is_district]
        if today or legacy:
            return Units(tuple(today), tuple(legacy))
    return None


def of_type(units: Units, level: str) -> Units:
    """Return those of ``units`` whose type is ``level``, if any; else all."""
    same = Units(
        tuple(unit for unit in units.today if unit.type == level),
        tuple(unit for unit in units.legacy if unit.type == level),
    )
    return same if same.today or same.legacy else units


def units_within(units: Units, province: ProvinceName) -> Units:
    """Return those of ``units`` that lie in a province.

    Of the units of before, those in the province of before with this name go first; a name that was kept in 2025 may
    also mean the larger province of today ("huyện Hàm Tân, Lâm Đồng", which lay in Bình Thuận).
    """
    tables = gazetteer()
    code, former = province.province.code, province.legacy
    homes = [(unit, tables.province_of(unit)) for unit in units.legacy]
    inside = tuple(unit for unit, home in homes if former is None or home.legacy_code == former.legacy_code)
    if not inside and (former is None or former.name == province.province.name):
        inside = tuple(unit for unit, home in homes if home.code == code)
    return Units(tuple(unit for unit in units.today if unit.province_code == code), inside)


def province_codes(units: Units) -> set[str]:
    """Return the codes of today's provinces in which ``units`` lie."""
    tables = gazetteer()
    codes = {unit.province_code for unit in units.today}
    return codes | {tables.province_of(unit).code for unit in units.legacy}


@lru_cache(maxsize=4096)
def units_named_within(key: str, level: str, plain: bool, province: ProvinceName) -> Units:
    """Return the units of :func:`units_named` that lie in a province."""
    return units_within(units_named(key, level, plain) or Units(), province)


def names_unit(key: str, level: str, plain: bool) -> bool:
    """Say whether a unit that a type word of ``level`` may introduce is called ``key``."""
    return units_named(key, level, plain) is not None


def _spellings(key: str, plain: bool) -> list[str]:
    """Return the keys under which the tables may have a name that is written as ``key``, the likeliest first."""
    spellings = [key]
    if plain:
        return spellings
    if _LAST_I.search(key):
        spellings += (
            _LAST_I.sub(lambda match: match[1] + match[2].translate(_TO_Y), key),
            _LAST_I.sub(lambda match: match[1] + match[2].translate(_TO_I), key),
        )
    if is_highland(key):
        spellings += _highland_names().get(_highland_key(key), ())
    return spellings


@cache
def _short_names() -> dict[str, str]:
    """Return the first half of a double name -> the name: "Lâm Viên" is what people say of "Lâm Viên - Đà Lạt"."""
    doubles = [name for name in gazetteer().today_keys if " - " in name]
    return {name.partition(" - ")[0]: name for name in doubles}


def is_highland(key: str) -> bool:
    """Say whether a name is of the languages of the Central Highlands, which the press spells in many ways."""
    words = key.split()
    return words[0] in groups("place_context")["highland_heads"] or any(map(_is_foreign_syllable, words))


@lru_cache(maxsize=8192)
def _is_foreign_syllable(word: str) -> bool:
    return not word.isdecimal() and word not in "-()." and not is_vietnamese_syllable(word)


@cache
def _highland_names() -> dict[str, tuple[str, ...]]:
    """Return the folded form of a name -> the keys of the tables that are folded so ("Đắc Tô", "Đăk Tô")."""
    names: dict[str, tuple[str, ...]] = {}
    for key in gazetteer().unit_keys:
        if is_highland(key):
            folded = _highland_key(key)
            names[folded] = (*names.get(folded, ()), key)
    return names


def _highland_key(key: str) -> str:
    """Return a name without accents, blanks and apostrophes: "K ' Dang" and "KDang", "Krông Pắc" and "Krông Pắk"."""
    return _LAST_C.sub("k", strip_accents(key)).replace("'", "").replace(" ", "")
