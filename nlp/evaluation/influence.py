"""Which n-grams decide: for each label, those that spoke most for it in the articles that got it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nlp.article import Article
from nlp.classify.arrays import Ints
from nlp.classify.features import tfidf
from nlp.classify.model import Classifier

_BATCH = 500
_MOST_READ = 5_000


def strongest_ngrams(
    classifier: Classifier, articles: Sequence[Article], predicted: Ints, top: int = 12
) -> dict[str, list[tuple[str, float]]]:
    """Return for each label the n-grams that spoke most for it, heaviest first.

    The weight of an n-gram is what it adds to the log-odds of the label against the mean of the others, on average
    over the articles that got the label. The view for text with accents is asked. Of more than 5,000 articles, as
    many are read, evenly spread.

    :param predicted: label of each article as its position in the classifier's, shape (n_articles,).
    """
    view = classifier.accented
    n_labels, n_features = len(classifier.labels), len(view.vocabulary)
    means = np.zeros((n_labels, n_features))
    rows = np.unique(np.linspace(0, len(articles) - 1, min(len(articles), _MOST_READ)).astype(int))
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        pairs = [(articles[row].title, articles[row].text) for row in batch]
        weighed = tfidf(view.vocabulary.count(pairs, classifier.title_weight).rows, view.weights)
        label_of_value = np.repeat(predicted[batch], np.diff(weighed.indptr))
        for label in np.unique(predicted[batch]):
            here = label_of_value == label
            means[label] += np.bincount(weighed.indices[here], weighed.values[here], minlength=n_features)
    means /= np.maximum(1, np.bincount(predicted[rows], minlength=n_labels))[:, None]
    others = (view.coef.sum(axis=1, keepdims=True) - view.coef) / max(1, n_labels - 1)
    strength = means * (view.coef - others).T
    found = {}
    for label, name in enumerate(classifier.labels):
        order = np.argsort(-strength[label], kind="stable")[:top]
        found[name] = [(view.vocabulary.ngram(int(at)), float(strength[label, at])) for at in order
                       if strength[label, at] > 0]  # fmt: skip
    return found
