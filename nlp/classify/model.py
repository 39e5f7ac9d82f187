"""The classifier: calibrated scores of articles, and the n-grams that speak for and against a label.

Invariant: prediction needs arrays alone; nothing here imports scikit-learn or scipy.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from nlp.article import Article, FailedArticle, Prediction
from nlp.classify.arrays import Bools, Floats
from nlp.classify.features import Counts, NgramVocabulary, TitleAndText, stack_counts, tfidf
from nlp.classify.fields import counted_fields, ignored_spans
from nlp.errors import ModelError
from nlp.text.damage import DAMAGES, find_damage
from nlp.text.language import VIETNAMESE_SHARE, vietnamese_share
from nlp.text.surroundings import Spans
from nlp.text.tokenize import SyllableTokenizer, tokenize

ACCENTED, PLAIN = "accented", "plain"
"""Names of the views: one for text with its accents, which every classifier has, one for text without them."""

FEWEST_TOKENS = 4
"""A shorter text is too short for a label; headlines have seven tokens or more."""

MOST_UNKNOWN = 0.5
"""If a larger share of a text's tokens is unknown to the model, its scores mean little."""

TOO_SHORT = "too short: {n_tokens} tokens"
NOT_VIETNAMESE = "not Vietnamese: {share:.0%} of the tokens have the form of a syllable"
UNFAMILIAR = "unfamiliar: {unknown:.0%} of the tokens are unknown to the model"
UNSURE = "confidence under {threshold:.4g}, the threshold of {label}"
REASONS = (TOO_SHORT, NOT_VIETNAMESE, UNFAMILIAR, UNSURE, *DAMAGES)
"""Why an article needs review, as templates: all reasons that there are."""

MOST_STRAY = 0.04
"""If a larger share is unknown, the text may have lost accents; the view without them is asked, too."""

LOST_ACCENTS = 0.5
"""It judges if at most this share of what the other view does not know is unknown to it. Of 3,000 articles that are
written properly it judges 4 in a thousand; of those that lost the accents of every fifth word nearly all."""

Counted = tuple["View", Sequence[int], Counts]
"""A view, the positions of the articles that it judges, and the counts of their n-grams."""

_Item = TypeVar("_Item")
_BATCH = 200  # articles; the arrays of a batch fit the processor's cache
_SUSPICIOUS_UNKNOWN = 0.15  # only above this share is it worth the time to look at the language


@dataclass(frozen=True)
class Explanation:
    """Which n-grams gave an article its label.

    :param label: the label that is explained.
    :param speaks_for: n-grams with their weight, heaviest first. A weight is what the n-gram adds to the log-odds of
        the label, less what it adds to those of the other labels on average.
    :param speaks_against: n-grams with negative weight, heaviest first.
    """

    label: str
    speaks_for: list[tuple[str, float]]
    speaks_against: list[tuple[str, float]]


@dataclass(frozen=True)
class View:
    """A calibrated linear model over the n-grams of one tokenizer.

    :param weights: inverse document frequency of each feature as the model uses it, shape (n_features,).
    :param coef: what one unit of a feature adds to the logit of each label, shape (n_features, n_labels).
    :param intercept: shape (n_labels,).
    :param thresholds: for each label the confidence from which on a prediction needs no review, shape (n_labels,).
    :param plausible: for each label the score from which on it is plausible, shape (n_labels,); None if the model
        does not know, as those of early versions.
    """

    vocabulary: NgramVocabulary
    weights: Floats
    coef: Floats
    intercept: Floats
    thresholds: Floats
    plausible: Floats | None = None

    def score(self, counts: Counts) -> Floats:
        """Return calibrated scores that sum to 1 in each row, shape (n_articles, n_labels)."""
        return softmax(tfidf(counts.rows, self.weights).dot(self.coef) + self.intercept)

    def plausible_labels(self, label: str, scores: Mapping[str, float]) -> tuple[str, ...]:
        """Return the plausible labels of an article, likeliest first.

        :param label: the predicted one, which is always plausible.
        :param scores: by label, in the order of :attr:`plausible`.
        """
        if self.plausible is None:
            return ()
        lowest = self.plausible.tolist()
        likely = [name for (name, score), least in zip(scores.items(), lowest, strict=True) if score >= least]
        return tuple(sorted({label, *likely}, key=lambda name: -scores[name]))


