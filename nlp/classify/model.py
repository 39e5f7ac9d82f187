"""The classifier: calibrated scores of articles, and the n-grams that speak for and against a label.

Invariant: prediction needs arrays alone; nothing here imports scikit-learn or scipy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from nlp.article import Article, Prediction
from nlp.classify.features import Counts, Floats, NgramVocabulary, TitleAndText, tfidf
from nlp.text.language import VIETNAMESE_SHARE, vietnamese_share
from nlp.text.tokenize import tokenize

FEWEST_TOKENS = 4
"""A shorter text says too little for a label; headlines have seven tokens or more."""

MOST_UNKNOWN = 0.5
"""Share of tokens the model has never seen beyond which its scores say little."""

_Item = TypeVar("_Item")
_BATCH = 1_000
_SUSPICIOUS_UNKNOWN = 0.15


@dataclass(frozen=True)
class Calibration:
    """Turns decision values into scores: softmax(scale * decision + bias).

    :param bias: shape (n_labels,).
    """

    scale: float
    bias: Floats

    def apply(self, decisions: Floats) -> Floats:
        """Return scores that sum to 1 in each row, shape (n_articles, n_labels)."""
        logits = self.scale * decisions + self.bias
        exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
        scores: Floats = exponentials / exponentials.sum(axis=1, keepdims=True)
        return scores


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
class Classifier:
    """A linear model over TF-IDF n-grams.

    :param weights: inverse document frequency of each feature as the model uses it, shape (n_features,).
    :param coef: shape (n_features, n_labels).
    :param intercept: shape (n_labels,).
    :param thresholds: confidence of each label from which no review is needed, shape (n_labels,).
    :param title_weight: how many times an n-gram of the title counts.
    :param about: how the model was made; goes into ``model.json``.
    """

    name: str
    labels: tuple[str, ...]
    vocabulary: NgramVocabulary
    weights: Floats
    coef: Floats
    intercept: Floats
    calibration: Calibration
    thresholds: Floats
    title_weight: int
    about: dict[str, Any] = field(default_factory=dict)

    def decision_function(self, articles: Sequence[TitleAndText]) -> Floats:
        """Return uncalibrated decision values, shape (n_articles, n_labels)."""
        return self._decide(self.vocabulary.count(articles, self.title_weight))

    def predict_proba(self, articles: Sequence[TitleAndText]) -> Floats:
        """Return calibrated scores of (title, text) pairs, shape (n_articles, n_labels)."""
        parts = [self.calibration.apply(self.decision_function(batch)) for batch in _batches(articles)]
        return np.concatenate(parts) if parts else np.empty((0, len(self.labels)))

    def predict(self, articles: Sequence[Article]) -> list[Prediction]:
        """Return what each article is about, in order."""
        return [prediction for batch in _batches(articles) for prediction in self._predict_batch(batch)]

    def explain(self, article: Article, label: str | None = None, top: int = 10) -> Explanation:
        """Return the n-grams that spoke most for and against ``label`` (by default the predicted one).

        :raises ValueError: if the model has no such label.
        """
        rows = tfidf(self.vocabulary.count([(article.title, article.text)], self.title_weight).rows, self.weights)
        if label is None:
            column = int(np.argmax(self.calibration.apply(rows.dot(self.coef) + self.intercept)))
        else:
            column = self.labels.index(label)
        coef = self.coef[rows.indices]
        others = (coef.sum(axis=1) - coef[:, column]) / max(1, len(self.labels) - 1)
        spoken = self.calibration.scale * rows.values * (coef[:, column] - others)
        order = np.argsort(-spoken, kind="stable")
        ranked = [(self.vocabulary.ngram(int(rows.indices[at])), float(spoken[at])) for at in order]
        return Explanation(
            self.labels[column],
            [(ngram, weight) for ngram, weight in ranked if weight > 0][:top],
            [(ngram, weight) for ngram, weight in reversed(ranked) if weight < 0][:top],
        )

    def _decide(self, counts: Counts) -> Floats:
        return tfidf(counts.rows, self.weights).dot(self.coef) + self.intercept

    def _predict_batch(self, articles: Sequence[Article]) -> Iterator[Prediction]:
        counts = self.vocabulary.count([(article.title, article.text) for article in articles], self.title_weight)
        scores = self.calibration.apply(self._decide(counts))
        best = scores.argmax(axis=1)
        confidence = scores[np.arange(len(scores)), best]
        unsure = confidence < self.thresholds[best]
        unknown = counts.n_unknown / np.maximum(1, counts.n_tokens)
        odd = (counts.n_tokens < FEWEST_TOKENS) | (unknown > _SUSPICIOUS_UNKNOWN)
        for row, article in enumerate(articles):
            label = self.labels[best[row]]
            reasons: list[str] = []
            if odd[row]:
                reasons += self._oddities(article, int(counts.n_tokens[row]), float(unknown[row]))
            if unsure[row]:
                reasons.append(f"confidence under {self.thresholds[best[row]]:.2f}, the threshold of {label}")
            yield Prediction(
                label=label,
                confidence=float(confidence[row]),
                scores=dict(zip(self.labels, scores[row].tolist(), strict=True)),
                needs_review=bool(reasons),
                reasons=tuple(reasons),
                model=self.name,
            )

    def _oddities(self, article: Article, n_tokens: int, unknown: float) -> list[str]:
        """Return what makes the text one that the model cannot judge."""
        if n_tokens < FEWEST_TOKENS:
            return [f"too short: {n_tokens} tokens"]
        reasons = []
        share = vietnamese_share(tokenize(self.vocabulary.tokenizer, article.document))
        if share < VIETNAMESE_SHARE:
            reasons.append(f"not Vietnamese: {share:.0%} of the tokens have the form of a syllable")
        if unknown > MOST_UNKNOWN:
            reasons.append(f"unfamiliar: {unknown:.0%} of the tokens are unknown to the model")
        return reasons


def _batches(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
