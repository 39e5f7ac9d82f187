"""Settings that a folder keeps for its commands."""

import json

import pytest

from tests.conftest import bantin, read_jsonl, write_jsonl

ROW = {"tua": "Lũ quét trong đêm", "than": "Lũ quét cuốn trôi nhiều nhà ở tỉnh Lào Cai"}
SETTINGS = 'text-field = "than"\ntitle-field = "tua"\n'


@pytest.fixture
def place(tmp_path):
    write_jsonl(tmp_path / "feed.jsonl", [ROW])
    write_jsonl(tmp_path / "gold.jsonl", [{**ROW, "label": "flood_disaster"}])
    return tmp_path


@pytest.mark.parametrize("file", ["bantin.toml", "pyproject.toml"])
def test_commands_need_no_flags(place, file):
    head = "[tool.bantin]\n" if file == "pyproject.toml" else ""
    (place / file).write_text(head + SETTINGS)
    assert bantin("label", "feed.jsonl", "-o", "o.jsonl", cwd=place).returncode == 0
    (row,) = read_jsonl(place / "o.jsonl")
    assert row["prediction"]["label"] == "flood_disaster"
    assert row["summary"]["provinces"] == ["15"]
    for command in (
        ["predict", "feed.jsonl", "--json"],
        ["extract", "feed.jsonl"],
        ["evaluate", "gold.jsonl"],
        ["review", "export", "feed.jsonl", "-o", "q.csv"],
    ):
        run = bantin(*command, cwd=place)
        assert run.returncode == 0, run.stderr.decode()


def test_the_command_line_wins(place):
    (place / "bantin.toml").write_text('text-field = "nothing"\ntitle-field = "tua"')
    run = bantin("label", "feed.jsonl", "-o", "-", "-q", "--text-field", "than", cwd=place)
    assert json.loads(run.stdout)["summary"]["provinces"] == ["15"]


def test_they_are_shown_with_where_they_come_from(place):
    (place / "bantin.toml").write_text(SETTINGS)
    shown = bantin("config", cwd=place).stdout.decode()
    rows = {line.split()[0]: line.split()[1:3] for line in shown.splitlines() if len(line.split()) > 3}
    assert rows["text-field"] == ["than", "bantin.toml"]
    assert rows["model"] == ["current", "default"]
    assert json.loads(bantin("config", "--json", cwd=place).stdout)["title-field"] == "tua"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('txt-field = "x"', "Did you mean 'text-field'"),
        ("colour = 1", "there is no setting 'colour'"),
        ("text-field = 5", "no str"),
        ("jobs = true", "no int"),
        ("text-field", "cannot be read"),
        ("a = " + "[" * 100_000, "too long"),
        ("\x00", "cannot be read"),
    ],
)
def test_settings_that_cannot_be(place, content, said):
    (place / "bantin.toml").write_text(content)
    run = bantin("label", "feed.jsonl", "-o", "o.jsonl", cwd=place)
    assert (run.returncode, said in " ".join(run.stderr.decode().split())) == (1, True), run.stderr.decode()
    assert "Traceback" not in run.stderr.decode()


def test_another_tools_broken_file_is_not_ours(place):
    (place / "pyproject.toml").write_text("[[[")
    assert bantin("models", "list", cwd=place).returncode == 0
