"""Groups of near-duplicates in labelled articles."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nlp.classify.arrays import Ints
from nlp.datasets.cache import cached
from nlp.datasets.dataset import Dataset
from nlp.text.dedup import near_duplicates


def find_groups(dataset: Dataset, memory: Path | None = None) -> Ints:
    """Return :attr:`Dataset.groups <nlp.datasets.dataset.Dataset.groups>`, from the cache when it has them.

    The dataset has them from then on.
    """
    if memory is not None and "groups" not in vars(dataset):
        find = cached(_groups, memory, ignore=["documents"])
        documents = [article.document for article in dataset.articles]
        vars(dataset)["groups"] = np.array(find(documents, dataset.texts_sha256))
    return dataset.groups


def _groups(documents: list[str], texts: str) -> list[int]:
    """Find groups; ``texts`` stands for ``documents`` in the cache."""
    return list(near_duplicates(documents))
