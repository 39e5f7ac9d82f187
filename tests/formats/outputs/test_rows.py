from datetime import date, datetime

import pytest

from nlp.formats.outputs.rows import OTHER_FIELDS, Kinds, RecordTable, Survey, annotation_columns, moment


def test_columns_of_what_was_found():
    prediction = {
        "label": "other",
        "confidence": 0.5,
        "scores": {},
        "needs_review": True,
        "reasons": ["a", "b"],
        "plausible": ["other"],
        "model": "m",
    }
    summary = {"provinces": ["01", "20"], "dead": 2, "missing": None}
    columns = annotation_columns({"prediction": prediction, "entities": [], "summary": summary})
    assert list(columns) == [
        "label", "label_name", "confidence", "needs_review", "reasons", "plausible", "model", "provinces", "dead", "missing",
    ]  # fmt: skip
    assert columns["label_name"] == "tin khác"
    assert annotation_columns({"entities": [], "summary": {"dead": 0}}) == {"dead": 0}
    of_another_model = annotation_columns({"prediction": {**prediction, "label": "sport"}})
    assert of_another_model["label_name"] is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-09-02", date(2026, 9, 2)),
        ("2026-09-02T07:30:15", datetime(2026, 9, 2, 7, 30, 15)),
        ("2026-09-02 07:30", datetime(2026, 9, 2, 7, 30)),
        ("2026-09-02T07:30:15+07:00", datetime(2026, 9, 2, 7, 30, 15)),
        ("2026-09-02T07:30:15Z", None),
        ("2026-09-02T07:30:15+00:00", None),
        ("2026-02-30", None),
        ("2026-09-02T25:00", None),
        ("1899-12-31", None),
        ("20260902", None),
        ("02/09/2026", None),
        ("٢٠٢٦-09-02", None),
        ("hôm qua", None),
    ],
)
def test_moments(text, expected):
    assert moment(text) == expected


def table(*given, added=("label",), **how):
    survey = Survey({name: Kinds() for name in given}, {name: Kinds() for name in added})
    return RecordTable(survey, **how)


def headers(made):
    return [column.header for column in made.columns]


def test_names_of_ours_give_way():
    assert headers(table("label", "bantin_label", "Label")) == ["label", "bantin_label", "Label", "bantin_bantin_label"]
    assert headers(table("label", "Label", folded=True)) == ["label", "Label_2", "bantin_label"]
    assert headers(table("a ", "A", as_header=str.strip, folded=True)) == ["a", "A_2", "label"]


def test_fields_that_are_too_many_share_a_column():
    made = table("a", "b", "c", "d", most=4)
    assert headers(made) == ["a", "b", OTHER_FIELDS, "label"]
    row = {"fields": {"a": 1, "c": "x", "d": None}, "added": {"label": "other"}}
    assert made.cells(row, None) == [1, None, '{"c":"x","d":null}', "other"]
    assert made.cells({"fields": {"b": 2}, "added": {}}, None) == [None, 2, None, None]
    assert headers(table("a", "b", "c", most=5)) == ["a", "b", "c", "label"]
