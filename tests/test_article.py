import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.article import Article, Prediction, lacks_accents, nfc
from nlp.text.normalize import strip_accents
from tests.text.test_language import VIETNAMESE
from tests.text.test_normalize import ANY_TEXT


@given(ANY_TEXT, ANY_TEXT)
def test_document_is_composed_title_and_text(title, text):
    article = Article(text=text, title=title)
    assert unicodedata.is_normalized("NFC", article.document)
    if title:
        assert article.document[: article.title_length] == nfc(title)
        assert article.document[article.title_length] == "\n"
    else:
        assert article.document == nfc(text)


def test_key_is_the_id_or_made_from_the_content():
    assert Article("một", id="7").key == "7"
    assert Article("một").key == Article("một", url="http://x").key != Article("hai").key
    assert Article("một", title="hai").key != Article("hai", title="một").key
    assert Article("\ud800").key.startswith("sha256-")


def test_json_form_of_a_prediction():
    prediction = Prediction("a", 0.912345, {"a": 0.912345, "b": 0.087655}, True, ("short",), "m", ("a", "b"))
    assert prediction.to_dict() == {
        "label": "a",
        "confidence": 0.9123,
        "scores": {"a": 0.9123, "b": 0.0877},
        "needs_review": True,
        "reasons": ["short"],
        "plausible": ["a", "b"],
        "ignored": [],
        "model": "m",
    }


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        (VIETNAMESE, False),
        (strip_accents(VIETNAMESE).replace(" ", " – ", 1) + "…", True),
        (f"“{strip_accents(VIETNAMESE)}” 35°", True),
        (strip_accents(VIETNAMESE) + "đ", True),
        ("Mua lu 😢😢😢😢😢😢", True),
        ("«Bão» – “lũ” – …", False),
        (VIETNAMESE.upper(), False),
        (strip_accents(VIETNAMESE), True),
        (strip_accents(VIETNAMESE) + " “trích dẫn” – xã", True),
        ("", True),
        ("Ngã tư", False),
    ],
)
def test_lacks_accents(text, lacks):
    assert lacks_accents(text) is lacks


@given(ANY_TEXT)
def test_lacks_accents_takes_any_text(text):
    assert isinstance(lacks_accents(text), bool)


@given(st.text(st.sampled_from("abc đáạ.,"), max_size=40))
def test_stripped_text_lacks_accents(text):
    assert lacks_accents(strip_accents(text))
