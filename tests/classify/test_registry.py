import shutil

import pytest

from nlp.classify.registry import check_output, find_model, load_model, model_folders, own_models, shipped_model
from nlp.errors import ModelError, OutputError
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


@pytest.mark.parametrize("name", ["default", "current"])
def test_no_own_model_takes_a_name_that_stands_for_another(tmp_path, monkeypatch, name):
    shutil.copytree(PROJECT / "models" / "default", tmp_path / name)
    monkeypatch.setenv("BANTIN_MODELS", str(tmp_path))
    assert find_model() == find_model(name) == shipped_model() == PROJECT / "models" / "default"
    assert find_model(tmp_path / name) == tmp_path / name
    with pytest.raises(OutputError, match=f"the name '{name}' always means"):
        check_output(tmp_path / name, overwrite=True)
    check_output(tmp_path / "elsewhere" / name, overwrite=False)


def test_in_a_checkout_the_model_that_ships_is_written_anew(monkeypatch):
    monkeypatch.chdir(PROJECT)
    monkeypatch.delenv("BANTIN_MODELS", raising=False)
    check_output(PROJECT / "models" / "default", overwrite=True)
    with pytest.raises(OutputError, match="exists already"):
        check_output(PROJECT / "models" / "default", overwrite=False)
    with pytest.raises(OutputError, match="the name 'current' always means"):
        check_output(PROJECT / "models" / "current", overwrite=True)


def test_only_a_model_or_an_empty_folder_is_replaced(tmp_path, monkeypatch):
    monkeypatch.setenv("BANTIN_MODELS", str(tmp_path))
    (tmp_path / "empty").mkdir()
    check_output(tmp_path / "empty", overwrite=True)
    thesis = tmp_path / "important" / "sub" / "thesis.txt"
    thesis.parent.mkdir(parents=True)
    thesis.write_text("years of work")
    with pytest.raises(OutputError, match="holds sub, but no model, and is not replaced"):
        check_output(tmp_path / "important", overwrite=True)
    with pytest.raises(OutputError, match="not a folder"):
        check_output(thesis, overwrite=True)
    shutil.copytree(PROJECT / "models" / "default", tmp_path / "mine")
    check_output(tmp_path / "mine", overwrite=True)
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"holds notes\.txt, which is no part of a model"):
        check_output(tmp_path / "mine", overwrite=True)


def test_unknown_model_names_the_known_ones(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match=r"'nope'.*default"):
        find_model("nope")


def test_a_model_is_loaded_once():
    assert load_model() is load_model()
