"""Damage: what went wrong with letters between the newsroom's page and this file, and what can be mended exactly.

A text that lost its letters or shows them in another encoding looks, to a classifier, like a text about something
else: over half of such articles passed as sure "other". So damage is told, whatever the scores say.

Invariant: a text without damage is never changed. What is lost (``?`` or U+FFFD where a letter stood) cannot be mended
and is only told. Of 39,500 clean items of feeds and archives from 2004 to 2026, 0.1 % are called damaged.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from itertools import product

from nlp.article import nfc
from nlp.text.language import VIETNAMESE_SHARE, vietnamese_share

WRONG_ENCODING = "damaged letters: UTF-8 was read in another encoding"
LOST_LETTERS = "damaged letters: some were replaced by ? or U+FFFD"
ACCENTS_APART = "damaged letters: accents stand apart from them"
OLD_FONT = "damaged letters: text of an old Vietnamese font (TCVN3, VNI)"
DAMAGES = (WRONG_ENCODING, LOST_LETTERS, ACCENTS_APART, OLD_FONT)
"""What may be wrong with the letters of a text, for a person to read."""

_TONES = "\u0300\u0301\u0309\u0303\u0323"  # grave, acute, hook, tilde, dot: the order of the tables below
_VOWELS = "aăâeêioôơuưy"
_ALPHABET = frozenset(
    char
    for letter, tone in product(_VOWELS + _VOWELS.upper() + "đĐ", ("", *_TONES))
    if len(char := unicodedata.normalize("NFC", letter + tone)) == 1
)

# UTF-8 read as cp1252 or latin-1 shows each letter as two or three characters; all but the first stand for a byte from
# 80 to BF. Quotes and dashes are among these: what capitals can hold ("“THỊ XÃ”") is left out.
_BYTE = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_MOJIBAKE = (
    f"á[ºž»][{_BYTE}]|Ä[‘\x90\x91ƒ\x83‚\x82¨©]|Æ[°¡\xa0¯]|Ã[\x80-\x8d\x92\x93\x95\x99-\x9d¡-ª¬-º¼-¿ƒ†‚„ˆ‰Š‹]"
    "|Â[\x80-\x9f¡-ª¬-º¼-¿]|Å[©¨]|â€|â\x80|ï»¿"
)
# A letter that became "?": "l? quét", "?i qua", "L? QU?T", but not "thật không?Tôi" and not "index.php?id=7".
_SMALL = "a-z" + "".join(sorted(char for char in _ALPHABET if char.islower() and not char.isascii()))
_LOST = rf"\?(?:(?<=[^\W\d_]\?)(?=\?*[{_SMALL}])|(?<=[A-Z]\?)(?=\?*[A-Z])|(?:(?<=^\?)|(?<=[\s(“\"‘]\?))(?=\?*[^\W\d_]))"
_LOST_LETTER = re.compile(_LOST)
_WRONG_ENCODING = re.compile(_MOJIBAKE)
_DETACHED = re.compile(rf"(?<=[^\W\d_])\s+([{_TONES}\u0302\u0306\u031b])")
_ADDRESS = re.compile(r"\S*(?:://|www\.|\.\w{2,5}\?|[=&/])\S*")
# Letters and signs that Vietnamese does not have, within a word: "Thñ t\xadíng" (TCVN3), "Thuû töôùng" (VNI).
_ALIEN = "".join(
    chr(code) for code in range(0xA1, 0x180) if chr(code) not in _ALPHABET and chr(code) not in "«»°±²³´¿×÷"
)
# One of these stands in every damaged text: most texts are done with after one look for them.
_HINT = re.compile(f"[?\ufffd\u0300-\u036f€žÂÃ{re.escape(_ALIEN)}]")
_ALIEN_IN_WORD = re.compile(rf"[^\W\d_][{re.escape(_ALIEN)}]|[{re.escape(_ALIEN)}][^\W\d_]")
# Names such as "Müller" or "Saldaña" are two words of thirty-five at most in the items measured; text of old fonts has
# them in every fourth word or more.
_FEWEST_ALIEN, _ALIEN_SHARE = 2, 0.2
_MOST_FOREIGN = 0.9

_TCVN3_LOWER = dict(
    zip(
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ",
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\xadõö÷øùúûüýþ",
        strict=True,
    )
)
_TCVN3_UPPER = dict(zip("ĂÂÊÔƠƯĐ", "¡¢£¤¥¦§", strict=True))
# VNI writes the letter and, behind it, one sign for hat, breve or tone, or for two of these at once.
_VNI_SIGNS = {"": "øùûõï", "\u0302": "àáåãä", "\u0306": "èéúüë"}
_VNI_ALONE = dict(zip("ơưđìíỉĩịỵƠƯĐÌÍỈĨỊỴ", "ôöñìíæóòîÔÖÑÌÍÆÓÒÎ", strict=True))


def find_damage(text: str) -> str | None:
    """Return what is wrong with the letters of a text in NFC, for a person to read; None when nothing is.

    :param text: as scraped, before any other normalization.
    """
    hints = set(_HINT.findall(text))
    if hints - {"?"} and _WRONG_ENCODING.search(text):
        return WRONG_ENCODING
    if "\ufffd" in hints or ("?" in hints and _has_lost_letters(text)):
        return LOST_LETTERS
    if any("\u0300" <= hint <= "\u036f" for hint in hints):
        return ACCENTS_APART
    if hints - {"?"} and _is_legacy(text):
        return OLD_FONT
    return None


def repair(text: str) -> str:
    """Return ``text`` with the damage mended that can be mended exactly; the text itself when there is none.

    Encodings are undone by ftfy, blanks before combining marks taken out, text of old fonts converted when converting
    it back gives the same text. Lost letters stay lost.

    :raises MissingExtraError: if ftfy is needed and not installed.
    """
    if find_damage(nfc(text)) is None:
        return text
    import ftfy  # noqa: PLC0415 - only damaged text needs it

    mended = nfc(_DETACHED.sub(r"\1", nfc(ftfy.fix_encoding(text))))
    if _foreign_share(mended) > _MOST_FOREIGN:
        return text
    return _from_old_font(mended) if _is_legacy(mended) else mended


def _from_old_font(text: str) -> str:
    """Return text of TCVN3 or VNI in Unicode, whichever reads as Vietnamese; the text itself when neither does."""
    candidates = [
        converted
        for letters, back in ((_tcvn3_letters, _tcvn3), (_vni_letters, _vni))
        if back(converted := _replace(text, letters())).casefold() == text.casefold()
    ]
    share = {converted: vietnamese_share(re.findall(r"[^\W_]+", converted.lower())) for converted in candidates}
    best = max(share, key=share.__getitem__, default=text)
    return best if share.get(best, 0.0) >= VIETNAMESE_SHARE else text


def _has_lost_letters(text: str) -> bool:
    """Say whether question marks stand for letters: within words, or behind so many that nobody asks so much.

    "Xe dù ? b?n xe M?" has its marks at both ends of words too; those of an address ("index.php?id=7") are none.
    """
    if any(not _in_address(text, match.start()) for match in _LOST_LETTER.finditer(text)):
        return True
    marks = text.count("?")
    return marks >= 4 and marks * 8 > len(text.split())


def _in_address(text: str, position: int) -> bool:
    """Say whether the word at ``position`` is the address of a page."""
    start = max(text.rfind(blank, 0, position) for blank in (" ", "\n")) + 1
    return _ADDRESS.match(text, start) is not None


def _is_legacy(text: str) -> bool:
    """Say whether many words hold letters that Vietnamese does not have."""
    if _ALIEN_IN_WORD.search(text) is None:
        return False
    words = text.split()
    alien = sum(_ALIEN_IN_WORD.search(word) is not None for word in words)
    return alien >= _FEWEST_ALIEN and alien >= _ALIEN_SHARE * len(words)


def _foreign_share(text: str) -> float:
    """Return the share of the accented letters that Vietnamese does not have; a wrong guess makes them Cyrillic."""
    letters = [char for char in text if char.isalpha() and not char.isascii()]
    return sum(char not in _ALPHABET for char in letters) / max(1, len(letters))


def _replace(text: str, table: Mapping[str, str]) -> str:
    """Return ``text`` with the longest keys of ``table`` replaced; words in capitals stay so."""
    pattern = re.compile("|".join(map(re.escape, sorted(table, key=len, reverse=True))))
    words = (pattern.sub(lambda match: table[match[0]], word) for word in re.split(r"(\s+)", text))
    return "".join(word.upper() if sum(map(str.isupper, word)) * 2 > len(word) > 1 else word for word in words)


@cache
def _tcvn3_letters() -> dict[str, str]:
    return {code: letter for letter, code in (_TCVN3_LOWER | _TCVN3_UPPER).items()}


def _tcvn3(text: str) -> str:
    """Return ``text`` as an old font of TCVN3 had it; toned capitals have the codes of small letters there."""
    return "".join(_TCVN3_UPPER.get(char) or _TCVN3_LOWER.get(char.lower(), char) for char in text)


@cache
def _vni_letters() -> dict[str, str]:
    return {_vni(letter): letter for letter in sorted(_ALPHABET) if not letter.isascii()}


def _vni(text: str) -> str:
    """Return ``text`` as an old font of VNI had it."""
    return "".join(map(_vni_letter, text))


@cache
def _vni_letter(letter: str) -> str:
    if letter in _VNI_ALONE:
        return _VNI_ALONE[letter]
    if letter not in _ALPHABET or letter.isascii():
        return letter
    parts = unicodedata.normalize("NFD", letter)
    tone = next((mark for mark in parts if mark in _TONES), "")
    shape = next((mark for mark in parts[1:] if mark not in _TONES), "")
    if shape == "\u031b":
        return _VNI_ALONE[unicodedata.normalize("NFC", parts[0] + shape)] + _VNI_SIGNS[""][_TONES.index(tone)]
    if not tone:
        return parts[0] + {"\u0302": "â", "\u0306": "ê"}[shape]
    return parts[0] + _VNI_SIGNS[shape][_TONES.index(tone)]
