import io
import json
import os
import pickle
import subprocess
import sys
import zipfile

import numpy as np
import pytest

from nlp.classify.folder import LAYOUT, PROTOCOL, load, save
from nlp.classify.model import ACCENTED
from nlp.errors import ModelError, OutputError
from nlp.evaluation.figures import to_json

PAIRS = [
    ("Lũ quét", "Nước dâng cao, sơ tán dân"),
    ("", "Xe khach nhoi nhet hanh khach"),
    ("Họp HĐND", "Thông qua nghị quyết"),
]


@pytest.fixture
def folder(tmp_path, trained):
    save(trained.classifier, tmp_path / "model", metrics=to_json(trained.metrics), card="card")
    return tmp_path / "model"


def edit_head(folder, **changes):
    head = json.loads((folder / LAYOUT.head).read_text())
    (folder / LAYOUT.head).write_text(json.dumps(head | changes))


def rewrite_weights(folder, **changes):
    """Change arrays and make the checksum fit, as somebody would who means harm."""
    import hashlib

    path = folder / LAYOUT.weights(ACCENTED)
    with np.load(path) as archive:
        arrays = dict(archive) | changes
    np.savez(path, **arrays)
    head = json.loads((folder / LAYOUT.head).read_text())
    head["sha256"][path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / LAYOUT.head).write_text(json.dumps(head))


def test_round_trip(folder, trained):
    loaded = load(folder)
    assert loaded.labels == trained.classifier.labels
    assert loaded.about == json.loads(json.dumps(trained.classifier.about))
    assert np.abs(loaded.predict_proba(PAIRS) - trained.classifier.predict_proba(PAIRS)).max() < 1e-5


def test_saving_twice_gives_the_same_bytes(folder, tmp_path, trained):
    save(trained.classifier, tmp_path / "again", metrics=to_json(trained.metrics), card="card")
    for file in folder.iterdir():
        assert file.read_bytes() == (tmp_path / "again" / file.name).read_bytes()


def test_the_names_of_the_files(folder):
    """Models that were saved long ago have them: they change only together with the protocol number."""
    views = [f"{view}.{file}" for view in ("accented", "plain") for file in ("vocabulary.txt", "weights.npz")]
    names = sorted([*views, "README.md", "metrics.json", "model.json"])
    assert sorted(path.name for path in folder.iterdir()) == names
    assert all(map(LAYOUT.owns, names))
    assert not any(map(LAYOUT.owns, ["notes.txt", "old-model.json", "weights.npz", "README.md.bak"]))


def test_saving_replaces_a_model(folder, trained):
    (folder / "stray").write_text("x")
    save(trained.classifier, folder, metrics={}, card="new", overwrite=True)
    assert (folder / "README.md").read_text() == "new"
    assert not (folder / "stray").exists()
    assert [path.name for path in folder.parent.iterdir()] == ["model"]


def test_saving_where_nothing_can_be_written(tmp_path, trained):
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="cannot be written"):
        save(trained.classifier, tmp_path / "file" / "model", metrics={}, card="")


@pytest.mark.parametrize("name", ["accented.weights.npz", "plain.weights.npz", "accented.vocabulary.txt"])
def test_truncated_file(folder, name):
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelError, match=f"{name} is not the file that was saved"):
        load(folder)


def test_tampered_file(folder):
    path = folder / LAYOUT.weights(ACCENTED)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(ModelError, match="sha256 differs"):
        load(folder)


@pytest.mark.parametrize("name", ["accented.weights.npz", "plain.vocabulary.txt", LAYOUT.head])
def test_missing_file(folder, name):
    (folder / name).unlink()
    with pytest.raises(ModelError, match="No such file"):
        load(folder)


def test_other_protocol(folder):
    edit_head(folder, protocol=PROTOCOL + 1)
    with pytest.raises(ModelError, match=f"protocol {PROTOCOL + 1}, this version reads {PROTOCOL}"):
        load(folder)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff\xfe"])
def test_head_that_is_none(folder, content):
    (folder / LAYOUT.head).write_bytes(content)
    with pytest.raises(ModelError, match="damaged"):
        load(folder)


