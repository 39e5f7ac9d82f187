import unicodedata
from datetime import date

import pytest

from nlp.datasets.checks import check_trainable
from nlp.datasets.dataset import Dataset, day_of, merge
from nlp.datasets.reading import LabelledSource, read_dataset, read_labelled
from nlp.errors import DataError
from nlp.formats.record import Columns, Record, Rejected
from tests.conftest import write_jsonl


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
        check_trainable(data)


def test_merge_keeps_order_and_fingerprint():
    one = read_labelled(records({"text": "một", "label": "a"}), Columns())
    two = read_labelled(records({"text": "hai", "label": "b"}), Columns(), weight=2.0)
    both = merge([one, two])
    assert both.labels == ["a", "b"]
    assert both.sample_weights.tolist() == [1.0, 2.0]
    assert both.fingerprint != merge([two, one]).fingerprint
    assert both.fingerprint == merge([one, two]).fingerprint
    assert merge([]) == Dataset([], [], [], [], [])


def test_taking_some_articles():
    data = read_labelled(
        records(*({"text": f"bài {n}", "label": "ab"[n % 2]} for n in range(6))), Columns(), weight=2.0
    )
    taken = data.take([4, 1])
    assert [article.text for article in taken.articles] == ["bài 4", "bài 1"]
    assert (taken.labels, taken.weights, taken.hard) == (["a", "b"], [2.0, 2.0], [False, False])
    assert data.take(range(6)).texts_sha256 == data.texts_sha256 != taken.texts_sha256
    assert len(data.take([])) == 0


@pytest.mark.parametrize(
    ("published", "day"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("2026-03-01T23:59:00+07:00", date(2026, 3, 1)),
        (" 2026-03-01 08:00", date(2026, 3, 1)),
        ("01/03/2026", None),
        ("2026-02-30", None),
        ("", None),
        (None, None),
    ],
)
def test_days(published, day):
    assert day_of(published) == day


def test_split_by_date():
    days = ["2026-01-01", None, "2026-03-01", "2026-03-02", "hôm qua"]
    data = read_labelled(records(*({"text": f"bài {day}", "label": "a", "published": day} for day in days)), Columns())
    early, late = data.split_by_date(date(2026, 3, 1))
    assert [article.published for article in early.articles] == ["2026-01-01", None, "hôm qua"]
    assert [article.published for article in late.articles] == ["2026-03-01", "2026-03-02"]
    with pytest.raises(DataError, match=r"on or after 2026-03-03: the known dates are 2026-01-01 to 2026-03-02"):
        data.split_by_date(date(2026, 3, 3))
    with pytest.raises(DataError, match="before 2026-03-01"):
        late.split_by_date(date(2026, 3, 1))
    with pytest.raises(DataError, match="no article has a date"):
        data.take([1]).split_by_date(date(2026, 3, 1))
    with pytest.raises(DataError, match="1 are not written like 2026-06-01, for example 'hôm qua'"):
        data.take([1, 4]).split_by_date(date(2026, 3, 1))


def dated(*days):
    rows = ({"text": f"bài {n}", "label": "a", "published": day} for n, day in enumerate(days))
    return read_labelled(records(*rows), Columns())


def test_dates_of_a_spreadsheet_have_the_day_first():
    data = dated("1/6/2026", "31/05/2026 08:30", "2026-06-02", "1.6.2026", "31/2/2026", "1/6/20261", None)
    found = [date(2026, 6, 1), date(2026, 5, 31), date(2026, 6, 2), date(2026, 6, 1), None, None, None]
    assert data.dates == found
    early, late = data.split_by_date(date(2026, 6, 1))
    assert (len(early), len(late)) == (4, 3)


def test_dates_with_the_month_first_are_not_guessed():
    data = dated("1/6/2026", "6/15/2026")
    assert data.dates == [None, None]
    with pytest.raises(DataError, match="2 are not written like 2026-06-01, for example '6/15/2026'"):
        data.split_by_date(date(2026, 6, 1))


def test_one_word_in_two_spellings_is_no_two_labels():
    rows = [{"text": f"bài {n}", "label": label} for n in range(12) for label in ("giao_thong", "Giao Thong", "khác")]
    with pytest.raises(DataError, match="spellings of one"):
        check_trainable(read_labelled(records(*rows), Columns()))


