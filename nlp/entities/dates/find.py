"""Dates of a text: what a calendar day, a span of days, a month or a time of day is called, and which days it means.

At each token with which a date may begin, :mod:`.phrasings` reads one date; :mod:`.resolving` says which days it means;
dates that a word or a dash joins ("từ tối 3 đến 5/6", "đêm 6 rạng 7/10") are made one here.

Invariant: dates are in order and do not overlap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from nlp.article import Entity
from nlp.entities.dates.phrasings import date_pattern, first_words, values
from nlp.entities.dates.resolving import Read, own_day, resolve
from nlp.entities.tokens import Tokens
from nlp.text.forms import find_starts
from nlp.text.normalize import strip_accents

PARTS = tuple(sorted(set(values("part").values())))
"""The parts of a day that dates may tell."""

_REACH = 14  # characters between two dates that are one: " kéo dài đến "


def find_dates(tokens: Tokens, published: str | None) -> list[Entity]:
    """Return the dates of a text, entities of type DATE, in order.

    :param tokens: the tokens of a normalized text.
    :param published: ISO date of the article; without it relative words and days without a year mean no day.
    """
    matches = list(_matches(tokens))
    anchor = own_day(matches, published)
    found: list[Read] = []
    for index, match in enumerate(matches):
        following = matches[index + 1] if index + 1 < len(matches) else None
        read = resolve(match, anchor, found[-1].days if found else None, following)
        joined = found and _joins(tokens, found[-1], read)
        found[-1:] = [found[-1].with_end(read)] if joined else [*found[-1:], read]
    return [_entity(tokens, read) for read in found if not read.partial]


def _matches(tokens: Tokens) -> Iterator[re.Match[str]]:
    """Yield what reads like a date, in order and without overlap."""
    lower, text = tokens.lower, tokens.lower_text
    begins, pattern = first_words(plain=tokens.plain), date_pattern(plain=tokens.plain)
    free = 0
    for position in sorted([*tokens.figures, *find_starts(lower, begins)]):
        start = tokens.starts[position]
        if start < free or (lower[position][0].isdecimal() and _goes_on(text, start)):
            continue
        match = pattern.match(text, start)
        if match is not None and _is_date(text, match):
            free = match.end()
            yield match


def _goes_on(text: str, start: int) -> bool:
    """Say whether the number at ``start`` is the rest of another: "1.200", "QL1-2"; not of "3-5/6"."""
    return start > 1 and text[start - 1] in ".,/%" and text[start - 2].isdecimal()


def _is_date(text: str, match: re.Match[str]) -> bool:
    """Say whether a number is a day: "5.3" and "1-2" need a word before them, "7/10" needs one or nothing behind it."""
    told = match.groupdict()
    before = text[max(0, match.start() - 8) : match.start()].split()
    if told["stretch"]:  # "những tuần qua", "3 tuần trước" are durations
        return not before or not (
            before[-1].isdecimal() or strip_accents(before[-1]) in values("before_duration", plain=True)
        )
    if told["d"] is None and told["d3"] is None:
        return True
    if told["lead"] or told["part2"] or told["hour"] or told["y"]:
        return True
    led = bool(before) and strip_accents(before[-1]) in values("before_number", plain=True)
    behind = text[match.end() : match.end() + 2].lstrip()
    if told["d3"] is not None:
        return led and behind[:1] not in (".", ";", ":", ")", "\n", "")
    if "/" in told["sep"]:
        return led or not behind[:1].isalpha()
    return led


def _joins(tokens: Tokens, first: Read, second: Read) -> bool:
    """Say whether two dates are one span of days, or two days that share their month."""
    between = tokens.lower_text[first.end : second.start]
    if len(between) > _REACH or "\n" in between:
        return False
    word = strip_accents(between.strip())
    if word == "":
        return first.partial
    if word in values("until", plain=True):
        return True
    return word in ("va", ",") and first.partial


def _entity(tokens: Tokens, read: Read) -> Entity:
    first, last = read.days or (None, None)
    value = {"start": _iso(first), "end": _iso(last), "time": read.time, "part": read.part}
    return Entity("DATE", read.start, read.end, tokens.text[read.start : read.end], value)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
