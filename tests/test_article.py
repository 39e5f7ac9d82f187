import unicodedata

from hypothesis import given

from nlp.article import Article, Prediction, nfc
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
    prediction = Prediction("a", 0.912345, {"a": 0.912345, "b": 0.087655}, True, ("short",), "m")
    assert prediction.to_dict() == {
        "label": "a",
        "confidence": 0.9123,
        "scores": {"a": 0.9123, "b": 0.0877},
        "needs_review": True,
        "reasons": ["short"],
        "model": "m",
    }
