import json
import os
import shutil
import signal
import subprocess
import sys
import time
import unicodedata
from dataclasses import replace

import pytest
from msgspec import structs

from nlp.classify.folder import LAYOUT, save
from nlp.classify.model import ACCENTED
from nlp.classify.registry import check_output, find_model, list_models, load_model, promoted_models, read_registry
from nlp.datasets.dataset import merge
from nlp.datasets.overlap import sketch_of
from nlp.errors import DataError, ModelError, OutputError
from nlp.evaluation.figures import Metrics, to_json
from nlp.evaluation.judgement import judge, metrics_of
from nlp.lifecycle.promotion import Floors, own_floors, promote, read_floors, roll_back
from tests.conftest import CORPUS, PROJECT

NONE = Floors()


@pytest.fixture
def models(tmp_path, monkeypatch, trained):
    """A folder of models: good is what it is, bad takes two labels for each other, other knows other labels."""
    root = tmp_path / "models"
    monkeypatch.setenv("BANTIN_MODELS", str(root))
    good = trained.classifier
    swapped = replace(good.accented, coef=good.accented.coef[:, [1, 0, 2, 3]])
    for name, classifier in {
        "good": good,
        "again": good,
        "bad": replace(good, views={**good.views, ACCENTED: swapped}),
        "other": replace(good, labels=("x", *good.labels[1:])),
    }.items():
        save(replace(classifier, name=name), root / name, metrics={}, card="")
    return root


@pytest.fixture(scope="module")
def data(corpus):
    """Articles that no model was trained on: the one that ships was trained on the corpus as it is."""
    part = corpus.take(range(0, len(corpus), 5))
    return replace(part, articles=[replace(article, text=f"{article.text} Hết.") for article in part.articles])


def state(models):
    return {path.name: path.read_bytes() for path in models.glob("*registry*")}


def test_promoted_and_back_again(models, data):
    shipped = find_model()
    assert shipped == find_model("default")
    first = promote("good", data, floors=NONE, data=["some.jsonl"])
    assert find_model() == find_model("current") == models / "good"
    assert (first["model"], first["previous"], first["reason"], first["against"]) == ("good", "default", None, [])
    assert first["data"] == {"names": ["some.jsonl"], "articles": 270, "sha256": data.fingerprint}
    promote(str(models / "again"), data, floors=NONE)
    assert find_model() == models / "again"
    assert roll_back()["model"] == "good"
    assert find_model() == models / "good"
    assert roll_back()["model"] == "default"
    assert find_model() == shipped
    with pytest.raises(ModelError, match="nothing to go back to"):
        roll_back()
    history = read_registry()["history"]
    assert [(event["action"], event["model"], event["previous"]) for event in history] == [
        ("promote", "good", "default"),
        ("promote", "again", "good"),
        ("rollback", "good", "again"),
        ("rollback", "default", "good"),
    ]
    assert all(event["when"].endswith("+00:00") for event in history)


def test_a_worse_model_is_refused_unless_forced(models, data):
    promote("good", data, floors=NONE)
    before = state(models)
    with pytest.raises(
        ModelError, match=r"bad is not promoted: it is worse than the current model.*worse beyond noise"
    ):
        promote("bad", data, floors=NONE)
    with pytest.raises(ModelError, match="with a reason"):
        promote("bad", data, floors=NONE, force="  ")
    assert state(models) == before
    event = promote("bad", data, floors=NONE, force="the good one knows too much")
    assert find_model() == models / "bad"
    assert event["reason"] == "the good one knows too much"
    assert event["comparison"]["verdict"] == "worse"
    assert len(event["against"]) == 1
    assert promote("good", data, floors=NONE)["comparison"]["verdict"] == "better"


def test_other_labels_stand_beside_and_decide_nothing(models, data):
    renamed = replace(data, labels=["x" if label == "flood_disaster" else label for label in data.labels])
    promote("good", data, floors=NONE)
    event = promote("other", renamed, floors=Floors(f1={"x": 0.9}))
    assert event["against"] == []
    assert event["comparison"]["only"]["x"]["f1"] > 0.9
    assert event["comparison"]["articles"] < event["figures"]["articles"] == len(renamed)


def test_models_that_share_no_two_labels_are_refused_unless_forced(models, data, trained):
    names = dict(zip(trained.classifier.labels, "abcd", strict=True))
    save(replace(trained.classifier, name="far", labels=tuple("abcd")), models / "far", metrics={}, card="")
    renamed = replace(data, labels=[names[label] for label in data.labels])
    with pytest.raises(ModelError, match="cannot be compared with the current model"):
        promote("far", renamed, floors=NONE)
    event = promote("far", renamed, floors=NONE, force="new labels")
    assert event["comparison"] is None
    assert event["figures"]["macro_f1"] > 0.9


def test_the_data_it_was_trained_on_proves_nothing(models, corpus):
    with pytest.raises(ModelError, match="trained on these very articles"):
        promote("good", corpus, floors=NONE)


