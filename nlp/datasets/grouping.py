"""Groups of near-duplicates in labelled articles."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nlp.classify.arrays import Ints
from nlp.datasets.cache import cached
from nlp.datasets.dataset import Dataset
from nlp.text.dedup import near_duplicates


def find_groups(dataset: Dataset, cache: Path | None = None) -> Ints:
    """Return the number of the near-duplicate group of each article, shape (n_articles,).

    This takes long in large data: find the groups once and hand them on. A group has the number of its first article,
    so the groups of a dataset are also the beginning of those of the dataset with others behind it.

    :param cache: folder of the cache, None for none.
    """
    documents = [article.document for article in dataset.articles]
    groups = cached(_groups, cache, ignore=["documents"])(documents, dataset.texts_sha256)
    return np.array(groups, dtype=np.int64)


def _groups(documents: list[str], texts: str) -> list[int]:
    """Find groups; in the key of the cache ``texts`` stands for ``documents``."""
    return list(near_duplicates(documents))
