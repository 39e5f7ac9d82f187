import shutil

import pytest

from nlp.classify.registry import find_model, load_model, model_folders, own_models
from nlp.errors import ModelError
from tests.conftest import PROJECT


def test_the_default_model_is_found_from_anywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load_model().labels == ("flood_disaster", "governance", "other", "transport_complaint")


def test_own_models_by_name_and_by_path(tmp_path, monkeypatch):
    shutil.copytree(PROJECT / "models" / "default", tmp_path / "mine")
    monkeypatch.setenv("BANTIN_MODELS", str(tmp_path))
    assert own_models() == tmp_path
    assert find_model("mine") == tmp_path / "mine"
    assert find_model(tmp_path / "mine") == tmp_path / "mine"
    assert set(model_folders()) == {"mine", "default"}


def test_own_models_come_first(tmp_path, monkeypatch):
    shutil.copytree(PROJECT / "models" / "default", tmp_path / "default")
    monkeypatch.setenv("BANTIN_MODELS", str(tmp_path))
    assert find_model("default") == tmp_path / "default"


def test_unknown_model_names_the_known_ones(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match=r"'nope'.*default"):
        find_model("nope")


def test_a_model_is_loaded_once():
    assert load_model() is load_model()
