"""The walk of ``models/README.md``: review, train from the current model, compare, promote, and the way back."""

import csv

import pytest

from nlp.classify.folder import save
from nlp.classify.registry import find_model
from nlp.evaluation.figures import to_json
from nlp.lifecycle.promotion import Floors, promote
from nlp.training.train import train
from tests.conftest import bantin, read_jsonl, write_jsonl
from tests.training.adaptation.test_adapt import NEW, OLD, OPTIONS, news


def records(dataset, prefix):
    pairs = enumerate(zip(dataset.articles, dataset.labels, strict=True))
    return [{"id": f"{prefix}{row}", "text": article.text, "label": label} for row, (article, label) in pairs]


@pytest.fixture
def walk(tmp_path, monkeypatch):
    """A folder with a current model of an old newspaper, the feed of a new one, and labelled articles of it."""
    monkeypatch.setenv("BANTIN_MODELS", str(tmp_path / "models"))
    monkeypatch.chdir(tmp_path)
    trained = train(news(OLD, 80, 1), "old", OPTIONS)
    save(trained.classifier, tmp_path / "models" / "old", metrics=to_json(trained.metrics), card="")
    three = {label: NEW[label] for label in OLD}
    test = news(three, 80, 31)
    promote("old", test, floors=Floors(), force="our first model")
    feed = records(news(three, 100, 30), "f")
    write_jsonl(tmp_path / "feed.jsonl", [{key: row[key] for key in ("id", "text")} for row in feed])
    write_jsonl(tmp_path / "test.jsonl", records(test, "t"))
    write_jsonl(tmp_path / "older.jsonl", [{"text": article.text} for article in news(OLD, 30, 32).articles])
    return {row["id"]: row["label"] for row in feed}


def done(*arguments):
    result = bantin(*arguments)
    assert result.returncode == 0, result.stderr.decode()
    return (result.stdout + result.stderr).decode()


def test_ten_minutes_of_labelling_make_a_better_model(walk, tmp_path):
    done("review", "export", "feed.jsonl", "-o", "queue.csv", "--count", "180")
    with (tmp_path / "queue.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with (tmp_path / "queue.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "label": walk[row["id"]]} for row in rows)
    done("review", "import", "queue.csv", "-o", "new.jsonl")
    assert len(read_jsonl(tmp_path / "new.jsonl")) == len(rows)
    talk = done(
        "train", "new.jsonl", "--from", "current", "--feed", "older.jsonl", "-o", "models/mine", "--test", "test.jsonl"
    )
    assert "old (base)" in talk
    assert "mine (adapted)" in talk
    assert "older.jsonl, 90 texts without labels" in talk
    assert "## Started from old" in (tmp_path / "models" / "mine" / "README.md").read_text(encoding="utf-8")
    assert "mine against old on 240 articles: better beyond noise" in done("compare", "current", "mine", "test.jsonl")
    done("models", "promote", "mine", "--on", "test.jsonl")
    assert find_model().name == "mine"
    done("models", "rollback")
    assert find_model().name == "old"
