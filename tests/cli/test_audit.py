import csv
import json

import pytest

from tests.conftest import CORPUS, bantin, read_jsonl, write_jsonl


@pytest.fixture(scope="module")
def noisy(tmp_path_factory):
    """120 articles of two labels, one of them labelled wrong, under field names of its own."""
    rows = [
        {"nr": row["id"], "content": row["text"] or row["title"], "topic": row["label"], "page": 7}
        for label in ("flood_disaster", "governance")
        for row in read_jsonl(CORPUS / "articles" / f"{label}.jsonl")[:60]
    ]
    rows[0]["topic"] = "governance"
    rows[5]["content"] = '=HYPERLINK("http://x") ' + rows[5]["content"]
    return write_jsonl(tmp_path_factory.mktemp("audit") / "noisy.jsonl", rows)


FIELDS = ("--text-field", "content", "--id-field", "nr", "--label-field", "topic")


def test_the_wrong_label_is_shown_first(noisy):
    result = bantin("audit", noisy, *FIELDS, "--top", "3")
    assert result.returncode == 0, result.stderr.decode()
    shown = result.stdout.decode()
    assert "governance -> flood_disaster" in shown
    assert "number 1" in shown
    assert "120 labels" in shown
    listed = bantin("audit", noisy, *FIELDS, "--top", "1", "--json", "-q", "--options-of", "default")
    rows = json.loads(listed.stdout)
    assert [(row["position"], row["label"], row["suggested"]) for row in rows] == [(0, "governance", "flood_disaster")]


def test_corrected_sheet_changes_the_data(noisy, tmp_path):
    sheet, corrected = tmp_path / "audit.csv", tmp_path / "corrected.jsonl"
    assert bantin("audit", noisy, *FIELDS, "-o", sheet, "--top", "0", "-q").returncode == 0
    with sheet.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 120
    assert all(not row["text"].startswith("=") for row in rows)
    assert {row["label"] for row in rows} == {""}
    rows[0]["label"] = rows[0]["suggested"]
    with sheet.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0], delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    result = bantin("review", "import", sheet, "--into", noisy, *FIELDS, "--replace", "-o", corrected)
    assert result.returncode == 0, result.stderr.decode()
    assert "1 labels changed" in result.stderr.decode()
    before, after = read_jsonl(noisy), read_jsonl(corrected)
    assert after[0] == {**before[0], "topic": "flood_disaster"}
    assert after[1:] == before[1:]


def test_jsonl_holds_every_label(noisy, tmp_path):
    assert bantin("audit", noisy, *FIELDS, "-o", tmp_path / "a.jsonl", "-q").returncode == 0
    rows = read_jsonl(tmp_path / "a.jsonl")
    assert sorted(row["position"] for row in rows) == list(range(120))
    assert rows[0]["reason"]


def test_failures(noisy, tmp_path):
    assert (
        b"two labels or more"
        in bantin("audit", write_jsonl(tmp_path / "a.jsonl", [{"text": "x", "label": "a"}])).stderr
    )
    (tmp_path / "there.csv").write_text("")
    result = bantin("audit", noisy, *FIELDS, "-o", tmp_path / "there.csv")
    assert (result.returncode, result.stdout) == (1, b"")
    assert b"exists already" in result.stderr


def test_labels_with_brackets(noisy, tmp_path):
    """What rich takes for markup stands in labels too."""
    rows = read_jsonl(noisy)
    named = {"flood_disaster": "[/lũ]", "governance": "tin [bold]"}
    path = write_jsonl(tmp_path / "[x].jsonl", [{**row, "topic": named[row["topic"]]} for row in rows])
    result = bantin("audit", path, *FIELDS, "--top", "3")
    assert result.returncode == 0, result.stderr.decode()
    assert "tin [bold] -> [/lũ]" in result.stdout.decode()
