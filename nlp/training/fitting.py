"""One linear model on counted n-grams: counted once, fitted on any subset of the articles.

Invariant: what is fitted on some articles has seen nothing of the others, document frequencies included.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from nlp.classify.arrays import Floats, Ints, SparseRows
from nlp.classify.features import NgramVocabulary, TitleAndText, smooth_idf, tfidf
from nlp.datasets.cache import cached
from nlp.datasets.dataset import Dataset
from nlp.errors import DataError
from nlp.text.tokenize import Tokenizer, make_tokenizer
from nlp.training.options import TrainOptions

_NEVER = -50.0
"""Intercept of a label that nothing was learnt of: softmax leaves it next to nothing, and no figure infinite."""

Progress = Callable[[str], None]
_Arrays = tuple[list[str], Ints, Ints, SparseRows]


@dataclass(frozen=True)
class Fitted:
    """A linear model fitted on some of the articles, able to judge the others.

    :param weights: inverse document frequencies, shape (n_features,).
    :param coef: shape (n_features, n_labels).
    :param intercept: shape (n_labels,).
    """

    counts: csr_matrix
    weights: Floats
    coef: Floats
    intercept: Floats

    def decide(self, rows: Ints) -> Floats:
        """Return the decision values of some articles, shape (n_rows, n_labels)."""
        decisions: Floats = _weigh(self.counts[rows], self.weights) @ self.coef + self.intercept
        return decisions


class Fitter:
    """Fits the linear model on subsets of one dataset whose n-grams were counted once.

    Fitted state: ``labels``, ``truth`` (n_articles,) as positions in them, ``vocabulary``, ``rows`` of its counts.

    :param tokenizer: makes the tokens of the view.
    :param memory: folder of the cache, None for none.
    :raises DataError: if no n-gram is frequent enough to be counted.
    """

    def __init__(
        self, dataset: Dataset, options: TrainOptions, tokenizer: Tokenizer, memory: Path | None = None
    ) -> None:
        self.labels = tuple(sorted(dataset.label_counts))
        self.truth = dataset.encode(self.labels)
        self.options = options
        self.vocabulary, self.rows = count_ngrams(dataset, options, tokenizer, memory)
        if not len(self.vocabulary):
            raise DataError(
                f"No word stands in {options.min_df:,} articles of the data, as min_df wants.", "Lower min_df."
            )
        self._counts = as_matrix(self.rows, len(self.vocabulary))
        self._longer = np.where(self.vocabulary.orders > 1, options.longer_weight, 1.0)
        self._sample_weights = dataset.sample_weights * np.where(dataset.is_hard, options.hard_weight, 1.0)

    def fit(self, learn: Ints) -> Fitted:
        """Fit on the given articles; document frequencies too are those of these articles alone.

        A label that none of them has is never predicted.
        """
        options = self.options
        counts = self._counts[learn]
        frequency = np.bincount(counts.indices, minlength=counts.shape[1])
        weights = smooth_idf(frequency, len(learn)) ** options.idf_power * self._longer
        weights[frequency < options.min_df] = 0.0
        present = np.unique(self.truth[learn])
        if len(present) == 1:
            return Fitted(self._counts, weights, *self._among_all(present, np.zeros((len(weights), 1)), np.zeros(1)))
        sample_weights = self._balanced(learn)
        model = _solver(options)
        with warnings.catch_warnings():
            # Stopping early regularizes: more iterations did not do better out of fold.
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(_weigh(counts, weights), self.truth[learn], sample_weights)
        coef, intercept = model.coef_.T, model.intercept_
        if coef.shape[1] == 1:  # two labels: one column of log-odds becomes two that mirror each other
            coef, intercept = np.hstack([-coef, coef]) / 2, np.concatenate([-intercept, intercept]) / 2
        if len(present) < len(self.labels):
            coef, intercept = self._among_all(model.classes_, coef, intercept)
        return Fitted(self._counts, weights, coef, intercept)

    def _among_all(self, present: Ints, coef: Floats, intercept: Floats) -> tuple[Floats, Floats]:
        """Return the columns of the labels that were learnt at their places among those of all labels."""
        all_coef = np.zeros((len(coef), len(self.labels)))
        all_intercepts = np.full(len(self.labels), _NEVER)
        all_coef[:, present], all_intercepts[present] = coef, intercept
        return all_coef, all_intercepts

    def _balanced(self, learn: Ints) -> Floats:
        weights, truth = self._sample_weights[learn], self.truth[learn]
        mass = np.bincount(truth, weights)
        factors = (mass.sum() / (np.count_nonzero(mass) * np.maximum(mass, 1e-9))) ** self.options.class_balance
        balanced: Floats = weights * factors[truth]
        return balanced


def count_ngrams(
    dataset: Dataset, options: TrainOptions, tokenizer: Tokenizer, memory: Path | None = None
) -> tuple[NgramVocabulary, SparseRows]:
    """Return the n-grams of a dataset and how often each stands in each article, from the cache when it has them."""
    count = cached(_count, memory, ignore=["pairs", "memory"])
    tokens, prefix, last, rows = count(
        dataset.pairs,
        memory,
        texts=dataset.texts_sha256,
        tokenizer=tokenizer.name,
        max_n=options.max_n,
        min_df=options.min_df,
        title_weight=options.title_weight,
    )
    return NgramVocabulary(tokenizer, tokens, prefix, last), rows


def _count(
    pairs: list[TitleAndText],
    memory: Path | None,
    *,
    texts: str,
    tokenizer: str,
    max_n: int,
    min_df: int,
    title_weight: int,
) -> _Arrays:
    """Count; ``texts`` stands for ``pairs`` in the cache."""
    known: Tokenizer = make_tokenizer(tokenizer)
    if tokenizer == "word":  # so slow that its result is kept for other n-grams too
        distinct = sorted({field for pair in pairs for field in pair})
        segment = cached(_segment, memory, ignore=["fields"])
        known = _Segmented(tokenizer, dict(zip(distinct, segment(distinct, texts, tokenizer), strict=True)))
    vocabulary, counts = NgramVocabulary.fit(pairs, known, max_n=max_n, min_df=min_df, title_weight=title_weight)
    return vocabulary.tokens, vocabulary.prefix, vocabulary.last, counts.rows


def _segment(fields: list[str], texts: str, tokenizer: str) -> list[str]:
    """Segment; ``texts`` stands for ``fields`` in the cache."""
    known = make_tokenizer(tokenizer)
    return [known.segment(field) for field in fields]


@dataclass
class _Segmented:
    """A tokenizer that looks up what another made of each text."""

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
    rows = tfidf(SparseRows(counts.indptr, counts.indices, counts.data), weights)
    return as_matrix(rows, counts.shape[1])


def as_matrix(rows: SparseRows, n_features: int) -> csr_matrix:
    """Return sparse rows as a matrix of scipy, shape (n_rows, n_features)."""
    return csr_matrix((rows.values, rows.indices, rows.indptr), shape=(len(rows), n_features))
