"""The figures of an event, each written once with its sentence and linked to from wherever its number stands.

Invariant: a number on the page is a link to the sentence that states it, or is the head of that sentence itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nlp.report.digest.markup import both, link, says, text
from nlp.report.digest.values import Record, amount, day, day_of, label
from nlp.report.digest.words import MEASURES, measure_words

_ORDER = {measure: number for number, measure in enumerate(MEASURES)}
_FIELDS = ("measure", "value", "max_value", "modifier", "unit", "article", "sentence", "start", "end")
_UNNAMEABLE = re.compile("[^A-Za-z0-9_-]+")
_LONGEST_ID = 80


@dataclass(frozen=True)
class Card:
    """An event as the page shows it.

    :param record: the event.
    :param anchor: id of its card in the page.
    :param figures: all its figures by their ids in the page, in the order of measures and days.
    :param sources: its articles by their ids, in the order of time.
    """

    record: Record
    anchor: str
    figures: Mapping[str, Record]
    sources: Mapping[str, Record]
    _ids: Mapping[Any, str] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """Its name, or its id."""
        return str(self.record.get("name") or self.record.get("id") or "")

    @property
    def provinces(self) -> list[str]:
        """Codes of its provinces."""
        return [str(code) for code in self.record.get("provinces") or ()]

    def of(self, key: str) -> Mapping[str, Record]:
        """Return its ``latest`` or ``largest`` figures by measure, in the order of measures."""
        return _in_order(self.record.get(key) or {})

    def of_province(self, code: str) -> Mapping[str, Record]:
        """Return the latest figures of a province by measure."""
        return _in_order((self.record.get("by_province") or {}).get(code) or {})

    def id_of(self, figure: Record) -> str:
        """Return the id of a figure in the page."""
        return self._ids[_identity(figure)]

    def link(self, figure: Record, shown: str | None = None) -> str:
        """Return a figure's number as a link to its sentence.

        :param shown: HTML in the place of the number.
        """
        return f'<a class="f" href="#{self.id_of(figure)}">{both(amount(figure)) if shown is None else shown}</a>'


def make_cards(events: Iterable[Record]) -> list[Card]:
    """Return the cards of events; figures are numbered through the page."""
    cards: list[Card] = []
    anchors: set[str] = set()
    n_figures = 0
    for record in events:
        anchor = _anchor(record, len(cards) + 1, anchors)
        unique = {_identity(figure): figure for figure in _all_figures(record)}
        ordered = sorted(unique.values(), key=lambda figure: (_place(figure), day_of(figure)))
        figures = {f"f{n_figures + number}": figure for number, figure in enumerate(ordered, 1)}
        n_figures += len(figures)
        ids = {_identity(figure): name for name, figure in figures.items()}
        cards.append(Card(record, anchor, figures, _sources(record), ids))
    return cards


def figures_list(card: Card, province_names: Mapping[str, str]) -> str:
    """Return all figures of a card with their sentences, under the names of their measures; empty without any."""
    groups: dict[str, list[str]] = {}
    for name, figure in card.figures.items():
        groups.setdefault(str(figure.get("measure")), []).append(_figure(card, name, figure, province_names))
    return "".join(
        f"<section><h4>{both(measure_words(measure))}</h4>{''.join(rows)}</section>" for measure, rows in groups.items()
    )


def sentence(quoted: object, source: Record | None) -> str:
    """Return a sentence with the article that it stands in."""
    said = f"<q>{text(str(quoted).strip())}</q>" if str(quoted or "").strip() else f"<p>{says('no_sentence')}</p>"
    if source is None:
        return said
    name = text(source.get("source")) or text(source.get("title")) or text(source.get("id"))
    when = day(source.get("published")) if source.get("published") else ""
    return f"{said}<cite>{link(source.get('url'), ', '.join(filter(None, (name, when))))}</cite>"


def _figure(card: Card, name: str, figure: Record, province_names: Mapping[str, str]) -> str:
    code = figure.get("province")
    place = text(province_names.get(str(code), str(code))) if code else ""
    beside = " · ".join(filter(None, (place, day(day_of(figure)))))
    return (
        f'<details class="said"><summary><b>{both(amount(figure))}</b> <span class="what">{both(label(figure))}</span> '
        f'<span class="soft">{beside}</span></summary><div id="{name}">'
        f"{sentence(figure.get('sentence'), _source(card, figure))}</div></details>"
    )


def _source(card: Card, figure: Record) -> Record | None:
    article = figure.get("article")
    if isinstance(article, Mapping):
        return article
    return card.sources.get(str(article), {"id": article}) if article is not None else None


def _sources(record: Record) -> dict[str, Record]:
    """Return the articles by id; an event that has ids only gets articles that are known by no more than that."""
    listed = [*(record.get("sources") or ()), *(record.get("articles") or ())]
    sources: dict[str, Record] = {}
    for article in listed:
        known = article if isinstance(article, Mapping) else {"id": article}
        sources.setdefault(str(known.get("id")), known)
    return sources


def _all_figures(record: Record) -> list[Record]:
    groups = [record.get("latest"), record.get("largest"), *(record.get("by_province") or {}).values()]
    return [*(record.get("timeline") or ()), *(figure for group in groups for figure in (group or {}).values())]


def _identity(figure: Record) -> tuple[str, ...]:
    article = figure.get("article")
    told = figure if not isinstance(article, Mapping) else {**figure, "article": article.get("id")}
    return (*(str(told.get(name)) for name in _FIELDS), str(figure.get("province")), day_of(figure))


def _place(figure: Record) -> tuple[int, str]:
    measure = str(figure.get("measure"))
    return _ORDER.get(measure, len(_ORDER)), measure


def _in_order(figures: Mapping[str, Record]) -> dict[str, Record]:
    return dict(sorted(figures.items(), key=lambda item: _place({"measure": item[0]})))


def _anchor(record: Record, number: int, taken: set[str]) -> str:
    """Return the id of a card, made from the event's own so that an address of a card holds from run to run."""
    own = _UNNAMEABLE.sub("-", str(record.get("id") or ""))[:_LONGEST_ID].strip("-")
    anchor = f"e-{own}" if own else f"e-{number}"
    while anchor in taken:
        anchor += f"-{number}"
    taken.add(anchor)
    return anchor
