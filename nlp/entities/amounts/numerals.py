"""Numerals: the words that numbers are made of, read from ``lexicons/numerals.tsv``.

Invariant: the table says what each word means; this module only groups its rows by role.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.entities.amounts.context_words import context_words
from nlp.entities.lexicon import rows
from nlp.text.normalize import strip_accents

_ROWS = rows("numerals", "word", "role", "value", "without_accents")


def _words(role: str) -> frozenset[str]:
    return frozenset(word for word, its_role, _, _ in _ROWS if its_role == role)


def _values(role: str) -> dict[str, int]:
    return {word: int(value) for word, its_role, value, _ in _ROWS if its_role == role}


def _restored(reading: str) -> dict[str, str]:
    """Return spelling without accents -> numeral, of the numerals with ``reading`` in the last column."""
    # "mười" and "mươi" become the same spelling, which only its neighbour tells apart: restore_numerals does.
    return {
        strip_accents(word): word
        for word, role, _, without_accents in _ROWS
        if without_accents == reading and role not in ("ten", "tens")
    }


DIGITS = _values("digit")
AFTER_TENS = DIGITS | _values("after_tens")
SCALES = _values("scale") | _values("abbreviation")
GLUED_SCALES = SCALES | _values("glued")
SEVERAL = _words("several")
AND_HALF = _words("and_half")
ZEROS = _words("zero")
TO = _words("range")
COMMAS = _words("comma")
ROUGH = _words("rough")
HEADS = frozenset(DIGITS) | _words("scale") | SEVERAL | ROUGH | _words("ten") | _words("half")
"""Words that can begin a number (digits can too)."""

_ALONE = _restored("alone")
_BESIDE = _restored("beside")
# After these a spelling that is a common word too is read as a numeral: "hang tram", "vai chuc", "muoi sau".
_BEFORE_SCALES = frozenset({"mươi", "mười", "hàng", "vài", "mấy"})
_PLAIN_SCALES = frozenset(strip_accents(word) for word in SCALES) | {"muoi"}


def restore_numerals(lower: Sequence[str]) -> list[str]:
    """Return the tokens of a text without accents, its numerals with theirs.

    Numerals that are common words too ("nam", "sau") are restored only next to another numeral: "nam trieu", not
    "mien nam". Without this limit most sentences would hold a number; "mot ngan hang" would be a thousand.
    """
    words = list(lower)
    compounds = context_words(plain=True).numeral_compounds
    last = len(words) - 1
    for position, word in enumerate(words):
        before = words[position - 1] if position else ""
        if word == "muoi":
            words[position] = "mươi" if before in DIGITS else "mười"
        elif word in _ALONE:
            words[position] = _ALONE[word]
        elif word in _BESIDE:
            after = words[position + 1] if position < last else ""
            is_beside = before in DIGITS or before in SCALES or before in _BEFORE_SCALES or after in _PLAIN_SCALES
            if is_beside and f"{word} {after}" not in compounds:
                words[position] = _BESIDE[word]
    return words
