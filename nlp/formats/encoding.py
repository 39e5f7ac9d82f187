"""Encodings: which one a text file has, by its first bytes, and an error handler that keeps undecodable bytes.

Invariant: a file that is UTF-8 except for some lines is read as UTF-8, so that only those lines are lost.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

HEAD_BYTES = 64 * 2**10
"""How many bytes at the start of a file decide its encoding."""

KEEP_BYTES = "bantin.keep-bytes"
"""Error handler for any encoding: an undecodable byte becomes the character U+DC00 + byte.

The reader of tables can then split a row into cells before it decides that one cell is broken.
"""

WINDOWS_VIETNAMESE = "cp1258"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is its first two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Least share of characters below U+0100, whose high byte is zero in UTF-16. Vietnamese text is well above it: spaces,
# digits and letters without marks are most of it.
_LATIN_SHARE = 0.25
# Largest share of zeros among the low bytes. Binary files have zeros on both sides, text only where it holds a NUL.
_STRAY_ZEROS = 0.01
# Code pages of tables from other countries. Without cp1250, which charset-normalizer prefers for texts in cp1252.
_OTHERS = ["cp1252", "cp1251", "gb18030", "big5", "cp932", "cp949", "cp874"]
_ENOUGH_TO_GUESS = 8  # bytes above 127; with fewer charset-normalizer takes "Café crème" for half-width katakana

_LETTERS = "a-zA-Z" + "".join(f"{char}{char.upper()}" for char in "àáâãèéêìíòóôõùúýăđĩũơư")
_TONES = "\u0300\u0309\u0303\u0301\u0323"
_TONE_ON_VOWEL = re.compile(f"[aăâeêioôơuưy][{_TONES}]", re.IGNORECASE)
_SPECIFIC = re.compile("[ăđơư]", re.IGNORECASE)
_FOREIGN = re.compile(f"[^\\W\\d_{_LETTERS}]")
# Nearly every byte is a character of windows-1258, so that Portuguese in cp1252 decodes as well: "não" is "năo" there.
# Vietnamese has tone marks that follow vowels, its own letters, and hardly ever a letter like "ç" or a mark elsewhere.
_FEWEST_SIGNS = 3
_MOST_ODD_SHARE = 0.02


def guess_encoding(head: bytes) -> str:
    """Return the name of the codec for a text file, by its first bytes.

    The first rule that applies decides:

    1. a byte order mark names the encoding;
    2. UTF-16 without a mark, which is Excel's "Unicode text" after a tool that strips marks: every second byte is
       often zero, and the bytes between almost never are;
    3. UTF-8 if at least half of the lines with bytes above 127 are valid UTF-8 (lines in other encodings almost never
       are, by chance), or if there are no such lines;
    4. windows-1258, Excel's "CSV" on a Vietnamese Windows, if tone marks follow vowels and the letters are those of
       Vietnamese;
    5. the best of the usual code pages of other languages, as charset-normalizer ranks them, if there is enough text;
    6. UTF-8, so that every line that is not UTF-8 is rejected.

    :param head: at most :data:`HEAD_BYTES` from the start of the file; it may end within a character.
    """
    head = head[:HEAD_BYTES]
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if utf16 := _unmarked_utf16(head):
        return utf16
    if _is_mostly_utf8(head):
        return "utf-8"
    if _is_windows_vietnamese(head):
        return WINDOWS_VIETNAMESE
    return _guess_other(head) or "utf-8"


def compose(text: str, encoding: str) -> str:
    """Return text from an encoding that separates letters and tone marks (windows-1258) in NFC, any other unchanged."""
    return unicodedata.normalize("NFC", text) if encoding == WINDOWS_VIETNAMESE else text


def encoding_name(encoding: str) -> str:
    """Return the name of an encoding in messages."""
    return encoding.removesuffix("-sig").upper().replace("CP125", "windows-125")


def _unmarked_utf16(head: bytes) -> str | None:
    pairs = len(head) // 2
    if not pairs or len(head) % 2:
        return None
    even, odd = head[::2].count(0) / pairs, head[1::2].count(0) / pairs
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if max(even, odd) < _LATIN_SHARE or min(even, odd) > _STRAY_ZEROS:
        return None
    try:
        # Not with final=True: the head may end within a surrogate pair.
        codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return None
    return encoding


def _is_mostly_utf8(head: bytes) -> bool:
    # By lines, not by bytes: one article pasted from elsewhere in windows-1252 must not turn the whole file into it.
    lines = [line for line in head.splitlines() if not line.isascii()]
    if not lines:
        return True
    valid = sum(_is_utf8(line) for line in lines[:-1])
    valid += _is_utf8(lines[-1], is_cut=head.endswith(lines[-1]))
    return 2 * valid >= len(lines)


def _is_utf8(line: bytes, *, is_cut: bool = False) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(line, not is_cut)
    except UnicodeDecodeError:
        return False
    return True


def _is_windows_vietnamese(head: bytes) -> bool:
    try:
        text = head.decode(WINDOWS_VIETNAMESE)
    except UnicodeDecodeError:
        return False
    tones = sum(map(text.count, _TONES))
    on_vowels = len(_TONE_ON_VOWEL.findall(text))
    signs = on_vowels + len(_SPECIFIC.findall(text))
    odd = (tones - on_vowels) + len(_FOREIGN.findall(text))
    return signs >= _FEWEST_SIGNS and odd <= _MOST_ODD_SHARE * signs


def _guess_other(head: bytes) -> str | None:
    if sum(byte > 127 for byte in head) < _ENOUGH_TO_GUESS:
        return None
    from charset_normalizer import from_bytes  # noqa: PLC0415 - only rare encodings need it

    best = from_bytes(head, cp_isolation=_OTHERS).best()
    return best.encoding if best else None


def _keep_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error(KEEP_BYTES, _keep_bytes)
