import numpy as np
import pytest

from nlp.classify.dataset import merge
from nlp.classify.evaluate import Judgement, calibration_error, judge, macro_f1, metrics_of
from nlp.classify.registry import load_model
from nlp.errors import DataError


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
