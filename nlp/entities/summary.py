"""The summary of an article's entities: where it takes place, who acts, what was lost.

Invariant: every code and name is the value of an entity of the article, and every figure names its mentions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from nlp.article import Article, Entity
from nlp.entities.places.focus_province import leading_province, province_weights
from nlp.entities.places.gazetteer import gazetteer
from nlp.entities.tolls import UNITS, tolls

_FIGURES = {
    "households": "household",
    "houses": "house",
    "hectares": "ha",
}
"""Figures of the summary, each with the unit of the amounts that it is the largest of."""

_NO_FIGURES: dict[str, Any] = {
    **{name: None for figure in (*UNITS, *_FIGURES) for name in (figure, f"{figure}_modifier")},
    "money_vnd": None,
}


def summarize(article: Article, entities: Sequence[Entity]) -> dict[str, Any]:
    """Return the summary of an article:

    ``provinces``
        codes of today's provinces, the most mentioned first, by name or by a commune in them; a mention in the title
        counts three times, one that tells where somebody comes from half, as one where somebody lives.
    ``province_names``
        their names, in the same order.
    ``focus_province``, ``focus_province_name``
        the most mentioned; of several the one that comes first, unless a sentence names them together: then None, as
        without provinces.
    ``communes``
        the names of communes, wards and former districts, each once, in order of appearance.
    ``officials``
        the names of officials, each once, in order of appearance.
    ``dead``, ``missing``, ``injured``, ``dead_or_missing``
        the toll of the event that the article reports, victims told in words with the others; None when the article
        tells none, 0 when it says so (:mod:`.tolls`). The last is of those told together ("8 người chết và mất tích").
    ``households``, ``houses``, ``hectares``
        the largest number stated; None when the article states none. An article gives a number several times (of the
        day, of a place, in all), and the largest is nearly always that in all; a sum would count twice.
    ``dead_modifier`` and so on
        the modifier of that number, such as "at_least".
    ``money_vnd``
        the largest amount of money in đồng.
    ``sources``
        field -> spans ``[start, end)`` of the document with the mentions that its figure comes from: those of an
        amount, of several that were added up, or of a victim told in words.

    :param entities: the entities of the article, in order.
    """
    weights = province_weights(article, entities)
    ranked = sorted(weights, key=weights.__getitem__, reverse=True)
    focus = leading_province(article, entities, weights)
    names = gazetteer().provinces
    return {
        "provinces": ranked,
        "province_names": [names[code].name for code in ranked],
        "focus_province": focus,
        "focus_province_name": names[focus].name if focus else None,
        "communes": _distinct([entity.value["name"] for entity in entities if entity.type == "COMMUNE"]),
        "officials": _distinct([entity.value["name"] for entity in entities if entity.type == "OFFICIAL"]),
        **_figures(article, entities),
    }


def focus_province(article: Article, entities: Sequence[Entity]) -> str | None:
    """Return the code of the province that an article is about, None where it is about several or none."""
    return leading_province(article, entities, province_weights(article, entities))


def _figures(article: Article, entities: Sequence[Entity]) -> dict[str, Any]:
    """Return the figures of the summary and what they come from."""
    figures = dict(_NO_FIGURES)
    sources: dict[str, list[list[int]]] = {}
    told = tolls(article, entities)
    for unit in UNITS if told else ():
        if toll := told.get(unit):
            figures[unit], figures[f"{unit}_modifier"] = toll.value, toll.modifier
            sources[unit] = [list(span) for span in toll.sources]
    largest = _largest(entities)
    for figure, unit in _FIGURES.items() if largest else ():
        if most := largest.get(unit):
            figures[figure], figures[f"{figure}_modifier"] = most.value["value"], most.value["modifier"]
            sources[figure] = [[most.start, most.end]]
    if money := largest.get("VND"):
        figures["money_vnd"] = money.value["value"]
        sources["money_vnd"] = [[money.start, money.end]]
    figures["sources"] = sources
    return figures


def _distinct(names: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))


def _largest(entities: Iterable[Entity]) -> dict[str, Entity]:
    """Return unit -> its largest amount, the first of several."""
    largest: dict[str, Entity] = {}
    for entity in entities:
        if entity.type == "AMOUNT":
            known = largest.get(entity.value["unit"])
            if known is None or entity.value["value"] > known.value["value"]:
                largest[entity.value["unit"]] = entity
    return largest
