"""A base knows made-up news of three labels; a few articles of another newspaper, with words of its own, come in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nlp.article import Article
from nlp.classify.folder import load, save
from nlp.datasets.dataset import Dataset
from nlp.datasets.overlap import sketch_of
from nlp.errors import DataError
from nlp.evaluation.judgement import judge
from nlp.training.adaptation.adapt import adapt
from nlp.training.adaptation.base import Base, parse_map
from nlp.training.adaptation.forgetting import Unlabelled
from nlp.training.options import TrainOptions
from nlp.training.train import train

OPTIONS = TrainOptions(folds=3, max_iter=30)
OLD = {
    "lũ": "nước lũ dâng ngập nhà dân sơ tán đê vỡ mưa lớn cứu trợ thôn bản cô lập",
    "xe": "xe khách nhồi nhét hành khách bến xe tăng giá vé tài xế đường dài phàn nàn nhà xe",
    "khác": "bóng đá giá vàng ca sĩ phim mới nấu ăn du lịch sách hay học sinh triển lãm trận đấu",
}
NEW = {
    "lũ": "triều cường tràn bờ kè sạt lở khẩn cấp",
    "xe": "tàu điện ngầm trễ chuyến hành khách bức xúc",
    "khác": "khởi nghiệp công nghệ thi hoa hậu giải đấu",
    "chợ": "tiểu thương chợ đêm sạp hàng cháy rụi di dời ki ốt",
}
SHARED = [
    "tin",
    "địa",
    "phương",
    "hôm",
    "nay",
    "tại",
    "tỉnh",
    "cho",
    "biết",
    "ngày",
    "qua",
    "người",
    "dân",
    "nhiều",
    "nơi",
    "theo",
    "ghi",
    "nhận",
    "báo",
    "cáo",
]


def news(words, n, seed, labels=None, known=0.5):
    """Return ``n`` articles of each label, from its words, words of all and, in part, words of the old newspaper."""
    generator = np.random.default_rng(seed)
    articles, given = [], []
    for label in labels or words:
        own = words[label].split()
        old = OLD.get(label, words[label]).split()
        for _ in range(n):
            drawn = [*generator.choice(own, 4), *generator.choice(SHARED, 9)]
            drawn += list(generator.choice(old, 2)) if generator.random() < known else []
            text = " ".join(generator.permutation(drawn))
            articles.append(Article(text=text, title=""))
            given.append(label)
    return Dataset(articles, given, [False] * len(given), [1.0] * len(given))


@pytest.fixture(scope="module")
def old():
    return news(OLD, 80, 1)


@pytest.fixture(scope="module")
def base(old):
    classifier = train(old, "old", OPTIONS).classifier
    return Base(classifier, unlabelled=Unlabelled("made up", news(OLD, 40, 2).pairs), trained_on=sketch_of(old))


def f1(classifier, dataset):
    judged = judge(classifier, dataset)
    return np.mean(judged.right)


def test_the_new_newspaper_is_learnt_and_the_old_one_kept(base, tmp_path):
    three = {label: NEW[label] for label in OLD}
    learnt, test, before = news(three, 60, 3), news(three, 60, 4), news(OLD, 60, 5)
    made = adapt(learnt, base, "mine", OPTIONS)
    figures = made.metrics.adaptation
    assert figures.strength is not None
    assert figures.gain > 1.6 * figures.gain_error
    assert f1(made.classifier, test) > f1(base.classifier, test) + 0.05
    assert f1(made.classifier, before) >= f1(base.classifier, before) - 0.02
    assert figures.adapted.macro_f1 > figures.base.macro_f1
    assert figures.forgetting.changed < 0.03
    assert list(made.classifier.views) == list(base.classifier.views)
    bare = replace(test, articles=[Article(text="trieu cuong sat lo khan cap"), *test.articles[1:]])
    assert made.classifier.predict(bare.articles)[0].label == "lũ"
    save(made.classifier, tmp_path / "mine", metrics={}, card="")
    assert np.allclose(
        load(tmp_path / "mine").predict_proba(test.pairs), made.classifier.predict_proba(test.pairs), atol=1e-4
    )


@pytest.mark.parametrize(("n", "shuffled"), [(2, False), (12, True), (40, True)])
def test_little_or_contradicting_data_gives_the_base_again(base, n, shuffled):
    three = {label: NEW[label] for label in OLD}
    learnt = news(OLD if not shuffled else three, n, 6)
    if shuffled:
        learnt = replace(learnt, labels=list(np.random.default_rng(7).permutation(learnt.labels)))
    made = adapt(learnt, base, "mine", OPTIONS)
    assert made.metrics.adaptation.strength is None
    test = news(OLD, 20, 8)
    assert np.array_equal(made.classifier.predict_proba(test.pairs), base.classifier.predict_proba(test.pairs))
    assert made.classifier.name == "mine"


@pytest.mark.parametrize("labels", [["chợ"], ["chợ", "lũ", "khác"]])
def test_a_new_label_is_learnt_and_the_others_keep_their_quality(base, labels):
    made = adapt(news(NEW, 14, 9, labels), base, "mine", OPTIONS)
    assert made.classifier.labels == ("chợ", "khác", "lũ", "xe")
    assert f1(made.classifier, news(NEW, 40, 10, ["chợ"])) > 0.7
    assert f1(made.classifier, news(OLD, 40, 11)) >= f1(base.classifier, news(OLD, 40, 11)) - 0.02
    taken = made.metrics.adaptation.new_labels["chợ"]
    assert sum(taken.values()) == 14
    assert set(taken) <= set(OLD)


@pytest.mark.parametrize(
    ("renamed", "labels", "is_exact"),
    [({"lũ": "bão lũ"}, ("bão lũ", "khác", "xe"), True), ({"xe": "khác"}, ("khác", "lũ"), False)],
)
def test_labels_are_renamed_and_dropped(base, renamed, labels, is_exact):
    learnt = news(OLD, 5, 12)
    changed = replace(base, renamed=renamed)
    made = adapt(changed.relabelled(learnt), changed, "mine", OPTIONS)
    assert made.classifier.labels == labels
    test = news(OLD, 40, 13)
    assert f1(made.classifier, changed.relabelled(test)) >= f1(base.classifier, test) - 0.02
    if is_exact:
        assert np.allclose(
            np.sort(made.classifier.predict_proba(test.pairs)), np.sort(base.classifier.predict_proba(test.pairs))
        )


def test_an_adapted_model_can_be_adapted_again(base):
    three = {label: NEW[label] for label in OLD}
    once = adapt(news(three, 30, 14), base, "once", OPTIONS)
    feed = Unlabelled("feed", [*news(three, 40, 20).pairs, *base.unlabelled.pairs])
    again = adapt(
        news(NEW, 14, 15, ["chợ"]), replace(base, classifier=once.classifier, unlabelled=feed), "twice", OPTIONS
    )
    assert f1(again.classifier, news(three, 40, 16)) >= f1(once.classifier, news(three, 40, 16)) - 0.03
    assert again.classifier.about["articles"] == 240 + 90 + 14


def test_the_same_articles_give_the_same_model(base):
    learnt = news({label: NEW[label] for label in OLD}, 20, 17)
    one, other = (adapt(learnt, base, "mine", OPTIONS).classifier for _ in range(2))
    assert np.array_equal(one.accented.coef, other.accented.coef)


@pytest.mark.parametrize(
    ("given", "message"),
    [(["lũ"], "renames nothing"), (["=x"], "renames nothing"), (["a=b", "a=c"], "renamed twice")],
)
def test_maps_that_cannot_be_read(given, message):
    with pytest.raises(DataError, match=message):
        parse_map(given)


def test_maps_are_read():
    assert parse_map(["lũ=bão lũ", " a = b "]) == {"lũ": "bão lũ", "a": "b"}


def test_what_the_base_cannot_learn_from_is_refused(base):
    with pytest.raises(DataError, match="no label of old"):
        Base(base.classifier, {"nope": "x"})
    with pytest.raises(DataError, match="needs 10 articles"):
        adapt(news(NEW, 9, 18, ["chợ"]), base, "mine", OPTIONS)
    with pytest.raises(DataError, match="spellings of one"):
        adapt(replace(news(NEW, 12, 19, ["lũ"]), labels=["Lũ"] * 12), base, "mine", OPTIONS)
