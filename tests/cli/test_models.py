import json
import shutil
from dataclasses import replace

import pytest

from nlp.classify.folder import LAYOUT, save
from tests.conftest import CORPUS, PROJECT, bantin, read_jsonl, write_jsonl


@pytest.fixture
def workplace(tmp_path, trained, corpus):
    save(trained.classifier, tmp_path / "models" / "small", metrics={}, card="")
    rows = [
        {"text": f"{article.document} Hết.", "topic": label}  # not as the model that ships has learnt it
        for article, label in list(zip(corpus.articles, corpus.labels, strict=True))[::40]
    ]
    write_jsonl(tmp_path / "some.jsonl", rows)
    return tmp_path


def test_promote_use_and_go_back(workplace):
    run = lambda *arguments: bantin(*arguments, cwd=workplace)  # noqa: E731
    assert b"No model was promoted here" in run("models", "history").stdout
    promoted = run("models", "promote", "small", "--on", "some.jsonl", "--label-field", "topic")
    assert promoted.returncode == 0, promoted.stderr.decode()
    assert "small is the current model; default was." in promoted.stdout.decode()
    used = json.loads(run("predict", "--text", "Lũ quét cuốn trôi cầu ở xã vùng cao", "--json").stdout)
    assert used["prediction"]["model"] == "small"
    listed = json.loads(run("models", "list", "--json").stdout)
    assert [(row["name"], row["current"]) for row in listed] == [("small", True), ("default", False)]
    again = run("models", "promote", "small", "--on", "some.jsonl", "--label-field", "topic")
    assert (again.returncode, b"is the current model already" in again.stderr) == (1, True)
    assert b"small was" in run("models", "rollback").stdout
    assert "*   default" in run("models", "list").stdout.decode()
    shown = run("models", "history").stdout.decode()
    assert "promote small" in shown
    assert "rollback default" in shown
    assert [event["action"] for event in json.loads(run("models", "history", "--json").stdout)] == [
        "promote",
        "rollback",
    ]


def test_refused_and_forced(workplace):
    rows = read_jsonl(workplace / "some.jsonl")
    rows = [{**row, "topic": "other"} if n % 4 else row for n, row in enumerate(rows)]
    write_jsonl(workplace / "some.jsonl", [*rows, {"text": "no label"}])
    (workplace / "floors.toml").write_text("accuracy = 0.9\n")
    options = ("models", "promote", "small", "--on", "some.jsonl", "--label-field", "topic", "--floors", "floors.toml")
    refused = bantin(*options, cwd=workplace)
    assert refused.returncode == 1
    assert b"small is not promoted: accuracy is" in refused.stderr
    assert b"--force" in refused.stderr
    assert not (workplace / "models" / "registry.json").exists()
    forced = bantin(*options, "--force", "only to see [it]", "--json", cwd=workplace)
    assert forced.returncode == 3, "a record was left out"
    assert b"1 records left out" in forced.stderr
    assert json.loads(forced.stdout)["reason"] == "only to see [it]"
    assert "forced: only to see [it]" in " ".join(bantin("models", "history", cwd=workplace).stdout.decode().split())


def test_damaged_models_are_marked_and_skipped(workplace, trained):
    run = lambda *arguments: bantin(*arguments, cwd=workplace)  # noqa: E731
    models = workplace / "models"
    (models / "broken").mkdir()
    (models / "broken" / LAYOUT.head).write_bytes(b"{")
    promoting = ("models", "promote", "small", "--on", "some.jsonl", "--label-field", "topic")
    assert run(*promoting).returncode == 0
    again = run("train", "some.jsonl", "--label-field", "topic", "-o", "models/small", "--overwrite")
    assert (again.returncode, b"that a rollback can return to, and is not replaced" in again.stderr) == (1, True)
    save(replace(trained.classifier, title_weight=1), models / "small", metrics={}, card="", overwrite=True)
    listed = run("models", "list")
    assert listed.returncode == 0, listed.stderr.decode()
    shown = " ".join(listed.stdout.decode().split())
    assert "! broken" in shown
    assert "! broken: models/broken: the model is damaged" in shown
    assert "! small: models/small: changed after it was promoted" in shown
    assert "*" not in shown
    rows = {row["name"]: row for row in json.loads(run("models", "list", "--json").stdout)}
    assert not any(row["current"] for row in rows.values())
    assert [name for name, row in rows.items() if row["problem"]] == ["broken", "small"]
    assert b"not compared with small: models/small: changed" in run(*promoting).stdout
    assert b"skipped small" in run("models", "rollback").stdout
    assert "skipped small: models/small: changed" in " ".join(run("models", "history").stdout.decode().split())
    assert "* default" in " ".join(run("models", "list").stdout.decode().split())


def test_figures_that_cannot_be_read_cost_no_model(workplace):
    run = lambda *arguments: bantin(*arguments, cwd=workplace)  # noqa: E731
    (workplace / "models" / "small" / "metrics.json").write_text('{"out_of_fold": {"accented": {"articles": "many"}}}')
    listed = run("models", "list")
    assert listed.returncode == 0
    assert "small" in listed.stdout.decode()
    shown = run("models", "show", "small")
    assert shown.returncode == 1
    assert "models/small/metrics.json: the figures of the model cannot be read" in shown.stderr.decode()
    assert "articles" in shown.stderr.decode()
    assert run("predict", "--text", "Lũ quét cuốn trôi cầu ở xã vùng cao", "-m", "models/small").returncode == 0


def test_names_with_brackets(workplace, trained):
    save(replace(trained.classifier, name="[/v2]"), workplace / "models" / "[bold]", metrics={}, card="")
    assert "[bold]" in bantin("models", "list", cwd=workplace).stdout.decode()
    assert bantin("models", "show", "[bold]", cwd=workplace).stdout.decode().startswith("[/v2]  models/[bold]\n")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["promote", "small"], 2, "--on"),
        (["promote", "none", "--on", "some.jsonl"], 1, "No model 'none'"),
        (["promote", "small", "--on", "some.jsonl"], 1, "no labelled articles"),
        (["rollback"], 1, "nothing to go back to"),
    ],
)
def test_failures(workplace, arguments, code, message):
    result = bantin("models", *arguments, cwd=workplace)
    assert result.returncode == code
    assert message in result.stderr.decode()
    assert b"Traceback" not in result.stderr
    assert not (workplace / "models" / "registry.json").exists()


def test_a_model_elsewhere_has_no_name(workplace):
    shutil.copytree(PROJECT / "models" / "default", workplace / "elsewhere")
    result = bantin("models", "promote", "elsewhere", "--on", CORPUS / "articles", cwd=workplace)
    assert result.returncode == 1
    assert b"only a model in models can be promoted" in result.stderr
