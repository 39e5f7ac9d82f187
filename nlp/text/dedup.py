"""Near-duplicates: texts that share most of their three-token shingles, found by MinHash in linear time.

One piece of code serves the groups of cross-validation and the marks of batch labelling. A. Z. Broder, "On the
resemblance and containment of documents", 1997; bands of signatures as in Leskovec, Rajaraman, Ullman, "Mining of
massive datasets", 3.4; hash functions by multiply-shift (Dietzfelbinger et al., 1997).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt

from nlp.article import nfc
from nlp.text.normalize import unify_tones
from nlp.text.tokenize import SyllableTokenizer, hash_tokens

Signatures = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]

SIMILARITY = 0.6
"""Jaccard similarity of shingle sets from which two texts count as near-duplicates."""

HASHES = 64
"""Numbers in a signature; similarity is estimated with a standard error of about 0.06."""

_BAND = 4  # 16 bands of 4: two texts of similarity 0.6 share a band with probability 0.9, of 0.8 with 0.9998
_SHINGLE = 3
_BATCH = 200
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_EMPTY = np.uint32(0xFFFFFFFF)


def near_duplicates(texts: Iterable[str], similarity: float = SIMILARITY) -> Places:
    """Return for each text the index of the first of its near-duplicates, or its own; shape (n_texts,).

    Near-duplicates of near-duplicates count as such: a story that grows line by line is one group.

    :param similarity: Jaccard similarity of the three-token shingles, estimated.
    """
    return first_duplicates(np.concatenate([np.empty((0, HASHES), np.uint32), *_in_batches(texts)]), similarity)


def _in_batches(texts: Iterable[str]) -> Iterator[Signatures]:
    iterator = iter(texts)
    while batch := list(islice(iterator, _BATCH)):
        yield signatures(batch)


def signatures(texts: Sequence[str]) -> Signatures:
    """Return the MinHash signature of each text, shape (n_texts, HASHES); texts without tokens have the same."""
    shingles, place = _shingles(texts)
    found = np.full((len(texts), HASHES), _EMPTY, dtype=np.uint32)
    if len(shingles):
        starts = np.flatnonzero(np.diff(place, prepend=-1))
        for number, (factor, shift) in enumerate(_hash_functions()):
            hashed = ((shingles * factor + shift) >> np.uint64(32)).astype(np.uint32)
            found[place[starts], number] = np.minimum.reduceat(hashed, starts)
    return found


def _hash_functions() -> list[tuple[np.uint64, np.uint64]]:
    numbers = np.random.default_rng(1).integers(0, 2**64, size=(HASHES, 2), dtype=np.uint64)
    return [(factor | np.uint64(1), shift) for factor, shift in numbers]


def _shingles(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint64], Places]:
    """Return hashes of the runs of three tokens (of all, when there are fewer), and the text each is of."""
    tokenizer = SyllableTokenizer()
    tokens, text = hash_tokens([tokenizer.segment(unify_tones(nfc(given))) for given in texts])
    counts = np.bincount(text, minlength=len(texts))
    short = (counts < _SHINGLE)[text]
    runs, place = tokens.copy(), text.copy()
    follows = np.zeros(len(tokens), dtype=bool)
    for step in range(1, _SHINGLE):
        follows[:] = False
        follows[: len(tokens) - step] = text[step:] == text[: len(tokens) - step]
        ahead = np.zeros_like(tokens)
        ahead[: len(tokens) - step] = tokens[step:]
        runs = np.where(follows, runs * _MULTIPLIER + ahead, runs)
    first = np.diff(text, prepend=-1) != 0
    kept = np.where(short, first, follows)
    return runs[kept], place[kept]


def first_duplicates(signed: Signatures, similarity: float = SIMILARITY) -> Places:
    """Return for each signature the index of the first of its near-duplicates, or its own; shape (n_texts,).

    Two texts are compared when a band of their signatures agrees; in each bucket of a band every text is compared
    with the bucket's first and with the one before it, so the time is linear however large a bucket is.
    """
    first = np.arange(len(signed))
    for start in range(0, HASHES, _BAND):
        keys = np.zeros(len(signed), dtype=np.uint64)
        for number in range(start, start + _BAND):
            keys = keys * _MULTIPLIER + signed[:, number]
        order = np.argsort(keys, kind="stable")
        opens = np.flatnonzero(np.append(True, keys[order][1:] != keys[order][:-1])[: len(order)])
        heads = np.repeat(opens, np.diff(np.append(opens, len(order))))
        for others in (order[heads], order[np.maximum(np.arange(len(order)) - 1, heads)]):
            alike = np.flatnonzero(others < order)
            alike = alike[_similarity(signed, order[alike], others[alike]) >= similarity]
            np.minimum.at(first, order[alike], others[alike])
    return _roots(first)


def _similarity(signed: Signatures, left: Places, right: Places) -> npt.NDArray[np.float64]:
    """Return the share of equal numbers in pairs of signatures, some thousand pairs at a time."""
    shares = [
        (signed[left[start : start + 4_096]] == signed[right[start : start + 4_096]]).mean(axis=1)
        for start in range(0, len(left), 4_096)
    ]
    return np.concatenate(shares) if shares else np.empty(0)


def _roots(first: Places) -> Places:
    """Follow each index to the one that stands for itself."""
    while not np.array_equal(first, above := first[first]):
        first = above
    return first
