"""Names of units below the province that stand without a type word: "Nha Trang: 3 người chết", "Mê Linh, Hà Nội".

Invariant: a bare name is taken only where it can be told that the place is meant: it is no part of a longer name, of a
person's, or of a thing called so, and either the name is that of one well-known town, or the text says where it lies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cache, cached_property, lru_cache
from itertools import chain

from nlp.entities.lexicon import phrases, rows
from nlp.entities.person_names import COMMON_SURNAMES, SURNAMES
from nlp.entities.phrases import Phrases
from nlp.entities.places.communes import is_capitalized, name_key_at
from nlp.entities.places.context_words import ContextWords, context_words
from nlp.entities.places.gazetteer import gazetteer
from nlp.entities.places.provinces import DASHES, ProvinceMention
from nlp.entities.places.unit_names import UnitMention, Units, province_codes, units_named_within
from nlp.entities.tokens import Tokens

_MOST_BARE_NAMES = 3
_LONGEST_PHRASE = 6
_LONGEST_ROAD = 12
_ABBREVIATIONS = frozenset(("tp", "tx", "tt"))
_BARE_LEVELS = ("city", "district", "ward")


@cache
def _districts() -> Phrases[str]:
    """Return the names of former towns and districts with the table's, but for provinces, numbers and archipelagos."""
    spellings = {name: phrases(cell) for name, cell in rows("town_spellings", "name", "phrases")}
    names: dict[str, str] = {}
    tables, not_bare = gazetteer(), context_words(plain=False).never_bare
    for name in tables.district_keys:
        if not (tables.is_province_name(name, plain=False) or name.isdecimal() or name in not_bare):
            names |= dict.fromkeys((name, *spellings.get(name, ())), name)
    return Phrases(names.items())


def may_name_district(lower: list[str]) -> bool:
    """Say whether a text can hold a name of :func:`_districts`: most have none."""
    return bool(_districts().starts(lower))


@lru_cache(maxsize=1024)
def _district_units(key: str) -> Units:
    """Return the towns and districts of a name; islands became special zones of the same name."""
    tables = gazetteer()
    zones = tuple(unit for unit in tables.communes_named(key) if unit.type == "special_zone")
    return Units(zones, tables.districts_named(key))


@lru_cache(maxsize=1024)
def _is_unique(key: str) -> bool:
    """Say whether all units of a name, of today and of before, lie in one of today's provinces."""
    tables = gazetteer()
    units = Units(tuple(tables.communes_named(key)), tuple(tables.legacy_named(key)))
    return len(province_codes(units)) == 1


@lru_cache(maxsize=4096)
def _commune_units(key: str) -> Units:
    """Return the communes of a name, of today and of before."""
    tables = gazetteer()
    return Units(
        tuple(tables.communes_named(key)), tuple(unit for unit in tables.legacy_named(key) if not unit.is_district)
    )


