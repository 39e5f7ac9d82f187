import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.classify.model import softmax
from nlp.errors import DataError
from nlp.training.confidence.shift import Expected, complete_shares, estimate_shares, fit_offsets
from nlp.training.crossval import accept_out_of_fold
from nlp.training.options import TrainOptions
from nlp.training.train import train

LABELS = ("a", "b", "c")
EVEN = np.full(3, 1 / 3)


def drawn(shares, n, seed=0):
    """Truth and logits of articles whose labels come in these shares, right for labels that come evenly."""
    generator = np.random.default_rng(seed)
    truth = generator.choice(3, n, p=shares)
    centres = 1.5 * np.eye(3)
    points = centres[truth] + generator.normal(size=(n, 3))
    return truth, points @ centres  # Gaussian classes of equal spread: logits are linear, up to a constant


def test_labels_left_out_share_the_rest():
    training = np.array([0.5, 0.3, 0.2])
    assert complete_shares({"a": 0.9}, LABELS, training).tolist() == pytest.approx([0.9, 0.06, 0.04])
    assert complete_shares({"a": 0.9, "b": 0.06, "c": 0.042}, LABELS, training).sum() == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ({"a": 0.5, "b": 0.2, "c": 0.2}, "sum to 0.900"),
        ({"a": 0.8, "b": 0.2}, "leave nothing for c"),
        ({"aa": 0.5}, "Did you mean 'a'"),
        ({"a": 0.0}, "above 0"),
        ({"a": float("nan")}, "above 0"),
    ],
)
def test_shares_that_cannot_be(shares, message):
    with pytest.raises(DataError, match=message):
        complete_shares(shares, LABELS, EVEN)


def test_offsets_make_the_scores_right_on_the_whole():
    truth, logits = drawn([0.6, 0.3, 0.1], 4_000)
    offsets = fit_offsets(logits, truth)
    assert offsets.sum() == pytest.approx(0.0, abs=1e-9)
    assert softmax(logits + offsets).mean(axis=0) == pytest.approx(np.bincount(truth) / 4_000, abs=1e-3)
    assert np.diff(offsets) == pytest.approx(np.diff(np.log([0.6, 0.3, 0.1])), abs=0.25)


@given(st.integers(0, 1_000), st.sampled_from([(0.9, 0.06, 0.04), (0.2, 0.2, 0.6), (1 / 3, 1 / 3, 1 / 3)]))
def test_shares_are_found_without_labels(seed, shares):
    _, logits = drawn(shares, 3_000, seed)
    assert estimate_shares(softmax(logits), EVEN) == pytest.approx(np.array(shares), abs=0.05)


def test_no_label_is_lost():
    _, logits = drawn([1.0, 0.0, 0.0], 500)
    shares = estimate_shares(softmax(logits), EVEN)
    assert shares.min() >= 0.0009
    assert shares.sum() == pytest.approx(1.0)


@pytest.fixture(scope="module")
def mixed(corpus):
    """The written corpus, and a feed with the labels in another mix, cut off it."""
    even = np.random.default_rng(3).permutation(len(corpus))
    learn, rest = corpus.take(even[:900]), corpus.take(even[900:])
    keep = [row for row, label in enumerate(rest.labels) if label == "other" or row % 6 == 0]
    return learn, rest.take(keep)


OPTIONS = TrainOptions(folds=3, max_iter=30, plain=False)


def test_correction_helps_where_only_the_mix_differs(mixed):
    learn, feed = mixed
    corrected = train(learn, "fed", OPTIONS, expected=Expected(feed=feed.pairs))
    shift = corrected.metrics.shift
    true_share = feed.label_counts["other"] / len(feed)
    assert abs(shift.expected["other"] - true_share) < abs(shift.training["other"] - true_share)
    assert shift.source == f"estimated from {len(feed):,} articles"
    truth = feed.encode(corrected.classifier.labels)
    right, plainly_right = (
        (model.predict_proba(feed.pairs).argmax(axis=1) == truth).mean()
        for model in (corrected.classifier, corrected.uncorrected)
    )
    assert right >= plainly_right


def test_correction_is_an_offset_on_the_intercepts(mixed):
    learn, _ = mixed
    shares = {"other": 0.85, "governance": 0.05}
    corrected = train(learn, "told", OPTIONS, expected=Expected(shares))
    plain = train(learn, "told", OPTIONS)
    assert corrected.uncorrected.accented.intercept.tolist() == plain.classifier.accented.intercept.tolist()
    assert np.array_equal(corrected.classifier.accented.coef, plain.classifier.accented.coef)
    other = corrected.classifier.labels.index("other")
    assert np.argmax(corrected.classifier.accented.intercept - plain.classifier.accented.intercept) == other
    figures = corrected.metrics.shift.out_of_fold_as_expected
    assert figures.corrected.accuracy > figures.without.accuracy
    assert figures.corrected.calibration_error < 0.05
    assert figures.corrected.accuracy_without_review > 0.93
    shift = corrected.metrics.shift
    fold = corrected.held_out
    ratio = np.array([shift.expected[label] / shift.training[label] for label in fold.labels])
    passed = accept_out_of_fold(fold.scores, fold.truth, fold.folds, OPTIONS.review_accuracy, ratio[fold.truth])
    assert passed.tolist() == fold.accepted.tolist(), "by thresholds of the other folds"
    inside = fold.scores.max(axis=1) >= fold.thresholds[fold.scores.argmax(axis=1)]
    assert fold.accepted.tolist() != inside.tolist()
    assert plain.metrics.shift is None
    assert plain.uncorrected is None


def test_an_empty_feed(mixed):
    with pytest.raises(DataError, match="feed holds no article"):
        train(mixed[0], "none", OPTIONS, expected=Expected())
