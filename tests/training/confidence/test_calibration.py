import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.classify.model import softmax
from nlp.training.confidence.calibration import (
    FEWEST_ABOVE,
    accept_out_of_fold,
    calibrate,
    fit_plausible,
    fit_scale,
    fit_thresholds,
)


def drawn(n, n_labels, seed, shares=None):
    """Return logits that are true for articles mixed as ``shares``, with the truth drawn from them."""
    generator = np.random.default_rng(seed)
    logits = generator.normal(size=(n, n_labels)) * 2 + (0 if shares is None else np.log(shares))
    truth = (generator.random((n, 1)) > softmax(logits).cumsum(axis=1)[:, :-1]).sum(axis=1)
    return logits, truth


def test_without_a_feed_only_the_scale_is_fitted():
    logits, truth = drawn(2_000, 3, seed=2)
    calibration = calibrate(logits * 3, truth)
    assert calibration.offsets.tolist() == [0.0, 0.0, 0.0]
    assert calibration.scale == pytest.approx(fit_scale(logits * 3, truth))


def test_articles_that_stand_for_a_feed_make_confidence_that_of_the_feed():
    """Decisions learnt on a balanced mix are far too sure of the rare label; the offsets take that back."""
    logits, truth = drawn(300_000, 2, seed=3)
    stands_for = np.where(truth == 0, 1.0, 20.0)
    calibration = calibrate(logits * 2, truth, stands_for)
    scores = softmax(calibration.logits(logits * 2))
    for label in (0, 1):
        for low in np.arange(0.1, 0.9, 0.2):
            inside = (scores[:, label] >= low) & (scores[:, label] < low + 0.2)
            confidence, right = (
                np.average(of[inside], weights=stands_for[inside]) for of in (scores[:, label], truth == label)
            )
            assert right == pytest.approx(confidence, abs=0.05)
    assert calibration.offsets[1] - calibration.offsets[0] == pytest.approx(np.log(20), abs=0.3)


def test_what_stands_for_nothing_has_no_say():
    logits, truth = drawn(500, 3, seed=5)
    stands_for = np.where(np.arange(500) < 250, 2.0, 0.0)
    flipped = np.where(stands_for > 0, truth, (truth + 1) % 3)
    one, other = calibrate(logits, truth, stands_for), calibrate(logits, flipped, stands_for)
    assert (one.scale, one.offsets.tolist()) == (other.scale, other.offsets.tolist())


def test_a_label_that_the_feed_lacks_stays_possible():
    logits, truth = drawn(500, 3, seed=6)
    calibration = calibrate(logits, truth, np.where(truth == 2, 0.0, 1.0))
    assert np.isfinite(calibration.offsets).all()
    assert softmax(calibration.logits(logits))[:, 2].max() > 0


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.floats(0.6, 0.95))
def test_plausible_labels_hold_the_right_one_as_often_as_asked(seed, coverage):
    """In every label, and on articles that had no say in it."""
    logits, truth = drawn(9_000, 3, seed)
    scores = softmax(logits)
    lowest = fit_plausible(scores[:4_500], truth[:4_500], coverage)
    for label in range(3):
        own = scores[4_500:][truth[4_500:] == label, label]
        assert (own >= lowest[label]).mean() == pytest.approx(coverage, abs=0.09)


def test_a_label_of_few_articles_is_always_plausible():
    scores = softmax(np.random.default_rng(1).normal(size=(30, 2)))
    truth = np.array([0] * 25 + [1] * 5)
    assert fit_plausible(scores, truth)[0] > 0
    assert fit_plausible(scores, truth)[1] == 0


def test_scale_makes_overconfident_scores_honest():
    generator = np.random.default_rng(1)
    logits = generator.normal(size=(5_000, 3))
    truth = np.array([generator.choice(3, p=row) for row in softmax(logits)])
    assert fit_scale(logits * 4, truth) == pytest.approx(0.25, rel=0.1)


