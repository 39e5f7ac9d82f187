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
from nlp.classify.dataset import Dataset
from nlp.classify.features import Bools, Floats, Ints
from nlp.classify.model import Classifier
from nlp.errors import DataError

_RESAMPLES = 1_000
_CALIBRATION_BINS = 10


@dataclass(frozen=True)
class Judgement:
    """Predictions beside the truth, as arrays of shape (n_articles,).

    :param labels: label names; ``truth`` and ``predicted`` are positions in it.
    :param confidence: of the predicted label.
    :param accepted: whether the prediction needs no review.
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


def macro_f1(truth: Ints, predicted: Ints) -> float:
    """Return the mean F1 over the labels that are true of some article."""
    return float(f1_score(truth, predicted, labels=np.unique(truth), average="macro", zero_division=0))


def calibration_error(confidence: Floats, right: Bools) -> float:
    """Return the expected calibration error over ten equal bins of confidence (Guo et al., 2017)."""
    bins = np.minimum((confidence * _CALIBRATION_BINS).astype(int), _CALIBRATION_BINS - 1)
    gaps = [abs(confidence[bins == number].sum() - right[bins == number].sum()) for number in range(_CALIBRATION_BINS)]
    return float(sum(gaps) / max(1, len(right)))


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
    figures: dict[str, Any] = {
        "articles": len(judgement.truth),
        "macro_f1": macro_f1(judgement.truth, judgement.predicted),
        "macro_f1_interval": _interval(judgement, seed),
        "macro_f1_clear": macro_f1(judgement.truth[clear], judgement.predicted[clear]) if clear.any() else None,
        "accuracy": float(judgement.right.mean()),
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
    }
    rounded: dict[str, Any] = _rounded(figures)
    return rounded


def _interval(judgement: Judgement, seed: int) -> list[float]:
    """Return the 95 % bootstrap interval of macro-F1 (percentiles of resampled articles)."""
    n_labels, n = len(judgement.labels), len(judgement.truth)
    present = np.unique(judgement.truth)
    cells = judgement.truth * n_labels + judgement.predicted
    generator = np.random.default_rng(seed)
    resampled = []
    for _ in range(_RESAMPLES):
        counts = np.bincount(cells[generator.integers(0, n, n)], minlength=n_labels**2).reshape(n_labels, n_labels)
        resampled.append(_f1_by_label(counts)[present].mean())
    return [float(bound) for bound in np.percentile(resampled, [2.5, 97.5])]


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
