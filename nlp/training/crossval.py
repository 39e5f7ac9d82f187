"""Grouped cross-validation: predictions by models that were not fitted on the article.

Invariants: near-duplicates stand on one side of every fold, and every fold has about the label shares of the whole.
Whether an out-of-fold prediction needs review is decided by thresholds that were chosen without its article.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
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
from nlp.training.confidence.calibration import (
    Calibration,
    accept_out_of_fold,
    calibrate,
    fit_plausible,
    fit_thresholds,
)
from nlp.training.context import QUIET, Run
from nlp.training.fitting import Fitter
from nlp.training.options import TrainOptions

Folds = list[tuple[Ints, Ints]]
"""For each fold the rows to fit on and the rows to judge."""


@dataclass(frozen=True)
class OutOfFold:
    """The result of grouped cross-validation for one view.

    :param labels: label names; ``truth`` (n_articles,) holds positions in it.
    :param decisions: uncalibrated logits by models that were not fitted on the article, shape (n_articles, n_labels).
    :param calibration: what turns the decisions into scores.
    :param scores: calibrated probabilities, shape (n_articles, n_labels).
    :param thresholds: for each label the confidence from which on a prediction needs no review, chosen on the scores of
        all articles; the model ships with these. Shape (n_labels,).
    :param plausible: for each label the score from which on it is plausible, shape (n_labels,).
    :param accepted: whether each prediction needs no review, by thresholds chosen on the other folds. By ``thresholds``
        the accuracy without review would look better than it is. Shape (n_articles,).
    :param learnt: whether each article counts in training; figures are of these. Shape (n_articles,).
    """

    labels: tuple[str, ...]
    truth: Ints
    decisions: Floats
    calibration: Calibration
    scores: Floats
    thresholds: Floats
    plausible: Floats
    accepted: Bools
    folds: Folds
    learnt: Bools

    def judgement(self, hard: Bools) -> Judgement:
        """Return the predictions of what is learnt beside the truth, with :attr:`accepted` for what needs no review.

        :param hard: whether the truth was in doubt, shape (n_articles,).
        """
        rows = np.flatnonzero(self.learnt)
        judged = Judgement.of_scores(self.labels, self.truth[rows], self.scores[rows], self.thresholds, hard[rows])
        return replace(judged, accepted=self.accepted[rows])


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
        calibration = calibrate(decisions, fitter.truth, fitter.stands_for)
    scores = softmax(calibration.logits(decisions))
    accuracy, truth, weights = fitter.options.review_accuracy, fitter.truth, fitter.stands_for
    thresholds = fit_thresholds(scores, truth, accuracy)
    accepted = accept_out_of_fold(scores, truth, folds, accuracy)
    if weights is not None:
        # On a feed nearly every "other" is right, so that no doubt would reach review: what is accepted has to be
        # right as often among the articles near the borders, which training data is made of.
        thresholds = np.maximum(thresholds, fit_thresholds(scores, truth, accuracy, weights))
        accepted &= accept_out_of_fold(scores, truth, folds, accuracy, weights)
    plausible = fit_plausible(scores, truth)
    learnt = fitter.learnt
    return OutOfFold(
        fitter.labels, truth, decisions, calibration, scores, thresholds, plausible, accepted, folds, learnt
    )
