"""Judging predictions: per label, overall with intervals, and with review taken into account.

Invariant: figures come with the number of articles behind them, and what needs review is a row of every table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from nlp.article import FailedArticle, Prediction
from nlp.classify.arrays import Bools, Floats, Ints
from nlp.classify.model import Classifier
from nlp.datasets.dataset import Dataset
from nlp.errors import DataError
from nlp.evaluation.f1 import interval, label_f1, macro_f1, resample
from nlp.evaluation.figures import BriefFigures, CoveragePoint, Figures, LabelFigures, WeightedFigures
from nlp.formats.record import Rejected

CALIBRATION_BINS = 10
"""Equal bins of confidence, as in Naeini et al. (AAAI 2015), who introduced the measure. With more bins, a few hundred
articles leave too few in each to tell a gap from chance; with fewer, gaps of opposite sign cancel out."""


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
        """Return the judgement of calibrated scores, shape (n_articles, n_labels)."""
        predicted = scores.argmax(axis=1)
        confidence = scores[np.arange(len(scores)), predicted]
        return cls(labels, truth, predicted, confidence, confidence >= thresholds[predicted], hard)

    @classmethod
    def of_predictions(
        cls, labels: Sequence[str], truth: Ints, predictions: Sequence[Prediction], hard: Bools
    ) -> Judgement:
        """Return the judgement of what a classifier returned."""
        position = {label: number for number, label in enumerate(labels)}
        return cls(
            labels,
            truth,
            np.array([position[prediction.label] for prediction in predictions], dtype=int),
            np.array([prediction.confidence for prediction in predictions]),
            np.array([not prediction.needs_review for prediction in predictions], dtype=bool),
            hard,
        )

    def take(self, rows: Ints) -> Judgement:
        """Return the judgement of the articles at the given positions."""
        return replace(
            self,
            truth=self.truth[rows],
            predicted=self.predicted[rows],
            confidence=self.confidence[rows],
            accepted=self.accepted[rows],
            hard=self.hard[rows],
        )

    @property
    def right(self) -> Bools:
        """Whether each prediction is true."""
        right: Bools = self.predicted == self.truth
        return right

    def confusion(self) -> Ints:
        """Return counts by true label (rows) and predicted label (columns)."""
        n_labels = len(self.labels)
        cells = self.truth * n_labels + self.predicted
        counts: Ints = np.bincount(cells, minlength=n_labels**2).reshape(n_labels, n_labels)
        return counts


def judge(classifier: Classifier, dataset: Dataset) -> Judgement:
    """Predict labelled articles with a classifier and put the truth beside it.

    :raises DataError: if there are none, or one has a label that the classifier does not know.
    """
    truth = _truth(classifier, dataset)
    predictions = classifier.predict(dataset.articles)
    return Judgement.of_predictions(classifier.labels, truth, predictions, dataset.is_hard)


def _truth(classifier: Classifier, dataset: Dataset) -> Ints:
    """Return the positions of the labels of a dataset among those of a classifier."""
    if not len(dataset):
        raise DataError("There are no labelled articles to judge on.", "Check --label-field and --text-field.")
    return dataset.encode(classifier.labels)


def judge_usable(classifier: Classifier, dataset: Dataset) -> tuple[Judgement, Dataset]:
    """Judge as :func:`judge` does, without the articles on which prediction fails.

    :return: the judgement, and the dataset in which those articles are rejected.
    :raises DataError: if no article is left, or one has a label that the classifier does not know.
    """
    outcomes = classifier.predict_each(dataset.articles)
    kept = [row for row, outcome in enumerate(outcomes) if isinstance(outcome, Prediction)]
    failed = [outcome for outcome in outcomes if isinstance(outcome, FailedArticle)]
    rejected = [Rejected.of_failed(f"article {each.article.key}", each, None) for each in failed]
    usable = replace(dataset.take(kept), rejected=[*dataset.rejected, *rejected])
    predictions = [outcome for outcome in outcomes if isinstance(outcome, Prediction)]
    truth = _truth(classifier, usable)
    return Judgement.of_predictions(classifier.labels, truth, predictions, usable.is_hard), usable


def calibration_bins(confidence: Floats) -> Ints:
    """Return the bin of confidence that each prediction falls into, 0 to :data:`CALIBRATION_BINS` - 1."""
    bins: Ints = np.minimum((confidence * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    return bins


def calibration_error(confidence: Floats, right: Bools, weights: Floats | None = None) -> float:
    """Return the expected calibration error over :data:`CALIBRATION_BINS`.

    :param weights: how much each article counts, shape (n_articles,); None for all alike.
    """
    weights = np.ones(len(right)) if weights is None else weights
    gaps = np.bincount(calibration_bins(confidence), weights * (confidence - right), minlength=CALIBRATION_BINS)
    return float(np.abs(gaps).sum() / max(weights.sum(), 1e-12))


def metrics_of(judgement: Judgement, *, seed: int = 0) -> Figures:
    """Return every figure of a judgement.

    :param seed: of the bootstrap behind the 95 % intervals.
    """
    accepted, clear = judgement.accepted, ~judgement.hard
    confusion = judgement.confusion()
    brief = brief_figures(judgement.truth, judgement.predicted, seed=seed)
    return Figures(
        articles=brief.articles,
        macro_f1=brief.macro_f1,
        macro_f1_interval=brief.macro_f1_interval,
        macro_f1_clear=macro_f1(judgement.truth[clear], judgement.predicted[clear]) if clear.any() else None,
        accuracy=brief.accuracy,
        accuracy_interval=brief.accuracy_interval,
        coverage_without_review=float(accepted.mean()),
        accuracy_without_review=float(judgement.right[accepted].mean()) if accepted.any() else None,
        calibration_error=calibration_error(judgement.confidence, judgement.right),
        by_label=_label_figures(judgement, confusion),
        confusion=tuple(map(tuple, confusion.tolist())),
        coverage_curve=coverage_curve(judgement),
    )


def brief_figures(truth: Ints, predicted: Ints, *, seed: int = 0) -> BriefFigures:
    """Return the figures of predictions that have no confidence.

    :param truth: positions of labels, as ``predicted``; shape (n_articles,).
    :param seed: of the bootstrap behind the 95 % intervals.
    """
    resampled = resample(truth, [predicted], seed=seed)
    return BriefFigures(
        articles=len(truth),
        macro_f1=macro_f1(truth, predicted),
        macro_f1_interval=interval(resampled.f1[1:, 0].mean(axis=1)),
        accuracy=float((truth == predicted).mean()),
        accuracy_interval=interval(resampled.accuracy[1:, 0]),
    )


def weighted_figures(judgement: Judgement, weights: Floats) -> WeightedFigures:
    """Return the main figures with articles counted by weight, as if labels were mixed in another way.

    :param weights: shape (n_articles,).
    """
    right, accepted = judgement.right, judgement.accepted
    return WeightedFigures(
        macro_f1=macro_f1(judgement.truth, judgement.predicted, weights),
        accuracy=float(np.average(right, weights=weights)),
        calibration_error=calibration_error(judgement.confidence, right, weights),
        coverage_without_review=float(np.average(accepted, weights=weights)),
        accuracy_without_review=float(np.average(right[accepted], weights=weights[accepted]))
        if accepted.any()
        else None,
    )


def coverage_curve(judgement: Judgement) -> tuple[CoveragePoint, ...]:
    """Return the accuracy of the most confident tenth of the predictions, of two tenths, and so on to all."""
    order = np.argsort(-judgement.confidence, kind="stable")
    n = len(order)
    right = np.cumsum(judgement.right[order])
    points = []
    for tenth in range(1, 11):
        size = max(1, round(n * tenth / 10))
        confidence = float(judgement.confidence[order[size - 1]])
        points.append(CoveragePoint(coverage=tenth / 10, confidence=confidence, accuracy=float(right[size - 1] / size)))
    return tuple(points)


def _label_figures(judgement: Judgement, confusion: Ints) -> dict[str, LabelFigures]:
    f1 = label_f1(judgement.truth, judgement.predicted, np.arange(len(judgement.labels)))
    right, is_true, is_predicted = np.diag(confusion), confusion.sum(axis=1), confusion.sum(axis=0)
    return {
        label: LabelFigures(
            precision=float(right[number] / max(1, is_predicted[number])),
            recall=float(right[number] / max(1, is_true[number])),
            f1=float(f1[number]),
            articles=int(is_true[number]),
            needs_review=int((~judgement.accepted & (judgement.predicted == number)).sum()),
        )
        for number, label in enumerate(judgement.labels)
    }
