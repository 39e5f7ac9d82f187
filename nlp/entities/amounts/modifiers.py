"""Modifiers of an amount: "ít nhất", "gần", "hơn" before the number, "trở lên" after what it counts.

Invariant: at most two modifiers are read before a number; of two, the one that sets a bound wins.
"""

from __future__ import annotations

from functools import cache

from nlp.entities.amounts.amount_tokens import AmountTokens
from nlp.entities.lexicon import phrases, rows
from nlp.entities.phrases import Phrases
from nlp.text.normalize import strip_accents

# What says that the true number lies on one side; "nearly" and "about" only estimate.
_BOUNDS = frozenset({"at_least", "more_than", "less_than", "at_most"})
# "khoảng trên 12 tỷ", "vượt gần 340 km": nobody writes three of them.
_MOST_STACKED = 2
# What is another word before a second modifier.
_FIRST_ONLY = (("vượt",), ("hơn",))


def modifier_before(tokens: AmountTokens, begin: int) -> tuple[int, str | None]:
    """Return where the modifiers before the token at ``begin`` begin, and which one they mean, or None."""
    endings = _before(tokens.plain)
    position, winner = begin, None
    for _ in range(_MOST_STACKED):
        candidates = endings.get(tokens.lower[position - 1], ()) if position else ()
        for words, name in candidates:
            # "vượt gần 340 km": the distance is covered, not exceeded; "thấp hơn khoảng 30 USD" compares.
            if words in _FIRST_ONLY and position < begin:
                return position, winner
            if len(words) == 1 or tuple(tokens.lower[max(0, position - len(words)) : position]) == words:
                # "khoảng trên 12 tỷ" is more than 12: an estimate gives way to a bound.
                winner = name if winner is None or (name in _BOUNDS and winner not in _BOUNDS) else winner
                position -= len(words)
                break
        else:
            break
    return position, winner


def modifier_after(tokens: AmountTokens, end: int) -> tuple[int, str | None]:
    """Return the end and the name of the modifier at ``end``, or ``end`` and None: "từ 2 m trở lên"."""
    match = _after(tokens.plain).match(tokens.lower, end)
    return (end, None) if match is None else match


def _rows(place: str, plain: bool) -> list[tuple[str, str]]:
    """Return phrases and modifiers of the table for ``place``, as a text with or without accents writes them."""
    table = rows("amount_modifiers", "modifier", "place", "without_accents", "phrases")
    return [
        (strip_accents(phrase) if plain else phrase, name)
        for name, its_place, without_accents, cell in table
        if its_place == place and not (plain and without_accents == "no")
        for phrase in phrases(cell)
    ]


@cache
def _before(plain: bool) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Return last word of a modifier -> its words and its name, longest first: "không quá" before "quá"."""
    endings: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase, name in _rows("before", plain):
        words = tuple(phrase.split())
        endings.setdefault(words[-1], []).append((words, name))
    for candidates in endings.values():
        candidates.sort(key=lambda candidate: -len(candidate[0]))
    return endings


@cache
def _after(plain: bool) -> Phrases[str]:
    return Phrases(_rows("after", plain))
