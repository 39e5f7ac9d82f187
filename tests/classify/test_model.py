import unicodedata
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.article import Article
from nlp.classify.model import ACCENTED, PLAIN
from nlp.classify.registry import load_model
from nlp.errors import ModelError
from nlp.text.normalize import strip_accents
from tests.text.test_normalize import ANY_TEXT

FLOOD = Article(
    title="Lũ quét cuốn trôi cầu, hàng trăm hộ dân bị cô lập",
    text="Mưa lớn suốt đêm khiến nước lũ dâng cao, chính quyền xã đang sơ tán dân khỏi vùng ngập.",
)
COACH = Article(
    title="Xe khách nhồi nhét, thu tiền vượt giá vé dịp lễ", text="Hành khách phản ánh nhà xe thu thêm tiền."
)


@pytest.fixture(scope="module")
def model():
    return load_model("default")


@pytest.mark.parametrize(("article", "label"), [(FLOOD, "flood_disaster"), (COACH, "transport_complaint")])
@pytest.mark.parametrize(
    "form",
    [str, str.upper, strip_accents, lambda text: strip_accents(text).upper(), lambda text: f"<p>{text}&nbsp;</p>"],
    ids=["as is", "upper", "plain", "plain upper", "html"],
)
def test_plain_cases_in_every_form(model, article, label, form):
    prediction = model.predict([Article(title=form(article.title), text=form(article.text))])[0]
    assert prediction.label == label
    assert prediction.confidence > 0.8


def test_decomposed_text_gives_the_same(model):
    decomposed = Article(*(unicodedata.normalize("NFD", part) for part in (FLOOD.text, FLOOD.title)))
    assert model.predict([decomposed]) == model.predict([FLOOD])


@given(st.lists(st.tuples(ANY_TEXT, ANY_TEXT), max_size=5))
def test_scores_sum_to_one_and_do_not_depend_on_the_batch(pairs):
    model = load_model("default")
    scores = model.predict_proba(pairs)
    assert scores.shape == (len(pairs), 4)
    assert np.allclose(scores.sum(axis=1), 1.0)
    alone = [model.predict_proba([pair])[0] for pair in pairs]
    assert np.allclose(scores, np.array(alone).reshape(scores.shape), atol=1e-12)


def test_predictions_agree_with_scores(model):
    scores = model.predict_proba([(FLOOD.title, FLOOD.text)])[0]
    prediction = model.predict([FLOOD])[0]
    assert prediction.confidence == scores.max()
    assert list(prediction.scores.values()) == scores.tolist()
    assert prediction.label == model.labels[scores.argmax()]


def judged(model, articles):
    """Return the name of the view that judges each article."""
    names = {id(view): name for name, view in model.views.items()}
    found = {row: names[id(view)] for view, rows, _ in model.counted(articles) for row in rows}
    return [found[row] for row in range(len(articles))]


def without_tones(text):
    return "".join(char for char in unicodedata.normalize("NFD", text) if char not in "\u0300\u0301\u0309\u0303\u0323")


def stripped(every):
    return lambda text: " ".join(strip_accents(word) if n % every == 0 else word for n, word in enumerate(text.split()))


@pytest.mark.parametrize("lost", [strip_accents, without_tones, stripped(2), stripped(3), stripped(5)])
def test_which_view_judges_an_article(lost):
    """What lacks accents, and what lost so many that most words are no words any more."""
    model = load_model("default")
    plain = Article(text=lost(FLOOD.text), title=lost(FLOOD.title))
    assert judged(model, [FLOOD, plain, COACH]) == [ACCENTED, PLAIN, ACCENTED]
    assert judged(model, [plain]) == [PLAIN]
    assert model.predict([plain])[0].label == model.predict([FLOOD])[0].label
    alone = replace(model, views={ACCENTED: model.accented})
    assert judged(alone, [plain, FLOOD]) == [ACCENTED, ACCENTED]


def test_foreign_text_stays_where_it_is():
    """Both views know little of it; it needs review as before."""
    model = load_model("default")
    article = Article(text="The flood has destroyed many houses in the province, officials said on Monday")
    (prediction,) = model.predict([article])
    assert prediction.needs_review


def test_order_is_kept_across_views(model):
    articles = [FLOOD, Article(text=strip_accents(COACH.text), title=strip_accents(COACH.title))] * 3
    assert [prediction.label for prediction in model.predict(articles)] == ["flood_disaster", "transport_complaint"] * 3


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "too short: 0 tokens"),
        ("Tin nhanh", "too short: 2 tokens"),
        ("Heavy rain has cut off roads across the northern provinces and people were moved.", "not Vietnamese"),
        ("xqz zzk wvv qpf xqz wwv kkz zqx pwq", "unfamiliar"),
    ],
)
def test_text_that_cannot_be_judged_needs_review(model, text, reason):
    prediction = model.predict([Article(text=text)])[0]
    assert prediction.needs_review
    assert any(given.startswith(reason) for given in prediction.reasons)


def test_review_is_needed_exactly_below_the_threshold(model, corpus):
    predictions = model.predict(corpus.articles[::20])
    thresholds = dict(zip(model.labels, model.accented.thresholds, strict=True))
    doubted = [any("threshold" in reason for reason in p.reasons) for p in predictions]
    assert doubted == [p.confidence < thresholds[p.label] for p in predictions]
    assert any(doubted)
    assert not all(doubted)


def test_explanation_adds_up(model):
    pair = (FLOOD.title, FLOOD.text)
    explanation = model.explain(FLOOD, top=10_000)
    assert explanation.label == "flood_disaster"
    assert explanation.speaks_for == sorted(explanation.speaks_for, key=lambda item: -item[1])
    assert all(weight < 0 for _, weight in explanation.speaks_against)
    total = sum(weight for _, weight in explanation.speaks_for + explanation.speaks_against)
    logits = np.log(model.predict_proba([pair])[0])
    column = model.labels.index("flood_disaster")
    others = np.delete(np.arange(4), column)
    intercept = model.accented.intercept
    expected = logits[column] - logits[others].mean() - (intercept[column] - intercept[others].mean())
    assert total == pytest.approx(expected)


def test_explanation_of_another_label(model):
    assert model.explain(FLOOD, "other").label == "other"
    with pytest.raises(ModelError, match="sports"):
        model.explain(FLOOD, "sports")


def test_a_very_long_text_is_judged(model):
    assert model.predict([Article(text=FLOOD.text * 5_000)])[0].label == "flood_disaster"
