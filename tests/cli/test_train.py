import json

import pytest

from tests.conftest import CORPUS, bantin, read_jsonl, write_jsonl


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "mine"
    result = bantin("train", CORPUS / "articles", "-o", folder, "--set", "folds=2", "--set", "max_iter=15")
    assert result.returncode == 0, result.stderr.decode()
    assert b"macro-F1" in result.stderr
    assert b"fold 2 of 2" in result.stderr
    return folder


def test_trained_model_predicts(model):
    result = bantin("predict", "--text", "Xe khách nhồi nhét, thu tiền vượt giá vé", "--model", model, "--json")
    prediction = json.loads(result.stdout)["prediction"]
    assert (prediction["label"], prediction["model"]) == ("transport_complaint", "mine")


def test_card_and_metrics(model):
    card = (model / "README.md").read_text(encoding="utf-8")
    assert card.startswith("# Model `mine`")
    assert "1,350 articles" in card
    assert "| governance |" in card
    metrics = json.loads((model / "metrics.json").read_text())
    assert metrics["out_of_fold"]["accented"]["articles"] == 1350


def test_listed_and_shown(model):
    environment = {"BANTIN_MODELS": str(model.parent)}
    listed = bantin("models", "list", env=environment).stdout.decode()
    assert "mine" in listed
    assert "default" in listed
    assert [row["name"] for row in json.loads(bantin("models", "list", "--json", env=environment).stdout)] == [
        "mine",
        "default",
    ]
    shown = bantin("models", "show", "mine", env=environment).stdout.decode()
    assert "title_weight" in shown
    assert "no review from" in shown
    assert (
        json.loads(bantin("models", "show", "mine", "--json", env=environment).stdout)["labels"][0] == "flood_disaster"
    )


def test_evaluated(model, tmp_path):
    shown = bantin("evaluate", CORPUS / "articles", "-m", model).stdout.decode()
    assert "mine on 1,350 articles" in shown
    assert "without review" in shown
    rows = read_jsonl(CORPUS / "articles" / "other.jsonl")[:5]
    path = write_jsonl(
        tmp_path / "some.jsonl", [{"topic": row["label"], "text": row["text"]} for row in rows] + [{"text": "x"}]
    )
    result = bantin("evaluate", path, "-m", model, "--label-field", "topic", "--json")
    assert result.returncode == 3
    figures = json.loads(result.stdout)
    assert (figures["articles"], figures["rejected"]) == (5, 1)
    assert b"holds no label" in result.stderr


def test_exported(model, tmp_path):
    assert bantin("export", "--sklearn", tmp_path / "m.joblib", "-m", model).returncode == 0
    assert (tmp_path / "m.joblib").stat().st_size > 100_000


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "Give labelled data"),
        (["one.jsonl"], 1, "two labels or more"),
        (["none.jsonl"], 1, "no such file"),
        (["one.jsonl", "--set", "min_dff=3"], 1, "unknown key 'min_dff'"),
        (["one.jsonl", "--set", "min_df"], 2, "NAME=VALUE"),
        (["one.jsonl", "--set", "min_df=x"], 1, "not of type int"),
        (["one.jsonl", "--tokenizer", "char"], 1, "two labels or more"),
        (["one.jsonl", "-o", "there"], 1, "exists already"),
        (["--config", "none.toml"], 1, "cannot be read"),
    ],
)
def test_failures(tmp_path, arguments, code, message):
    write_jsonl(tmp_path / "one.jsonl", [{"text": f"lũ {n}", "label": "a"} for n in range(30)])
    (tmp_path / "there").mkdir()
    result = bantin("train", *arguments, cwd=tmp_path)
    assert result.returncode == code
    assert message in result.stderr.decode()
    assert b"Traceback" not in result.stderr
    assert not (tmp_path / "models").exists()


def test_a_label_that_the_model_does_not_know(tmp_path):
    write_jsonl(tmp_path / "d.jsonl", [{"text": "lũ", "label": "goverment"}])
    result = bantin("evaluate", tmp_path / "d.jsonl")
    assert result.returncode == 1
    assert b"Did you mean 'governance'?" in result.stderr
