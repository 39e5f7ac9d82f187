"""Two models on the same articles: paired tests, the change of each label, the articles that flipped.

Invariant: both models judge every article of a label that both know, and every difference is the second model's figure
minus the first's. A label that only one of them knows stands beside, with its F1, and decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import comb, erfc, sqrt
from typing import Any

import numpy as np
from msgspec import field as msgspec_field

from nlp.article import Article
from nlp.classify.arrays import Floats, Ints
from nlp.classify.model import Classifier
from nlp.datasets.dataset import Dataset
from nlp.errors import DataError, ModelError
from nlp.evaluation.f1 import LEVEL, Interval, interval, label_f1, macro_f1, resample
from nlp.evaluation.figures import DECIMALS, Record
from nlp.evaluation.judgement import Judgement, judge

_FEWEST_DISCORDANT = 25
"""With fewer discordant articles, as the usual rule has it, chi-square approximates McNemar's test poorly."""

VERDICTS = {
    "better": "better beyond noise",
    "worse": "worse beyond noise",
    "mixed": "better in one figure and worse in the other, both beyond noise",
    "same": "no difference beyond noise",
}


@dataclass(frozen=True)
class Flip:
    """An article that the two models label differently.

    :param kind: ``to_right``, ``to_wrong`` or ``wrong_otherwise`` (both wrong), seen from the first model.
    :param before: label and confidence that the first model gave.
    :param after: label and confidence that the second model gave.
    """

    position: int
    kind: str
    truth: str
    before: tuple[str, float]
    after: tuple[str, float]


class Difference(Record, frozen=True, kw_only=True):
    """A figure of the second model minus that of the first, with its 95 % interval."""

    value: float
    interval: Interval


class Side(Record, frozen=True, kw_only=True):
    """The main figures of one of the models; fields as in :class:`~nlp.evaluation.figures.Figures`."""

    name: str
    macro_f1: float
    accuracy: float
    coverage_without_review: float
    accuracy_without_review: float | None


class Sides(Record, frozen=True, kw_only=True):
    """Both models, the first being the one in use."""

    a: Side
    b: Side


class McNemar(Record, frozen=True, kw_only=True):
    """McNemar's test of the articles that only one of the models has right.

    :param p: with four significant digits.
    """

    unrounded = frozenset({"p"})

    only_a_right: int
    only_b_right: int
    p: float
    test: str


class LabelComparison(Record, frozen=True, kw_only=True):
    """The F1 of one label under both models.

    :param articles: that have this label.
    :param f1_difference: None when there are none.
    """

    articles: int
    f1_a: float
    f1_b: float
    f1_difference: Difference | None


class OnlyLabel(Record, frozen=True, kw_only=True):
    """A label that only one of the models knows.

    :param model: its name.
    :param articles: that have this label; none of them is in the comparison.
    :param f1: among the articles of all labels that this model knows; None when no article has the label.
    """

    model: str
    articles: int
    f1: float | None


class ComparisonFigures(Record, frozen=True, kw_only=True):
    """Every figure of a comparison, without the articles.

    :param verdict: a key of :data:`VERDICTS`.
    :param headline: the result in one sentence.
    :param only: the labels that one of the models does not know.
    """

    articles: int
    verdict: str
    headline: str
    models: Sides
    macro_f1_difference: Difference
    accuracy_difference: Difference
    mcnemar: McNemar
    by_label: dict[str, LabelComparison]
    only: dict[str, OnlyLabel] = msgspec_field(default_factory=dict)


@dataclass(frozen=True)
class Differences:
    """What the paired bootstrap says: the resamples are of articles, and both models are judged on the same ones.

    :param f1: by label, for each label that is true of some article.
    """

    macro_f1: Difference
    accuracy: Difference
    f1: dict[str, Difference]


