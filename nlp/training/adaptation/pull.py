"""The fit that is pulled towards the base: what a few articles add to weights that many articles made.

Invariant: what is fitted is a difference, and it is zero where nothing speaks for one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, diags

from nlp.classify.arrays import Floats, Ints
from nlp.classify.model import softmax

_SOLVER = {"maxiter": 100, "ftol": 1e-6}  # beyond it no label changes
_INTERCEPT_RIDGE = 0.01  # so that the intercept of a new label stays finite, and hardly more
_OFFSET_RIDGE = 1.0  # on the offsets of a mix, in articles: a label with one article does not move far


@dataclass(frozen=True)
class Lesson:
    """Articles to learn from.

    :param rows: features times units, shape (n_articles, n_features).
    :param logits: that the articles have before, shape (n_articles, n_labels).
    :param targets: the probability that each label should get, as ``logits``.
    :param weights: how much each article counts, shape (n_articles,).
    """

    rows: csr_matrix
    logits: Floats
    targets: Floats
    weights: Floats


@dataclass(frozen=True)
class Change:
    """What is added to the base.

    :param coef: by unit, shape (n_features, n_labels).
    :param intercept: zero but for new labels, shape (n_labels,).
    """

    coef: Floats
    intercept: Floats

    def logits(self, rows: csr_matrix) -> Floats:
        """Return what is added to the logits of articles, shape (n_articles, n_labels)."""
        logits: Floats = rows @ self.coef + self.intercept
        return logits


def fit_change(lesson: Lesson, precision: Floats, strength: float, free: Ints) -> Change:
    """Return the change that makes the targets likeliest, less half of ``strength * precision * coef ** 2``.

    :param precision: of each feature, shape (n_features,).
    :param free: positions of the labels whose intercept may change.
    """
    used = np.unique(lesson.rows.indices)
    n_labels = lesson.logits.shape[1]
    root = 1 / np.sqrt(strength * precision[used])  # in these units the pull is the same for all
    rows = (lesson.rows[:, used] @ diags(root)).tocsr()
    columns = rows.T.tocsr()
    cells = len(used) * n_labels
    ridge = np.concatenate([np.ones(cells), np.full(len(free), _INTERCEPT_RIDGE)])
    weights = lesson.weights[:, None]

    def unpack(values: Floats) -> tuple[Floats, Floats]:
        intercept = np.zeros(n_labels)
        intercept[free] = values[cells:]
        return values[:cells].reshape(len(used), n_labels), intercept

    def loss(values: Floats) -> tuple[float, Floats]:
        coef, intercept = unpack(values)
        scores = softmax(lesson.logits + rows @ coef + intercept)
        likelihood = (weights * lesson.targets * np.log(np.maximum(scores, 1e-300))).sum()
        gaps = weights * (scores - lesson.targets)
        slope = np.concatenate([(columns @ gaps).ravel(), gaps.sum(axis=0)[free]])
        return float(values @ (ridge * values) / 2 - likelihood), slope + ridge * values

    found = minimize(loss, np.zeros(cells + len(free)), jac=True, method="L-BFGS-B", options=_SOLVER)
    by_used, intercept = unpack(found.x)
    coef = np.zeros((len(precision), n_labels))
    coef[used] = root[:, None] * by_used
    return Change(coef, intercept)


def fit_mix(logits: Floats, truth: Ints, weights: Floats, known: Ints) -> Floats:
    """Return the offsets of the labels that make the truth likeliest, shape (n_labels,).

    They stand for the mix of labels in the articles, which says nothing of the mix where the model is used: they are
    taken into account in the fit, and left out of the model.

    :param known: positions of the labels that have one; there is none for fewer than two with articles.
    """
    offsets = np.zeros(logits.shape[1])
    known = np.intersect1d(known, truth)
    rows = np.flatnonzero(np.isin(truth, known))
    if len(known) < 2:
        return offsets
    logits, weights = logits[np.ix_(rows, known)], weights[rows]
    wanted = (truth[rows][:, None] == known).astype(float)

    def loss(values: Floats) -> tuple[float, Floats]:
        scores = softmax(logits + values)
        likelihood = weights @ np.log(np.maximum((scores * wanted).sum(axis=1), 1e-300))
        slope = (weights[:, None] * (scores - wanted)).sum(axis=0) + _OFFSET_RIDGE * values
        return float(_OFFSET_RIDGE * (values @ values) / 2 - likelihood), slope

    offsets[known] = minimize(loss, np.zeros(len(known)), jac=True, method="L-BFGS-B").x
    return offsets