@given(st.integers(0, 10_000), st.floats(0.5, 0.99))
def test_thresholds_reach_the_accuracy(seed, accuracy):
    generator = np.random.default_rng(seed)
    scores = softmax(generator.normal(size=(200, 3)) * 2)
    truth = np.array([generator.choice(3, p=row) for row in scores])
    weights = generator.integers(1, 4, size=200).astype(float)
    thresholds = fit_thresholds(scores, truth, accuracy, weights)
    predicted, confidence = scores.argmax(axis=1), scores.max(axis=1)
    for label in range(3):
        accepted = (predicted == label) & (confidence >= thresholds[label])
        assert not accepted.any() or np.average(truth[accepted] == label, weights=weights[accepted]) >= accuracy - 1e-9
    repeated = np.repeat(np.arange(200), weights.astype(int))
    again = fit_thresholds(scores[repeated], truth[repeated], accuracy)
    assert again[thresholds < 1].tolist() == thresholds[thresholds < 1].tolist()


@pytest.mark.parametrize("weights", [None, 3.0])
def test_a_threshold_needs_support(weights):
    """All predictions are right; weights do not make few articles many."""
    confidence = np.linspace(0.6, 0.9, FEWEST_ABOVE)
    scores = np.column_stack([confidence, 1 - confidence])
    truth = np.zeros(FEWEST_ABOVE, dtype=int)
    weights = None if weights is None else np.full(FEWEST_ABOVE, weights)
    assert fit_thresholds(scores, truth, 0.95, weights).tolist() == [0.6, 1.0]
    less = None if weights is None else weights[1:]
    assert fit_thresholds(scores[1:], truth[1:], 0.95, less).tolist() == [1.0, 1.0]


@pytest.mark.parametrize("weighted", [False, True])
def test_what_passes_is_decided_by_the_other_folds(weighted):
    """Whether the articles of a fold are right has no say in what of them passes."""
    generator = np.random.default_rng(5)
    scores = softmax(generator.normal(size=(300, 2)))
    truth = generator.integers(0, 2, size=300)
    weights = generator.uniform(0.5, 2.0, size=300) if weighted else None
    rows = np.arange(300)
    folds = [(rows[rows % 3 != fold], rows[rows % 3 == fold]) for fold in range(3)]
    accepted = accept_out_of_fold(scores, truth, folds, 0.55, weights)
    assert accepted.any()
    for _, judge in folds:
        flipped = truth.copy()
        flipped[judge] = 1 - flipped[judge]
        again = accept_out_of_fold(scores, flipped, folds, 0.55, weights)
        assert again[judge].tolist() == accepted[judge].tolist()
        assert again.tolist() != accepted.tolist()


def test_the_figure_without_review_is_honest():
    """On many draws, what passes the thresholds of other folds is as accurate as fresh articles; in-sample is not."""
    shipped, honest, fresh = [], [], []
    rows = np.arange(150)
    folds = [(rows[rows % 5 != fold], rows[rows % 5 == fold]) for fold in range(5)]
    for seed in range(150):
        generator = np.random.default_rng(seed)
        scores, new = (softmax(generator.normal(size=(n, 3)) * 1.5) for n in (150, 1_000))
        truth, new_truth = (np.array([generator.choice(3, p=row) for row in of]) for of in (scores, new))
        thresholds = fit_thresholds(scores, truth, 0.9)
        for kept, of, true, passed in (
            (shipped, scores, truth, scores.max(axis=1) >= thresholds[scores.argmax(axis=1)]),
            (honest, scores, truth, accept_out_of_fold(scores, truth, folds, 0.9)),
            (fresh, new, new_truth, new.max(axis=1) >= thresholds[new.argmax(axis=1)]),
        ):
            kept.extend((of.argmax(axis=1) == true)[passed])
    assert np.mean(shipped) - np.mean(fresh) > 0.04
    assert np.mean(honest) == pytest.approx(np.mean(fresh), abs=0.02)
