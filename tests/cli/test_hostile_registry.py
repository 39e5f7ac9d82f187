"""Registries, figures and models that somebody made on purpose: every command names the file, none hangs or shows a trap.

The commands run in this process, as :func:`nlp.cli.main.run` runs them, because a table of all kinds and commands would
take an hour with processes of their own.
"""

import json
import os
import shutil
import time
from pathlib import Path

import pytest

from nlp.classify import registry
from nlp.classify.folder import LAYOUT
from nlp.cli import main
from tests.conftest import CORPUS, PROJECT, read_jsonl, write_jsonl

MOST_SECONDS = 5
DEEP = b"[" * 200_000 + b"]" * 200_000
TRAPS = "[red]\x1b[31m\x1b]0;title\x07\u202e[/nope]\r\x9b2J"
"""What must not reach a terminal: markup that rich does not close, colours, a title, reversed letters, an erased line."""

CHAIN = 10_000
BEYOND = 100_000
SHA = "0" * 64


def put(name, content):
    def change(models):
        path = models / name
        path.unlink(missing_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())

    return change


def pipe(name):
    def change(models):
        (models / name).unlink(missing_ok=True)
        os.mkfifo(models / name)

    return change


def folder(name):
    def change(models):
        (models / name).unlink(missing_ok=True)
        (models / name).mkdir()

    return change


def link(name, target):
    def change(models):
        (models / name).unlink(missing_ok=True)
        (models / name).symlink_to(target)

    return change


def sparse(name, size):
    """Make a file that holds nothing and says that it is long."""

    def change(models):
        (models / name).write_bytes(b"[")
        os.truncate(models / name, size)

    return change


def places(name):
    """Return what can be at the place of a file, whatever the file is for."""
    return {
        "deep": put(name, DEEP),
        "deep inside": put(name, b'{"protocol": 1, "promoted": [], "history": ' + DEEP + b"}"),
        "a list": put(name, [1]),
        "a number": put(name, 5),
        "NaN": put(name, b"NaN"),
        "a number of 5,000 digits": put(name, b"9" * 5_000),
        "nothing": put(name, b""),
        "not UTF-8": put(name, b'{"promoted": "\xff\xfe"}'),
        "UTF-16": put(name, '{"protocol": 1}'.encode("utf-16")),
        "lone surrogates": put(
            name, b'{"protocol": 1, "promoted": [], "history": ["\\ud800"], "out_of_fold": "\\ud800"}'
        ),
        "NUL bytes": put(name, bytes(1_000)),
        "a pipe": pipe(name),
        "a folder": folder(name),
        "a link to itself": link(name, Path(name).name),
        "a link to zeros without end": link(name, "/dev/zero"),
        "a link to nothing": link(name, "nowhere"),
        "4 GB": sparse(name, 4 * 2**30),
    }


def metrics(**changes):
    """Change figures of the model that ships."""

    def change(models):
        path = models / "strange" / LAYOUT.metrics
        content = json.loads(path.read_text(encoding="utf-8"))
        figures = content["out_of_fold"]["accented"]
        for key, value in changes.items():
            (content if key in content else figures)[key] = value
        path.write_text(json.dumps(content), encoding="utf-8")

    return change


def about(**changes):
    def change(models):
        path = models / "strange" / LAYOUT.head
        content = json.loads(path.read_text(encoding="utf-8"))
        content["about"] |= changes
        path.write_text(json.dumps(content), encoding="utf-8")

    return change


