"""Totals: figures of several provinces, which are not those of the article's focus.

Invariant: only facts whose place is the article's focus change, and only their province.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from nlp.article import Fact
from nlp.facts.places import Place


class Told(NamedTuple):
    """A fact with its place.

    :param place: None where the article's focus gives it.
    :param sentence: number of its sentence.
    """

    fact: Fact
    place: Place | None
    sentence: int


def without_focus_of_totals(facts: Sequence[Told]) -> list[Told]:
    """Return the facts, the totals without a province: "69 người chết, trong đó riêng Quảng Nam 10 người"."""
    parts: dict[str, list[Told]] = {}
    for told in facts:
        if told.place is not None and told.place.is_province:
            parts.setdefault(told.fact.measure, []).append(told)
    # What a sentence tells beside a total is told of the same provinces: "35 người chết và 4 người mất tích".
    totals = {told.sentence for told in facts if _is_total(told, parts)}
    return [
        told._replace(fact=replace(told.fact, province=None))
        if told.place is None and told.sentence in totals
        else told
        for told in facts
    ]


def _is_total(told: Told, parts: dict[str, list[Told]]) -> bool:
    """Say whether smaller figures of provinces are parts of this one.

    Those of the same sentence or the next are, if there are two or one is the focus; those of other sentences are if
    the focus is one of them, and has nowhere as much.
    """
    fact = told.fact
    if told.place is not None or fact.province is None:
        return False
    others = parts.get(fact.measure, [])
    smaller = [part for part in others if part.fact.value < fact.value]
    near = [part for part in smaller if 0 <= part.sentence - told.sentence <= 1]
    provinces = {part.fact.province for part in near}
    if len(provinces) > 1 or any(part.sentence == told.sentence for part in near):
        return True
    of_focus = [part for part in others if part.fact.province == fact.province]
    return bool(of_focus) and len(of_focus) == sum(part in smaller for part in of_focus) < len(smaller)
