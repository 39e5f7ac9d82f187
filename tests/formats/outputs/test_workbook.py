import zipfile
from datetime import datetime

import openpyxl
import pandas
import pytest
from openpyxl.utils.escape import unescape

from nlp.entities.mentions import COLUMNS
from nlp.errors import OutputError
from nlp.formats.outputs import workbook
from nlp.formats.outputs.layout import MENTIONS
from nlp.formats.sheet import CUT, LONGEST_CELL
from tests.formats.outputs.making import HOSTILE, found, make


def sheet(path, name="articles"):
    """Return the rows below the header by column, as openpyxl reads them."""
    header, *rows = openpyxl.load_workbook(path)[name].iter_rows()
    return [{head.value: cell for head, cell in zip(header, row, strict=True)} for row in rows]


def test_cells_have_types(tmp_path):
    given = {"id": "007", "published": "2026-09-02", "n": 3, "share": 0.5, "ok": True, "tags": ["a", "b"], "no": None}
    (row,) = sheet(make(tmp_path / "o.xlsx", [given]))
    values = {name: cell.value for name, cell in row.items()}
    assert values["id"] == "007"
    assert values["published"] == datetime(2026, 9, 2)
    assert row["published"].is_date
    assert (values["n"], values["share"], values["ok"], values["tags"], values["no"]) == (3, 0.5, True, "a; b", None)
    assert (values["label"], values["label_name"], values["confidence"]) == ("flood_disaster", "bão lũ", 0.93)
    assert (values["provinces"], values["province_names"], values["hectares"]) == ("01", "Hà Nội", 1.5)
    assert values["needs_review"] is False


def test_a_column_with_other_text_has_no_dates(tmp_path):
    first, second = sheet(make(tmp_path / "o.xlsx", [{"published": "2026-09-02"}, {"published": "hôm qua"}]))
    assert (first["published"].value, second["published"].value) == ("2026-09-02", "hôm qua")


def test_mentions_have_a_sheet_of_their_own(tmp_path):
    make(tmp_path / "o.xlsx", [{"id": "1", "text": "a"}, {"id": "2", "text": "b"}, {"id": "3", "text": "c"}])
    frames = pandas.read_excel(
        tmp_path / "o.xlsx", sheet_name=None, engine="openpyxl", dtype={"article_id": str, "code": str}
    )
    assert list(frames) == ["articles", "mentions"]
    mentions = frames["mentions"]
    assert list(mentions.columns) == list(COLUMNS)
    assert mentions["article_id"].tolist() == ["1", "1", "2", "2", "3", "3"]
    assert mentions["province"].dropna().tolist() == ["Hà Nội"] * 3
    assert mentions["latitude"][0] == 21.03


def test_a_table_of_mentions_alone(tmp_path):
    make(tmp_path / "m.xlsx", [{"article_id": "1", "type": "AMOUNT"}], annotations=[{}], of=MENTIONS)
    frames = pandas.read_excel(tmp_path / "m.xlsx", sheet_name=None, engine="openpyxl")
    assert list(frames) == ["mentions"]
    assert frames["mentions"]["type"].tolist() == ["AMOUNT"]


def test_the_header_stays_in_view_and_filters(tmp_path):
    made = openpyxl.load_workbook(make(tmp_path / "o.xlsx", [{"id": "1"}, {"id": "2"}]))["articles"]
    assert made.freeze_panes == "A2"
    assert made.auto_filter.ref.startswith("A1:")
    assert made.auto_filter.ref.endswith("3")
    assert made["A1"].font.bold


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(tmp_path, text):
    path = make(tmp_path / "o.xlsx", [{"id": "1", "text": text, text: "x"}])
    (row,) = sheet(path)
    assert unescape(row["text"].value) == text.replace("\r", "\n")
    assert row["text"].data_type in ("s", "inlineStr")
    assert row["text"].hyperlink is None
    assert text.replace("\r", "\n") in map(unescape, row)
    with zipfile.ZipFile(path) as archive:
        content = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in content
    assert b"<hyperlink" not in content


