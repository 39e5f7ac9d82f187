from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.datasets.sampling import nested_order
from nlp.errors import DataError
from nlp.evaluation.f1 import macro_f1
from nlp.evaluation.judgement import judge
from nlp.training.context import Run
from nlp.training.learning_curve import doubling_sizes, learning_curve
from nlp.training.options import TrainOptions
from nlp.training.train import train

OPTIONS = TrainOptions(plain=False, folds=2, max_iter=15)


@pytest.fixture(scope="module")
def parts(corpus):
    rows = np.random.default_rng(1).permutation(len(corpus))
    return corpus.take(rows[:900]), corpus.take(rows[900:])


def test_more_articles_make_a_better_model(parts):
    points = learning_curve(*parts, [60, 900], OPTIONS)
    assert [point.articles for point in points] == [60, 900]
    few, many = (point.macro_f1 for point in points)
    assert 0.3 < few < many - 0.05
    assert (points[0].articles, points[0].judged) == (60, 450)


def test_a_point_is_what_training_on_these_articles_gives(parts):
    learn, test = parts
    point = learning_curve(learn, test, [len(learn)], OPTIONS)[0]
    judgement = judge(train(learn, "whole", OPTIONS).classifier, test)
    assert point.macro_f1 == macro_f1(judgement.truth, judgement.predicted)


def test_the_same_seed_gives_the_same_curve(parts):
    four, five = Run(seed=4), Run(seed=5)
    assert learning_curve(*parts, [100, 200], OPTIONS, run=four) == learning_curve(
        *parts, [200, 100], OPTIONS, run=four
    )
    assert learning_curve(*parts, [100], OPTIONS, run=four) != learning_curve(*parts, [100], OPTIONS, run=five)


def test_what_is_judged_is_not_learnt_from(corpus):
    with pytest.raises(DataError, match="two labels or more"):
        learning_curve(corpus, corpus, [900], OPTIONS)


def test_sizes_that_train_nothing_are_left_out(parts):
    learn, test = parts
    assert [point.articles for point in learning_curve(learn, test, [20, 100, 5000], OPTIONS)] == [100]


def test_failures(parts):
    learn, test = parts
    with pytest.raises(DataError, match="no labelled articles to judge"):
        learning_curve(learn, test.take([]), [100], OPTIONS)
    with pytest.raises(DataError, match="a label 'sport'"):
        learning_curve(learn, replace(test, labels=["sport"] * len(test)), [100], OPTIONS)


def test_sizes_double():
    assert doubling_sizes(100) == [100]
    assert doubling_sizes(1000) == [250, 500, 1000]
    assert doubling_sizes(1001) == [250, 500, 1000, 1001]


@given(st.lists(st.integers(0, 3), min_size=1, max_size=200), st.integers(0, 9))
def test_every_beginning_has_the_shares_of_the_whole(labels, seed):
    truth = np.array(labels)
    order = nested_order(truth, seed)
    assert sorted(order) == list(range(len(truth)))
    size = len(truth) // 2
    for label in np.unique(truth):
        share = (truth == label).mean()
        assert abs((truth[order[:size]] == label).sum() - share * size) <= 4
