"""Judging predictions: per label, overall with intervals, and with review taken into account.

Invariant: figures come with the number of articles behind them, and what needs review is a row of every table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.metrics import confusion_matrix, f1_score, precision_recall_fscore_support

from nlp.article import Prediction
from nlp.classify.arrays import Bools, Floats, Ints
from nlp.classify.model import Classifier
from nlp.datasets.dataset import Dataset
from nlp.errors import DataError

_RESAMPLES = 1_000
_CALIBRATION_BINS = 10


@dataclass(frozen=True)
class Judgement:
    """Predictions beside the truth, as arrays of shape (n_articles,).

    :param labels: label names; ``truth`` and ``predicted`` are positions in it.
    :param confidence: of the predicted label.
    :param accepted: whether the prediction needs no review; out of fold, by thresholds chosen on the other folds.
    :param hard: whether the true label was in doubt when it was given.
    """

    labels: Sequence[str]
    truth: Ints
    predicted: Ints
    confidence: Floats
    accepted: Bools
    hard: Bools

    @classmethod
    def of_scores(
        cls, labels: Sequence[str], truth: Ints, scores: Floats, thresholds: Floats, hard: Bools
    ) -> Judgement:
        """Judge calibrated scores, shape (n_articles, n_labels)."""
        predicted = scores.argmax(axis=1)
        confidence = scores[np.arange(len(scores)), predicted]
        return cls(labels, truth, predicted, confidence, confidence >= thresholds[predicted], hard)

    @classmethod
    def of_predictions(
        cls, labels: Sequence[str], truth: Ints, predictions: Sequence[Prediction], hard: Bools
    ) -> Judgement:
        """Judge what a classifier returned."""
        place = {label: number for number, label in enumerate(labels)}
        return cls(
            labels,
            truth,
            np.array([place[prediction.label] for prediction in predictions], dtype=int),
            np.array([prediction.confidence for prediction in predictions]),
            np.array([not prediction.needs_review for prediction in predictions], dtype=bool),
            hard,
        )

    @property
    def right(self) -> Bools:
        """Whether each prediction is true."""
        right: Bools = self.predicted == self.truth
        return right

    def confusion(self) -> Ints:
        """Return counts by true label (rows) and predicted label (columns)."""
        matrix: Ints = confusion_matrix(self.truth, self.predicted, labels=range(len(self.labels)))
        return matrix


def judge(classifier: Classifier, dataset: Dataset) -> Judgement:
    """Predict labelled articles with a classifier and put the truth beside it.

    :raises DataError: if there are none, or one has a label that the classifier does not know.
    """
    if not len(dataset):
        raise DataError("There are no labelled articles to judge on.", "Check --label-field and --text-field.")
    truth = dataset.encode(classifier.labels)
    predictions = classifier.predict(dataset.articles)
    return Judgement.of_predictions(classifier.labels, truth, predictions, dataset.is_hard)


def macro_f1(truth: Ints, predicted: Ints, weights: Floats | None = None) -> float:
    """Return the mean F1 over the labels that are true of some article.

    :param weights: how much each article counts, shape (n_articles,); None for all alike.
    """
    score = f1_score(truth, predicted, labels=np.unique(truth), average="macro", zero_division=0, sample_weight=weights)
    return float(score)


def calibration_error(confidence: Floats, right: Bools, weights: Floats | None = None) -> float:
    """Return the expected calibration error over ten equal bins of confidence (Guo et al., 2017).

    :param weights: how much each article counts, shape (n_articles,); None for all alike.
    """
    weights = np.ones(len(right)) if weights is None else weights
    bins = np.minimum((confidence * _CALIBRATION_BINS).astype(int), _CALIBRATION_BINS - 1)
    gaps = np.bincount(bins, weights * (confidence - right), minlength=_CALIBRATION_BINS)
    return float(np.abs(gaps).sum() / max(weights.sum(), 1e-12))


def metrics_of(judgement: Judgement, *, seed: int = 0) -> dict[str, Any]:
    """Return every figure of a judgement in JSON form.

    :param seed: of the bootstrap behind the 95 % intervals.
    """
    n_labels = len(judgement.labels)
    precision, recall, f1, support = precision_recall_fscore_support(
        judgement.truth, judgement.predicted, labels=range(n_labels), zero_division=0
    )
    clear = ~judgement.hard
    accepted = judgement.accepted
    macro_f1_interval, accuracy_interval = _intervals(judgement, seed)
    figures: dict[str, Any] = {
        "articles": len(judgement.truth),
        "macro_f1": macro_f1(judgement.truth, judgement.predicted),
        "macro_f1_interval": macro_f1_interval,
        "macro_f1_clear": macro_f1(judgement.truth[clear], judgement.predicted[clear]) if clear.any() else None,
        "accuracy": float(judgement.right.mean()),
        "accuracy_interval": accuracy_interval,
        "coverage_without_review": float(accepted.mean()),
        "accuracy_without_review": float(judgement.right[accepted].mean()) if accepted.any() else None,
        "calibration_error": calibration_error(judgement.confidence, judgement.right),
        "by_label": {
            label: {
                "precision": float(precision[number]),
                "recall": float(recall[number]),
                "f1": float(f1[number]),
                "articles": int(support[number]),
                "needs_review": int((~accepted & (judgement.predicted == number)).sum()),
            }
            for number, label in enumerate(judgement.labels)
        },
        "confusion": judgement.confusion().tolist(),
        "coverage_curve": coverage_curve(judgement),
    }
    rounded: dict[str, Any] = _rounded(figures)
    return rounded


def brief_figures(truth: Ints, predicted: Ints, labels: Sequence[str], *, seed: int = 0) -> dict[str, Any]:
    """Return the figures that need no confidence, for predictions that have none.

    :param truth: positions in ``labels``, as ``predicted``; shape (n_articles,).
    """
    nothing = np.zeros(len(truth))
    judgement = Judgement(labels, truth, predicted, nothing, nothing > 0, nothing > 0)
    whole = metrics_of(judgement, seed=seed)
    return {
        name: whole[name] for name in ("articles", "macro_f1", "macro_f1_interval", "accuracy", "accuracy_interval")
    }


def weighted_figures(judgement: Judgement, weights: Floats) -> dict[str, Any]:
    """Return the main figures with articles counted by weight, as if labels were mixed in another way.

    :param weights: shape (n_articles,).
    """
    right, accepted = judgement.right, judgement.accepted
    figures = {
        "macro_f1": macro_f1(judgement.truth, judgement.predicted, weights),
        "accuracy": float(np.average(right, weights=weights)),
        "calibration_error": calibration_error(judgement.confidence, right, weights),
        "coverage_without_review": float(np.average(accepted, weights=weights)),
        "accuracy_without_review": float(np.average(right[accepted], weights=weights[accepted]))
        if accepted.any()
        else None,
    }
    rounded: dict[str, Any] = _rounded(figures)
    return rounded


def coverage_curve(judgement: Judgement) -> list[dict[str, float]]:
    """Return the accuracy of the most confident tenth of the predictions, of two tenths, and so on to all.

    :return: for each point ``coverage``, the lowest ``confidence`` in it, ``accuracy``.
    """
    order = np.argsort(-judgement.confidence, kind="stable")
    n = len(order)
    right = np.cumsum(judgement.right[order])
    points = []
    for tenth in range(1, 11):
        size = max(1, round(n * tenth / 10))
        confidence = float(judgement.confidence[order[size - 1]])
        points.append({"coverage": tenth / 10, "confidence": confidence, "accuracy": float(right[size - 1] / size)})
    return points


def resampled_macro_f1(truth: Ints, predictions: Sequence[Ints], n_labels: int, *, seed: int, resamples: int) -> Floats:
    """Return the macro-F1 of several predictions on resampled articles, all on the same ones.

    :param predictions: each of shape (n_articles,).
    :return: shape (resamples, n_predictions).
    """
    present = np.unique(truth)
    n = len(truth)
    cells = [truth * n_labels + predicted for predicted in predictions]
    generator = np.random.default_rng(seed)
    resampled = np.empty((resamples, len(cells)))
    for number in range(resamples):
        rows = generator.integers(0, n, n)
        for column, cell in enumerate(cells):
            counts = np.bincount(cell[rows], minlength=n_labels**2).reshape(n_labels, n_labels)
            resampled[number, column] = _f1_by_label(counts)[present].mean()
    return resampled


def _intervals(judgement: Judgement, seed: int) -> tuple[list[float], list[float]]:
    """Return the 95 % bootstrap intervals (percentiles of resampled articles) of macro-F1 and of accuracy."""
    resampled = resampled_macro_f1(
        judgement.truth, [judgement.predicted], len(judgement.labels), seed=seed, resamples=_RESAMPLES
    )
    n = len(judgement.truth)
    # How many of n articles drawn anew are right is binomial: no need to draw them.
    accuracies = np.random.default_rng(seed).binomial(n, judgement.right.mean(), _RESAMPLES) / n
    macro_f1_bounds, accuracy_bounds = (
        [float(bound) for bound in np.percentile(values, [2.5, 97.5])] for values in (resampled, accuracies)
    )
    return macro_f1_bounds, accuracy_bounds


def _f1_by_label(confusion: Ints) -> Floats:
    f1: Floats = 2 * np.diag(confusion) / np.maximum(1, confusion.sum(axis=0) + confusion.sum(axis=1))
    return f1


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_rounded(inner) for inner in value]
    return value
