import numpy as np
import pytest

from nlp.errors import DataError, MissingExtraError
from nlp.evaluation.figures import SearchFigures
from nlp.training.context import Run
from nlp.training.options import TrainOptions
from nlp.training.search import _steps, check_search, search

OPTIONS = TrainOptions(folds=2, max_iter=10)


def test_none_changes_nothing(corpus):
    found = search(corpus, OPTIONS, "none")
    assert found.options is OPTIONS
    assert found.figures == SearchFigures(how="none")


def test_bad_options_are_bettered(corpus):
    """With the most frequent single words only, it has to find something better."""
    bad = TrainOptions(folds=2, max_iter=10, max_n=1, min_df=80)
    steps = []
    found = search(corpus, bad, "quick", run=Run(progress=steps.append))
    table = found.figures.table
    assert table[0].option == "as given"
    taken = [step for step in table if step.taken]
    assert taken
    assert all(step.gain > 2 * step.standard_error for step in taken)
    assert taken[-1].macro_f1 > table[0].macro_f1 + 0.02
    for option in {step.option for step in taken}:
        gains = [step.gain for step in table if step.option == option and step.gain > 2 * step.standard_error]
        assert next(step.gain for step in taken if step.option == option) == max(gains)
    for step in taken:
        assert getattr(found.options, step.option) == found.figures.chosen[step.option]
    assert found.options.folds == bad.folds, "fewer folds are for the search alone"
    assert any("max_n 2" in line for line in steps)


def test_noise_does_not_choose(corpus):
    """Labels dealt at random: whatever does better does so by chance, and mostly by less than two standard errors."""
    labels = np.random.default_rng(0).permutation(corpus.labels).tolist()
    dealt = corpus.take(range(400))
    dealt = type(dealt)(dealt.articles, labels[:400], dealt.hard, dealt.weights)
    found = search(dealt, OPTIONS)
    assert sum(step.taken for step in found.figures.table) <= 1
    rejected = [step for step in found.figures.table[1:] if not step.taken]
    assert any(0 < step.gain <= 2 * step.standard_error for step in rejected)


def test_the_same_search_finds_the_same(corpus, tmp_path):
    few = corpus.take(range(0, len(corpus), 3))
    one, two = (search(few, OPTIONS, "quick", run=Run(cache)) for cache in (None, tmp_path))
    assert one == two


def test_unknown(corpus):
    with pytest.raises(DataError, match="Unknown search 'deep'"):
        search(corpus, OPTIONS, "deep")


def test_a_full_search_does_not_leave_out_a_tokenizer(corpus, monkeypatch):
    monkeypatch.setattr("nlp.training.search.find_spec", lambda name: None)
    check_search("quick")
    with pytest.raises(MissingExtraError, match="pip install underthesea"):
        search(corpus, OPTIONS, "full")
    monkeypatch.undo()
    assert "word" in _steps(OPTIONS, "full")["tokenizer"]


def test_a_sample_keeps_rare_labels(corpus, monkeypatch):
    """Of a label with 16 articles of 1,000, six of them copies of one, a sample of 120 drawn blindly would hold two."""
    monkeypatch.setattr("nlp.training.search._MOST_ARTICLES", 120)
    rows = [row for row, label in enumerate(corpus.labels) if label != "governance"]
    rare = [row for row, label in enumerate(corpus.labels) if label == "governance"][:10]
    searched = search(corpus.take([*rows, *rare, *[rare[0]] * 6]), TrainOptions(folds=5, max_iter=5), "quick")
    assert 125 <= searched.figures.articles <= 130
    assert searched.figures.table[0].macro_f1 > 0.5
