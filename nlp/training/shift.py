"""Another mix of labels than in training: correcting scores and thresholds for how often labels will really come.

The correction assumes that the articles of one label are alike in training and in use, and that only the labels'
shares differ. Where that is not so (negatives picked to be hard, say), it does harm: measure before use.

Steps: temperature scaling leaves the labels' offsets as training set them, so offsets are fitted that make the scores
right for the training mix (bias-corrected calibration; Alexandari et al., ICML 2020); from these the shares in an
unlabelled feed are estimated by expectation maximization (Saerens et al., Neural Computation 2002); the log ratio of
the new to the old shares is added to the intercepts, and thresholds are chosen with weights that mimic the new mix.
What passes without review in the figures is decided by thresholds chosen on the other folds, as in cross-validation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

import numpy as np
from scipy.optimize import minimize

from nlp.classify.arrays import Floats, Ints
from nlp.classify.features import TitleAndText
from nlp.classify.model import ACCENTED, Classifier, softmax
from nlp.errors import DataError
from nlp.evaluation.judgement import weighted_figures
from nlp.training.crossval import OutOfFold, accept_out_of_fold, fit_thresholds

_ROUNDING = 0.005
_ITERATIONS = 1_000
_SETTLED = 1e-7
_LEAST = 0.001


@dataclass(frozen=True)
class Expected:
    """What is known of the mix of labels where the model will be used: shares, or a feed to estimate them from.

    :param shares: label -> share; see :func:`complete_shares` for labels that are missing.
    :param feed: (title, text) of unlabelled articles.
    """

    shares: Mapping[str, float] | None = None
    feed: Sequence[TitleAndText] = ()


def complete_shares(shares: Mapping[str, float], labels: Sequence[str], training: Floats) -> Floats:
    """Return the share of every label, shape (n_labels,).

    Shares of all labels have to sum to 1 (within rounding). Labels that are missing share what the others leave, in
    the proportions of the training data.

    :param training: shares of the labels in the training data, shape (n_labels,).
    :raises DataError: if a label is unknown, a share is not above 0, or the sum is wrong.
    """
    for label, share in shares.items():
        if label not in labels:
            close = get_close_matches(label, labels, n=1)
            hint = f"Did you mean {close[0]!r}?" if close else f"Labels: {', '.join(labels)}."
            raise DataError(f"A share is expected of {label!r}, which is no label of the data.", hint)
        if not 0 < share < 1:
            raise DataError(f"The expected share of {label!r} is {share}.", "Give a share above 0 and below 1.")
    total = sum(shares.values())
    left = np.array([0.0 if label in shares else float(share) for label, share in zip(labels, training, strict=True)])
    if not left.any() and abs(total - 1) > _ROUNDING:
        raise DataError(f"The expected shares sum to {total:.3f}, not to 1.", "Correct them, or leave one label out.")
    if left.any() and total >= 1:
        missing = ", ".join(label for label in labels if label not in shares)
        raise DataError(f"The expected shares sum to {total:.3f} and leave nothing for {missing}.", "Correct them.")
    given = np.array([shares.get(label, 0.0) for label in labels])
    complete = given + left / max(left.sum(), 1e-12) * (1 - total)
    whole: Floats = complete / complete.sum()
    return whole


def fit_offsets(logits: Floats, truth: Ints) -> Floats:
    """Return what to add to each label's logits so that the true labels are most likely, shape (n_labels,).

    :param logits: calibrated in scale, out of fold, shape (n_articles, n_labels).
    """
    n, n_labels = logits.shape
    shares = np.bincount(truth, minlength=n_labels) / n

    def loss(offsets: Floats) -> tuple[float, Floats]:
        scores = softmax(logits + offsets)
        likelihood = np.log(np.maximum(scores[np.arange(n), truth], 1e-12)).mean()
        return -float(likelihood), scores.mean(axis=0) - shares

    found = minimize(loss, np.zeros(n_labels), jac=True, method="L-BFGS-B").x
    centred: Floats = found - found.mean()
    return centred


def estimate_shares(scores: Floats, training: Floats) -> Floats:
    """Return the shares of the labels in articles without labels (Saerens et al., 2002), shape (n_labels,).

    None gets less than one in a thousand: with less, a label would hardly be found again.

    :param scores: right for the training mix, shape (n_articles, n_labels).
    :param training: shares of the labels in training, shape (n_labels,).
    """
    shares: Floats = training
    for _ in range(_ITERATIONS):
        adapted = scores * (shares / training)
        before, shares = shares, (adapted / adapted.sum(axis=1, keepdims=True)).mean(axis=0)
        if np.abs(shares - before).max() < _SETTLED:
            break
    kept: Floats = np.maximum(shares, _LEAST)
    kept /= kept.sum()
    return kept


def adapt(
    classifier: Classifier, held_out: Mapping[str, OutOfFold], expected: Expected
) -> tuple[Classifier, dict[str, OutOfFold], dict[str, Any]]:
    """Return a classifier for the expected mix, its out-of-fold judgements, and what was changed in JSON form.

    :param held_out: what cross-validation gave for each view of the classifier.
    :raises DataError: if the shares cannot be, or neither shares nor a feed are given.
    """
    one = held_out[ACCENTED]
    training = np.bincount(one.truth, minlength=len(one.labels)) / len(one.truth)
    offsets = {view: fit_offsets(fold.scale * fold.decisions, fold.truth) for view, fold in held_out.items()}
    if expected.shares is not None:
        shares = complete_shares(expected.shares, one.labels, training)
        source = "given"
    elif len(expected.feed):
        fair = _with_views(classifier, offsets, {})
        shares = estimate_shares(fair.predict_proba(expected.feed), training)
        source = f"estimated from {len(expected.feed):,} articles"
    else:
        raise DataError("There is no article in the feed to estimate shares from.", "Check --feed.")
    ratio = shares / training
    weights, wanted = ratio[one.truth], classifier.about["options"]["review_accuracy"]
    after = {}
    for view, fold in held_out.items():
        offsets[view] = offsets[view] + np.log(ratio)
        scores = softmax(fold.scale * fold.decisions + offsets[view])
        after[view] = _rechosen(fold, scores, weights, wanted)
    unchanged = _rechosen(one, one.scores, weights, wanted)  # thresholds for the new mix: only the correction differs
    doubtless = np.zeros(len(one.truth), dtype=bool)
    about = {
        "source": source,
        "training": _named(one.labels, training),
        "expected": _named(one.labels, shares),
        "out_of_fold_as_expected": {
            "without": weighted_figures(unchanged.judgement(doubtless), weights),
            "with": weighted_figures(after[ACCENTED].judgement(doubtless), weights),
        },
    }
    thresholds_after = {view: fold.thresholds for view, fold in after.items()}
    return _with_views(classifier, offsets, thresholds_after), after, about


def _rechosen(fold: OutOfFold, scores: Floats, weights: Floats, wanted: float) -> OutOfFold:
    """Return a fold with other scores, and thresholds for them that mimic the new mix."""
    thresholds = fit_thresholds(scores, fold.truth, wanted, weights)
    accepted = accept_out_of_fold(scores, fold.truth, fold.folds, wanted, weights)
    return replace(fold, scores=scores, thresholds=thresholds, accepted=accepted)


def _with_views(classifier: Classifier, offsets: Mapping[str, Floats], thresholds: Mapping[str, Floats]) -> Classifier:
    views = {
        name: replace(view, intercept=view.intercept + offsets[name], thresholds=thresholds.get(name, view.thresholds))
        for name, view in classifier.views.items()
    }
    return replace(classifier, views=views)


def _named(labels: Sequence[str], shares: Floats) -> dict[str, float]:
    return {label: round(float(share), 4) for label, share in zip(labels, shares, strict=True)}
