import numpy as np
import pytest

from nlp.classify.model import softmax
from nlp.datasets.grouping import find_groups
from nlp.errors import DataError
from nlp.text.tokenize import make_tokenizer
from nlp.training.confidence.calibration import accept_out_of_fold
from nlp.training.context import Run
from nlp.training.crossval import cross_validate
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
    assert np.allclose(held_out.scores, softmax(held_out.calibration.logits(held_out.decisions)))
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
