"""The cards: one an event, with its latest toll, its timeline, its places, its figures and its articles.

Invariant: a card shows nothing that its event's record does not state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nlp.report.digest.figures import Card, article_line, articles_list
from nlp.report.digest.markup import both, counted, says, text
from nlp.report.digest.timeline import timeline
from nlp.report.digest.values import Record, amount, day, days, label, stated
from nlp.report.digest.words import TEXTS, hazard_words

_MOST_COMMUNES = 24


def card_article(card: Card, province_names: Mapping[str, str], commune_names: Mapping[str, str]) -> str:
    """Return the card of an event."""
    article = card.record.get("headline")
    lead = f'<p class="lead">{article_line(article)}</p>' if article else ""
    return (
        f'<article class="card" id="{card.anchor}"><header><h3>{text(card.name)}</h3>{_about(card, province_names)}'
        f"</header>{lead}"
        f"{_front(card)}"
        f"{_by_province(card, province_names)}{_communes(card, commune_names)}"
        f"{_articles(card, province_names)}</article>"
    )


def province_list(card: Card, province_names: Mapping[str, str], *, most: int | None = None) -> str:
    """Return the names of a card's provinces, or the country when it happened abroad.

    :param most: how many to name before the rest is counted; None for all.
    """
    names = [province_names.get(code, code) for code in card.provinces]
    country = card.record.get("country")
    return _some(names, most) if names else text(country)


def _about(card: Card, province_names: Mapping[str, str]) -> str:
    record = card.record
    hazard = record.get("hazard")
    parts = [
        f'<span class="badge">{both(hazard_words(str(hazard)))}</span>' if hazard else "",
        days(record.get("start"), record.get("end")),
        province_list(card, province_names),
        counted(len(card.sources), "article", "articles"),
    ]
    return f'<p class="about soft">{" · ".join(filter(None, parts))}</p>'


def _front(card: Card) -> str:
    front = _tolls(card) + timeline(card)
    return f'<div class="front">{front}</div>' if front else ""


def _tolls(card: Card) -> str:
    largest = card.of("largest")
    tolls = "".join(_toll(card, figure, largest.get(measure)) for measure, figure in card.of("latest").items())
    return f'<ul class="tolls">{tolls}</ul>' if tolls else ""


def _toll(card: Card, figure: Record, largest: Record | None) -> str:
    """Return the latest figure of a measure, and the largest one where an earlier article told more."""
    more = ""
    if largest is not None and amount(largest) != amount(figure):
        more = f"<small>{says('largest')} {card.link(largest, amount(largest))}</small>"
    number = card.link(figure, amount(figure))
    return (
        f'<li class="m-{text(figure.get("measure"))}">{number}<span>{both(label(figure))}</span>'
        f"<small>{day(figure.get('date'))}</small>{more}</li>"
    )


def _by_province(card: Card, province_names: Mapping[str, str]) -> str:
    """Return the figures of each province; left out where the event is in one province, whose figures are its own."""
    rows = []
    for code in card.record.get("by_province") or {}:
        told = [card.link(figure, stated(figure)) for figure in card.of_province(code).values()]
        if told:
            rows.append(f"<li><b>{text(province_names.get(code, code))}</b> {'; '.join(told)}</li>")
    return f'<div class="parts"><h4>{says("by_province")}</h4><ul>{"".join(rows)}</ul></div>' if rows else ""


def _communes(card: Card, commune_names: Mapping[str, str]) -> str:
    names = [commune_names.get(str(code), str(code)) for code in card.record.get("communes") or ()]
    if not names:
        return ""
    return f'<p class="communes"><span class="soft">{says("communes")}:</span> {_some(names, _MOST_COMMUNES)}</p>'


def _some(names: Sequence[str], most: int | None) -> str:
    """Return the first names and the number of the others."""
    rest = 0 if most is None else max(0, len(names) - most)
    vietnamese, english = TEXTS["more"]
    shown = ", ".join(map(text, names[: len(names) - rest]))
    return f"{shown} {both((vietnamese.format(rest), english.format(rest)))}" if rest else shown


def _articles(card: Card, province_names: Mapping[str, str]) -> str:
    """Return the articles, folded; left out where the only one is the headline above and states no figure."""
    if not card.statements and len(card.sources) < 2:
        return ""
    head = f"{says('evidence' if card.statements else 'articles_title')} ({len(card.sources)})"
    return f'<details class="all"><summary>{head}</summary><ol>{articles_list(card, province_names)}</ol></details>'
