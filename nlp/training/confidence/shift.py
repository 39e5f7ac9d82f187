"""Label shift: correcting scores and thresholds for a mix of labels that differs from the one in training.

The correction assumes that the articles of a label are alike in training and in use, and that only the shares of the
labels differ. Where that is wrong (if the negatives were picked because they are hard, for example) it does harm:
compare the figures with and without it.

1. Temperature scaling leaves the intercepts that training chose. Offsets are fitted to them that calibrate the scores
   for the training mix (bias-corrected calibration; Alexandari et al., ICML 2020).
2. Expectation maximization on these scores estimates the shares in an unlabelled feed (Saerens et al., Neural
   Computation 2002).
3. The log ratio of new to old shares is added to the intercepts, and thresholds are chosen with articles weighted to
   the new mix. As in cross-validation, the figures use thresholds chosen on the other folds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

import numpy as np
from scipy.optimize import minimize

from nlp.classify.arrays import Floats, Ints
from nlp.classify.features import TitleAndText
from nlp.classify.model import ACCENTED, Classifier, softmax
from nlp.errors import DataError
from nlp.evaluation.figures import ShiftEffect, ShiftFigures
from nlp.evaluation.judgement import weighted_figures
from nlp.training.confidence.calibration import accept_out_of_fold, fit_thresholds
from nlp.training.crossval import OutOfFold

_ROUNDING = 0.005  # people write shares with two decimals
_MOST_ITERATIONS = 1_000
_CONVERGED = 1e-7
_SMALLEST_SHARE = 0.001


@dataclass(frozen=True)
class Expected:
    """The mix of labels where the model will be used: its shares, or a feed to estimate them from.

    :param shares: by label; see :func:`complete_shares` for labels that are missing.
    :param feed: (title, text) of unlabelled articles.
    """

    shares: Mapping[str, float] | None = None
    feed: Sequence[TitleAndText] = ()


def complete_shares(shares: Mapping[str, float], labels: Sequence[str], training: Floats) -> Floats:
    """Return the share of every label, shape (n_labels,).

    If all labels have a share, the shares must sum to 1 (within rounding). Labels without one divide the rest in the
    proportions of the training data.

    :param training: shares of the labels in the training data, shape (n_labels,).
    :raises DataError: if a label is unknown, a share is not above 0, or the sum is wrong.
    """
    for label, share in shares.items():
        if label not in labels:
            close = get_close_matches(label, labels, n=1)
            hint = f"Did you mean {close[0]!r}?" if close else f"Labels: {', '.join(labels)}."
            raise DataError(f"There is an expected share for {label!r}, which is no label of the data.", hint)
        if not 0 < share < 1:
            raise DataError(f"The expected share of {label!r} is {share}.", "Give a share above 0 and below 1.")
    total = sum(shares.values())
    rest = np.array([0.0 if label in shares else float(share) for label, share in zip(labels, training, strict=True)])
    if not rest.any() and abs(total - 1) > _ROUNDING:
        raise DataError(f"The expected shares sum to {total:.3f}, not to 1.", "Correct them, or leave one label out.")
    if rest.any() and total >= 1:
        missing = ", ".join(label for label in labels if label not in shares)
        raise DataError(f"The expected shares sum to {total:.3f} and leave nothing for {missing}.", "Correct them.")
    given = np.array([shares.get(label, 0.0) for label in labels])
    complete = given + rest / max(rest.sum(), 1e-12) * (1 - total)
    normalized: Floats = complete / complete.sum()
    return normalized


def fit_offsets(logits: Floats, truth: Ints) -> Floats:
    """Return the offsets on the logits that make the true labels most likely, shape (n_labels,).

    :param logits: scaled, out of fold, shape (n_articles, n_labels).
    """
    n, n_labels = logits.shape
    shares = np.bincount(truth, minlength=n_labels) / n

    def loss(offsets: Floats) -> tuple[float, Floats]:
        scores = softmax(logits + offsets)
        likelihood = np.log(np.maximum(scores[np.arange(n), truth], 1e-12)).mean()
        return -float(likelihood), scores.mean(axis=0) - shares

    offsets = minimize(loss, np.zeros(n_labels), jac=True, method="L-BFGS-B").x
    centred: Floats = offsets - offsets.mean()
    return centred


def estimate_shares(scores: Floats, training: Floats) -> Floats:
    """Return the estimated shares of the labels in unlabelled articles (Saerens et al., 2002), shape (n_labels,).

    No share is less than 0.001: with a smaller one the model would hardly ever predict the label.

    :param scores: calibrated for the training mix, shape (n_articles, n_labels).
    :param training: shares of the labels in training, shape (n_labels,).
    """
    shares: Floats = training
    for _ in range(_MOST_ITERATIONS):
        adapted = scores * (shares / training)
        before, shares = shares, (adapted / adapted.sum(axis=1, keepdims=True)).mean(axis=0)
        if np.abs(shares - before).max() < _CONVERGED:
            break
    kept: Floats = np.maximum(shares, _SMALLEST_SHARE)
    kept /= kept.sum()
    return kept


def adapt(
    classifier: Classifier, held_out: Mapping[str, OutOfFold], expected: Expected
) -> tuple[Classifier, dict[str, OutOfFold], ShiftFigures]:
    """Return a classifier for the expected mix, its out-of-fold judgements, and what was changed.

    :param held_out: the cross-validation of each view of the classifier.
    :raises DataError: if there can be no such shares, or neither shares nor articles of a feed are given.
    """
    one = held_out[ACCENTED]
    training = np.bincount(one.truth, minlength=len(one.labels)) / len(one.truth)
    offsets = {
        view: fit_offsets(fold.calibration.scale * fold.decisions, fold.truth) for view, fold in held_out.items()
    }
    if expected.shares is not None:
        shares = complete_shares(expected.shares, one.labels, training)
        source = "given"
    elif len(expected.feed):
        calibrated = _with_offsets(classifier, offsets, {})
        shares = estimate_shares(calibrated.predict_proba(expected.feed), training)
        source = f"estimated from {len(expected.feed):,} articles"
    else:
        raise DataError("The feed holds no article to estimate shares from.", "Check --feed and --text-field.")
    ratio = shares / training
    weights, wanted = ratio[one.truth], classifier.about["options"]["review_accuracy"]
    after = {}
    for view, fold in held_out.items():
        offsets[view] = offsets[view] + np.log(ratio)
        scores = softmax(fold.calibration.scale * fold.decisions + offsets[view])
        after[view] = _with_thresholds(fold, scores, weights, wanted)
    unchanged = _with_thresholds(one, one.scores, weights, wanted)  # with thresholds for the new mix too
    doubtless = np.zeros(len(one.truth), dtype=bool)
    figures = ShiftFigures(
        source=source,
        training=_by_label(one.labels, training),
        expected=_by_label(one.labels, shares),
        out_of_fold_as_expected=ShiftEffect(
            without=weighted_figures(unchanged.judgement(doubtless), weights),
            corrected=weighted_figures(after[ACCENTED].judgement(doubtless), weights),
        ),
    )
    thresholds_after = {view: fold.thresholds for view, fold in after.items()}
    return _with_offsets(classifier, offsets, thresholds_after), after, figures


def _with_thresholds(fold: OutOfFold, scores: Floats, weights: Floats, accuracy: float) -> OutOfFold:
    """Return a cross-validation with other scores, and thresholds chosen on them with weighted articles."""
    thresholds = fit_thresholds(scores, fold.truth, accuracy, weights)
    accepted = accept_out_of_fold(scores, fold.truth, fold.folds, accuracy, weights)
    return replace(fold, scores=scores, thresholds=thresholds, accepted=accepted)


def _with_offsets(
    classifier: Classifier, offsets: Mapping[str, Floats], thresholds: Mapping[str, Floats]
) -> Classifier:
    """Return a classifier with offsets added to the intercepts of each view, and other thresholds where given."""
    views = {
        name: replace(view, intercept=view.intercept + offsets[name], thresholds=thresholds.get(name, view.thresholds))
        for name, view in classifier.views.items()
    }
    return replace(classifier, views=views)


def _by_label(labels: Sequence[str], shares: Floats) -> dict[str, float]:
    return {label: float(share) for label, share in zip(labels, shares, strict=True)}
