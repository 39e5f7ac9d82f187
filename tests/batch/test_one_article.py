"""A defect that one article meets is that article's: its record is rejected, the others of the run are labelled."""

import json

import pytest

from nlp import Article, FailedArticle, Labeller, labeller
from nlp.batch.runner import Job, label_archive
from nlp.classify import model
from nlp.classify.registry import find_model, load_model
from nlp.datasets.reading import read_labelled
from nlp.evaluation.judgement import judge_usable
from nlp.formats.record import Columns, Record
from nlp.lifecycle.selection import choose

TEXTS = [f"Lũ quét cuốn trôi {number} cầu ở tỉnh Lào Cai" for number in range(7)]


@pytest.fixture
def defect(monkeypatch):
    """A fault in the extraction that only a text with this word meets; put into the real code, nothing replaced."""
    find_entities = labeller.find_entities

    def failing(article, wanted):
        if "lỗi" in article.text:
            raise ZeroDivisionError("a defect")
        return find_entities(article, wanted)

    monkeypatch.setattr(labeller, "find_entities", failing)


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


@pytest.fixture
def defect_in_tokens(monkeypatch):
    """The same in the counting of n-grams, where a whole batch goes through at once."""
    count = model.NgramVocabulary.count

    def failing(vocabulary, pairs, *given):
        if any("lỗi" in text for _, text in pairs):
            raise ZeroDivisionError("a defect")
        return count(vocabulary, pairs, *given)

    monkeypatch.setattr(model.NgramVocabulary, "count", failing)


def planted(position):
    return [*TEXTS[:position], "một lỗi", *TEXTS[position:]]


@pytest.mark.parametrize("position", range(8))
def test_in_the_library(defect_in_tokens, position):
    articles = [Article(text=text) for text in planted(position)]
    labelled = list(Labeller("default").label(articles, errors="reject"))
    assert [isinstance(item, FailedArticle) for item in labelled] == [row == position for row in range(8)]
    assert labelled[position].article is articles[position]
    with pytest.raises(ZeroDivisionError):
        list(Labeller("default").label(articles))


@pytest.mark.parametrize("position", range(8))
def test_in_evaluation(defect_in_tokens, position):
    records = [Record(f"r{n}", {"text": t, "label": "flood_disaster"}) for n, t in enumerate(planted(position))]
    judgement, usable = judge_usable(load_model("default"), read_labelled(records, Columns()))
    assert (len(usable), len(judgement.truth), len(usable.rejected)) == (7, 7, 1)
    assert "a defect of bantin" in usable.rejected[0].reason


@pytest.mark.parametrize("position", range(8))
def test_in_a_queue_for_review(defect_in_tokens, position):
    records = [Record(f"r{n}", {"text": text}) for n, text in enumerate(planted(position))]
    rejected = []
    queue = choose(iter(records), load_model("default"), Columns(), 8, reject=rejected.append)
    assert (queue.read, queue.rejected) == (8, 1)
    assert [item.where for item in rejected] == [f"r{position}"]
    assert all("lỗi" not in pick.article.text for pick in queue.picks)


@pytest.mark.parametrize("position", [0, 3, 7])
def test_without_a_model(tmp_path, defect, position):
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = "".join(json.dumps({"text": text}) + "\n" for text in planted(position))
    source.write_text(lines, encoding="utf-8")
    outcome = label_archive(Job([str(source)], str(output), None, Columns()))
    assert (outcome.tally.labelled, outcome.tally.rejected) == (7, 1)
