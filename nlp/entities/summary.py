"""The summary of an article's entities: where it takes place, who acts, what was lost.

Invariant: every code, name and number in it is the value of an entity of the article; nothing is added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from nlp.article import Article, Entity

_TITLE_WEIGHT = 3
_CASUALTIES = ("dead", "missing", "injured")


def summarize(article: Article, entities: Sequence[Entity]) -> dict[str, Any]:
    """Return the summary of an article:

    ``provinces``
        codes of today's provinces, the most mentioned first; a mention in the title counts three times.
    ``focus_province``
        the first of them; None without provinces, or when the first two are mentioned equally often.
    ``officials``
        the names of officials, each once, in order of appearance.
    ``dead``, ``missing``, ``injured``
        the largest number stated; None when the article states none. An article gives a toll several times (of the
        day, of a place, in all), and the largest is nearly always that in all; a sum would count people twice.
    ``dead_modifier``, ``missing_modifier``, ``injured_modifier``
        the modifier of that number, such as "at_least".
    ``money_vnd``
        the largest amount of money in đồng.

    :param entities: the entities of the article, in order.
    """
    weights = _province_weights(article, entities)
    ranked = sorted(weights, key=lambda code: -weights[code])
    leads = len(ranked) == 1 or (len(ranked) > 1 and weights[ranked[0]] > weights[ranked[1]])
    summary: dict[str, Any] = {
        "provinces": ranked,
        "focus_province": ranked[0] if leads else None,
        "officials": _distinct(entity.value["name"] for entity in entities if entity.type == "OFFICIAL"),
    }
    for unit in _CASUALTIES:
        most = _largest(entities, unit)
        summary[unit] = most.value["value"] if most else None
        summary[f"{unit}_modifier"] = most.value["modifier"] if most else None
    money = _largest(entities, "VND")
    summary["money_vnd"] = money.value["value"] if money else None
    return summary


def _province_weights(article: Article, entities: Iterable[Entity]) -> dict[str, int]:
    """Return code of a province -> its mentions, weighted."""
    weights: dict[str, int] = {}
    for entity in entities:
        if entity.type == "PROVINCE":
            weight = _TITLE_WEIGHT if entity.start < article.title_length else 1
            weights[entity.value["code"]] = weights.get(entity.value["code"], 0) + weight
    return weights


def _distinct(names: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))


def _largest(entities: Iterable[Entity], unit: str) -> Entity | None:
    """Return the largest amount of ``unit``, the first of several."""
    stated = [entity for entity in entities if entity.type == "AMOUNT" and entity.value["unit"] == unit]
    return max(stated, key=lambda entity: entity.value["value"], default=None)