def test_a_text_as_label_and_a_text_without_words_are_left_out():
    data = read_labelled(records({"text": "một", "label": "x" * 200}, {"text": "...", "label": "a"}), Columns())
    assert len(data) == 0
    assert ["not a label" in row.reason or "contains no word" in row.reason for row in data.rejected] == [True, True]
    with pytest.raises(DataError, match="data:1: field 'label' holds a text of 200"):
        check_trainable(data)


def test_a_folder_for_each_label(tmp_path):
    for place, text in (("lũ/a.txt", "nước lên"), ("lũ/sâu/b.txt", "đê vỡ"), ("xe/c.txt", "xe dù"), ("d.txt", "lạc")):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text, encoding="utf-8")
    write_jsonl(tmp_path / "xe" / "e.jsonl", [{"text": "bến cóc", "label": "riêng"}, {"text": "không nhãn"}])
    data = read_dataset(LabelledSource(str(tmp_path)))
    found = {article.text: label for article, label in zip(data.articles, data.labels, strict=True)}
    assert found == {"nước lên": "lũ", "đê vỡ": "lũ", "xe dù": "xe", "bến cóc": "riêng"}
    assert len(data.rejected) == 2


def test_a_folder_named_in_nfd_is_the_label_in_nfc(tmp_path):
    (tmp_path / unicodedata.normalize("NFD", "bão lũ")).mkdir()
    (tmp_path / unicodedata.normalize("NFD", "bão lũ") / "a.txt").write_text("nước lên", encoding="utf-8")
    assert read_dataset(LabelledSource(str(tmp_path))).labels == ["bão lũ"]


def test_labels_are_one_in_nfc_and_nfd():
    both = ("bão lũ", unicodedata.normalize("NFD", " bão lũ"))
    data = read_labelled(records(*({"text": f"bài {label}", "label": label} for label in both)), Columns())
    assert data.label_counts == {"bão lũ": 2}


@pytest.mark.parametrize("doubt", [True, 1, 1.0, "TRUE", "true", " x ", "X", "1", "1.0", "Yes"])
def test_doubt_as_spreadsheets_write_it(doubt):
    assert read_labelled(records({"text": "một", "label": "a", "hard": doubt}), Columns()).hard == [True]


@pytest.mark.parametrize("doubt", [False, 0, 0.0, "FALSE", "", "no", "0", None, []])
def test_no_doubt(doubt):
    assert read_labelled(records({"text": "một", "label": "a", "hard": doubt}), Columns()).hard == [False]


def test_numbers_as_labels():
    data = read_labelled(records({"text": "một", "label": 0}, {"text": "hai", "label": 12}), Columns())
    assert data.labels == ["0", "12"]


@pytest.mark.parametrize(
    ("label", "reason"),
    [(True, "holds bool, not a label"), ([["a"]], "holds list, not a label"), (" ", "no label"), (None, "no label")],
)
def test_what_is_no_label_is_named(label, reason):
    (rejected,) = read_labelled(records({"text": "một", "label": label}), Columns()).rejected
    assert reason in rejected.reason


def test_a_field_that_is_no_label_is_not_listed_whole():
    rows = [{"text": f"bài {n}", "label": f"ngày {n}"} for n in range(300)]
    with pytest.raises(DataError, match=r"ngày 4 \(1\) and 295 more\..*--label-field") as caught:
        check_trainable(read_labelled(records(*rows), Columns()))
    assert len(str(caught.value)) < 300


def test_copies_do_not_make_a_label_trainable():
    story = "Mưa lớn làm sạt lở quốc lộ, giao thông qua đèo bị chia cắt nhiều giờ trong đêm, tin số {}"
    rows = [{"text": story.format(n), "label": "lũ"} for n in range(12)]
    rows += [{"text": f"bài {n}", "label": "khác"} for n in range(12)]
    with pytest.raises(DataError, match=r"lũ \(12 articles, 1 distinct\)"):
        check_trainable(read_labelled(records(*rows), Columns()))
    rows += [{"text": story.format("khác"), "label": "lũ"}] * 100
    with pytest.raises(DataError, match=r"lũ \(112 articles, 1 distinct\)"):
        check_trainable(read_labelled(records(*rows), Columns()))
    rows += [{"text": f"chuyện {n}", "label": "lũ"} for n in range(4)]
    check_trainable(read_labelled(records(*rows), Columns()))


