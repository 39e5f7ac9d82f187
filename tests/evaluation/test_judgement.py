import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from nlp.classify.registry import load_model
from nlp.datasets.dataset import merge
from nlp.errors import DataError
from nlp.evaluation.figures import to_json
from nlp.evaluation.judgement import (
    Judgement,
    brief_figures,
    calibration_error,
    judge,
    metrics_of,
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
    assert figures.by_label["a"].precision == 1.0
    assert figures.by_label["a"].recall == 0.5
    assert figures.by_label["b"].precision == pytest.approx(2 / 3)
    assert figures.macro_f1 == pytest.approx((2 / 3 + 0.8) / 2)
    assert figures.macro_f1_clear == 1.0
    assert figures.accuracy == 0.75
    assert figures.coverage_without_review == 0.75
    assert figures.accuracy_without_review == 1.0
    assert figures.by_label["b"].needs_review == 1
    assert figures.by_label["c"].articles == 0
    assert figures.confusion == ((1, 1, 0), (0, 2, 0), (0, 0, 0))


def test_they_are_those_of_scikit_learn():
    generator = np.random.default_rng(1)
    truth, predicted = generator.integers(0, 3, (2, 200))
    judged = judgement(truth, predicted)
    precision, recall, f1, support = precision_recall_fscore_support(truth, predicted, labels=range(3))
    rows = metrics_of(judged).by_label.values()
    assert [row.precision for row in rows] == pytest.approx(precision)
    assert [row.recall for row in rows] == pytest.approx(recall)
    assert [row.f1 for row in rows] == pytest.approx(f1)
    assert [row.articles for row in rows] == support.tolist()
    assert judged.confusion().tolist() == confusion_matrix(truth, predicted).tolist()


def test_nothing_accepted():
    assert metrics_of(judgement([0, 1], [0, 1], accepted=[False, False])).accuracy_without_review is None


def test_calibration_error():
    assert calibration_error(np.array([0.8] * 10), np.array([True] * 8 + [False] * 2)) == pytest.approx(0.0)
    assert calibration_error(np.array([1.0, 1.0]), np.array([False, False])) == 1.0


def test_the_interval_is_repeatable_and_narrows_with_data():
    few = judgement([0, 1] * 20, [0, 0, 1, 1] * 10)
    many = judgement([0, 1] * 500, [0, 0, 1, 1] * 250)
    assert metrics_of(few, seed=1) == metrics_of(few, seed=1)
    width = lambda j: np.diff(metrics_of(j).macro_f1_interval)[0]  # noqa: E731
    assert width(many) < width(few) / 2


def test_judging_no_articles():
    with pytest.raises(DataError, match="no labelled articles"):
        judge(load_model(), merge([]))


def test_coverage_against_accuracy():
    confidence = np.linspace(1.0, 0.5, 20)
    truth = np.zeros(20, dtype=int)
    predicted = np.array([0] * 10 + [1] * 10)
    figures = metrics_of(Judgement(("a", "b"), truth, predicted, confidence, confidence > 2, confidence > 2))
    curve = {point.coverage: point.accuracy for point in figures.coverage_curve}
    assert len(curve) == 10
    assert (curve[0.1], curve[0.5], curve[0.8], curve[1.0]) == (1.0, 1.0, 0.625, 0.5)
    assert [point.confidence for point in figures.coverage_curve] == sorted(confidence[1::2], reverse=True)


def test_intervals_hold_what_they_are_of():
    figures = metrics_of(judgement([0, 1, 2] * 30, [0, 1, 1] * 25 + [0, 1, 2] * 5))
    for value, (low, high) in (
        (figures.macro_f1, figures.macro_f1_interval),
        (figures.accuracy, figures.accuracy_interval),
    ):
        assert low < value < high


def test_weights_count_like_copies():
    truth, predicted = [0, 0, 1, 1, 2], [0, 1, 1, 1, 0]
    accepted = [True, True, False, True, True]
    weights = np.array([1.0, 3.0, 2.0, 1.0, 4.0])
    copied = np.repeat(np.arange(5), weights.astype(int))
    copies = judgement(*([values[row] for row in copied] for values in (truth, predicted, accepted)))
    figures = to_json(metrics_of(copies))
    weighted = to_json(weighted_figures(judgement(truth, predicted, accepted), weights))
    assert weighted == {name: figures[name] for name in weighted}


def test_brief_figures_are_part_of_all():
    truth, predicted = np.array([0, 0, 1, 2]), np.array([0, 1, 1, 2])
    brief = brief_figures(truth, predicted, seed=3)
    whole = to_json(metrics_of(judgement(truth, predicted), seed=3))
    assert to_json(brief) == {name: whole[name] for name in to_json(brief)}
    assert brief.accuracy == 0.75
