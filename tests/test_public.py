"""The public face: what scripts import, what type checkers see of it, what it costs to import."""

import ast
import os
import subprocess
import sys
import warnings

import pytest

import nlp
from tests.conftest import PROJECT, write_jsonl

RIGHT = '''
"""A script as a newsroom would write it."""

from collections.abc import Iterator
from pathlib import Path

from nlp import (
    Article, BantinError, Classifier, Columns, Entity, Figures, LabelledArticle, Labeller, Prediction, TrainOptions,
    compare, evaluate, extract, label_files, load_model, read_articles, read_labelled, summarize, train,
)


def sure(articles: Iterator[Article]) -> Iterator[tuple[str, str]]:
    labeller = Labeller("default")
    for item in labeller.label(articles):
        prediction: Prediction | None = item.prediction
        if prediction is not None and not prediction.needs_review:
            yield item.article.key, prediction.label


def provinces(text: str) -> list[str]:
    article = Article(text=text)
    entities: list[Entity] = extract(article)
    codes = summarize(article, entities)["provinces"]
    return [str(code) for code in codes]


def retrain(folder: Path) -> str:
    columns = Columns(text="noi_dung", title="tieu_de", label="nhan")
    data = read_labelled([folder / "a.jsonl", folder / "b.csv"], columns=columns)
    trained = train(data, folder / "model", tests={"late": folder / "late.jsonl"}, options=TrainOptions(folds=3))
    classifier: Classifier = trained.classifier
    pairs = [(Article(title="Mưa lớn"), "flood_disaster"), (Article(title="Xe dù"), "transport_complaint")]
    figures: Figures = evaluate(classifier, pairs)
    best = max(figures.by_label, key=lambda label: figures.by_label[label].f1)
    return best + compare(load_model("default"), classifier, pairs).headline


def main() -> None:
    one: LabelledArticle = Labeller().label_one("Mưa lớn gây ngập sâu ở ba xã ven sông")
    print(one, provinces("UBND tỉnh Lào Cai"), dict(sure(read_articles("feed.jsonl"))))
    try:
        outcome = label_files(["feed.jsonl", Path("pages")], "out.parquet", jobs=2, resume=True)
        print(outcome.tally.labelled)
    except BantinError as error:
        print(error.what, error.fix)


if __name__ == "__main__":
    main()
'''
WRONG = """
from nlp import Labeller, nonsense
Labeller().label_one(42)
Labeller().label_one("text").prediction.label
"""


@pytest.fixture(scope="module")
def complaints(tmp_path_factory):
    """What mypy says of both scripts, in a folder that finds the package as an installed one."""
    folder = tmp_path_factory.mktemp("scripts")
    (folder / "right.py").write_text(RIGHT, encoding="utf-8")
    (folder / "wrong.py").write_text(WRONG, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--no-error-summary", "right.py", "wrong.py"]
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert not result.stderr
    return result.stdout.splitlines()


def test_a_script_of_a_user_passes_mypy_strict(complaints):
    assert [line for line in complaints if not line.startswith("wrong.py:")] == []


@pytest.mark.parametrize(
    "words",
    ['has no attribute "nonsense"', 'has incompatible type "int"', 'of "Prediction | None" has no attribute "label"'],
)
def test_mypy_sees_what_is_wrong_in_a_script(complaints, words):
    assert any(words in line for line in complaints if line.startswith("wrong.py:"))


def test_every_name_is_there_and_documented():
    guide = (PROJECT / "nlp" / "README.md").read_text(encoding="utf-8")
    for name in nlp.__all__:
        value = getattr(nlp, name)
        assert name in dir(nlp)
        if name != "__version__":
            assert value.__doc__, name
            assert value.__module__.startswith("nlp."), name
        assert f"`{name}`" in guide, f"nlp/README.md does not tell of {name}"


def test_checkers_see_every_name_from_where_it_is_loaded():
    tree = ast.parse((PROJECT / "nlp" / "__init__.py").read_text(encoding="utf-8"))
    (block,) = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    seen = {node.module: tuple(name.name for name in node.names) for node in block.body}
    assert seen == nlp._HOMES


def test_an_unknown_name_is_refused():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        nlp.nonsense  # noqa: B018


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import nlp; dir(nlp)", ["numpy", "orjson", "sklearn", "nlp.classify", "nlp.formats"]),
        ("from nlp import Article, Entity, LabelledArticle, Prediction, BantinError", ["numpy", "orjson", "sklearn"]),
        ("from nlp import Labeller, load_model, extract; Labeller().label_one('Mưa lớn')", ["sklearn", "scipy"]),
    ],
)
def test_importing_stays_light(code, absent):
    check = f"{code}\nimport sys\nprint(*[name for name in {absent!r} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", check], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == ""


