import json

import pytest

from tests.quality.gate import FLOORS, below, floors_of, measure, measure_entities, table

MEASURED = {"set": {"sha256": "s", "figures": {"as is": {"macro_f1": 0.9}}}}


@pytest.fixture(scope="module")
def measured(shared):
    return measure(shared) | measure_entities(shared)


def test_the_model_that_ships_stays_above_its_floors(measured):
    print(table(measured))
    assert below(measured, json.loads(FLOORS.read_text(encoding="utf-8"))) == []


def test_decomposed_text_scores_the_same(measured):
    figures = measured["news_dev"]["figures"]
    assert figures["NFD"] == figures["as is"] == figures["upper case"]


def test_a_figure_under_its_floor_is_found():
    floors = {"set": {"sha256": "s", "figures": {"as is": {"macro_f1": 0.91}}}}
    assert below(MEASURED, floors) == ["set, as is: macro_f1 is 0.9000, its floor 0.9100"]


@pytest.mark.parametrize("floors", [{}, {"set": {"sha256": "other", "figures": {}}}])
def test_other_data_has_no_floors(floors):
    assert below(MEASURED, floors) == ["set: no floors for this data"]


def test_floors_only_rise_unless_told():
    high = {"set": {"sha256": "s", "figures": {"as is": {"macro_f1": 0.95}}}}
    assert floors_of(MEASURED, high, lower=None) == high
    assert floors_of(MEASURED, high, lower="a label was redefined") == {
        "set": {"sha256": "s", "figures": {"as is": {"macro_f1": 0.896}}, "lowered": ["a label was redefined"]}
    }
    assert floors_of(MEASURED, {}, lower=None)["set"]["figures"]["as is"]["macro_f1"] == 0.896
