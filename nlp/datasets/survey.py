"""A survey of labelled data before training: counts, lengths, dates, near-duplicates, contradictions, leaks.

Invariant: a survey keeps figures and positions, none of the text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import numpy as np

from nlp.classify.arrays import Bools, Ints
from nlp.datasets.dataset import Dataset, merge
from nlp.datasets.grouping import find_groups
from nlp.datasets.profile import Dates, LabelProfile, Profile

FEW = 50
"""If a label has fewer articles, its figures are little more than a guess."""

_QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
_MISSPELT_SHARE = 0.1  # a misspelling is rare beside the right spelling


@dataclass(frozen=True)
class Survey:
    """The result of :func:`survey`.

    :param conflicts: positions of near-duplicates with different labels, one list per group.
    :param leaks: for each test, which of its articles have a near-duplicate in the training data.
    :param groups: the near-duplicate group of each article of the data, as
        :func:`~nlp.datasets.grouping.find_groups` returns it, for the training that follows.
    """

    profile: Profile
    conflicts: list[list[int]]
    leaks: dict[str, Bools] = field(repr=False)
    groups: Ints = field(repr=False)


def survey(dataset: Dataset, tests: Mapping[str, Dataset] | None = None, cache: Path | None = None) -> Survey:
    """Survey the training data of a model.

    :param tests: sets that the model will be judged on, by name. A near-duplicate of a test article in the training
        data is a leak: it makes the model look better than it is.
    :param cache: folder of the cache, None for none.
    """
    tests = tests or {}
    n = len(dataset)
    # A group has the number of its first article, so one pass finds the groups of the data and those across the sets.
    together = find_groups(merge([dataset, *tests.values()]), cache)
    groups = together[:n]
    conflicts = _conflicts(dataset, groups)
    leaks, start = {}, n
    for name, test in tests.items():
        leaks[name] = np.isin(together[start : start + len(test)], groups)
        start += len(test)
    counts = dataset.label_counts
    exact = n - len({article.document for article in dataset.articles})
    profile = Profile(
        articles=n,
        left_out=len(dataset.rejected),
        labels={label: _label_profile(dataset, label) for label in counts},
        without_title=sum(not article.title for article in dataset.articles),
        syllables=_lengths([len(article.document.split()) for article in dataset.articles]),
        dates=_dates(dataset),
        exact_duplicates=exact,
        near_duplicates=n - len(np.unique(groups)) - exact,
        conflicting_groups=len(conflicts),
        conflicting_articles=sum(map(len, conflicts)),
        few_examples=tuple(label for label, count in counts.items() if count < FEW),
        similar_labels=tuple(similar_labels(counts)),
        leaks={name: int(leak.sum()) for name, leak in leaks.items()},
    )
    return Survey(profile, conflicts, leaks, groups)


def similar_labels(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return pairs of a label and a far more frequent label with a similar spelling."""
    pairs = []
    for label, count in counts.items():
        frequent = [other for other, larger in counts.items() if count < _MISSPELT_SHARE * larger]
        pairs += [(label, close) for close in get_close_matches(label, frequent, n=1, cutoff=0.8)]
    return pairs


def _conflicts(dataset: Dataset, groups: Ints) -> list[list[int]]:
    members = defaultdict(list)
    for row, group in enumerate(groups.tolist()):
        members[group].append(row)
    return [rows for rows in members.values() if len({dataset.labels[row] for row in rows}) > 1]


def _label_profile(dataset: Dataset, label: str) -> LabelProfile:
    rows = [row for row, other in enumerate(dataset.labels) if other == label]
    lengths = [len(dataset.articles[row].document.split()) for row in rows]
    return LabelProfile(len(rows), sum(dataset.hard[row] for row in rows), float(np.median(lengths)))


def _lengths(lengths: list[int]) -> dict[str, float]:
    return {f"{quantile:.0%}": float(np.quantile(lengths, quantile)) for quantile in _QUANTILES} if lengths else {}


def _dates(dataset: Dataset) -> Dates:
    days = sorted(day for day in dataset.dates if day is not None)
    by_year = {str(year): count for year, count in sorted(Counter(day.year for day in days).items())}
    return Dates(len(days), str(days[0]) if days else None, str(days[-1]) if days else None, by_year)
