import gzip
import sqlite3
from pathlib import Path

import pytest

from nlp.errors import InputError
from nlp.formats.record import Reading, Record, Rejected
from nlp.formats.source import read_source


@pytest.fixture
def database(tmp_path):
    """Return a function that makes a database of SQL and gives its path."""

    def make(*statements, name="tin.db"):
        connection = sqlite3.connect(tmp_path / name)
        for statement in statements:
            connection.execute(*statement) if isinstance(statement, tuple) else connection.execute(statement)
        connection.commit()
        connection.close()
        return str(tmp_path / name)

    return make


TABLE = "CREATE TABLE tin (id INTEGER PRIMARY KEY, title TEXT, text TEXT)"
ROWS = "INSERT INTO tin VALUES (1, 'Lũ quét', 'Nước dâng.'), (2, 'Xe khách', NULL)"


def read(path, **reading):
    return list(read_source(path, reading=Reading(**reading)))


def test_the_only_table(database):
    path = database(TABLE, ROWS)
    assert read(path) == [
        Record(f"{path}:tin:row 1", {"id": 1, "title": "Lũ quét", "text": "Nước dâng."}),
        Record(f"{path}:tin:row 2", {"id": 2, "title": "Xe khách", "text": None}),
    ]


@pytest.mark.parametrize(
    "others",
    [
        ["CREATE VIEW ngan AS SELECT title FROM tin"],
        ["CREATE INDEX theo_title ON tin (title)"],
        ["CREATE TRIGGER x AFTER INSERT ON tin BEGIN DELETE FROM tin; END"],
    ],
)
def test_what_is_no_table_does_not_count(database, others):
    assert len(read(database(TABLE, ROWS, *others))) == 2


def test_tables_of_a_full_text_index_do_not_count(database):
    index = "CREATE VIRTUAL TABLE tin_fts USING fts5(title, text, content='tin')"
    assert len(read(database(TABLE, ROWS, index))) == 2
    alone = database(
        "CREATE VIRTUAL TABLE tin USING fts5(title, text)", "INSERT INTO tin VALUES ('Lũ', 'x')", name="b.db"
    )
    assert [record.fields for record in read(alone)] == [{"title": "Lũ", "text": "x"}]


def test_several_tables_are_refused_with_their_names(database):
    path = database(TABLE, ROWS, 'CREATE TABLE "nguồn ""a""" (title)', 'INSERT INTO "nguồn ""a""" VALUES (\'Báo\')')
    with pytest.raises(InputError, match=r"several tables \(.*tin.*--table"):
        read(path)
    assert len(read(path, table="TIN")) == 2
    assert read(path, table='nguồn "a"')[0].fields == {"title": "Báo"}
    with pytest.raises(InputError, match="no table 'x'"):
        read(path, table="x")


def test_queries(database):
    path = database(TABLE, ROWS)
    query = "WITH dai AS (SELECT *, length(title) AS n FROM tin) SELECT upper(title) AS title, n FROM dai WHERE id = 2"
    assert read(path, query=query) == [Record(f"{path}:row 1", {"title": "XE KHáCH", "n": 8})]


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("SELECT", "incomplete|syntax"),
        ("SELECT x FROM tin", "no such column"),
        ("DELETE FROM tin", "not authorized"),
        ("UPDATE tin SET title = ''", "not authorized"),
        ("DROP TABLE tin", "not authorized"),
        ("ATTACH 'other.db' AS other", "not authorized"),
        ("PRAGMA query_only = OFF", "not authorized"),
        ("SELECT load_extension('x')", "not authorized|no such function"),
        ("VACUUM INTO 'copy.db'", "denied"),
        ("SELECT 1; SELECT 2", "one statement"),
        ("", "no rows"),
        ("SELECT 1 AS a, 2 AS a", "the same name"),
    ],
)
def test_queries_that_do_not_read(database, query, reason):
    path = database(TABLE, ROWS)
    with pytest.raises(InputError, match=reason):
        read(path, query=query)
    assert len(read(path)) == 2
    assert not Path("copy.db").exists()


def test_a_query_and_a_table(database):
    with pytest.raises(InputError, match="twice"):
        read(database(TABLE), table="tin", query="SELECT 1")


def test_odd_values_cost_their_row_at_most(database):
    path = database(
        "CREATE TABLE tin (id INTEGER, text TEXT)",
        "INSERT INTO tin VALUES (1, CAST(x'4cff' AS TEXT)), (2, CAST(x'4cc5a9' AS BLOB)), (3, x'00ff'), (4, CAST(x'4100' AS TEXT)), ('năm', 5)",
    )
    entries = read(path)
    assert [type(entry) for entry in entries] == [Rejected, Record, Record, Rejected, Record]
    assert "not valid UTF-8" in entries[0].reason
    assert [entry.fields["text"] for entry in entries if isinstance(entry, Record)] == ["Lũ", b"\x00\xff", "5"]


@pytest.mark.parametrize(
    "view",
    [
        "CREATE VIEW v AS SELECT * FROM v",
        "CREATE VIEW v AS SELECT missing FROM tin",
        "CREATE VIEW v AS SELECT abs(-9223372036854775808) AS title",
        "CREATE VIEW v AS SELECT zeroblob(2000000000) AS title",
    ],
)
def test_hostile_views_end_in_a_message(database, view):
    path = database(TABLE, ROWS, view)
    with pytest.raises(InputError, match="cannot be read"):
        read(path, table="v")


def test_a_view_that_never_ends_is_streamed(database):
    view = "CREATE VIEW v AS WITH RECURSIVE n(title) AS (SELECT 'Lũ' UNION ALL SELECT title FROM n) SELECT * FROM n"
    records = read_source(database(TABLE, view), reading=Reading(table="v"))
    assert [next(records).fields["title"] for _ in range(1_000)] == ["Lũ"] * 1_000


def test_damaged_pages_lose_what_is_behind_them(database, tmp_path):
    rows = [("INSERT INTO tin VALUES (?, ?, ?)", (n, f"Tin {n}", "x" * 3_000)) for n in range(1, 200)]
    path = database(TABLE, *rows)
    content = bytearray((tmp_path / "tin.db").read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 40_960] = bytes(40_960)
    (tmp_path / "tin.db").write_bytes(content)
    *good, last = read(path)
    assert len(good) > 50
    assert isinstance(last, Rejected)
    assert "damaged" in last.reason


@pytest.mark.parametrize(
    "content", [b"", b"not a database", b"SQLite format 3\0" + bytes(84), b"SQLite format 3\0" + b"\xff" * 4_000]
)
def test_what_is_no_database(tmp_path, content):
    (tmp_path / "x.db").write_bytes(content)
    with pytest.raises(InputError, match=r"cannot be read|no table"):
        read(str(tmp_path / "x.db"))


def test_nothing_is_written(database, tmp_path):
    path = database(TABLE, ROWS)
    before = (tmp_path / "tin.db").read_bytes()
    (tmp_path / "tin.db").chmod(0o444)
    assert len(read(path)) == 2
    assert (tmp_path / "tin.db").read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["tin.db"]


def test_names_that_are_parts_of_an_address(database):
    assert len(read(database(TABLE, ROWS, name="tin?mode=rwc#1 %41.db"))) == 2


def test_a_database_that_is_packed(database, tmp_path):
    path = database(TABLE, ROWS)
    (tmp_path / "b.sqlite3.gz").write_bytes(gzip.compress((tmp_path / "tin.db").read_bytes()))
    assert len(read(str(tmp_path / "b.sqlite3.gz"))) == 2
    assert path
