import hashlib
import json

import pytest

from nlp.classify.folder import LAYOUT
from tests.conftest import CORPUS, bantin, read_jsonl, write_jsonl

SMALL = ("--set", "folds=2", "--set", "max_iter=5", "--set", "plain=false")


@pytest.fixture(autouse=True, scope="module")
def cache(tmp_path_factory):
    """The cache of these tests is not that of whoever runs them."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BANTIN_CACHE", str(folder))
        yield folder


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
    card = (model / LAYOUT.card).read_text(encoding="utf-8")
    assert card.startswith("# Model `mine`")
    assert "1,350 articles" in card
    assert "| governance |" in card
    metrics = json.loads((model / LAYOUT.metrics).read_text())
    assert metrics["out_of_fold"]["accented"]["articles"] == 1350
    assert metrics["survey"]["labels"]["other"]["articles"] > 300
    assert "| a list of keywords |" in card


def test_the_data_is_surveyed_and_the_model_judged_beside_others(tmp_path, cache):
    rows = [row for path in sorted((CORPUS / "articles").glob("*.jsonl")) for row in read_jsonl(path)[::6]]
    twin = {**rows[0], "id": "twin", "label": "other"}
    tested = [rows[3], *read_jsonl(CORPUS / "articles" / "other.jsonl")[1:60:2], {"text": "chưa có nhãn"}]
    write_jsonl(tmp_path / "test.jsonl", tested)
    del rows[1]["published"], rows[2]["published"]
    write_jsonl(tmp_path / "data.jsonl", [*rows, twin, {"text": "nhãn đâu", "label": ""}])
    arguments = ("data.jsonl", "--test", "test.jsonl", "--test-from", "2026-08-01", "--search", "quick", *SMALL)
    talks = []
    for _ in range(2):
        result = bantin("train", *arguments, "-o", "new", "--overwrite", cwd=tmp_path)
        assert result.returncode == 3, result.stderr.decode()
        talks.append(result.stderr.decode())
        metrics = json.loads((tmp_path / "new" / LAYOUT.metrics).read_text())
    talk = talks[0]
    assert "1 records left out:\n  data.jsonl:" in talk
    assert "1 records of the test 'test.jsonl' left out:\n  test.jsonl:32:" in talk
    assert "! 2 training articles have no day of publication" in " ".join(talk.split())
    assert "! 2 near-duplicates in 1 groups have different labels" in talk
    assert f"{rows[0]['id']} {rows[0]['label']}, twin other" in talk
    assert "1 articles of the test 'test.jsonl' have a near-duplicate in the training data" in talk
    assert "articles published from 2026-08-01 on" in talk
    assert "default (current)" in talk
    assert "keywords" in talk
    assert "class_balance" in talk
    assert len(metrics["search"]["table"]) == 8
    assert metrics["tests"]["test.jsonl"]["leaks"] == 1
    assert metrics["survey"]["conflicting_groups"] == 1
    assert rows[0]["title"] not in json.dumps(metrics, ensure_ascii=False)
    assert talks[0] == talks[1], "with the cache cold and warm"
    assert any(cache.rglob("output.pkl"))


def test_folders_as_labels_expected_shares_and_no_cache(tmp_path):
    for path in sorted((CORPUS / "articles").glob("*.jsonl")):
        for number, row in enumerate(read_jsonl(path)[:30]):
            file = tmp_path / "sorted" / row["label"] / f"{number}.txt"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{row['title']}\n{row['text']}", encoding="utf-8")
    result = bantin(
        *("train", "sorted", "-o", "new", *SMALL, "--no-cache", "--against", "none", "--expect", "other=0.9"),
        env={"BANTIN_CACHE": str(tmp_path / "unused")},
        cwd=tmp_path,
    )
    assert result.returncode == 0, result.stderr.decode()
    assert b"expected (given): flood_disaster 3.3%" in result.stderr
    assert b"with correction" in result.stderr
    assert b"(current)" not in result.stderr
    assert not (tmp_path / "unused").exists()
    head = json.loads((tmp_path / "new" / LAYOUT.head).read_text())
    assert len(head["labels"]) == 4


def test_a_damaged_current_model_is_a_reason_to_train(tmp_path):
    folder = tmp_path / "models" / "mine"
    folder.mkdir(parents=True)
    (folder / LAYOUT.head).write_text("{}")
    promoted = {"name": "mine", "sha256": hashlib.sha256(b"{}").hexdigest()}
    registry = {"protocol": 1, "promoted": [promoted], "history": []}
    (tmp_path / "models" / "registry.json").write_text(json.dumps(registry))
    write_jsonl(tmp_path / "d.jsonl", [{"text": f"{x} {n}", "label": x} for n in range(20) for x in ("lũ", "xe")])
    result = bantin("train", "d.jsonl", "-o", "new", *SMALL, cwd=tmp_path)
    assert result.returncode == 0, result.stderr.decode()
    assert b"the current model is left out: " in result.stderr
    asked = bantin("train", "d.jsonl", "-o", "new2", *SMALL, "--against", "mine", cwd=tmp_path)
    assert asked.returncode == 1
    assert b"damaged" in asked.stderr


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
        (["one.jsonl", "--set", "min_df=x"], 1, "--set: min_df is 'x'.\n        Give a whole number, at least 1"),
        (["one.jsonl", "--tokenizer", "char"], 1, "--set: tokenizer is 'char'.\n        Use syllable or word."),
        (["one.jsonl", "-o", "there"], 1, "exists already"),
        (["two.jsonl", "-o", "there", "--overwrite"], 1, "holds thesis.txt, but no model"),
        (["two.jsonl", "-o", "models/default"], 1, "always means the model that ships"),
        (["two.jsonl", "-o", "models/current"], 1, "always means the model promoted last"),
        (["--config", "none.toml"], 1, "cannot be read"),
        (["two.jsonl", "--expect", "c=0.3"], 1, "which is no label"),
    ],
)
def test_failures(tmp_path, arguments, code, message):
    write_jsonl(tmp_path / "one.jsonl", [{"text": f"lũ {n}", "label": "a"} for n in range(30)])
    write_jsonl(tmp_path / "two.jsonl", [{"text": f"{x} {n}", "label": x} for n in range(12) for x in "ab"])
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "thesis.txt").write_text("years of work")
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


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--map", "other=rest"], b"name it with --from"),
        (["--from", "default", "--map", "nope=rest"], b"'nope' is no label of default"),
        (["--from", "default", "--map", "rest"], b"renames nothing"),
        (["--from", "default", "--search", "quick"], b"--search and --from are both given"),
        (["--from", "default", "--expect", "other=0.9"], b"--expect and --from are both given"),
        (["--from", "no-such-model"], b"no-such-model"),
    ],
)
def test_what_goes_not_together_with_a_base(tmp_path, arguments, message):
    write_jsonl(tmp_path / "few.jsonl", [{"text": f"xe khách nhồi nhét {n}", "label": "other"} for n in range(3)])
    result = bantin("train", tmp_path / "few.jsonl", "-o", tmp_path / "mine", *arguments)
    assert result.returncode != 0
    assert message in b" ".join(result.stderr.split())
    assert not (tmp_path / "mine").exists()
