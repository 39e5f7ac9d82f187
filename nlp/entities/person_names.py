"""What a Vietnamese person's name looks like: surnames, middle names, the shape of a full name.

Invariant: a name is a run of capitalized tokens that begins with a surname; lower-case text never makes a name.
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
_ENDS_NAME_IN_CAPITALS = groups("person_names")["ends_name_in_capitals"]
_FOREIGNERS = Phrases((name, True) for name in groups("person_names")["foreigner"])
_LONGEST_NAME = 5


def is_name(words: Sequence[str], lower: Sequence[str], start: int, end: int) -> bool:
    """Say whether the tokens have the shape of a full name: a surname and one to four more capitalized syllables.

    A few foreigners whose names have that shape are known and left out.
    """
    if not 2 <= end - start <= _LONGEST_NAME or lower[start] not in SURNAMES:
        return False
    if _FOREIGNERS.end(lower, start) == end:
        return False
    if not all(word[0].isupper() and word.isalpha() for word in words[start:end]):
        return False
    # "Kim Tae Hyung", "An Smith" are foreigners. But the names of the Gia Rai and the Ê Đê end in syllables that are no
    # Vietnamese ones, or in the surname: "Ksor Hnăm", "Y Khoa Ayun"
    last = lower[end - 1]
    return is_vietnamese_syllable(last) or last in SURNAMES or (lower[start] in OTHER_SURNAMES and not last.isascii())


def name_score(lower: Sequence[str], start: int, end: int) -> float:
    """Say how much a run that :func:`is_name` accepts looks like a person rather than the rest of a place name.

    In "UBND huyện Hòa Vang Hà Lê Sen" both "Lê Sen" and "Hà Lê Sen" are names: a common surname, a middle name and the
    usual length of three or four syllables decide.
    """
    score = 3.0 if lower[start] in COMMON_SURNAMES else 0.0
    if end - start > 2:
        score += 4.0 if lower[start + 1] in ("văn", "thị") else float(lower[start + 1] in _MIDDLE)
    return score + {2: -1.0, 3: 2.0, 4: 1.5}.get(end - start, -1.0)


def run_end(words: Sequence[str], start: int, limit: int = 6) -> int:
    """Return the end of the run of capitalized alphabetic tokens at ``start``, at most ``limit`` long."""
    end = start
    last = min(len(words), start + limit)
    while end < last and words[end][0].isupper() and words[end].isalpha():
        end += 1
    return end


def run_start(words: Sequence[str], end: int, limit: int = 7) -> int:
    """Return the start of the run of capitalized alphabetic tokens that stops at ``end``, at most ``limit`` long."""
    start = end
    first = max(0, end - limit)
    while start > first and words[start - 1][0].isupper() and words[start - 1].isalpha():
        start -= 1
    return start


def short_caps(words: Sequence[str], lower: Sequence[str], start: int, end: int) -> int:
    """Return where a name at ``start`` ends in a run of capitals that goes on after it; ``end`` in ordinary text.

    In a line of capitals most names have three syllables; a verb may cut them to two, a break make them four:
    "TRẦN VĂN HÒA BỊ KỶ LUẬT", "TRẦN HÒA YÊU CẦU", "TRẦN THỊ THU HÀ" and the end of the line.
    """
    if end - start <= 3 or not all(word.isupper() for word in words[start:end]):
        return end
    for stop in range(start + 2, min(start + 5, end)):
        if lower[stop] in _ENDS_NAME_IN_CAPITALS:
            return stop
    return end if end - start == 4 else start + 3
