import json
from dataclasses import replace

import pytest

from nlp.classify.folder import save
from nlp.classify.model import ACCENTED
from tests.conftest import CORPUS, bantin, write_jsonl


@pytest.fixture(scope="module")
def small(tmp_path_factory, trained):
    folder = tmp_path_factory.mktemp("models") / "small"
    save(trained.classifier, folder, metrics={}, card="")
    return folder


@pytest.fixture(scope="module")
def confused(tmp_path_factory, trained):
    """A model that takes two labels for each other."""
    folder = tmp_path_factory.mktemp("models") / "confused"
    classifier = trained.classifier
    view = replace(classifier.accented, coef=classifier.accented.coef[:, [1, 0, 2, 3]])
    confused = replace(classifier, name="confused", views={**classifier.views, ACCENTED: view})
    save(confused, folder, metrics={}, card="")
    return folder


@pytest.fixture
def odd(tmp_path, corpus):
    """Articles of which every third has a label that is wrong."""
    rows = [
        {"id": f"n{n}", "title": article.title, "text": article.text, "topic": "other" if n % 3 == 0 else label}
        for n, (article, label) in enumerate(list(zip(corpus.articles, corpus.labels, strict=True))[::9])
    ]
    return write_jsonl(tmp_path / "odd.jsonl", rows)


def test_readable(small, confused, odd):
    result = bantin("compare", small, confused, odd, "--label-field", "topic", "--show", "2")
    assert result.returncode == 0, result.stderr.decode()
    shown = result.stdout.decode()
    assert shown.startswith("confused against small on 150 articles: worse beyond noise.")
    for words in ("A = small, B = confused", "coverage without review", "became wrong, the 2 that B is surest of"):
        assert words in shown
    assert (
        "A said" not in bantin("compare", small, confused, odd, "--label-field", "topic", "--show", "0").stdout.decode()
    )


def test_for_machines(small, confused, odd):
    result = bantin("compare", small, confused, odd, "--label-field", "topic", "--json", "-q")
    figures = json.loads(result.stdout)
    assert figures["articles"] == 150
    assert figures["models"]["b"]["name"] == "confused"
    by_kind = [flip["kind"] for flip in figures["flips"]]
    assert by_kind.count("to_right") == figures["mcnemar"]["only_b_right"]
    assert by_kind.count("to_wrong") == figures["mcnemar"]["only_a_right"] > 20
    assert all(flip["id"].startswith("n") and flip["a"]["label"] != flip["b"]["label"] for flip in figures["flips"])
    assert result.stderr == b""


def test_training_data_is_told(small):
    result = bantin("compare", "default", small, CORPUS / "articles")
    assert b"small was trained on these very articles" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["default", "none", "odd.jsonl"], "No model 'none'"),
        (["default", "default", "none.jsonl"], "no such file"),
        (["default", "default", "odd.jsonl"], "no labelled articles"),
    ],
)
def test_failures(odd, arguments, message):
    result = bantin("compare", *arguments, cwd=odd.parent)
    assert result.returncode == 1
    assert message in result.stderr.decode()
    assert b"Traceback" not in result.stderr
