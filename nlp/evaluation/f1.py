"""F1 of labels, its mean (macro-F1), and the bootstrap of both.

Invariant: F1, macro-F1 and the bootstrap have one definition each, and it is here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nlp.classify.arrays import Bools, Floats, Ints

Interval = tuple[float, float]

LEVEL = 0.05
"""Intervals leave out this share of the resamples; a p-value under it counts as a difference."""

RESAMPLES = 2_000
"""Percentile intervals want 1,000 resamples or more (Efron and Tibshirani, "An introduction to the bootstrap", 1993,
chapter 14). With 2,000, another seed moves a bound by about 3 % of the distance between bound and figure."""


def label_f1(truth: Ints, predicted: Ints, labels: Ints, weights: Floats | None = None) -> Floats:
    """Return the F1 of each label, shape (n_labels,); 0 for a label that is neither true nor predicted anywhere.

    :param truth: positions of labels, as ``predicted``; shape (n_articles,).
    :param labels: positions of the labels to judge.
    :param weights: how much each article counts, shape (n_articles,); None for all alike.
    """
    cells, rows = _cells(truth, [predicted])
    counts = np.bincount(rows, weights)[None, :]
    f1: Floats = _f1(cells[0], cells[1], counts, labels)[0]
    return f1


def macro_f1(truth: Ints, predicted: Ints, weights: Floats | None = None) -> float:
    """Return the mean F1 over the labels that are true of some article.

    A label that no article has would count as F1 0, however good the model is.

    :param weights: how much each article counts, shape (n_articles,); None for all alike.
    """
    return float(label_f1(truth, predicted, np.unique(truth), weights).mean())


@dataclass(frozen=True)
class Resampled:
    """Predictions judged on the articles as they are (row 0) and on resamples of them, all on the same ones.

    :param labels: positions of the labels that are true of some article, shape (n_labels,).
    :param f1: shape (1 + RESAMPLES, n_predictions, n_labels).
    :param accuracy: shape (1 + RESAMPLES, n_predictions).
    """

    labels: Ints
    f1: Floats
    accuracy: Floats


def resample(truth: Ints, predictions: Sequence[Ints], *, seed: int) -> Resampled:
    """Judge predictions on resampled articles.

    To resample articles is to draw how often each distinct combination of truth and predictions occurs, which is
    multinomial. So the time does not depend on the number of articles.

    :param predictions: each of shape (n_articles,).
    :param seed: of the draws; the same seed gives the same resamples whatever the order of the predictions.
    """
    cells, rows = _cells(truth, predictions)
    counts = np.bincount(rows)
    draws = np.random.default_rng(seed).multinomial(len(rows), counts / len(rows), size=RESAMPLES)
    samples = np.vstack([counts, draws])
    labels = np.unique(truth)
    f1 = np.stack([_f1(cells[0], predicted, samples, labels) for predicted in cells[1:]], axis=1)
    accuracy = np.stack([samples @ (cells[0] == predicted) / len(rows) for predicted in cells[1:]], axis=1)
    return Resampled(labels, f1, accuracy)


def interval(resampled: Floats) -> Interval:
    """Return the 95 % percentile interval of a figure.

    :param resampled: its values on resamples, shape (n_resamples,).
    """
    low, high = np.percentile(resampled, [100 * LEVEL / 2, 100 - 100 * LEVEL / 2])
    return float(low), float(high)


def _cells(truth: Ints, predictions: Sequence[Ints]) -> tuple[Ints, Ints]:
    """Return the distinct combinations of truth and predictions, and which of them each article has.

    They stand in the order of their first article, so that draws stay the same when two models change places.

    :return: shape (1 + n_predictions, n_cells), and shape (n_articles,).
    """
    columns = np.stack([truth, *predictions])
    n_labels = int(columns.max(initial=0)) + 1
    keys = np.ravel_multi_index(tuple(columns), (n_labels,) * len(columns))
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first)
    return columns[:, first[order]], np.argsort(order)[inverse]


def _f1(truth: Ints, predicted: Ints, counts: Floats | Ints, labels: Ints) -> Floats:
    """Return the F1 of labels in samples of cells, shape (n_samples, n_labels).

    :param truth: of each cell, as ``predicted``; shape (n_cells,).
    :param counts: how often each cell was drawn, or its weight; shape (n_samples, n_cells).
    """
    right: Bools = truth == predicted
    is_true, is_predicted = ((column[:, None] == labels).astype(float) for column in (truth, predicted))
    true_positives, total = counts @ (is_true * right[:, None]), counts @ (is_true + is_predicted)
    f1: Floats = np.divide(2 * true_positives, total, out=np.zeros_like(total), where=total > 0)
    return f1
