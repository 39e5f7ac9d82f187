"""How much of a dataset a model was trained on: a sketch of its training data is kept beside its figures.

The sketch is the thousand smallest hashes of the documents (bottom-k; Cohen and Kaplan, 2007). Its size does not grow
with the data, and nobody can read a text from it. The estimate: of the articles whose hash is in the range of the
sketch, the share that the sketch holds.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from nlp.datasets.dataset import Dataset

_KEPT = 1_000
_BYTES = 6
_KEY_SPACE = 1 << (8 * _BYTES)


class Sketch(Struct, frozen=True):
    """The sketch of a dataset.

    :param complete: whether it holds the hashes of all documents, not only the smallest ones.
    :param hashes: six bytes each, in base64.
    """

    complete: bool
    hashes: str

    def __post_init__(self) -> None:
        """Check that the hashes can be read: a sketch stands in a file that anybody may have written.

        :raises ValueError: if they cannot.
        """
        content = base64.b64decode(self.hashes, validate=True)
        if len(content) % _BYTES or len(content) > _KEPT * _BYTES or not (content or self.complete):
            raise ValueError("the sketch of the training data holds no hashes of six bytes")


def sketch_of(dataset: Dataset) -> Sketch:
    """Return the sketch of the documents of a dataset."""
    hashes = np.unique(_hashes(dataset))[:_KEPT]
    complete = len(hashes) < _KEPT
    content = b"".join(int(number).to_bytes(_BYTES, "big") for number in hashes)
    return Sketch(complete, base64.b64encode(content).decode())


def joined(sketches: Iterable[Sketch]) -> Sketch:
    """Return the sketch of several datasets together."""
    sketches = list(sketches)
    complete = all(sketch.complete for sketch in sketches)
    # Above the least range of those that left documents out, hashes of some datasets would be missing.
    limit = min((max(_numbers(sketch)) for sketch in sketches if not sketch.complete), default=_KEY_SPACE)
    numbers = sorted({number for sketch in sketches for number in _numbers(sketch) if number <= limit})
    complete = complete and len(numbers) <= _KEPT
    content = b"".join(number.to_bytes(_BYTES, "big") for number in numbers[:_KEPT])
    return Sketch(complete, base64.b64encode(content).decode())


def overlap(sketch: Sketch, dataset: Dataset) -> float | None:
    """Return the estimated share of a dataset's articles that are in the sketched data too.

    :return: None if the hash of no article is in the range of the sketch.
    """
    kept = _numbers(sketch)
    limit = _KEY_SPACE if sketch.complete else max(kept)
    within = [number for number in _hashes(dataset).tolist() if number <= limit]
    return sum(number in kept for number in within) / len(within) if within else None


def _numbers(sketch: Sketch) -> set[int]:
    content = base64.b64decode(sketch.hashes)
    return {int.from_bytes(content[start : start + _BYTES], "big") for start in range(0, len(content), _BYTES)}


def _hashes(dataset: Dataset) -> npt.NDArray[np.int64]:
    """Return a 48-bit hash of each document that does not depend on case and spaces."""
    documents = (" ".join(article.document.casefold().split()) for article in dataset.articles)
    digests = (hashlib.sha256(document.encode("utf-8", "surrogatepass")).digest() for document in documents)
    return np.array([int.from_bytes(digest[:_BYTES], "big") for digest in digests], dtype=np.int64)
