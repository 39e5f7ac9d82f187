"""The figures of an event under the sentences that state them, and links to these from wherever a number stands.

Invariant: a number on the page is a link to the sentence that states it, or stands at the head of that sentence. A
sentence is written once, however many figures it states and wherever they are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nlp.report.digest.markup import both, link, says, text
from nlp.report.digest.values import Record, amount, day, day_of, label
from nlp.report.digest.words import MEASURES

_ORDER = {measure: number for number, measure in enumerate(MEASURES)}
_FIELDS = ("measure", "value", "max_value", "modifier", "unit", "province")
_UNNAMEABLE = re.compile("[^A-Za-z0-9_-]+")
_LONGEST_ID = 80

_Said = tuple[str, str]
"""The id of an article and a sentence of it."""


@dataclass(frozen=True)
class Card:
    """An event as the page shows it.

    :param record: the event.
    :param anchor: id of its card in the page.
    :param statements: its figures by the id that their sentence has in the page, in the order of days.
    :param sources: its articles by their ids, in the order of time.
    """

    record: Record
    anchor: str
    statements: Mapping[str, Sequence[Record]]
    sources: Mapping[str, Record]
    _ids: Mapping[_Said, str] = field(repr=False)

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

    def sentence_id(self, figure: Record) -> str:
        """Return the id that the sentence of a figure has in the page."""
        return self._ids[_said(figure)]

    def link(self, figure: Record) -> str:
        """Return a figure's number as a link to its sentence."""
        return f'<a class="f" href="#{self.sentence_id(figure)}">{both(amount(figure))}</a>'


def make_cards(events: Iterable[Record]) -> list[Card]:
    """Return the cards of events; sentences are numbered through the page."""
    cards: list[Card] = []
    anchors: set[str] = set()
    n_sentences = 0
    for record in events:
        anchor = _anchor(record, len(cards) + 1, anchors)
        groups = _by_sentence(record)
        ids = {said: f"s{n_sentences + number}" for number, said in enumerate(groups, 1)}
        n_sentences += len(groups)
        statements = {ids[said]: figures for said, figures in groups.items()}
        cards.append(Card(record, anchor, statements, _sources(record), ids))
    return cards


def statements_list(card: Card, province_names: Mapping[str, str]) -> str:
    """Return the sentences of a card in the order of days, each under the figures that it states; empty without any."""
    return "".join(_statement(card, name, figures, province_names) for name, figures in card.statements.items())


def sentence(quoted: object, source: Record | None) -> str:
    """Return a sentence with the article that it stands in."""
    said = f"<q>{text(str(quoted).strip())}</q>" if str(quoted or "").strip() else f"<p>{says('no_sentence')}</p>"
    if source is None:
        return said
    name = text(source.get("source")) or text(source.get("title")) or text(source.get("id"))
    when = day(source.get("published")) if source.get("published") else ""
    return f"{said}<cite>{link(source.get('url'), ', '.join(filter(None, (name, when))))}</cite>"


def _statement(card: Card, name: str, figures: Sequence[Record], province_names: Mapping[str, str]) -> str:
    """Return a sentence under its figures; a place or day that they share is told once, after them."""
    places = [str(figure.get("province") or "") for figure in figures]
    dates = [day_of(figure) for figure in figures]
    has_one_place, has_one_day = len(set(places)) == 1, len(set(dates)) == 1

    def beside(number: int, *, is_shared: bool) -> str:
        place = text(province_names.get(places[number], places[number])) if has_one_place == is_shared else ""
        when = day(dates[number]) if has_one_day == is_shared else ""
        return ", ".join(filter(None, (place, when)))

    told = []
    for number, figure in enumerate(figures):
        own = beside(number, is_shared=False)
        told.append(f"<b>{both(amount(figure))}</b> {both(label(figure))}{f' ({own})' if own else ''}")
    shared = beside(0, is_shared=True)
    return (
        f'<details class="said"><summary>{"; ".join(told)} <span class="soft">{shared}</span></summary>'
        f'<div id="{name}">{sentence(figures[0].get("sentence"), _source(card, figures[0]))}</div></details>'
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


def _by_sentence(record: Record) -> dict[_Said, list[Record]]:
    """Return the figures of an event by their sentence, each figure once, in the order of days."""
    groups: dict[_Said, dict[tuple[str, ...], Record]] = {}
    for figure in sorted(_all_figures(record), key=day_of):
        identity = (*(str(figure.get(name)) for name in _FIELDS), day_of(figure))
        groups.setdefault(_said(figure), {}).setdefault(identity, figure)
    return {said: sorted(figures.values(), key=_place) for said, figures in groups.items()}


def _said(figure: Record) -> _Said:
    article = figure.get("article")
    return str(article.get("id") if isinstance(article, Mapping) else article), str(
        figure.get("sentence") or ""
    ).strip()


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