@pytest.mark.parametrize("key", ["labels", "views", "sha256", "title_weight", "name", "about"])
def test_head_without_a_key(folder, key):
    head = json.loads((folder / LAYOUT.head).read_text())
    del head[key]
    (folder / LAYOUT.head).write_text(json.dumps(head))
    with pytest.raises(ModelError, match=key):
        load(folder)


@pytest.mark.parametrize("view", ["../model/accented", "/etc/passwd", "other"])
def test_views_of_other_names(folder, view):
    head = json.loads((folder / LAYOUT.head).read_text())
    edit_head(folder, views=head["views"] | {view: head["views"][ACCENTED]})
    with pytest.raises(ModelError, match="other views"):
        load(folder)


def test_file_that_points_outside_the_folder(folder, tmp_path):
    path = folder / LAYOUT.weights(ACCENTED)
    path.rename(tmp_path / path.name)
    path.symlink_to(tmp_path / path.name)
    with pytest.raises(ModelError, match="points outside the folder"):
        load(folder)


@pytest.mark.parametrize("name", ["weights", "coef", "intercept"])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_value_that_is_not_finite(folder, name, value):
    with np.load(folder / LAYOUT.weights(ACCENTED)) as archive:
        array = archive[name].copy()
    array.flat[0] = value
    rewrite_weights(folder, **{name: array})
    with pytest.raises(ModelError, match=f"{name} holds a value that is not finite"):
        load(folder)


def test_threshold_that_is_not_finite(folder):
    head = json.loads((folder / LAYOUT.head).read_text())
    head["views"][ACCENTED]["thresholds"]["other"] = float("nan")
    (folder / LAYOUT.head).write_text(json.dumps(head))
    with pytest.raises(ModelError, match="threshold"):
        load(folder)


@pytest.mark.parametrize(
    ("name", "shape"), [("coef", (3, 4)), ("weights", (3,)), ("intercept", (9,)), ("last", (2, 2))]
)
def test_array_of_another_shape(folder, name, shape):
    rewrite_weights(folder, **{name: np.zeros(shape, dtype=np.int32 if name == "last" else np.float32)})
    with pytest.raises(ModelError, match="shape"):
        load(folder)


@pytest.mark.parametrize(("name", "value"), [("prefix", 10**6), ("prefix", -2), ("last", -1), ("last", 10**6)])
def test_ngram_made_of_what_is_not_there(folder, name, value):
    with np.load(folder / LAYOUT.weights(ACCENTED)) as archive:
        array = archive[name].copy()
    array[-1] = value
    rewrite_weights(folder, **{name: array})
    with pytest.raises(ModelError, match="not there"):
        load(folder)


class Bomb:
    def __reduce__(self):
        return (os.mkdir, ("exploded",))


def test_pickled_array_is_not_executed(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rewrite_weights(folder, weights=np.array([Bomb()], dtype=object))
    with pytest.raises(ModelError, match="damaged"):
        load(folder)
    assert not (tmp_path / "exploded").exists()


def test_pickle_in_place_of_the_archive_is_not_executed(folder, tmp_path, monkeypatch):
    import hashlib

    monkeypatch.chdir(tmp_path)
    path = folder / LAYOUT.weights(ACCENTED)
    path.write_bytes(pickle.dumps(Bomb()))
    head = json.loads((folder / LAYOUT.head).read_text())
    head["sha256"][path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / LAYOUT.head).write_text(json.dumps(head))
    with pytest.raises(ModelError, match="damaged"):
        load(folder)
    assert not (tmp_path / "exploded").exists()


def test_archive_without_an_array(folder):
    import hashlib

    path = folder / LAYOUT.weights(ACCENTED)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme", "nothing")
    path.write_bytes(buffer.getvalue())
    head = json.loads((folder / LAYOUT.head).read_text())
    head["sha256"][path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / LAYOUT.head).write_text(json.dumps(head))
    with pytest.raises(ModelError, match="damaged"):
        load(folder)


def test_no_unpickling_on_the_way(folder):
    """Loading and predicting never import pickle's loader: unpickling anything would end this process."""
    code = (
        "import pickle, sys\n"
        "def refuse(*args, **kwargs): sys.exit('unpickled')\n"
        "pickle.load = pickle.loads = pickle.Unpickler = refuse\n"
        "from pathlib import Path\n"
        "from nlp.classify.folder import load\n"
        f"load(Path({str(folder)!r})).predict_proba([('', 'Lũ quét')])"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