def test_data_of_which_it_was_trained_on_a_part(models, data, trained):
    seen = data.take(range(100))
    classifier = replace(trained.classifier, name="half", about={})
    save(classifier, models / "half", metrics=to_json(Metrics(trained_on=sketch_of(seen))), card="")
    with pytest.raises(ModelError, match="it was trained on about 37% of these articles"):
        promote("half", data, floors=NONE)
    assert promote("half", data.take(range(100, 200)), floors=NONE)["against"] == []


def test_what_the_current_model_was_trained_on_proves_nothing(models, data, corpus, trained):
    """Good and bad alike: the figures of a model on what it learnt from are no measure for another."""
    learnt = corpus.take(range(0, len(corpus), 5))
    with pytest.raises(
        ModelError, match=r"model, default, was trained on these very articles, so a comparison.*neither"
    ) as found:
        promote("bad", learnt, floors=NONE)
    assert "worse" not in str(found.value)
    with pytest.raises(ModelError, match=r"the current model, default, was trained on about \d+% of these articles"):
        promote("good", merge([data, corpus.take(range(0, len(corpus), 40))]), floors=NONE)
    event = promote("good", learnt, floors=NONE, force="a test")
    assert event["seen"]["current"] > 0.9
    assert event["comparison"]["evidence"] is False
    assert len(event["against"]) == 1
    assert promote("again", data, floors=NONE)["comparison"]["evidence"] is True


def test_floors_of_labels_however_their_letters_are_composed(trained, data, tmp_path):
    file = tmp_path / "floors.toml"
    composed, decomposed = (unicodedata.normalize(form, "bão lũ") for form in ("NFC", "NFD"))
    file.write_text(f'[f1]\n"{decomposed}" = 0.5\n', encoding="utf-8")
    whole = metrics_of(judge(trained.classifier, data))
    row = structs.replace(whole.by_label["other"], f1=0.4)
    for label in (composed, decomposed):
        figures = structs.replace(whole, by_label={label: row})
        assert read_floors(file).below(figures) == [f"F1 of {composed} is 0.400, below its floor 0.500"]
        assert Floors(f1={decomposed: 0.5}).below(figures)
    file.write_text(f'[f1]\n"{decomposed}" = 0.5\n"{composed}" = 0.1\n', encoding="utf-8")
    with pytest.raises(DataError, match="two floors for"):
        read_floors(file)


def test_under_the_floors(models, data):
    doubtful = replace(data, labels=["other" if row % 3 == 0 else label for row, label in enumerate(data.labels)])
    (models / "floors.toml").write_text("macro_f1 = 0.5\naccuracy = 0.95\n[f1]\nother = 0.999\ngovernance = 0.1\n")
    with pytest.raises(
        ModelError, match=r"promoted: accuracy is 0\.\d+, below its floor 0\.950; F1 of other is [^;]+\.$"
    ):
        promote("good", doubtful, floors=own_floors())
    assert promoted_models() == []
    assert promote("good", data, floors=Floors({"accuracy": 0.95}))["against"] == []
    with pytest.raises(DataError, match="the label 'sport', which the model does not know"):
        promote("again", data, floors=Floors(f1={"sport": 0.1}))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("macro_f2 = 0.5", "unknown key 'macro_f2'"),
        ("macro_f1 = 85", "macro_f1 is 85, not a number from 0 to 1"),
        ("accuracy = true", "accuracy is True"),
        ("f1 = 0.5", "f1 must be a table of labels"),
        ("[f1]\nother = '0.5'", "other is '0.5'"),
        ("macro_f1 0.5", "cannot be read"),
    ],
)
def test_floors_that_cannot_be_used(tmp_path, text, message):
    (tmp_path / "f.toml").write_text(text)
    with pytest.raises(DataError, match=message):
        read_floors(tmp_path / "f.toml")


def test_no_floors_are_no_floors(models):
    assert own_floors() == NONE
    with pytest.raises(DataError, match="cannot be read"):
        read_floors(models / "none.toml")


def test_the_current_model_is_not_promoted_again(models, data):
    promote("good", data, floors=NONE)
    with pytest.raises(ModelError, match="is the current model already"):
        promote("good", data, floors=NONE)


def test_a_model_without_a_name_of_its_own(models, data, tmp_path):
    shutil.copytree(models / "good", tmp_path / "elsewhere")
    with pytest.raises(ModelError, match=r"only a model in .* can be promoted"):
        promote(str(tmp_path / "elsewhere"), data, floors=NONE)
    shutil.copytree(models / "good", models / "current")
    with pytest.raises(ModelError, match="the name 'current' is reserved"):
        promote(str(models / "current"), data, floors=NONE)
    shutil.copytree(models / "good", models / "default")
    with pytest.raises(ModelError, match="the name 'default' is reserved"):
        promote(str(models / "default"), data, floors=NONE)


def test_the_model_that_ships_is_the_current_one_when_none_was_promoted(models, data):
    with pytest.raises(ModelError, match="is the current model already"):
        promote("default", data, floors=NONE)


