import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlp.article import nfc
from nlp.text.normalize import align, clean, normalize, strip_accents, tone_variants, unify_tones

# Any text, and text made of what the steps look for, so that they meet each other.
AWKWARD = st.lists(
    st.sampled_from(
        ["a", "á", "oà", "uỷ", "q", "qu", "g", "Đ", "Ð", " ", "  ", "\n", "\t", "\x00", "\x85", "\u200b", "\xad", "\ufeff",
         "\u0301", "\u0323", "\u0338", "&", "amp;", "&amp;", "&lt;", "&gt;", "&#", "112;", "&#38;", "&#8203;", "&#769;",
         "&nbsp;", "&semi;", "&#894;", ";", "<", ">", "<b", "<b>", "</b>", "<br/>", "<!--", "-->", "\ud800", "ạ", "한", "\u1161",
         "&NotEqualTilde;", "hoà", "thuỷ", "1"]
    ),
    max_size=14,
).map("".join)  # fmt: skip
ANY_TEXT = st.one_of(st.text(st.characters(), max_size=60), AWKWARD)


@pytest.mark.parametrize(
    ("scraped", "normal"),
    [
        ("Hoà Bình, thuỷ lợi, khoẻ", "Hòa Bình, thủy lợi, khỏe"),
        ("HOÀ BÌNH, Uỷ ban, UỶ BAN", "HÒA BÌNH, Ủy ban, ỦY BAN"),
        ("quý, quỳ, quỹ, quỷ", "quý, quỳ, quỹ, quỷ"),
        ("qúy khách, qủa, qúa", "quý khách, quả, quá"),
        ("tòan, hòang, ngòai", "toàn, hoàng, ngoài"),
        ("toàn, hoàng, ngoại, thuyền, huỳnh", "toàn, hoàng, ngoại, thuyền, huỳnh"),
        ("hùynh, bụyt", "huỳnh, buỵt"),
        ("gíup, gìa, gì, giá", "giúp, già, gì, giá"),
        ("Ðà Nẵng, Ðắk Lắk", "Đà Nẵng, Đắk Lắk"),
        ("Hà\u200b Nội\xad", "Hà Nội"),
        ("a\xa0b \t c", "a b c"),
        ("một \r\n\r\n hai", "một\nhai"),
        ("&quot;xe d&ugrave;&quot; &amp; bến c&oacute;c", '"xe dù" & bến cóc'),
        ("&amp;amp;nbsp;", ""),
        ("mưa<br/>lớn <b class='x'>kéo dài</b>", "mưa lớn kéo dài"),
        ("&lt;p&gt;lũ&lt;/p&gt;", "lũ"),
        ("R&D, M&A; 3 < 5 > 2 <xem>", "R&D, M&A; 3 < 5 > 2 <xem>"),
        ("ha\u0300", "hà"),
    ],
)
def test_normalizes(scraped, normal):
    assert normalize(scraped) == normal
    assert normalize(unicodedata.normalize("NFD", scraped)) == normal


@given(ANY_TEXT)
@example("a\u200b\u0301")
@example("&am&#112;lt;")
@example("<b<b>>")
@example("<P\x08>")
@example("<!--&lt;\u0338-->")
@example("<!--&gt;\u0338-->")
@example("oà\u0323")
def test_is_idempotent(text):
    assert normalize(normalize(text)) == normalize(text)


@given(ANY_TEXT)
def test_composed_and_decomposed_input_give_the_same(text):
    assert normalize(unicodedata.normalize("NFD", text)) == normalize(nfc(text)) == normalize(text)


@given(ANY_TEXT)
def test_result_is_composed(text):
    assert unicodedata.is_normalized("NFC", normalize(text))


@given(ANY_TEXT)
def test_aligned_text_is_the_normalized_text(text):
    aligned = align(text)
    assert aligned.text == normalize(text)
    assert aligned.source == nfc(text)


@given(ANY_TEXT)
def test_spans_map_back_in_order_and_to_what_they_came_from(text):
    aligned = align(text)
    spans = [aligned.span(at, at + 1) for at in range(len(aligned.text))]
    assert all(0 <= start < end <= len(aligned.source) for start, end in spans)
    assert all(left[0] <= right[0] and left[1] <= right[1] for left, right in pairwise(spans))
    for at, (start, end) in enumerate(spans):
        char = aligned.text[at]
        if char.isascii() and char.isalnum() and end - start == 1:
            assert strip_accents(aligned.source[start:end]) == char


@given(st.text(st.sampled_from("aăâeêioôơuưyáàảãạđĐ bcHNqg.,"), max_size=30).map(lambda text: " ".join(text.split())))
def test_clean_text_keeps_every_offset(text):
    aligned = align(text)
    assert len(aligned.text) == len(text)
    assert all(aligned.span(at, at + 1) == (at, at + 1) for at in range(len(text)))


def test_span_of_a_decoded_reference_covers_all_of_it():
    aligned = align("Sở&nbsp;&nbsp;GTVT &amp; bến")
    at = aligned.text.index("&")
    assert aligned.source[slice(*aligned.span(at, at + 1))] == "&amp;"
    at = aligned.text.index("GTVT")
    assert aligned.source[slice(*aligned.span(at, at + 4))] == "GTVT"


@pytest.mark.parametrize("span", [(-1, 1), (2, 1), (0, 99)])
def test_span_outside_the_text_is_refused(span):
    with pytest.raises(ValueError, match="outside"):
        align("lũ").span(*span)


@pytest.mark.parametrize("text", ["&amp;" * 40_000, "<b" * 100_000, "<b>" * 60_000, "&" * 200_000 + ";", "<a >" + ">" * 200_000,
                                  "a\u0301" * 100_000, " \n" * 100_000, "<" + "&lt;" * 50_000])  # fmt: skip
def test_hostile_text_takes_linear_time(text):
    def seconds(part):
        started = time.perf_counter()
        normalize(part)
        return time.perf_counter() - started

    seconds(text[: len(text) // 4])
    # Four times the text: linear costs four times as much, quadratic sixteen times.
    assert seconds(text) < 10 * seconds(text[: len(text) // 4]) + 0.2


@given(st.text(st.sampled_from("qgtrhoaeuyiàáảòóùúỳýèéìí"), max_size=8))
def test_tone_variants_are_the_spellings_that_unify_to_a_token(token):
    unified = unify_tones(token)
    for variant in tone_variants(unified):
        assert variant != unified
        assert unify_tones(variant) == unified


def test_tone_variants_of_a_syllable():
    assert tone_variants("hòa") == ["hoà"]
    assert tone_variants("toàn") == ["tòan"]
    assert tone_variants("bão") == []


def test_strip_accents_handles_d():
    assert strip_accents("Đường sắt đô thị, Ðà Nẵng NFD: đặ".replace("Ð", "Đ")) == "Duong sat do thi, Da Nang NFD: da"


@given(ANY_TEXT)
def test_clean_leaves_clean_text_alone(text):
    assert clean(clean(text)) == clean(text)