ROW = {"precision": 1.0, "recall": 1.0, "f1": 1.0, "articles": 1, "needs_review": 0}
FIGURES = {
    "infinity": metrics(macro_f1=float("inf")),
    "no number": metrics(macro_f1=float("nan"), accuracy=float("nan"), coverage_without_review=float("nan")),
    "beyond floats": metrics(macro_f1=10**400),
    "articles beyond 64 bits": metrics(articles=10**400),
    "text for a number": metrics(macro_f1="0.9"),
    "null for a number": metrics(macro_f1=None),
    "an interval of one": metrics(macro_f1_interval=[1.0]),
    "an interval without end": metrics(macro_f1_interval=[float("-inf"), float("nan")]),
    "no labels": metrics(by_label={}, confusion=[]),
    "labels that are traps": metrics(by_label={TRAPS: ROW}),
    "a confusion of other shape": metrics(confusion=[[1], [2, 3]]),
    "views that are traps": metrics(out_of_fold={TRAPS: {}}),
    "no views": metrics(out_of_fold={}),
    "views as a list": metrics(out_of_fold=[]),
    "a sketch that is no base64": metrics(trained_on={"complete": False, "hashes": "?"}),
    "a sketch of nothing": metrics(trained_on={"complete": False, "hashes": ""}),
    "a sketch of letters without meaning": metrics(trained_on={"complete": False, "hashes": "\u1ea1"}),
    "a sketch without end": metrics(trained_on={"complete": True, "hashes": "A" * 4_000_000}),
    "a curve of 100,000 points": metrics(learning_curve=[{"articles": 1}] * 100_000),
    "a current model that is a trap": metrics(beside={"current": {"name": TRAPS, "macro_f1": {}}}),
    "about: articles as text": about(articles="many"),
    "about: articles without end": about(articles=float("inf")),
    "about: articles as a list": about(articles=[1]),
    "about: options as a list": about(options=[1]),
    "about: options that are traps": about(options={TRAPS: TRAPS}),
    "about: options of other types": about(options={"min_df": "x", "folds": [1], "max_iter": 10**400}),
    "about: traps": about(data_sha256=TRAPS, articles=TRAPS, trained=TRAPS),
    "about: a checksum as a number": about(data_sha256=5),
}


def promoted(*entries, history=()):
    return put(registry.REGISTRY, {"protocol": 1, "promoted": list(entries), "history": list(history)})


def entry(name, sha256=SHA):
    return {"name": name, "sha256": sha256}


EVENT = {
    "when": "2026-06-01T10:00:00+00:00",
    "who": "me",
    "action": "promote",
    "model": "good",
    "sha256": SHA,
    "previous": "default",
}
REGISTRIES = {
    "protocol as true": put(registry.REGISTRY, {"protocol": True, "promoted": [], "history": []}),
    "promoted as an object": put(registry.REGISTRY, {"protocol": 1, "promoted": {}, "history": []}),
    "promoted as null": put(registry.REGISTRY, {"protocol": 1, "promoted": None, "history": []}),
    "history as an object": put(registry.REGISTRY, {"protocol": 1, "promoted": [], "history": {}}),
    "no history": put(registry.REGISTRY, {"protocol": 1, "promoted": []}),
    "entries as text": promoted("good"),
    "entries as null": promoted(None),
    "a name as a number": promoted(entry(5)),
    "a checksum as a number": promoted(entry("good", 5)),
    "a name that is a path": promoted(entry("../models/good")),
    "an absolute name": promoted(entry("/etc")),
    "an empty name": promoted(entry("")),
    "a name with a NUL": promoted(entry("good\x00")),
    "a name with a surrogate": promoted(entry("good\ud800")),
    "a name that is a trap": promoted(entry(TRAPS)),
    "a name of a megabyte": promoted(entry("x" * 2**20)),
    "the name current": promoted(entry("current")),
    "a model that is gone": promoted(entry("gone")),
    "a model that changed": promoted(entry("good")),
    "a chain of models that are gone": promoted(*[entry(f"gone{number}") for number in range(CHAIN)]),
    "a chain of one model that changed": promoted(*[entry("good")] * CHAIN),
    "a chain beyond reason": promoted(*[entry("good")] * BEYOND),
    "a chain of damaged models": promoted(*[entry("damaged", "of it")] * CHAIN),
    "events as text": promoted(history=["promote"]),
    "events as null": promoted(history=[None]),
    "an event of nothing": promoted(history=[{}]),
    "an event of other types": promoted(history=[dict.fromkeys(EVENT, 5)]),
    "an event of traps": promoted(history=[dict.fromkeys(EVENT, TRAPS) | {"reason": TRAPS, "against": [TRAPS]}]),
    "figures of other types": promoted(history=[EVENT | {"figures": 5, "data": [], "comparison": "x", "against": 5}]),
    "figures of nothing": promoted(history=[EVENT | {"figures": {}, "data": {}, "comparison": {}, "skipped": [{}]}]),
    "figures as text": promoted(
        history=[EVENT | {"figures": {"macro_f1": "x"}, "data": {"articles": "x", "names": [1]}, "skipped": {"a": 1}}]
    ),
    "figures without end": promoted(
        history=[EVENT | {"figures": {"macro_f1": float("inf")}, "data": {"articles": 10**400, "names": ["a"]}}]
    ),
    "20,000 events": promoted(history=[EVENT] * 20_000),
    "an event of a megabyte": promoted(history=[EVENT | {"reason": "x" * 2**20}]),
}
FLOORS = {
    "deep": b"a = " + DEEP,
    "no TOML": b"{",
    "not UTF-8": b"macro_f1 = 0.5 # \xff",
    "a list": b"f1 = [1]",
    "not a number": b"macro_f1 = nan",
    "without end": b"macro_f1 = inf",
    "beyond floats": b"macro_f1 = 1" + b"0" * 5_000,
    "a date": b"macro_f1 = 2026-06-01",
    "traps": ('["' + TRAPS.encode("unicode_escape").decode().replace("\\x", "\\u00") + '"]').encode(),
    "a label that is a trap": (
        '[f1]\n"' + TRAPS.encode("unicode_escape").decode().replace("\\x", "\\u00") + '" = 0.5'
    ).encode(),
}

