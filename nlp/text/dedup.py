"""Near-duplicates: texts that share most of their three-token shingles, found by MinHash in linear time.

Invariant: the signature of a text depends on nothing but the text, so that signatures of different processes compare.

The same functions give the groups of cross-validation and the marks of batch labelling. A. Z. Broder, "On the
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
Indices = npt.NDArray[np.int64]

SIMILARITY = 0.6
"""Jaccard similarity of shingle sets from which two texts are near-duplicates.

A feed item with another lead, or with one sentence more, has about 0.8 to the original. This week's report on fuel
prices, in the words of the last one with other figures, has about 0.4 to it: another event, which keeps its own record.
"""

HASHES = 64
"""Numbers in a signature; the estimate of a similarity has a standard error of about 0.06."""

_BAND = 4  # 16 bands of 4: two texts of similarity 0.6 share a band with probability 0.9, of 0.8 with 0.9998
# Tokens. Single syllables are common to all texts of a topic. In runs of five, each changed token would break five of
# the forty-odd shingles of a feed item.
_SHINGLE = 3
_BATCH = 200
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_EMPTY = np.uint32(0xFFFFFFFF)


def near_duplicates(texts: Iterable[str], similarity: float = SIMILARITY) -> Indices:
    """Return for each text the index of the first of its near-duplicates, or its own; shape (n_texts,).

    The relation is transitive: a story that grows line by line is one group, though its ends share little.

    :param similarity: least estimated Jaccard similarity of the three-token shingles.
    """
    return first_duplicates(np.concatenate([np.empty((0, HASHES), np.uint32), *_in_batches(texts)]), similarity)


def _in_batches(texts: Iterable[str]) -> Iterator[Signatures]:
    iterator = iter(texts)
    while batch := list(islice(iterator, _BATCH)):
        yield signatures(batch)


def signatures(texts: Sequence[str]) -> Signatures:
    """Return the MinHash signature of each text, shape (n_texts, HASHES); texts without tokens share one signature."""
    shingles, text = _shingles(texts)
    signed = np.full((len(texts), HASHES), _EMPTY, dtype=np.uint32)
    if len(shingles):
        starts = np.flatnonzero(np.diff(text, prepend=-1))
        for number, (factor, shift) in enumerate(_hash_functions()):
            hashed = ((shingles * factor + shift) >> np.uint64(32)).astype(np.uint32)
            signed[text[starts], number] = np.minimum.reduceat(hashed, starts)
    return signed


def _hash_functions() -> list[tuple[np.uint64, np.uint64]]:
    numbers = np.random.default_rng(1).integers(0, 2**64, size=(HASHES, 2), dtype=np.uint64)
    return [(factor | np.uint64(1), shift) for factor, shift in numbers]


def _shingles(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint64], Indices]:
    """Return hashes of the runs of three tokens, and for each the index of its text.

    A text of one or two tokens has one shingle, of all of them, so that equal ones still meet.
    """
    tokenizer = SyllableTokenizer()
    tokens, text = hash_tokens([tokenizer.segment(unify_tones(nfc(given))) for given in texts])
    counts = np.bincount(text, minlength=len(texts))
    short = (counts < _SHINGLE)[text]
    runs = tokens.copy()
    follows = np.zeros(len(tokens), dtype=bool)
    for step in range(1, _SHINGLE):
        follows[:] = False
        follows[: len(tokens) - step] = text[step:] == text[: len(tokens) - step]
        ahead = np.zeros_like(tokens)
        ahead[: len(tokens) - step] = tokens[step:]
        runs = np.where(follows, runs * _MULTIPLIER + ahead, runs)
    first = np.diff(text, prepend=-1) != 0
    kept = np.where(short, first, follows)
    return runs[kept], text[kept]


def bands(signed: Signatures) -> npt.NDArray[np.uint64]:
    """Return a hash of each band of each signature, shape (n_texts, n_bands).

    Near-duplicates have one in common nearly always, other texts hardly ever, so that they can be looked up.
    """
    keys = np.tile(np.arange(HASHES // _BAND, dtype=np.uint64), (len(signed), 1))
    for number in range(_BAND):
        keys = keys * _MULTIPLIER + signed[:, number::_BAND]
    return keys


def first_duplicates(signed: Signatures, similarity: float = SIMILARITY) -> Indices:
    """Return for each signature the index of the first of its near-duplicates, or its own; shape (n_texts,).

    Two texts are compared if a band of their signatures agrees. Within a bucket of a band, each text is compared with
    the first and with the one before it only, so the time stays linear: a site that puts the same notice under every
    article makes one bucket of all of them, and all pairs would be quadratic.
    """
    first = np.arange(len(signed))
    for keys in bands(signed).T:
        order = np.argsort(keys, kind="stable")
        opens = np.flatnonzero(np.append(True, keys[order][1:] != keys[order][:-1])[: len(order)])
        heads = np.repeat(opens, np.diff(np.append(opens, len(order))))
        for others in (order[heads], order[np.maximum(np.arange(len(order)) - 1, heads)]):
            alike = np.flatnonzero(others < order)
            alike = alike[_similarity(signed, order[alike], others[alike]) >= similarity]
            np.minimum.at(first, order[alike], others[alike])
    return _roots(first)


def _similarity(signed: Signatures, left: Indices, right: Indices) -> npt.NDArray[np.float64]:
    """Return the share of equal numbers in pairs of signatures, a few thousand pairs at a time to bound the memory."""
    shares = [
        (signed[left[start : start + 4_096]] == signed[right[start : start + 4_096]]).mean(axis=1)
        for start in range(0, len(left), 4_096)
    ]
    return np.concatenate(shares) if shares else np.empty(0)


def _roots(first: Indices) -> Indices:
    """Follow each index to one that is its own."""
    while not np.array_equal(first, above := first[first]):
        first = above
    return first
