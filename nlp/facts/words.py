"""The words that tell of facts, read from the tables of this room.

Invariant: for text without accents every table exists a second time, folded.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from nlp.entities.lexicon import groups, phrases, rows
from nlp.entities.phrases import Phrases
from nlp.text.normalize import strip_accents

FOLDER = Path(__file__).parent / "lexicons"


class Meaning(NamedTuple):
    """What a phrase tells of a figure of some units.

    :param order: the row of the table, which decides where two fit.
    :param where: "any", "before" or "after".
    """

    order: int
    measure: str
    units: frozenset[str]
    where: str


class FactWords(NamedTuple):
    """The groups of ``lexicons/fact_context.tsv`` by their names; the table says what each tells."""

    plans: Phrases[bool]
    plans_ahead: Phrases[bool]
    done: Phrases[bool]
    asked: Phrases[bool]
    spent: Phrases[bool]
    spending: Phrases[bool]
    not_damage: Phrases[bool]
    each: Phrases[bool]
    disasters: Phrases[bool]
    forecasts: Phrases[bool]
    origins: Phrases[bool]
    locatives: Phrases[bool]
    national: Phrases[bool]
    whole: Phrases[bool]
    several: Phrases[bool]
    regular: Phrases[bool]
    winds: Phrases[bool]
    storm_winds: Phrases[bool]
    gusts: Phrases[bool]
    not_winds: Phrases[bool]
    above: Phrases[bool]
    fish: Phrases[bool]
    banks: Phrases[bool]
    rescuers: Phrases[bool]
    parts: Phrases[bool]


@cache
def fact_words(*, plain: bool) -> FactWords:
    """Return the words around figures.

    :param plain: whether the text is written without accents.
    """
    table = groups("fact_context", FOLDER)

    def listed(group: str) -> Phrases[bool]:
        return Phrases((strip_accents(phrase) if plain else phrase, True) for phrase in table[group])

    return FactWords(*(listed(group) for group in FactWords._fields))


WORD_SETS = ("fillers", "pairs", "items", "joiners", "kinds", "openers", "links")
"""The groups of ``lexicons/fact_context.tsv`` that are asked for single tokens."""


@cache
def word_set(group: str) -> frozenset[str]:
    """Return the tokens of one of :data:`WORD_SETS`, with their accents and without."""
    tokens = groups("fact_context", FOLDER)[group]
    return tokens | frozenset(map(strip_accents, tokens))


@cache
def measure_words(*, plain: bool) -> Phrases[tuple[Meaning, ...]]:
    """Return phrase -> what it may tell of figures, in the order of the table.

    :param plain: whether the text is written without accents.
    """
    meanings: dict[str, tuple[Meaning, ...]] = {}
    table = rows("measures", "measure", "units", "where", "phrases", folder=FOLDER)
    for order, (measure, units, where, cell) in enumerate(table):
        meaning = Meaning(order, measure, frozenset(units.split()), where)
        for phrase in phrases(cell):
            spelling = strip_accents(phrase) if plain else phrase
            meanings[spelling] = (*meanings.get(spelling, ()), meaning)
    return Phrases(meanings.items())


@cache
def measured_units() -> frozenset[str]:
    """Return the units of amounts that may be facts, besides those of casualties."""
    table = rows("measures", "measure", "units", "where", "phrases", folder=FOLDER)
    return frozenset(unit for _, units, _, _ in table for unit in units.split())


@cache
def figure_units() -> frozenset[str]:
    """Return the units of all figures that may be facts."""
    return measured_units() | {"dead", "missing", "injured", "casualty", "body", "wind", "bare"}
