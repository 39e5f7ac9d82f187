import numpy as np
import pytest

from nlp.classify.registry import load_model
from nlp.datasets.dataset import merge
from nlp.errors import DataError
from nlp.evaluation.judgement import (
    Judgement,
    brief_figures,
    calibration_error,
    judge,
    macro_f1,
    metrics_of,
    resampled_macro_f1,
    weighted_figures,
)


def judgement(truth, predicted, accepted=None, hard=None):
    n = len(truth)
    return Judgement(
        ("a", "b", "c"),
        np.array(truth),
        np.array(predicted),
        np.full(n, 0.9),
        np.array(accepted if accepted is not None else [True] * n),
        np.array(hard if hard is not None else [False] * n),
    )


def test_figures_by_hand():
    figures = metrics_of(
        judgement([0, 0, 1, 1], [0, 1, 1, 1], accepted=[True, False, True, True], hard=[False, True, False, False])
    )
    assert figures["by_label"]["a"]["precision"] == 1.0
    assert figures["by_label"]["a"]["recall"] == 0.5
    assert figures["by_label"]["b"]["precision"] == pytest.approx(0.6667)
    assert figures["macro_f1"] == pytest.approx((2 / 3 + 0.8) / 2, abs=1e-4)
    assert figures["macro_f1_clear"] == 1.0
    assert figures["accuracy"] == 0.75
    assert figures["coverage_without_review"] == 0.75
    assert figures["accuracy_without_review"] == 1.0
    assert figures["by_label"]["b"]["needs_review"] == 1
    assert figures["confusion"] == [[1, 1, 0], [0, 2, 0], [0, 0, 0]]


def test_labels_without_articles_do_not_count():
    assert macro_f1(np.array([0, 0]), np.array([0, 2])) == pytest.approx(2 / 3)


def test_nothing_accepted():
    assert metrics_of(judgement([0, 1], [0, 1], accepted=[False, False]))["accuracy_without_review"] is None


def test_calibration_error():
    assert calibration_error(np.array([0.8] * 10), np.array([True] * 8 + [False] * 2)) == pytest.approx(0.0)
    assert calibration_error(np.array([1.0, 1.0]), np.array([False, False])) == 1.0


def test_the_interval_is_repeatable_and_narrows_with_data():
    few = judgement([0, 1] * 20, [0, 0, 1, 1] * 10)
    many = judgement([0, 1] * 500, [0, 0, 1, 1] * 250)
    assert metrics_of(few, seed=1) == metrics_of(few, seed=1)
    width = lambda j: np.diff(metrics_of(j)["macro_f1_interval"])[0]  # noqa: E731
    assert width(many) < width(few) / 2


def test_judging_no_articles():
    with pytest.raises(DataError, match="no labelled articles"):
        judge(load_model(), merge([]))


def test_coverage_against_accuracy():
    confidence = np.linspace(1.0, 0.5, 20)
    truth = np.zeros(20, dtype=int)
    predicted = np.array([0] * 10 + [1] * 10)
    figures = metrics_of(Judgement(("a", "b"), truth, predicted, confidence, confidence > 2, confidence > 2))
    curve = {point["coverage"]: point["accuracy"] for point in figures["coverage_curve"]}
    assert len(curve) == 10
    assert (curve[0.1], curve[0.5], curve[0.8], curve[1.0]) == (1.0, 1.0, 0.625, 0.5)
    assert [point["confidence"] for point in figures["coverage_curve"]] == sorted(
        confidence[1::2].round(4), reverse=True
    )


def test_intervals_hold_what_they_are_of():
    figures = metrics_of(judgement([0, 1, 2] * 30, [0, 1, 1] * 25 + [0, 1, 2] * 5))
    for name in ("macro_f1", "accuracy"):
        low, high = figures[f"{name}_interval"]
        assert low < figures[name] < high


def test_weights_count_like_copies():
    truth, predicted = [0, 0, 1, 1, 2], [0, 1, 1, 1, 0]
    accepted = [True, True, False, True, True]
    weights = np.array([1.0, 3.0, 2.0, 1.0, 4.0])
    copied = np.repeat(np.arange(5), weights.astype(int))
    copies = judgement(*([values[row] for row in copied] for values in (truth, predicted, accepted)))
    figures = metrics_of(copies)
    weighted = weighted_figures(judgement(truth, predicted, accepted), weights)
    assert weighted == {name: figures[name] for name in weighted}


def test_brief_figures_are_part_of_all():
    truth, predicted = np.array([0, 0, 1, 2]), np.array([0, 1, 1, 2])
    brief = brief_figures(truth, predicted, ("a", "b", "c"), seed=3)
    whole = metrics_of(judgement(truth, predicted), seed=3)
    assert brief == {name: whole[name] for name in brief}
    assert brief["accuracy"] == 0.75


def test_resampled_in_pairs():
    truth = np.array([0, 1] * 50)
    flipped = truth.copy()
    flipped[:10] = 1 - flipped[:10]
    resampled = resampled_macro_f1(truth, [truth, flipped], 2, seed=0, resamples=50)
    assert (resampled[:, 0] == 1.0).all()
    assert resampled[:, 1].mean() == pytest.approx(0.9, abs=0.02)
