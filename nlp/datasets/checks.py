"""Whether labelled articles can train a model."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

import numpy as np

from nlp.datasets.dataset import MOST_SHOWN, Dataset, first_few, plain_label
from nlp.errors import DataError
from nlp.formats.record import Rejected
from nlp.text.dedup import near_duplicates

FEWEST_PER_LABEL = 10
"""A label needs this many articles: two for each of five folds."""

FEWEST_GROUPS = 5
"""And this many that are no near-duplicates: those stand in one fold together, and every fold needs some."""

_LOOKED_AT = 50


def check_trainable(dataset: Dataset) -> None:
    """Raise :class:`~nlp.errors.DataError` if no model can be trained on a dataset."""
    counts = dataset.label_counts
    if len(counts) < 2:
        found = f"only {next(iter(counts))!r}" if counts else "none"
        hint = f" The first record left out, {_reason(dataset.rejected[0])}" if dataset.rejected else ""
        raise DataError(f"Training needs two labels or more; the data has {found}.{hint}", "Check --label-field.")
    one, other = _same_label(list(counts))
    if one:
        raise DataError(
            f"The labels {one!r} ({counts[one]:,} articles) and {other!r} ({counts[other]:,}) are one word.",
            "Spell them the same.",
        )
    rare = {label: count for label, count in counts.items() if count < FEWEST_PER_LABEL}
    if rare:
        shown = first_few([f"{label} ({count})" for label, count in rare.items()])
        close = get_close_matches(next(iter(rare)), [label for label in counts if label not in rare], n=1)
        hint = f" Is {next(iter(rare))!r} a misspelt {close[0]!r}?" if close else ""
        if len(rare) > MOST_SHOWN:
            hint = " If these are no labels at all, check --label-field."
        raise DataError(
            f"A label needs {FEWEST_PER_LABEL} articles or more to train and judge: {shown}.",
            f"Add examples, or leave the label out.{hint}",
        )
    distinct = {label: _distinct(dataset, label) for label in counts}
    alike = [
        f"{label} ({counts[label]:,} articles, {distinct[label]} distinct)"
        for label in counts
        if distinct[label] < FEWEST_GROUPS
    ]
    if alike:
        raise DataError(
            f"A label needs {FEWEST_GROUPS} articles or more that are no near-duplicates: {first_few(alike)}.",
            "Add other examples, or leave the label out.",
        )


def _distinct(dataset: Dataset, label: str) -> int:
    """Return how many groups of near-duplicates a label's articles make, or a number that is enough.

    Looks at its first articles as long as they are enough, since finding all groups takes time in large data.
    """
    documents = [
        article.document for article, given in zip(dataset.articles, dataset.labels, strict=True) if given == label
    ]
    size = _LOOKED_AT
    while (found := len(np.unique(near_duplicates(documents[:size])))) < FEWEST_GROUPS and size < len(documents):
        size *= 4
    return found


def _reason(rejected: Rejected) -> str:
    return f"{rejected.where}: {rejected.reason}"


def _same_label(labels: Sequence[str]) -> tuple[str, str]:
    """Return two labels that are one by :func:`plain_label`; empty strings when none are."""
    seen: dict[str, str] = {}
    for label in labels:
        plain = plain_label(label)
        if plain in seen:
            return seen[plain], label
        seen[plain] = label
    return "", ""
