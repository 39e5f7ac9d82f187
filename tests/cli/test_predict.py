import json

import pytest

from nlp.classify.folder import LAYOUT
from tests.conftest import CORPUS, bantin, write_jsonl

FLOOD = "Lũ quét cuốn trôi cầu, nhiều hộ dân ở xã vùng cao phải sơ tán trong đêm"


@pytest.mark.parametrize(
    ("sample", "label"),
    [
        ("ban-tin.txt", "governance"),
        ("khong-dau.txt", "flood_disaster"),
        ("trang-bao-3.html", "transport_complaint"),
        ("thu-muc/lop-hoc-tieng-thai.txt", "other"),
    ],
)
def test_files(sample, label):
    result = bantin("predict", CORPUS / "samples" / sample, "--json")
    assert result.returncode == 0
    assert json.loads(result.stdout)["prediction"]["label"] == label


def test_table_for_people():
    shown = bantin("predict", "--text", FLOOD, "--title", "Lũ về", "--explain").stdout.decode()
    assert shown.startswith("flood_disaster (bão lũ)  confidence ")
    assert f"Lũ về\n{FLOOD}" in shown
    assert "speaks for" in shown
    assert "█" in shown


def test_json_for_machines():
    found = json.loads(bantin("predict", "--text", FLOOD, "--json", "--explain").stdout)
    assert set(found) == {"id", "prediction", "entities", "summary", "explanation"}
    assert sum(found["prediction"]["scores"].values()) == pytest.approx(1.0, abs=1e-3)
    assert found["explanation"]["for"][0]["weight"] > 0


@pytest.mark.parametrize(
    "content",
    [
        FLOOD.encode(),
        json.dumps({"text": FLOOD}).encode(),
        f"<html><body><article><p>{FLOOD}. {FLOOD}.</p></article></body></html>".encode(),
    ],
    ids=["text", "json", "html"],
)
def test_standard_input_is_recognized(content):
    assert json.loads(bantin("predict", "-", "--json", stdin=content).stdout)["prediction"]["label"] == "flood_disaster"


def test_text_with_brackets_is_not_markup_for_the_terminal():
    shown = bantin("predict", "--text", "[red]Lũ quét[/] cuốn trôi cầu ở xã vùng cao").stdout.decode()
    assert "[red]Lũ quét[/]" in shown


def test_page(tmp_path):
    result = bantin("predict", CORPUS / "samples" / "ban-tin.txt", "--html", tmp_path / "page.html")
    assert result.returncode == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert '<mark class="PROVINCE"' in page
    assert "governance" in page


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "Give a file"),
        (["--text", "  "], 2, "Give a file"),
        (["in.jsonl", "--text", "x"], 2, "not both"),
        (["none.txt"], 1, "no such file"),
        (["in.jsonl"], 1, "bantin label"),
        (["empty.txt"], 1, "empty"),
        (["--text", "lũ", "--model", "none"], 1, "No model"),
    ],
)
def test_failures(tmp_path, arguments, code, message):
    write_jsonl(tmp_path / "in.jsonl", [{"text": "a"}, {"text": "b"}])
    (tmp_path / "empty.txt").write_text("")
    result = bantin("predict", *arguments, cwd=tmp_path)
    assert result.returncode == code
    assert message in result.stderr.decode()
    assert b"Traceback" not in result.stderr


def test_damaged_model(tmp_path):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / LAYOUT.head).write_text("{")
    result = bantin("predict", "--text", "lũ", "--model", tmp_path / "model")
    assert result.returncode == 1
    assert b"damaged" in result.stderr
