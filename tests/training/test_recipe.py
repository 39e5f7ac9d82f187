import unicodedata
from dataclasses import asdict
from datetime import date

import pytest

from nlp.errors import DataError, InputError
from nlp.formats.record import Columns
from nlp.training.options import CHOICES, LIMITS
from nlp.training.recipe import parse_shares, read_day, read_feed, read_options, read_recipe
from nlp.training.train import TrainOptions
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
        ("search = 1", "search is 1, which it cannot be"),
        ("data = 'a.jsonl'", "data is 'a.jsonl', which it cannot be"),
        ("test_from = 'soon'", "'soon' is no day"),
        ("[expect]\nx = 'much'", "x is 'much', not a number"),
        ("[expect]\n'bão ' = 0.1\n'bão' = 0.2", "'bão' is given twice"),
        ("[[data]]\npath = 'a.jsonl'\nweight = 'half'", "weight is 'half'"),
        ("[[data]]\npath = 'a.jsonl'\nweight = 0", "weight is 0"),
        ("[[data]]\npath = 'a.jsonl'\nweight = -1", "weight is -1"),
        ("[[data]]\npath = 'a.jsonl'\nweight = inf", "weight is inf"),
        ("[[data]]\npath = 'a.jsonl'\nweight = nan", "weight is nan"),
        ("[[data]]\npath = 'a.jsonl'\nweight = true", "weight is True"),
        ("[[data]]\npath = 3", "path is 3"),
        ("[[test]]\nname = ''\npath = 'a.jsonl'", "name is ''"),
        ("data = ['half.jsonl']", r"\[\[data\]\] holds 'half.jsonl'"),
        (
            "[[test]]\nname = 't'\npath = 'a.jsonl'\n[[test]]\nname = 't'\npath = 'raw.jsonl'",
            "two tests are called 't'",
        ),
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


@pytest.mark.parametrize(
    "wrong",
    [
        {"folds": 1}, {"folds": True}, {"c": -1}, {"c": 0.0}, {"c": float("inf")}, {"c": float("nan")}, {"max_n": 0},
        {"min_df": 0}, {"title_weight": 0}, {"idf_power": -1.0}, {"longer_weight": -0.1}, {"class_balance": 2},
        {"hard_weight": -1}, {"review_accuracy": 2}, {"review_accuracy": 0}, {"max_iter": 0}, {"seed": -1},
        {"solver": "tree"}, {"tokenizer": "plain"},
    ],
)  # fmt: skip
def test_options_out_of_range(wrong):
    with pytest.raises(DataError, match=rf"--set: .*{next(iter(wrong))}"):
        read_options(wrong, "--set")


def test_every_number_has_limits_that_hold_its_default():
    for name, value in asdict(TrainOptions()).items():
        if isinstance(value, str):
            assert value in CHOICES[name]
        elif not isinstance(value, bool):
            assert LIMITS[name][0] <= value <= LIMITS[name][1]
    assert read_options(asdict(TrainOptions()), "here") == TrainOptions()


def test_wishes(recipe, tmp_path):
    recipe.write_text(
        """
        search = "quick"
        test_from = 2026-06-01
        feed = "feed.jsonl"
        [expect]
        x = 0.5
        y = 0.5
        """
    )
    read = read_recipe(recipe, Columns())
    assert (read.search, read.test_from, read.expect) == ("quick", date(2026, 6, 1), {"x": 0.5, "y": 0.5})
    assert read.feed == str(tmp_path / "feed.jsonl")
    assert len(read.data) == 0


def test_days_in_words():
    assert read_day("2026-06-01") == date(2026, 6, 1)
    with pytest.raises(DataError, match="2026-06-01"):
        read_day("June")


def test_a_feed_is_read_in_bounded_memory(tmp_path, monkeypatch):
    path = write_jsonl(tmp_path / "feed.jsonl", [{"text": f"tin {n}"} for n in range(500)] + [{"text": 5}, {}])
    assert read_feed(str(path), Columns(), 1) == [("", f"tin {n}") for n in range(500)]
    monkeypatch.setattr("nlp.training.recipe._LARGEST_FEED", 100)
    drawn = [int(text.split()[1]) for _, text in read_feed(str(path), Columns(), 1)]
    assert len(set(drawn)) == 100
    assert 200 < sum(drawn) / 100 < 300, "drawn from the whole feed"
    assert read_feed(str(path), Columns(), 1) == [("", f"tin {n}") for n in drawn]


def test_shares_as_they_are_written():
    assert parse_shares("other=0.93, governance = .04") == {"other": 0.93, "governance": 0.04}
    decomposed = unicodedata.normalize("NFD", "bão lũ")
    assert parse_shares(f"{decomposed}=0.2") == {"bão lũ": 0.2}
    for twice in ("other=0.5,other=0.6", f"bão lũ=0.2,{decomposed}=0.2"):
        with pytest.raises(DataError, match="given twice"):
            parse_shares(twice)
    for wrong in ("other", "other=viel", "", "a=0.5,,b=0.5"):
        with pytest.raises(DataError, match="no expected share"):
            parse_shares(wrong)