@dataclass(frozen=True)
class Comparison:
    """Two models judged on the same articles.

    :param names: of the models, the first being the one in use.
    :param a: predictions of the first model.
    :param b: predictions of the second model.
    :param seed: of the bootstrap.
    :param rows: positions in the dataset of the articles, whose labels both models know; None for all.
    :param only: the labels that one of the models does not know.
    :param alone: predictions of the second model for the articles of all labels that it knows; None where these are
        the articles of the comparison.
    """

    names: tuple[str, str]
    a: Judgement
    b: Judgement
    seed: int = 0
    rows: Ints | None = None
    only: Mapping[str, OnlyLabel] = field(default_factory=dict)
    alone: Judgement | None = None

    @cached_property
    def mcnemar(self) -> tuple[int, int, float]:
        """Articles that only the first has right, those that only the second has, and the p-value of McNemar's test."""
        only_a = int((self.a.right & ~self.b.right).sum())
        only_b = int((self.b.right & ~self.a.right).sum())
        return only_a, only_b, mcnemar(only_a, only_b)

    @cached_property
    def differences(self) -> Differences:
        """Differences of macro-F1, accuracy and the F1 of each label, with their intervals."""
        resampled = resample(self.a.truth, [self.a.predicted, self.b.predicted], seed=self.seed)
        f1 = resampled.f1[:, 1] - resampled.f1[:, 0]
        by_label = {self.a.labels[label]: _difference(f1[:, row]) for row, label in enumerate(resampled.labels)}
        accuracy = resampled.accuracy[:, 1] - resampled.accuracy[:, 0]
        return Differences(_difference(f1.mean(axis=1)), _difference(accuracy), by_label)

    @property
    def is_worse(self) -> bool:
        """Whether the second model is worse beyond noise, in macro-F1 or (McNemar) in what it has right."""
        only_a, only_b, p = self.mcnemar
        return self.differences.macro_f1.interval[1] < 0 or (p < LEVEL and only_a > only_b)

    @property
    def is_better(self) -> bool:
        """Whether the second model is better beyond noise, in macro-F1 or (McNemar) in what it has right."""
        only_a, only_b, p = self.mcnemar
        return self.differences.macro_f1.interval[0] > 0 or (p < LEVEL and only_b > only_a)

    @property
    def verdict(self) -> str:
        """A key of :data:`VERDICTS`."""
        if self.is_worse:
            return "mixed" if self.is_better else "worse"
        return "better" if self.is_better else "same"

    @property
    def headline(self) -> str:
        """The result in one sentence."""
        difference = self.differences.macro_f1
        low, high = difference.interval
        before, after = (macro_f1(side.truth, side.predicted) for side in (self.a, self.b))
        only_a, only_b, p = self.mcnemar
        return (
            f"{self.names[1]} against {self.names[0]} on {len(self.a.truth):,} articles: {VERDICTS[self.verdict]}. "
            f"Macro-F1 {before:.3f} -> {after:.3f} ({difference.value:+.3f}, 95 % {low:+.3f} to {high:+.3f}); "
            f"{only_b:,} articles became right, {only_a:,} wrong (McNemar p = {p:.2g}).{self._apart}"
        )

    @property
    def _apart(self) -> str:
        """What the headline says of labels that one of the models does not know."""
        return "".join(
            f" Not compared: {label}, which only {one.model} knows"
            f"{'' if one.f1 is None else f' (F1 {one.f1:.3f}, {one.articles:,} articles)'}."
            for label, one in self.only.items()
        )

    def flips(self) -> list[Flip]:
        """Return the articles that the models label differently, by the confidence of the second, highest first."""
        changed = np.flatnonzero(self.a.predicted != self.b.predicted)
        changed = changed[np.argsort(-self.b.confidence[changed], kind="stable")]
        return [
            Flip(
                int(row if self.rows is None else self.rows[row]),
                "to_right" if self.b.right[row] else "to_wrong" if self.a.right[row] else "wrong_otherwise",
                self.a.labels[self.a.truth[row]],
                (self.a.labels[self.a.predicted[row]], float(self.a.confidence[row])),
                (self.b.labels[self.b.predicted[row]], float(self.b.confidence[row])),
            )
            for row in changed
        ]

    @cached_property
    def figures(self) -> ComparisonFigures:
        """Every figure of the comparison."""
        only_a, only_b, p = self.mcnemar
        return ComparisonFigures(
            articles=len(self.a.truth),
            verdict=self.verdict,
            headline=self.headline,
            models=Sides(a=_side(self.names[0], self.a), b=_side(self.names[1], self.b)),
            macro_f1_difference=self.differences.macro_f1,
            accuracy_difference=self.differences.accuracy,
            mcnemar=McNemar(
                only_a_right=only_a,
                only_b_right=only_b,
                p=float(f"{p:.4g}"),
                test="exact" if only_a + only_b < _FEWEST_DISCORDANT else "chi-square with continuity correction",
            ),
            by_label=self._by_label(),
            only=dict(self.only),
        )

    def _by_label(self) -> dict[str, LabelComparison]:
        rows = np.arange(len(self.a.labels))
        f1_a, f1_b = (label_f1(side.truth, side.predicted, rows) for side in (self.a, self.b))
        return {
            label: LabelComparison(
                articles=int((self.a.truth == row).sum()),
                f1_a=float(f1_a[row]),
                f1_b=float(f1_b[row]),
                f1_difference=self.differences.f1.get(label),
            )
            for row, label in enumerate(self.a.labels)
            if label not in self.only
        }


