"""``--repair`` writes damaged letters mended; without it they need review."""

import json
import unicodedata

import pytest

from tests.conftest import bantin, read_jsonl, write_jsonl

TEXT = "Lũ quét cuốn trôi nhiều nhà dân ở xã Bản Hồ, tỉnh Lào Cai; 3 người mất tích"
DAMAGED = {
    "latin-1": TEXT.encode().decode("latin-1"),
    "detached": unicodedata.normalize("NFD", TEXT).replace("\u0303", " \u0303").replace("\u0301", " \u0301"),
}
LOST = TEXT.encode("ascii", "replace").decode()


@pytest.mark.parametrize("damaged", DAMAGED.values(), ids=DAMAGED)
def test_the_mended_fields_are_written(tmp_path, damaged):
    rows = [{"id": "1", "title": damaged, "text": damaged, "note": damaged}, {"id": "2", "text": TEXT}]
    write_jsonl(tmp_path / "in.jsonl", rows)
    run = bantin("label", "in.jsonl", "-o", "o.jsonl", "--repair", "--summary", "s.json", cwd=tmp_path)
    assert run.returncode == 0, run.stderr.decode()
    mended, whole = read_jsonl(tmp_path / "o.jsonl")
    assert mended["title"] == mended["text"] == whole["text"] == TEXT
    assert mended["note"] == damaged, "only the article is mended"
    assert mended["prediction"]["label"] == whole["prediction"]["label"] == "flood_disaster"
    assert not mended["prediction"]["reasons"]
    assert json.loads((tmp_path / "s.json").read_bytes())["repaired"] == 1
    assert b"repaired: the letters of 1 records" in run.stderr


@pytest.mark.parametrize("damaged", [*DAMAGED.values(), LOST], ids=[*DAMAGED, "lost"])
def test_without_it_they_need_review(tmp_path, damaged):
    write_jsonl(tmp_path / "in.jsonl", [{"id": "1", "text": damaged}])
    assert bantin("label", "in.jsonl", "-o", "o.jsonl", cwd=tmp_path).returncode == 0
    (row,) = read_jsonl(tmp_path / "o.jsonl")
    assert row["text"] == damaged
    assert row["prediction"]["needs_review"]
    assert any("damaged letters" in reason for reason in row["prediction"]["reasons"])


def test_what_is_lost_stays_as_it_is_and_needs_review(tmp_path):
    write_jsonl(tmp_path / "in.jsonl", [{"id": "1", "text": LOST}])
    assert bantin("label", "in.jsonl", "-o", "o.jsonl", "--repair", cwd=tmp_path).returncode == 0
    (row,) = read_jsonl(tmp_path / "o.jsonl")
    assert (row["text"], row["prediction"]["needs_review"]) == (LOST, True)


@pytest.mark.parametrize("command", ["predict", "extract"])
def test_one_article(tmp_path, command):
    run = bantin(command, "--text", DAMAGED["latin-1"], "--repair", "--json", cwd=tmp_path)
    assert run.returncode == 0, run.stderr.decode()
    assert json.loads(run.stdout)["summary"]["provinces"] == ["15"]
