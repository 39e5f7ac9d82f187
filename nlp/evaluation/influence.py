"""The n-grams that decide: for each label, those that spoke most for it in the articles predicted as this label.

Invariant: the weight of an n-gram is the mean of the weights that :meth:`Classifier.explain` gives for single articles.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nlp.article import Article
from nlp.classify.arrays import Floats, Ints
from nlp.classify.features import tfidf
from nlp.classify.fields import counted_fields, ignored_spans
from nlp.classify.model import Classifier

_BATCH = 500  # articles whose n-grams are in memory at once
_MOST_READ = 5_000  # more articles take longer and hardly move the means


def strongest_ngrams(
    classifier: Classifier, articles: Sequence[Article], predicted: Ints, top: int = 12
) -> dict[str, list[tuple[str, float]]]:
    """Return for each label the n-grams that spoke most for it, heaviest first.

    The weight of an n-gram is what it adds to the log-odds of the label against the mean of the others, on average
    over the articles predicted as this label. It is taken from the view for text with accents. Of more than 5,000
    articles, 5,000 are read, evenly spread.

    :param predicted: predicted label of each article, as its position among the labels of the classifier; shape
        (n_articles,).
    :param top: number of n-grams of each label.
    """
    view = classifier.accented
    n_labels = len(classifier.labels)
    others = (view.coef.sum(axis=1, keepdims=True) - view.coef) / max(1, n_labels - 1)
    weights = _mean_values(classifier, articles, predicted) * (view.coef - others).T
    strongest = {}
    for label, name in enumerate(classifier.labels):
        order = np.argsort(-weights[label], kind="stable")[:top]
        strongest[name] = [
            (view.vocabulary.ngram(int(feature)), float(weights[label, feature]))
            for feature in order
            if weights[label, feature] > 0
        ]
    return strongest


def _mean_values(classifier: Classifier, articles: Sequence[Article], predicted: Ints) -> Floats:
    """Return the mean TF-IDF values of the articles predicted as each label, shape (n_labels, n_features)."""
    view = classifier.accented
    n_labels, n_features = len(classifier.labels), len(view.vocabulary)
    sums: Floats = np.zeros((n_labels, n_features))
    rows = np.unique(np.linspace(0, len(articles) - 1, min(len(articles), _MOST_READ)).astype(int))
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        pairs = [counted_fields(articles[row], ignored_spans(articles[row])) for row in batch]
        values = tfidf(view.vocabulary.count(pairs, classifier.title_weight).rows, view.weights)
        label_of_value = np.repeat(predicted[batch], np.diff(values.indptr))
        for label in np.unique(predicted[batch]):
            chosen = label_of_value == label
            sums[label] += np.bincount(values.indices[chosen], values.values[chosen], minlength=n_features)
    means: Floats = sums / np.maximum(1, np.bincount(predicted[rows], minlength=n_labels))[:, None]
    return means
