"""Roads that are numbered: "Quốc lộ 1A", "QL.32", "tỉnh lộ 244", "ĐT.244", "CT.01", and their lists "QL4A, 4B và 34".

Invariant: every repetition in the patterns is bounded; roads are in order and do not overlap.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from nlp.entities.named_things import counts
from nlp.entities.tokens import Tokens
from nlp.text.normalize import strip_accents

_PREFIXES = {"ql": ("national_road", "QL"), "dt": ("provincial_road", "ĐT"), "dh": ("other", "ĐH")}
_PREFIXES |= {"hl": ("other", "HL"), "ct": ("expressway", "CT")}
_MOST_MEMBERS = 40
_NUMBER = r"(?P<number>\d{1,3}|n\d|h\d)(?:(?P<letter>[a-z])|\s(?P<apart>[a-z])(?!\w))?(?!\w|[.,:]\d|/\d)"


class Numbered(NamedTuple):
    """A numbered road at characters ``start`` to ``end`` (half-open)."""

    start: int
    end: int
    kind: str
    ref: str


def find_numbered(tokens: Tokens) -> Iterator[Numbered]:
    """Yield the numbered roads of a text, in order."""
    text = tokens.lower_text
    if _heads(plain=tokens.plain).search(text) is None:
        return
    free = 0
    for match in _roads(plain=tokens.plain).finditer(text):
        prefix = next(name for name in _PREFIXES if match[name])
        if match.start() < free or not _is_road(tokens, match, prefix):
            continue
        kind, short = _PREFIXES[prefix]
        free = _end(tokens, match)
        yield Numbered(match.start(), free, kind, _ref(tokens, short, match))
        for _ in range(_MOST_MEMBERS):
            member = _members(plain=tokens.plain).match(text, free)
            if member is None or _counts(tokens, _end(tokens, member)):
                break
            free = _end(tokens, member)
            yield Numbered(member.start("number"), free, kind, _ref(tokens, short, member))


@cache
def _roads(*, plain: bool) -> re.Pattern[str]:
    """Return the pattern of one road in lower-case text; the group that matched is its prefix.

    :param plain: whether the text is written without accents.
    """
    # "tuyến tỉnh lộ ĐT 851": word and abbreviation together
    provincial = r"(?:đường\stỉnh(?:\slộ)?|tỉnh\slộ)(?:\s(?:đt|tl))?|đt|tl|dt"
    words = rf"(?P<ql>quốc\slộ(?:\sql)?|ql)|(?P<dt>{provincial})"
    words += r"|(?P<dh>(?:đường\shuyện|huyện\slộ)(?:\sđh)?|đh)|(?P<hl>hương\slộ|hl)|(?P<ct>ct)"
    source = rf"(?<![\w.])(?:{words})(?:\s?[.\-]\s?|\s(?:số\s)?)?{_NUMBER}"
    return re.compile(strip_accents(source) if plain else source)


@cache
def _heads(*, plain: bool) -> re.Pattern[str]:
    """Return a pattern that every road has in it, and most articles have not: a third of the time of the whole one."""
    source = r"(?:lộ|tỉnh|huyện|ql|đt|dt|tl|đh|hl|ct)[\s.\-]{0,3}(?:số\s)?[nh]?\d"
    return re.compile(strip_accents(source) if plain else source)


@cache
def _members(*, plain: bool) -> re.Pattern[str]:
    """Return the pattern of a further road of a list, which has a number alone."""
    source = rf"(?:,\s?|\s(?:và|hay|hoặc)\s|\s?[-–]\s?){_NUMBER}"
    return re.compile(strip_accents(source) if plain else source)


def _is_road(tokens: Tokens, match: re.Match[str], prefix: str) -> bool:
    """Say whether an abbreviation with a number is a road: "ĐT 0912…" is a telephone, "CT2" a house."""
    word, written = match[prefix], tokens.text[match.start() : match.end()]
    if " " in word or prefix == "ql":
        return True
    if not written[: len(word)].isupper():
        return False
    if prefix == "ct":
        return written[2] == "." and len(match["number"]) == 2
    led = tokens.lower_text[max(0, match.start() - 6) : match.start()].strip() in ("đường", "duong")
    short = len(match["number"]) < 3 and word in ("đt", "dt") and not led
    return not short and not _counts(tokens, _end(tokens, match))


def _end(tokens: Tokens, match: re.Match[str]) -> int:
    """Return where a road ends; a letter apart from its number has a capital: "QL 4 D", not "QL 4 a, b"."""
    apart = match["apart"] is None or tokens.text[match.start("apart")].isupper()
    return match.end() if apart else match.end("number")


def _counts(tokens: Tokens, end: int) -> bool:
    """Say whether a number counts what stands behind it: "trên QL1, 3 người bị thương"."""
    return counts(tokens, bisect_left(tokens.starts, end))


def _ref(tokens: Tokens, short: str, match: re.Match[str]) -> str:
    """Return the normal form of a road: "QL4D" of "quốc lộ 4 D"."""
    number = tokens.lower_text[match.start("number") : _end(tokens, match)]
    return f"{short}{number.replace(' ', '')}".upper()