def test_a_promoted_model_is_not_overwritten(models, data):
    promote("good", data, floors=NONE)
    promote("again", data, floors=NONE)
    for name in ("good", "again"):
        with pytest.raises(OutputError, match="that a rollback can return to, and is not replaced"):
            check_output(models / name, overwrite=True)
    check_output(models / "bad", overwrite=True)
    roll_back()
    check_output(models / "again", overwrite=True)


def test_a_current_model_that_was_changed_is_not_used(models, data, trained):
    promote("good", data, floors=NONE)
    promote("again", data, floors=NONE)
    save(
        replace(trained.classifier, name="again", title_weight=1), models / "again", metrics={}, card="", overwrite=True
    )
    with pytest.raises(ModelError, match="changed after it was promoted"):
        find_model()
    assert [(listed.name, listed.current) for listed in list_models() if listed.problem] == [("again", False)]
    event = promote("again", data, floors=NONE)
    assert event["comparison"]["models"]["a"]["name"] == "good", "the last one that can be used stands in"
    assert [(passed["name"], "changed after" in passed["why"]) for passed in event["unusable"]] == [("again", True)]
    assert find_model() == models / "again"
    rolled = roll_back()
    assert (rolled["model"], [passed["name"] for passed in rolled["skipped"]]) == ("good", ["again"])
    assert find_model() == models / "good"


def test_a_damaged_current_model_has_a_way_out(models, data):
    promote("good", data, floors=NONE)
    (models / "good" / LAYOUT.weights(ACCENTED)).write_bytes(b"PK")
    with pytest.raises(ModelError, match=r"damaged.*bantin models rollback"):
        load_model()
    event = promote("again", data, floors=NONE)
    assert event["comparison"]["models"]["a"]["name"] == "default"
    assert event["unusable"][0]["name"] == "good"


def test_all_promoted_models_are_gone(models, data):
    promote("good", data, floors=NONE)
    promote("again", data, floors=NONE)
    for name in ("good", "again"):
        shutil.rmtree(models / name)
    gone = [listed for listed in list_models() if listed.folder is None]
    assert [(listed.name, listed.current) for listed in gone] == [("again", False)]
    event = roll_back()
    assert (event["model"], [passed["name"] for passed in event["skipped"]]) == ("default", ["good"])
    assert promoted_models() == []
    assert load_model().name == "default"


@pytest.mark.parametrize("damage", ["gone", "changed", "broken"])
def test_the_way_back_passes_over_a_model_that_is_not_what_it_was(models, data, damage):
    promote("bad", data, floors=NONE, force="to have one below")
    promote("good", data, floors=NONE)
    promote("again", data, floors=NONE)
    if damage == "gone":
        shutil.rmtree(models / "good")
    elif damage == "changed":
        head = json.loads((models / "good" / LAYOUT.head).read_text())
        (models / "good" / LAYOUT.head).write_text(json.dumps(head | {"title_weight": 1}))
    else:
        (models / "good" / LAYOUT.weights(ACCENTED)).write_bytes(b"PK")
    event = roll_back()
    assert (event["model"], event["previous"]) == ("bad", "again")
    assert [(passed["name"], bool(passed["why"])) for passed in event["skipped"]] == [("good", True)]
    assert find_model() == models / "bad"
    assert [promoted.name for promoted in promoted_models()] == ["bad"]
    assert read_registry()["history"][-1] == event


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"protocol": 2, "promoted": [], "history": []}',
                                     b'{"protocol": 1, "promoted": [{"name": 1}], "history": []}'])  # fmt: skip
def test_a_registry_that_cannot_be_read(models, content):
    (models / "registry.json").write_bytes(content)
    with pytest.raises(ModelError, match=r"registry\.json: this version cannot read it as a registry"):
        find_model()
    assert find_model("good") == models / "good"


HOLD = """
import sys, time
from nlp.lifecycle.promotion import _locked
from pathlib import Path
with _locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_of_two_promotions_at_once_the_second_is_refused(models, data):
    holder = subprocess.Popen([sys.executable, "-c", HOLD, models], stdout=subprocess.PIPE, cwd=PROJECT)
    try:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(ModelError, match="another promotion is under way"):
            promote("good", data, floors=NONE)
        with pytest.raises(ModelError, match="another promotion is under way"):
            roll_back()
    finally:
        holder.kill()
        holder.wait()
    assert promote("good", data, floors=NONE)["model"] == "good", "a process that was killed holds nothing"


def test_a_promotion_that_is_killed_leaves_the_old_state(models, data):
    promote("good", data, floors=NONE)
    before = (models / "registry.json").read_bytes()
    command = [sys.executable, "-m", "nlp", "models", "promote", "again", "--on", CORPUS / "articles", "--force", "x"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, cwd=PROJECT, env=os.environ)
    while b"judging" not in (line := process.stderr.readline()):
        assert line, "the promotion ended before it judged"
    time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stderr.close()
    assert (models / "registry.json").read_bytes() == before
    assert find_model() == models / "good"
    assert promote("again", data, floors=NONE)["model"] == "again"
