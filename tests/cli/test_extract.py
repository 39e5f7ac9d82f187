import json

import pytest

from tests.conftest import CORPUS, bantin, read_jsonl, write_jsonl

TEXT = "UBND tỉnh Lào Cai hỗ trợ 15 tỷ đồng cho 120 hộ dân"


def test_one_article():
    found = json.loads(bantin("extract", "--text", TEXT, "--json").stdout)
    assert [(entity["type"], entity["text"]) for entity in found["entities"]] == [
        ("PROVINCE", "Lào Cai"),
        ("AMOUNT", "15 tỷ đồng"),
        ("AMOUNT", "120 hộ dân"),
    ]
    assert "prediction" not in found


def test_table_for_people():
    shown = bantin("extract", CORPUS / "samples" / "ban-tin.txt").stdout.decode()
    assert "PROVINCE" in shown
    assert "summary: province names Hưng Yên" in shown


def test_a_stream(tmp_path):
    path = write_jsonl(tmp_path / "in.jsonl", [{"id": str(n), "text": TEXT} for n in range(3)])
    result = bantin("extract", path, "-o", tmp_path / "o.jsonl")
    assert result.returncode == 0
    assert b"3 read = 3 labelled + 0 rejected" in result.stderr
    assert [row["summary"]["money_vnd"] for row in read_jsonl(tmp_path / "o.jsonl")] == [15_000_000_000] * 3


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "Give a file"),
        (["a.txt", "b.txt"], 2, "--output"),
        (["-o", "o.jsonl"], 2, "input files"),
        (["none.txt"], 1, "no such file"),
    ],
)
def test_failures(tmp_path, arguments, code, message):
    result = bantin("extract", *arguments, cwd=tmp_path)
    assert result.returncode == code
    assert message in result.stderr.decode()
    assert b"Traceback" not in result.stderr
