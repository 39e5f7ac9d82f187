import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from nlp.evaluation.f1 import RESAMPLES, interval, label_f1, macro_f1, resample

PAIRS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.floats(0.1, 9)), min_size=1, max_size=40)


@given(PAIRS)
def test_it_is_the_f1_of_scikit_learn(rows):
    truth, predicted, weights = map(np.array, zip(*rows, strict=True))
    for given_weights in (None, weights):
        options = {"zero_division": 0, "sample_weight": given_weights}
        by_label = f1_score(truth, predicted, labels=range(5), average=None, **options)
        assert label_f1(truth, predicted, np.arange(5), given_weights) == pytest.approx(by_label)
        macro = f1_score(truth, predicted, labels=np.unique(truth), average="macro", **options)
        assert macro_f1(truth, predicted, given_weights) == pytest.approx(macro)


def test_labels_without_articles_do_not_count():
    assert macro_f1(np.array([0, 0]), np.array([0, 2])) == pytest.approx(2 / 3)


@given(PAIRS)
def test_the_first_row_is_the_articles_as_they_are(rows):
    truth, predicted, _ = map(np.array, zip(*rows, strict=True))
    resampled = resample(truth, [predicted, truth], seed=1)
    assert resampled.f1.shape == (1 + RESAMPLES, 2, len(resampled.labels))
    assert resampled.f1[0, 0].mean() == pytest.approx(macro_f1(truth, predicted))
    assert resampled.accuracy[0, 0] == pytest.approx((truth == predicted).mean())
    assert (resampled.accuracy[:, 1] == 1).all()


def by_hand(truth, predicted, seed):
    """Macro-F1 and accuracy of resampled articles, drawn one by one and judged by scikit-learn."""
    rows = np.random.default_rng(seed).integers(0, len(truth), (400, len(truth)))
    options = {"labels": np.unique(truth), "average": "macro", "zero_division": 0}
    return (
        np.array([f1_score(truth[chosen], predicted[chosen], **options) for chosen in rows]),
        np.array([(truth[chosen] == predicted[chosen]).mean() for chosen in rows]),
    )


def test_the_bootstrap_is_that_of_articles():
    generator = np.random.default_rng(5)
    truth = generator.choice(3, 250, p=[0.6, 0.3, 0.1])
    predicted = np.where(generator.random(250) < 0.75, truth, generator.integers(0, 3, 250))
    resampled = resample(truth, [predicted], seed=0)
    macro, accuracy = resampled.f1[1:, 0].mean(axis=1), resampled.accuracy[1:, 0]
    for drawn, expected in zip((macro, accuracy), by_hand(truth, predicted, 0), strict=True):
        assert drawn.mean() == pytest.approx(expected.mean(), abs=0.005)
        assert drawn.std() == pytest.approx(expected.std(), rel=0.15)
        assert interval(drawn) == pytest.approx(np.percentile(expected, [2.5, 97.5]), abs=0.02)


def test_predictions_are_resampled_in_pairs():
    truth = np.array([0, 1] * 50)
    flipped = truth.copy()
    flipped[:10] = 1 - flipped[:10]
    macro = resample(truth, [truth, flipped], seed=0).f1.mean(axis=2)
    assert (macro[:, 0] == 1.0).all()
    assert macro[1:, 1].mean() == pytest.approx(0.9, abs=0.02)
    back = resample(truth, [flipped, truth], seed=0).f1.mean(axis=2)
    assert (macro[:, ::-1] == back).all(), "the order of the predictions changes no draw"


def test_the_same_seed_draws_the_same():
    truth, predicted = np.array([0, 1, 1] * 9), np.array([0, 1, 0] * 9)
    one, again, other = (resample(truth, [predicted], seed=seed).f1 for seed in (3, 3, 4))
    assert (one == again).all()
    assert (one != other).any()


def test_another_seed_moves_a_bound_by_as_much_as_is_said():
    generator = np.random.default_rng(5)
    truth = generator.integers(0, 3, 1_000)
    predicted = np.where(generator.random(1_000) < 0.75, truth, generator.integers(0, 3, 1_000))
    lows = [interval(resample(truth, [predicted], seed=seed).f1[1:, 0].mean(axis=1))[0] for seed in range(30)]
    assert np.std(lows) / (macro_f1(truth, predicted) - np.mean(lows)) == pytest.approx(0.03, abs=0.01)


def test_a_million_articles_take_no_longer_than_counting_them():
    generator = np.random.default_rng(5)
    truth = generator.integers(0, 4, 1_000_000)
    started = time.perf_counter()
    resample(truth, [np.roll(truth, 1)], seed=0)
    assert time.perf_counter() - started < 5
