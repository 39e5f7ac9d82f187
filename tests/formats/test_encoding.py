import codecs
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.formats.encoding import HEAD_BYTES, KEEP_BYTES, compose, encoding_name, guess_encoding

NEWS = "id;tiêu đề;nội dung\r\n1;Lũ về Mường Lát;Nước sông Mã dâng cao, hàng chục hộ dân phải sơ tán trong đêm.\r\n"
SHAPES = {"\u0302": "âêô", "\u0306": "ă", "\u031b": "ơư"}


def windows_vietnamese(text):
    """Write a text as a Vietnamese Windows does: the letter with its shape, its tone behind it."""
    out = []
    for char in text:
        base, *marks = unicodedata.normalize("NFD", char)
        shapes = [mark for mark in marks if mark in SHAPES]
        tones = [mark for mark in marks if mark not in SHAPES]
        out += [unicodedata.normalize("NFC", base + "".join(shapes)), *tones]
    return "".join(out).encode("cp1258")


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_unicode_is_told(encoding):
    assert NEWS.encode(encoding).decode(guess_encoding(NEWS.encode(encoding))) == NEWS


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_BE + NEWS.encode("utf-16-be")])
def test_big_endian_with_a_mark(mark):
    assert guess_encoding(mark) == "utf-16"


def test_windows_vietnamese():
    content = windows_vietnamese(NEWS)
    encoding = guess_encoding(content)
    assert encoding == "cp1258"
    assert content.decode(encoding) != NEWS
    assert compose(content.decode(encoding), encoding) == NEWS


def test_text_is_composed_only_where_the_encoding_asks_for_it():
    decomposed = unicodedata.normalize("NFD", NEWS)
    assert compose(decomposed, "utf-8") == decomposed


def test_every_cut_of_utf8_is_utf8():
    content = NEWS.encode()
    assert {guess_encoding(content[:end]) for end in range(len(content))} == {"utf-8"}


def test_every_cut_of_utf16_with_whole_units_is_utf16():
    content = NEWS.encode("utf-16-le")
    assert {guess_encoding(content[:end]) for end in range(2, len(content), 2)} == {"utf-16-le"}


def test_a_few_broken_lines_leave_utf8():
    content = NEWS.encode() * 3 + windows_vietnamese(NEWS)
    assert guess_encoding(content) == "utf-8"
    assert guess_encoding(b"id\n\xff\xfex\n" + NEWS.encode()) == "utf-8"


def test_only_the_head_decides():
    assert guess_encoding(b"a" * HEAD_BYTES + windows_vietnamese(NEWS)) == "utf-8"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (
            "id;texte\n1;Les crues ont touché plusieurs régions; l'été dernier déjà, le fleuve était sorti de son lit à côté.",
            "cp1252",
        ),
        ("id;текст\n1;Сегодня прошёл сильный дождь, многие улицы затопило водой.", "cp1251"),
        ("编号,正文\n1,今天北京下了大雨，许多街道被淹，居民被疏散。", "gb18030"),
    ],
)
def test_other_languages_are_not_taken_for_vietnamese(text, encoding):
    assert guess_encoding(text.encode(encoding)) == encoding


@pytest.mark.parametrize(
    "content", [b"", b"a", b"ascii only\n", b"\xff\xf0", b"l\xf5", b"a\x00b", b"text\n\xff\xfex\nok\n"]
)
def test_too_little_to_judge_is_utf8(content):
    assert guess_encoding(content) == "utf-8"


@given(st.binary(max_size=300))
def test_any_bytes_can_be_decoded_with_the_guess(content):
    kept = content.decode(guess_encoding(content), KEEP_BYTES)
    assert isinstance(kept, str)


@given(st.text(min_size=1))
def test_any_utf8_text_is_decodable_as_guessed(text):
    content = text.encode("utf-8-sig")
    assert content.decode(guess_encoding(content)) == text


def test_undecodable_bytes_are_kept():
    assert b"a\xffb".decode("utf-8", KEEP_BYTES) == "a\udcffb"
    assert b"a\x00\x00\xd8b\x00".decode("utf-16-le", KEEP_BYTES) == "a\udc00\udcd8b"
    with pytest.raises(UnicodeEncodeError):
        "ấ".encode("ascii", KEEP_BYTES)


def test_names_in_messages():
    assert [encoding_name(name) for name in ("utf-8-sig", "cp1258", "utf-16-le")] == [
        "UTF-8",
        "windows-1258",
        "UTF-16-LE",
    ]
