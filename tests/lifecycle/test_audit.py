from dataclasses import replace

import numpy as np
import pytest

from nlp.article import Article
from nlp.datasets.dataset import Dataset, merge
from nlp.datasets.reading import LabelledSource, read_dataset
from nlp.lifecycle.audit import audit, rank
from nlp.training.confidence.calibration import Calibration
from nlp.training.crossval import OutOfFold
from nlp.training.options import TrainOptions

LABELS = ("a", "b", "c")


def corrupted(data, share, seed):
    """Return the data with a share of the labels changed at random, and where."""
    generator = np.random.default_rng(seed)
    labels, known = list(data.labels), sorted(data.label_counts)
    rows = generator.choice(len(data), round(share * len(data)), replace=False).tolist()
    for row in rows:
        labels[row] = generator.choice([label for label in known if label != labels[row]])
    return replace(data, labels=labels), set(rows)


def found_share(data, seed, options):
    """Corrupt 3 % of the labels; return the share of these in the first 6 % of the list."""
    noisy, changed = corrupted(data, 0.03, seed)
    first = audit(noisy, options)[: round(0.06 * len(noisy))]
    return len(changed & {suspicion.position for suspicion in first}) / len(changed)


def test_changed_labels_come_first_in_the_written_corpus(corpus):
    assert found_share(corpus, 0, TrainOptions(folds=3, max_iter=30)) > 0.85


def test_changed_labels_come_first_in_real_news(shared):
    news = read_dataset(LabelledSource(str(shared / "data" / "news_train.jsonl")))
    assert found_share(news, 0, TrainOptions(folds=3, max_iter=30)) > 0.75  # 0.6 was asked for


def test_every_label_is_ranked_once(corpus):
    some = corpus.take(range(0, len(corpus), 9))
    ranked = audit(some, TrainOptions(folds=2, max_iter=10))
    assert sorted(suspicion.position for suspicion in ranked) == list(range(len(some)))
    assert [suspicion.label for suspicion in ranked] == [some.labels[suspicion.position] for suspicion in ranked]
    scores = [suspicion.score for suspicion in ranked]
    assert scores == sorted(scores, reverse=True)
    assert all(suspicion.reason for suspicion in ranked if suspicion.suggested != suspicion.label)


def of_scores(scores, labels, hard=()):
    """Rank labels by given out-of-fold scores; nothing is near-duplicate unless ``groups`` says so."""
    n = len(labels)
    data = Dataset(
        [Article(text=f"tin {row}", id=str(row)) for row in range(n)],
        labels,
        [row in hard for row in range(n)],
        [1.0] * n,
    )
    scores = np.array(scores)
    judged = OutOfFold(
        labels=LABELS,
        truth=data.encode(LABELS),
        decisions=np.log(scores),
        calibration=Calibration(1.0, np.zeros(3)),
        scores=scores,
        thresholds=np.ones(3),
        plausible=np.zeros(3),
        accepted=np.zeros(n, dtype=bool),
        folds=[],
        learnt=np.ones(n, dtype=bool),
    )
    return lambda groups=None: rank(data, judged, np.arange(n) if groups is None else np.array(groups))


SURE, TORN, AGAINST, NEITHER = [0.9, 0.05, 0.05], [0.5, 0.4, 0.1], [0.05, 0.9, 0.05], [0.1, 0.1, 0.8]


def test_the_surer_the_denial_the_higher():
    ranked = of_scores([SURE, TORN, AGAINST, [0.05, 0.9, 0.05], NEITHER] + [SURE] * 5, list("aaabc") + ["a"] * 5)()
    assert [suspicion.id for suspicion in ranked[:2]] == ["2", "1"]
    assert (ranked[0].suggested, ranked[0].contradicted) == ("b", True)
    assert ranked[0].reason == "b 90%, a 5% out of fold"
    assert ranked[-1].reason == ""


def test_a_label_that_is_usually_unsure_is_not_suspect_for_being_so():
    scores = [SURE] * 5 + [[0.5, 0.3, 0.2]] + [[0.3, 0.5, 0.2]] * 6 + [NEITHER]
    ranked = of_scores(scores, ["a"] * 6 + ["b"] * 6 + ["c"])()
    assert ranked[0].id == "5"
    assert [suspicion.score for suspicion in ranked if suspicion.label == "b"] == pytest.approx([0.0] * 6)


def test_known_doubt_weighs_less():
    scores = [SURE] * 12 + [TORN] * 6 + [AGAINST] * 3 + [NEITHER]
    ranked = of_scores(scores, ["a"] * 20 + ["b", "c"], hard={*range(12, 18), 19})()
    assert [suspicion.id for suspicion in ranked[:2]] == ["18", "19"]
    assert ranked[1].reason.endswith("marked hard")


def test_the_odd_one_of_near_duplicates_comes_first():
    scores = [TORN, TORN, TORN, TORN, AGAINST, NEITHER]
    free = of_scores(scores, ["a", "b", "b", "a", "b", "c"])
    alone, together = free(), free([0, 0, 0, 3, 4, 5])
    assert {suspicion.id: suspicion.score for suspicion in together}["0"] > 0.4
    assert together[0].id == "0"
    assert together[0].suggested == "b"
    assert together[0].reason.endswith("near-duplicate of 1 (b), 2 (b)")
    assert {s.id: s.score for s in together}["3"] == pytest.approx({s.id: s.score for s in alone}["3"])


def test_copies_with_different_labels_are_found(corpus):
    some = corpus.take(range(0, len(corpus), 3))
    copies = some.take(range(0, len(some), 45))
    copies = replace(
        copies,
        articles=[replace(article, text=f"{article.text} (TTXVN)") for article in copies.articles],
        labels=["other" if label != "other" else "governance" for label in copies.labels],
    )
    ranked = audit(merge([some, copies]), TrainOptions(folds=3, max_iter=20))
    place = {suspicion.position: number for number, suspicion in enumerate(ranked)}
    pairs = [(45 * number, len(some) + number) for number in range(len(copies))]
    assert sorted(min(place[one], place[other]) for one, other in pairs)[-1] < 0.12 * len(ranked)
    assert all("near-duplicate of" in ranked[place[row]].reason for pair in pairs for row in pair)
