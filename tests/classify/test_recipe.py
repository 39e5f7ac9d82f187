import pytest

from nlp.classify.recipe import read_options, read_recipe
from nlp.classify.train import TrainOptions
from nlp.errors import DataError, InputError
from nlp.formats.record import Columns
from tests.conftest import write_jsonl


@pytest.fixture
def recipe(tmp_path):
    write_jsonl(
        tmp_path / "a.jsonl", [{"id": "1", "text": "một", "label": "x"}, {"id": "2", "text": "hai", "label": "y"}]
    )
    write_jsonl(tmp_path / "raw.jsonl", [{"id": 7, "text": "bảy"}, {"id": 8, "text": "tám"}])
    write_jsonl(tmp_path / "labels.jsonl", [{"id": "8", "label": "y", "hard": True}])
    path = tmp_path / "recipe.toml"
    path.write_text(
        """
        notes = "why"
        [options]
        min_df = 1
        c = 5
        [[data]]
        path = "a.jsonl"
        weight = 0.25
        [[test]]
        name = "eight"
        path = "raw.jsonl"
        labels = "labels.jsonl"
        """
    )
    return path


def test_reads_what_it_says(recipe):
    read = read_recipe(recipe, Columns())
    assert read.options == TrainOptions(min_df=1, c=5)
    assert read.data.labels == ["x", "y"]
    assert read.data.weights == [0.25, 0.25]
    test = read.tests["eight"]
    assert [
        (article.text, label, hard) for article, label, hard in zip(test.articles, test.labels, test.hard, strict=True)
    ] == [("tám", "y", True)]
    assert read.notes == "why"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("[options]\nmin_dff = 1", r"\[options\]: unknown key 'min_dff'"),
        ("[options]\nmin_df = 'two'", "min_df is 'two', not of type int"),
        ("[options]\nplain = 1", "plain is 1, not of type bool"),
        ("[other]", "unknown key 'other'"),
        ("[[data]]\nfile = 'a.jsonl'", r"\[\[data\]\]: unknown key 'file'"),
        ("[[data]]\nweight = 1.0", "'path' is missing"),
        ("[[test]]\npath = 'a.jsonl'", "'name' is missing"),
        ("[options", "cannot be read"),
    ],
)
def test_refuses_what_it_does_not_know(recipe, change, message):
    recipe.write_text(change)
    with pytest.raises(DataError, match=message):
        read_recipe(recipe, Columns())


def test_missing_files(recipe, tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        read_recipe(tmp_path / "none.toml", Columns())
    recipe.write_text("[[data]]\npath = 'none.jsonl'")
    with pytest.raises(InputError, match=r"none\.jsonl"):
        read_recipe(recipe, Columns())


def test_whole_numbers_are_fine_where_fractions_are_wanted():
    assert read_options({"c": 3}, "here").c == 3