@dataclass(frozen=True)
class Classifier:
    """Predicts what articles are about.

    :param title_weight: how many times an n-gram of the title counts.
    :param views: by name; :data:`ACCENTED` is always there, :data:`PLAIN` unless training left it out.
    :param about: how the model was made; goes into ``model.json``.
    """

    name: str
    labels: tuple[str, ...]
    title_weight: int
    views: Mapping[str, View]
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def accented(self) -> View:
        """The view for text with its accents."""
        return self.views[ACCENTED]

    def counted(
        self,
        articles: Sequence[Article],
        title_weight: int | None = None,
        ignored: Sequence[Spans] | None = None,
    ) -> Iterator[Counted]:
        """Yield articles in batches, with the view that judges them and their n-grams.

        The view for text without accents judges what lacks them, and what lost some, be it the tones alone or every
        fifth word: many tokens are then unknown to the other view, and this one knows most of them. Of 316 clear
        articles whose every other word was stripped 6 change their label, with one view 79; of those that are written
        properly none does.

        :param title_weight: how many times an n-gram of the title counts, instead of the model's own number.
        :param ignored: the spans of each article that do not count, when they are known already.
        """
        spans = [ignored_spans(article) for article in articles] if ignored is None else ignored
        fields = [counted_fields(article, around) for article, around in zip(articles, spans, strict=True)]
        plain = self.views.get(PLAIN)
        weight = self.title_weight if title_weight is None else title_weight
        lacking = [row for row, article in enumerate(articles) if plain is not None and article.lacks_accents]
        others = sorted({*range(len(articles))}.difference(lacking))
        strays: list[tuple[Sequence[int], Counts]] = []
        for batch in _batches(others):
            counts = _count(self.accented, batch, fields, weight)
            is_stray = counts.unknown > MOST_STRAY
            if plain is None or not is_stray.any():
                yield self.accented, batch, counts
                continue
            strays.append(_chosen(batch, counts, is_stray))
            if not is_stray.all():
                yield self.accented, *_chosen(batch, counts, ~is_stray)
        if plain is not None:
            # All of them at once, behind the others: their tables would take those of the others out of the cache.
            if strays:
                rows = [row for some, _ in strays for row in some]
                counts, again = stack_counts([one for _, one in strays]), _count(plain, rows, fields, weight)
                has_lost = again.unknown <= LOST_ACCENTS * counts.unknown
                for view, seen, chosen in ((plain, again, has_lost), (self.accented, counts, ~has_lost)):
                    if chosen.any():
                        yield view, *_chosen(rows, seen, chosen)
            for batch in _batches(lacking):
                yield plain, batch, _count(plain, batch, fields, weight)

    def predict_proba(self, articles: Sequence[TitleAndText]) -> Floats:
        """Return calibrated scores of (title, text) pairs, shape (n_articles, n_labels)."""
        scores = np.empty((len(articles), len(self.labels)))
        for view, rows, counts in self.counted([Article(text=text, title=title) for title, text in articles]):
            scores[rows] = view.score(counts)
        return scores

    def predict(self, articles: Sequence[Article]) -> list[Prediction]:
        """Return the prediction for each article, in order."""
        predictions: dict[int, Prediction] = {}
        ignored = [ignored_spans(article) for article in articles]
        for view, rows, counts in self.counted(articles, ignored=ignored):
            batch = [(articles[row], ignored[row]) for row in rows]
            predictions.update(zip(rows, self._predict(view, batch, counts), strict=True))
        return [predictions[row] for row in range(len(articles))]

    def predict_each(self, articles: Sequence[Article]) -> list[Prediction | FailedArticle]:
        """Return the prediction for each article, in order; an article on which that fails costs no other its own."""
        try:
            return list(self.predict(articles))
        except Exception:
            if len(articles) == 1:
                return [FailedArticle(articles[0], traceback.format_exc())]
        return [outcome for article in articles for outcome in self.predict_each([article])]

    def explain(self, article: Article, label: str | None = None, top: int = 10) -> Explanation:
        """Return the n-grams that speak most for and against ``label`` (by default the predicted one).

        :raises ModelError: if the model has no such label.
        """
        if label is not None and label not in self.labels:
            raise ModelError(f"The model {self.name!r} has no label {label!r}.", f"It has {', '.join(self.labels)}.")
        ((view, _, counts),) = self.counted([article])
        rows = tfidf(counts.rows, view.weights)
        column = int(view.score(counts).argmax()) if label is None else self.labels.index(label)
        coef = view.coef[rows.indices]
        others = (coef.sum(axis=1) - coef[:, column]) / max(1, len(self.labels) - 1)
        weights = rows.values * (coef[:, column] - others)
        order = np.argsort(-weights, kind="stable")
        ranked = [(view.vocabulary.ngram(int(rows.indices[cell])), float(weights[cell])) for cell in order]
        return Explanation(
            self.labels[column],
            [(ngram, weight) for ngram, weight in ranked if weight > 0][:top],
            [(ngram, weight) for ngram, weight in reversed(ranked) if weight < 0][:top],
        )

    def _predict(self, view: View, articles: Sequence[tuple[Article, Spans]], counts: Counts) -> Iterator[Prediction]:
        scores = view.score(counts)
        best = scores.argmax(axis=1)
        unknown = counts.unknown
        suspicious = (counts.n_tokens < FEWEST_TOKENS) | (unknown > _SUSPICIOUS_UNKNOWN)
        doubtful = set(np.flatnonzero(suspicious).tolist())
        labels, thresholds, name = self.labels, view.thresholds.tolist(), self.name
        # Numbers of Python's own: to take each out of its array costs more than to score the article.
        columns = zip(articles, best.tolist(), scores.tolist(), strict=True)
        for row, ((article, ignored), column, row_scores) in enumerate(columns):
            label, confidence, threshold = labels[column], row_scores[column], thresholds[column]
            damage = find_damage(article.document)
            reasons = [damage] if damage else []
            if row in doubtful:
                reasons += _doubts(article, int(counts.n_tokens[row]), float(unknown[row]))
            if confidence < threshold:
                reasons.append(UNSURE.format(threshold=threshold, label=label))
            by_score = dict(zip(labels, row_scores, strict=True))
            yield Prediction(
                label=label,
                confidence=confidence,
                scores=by_score,
                needs_review=bool(reasons),
                reasons=tuple(reasons),
                model=name,
                plausible=view.plausible_labels(label, by_score),
                ignored=ignored,
            )


