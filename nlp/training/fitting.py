"""The linear model on n-gram counts: a dataset is counted once, the model is fitted on any subset of its articles.

Invariant: a model fitted on some articles depends on no other article; document frequencies are those of the subset.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from nlp.classify.arrays import Floats, Ints, SparseRows
from nlp.classify.features import NgramVocabulary, TitleAndText, smooth_idf, tfidf
from nlp.datasets.cache import cached
from nlp.datasets.dataset import Dataset
from nlp.errors import DataError
from nlp.text.tokenize import Tokenizer, WordTokenizer, make_tokenizer
from nlp.training.options import TrainOptions

_NEVER = -50.0
"""Intercept of a label without a training example: its probability is close to zero, and its logarithm is finite."""

_Arrays = tuple[list[str], Ints, Ints, SparseRows]


@dataclass(frozen=True)
class Fitted:
    """A linear model that was fitted on some of the articles and can judge all of them.

    :param counts: of all articles, shape (n_articles, n_features).
    :param weights: inverse document frequencies as the model uses them, shape (n_features,).
    :param coef: shape (n_features, n_labels).
    :param intercept: shape (n_labels,).
    """

    counts: csr_matrix
    weights: Floats
    coef: Floats
    intercept: Floats

    def decide(self, rows: Ints) -> Floats:
        """Return the decision values (uncalibrated logits) of some articles, shape (n_rows, n_labels)."""
        decisions: Floats = _weigh(self.counts[rows], self.weights) @ self.coef + self.intercept
        return decisions


class Fitter:
    """Fits the linear model on subsets of one dataset, whose n-grams it counts once.

    State: ``labels``; ``learnt`` and ``stands_for``, see :class:`~nlp.datasets.dataset.Dataset`; ``truth``, the label
    of each article as a position in them, shape (n_articles,); ``vocabulary`` and ``rows``, its counts.

    :param tokenizer: makes the tokens of the view.
    :param cache: folder of the cache, None for none.
    :raises DataError: if no n-gram occurs in enough articles to be a feature.
    """

    def __init__(
        self, dataset: Dataset, options: TrainOptions, tokenizer: Tokenizer, cache: Path | None = None
    ) -> None:
        self.labels = tuple(sorted(dataset.label_counts))
        self.truth = dataset.encode(self.labels)
        self.options = options
        self.vocabulary, self.rows = count_ngrams(dataset, options, tokenizer, cache)
        if not len(self.vocabulary):
            raise DataError(f"No word occurs in {options.min_df:,} articles, as min_df demands.", "Lower min_df.")
        self._counts = as_matrix(self.rows, len(self.vocabulary))
        if options.title_only:
            titles = [(title, "") if title and text else ("", "") for title, text in dataset.pairs]
            self._titles = as_matrix(self.vocabulary.count(titles, options.title_weight).rows, len(self.vocabulary))
        self._longer = np.where(self.vocabulary.orders > 1, options.longer_weight, 1.0)
        self.learnt = dataset.is_learnt
        self.stands_for = np.array(dataset.stands_for) if dataset.stands_for else None
        self._sample_weights = dataset.sample_weights * np.where(dataset.is_hard, options.hard_weight, 1.0)

    def fit(self, learn: Ints) -> Fitted:
        """Fit on the given articles; a label that none of them has is never predicted.

        Articles of weight 0 are left out. Copies with the title alone count in the fit, not in document frequencies.
        """
        options = self.options
        learn = learn[self._sample_weights[learn] > 0]
        counts = self._counts[learn]
        frequency = np.bincount(counts.indices, minlength=counts.shape[1])
        weights = smooth_idf(frequency, len(learn)) ** options.idf_power * self._longer
        weights[frequency < options.min_df] = 0.0
        present = np.unique(self.truth[learn])
        if len(present) == 1:
            nothing = np.zeros((len(weights), 1)), np.zeros(1)
            return Fitted(self._counts, weights, *self._for_all_labels(present, *nothing))
        rows, truth, sample_weights = counts, self.truth[learn], self._balanced(learn)
        if options.title_only:
            titled = learn[np.diff(self._titles.indptr)[learn] > 0]
            rows = vstack([counts, self._titles[titled]])
            truth = np.concatenate([truth, self.truth[titled]])
            sample_weights = np.concatenate([sample_weights, options.title_only * self._balanced(titled)])
        model = _solver(options)
        with warnings.catch_warnings():
            # The solver stops before it converges: more iterations were no better out of fold.
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(_weigh(rows, weights), truth, sample_weights)
        coef, intercept = model.coef_.T, model.intercept_
        if coef.shape[1] == 1:  # two labels: one column of log-odds becomes two that mirror each other
            coef, intercept = np.hstack([-coef, coef]) / 2, np.concatenate([-intercept, intercept]) / 2
        if len(present) < len(self.labels):
            coef, intercept = self._for_all_labels(model.classes_, coef, intercept)
        return Fitted(self._counts, weights, coef, intercept)

    def _for_all_labels(self, present: Ints, coef: Floats, intercept: Floats) -> tuple[Floats, Floats]:
        """Return coefficients and intercepts with columns for the labels that have no training example."""
        all_coef = np.zeros((len(coef), len(self.labels)))
        all_intercepts = np.full(len(self.labels), _NEVER)
        all_coef[:, present], all_intercepts[present] = coef, intercept
        return all_coef, all_intercepts

    def _balanced(self, learn: Ints) -> Floats:
        """Return the weight of each article; with ``class_balance`` 1 the weights of every label have the same sum."""
        weights, truth = self._sample_weights[learn], self.truth[learn]
        mass = np.bincount(truth, weights)
        factors = (mass.sum() / (np.count_nonzero(mass) * np.maximum(mass, 1e-9))) ** self.options.class_balance
        balanced: Floats = weights * factors[truth]
        return balanced


def count_ngrams(
    dataset: Dataset, options: TrainOptions, tokenizer: Tokenizer, cache: Path | None = None
) -> tuple[NgramVocabulary, SparseRows]:
    """Return the frequent n-grams of a dataset and their counts by article, from the cache if it has them.

    :param cache: folder of the cache, None for none.
    """
    count = cached(_count, cache, ignore=["pairs", "cache"])
    tokens, prefix, last, rows = count(
        dataset.pairs,
        cache,
        texts=dataset.texts_sha256,
        tokenizer=tokenizer.name,
        max_n=options.max_n,
        min_df=options.min_df,
        title_weight=options.title_weight,
    )
    return NgramVocabulary(tokenizer, tokens, prefix, last), rows


def _count(
    pairs: list[TitleAndText],
    cache: Path | None,
    *,
    texts: str,
    tokenizer: str,
    max_n: int,
    min_df: int,
    title_weight: int,
) -> _Arrays:
    """Count n-grams; in the key of the cache ``texts`` stands for ``pairs``."""
    maker: Tokenizer = make_tokenizer(tokenizer)
    if tokenizer == WordTokenizer.name:  # so slow that its result is cached for other n-gram options too
        distinct = sorted({field for pair in pairs for field in pair})
        segment = cached(_segment, cache, ignore=["fields"])
        maker = _Segmented(tokenizer, dict(zip(distinct, segment(distinct, texts, tokenizer), strict=True)))
    vocabulary, counts = NgramVocabulary.fit(pairs, maker, max_n=max_n, min_df=min_df, title_weight=title_weight)
    return vocabulary.tokens, vocabulary.prefix, vocabulary.last, counts.rows


def _segment(fields: list[str], texts: str, tokenizer: str) -> list[str]:
    """Segment texts; in the key of the cache ``texts`` stands for ``fields``."""
    maker = make_tokenizer(tokenizer)
    return [maker.segment(field) for field in fields]


@dataclass
class _Segmented:
    """A tokenizer that looks up texts which another has segmented."""

    name: str
    segmented: dict[str, str]

    def segment(self, text: str) -> str:
        return self.segmented[text]


def _solver(options: TrainOptions) -> Any:
    if options.solver == "logistic":
        return LogisticRegression(C=options.c, max_iter=options.max_iter)
    if options.solver == "svm":
        return LinearSVC(C=options.c, random_state=options.seed)
    raise DataError(f"Unknown solver {options.solver!r}.", "Use logistic or svm.")


def _weigh(counts: csr_matrix, weights: Floats) -> csr_matrix:
    """Return TF-IDF rows of length 1."""
    rows = tfidf(SparseRows(counts.indptr, counts.indices, counts.data), weights)
    return as_matrix(rows, counts.shape[1])


def as_matrix(rows: SparseRows, n_features: int) -> csr_matrix:
    """Return sparse rows as a matrix of scipy, shape (n_rows, n_features)."""
    return csr_matrix((rows.values, rows.indices, rows.indptr), shape=(len(rows), n_features))