QUICK = [
    ("models", "list"),
    ("models", "list", "--json"),
    ("models", "show", "strange"),
    ("models", "show", "strange", "--json"),
    ("predict", "-m", "strange", "--text", "Lũ quét cuốn trôi cầu"),
]
SLOW = [
    ("compare", "good", "strange", "some.jsonl"),
    ("evaluate", "some.jsonl", "-m", "strange"),
    ("audit", "some.jsonl", "--options-of", "strange", "--top", "1"),
    ("models", "promote", "strange", "--on", "some.jsonl"),
    ("export", "--sklearn", "made.joblib", "-m", "strange"),
    ("train", "--config", "recipe.toml", "-o", "made", "--against", "strange"),
]
WITH_SLOW_ONES = [
    "deep", "a pipe", "4 GB", "labels that are traps", "a sketch of nothing", "a sketch that is no base64",
    "about: options of other types", "about: a checksum as a number",
]  # fmt: skip
"""Kinds that are given to every command; the others break in the same places, and the suite has no minutes for them."""

OF_THE_REGISTRY = [
    ("models", "list"),
    ("models", "list", "--json"),
    ("models", "show"),
    ("models", "history"),
    ("models", "history", "--json"),
    ("models", "promote", "good", "--on", "some.jsonl"),
    ("models", "rollback"),
    ("predict", "--text", "Lũ quét cuốn trôi cầu"),
]


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A folder of work with two good models."""
    place = tmp_path_factory.mktemp("hostile")
    for name in ("good", "strange"):
        shutil.copytree(PROJECT / "models" / "default", place / "models" / name)
    (place / "models" / "damaged").mkdir()
    (place / "models" / "damaged" / LAYOUT.head).write_text("{}")
    rows = [row for file in sorted((CORPUS / "articles").glob("*.jsonl")) for row in read_jsonl(file)[::25]]
    write_jsonl(place / "some.jsonl", [row | {"text": f"{row['text']} Hết."} for row in rows])
    (place / "recipe.toml").write_text(
        '[options]\nfolds = 2\nmax_iter = 5\nmin_df = 1\n[[data]]\npath = "some.jsonl"\n'
    )
    return place


@pytest.fixture
def place(template, tmp_path, monkeypatch):
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BANTIN_MODELS", str(tmp_path / "models"))
    registry._load_once.cache_clear()
    return tmp_path


def run(command, monkeypatch, capfd):
    """Run a command; return its exit code and its messages, and check what holds whatever it was given."""
    monkeypatch.setattr("sys.argv", ["bantin", *command])
    started = time.monotonic()
    code = main._exit_code()
    seconds = time.monotonic() - started
    out, err = capfd.readouterr()
    assert "Traceback" not in out + err
    assert "defect" not in err, err
    assert code in (0, 1), err
    assert code == 0 or "bantin: " in err
    assert seconds < MOST_SECONDS
    traps = set(out + err) & set("\x1b\x07\x9b\r\u202e")
    assert not traps, (traps, (out + err)[:500])
    return code, out, err


STRANGE = {**places(f"strange/{LAYOUT.metrics}"), **FIGURES}


@pytest.mark.parametrize("kind", STRANGE)
def test_figures_of_a_stranger(place, monkeypatch, capfd, kind):
    STRANGE[kind](place / "models")
    for command in QUICK + (SLOW if kind in WITH_SLOW_ONES else []):
        code, _, err = run(command, monkeypatch, capfd)
        assert code == 0 or "strange" in err, "the message names the model"
        if command[:2] == ("models", "list"):
            assert code == 0
        if command[0] in ("predict", "export") and not kind.startswith("about"):
            assert code == 0, "a prediction depends on no figure"


@pytest.mark.parametrize("kind", [*places(registry.REGISTRY), *REGISTRIES])
def test_a_registry_of_a_stranger(place, monkeypatch, capfd, kind):
    {**places(registry.REGISTRY), **REGISTRIES}[kind](place / "models")
    path = place / "models" / registry.REGISTRY
    for command in OF_THE_REGISTRY:
        before = path.read_bytes() if path.is_file() and path.stat().st_size < 2**25 else b""
        code, _, err = run(command, monkeypatch, capfd)
        if code:
            assert any(words in err for words in (registry.REGISTRY, "promoted", "good", "damaged")), err
            assert not before or path.read_bytes() == before, "what fails changes nothing"


@pytest.mark.parametrize("kind", FLOORS)
def test_floors_of_a_stranger(place, monkeypatch, capfd, kind):
    (place / "models" / "floors.toml").write_bytes(FLOORS[kind])
    code, _, err = run(("models", "promote", "good", "--on", "some.jsonl"), monkeypatch, capfd)
    assert code == 1
    assert "floors.toml" in err or "floor for the label" in err


def test_floors_that_are_a_pipe(place, monkeypatch, capfd):
    pipe("floors.toml")(place / "models")
    code, _, err = run(("models", "promote", "good", "--on", "some.jsonl"), monkeypatch, capfd)
    assert code == 1
    assert "floors.toml" in err


@pytest.mark.parametrize("content", [*FLOORS.values(), b"[options]\nmin_df = 1e400"])
def test_a_recipe_of_a_stranger(place, monkeypatch, capfd, content):
    (place / "recipe.toml").write_bytes(content)
    code, _, err = run(("train", "--config", "recipe.toml", "-o", "made"), monkeypatch, capfd)
    assert code == 1
    assert "recipe.toml" in err
    assert not (place / "made").exists()


def test_folders_with_names_that_are_traps(place, monkeypatch, capfd):
    names = [TRAPS.replace("/", ""), b"\xff\xfe".decode("utf-8", "surrogateescape"), "[bold]a", "-", "x" * 255, " "]
    for name in names:
        shutil.copytree(place / "models" / "good", place / "models" / name)
        shutil.copytree(place / "models" / "damaged", place / "models" / f"{name[:200]}2")
    code, out, _ = run(("models", "list"), monkeypatch, capfd)
    assert code == 0
    assert "[bold]a" in out
    code, out, _ = run(("models", "list", "--json"), monkeypatch, capfd)
    assert code == 0
    assert len(json.loads(out)) == 4 + 2 * len(names)


@pytest.mark.parametrize("make", [
    lambda path: path.write_bytes(b"no folder"),
    os.mkfifo,
    lambda path: path.symlink_to(path.name),
    lambda path: path.symlink_to("/dev/zero"),
])  # fmt: skip
def test_a_folder_of_models_that_is_none(place, monkeypatch, capfd, make):
    make(place / "strange")
    monkeypatch.setenv("BANTIN_MODELS", str(place / "strange"))
    for command in (*OF_THE_REGISTRY, ("models", "promote", "default", "--on", "some.jsonl")):
        code, _, err = run(command, monkeypatch, capfd)
        assert code == 1
        assert "strange" in err or "good" in err


def test_models_that_are_links_in_a_circle(place, monkeypatch, capfd):
    link("circle", "circle")(place / "models")
    (place / "models" / "within").symlink_to(place / "models")
    link(f"strange/{LAYOUT.head}", LAYOUT.head)(place / "models")
    code, out, _ = run(("models", "list", "--json"), monkeypatch, capfd)
    assert code == 0
    assert "good" in [row["name"] for row in json.loads(out)]
