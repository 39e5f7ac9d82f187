import pytest

from nlp.classify.dataset import Dataset, merge, read_labelled
from nlp.errors import DataError
from nlp.formats.record import Columns, Record, Rejected


def records(*rows):
    return [row if isinstance(row, Rejected) else Record(f"data:{n}", row) for n, row in enumerate(rows, start=1)]


def test_reads_labels_and_doubt():
    data = read_labelled(
        records(
            {"text": "một", "label": " a "},
            {"text": "hai", "label": "b", "hard": True},
            {"title": "ba", "label": "a", "hard": "1"},
        ),
        Columns(),
        weight=0.5,
    )
    assert data.labels == ["a", "b", "a"]
    assert data.hard == [False, True, True]
    assert data.weights == [0.5] * 3
    assert data.label_counts == {"a": 2, "b": 1}


def test_what_cannot_be_used_is_kept_with_its_reason():
    data = read_labelled(
        records(
            {"text": "một", "label": "a"},
            {"text": "hai"},
            {"label": "a"},
            {"text": 3, "label": "a"},
            Rejected("data:9", "torn"),
        ),
        Columns(),
    )
    assert len(data) == 1
    assert [(row.where, row.reason[:20]) for row in data.rejected] == [
        ("data:2", "field 'label' holds "),
        ("data:3", "neither 'text' nor '"),
        ("data:4", "field 'text' holds i"),
        ("data:9", "torn"),
    ]


def test_other_columns():
    data = read_labelled(records({"body": "một", "topic": "a"}), Columns(text="body", label="topic"))
    assert data.articles[0].text == "một"


def test_unknown_label_with_a_close_spelling():
    data = read_labelled(records({"text": "một", "label": "flod_disaster"}), Columns())
    with pytest.raises(DataError, match="'flood_disaster'"):
        data.encode(["flood_disaster", "other"])


def test_misspelt_label_is_pointed_out():
    rows = [{"text": f"bài {n}", "label": label} for n in range(12) for label in ("other", "flood")]
    data = read_labelled(records(*rows, {"text": "x", "label": "othr"}), Columns())
    with pytest.raises(DataError, match=r"misspelt 'other'"):
        data.check_trainable()


def test_merge_keeps_order_and_fingerprint():
    one = read_labelled(records({"text": "một", "label": "a"}), Columns())
    two = read_labelled(records({"text": "hai", "label": "b"}), Columns(), weight=2.0)
    both = merge([one, two])
    assert both.labels == ["a", "b"]
    assert both.sample_weights.tolist() == [1.0, 2.0]
    assert both.fingerprint != merge([two, one]).fingerprint
    assert both.fingerprint == merge([one, two]).fingerprint
    assert merge([]) == Dataset([], [], [], [], [])


def test_near_duplicates_share_a_group():
    text = "Mưa lớn làm sạt lở quốc lộ, giao thông qua đèo bị chia cắt nhiều giờ trong đêm"
    data = read_labelled(records({"text": text, "label": "a"}, {"text": text + ".", "label": "b"}), Columns())
    assert data.groups.tolist() == [0, 0]
