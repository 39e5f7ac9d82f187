"""Training: TF-IDF counts into a calibrated linear model, judged out of fold on the way.

Only this module and :mod:`nlp.classify.evaluate` import scikit-learn and scipy.
"""

from __future__ import annotations

import platform
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from nlp.classify.dataset import Dataset
from nlp.classify.evaluate import Judgement, metrics_of
from nlp.classify.features import Floats, Ints, NgramVocabulary, SparseRows, smooth_idf, tfidf
from nlp.classify.model import Classifier, View, softmax
from nlp.errors import DataError
from nlp.text.tokenize import PlainTokenizer, make_tokenizer

Progress = Callable[[str], None]


@dataclass(frozen=True)
class TrainOptions:
    """Everything that decides what a training run gives; the same options and data give the same model.

    The defaults were chosen by grouped cross-validation on real regional news (see ``models/default/README.md``).

    :param tokenizer: ``syllable`` or ``word``.
    :param max_n: longest n-gram, in tokens.
    :param min_df: an n-gram needs to stand in so many articles.
    :param title_weight: how many times an n-gram of the title counts.
    :param idf_power: power to which inverse document frequencies are raised; above 1 rare n-grams weigh more.
    :param longer_weight: factor on n-grams of two tokens or more.
    :param solver: ``logistic`` (multinomial logistic regression) or ``svm`` (one linear SVM a label); the SVM is
        faster on many labels and long texts, the regression better calibrated on few and short ones.
    :param c: inverse strength of regularization.
    :param class_balance: 1 makes all labels count the same in training, 0 leaves them as frequent as they are.
    :param hard_weight: weight of articles whose label was in doubt.
    :param plain: whether to train a second view for text without accents.
    :param folds: number of folds of the cross-validation.
    :param review_accuracy: accuracy that what needs no review must reach out of fold, for each label.
    :param seed: of the folds.
    """

    tokenizer: str = "syllable"
    max_n: int = 2
    min_df: int = 3
    title_weight: int = 2
    idf_power: float = 1.6
    longer_weight: float = 1.4
    solver: str = "logistic"
    c: float = 20.0
    class_balance: float = 1.0
    hard_weight: float = 0.2
    plain: bool = True
    folds: int = 5
    review_accuracy: float = 0.95
    max_iter: int = 80
    seed: int = 2026


@dataclass(frozen=True)
class Trained:
    """A new model and what was measured on the way."""

    classifier: Classifier
    metrics: dict[str, Any]


def train(
    dataset: Dataset, name: str, options: TrainOptions | None = None, progress: Progress | None = None
) -> Trained:
    """Train a classifier and judge it out of fold.

    :param name: of the model.
    :param progress: is told what is being done.
    :raises DataError: if the data cannot train a model.
    """
    options = options or TrainOptions()
    progress = progress or (lambda _: None)
    dataset.check_trainable()
    labels = tuple(sorted(dataset.label_counts))
    truth = dataset.encode(labels)
    progress("finding near-duplicates")
    folds = _grouped_folds(truth, dataset.groups, options)
    tokenizers = {"accented": make_tokenizer(options.tokenizer)}
    if options.plain:
        tokenizers["plain"] = PlainTokenizer()
    views, judged = {}, {}
    with threadpool_limits(limits=1):  # sums in one order, so that the same run gives the same bits
        for view_name, tokenizer in tokenizers.items():
            progress(f"counting n-grams ({view_name})")
            vocabulary, counts = NgramVocabulary.fit(
                dataset.pairs,
                tokenizer,
                max_n=options.max_n,
                min_df=options.min_df,
                title_weight=options.title_weight,
            )
            fitter = _Fitter(counts.rows, vocabulary, truth, dataset, options)
            decisions = np.empty((len(truth), len(labels)))
            for number, (learn, judge) in enumerate(folds, start=1):
                progress(f"fold {number} of {len(folds)} ({view_name})")
                decisions[judge] = fitter.fit(learn).decide(judge)
            progress(f"all articles ({view_name})")
            whole = fitter.fit(np.arange(len(truth)))
            scale = fit_scale(decisions, truth)
            scores = softmax(scale * decisions)
            thresholds = fit_thresholds(scores, truth, options.review_accuracy)
            views[view_name] = View(vocabulary, whole.weights, scale * whole.coef, scale * whole.intercept, thresholds)
            judgement = Judgement.of_scores(labels, truth, scores, thresholds, dataset.is_hard)
            judged[view_name] = metrics_of(judgement, seed=options.seed)
    about = {
        "bantin": version("bantin"),
        "libraries": {library: version(library) for library in ("numpy", "scipy", "scikit-learn")},
        "python": platform.python_version(),
        "options": asdict(options),
        "articles": len(dataset),
        "label_counts": dataset.label_counts,
        "data_sha256": dataset.fingerprint,
    }
    classifier = Classifier(name, labels, options.title_weight, views["accented"], views.get("plain"), about)
    return Trained(classifier, {"out_of_fold": judged})


