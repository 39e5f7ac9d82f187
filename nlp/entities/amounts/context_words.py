"""The words around a number that tell whether it is an amount, read from ``lexicons/amount_context.tsv``.

Invariant: for text without accents every group exists a second time, folded; rules ask one set and need not know which.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from nlp.entities.lexicon import groups
from nlp.text.normalize import strip_accents


class ContextWords(NamedTuple):
    """The groups of ``lexicons/amount_context.tsv``; the table says where each stands and what it tells."""

    addresses: frozenset[str]
    after_amount_of: frozenset[str]
    after_children: frozenset[str]
    after_degrees: frozenset[str]
    after_hour: frozenset[str]
    after_toll: frozenset[str]
    animals: frozenset[str]
    before_children: frozenset[str]
    before_father: frozenset[str]
    before_hour: frozenset[str]
    before_noun: frozenset[str]
    before_ordinal: frozenset[str]
    before_other_scale: frozenset[str]
    before_share: frozenset[str]
    before_sum: frozenset[str]
    before_toll: frozenset[str]
    before_year: frozenset[str]
    before_year_number: frozenset[str]
    calendar: frozenset[str]
    classifiers: frozenset[str]
    coordinated: frozenset[str]
    days: frozenset[str]
    every: frozenset[str]
    money_cues: frozenset[str]
    named_pairs: frozenset[str]
    names_by_number: frozenset[str]
    numbered_places: frozenset[str]
    numeral_compounds: frozenset[str]
    parents: frozenset[str]
    quakes: frozenset[str]
    scale_compounds: frozenset[str]
    things_by_numeral: frozenset[str]
    wholes: frozenset[str]
    with_children: frozenset[str]


@cache
def restored_words() -> dict[str, str]:
    """Return spelling without accents -> word, of the words that rules ask for one by one."""
    return {strip_accents(word): word for word in groups("amount_context")["restored"]}


@cache
def context_words(plain: bool) -> ContextWords:
    """Return the words of the lexicon.

    :param plain: whether to fold them for text without accents; what would look like a commoner word is left out.
    """
    table = groups("amount_context")

    def readable(group: str) -> frozenset[str]:
        return frozenset(map(strip_accents, table[group] - table["blurred"])) if plain else table[group]

    return ContextWords(**{group: readable(group) for group in ContextWords._fields})
