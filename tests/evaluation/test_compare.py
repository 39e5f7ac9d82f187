from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2

from nlp.article import Article
from nlp.errors import DataError, ModelError
from nlp.evaluation.compare import Comparison, Difference, compare, headline_of, mcnemar
from nlp.evaluation.f1 import macro_f1
from nlp.evaluation.figures import to_json
from nlp.evaluation.judgement import Judgement

LABELS = ("a", "b", "c")
ROWS = st.lists(st.tuples(*[st.integers(0, 2)] * 3), min_size=1, max_size=40)


def said(truth, predicted, confidence=None):
    n = len(truth)
    return Judgement(
        LABELS,
        np.array(truth),
        np.array(predicted),
        np.array(confidence or [0.9] * n),
        np.ones(n, dtype=bool),
        np.zeros(n, dtype=bool),
    )


def comparison(truth, a, b, **options):
    return Comparison(("old", "new"), said(truth, a), said(truth, b, **options))


@pytest.mark.parametrize(
    ("only_a", "only_b", "p"),
    [  # scipy.stats.binomtest(k, n, 0.5) and chi2.sf((|b - c| - 1)^2 / (b + c), 1)
        (0, 0, 1.0),
        (0, 5, 0.0625),
        (3, 9, 0.14599609375),
        (7, 7, 1.0),
        (10, 30, 0.0026637),
        (40, 41, 1.0),
    ],
)
def test_mcnemar_by_the_book(only_a, only_b, p):
    assert mcnemar(only_a, only_b) == pytest.approx(p, rel=1e-3)


@pytest.mark.parametrize("only_a", range(0, 60, 7))
@pytest.mark.parametrize("only_b", range(1, 60, 9))
def test_mcnemar_agrees_with_scipy(only_a, only_b):
    n = only_a + only_b
    few, many = binomtest(only_a, n).pvalue, chi2.sf(max(0, abs(only_a - only_b) - 1) ** 2 / n, 1)
    assert mcnemar(only_a, only_b) == pytest.approx(few if n < 25 else many)


@settings(max_examples=60)
@given(ROWS)
def test_swapping_the_models_turns_every_difference_round(rows):
    truth, a, b = (list(column) for column in zip(*rows, strict=True))
    there, back = comparison(truth, a, b), comparison(truth, b, a)
    one, other = there.differences, back.differences
    assert one.f1.keys() == other.f1.keys() == {LABELS[label] for label in truth}
    pairs = [(one.macro_f1, other.macro_f1), (one.accuracy, other.accuracy)]
    for difference, reverse in [*pairs, *((one.f1[label], other.f1[label]) for label in one.f1)]:
        low, high = difference.interval
        assert reverse.value == pytest.approx(-difference.value)
        assert reverse.interval == pytest.approx((-high, -low))
        assert low - 1e-9 <= high
    assert one.macro_f1.value == pytest.approx(
        macro_f1(np.array(truth), np.array(b)) - macro_f1(np.array(truth), np.array(a))
    )
    assert (there.is_worse, there.is_better) == (back.is_better, back.is_worse)


@given(ROWS)
def test_every_flip_is_counted_once(rows):
    truth, a, b = (list(column) for column in zip(*rows, strict=True))
    made = comparison(truth, a, b)
    kinds = [flip.kind for flip in made.flips()]
    assert (kinds.count("to_wrong"), kinds.count("to_right")) == made.mcnemar[:2]
    assert len(kinds) == sum(x != y for x, y in zip(a, b, strict=True))


def test_the_bootstrap_is_that_of_articles():
    """Against resampling the articles one by one."""
    generator = np.random.default_rng(3)
    truth = generator.integers(0, 3, 300)
    a = np.where(generator.random(300) < 0.7, truth, generator.integers(0, 3, 300))
    b = np.where(generator.random(300) < 0.8, truth, a)
    made = comparison(truth, a, b).differences
    f1, accuracy = [], []
    for rows in generator.integers(0, 300, (1500, 300)):
        y, x, z = truth[rows], a[rows], b[rows]
        accuracy.append((z == y).mean() - (x == y).mean())
        by_label = [
            [2 * ((y == n) & (said == n)).sum() / ((y == n).sum() + (said == n).sum()) for n in range(3)]
            for said in (x, z)
        ]
        f1.append(np.mean(by_label[1]) - np.mean(by_label[0]))
    assert made.macro_f1.interval == pytest.approx(np.percentile(f1, [2.5, 97.5]), abs=0.01)
    assert made.accuracy.interval == pytest.approx(np.percentile(accuracy, [2.5, 97.5]), abs=0.01)


@pytest.mark.parametrize(
    ("a_right", "b_right", "verdict"),
    [(60, 90, "better"), (90, 60, "worse"), (80, 80, "same"), (80, 81, "same")],
)
def test_verdicts(a_right, b_right, verdict):
    truth = [0, 1] * 50
    wrong = [1, 0] * 50
    a, b = ([*truth[:right], *wrong[right:]] for right in (a_right, b_right))
    made = comparison(truth, a, b)
    assert made.verdict == verdict
    assert made.figures.verdict == verdict
    assert made.headline.startswith("new against old on 100 articles")


def test_better_on_a_rare_label_and_worse_on_the_rest():
    truth = [0] * 180 + [1] * 20
    a = [0] * 200
    b = [1] * 60 + [0] * 120 + [1] * 20
    assert comparison(truth, a, b).verdict == "mixed"


