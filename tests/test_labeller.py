from itertools import count, islice

import pytest

from nlp import Article, Labeller
from nlp.errors import ModelError


def test_one_text():
    labelled = Labeller().label_one("Mưa lớn gây ngập sâu, hàng trăm hộ dân phải sơ tán", title="Lũ lên nhanh")
    assert labelled.prediction.label == "flood_disaster"
    assert labelled.article.title == "Lũ lên nhanh"
    assert set(labelled.to_dict()) == {"prediction", "entities", "summary"}


def test_entities_without_a_model():
    labelled = Labeller(None).label_one("UBND tỉnh Lào Cai hỗ trợ 15 tỷ đồng")
    assert labelled.prediction is None
    assert set(labelled.to_dict()) == {"entities", "summary"}
    assert labelled.summary["provinces"] == ["15"]
    assert labelled.summary["money_vnd"] == 15_000_000_000


def test_a_stream_is_taken_bit_by_bit():
    endless = (Article(text=f"Xe khách nhồi nhét {number}", id=str(number)) for number in count())
    labelled = list(islice(Labeller().label(endless), 1_200))
    assert [item.article.id for item in labelled] == [str(number) for number in range(1_200)]


def test_the_same_as_one_by_one(corpus):
    labeller = Labeller()
    articles = corpus.articles[::100]
    together = [item.prediction for item in labeller.label(articles)]
    for article, prediction in zip(articles, together, strict=True):
        alone = labeller.label_one(article).prediction
        assert (alone.label, alone.reasons) == (prediction.label, prediction.reasons)
        assert alone.confidence == pytest.approx(prediction.confidence)


def test_a_model_object_and_no_articles(trained):
    assert list(Labeller(trained.classifier).label([])) == []


def test_unknown_model():
    with pytest.raises(ModelError):
        Labeller("nope")
