from itertools import count, islice

import pytest

from nlp import Article, Labeller
from nlp.article import FailedArticle
from nlp.entities.extract import MAX_CHARACTERS, MAX_ENTITIES
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


class Failing(Article):
    """An article that cannot be read."""

    @property
    def document(self):
        raise ValueError("no document")


GOOD = [Article(text=f"Lũ quét cuốn trôi {number} cầu ở tỉnh Lào Cai", id=str(number)) for number in range(7)]


@pytest.mark.parametrize("model", ["default", None])
@pytest.mark.parametrize("position", [0, 3, 7])
def test_an_article_that_fails_costs_no_other(position, model):
    labeller = Labeller(model)
    batch = [*GOOD[:position], Failing(text="x", id="bad"), *GOOD[position:]]
    outcomes = list(labeller.label(batch, errors="reject"))
    assert [outcome.article.id for outcome in outcomes] == [article.id for article in batch]
    failed = outcomes.pop(position)
    assert isinstance(failed, FailedArticle)
    assert failed.reason == "ValueError: no document"
    assert "Traceback" in failed.traceback
    for outcome, expected in zip(outcomes, labeller.label(GOOD), strict=True):
        assert outcome.entities == expected.entities
        assert model is None or outcome.prediction.label == expected.prediction.label


def test_by_default_an_article_that_fails_raises():
    with pytest.raises(ValueError, match="no document"):
        list(Labeller(None).label([*GOOD, Failing(text="x")]))


def test_entities_of_one_record_are_bounded_and_what_is_cut_is_said():
    labelled = Labeller(None).label_one("5% " * 60_000)
    assert len(labelled.entities) == MAX_ENTITIES
    assert labelled.summary["entities_cut"] == f"entities after the first {MAX_ENTITIES:,} are left out"
    assert "entities_cut" not in Labeller(None).label_one("5% " * 5).summary


@pytest.mark.parametrize("n", [50, 200, 1_000, 9_000])
def test_a_text_is_not_full_of_entities(n):
    labelled = Labeller(None).label_one("5% " * n)
    most = 200 + 3 * n // 16
    assert len(labelled.entities) == min(n, most)
    assert ("entities_cut" in labelled.summary) == (n >= most)


def test_text_beyond_the_bound_is_not_searched_and_that_is_said():
    text = "Mưa lớn. " * (MAX_CHARACTERS // 9 + 1)
    labelled = Labeller(None).label_one(f"Lào Cai: {text} Hà Nội")
    assert [entity.text for entity in labelled.entities] == ["Lào Cai"]
    assert labelled.summary["entities_cut"] == f"the text after {MAX_CHARACTERS:,} characters was not searched"
