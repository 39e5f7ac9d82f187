import unicodedata
from collections import Counter

import pytest

from nlp.article import Article
from nlp.errors import InputError
from nlp.formats.record import Columns, Record, Rejected
from nlp.formats.sheet import write_sheet
from nlp.lifecycle.answers import Answers, Merge, key_of, merge_answers, write_records

COLUMNS = Columns(label="topic")
LABELS = ("governance", "flood_disaster", "other")
FEED = [
    {"id": f"n{number}", "title": f"Tin {number}", "text": f"Nội dung số {number}", "source": "báo", "pages": [number]}
    for number in range(6)
]


def sheet(folder, labels, records=FEED, with_records=True):
    """Write a sheet as an export does, its labels filled in."""
    path = str(folder / "queue.csv")
    articles = [COLUMNS.article(fields) for fields in records]
    keys = [key_of(article) for article in articles]
    rows = [
        {
            "label": label,
            "suggested": "other",
            "title": article.title,
            "text": article.text,
            "id": article.id,
            "key": key,
        }
        for label, article, key in zip(labels, articles, keys, strict=True)
    ]
    write_sheet(folder / "queue.csv", ["label", "suggested", "title", "text", "id", "key"], rows, overwrite=True)
    if with_records:
        pairs = zip(keys, records, strict=True)
        write_records(path, ({"key": key, "fields": fields} for key, fields in pairs), LABELS, overwrite=True)
    return path


def nfd(text):
    return unicodedata.normalize("NFD", text)


def merged(path, data=(), labels=(), behind=None, **options):
    merge, rejected = Merge(), []
    answers = Answers(path, COLUMNS, labels, behind)
    records = [entry if isinstance(entry, Rejected) else Record(f"data:{n}", entry) for n, entry in enumerate(data)]
    return list(merge_answers(answers, records, COLUMNS, merge, rejected.append, **options)), merge, rejected


def test_labelled_rows_become_the_records_they_were(tmp_path):
    written, merge, rejected = merged(sheet(tmp_path, ["other", "", "governance", "", "", ""]))
    assert written == [{**FEED[0], "topic": "other"}, {**FEED[2], "topic": "governance"}]
    assert (merge.added, merge.unlabelled, rejected) == (2, 4, [])
    assert merge.by_label == Counter(other=1, governance=1)


@pytest.mark.parametrize(
    ("given", "label", "hard"),
    [
        ("governance", "governance", False),
        (" Governance ", "governance", False),
        ("FLOOD DISASTER", "flood_disaster", False),
        ("other?", "other", True),
        ("Other ?", "other", True),
    ],
)
def test_labels_as_people_type_them(tmp_path, given, label, hard):
    written, _, _ = merged(sheet(tmp_path, [given], FEED[:1]))
    assert written == [{**FEED[0], "topic": label, **({"hard": True} if hard else {})}]


def test_unknown_labels_are_rejected_with_a_hint(tmp_path):
    path = sheet(tmp_path, ["goverment", "sport", "other", "", "?", "other"])
    written, merge, rejected = merged(path)
    assert len(written) == 2
    assert (merge.rejected, merge.unlabelled) == (2, 2)
    assert "Did you mean 'governance'?" in rejected[0].reason
    assert "Known labels: governance, flood_disaster, other" in rejected[1].reason
    assert rejected[1].raw["title"] == "Tin 1"
    assert merged(path, labels=["sport"])[1].by_label["sport"] == 1


def test_every_row_is_counted_once(tmp_path):
    records = [*FEED, FEED[0], FEED[1]]
    labels = ["other", "other", "x", "", "governance", "other", "other", "governance"]
    _, merge, rejected = merged(sheet(tmp_path, labels, records), [{**FEED[4], "topic": "governance"}])
    assert merge.added + merge.known + merge.unlabelled + merge.rejected == len(records)
    assert "another row" in rejected[1].reason


def test_data_is_kept_and_nothing_doubled(tmp_path):
    data = [
        {"text": "Một tin khác", "topic": "other", "hard": True, "note": None},
        {"id": "else", "title": "TIN 1", "text": "Nội  dung số 1", "topic": "other"},
        {"no": "article"},
        Rejected("data:3", "not valid JSON", "{"),
        {**FEED[2], "topic": "governance"},
    ]
    written, merge, rejected = merged(sheet(tmp_path, ["other"] * 6), data)
    kept = [entry for entry in data if isinstance(entry, dict)]
    assert written == [*kept, *({**FEED[number], "topic": "other"} for number in (0, 3, 4, 5))]
    assert (merge.kept, merge.added, merge.known, merge.rejected) == (4, 4, 1, 2)
    assert {each.reason.split(",")[0] for each in rejected} == {"not valid JSON", "the data has this article already"}


def test_replace_changes_labels(tmp_path):
    data = [{**FEED[0], "topic": "governance", "hard": True}, {**FEED[1], "topic": "other"}]
    written, merge, rejected = merged(sheet(tmp_path, ["other", "other", "", "", "", ""]), data, replace=True)
    assert written == [{**FEED[0], "topic": "other", "hard": False}, {**FEED[1], "topic": "other"}]
    assert (merge.relabelled, merge.known, merge.kept, rejected) == (1, 1, 1, [])


def test_without_the_records_the_sheet_itself_serves(tmp_path):
    tricky = {"id": "1", "title": "=1+1", "text": "dòng một\n\n  dòng hai"}
    written, merge, _ = merged(sheet(tmp_path, ["other"], [tricky], with_records=False))
    assert written == [{**tricky, "topic": "other"}]
    assert merge.bare == 1