def _chosen(rows: Sequence[int], counts: Counts, chosen: Bools) -> tuple[list[int], Counts]:
    """Return those of some articles that are chosen, and their counts."""
    places = np.flatnonzero(chosen)
    return [rows[place] for place in places.tolist()], counts.take(places)


def _count(view: View, rows: Sequence[int], fields: Sequence[TitleAndText], title_weight: int) -> Counts:
    return view.vocabulary.count([fields[row] for row in rows], title_weight)


def softmax(logits: Floats) -> Floats:
    """Return exp(logits), scaled so that each row sums to 1."""
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    scores: Floats = exponentials / exponentials.sum(axis=1, keepdims=True)
    return scores


def _doubts(article: Article, n_tokens: int, unknown: float) -> list[str]:
    """Return the reasons why no model can judge a text, whatever its scores; empty when there are none."""
    if n_tokens < FEWEST_TOKENS:
        return [TOO_SHORT.format(n_tokens=n_tokens)]
    reasons = []
    share = vietnamese_share(tokenize(SyllableTokenizer(), article.document))
    if share < VIETNAMESE_SHARE:
        reasons.append(NOT_VIETNAMESE.format(share=share))
    if unknown > MOST_UNKNOWN:
        reasons.append(UNFAMILIAR.format(unknown=unknown))
    return reasons


def _batches(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