class Surroundings:
    """What stands around a bare name, and whether it leaves the place that the name is of.

    :param tokens: the text.
    :param words: the words that tell what a name stands for.
    :param places: the mentions known to be places.
    :param taken: positions of tokens that belong to these, and to names of provinces that mean something else.
    """

    def __init__(
        self, tokens: Tokens, words: ContextWords, places: Iterable[UnitMention | ProvinceMention], taken: Set[int]
    ) -> None:
        self._tokens = tokens
        self._lower = tokens.lower
        self._words = words
        self.taken = set(taken)
        self._place_starts = {place.first for place in places}
        self._place_ends = {place.last for place in places}

    def take(self, mention: UnitMention) -> None:
        """Know ``mention`` as a place from now on."""
        self.taken.update(range(mention.first, mention.last))
        self._place_starts.add(mention.first)
        self._place_ends.add(mention.last)

    def is_whole_name(self, first: int, last: int) -> bool:
        """Say whether the name is capitalized, and neither part of a longer name nor that of a thing called so."""
        words, lower = self._tokens.words, self._lower
        if not is_capitalized(words, first, last):
            return False
        if last < len(words) and not self._may_follow(last, all_capitals=words[first].isupper()):
            return False
        if first and words[first - 1][0].isupper() and not self._may_precede(first - 1):
            return words[first].isupper() and words[first - 1].isupper() and lower[first - 1] not in SURNAMES
        if (first and lower[first - 1] in DASHES) or (last < len(lower) and lower[last] in DASHES):
            return not self._is_road(first, last)
        return not self._is_number(first - 1) and not self._is_called_so(first)

    def is_place(self, first: int, last: int) -> bool:
        """Say whether a word before the name, or the list or address it stands in, shows that a place is meant."""
        lower, words = self._lower, self._words
        if first == 0 or lower[first - 1] in "\n.":
            # A headline or a paragraph that begins with the name.
            opens_list = lower[last : last + 1] == [","] and last + 1 in self._place_starts
            is_head = last < len(lower) and (lower[last] in (":", "(") or self._tokens.words[last][0].islower())
            return opens_list or is_head
        one = lower[first - 1]
        two = f"{lower[first - 2]} {one}" if first > 1 else one
        if self.is_stricken(first) or (one == ":" and two.partition(" ")[0] in words.list_heads):
            return True
        for group in (words.place_cues, words.public_bodies, words.places_with, words.list_marks):
            if one in group or two in group:
                if one in (",", "-", "–", "—", "và", "/", ";", "&"):
                    return first - 1 in self._place_ends
                return True
        if one == "(":
            return first - 1 in self._place_ends
        return last + 1 in self._place_starts and lower[last] in (",", "(")

    def is_announced(self, first: int, last: int) -> bool:
        """Say whether a word for a place stands before the name, or a colon ends it at the head of a line.

        "ở Củ Chi", "Cần Giờ: hai thuyền lật", but not the singer "Lệ Thủy nói".
        """
        lower, words = self._lower, self._words
        if lower[last : last + 1] == [":"] and (first == 0 or lower[first - 1] == "\n"):
            return True
        one = lower[first - 1] if first else "\n"
        two = f"{lower[first - 2]} {one}" if first > 1 else one
        if self.is_stricken(first):
            return True
        return any(one in group or two in group for group in (words.commune_cues, words.places_with))

    def is_stricken(self, first: int) -> bool:
        """Say whether a region that suffers is named at ``first``: "vùng lũ Hòa Thịnh", but not "dòng lũ"."""
        words, before = self._words, self._lower[max(0, first - 2) : first]
        return len(before) > 1 and before[1] in words.stricken and before[0] in words.stricken_heads

    def may_stand_before_province(self, first: int, last: int) -> bool:
        """Say whether nothing before the name makes it something else than a place."""
        words, lower = self._tokens.words, self._lower
        # "49 Trần Hưng Đạo, Hà Nội" is a house, "đường Mê Linh, Hà Nội" a street, "Trần Mê Linh, Hà Nội" a person.
        if self._is_number(first - 1) or self._is_called_so(first):
            return False
        if first and words[first - 1].istitle() and not self._may_precede(first - 1):
            return False
        if first > 1 and lower[first - 1] == "(" and lower[first - 2] in "?!.":
            return False  # the reader who asks: "...? (Thanh Bình, Đồng Nai)"
        if lower[last] not in DASHES:
            return True
        # The reporter is no place ("Trần Phú - Hà Nội"), nor the end of a motorway ("cao tốc A - B, B - Cần Thơ").
        stretch = " ".join(lower[max(0, first - _LONGEST_ROAD) : first])
        return lower[first] not in COMMON_SURNAMES and not any(road in stretch for road in self._words.joined_by_dash)

    def _may_follow(self, last: int, *, all_capitals: bool) -> bool:
        """Say whether a name may end before the token at ``last``: not in "Phú Mỹ Hưng", "Nha Trang Center"."""
        word = self._tokens.words[last]
        if last in self._place_starts or word[0].islower() or not word[0].isalnum():
            return word not in ("'", "’")
        if word.isdecimal():
            return len(word) > 2 or self._tokens.words[last + 1 : last + 2] not in ([","], ["."], [")"], ["\n"], [])
        return all_capitals and word.isupper()

    def _may_precede(self, position: int) -> bool:
        """Say whether a capitalized word before a name belongs to no longer name: "Tại Nha Trang", "UBND Cai Lậy"."""
        lower, words = self._lower, self._words
        one = lower[position]
        two = f"{lower[position - 1]} {one}" if position else one
        if position + 1 in self._place_ends:
            return True
        known = (words.place_cues, words.clause_words, words.public_bodies, words.places_with)
        return any(one in group or two in group for group in known) and (len(one) > 2 or one not in SURNAMES)

    def _is_number(self, position: int) -> bool:
        """Say whether a house number stands at ``position``."""
        if position < 0:
            return False
        word = self._tokens.words[position]
        return word[0].isdecimal() and not word[-1].isalpha() and self._lower[position - 1 : position] not in (["năm"],)

    def _is_road(self, first: int, last: int) -> bool:
        """Say whether a dash joins the name to the other end of a road or a project: "cao tốc Vân Đồn - Móng Cái".

        "tuyến Đà Lạt - Nha Trang" is what runs between two towns.
        """
        lower = self._lower
        start = first
        while start > 0 and self._is_part_of_route(start - 1):
            start -= 1
        if start == first - 1:
            start = first  # a dash that opens an item of a list
        is_joined = start < first or lower[last : last + 1] != ["\n"]
        return is_joined and not (start > 0 and lower[start - 1] in self._words.routes)

    def _is_part_of_route(self, position: int) -> bool:
        lower = self._lower
        if lower[position] == ".":
            return position > 0 and lower[position - 1] in _ABBREVIATIONS  # "TP.HCM"
        return self._tokens.words[position][0].isupper() or lower[position] in DASHES

    def _is_called_so(self, first: int) -> bool:
        """Say whether the noun phrase before the name is a thing that is called so: a road, a school, a dish."""
        lower, words = self._lower, self._words
        position = first - 1
        if position > 0 and lower[position] == "." and lower[position - 1] in _ABBREVIATIONS:
            position -= 1
        if position < 0:
            return False
        one = lower[position]
        two = f"{lower[position - 1]} {one}" if position else one
        if two in words.blurred_pairs:
            return False
        if one in words.facilities or two in words.facilities or two.partition(" ")[0] in words.dish_heads:
            return True  # also "trường THCS Đại Kim", which the compounds below would let pass
        for word, before in ((two, position - 2), (one, position - 1)):
            if word in words.things or word in words.dishes or word in words.honorifics or word in words.brands:
                compounds = words.compounds.get(word, ())
                return not (before >= 0 and lower[before] in compounds)
        if one in words.surnames and self._tokens.words[position][0].isupper():
            return True
        return self._is_phrase_of_thing(position)

    def _is_phrase_of_thing(self, position: int) -> bool:
        """Say whether a head before the name bears it, words away: "Công ty cổ phần Sữa Mộc Châu"."""
        lower, words = self._lower, self._words
        for current in range(position, max(-1, position - _LONGEST_PHRASE), -1):
            one = lower[current]
            two = f"{lower[current - 1]} {one}" if current else one
            if two in words.called_so or one in words.called_so or two in words.facilities or one in words.facilities:
                return True
            if two in words.public_bodies or one in words.public_bodies or one in words.clause_words:
                return False
            if not (one[0].isalnum() or one in "&/") or current in self.taken:
                return False
        return False