def test_a_sheet_under_another_name(tmp_path):
    path = sheet(tmp_path, ["other"] * 5 + [""])
    renamed = str((tmp_path / "queue.csv").rename(tmp_path / "an.csv"))
    data = [{**FEED[0], "topic": "other"}]
    assert merged(renamed, data)[1].bare == 4, "what is in the data already has lost nothing"
    written, merge, _ = merged(renamed, data, behind=f"{path}.records.jsonl")
    assert written == [{**fields, "topic": "other"} for fields in FEED[:5]]
    assert (merge.added, merge.bare) == (4, 0)


def test_records_of_no_sheet_are_refused(tmp_path):
    path = sheet(tmp_path, ["other"] * 6)
    (tmp_path / "feed.jsonl").write_text('{"text": "tin"}\n', encoding="utf-8")
    with pytest.raises(InputError, match="holds no records of a sheet"):
        merged(path, behind=str(tmp_path / "feed.jsonl"))
    with pytest.raises(InputError, match="no such file"):
        merged(path, behind=str(tmp_path / "none.jsonl"))


def test_labels_in_nfd(tmp_path):
    path = sheet(tmp_path, [nfd("Bão lũ"), "bão lũ", nfd("bão lũ?"), "", "", ""])
    written, merge, rejected = merged(path, [{**FEED[0], "topic": nfd("bão lũ")}], labels=[nfd(" bão lũ")])
    assert rejected == []
    assert (merge.known, merge.added, merge.by_label) == (1, 2, Counter({"bão lũ": 2}))
    assert [fields["topic"] for fields in written[1:]] == ["bão lũ"] * 2


def test_data_with_numbers_as_labels(tmp_path):
    path = sheet(tmp_path, ["1", "0", "", "", "", ""])
    data = [{**FEED[0], "topic": 1}, {**FEED[1], "topic": 1}]
    written, merge, _ = merged(path, data, labels=["0", "1"], replace=True)
    assert (merge.known, merge.relabelled) == (1, 1)
    assert written == [data[0], {**FEED[1], "topic": "0"}]


def test_a_hint_does_not_list_hundreds_of_labels(tmp_path):
    path = sheet(tmp_path, ["zzz", "", "", "", "", ""])
    (rejected,) = merged(path, labels=[f"nhãn {n}" for n in range(300)])[2]
    assert "nhãn 4 and 298 more" in rejected.reason


def test_a_text_that_was_cut_needs_the_records(tmp_path):
    long = {"id": "1", "title": "Dài", "text": "chữ " * 10_000}
    path = sheet(tmp_path, ["other"], [long], with_records=False)
    _, merge, rejected = merged(path)
    assert (merge.added, merge.rejected) == (0, 1)
    assert "was cut for the sheet" in rejected[0].reason
    assert merged(sheet(tmp_path, ["other"], [long]))[0] == [{**long, "topic": "other"}]


def test_text_changed_in_the_sheet_without_records_is_refused(tmp_path):
    path = sheet(tmp_path, ["other"], FEED[:1], with_records=False)
    content = (tmp_path / "queue.csv").read_text(encoding="utf-8")
    (tmp_path / "queue.csv").write_text(content.replace("Nội dung", "Không phải"), encoding="utf-8")
    assert "not the one that was exported" in merged(path)[2][0].reason


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ";"), ("utf-16", "\t"), ("utf-8-sig", ",")],
    ids=["semicolon", "utf-16", "bom"],
)
def test_a_sheet_that_excel_saved_again(tmp_path, encoding, delimiter):
    import csv

    path = sheet(tmp_path, ["other"] * 6)
    with (tmp_path / "queue.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    columns = ["Key", "note", "LABEL ", "text", "title"]
    with (tmp_path / "queue.csv").open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, delimiter=delimiter)
        writer.writerow(columns)
        writer.writerows([row["key"], "mới", row["label"], row["text"], row["title"]] for row in reversed(rows))
    written, merge, rejected = merged(path)
    assert (merge.added, rejected) == (6, [])
    assert sorted(fields["id"] for fields in written) == [fields["id"] for fields in FEED]


def test_what_is_no_sheet_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("topic,text\nother,tin\n", encoding="utf-8")
    with pytest.raises(InputError, match="lacks the column 'label' or 'key'"):
        Answers(str(tmp_path / "a.csv"), COLUMNS)


def test_the_key_ignores_case_and_spaces():
    one = key_of(Article(title="Lũ lớn", text="Ở  Huế"))
    assert one == key_of(Article(title="LŨ LỚN", text=" ở\nHuế "))
    assert one != key_of(Article(title="Lũ lớn", text="Ở Huế nữa"))
    assert one.startswith("k")


NO_SHEETS = {
    "empty": b"",
    "header alone": b"label,key,text\n",
    "web page": b"<!DOCTYPE html>\n<html><body><table><tr><td>label</td><td>key</td></tr></table></body></html>\n",
    "web page, header behind": b"<html>\nlabel,key\nother,k1\n",
    "unreadable rows": b"label,key\nother,k1,2,3,4\n",
}


@pytest.mark.parametrize("content", NO_SHEETS.values(), ids=NO_SHEETS)
def test_a_file_that_is_no_sheet_is_refused(tmp_path, content):
    (tmp_path / "queue.csv").write_bytes(content)
    with pytest.raises(InputError, match=r"queue\.csv"):
        Answers(str(tmp_path / "queue.csv"), COLUMNS)


@pytest.mark.parametrize("typed", ["flood\u200b", "\ufeffflood", "flood\u00a0", "Flood\u2060?"])
def test_an_invisible_character_makes_no_other_label(tmp_path, typed):
    rows, merge, _ = merged(sheet(tmp_path, [typed], FEED[:1]), labels=["flood"])
    assert (merge.added, rows[0]["topic"]) == (1, "flood")
