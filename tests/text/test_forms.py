"""Forms: the compiled version and the plain one give the same for any text, and neither can be made to fail."""

import os
import re
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nlp.entities.phrases import Phrases
from nlp.entities.tokens import Tokens
from nlp.text.forms import (
    PlainForms,
    bare_form_of,
    find_starts,
    form_of,
    forms,
    is_compiled,
    kinds_of,
    plain_find_starts,
)
from nlp.text.normalize import clean, strip_accents, unify_tones

COMPILED = pytest.mark.skipif(not is_compiled(), reason="no compiled module: no compiler, or BANTIN_PLAIN is set")
TOKEN = re.compile(r"[^\W_]+|\n|[^\w\s]|(?<![^\W_])_|_(?![^\W_])")

# What is easily treated in two ways: marks, sigma, letters whose small form is longer, surrogates, blanks, digits.
ODD = "hòatoàthuỷqúyQÚYgíupđĐẾ_ \n\t.,;0189ⅧÅ²٣İıßẞΣσς\0\u0301\u0338\u200b\ud800\udfff\u3000\ufeff中文😀कि\u1ea0\u212b"
TEXTS = st.text(st.one_of(st.sampled_from(ODD), st.characters()), max_size=80)
LONG = st.builds(lambda piece, times: piece * times, TEXTS, st.integers(1, 60))


def as_before(text: str, plain: bool) -> tuple[list[str], list[str], list[int], list[int]]:
    """The definition: the whole text in lower case, cut where a regular expression cuts it."""
    lowered = unify_tones(text).lower()
    if plain and not lowered.isascii() and len(stripped := strip_accents(lowered)) == len(lowered):
        lowered = stripped
    if len(lowered) != len(text):
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    spans = [match.span() for match in TOKEN.finditer(text)]
    return [text[a:b] for a, b in spans], [lowered[a:b] for a, b in spans], [a for a, _ in spans], [b for _, b in spans]


@COMPILED
@settings(max_examples=400, deadline=None)
@given(LONG, st.booleans())
@example("ΑΣ Σ' \u0301hoa\u0301 İ_ı ß Lào_Cai _qúy ủy\u0323", False)
@example("5 nguoi chet, đi lai", True)
def test_the_compiled_version_gives_what_the_plain_one_gives(text: str, plain: bool) -> None:
    assert forms(plain=plain).cut(text) == PlainForms(bare_form_of if plain else form_of).cut(text)


@settings(max_examples=300, deadline=None)
@given(LONG, st.booleans())
@example("Lào_Cai hoà ΑΣ. Σ İ", False)
def test_tokens_are_those_of_the_definition(text: str, plain: bool) -> None:
    text = clean(text)
    tokens = Tokens.of(text, plain=plain)
    assert (tokens.words, tokens.lower, tokens.starts, tokens.ends) == as_before(text, plain)
    assert tokens.figures == [number for number, word in enumerate(tokens.words) if word[0] in "0123456789"]


WORDS = st.lists(st.sampled_from(["bộ", "trưởng", "phó", "chủ", "tịch", "", "5"]), max_size=30)


@settings(max_examples=200)
@given(WORDS, st.lists(WORDS, max_size=6))
def test_phrases_begin_where_their_first_two_tokens_stand(lower: list[str], phrases: list[list[str]]) -> None:
    kept = [" ".join(filter(None, phrase)) for phrase in phrases]
    known = Phrases((phrase, True) for phrase in kept if phrase)
    pairs = {tuple(phrase.split()[:2]) for phrase in kept if " " in phrase}
    singles = {phrase for phrase in kept if phrase and " " not in phrase}
    following = [*pairwise(lower), (lower[-1], "")] if lower else []
    wanted = [at for at, pair in enumerate(following) if pair in pairs or pair[0] in singles]
    assert known.starts(lower) == wanted
    assert find_starts(lower, known._seconds) == plain_find_starts(lower, known._seconds)


@COMPILED
@pytest.mark.parametrize("text", [None, 5, b"xa"])
def test_what_is_no_text_is_refused(text: object) -> None:
    with pytest.raises(TypeError):
        forms(plain=False).cut(text)  # type: ignore[arg-type]


@COMPILED
def test_what_python_answers_is_checked() -> None:
    from nlp.text import _compiled

    for wrong in (lambda _: b"", lambda _: None, lambda first: kinds_of(first) * 2):
        with pytest.raises((ValueError, TypeError)):
            _compiled.Forms(wrong, form_of).cut("xã")
    with pytest.raises(TypeError):
        _compiled.Forms(kinds_of, lambda _: 5).cut("xã")
    with pytest.raises(ZeroDivisionError):
        _compiled.Forms(kinds_of, lambda _: 1 // 0).cut("xã")
    with pytest.raises(TypeError):
        _compiled.Forms()
    for wrong_words, wrong_seconds in (((), {}), ([], []), (["a"], {"a": ["b"]}), ([[]], {})):
        with pytest.raises(TypeError):
            _compiled.find_starts(wrong_words, wrong_seconds)


@COMPILED
def test_a_table_that_is_asked_while_it_asks_stays_whole() -> None:
    from nlp.text import _compiled

    def lower(word: str) -> str:
        if len(word) > 1:
            table.cut(f"{word[1:]} {word[:-1]}")
        return word.lower()

    table = _compiled.Forms(kinds_of, lower)
    text = " ".join(f"Xa{number**3}" for number in range(3_000))  # many more words than the table has room for
    assert table.cut(text)[1] == text.lower().split()


@COMPILED
def test_words_without_end_are_forgotten_and_stay_right() -> None:
    table = forms(plain=False)
    for first in range(0, 200_000, 20_000):
        text = " ".join(f"T{number}" for number in range(first, first + 20_000))
        assert table.cut(text)[1] == text.lower().split()
    assert table.cut("Hoà")[1] == ["hòa"]


def test_the_plain_version_is_chosen_by_a_variable() -> None:
    code = "from nlp.text.forms import forms, is_compiled; print(is_compiled(), forms(plain=False).cut('Hoà 5')[1])"
    environment = os.environ | {"BANTIN_PLAIN": "1", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    assert done.stdout.decode().strip() == "False ['hòa', '5']"
