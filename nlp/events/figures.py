"""Figures: what articles state of an event, each with its sentence, and which of them stands for the whole.

Invariant: a figure is one that an article states; nothing is added up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from nlp.article import Article
from nlp.events.reading import Fact
from nlp.events.records import Figure

GROWING = frozenset(
    ("dead", "injured", "dead_or_missing", "houses_destroyed", "houses_damaged", "crops_ha", "livestock", "damage_vnd")
)
"""Measures that only grow while an event is counted."""

_LONGEST = 400  # code points of a sentence that are kept around its figure
_EARLIER = 30  # days before an article from which a figure is one of an earlier disaster
_PART = 0.5
_MANY, _FEW = 20, 0.1
# A stop ends a sentence before a capital, a figure or a quote; not in "TP. Huế" and "ông T. nói".
_END = re.compile(r"(?<!\b[A-ZĐ]\.)(?<!\b[A-Z][A-Za-z]\.)(?<=[.!?…])[\"”’)]*\s+(?=[\"“'(]?[A-ZĐÀ-Ỹ0-9])|\n")


def figures_of(article: Article, facts: Iterable[Fact], day: date, *, abroad: bool = False) -> list[Figure]:
    """Return the figures of an article.

    Forecasts are none, nor are those of disasters before the one that it reports, and of other countries.

    :param day: of publication, which is the date of a figure without one.
    :param abroad: whether the event is, so that figures of other countries are its own.
    """
    found = []
    for fact in facts:
        figure = None if fact.get("forecast") or (fact.get("country") and not abroad) else _figure(article, fact, day)
        if figure is not None:
            found.append(figure)
    return found


def _figure(article: Article, fact: Fact, day: date) -> Figure | None:
    dated = _day(fact) or day
    if (day - dated).days > _EARLIER:
        return None
    start, end = fact["mentions"]["figure"]
    value: Any = fact["value"]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= start < end <= len(article.document):
        raise ValueError(f"not a fact of this article: {fact}")
    return Figure(
        measure=str(fact["measure"]),
        value=value,
        date=min(dated, day).isoformat(),
        article=article.key,
        sentence=sentence(article.document, start, end),
        start=start,
        end=end,
        max_value=fact.get("max_value"),
        modifier=fact.get("modifier"),
        province=fact.get("province"),
        communes=tuple(fact.get("commune") or ()),
        unit=fact.get("unit"),
    )


def _day(fact: Fact) -> date | None:
    dated = fact.get("date")
    try:
        return date.fromisoformat(dated["end"]) if isinstance(dated, dict) else None
    except (KeyError, TypeError, ValueError):
        return None


def sentence(document: str, start: int, end: int) -> str:
    """Return the sentence of a span of a document, cut around the span when it is very long."""
    first, last = max(0, start - _LONGEST), min(len(document), end + _LONGEST)
    for match in _END.finditer(document, first, last):
        if match.end() <= start:
            first = match.end()
        elif match.start() >= end:
            last = match.start()
            break
    return document[first:last].strip()


def in_time(figures: Iterable[Figure], order: Sequence[str]) -> list[Figure]:
    """Return figures in the order of time.

    :param order: ids of articles in the order of time, which decides between figures of one day.
    """
    position = {name: number for number, name in enumerate(order)}
    return sorted(figures, key=lambda figure: (figure.date, position[figure.article], figure.start))


def latest(figures: Sequence[Figure]) -> dict[str, Figure]:
    """Return the figure of each measure that is stated last.

    A count that only grows does not fall below half of what it was: what is smaller counts a part, as the report of
    one house that fell in does. Nor do thousands who were brought to safety become three from one report to the next.

    :param figures: in the order of time.
    """
    found: dict[str, Figure] = {}
    for figure in figures:
        known = found.get(figure.measure)
        if known is None or not _is_part(figure, known):
            found[figure.measure] = figure
    return found


def _is_part(figure: Figure, known: Figure) -> bool:
    """Say whether a figure counts a part of what an earlier one counts."""
    if figure.measure in GROWING:
        return figure.value < _PART * known.value
    return known.value >= _MANY and figure.value < _FEW * known.value


def largest(figures: Iterable[Figure]) -> dict[str, Figure]:
    """Return the largest figure of each measure, the first of several."""
    found: dict[str, Figure] = {}
    for figure in figures:
        known = found.get(figure.measure)
        if known is None or _most(figure) > _most(known):
            found[figure.measure] = figure
    return found


def by_province(figures: Sequence[Figure]) -> dict[str, dict[str, Figure]]:
    """Return code of a province -> its latest figures, in the order of the codes."""
    codes = sorted({figure.province for figure in figures if figure.province})
    return {code: latest([figure for figure in figures if figure.province == code]) for code in codes}


def of_whole(figures: Iterable[Figure], provinces: Sequence[str]) -> Iterator[Figure]:
    """Yield the figures that are told of the whole event: of no province, or of the only one that was hit."""
    for figure in figures:
        if figure.province is None or [figure.province] == list(provinces[:2]):
            yield figure


def _most(figure: Figure) -> float:
    return max(figure.value, figure.max_value or figure.value)
