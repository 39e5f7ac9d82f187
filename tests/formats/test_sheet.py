import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.formats.record import Record
from nlp.formats.sheet import CUT, LONGEST_CELL, guard, unguard, write_sheet
from nlp.formats.source import read_source

CELLS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("=+-@'\t\r ＝"), max_size=30)


@given(CELLS)
def test_guarding_is_undone(cell):
    assert unguard(guard(cell)) == cell


@given(CELLS)
def test_a_guarded_cell_is_no_formula(cell):
    assert not guard(cell).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize("cell", ['=HYPERLINK("http://x","y")', "+1+1", "-2", "@SUM(A1)", "  =1", "\t=1"])
def test_formulas_are_guarded(cell):
    assert guard(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Lũ quét", "'trích dẫn'", "a=b", "", "5 - 3"])
def test_what_people_type_is_not_touched(cell):
    assert unguard(cell) == cell


def test_a_long_cell_is_cut_where_it_says_so(tmp_path):
    write_sheet(tmp_path / "a.csv", ["a"], [{"a": "x" * 40_000}])
    (_, cut) = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(cut) == LONGEST_CELL + len(CUT) < 32_767
    assert cut.endswith(CUT)


def test_sheet_is_read_back(tmp_path):
    path = tmp_path / "a.csv"
    rows = [{"a": '=1+1 "x", y', "b": "hai\ndòng; \n\nnữa"}, {"a": "", "b": "Đà Nẵng"}]
    write_sheet(path, ["a", "b"], rows)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    back = [record.fields for record in read_source(str(path)) if isinstance(record, Record)]
    assert [{name: unguard(cell) for name, cell in fields.items()} for fields in back] == rows
    with path.open(encoding="utf-8-sig", newline="") as stream:
        assert next(iter(csv.DictReader(stream)))["a"].startswith("'=")
