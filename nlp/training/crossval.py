"""Grouped cross-validation: predictions by models that were not fitted on the article.

Invariants: near-duplicates stand on one side of every fold, and every fold has about the label shares of the whole.
Whether an out-of-fold prediction needs review is decided by thresholds that were chosen without its article.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.model_selection import StratifiedGroupKFold
from threadpoolctl import threadpool_limits

from nlp.classify.arrays import Bools, Floats, Ints
from nlp.classify.model import ACCENTED, softmax
from nlp.datasets.checks import check_trainable
from nlp.datasets.dataset import Dataset
from nlp.datasets.grouping import find_groups
from nlp.errors import DataError
from nlp.evaluation.judgement import Judgement
from nlp.text.tokenize import PlainTokenizer, make_tokenizer
from nlp.training.context import QUIET, Run
from nlp.training.fitting import Fitter
from nlp.training.options import TrainOptions

Folds = list[tuple[Ints, Ints]]
"""For each fold the rows to fit on and the rows to judge."""

FEWEST_ABOVE = 20
"""A label's threshold needs this many predictions above it. With 20 and a required accuracy of 95 %, one may be wrong;
with fewer, some of the many possible thresholds reach any accuracy by chance."""


@dataclass(frozen=True)
class OutOfFold:
    """The result of grouped cross-validation for one view.

    :param labels: label names; ``truth`` (n_articles,) holds positions in it.
    :param decisions: uncalibrated logits by models that were not fitted on the article, shape (n_articles, n_labels).
    :param scale: the factor on the decisions that calibrates them (temperature scaling).
    :param scores: calibrated probabilities, softmax(scale * decisions), shape (n_articles, n_labels).
    :param thresholds: for each label the confidence from which on a prediction needs no review, chosen on the scores of
        all articles; the model ships with these. Shape (n_labels,).
    :param accepted: whether each prediction needs no review, by thresholds chosen on the other folds. By ``thresholds``
        the accuracy without review would look better than it is. Shape (n_articles,).
    """

    labels: tuple[str, ...]
    truth: Ints
    decisions: Floats
    scale: float
    scores: Floats
    thresholds: Floats
    accepted: Bools
    folds: Folds

    def judgement(self, hard: Bools) -> Judgement:
        """Return the predictions beside the truth, with :attr:`accepted` for what needs no review.

        :param hard: whether the truth was in doubt, shape (n_articles,).
        """
        judged = Judgement.of_scores(self.labels, self.truth, self.scores, self.thresholds, hard)
        return replace(judged, accepted=self.accepted)


def cross_validate(
    dataset: Dataset,
    options: TrainOptions,
    *,
    view: str = ACCENTED,
    groups: Ints | None = None,
    run: Run = QUIET,
) -> OutOfFold:
    """Judge every article by a model that was fitted neither on it nor on a near-duplicate of it.

    :param view: :data:`~nlp.classify.model.ACCENTED`, or :data:`~nlp.classify.model.PLAIN` for text without accents.
    :param groups: of near-duplicates, if they were found already.
    :raises DataError: if the data cannot train a model.
    """
    check_trainable(dataset)
    folds = grouped_folds(dataset, options, groups_for(dataset, groups, run))
    return judge_folds(count_view(dataset, options, view, run), folds, view, run)


def groups_for(dataset: Dataset, groups: Ints | None, run: Run) -> Ints:
    """Return the groups of near-duplicates that were handed in, or find them."""
    if groups is None:
        run.progress("finding near-duplicates")
        groups = find_groups(dataset, run.cache)
    return groups


def count_view(dataset: Dataset, options: TrainOptions, view: str, run: Run) -> Fitter:
    """Count the n-grams of a dataset as a view tokenizes them."""
    run.progress(f"counting n-grams ({view})")
    return Fitter(dataset, options, make_tokenizer(tokenizer_of(view, options)), run.cache)


def tokenizer_of(view: str, options: TrainOptions) -> str:
    """Return the name of the tokenizer of a view."""
    return options.tokenizer if view == ACCENTED else PlainTokenizer.name


def grouped_folds(dataset: Dataset, options: TrainOptions, groups: Ints) -> Folds:
    """Return folds that no group of near-duplicates is divided by.

    :param groups: number of the near-duplicate group of each article, shape (n_articles,).
    :raises DataError: if a label has fewer groups than there are folds.
    """
    labels = sorted(dataset.label_counts)
    truth = dataset.encode(labels)
    distinct = [len(np.unique(groups[truth == number])) for number in range(len(labels))]
    if min(distinct) < options.folds:
        fewest = min(distinct)
        raise DataError(
            f"{labels[distinct.index(fewest)]!r} has {fewest:,} articles that are no near-duplicates, too few for "
            f"{options.folds} folds.",
            f"Use at most {fewest} folds, or add examples." if fewest > 1 else "Add examples.",
        )
    splitter = StratifiedGroupKFold(n_splits=options.folds, shuffle=True, random_state=options.seed)
    return list(splitter.split(np.zeros(len(truth)), truth, groups))


def judge_folds(fitter: Fitter, folds: Folds, view: str, run: Run = QUIET) -> OutOfFold:
    """Fit and judge fold by fold, then calibrate and choose thresholds."""
    decisions = np.empty((len(fitter.truth), len(fitter.labels)))
    with threadpool_limits(limits=1):  # sums in one order, so that the same run gives the same bits
        for number, (learn, judge) in enumerate(folds, start=1):
            run.progress(f"fold {number} of {len(folds)} ({view})")
            decisions[judge] = fitter.fit(learn).decide(judge)
        scale = fit_scale(decisions, fitter.truth)
    scores = softmax(scale * decisions)
    accuracy = fitter.options.review_accuracy
    thresholds = fit_thresholds(scores, fitter.truth, accuracy)
    accepted = accept_out_of_fold(scores, fitter.truth, folds, accuracy)
    return OutOfFold(fitter.labels, fitter.truth, decisions, scale, scores, thresholds, accepted, folds)


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
        chosen = np.flatnonzero(predicted == label)
        chosen = chosen[np.argsort(-scores[chosen, label], kind="stable")]
        right = np.cumsum(weights[chosen] * (truth[chosen] == label))
        confidence = scores[chosen, label]
        # Equal confidences, as those of copies, pass a threshold all together: it cannot lie between them.
        tied = np.append(confidence[1:] == confidence[:-1], False)[: len(chosen)]
        reached = np.flatnonzero((right >= accuracy * np.cumsum(weights[chosen])) & ~tied)
        if len(reached) and reached[-1] + 1 >= FEWEST_ABOVE:
            thresholds[label] = confidence[reached[-1]]
    return thresholds


def accept_out_of_fold(
    scores: Floats, truth: Ints, folds: Folds, accuracy: float, weights: Floats | None = None
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
