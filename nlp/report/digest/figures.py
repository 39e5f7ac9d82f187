"""The figures of an event under the sentences that state them, and links to these from wherever a number stands.

Invariant: a number on the page is a link to the sentence that states it, or stands at the head of that sentence. A
sentence is written once, however many figures it states and wherever they are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nlp.report.digest.markup import both, headline, says, text
from nlp.report.digest.values import Record, day, stated
from nlp.report.digest.words import MEASURES, Pair

_ORDER = {measure: number for number, measure in enumerate(MEASURES)}
_FIELDS = ("measure", "value", "max_value", "modifier", "unit", "province", "date")
_WHERE = ("province", "date")
_UNNAMEABLE = re.compile("[^A-Za-z0-9_-]+")
_LONGEST_ID = 80

_Said = tuple[str, str]
"""The id of an article and a sentence of it."""


@dataclass(frozen=True)
class Card:
    """An event as the page shows it.

    :param record: the event.
    :param anchor: id of its card in the page.
    :param sources: its articles by their ids, in the order of time.
    :param statements: its figures by the sentence that states them.
    :param sentence_ids: the ids that its sentences have in the page.
    """

    record: Record
    anchor: str
    sources: Mapping[str, Record]
    statements: Mapping[_Said, Sequence[Record]]
    sentence_ids: Mapping[_Said, str] = field(repr=False)

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
        return self.sentence_ids[_said(figure)]

    def link(self, figure: Record, words: Pair) -> str:
        """Return words that tell a figure as a link to its sentence."""
        return f'<a href="#{self.sentence_id(figure)}">{both(words)}</a>'


def make_cards(events: Iterable[Record]) -> list[Card]:
    """Return the cards of events; sentences are numbered through the page."""
    cards: list[Card] = []
    anchors: set[str] = set()
    n_sentences = 0
    for record in events:
        anchor = _anchor(record, len(cards) + 1, anchors)
        statements = _by_sentence(record)
        ids = {said: f"s{n_sentences + number}" for number, said in enumerate(statements, 1)}
        n_sentences += len(ids)
        sources = {str(source.get("id")): source for source in record.get("sources") or ()}
        for name, _ in statements:
            sources.setdefault(name, {"id": name})
        cards.append(Card(record, anchor, sources, statements, ids))
    return cards


def articles_list(card: Card, province_names: Mapping[str, str]) -> str:
    """Return the articles of a card in the order of time, each with the sentences that state figures."""
    said_by: dict[str, list[str]] = {}
    for (name, sentence), figures in card.statements.items():
        said = quoted(sentence, card.sentence_ids[name, sentence])
        head = _head(card, name, figures, province_names)
        said_by.setdefault(name, []).append(f"<details><summary>{head}</summary>{said}</details>")
    return "".join(
        f"<li><p>{article_line(source)}</p>{''.join(said_by.get(name, ()))}</li>"
        for name, source in card.sources.items()
    )


def article_line(source: Record) -> str:
    """Return an article as a link with its source and day."""
    beside = ", ".join(filter(None, (text(source.get("source")), day(source.get("published")))))
    return f'{headline(source)} <span class="soft">{beside}</span>'


def quoted(sentence: object, name: str) -> str:
    """Return a sentence as a quotation.

    :param name: id that it gets in the page.
    """
    said = text(str(sentence or "").strip())
    return f'<q id="{name}">{said}</q>' if said else f'<p id="{name}">{says("no_sentence")}</p>'


def _head(card: Card, article: str, figures: Sequence[Record], province_names: Mapping[str, str]) -> str:
    """Return the figures of a sentence in words.

    A province stands after the last of its figures, and not at all where the event has no other; a day likewise where
    it is not the article's own.
    """
    published = str(card.sources[article].get("published") or "")[:10]
    told = []
    for number, figure in enumerate(figures):
        code, when = str(figure.get("province") or ""), str(figure.get("date") or "")
        place = text(province_names.get(code, code)) if card.provinces != [code] else ""
        beside = ", ".join(filter(None, (place, day(when) if when[:10] != published else "")))
        is_last = number + 1 == len(figures) or any(figure.get(key) != figures[number + 1].get(key) for key in _WHERE)
        told.append(both(stated(figure)) + (f' <span class="soft">({beside})</span>' if beside and is_last else ""))
    return "; ".join(told)


def _by_sentence(record: Record) -> dict[_Said, list[Record]]:
    """Return the figures of an event by their sentence, each figure once, in the order of the text."""
    groups = [record.get("latest"), record.get("largest"), *(record.get("by_province") or {}).values()]
    figures = [*(record.get("timeline") or ()), *(figure for group in groups for figure in (group or {}).values())]
    statements: dict[_Said, dict[tuple[str, ...], Record]] = {}
    for figure in figures:
        identity = tuple(str(figure.get(name)) for name in _FIELDS)
        statements.setdefault(_said(figure), {}).setdefault(identity, figure)
    return {
        said: sorted(unique.values(), key=lambda figure: int(figure.get("start") or 0))
        for said, unique in statements.items()
    }


def _said(figure: Record) -> _Said:
    return str(figure.get("article")), str(figure.get("sentence") or "").strip()


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
