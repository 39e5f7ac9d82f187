"""Tokenization: syllables, or words as underthesea segments them, as strings or as hashes of whole batches.

Invariant: a token is a run of letters, digits and ``_`` below U+2070 in lower case, NFC, its tone mark in one
place; the tokens of a text are those of its normalized form. :func:`hash_tokens` finds the same tokens with array
operations, several times faster than any loop over strings.
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
from nlp.errors import MissingExtraError, ModelError
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

_INVISIBLE, _FIELD_MARK = 1, 2  # any other gap is 0
_FIRST_LETTER = ord("0")
_LIMIT = 0x2070
_TOKEN = re.compile(f"[^\\x00-{chr(_FIRST_LETTER - 1)}]+")
_MULTIPLIER = 0x9E3779B97F4A7C15  # odd, from the golden ratio
_HASHED_LENGTH = 64


class Tokenizer(Protocol):
    """Prepares text so that its tokens are the runs of letters, digits and ``_`` in it."""

    name: str

    def segment(self, text: str) -> str:
        """Return ``text``, as scraped, without markup and with the syllables of a word joined by ``_``."""


class SyllableTokenizer:
    """Syllables, numbers and foreign words: what Vietnamese writing puts between spaces."""

    name = "syllable"

    def segment(self, text: str) -> str:
        """Return ``text`` without markup; what else normalization does happens to each token."""
        return clean(text) if has_markup(text) else text


class PlainTokenizer:
    """Syllables without their accents, for text that was written without them."""

    name = "plain"

    def segment(self, text: str) -> str:
        """Return ``text`` without markup and accents."""
        return strip_accents(clean(text) if has_markup(text) else text)


class WordTokenizer:
    """Words as underthesea segments them (about fifty times slower)."""

    name = "word"

    def __init__(self) -> None:
        self._segment = _underthesea_segmenter()

    def segment(self, text: str) -> str:
        """Return ``text`` normalized and with the syllables of each word joined by ``_``."""
        normalized = normalize(text)
        return " ".join(word.replace(" ", "_") for word in self._segment(normalized)) if normalized else ""


@cache
def _fold_table() -> npt.NDArray[np.uint16]:
    """Return code point -> lower-case letter or digit, or what kind of gap it is; shape (_LIMIT + 1,)."""
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
    """Return the folded characters of all fields, a mark between each and the next and a gap at both ends."""
    joined = "\0".join(fields)
    if joined.count("\0") >= len(fields):
        joined = "\0".join(field.replace("\0", " ") for field in fields)
    if not unicodedata.is_normalized("NFC", joined):
        joined = nfc(joined)
    table = _fold_table()
    folded = table[np.minimum(_code_points(joined), _LIMIT)]
    if (folded == _INVISIBLE).any() or "\ufeff" in joined:
        folded = table[np.minimum(_code_points(drop_invisible(joined)), _LIMIT)]
    return folded


def _code_points(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(f" {text} ".encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def tokenize(tokenizer: Tokenizer, text: str) -> list[str]:
    """Return the tokens of ``text`` in order."""
    return [unify_tones(token) for token in split_tokens([tokenizer.segment(text)])]


def split_tokens(fields: Sequence[str]) -> list[str]:
    """Return the tokens of segmented fields as they are spelled, in the order of :func:`hash_tokens`."""
    return _TOKEN.findall(_fold(fields).tobytes().decode("utf-16-le", "replace"))


@cache
def _powers() -> npt.NDArray[np.uint64]:
    return np.cumprod(np.full(_HASHED_LENGTH, _MULTIPLIER, dtype=np.uint64), dtype=np.uint64)


def hash_tokens(fields: Sequence[str]) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    """Return a 64-bit hash of every token of segmented fields, and the number of the field it stands in.

    The hash is polynomial over the characters as they are written, before tone marks are unified; two spellings
    of a token have two hashes. Characters after the 64th are added without regard to their place.
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
    place = np.arange(int(lengths.sum())) - np.repeat(first, lengths)
    terms = folded[letter] * _powers()[np.minimum(place, _HASHED_LENGTH - 1)]
    return np.add.reduceat(terms, first), field


def hash_token(token: str) -> int:
    """Return the hash that :func:`hash_tokens` gives one token."""
    return int(hash_tokens([token])[0][0])


def _underthesea_segmenter() -> Callable[[str], list[str]]:
    """Import underthesea's segmenter and put back the root logger that importing it reconfigures."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        from underthesea import word_tokenize  # noqa: PLC0415 - 0.8 s and 100 MB that only this tokenizer needs
    except ImportError as error:
        raise MissingExtraError(
            "The word tokenizer needs the package underthesea.", "Install it with: pip install 'bantin[word]'"
        ) from error
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
    """Return the tokenizer called ``name``.

    :raises ModelError: if there is none of that name.
    :raises MissingExtraError: if it needs a package that is not installed.
    """
    if name not in TOKENIZERS:
        raise ModelError(f"Unknown tokenizer {name!r}.", f"Known ones: {', '.join(TOKENIZERS)}.")
    return TOKENIZERS[name]()
