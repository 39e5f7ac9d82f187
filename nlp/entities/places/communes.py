"""Mentions of communes, wards, special zones and former districts, resolved to the communes of today.

Invariant: an ambiguous name keeps every candidate that the article allows; no candidate is a guess. A mention is a
type word with a name from the tables ("xã Hữu Lũng", "TP Hải Dương (cũ)", "các phường A, B và C") or a bare name that
lies in the province named right after it ("Mê Linh, Hà Nội"). The value of a COMMUNE entity:

``level``
    "commune", "ward", "special_zone"; of former units also "township", "district", "urban_district", "town", "city".
``name``
    the name in the tables.
``legacy``
    whether the unit ceased to exist, under this name and type, in July 2025.
``candidates``
    ``code``, ``name`` and ``province_code`` of units of today: the unit itself, or those that its land lies in; for a
    commune that the tables do not know in its district, those of the district; none when the province has no such unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from nlp.article import Entity
from nlp.entities.places.context_words import Words
from nlp.entities.places.gazetteer import Commune, LegacyUnit, gazetteer
from nlp.entities.places.provinces import DASHES, Mention
from nlp.entities.tokens import Tokens
from nlp.text.normalize import strip_accents

REFORM = "2025-07-01"
_LONGEST_NAME = 6
_ENDS_NAME = frozenset(",.;:()/\n")
_TYPE_WORDS = {
    "xã": "commune", "phường": "ward", "p": "ward", "đặc khu": "special_zone", "thị trấn": "township", "tt": "township",
    "huyện": "district", "h": "district", "huyện đảo": "district", "huyện ủy": "district", "quận": "urban_district",
    "q": "urban_district", "quận ủy": "urban_district", "thị xã": "town", "tx": "town", "thị ủy": "town",
    "thành phố": "city", "tp": "city",
}  # fmt: skip
_SHORT = frozenset(("p", "h", "q", "tt", "tx"))
_DISTRICT_LEVELS = frozenset(("district", "urban_district", "town", "city"))
_CENTRAL_CITIES = frozenset(("hà nội", "hồ chí minh", "hải phòng", "đà nẵng", "cần thơ", "huế"))
_PROVINCE_TYPES = frozenset({"tỉnh", "tinh", "phố", "pho", "tp", "."})
_BETWEEN = frozenset(
    (",", "(", ")", "-", "–", ".", "cũ", "cu", "tỉnh", "tinh", "thuộc", "thuoc", "của", "cua", "thành", "thanh", "phố",
     "pho", "và", "va", "nay", "là", "la")
)  # fmt: skip


class Units(NamedTuple):
    """The units that bear a name, of today and of before."""

    today: list[Commune]
    legacy: list[LegacyUnit]


class UnitMention(NamedTuple):
    """The name of a unit at tokens ``first`` to ``last`` (half-open); ``level`` is that of the type word before it."""

    first: int
    last: int
    level: str
    units: Units


@cache
def _type_words(plain: bool) -> tuple[dict[str, str], frozenset[str]]:
    """Return the type words with their level, and the last syllables of all."""
    levels = {strip_accents(word) if plain else word: level for word, level in _TYPE_WORDS.items()}
    return levels, frozenset(word.rpartition(" ")[2] for word in levels)


def named(key: str, level: str, plain: bool) -> Units | None:
    """Return the units called ``key`` that a type word of ``level`` may introduce, those of that very type if any."""
    tables = gazetteer()
    today = tables.communes_named(key, plain=plain)
    legacy = tables.legacy_named(key, plain=plain)
    if level in _DISTRICT_LEVELS:
        today, legacy = [], [unit for unit in legacy if unit.is_district]
        if level == "city":
            legacy = [unit for unit in legacy if unit.type in ("city", "town")]
    else:
        legacy = [unit for unit in legacy if not unit.is_district]
    exact = Units([u for u in today if u.type == level], [u for u in legacy if u.type == level])
    if exact.today or exact.legacy:
        return exact
    return Units(today, legacy) if today or legacy else None


class Finder:
    """Finds the units named in a text.

    :param tokens: the text.
    :param words: the tables of words for it.
    :param plain: whether the text is written without accents.
    """

    def __init__(self, tokens: Tokens, words: Words, plain: bool) -> None:
        self.tokens = tokens
        self.lower = tokens.lower
        self.words = words
        self.plain = plain
        self.levels, self.last_syllables = _type_words(plain)
        self._known: dict[tuple[str, str], Units | None] = {}
        self._known_within: dict[tuple[str, str, str], Units] = {}

    def find(self) -> list[UnitMention]:
        """Return the units that a type word introduces, and the rest of the lists that they open."""
        found: list[UnitMention] = []
        done = 0
        for position, token in enumerate(self.lower):
            if token in self.last_syllables and position >= done:
                for mention in self._after_type(position):
                    found.append(mention)
                    done = mention.last
        return found

    def _after_type(self, position: int) -> list[UnitMention]:
        """Return what the type word that ends at ``position`` introduces."""
        lower = self.lower
        token = lower[position]
        start = position
        pair = f"{lower[position - 1]} {token}" if position else token
        if pair in self.words.pairs:
            return []
        level = self.levels.get(pair)
        if level and position:
            start -= 1
        else:
            level = self.levels.get(token)
        if level is None:
            return []
        after = position + 1
        if token in _SHORT or token == "tp":
            if not self.tokens.words[position][0].isupper():
                return []
            if after < len(lower) and lower[after] == ".":
                after += 1
        if level == "city" and any(word in self.words.province for word in lower[max(0, start - 2) : start]):
            return []
        first = self._name_at(after, level, start)
        if first is None:
            return []
        found = [first]
        before = lower[start - 1] if start else ""
        if before in self.words.plurals or before.isdigit() or before in (",", "/"):
            self._continue_list(found, level)
        return found

    def _continue_list(self, found: list[UnitMention], level: str) -> None:
        """Add the names that follow in a list; a province's name after the last comma says where they lie."""
        lower = self.lower
        while found[-1].last < len(lower):
            mark = lower[found[-1].last]
            if mark not in (",", ";", "và", "va", "-", "–"):
                return
            at = found[-1].last + 1
            item = self._name_at(at, level, at)
            if item is None:
                return
            following = lower[item.last] if item.last < len(lower) else ""
            names_province = " ".join(lower[item.first : item.last]) in gazetteer().province_names
            if names_province and level != "city" and mark in (",", "-", "–") and following not in (",", "và", "va"):
                return
            found.append(item)

    def _name_at(self, at: int, level: str, start: int) -> UnitMention | None:
        """Return the longest name of a unit of ``level`` at token ``at``; a number takes its type word along."""
        lower = self.lower
        head = self.tokens.words[at] if at < len(lower) else ""
        if not (head[:1].isupper() or head.isdigit()):
            return None
        if lower[at].lstrip("0") not in gazetteer().first_words(self.plain):
            return None
        end, limit = at + 1, min(len(lower), at + _LONGEST_NAME)
        while end < limit and lower[end] not in _ENDS_NAME:
            end += 1
        for last in range(end, at, -1):
            key = " ".join(lower[at:last]).replace("–", "-")
            if head.isdigit() and last == at + 1:
                units = self._named(head.lstrip("0") or "0", level)
                return UnitMention(start, last, level, units) if units else None
            if level == "city" and key in _CENTRAL_CITIES:
                return None
            units = self._named(key, level)
            if units and self._is_capitalized(at, last):
                return UnitMention(at, last, level, units)
        return None

    def _named(self, key: str, level: str) -> Units | None:
        if (key, level) not in self._known:
            self._known[key, level] = named(key, level, self.plain)
        return self._known[key, level]

    def _is_capitalized(self, first: int, last: int) -> bool:
        words = self.tokens.words
        return all(
            words[at][0].isupper() or not words[at][0].isalpha() or (at > first and words[at - 1] in "'’")
            for at in range(first, last)
        )

    def before_province(self, province: Mention, taken: set[int]) -> list[UnitMention]:
        """Return bare names of units of ``province`` that directly precede its name, nearest first."""
        found: list[UnitMention] = []
        end = province.first
        while end and self.lower[end - 1] in (*self.words.province, *self.words.city, "."):
            end -= 1
        while end > 1 and len(found) < 3 and self.lower[end - 1] in (",", "(", *DASHES) and end - 2 not in taken:
            mention = self._bare_name(end - 1, province)
            if mention is None:
                break
            found.append(mention)
            end = mention.first
        return found

    def _bare_name(self, last: int, province: Mention) -> UnitMention | None:
        """Return the unit of ``province`` whose bare name ends at token ``last``."""
        for first in range(max(0, last - 3), last):
            if not self._is_capitalized(first, last) or not self.lower[first][0].isalpha():
                continue
            if last - first == 1 and self.lower[last - 1] != "vinh":
                return None
            before = self.tokens.words[first - 1] if first else "\n"
            two = f"{self.lower[first - 2]} {before.lower()}" if first > 1 else before
            if before.istitle() or before.lower() in self.words.things or two in self.words.things:
                return None
            key = " ".join(self.lower[first:last])
            for level in ("city", "district", "ward"):
                inside = self._named_within(key, level, province)
                if inside.today or inside.legacy:
                    return UnitMention(first, last, level, inside)
        return None

    def _named_within(self, key: str, level: str, province: Mention) -> Units:
        known = (key, level, province.meaning.name)
        if known not in self._known_within:
            self._known_within[known] = within(self._named(key, level) or Units([], []), province)
        return self._known_within[known]


