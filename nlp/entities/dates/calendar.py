"""The calendar: which day, week or month a date without a year, or one told by its distance, means.

Invariant: days that no calendar has are None.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

Days = tuple[date, date]
"""The first and the last day."""


def day_of(text: str | None) -> date | None:
    """Return the day of an ISO date or date-time, None if it is none."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def day(number: int, month: int, year: int | None, anchor: date | None) -> date | None:
    """Return a day; without a year it is the one nearest to ``anchor``."""
    if year is not None:
        return _made(year, month, number)
    if anchor is None:
        return None
    # Forecasts look ahead, and a paper of New Year's Day looks back.
    near = [_made(anchor.year + step, month, number) for step in (0, -1, 1)]
    return min((one for one in near if one), key=lambda one: abs((one - anchor).days), default=None)


def month_days(month: int, year: int | None, anchor: date | None, third: str | None) -> Days | None:
    """Return a month, or the ``third`` of it that "đầu", "giữa" or "cuối" names."""
    middle = day(15, month, year, anchor)
    if middle is None:
        return None
    last = monthrange(middle.year, middle.month)[1]
    first, end = {"đầu": (1, 10), "giữa": (11, 20), "cuối": (21, last)}.get(third or "", (1, last))
    return middle.replace(day=first), middle.replace(day=end)


def week_days(anchor: date, distance: int, third: str | None) -> Days:
    """Return the week from Monday to Sunday that lies ``distance`` weeks after that of ``anchor``."""
    monday = anchor - timedelta(anchor.weekday()) + timedelta(weeks=distance)
    first, last = {"đầu": (0, 1), "giữa": (2, 3), "cuối": (5, 6)}.get(third or "", (0, 6))
    return monday + timedelta(first), monday + timedelta(last)


def months_after(anchor: date, distance: int) -> tuple[int, int]:
    """Return month and year that lie ``distance`` months after those of ``anchor``."""
    months = anchor.year * 12 + anchor.month - 1 + distance
    return months % 12 + 1, months // 12


def _made(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
