"""The keyword baseline: a model has to beat a list of keywords.

The keywords of a label are the twenty n-grams whose share of the label's articles exceeds their share of any other
label's articles by most. An article gets the label with the most distinct keywords in it; on a tie, the label whose
keywords have the larger gaps. With too few keywords it gets the most frequent label; how many are too few (1 to 5) is
chosen on the same articles as the keywords.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from nlp.classify.arrays import Floats, Ints, SparseRows
from nlp.classify.features import TitleAndText
from nlp.evaluation.f1 import macro_f1
from nlp.training.crossval import Folds
from nlp.training.fitting import Fitter, as_matrix

KEYWORDS = 20
"""Number of keywords of a label."""

_MOST_REQUIRED = 5
_TIE = 1e-3  # so small that gaps only decide between equal numbers of keywords


@dataclass(frozen=True)
class Keywords:
    """The keywords of each label.

    :param features: the keywords as features, shape (n_labels, n_keywords).
    :param gaps: how much larger the share of articles with the keyword is in its label than in any other, same shape.
    :param fallback: the label of an article with too few keywords.
    :param fewest: the number of keywords that an article needs.
    """

    features: Ints
    gaps: Floats
    fallback: int
    fewest: int = 1

    @classmethod
    def choose(cls, presence: csr_matrix, truth: Ints, n_labels: int) -> Keywords:
        """Choose keywords.

        :param presence: 1 where an article contains an n-gram, shape (n_articles, n_features).
        """
        sizes = np.bincount(truth, minlength=n_labels)
        belongs = csr_matrix((np.ones(len(truth)), (truth, np.arange(len(truth)))), shape=(n_labels, len(truth)))
        shares = (belongs @ presence).toarray() / np.maximum(1, sizes)[:, None]
        features, gaps = [], []
        for label in range(n_labels):
            gap = shares[label] - np.delete(shares, label, axis=0).max(axis=0)
            best = np.argsort(-gap, kind="stable")[:KEYWORDS]
            features.append(best)
            gaps.append(np.maximum(gap[best], 0.0))
        keywords = [
            cls(np.array(features), np.array(gaps), int(sizes.argmax()), fewest)
            for fewest in range(1, _MOST_REQUIRED + 1)
        ]
        return max(keywords, key=lambda one: macro_f1(truth, one.predict(presence)))

    def predict(self, presence: csr_matrix) -> Ints:
        """Return the label of each article as a position, shape (n_articles,)."""
        scores = np.empty((presence.shape[0], len(self.features)))
        for label, (features, gaps) in enumerate(zip(self.features, self.gaps, strict=True)):
            # A keyword that is no more frequent here than in another label does not count.
            scores[:, label] = presence[:, features] @ np.where(gaps > 0, 1.0 + _TIE * gaps, 0.0)
        predicted: Ints = np.where(scores.max(axis=1) >= self.fewest, scores.argmax(axis=1), self.fallback)
        return predicted


def keywords_out_of_fold(fitter: Fitter, folds: Folds) -> Ints:
    """Return the label of each article by keywords chosen on the other folds, shape (n_articles,)."""
    presence = _presence(fitter.rows, fitter)
    predicted = np.empty(len(fitter.truth), dtype=int)
    for learn, judge in folds:
        keywords = Keywords.choose(presence[learn], fitter.truth[learn], len(fitter.labels))
        predicted[judge] = keywords.predict(presence[judge])
    return predicted


def keywords_on(fitter: Fitter, articles: Sequence[TitleAndText]) -> Ints:
    """Return the label of each article by keywords chosen on the articles of the fitter, shape (n_articles,)."""
    keywords = Keywords.choose(_presence(fitter.rows, fitter), fitter.truth, len(fitter.labels))
    return keywords.predict(_presence(fitter.vocabulary.count(articles).rows, fitter))


def _presence(rows: SparseRows, fitter: Fitter) -> csr_matrix:
    """Return 1 where an article contains an n-gram, shape (n_articles, n_features)."""
    counts = as_matrix(rows, len(fitter.vocabulary))
    return csr_matrix((np.ones(counts.nnz), counts.indices, counts.indptr), shape=counts.shape)
