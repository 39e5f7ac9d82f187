"""How strongly new articles are pulled towards the base, chosen by cross-validation with the base as a candidate.

Invariant: candidates are judged on articles that they did not learn, near-duplicates aside, all on the same ones.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.model_selection import StratifiedGroupKFold

from nlp.classify.arrays import Floats, Ints
from nlp.classify.model import softmax
from nlp.evaluation.f1 import resample
from nlp.training.adaptation.pull import Change, Lesson, fit_change, fit_mix
from nlp.training.adaptation.start import FEWEST_ARTICLES, Start
from nlp.training.crossval import Folds

STRENGTHS = (0.01, 0.03, 0.1)
"""Of the pull. The regularization of training is 0.03 to 0.05 in these units."""

USUAL = 0.1
"""Strength where no choice can be made, because all articles have one label or are alike."""

KEPT = 200.0
"""How many articles the unlabelled text counts as, all together."""

_ROUNDS = 2  # of looking for a new label among the unlabelled text; later ones change little
_BEYOND_NOISE = 1.645  # standard errors: 5 % of the changes that bring nothing are taken


@dataclass(frozen=True)
class Material:
    """A view of the new articles and of the unlabelled text.

    :param rows: the articles as features times units, shape (n_articles, n_features).
    :param weights: how much each article counts, shape (n_articles,).
    :param kept: the unlabelled text, shape (n_texts, n_features).
    :param kept_scores: what the base says of it, shape (n_texts, n_labels).
    :param new: positions of the labels that the base does not know.
    :param is_merged: whether labels of the base become one, so that it cannot stay as it is.
    """

    start: Start
    rows: csr_matrix
    truth: Ints
    weights: Floats
    kept: csr_matrix
    kept_scores: Floats
    new: Ints
    is_merged: bool = False

    @property
    def must_change(self) -> bool:
        """Whether the base cannot give the labels of the new model."""
        return len(self.new) > 0 or self.is_merged

    @cached_property
    def logits(self) -> Floats:
        """What the base says of the articles, shape (n_articles, n_labels)."""
        return self.start.logits(self.rows)

    def mix(self, learn: Ints) -> Floats:
        """Return the offsets of the labels that the base knows for some of the articles, shape (n_labels,)."""
        known = np.setdiff1d(np.arange(self.logits.shape[1]), self.new)
        return fit_mix(self.logits[learn], self.truth[learn], self.weights[learn], known)

    def fit(self, learn: Ints, strength: float) -> Change:
        """Learn from some of the articles."""
        rows = self.rows[learn]
        frequency = np.bincount(rows.indices, minlength=rows.shape[1])
        rare = (frequency < FEWEST_ARTICLES) & (np.arange(rows.shape[1]) >= len(self.start.view.vocabulary))
        keep = csr_matrix((np.where(rare[rows.indices], 0.0, rows.data), rows.indices, rows.indptr), shape=rows.shape)
        keep.eliminate_zeros()
        kept_logits, said = self.start.logits(self.kept), self.kept_scores
        change = self._fit_beside(learn, keep, kept_logits, said, strength)
        for _ in range(_ROUNDS if len(self.new) and len(said) else 0):
            # The base had no better word for articles of the new label: what now looks like one need not stay.
            is_new = softmax(kept_logits + change.logits(self.kept))[:, self.new]
            is_new = np.where(
                is_new > 0.5, is_new, 0.0
            )  # doubts of all texts together would make the label swallow more
            said = self.kept_scores * (1 - is_new.sum(axis=1, keepdims=True))
            said[:, self.new] = is_new
            change = self._fit_beside(learn, keep, kept_logits, said, strength)
        return change

    def _fit_beside(self, learn: Ints, rows: csr_matrix, kept_logits: Floats, said: Floats, strength: float) -> Change:
        """Learn from some of the articles, beside the unlabelled text with the scores that it shall have."""
        per_text = KEPT / max(1, self.kept.shape[0])
        lesson = Lesson(
            vstack([rows, self.kept]).tocsr(),
            np.vstack([self.logits[learn] + self.mix(learn), kept_logits]),
            np.vstack([np.eye(self.logits.shape[1])[self.truth[learn]], said]),
            np.concatenate([self._beside_text(learn), np.full(self.kept.shape[0], per_text)]),
        )
        return fit_change(lesson, self.start.precision, strength, self.new)

    def _beside_text(self, learn: Ints) -> Floats:
        """Return the weights of some of the articles beside the unlabelled text, which knows no new label.

        As in training from nothing, a new label gets the weight of any other; else few articles could not hold out
        against all the text that says that there is no such label.
        """
        weights, truth = self.weights[learn], self.truth[learn]
        mass = np.bincount(truth, weights, minlength=self.logits.shape[1])
        if len(self.kept_scores):
            mass += KEPT * self.kept_scores.mean(axis=0)
        others = np.delete(mass, self.new).mean()
        factors = np.ones(len(mass))
        factors[self.new] = np.maximum(1.0, others / np.maximum(mass[self.new], 1e-9))
        balanced: Floats = weights * factors[truth]
        return balanced


@dataclass(frozen=True)
class Choice:
    """What cross-validation chose.

    :param strength: of the pull, None for the base as it is.
    :param logits: out of fold of what was chosen, shape (n_articles, n_labels).
    :param mixed: the same with the offsets of the mix that the other folds have.
    :param gain: by how much the chosen strength makes the true labels likelier than the base does (mean difference of
        log-probabilities), None if the base cannot be judged.
    :param error: its standard error.
    """

    strength: float | None
    logits: Floats
    mixed: Floats
    gain: float | None = None
    error: float | None = None


def folds_of(truth: Ints, groups: Ints, n_folds: int, seed: int) -> Folds:
    """Return folds that no group of near-duplicates is divided by; none if all articles are of one group."""
    n_folds = min(n_folds, len(np.unique(groups)))
    if n_folds < 2:
        return []
    largest = int(np.bincount(truth).max())
    if largest < n_folds:
        return []
    splitter = StratifiedGroupKFold(n_splits=n_folds, shuffle=True, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a label with fewer articles than there are folds
        folds = splitter.split(np.zeros(len(truth)), truth, groups)
        return [(learn, judge) for learn, judge in folds if len(learn) and len(judge)]


def choose(material: Material, groups: Ints, folds: Folds) -> Choice:
    """Choose the strength of the pull.

    Of the strengths that are within a standard error of the best, the strongest is taken: what is not shown to help
    would only cost old knowledge. The base stays unless that one makes the true labels likelier beyond noise, and
    macro-F1 has not fallen beyond noise.
    """
    if not folds:
        return Choice(USUAL if material.must_change else None, material.logits, material.logits)
    base = _Judged(material.logits, material.logits.copy())
    for learn, judge in folds:
        base.mixed[judge] += material.mix(learn)
    tried = {strength: judge_strength(material, folds, strength) for strength in STRENGTHS}
    losses = {strength: _losses(judged.mixed, material) for strength, judged in tried.items()}
    best = min(STRENGTHS, key=lambda strength: losses[strength].sum())
    within = [one for one in STRENGTHS if one >= best and _is_as_good(losses[one], losses[best], groups)]
    strength = max(within, default=best)
    chosen = tried[strength]
    if material.must_change:
        one_label = len(np.unique(material.truth)) == 1  # the weakest pull would always look best
        return Choice(USUAL if one_label else strength, chosen.logits, chosen.mixed)
    gain, error = _gain(_losses(base.mixed, material), losses[strength], groups)
    if gain > _BEYOND_NOISE * error and not _is_worse(chosen.logits, base.logits, material.truth):
        return Choice(strength, chosen.logits, chosen.mixed, gain, error)
    return Choice(None, base.logits, base.mixed, gain, error)


@dataclass(frozen=True)
class _Judged:
    logits: Floats
    mixed: Floats


def judge_strength(material: Material, folds: Folds, strength: float) -> _Judged:
    """Return the logits of every article by a model that did not learn it, without and with the mix of the articles."""
    logits = material.logits.copy()
    mixed = logits.copy()
    for learn, judge in folds:
        logits[judge] += material.fit(learn, strength).logits(material.rows[judge])
        mixed[judge] = logits[judge] + material.mix(learn)
    return _Judged(logits, mixed)


def _losses(logits: Floats, material: Material) -> Floats:
    """Return minus the log-probability of each true label times the weight of the article, shape (n_articles,)."""
    scores = softmax(logits)[np.arange(len(logits)), material.truth]
    losses: Floats = -np.log(np.maximum(scores, 1e-12)) * material.weights
    return losses


def _is_worse(logits: Floats, before: Floats, truth: Ints) -> bool:
    """Return whether macro-F1 has fallen beyond noise (paired bootstrap)."""
    f1 = resample(truth, [before.argmax(axis=1), logits.argmax(axis=1)], seed=0).f1.mean(axis=2)
    differences = f1[:, 1] - f1[:, 0]
    return bool(differences[0] < -_BEYOND_NOISE * differences[1:].std())


def _is_as_good(losses: Floats, best: Floats, groups: Ints) -> bool:
    """Return whether losses are within a standard error of the best ones."""
    lost, error = _gain(losses, best, groups)
    return lost <= error


def _gain(before: Floats, after: Floats, groups: Ints) -> tuple[float, float]:
    """Return by how much losses fall on average, and the standard error by groups of near-duplicates."""
    _, group = np.unique(groups, return_inverse=True)
    by_group = np.bincount(group, before - after)
    n = len(by_group)
    centred = by_group - by_group.mean()
    error = np.sqrt((centred**2).sum() / max(1, n - 1) * n)
    return float(by_group.sum() / len(before)), float(error / len(before))
