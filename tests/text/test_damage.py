"""Damaged letters: what is told, what is mended, and what must be left alone."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.article import nfc
from nlp.text.damage import find_damage, repair
from tests.text.test_normalize import ANY_TEXT

TEXT = "Lũ quét ở Bát Xát – ông Giàng A Páo, Chủ tịch xã, nói: “Đường vào bản đã bị cắt”"
TONES = "\u0300\u0301\u0303\u0309\u0323"
TCVN3 = "Lò quÐt cuèn tr«i cÇu treo, chÝnh quyÒn s¬ t¸n d©n"
VNI = "Thuû töôùng chæ ñaïo khaéc phuïc luõ queùt, sô taùn daân ñeán nôi an toaøn"
UNDONE = {
    TCVN3: "Lũ quét cuốn trôi cầu treo, chính quyền sơ tán dân",
    VNI: "Thủ tướng chỉ đạo khắc phục lũ quét, sơ tán dân đến nơi an toàn",
}


def as_cp1252(text):
    """Return what a page in UTF-8 looks like in a program that takes it for cp1252 (undefined bytes stay as they are)."""
    return "".join(
        bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
        for byte in text.encode()
    )


def as_latin1(text):
    return text.encode().decode("latin-1")


def detached(text):
    """Return the text with a blank before each tone mark, as copied from some PDF files."""
    return "".join(f" {char}" if char in TONES else char for char in unicodedata.normalize("NFD", text))


MENDED = {
    "cp1252": as_cp1252,
    "latin-1": as_latin1,
    "cp1252 twice": lambda text: as_cp1252(as_cp1252(text)),
    "detached accents": detached,
}
LOST = {
    "ascii": lambda text: text.encode("ascii", "replace").decode(),
    "cp1252": lambda text: text.encode("cp1252", "replace").decode("cp1252"),
    "U+FFFD": lambda text: "".join(char if char.isascii() else "\ufffd" for char in text),
    "one letter": lambda text: text.replace("ú", "?").replace("á", "?", 1),
}


@pytest.mark.parametrize("damage", MENDED.values(), ids=MENDED)
@pytest.mark.parametrize("text", [TEXT, TEXT.upper(), "Mưa lớn", "Bão số 5 đổ bộ"])
def test_what_can_be_mended_is_told_and_mended(damage, text):
    assert find_damage(nfc(damage(text))).startswith("damaged letters")
    assert repair(damage(text)) == text


@pytest.mark.parametrize("damage", LOST.values(), ids=LOST)
def test_lost_letters_are_told_and_stay_lost(damage):
    assert find_damage(damage(TEXT)) == "damaged letters: some were replaced by ? or U+FFFD"
    assert "?" in repair(damage(TEXT)) or "\ufffd" in repair(damage(TEXT))


def test_capitals_that_lost_letters():
    assert find_damage("L? QU?T CU?N TRÔI C?U TREO")


@pytest.mark.parametrize("text", [TCVN3, VNI])
def test_text_of_old_fonts(text):
    assert find_damage(text) == "damaged letters: text of an old Vietnamese font (TCVN3, VNI)"
    assert repair(text) == UNDONE[text]


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.upper(),
        "Vì sao đường lún? Ai chịu trách nhiệm? Bao giờ xong?",
        "Có đúng vậy không ? Tôi không tin .",
        "Thật vậy sao?Tôi không tin.",
        "Thật vậy sao?Đó là câu hỏi.",
        "Xem tại https://vi.du.vn/tim?tu=lũ&trang=2 hoặc trang.vn/tin.aspx?id=77",
        "Trụ sở “PHƯỜNG, XÃ” và «THỊ XÃ»",
        "Thủ môn Müller và Saldaña, ông Erdoğan phát biểu tại lễ khai mạc, có cả Atlético dự",
        "Nhiệt độ 35°C, rộng 12 m², giá 5 €/kg, ±2 %, © 2026, sao ★, 😢",
        "Mua lu o Lang Son, 3 nguoi chet",
        "",
        "???",
    ],
)
def test_sound_text_is_left_alone(text):
    assert find_damage(nfc(text)) is None
    assert repair(text) is text


@given(ANY_TEXT)
def test_any_text_is_judged(text):
    found = find_damage(nfc(text))
    assert found is None or found.startswith("damaged letters: ")
    if found is None:
        assert repair(text) is text


@given(st.text(st.sampled_from("lũ quét Đường ở xã, “–” 5%"), min_size=4))
def test_mending_an_undamaged_text_changes_nothing(text):
    if find_damage(nfc(text)) is None:
        assert repair(text) == text
        assert repair(as_latin1(text)) in (text, as_latin1(text))


def test_cost_is_linear():
    import time

    def cost(size):
        text = "?a " * size
        started = time.perf_counter()
        find_damage(text)
        return time.perf_counter() - started

    cost(1_000)
    assert cost(80_000) < 40 * max(cost(8_000), 1e-4)
