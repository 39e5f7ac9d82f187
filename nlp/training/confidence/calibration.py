"""Calibration: from out-of-fold decisions to confidence that is true where the model is used.

Invariant: whatever is chosen here is chosen on decisions of models that did not learn the article. With articles that
stand for a feed, the confidence is that of the feed, for each label; without, that of the training data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize, minimize_scalar

from nlp.classify.arrays import Bools, Floats, Ints
from nlp.classify.model import softmax

FEWEST_ABOVE = 20
"""A label's threshold needs this many predictions above it. With 20 and a required accuracy of 95 %, one may be wrong;
with fewer, some of the many possible thresholds reach any accuracy by chance."""

COVERAGE = 0.95
"""The share of a label's articles whose plausible labels hold it."""

_RIDGE = 1e-6
"""On the offsets, so that a label that the feed lacks keeps a finite one. With 1e-3 a label of one article in 300 stays
too sure by 0.1: the ridge then weighs as much as all its articles."""


@dataclass(frozen=True)
class Calibration:
    """What turns decisions into scores: softmax(scale * decisions + offsets).

    :param offsets: shape (n_labels,); zero where only the scale was fitted, so that no label changes.
    """

    scale: float
    offsets: Floats

    def logits(self, decisions: Floats) -> Floats:
        """Return calibrated logits, shape as ``decisions``."""
        logits: Floats = self.scale * decisions + self.offsets
        return logits


def calibrate(decisions: Floats, truth: Ints, stands_for: Floats | None = None) -> Calibration:
    """Return the calibration that makes the true labels most likely.

    Without ``stands_for`` it is a scale alone (temperature scaling). Training data is balanced, a feed is over 90 %
    of one label: a scale alone leaves the rare labels too sure there, so with ``stands_for`` an offset for each label
    is fitted too (bias-corrected temperature scaling; Alexandari et al., ICML 2020).

    :param decisions: out of fold, shape (n_articles, n_labels).
    :param stands_for: how many articles of a feed each stands for, shape (n_articles,); None if all count the same.
    """
    n_labels = decisions.shape[1]
    if stands_for is None:
        return Calibration(fit_scale(decisions, truth), np.zeros(n_labels))
    used = np.flatnonzero(stands_for > 0)
    decisions, truth, weights = decisions[used], truth[used], stands_for[used] / stands_for.sum()
    rows, is_true = np.arange(len(used)), np.eye(n_labels)[truth]

    def loss(values: Floats) -> tuple[float, Floats]:
        scale, offsets = np.exp(values[0]), values[1:]
        scores = softmax(scale * decisions + offsets)
        likelihood = weights @ np.log(np.maximum(scores[rows, truth], 1e-12))
        gaps = weights[:, None] * (scores - is_true)
        slope = np.concatenate(([scale * (gaps * decisions).sum()], gaps.sum(axis=0) + 2 * _RIDGE * offsets))
        return float(_RIDGE * (offsets**2).sum() - likelihood), slope

    best = minimize(loss, np.zeros(n_labels + 1), jac=True, method="L-BFGS-B").x
    return Calibration(float(np.exp(best[0])), best[1:] - best[1:].mean())


def fit_scale(decisions: Floats, truth: Ints) -> float:
    """Return the factor on out-of-fold decisions that makes the true labels most likely (temperature scaling).

    Guo et al., "On calibration of modern neural networks", 2017. The factor does not change which label is first.

    :param decisions: shape (n_articles, n_labels).
    """
    rows = np.arange(len(truth))

    def loss(log_scale: float) -> float:
        return float(-np.log(np.maximum(softmax(np.exp(log_scale) * decisions)[rows, truth], 1e-12)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-4.0, 4.0), method="bounded").x))


def fit_thresholds(scores: Floats, truth: Ints, accuracy: float, weights: Floats | None = None) -> Floats:
    """Return for each label the lowest confidence such that its predictions from there on reach ``accuracy``.

    At least :data:`FEWEST_ABOVE` predictions must have that confidence or more. A label without such a confidence gets
    the threshold 1: all its predictions need review.

    :param scores: calibrated, out of fold, shape (n_articles, n_labels).
    :param weights: how much each article counts, shape (n_articles,); None if all count the same.
    :return: shape (n_labels,).
    """
    weights = np.ones(len(truth)) if weights is None else weights
    predicted = scores.argmax(axis=1)
    thresholds = np.ones(scores.shape[1])
    for label in range(scores.shape[1]):
        chosen = np.flatnonzero((predicted == label) & (weights > 0))
        chosen = chosen[np.argsort(-scores[chosen, label], kind="stable")]
        right = np.cumsum(weights[chosen] * (truth[chosen] == label))
        confidence = scores[chosen, label]
        # Equal confidences, as those of copies, pass a threshold all together: it cannot lie between them.
        tied = np.append(confidence[1:] == confidence[:-1], False)[: len(chosen)]
        reached = np.flatnonzero((right >= accuracy * np.cumsum(weights[chosen])) & ~tied)
        if len(reached) and reached[-1] + 1 >= FEWEST_ABOVE:
            thresholds[label] = confidence[reached[-1]]
    return thresholds


def fit_plausible(scores: Floats, truth: Ints, coverage: float = COVERAGE) -> Floats:
    """Return for each label the score from which on it is plausible: that of ``coverage`` of its articles reaches it.

    Split conformal prediction, class by class (Vovk et al., 2005; Sadinle et al., JASA 2019): of new articles like
    these, about that share of each label have it among their plausible labels.

    :param scores: calibrated, out of fold, shape (n_articles, n_labels).
    :return: shape (n_labels,); 0 for a label without enough articles, which is always plausible.
    """
    lowest = np.zeros(scores.shape[1])
    for label in range(scores.shape[1]):
        own = np.sort(scores[truth == label, label])
        below = int((len(own) + 1) * (1 - coverage))
        if below:
            lowest[label] = own[below - 1]
    return lowest


def accept_out_of_fold(
    scores: Floats, truth: Ints, folds: Sequence[tuple[Ints, Ints]], accuracy: float, weights: Floats | None = None
) -> Bools:
    """Return whether each prediction reaches the threshold that :func:`fit_thresholds` chooses on the other folds.

    :param scores: calibrated, out of fold, shape (n_articles, n_labels).
    :param folds: together they judge every row.
    :param weights: how much each article counts, shape (n_articles,); None if all count the same.
    :return: shape (n_articles,).
    """
    predicted, confidence = scores.argmax(axis=1), scores.max(axis=1)
    accepted = np.zeros(len(truth), dtype=bool)
    for others, judge in folds:
        thresholds = fit_thresholds(
            scores[others], truth[others], accuracy, None if weights is None else weights[others]
        )
        accepted[judge] = confidence[judge] >= thresholds[predicted[judge]]
    return accepted
