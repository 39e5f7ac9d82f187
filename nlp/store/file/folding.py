"""Words as the index has them: small letters without accents, so that "lu quet" and "lũ quét" find each other.

Invariant: whatever a person types becomes a question that SQLite can read; all that is left of it is letters and
digits in quotes. A change here needs a new version of the store (:mod:`nlp.store.file.schema`).
"""

from __future__ import annotations

import re
import unicodedata

from nlp.article import nfc
from nlp.text.normalize import INVISIBLE, fold_lookalikes, strip_accents

MOST_WORDS = 32
"""Words of a question that are looked for; each costs time, and nobody types more."""

EXCERPT = 240
"""Characters of an excerpt."""

_LONGEST_QUESTION = 1_000
_WORD = re.compile(r"[^\W_]+")
_PIECE = re.compile(r'"([^"]*)"?|([^\s"]+)')
_APART = r"(?:[\W_]+|\A|\Z)"
_SURROGATE = re.compile("[\ud800-\udfff]")


def fold(text: str) -> str:
    """Return a text in small letters without accents; đ becomes d."""
    return strip_accents(fold_lookalikes(INVISIBLE.sub("", nfc(text))).casefold())


def words(text: str) -> list[str]:
    """Return the words of a text as the index has them: runs of letters and digits."""
    return _WORD.findall(fold(text))


def phrases(text: str) -> list[list[str]]:
    """Return what a person looks for: words, and phrases, which are in quotes or joined by a sign, as ``15.000``."""
    found, left = [], MOST_WORDS
    for quoted, plain in _PIECE.findall(text[:_LONGEST_QUESTION]):
        if left > 0 and (phrase := words(quoted or plain)[:left]):
            found.append(phrase)
            left -= len(phrase)
    return found


def mark(kind: str, value: str = "") -> str:
    """Return the word of the index that marks articles with a value, such as a label; values may be any text."""
    return kind + value.encode("utf-8", "replace").hex()


def expression(looked_for: list[list[str]], marks: list[str]) -> str:
    """Return the question in SQLite's language: all phrases in the text, and all marks."""
    parts = [f'words : "{" ".join(phrase)}"' for phrase in looked_for]
    return " AND ".join(parts + [f'marks : "{one}"' for one in marks])


def excerpt(text: str, looked_for: list[list[str]]) -> str:
    """Return the part of a text where the first phrase stands, or its beginning."""
    text = nfc(text)
    start = 0
    folded = fold(text) if looked_for else ""
    if len(folded) == len(text):  # else some letters became two, and places do not agree
        found = re.search(_APART.join(["", *looked_for[0], ""]), folded) if looked_for else None
        start = _line_or_word(text, max(0, found.start() - EXCERPT // 3)) if found else 0
    cut = text[start : start + EXCERPT]
    if start + EXCERPT < len(text):
        cut = cut.rpartition(" ")[0] or cut
        cut += "…"
    return ("…" if start else "") + " ".join(cut.split())


def _line_or_word(text: str, start: int) -> int:
    """Return the start of the word at, or before, a place; a word of endless length is cut."""
    space = max(text.rfind(" ", max(0, start - 20), start), text.rfind("\n", max(0, start - 20), start))
    return space + 1 if space >= 0 else start


def storable(text: str) -> str:
    """Return a text that SQLite can hold, of the same length: half a surrogate pair is no character."""
    return _SURROGATE.sub("\ufffd", text) if not text.isascii() else text


def clean_name(name: str) -> str:
    """Return a name, of a person or session, without what cannot be seen."""
    return " ".join("".join(char for char in nfc(name) if unicodedata.category(char)[0] != "C").split())
