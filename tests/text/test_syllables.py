import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.text.normalize import strip_accents
from nlp.text.syllables import is_vietnamese_syllable

SYLLABLES = [
    "nguyễn", "khuya", "nghiêng", "anh", "quốc", "yến", "hươu", "gì", "phương", "quyết", "giữa", "ỷ", "khuỷu", "thoong",
    "đắc", "quỳnh", "quýt", "tuýp", "yểng", "hiền", "liễu", "hữu",
]  # fmt: skip
OTHERS = [
    "trump", "netanyahu", "woo", "shik", "pete", "jindo", "fed", "xuân1", "storm", "jakarta", "fwd", "str", "kyung", "hyun",
    "ming", "roy", "chính_quyền", "",
]  # fmt: skip


@pytest.mark.parametrize("syllable", SYLLABLES)
def test_syllables(syllable):
    assert is_vietnamese_syllable(syllable)


@pytest.mark.parametrize("syllable", SYLLABLES)
def test_syllables_are_known_without_accents(syllable):
    assert is_vietnamese_syllable(strip_accents(syllable))


@pytest.mark.parametrize("word", OTHERS)
def test_words_that_are_no_syllables(word):
    assert not is_vietnamese_syllable(word)


@given(st.text())
def test_accents_never_decide(text):
    assert is_vietnamese_syllable(text) == is_vietnamese_syllable(strip_accents(text))
