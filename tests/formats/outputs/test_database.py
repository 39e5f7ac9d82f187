import json
import sqlite3
from contextlib import closing

import pandas
import pytest

from nlp.formats.outputs.layout import MENTIONS
from nlp.formats.record import Columns
from tests.formats.outputs.making import HOSTILE, found, make

ARTICLES = [
    {"id": "1", "title": "Lũ quét trong đêm", "text": "Nước dâng nhanh.", "published": "2026-09-02"},
    {"id": "2", "title": "Đất lở ở đèo", "text": "Đường tắc, ĐƯỜNG ĐÈO đóng.", "published": "2026-09-01"},
    {"id": "3", "title": "Họp báo", "text": "Không có gì.", "published": None},
]


def query(path, sql, *values):
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute(sql, values)]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make(tmp_path_factory.mktemp("made") / "o.db", ARTICLES)


def test_articles_have_columns_of_their_types(made):
    first = query(made, "SELECT * FROM articles")[0]
    assert (first["record"], first["id"], first["published"], first["label"]) == (
        1,
        "1",
        "2026-09-02",
        "flood_disaster",
    )
    assert (first["label_name"], first["confidence"], first["needs_review"], first["dead"]) == ("bão lũ", 0.93, 0, 2)
    assert json.loads(first["province_names"]) == ["Hà Nội"]
    types = {row["name"]: row["type"] for row in query(made, "SELECT name, type FROM pragma_table_info('articles')")}
    assert (types["confidence"], types["dead"], types["needs_review"], types["title"]) == (
        "REAL", "INTEGER", "INTEGER", "TEXT",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("lũ quét", "1"),
        ("lu quet", "1"),
        ("LU QUET", "1"),
        ("dat lo", "2"),
        ("đất lở", "2"),
        ("duong deo", "2"),
        ("đường đèo", "2"),
        ('"dat lo o deo"', "2"),
        ("nuoc dang", "1"),
        ("bao", "3"),
        ("khong", "3"),
        ("cháy rừng", ""),
    ],
)
def test_words_are_found_with_and_without_accents(made, words, ids):
    sql = (
        "SELECT id FROM articles JOIN articles_fts ON articles_fts.rowid = articles.record "
        "WHERE articles_fts MATCH ? ORDER BY id"
    )
    assert "".join(row["id"] for row in query(made, sql, words)) == ids


def test_snippets_and_the_check_of_the_index(made, tmp_path):
    sql = "SELECT snippet(articles_fts, 0, '[', ']', '…', 8) AS shown FROM articles_fts WHERE articles_fts MATCH 'lu'"
    assert query(made, sql) == [{"shown": "[Lũ] quét trong đêm"}]
    copy = tmp_path / "copy.db"
    copy.write_bytes(made.read_bytes())
    with closing(sqlite3.connect(copy)) as database:
        database.execute("INSERT INTO articles_fts (articles_fts) VALUES ('integrity-check')")
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_datasette_finds_the_text_index_and_the_links(made):
    """Its own query for the index of a table, and the key by which it shows the article of an entity."""
    sql = "SELECT name FROM sqlite_master WHERE rootpage = 0 AND sql LIKE '%VIRTUAL TABLE%USING FTS%content=\"articles\"%'"
    assert query(made, sql) == [{"name": "articles_fts"}]
    (key,) = query(made, "SELECT * FROM pragma_foreign_key_list('entities')")
    assert (key["table"], key["from"], key["to"]) == ("articles", "article", "record")


def test_entities_belong_to_articles(made):
    sql = "SELECT a.id, e.type, e.province, e.value, e.unit FROM entities e JOIN articles a ON a.record = e.article"
    rows = query(made, f"{sql} ORDER BY e.entity")
    assert [row["id"] for row in rows] == ["1", "1", "2", "2", "3", "3"]
    assert rows[0] | {"id": 0} == {"id": 0, "type": "PROVINCE", "province": "Hà Nội", "value": None, "unit": None}
    assert (rows[1]["value"], rows[1]["unit"]) == (1.5, "ha")


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        ("SELECT * FROM articles WHERE label = 'other'", "articles_label"),
        ("SELECT * FROM articles WHERE published > '2026-09-01'", "articles_published"),
        ("SELECT * FROM articles WHERE focus_province = '01'", "articles_focus_province"),
        ("SELECT * FROM entities WHERE article = 1", "entities_article"),
        ("SELECT * FROM entities WHERE province_code = '01'", "entities_province_code"),
    ],
)
def test_indexes_are_used(made, sql, index):
    (plan,) = query(made, f"EXPLAIN QUERY PLAN {sql}")
    assert f"INDEX {index} " in plan["detail"]


