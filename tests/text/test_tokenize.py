import logging
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlp.errors import ModelError
from nlp.text.normalize import normalize, strip_accents, tone_variants, unify_tones
from nlp.text.tokenize import (
    PlainTokenizer,
    SyllableTokenizer,
    WordTokenizer,
    hash_token,
    hash_tokens,
    make_tokenizer,
    split_tokens,
    tokenize,
)
from tests.text.test_normalize import ANY_TEXT


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Mưa lớn, lũ quét!", ["mưa", "lớn", "lũ", "quét"]),
        ("TP.HCM 1.500 tỷ 24/7", ["tp", "hcm", "1", "500", "tỷ", "24", "7"]),
        ("HOÀ BÌNH hoà hòa", ["hòa", "bình", "hòa", "hòa"]),
        ("Ðà Nẵng", ["đà", "nẵng"]),
        ("x&nbsp;y<br>z", ["x", "y", "z"]),
        ("Hà\u200bNội", ["hànội"]),
        ("", []),
        ("... !", []),
        ("a\x00b", ["a", "b"]),
    ],
)
def test_syllables(text, tokens):
    assert tokenize(SyllableTokenizer(), text) == tokens


@given(ANY_TEXT)
@example("İ")
@example("ΑΣ")
@example("a\u200b\u0301")
def test_tokens_are_those_of_the_normalized_text(text):
    tokenizer = SyllableTokenizer()
    assert tokenize(tokenizer, text) == tokenize(tokenizer, normalize(text))


@given(st.lists(ANY_TEXT, max_size=5))
def test_hashes_are_those_of_the_tokens(texts):
    tokenizer = SyllableTokenizer()
    fields = [tokenizer.segment(text) for text in texts]
    hashes, field = hash_tokens(fields)
    tokens = [(number, token) for number, part in enumerate(fields) for token in split_tokens([part])]
    assert field.tolist() == [number for number, _ in tokens]
    assert hashes.tolist() == [hash_token(token) for _, token in tokens]
    assert [unify_tones(token) for token in split_tokens(fields)] == [
        t for text in texts for t in tokenize(tokenizer, text)
    ]


def test_different_tokens_have_different_hashes():
    tokens = sorted(
        {
            f"{onset}{rhyme}{number}"
            for onset in "bcdđghklmnpqrstvx"
            for rhyme in ("a", "á", "ao", "oa")
            for number in range(300)
        }
    )
    assert len(np.unique(hash_tokens(tokens)[0])) == len(tokens)
    assert hash_token("ab") != hash_token("ba")


def test_hash_of_a_very_long_token():
    assert hash_token("x" * 10_000) == hash_token("x" * 10_000) != hash_token("x" * 10_001)


def test_plain_tokens_have_no_accents():
    text = "Đường sắt Hoà Bình bị sạt lở"
    assert tokenize(PlainTokenizer(), text) == tokenize(SyllableTokenizer(), strip_accents(text))


def test_words_join_their_syllables():
    pytest.importorskip("underthesea")
    tokens = tokenize(WordTokenizer(), "Chính quyền địa phương khắc phục hậu quả mưa lũ, ngập úng.")
    assert "chính_quyền" in tokens
    assert "địa_phương" in tokens
    assert "." not in tokens


def test_words_of_one_call_do_not_depend_on_the_last():
    pytest.importorskip("underthesea")
    tokenizer = WordTokenizer()
    first = tokenize(tokenizer, "Ủy ban nhân dân tỉnh họp")
    tokenize(tokenizer, "Xe khách nhồi nhét hành khách")
    assert tokenize(tokenizer, "Ủy ban nhân dân tỉnh họp") == first


def test_underthesea_leaves_the_root_logger_alone():
    pytest.importorskip("underthesea")
    code = (
        "import logging; before = logging.getLogger().handlers[:], logging.getLogger().level\n"
        "from nlp.text.tokenize import WordTokenizer; WordTokenizer()\n"
        "assert (logging.getLogger().handlers, logging.getLogger().level) == before"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert logging.getLogger("nlp").handlers == []


def test_unknown_tokenizer_is_refused():
    with pytest.raises(ModelError, match="syllable, plain, word"):
        make_tokenizer("char")


def test_spellings_of_a_token_unify():
    for variant in tone_variants("thủy"):
        assert tokenize(SyllableTokenizer(), variant) == ["thủy"]
