from dataclasses import replace
from datetime import date

import pytest

from nlp.datasets.dataset import merge
from nlp.datasets.survey import survey
from nlp.errors import BantinError, DataError
from nlp.evaluation.figures import Metrics, SearchFigures
from nlp.evaluation.stored import StoredModel
from nlp.formats.record import Columns
from nlp.training.card import model_card
from nlp.training.options import TrainOptions
from nlp.training.recipe import Recipe
from nlp.training.run import prepare, run_recipe
from tests.conftest import CORPUS, write_jsonl

OPTIONS = TrainOptions(folds=2, max_iter=15, plain=False)


@pytest.fixture(scope="module")
def halves(corpus):
    return corpus.take(range(0, len(corpus), 2)), corpus.take(range(1, len(corpus), 2))


def run(recipe, current=None, name="new"):
    ready = prepare(recipe)
    return run_recipe(ready, name, survey(ready.data, ready.tests), Columns(), current=current)


@pytest.fixture(scope="module")
def first(halves):
    return run(Recipe(OPTIONS, halves[0], {"second half": halves[1]}), name="first")


def test_everything_is_in_the_metrics(first, halves):
    metrics = first.metrics
    assert metrics.survey.articles == len(halves[0])
    assert metrics.search == SearchFigures(how="none")
    test = metrics.tests["second half"]
    assert test.articles == len(halves[1])
    assert test.beside.keywords.macro_f1 < test.macro_f1
    assert metrics.beside.keywords.macro_f1 < metrics.accented.macro_f1
    assert metrics.beside.current is None


def test_labels_do_not_break_the_tables_of_the_card(halves):
    few = halves[0].take(range(0, len(halves[0]), 2))
    named = {"other": "khác | rest", "governance": "[nhà nước]"}
    named = replace(few, labels=[named.get(label, label) for label in few.labels])
    trained = run(Recipe(OPTIONS, named, {}))
    card = model_card(trained.classifier, trained.metrics)
    rows = [line for line in card.splitlines() if line.startswith("| khác")]
    assert rows
    head = next(line for line in card.splitlines() if line.startswith("| label"))
    assert all(row.replace(r"\|", "").count("|") == head.count("|") for row in rows)


def test_the_same_recipe_gives_the_same(first, halves):
    assert run(Recipe(OPTIONS, halves[0], {"second half": halves[1]}), name="first").metrics == first.metrics


def test_the_current_model_is_judged_on_what_it_did_not_see(first, halves):
    current = StoredModel(first.classifier, first.metrics)
    second = run(Recipe(OPTIONS, halves[1], {"first half": halves[0]}), current)
    beside = second.metrics.beside.current
    assert beside.note is None
    assert beside.figures.confusion == first.metrics.tests["second half"].confusion
    assert second.metrics.tests["first half"].beside.current.seen == 1.0
    assert f"{first.classifier.name} (the current model, trained on 100% of these)" in model_card(
        second.classifier, second.metrics
    )


def test_the_current_model_is_not_judged_on_what_it_saw(first, corpus, halves):
    current = StoredModel(first.classifier, first.metrics)
    beside = run(Recipe(OPTIONS, corpus, {}), current).metrics.beside.current
    assert beside.note == "not judged: it was trained on about 50% of these articles"
    assert beside.figures is None
    again = run(Recipe(OPTIONS, halves[0], {}), current).metrics.beside.current
    assert again.figures == first.metrics.accented
    assert "same articles" in again.note
    unknown = run(Recipe(OPTIONS, halves[1], {}), StoredModel(first.classifier, Metrics())).metrics.beside.current
    assert unknown.note == "not judged: it is not known which articles it was trained on"


def test_a_current_model_with_other_labels(first, halves):
    renamed = replace(halves[1], labels=[f"new_{label}" for label in halves[1].labels])
    beside = run(Recipe(OPTIONS, renamed, {}), StoredModel(first.classifier, first.metrics)).metrics.beside.current
    assert beside.note.startswith("not judged: The data has a label 'new_")


def test_split_by_date_and_leaks(corpus):
    day = date(2026, 7, 1)
    late = [row for row, published in enumerate(corpus.dates) if published >= day]
    early = [row for row, published in enumerate(corpus.dates) if published < day]
    doubled = merge([corpus.take([*early, *late]), corpus.take(late[:3])])
    again = replace(doubled.articles[-1], published="2026-01-01")  # an old copy of a late article
    doubled = replace(doubled, articles=[*doubled.articles[:-1], again])
    figures = run(Recipe(OPTIONS, doubled, {}, test_from=day)).metrics
    test = figures.tests["articles published from 2026-07-01 on"]
    assert test.articles == len(late) + 2
    assert figures.survey.dates.last < "2026-07-01"
    assert 1 <= test.leaks <= 2
    assert test.without_leaks.articles == test.articles - test.leaks


def test_expected_mix_from_a_feed(halves, tmp_path):
    write_jsonl(tmp_path / "feed.jsonl", [{"title": a.title, "text": a.text} for a in halves[1].articles] + [{"x": 1}])
    recipe = Recipe(OPTIONS, halves[0], {"second half": halves[1]}, feed=str(tmp_path / "feed.jsonl"))
    trained = run(recipe)
    assert trained.metrics.shift.source == f"estimated from {len(halves[1]):,} articles"
    assert trained.metrics.tests["second half"].beside.without_correction.accuracy > 0.8
    assert "## Expected mix" in model_card(trained.classifier, trained.metrics)


def test_a_search_is_in_the_card(halves):
    trained = run(Recipe(OPTIONS, halves[0].take(range(0, 600, 2)), {}, search="quick"))
    card = model_card(trained.classifier, trained.metrics)
    assert "## Search (quick)" in card
    assert "| max_n | 3 |" in card
    assert trained.metrics.search.chosen["max_n"] == trained.classifier.about["options"]["max_n"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"tests": {"august": merge([])}}, "'august' holds no labelled articles"),
        ({"expect": {"othr": 0.9}}, "Did you mean 'other'"),
        ({"expect": {"other": 0.9}, "feed": str(CORPUS / "samples" / "feed.jsonl")}, "Both expected shares and a feed"),
        ({"search": "deep"}, "Unknown search 'deep'"),
        ({"feed": "none.jsonl"}, r"none\.jsonl: no such file"),
        ({"test_from": date(2030, 1, 1)}, "on or after 2030-01-01"),
    ],
)
def test_refused_before_anything_takes_time(halves, change, message):
    with pytest.raises(BantinError, match=message):
        prepare(replace(Recipe(OPTIONS, halves[0], {}), **change))


def test_a_test_with_unknown_labels_is_refused(halves):
    strange = replace(halves[1], labels=["goverance" if n == "governance" else n for n in halves[1].labels])
    with pytest.raises(DataError, match="Did you mean 'governance'"):
        prepare(Recipe(OPTIONS, halves[0], {"strange": strange}))
