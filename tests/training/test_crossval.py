import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.classify.model import softmax
from nlp.datasets.grouping import find_groups
from nlp.errors import DataError
from nlp.text.tokenize import make_tokenizer
from nlp.training.context import Run
from nlp.training.crossval import FEWEST_ABOVE, accept_out_of_fold, cross_validate, fit_scale, fit_thresholds
from nlp.training.fitting import Fitter
from nlp.training.options import TrainOptions

QUICK = TrainOptions(folds=3, max_iter=30)


@pytest.fixture(scope="module")
def held_out(corpus):
    return cross_validate(corpus, QUICK)


def test_what_it_gives(corpus, held_out):
    n, labels = len(corpus), sorted(corpus.label_counts)
    assert held_out.labels == tuple(labels)
    assert held_out.decisions.shape == held_out.scores.shape == (n, len(labels))
    assert [labels[place] for place in held_out.truth] == corpus.labels
    assert np.allclose(held_out.scores, softmax(held_out.scale * held_out.decisions))
    assert (held_out.scores.argmax(axis=1) == held_out.truth).mean() > 0.85
    assert sorted(row for _, judged in held_out.folds for row in judged) == list(range(n))


def test_it_is_what_training_reports(corpus, held_out, trained):
    figures = trained.metrics.accented
    assert tuple(map(tuple, held_out.judgement(corpus.is_hard).confusion().tolist())) == figures.confusion
    assert held_out.thresholds.tolist() == trained.classifier.accented.thresholds.tolist()


def test_near_duplicates_and_labels_are_shared_out(corpus, held_out):
    groups = find_groups(corpus)
    for learn, judge in held_out.folds:
        assert not set(groups[learn]) & set(groups[judge])
        assert set(held_out.truth[judge]) == {0, 1, 2, 3}


def test_each_article_is_judged_by_a_model_that_did_not_see_it(corpus, held_out):
    """The third fold, judged again by hand."""
    learn, judge = held_out.folds[2]
    fitter = Fitter(corpus, QUICK, make_tokenizer("syllable"))
    assert np.allclose(fitter.fit(learn).decide(judge), held_out.decisions[judge], atol=1e-6)


def test_the_cache_changes_nothing(corpus, held_out, tmp_path):
    steps = []
    for _ in range(2):
        again = cross_validate(corpus, QUICK, run=Run(tmp_path, steps.append))
        assert np.array_equal(again.decisions, held_out.decisions)
    assert "fold 3 of 3 (accented)" in steps
    assert find_groups(corpus, tmp_path).tolist() == find_groups(corpus).tolist()
    assert len(list(tmp_path.rglob("output.pkl"))) == 2, "the groups and the counts, each once"


def test_groups_are_handed_on(corpus, held_out, tmp_path):
    steps = []
    again = cross_validate(corpus, QUICK, groups=find_groups(corpus), run=Run(tmp_path, steps.append))
    assert np.array_equal(again.decisions, held_out.decisions)
    assert "finding near-duplicates" not in steps
    assert len(list(tmp_path.rglob("output.pkl"))) == 1, "the counts"


def test_words_are_segmented_once(corpus, tmp_path):
    pytest.importorskip("underthesea")
    few = corpus.take(range(0, len(corpus), 25))
    for max_n in (1, 2):
        cross_validate(few, TrainOptions(folds=2, min_df=1, max_n=max_n, tokenizer="word"), run=Run(tmp_path))
    kept = sorted(path.parents[1].name for path in tmp_path.rglob("output.pkl"))
    assert kept == ["_count", "_count", "_groups", "_segment"]


def test_data_that_cannot_train(corpus):
    with pytest.raises(DataError, match="two labels"):
        cross_validate(corpus.take([0, 1]), QUICK)


def test_scale_makes_overconfident_scores_honest():
    generator = np.random.default_rng(1)
    logits = generator.normal(size=(5_000, 3))
    truth = np.array([generator.choice(3, p=row) for row in softmax(logits)])
    assert fit_scale(logits * 4, truth) == pytest.approx(0.25, rel=0.1)


