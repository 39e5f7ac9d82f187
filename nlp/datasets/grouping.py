"""Groups of near-duplicates in labelled articles."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nlp.classify.arrays import Ints
from nlp.datasets.cache import cached
from nlp.datasets.dataset import Dataset
from nlp.text.dedup import near_duplicates


def find_groups(dataset: Dataset, cache: Path | None = None) -> Ints:
    """Return the number of the near-duplicate group of each article, shape (n_articles,).

    Articles of one id belong together as well: a snippet and the full text that it was cut from are seldom near enough
    to be found by likeness, and judging one by a model that learnt the other flatters.

    This takes long in large data: find the groups once and hand them on. A group has the number of its first article,
    so the groups of a dataset are also the beginning of those of the dataset with others behind it.

    :param cache: folder of the cache, None for none.
    """
    documents = [article.document for article in dataset.articles]
    groups = cached(_groups, cache, ignore=["documents"])(documents, dataset.texts_sha256)
    return np.array(_join_same_ids(groups, [article.id for article in dataset.articles]), dtype=np.int64)


def _join_same_ids(groups: Sequence[int], ids: Sequence[str | None]) -> list[int]:
    """Return the groups with those joined that share an id, each with the number of its first article."""
    joined = list(range(len(groups)))  # group -> an earlier one that it is part of, or itself

    def find(group: int) -> int:
        while joined[group] != group:
            joined[group] = joined[joined[group]]
            group = joined[group]
        return group

    first: dict[str, int] = {}
    for group, name in zip(groups, ids, strict=True):
        if name:
            one, other = find(group), find(first.setdefault(name, group))
            joined[max(one, other)] = min(one, other)
    return [find(group) for group in groups]


def _groups(documents: list[str], texts: str) -> list[int]:
    """Find groups; in the key of the cache ``texts`` stands for ``documents``."""
    return list(near_duplicates(documents))
