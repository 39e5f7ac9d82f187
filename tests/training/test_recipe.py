import re
import unicodedata
from datetime import date
from typing import Literal, get_args, get_origin

import pytest
from msgspec import structs

from nlp.errors import DataError, InputError
from nlp.formats.record import Columns
from nlp.training.options import TrainOptions, read_options
from nlp.training.recipe import parse_shares, read_day, read_feed, read_recipe
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
        (
            "[options]\nmin_dff = 1",
            " [options]: unknown key 'min_dff'. Did you mean 'min_df'? Known keys: tokenizer, max_n",
        ),
        (
            "[options]\nmin_df = 'two'",
            " [options]: min_df is 'two'. Give a whole number, at least 1 and at most 1,000,000,000.",
        ),
        ("[options]\nfolds = 1", " [options]: folds is 1. Give a whole number, at least 2 and at most 1,000."),
        ("[options]\nc = nan", " [options]: c is nan. Give a number, at least 1e-09 and at most 1,000,000,000."),
        ("[options]\nplain = 1", " [options]: plain is 1. Write true or false."),
        (
            "[options]\nsolver = 'logstic'",
            " [options]: solver is 'logstic'. Did you mean 'logistic'? Use logistic or svm.",
        ),
        ("options = 3", ": options is 3. Write [options], and below it KEY = VALUE."),
        ("[xyz]", ": unknown key 'xyz'. Known keys: options, data, test, notes"),
        ("[[dat]]", ": unknown key 'dat'. Did you mean 'data'?"),
        (
            "[[data]]\nfile = 'a.jsonl'",
            " [[data]] 1: unknown key 'file'. Known keys: path, format, weight, labels, stratum, stands_for.",
        ),
        ("[[data]]\nweight = 1.0", " [[data]] 1: 'path' is missing."),
        ("[[test]]\npath = 'a.jsonl'", " [[test]] 1: 'name' is missing."),
        ("[options", ": the recipe cannot be read: "),
        ("search = 1", ": search is 1. Use none, quick or full."),
        ("search = 'quik'", ": search is 'quik'. Did you mean 'quick'? Use none, quick or full."),
        ("data = 'a.jsonl'", ": data is 'a.jsonl'. Write [[data]], and below it KEY = VALUE."),
        ("test_from = 'soon'", ": test_from is 'soon'. Write it like 2026-06-01."),
        ("notes = 3", ": notes is 3. Write text in quotation marks."),
        ("feed = ' '", ": feed is ' '. Write text in quotation marks."),
        ("[expect]\na = 0.5\nx = 'much'", " [expect]: x is 'much'. Give a number, above 0 and below 1."),
        ("expect = {a = 1.5}", " [expect]: a is 1.5. Give a number, above 0 and below 1."),
        ("[expect]\n'bão ' = 0.1\n'bão' = 0.2", " [expect]: 'bão' is given twice."),
        (
            "[[data]]\npath = 'a.jsonl'\nweight = 'half'",
            " [[data]] 1: weight is 'half'. Give a number, at least 0 and at most 1,000,000.",
        ),
        ("[[data]]\npath = 'a.jsonl'\n[[data]]\npath = 'a.jsonl'\nweight = -1", " [[data]] 2: weight is -1."),
        ("[[data]]\npath = 'a.jsonl'\n[data.stands_for]\na = -1", " [stands_for]: a is -1."),
        ("[[data]]\npath = 'a.jsonl'\nweight = inf", " [[data]] 1: weight is inf."),
        ("[[data]]\npath = 'a.jsonl'\nweight = nan", " [[data]] 1: weight is nan."),
        ("[[data]]\npath = 'a.jsonl'\nweight = true", " [[data]] 1: weight is True."),
        ("[[data]]\npath = 3", " [[data]] 1: path is 3. Write text in quotation marks."),
        ("[[test]]\nname = ''\npath = 'a.jsonl'", " [[test]] 1: name is ''."),
        ("data = ['half.jsonl']", ": [[data]] 1 is 'half.jsonl'. Write [[data]], and below it KEY = VALUE."),
        (
            "[[test]]\nname = 't'\npath = 'a.jsonl'\n[[test]]\nname = 't'\npath = 'raw.jsonl'",
            ": two tests are called 't'.",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place_and_what_is_allowed(recipe, change, message):
    recipe.write_text(change)
    with pytest.raises(DataError, match=f"^{re.escape(f'{recipe}{message}')}"):
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
    ((name, value),) = wrong.items()
    with pytest.raises(DataError, match=re.escape(f"--set: {name} is {value!r}.")):
        read_options(wrong, "--set")


def test_every_option_has_limits_that_hold_its_default():
    for option in structs.fields(TrainOptions):
        if option.type is bool or get_origin(option.type) is Literal:
            continue
        kind, bounds = get_args(option.type)
        assert kind in (int, float)
        assert bounds.ge is not None
        assert bounds.le is not None
    assert read_options(structs.asdict(TrainOptions()), "here") == TrainOptions()


def test_options_over_others():
    base = TrainOptions(min_df=7, c=1.0)
    assert read_options({"c": 2}, "here", base) == TrainOptions(min_df=7, c=2.0)
    assert read_options({}, "here", base) == base


def test_options_of_a_model_that_another_version_made():
    with pytest.raises(DataError, match="unknown key 'kernel'"):
        read_options({"kernel": "rbf", "min_df": 5}, "here")
    assert read_options({"kernel": "rbf", "min_df": 5}, "here", skip_unknown=True) == TrainOptions(min_df=5)
    with pytest.raises(DataError, match=r"here is \['c'\]\. Give a table"):
        read_options(["c"], "here")


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
        with pytest.raises(DataError, match=r"--expect: .* is no share"):
            parse_shares(wrong)
