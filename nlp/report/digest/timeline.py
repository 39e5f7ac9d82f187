"""The toll of an event over its days as an SVG element: a small plot for each measure, on the same days.

Invariant: each point leads to the sentence behind it; colours are those of the page, and no plot needs them to be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from nlp.report.digest.figures import Card
from nlp.report.digest.markup import both
from nlp.report.digest.values import Record, iso_day, number, rank, short_day
from nlp.report.digest.words import PEOPLE, headed, measure_words

_WIDTH, _PLOT, _ROW, _HEAD, _FOOT = 360, 40, 66, 16, 20
_LEFT, _RIGHT = 16, 44
_MOST_DAY_MARKS = 6


@dataclass(frozen=True)
class _Point:
    when: int
    value: float
    figure: Record
    is_whole: bool


def timeline(card: Card) -> str:
    """Return the plots of a card; empty when no measure of people is told of two different days."""
    by_measure: dict[str, list[_Point]] = {}
    for measure, point in _points(card):
        by_measure.setdefault(measure, []).append(point)
    drawn = {measure: by_measure[measure] for measure in PEOPLE if measure in by_measure}
    when = sorted({point.when for points in drawn.values() for point in points})
    if len(when) < 2:
        return ""
    days = (when[0], when[-1])
    plots = "".join(
        f'<g class="m-{measure}" transform="translate(0 {_ROW * place})">{_plot(card, measure, points, days)}</g>'
        for place, (measure, points) in enumerate(drawn.items())
    )
    height = _ROW * len(drawn) + _FOOT
    return f'<svg class="chart" viewBox="0 0 {_WIDTH} {height}" role="group">{plots}{_day_marks(days, height)}</svg>'


def _points(card: Card) -> Iterator[tuple[str, _Point]]:
    """Yield what the timeline tells of people, once for each measure, day and value."""
    seen = set()
    is_in_one = len(card.provinces) <= 1
    for figure in card.record.get("timeline") or ():
        measure, iso = str(figure.get("measure")), iso_day(figure.get("date"))
        told = (measure, iso, rank(figure), figure.get("province"))
        if measure in PEOPLE and iso and told not in seen:
            seen.add(told)
            is_whole = is_in_one or not figure.get("province")
            yield measure, _Point(date.fromisoformat(iso).toordinal(), rank(figure), figure, is_whole)


def _plot(card: Card, measure: str, points: list[_Point], days: tuple[int, int]) -> str:
    most = max(point.value for point in points) or 1
    base = _HEAD + _PLOT

    def place(when: int, value: float) -> tuple[int, int]:
        x = _LEFT + (when - days[0]) / (days[1] - days[0]) * (_WIDTH - _LEFT - _RIGHT)
        return round(x), round(base - value / most * (_PLOT - 6))

    line = [(place(when, value), value) for when, value in _daily(points)]
    dots = "".join(_dot(card, point, *place(point.when, point.value)) for point in points)
    return (
        f'<text x="0" y="10" class="measure">{both(headed(measure_words(measure)), "tspan")}</text>'
        f'<path class="axis" d="M{_LEFT} {base}H{_WIDTH - _RIGHT}"/>{_line(line)}{dots}'
    )


def _line(line: list[tuple[tuple[int, int], float]]) -> str:
    """Return the line through the figures for the whole event, its last value beside it."""
    if not line:
        return ""
    (x, y), value = line[-1]
    path = " ".join(f"{x},{y}" for (x, y), _ in line)
    told = both(number(value), "tspan")
    return f'<polyline points="{path}"/><text x="{x + 9}" y="{y + 4}" class="last">{told}</text>'


def _daily(points: list[_Point]) -> list[tuple[int, float]]:
    """Return the largest figure for the whole event on each day.

    Within a day an article may still tell the morning's toll after another told the noon's; a line through all of them
    would fall and rise with the hour of publication.
    """
    by_day: dict[int, float] = {}
    for point in points:
        if point.is_whole:
            by_day[point.when] = max(point.value, by_day.get(point.when, 0))
    return sorted(by_day.items())


def _dot(card: Card, point: _Point, x: int, y: int) -> str:
    told = f"{short_day(date.fromordinal(point.when).isoformat())}: {number(point.value)[0]}"
    part = "" if point.is_whole else ' class="part"'
    dot = f'<title>{told}</title><circle{part} cx="{x}" cy="{y}"/>'
    return f'<a href="#{card.sentence_id(point.figure)}">{dot}</a>'


def _day_marks(days: tuple[int, int], height: int) -> str:
    """Return the days beneath the plots, at most six of them at equal steps from the first."""
    n_days = days[1] - days[0]
    step = -(-n_days // (_MOST_DAY_MARKS - 1))
    marks = []
    for passed in range(0, n_days + 1, step):
        x = _LEFT + passed / n_days * (_WIDTH - _LEFT - _RIGHT)
        told = short_day(date.fromordinal(days[0] + passed).isoformat())
        marks.append(f'<text x="{x:.0f}" y="{height - 4}" class="day">{told}</text>')
    return "".join(marks)