def compare(a: Classifier, b: Classifier, dataset: Dataset, *, seed: int = 0) -> Comparison:
    """Judge two models on the same labelled articles.

    :param a: the model in use.
    :param b: the one that may replace it.
    :param seed: of the bootstrap behind the intervals.
    :raises ModelError: if they share fewer than two labels.
    :raises DataError: if no article has a label that both know, or one has a label that neither knows.
    """
    shared = [label for label in a.labels if label in b.labels]
    if len(shared) < 2:
        raise ModelError(
            f"{a.name} and {b.name} cannot be compared: {a.name} has {', '.join(a.labels)}, {b.name} has "
            f"{', '.join(b.labels)}.",
            "Compare models that share two labels or more.",
        )
    if len(shared) == len(a.labels) == len(b.labels):
        first = judge(a, dataset)
        second = Judgement.of_predictions(a.labels, first.truth, b.predict(dataset.articles), dataset.is_hard)
        return Comparison((a.name, b.name), first, second, seed)
    return _compare_shared(a, b, shared, dataset, seed)


def _compare_shared(a: Classifier, b: Classifier, shared: Sequence[str], dataset: Dataset, seed: int) -> Comparison:
    """Judge two models on the articles of the labels that both know."""
    labels = (*a.labels, *(label for label in b.labels if label not in a.labels))
    truth = dataset.encode(labels)
    rows = np.flatnonzero(np.isin(truth, [labels.index(label) for label in shared]))
    if not len(rows):
        raise DataError(
            f"No article has a label that both {a.name} and {b.name} know.", f"They share {', '.join(shared)}."
        )
    whole = [
        Judgement.of_predictions(labels, truth, each.predict(dataset.articles), dataset.is_hard) for each in (a, b)
    ]
    only = {
        label: _only_label(model, judged, label)
        for model, judged in zip((a, b), whole, strict=True)
        for label in model.labels
        if label not in shared
    }
    known = np.flatnonzero([label in b.labels for label in dataset.labels])
    learnt = dataset.take(known)
    alone = replace(whole[1].take(known), labels=b.labels, truth=learnt.encode(b.labels))
    position = np.array([b.labels.index(label) if label in b.labels else -1 for label in labels])
    alone = replace(alone, predicted=position[alone.predicted])
    first, second = (judged.take(rows) for judged in whole)
    return Comparison((a.name, b.name), first, second, seed, rows, only, alone)


def _only_label(model: Classifier, judged: Judgement, label: str) -> OnlyLabel:
    """Return how well a model does on a label that the other one does not know."""
    row = judged.labels.index(label)
    known = np.flatnonzero(np.isin(judged.truth, [judged.labels.index(each) for each in model.labels]))
    articles = int((judged.truth == row).sum())
    f1 = float(label_f1(judged.truth[known], judged.predicted[known], np.array([row]))[0]) if articles else None
    return OnlyLabel(model=model.name, articles=articles, f1=f1)


def flip_row(flip: Flip, article: Article) -> dict[str, Any]:
    """Return a flip with what a person needs to find the article, in JSON form."""
    return {
        "position": flip.position,
        "id": article.key,
        "kind": flip.kind,
        "title": headline_of(article),
        "truth": flip.truth,
        "a": {"label": flip.before[0], "confidence": round(flip.before[1], DECIMALS)},
        "b": {"label": flip.after[0], "confidence": round(flip.after[1], DECIMALS)},
    }


def headline_of(article: Article, longest: int = 100) -> str:
    """Return the title of an article, or the beginning of its text, in one line."""
    line = " ".join((article.title or article.text[: 4 * longest]).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def mcnemar(only_a: int, only_b: int) -> float:
    """Return the two-sided p-value of McNemar's test: exact for few discordant pairs, chi-square beyond.

    Q. McNemar, "Note on the sampling error of the difference between correlated proportions", 1947; continuity
    correction by Edwards, 1948.

    :param only_a: pairs that only the first has right.
    :param only_b: pairs that only the second has right.
    """
    n = only_a + only_b
    if n < _FEWEST_DISCORDANT:
        tail = sum(comb(n, k) for k in range(min(only_a, only_b) + 1))
        return min(1.0, 2.0 * tail / float(2**n))
    statistic = max(0, abs(only_a - only_b) - 1) ** 2 / n
    return erfc(sqrt(statistic / 2))  # the upper tail of chi-square with one degree of freedom


def _difference(samples: Floats) -> Difference:
    """Return a difference with its interval; the first sample is the articles as they are."""
    return Difference(value=float(samples[0]), interval=interval(samples[1:]))


def _side(name: str, judgement: Judgement) -> Side:
    accepted = judgement.accepted
    return Side(
        name=name,
        macro_f1=macro_f1(judgement.truth, judgement.predicted),
        accuracy=float(judgement.right.mean()),
        coverage_without_review=float(accepted.mean()),
        accuracy_without_review=float(judgement.right[accepted].mean()) if accepted.any() else None,
    )
