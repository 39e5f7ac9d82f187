"""Units and counted nouns, read from ``lexicons/amount_units.tsv`` and ``lexicons/counted_nouns.tsv``.

Invariant: the longest phrase that fits is the one meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from nlp.entities.lexicon import groups, phrases, rows
from nlp.entities.phrases import Phrases
from nlp.text.normalize import strip_accents

_NO_AMOUNT = "-"
_PERIOD = "period"


class Unit(NamedTuple):
    """A unit.

    :param name: its id, as in the values of amounts; "" for what is no amount.
    :param kind: ``money``, ``measure``, ``person``, ``count``, or ``none`` for what makes a number no amount.
    :param factor: what the number is multiplied by (100 for ``tạ`` in kilograms).
    """

    name: str
    kind: str
    factor: float = 1


PERSON = Unit("person", "person")


def unit_rows() -> Iterator[tuple[str, Unit]]:
    """Yield every phrase that may follow a number with its unit, in the order of the tables."""
    for name, kind, factor, cell in rows("amount_units", "unit", "kind", "factor", "phrases"):
        if kind != _PERIOD:
            unit = Unit(name, kind, float(factor) if "." in factor else int(factor))
            yield from ((phrase, unit) for phrase in phrases(cell))
    for name, cell in rows("counted_nouns", "unit", "phrases"):
        unit = _counted(name)
        yield from ((phrase, unit) for phrase in phrases(cell))


def _counted(name: str) -> Unit:
    if name == _NO_AMOUNT:
        return Unit("", "none")
    return PERSON if name == PERSON.name else Unit(name, "count")


@cache
def periods() -> dict[str, str]:
    """Return the words for what a rate is counted by ("/giờ") with their units."""
    table = rows("amount_units", "unit", "kind", "factor", "phrases")
    return {phrase: name for name, kind, _, cell in table if kind == _PERIOD for phrase in phrases(cell)}


@cache
def lexicon(plain: bool = False) -> Phrases[Unit]:
    """Return the phrases of all units over lower-case tokens.

    :param plain: without accents; of phrases that then are the same the first listed stays.
    """
    if not plain:
        return Phrases(unit_rows())
    unsure = {strip_accents(noun) for noun in groups("amount_context")["unsure_nouns"]}
    entries: dict[str, Unit] = {}
    for phrase, unit in unit_rows():
        spelling = strip_accents(phrase)
        if spelling not in unsure or unit.name == "household":
            entries.setdefault(spelling, unit)
    return Phrases(entries.items())