def _grouped_folds(truth: Ints, groups: Ints, options: TrainOptions) -> list[tuple[Ints, Ints]]:
    splitter = StratifiedGroupKFold(n_splits=options.folds, shuffle=True, random_state=options.seed)
    return list(splitter.split(np.zeros(len(truth)), truth, groups))


def _solver(options: TrainOptions) -> Any:
    if options.solver == "logistic":
        return LogisticRegression(C=options.c, max_iter=options.max_iter)
    if options.solver == "svm":
        return LinearSVC(C=options.c, random_state=options.seed)
    raise DataError(f"Unknown solver {options.solver!r}.", "Use logistic or svm.")


@dataclass(frozen=True)
class _Fitted:
    """A linear model fitted on some of the articles, able to judge the others."""

    counts: csr_matrix
    weights: Floats
    coef: Floats
    intercept: Floats

    def decide(self, rows: Ints) -> Floats:
        decisions: Floats = _weigh(self.counts[rows], self.weights) @ self.coef + self.intercept
        return decisions


def _weigh(counts: csr_matrix, weights: Floats) -> csr_matrix:
    rows = tfidf(SparseRows(counts.indptr, counts.indices, counts.data), weights)
    return csr_matrix((rows.values, rows.indices, rows.indptr), shape=counts.shape)


class _Fitter:
    """Fits the linear model on subsets of one dataset whose n-grams were counted once."""

    def __init__(
        self,
        rows: SparseRows,
        vocabulary: NgramVocabulary,
        truth: Ints,
        dataset: Dataset,
        options: TrainOptions,
    ) -> None:
        self._counts = csr_matrix((rows.values, rows.indices, rows.indptr), shape=(len(rows), len(vocabulary)))
        self._longer = np.where(vocabulary.orders > 1, options.longer_weight, 1.0)
        self._truth = truth
        self._sample_weights = dataset.sample_weights * np.where(dataset.is_hard, options.hard_weight, 1.0)
        self._options = options

    def fit(self, learn: Ints) -> _Fitted:
        """Fit on the given articles; document frequencies too are those of these articles alone."""
        options = self._options
        counts = self._counts[learn]
        frequency = np.bincount(counts.indices, minlength=counts.shape[1])
        weights = smooth_idf(frequency, len(learn)) ** options.idf_power * self._longer
        weights[frequency < options.min_df] = 0.0
        sample_weights = self._balanced(learn)
        model = _solver(options)
        with warnings.catch_warnings():
            # Stopping early regularizes: more iterations did not do better out of fold.
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(_weigh(counts, weights), self._truth[learn], sample_weights)
        coef, intercept = model.coef_.T, model.intercept_
        if coef.shape[1] == 1:  # two labels: one column of log-odds becomes two that mirror each other
            coef, intercept = np.hstack([-coef, coef]) / 2, np.concatenate([-intercept, intercept]) / 2
        return _Fitted(self._counts, weights, coef, intercept)

    def _balanced(self, learn: Ints) -> Floats:
        weights, truth = self._sample_weights[learn], self._truth[learn]
        mass = np.bincount(truth, weights)
        factors = (mass.sum() / (np.count_nonzero(mass) * np.maximum(mass, 1e-9))) ** self._options.class_balance
        balanced: Floats = weights * factors[truth]
        return balanced


def fit_scale(decisions: Floats, truth: Ints) -> float:
    """Return the factor on decision values under which the true labels are most likely (temperature scaling).

    Guo et al., "On calibration of modern neural networks", 2017; the order of the labels stays as it was.

    :param decisions: out of fold, shape (n_articles, n_labels).
    """
    rows = np.arange(len(truth))

    def loss(log_scale: float) -> float:
        return float(-np.log(np.maximum(softmax(np.exp(log_scale) * decisions)[rows, truth], 1e-12)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-4.0, 4.0), method="bounded").x))


def fit_thresholds(scores: Floats, truth: Ints, accuracy: float) -> Floats:
    """Return for each label the lowest confidence from which on its predictions reach ``accuracy``.

    A label that never reaches it gets the threshold 1: all its predictions need review.

    :param scores: calibrated, out of fold, shape (n_articles, n_labels).
    :return: shape (n_labels,).
    """
    predicted = scores.argmax(axis=1)
    thresholds = np.ones(scores.shape[1])
    for label in range(scores.shape[1]):
        chosen = np.flatnonzero(predicted == label)
        chosen = chosen[np.argsort(-scores[chosen, label], kind="stable")]
        right = np.cumsum(truth[chosen] == label)
        reached = np.flatnonzero(right >= accuracy * np.arange(1, len(chosen) + 1))
        if len(reached):
            thresholds[label] = scores[chosen[reached[-1]], label]
    return thresholds
