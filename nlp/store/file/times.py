"""When an article was published, and the number that it gets for that.

Invariant: of two articles the later one has the larger number, so the newest are found by walking an index backwards,
and a page of them begins where the one before ended.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import blake2b

from nlp.errors import InputError
from nlp.formats.web.feed import iso_date

VIETNAM = timezone(timedelta(hours=7))
"""Its time has no summer; days of articles and of questions are its days."""

DAY = 86_400
LAST = 2**62
"""A number behind all articles."""

_SLOTS = 64  # numbers for each second
_DAY_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)[ ,T]*(\d{1,2}:\d{2})?")
_BARE_DAY = 10  # characters of YYYY-MM-DD


def moment(seconds: int) -> str:
    """Return a moment as it is shown, in Vietnam's time."""
    return datetime.fromtimestamp(seconds, UTC).astimezone(VIETNAM).isoformat()


def moment_of(number: int) -> str:
    """Return the moment that an article's number says."""
    return moment(number // _SLOTS)


def number_of(published: str | None, key: str, now: int) -> int:
    """Return the number that an article wants; the next free one is its own.

    An article of a day without time gets one within the day by its key: thousands may be of one day. One without a
    day, or of a day to come, which is a slip of the pen, gets that of now.
    """
    spread = int.from_bytes(blake2b(key.encode("utf-8", "replace"), digest_size=8).digest(), "big")
    seconds = _seconds(published, spread) if published else None
    if seconds is None or not 0 < seconds <= now + DAY:
        seconds = now
    return seconds * _SLOTS + spread % _SLOTS


def first_number(day: str, *, behind: bool = False) -> int:
    """Return the first number of a day, or of the day behind it.

    :raises InputError: if it is no day.
    """
    try:
        start = datetime.combine(date.fromisoformat(day), datetime.min.time(), VIETNAM)
    except ValueError as error:
        raise InputError(f"{day!r} is no day.", "Write it as 2025-10-07.") from error
    return (int(start.timestamp()) + (DAY if behind else 0)) * _SLOTS


def _seconds(published: str, spread: int) -> int | None:
    written = published.strip()
    if found := _DAY_FIRST.match(written):
        written = f"{found[4]}-{found[3]:0>2}-{found[1]:0>2}" + (f" {found[5]:0>5}" if found[5] else "")
    try:
        read = datetime.fromisoformat(iso_date(written))
        seconds = int((read if read.tzinfo else read.replace(tzinfo=VIETNAM)).timestamp())
    except (ValueError, OverflowError):
        return None
    return seconds + spread // _SLOTS % DAY if len(written) == _BARE_DAY else seconds