@given(st.integers(0, 10_000), st.floats(0.5, 0.99))
def test_thresholds_reach_the_accuracy(seed, accuracy):
    generator = np.random.default_rng(seed)
    scores = softmax(generator.normal(size=(200, 3)) * 2)
    truth = np.array([generator.choice(3, p=row) for row in scores])
    weights = generator.integers(1, 4, size=200).astype(float)
    thresholds = fit_thresholds(scores, truth, accuracy, weights)
    predicted, confidence = scores.argmax(axis=1), scores.max(axis=1)
    for label in range(3):
        accepted = (predicted == label) & (confidence >= thresholds[label])
        assert not accepted.any() or np.average(truth[accepted] == label, weights=weights[accepted]) >= accuracy - 1e-9
    repeated = np.repeat(np.arange(200), weights.astype(int))
    again = fit_thresholds(scores[repeated], truth[repeated], accuracy)
    assert again[thresholds < 1].tolist() == thresholds[thresholds < 1].tolist()


@pytest.mark.parametrize("weights", [None, 3.0])
def test_a_threshold_needs_support(weights):
    """All predictions are right; weights do not make few articles many."""
    confidence = np.linspace(0.6, 0.9, FEWEST_ABOVE)
    scores = np.column_stack([confidence, 1 - confidence])
    truth = np.zeros(FEWEST_ABOVE, dtype=int)
    weights = None if weights is None else np.full(FEWEST_ABOVE, weights)
    assert fit_thresholds(scores, truth, 0.95, weights).tolist() == [0.6, 1.0]
    less = None if weights is None else weights[1:]
    assert fit_thresholds(scores[1:], truth[1:], 0.95, less).tolist() == [1.0, 1.0]


@pytest.mark.parametrize("weighted", [False, True])
def test_what_passes_is_decided_by_the_other_folds(held_out, weighted):
    """Whether the articles of a fold are right has no say in what of them passes."""
    generator = np.random.default_rng(5)
    scores = softmax(generator.normal(size=(300, 2)))
    truth = generator.integers(0, 2, size=300)
    weights = generator.uniform(0.5, 2.0, size=300) if weighted else None
    rows = np.arange(300)
    folds = [(rows[rows % 3 != fold], rows[rows % 3 == fold]) for fold in range(3)]
    accepted = accept_out_of_fold(scores, truth, folds, 0.55, weights)
    assert accepted.any()
    for _, judge in folds:
        flipped = truth.copy()
        flipped[judge] = 1 - flipped[judge]
        again = accept_out_of_fold(scores, flipped, folds, 0.55, weights)
        assert again[judge].tolist() == accepted[judge].tolist()
        assert again.tolist() != accepted.tolist()


def test_the_figure_without_review_is_honest():
    """On many draws, what passes the thresholds of other folds is as accurate as fresh articles; in-sample is not."""
    shipped, honest, fresh = [], [], []
    rows = np.arange(150)
    folds = [(rows[rows % 5 != fold], rows[rows % 5 == fold]) for fold in range(5)]
    for seed in range(150):
        generator = np.random.default_rng(seed)
        scores, new = (softmax(generator.normal(size=(n, 3)) * 1.5) for n in (150, 1_000))
        truth, new_truth = (np.array([generator.choice(3, p=row) for row in of]) for of in (scores, new))
        thresholds = fit_thresholds(scores, truth, 0.9)
        for kept, of, true, passed in (
            (shipped, scores, truth, scores.max(axis=1) >= thresholds[scores.argmax(axis=1)]),
            (honest, scores, truth, accept_out_of_fold(scores, truth, folds, 0.9)),
            (fresh, new, new_truth, new.max(axis=1) >= thresholds[new.argmax(axis=1)]),
        ):
            kept.extend((of.argmax(axis=1) == true)[passed])
    assert np.mean(shipped) - np.mean(fresh) > 0.04
    assert np.mean(honest) == pytest.approx(np.mean(fresh), abs=0.02)


def test_a_judgement_passes_what_other_folds_let_pass(corpus, held_out):
    judged = held_out.judgement(corpus.is_hard)
    again = accept_out_of_fold(held_out.scores, held_out.truth, held_out.folds, QUICK.review_accuracy)
    assert judged.accepted.tolist() == again.tolist()
    assert judged.accepted.tolist() != (judged.confidence >= held_out.thresholds[judged.predicted]).tolist()


def test_more_folds_than_distinct_articles(corpus):
    first = corpus.labels.index("governance")
    rows = [row for row, label in enumerate(corpus.labels) if label == "other"][:40]
    rows += [row for row, label in enumerate(corpus.labels) if label == "governance"][:12] + [first] * 20
    with pytest.raises(DataError, match="'governance' has 12 articles that are no near-duplicates, too few for 13"):
        cross_validate(corpus.take(rows), TrainOptions(folds=13))
    assert len(cross_validate(corpus.take(rows), TrainOptions(folds=12, max_iter=5)).folds) == 12
