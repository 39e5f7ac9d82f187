"""People as they are mentioned: honorific, rank or degree, and a name.

Invariant: positions are tokens; a person's ``start`` includes the words that announce the name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from nlp.entities.person_names import SURNAMES, is_name, is_syllable, name_score, run_end, run_start, short_caps
from nlp.entities.phrases import Phrases, lines, tokens_of

_HONORIFICS = "ông;bà;đồng chí;anh;chị;cô;thầy;đ / c;đc"
_RANKS = """
binh nhất;binh nhì;hạ sĩ;trung sĩ;thượng sĩ;hạ sỹ;trung sỹ;thượng sỹ;chuẩn úy;thiếu úy;trung úy;thượng úy;đại úy
thiếu tá;trung tá;thượng tá;đại tá;thiếu tướng;trung tướng;thượng tướng;đại tướng;chuẩn đô đốc;phó đô đốc
"""
ANNOUNCERS = Phrases([*((phrase, False) for phrase in lines(_HONORIFICS)), *((rank, True) for rank in lines(_RANKS))])
"""Honorifics and ranks; the value says whether it is a rank."""

_STARTERS = ANNOUNCERS.first_tokens
_DEGREES = tokens_of("ts ths pgs gs gsts bs bscki bsckii cki ckii cn kts ks tiến thạc bác giáo sĩ sỹ ubnd .")
_WRITTEN_DEGREES = Phrases.of("tiến sĩ;tiến sỹ;thạc sĩ;thạc sỹ;bác sĩ;phó giáo sư;giáo sư;kỹ sư")
_SHORT = ("ông", "bà", "anh", "chị", "cô", "thầy")
_SERVICES = ("công", "csgt", "cảnh", "quân", "biên", "bộ")
_LEADERS = frozenset(
    lines("""
