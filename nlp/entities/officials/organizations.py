"""The organizations of posts: where their names end, and where a person's name begins after them.

Invariant: reading starts at the token after a title and moves on by at least one token a step, so it is linear
and bounded; a private body (a company, a club, an association) is told apart from a public one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from nlp.entities.officials.public_bodies import (
    AFTER_FIELD,
    COMPANIONS,
    FIELDS,
    FOREIGN,
    HEADS,
    MINISTRIES,
    NOT_IN_NAME,
    PLACE_SYLLABLES,
    Head,
)
from nlp.entities.person_names import SURNAMES, is_name, is_syllable, name_score, run_end, short_caps

_MOST_PARTS = 8
_MOST_WORDS = 12
_SURE_NAME = 1.5
_JOINING = ("-", "&", "–")
_COMMANDS = ("chqs", "chỉ", "đội", "tổng", "tư")
_THIS = ("này", "đó", "trên")


class Organization(NamedTuple):
    """An organization after a title.

    :param start: its first token; ``end`` the token after the last.
    :param public: whether a holder of its posts is an official.
    :param generic: it speaks of many (``UBND các tỉnh``, ``cấp xã``), so no particular holder is meant.
    :param name: tokens of the person's name that follows directly, or None.
    """

    start: int
    end: int
    public: bool = True
    generic: bool = False
    name: tuple[int, int] | None = None


class OrganizationReader:
    """Reads the organizations of one text.

    :param words: the tokens as written; ``lower`` in lower case.
    :param place_ends: first token -> token after the last of the places known in the text.
    """

    def __init__(self, words: Sequence[str], lower: Sequence[str], place_ends: Mapping[int, int]) -> None:
        self.words = words
        self.lower = lower
        self.place_ends = place_ends
        self.inside_place = {token for start, end in place_ends.items() for token in range(start + 1, end)}

    def read(self, start: int, *, fields: bool = False, places: bool = False) -> Organization | None:
        """Return the organization at ``start``, or None.

        :param fields: a bare field of government will do (after ``Bộ trưởng``).
        :param places: a bare place will do (after ``Chủ tịch``).
        """
        lower = self.lower
        begin = start + 1 if lower[start : start + 1] and lower[start] in ("của", "tại", "ở", "thuộc") else start
        match = HEADS.match(lower, begin)
        if match is None or (lower[begin] == "vụ" and not self._named(match[0])):  # "vụ" is also an affair
            return self._bare(begin, fields=fields, places=places)
        end, head = match
        first = match
        # each round reads one part of the name: a head, its field, the capitalized words after it
        for _ in range(_MOST_PARTS):
            if head is Head.PRIVATE:
                return Organization(begin, end, public=False)
            if self._speaks_of_many(end):
                return Organization(begin, end, generic=True)
            bare_unit = head is Head.UNIT and not self._named(end)
            run, end = self._field(end, head)
            name = self._person(run, end, head)
            if name is not None:
                return Organization(begin, name, not self._vague(begin, name, first), name=(name, end))
            if bare_unit and self._lists_units(end):
                return Organization(begin, end, generic=True)
            following = self._next_head(end, head)
            if following is None:
                break
            end, head = following
        return Organization(begin, end, not self._vague(begin, end, first))

    def _vague(self, start: int, end: int, first: tuple[int, Head]) -> bool:
        """Say whether a small unit is named without its field or its body, as companies have them too."""
        return first[1] is Head.SMALL and (end == first[0] or self.lower[start:end] == ["ban", "tổ", "chức"])

    def foreign(self, organization: Organization, end: int) -> bool:
        """Say whether an organization belongs to another country, or a foreign name follows it at ``end``.

        Single syllables (``Đức``, ``Nga``) are also parts of Vietnamese names, so they count only on their own.
        """
        lower = self.lower
        if self.foreign_at(end):
            return True
        if lower[end : end + 1] == ["nước"] and lower[end + 1 : end + 2] not in (["ta"], ["nhà"]):
            return True
        return self._foreign_ministry(organization) or self._names_country(organization, end)

    def _foreign_ministry(self, organization: Organization) -> bool:
        """Say whether a ministry (not a command: ``Bộ Chỉ huy``) is one that Việt Nam does not have."""
        start = organization.start
        if self.lower[start] != "bộ" or organization.end - start < 2 or not self.words[start + 1][0].isupper():
            return False
        return self.lower[start + 1] not in MINISTRIES and self.lower[start + 1] not in _COMMANDS

    def _names_country(self, organization: Organization, end: int) -> bool:
        words, lower = self.words, self.lower
        for position in range(organization.start + 1, end):
            if not words[position][0].isupper():
                continue
            if self._foreign_word(position):
                return True
            after = FOREIGN.end(lower, position)
            if after - position > 1:
                return True
            if after > position and not words[position - 1][0].isupper():
                unit = HEADS.match(lower, position - 1)
                next_capital = after < len(words) and words[after][0].isupper() and not self._foreign_word(after)
                if not next_capital and not (unit and unit[1] is Head.UNIT):
                    return True
        return False

    def foreign_at(self, position: int) -> bool:
        """Say whether a country, an international body or a foreign name stands at ``position``."""
        if position >= len(self.words) or not self.words[position][0].isupper():
            return False
        return FOREIGN.end(self.lower, position) > position or self._foreign_word(position)

    def _foreign_word(self, position: int) -> bool:
        word, lower = self.words[position], self.lower[position]
        return (
            len(word) > 3
            and lower.isascii()
            and word.isalpha()
            and not word.isupper()
            and not is_syllable(lower)
            and lower not in PLACE_SYLLABLES
        )

    def _bare(self, start: int, *, fields: bool, places: bool) -> Organization | None:
        """Read what stands for an organization without one of its words: a field, a place."""
        lower = self.lower
        if start >= len(lower):
            return None
        end = self._more_fields(FIELDS.end(lower, start)) if fields else start
        if end > start:
            run = short_caps(self.words, lower, end, run_end(self.words, end))
            name = self._person(end, run, Head.BODY)
            return Organization(start, name or end, name=(name, run) if name is not None else None)
        if places and start in self.place_ends:
            end = self.place_ends[start]
            run = short_caps(self.words, lower, end, run_end(self.words, end))
            return Organization(start, end, name=(end, run) if is_name(self.words, lower, end, run) else None)
        return None

    def _speaks_of_many(self, position: int) -> bool:
        """Say whether all bodies of a kind are meant: ``UBND các tỉnh``, ``UBND cấp xã``."""
        lower = self.lower
        if position >= len(lower):
            return False
        if lower[position] in ("cấp", "những", "mỗi", "từng"):
            return True
        return lower[position] == "các" and HEADS.match(lower, position + 1) is not None

    def _named(self, position: int) -> bool:
        """Say whether a territory's own name or number stands at ``position``."""
        if position >= len(self.words):
            return False
        first = self.words[position][0]
        return first.isupper() or first.isdigit() or self.lower[position] in (*_THIS, "nói", "số")

    def _lists_units(self, position: int) -> bool:
        """Say whether a bare territory is followed by another (``tỉnh, thành phố``), which speaks of all of them."""
        if self.lower[position : position + 1] not in ([","], ["/"], ["-"]):
            return False
        match = HEADS.match(self.lower, position + 1)
        return match is not None and match[1] is Head.UNIT and not self._named(match[0])

    def _field(self, position: int, head: Head) -> tuple[int, int]:
        """Read what belongs to a head; return the start and the end of the run of capitalized words it ends with."""
        words, lower = self.words, self.lower
        end = position
        if lower[end : end + 1] and lower[end] in _THIS:
            return end + 1, end + 1
        if head in (Head.FIELD, Head.SMALL, Head.HOUSE):
            known = FIELDS.end(lower, end)
            end = self._more_fields(known) if known > end else self._unknown_field(end)
        while end < len(words):
            before = end
            if words[end] == "(":
                end = self._abbreviation_end(end)
            elif end not in self.place_ends and HEADS.match(lower, end) is None:
                end = AFTER_FIELD.end(lower, end)
            if end == before and head in (Head.UNIT, Head.FIELD, Head.SMALL) and words[end][0].isdigit():
                end += 1
            if end == before:
                break
        return end, self._run(end, head)

    def _abbreviation_end(self, opening: int) -> int:
        """Return the end of an abbreviation in brackets (``(KH&CN)``), or ``opening`` if it is something else."""
        if HEADS.match(self.lower, opening + 1) is not None:
            return opening
        for closing in range(opening + 1, min(opening + 9, len(self.words))):
            word = self.words[closing]
            if word == ")":
                return closing + 1 if closing > opening + 1 else opening
            if not (word.isupper() or word in (*_JOINING, ",", ".")):
                return opening
        return opening

    def _run(self, start: int, head: Head) -> int:
        """Return the end of the capitalized words at ``start``, before the next head."""
        end = start
        last = run_end(self.words, start, _MOST_WORDS)
        while end < last:
            if end > start or head is not Head.UNIT:
                match = HEADS.match(self.lower, end)
                if match is not None and self._written_as_head(end, match[0]):
                    break
            end += 1
        if end - start > 4 and all(word.isupper() for word in self.words[start:end]):
            end = self._caps_run(start, end, head)
        # the rest of a hyphenated place: Thừa Thiên - Huế
        return max(end, self.place_ends.get(start, end)) if end > start and head is Head.UNIT else end

    def _caps_run(self, start: int, end: int, head: Head) -> int:
        """Return where a place and a name end in a line of capitals, which tell nothing."""
        place = self.place_ends.get(start, start + 2 if head is Head.UNIT else start)
        if self.lower[place] in SURNAMES and place not in self.place_ends:
            return short_caps(self.words, self.lower, place, end)
        return place

    def _written_as_head(self, start: int, end: int) -> bool:
        """Say whether capitalized words are a head and not part of a name (``Bản``, ``Đoàn`` and ``Vụ`` are both)."""
        if end - start > 1:
            return True
        if self.words[start].isupper() and len(self.words[start]) > 1:
            return not is_syllable(self.lower[start])
        return self.lower[start] in ("sở", "cục", "bộ", "công", "phòng", "huyện", "quận")

    def _more_fields(self, end: int) -> int:
        """Include further fields joined by ``và`` or a hyphen."""
        lower = self.lower
        while end + 1 < len(lower) and lower[end] in ("và", *_JOINING):
            following = FIELDS.end(lower, end + 1)
            if following == end + 1 or (HEADS.match(lower, end + 1) and not self.words[end + 1][0].isupper()):
                break
            end = following
        return end

    def _unknown_field(self, start: int) -> int:
        """Read a field that is not in the lexicon: capitalized words, each with at most one lower-case companion."""
        words, lower, count = self.words, self.lower, len(self.lower)
        end = start
        for _ in range(_MOST_WORDS):
            if end >= count or not words[end][0].isupper() or not words[end].isalpha():
                break
            if end > start and (match := HEADS.match(lower, end)) and self._written_as_head(end, match[0]):
                break
            following = words[end + 1] if end + 1 < count else ""
            if words[end].isupper() and len(words[end]) > 1 and not is_syllable(lower[end]):  # GD-ĐT
                end += 2 if following in _JOINING and end + 2 < count and words[end + 2].isupper() else 1
            elif self._completes(end + 1):
                end += 2
                if lower[end : end + 1] == ["và"] and end + 1 < count and words[end + 1][0].isupper():
                    end += HEADS.match(lower, end + 1) is None
            else:
                break
        return end

    def _completes(self, position: int) -> bool:
        """Say whether a lower-case word is the second half of the capitalized one before it."""
        if position >= len(self.words) or not self.words[position].isalpha() or not self.words[position].islower():
            return False
        if f"{self.lower[position - 1]} {self.lower[position]}" in COMPANIONS:
            return True
        return self.lower[position] not in NOT_IN_NAME and HEADS.match(self.lower, position) is None

    def _next_head(self, position: int, head: Head) -> tuple[int, Head] | None:
        """Return the larger body that goes on at ``position``: the end of its first words and what they are."""
        lower = self.lower
        link = lower[position] if position < len(lower) else ""
        start = position + 1 if link in ("của", "thuộc", ",") or (link == "-" and head is Head.SMALL) else position
        match = HEADS.match(lower, start)
        if match is None:
            return None
        following = match[1]
        if following is Head.PRIVATE:
            goes_on = head is Head.SMALL or link in ("của", "thuộc")
        elif link not in (",", "-"):
            goes_on = lower[start] not in ("bản", "làng", "thôn") or self._named(match[0])
        elif head is Head.SMALL:
            goes_on = following is not Head.SMALL
        elif head is Head.FIELD:
            goes_on = self.words[start][0].isupper() and lower[start] in ("bộ", "thanh", "sở", "tổng")
        else:
            goes_on = head is not Head.BODY and following is Head.UNIT and self._named(match[0])
        return match if goes_on else None

    def _person(self, start: int, end: int, head: Head) -> int | None:
        """Return where a person's name begins that takes the rest of a run of capitalized words."""
        if end - start < 2:
            return None
        best: tuple[float, int] | None = None
        for split in range(max(start, end - 5), end - 1):
            if split in self.inside_place or self.place_ends.get(split, 0) >= end:
                continue
            if is_name(self.words, self.lower, split, end):
                score = self._person_score(start, split, end, head)
                if best is None or score > best[0]:
                    best = score, split
        return best[1] if best is not None and best[0] >= _SURE_NAME else None

    def _person_score(self, start: int, split: int, end: int, head: Head) -> float:
        """Say how likely a run is a place up to ``split`` and a person after it."""
        score = name_score(self.lower, split, end)
        before = self.lower[start - 1] if start else ""
        placeless = head is not Head.HOUSE and (head is not Head.UNIT or before[0].isdigit())
        if split == start:
            if placeless:
                return score + 0.5
            # communes and schools bear the names of people; provinces do not, and no place is a woman called Thị
            capitals = self.words[split].isupper() and not self.words[start - 1].isupper()
            province = head is Head.UNIT and before in ("tỉnh", "phố", "tp", ".") and score >= 3
            return score if self.lower[split + 1] == "thị" or capitals or province else -1.0
        if not placeless:
            score += {1: 0.0, 2: 2.0}.get(split - start, 0.5)
        return score + 3.0 if self.place_ends.get(start) == split else score