def test_articles_stand_for_parts_of_a_feed(tmp_path):
    rows = [{"text": f"bài {n}", "label": "x", "part": part} for n, part in enumerate(["sure", "border", None])]
    write_jsonl(tmp_path / "feed.jsonl", rows)
    write_jsonl(tmp_path / "old.jsonl", rows[:1])
    feed = read_dataset(
        LabelledSource(str(tmp_path / "feed.jsonl"), weight=0, stratum="part", stands_for={"sure": 40, "border": 1.5})
    )
    assert (feed.stands_for, feed.is_learnt.tolist()) == ([40, 1.5, 0.0], [False] * 3)
    both = merge([read_dataset(LabelledSource(str(tmp_path / "old.jsonl"))), feed])
    assert (both.stands_for, both.is_learnt.tolist()) == ([0.0, 40, 1.5, 0.0], [True, False, False, False])
    assert both.take([2, 1]).stands_for == [1.5, 40]


def test_a_check_groups_no_more_than_it_needs(monkeypatch):
    sizes = []
    monkeypatch.setattr(
        "nlp.datasets.checks.near_duplicates", lambda texts: sizes.append(len(texts)) or range(len(texts))
    )
    rows = [{"text": f"bài {label} {n}", "label": label} for n in range(300) for label in "ab"]
    data = read_labelled(records(*rows), Columns())
    check_trainable(data)
    assert sizes == [50, 50], "training groups all articles, with a cache"
    kept = {"articles", "labels", "hard", "weights", "rejected", "stands_for"}
    assert set(vars(data)) == kept, "and nothing is kept in the data"


def test_a_source_takes_labels_from_elsewhere_and_weighs(tmp_path):
    write_jsonl(tmp_path / "raw.jsonl", [{"id": 7, "text": "bảy", "label": "x"}, {"id": 8, "text": "tám"}])
    write_jsonl(tmp_path / "labels.jsonl", [{"id": "8", "label": "y", "hard": True}])
    source = LabelledSource(str(tmp_path / "raw.jsonl"), weight=0.5, labels=str(tmp_path / "labels.jsonl"))
    data = read_dataset(source)
    assert ([article.text for article in data.articles], data.labels, data.hard) == (["tám"], ["y"], [True])
    assert data.weights == [0.5]
    assert data.stands_for == ()
    renamed = (tmp_path / "raw.jsonl").rename(tmp_path / "raw.txt")
    assert read_dataset(LabelledSource(str(renamed), "jsonl")).labels == ["x"]


INVISIBLE = {
    "zero-width space": "gov\u200bernance", "byte order mark": "\ufeffgovernance", "soft hyphen": "gover\u00adnance",
    "word joiner": "governance\u2060", "direction mark": "\u200egovernance", "no-break space": "governance\u00a0",
    "NUL": "governance\x00",
}  # fmt: skip


@pytest.mark.parametrize("label", INVISIBLE.values(), ids=INVISIBLE)
def test_labels_that_differ_by_what_nobody_sees_are_one(label):
    rows = [Record("a:1", {"text": "Họp xã", "label": "governance"}), Record("a:2", {"text": "Họp", "label": label})]
    assert read_labelled(rows, Columns()).labels == ["governance", "governance"]


@pytest.mark.parametrize("label", ["bão\u00a0lũ", "bão  lũ", " bão lũ ", "ba\u0303o lu\u0303"])
def test_blanks_in_labels(label):
    assert read_labelled([Record("a:1", {"text": "Mưa", "label": label})], Columns()).labels == ["bão lũ"]


def exported(choices):
    """A task as Label Studio exports it."""
    result = [{"value": {"choices": choices}, "from_name": "topic", "type": "choices"}]
    return {"id": 1, "data": {"title": "Mưa", "text": "Mưa lớn"}, "annotations": [{"result": result}]}


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "Mưa", "label": ["flood"]}, {"text": "Mưa", "labels": ["flood"]}, {"text": "Mưa", "Nhãn": " flood "},
        exported(["flood"]),
    ],
)  # fmt: skip
def test_labels_of_annotation_tools(fields):
    (label,) = read_labelled([Record("a:1", fields)], Columns()).labels
    assert label == "flood"


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "Mưa", "label": ["flood", "other"]}, {"text": "Mưa", "label": []}, {"text": "Mưa", "label": [[0, 3, "X"]]},
        exported(["flood", "other"]), exported([]), {"text": "Mưa", "annotations": 5},
    ],
)  # fmt: skip
def test_no_label_or_several(fields):
    data = read_labelled([Record("a:1", fields)], Columns())
    assert (len(data), len(data.rejected)) == (0, 1)
    assert "label" in data.rejected[0].reason