@pytest.mark.parametrize(
    "text",
    [
        "<r><t>rich</t></r>",
        "<r></t></is></c></row></sheetData><evil/></r>",
        "\x00\x01\x1b[31m\x7f\x85\ufffe\uffff",
        "x" * 100_000,
        "😀" * 40_000,
    ],
    ids=["rich", "breaking out", "controls", "long", "long and wide"],
)
def test_hostile_cells_leave_a_sheet_that_opens(tmp_path, text):
    path = make(tmp_path / "o.xlsx", [{"id": "1", "text": text, "after": "kept"}])
    (row,) = sheet(path)
    assert row["after"].value == "kept"
    value = row["text"].value
    assert len(value.encode("utf-16-le")) // 2 <= 32_767
    if len(text) > LONGEST_CELL:
        assert value.endswith(CUT)
        assert text.startswith(value.removesuffix(CUT))
    elif text.startswith("<r>"):
        assert value == f"{text} "
    with zipfile.ZipFile(path) as archive:
        assert b"<evil" not in archive.read("xl/worksheets/sheet1.xml")


def test_long_numbers_keep_their_digits(tmp_path):
    (row,) = sheet(make(tmp_path / "o.xlsx", [{"id": 12345678901234567890, "n": -(10**14)}]))
    assert (row["id"].value, row["n"].value) == ("12345678901234567890", -(10**14))


def test_very_many_columns_share_one(tmp_path):
    given = {f"c{number}": number for number in range(17_000)}
    (row,) = sheet(make(tmp_path / "o.xlsx", [given]))
    assert len(row) <= 2**14
    assert row["c0"].value == 0
    assert '"c16999":16999' not in row["c16000"].coordinate
    assert row["other_fields"].value.startswith('{"c16')
    assert row["label"].value == "flood_disaster"


def test_empty_and_clashing_names(tmp_path):
    (row,) = sheet(make(tmp_path / "o.xlsx", [{"": 1, "label": "mine", "dead": 7, "Label": 2}]))
    assert (row["label"].value, row["bantin_label"].value) == ("mine", "flood_disaster")
    assert (row["dead"].value, row["bantin_dead"].value) == (7, 2)


def test_no_records(tmp_path):
    make(tmp_path / "o.xlsx", [])
    assert openpyxl.load_workbook(tmp_path / "o.xlsx").sheetnames == ["articles", "mentions"]


def test_the_same_parts_give_the_same_bytes(tmp_path):
    rows = [{"id": str(number), "text": "lũ", "published": "2026-09-02"} for number in range(7)]
    first = make(tmp_path / "a.xlsx", rows).read_bytes()
    assert make(tmp_path / "b.xlsx", rows, per_part=3).read_bytes() == first


@pytest.mark.parametrize(("rows", "what"), [(4, "articles"), (2, "mentions")])
def test_more_rows_than_a_sheet_has_are_refused(tmp_path, monkeypatch, rows, what):
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    with pytest.raises(OutputError, match=f"more than 3 {what} do not fit") as refused:
        make(tmp_path / "o.xlsx", [{"id": str(number)} for number in range(rows)])
    assert ".db" in refused.value.fix
    assert list(tmp_path.iterdir()) == []


def test_duplicates_are_marked(tmp_path):
    rows = sheet(make(tmp_path / "o.xlsx", [{"id": "1"}, {"id": "2"}, {"id": "3"}], marks=[[None, "1"], [None]]))
    assert [row["duplicate_of"].value for row in rows] == [None, "1", None]


def test_annotations_without_a_model(tmp_path):
    (row,) = sheet(make(tmp_path / "o.xlsx", [{"id": "1"}], annotations=[{**found(), "prediction": None}]))
    assert "label" not in row
    assert row["province_names"].value == "Hà Nội"
