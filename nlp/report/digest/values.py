"""Numbers and days as a page writes them, in Vietnamese and in English.

Invariant: a value is written as it was stated; only sums of money are told shorter, to three decimals of their scale.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from math import isfinite
from typing import Any

from nlp.report.digest.markup import text
from nlp.report.digest.words import (
    COUNTED,
    MODIFIERS,
    NAMED_FIRST,
    ORDERS,
    PEOPLE,
    SCALES,
    UNITS,
    Pair,
    measure_words,
)

Record = Mapping[str, Any]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TO_VIETNAMESE = str.maketrans(",.", ".,")
_PLAIN: Pair = ("{}", "{}")
_ORDERS_ALONE = frozenset(english for _, english in ORDERS.values())
_UNKNOWN: Pair = ("?", "?")


def amount(figure: Record) -> Pair:
    """Return the value of a figure with its unit and how exact it is: "ít nhất 12", "1,5 tỷ đồng"."""
    measure, modifier = str(figure.get("measure")), str(figure.get("modifier") or "")
    values = _values(figure)
    if not values:
        return _UNKNOWN
    unit = UNITS.get(measure, _PLAIN)
    if modifier == "order_of" and values[0] in ORDERS:
        return _filled(unit, ORDERS[int(values[0])])
    written = _money(values) if measure.endswith("_vnd") else _range(values)
    return _filled(MODIFIERS.get(modifier, _PLAIN), _filled(unit, written))


def label(figure: Record) -> Pair:
    """Return what a figure counts: "người chết" and "dead", "hộ được sơ tán" and "households evacuated"."""
    measure = str(figure.get("measure"))
    vietnamese, english = measure_words(measure)
    if measure in PEOPLE:
        return f"{COUNTED['person'][0]} {vietnamese}", english
    if figure.get("unit") in COUNTED:
        counted = COUNTED[str(figure["unit"])]
        return f"{counted[0]} {vietnamese}", f"{counted[1]} {english}"
    return vietnamese, english


def stated(figure: Record) -> Pair:
    """Return a figure in words: "hơn 12 người chết" and "more than 12 dead", "mực nước 2,35 m"."""
    number, words = amount(figure), label(figure)
    if number[1] in _ORDERS_ALONE and figure.get("measure") not in PEOPLE:
        words = (words[0], f"of {words[1]}")  # "thousands of people", but "thousands dead"
    ordered = (words, number) if figure.get("measure") in NAMED_FIRST else (number, words)
    return " ".join(part[0] for part in ordered), " ".join(part[1] for part in ordered)


def rank(figure: Record) -> float:
    """Return what a figure sorts and is drawn by: the upper end of a range."""
    return float(max(_values(figure), default=0))


def iso_day(value: object) -> str:
    """Return the day of an ISO date or date-time; empty when it is none."""
    found = _DAY.match(str(value or ""))
    try:
        return date.fromisoformat(found[0]).isoformat() if found else ""
    except ValueError:  # 31 February
        return ""


def day(value: object) -> str:
    """Return a day as 07/10/2025, in both languages alike; what is no day stays as it is."""
    iso = iso_day(value)
    return f"{iso[8:]}/{iso[5:7]}/{iso[:4]}" if iso else text(value)


def days(start: object, end: object) -> str:
    """Return a span of days, one day alone when both are the same, the year once when both share it."""
    first, last = iso_day(start), iso_day(end)
    if not last or first == last:
        return day(start)
    return f"{short_day(first) if first[:4] == last[:4] else day(start)} – {day(end)}"


def short_day(iso: str) -> str:
    """Return a day without its year: 07/10."""
    return f"{iso[8:]}/{iso[5:7]}"


def number(value: float) -> Pair:
    """Return a number with its separators: 1.234,5 in Vietnamese and 1,234.5 in English."""
    english = f"{value:,.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
    return english.translate(_TO_VIETNAMESE), english


def _values(figure: Record) -> list[float]:
    """Return the value of a figure, or both ends of its range."""
    low, high = figure.get("value"), figure.get("max_value")
    stated = [value for value in (low, high) if isinstance(value, int | float) and isfinite(value)]
    return stated[:1] if low == high else stated


def _range(values: Sequence[float]) -> Pair:
    vietnamese, english = zip(*map(number, values), strict=True)
    return "–".join(vietnamese), "–".join(english)


def _money(values: Sequence[float]) -> Pair:
    scale, words = next(((scale, words) for scale, words in SCALES if values[-1] >= scale), (1, None))
    written = _range([value / scale if words else value for value in values])
    return (f"{written[0]} {words[0]}", f"{written[1]} {words[1]}") if words else written


def _filled(pattern: Pair, words: Pair) -> Pair:
    return pattern[0].format(words[0]), pattern[1].format(words[1])