class BareNames:
    """Finds bare names in a text; they come after the names that type words introduce, and after the provinces.

    :param tokens: the text.
    :param words: the words that tell what a name stands for.
    :param units: the mentions of units with type words.
    :param provinces: the mentions of provinces.
    :param taken: positions of tokens that belong to these, and to names of provinces that mean something else.
    """

    def __init__(
        self,
        tokens: Tokens,
        words: ContextWords,
        units: Sequence[UnitMention],
        provinces: Sequence[ProvinceMention],
        taken: Set[int],
    ) -> None:
        self._tokens = tokens
        self._lower = tokens.lower
        self._words = words
        self._units = units
        self._provinces = provinces
        self._around = Surroundings(tokens, words, (*units, *provinces), taken)

    def find(self) -> list[UnitMention]:
        """Return the bare names of the text."""
        found: list[UnitMention] = []
        for province in self._provinces:
            for mention in self._before_province(province):
                self._around.take(mention)
                found.append(mention)
        if self._tokens.plain:
            return found
        # One after the other: a name that was taken tells the province, and is the item before the next of a list.
        for mention in chain(self._sure_towns(), self._other_towns(), self._named_again(), self._unique_communes()):
            if not any(position in self._around.taken for position in range(mention.first, mention.last)):
                self._around.take(mention)
                found.append(mention)
                self._learn(mention)
        return found

    def _learn(self, mention: UnitMention) -> None:
        """Know the province of a bare name too: "Nha Trang, Ninh Hòa ngập" names Khánh Hòa nowhere."""
        of_unit = province_codes(mention.units)
        if len(of_unit) == 1:
            self._codes.update(of_unit)

    @cached_property
    def _codes(self) -> set[str]:
        """Codes of today's provinces that the text names, or whose units it names."""
        codes = {province.meaning.province.code for province in self._provinces}
        for unit in self._units:
            of_unit = province_codes(unit.units)
            if len(of_unit) == 1:
                codes |= of_unit
        return codes

    def _before_province(self, province: ProvinceMention) -> Iterator[UnitMention]:
        """Yield bare names of units of ``province`` that directly precede its name, nearest first."""
        lower = self._lower
        end = province.first
        while end and (lower[end - 1] in self._words.province or lower[end - 1] in ("tp", ".")):
            end -= 1
        for _ in range(_MOST_BARE_NAMES):
            if end < 2 or lower[end - 1] not in (",", "(", *DASHES) or end - 2 in self._around.taken:
                return
            mention = self._name_before(end - 1, province)
            if mention is None:
                return
            yield mention
            end = mention.first

    def _name_before(self, last: int, province: ProvinceMention) -> UnitMention | None:
        """Return the unit of ``province`` whose bare name ends at token ``last``."""
        words, lower = self._tokens.words, self._lower
        for first in range(max(0, last - 4), last):
            if not is_capitalized(words, first, last) or not lower[first][0].isalpha():
                continue
            if last - first == 1 and lower[first] not in self._words.short_towns:
                return None  # one syllable is too little
            key = name_key_at(lower, first, last)
            for level in _BARE_LEVELS:
                units = units_named_within(key, level, self._tokens.plain, province.meaning)
                if units.today or units.legacy:
                    if level == "city" and (zones := _district_units(key).today):
                        units = units._replace(today=zones)
                    is_place = self._around.may_stand_before_province(first, last)
                    return UnitMention(first, last, level, units, is_bare=True) if is_place else None
        return None

    @cached_property
    def _towns(self) -> list[tuple[int, int, str]]:
        """First token, token after the last and key of the names of towns and districts that stand alone."""
        return [
            (first, last, key)
            for first, last, key in _districts().matches(self._lower)
            if self._is_free(first, last) and self._around.is_whole_name(first, last)
        ]

    def _is_free(self, first: int, last: int) -> bool:
        return first not in self._around.taken and last - 1 not in self._around.taken

    def _is_sure(self, key: str) -> bool:
        """Say whether a name needs no proof: that of an island ("Côn Đảo", "Lý Sơn"), or of one well-known town."""
        units = _district_units(key)
        if units.today and _is_unique(key):
            return True
        return units.legacy[0].type in ("city", "town") and key not in self._words.doubtful_towns

    def _sure_towns(self) -> Iterator[UnitMention]:
        """Yield the bare names of towns that are told from everything else that is called so by the name alone."""
        for first, last, key in self._towns:
            if self._is_sure(key):
                units = _district_units(key)
                if not (units.today and _is_unique(key)):
                    units = units._replace(legacy=tuple(unit for unit in units.legacy if unit.type in ("city", "town")))
                yield UnitMention(first, last, units.legacy[0].type, units, is_bare=True)

    def _other_towns(self) -> Iterator[UnitMention]:
        """Yield the bare names of districts and of towns with common names where the text shows that they are meant."""
        for first, last, key in self._towns:
            if self._is_sure(key):
                continue
            units = _district_units(key)
            legacy = tuple(unit for unit in units.legacy if gazetteer().province_of(unit).code in self._codes)
            if not legacy and key not in self._words.doubtful_towns and _is_unique(key):
                legacy = units.legacy if self._around.is_announced(first, last) else ()
            if legacy and self._around.is_place(first, last):
                yield UnitMention(first, last, legacy[0].type, units._replace(legacy=legacy), is_bare=True)

    def _named_again(self) -> Iterator[UnitMention]:
        """Yield bare names of units that the text introduces with a type word elsewhere: "xã Mường Pồn … Mường Pồn"."""
        by_key: dict[str, UnitMention] = {}
        for unit in self._units:
            if unit.last - unit.first > 1 and self._lower[unit.first] not in COMMON_SURNAMES:
                by_key.setdefault(" ".join(self._lower[unit.first : unit.last]), unit)
        if not by_key:
            return
        for first, last, unit in Phrases(by_key.items()).matches(self._lower):
            if not (self._is_free(first, last) and self._around.is_whole_name(first, last)):
                continue
            if (
                self._around.is_place(first, last)
                and name_key_at(self._lower, first, last) not in self._words.never_bare
            ):
                yield unit._replace(first=first, last=last, is_bare=True)

    def _unique_communes(self) -> Iterator[UnitMention]:
        """Yield the bare names of communes that nothing else in the country is called, in a province of the text.

        They stand after a preposition of place, or head a headline: "Lũ quét ở Mường Lạn", "Mường Lạn: hai người chết".
        """
        if not self._codes:
            return
        lower, words, cues = self._lower, self._tokens.words, self._words.commune_cues
        stricken = self._words.stricken
        after_cues = [
            position + 1
            for position, token in enumerate(lower)
            if token in cues or token == "\n" or (token in stricken and self._around.is_stricken(position + 1))
        ]
        for first in (0, *after_cues):
            if first >= len(words) or not words[first][0].isupper() or lower[first] in SURNAMES:
                continue
            last = first + 1
            while last < len(words) and last < first + 5 and words[last][0].isupper():
                last += 1
            if not 2 <= last - first <= 4 or first in self._around.taken or not self._around.is_whole_name(first, last):
                continue
            if (first == 0 or lower[first - 1] == "\n") and lower[last : last + 1] != [":"]:
                continue
            key = name_key_at(lower, first, last)
            units = _commune_units(key)
            codes = province_codes(units)
            if len(codes) == 1 and codes <= self._codes and key not in self._words.never_bare:
                level = (units.today or units.legacy)[0].type
                yield UnitMention(first, last, level, units, is_bare=True)
