"""Whether labelled articles can train a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

import numpy as np

from nlp.datasets.dataset import MOST_SHOWN, Dataset, first_few, plain_label
from nlp.errors import DataError
from nlp.formats.record import Rejected
from nlp.text.dedup import near_duplicates

FEWEST_PER_LABEL = 10
"""A label needs this many articles: two for each of five folds."""

FEWEST_GROUPS = 5
"""And this many groups of near-duplicates: a group stands in one fold, and every fold needs an article of the label."""

_FIRST_SAMPLE = 50


def check_trainable(dataset: Dataset) -> None:
    """Check that a model can be trained on a dataset.

    :raises DataError: if there are fewer than two labels, two spellings of one label, or labels with too few articles.
    """
    counts = dataset.label_counts
    if len(counts) < 2:
        labels = f"only {next(iter(counts))!r}" if counts else "none"
        hint = f" The first rejected record is {_reason(dataset.rejected[0])}" if dataset.rejected else ""
        raise DataError(f"Training needs two labels or more; the data has {labels}.{hint}", "Check --label-field.")
    one, other = _two_spellings(list(counts))
    if one:
        raise DataError(
            f"The labels {one!r} ({counts[one]:,} articles) and {other!r} ({counts[other]:,}) are spellings of one.",
            "Spell them the same.",
        )
    _check_counts(counts)
    _check_distinct(dataset, list(counts))


def check_addition(dataset: Dataset, known: Sequence[str]) -> None:
    """Check that a model which knows some labels can learn from a dataset; of these a few articles are enough.

    :raises DataError: if there are no articles, a label is another spelling of a known one, or a label that is not
        known has too few articles.
    """
    counts = dataset.label_counts
    if not counts:
        raise DataError("There are no labelled articles to learn from.", "Check --label-field.")
    one, other = _two_spellings(list(dict.fromkeys([*known, *counts])))
    if one:
        raise DataError(f"The labels {one!r} and {other!r} are spellings of one.", "Spell them the same.")
    new = [label for label in counts if label not in known]
    _check_counts({label: counts[label] for label in new})
    _check_distinct(dataset, new)


def _check_counts(counts: Mapping[str, int]) -> None:
    rare = {label: count for label, count in counts.items() if count < FEWEST_PER_LABEL}
    if rare:
        shown = first_few([f"{label} ({count})" for label, count in rare.items()])
        close = get_close_matches(next(iter(rare)), [label for label in counts if label not in rare], n=1)
        hint = f" Is {next(iter(rare))!r} a misspelt {close[0]!r}?" if close else ""
        if len(rare) > MOST_SHOWN:
            hint = " If these are not labels, check --label-field."
        raise DataError(
            f"A label needs {FEWEST_PER_LABEL} articles or more to train and judge: {shown}.",
            f"Add examples, or leave the label out.{hint}",
        )


def _check_distinct(dataset: Dataset, labels: Sequence[str]) -> None:
    counts = dataset.label_counts
    distinct = {label: _count_distinct(dataset, label) for label in labels}
    alike = [
        f"{label} ({counts[label]:,} articles, {distinct[label]} distinct)"
        for label in labels
        if distinct[label] < FEWEST_GROUPS
    ]
    if alike:
        raise DataError(
            f"A label needs {FEWEST_GROUPS} articles or more that are no near-duplicates: {first_few(alike)}.",
            "Add other examples, or leave the label out.",
        )


def _count_distinct(dataset: Dataset, label: str) -> int:
    """Return the number of groups of near-duplicates among a label's articles, or a number that is enough.

    Starts with a few articles and takes more only while they make too few groups: grouping all takes long in large
    data, and training groups them anyway.
    """
    documents = [
        article.document for article, given in zip(dataset.articles, dataset.labels, strict=True) if given == label
    ]
    size = _FIRST_SAMPLE
    while (groups := len(np.unique(near_duplicates(documents[:size])))) < FEWEST_GROUPS and size < len(documents):
        size *= 4
    return groups


def _reason(rejected: Rejected) -> str:
    return f"{rejected.where}: {rejected.reason}"


def _two_spellings(labels: Sequence[str]) -> tuple[str, str]:
    """Return two labels that :func:`plain_label` makes equal; empty strings if there are none."""
    seen: dict[str, str] = {}
    for label in labels:
        plain = plain_label(label)
        if plain in seen:
            return seen[plain], label
        seen[plain] = label
    return "", ""
