import json

import pytest
from typer.testing import CliRunner

from nlp.cli.main import app
from tests.conftest import read_jsonl, write_jsonl
from tests.events.invented import records


def run(*arguments, stdin=None):
    return CliRunner().invoke(app, ["digest", *map(str, arguments)], input=stdin)


@pytest.fixture
def labelled(tmp_path):
    return write_jsonl(tmp_path / "labelled.jsonl", records())


def test_a_folder_comes_of_files_and_of_stdin(labelled, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    result = run(labelled, "-o", tmp_path / "digest")
    assert result.exit_code == 0, result.output
    assert "4 events of 14 articles" in result.output
    assert "left out: 3 of no event, 1 no date, 1 other" in result.output
    assert all(len(line) <= 80 for line in result.output.splitlines() if "─" in line or "Bão" in line)
    again = run("-", "-o", tmp_path / "again", "-q", stdin=labelled.read_text(encoding="utf-8"))
    assert (again.exit_code, again.output) == (0, "")
    one, two = (read_jsonl(tmp_path / name / "events.jsonl") for name in ("digest", "again"))
    assert one == two
    assert len(json.loads((tmp_path / "digest" / "events.geojson").read_text(encoding="utf-8"))["features"]) >= 4


def test_into_goes_on(labelled, tmp_path):
    rows = records()
    first, second = (write_jsonl(tmp_path / f"{n}.jsonl", rows[n::2]) for n in range(2))
    assert run(first, second, "-o", tmp_path / "once", "-q").exit_code == 0
    assert run(labelled, "--into", tmp_path / "days", "-q").exit_code == 0
    assert run(labelled, "--into", tmp_path / "days", "-q").exit_code == 0
    once, days = (read_jsonl(tmp_path / name / "events.jsonl") for name in ("once", "days"))
    assert once == days


def test_what_is_there_stays(labelled, tmp_path):
    (tmp_path / "digest").mkdir()
    (tmp_path / "digest" / "mine.txt").write_text("x")
    for arguments in ((), ("--overwrite",)):
        assert run(labelled, "-o", tmp_path / "digest", *arguments).exit_code == 1
    assert [path.name for path in (tmp_path / "digest").iterdir()] == ["mine.txt"]
    assert run(labelled).exit_code == 2
    assert run(labelled, "-o", tmp_path / "a", "--into", tmp_path / "b").exit_code == 2


def test_records_that_cannot_be_used_are_kept(labelled, tmp_path):
    with labelled.open("a", encoding="utf-8") as stream:
        stream.write('{"id": "empty"}\nnot json\n')
    result = run(labelled, "-o", tmp_path / "digest")
    assert result.exit_code == 3
    assert "rejected: 2" in result.output
    assert len(read_jsonl(tmp_path / "digest.rejected.jsonl")) == 2