def within(units: Units, province: Mention) -> Units:
    """Return those of ``units`` that lie in the province of a mention, the one of before when it names one."""
    tables = gazetteer()
    code, legacy = province.meaning.province.code, province.meaning.legacy
    olds = []
    for unit in units.legacy:
        home = tables.province_of(unit)
        if home.code == code and (legacy is None or legacy.name == home.name or home.code == legacy.code):
            olds.append(unit)
    return Units([unit for unit in units.today if unit.province_code == code], olds)


class Resolver:
    """Gives mentions their values, from the places around them and the date of the article.

    :param tokens: the text.
    :param units: its unit mentions, in order.
    :param provinces: its provinces, in order.
    :param published: ISO date of the article, if known.
    """

    def __init__(
        self, tokens: Tokens, units: Sequence[UnitMention], provinces: Sequence[Mention], published: str | None
    ) -> None:
        self.tokens = tokens
        self.units = units
        self.unit_at = {unit.first: unit for unit in units}
        self.province_at = {province.first: province for province in provinces}
        self.provinces = list({province.meaning: province for province in provinces}.values())
        self.reformed = None if published is None else published[:10] >= REFORM
        self._addresses: dict[int, tuple[UnitMention | None, Mention | None]] = {}
        for unit in reversed(units):
            self._addresses[unit.first] = self._address(unit)
        self._values: dict[tuple[Any, ...], dict[str, Any]] = {}

    def entities(self) -> list[Entity]:
        """Return a COMMUNE entity for every unit mention."""
        return [self._entity(unit) for unit in self.units]

    def _entity(self, mention: UnitMention) -> Entity:
        district, province = self._addresses[mention.first]
        if mention.level in _DISTRICT_LEVELS:
            district = None
        legacy = self._is_legacy(mention, district)
        key = (id(mention.units), mention.level, district and id(district.units), province and province.meaning, legacy)
        if key not in self._values:
            self._values[key] = self._value(mention, district, province, legacy)
        start, end = self.tokens.starts[mention.first], self.tokens.ends[mention.last - 1]
        return Entity("COMMUNE", start, end, self.tokens.text[start:end], self._values[key])

    def _address(self, mention: UnitMention) -> tuple[UnitMention | None, Mention | None]:
        """Return the district and the province that follow the mention in one address.

        Asked for from the last mention to the first, so that each address is walked through once.
        """
        lower = self.tokens.lower
        position, opened, closed = mention.last, False, False
        while position < len(lower) and position not in self.unit_at:
            if position in self.province_at:
                # "(đặc khu Cát Hải), Huế" goes on with another place, "(huyện Hữu Lũng), tỉnh Lạng Sơn" does not.
                elsewhere = closed and lower[position - 1] not in _PROVINCE_TYPES
                return None, None if elsewhere else self.province_at[position]
            if lower[position] not in _BETWEEN and lower[position] not in _TYPE_TOKENS:
                return None, None
            opened = opened or lower[position] == "("
            closed = closed or (lower[position] == ")" and not opened)
            position += 1
        following = self.unit_at.get(position)
        if following is None:
            return None, None
        district, province = self._addresses[position]
        return (following if following.level in _DISTRICT_LEVELS else district), province

    def _is_legacy(self, mention: UnitMention, district: UnitMention | None) -> bool | None:
        """Say whether the unit is one of before July 2025; None when nothing tells."""
        after = self.tokens.lower[mention.last : mention.last + 2]
        if mention.level in _DISTRICT_LEVELS or mention.level == "township" or district:
            return True
        if after[:1] in (["cũ"], ["cu"]) or after in (["(", "cũ"], ["(", "cu"]):
            return True
        if mention.level == "special_zone":
            return False
        before = " ".join(self.tokens.lower[max(0, mention.first - 5) : mention.first])
        if "trước đây" in before or "truoc day" in before or "trước là" in before:
            return True
        return None if self.reformed is None else not self.reformed

    def _value(
        self, mention: UnitMention, district: UnitMention | None, province: Mention | None, legacy: bool | None
    ) -> dict[str, Any]:
        units = self._narrow(mention.units, district, province)
        is_legacy = bool(legacy) if (units.legacy if legacy else units.today) else not units.today
        chosen: Sequence[Commune | LegacyUnit] = units.legacy if is_legacy else units.today
        first = next(iter(chosen or mention.units.legacy or mention.units.today))
        if not chosen and district:
            chosen = district.units.legacy
        communes: dict[str, Commune] = {}
        for unit in chosen:
            for commune in gazetteer().successors(unit) if isinstance(unit, LegacyUnit) else (unit,):
                communes[commune.code] = commune
        return {
            "level": first.type,
            "name": first.name,
            "legacy": is_legacy,
            "candidates": [
                {"code": commune.code, "name": commune.name, "province_code": commune.province_code}
                for commune in communes.values()
            ],
        }

    def _narrow(self, units: Units, district: UnitMention | None, province: Mention | None) -> Units:
        """Return those of ``units`` that the address, or else the provinces of the article, allow."""
        if district:
            codes = {unit.legacy_code for unit in district.units.legacy}
            units = Units([], [unit for unit in units.legacy if unit.legacy_parent in codes])
        if province:
            return within(units, province)
        today: dict[str, Commune] = {}
        legacy: dict[str, LegacyUnit] = {}
        for named_province in self.provinces:
            inside = within(units, named_province)
            today.update((unit.code, unit) for unit in inside.today)
            legacy.update((unit.legacy_code, unit) for unit in inside.legacy)
        return Units(list(today.values()), list(legacy.values())) if today or legacy else units


_TYPE_TOKENS = frozenset(
    syllable for word in _TYPE_WORDS for form in (word, strip_accents(word)) for syllable in form.split()
)
