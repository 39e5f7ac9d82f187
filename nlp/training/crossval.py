"""Cross-validation: what models say of articles that they were not fitted on.

Invariants: near-duplicates stand on one side of every fold, and every label has its share in each; whether an article
passes without review is decided by thresholds that it had no part in choosing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

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
from nlp.training.fitting import Fitter, Progress
from nlp.training.options import TrainOptions

FEWEST_ABOVE = 20
"""So many predictions of a label must stand above its threshold. Of fewer, a threshold says little: at 95 % wanted, 20
allow one error, while among many cuts over few predictions some reach any accuracy by chance."""


@dataclass(frozen=True)
class OutOfFold:
    """What grouped cross-validation gave for one view.

    :param labels: label names; ``truth`` (n_articles,) are positions in it.
    :param decisions: uncalibrated, each by a model that did not see the article; shape (n_articles, n_labels).
    :param scale: the factor on decisions that calibrates them (temperature scaling).
    :param scores: calibrated, softmax(scale * decisions), shape (n_articles, n_labels).
    :param thresholds: confidence of each label from which no review is needed, chosen on the scores of all articles,
        as the model gets them; shape (n_labels,).
    :param accepted: whether each prediction passes without review under thresholds chosen on the scores of the other
        folds; judged by ``thresholds``, what passes would look better than it is. Shape (n_articles,).
    :param folds: rows learnt from and rows judged, of each fold.
    """

    labels: tuple[str, ...]
    truth: Ints
    decisions: Floats
    scale: float
    scores: Floats
    thresholds: Floats
    accepted: Bools
    folds: list[tuple[Ints, Ints]]

    def judgement(self, hard: Bools) -> Judgement:
        """Return the predictions beside the truth; ``hard`` tells where the truth was in doubt.

        What passes without review is :attr:`accepted`, decided by thresholds of the other folds.
        """
        judged = Judgement.of_scores(self.labels, self.truth, self.scores, self.thresholds, hard)
        return replace(judged, accepted=self.accepted)


def cross_validate(
    dataset: Dataset,
    options: TrainOptions,
    *,
    view: str = ACCENTED,
    progress: Progress | None = None,
    memory: Path | None = None,
) -> OutOfFold:
    """Judge every article by a model trained on others that are no near-duplicates of it.

    :param view: ``accented``, or ``plain`` for text without accents.
    :param progress: is told what is being done.
    :param memory: folder of the cache, None for none.
    :raises DataError: if the data cannot train a model.
    """
    tell = progress or (lambda _: None)
    find_groups(dataset, memory)  # the check needs them too
    check_trainable(dataset)
    folds = grouped_folds(dataset, options, tell, memory)
    tell(f"counting n-grams ({view})")
    fitter = Fitter(dataset, options, make_tokenizer(tokenizer_of(view, options)), memory)
    return judge_folds(fitter, folds, view, tell)


def tokenizer_of(view: str, options: TrainOptions) -> str:
    """Return the name of the tokenizer of a view."""
    return options.tokenizer if view == ACCENTED else PlainTokenizer.name


def grouped_folds(
    dataset: Dataset, options: TrainOptions, tell: Progress, memory: Path | None = None
) -> list[tuple[Ints, Ints]]:
    """Return for each fold the rows to learn from and the rows to judge.

    :raises DataError: if a label has fewer articles that are no near-duplicates than there are folds.
    """
    tell("finding near-duplicates")
    groups = find_groups(dataset, memory)
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


def judge_folds(fitter: Fitter, folds: list[tuple[Ints, Ints]], view: str, tell: Progress) -> OutOfFold:
    """Fit and judge fold by fold, calibrate, choose thresholds."""
    decisions = np.empty((len(fitter.truth), len(fitter.labels)))
    with threadpool_limits(limits=1):  # sums in one order, so that the same run gives the same bits
        for number, (learn, judge) in enumerate(folds, start=1):
            tell(f"fold {number} of {len(folds)} ({view})")
            decisions[judge] = fitter.fit(learn).decide(judge)
        scale = fit_scale(decisions, fitter.truth)
    scores = softmax(scale * decisions)
    wanted = fitter.options.review_accuracy
    thresholds = fit_thresholds(scores, fitter.truth, wanted)
    accepted = accept_out_of_fold(scores, fitter.truth, folds, wanted)
    return OutOfFold(fitter.labels, fitter.truth, decisions, scale, scores, thresholds, accepted, folds)


def fit_scale(decisions: Floats, truth: Ints) -> float:
    """Return the factor on decision values under which the true labels are most likely (temperature scaling).

    Guo et al., "On calibration of modern neural networks", 2017; the order of the labels stays as it was.

    :param decisions: out of fold, shape (n_articles, n_labels).
    """
    rows = np.arange(len(truth))

    def loss(log_scale: float) -> float:
        return float(-np.log(np.maximum(softmax(np.exp(log_scale) * decisions)[rows, truth], 1e-12)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-4.0, 4.0), method="bounded").x))


def fit_thresholds(scores: Floats, truth: Ints, accuracy: float, weights: Floats | None = None) -> Floats:
    """Return for each label the lowest confidence from which on its predictions reach ``accuracy``.

    At least :data:`FEWEST_ABOVE` predictions must have it or more. A label for which there is no such confidence gets
    the threshold 1: its predictions need review.

    :param scores: calibrated, out of fold, shape (n_articles, n_labels).
    :param weights: how much each article counts, shape (n_articles,); None for all alike.
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
        together = np.append(confidence[1:] == confidence[:-1], False)  # copies pass a threshold all or none
        reached = np.flatnonzero((right >= accuracy * np.cumsum(weights[chosen])) & ~together[: len(chosen)])
        if len(reached) and reached[-1] + 1 >= FEWEST_ABOVE:
            thresholds[label] = confidence[reached[-1]]
    return thresholds


def accept_out_of_fold(
    scores: Floats, truth: Ints, folds: list[tuple[Ints, Ints]], accuracy: float, weights: Floats | None = None
) -> Bools:
    """Return whether each prediction passes the thresholds that :func:`fit_thresholds` chooses on the other folds.

    :param scores: calibrated, out of fold, shape (n_articles, n_labels).
    :param folds: rows learnt from and rows judged, of each fold; together these judge every row.
    :param weights: how much each article counts, shape (n_articles,); None for all alike.
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
