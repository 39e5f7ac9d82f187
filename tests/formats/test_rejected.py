import pytest

from nlp.errors import OutputError
from nlp.formats.rejected import keeping_rejected, rejected_path
from tests.conftest import read_jsonl

ROWS = [{"where": "a:1", "reason": "no text", "input": {"id": "1"}}, {"where": "a:2", "reason": "x", "input": None}]


def test_records_are_kept_beside_the_output(tmp_path):
    output = str(tmp_path / "o.csv")
    assert rejected_path(output) == f"{output}.rejected.jsonl"
    with keeping_rejected(output) as keep:
        for row in ROWS:
            keep(row)
        assert list(tmp_path.glob("o.csv*")) == [], "it appears when it is complete"
    assert read_jsonl(tmp_path / "o.csv.rejected.jsonl") == ROWS


def test_a_run_without_rejections_removes_those_of_an_earlier_one(tmp_path):
    (tmp_path / "o.csv.rejected.jsonl").write_text("old")
    with keeping_rejected(str(tmp_path / "o.csv"), overwrite=True):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_that_name_stays_unless_it_may_be_overwritten(tmp_path):
    (tmp_path / "o.csv.rejected.jsonl").write_text("mine")
    with keeping_rejected(str(tmp_path / "o.csv")):
        pass
    with pytest.raises(OutputError, match="exists already"), keeping_rejected(str(tmp_path / "o.csv")) as keep:
        keep(ROWS[0])
    assert (tmp_path / "o.csv.rejected.jsonl").read_text() == "mine"


def test_a_failure_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError), keeping_rejected(str(tmp_path / "o.csv")) as keep:
        keep(ROWS[0])
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError), keeping_rejected(str(tmp_path / "file" / "o.csv")) as keep:
        keep(ROWS[0])


def test_beside_a_url():
    import fsspec

    with keeping_rejected("memory://rejected/o.csv") as keep:
        keep(ROWS[0])
    with fsspec.open("memory://rejected/o.csv.rejected.jsonl") as stream:
        assert b'"where":"a:1"' in stream.read()
