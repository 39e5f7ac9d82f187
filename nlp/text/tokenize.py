"""Tokenization: syllables, or words as underthesea segments them, as strings or as hashes of a whole batch.

Invariants: a token is a run of letters, digits and ``_`` below U+2070, in lower case and NFC, with the tone mark where
normalization puts it; the tokens of a text are those of its normalized form. :func:`hash_tokens` gives the same tokens
by array operations, several times as fast as a loop over strings.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from nlp.article import nfc
from nlp.errors import ModelError, missing_package
from nlp.text.normalize import (
    INVISIBLE,
    clean,
    drop_invisible,
    fold_lookalikes,
    has_markup,
    normalize,
    strip_accents,
    unify_tones,
)

_INVISIBLE, _FIELD_MARK = 1, 2  # kinds of gaps between tokens; all others are 0
_FIRST_LETTER = ord("0")
# Every letter of Vietnamese is below it; above are symbols, CJK and emoji, which say little about a Vietnamese article.
# So the table stays small enough for the processor's cache.
_LIMIT = 0x2070
_TOKEN = re.compile(f"[^\\x00-{chr(_FIRST_LETTER - 1)}]+")
_MULTIPLIER = 0x9E3779B97F4A7C15  # odd, from the golden ratio
_HASHED_LENGTH = 64  # characters of a token that are hashed by their position; a syllable has at most seven


class Tokenizer(Protocol):
    """Prepares a text so that its tokens are the runs of letters, digits and ``_`` in it."""

    name: str

    def segment(self, text: str) -> str:
        """Return a scraped text without markup, with the syllables of each token joined by ``_``."""


class SyllableTokenizer:
    """Tokens are syllables, numbers and foreign words: what Vietnamese puts between spaces."""

    name = "syllable"

    def segment(self, text: str) -> str:
        """Return a text without markup; the other steps of normalization are done token by token."""
        return _apart(clean(text) if has_markup(text) else text)


class PlainTokenizer:
    """Tokens are syllables without their accents, for text that is written without them."""

    name = "plain"

    def segment(self, text: str) -> str:
        """Return a text without markup and accents."""
        return strip_accents(_apart(clean(text) if has_markup(text) else text))


def _apart(text: str) -> str:
    """Return a text with the syllables of segmented words ("Lào_Cai") apart, as tools of the field hand it on."""
    return text.replace("_", " ") if "_" in text else text


class WordTokenizer:
    """Tokens are words as underthesea segments them; about fifty times slower than syllables."""

    name = "word"

    def __init__(self) -> None:
        self._segment = _underthesea_segmenter()

    def segment(self, text: str) -> str:
        """Return the normalized text, with the syllables of each word joined by ``_``."""
        normalized = normalize(text)
        return " ".join(word.replace(" ", "_") for word in self._segment(normalized)) if normalized else ""


@cache
def _fold_table() -> npt.NDArray[np.uint16]:
    """Return for each code point its lower-case letter or digit, or the kind of gap that it is; shape (_LIMIT + 1,)."""
    table = np.zeros(_LIMIT + 1, dtype=np.uint16)
    for code in range(_FIRST_LETTER, _LIMIT):
        char = chr(code)
        if char.isalnum() or char == "_":
            lower = ord(fold_lookalikes(char).lower()[0])
            table[code] = lower if lower < _LIMIT else code
        elif INVISIBLE.match(char):
            table[code] = _INVISIBLE
    table[0] = _FIELD_MARK
    return table


def _fold(fields: Sequence[str]) -> npt.NDArray[np.uint16]:
    """Return the folded characters of all fields, with a mark between them and a gap at both ends."""
    joined = "\0".join(fields)
    if joined.count("\0") >= len(fields):  # a field holds the mark itself
        joined = "\0".join(field.replace("\0", " ") for field in fields)
    if not unicodedata.is_normalized("NFC", joined):
        joined = nfc(joined)
    table = _fold_table()
    folded = table[np.minimum(_code_points(joined), _LIMIT)]
    # Invisible characters must vanish, not separate: "l\u1edb\u200bn" is one syllable. U+FEFF is above the limit.
    if (folded == _INVISIBLE).any() or "\ufeff" in joined:
        folded = table[np.minimum(_code_points(drop_invisible(joined)), _LIMIT)]
    return folded


def _code_points(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(f" {text} ".encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def tokenize(tokenizer: Tokenizer, text: str) -> list[str]:
    """Return the tokens of a text in order."""
    return [unify_tones(token) for token in split_tokens([tokenizer.segment(text)])]


def split_tokens(fields: Sequence[str]) -> list[str]:
    """Return the tokens of segmented fields as they are spelled, before tone marks are unified, in order."""
    return _TOKEN.findall(_fold(fields).tobytes().decode("utf-16-le", "replace"))


@cache
def _powers() -> npt.NDArray[np.uint64]:
    return np.cumprod(np.full(_HASHED_LENGTH, _MULTIPLIER, dtype=np.uint64), dtype=np.uint64)


def hash_tokens(fields: Sequence[str]) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    """Return a 64-bit hash of every token of segmented fields, and the index of its field.

    The hash is a polynomial over the characters as they are written, before tone marks are unified, so that two
    spellings of a token have two hashes. From the 64th character on, the order does not count.
    """
    folded = _fold(fields)
    letter = folded >= _FIRST_LETTER
    edges = np.flatnonzero(letter[1:] != letter[:-1]) + 1
    starts, ends = edges[::2], edges[1::2]
    marks = np.concatenate((np.flatnonzero(folded == _FIELD_MARK), [len(folded)]))
    per_field = np.diff(np.searchsorted(starts, marks), prepend=0)
    field = np.repeat(np.arange(len(marks)), per_field)
    if not len(starts):
        return np.empty(0, dtype=np.uint64), field
    lengths = ends - starts
    first = np.cumsum(lengths) - lengths
    position = np.arange(int(lengths.sum())) - np.repeat(first, lengths)
    terms = folded[letter] * _powers()[np.minimum(position, _HASHED_LENGTH - 1)]
    return np.add.reduceat(terms, first), field


def hash_token(token: str) -> int:
    """Return the hash of one token."""
    return int(hash_tokens([token])[0][0])


def _underthesea_segmenter() -> Callable[[str], list[str]]:
    """Import underthesea's segmenter, and restore the root logger that the import reconfigures."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        from underthesea import word_tokenize  # noqa: PLC0415 - takes 0.8 s and 100 MB
    except ImportError as error:
        raise missing_package("The word tokenizer", "underthesea") from error
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    return word_tokenize  # type: ignore[no-any-return]


TOKENIZERS: dict[str, Callable[[], Tokenizer]] = {
    "syllable": SyllableTokenizer,
    "plain": PlainTokenizer,
    "word": WordTokenizer,
}


def make_tokenizer(name: str) -> Tokenizer:
    """Return the tokenizer of this name.

    :raises ModelError: if no tokenizer has this name.
    :raises MissingExtraError: if it needs a package that is not installed.
    """
    if name not in TOKENIZERS:
        raise ModelError(f"Unknown tokenizer {name!r}.", f"Known ones: {', '.join(TOKENIZERS)}.")
    return TOKENIZERS[name]()
