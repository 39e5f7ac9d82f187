"""A view of the base as training starts from it: its labels and n-grams, and those that new articles add.

Invariant: before anything is learnt, an article has the logits that the base gives it, but for a thousandth or two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, diags

from nlp.classify.arrays import Floats, Ints
from nlp.classify.features import NgramVocabulary, TitleAndText, smooth_idf, tfidf
from nlp.classify.model import Classifier, View
from nlp.training.fitting import as_matrix

FEWEST_ARTICLES = 2
"""An n-gram that the base does not know is added when it occurs in so many of the new articles."""

NEW = 0.05
"""An added n-gram has this share of its usual weight, and its coefficients are as much larger: what it says of a label
is the same, but it takes next to no part in the length of an article. With full weight, the unknown words of another
newspaper would make all that the base knows quieter before anything is learnt; with a much smaller one, an article of
added n-grams alone would be judged with a confidence that nothing bears out."""

KNOWN = "known_features"
"""In ``about``: by view, how many n-grams the model had that was trained from nothing; those behind are added ones."""

_UNSEEN = -4.0
"""Logit that a label which the base does not know starts with, below the mean of the others."""

_SURENESS = 2.0
"""The regularization of training (20) times the usual variance of a probability (0.1)."""


@dataclass(frozen=True)
class Labels:
    """The labels of the base and of the new model.

    :param old: of the base, renamed; two of the same name become one.
    :param target: for each label of the base its position in ``all``, shape (n_base_labels,).
    :param all: of the new model, sorted.
    """

    old: tuple[str, ...]
    target: Ints
    all: tuple[str, ...]

    @classmethod
    def of(cls, base: Classifier, renamed: Mapping[str, str], given: Sequence[str]) -> Labels:
        """Return the labels of a model that starts from ``base`` and learns the labels ``given``."""
        names = [renamed.get(label, label) for label in base.labels]
        every = tuple(sorted({*names, *given}))
        return cls(tuple(sorted(set(names))), np.array([every.index(name) for name in names]), every)

    @property
    def is_new(self) -> Ints:
        """Positions of the labels that the base does not know."""
        return np.array([row for row, label in enumerate(self.all) if label not in self.old], dtype=int)

    def moved(self, scores: Floats) -> Floats:
        """Return scores of the base as scores of all labels, shape (n_articles, n_labels)."""
        moved = np.zeros((len(scores), len(self.all)))
        for row, target in enumerate(self.target):
            moved[:, target] += scores[:, row]
        return moved

    def spread(self, values: Floats, missing: float) -> Floats:
        """Return values by label of the base for all labels: ``missing`` for a new one.

        Labels that become one have the mean. The logit of either is the logarithm of a sum, which no weights give; the
        mean still tells both from the other labels, and the unlabelled text teaches the rest.
        """
        spread = np.full((*values.shape[:-1], len(self.all)), missing)
        for target in np.unique(self.target):
            spread[..., target] = values[..., self.target == target].mean(axis=-1)
        return spread


@dataclass(frozen=True)
class Start:
    """A view that is ready to learn.

    :param view: of the base, as it is.
    :param vocabulary: the n-grams of the base, then the added ones.
    :param weights: inverse document frequencies as the new model uses them, shape (n_features,).
    :param units: factor on the TF-IDF of each feature while it learns, see :data:`NEW`; shape (n_features,).
    :param coef: of the base, by unit and for all labels, shape (n_features, n_labels).
    :param intercept: shape (n_labels,).
    :param precision: how sure the old articles were of each coefficient, 1 for what they did not say; the diagonal of
        a Laplace approximation (elastic weight consolidation; Kirkpatrick et al., PNAS 2017). Shape (n_features,).
    """

    view: View
    vocabulary: NgramVocabulary
    weights: Floats
    units: Floats
    coef: Floats
    intercept: Floats
    precision: Floats

    def rows(self, pairs: Sequence[TitleAndText], title_weight: int) -> csr_matrix:
        """Return articles as features times units, shape (n_articles, n_features)."""
        counts = self.vocabulary.count(pairs, title_weight).rows
        return (as_matrix(tfidf(counts, self.weights), len(self.weights)) @ diags(self.units)).tocsr()

    def logits(self, rows: csr_matrix) -> Floats:
        """Return the logits of all labels as the base gives them, shape (n_articles, n_labels)."""
        logits: Floats = rows @ self.coef + self.intercept
        return logits


def start_from(name: str, base: Classifier, labels: Labels, pairs: Sequence[TitleAndText]) -> Start:
    """Return a view of the base, by its name, with the n-grams of new articles added."""
    view = base.views[name]
    found, _ = NgramVocabulary.fit(
        pairs, view.vocabulary.tokenizer, max_n=view.vocabulary.max_n, min_df=FEWEST_ARTICLES
    )
    vocabulary = view.vocabulary.extended(found) if len(found) else view.vocabulary
    old, options = len(view.vocabulary), base.about.get("options", {})
    longer = np.where(vocabulary.orders > 1, float(options.get("longer_weight", 1.0)), 1.0)
    power, n_old = float(options.get("idf_power", 1.0)), int(base.about.get("articles", 0))
    frequency = _document_frequency(vocabulary, pairs)
    added = smooth_idf(frequency[old:], n_old + len(pairs)) ** power * longer[old:]
    weights = np.concatenate([view.weights, NEW * added])
    is_new = np.arange(len(weights)) >= base.about.get(KNOWN, {}).get(name, old)
    units = np.where(is_new, 1 / NEW, 1.0)
    full = weights * units
    counts = view.vocabulary.count(pairs, base.title_weight).rows
    lengths = np.sqrt(counts.sum_rows(((1 + np.log(counts.values)) * view.weights[counts.indices]) ** 2))
    length = float(np.median(lengths)) or 1.0
    with np.errstate(over="ignore", divide="ignore"):
        idf = (full / np.maximum(longer, 1e-9)) ** (1 / max(power, 1e-9))
        seen = np.where(is_new, 0.0, np.maximum((1 + n_old) / np.exp(idf - 1) - 1, 0.0))
    coef = labels.spread(np.asarray(view.coef, dtype=float), 0.0)
    return Start(
        view=view,
        vocabulary=vocabulary,
        weights=weights,
        units=units,
        coef=np.vstack([coef, np.zeros((len(vocabulary) - old, len(labels.all)))]) / units[:, None],
        intercept=labels.spread(view.intercept, float(view.intercept.mean()) + _UNSEEN),
        precision=1 + _SURENESS * seen * (full / length) ** 2,
    )


def _document_frequency(vocabulary: NgramVocabulary, pairs: Sequence[TitleAndText]) -> Ints:
    return np.bincount(vocabulary.count(pairs).rows.indices, minlength=len(vocabulary))
