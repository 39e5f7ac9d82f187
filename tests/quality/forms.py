"""Forms in which the same text reaches a desk: without accents, with some of them, damaged, or only a part of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace

from nlp.article import Article
from nlp.text.normalize import strip_accents

TONES = "\u0300\u0301\u0303\u0309\u0323"


def without_tones(text: str) -> str:
    """Return a text that lost its tone marks and kept ơ, ư, â, đ."""
    letters = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in TONES))


def partly_stripped(every: int) -> Callable[[str], str]:
    """Return a function that strips every so-manieth word of its accents."""

    def strip(text: str) -> str:
        return " ".join(
            strip_accents(word) if number % every == 0 else word for number, word in enumerate(text.split(" "))
        )

    return strip


def read_as_latin(text: str) -> str:
    """Return UTF-8 that was read as Latin-1."""
    return text.encode().decode("latin-1")


def lost(text: str) -> str:
    """Return a text whose letters beyond Latin-1 became question marks."""
    return text.encode("latin-1", "replace").decode("latin-1")


def of_text(write: Callable[[str], str]) -> Callable[[Article], Article]:
    """Return a function that writes title and text of an article in another form."""
    return lambda article: replace(article, title=write(article.title), text=write(article.text))


def decomposed(text: str) -> str:
    """Return a text in NFD."""
    return unicodedata.normalize("NFD", text)


def title_only(article: Article) -> Article:
    """Return an article without its text."""
    return replace(article, text="") if article.title else article


def text_only(article: Article) -> Article:
    """Return an article without its title."""
    return replace(article, title="") if article.text else article


def title_stripped(article: Article) -> Article:
    """Return an article whose title alone lost its accents."""
    return replace(article, title=strip_accents(article.title))


FORMS: dict[str, Callable[[Article], Article]] = {
    "as is": lambda article: article,
    "no accents": of_text(strip_accents),
    "upper case": of_text(str.upper),
    "NFD": of_text(decomposed),
    "title only": title_only,
    "text only": text_only,
}
"""Forms of whole articles, on which all figures of labels have floors."""

CHANGES: dict[str, Callable[[Article], Article]] = {
    "no accents": of_text(strip_accents),
    "no tones": of_text(without_tones),
    "every other word": of_text(partly_stripped(2)),
    "every third word": of_text(partly_stripped(3)),
    "title stripped": title_stripped,
    "read as Latin-1": of_text(read_as_latin),
    "lost letters": of_text(lost),
}
"""Changes after which the label of a clear article should be the same, or a person should look."""
