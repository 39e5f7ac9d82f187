"""Model folders that somebody made on purpose, checksums and all: each is refused with its name, none hangs or runs."""

import hashlib
import json
import os
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest

from nlp.classify.folder import LAYOUT, load, read_metrics
from nlp.classify.registry import list_models
from nlp.errors import ModelError
from tests.conftest import PROJECT

WEIGHTS, VOCABULARY = LAYOUT.weights("accented"), LAYOUT.vocabulary("accented")
NPY = b"\x93NUMPY\x01\x00"


def seal(folder):
    """Write the checksums of the files as they are now."""
    head = json.loads((folder / LAYOUT.head).read_text(encoding="utf-8"))
    head["sha256"] = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in head["sha256"]}
    (folder / LAYOUT.head).write_text(json.dumps(head), encoding="utf-8")


def head(**changes):
    def change(folder):
        content = json.loads((folder / LAYOUT.head).read_text(encoding="utf-8")) | changes
        (folder / LAYOUT.head).write_text(json.dumps(content), encoding="utf-8")

    return change


def threshold(value):
    def change(folder):
        content = json.loads((folder / LAYOUT.head).read_text(encoding="utf-8"))
        content["views"]["accented"]["thresholds"]["other"] = value
        (folder / LAYOUT.head).write_text(json.dumps(content), encoding="utf-8")

    return change


def content(name, value):
    def change(folder):
        (folder / name).write_bytes(value)
        if name not in (LAYOUT.head, LAYOUT.metrics):
            seal(folder)

    return change


def npy(value):
    """Put other bytes where the coefficients are."""

    def change(folder):
        with zipfile.ZipFile(folder / WEIGHTS) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(folder / WEIGHTS, "w") as archive:
            for name, member in (members | {"coef.npy": value}).items():
                archive.writestr(name, member)
        seal(folder)

    return change


def npy_header(text, length=0x76):
    return npy(NPY + length.to_bytes(2, "little") + text.encode().ljust(length - 1) + b"\n")


def array(name, make):
    def change(folder):
        with np.load(folder / WEIGHTS) as stored:
            arrays = dict(stored)
        arrays[name] = make(arrays[name])
        np.savez(folder / WEIGHTS, **arrays)
        seal(folder)

    return change


def pipe(name):
    def change(folder):
        (folder / name).unlink()
        os.mkfifo(folder / name)

    return change


def link(folder):
    (folder / VOCABULARY).unlink()
    (folder / VOCABULARY).symlink_to(__file__)
    seal(folder)


DEEP = b"[" * 200_000 + b"]" * 200_000
REFUSED = {
    "deep JSON": content(LAYOUT.head, b'{"protocol": ' + DEEP + b"}"),
    "a list": content(LAYOUT.head, b"[1]"),
    "NaN": content(LAYOUT.head, b"NaN"),
    "nothing": content(LAYOUT.head, b""),
    "UTF-16": content(LAYOUT.head, '{"protocol": 1}'.encode("utf-16")),
    "protocol as text": head(protocol="1"),
    "no labels": head(labels=[]),
    "one label": head(labels=["other"]),
    "labels as text": head(labels="abcd"),
    "a label twice": head(labels=["other"] * 4),
    "labels that control the terminal": head(labels=["other", "governance", "flood_disaster", "a\x1b[31m"]),
    "labels of other types": head(labels=["other", 1, [], {}]),
    "name that controls the terminal": head(name="\x1b[2J"),
    "name of another type": head(name=None),
    "weight of titles without end": head(title_weight=float("inf")),
    "weight of titles below one": head(title_weight=-5),
    "weight of titles beyond reason": head(title_weight=10**30),
    "threshold without end": threshold(float("inf")),
    "threshold as text": threshold("x"),
    "threshold below 0": threshold(-3),
    "views as a list": head(views=["accented"]),
    "no checksums": head(sha256=None),
    "tokenizer as a path": head(views={"accented": {"tokenizer": "../x", "thresholds": {}}}),
    "about as text": head(about="x"),
    "a pipe as the head": pipe(LAYOUT.head),
    "a pipe as the weights": pipe(WEIGHTS),
    "a pipe as the vocabulary": pipe(VOCABULARY),
    "no archive": content(WEIGHTS, b"x" * 100),
    "an empty archive": content(WEIGHTS, b""),
    "vocabulary of other bytes": content(VOCABULARY, b"\xff\xfe\n" * 100),
    "an empty vocabulary": content(VOCABULARY, b""),
    "a link out of the folder": link,
    "array: junk": npy(b"junk"),
    "array: a header longer than the file": npy(NPY + b"\xff\xff" + b" " * 100),
    "array: a shape beyond memory": npy_header("{'descr': '<f4', 'fortran_order': False, 'shape': (10**15, 10**15), }"),
    "array: a shape of digits beyond memory": npy_header(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999, 99999999999), }"
    ),
    "array: a negative shape": npy_header("{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 4), }"),
    "array: a shape of fractions": npy_header("{'descr': '<f4', 'fortran_order': False, 'shape': (1.5, 4), }"),
    "array: objects": npy_header("{'descr': '|O', 'fortran_order': False, 'shape': (1, 4), }"),
    "array: records": npy_header("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1, 4), }"),
    "array: deep header": npy_header("(" * 4_000 + ")" * 4_000, 0x2000),
    "coefficients that are no numbers": array("coef", lambda values: values * np.nan),
    "coefficients beyond reason": array("coef", lambda values: np.full_like(values, 3e38)),
    "intercepts beyond reason": array("intercept", lambda values: values + 1e300),
    "n-grams in one chain": array("prefix", lambda values: np.arange(-1, len(values) - 1).astype(values.dtype)),
    "one n-gram many times": array("last", np.zeros_like),
    "prefixes that point forward": array("prefix", lambda values: np.full_like(values, len(values) - 1)),
}


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(PROJECT / "models" / "default", tmp_path / "models" / "strange"))


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED)
def test_it_is_refused_by_name(folder, change):
    change(folder)
    with pytest.raises(ModelError, match="strange"):
        load(folder)


@pytest.mark.parametrize("metrics", [DEEP, b"[1]", b"\xff", b""])
def test_broken_figures_cost_no_prediction(folder, metrics):
    (folder / LAYOUT.metrics).write_bytes(metrics)
    with pytest.raises(ModelError, match=r"metrics\.json"):
        read_metrics(folder)
    assert load(folder).name == "default"


def test_a_pipe_as_figures_is_not_waited_for(folder):
    pipe(LAYOUT.metrics)(folder)
    with pytest.raises(ModelError, match="no regular file"):
        read_metrics(folder)


def test_one_bad_folder_breaks_no_list(folder, monkeypatch):
    monkeypatch.setenv("BANTIN_MODELS", str(folder.parent))
    for number, change in enumerate(REFUSED.values()):
        change(Path(shutil.copytree(folder, folder.parent / f"strange{number}")))
    listed = {model.name: model for model in list_models()}
    assert listed["strange"].problem == ""
    assert listed["default"].problem == ""
    named = [name for name in listed if name.startswith("strange") and listed[name].problem]
    assert len(named) >= len(REFUSED) - 3, "a folder whose head is a pipe is no model folder"