tô lâm;lương cường;phạm minh chính;lê minh hưng;trần thanh mẫn;nguyễn phú trọng;nguyễn xuân phúc;võ văn thưởng
vương đình huệ;trần đại quang;trương tấn sang;nguyễn tấn dũng;nguyễn thị kim ngân;nguyễn sinh hùng;nông đức mạnh
""")
)
"""Holders of the four highest posts in the years that news archives cover: officials even without a title."""

_IN_BRACKETS = tokens_of("tuổi sn sinh năm ảnh bìa trái phải giữa quê đứng áo ngồi ngoài cùng thứ")
_NAMED_THINGS = tokens_of("đường phố trường giải cầu quỹ phường xã học thpt thcs tàng viện công hầm")


class Person(NamedTuple):
    """A person in the text.

    :param start: first token of the mention; ``name_start`` to ``end`` are the name.
    :param rank_end: token after the rank that begins the mention, or None.
    """

    start: int
    name_start: int
    end: int
    rank_end: int | None = None

    @property
    def announced(self) -> bool:
        """Whether an honorific, a rank or a degree stands before the name."""
        return self.start < self.name_start


class People:
    """The people of one text."""

    def __init__(self, words: Sequence[str], lower: Sequence[str]) -> None:
        self.words = words
        self.lower = lower
        self._announcers: list[tuple[int, int, bool]] = []
        for position, token in enumerate(lower):
            if token in _STARTERS:
                match = ANNOUNCERS.match(lower, position)
                if match is not None:
                    self._announcers.append((position, *match))

    def is_full_name(self, start: int, end: int) -> bool:
        """Say whether the tokens are a full Vietnamese name."""
        return is_name(self.words, self.lower, start, end)

    def announced(self, position: int) -> Person | None:
        """Return the person announced by honorific or rank at ``position``; a comma, a hyphen may come first."""
        lower = self.lower
        if lower[position : position + 1] in ([","], ["-"], ["–"], ["("]):
            position += 1
        if position >= len(lower) or lower[position] not in _STARTERS:
            return None
        match = ANNOUNCERS.match(lower, position)
        if match is None:
            return None
        end, rank = match
        name_start, name_end = self._name_after(ANNOUNCERS.end(lower, end))
        if not self.is_full_name(name_start, name_end):
            return None
        return Person(position, name_start, name_end, end if rank else None)

    def before(self, position: int) -> Person | None:
        """Return the person whose name ends before ``position``, past a comma, a hyphen and an age, or None."""
        lower, words = self.lower, self.words
        end = position
        separated = False
        if end and lower[end - 1] in ("tân", "kiêm"):
            separated = lower[end - 1] == "kiêm"
            end -= 1
        if end and lower[end - 1] in (",", "-", "–", "(", "—"):
            separated = True
            end = self._before_age(end - 1)
        if end == 0 or not words[end - 1][0].isupper():
            return None
        start = run_start(words, end)
        if start == end:
            return None
        for inner in range(end - 3, start, -1):  # the run may begin before the honorific: "TTXVN Ông Trần Văn A"
            if lower[inner] in ("ông", "bà"):
                start = inner
                break
        while end - start > 2 and (lower[start] in _SHORT or lower[start] in _DEGREES):
            start += 1
        announced = self._announced_start(start)
        if announced < start:
            plausible = end - start <= 5 and (lower[start] in SURNAMES or all(map(is_syllable, lower[start:end])))
            if not plausible or (end - start == 1 and not separated):
                return None
            match = ANNOUNCERS.match(lower, announced)
            return Person(announced, start, end, match[0] if match and match[1] else None)
        if separated:
            for split in range(start, end - 2):
                if is_name(words, lower, split, end) and name_score(lower, split, end) >= 2:
                    return Person(split, split, end)
        return None

    def officers(self) -> Iterator[Person]:
        """Yield the people announced by a military or police rank, with their full names."""
        for start, end, rank in self._announcers:
            if rank:
                name_start, name_end = self._name_after(end)
                if self.is_full_name(name_start, name_end):
                    yield Person(start, name_start, name_end, end)

    def services(self) -> Iterator[tuple[int, int]]:
        """Yield ranks that a service follows instead of a name (``đại úy công an``)."""
        for start, end, rank in self._announcers:
            if rank and self.lower[end : end + 1] and self.lower[end] in _SERVICES:
                yield start, end

    def addressed(self) -> Iterator[Person]:
        """Yield the people announced by an honorific or a rank, with their full names."""
        for start, end, rank in self._announcers:
            name_start, name_end = self._name_after(end)
            if self.is_full_name(name_start, name_end):
                yield Person(start, name_start, name_end, end if rank else None)

    def is_leader(self, person: Person) -> bool:
        """Say whether the person holds or held one of the four highest posts."""
        return " ".join(self.lower[person.name_start : person.end]) in _LEADERS

    def mentions(self, introduced: Sequence[tuple[int, str]]) -> Iterator[tuple[Person, str]]:
        """Yield mentions of people known as officials, with their full names.

        :param introduced: the token at which each was introduced and the full name, in order.
        """
        names = {name.lower(): name for _, name in introduced}
        known = Phrases(names.items())
        given = _unambiguous(names)
        announced = {start: end for start, end, _ in self._announcers}
        written = [word.lower() for word in self.words]  # self.lower may have accents that the text lacks
        upcoming = 0
        for position in range(len(written)):
            while upcoming < len(introduced) and introduced[upcoming][0] <= position:
                name = introduced[upcoming][1]
                given[name.split()[-1].lower()] = name
                upcoming += 1
            if self.words[position][0].isupper() and (match := known.match(written, position)):
                if not self._names_thing(position):
                    yield Person(self._announced_start(position), position, match[0]), match[1]
            elif position in announced:
                name_start, name_end = self._name_after(announced[position])
                if name_end - name_start == 1 and self.lower[position] not in ("anh", "chị", "cô"):
                    full = given.get(written[name_start])
                    if full is not None:
                        yield Person(position, name_start, name_end), full
                elif self.is_full_name(name_start, name_end) and known.end(written, name_start) < name_end:
                    given[written[name_end - 1]] = None  # from here on the given name is somebody else's

    def _name_after(self, position: int) -> tuple[int, int]:
        """Skip academic degrees at ``position`` and return the run of capitalized words there."""
        lower, words = self.lower, self.words
        position = _WRITTEN_DEGREES.end(lower, position)
        last = min(position + 6, len(lower))
        while (
            position < last
            and lower[position] in _DEGREES
            and (words[position].isupper() or words[position] == "." or lower[position] in ("ths", "bs", "ks"))
        ):
            position += 1
        return position, short_caps(words, lower, position, run_end(words, position))

    def _before_age(self, end: int) -> int:
        """Step back over an age, a year of birth or a bracket about the photograph."""
        lower = self.lower
        if end and lower[end - 1] == ")":
            for opening in range(end - 2, max(-1, end - 12), -1):
                if lower[opening] == "(":
                    inside = lower[opening + 1 : end - 1]
                    return opening if any(token in _IN_BRACKETS or token.isdigit() for token in inside) else end
            return end
        back = end
        if end > 1 and lower[end - 1] == "tuổi" and lower[end - 2].isdigit():
            back = end - 2
        elif end > 1 and lower[end - 1].isdigit() and lower[end - 2] in ("sn", "năm"):
            back = end - (3 if lower[max(0, end - 3)] == "sinh" else 2)
        return back - 1 if 0 < back < end and lower[back - 1] in (",", "(") else back

    def _announced_start(self, start: int) -> int:
        """Return where the honorifics, ranks and degrees in front of a name begin; ``start`` if there are none."""
        position = start
        for _ in range(5):
            begin = self._step_back(position)
            if begin == position:
                break
            position = begin
        return position

    def _step_back(self, position: int) -> int:
        lower = self.lower
        for length in (2, 1, 3):
            begin = position - length
            if begin >= 0 and position in (ANNOUNCERS.end(lower, begin), _WRITTEN_DEGREES.end(lower, begin)):
                return begin
        if position and lower[position - 1] in _DEGREES and self.words[position - 1].isupper():
            return position - 1
        if position > 1 and lower[position - 1] == "." and lower[position - 2] in _DEGREES:
            return position - 2
        return position

    def _names_thing(self, position: int) -> bool:
        """Say whether the name at ``position`` is that of a street, a school, a prize or a city."""
        if self.lower[position : position + 3] == ["hồ", "chí", "minh"]:
            return True
        return position > 0 and self.lower[position - 1] in _NAMED_THINGS


def _unambiguous(names: Mapping[str, str]) -> dict[str, str | None]:
    """Return given names (in lower case) -> the full name, None where several people share one."""
    given: dict[str, str | None] = {}
    for lower, name in names.items():
        last = lower.split()[-1]
        given[last] = None if last in given else name
    return given
