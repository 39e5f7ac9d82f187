"""What a Vietnamese person's name looks like: surnames, middle names, the shape of a full name.

Invariant: a name is a run of capitalized tokens that begins with a surname; lower-case text never makes a name. An
apostrophe after a capital letter or two is part of a word: ``H'Yim``, ``K’Brin``, ``M'Drắk``, ``Ea H’leo``.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.entities.lexicon import groups
from nlp.entities.phrases import Phrases
from nlp.text.syllables import is_vietnamese_syllable

COMMON_SURNAMES = groups("surnames")["common"]
"""Surnames that rarely begin the name of a place."""

OTHER_SURNAMES = groups("surnames")["other"]
"""Surnames that also begin the names of places, or are plain words; the rest of the name has to speak for them."""

SURNAMES = COMMON_SURNAMES | OTHER_SURNAMES

_MIDDLE = groups("person_names")["middle"]
_ONLY_SURNAMES = groups("surnames")["only"]
_ENDS_NAME_IN_CAPITALS = groups("person_names")["ends_name_in_capitals"]
_FOREIGNERS = Phrases((name, True) for name in groups("person_names")["foreigner"])
_LONGEST_NAME = 5
_BESIDE_NAME = groups("person_names")["beside_name"]
_APOSTROPHES = ("'", "’", "ʼ")
_BEFORE_APOSTROPHE = groups("person_names")["before_apostrophe"]
_FIRST_NAME_MARKS = ("h", "k")


def is_name(words: Sequence[str], lower: Sequence[str], start: int, end: int) -> bool:
    """Say whether the tokens have the shape of a full name: a surname and one to four more capitalized syllables.

    A few foreigners whose names have that shape are known and left out.
    """
    marks = sum(word in _APOSTROPHES for word in words[start:end])
    if not 2 <= end - start - marks <= _LONGEST_NAME:
        return False
    if marks:
        return _is_highland_name(words, lower, start, end)
    if lower[start] not in SURNAMES or _FOREIGNERS.end(lower, start) == end:
        return False
    if not all(word[0].isupper() and word.isalpha() for word in words[start:end]):
        return False
    # "Kim Tae Hyung", "An Smith" are foreigners. But the names of the Gia Rai and the Ê Đê end in syllables that are no
    # Vietnamese ones, or in the surname: "Ksor Hnăm", "Y Khoa Ayun"
    last = lower[end - 1]
    highland = lower[start] == "y" or (lower[start] in OTHER_SURNAMES and not last.isascii())
    # people in court reports are named by an initial: "Nguyễn Văn T."
    return is_vietnamese_syllable(last) or last in SURNAMES or highland or (len(last) == 1 and end - start > 2)


def _is_highland_name(words: Sequence[str], lower: Sequence[str], start: int, end: int) -> bool:
    """Say whether a run with an apostrophe is a name of the Ê Đê, the Cơ Ho, the Xtiêng: a mark or a surname first."""
    if lower[start] not in SURNAMES and not (lower[start] in _FIRST_NAME_MARKS and words[start + 1] in _APOSTROPHES):
        return False
    return all(word in _APOSTROPHES or (word[0].isupper() and word.isalpha()) for word in words[start:end])


def name_score(lower: Sequence[str], start: int, end: int) -> float:
    """Say how much a run that :func:`is_name` accepts looks like a person rather than the rest of a place name.

    In "UBND huyện Hòa Vang Hà Lê Sen" both "Lê Sen" and "Hà Lê Sen" are names: a common surname, a middle name and the
    usual length of three or four syllables decide.
    """
    if lower[start] in _FIRST_NAME_MARKS and lower[start + 1] in _APOSTROPHES:
        return 5.0
    score = 3.0 if lower[start] in COMMON_SURNAMES else 0.0
    if end - start > 2:
        score += 4.0 if lower[start + 1] in ("văn", "thị") else float(lower[start + 1] in _MIDDLE)
    return score + {2: -1.0, 3: 2.0, 4: 1.5}.get(end - start, -1.0)


def is_surely_middle(surname: str, syllable: str) -> bool:
    """Say whether two lower-case syllables begin a name even in small letters: ``nguyễn minh``, not ``đoàn công``."""
    return surname in _ONLY_SURNAMES and syllable in _MIDDLE


def run_end(words: Sequence[str], start: int, limit: int = 6) -> int:
    """Return the end of the run of capitalized alphabetic tokens at ``start``, at most ``limit`` long.

    An apostrophe within a word does not count.
    """
    end = start
    last = min(len(words), start + limit)
    while end < last:
        if words[end][0].isupper() and words[end].isalpha():
            end += 1
        elif end > start and words[end] in _APOSTROPHES and _joins(words, end):
            end, last = end + 2, min(len(words), last + 2)
        else:
            break
    return end


def _joins(words: Sequence[str], position: int) -> bool:
    """Say whether the apostrophe at ``position`` stands within a word: ``H'Yim``, not ``phường 'B'``."""
    before = words[position - 1]
    if not before[0].isupper() or before.lower() not in _BEFORE_APOSTROPHE:
        return False
    return position + 1 < len(words) and words[position + 1].isalpha()


def run_start(words: Sequence[str], end: int, limit: int = 7) -> int:
    """Return the start of the run of capitalized alphabetic tokens that stops at ``end``, at most ``limit`` long.

    An apostrophe within a word does not count.
    """
    start = end
    first = max(0, end - limit)
    while start > first:
        if words[start - 1][0].isupper() and words[start - 1].isalpha():
            start -= 1
        elif end > start > 1 and words[start - 1] in _APOSTROPHES and _joins(words, start - 1):
            start, first = start - 2, max(0, first - 2)
        else:
            break
    return start


def short_caps(words: Sequence[str], lower: Sequence[str], start: int, end: int) -> int:
    """Return where a name at ``start`` ends in a run of capitals that goes on after it; ``end`` in most text.

    In a line of capitals most names have three syllables; a verb may cut them to two, a break make them four:
    "TRẦN VĂN HÒA BỊ KỶ LUẬT", "TRẦN HÒA YÊU CẦU", "TRẦN THỊ THU HÀ" and the end of the line.
    """
    # "trao tặng Tổng Bí thư Tô Lâm Huân chương Vàng"
    if end - start > 2 and end < len(lower) and f"{lower[end - 1]} {lower[end]}" in _BESIDE_NAME:
        end -= 1
    if end - start <= 3 or not all(word.isupper() for word in words[start:end]):
        return end
    for stop in range(start + 2, min(start + 5, end)):
        if lower[stop] in _ENDS_NAME_IN_CAPITALS:
            return stop
    return end if end - start == 4 else start + 3
