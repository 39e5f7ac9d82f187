"""Two models on the same articles: paired tests, the change of each label, the articles that flipped.

Invariant: both models judge every article, and every difference is that of the second less the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import comb, erfc, sqrt
from typing import Any

import numpy as np

from nlp.article import Article
from nlp.classify.arrays import Bools, Floats, Ints
from nlp.classify.model import Classifier
from nlp.datasets.dataset import Dataset
from nlp.errors import ModelError
from nlp.evaluation.judgement import Judgement, judge, macro_f1

LEVEL = 0.05
"""A difference that chance gives less often than this counts as one."""

_RESAMPLES = 2_000
_FEW = 25  # with fewer discordant articles the chi-square approximation of McNemar's test is poor
_INTERVAL = (100 * LEVEL / 2, 100 - 100 * LEVEL / 2)

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
    :param after: the same of the second.
    """

    position: int
    kind: str
    truth: str
    before: tuple[str, float]
    after: tuple[str, float]


@dataclass(frozen=True)
class Comparison:
    """Two models judged on the same articles.

    :param names: of the models, the first being the one in use.
    :param a: what the first said.
    :param b: what the second said.
    :param seed: of the bootstrap.
    """

    names: tuple[str, str]
    a: Judgement
    b: Judgement
    seed: int = 0

    @cached_property
    def mcnemar(self) -> tuple[int, int, float]:
        """Articles that only the first has right, those that only the second has, and the p-value of McNemar's test."""
        only_a = int((self.a.right & ~self.b.right).sum())
        only_b = int((self.b.right & ~self.a.right).sum())
        return only_a, only_b, mcnemar(only_a, only_b)

    @cached_property
    def differences(self) -> dict[str, tuple[float, float, float]]:
        """Difference and 95 % interval of macro_f1, accuracy and, as ``f1 LABEL``, of each label that is true of some.

        The bootstrap is paired: a resample draws articles, and both models are judged on the same ones.
        """
        present = np.unique(self.a.truth)
        # Resampling articles is drawing from the distinct (truth, a, b) that occur, by their frequency.
        cells, first, counts = np.unique(
            np.stack([self.a.truth, self.a.predicted, self.b.predicted], axis=1),
            axis=0,
            return_index=True,
            return_counts=True,
        )
        order = np.argsort(first)  # an order that stays when the models change places
        cells, counts = cells[order], counts[order]
        draws = np.random.default_rng(self.seed).multinomial(counts.sum(), counts / counts.sum(), size=_RESAMPLES)
        samples = np.vstack([counts, draws])  # the articles as they are come first
        f1_a, accuracy_a = _figures(cells[:, 0], cells[:, 1], samples, present)
        f1_b, accuracy_b = _figures(cells[:, 0], cells[:, 2], samples, present)
        f1, accuracy = f1_b - f1_a, accuracy_b - accuracy_a
        columns = {"macro_f1": f1.mean(axis=1), "accuracy": accuracy}
        columns |= {f"f1 {self.a.labels[label]}": f1[:, number] for number, label in enumerate(present)}
        found = {}
        for name, column in columns.items():
            low, high = np.percentile(column[1:], _INTERVAL)
            found[name] = (float(column[0]), float(low), float(high))
        return found

    @property
    def is_worse(self) -> bool:
        """Whether the second model is worse beyond noise, in macro-F1 or (McNemar) in what it has right."""
        only_a, only_b, p = self.mcnemar
        return self.differences["macro_f1"][2] < 0 or (p < LEVEL and only_a > only_b)

    @property
    def is_better(self) -> bool:
        """Whether the second model is better beyond noise, in macro-F1 or (McNemar) in what it has right."""
        only_a, only_b, p = self.mcnemar
        return self.differences["macro_f1"][1] > 0 or (p < LEVEL and only_b > only_a)

    @property
    def verdict(self) -> str:
        """A key of :data:`VERDICTS`."""
        if self.is_worse:
            return "mixed" if self.is_better else "worse"
        return "better" if self.is_better else "same"

    @property
    def headline(self) -> str:
        """The result in one sentence."""
        difference, low, high = self.differences["macro_f1"]
        only_a, only_b, p = self.mcnemar
        return (
            f"{self.names[1]} against {self.names[0]} on {len(self.a.truth):,} articles: {VERDICTS[self.verdict]}. "
            f"Macro-F1 {_macro_f1(self.a):.3f} -> {_macro_f1(self.b):.3f} ({difference:+.3f}, 95 % {low:+.3f} to "
            f"{high:+.3f}); {only_b:,} articles became right, {only_a:,} wrong (McNemar p = {p:.2g})."
        )

    def flips(self) -> list[Flip]:
        """Return the articles that the models label differently, those that the second is surest of first."""
        places = np.flatnonzero(self.a.predicted != self.b.predicted)
        places = places[np.argsort(-self.b.confidence[places], kind="stable")]
        return [
            Flip(
                int(at),
                "to_right" if self.b.right[at] else "to_wrong" if self.a.right[at] else "wrong_otherwise",
                self.a.labels[self.a.truth[at]],
                (self.a.labels[self.a.predicted[at]], float(self.a.confidence[at])),
                (self.b.labels[self.b.predicted[at]], float(self.b.confidence[at])),
            )
            for at in places
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return every figure in JSON form, rounded to four decimals, without the articles."""
        only_a, only_b, p = self.mcnemar
        f1 = {name: _f1_by_label(side) for name, side in (("a", self.a), ("b", self.b))}
        return {
            "articles": len(self.a.truth),
            "verdict": self.verdict,
            "headline": self.headline,
            "models": {
                "a": {"name": self.names[0], **_overall(self.a)},
                "b": {"name": self.names[1], **_overall(self.b)},
            },
            "macro_f1_difference": _with_interval(self.differences["macro_f1"]),
            "accuracy_difference": _with_interval(self.differences["accuracy"]),
            "mcnemar": {
                "only_a_right": only_a,
                "only_b_right": only_b,
                "p": float(f"{p:.4g}"),
                "test": "exact" if only_a + only_b < _FEW else "chi-square with continuity correction",
            },
            "by_label": {
                label: {
                    "articles": int((self.a.truth == number).sum()),
                    "f1_a": round(float(f1["a"][number]), 4),
                    "f1_b": round(float(f1["b"][number]), 4),
                    "f1_difference": _with_interval(self.differences[f"f1 {label}"])
                    if f"f1 {label}" in self.differences
                    else None,
                }
                for number, label in enumerate(self.a.labels)
            },
        }


def compare(a: Classifier, b: Classifier, dataset: Dataset, *, seed: int = 0) -> Comparison:
    """Judge two models on the same labelled articles.

    :param a: the model in use.
    :param b: the one that may replace it.
    :param seed: of the bootstrap behind the intervals.
    :raises ModelError: if they do not have the same labels.
    :raises DataError: if there are no articles, or one has a label that the models do not know.
    """
    if set(a.labels) != set(b.labels):
        raise ModelError(
            f"{a.name} and {b.name} cannot be compared: only {a.name} has {_only(a, b)}, only {b.name} has "
            f"{_only(b, a)}.",
            "Compare models with the same labels.",
        )
    first = judge(a, dataset)
    second = Judgement.of_predictions(a.labels, first.truth, b.predict(dataset.articles), dataset.is_hard)
    return Comparison((a.name, b.name), first, second, seed)


def flip_row(flip: Flip, article: Article) -> dict[str, Any]:
    """Return a flip with what a person needs to find the article, in JSON form."""
    return {
        "position": flip.position,
        "id": article.key,
        "kind": flip.kind,
        "title": headline_of(article),
        "truth": flip.truth,
        "a": {"label": flip.before[0], "confidence": round(flip.before[1], 4)},
        "b": {"label": flip.after[0], "confidence": round(flip.after[1], 4)},
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
    if n < _FEW:
        tail = sum(comb(n, k) for k in range(min(only_a, only_b) + 1))
        return min(1.0, 2.0 * tail / float(2**n))
    statistic = max(0, abs(only_a - only_b) - 1) ** 2 / n
    return erfc(sqrt(statistic / 2))  # the upper tail of chi-square with one degree of freedom


def _figures(truth: Ints, predicted: Ints, counts: Ints, labels: Ints) -> tuple[Floats, Floats]:
    """Return F1 by label (n_samples, n_labels) and accuracy (n_samples,) of samples of (truth, predicted) cells.

    :param counts: how often each cell was drawn, shape (n_samples, n_cells).
    """
    right: Bools = truth == predicted
    is_true = (truth[:, None] == labels).astype(float)
    is_predicted = (predicted[:, None] == labels).astype(float)
    f1: Floats = 2 * (counts @ (is_true * right[:, None])) / np.maximum(1, counts @ (is_true + is_predicted))
    return f1, (counts @ right.astype(float)) / counts.sum(axis=1)


def _f1_by_label(judgement: Judgement) -> Floats:
    once = np.ones((1, len(judgement.truth)), dtype=int)
    f1, _ = _figures(judgement.truth, judgement.predicted, once, np.arange(len(judgement.labels)))
    by_label: Floats = f1[0]
    return by_label


def _macro_f1(judgement: Judgement) -> float:
    return macro_f1(judgement.truth, judgement.predicted)


def _overall(judgement: Judgement) -> dict[str, float | None]:
    accepted = judgement.accepted
    return {
        "macro_f1": round(_macro_f1(judgement), 4),
        "accuracy": round(float(judgement.right.mean()), 4),
        "coverage_without_review": round(float(accepted.mean()), 4),
        "accuracy_without_review": round(float(judgement.right[accepted].mean()), 4) if accepted.any() else None,
    }


def _with_interval(difference: tuple[float, float, float]) -> dict[str, Any]:
    value, low, high = (round(figure, 4) for figure in difference)
    return {"value": value, "interval": [low, high]}


def _only(a: Classifier, b: Classifier) -> str:
    missing: Sequence[str] = [label for label in a.labels if label not in b.labels]
    return ", ".join(map(repr, missing)) or "none of its own"
