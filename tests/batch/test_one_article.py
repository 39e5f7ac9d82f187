"""A defect that one article meets is that article's: its record is rejected, the others of the run are labelled."""

import json

import pytest

from nlp import labeller
from nlp.batch.runner import Job, label_archive
from nlp.classify.registry import find_model
from nlp.formats.record import Columns

TEXTS = [f"Lũ quét cuốn trôi {number} cầu ở tỉnh Lào Cai" for number in range(7)]


@pytest.fixture
def defect(monkeypatch):
    """A fault in the extraction that only a text with this word meets; put into the real code, nothing replaced."""
    extract = labeller.extract

    def failing(article):
        if "lỗi" in article.text:
            raise ZeroDivisionError("a defect")
        return extract(article)

    monkeypatch.setattr(labeller, "extract", failing)


@pytest.mark.parametrize("position", [0, 3, 7])
def test_a_failing_article_in_each_place_of_a_batch(tmp_path, defect, position):
    texts = [*TEXTS[:position], "một lỗi", *TEXTS[position:]]
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    outcome = label_archive(Job([str(source)], str(output), find_model("default"), Columns()))
    assert (outcome.tally.labelled, outcome.tally.rejected) == (7, 1)
    assert [json.loads(line)["text"] for line in output.read_text(encoding="utf-8").splitlines()] == TEXTS
    (rejected,) = map(json.loads, (tmp_path / "out.jsonl.rejected.jsonl").read_text(encoding="utf-8").splitlines())
    assert rejected["input"] == {"text": "một lỗi"}
    assert "a defect of bantin: ZeroDivisionError: a defect" in rejected["reason"]
    assert "Traceback" in rejected["traceback"]
