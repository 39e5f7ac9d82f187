"""Export to scikit-learn: a pipeline with the same probabilities, for users who work with scikit-learn.

The pipeline takes (title, text) pairs. joblib pickles it, and loading a pickle can run code, so a user should load only
files that they made themselves.

Invariant: bantin itself never loads an exported file.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import joblib
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from nlp.classify.features import TitleAndText
from nlp.classify.model import Classifier
from nlp.formats.atomic import creating_file
from nlp.text.tokenize import make_tokenizer, tokenize


@dataclass
class NgramAnalyzer:
    """The analyzer of the exported vectorizer.

    The pickle names this class by its module, so moving it breaks the files of users.

    :param title_weight: how many times an n-gram of the title counts.
    """

    tokenizer: str
    max_n: int
    title_weight: int

    def __call__(self, article: TitleAndText) -> list[str]:
        """Return the n-grams of a (title, text) pair, each as many times as it counts."""
        tokenizer = make_tokenizer(self.tokenizer)
        counts: Counter[str] = Counter()
        for field, weight in zip(article, (self.title_weight, 1), strict=True):
            tokens = tokenize(tokenizer, field)
            for n in range(1, self.max_n + 1):
                for start in range(len(tokens) - n + 1):
                    counts[" ".join(tokens[start : start + n])] += weight
        return list(counts.elements())


def to_sklearn(classifier: Classifier) -> Pipeline:
    """Return a scikit-learn pipeline with the probabilities of the model's view for accented text."""
    view = classifier.accented
    vocabulary = view.vocabulary
    analyzer = NgramAnalyzer(vocabulary.tokenizer.name, vocabulary.max_n, classifier.title_weight)
    names = {vocabulary.ngram(feature): feature for feature in range(len(vocabulary))}
    vectorizer = TfidfVectorizer(analyzer=analyzer, vocabulary=names, sublinear_tf=True)
    vectorizer.idf_ = view.weights
    regression = LogisticRegression()
    # scikit-learn expects sorted classes_, and the rows of coef_ in their order.
    order = np.argsort(classifier.labels)
    regression.classes_ = np.array(classifier.labels)[order]
    regression.coef_ = view.coef.T[order]
    regression.intercept_ = view.intercept[order]
    regression.n_features_in_ = len(vocabulary)
    if len(order) == 2:  # scikit-learn keeps one row for two classes: the log-odds of the second
        regression.coef_ = regression.coef_[1:] - regression.coef_[:1]
        regression.intercept_ = regression.intercept_[1:] - regression.intercept_[:1]
    return Pipeline([("features", vectorizer), ("classifier", regression)])


def export_sklearn(classifier: Classifier, file: Path, *, overwrite: bool = False) -> None:
    """Write the pipeline of a model to a file, with joblib.

    :param overwrite: whether it may take the place of a file.
    :raises OutputError: if the file cannot be written, or exists already.
    """
    with creating_file(file, overwrite=overwrite) as stream:
        joblib.dump(to_sklearn(classifier), stream)
