"""Near-duplicates: texts that share most of their three-token shingles, found in linear time by MinHash LSH.

One piece of code serves the groups of cross-validation and the marks of batch labelling. A.Z. Broder, "On the
resemblance and containment of documents", 1997; banding as in datasketch's ``MinHashLSH``.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

from nlp.text.tokenize import SyllableTokenizer, tokenize

SIMILARITY = 0.6
"""Jaccard similarity of shingle sets from which two texts count as near-duplicates."""

_PERMUTATIONS = 64
_SHINGLE = 3


def near_duplicates(texts: Iterable[str], similarity: float = SIMILARITY) -> list[int]:
    """Return for each text the index of the first near-duplicate before it, or its own index.

    :param similarity: Jaccard similarity, estimated with a standard error of about 0.06.
    """
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 - imports scipy; labelling does without

    index = MinHashLSH(threshold=similarity, num_perm=_PERMUTATIONS)
    hashes: dict[int, MinHash] = {}
    first: list[int] = []
    for position, text in enumerate(texts):
        minhash = MinHash(num_perm=_PERMUTATIONS, seed=1, hashfunc=zlib.crc32)
        minhash.update_batch(_shingles(text))
        matches = [key for key in index.query(minhash) if hashes[key].jaccard(minhash) >= similarity]
        if matches:
            first.append(first[min(matches)])
        else:
            first.append(position)
            index.insert(position, minhash)
            hashes[position] = minhash
    return first


def _shingles(text: str) -> Sequence[bytes]:
    tokens = tokenize(SyllableTokenizer(), text)
    count = max(1, len(tokens) - _SHINGLE + 1)
    return list({" ".join(tokens[start : start + _SHINGLE]).encode() for start in range(count)})