def test_pandas_reads_it(made):
    with closing(sqlite3.connect(made)) as database:
        frame = pandas.read_sql("SELECT label_name, count(*) AS n FROM articles GROUP BY 1", database)
    assert frame.to_dict("records") == [{"label_name": "bão lũ", "n": 3}]


def test_fields_of_other_names_are_searched_and_indexed(tmp_path):
    columns = Columns(text="noi dung", title="tiêu đề", published="ngày")
    rows = [{"id": "1", "tiêu đề": "Đất lở", "noi dung": "x", "ngày": "2026-01-01", "khac": "rừng"}]
    path = make(tmp_path / "o.db", rows, columns=columns)
    found_by = {
        words: len(query(path, "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?", words))
        for words in ("dat", "đất", "rung")
    }
    assert found_by == {"dat": 1, "đất": 1, "rung": 0}
    assert query(path, "SELECT 1 AS one FROM sqlite_master WHERE name = 'articles_ngày'") == [{"one": 1}]


def test_without_title_and_text_all_text_is_searched(tmp_path):
    path = make(tmp_path / "o.db", [{"id": 1, "_source.body": "Đê vỡ", "n": 5}])
    assert len(query(path, "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'de'")) == 1


@pytest.mark.parametrize("text", [*HOSTILE, "a\x00b", "\x1b[31m", "x" * 100_000, "'; DROP TABLE articles; --"])
def test_hostile_text_stays_as_it_is(tmp_path, text):
    path = make(tmp_path / "o.db", [{"id": "1", "text": text, "after": 1}])
    assert query(path, "SELECT text, after FROM articles") == [{"text": text, "after": 1}]


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "\x00",
        'a"b',
        "a]b",
        "'; DROP TABLE articles; --",
        "select",
        "rowid",
        "record",
        "unaccented",
        "x" * 5_000,
    ],
)
def test_hostile_names_of_columns(tmp_path, name):
    path = make(tmp_path / "o.db", [{"id": "1", "text": "Đê", name: "value", name.upper() + "2": 5}])
    (row,) = query(path, "SELECT * FROM articles")
    assert "value" in row.values()
    assert row["label"] == "flood_disaster"
    assert len(query(path, "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'de'")) == 1


def test_names_that_differ_in_case_alone(tmp_path):
    (row,) = query(
        make(tmp_path / "o.db", [{"Text": 1, "text": "a", "LABEL": 3, "label": 4}]), "SELECT * FROM articles"
    )
    assert {name: row[name] for name in ("Text", "text_2", "LABEL", "label_2", "bantin_label")} == {
        "Text": 1, "text_2": "a", "LABEL": 3, "label_2": 4, "bantin_label": "flood_disaster",
    }  # fmt: skip


def test_very_many_columns_share_one(tmp_path):
    given = {"id": "1", "text": "Đê", **{f"c{number}": number for number in range(5_000)}}
    (row,) = query(make(tmp_path / "o.db", [given]), "SELECT * FROM articles")
    others = json.loads(row["other_fields"])
    assert row["c0"] == 0
    assert others["c4999"] == 4999
    assert len(others) + sum(name.startswith("c") and name[1:].isdigit() for name in row) == 5_000


def test_numbers_beyond_its_integers_and_values_of_several_types(tmp_path):
    rows = [{"n": 2**64 - 1, "mixed": 1}, {"n": 5, "mixed": "one"}, {"n": None, "mixed": {"a": [1]}}]
    found_rows = query(make(tmp_path / "o.db", rows), "SELECT n, mixed FROM articles")
    assert [row["mixed"] for row in found_rows] == [1, "one", '{"a":[1]}']
    assert [row["n"] for row in found_rows] == ["18446744073709551615", 5, None]


def test_a_table_of_mentions_alone(tmp_path):
    rows = [{"article_id": "1", "type": "AMOUNT", "value": 3}]
    path = make(tmp_path / "m.sqlite", rows, annotations=[{}], of=MENTIONS)
    assert query(path, "SELECT article_id, type, value FROM entities") == rows


def test_no_records(tmp_path):
    path = make(tmp_path / "o.db", [])
    assert query(path, "SELECT * FROM articles") == query(path, "SELECT * FROM entities") == []


def test_the_same_parts_give_the_same_bytes(tmp_path):
    rows = [{"id": str(number), "text": f"lũ {number}"} for number in range(7)]
    first = make(tmp_path / "a.db", rows).read_bytes()
    assert make(tmp_path / "b.db", rows, per_part=3).read_bytes() == first


def test_duplicates_are_marked_and_articles_without_a_model_have_no_label(tmp_path):
    added = [{**found(), "prediction": None}] * 2
    path = make(tmp_path / "o.db", [{"id": "1"}, {"id": "2"}], annotations=added, marks=[[None, "1"]])
    rows = query(path, "SELECT * FROM articles")
    assert [row["duplicate_of"] for row in rows] == [None, "1"]
    assert "label" not in rows[0]
