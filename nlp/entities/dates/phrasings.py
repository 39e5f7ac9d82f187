"""How dates are written: one pattern for a date with all that belongs to it, made of the table of date words.

Invariant: every repetition in the pattern is bounded, so that a search costs the same at each place of a text.
"""

from __future__ import annotations

import re
from collections.abc import Set
from functools import cache

from nlp.entities.lexicon import phrases, rows
from nlp.text.normalize import strip_accents


@cache
def values(group: str, *, plain: bool = False) -> dict[str, str]:
    """Return phrase -> value of a group of the table.

    :param plain: whether the phrases are wanted without accents.
    """
    table = rows("date_words", "group", "value", "phrases")
    listed = ((phrase, value) for name, value, cell in table if name == group for phrase in phrases(cell))
    return {strip_accents(phrase) if plain else phrase: value for phrase, value in listed}


@cache
def first_words(*, plain: bool) -> dict[str, Set[str] | None]:
    """Return the words with which a date may begin, besides those with digits, for :func:`~nlp.text.forms.find_starts`.

    :param plain: whether the text is written without accents.
    """
    begun = [phrase for group in ("part", "day", "told", "weekday") for phrase in values(group, plain=plain)]
    others = ["ngày", "hôm", "tuần", "tháng", "đầu", "giữa", "cuối"]
    listed = [phrase.split()[0] for phrase in begun] + others
    return dict.fromkeys(strip_accents(word) if plain else word for word in listed)


_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"


@cache
def date_pattern(*, plain: bool) -> re.Pattern[str]:
    """Return the pattern of one date in lower-case text; its groups say of what it is made.

    :param plain: whether the text is written without accents.
    """
    part = rf"{_any('part')}(?:\s?(?:và|,|-)\s?{_any('part')})?"
    lead = rf"(?:ngày|(?:hôm|{_any('weekday')}),?(?:\sngày)?)\s"
    pieces = [
        _stretch(),
        rf"(?:{_clock('')}(?:,?\s|$))?(?:(?P<part>{part})\s{_relative('after_part', 'own3')}"
        rf"|(?:(?P<part2>{part})\s)?(?:{_relative('day', 'own')}|{_relative('told', 'own4')}|{_of_week()}"
        rf"|(?P<lead>{lead})?{_whole()})"
        rf"|(?P<part3>{part})(?=\s?(?:và|,|-|–|rạng)\s))",
        rf"(?<=lúc\s){_clock('_alone')}",
    ]
    source = rf"(?:{'|'.join(pieces)})(?!\w)"
    return re.compile(strip_accents(source) if plain else source)


def _any(group: str) -> str:
    """Return the pattern of any phrase of a group, the longest first."""
    longest_first = sorted(values(group), key=len, reverse=True)
    return f"(?:{'|'.join(phrase.replace(' ', chr(92) + 's') for phrase in longest_first)})"


def _clock(name: str) -> str:
    """Return the pattern of a time of day: "15 giờ", "15h30", "8g", "19:00"."""
    hour, minutes = rf"(?P<hour{name}>[01]?\d|2[0-4])", r"[0-5]\d"
    short = rf"\s?(?:[hg](?P<minute{name}>{minutes})?|:(?P<minute2{name}>{minutes}))(?!\w)"
    return rf"{hour}(?:{short}|\sgiờ(?:\s(?P<minute3{name}>{minutes}))?(?:\sphút)?)"


def _whole() -> str:
    """Return the pattern of a day by its number: "7/10", "7 tháng 10 năm 2025", and "6" of "6 rạng 7/10"."""
    numeric = rf"(?P<d>{_DAY})(?P<sep>\s?[/.\-]\s?)(?P<m>{_MONTH})(?:(?P=sep)(?P<y>\d{{4}}))?"
    worded = rf"(?P<d2>{_DAY})\stháng\s(?P<m2>{_MONTH})(?:(?:\snăm\s|[/.\-])(?P<y2>\d{{4}}))?"
    following = rf"\s?(?:[-–,]|đến|tới|và|rạng)\s?(?:{_any('part')}\s)?(?:ngày\s)?{_DAY}(?:[/.\-]{_MONTH}\b|\stháng)"
    first = rf"(?P<d3>{_DAY})(?={following}|\s?(?:[.;:)\n]|,\s|$))"
    return rf"(?:{worded}|{numeric}|{first})(?!\d|%|[.,/:]\d|\s?(?:h|g|giờ)\b)"


def _relative(group: str, own: str) -> str:
    """Return the pattern of a day told by its distance, with its date behind it: "hôm nay (3/6)", "sáng nay 3.6"."""
    date = rf"{_DAY}[/.\-]{_MONTH}(?:[/.\-]\d{{4}})?"
    written = rf"\((?:ngày\s)?(?P<{own}>{date})\)|(?P<{own}_bare>{date})(?![\d.,/]\d)"
    return rf"(?P<{group}>{_any(group)})(?:,?\s(?:ngày\s)?(?:{written}))?"


def _of_week() -> str:
    """Return the pattern of a day of the week that a week or a date goes with: without, it may be a timetable's."""
    date = rf"{_DAY}[/.\-]{_MONTH}(?:[/.\-]\d{{4}})?"
    which = rf"\s(?:tuần\s)?(?P<which>{_any('distance')})"
    return rf"(?:hôm\s)?(?P<weekday>{_any('weekday')})(?:{which}|,?\s\((?:ngày\s)?(?P<own2>{date})\))"


def _stretch() -> str:
    """Return the pattern of weeks and months: "cuối tuần trước", "tháng này", "đầu tháng 10/2025"."""
    told = rf"(?P<stretch>tuần|tháng)\s(?P<distance>{_any('distance')})"
    year = r"(?:\snăm\s|[/.\-])(?P<y4>\d{4})"
    return rf"(?:(?P<third>đầu|giữa|cuối)\s)?(?:{told}|tháng\s(?P<m4>{_MONTH})(?!\d|[.,]\d)(?:{year})?)"
