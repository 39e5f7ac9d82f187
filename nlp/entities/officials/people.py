"""People as they are mentioned: honorific, rank or degree, and a name.

Invariant: positions are tokens; a person's ``start`` includes the words that announce the name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from nlp.entities.lexicon import groups
from nlp.entities.organizations.text_view import TextView
from nlp.entities.person_names import SURNAMES, is_name, name_score, run_end, run_start, short_caps
from nlp.entities.phrases import Phrases
from nlp.text.syllables import is_vietnamese_syllable

_TABLE = groups("ranks_and_honorifics")

ANNOUNCERS = Phrases((phrase, kind == "rank") for kind in ("honorific", "rank") for phrase in _TABLE[kind])
"""Honorifics and ranks; the value says whether it is a rank."""

_DEGREES = Phrases((phrase, True) for phrase in _TABLE["degree"])
_DEGREE_TOKENS = _TABLE["degree_token"]
_MIXED_CASE_DEGREES = _TABLE["mixed_case_degree"]
_SERVICES = _TABLE["service"]
_SHORT_HONORIFICS = ("ông", "bà", "anh", "chị", "cô", "thầy")
_LEADERS = groups("person_names")["leader"]
_IN_BRACKETS = groups("person_names")["in_brackets"]


class Person(NamedTuple):
    """A person in the text.

    :param start: first token of the mention; ``name_start`` to ``end`` are the name.
    :param rank_end: token after the rank that begins the mention, or None.
    """

    start: int
    name_start: int
    end: int
    rank_end: int | None = None


class Announcer(NamedTuple):
    """An honorific or a rank in the text."""

    start: int
    end: int
    is_rank: bool


class People:
    """The people of one text."""

    def __init__(self, view: TextView) -> None:
        self.view = view
        self.announcers = [
            Announcer(position, *match)
            for position in ANNOUNCERS.starts(view.lower)
            if (match := ANNOUNCERS.match(view.lower, position)) is not None
        ]

    def is_full_name(self, start: int, end: int) -> bool:
        """Say whether the tokens are a full Vietnamese name."""
        return is_name(self.view.words, self.view.lower, start, end)

    def is_leader(self, person: Person) -> bool:
        """Say whether the person holds or held one of the four highest posts."""
        return " ".join(self.view.lower[person.name_start : person.end]) in _LEADERS

    def announced(self, position: int) -> Person | None:
        """Return the person announced by honorific or rank at ``position``; a comma, a hyphen may come first."""
        if self.view.token(position) in (",", "-", "–", "("):
            position += 1
        match = ANNOUNCERS.match(self.view.lower, position)
        return self._announced_by(Announcer(position, *match)) if match is not None else None

    def addressed(self) -> Iterator[Person]:
        """Yield the people announced by an honorific or a rank, with their full names."""
        for announcer in self.announcers:
            name_start, name_end = self.name_after(announcer.end)
            if self.is_full_name(name_start, name_end):
                yield Person(announcer.start, name_start, name_end, announcer.end if announcer.is_rank else None)

    def services(self) -> Iterator[Announcer]:
        """Yield ranks that a service follows instead of a name (``đại úy công an``)."""
        for announcer in self.announcers:
            if announcer.is_rank and self.view.token(announcer.end) in _SERVICES:
                yield announcer

    def before(self, position: int) -> Person | None:
        """Return the person whose name ends before ``position``, past a comma, a hyphen and an age, or None."""
        view = self.view
        end, separated = self._step_to_name(position)
        if not view.is_capitalized(end - 1):
            return None
        start = self._start_of_name(end)
        if start == end:
            return None
        announced = self.announced_start(start)
        if announced < start:
            plausible = self.is_full_name(start, end) or (
                end - start <= 5
                and (view.lower[start] in SURNAMES or all(map(is_vietnamese_syllable, view.lower[start:end])))
            )
            # "ông Hòa, Phó Chủ tịch" is enough; in "ông Hòa Bí thư" one syllable may be the end of anything
            if not plausible or (end - start == 1 and not separated):
                return None
            match = ANNOUNCERS.match(view.lower, announced)
            return Person(announced, start, end, match[0] if match and match[1] else None)
        # "Nguyễn Văn Khang, Chủ tịch UBND xã Tân An, bị bắt": nothing announces the name, so it has to look like one,
        # and what stands before it may be capitalized as well ("Theo VTC Nguyễn Văn Khang, ...")
        if separated:
            for split in range(start, end - 2):
                if self.is_full_name(split, end) and name_score(view.lower, split, end) >= 2:
                    return Person(split, split, end)
        return None

    def _step_to_name(self, position: int) -> tuple[int, bool]:
        """Return the end of the name before ``position``, and whether a mark parts the two."""
        view = self.view
        separated = False
        if view.token(position - 1) in ("tân", "kiêm"):
            separated = view.token(position - 1) == "kiêm"
            position -= 1
        if view.token(position - 1) in (",", "-", "–", "(", "—"):
            return self._before_age(position - 1), True
        return position, separated

    def _start_of_name(self, end: int) -> int:
        """Return the start of the name in the run of capitalized words that stops at ``end``."""
        lower = self.view.lower
        start = run_start(self.view.words, end)
        for inner in range(end - 3, start, -1):  # the run may begin before the honorific: "TTXVN Ông Trần Văn A"
            if lower[inner] in ("ông", "bà"):
                start = inner
                break
        # "Ông Trần Văn A", "GS Trần Văn A" at the start of a sentence: the honorific is capitalized as well
        while end - start > 2 and (lower[start] in _SHORT_HONORIFICS or lower[start] in _DEGREE_TOKENS):
            start += 1
        return start

    def name_after(self, position: int) -> tuple[int, int]:
        """Skip academic degrees at ``position`` and return the run of capitalized words there."""
        lower, words = self.view.lower, self.view.words
        position = _DEGREES.end(lower, position)
        last = min(position + 6, len(lower))
        while (
            position < last
            and lower[position] in _DEGREE_TOKENS
            and (words[position].isupper() or words[position] == "." or lower[position] in _MIXED_CASE_DEGREES)
        ):
            position += 1
        return position, short_caps(words, lower, position, run_end(words, position))

    def announced_start(self, start: int) -> int:
        """Return where the honorifics, ranks and degrees in front of a name begin; ``start`` if there are none."""
        position = start
        for _ in range(5):  # "đồng chí Đại tá, PGS.TS Trần Văn A"
            begin = self._step_back(position)
            if begin == position:
                break
            position = begin
        return position

    def _announced_by(self, announcer: Announcer) -> Person | None:
        # a rank may follow the honorific: "đồng chí đại tá Trần Văn A"
        name_start, name_end = self.name_after(ANNOUNCERS.end(self.view.lower, announcer.end))
        if not self.is_full_name(name_start, name_end):
            return None
        return Person(announcer.start, name_start, name_end, announcer.end if announcer.is_rank else None)

    def _before_age(self, end: int) -> int:
        """Step back over an age, a year of birth or a bracket about the photograph."""
        lower = self.view.lower
        if self.view.token(end - 1) == ")":
            for opening in range(end - 2, max(-1, end - 12), -1):
                if lower[opening] == "(":
                    inside = lower[opening + 1 : end - 1]
                    return opening if any(token in _IN_BRACKETS or token.isdecimal() for token in inside) else end
            return end
        back = end
        if end > 1 and lower[end - 1] == "tuổi" and lower[end - 2].isdecimal():
            back = end - 2
        elif end > 1 and lower[end - 1].isdecimal() and lower[end - 2] in ("sn", "năm"):
            back = end - (3 if lower[max(0, end - 3)] == "sinh" else 2)
        return back - 1 if 0 < back < end and lower[back - 1] in (",", "(") else back

    def _step_back(self, position: int) -> int:
        """Return where the honorific, rank or degree that ends at ``position`` begins; ``position`` if none does."""
        lower = self.view.lower
        for length in (2, 1, 3):
            begin = position - length
            if begin >= 0 and position in (ANNOUNCERS.end(lower, begin), _DEGREES.end(lower, begin)):
                return begin
        if position and lower[position - 1] in _DEGREE_TOKENS and self.view.words[position - 1].isupper():
            return position - 1
        if position > 1 and lower[position - 1] == "." and lower[position - 2] in _DEGREE_TOKENS:
            return position - 2
        return position
