"""The encoding of a text file, told from its first bytes, and how undecodable bytes are kept.

Invariant: a text that is UTF-8 but for some lines stays UTF-8, so that only those lines are lost.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

HEAD_BYTES = 64 * 2**10
"""How much of a file is looked at to tell its encoding."""

KEEP_BYTES = "bantin.keep-bytes"
"""Name of the error handler that decodes an undecodable byte to U+DC00 + byte, in every encoding."""

WINDOWS_VIETNAMESE = "cp1258"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark starts with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Of a text in the Latin script, at least this share of the characters stands below U+0100.
_LATIN_SHARE = 0.25
# What other tables come in; cp1250 is left out because it is guessed for every text in cp1252.
_OTHERS = ["cp1252", "cp1251", "gb18030", "big5", "cp932", "cp949", "cp874"]
_ENOUGH_TO_GUESS = 8

_LETTERS = "a-zA-Z" + "".join(f"{char}{char.upper()}" for char in "àáâãèéêìíòóôõùúýăđĩũơư")
_TONES = "\u0300\u0309\u0303\u0301\u0323"
_TONE_ON_VOWEL = re.compile(f"[aăâeêioôơuưy][{_TONES}]", re.IGNORECASE)
_SPECIFIC = re.compile("[ăđơư]", re.IGNORECASE)
_FOREIGN = re.compile(f"[^\\W\\d_{_LETTERS}]")
_SEEN_OFTEN_ENOUGH = 3


def guess_encoding(head: bytes) -> str:
    """Return the name of the codec that a text file is to be read with, from its first bytes.

    Decided in this order:

    1. a mark (BOM) says it;
    2. UTF-16 without a mark, Excel's "Unicode text": every second byte is often zero and the others never are;
    3. UTF-8, when at least half of the lines with bytes outside ASCII are valid in it (lines of other encodings
       almost never are by chance), or there are no such bytes;
    4. windows-1258, Excel's "CSV" on a Vietnamese Windows, when tone marks stand on vowels only, and the letters are
       those of Vietnamese;
    5. what charset-normalizer finds among the usual code pages of other languages, given a few words to judge;
    6. UTF-8, so that each line that is not is rejected.

    :param head: the start of the file, at most :data:`HEAD_BYTES` of it; a character cut at its end does not matter.
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
    """Return ``text`` with letters and tones made one, if it comes from an encoding that holds them apart."""
    return unicodedata.normalize("NFC", text) if encoding == WINDOWS_VIETNAMESE else text


def encoding_name(encoding: str) -> str:
    """Return how an encoding is called in messages."""
    return encoding.removesuffix("-sig").upper().replace("CP125", "windows-125")


def _unmarked_utf16(head: bytes) -> str | None:
    pairs = len(head) // 2
    if not pairs or len(head) % 2:
        return None
    even, odd = head[::2].count(0) / pairs, head[1::2].count(0) / pairs
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if max(even, odd) < _LATIN_SHARE or min(even, odd) > 0.01:
        return None
    try:
        # Not final: a pair of surrogates may be cut at the end.
        codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return None
    return encoding


def _is_mostly_utf8(head: bytes) -> bool:
    lines = [line for line in head.splitlines() if not line.isascii()]
    if not lines:
        return True
    valid = sum(_is_utf8(line) for line in lines[:-1])
    valid += _is_utf8(lines[-1], cut=head.endswith(lines[-1]))
    return 2 * valid >= len(lines)


def _is_utf8(line: bytes, *, cut: bool = False) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(line, not cut)
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
    specific = len(_SPECIFIC.findall(text))
    foreign = len(_FOREIGN.findall(text))
    seen = on_vowels + specific
    return seen >= _SEEN_OFTEN_ENOUGH and (tones - on_vowels) + foreign <= 0.02 * seen


def _guess_other(head: bytes) -> str | None:
    if sum(byte > 127 for byte in head) < _ENOUGH_TO_GUESS:
        return None
    from charset_normalizer import from_bytes  # noqa: PLC0415 - only files in rare encodings need it

    best = from_bytes(head, cp_isolation=_OTHERS).best()
    return best.encoding if best else None


def _keep_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error(KEEP_BYTES, _keep_bytes)
