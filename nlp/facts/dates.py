"""The date of a figure: the one nearest to it in its sentence, or the article's focus date.

Invariant: a date is that of a DATE mention of the article; a text without one has no dated facts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from nlp.article import Entity
from nlp.entities.tokens import Tokens


class Date(NamedTuple):
    """Days that a mention tells.

    :param begin: its first token.
    """

    days: tuple[str, str]
    begin: int
    span: tuple[int, int]


def find_days(tokens: Tokens, entities: Iterable[Entity]) -> list[Date]:
    """Return the dates of a text whose days are known, in order."""
    return [
        Date((e.value["start"], e.value["end"]), bisect_left(tokens.starts, e.start), (e.start, e.end))
        for e in entities
        if e.type == "DATE" and e.value["start"] and e.value["end"]
    ]


def focus_date(dates: Sequence[Date], published: str | None, title_end: int) -> tuple[str, str] | None:
    """Return the first days that the body names, or else the headline, that are not after publication.

    Without one of these the first days named are taken: those of a forecast.

    :param title_end: the first token of the body.
    """
    day = (published or "")[:10]
    ordered = sorted(dates, key=lambda date: date.begin < title_end)
    past = (date.days for date in ordered if not day or date.days[0] <= day)
    return next(past, ordered[0].days if ordered else None)


def date_of(dates: Sequence[Date], figure: tuple[int, int]) -> Date | None:
    """Return the date of a figure: the last one before it in its sentence, or the first behind it.

    :param dates: those of the sentence, in order.
    :param figure: the tokens of the figure.
    """
    before = [date for date in dates if date.begin < figure[0]]
    return before[-1] if before else (dates[0] if dates else None)
