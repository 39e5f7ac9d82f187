import json

import pytest

from tests.quality.gate import (
    FLOORS,
    below,
    floors_of,
    measure,
    measure_changes,
    measure_entities,
    measure_facts,
    measure_mentions,
    table,
    without_accents,
)

MEASURED = {"set": {"sha256": "s", "figures": {"as is": {"macro_f1": 0.9}}}}


@pytest.fixture(scope="module")
def measured(shared):
    of_labels = measure(shared) | measure_changes(shared)
    return of_labels | measure_entities(shared) | measure_mentions(shared) | measure_facts(shared)


def test_the_model_that_ships_stays_above_its_floors(measured):
    print(table(measured))
    assert below(measured, json.loads(FLOORS.read_text(encoding="utf-8"))) == []


def test_decomposed_text_scores_the_same(measured):
    figures = measured["news_dev"]["figures"]
    assert figures["NFD"] == figures["as is"]
    # Lines of names are told by their capitals, so that one article more or less goes to review.
    assert figures["upper case"] == pytest.approx(figures["as is"], abs=0.004)


def test_without_accents_the_typography_and_the_offsets_stay():
    text = "“Ông Lò Văn Én – Phó Chủ tịch tỉnh Lào Cai…” nói"
    value = {"name": "Lò Văn Én", "title": "Phó Chủ tịch", "organization": None}
    official = {"type": "OFFICIAL", "start": 5, "end": 14, "text": "Lò Văn Én", "value": value}
    province = {
        "type": "PROVINCE",
        "start": 35,
        "end": 42,
        "text": "Lào Cai",
        "value": {"code": "15", "name": "Lào Cai"},
    }
    row = without_accents({"id": "1", "text": text, "entities": [official, province]})
    assert row["text"] == "“Ong Lo Van En – Pho Chu tich tinh Lao Cai…” noi"
    assert all(row["text"][entity["start"] : entity["end"]] == entity["text"] for entity in row["entities"])
    written, coded = (entity["value"] for entity in row["entities"])
    assert written == {"name": "Lo Van En", "title": "Pho Chu tich", "organization": None}
    assert coded == {"code": "15", "name": "Lào Cai"}
    assert value["name"] == "Lò Văn Én"


def test_text_that_would_move_is_refused():
    with pytest.raises(ValueError, match="7: "):
        without_accents({"id": 7, "text": "e\u0301", "entities": []})


def test_a_figure_under_its_floor_is_found():
    floors = {"set": {"sha256": "s", "figures": {"as is": {"macro_f1": 0.91}}}}
    assert below(MEASURED, floors) == ["set, as is: macro_f1 is 0.9000, its floor 0.9100"]


@pytest.mark.parametrize("floors", [{}, {"set": {"sha256": "other", "figures": {}}}])
def test_other_data_has_no_floors(floors):
    assert below(MEASURED, floors) == ["set: no floors for this data"]


def test_floors_are_lowered_only_with_a_reason():
    high = {"set": {"sha256": "s", "figures": {"as is": {"macro_f1": 0.95}}}}
    assert floors_of(MEASURED, high, lower=None) == high
    assert floors_of(MEASURED, high, lower="a label was redefined") == {
        "set": {"sha256": "s", "figures": {"as is": {"macro_f1": 0.896}}, "lowered": ["a label was redefined"]}
    }
    assert floors_of(MEASURED, {}, lower=None)["set"]["figures"]["as is"]["macro_f1"] == 0.896
