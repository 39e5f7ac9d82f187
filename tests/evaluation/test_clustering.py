import pytest

from nlp.evaluation.clustering import bcubed

GOLD = {"a": "storm", "b": "storm", "c": "flood", "d": "flood"}


@pytest.mark.parametrize(
    ("predicted", "precision", "recall"),
    [
        ({"a": "1", "b": "1", "c": "2", "d": "2"}, 1, 1),
        ({}, 1, 0.5),
        (dict.fromkeys(GOLD, "1"), 0.5, 1),
        ({"a": "1", "b": "1", "c": "1"}, (2 / 3 + 2 / 3 + 1 / 3 + 1) / 4, (1 + 1 + 0.5 + 0.5) / 4),
    ],
)
def test_groups_against_groups(predicted, precision, recall):
    found = bcubed(GOLD, predicted, GOLD)
    assert found == pytest.approx((precision, recall))
    assert found.f1 == pytest.approx(2 * precision * recall / (precision + recall))