def test_flips_tell_what_was_said():
    made = comparison([0, 0, 1, 2], [0, 1, 0, 2], [1, 0, 2, 2], confidence=[0.5, 0.9, 0.7, 0.9])
    flips = made.flips()
    assert [(flip.position, flip.kind) for flip in flips] == [(1, "to_right"), (2, "wrong_otherwise"), (0, "to_wrong")]
    assert (flips[0].truth, flips[0].before, flips[0].after) == ("a", ("b", 0.9), ("a", 0.9))
    figures = to_json(made.figures)
    assert figures["mcnemar"] == {"only_a_right": 1, "only_b_right": 1, "p": 1.0, "test": "exact"}
    assert figures["by_label"]["b"]["articles"] == 1


def test_a_label_that_is_true_of_none_has_no_difference():
    made = comparison([0, 0, 1], [0, 1, 1], [0, 0, 2]).figures
    assert made.by_label["c"].f1_difference is None
    assert made.by_label["a"].f1_difference.value == pytest.approx(1 - 2 / 3)


def test_figures_in_json():
    content = to_json(comparison([0, 0, 1] * 9, [0, 1, 1] * 9, [0, 0, 2] * 9).figures)
    assert list(content) == ["articles", "verdict", "headline", "models", "macro_f1_difference", "accuracy_difference",
                             "mcnemar", "by_label"]  # fmt: skip
    assert content["models"]["b"] == {"name": "new", "macro_f1": 0.5, "accuracy": 0.6667,
                                      "coverage_without_review": 1.0, "accuracy_without_review": 0.6667}  # fmt: skip
    assert list(content["by_label"]["a"]) == ["articles", "f1_a", "f1_b", "f1_difference"]
    assert content["by_label"]["a"]["f1_difference"]["value"] == 0.3333
    assert content["by_label"]["c"] == {"articles": 0, "f1_a": 0.0, "f1_b": 0.0, "f1_difference": None}
    assert comparison([0] * 40, [0] * 40, [1] * 40).figures.mcnemar.p == float(f"{chi2.sf(39**2 / 40, 1):.4g}")


@pytest.mark.parametrize(
    ("labels", "articles", "only"),
    [
        (("x", "governance", "other", "transport_complaint"), 240, {"flood_disaster": "small", "x": "new"}),
        (("x", "y", "other", "transport_complaint"), 120, {"flood_disaster": "small", "governance": "small", "x": "new",
                                                          "y": "new"}),
    ],
)  # fmt: skip
def test_models_are_compared_on_the_labels_that_they_share(trained, corpus, labels, articles, only):
    rows = [row for label in trained.classifier.labels for row in np.flatnonzero(np.array(corpus.labels) == label)[:60]]
    part = corpus.take(rows)
    part = replace(part, labels=["x" if row % 60 < 5 else label for row, label in enumerate(part.labels)])
    made = compare(trained.classifier, replace(trained.classifier, name="new", labels=labels), part)
    shared = [label for label in trained.classifier.labels if label in labels]
    kept = sum(label in shared for label in part.labels)
    assert kept == len(made.a.truth) == len(made.b.truth) <= articles
    assert {label: one.model for label, one in made.only.items()} == only
    assert list(made.figures.by_label) == shared
    assert made.only["x"].articles == 20
    assert "x, which only new knows" in made.headline
    assert {part.labels[flip.position] for flip in made.flips()} <= set(shared)
    assert len(made.alone.truth) == sum(label in labels for label in part.labels)


@pytest.mark.parametrize("labels", [("a", "b", "c", "d"), ("a", "b", "c", "other")])
def test_models_that_share_fewer_than_two_labels_cannot_be_compared(trained, corpus, labels):
    other = replace(trained.classifier, name="other", labels=labels)
    with pytest.raises(ModelError, match=r"small has flood_disaster, .*, other has a, b, c"):
        compare(trained.classifier, other, corpus.take(range(3)))


def test_articles_of_no_shared_label_prove_nothing(trained, corpus):
    other = replace(trained.classifier, name="other", labels=("x", *trained.classifier.labels[1:]))
    floods = corpus.take(np.flatnonzero(np.array(corpus.labels) == "flood_disaster")[:5])
    with pytest.raises(DataError, match="No article has a label that both small and other know"):
        compare(trained.classifier, other, floods)


def test_the_order_of_the_labels_does_not_matter(trained, corpus):
    classifier = trained.classifier
    turn = [3, 2, 1, 0]
    views = {
        name: replace(view, coef=view.coef[:, turn], intercept=view.intercept[turn], thresholds=view.thresholds[turn])
        for name, view in classifier.views.items()
    }
    turned = replace(classifier, name="turned", labels=tuple(classifier.labels[at] for at in turn), views=views)
    made = compare(classifier, turned, corpus.take(range(0, 1350, 30)))
    assert made.flips() == []
    assert made.differences.macro_f1 == Difference(value=0, interval=(0, 0))


def test_no_articles(trained, corpus):
    with pytest.raises(DataError, match="no labelled articles"):
        compare(trained.classifier, trained.classifier, corpus.take([]))


def test_an_article_in_one_line():
    assert headline_of(Article(title="Lũ  quét\n lớn")) == "Lũ quét lớn"
    assert headline_of(Article(text="chữ " * 99), 12) == "chữ chữ chữ…"
