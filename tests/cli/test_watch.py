import json

import pytest
from typer.testing import CliRunner

from nlp.cli.main import app
from nlp.store.store import Store
from tests.conftest import write_jsonl


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(app, ["watch", *map(str, arguments)])


def test_once_says_what_is_new_and_ends(run, tmp_path):
    text = "Nước dâng nhanh trong đêm, ít nhất 300 hộ dân xã Mường Lát, tỉnh Thanh Hóa phải sơ tán."
    write_jsonl(tmp_path / "feed.jsonl", [{"title": "Lũ quét trong đêm", "text": text, "published": "2025-10-07"}])
    first = run("feed.jsonl", "--once", "--store", "tin.db")
    assert (first.exit_code, first.stdout) == (0, "")
    assert f"{tmp_path / 'feed.jsonl'}: 1 new" in first.stderr
    assert " new" not in run("feed.jsonl", "--once", "--store", "tin.db").stderr
    with Store(tmp_path / "tin.db") as store:
        (hit,) = store.search().hits
        assert (hit.label, hit.moment[:10]) == ("flood_disaster", "2025-10-07")
        types = {one["type"] for one in store.article(hit.key).entities}
        assert {"COMMUNE", "AMOUNT", "PROVINCE"} <= types
    with (tmp_path / "feed.jsonl").open("a") as stream:
        stream.write(json.dumps({"text": 7}) + "\n")
    rejected = run("feed.jsonl", "--once", "--store", "tin.db", "--quiet")
    assert rejected.exit_code == 3
    assert "rejected" in rejected.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.jsonl"], "no such file"),
        (["file:///etc"], "no address of the web"),
        (["."], "is no store of bantin"),
        ([".", "--every", "1s"], "too often"),
    ],
)
def test_wrong_use_is_said(run, tmp_path, arguments, said):
    (tmp_path / "desk.db").write_text("not a store", encoding="utf-8")
    ended = run(*arguments, "--once")
    assert said in str(ended.exception)