def test_the_package_says_that_it_is_typed():
    assert (PROJECT / "nlp" / "py.typed").read_bytes() == b""


def test_a_repr_shows_what_came_out():
    item = nlp.Labeller("default").label_one("Nước dâng nhanh, hàng trăm hộ dân phải sơ tán. " * 9, "Lũ quét trong đêm")
    assert repr(item) == "LabelledArticle('Lũ quét trong đêm', label='flood_disaster', confidence=1.00, entities=9)"
    assert repr(item.prediction) == "Prediction(label='flood_disaster', confidence=1.00, model='default')"
    short = nlp.Labeller("default").label_one("Giá vé")
    assert "needs_review=True" in repr(short)
    bare = nlp.Labeller(None).label_one("Một văn bản dài không có tít nào cả, " * 40)
    assert len(repr(bare)) < 130
    assert repr(bare).endswith("…', entities=0)")


def test_articles_are_read_from_any_format():
    assert [article.id for article in nlp.read_articles(PROJECT / "corpus" / "samples" / "export.csv")] == [
        "sk-201",
        "sk-202",
        "sk-203",
        "sk-204",
    ]


def test_records_that_cannot_be_used_are_told(tmp_path):
    path = write_jsonl(tmp_path / "feed.jsonl", [{"text": "Mưa lớn", "label": "a"}, {"text": 42, "label": "b"}])
    with pytest.warns(UserWarning, match=r"1 records left out, the first: .*feed.jsonl:2: field 'text' holds int"):
        assert len(list(nlp.read_articles(path))) == 1
    with pytest.warns(UserWarning, match="1 records left out"):
        assert len(nlp.read_labelled(path)) == 1


def test_labelled_articles_come_as_paths_pairs_and_datasets(tmp_path):
    path = write_jsonl(tmp_path / "a.jsonl", [{"text": "Mưa lớn", "label": "a"}])
    pair = (nlp.Article(title="Lũ quét"), " b ")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        data = nlp.read_labelled([path, str(path), pair])
        assert nlp.read_labelled(data) is data
    assert data.labels == ["a", "a", "b"]
    assert data.articles[2].title == "Lũ quét"


def test_files_are_labelled_and_columns_named(tmp_path):
    path = write_jsonl(tmp_path / "feed.jsonl", [{"noi_dung": "Nước dâng nhanh, 300 hộ dân phải sơ tán."}])
    outcome = nlp.label_files(path, tmp_path / "out.jsonl", columns=nlp.Columns(text="noi_dung"))
    assert (outcome.tally.read, outcome.tally.labelled) == (1, 1)
    assert outcome.tally.by_label["flood_disaster"] == 1


def test_a_model_is_trained_judged_compared_and_kept(corpus, tmp_path):
    learn, test = corpus.take(range(0, 1350, 4)), corpus.take(range(2, 1350, 4))
    told = []
    options = nlp.TrainOptions(folds=2, max_iter=10, plain=False)
    trained = nlp.train(learn, tmp_path / "mine", tests={"rest": test}, options=options, progress=told.append)
    assert told
    assert set(trained.metrics.tests) == {"rest"}
    assert trained.metrics.beside.current.name == "default"
    assert nlp.load_model(tmp_path / "mine").labels == trained.classifier.labels
    assert "rest" in (tmp_path / "mine" / "README.md").read_text(encoding="utf-8")
    pairs = list(zip(test.articles, test.labels, strict=True))
    figures = nlp.evaluate(tmp_path / "mine", test)
    assert nlp.evaluate(tmp_path / "mine", pairs) == figures
    assert nlp.evaluate(trained.classifier, test).confusion == figures.confusion
    assert nlp.compare("default", trained.classifier, test).names == ("default", "mine")
    with pytest.raises(nlp.OutputError):
        nlp.train(learn, tmp_path / "mine", options=options)
