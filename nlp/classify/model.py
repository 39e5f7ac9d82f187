"""The classifier: calibrated scores of articles, and the n-grams that speak for and against a label.

Invariant: prediction needs arrays alone; nothing here imports scikit-learn or scipy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from nlp.article import Article, Prediction
from nlp.classify.arrays import Floats
from nlp.classify.features import Counts, NgramVocabulary, TitleAndText, tfidf
from nlp.errors import ModelError
from nlp.text.language import VIETNAMESE_SHARE, vietnamese_share
from nlp.text.tokenize import SyllableTokenizer, tokenize

FEWEST_TOKENS = 4
"""A shorter text says too little for a label; headlines have seven tokens or more."""

MOST_UNKNOWN = 0.5
"""Share of tokens the model has never seen beyond which its scores say little."""

_Item = TypeVar("_Item")
_BATCH = 200  # the arrays of a batch fit the processor's cache
_SUSPICIOUS_UNKNOWN = 0.15


@dataclass(frozen=True)
class Explanation:
    """Why an article got its label.

    :param label: the label explained.
    :param speaks_for: n-grams with their weight, heaviest first; the weights are differences in log-odds between
        the label and the mean of the others.
    :param speaks_against: n-grams with negative weight, heaviest first.
    """

    label: str
    speaks_for: list[tuple[str, float]]
    speaks_against: list[tuple[str, float]]


@dataclass(frozen=True)
class View:
    """A calibrated linear model over the n-grams of one tokenizer.

    :param weights: inverse document frequency of each feature as the model uses it, shape (n_features,).
    :param coef: log-odds for each unit of a feature, shape (n_features, n_labels).
    :param intercept: shape (n_labels,).
    :param thresholds: confidence of each label from which no review is needed, shape (n_labels,).
    """

    vocabulary: NgramVocabulary
    weights: Floats
    coef: Floats
    intercept: Floats
    thresholds: Floats

    def score(self, counts: Counts) -> Floats:
        """Return calibrated scores that sum to 1 in each row, shape (n_articles, n_labels)."""
        return softmax(tfidf(counts.rows, self.weights).dot(self.coef) + self.intercept)


@dataclass(frozen=True)
class Classifier:
    """Tells what articles are about: one view for text as it should be, one for text without accents.

    :param title_weight: how many times an n-gram of the title counts.
    :param plain: the view for text without accents; without it, the first one judges everything.
    :param about: how the model was made; goes into ``model.json``.
    """

    name: str
    labels: tuple[str, ...]
    title_weight: int
    accented: View
    plain: View | None = None
    about: dict[str, Any] = field(default_factory=dict)

    def predict_proba(self, articles: Sequence[TitleAndText]) -> Floats:
        """Return calibrated scores of (title, text) pairs, shape (n_articles, n_labels)."""
        scores = np.empty((len(articles), len(self.labels)))
        for view, rows in self._by_view([Article(text=text, title=title) for title, text in articles]):
            for batch in _batches(rows):
                counts = view.vocabulary.count([articles[row] for row in batch], self.title_weight)
                scores[batch] = view.score(counts)
        return scores

    def predict(self, articles: Sequence[Article]) -> list[Prediction]:
        """Return what each article is about, in order."""
        predictions: dict[int, Prediction] = {}
        for view, rows in self._by_view(articles):
            for batch in _batches(rows):
                predictions.update(zip(batch, self._predict(view, [articles[row] for row in batch]), strict=True))
        return [predictions[row] for row in range(len(articles))]

    def explain(self, article: Article, label: str | None = None, top: int = 10) -> Explanation:
        """Return the n-grams that spoke most for and against ``label`` (by default the predicted one).

        :raises ModelError: if the model has no such label.
        """
        if label is not None and label not in self.labels:
            raise ModelError(f"The model {self.name!r} has no label {label!r}.", f"It has {', '.join(self.labels)}.")
        pair = (article.title, article.text)
        view = self._view_of(article)
        counts = view.vocabulary.count([pair], self.title_weight)
        rows = tfidf(counts.rows, view.weights)
        column = int(view.score(counts).argmax()) if label is None else self.labels.index(label)
        coef = view.coef[rows.indices]
        others = (coef.sum(axis=1) - coef[:, column]) / max(1, len(self.labels) - 1)
        spoken = rows.values * (coef[:, column] - others)
        order = np.argsort(-spoken, kind="stable")
        ranked = [(view.vocabulary.ngram(int(rows.indices[at])), float(spoken[at])) for at in order]
        return Explanation(
            self.labels[column],
            [(ngram, weight) for ngram, weight in ranked if weight > 0][:top],
            [(ngram, weight) for ngram, weight in reversed(ranked) if weight < 0][:top],
        )

    def _view_of(self, article: Article) -> View:
        if self.plain is not None and article.lacks_accents:
            return self.plain
        return self.accented

    def _by_view(self, articles: Sequence[Article]) -> Iterator[tuple[View, list[int]]]:
        """Yield each view with the rows of the articles that it judges."""
        views = [self._view_of(article) for article in articles]
        for view in filter(None, (self.accented, self.plain)):
            rows = [row for row, chosen in enumerate(views) if chosen is view]
            if rows:
                yield view, rows

    def _predict(self, view: View, articles: Sequence[Article]) -> Iterator[Prediction]:
        counts = view.vocabulary.count([(article.title, article.text) for article in articles], self.title_weight)
        scores = view.score(counts)
        best = scores.argmax(axis=1)
        confidence = scores[np.arange(len(scores)), best]
        threshold = view.thresholds[best]
        unknown = counts.n_unknown / np.maximum(1, counts.n_tokens)
        odd = (counts.n_tokens < FEWEST_TOKENS) | (unknown > _SUSPICIOUS_UNKNOWN)
        for row, article in enumerate(articles):
            label = self.labels[best[row]]
            reasons = []
            if odd[row]:
                reasons += _oddities(article, int(counts.n_tokens[row]), float(unknown[row]))
            if confidence[row] < threshold[row]:
                reasons.append(f"confidence under {threshold[row]:.2f}, the threshold of {label}")
            yield Prediction(
                label=label,
                confidence=float(confidence[row]),
                scores=dict(zip(self.labels, scores[row].tolist(), strict=True)),
                needs_review=bool(reasons),
                reasons=tuple(reasons),
                model=self.name,
            )


def softmax(logits: Floats) -> Floats:
    """Return exp(logits), scaled so that each row sums to 1."""
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    scores: Floats = exponentials / exponentials.sum(axis=1, keepdims=True)
    return scores


def _oddities(article: Article, n_tokens: int, unknown: float) -> list[str]:
    """Return what makes a text one that no model can judge."""
    if n_tokens < FEWEST_TOKENS:
        return [f"too short: {n_tokens} tokens"]
    reasons = []
    share = vietnamese_share(tokenize(SyllableTokenizer(), article.document))
    if share < VIETNAMESE_SHARE:
        reasons.append(f"not Vietnamese: {share:.0%} of the tokens have the form of a syllable")
    if unknown > MOST_UNKNOWN:
        reasons.append(f"unfamiliar: {unknown:.0%} of the tokens are unknown to the model")
    return reasons


def _batches(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
