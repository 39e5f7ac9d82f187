import datetime
import gzip
import io
import subprocess
import sys
import zipfile

import pytest
import xlsxwriter

from nlp.errors import InputError
from nlp.formats.record import Note, Reading, Record, Rejected
from nlp.formats.source import read_source
from nlp.formats.tables.workbook import read_workbook

HEADER = ["id", "title", "text"]
ROWS = [[1, "Lũ quét", "Nước dâng."], [2, "Xe khách", "Nhồi nhét."]]


def book(*sheets, options=None):
    """Return the bytes of a workbook of sheets, each a list of rows or a function that writes one."""
    stream = io.BytesIO()
    written = xlsxwriter.Workbook(stream, options or {})
    for number, sheet in enumerate(sheets, start=1):
        page = written.add_worksheet(f"tờ {number}")
        if callable(sheet):
            sheet(written, page)
        else:
            for row, cells in enumerate(sheet):
                page.write_row(row, 0, cells)
    written.close()
    return stream.getvalue()


def read(content, table=None):
    return list(read_workbook(io.BytesIO(content), "in.xlsx", Reading(table=table)))


def fields(content, table=None):
    return [entry.fields for entry in read(content, table) if isinstance(entry, Record)]


def test_a_table():
    first, second = read(book([HEADER, *ROWS]))
    assert first == Record("in.xlsx:tờ 1:row 2", {"id": 1, "title": "Lũ quét", "text": "Nước dâng."})
    assert second.where == "in.xlsx:tờ 1:row 3"


@pytest.mark.parametrize(
    "rows",
    [
        [HEADER, [], *ROWS],
        [[], [], HEADER, ROWS[0], [], ["", " " * 0], ROWS[1]],
        [["TỔNG HỢP TIN TỨC"], ["", "Ngày 12/8/2026"], [], HEADER, *ROWS],
        [[*HEADER, ""], *ROWS],
        [[f" {name} " for name in HEADER], *ROWS],
    ],
)
def test_titles_above_and_empty_rows_are_passed(rows):
    assert [list(row.values())[:3] for row in fields(book(rows))] == ROWS


def test_values():
    def write(written, page):
        page.write_row(0, 0, ["ngày", "giờ", "số", "tỷ lệ", "mã", "đúng", "lỗi", "công thức"])
        page.write_datetime(1, 0, datetime.datetime(2026, 8, 12), written.add_format({"num_format": "dd/mm/yyyy"}))
        page.write_datetime(
            1, 1, datetime.datetime(2026, 8, 12, 9, 30), written.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        )
        page.write_number(1, 2, 1_200)
        page.write_number(1, 3, 0.5)
        page.write_string(1, 4, "00123")
        page.write_boolean(1, 5, True)
        page.write_formula(1, 6, "=1/0", value="#DIV/0!")
        page.write_formula(1, 7, "=A1", value="Lũ")

    (row,) = fields(book(write))
    assert row["ngày"] == "2026-08-12"
    assert row["giờ"] == "2026-08-12T09:30:00"
    assert row["số"] == 1200
    assert isinstance(row["số"], int)
    assert row["tỷ lệ"] == 0.5
    assert row["mã"] == "00123"
    assert row["đúng"] is True
    assert row["công thức"] == "Lũ"


def test_cells_merged_over_rows_count_for_each():
    def write(written, page):
        page.write_row(0, 0, ["nguồn", "title"])
        page.merge_range(1, 0, 2, 0, "Báo Ban Mai")
        page.write_column(1, 1, ["Lũ", "Bão", "Hạn"])
        page.write(3, 0, "Báo Khác")

    assert [row["nguồn"] for row in fields(book(write))] == ["Báo Ban Mai", "Báo Ban Mai", "Báo Khác"]


def test_a_column_without_a_name_is_kept_where_it_holds_something():
    assert fields(book([["title", "", "text"], ["Lũ", "", "x"], ["Bão", "?", "y"]])) == [
        {"title": "Lũ", "text": "x"},
        {"title": "Bão", "column 2": "?", "text": "y"},
    ]


def test_the_first_sheet_with_a_header_and_others_by_name():
    content = book([], [[5, 6], [7, 8]], [HEADER, ROWS[0]], [HEADER, ROWS[1]])
    note, record = read(content)
    assert isinstance(note, Note)
    assert "'tờ 3'" in note.text
    assert record.fields["title"] == "Lũ quét"
    assert fields(content, "tờ 4")[0]["title"] == "Xe khách"
    with pytest.raises(InputError, match=r"no sheet 'tờ 9'.*tờ 1, tờ 2"):
        read(content, "tờ 9")
    with pytest.raises(InputError, match="no header"):
        read(content, "tờ 1")


def test_nothing():
    assert read(book([])) == []
    assert read(book([HEADER])) == []


def bomb(size):
    stream = io.BytesIO(book([HEADER, *ROWS]))
    with (
        zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/x.bin", "w", force_zip64=True) as file,
    ):
        for _ in range(size // 2**20):
            file.write(bytes(2**20))
    return stream.getvalue()


def replaced(old, new):
    """Return a workbook in whose sheet something is replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book([HEADER, *ROWS]))) as before, zipfile.ZipFile(stream, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, content.replace(old, new) if name.startswith("xl/worksheets/sheet") else content)
    return stream.getvalue()


def far(written, page):
    page.write_row(0, 0, HEADER)
    page.write(1_048_575, 16_383, "x")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not an Excel workbook"),
        (b"title,text\n", "not an Excel workbook"),
        (b"PK\x03\x04 torn", "damaged"),
        (book([HEADER, *ROWS])[:-200], "damaged"),
        (b"\xd0\xcf\x11\xe0" + bytes(2_000), "damaged"),
        (book([["title", "title"], ["a", "b"]]), "repeats 'title'"),
        (bomb(400 * 2**20), "too large"),
        (replaced(b'r="A1"', b"r='XFD1048576'"), "far from the others"),
        (replaced(b'r="A1"', b'r = "AAAAAAA99999999999999999999"'), "far from the others"),
        (replaced(b"<?xml", b"\0<?xml"), "not in UTF-8"),
    ],
)
def test_what_cannot_be_read_is_refused(content, reason):
    with pytest.raises(InputError, match=reason):
        read(content)


def test_a_cell_in_the_last_corner_does_not_end_the_process(tmp_path):
    """calamine asks for half a terabyte then, and aborts."""
    path = tmp_path / "far.xlsx"
    path.write_bytes(book(far))
    code = f"from nlp.formats.source import read_source\nlist(read_source({str(path)!r}))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "far from the others" in result.stderr


def test_a_cell_that_is_too_long_costs_its_row(monkeypatch):
    monkeypatch.setattr("nlp.formats.tables.workbook.MAX_RECORD_BYTES", 100)
    entries = read(book([HEADER, [1, "a", "x" * 200], ROWS[1]]))
    assert [type(entry) for entry in entries] == [Rejected, Record]


def test_a_workbook_that_is_packed_or_comes_through_a_pipe(tmp_path, monkeypatch):
    content = book([HEADER, *ROWS])
    (tmp_path / "a.xlsx.gz").write_bytes(gzip.compress(content))
    assert len(list(read_source(str(tmp_path / "a.xlsx.gz")))) == 2
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert len(list(read_source("-", "xlsx"))) == 2
