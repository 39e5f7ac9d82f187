"""Units and counted nouns, read from ``lexicons/amount_units.tsv`` and ``lexicons/counted_nouns.tsv``.

Invariant: the longest phrase that fits is the one meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from nlp.entities.lexicon import phrases, rows
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


class UnaccentedNoun(NamedTuple):
    """What a spelling stands for in text without accents, where it is spelt like other words.

    :param after_digits: the unit after digits, or None when no amount is meant.
    :param after_words: the unit after a numeral of one word.
    :param cues: words of which one has to stand before the number; none are needed when it is empty.
    """

    after_digits: Unit | None
    after_words: Unit | None
    cues: frozenset[str]


@cache
def periods(plain: bool) -> dict[str, str]:
    """Return the words for what a rate is counted by ("/giờ") with their units."""
    table = rows("amount_units", "unit", "kind", "factor", "phrases")
    return {
        strip_accents(phrase) if plain else phrase: name
        for name, kind, _, cell in table
        if kind == _PERIOD
        for phrase in phrases(cell)
    }


@cache
def lexicon(plain: bool) -> Phrases[Unit]:
    """Return the phrases of all units over lower-case tokens.

    :param plain: without accents. Of phrases that then are the same the first listed stays, and those that are spelt
        like other words are left to :func:`unaccented_nouns`.
    """
    if not plain:
        return Phrases(unit_rows())
    entries: dict[str, Unit] = {}
    for phrase, unit in unit_rows():
        entries.setdefault(strip_accents(phrase), unit)
    return Phrases((spelling, unit) for spelling, unit in entries.items() if spelling not in unaccented_nouns())


@cache
def symbols(plain: bool) -> Phrases[Unit]:
    """Return the phrases of money and measures alone, which may be glued to digits: "52ha", "35.000đ"."""
    entries: dict[str, Unit] = {}
    for phrase, unit in unit_rows():
        if unit.kind in ("money", "measure"):
            entries.setdefault(strip_accents(phrase) if plain else phrase, unit)
    return Phrases(entries.items())


@cache
def unaccented_nouns() -> dict[str, UnaccentedNoun]:
    """Return spelling -> what it stands for, of ``lexicons/unaccented_nouns.tsv``."""
    units = dict(unit_rows())
    table = rows("unaccented_nouns", "spelling", "after_digits", "after_words", "cues")
    return {
        spelling: UnaccentedNoun(
            units[after_digits] if after_digits else None,
            units[after_words] if after_words else None,
            frozenset(map(strip_accents, phrases(cues))),
        )
        for spelling, after_digits, after_words, cues in table
    }
