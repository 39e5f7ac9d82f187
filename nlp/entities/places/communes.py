"""Mentions of communes, wards, special zones and former districts that a type word introduces, found in one pass.

Invariant: a mention is a type word with a name ("xã Hữu Lũng", "TP Hải Dương (cũ)", "các phường A, B và C"), or the
district that follows in the address of one ("xã Phú Hữu, Nhơn Trạch"); it carries every unit that it may name, and none
when the tables do not know the name. :mod:`.bare_names` finds names without type words, :mod:`.commune_values` says
which units are meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nlp.entities.person_names import COMMON_SURNAMES, SURNAMES
from nlp.entities.places.context_words import ContextWords
from nlp.entities.places.gazetteer import gazetteer
from nlp.entities.places.provinces import ProvinceMention
from nlp.entities.places.unit_names import (
    DISTRICT_LEVELS,
    UnitMention,
    Units,
    is_highland,
    names_unit,
    type_words,
    units_named,
)
from nlp.entities.tokens import Tokens
from nlp.text.forms import find_starts

_LONGEST_NAME = 6
_SEPARATORS = frozenset((",", ";", "-", "–"))
_APOSTROPHES = frozenset("'’‘ʼ`")
_JOINS_NAME = frozenset("-–")
_UNKNOWN_LEVELS = frozenset(("commune", "ward", "township", "district"))
_NEED_ADDRESS = frozenset(("township", "district"))  # China and the United States have them in our papers too
_SHORT = re.compile(r"\b[PQ]\d{1,2}\b")
_SHORT_LEVELS = {"p": "ward", "q": "urban_district"}


class _TypeWord(NamedTuple):
    """A type word that begins at token ``start``; the name it introduces begins at token ``name``."""

    start: int
    name: int
    level: str


def name_key_at(lower: Sequence[str], first: int, last: int) -> str:
    """Return the tokens of a name as the tables have them, with plain apostrophes and dashes."""
    return " ".join("'" if token in _APOSTROPHES else "-" if token == "–" else token for token in lower[first:last])


def is_capitalized(words: Sequence[str], first: int, last: int) -> bool:
    """Say whether each word of a name has its capital; "Ea H'leo" has none after the apostrophe."""
    return all(
        words[position][0].isupper()
        or not words[position][0].isalpha()
        or (position > first and words[position - 1] in _APOSTROPHES)
        for position in range(first, last)
    )


_BEFORE_FIGURES = ("là", "la", "bằng", "bang")
_MAGNITUDES = ("tỷ", "tỉ", "ty", "triệu", "trieu", "nghìn", "ngàn", "nghin", "ngan", "%")


class NameReader:
    """Reads the names of units at given tokens, where their type words are known.

    :param tokens: the text.
    :param words: the words that tell what a name stands for.
    """

    def __init__(self, tokens: Tokens, words: ContextWords) -> None:
        self._tokens = tokens
        self._lower = tokens.lower
        self._words = words
        self._types = type_words(tokens.plain)

    def name_at(self, first: int, level: str) -> UnitMention | None:
        """Return the longest name of a unit of ``level`` at token ``first``."""
        lower, plain = self._lower, self._tokens.plain
        head = self._tokens.words[first] if first < len(lower) else ""
        if not head[:1].isupper() and (not head.isdecimal() or self._is_figure(first)):
            return None
        if plain and lower[first].lstrip("0") not in gazetteer().first_words(plain):
            return None
        end = self._name_end(first)
        for last in range(end, first, -1):
            if head.isdecimal() and last == first + 1:
                units = units_named(head.lstrip("0") or "0", level, plain)
                return UnitMention(first, last, level, units) if units and level != "commune" else None  # "mỗi xã 1 ha"
            key = name_key_at(lower, first, last)
            if level == "city" and key in gazetteer().central_city_keys:
                return None  # a province of its own, though a town or a former city may be called so
            units = units_named(key, level, plain)
            if units:
                return None if self._is_cut(first, last, level) else UnitMention(first, last, level, units)
        return None

    def _is_figure(self, position: int) -> bool:
        """Say whether a number is a figure and no name: "104 xã, phường là 2.150 tỷ đồng", "mỗi phường 2.150 hộ"."""
        tokens, lower = self._tokens, self._lower
        if position and lower[position - 1] in _BEFORE_FIGURES:
            return True
        following = lower[position + 1 : position + 3]
        if following[:1] and following[0] in _MAGNITUDES:
            return True
        is_grouped = len(following) == 2 and following[0] == "." and following[1].isdecimal() and len(following[1]) == 3
        return is_grouped and tokens.starts[position + 2] == tokens.ends[position] + 1

    def unknown_name(self, first: int, level: str) -> UnitMention | None:
        """Return the name after a type word although the tables do not have it: many communes went before 2025."""
        words, lower = self._tokens.words, self._lower
        if self._tokens.plain or level not in _UNKNOWN_LEVELS or first >= len(words) or not words[first][0].isupper():
            return None
        end = self.run_end(first)
        # "xã Hòa Phú Trần Văn An" goes on with a person, "Chủ tịch UBND xã Trần Văn An" has no name.
        for position in range(first, end - 1):
            if lower[position] in COMMON_SURNAMES and end - position > 2:
                end = position
                break
        named = [word for word in words[first:end] if word.isalpha()]
        if not 2 <= len(named) <= 3 or len(named) < end - first or any(word.isupper() for word in named):
            return None
        key = name_key_at(lower, first, end)
        if is_highland(key) and lower[first] not in self._words.highland_heads:
            return None  # "thị trấn Flint"
        if gazetteer().is_province_name(key, plain=False) or lower[first] in self._words.bodies_heads:
            return None
        if level in _NEED_ADDRESS and not self._has_address(end):
            return None
        return UnitMention(first, end, level, Units())

    def run_end(self, first: int) -> int:
        """Return where the run of capitalized words at token ``first`` ends."""
        words = self._tokens.words
        end, limit = first, min(len(words), first + _LONGEST_NAME)
        while end < limit and words[end][0].isupper():
            end += 1
        return end

    def province_follows(self, first: int) -> bool:
        """Say whether the name of a province, or the word "tỉnh", stands at token ``first``."""
        lower = self._lower
        if lower[first : first + 1] == ["tỉnh"]:
            return True
        keys = (" ".join(lower[first:last]) for last in range(first + 1, min(first + 5, len(lower) + 1)))
        return any(gazetteer().is_province_name(key, plain=self._tokens.plain) for key in keys)

    def _name_end(self, first: int) -> int:
        """Return where the longest possible name at token ``first`` ends."""
        words = self._tokens.words
        end, limit = first + 1, min(len(words), first + _LONGEST_NAME)
        while end < limit:
            word = words[end]
            is_part = word[0].isupper() or word.isdecimal() or word in _JOINS_NAME or word in _APOSTROPHES
            is_tail = words[end - 1] in _APOSTROPHES or (words[end - 1] == "Nông" and word == "trường")
            if not (is_part or is_tail):
                break
            end += 1
        return end

    def _is_cut(self, first: int, last: int, level: str) -> bool:
        """Say whether the name goes on: "phường Lâm Viên" is not the township Lâm, nor "xã Tân Hưng Đông" Tân Hưng.

        What goes on may also be a person, a province or another unit: "xã Tân Hưng Nguyễn Văn An", "TP Vinh Nghệ An".
        """
        words, lower = self._tokens.words, self._lower
        end = self.run_end(last)
        if end == last or self._tokens.plain or words[last].isupper():
            return False
        if lower[last] in self._types.syllables or lower[last] in self._words.starts or self.province_follows(last):
            return False  # "… xã Tân Hưng Ngày 24-6, …": a headline without a full stop
        rest = end - last
        if rest > 1 and (lower[last] in SURNAMES or last - first > 1):
            return False
        return last - first == 1 or (rest == 1 and level not in DISTRICT_LEVELS)

    def _has_address(self, end: int) -> bool:
        """Say whether a district or a province of Việt Nam follows after a comma or a bracket."""
        lower = self._lower
        if lower[end : end + 1] not in ([","], ["("]):
            return False
        if lower[end + 1 : end + 2] and lower[end + 1] in self._types.syllables:
            return True
        if self.province_follows(end + 1):
            return True
        keys = (" ".join(lower[end + 1 : last]) for last in range(end + 2, min(end + 5, len(lower) + 1)))
        return any(names_unit(key, "district", plain=False) for key in keys)


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
        self._names = NameReader(tokens, words)

    def find(self) -> list[UnitMention]:
        """Return the units that a type word introduces, and the rest of the lists and addresses that they open."""
        mentions: list[UnitMention] = []
        end = 0
        for position in find_starts(self._lower, self._types.last_syllables):
            if position < end:
                continue
            for mention in self._introduced(position):
                mentions.append(mention)
                end = mention.last
        if _SHORT.search(self._tokens.text):
            mentions += self._short_forms()
            mentions.sort()
        return mentions

    def _introduced(self, position: int) -> Iterator[UnitMention]:
        """Yield the units that the type word which ends at ``position`` introduces."""
        type_word = self._type_word(position)
        if type_word is None:
            return
        first = self._names.name_at(type_word.name, type_word.level) or self._names.unknown_name(
            type_word.name, type_word.level
        )
        if first is None or self._is_only_province(first, position):
            return
        yield first
        if self._opens_list(type_word.start):
            yield from self._rest_of_list(first.last, type_word.level)
        elif type_word.level not in DISTRICT_LEVELS:
            district = self._district_after(first)
            if district:
                yield district

    def _is_only_province(self, first: UnitMention, position: int) -> bool:
        """Say whether an attribute parts the type word from a province: "các xã biên giới Quảng Ngãi"."""
        key = name_key_at(self._lower, first.first, first.last)
        is_apart = first.first > position + 1 and self._lower[position + 1] != "."
        return is_apart and gazetteer().is_province_name(key, plain=self._tokens.plain) and first.level != "city"

    def _opens_list(self, start: int) -> bool:
        """Say whether a list follows that at ``start``: "các xã A, B", "2 phường A, B"; not "tổ 2 phường A"."""
        lower, words = self._lower, self._words
        before = lower[start - 1] if start else ""
        if before in words.plurals or before == "/":
            return True
        return before.isdecimal() and not (start > 1 and lower[start - 2] in words.numbered_places)

    def _type_word(self, position: int) -> _TypeWord | None:
        """Return the type word that ends at ``position``."""
        lower = self._lower
        token = lower[position]
        start, name = position, position + 1
        pair = f"{lower[position - 1]} {token}" if position else token
        if pair in self._words.blurred_pairs or pair in self._words.not_type_words:
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
            if not self._tokens.words[position][0].isupper() or self._is_plate(position):
                return None
            if name < len(lower) and lower[name] == ".":
                name += 1
            if name + 1 < len(lower) and lower[name] == "\n" and lower[name - 1] == ".":
                name += 1  # a sentence splitter cut "TP." from its name
        elif start == position and self._is_syllable_of_name(position):
            return None
        # "các tỉnh, thành phố Hà Tĩnh, Nghệ An" lists provinces.
        if level == "city" and any(word in self._words.province for word in lower[max(0, start - 2) : start]):
            return None
        return _TypeWord(start, self._after_attribute(name), level)

    def _is_plate(self, position: int) -> bool:
        """Say whether the letter at ``position`` is that of a plate or a ship: "11H 1-146.17", "HQ. 10"."""
        lower = self._lower
        if len(lower[position]) > 1 or position == 0:
            return False
        before = self._tokens.words[position - 1]
        return before.isdecimal() or (len(before) == 1 and before.isupper())

    def _after_attribute(self, name: int) -> int:
        """Return where the name begins after what may stand before it: "xã biên giới A", "các xã như A", "xã: A"."""
        lower, attributes = self._lower, self._words.before_names
        start = name
        while name < len(lower) and name - start < 6:
            if self._tokens.words[name][0].isupper():
                break  # "phường Trung Tâm"
            if " ".join(lower[name : name + 2]) in attributes:
                name += 2
            elif lower[name] in attributes:
                name += 1
            else:
                break
            if lower[name : name + 1] == [","] and " ".join(lower[name + 1 : name + 3]) in attributes:
                name += 1  # "xã miền núi, biên giới A"
        return name

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
            item = self._names.name_at(end + 1, level)
            if item is None or self._counts(item):
                return
            # Several communes are called like a province. "các xã Tân Bình, Thái Bình và Hòa Bình" goes on after the
            # name; in "các xã Tân Bình, Phú Mỹ, Thái Bình" it is the province in which the others lie.
            key = name_key_at(lower, item.first, item.last)
            names_province = gazetteer().is_province_name(key, plain=self._tokens.plain)
            if names_province and level != "city" and mark not in conjunctions and not self._goes_on(item, level):
                return
            yield item
            end = item.last

    def _goes_on(self, item: UnitMention, level: str) -> bool:
        """Say whether another name of a unit follows in the list: in "các xã A, Điện Biên, 2 người" none does."""
        lower = self._lower
        following = lower[item.last] if item.last < len(lower) else ""
        if following in self._words.conjunctions:
            return True
        after = self._names.name_at(item.last + 1, level) if following == "," else None
        return after is not None and not self._counts(after)

    def _counts(self, item: UnitMention) -> bool:
        """Say whether a number in a list counts what follows: "các xã A, B, 2 người" has two communes."""
        lower = self._lower
        if item.last - item.first > 1 or not lower[item.first].isdecimal() or item.last >= len(lower):
            return False
        following = lower[item.last]
        return following.isalnum() and following not in self._words.after_numbers

    def _district_after(self, commune: UnitMention) -> UnitMention | None:
        """Return the district without type word in which ``commune`` lies: "xã Phú Hữu, Nhơn Trạch, Đồng Nai"."""
        lower, words, plain = self._lower, self._tokens.words, self._tokens.plain
        first = commune.last + 1
        if first >= len(lower) or lower[commune.last] not in (",", "(", "-", "–"):
            return None
        parents = {unit.legacy_parent for unit in commune.units.legacy}
        land = {unit.code for unit in commune.units.today}
        for last in range(min(len(lower), first + 4), first, -1):
            if not is_capitalized(words, first, last) or not lower[first][0].isalpha():
                continue
            key = name_key_at(lower, first, last)
            named = units_named(key, "district", plain)
            if named is None:
                continue
            inside = [
                u for u in named.legacy if u.legacy_code in parents or (not parents and land.intersection(u.today))
            ]
            if not inside or self._names.run_end(last) > last:
                return None
            if gazetteer().is_province_name(key, plain=plain) and lower[last : last + 1] != [","]:
                return None
            if gazetteer().is_province_name(key, plain=plain) and not self._names.province_follows(last + 1):
                return None  # "xã Nghĩa An, Quảng Ngãi, nước rút" ends with the province
            return UnitMention(first, last, inside[0].type, Units((), tuple(inside)), is_bare=True)
        return None

    def _short_forms(self) -> Iterator[UnitMention]:
        """Yield wards and districts of cities written as "P4", "Q7", after a word for a place or within an address.

        "Q3" is also a quarter of a year and "P4" a room.
        """
        words, lower = self._tokens.words, self._lower
        for position, token in enumerate(lower):
            if len(token) > 3 or token[0] not in _SHORT_LEVELS or not _SHORT.fullmatch(words[position]):
                continue
            before = lower[position - 1] if position else "\n"
            after = lower[position + 1 : position + 3]
            if before in self._words.place_cues or before in ("(", ",") or after[:1] == [","]:
                if after[:1] == ["/"] or (after and after[0].isdecimal()):
                    continue
                level = _SHORT_LEVELS[token[0]]
                units = units_named(token[1:].lstrip("0"), level, self._tokens.plain)
                if units:
                    yield UnitMention(position, position + 1, level, units)


def covered(mentions: Sequence[UnitMention | ProvinceMention]) -> set[int]:
    """Return the positions of the tokens that the mentions cover."""
    return {position for mention in mentions for position in range(mention.first, mention.last)}
