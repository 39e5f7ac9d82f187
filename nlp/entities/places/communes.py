"""Mentions of communes, wards, special zones and former districts, found in one pass over the type words.

Invariant: a mention is a type word with a name from the tables ("xã Hữu Lũng", "TP Hải Dương (cũ)", "các phường A, B
và C"), or a bare name that lies in the province named right after it ("Mê Linh, Hà Nội"); it carries every unit that
it may name. :mod:`.commune_values` says which are meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from functools import cache, lru_cache
from typing import NamedTuple

from nlp.entities.lexicon import phrases, rows
from nlp.entities.places.context_words import ContextWords
from nlp.entities.places.gazetteer import Commune, LegacyUnit, ProvinceName, gazetteer
from nlp.entities.places.provinces import DASHES, ProvinceMention
from nlp.entities.tokens import Tokens
from nlp.text.normalize import strip_accents

DISTRICT_LEVELS = frozenset(("district", "urban_district", "town", "city"))
_LONGEST_NAME = 6
_MOST_BARE_NAMES = 3
_SEPARATORS = frozenset((",", ";", "-", "–"))
_ENDS_NAME = frozenset(",.;:()/\n")


class Units(NamedTuple):
    """The units that bear a name, of today and of before."""

    today: tuple[Commune, ...] = ()
    legacy: tuple[LegacyUnit, ...] = ()


class UnitMention(NamedTuple):
    """The name of a unit at tokens ``first`` to ``last`` (half-open); ``level`` is that of the type word before it."""

    first: int
    last: int
    level: str
    units: Units


class _TypeWord(NamedTuple):
    """A type word that begins at token ``start``; the name it introduces begins at token ``name``."""

    start: int
    name: int
    level: str


class TypeWords(NamedTuple):
    """The type words of units below the province.

    :param levels: type word -> the level it names.
    :param abbreviations: those that need a capital and may have a dot.
    :param last_syllables: the last syllables of all, by which a text is scanned.
    :param syllables: all their syllables.
    """

    levels: dict[str, str]
    abbreviations: frozenset[str]
    last_syllables: frozenset[str]
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
    last_syllables = frozenset(word.rpartition(" ")[2] for word in levels)
    return TypeWords(levels, frozenset(short), last_syllables, frozenset(" ".join(levels).split()))


@lru_cache(maxsize=4096)
def units_named(key: str, level: str, plain: bool) -> Units | None:
    """Return the units called ``key`` that a type word of ``level`` may introduce, those of that very type if any."""
    tables = gazetteer()
    today = tables.communes_named(key, plain=plain)
    legacy = tables.legacy_named(key, plain=plain)
    if level in DISTRICT_LEVELS:
        today, legacy = [], [unit for unit in legacy if unit.is_district]
        if level == "city":
            legacy = [unit for unit in legacy if unit.type in ("city", "town")]
    else:
        legacy = [unit for unit in legacy if not unit.is_district]
    # A type word may be that of another time ("xã" for what is a ward now), but the very type goes before.
    same_today = tuple(unit for unit in today if unit.type == level)
    same_legacy = tuple(unit for unit in legacy if unit.type == level)
    if same_today or same_legacy:
        return Units(same_today, same_legacy)
    return Units(tuple(today), tuple(legacy)) if today or legacy else None


def units_within(units: Units, province: ProvinceName) -> Units:
    """Return those of ``units`` that lie in a province, that of before when its name is one of before."""
    tables = gazetteer()
    code, former = province.province.code, province.legacy
    legacy = []
    for unit in units.legacy:
        home = tables.province_of(unit)
        if home.code == code and (former is None or former.name == home.name or home.code == former.code):
            legacy.append(unit)
    return Units(tuple(unit for unit in units.today if unit.province_code == code), tuple(legacy))


@lru_cache(maxsize=4096)
def _units_named_within(key: str, level: str, plain: bool, province: ProvinceName) -> Units:
    return units_within(units_named(key, level, plain) or Units(), province)


class UnitFinder:
    """Finds the names of units in a text; it keeps no state of its own.

    :param tokens: the text.
    :param words: the words that tell what a name stands for.
    """

    def __init__(self, tokens: Tokens, words: ContextWords) -> None:
        self._tokens = tokens
        self._lower = tokens.lower
        self._words = words
        self._types = type_words(tokens.plain)

    def find(self) -> list[UnitMention]:
        """Return the units that a type word introduces, and the rest of the lists that they open."""
        mentions: list[UnitMention] = []
        last_syllables = self._types.last_syllables
        end = 0
        for position, token in enumerate(self._lower):
            if token not in last_syllables or position < end:
                continue
            for mention in self._introduced(position):
                mentions.append(mention)
                end = mention.last
        return mentions

    def before_province(self, province: ProvinceMention, taken: Set[int]) -> list[UnitMention]:
        """Return bare names of units of ``province`` that directly precede its name, nearest first.

        :param taken: positions of tokens that belong to other mentions.
        """
        lower = self._lower
        mentions: list[UnitMention] = []
        end = province.first
        while end and (lower[end - 1] in self._words.province or lower[end - 1] in ("tp", ".")):
            end -= 1
        while end > 1 and len(mentions) < _MOST_BARE_NAMES and lower[end - 1] in (",", "(", *DASHES):
            mention = None if end - 2 in taken else self._bare_name(end - 1, province)
            if mention is None:
                break
            mentions.append(mention)
            end = mention.first
        return mentions

    def _introduced(self, position: int) -> Iterator[UnitMention]:
        """Yield the units that the type word which ends at ``position`` introduces."""
        type_word = self._type_word(position)
        first = type_word and self._name_at(type_word.name, type_word.level, type_word.start)
        if type_word is None or first is None:
            return
        yield first
        # "các xã A, B và C" goes on with names; so does "xã Vân Nham, phường A, B" and "2 phường A, B".
        before = self._lower[type_word.start - 1] if type_word.start else ""
        if before in self._words.plurals or before.isdecimal() or before in (",", "/"):
            yield from self._rest_of_list(first.last, type_word.level)

    def _type_word(self, position: int) -> _TypeWord | None:
        """Return the type word that ends at ``position``."""
        lower = self._lower
        token = lower[position]
        start, name = position, position + 1
        pair = f"{lower[position - 1]} {token}" if position else token
        if pair in self._words.blurred_pairs:
            return None
        level = self._types.levels.get(pair) if position else None
        if level:
            start -= 1
        else:
            level = self._types.levels.get(token)
        if level is None:
            return None
        if token in self._types.abbreviations:
            # "P. Bình Tân", but not "h" in "phần h Bình".
            if not self._tokens.words[position][0].isupper():
                return None
            if name < len(lower) and lower[name] == ".":
                name += 1
        elif start == position and self._is_syllable_of_name(position):
            return None
        # "các tỉnh, thành phố Hà Tĩnh, Nghệ An" lists provinces.
        if level == "city" and any(word in self._words.province for word in lower[max(0, start - 2) : start]):
            return None
        return _TypeWord(start, name, level)

    def _is_syllable_of_name(self, position: int) -> bool:
        """Say whether what looks like a type word is part of a person's or a firm's name.

        Without accents "Phương" looks like "phường": "Lam Thi Phuong Thanh" and "ca si Phuong Dung" would name wards. A
        type word inside a clause has no capital, but for "UBND Phuong Tan Lap" and "tai Phuong Tan Lap".
        """
        if not self._tokens.plain or position == 0 or not self._tokens.words[position].istitle():
            return False
        before = self._lower[position - 1]
        return before.isalpha() and before not in self._words.place_cues

    def _rest_of_list(self, end: int, level: str) -> Iterator[UnitMention]:
        """Yield the names that follow in a list; a province's name after the last comma says where they lie."""
        lower = self._lower
        conjunctions = self._words.conjunctions
        while end < len(lower) and ((mark := lower[end]) in _SEPARATORS or mark in conjunctions):
            item = self._name_at(end + 1, level, end + 1)
            if item is None:
                return
            # Several communes are called like a province. "các xã Tân Bình, Thái Bình và Hòa Bình" goes on after the
            # name; in "các xã Tân Bình, Phú Mỹ, Thái Bình" it is the province in which the others lie.
            following = lower[item.last] if item.last < len(lower) else ""
            key = " ".join(lower[item.first : item.last])
            names_province = gazetteer().is_province_name(key, plain=self._tokens.plain)
            goes_on = following == "," or following in conjunctions
            if names_province and level != "city" and mark in (",", "-", "–") and not goes_on:
                return
            yield item
            end = item.last

    def _name_at(self, first: int, level: str, start: int) -> UnitMention | None:
        """Return the longest name of a unit of ``level`` at token ``first``.

        :param start: where its type word begins, which belongs to the name when that is a number ("quận 1").
        """
        lower, plain = self._lower, self._tokens.plain
        head = self._tokens.words[first] if first < len(lower) else ""
        if not (head[:1].isupper() or head.isdecimal()):
            return None
        if lower[first].lstrip("0") not in gazetteer().first_words(plain):
            return None
        end, limit = first + 1, min(len(lower), first + _LONGEST_NAME)
        while end < limit and lower[end] not in _ENDS_NAME:
            end += 1
        for last in range(end, first, -1):
            if head.isdecimal() and last == first + 1:
                units = units_named(head.lstrip("0") or "0", level, plain)
                return UnitMention(start, last, level, units) if units else None
            key = " ".join(lower[first:last]).replace("–", "-")
            if level == "city" and key in gazetteer().central_city_keys:
                return None  # a province of its own, though a town or a former city may be called so
            units = units_named(key, level, plain)
            if units and self._is_capitalized(first, last):
                return UnitMention(first, last, level, units)
        return None

    def _is_capitalized(self, first: int, last: int) -> bool:
        """Say whether each word of a name has its capital; "Ea H'leo" has none after the apostrophe."""
        words = self._tokens.words
        return all(
            words[position][0].isupper()
            or not words[position][0].isalpha()
            or (position > first and words[position - 1] in "'’")
            for position in range(first, last)
        )

    def _bare_name(self, last: int, province: ProvinceMention) -> UnitMention | None:
        """Return the unit of ``province`` whose bare name ends at token ``last``."""
        words, lower = self._tokens.words, self._lower
        for first in range(max(0, last - 3), last):
            if not self._is_capitalized(first, last) or not lower[first][0].isalpha():
                continue
            if last - first == 1 and lower[first] != "vinh":
                return None  # one syllable is too little, but for the city of Vinh
            # "Trần Mê Linh, Hà Nội" is a person, "đường Mê Linh, Hà Nội" a street.
            before = words[first - 1] if first else "\n"
            two = f"{lower[first - 2]} {before.lower()}" if first > 1 else before
            if before.istitle() or before.lower() in self._words.things or two in self._words.things:
                return None
            key = " ".join(lower[first:last])
            for level in ("city", "district", "ward"):
                units = _units_named_within(key, level, self._tokens.plain, province.meaning)
                if units.today or units.legacy:
                    return UnitMention(first, last, level, units)
        return None


def covered(mentions: Sequence[UnitMention | ProvinceMention]) -> set[int]:
    """Return the positions of the tokens that the mentions cover."""
    return {position for mention in mentions for position in range(mention.first, mention.last)}
