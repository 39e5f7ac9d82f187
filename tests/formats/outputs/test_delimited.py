import csv
from dataclasses import asdict

import pandas
import pytest

from nlp.entities.mentions import COLUMNS
from nlp.formats.outputs.layout import EXCEL, MENTIONS, dialect_of
from nlp.formats.sheet import CUT, LONGEST_CELL, unguard
from nlp.formats.source import find_sources
from tests.formats.outputs.making import HOSTILE, make

AS_EXCEL = {name: value for name, value in asdict(EXCEL).items() if name in ("delimiter", "mark", "for_excel")}


def read(path, **how):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, **how))


def test_names_stand_beside_codes(tmp_path):
    make(tmp_path / "o.csv", [{"id": "1", "text": "a"}])
    frame = pandas.read_csv(tmp_path / "o.csv", dtype={"provinces": str, "focus_province": str})
    (row,) = frame.to_dict("records")
    assert (row["label"], row["label_name"], row["confidence"], row["reasons"]) == (
        "flood_disaster",
        "bão lũ",
        0.93,
        "a; b",
    )
    assert (row["provinces"], row["province_names"], row["hectares"]) == ("01", "Hà Nội", 1.5)
    assert row["needs_review"] is False


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula(tmp_path, text):
    make(tmp_path / "o.csv", [{"id": "1", "text": text, text: "a header too"}])
    (row,) = read(tmp_path / "o.csv")
    assert unguard(row["text"]) == text
    assert not row["text"].lstrip(" ").startswith(("=", "+", "@", "＝", "\t", "\r"))
    assert text in map(unguard, row)


def test_for_excel(tmp_path):
    make(tmp_path / "o.csv", [{"id": "1", "text": "a;b", "long": "x" * 100_000}], **AS_EXCEL)
    assert (tmp_path / "o.csv").read_bytes().startswith(b"\xef\xbb\xbfid;text;long;label")
    (row,) = read(tmp_path / "o.csv", delimiter=";")
    assert (row["text"], row["confidence"], row["hectares"], row["dead"]) == ("a;b", "0,93", "1,5", "2")
    assert row["long"] == "x" * LONGEST_CELL + CUT
    frame = pandas.read_csv(tmp_path / "o.csv", sep=";", decimal=",")
    assert frame["confidence"][0] == 0.93


def test_other_csv_keeps_all_of_a_cell(tmp_path):
    make(tmp_path / "o.csv", [{"id": "1", "text": "x" * 100_000}])
    csv.field_size_limit(200_000)
    assert len(read(tmp_path / "o.csv")[0]["text"]) == 100_000


def test_tabs(tmp_path):
    make(tmp_path / "o.tsv", [{"id": "1", "text": "a, b"}])
    assert (tmp_path / "o.tsv").read_text().startswith("id\ttext\tlabel\t")


def test_a_table_of_no_mentions_has_a_header(tmp_path):
    make(tmp_path / "m.csv", [], of=MENTIONS, mention_columns=COLUMNS)
    assert list(pandas.read_csv(tmp_path / "m.csv").columns) == list(COLUMNS)


def write(path, content):
    path.write_bytes(content)
    return find_sources(str(path))


def test_the_dialect_is_that_of_the_inputs_when_they_agree(tmp_path):
    marked = write(tmp_path / "a.csv", b"\xef\xbb\xbfid;text\n1;2\n")
    plain = write(tmp_path / "b.csv", b"id;text\n1;2\n")
    commas = write(tmp_path / "c.csv", b"id,text\n1,2\n")
    tabs = write(tmp_path / "d.tsv", b"id\ttext\n1\t2\n")
    lines = write(tmp_path / "e.jsonl", b"{}\n")
    assert dialect_of(marked) == (";", True)
    assert dialect_of([*marked, *plain]) == (";", False)
    for others in (commas, lines, tabs):
        assert dialect_of([*marked, *others]) == (",", False)
    assert dialect_of([]) == (",", False)
    assert dialect_of(find_sources("-", "csv")) == (",", False)
