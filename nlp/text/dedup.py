"""Near-duplicates: texts that share most of their three-token shingles, found in linear time by MinHash LSH.

One piece of code serves the groups of cross-validation and the marks of batch labelling. A.Z. Broder, "On the
resemblance and containment of documents", 1997; banding as in datasketch's ``MinHashLSH``.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from nlp.article import nfc
from nlp.text.normalize import unify_tones
from nlp.text.tokenize import SyllableTokenizer, hash_tokens

SIMILARITY = 0.6
"""Jaccard similarity of shingle sets from which two texts count as near-duplicates."""

_PERMUTATIONS = 64
_SHINGLE = 3
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def near_duplicates(texts: Iterable[str], similarity: float = SIMILARITY) -> list[int]:
    """Return for each text the index of the first near-duplicate before it, or its own index.

    :param similarity: Jaccard similarity, estimated with a standard error of about 0.06.
    """
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 - imports scipy; labelling does without

    index = MinHashLSH(threshold=similarity, num_perm=_PERMUTATIONS)
    empty = MinHash(num_perm=_PERMUTATIONS, seed=1, hashfunc=int)
    hashes: dict[int, MinHash] = {}
    first: list[int] = []
    for position, text in enumerate(texts):
        minhash = empty.copy()
        minhash.update_batch(_shingles(text))
        matches = [key for key in index.query(minhash) if hashes[key].jaccard(minhash) >= similarity]
        if matches:
            first.append(first[min(matches)])
        else:
            first.append(position)
            index.insert(position, minhash)
            hashes[position] = minhash
    return first


def _shingles(text: str) -> list[int]:
    """Return 32-bit hashes of the distinct runs of three tokens (of all tokens, when there are fewer)."""
    tokens, _ = hash_tokens([SyllableTokenizer().segment(unify_tones(nfc(text)))])
    size = min(_SHINGLE, max(1, len(tokens)))
    shingles = np.zeros(max(1, len(tokens) - size + 1), dtype=np.uint64)
    for place in range(size if len(tokens) else 0):
        shingles = shingles * _MULTIPLIER + tokens[place : len(tokens) - size + 1 + place]
    distinct: list[int] = np.unique(shingles >> np.uint64(32)).tolist()
    return distinct
