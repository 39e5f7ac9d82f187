"""Which days a date means: what was read, counted from the day of publication or from the date before.

Invariant: an article that dates its own "hôm nay" is counted from that day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from nlp.entities.dates.calendar import Days, day, day_of, month_days, months_after, week_days
from nlp.entities.dates.phrasings import values
from nlp.text.normalize import strip_accents

_OWN = ("own", "own2", "own3", "own4", "own_bare", "own3_bare", "own4_bare")
_THIRDS = {"dau": "đầu", "giua": "giữa", "cuoi": "cuối"}


class Read(NamedTuple):
    """A date as it was read.

    :param days: None where nothing tells which.
    :param partial: whether it waits for the date behind it: "đêm 6" of "đêm 6 rạng 7/10".
    """

    start: int
    end: int
    days: Days | None
    time: str | None
    part: str | None
    partial: bool = False

    def with_end(self, last: Read) -> Read:
        """Return the span of days from this date to the end of ``last``."""
        days = (self.days[0], max(self.days[0], last.days[1])) if self.days and last.days else last.days
        part = self.part or last.part
        return Read(self.start, last.end, days, self.time or last.time, part, last.partial)


def own_day(matches: Sequence[re.Match[str]], published: str | None) -> date | None:
    """Return the day that the article calls today, by its own words or by its publication."""
    anchor = day_of(published)
    for match in matches:
        told = {group for group in ("day", "after_part") if match[group]}
        if any(_folded("day" if "day" in told else "after_part", match[group]) == 0 for group in told):
            own = _own(match, anchor)
            if own is not None:
                return own
    return anchor


def resolve(match: re.Match[str], anchor: date | None, last: Days | None, following: re.Match[str] | None) -> Read:
    """Return the date that a match of the pattern tells.

    :param anchor: the day from which it is counted.
    :param last: the days of the date before it.
    :param following: the match behind it, whose month "6 rạng 7/10" shares.
    """
    told = match.groupdict()
    part = next((told[name] for name in ("part", "part2", "part3") if told[name]), None)
    first_part = None if part is None else _part(part)
    partial = bool(told["part3"]) or (told["d3"] is not None and following is not None and _shares(match, following))
    if partial and following is not None:
        days = _partial_days(told, following, anchor, last)
    else:
        days = _days(match, anchor, last)
    return Read(match.start(), match.end(), days, _time(told), first_part, partial)


def _shares(match: re.Match[str], following: re.Match[str]) -> bool:
    return following.start() - match.end() <= 8 and (following["d"] or following["d2"]) is not None


def _partial_days(
    told: dict[str, str | None], following: re.Match[str], anchor: date | None, last: Days | None
) -> Days | None:
    """Return the days of a date that takes its month, or its day, from the one behind it."""
    after = _days(following, anchor, last)
    if after is None or told["d3"] is None:
        return after
    one = day(int(told["d3"]), after[0].month, after[0].year, anchor)
    return None if one is None else (one, one)


def _days(match: re.Match[str], anchor: date | None, last: Days | None) -> Days | None:
    told = match.groupdict()
    if told["m4"]:
        return month_days(int(told["m4"]), _year(told["y4"]), anchor, _third(told["third"]))
    one = _own(match, anchor)
    if one is None and (told["d"] or told["d2"]):
        number, month = told["d"] or told["d2"], told["m"] or told["m2"]
        one = day(int(number or 0), int(month or 0), _year(told["y"] or told["y2"]), anchor)
    if one is None and told["d3"]:
        near = last[1] if last else anchor
        one = day(int(told["d3"]), near.month, near.year, anchor) if near else None
    if one is None and told["told"]:
        near = last[1] if last else anchor
        one = near and near + timedelta(_folded("told", told["told"]))
    if one is None and anchor is not None:
        return _counted(told, anchor, last)
    return None if one is None else (one, one)


def _counted(told: dict[str, str | None], anchor: date, last: Days | None) -> Days | None:
    """Return the days that are told by their distance from ``anchor``."""
    if told["stretch"]:
        distance = _folded("distance", told["distance"])
        if _folded_text(told["stretch"]) == "tuan":
            return week_days(anchor, distance, _third(told["third"]))
        month, year = months_after(anchor, distance)
        return month_days(month, year, anchor, _third(told["third"]))
    if told["weekday"]:
        monday = week_days(anchor, _folded("distance", told["which"]), None)[0]
        one = monday + timedelta(_folded("weekday", told["weekday"]))
        return one, one
    for group in ("day", "after_part"):
        if told[group]:
            one = anchor + timedelta(_folded(group, told[group]))
            return one, one
    near = last[1] if last else anchor
    return (near, near) if told["hour_alone"] else None


def _own(match: re.Match[str], anchor: date | None) -> date | None:
    """Return the day that stands behind a relative one: "hôm nay (3/6)"."""
    written = next((match[name] for name in _OWN if match[name]), None)
    if written is None:
        return None
    number, month, *year = (int(piece) for piece in re.split(r"[/.\-]", written))
    return day(number, month, year[0] if year else None, anchor)


def _time(told: dict[str, str | None]) -> str | None:
    """Return the time of day as HH:MM."""
    for name in ("", "_alone"):
        if hour := told["hour" + name]:
            kinds = (f"{kind}{name}" for kind in ("minute", "minute2", "minute3"))
            minute = next((told[kind] for kind in kinds if told[kind]), "0")
            return f"{int(hour) % 24:02}:{int(minute or 0):02}"
    return None


def _part(words: str) -> str | None:
    """Return the part of the day that comes first in ``words``."""
    first = re.split(r"\s?(?:,|-|\sva\s)\s?", _folded_text(words))[0]
    return {strip_accents(phrase): value for phrase, value in values("part").items()}.get(first)


def _third(word: str | None) -> str | None:
    return _THIRDS.get(_folded_text(word))


def _year(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _folded(group: str, phrase: str | None) -> int:
    """Return the number that a phrase of the table stands for, with or without accents."""
    known = values(group, plain=True)
    return int(known[_folded_text(phrase)]) if phrase else 0


def _folded_text(phrase: str | None) -> str:
    return " ".join(strip_accents(phrase or "").split())
