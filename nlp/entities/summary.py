"""The summary of an article's entities: where it takes place, who acts, what was lost.

Invariant: every code, name and number in it is the value of an entity of the article; nothing is added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nlp.article import Article, Entity
from nlp.entities.places.focus_province import province_weights
from nlp.entities.places.gazetteer import gazetteer

_FIGURES = {
    "dead": "dead",
    "missing": "missing",
    "injured": "injured",
    "households": "household",
    "houses": "house",
    "hectares": "ha",
}
"""Figures of the summary, each with the unit of the amounts that it is the largest of."""


def summarize(article: Article, entities: Sequence[Entity]) -> dict[str, Any]:
    """Return the summary of an article:

    ``provinces``
        codes of today's provinces, the most mentioned first, by name or by a commune in them; a mention in the title
        counts three times, one that tells where somebody comes from half.
    ``province_names``
        their names, in the same order.
    ``focus_province``, ``focus_province_name``
        the first of them; None without provinces, or when the first two are mentioned equally often.
    ``communes``
        the names of communes, wards and former districts, each once, in order of appearance.
    ``officials``
        the names of officials, each once, in order of appearance.
    ``dead``, ``missing``, ``injured``, ``households``, ``houses``, ``hectares``
        the largest number stated; None when the article states none. An article gives a toll several times (of the
        day, of a place, in all), and the largest is nearly always that in all; a sum would count people twice.
    ``dead_modifier`` and so on
        the modifier of that number, such as "at_least".
    ``money_vnd``
        the largest amount of money in đồng.

    :param entities: the entities of the article, in order.
    """
    weights = province_weights(article, entities)
    ranked = sorted(weights, key=lambda code: -weights[code])
    leads = len(ranked) == 1 or (len(ranked) > 1 and weights[ranked[0]] > weights[ranked[1]])
    names = gazetteer().provinces
    summary: dict[str, Any] = {
        "provinces": ranked,
        "province_names": [names[code].name for code in ranked],
        "focus_province": ranked[0] if leads else None,
        "focus_province_name": names[ranked[0]].name if leads else None,
        "communes": _distinct(entity.value["name"] for entity in entities if entity.type == "COMMUNE"),
        "officials": _distinct(entity.value["name"] for entity in entities if entity.type == "OFFICIAL"),
    }
    largest = _largest(entities)
    for figure, unit in _FIGURES.items():
        most = largest.get(unit)
        summary[figure] = most["value"] if most else None
        summary[f"{figure}_modifier"] = most["modifier"] if most else None
    money = largest.get("VND")
    summary["money_vnd"] = money["value"] if money else None
    return summary


def _distinct(names: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))


def _largest(entities: Iterable[Entity]) -> dict[str, Mapping[str, Any]]:
    """Return unit -> the value of its largest amount, the first of several."""
    largest: dict[str, Mapping[str, Any]] = {}
    for entity in entities:
        if entity.type == "AMOUNT":
            known = largest.get(entity.value["unit"])
            if known is None or entity.value["value"] > known["value"]:
                largest[entity.value["unit"]] = entity.value
    return largest
