"""Words and their forms: a text cut into the tokens of the rules, each with its lower-case spelling and its place.

A form is worked out once for each word and then looked up. Both steps are compiled where a compiler was there at
installation (``_compiled.c``); this module has them in Python, and is what the compiled version is held to.

Invariant: both versions give the same for any text; ``lower[i]`` has the length of ``words[i]``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Set
from functools import cache
from operator import add
from typing import Any, Protocol, cast

from nlp.text.normalize import strip_accents, unify_tones

# In word-segmented text ("Lào_Cai") the underscore stands for the blank between two syllables.
_TOKEN = re.compile(r"[^\W_]+|\n|[^\w\s]|(?<![^\W_])_|_(?![^\W_])")
_BLANK, _LETTER, _SIGN, _JOINER = range(4)  # kinds of characters; _compiled.c has the same
_INTERFACE = 1  # of the compiled module; an editable install may have one of before
_MOST_WORDS = 65_536  # then all are forgotten: a stream of random words must not fill the memory
# What stands beside these decides their form (a final sigma, a mark that a tone may not move before), or theirs is
# longer than they are.
_IN_CONTEXT = re.compile("[\u0300-\u036f\u03a3\u0130]")

Cut = tuple[list[str], "list[str] | None", list[int], list[int], list[int]]
"""Words, their forms, where they begin, where they end, and the numbers of those that begin with a digit from 0 to 9.

None for the forms if those depend on the text around the words.
"""

Seconds = dict[str, "Set[str] | None"]
"""First words of phrases, each with the words that may follow it; None where it is a phrase alone."""


class Forms(Protocol):
    """Words with their forms."""

    def cut(self, text: str) -> Cut:
        """Return the words of a clean text."""


class PlainForms(dict[str, str | None]):
    """Words with their forms, in Python.

    :param lower: returns the form of a word, None if that depends on what stands beside it.
    """

    def __init__(self, lower: Callable[[str], str | None]) -> None:
        super().__init__()
        self._lower = lower

    def __missing__(self, word: str) -> str | None:
        if len(self) >= _MOST_WORDS:
            self.clear()
        form = self[word] = self._lower(word)
        return form

    def cut(self, text: str) -> Cut:
        """Return the words of a clean text."""
        words = _TOKEN.findall(text)
        lower = list(map(self.__getitem__, words))
        starts = [match.start() for match in _TOKEN.finditer(text)]
        in_context = "_" in text or None in lower
        figures = [number for number, word in enumerate(words) if "0" <= word < ":"]
        ends = list(map(add, starts, map(len, words)))
        return words, None if in_context else cast("list[str]", lower), starts, ends, figures


def plain_find_starts(words: list[str], seconds: Seconds) -> list[int]:
    """Return where in a list of words a phrase may begin, in order; in Python."""
    final = len(words) - 1
    return [
        position
        for position, word in enumerate(words)
        if word in seconds
        and ((followers := seconds[word]) is None or (position < final and words[position + 1] in followers))
    ]


def form_of(word: str) -> str | None:
    """Return the lower-case spelling of a word with its tone mark in place; None if that depends on the context."""
    return None if _IN_CONTEXT.search(word) else unify_tones(word).lower()


def bare_form_of(word: str) -> str | None:
    """Return the form of a word in a text without accents: those that strayed into it are stripped."""
    form = form_of(word)
    if form is None or form.isascii():
        return form
    stripped = strip_accents(form)
    return stripped if len(stripped) == len(form) else None


def kinds_of(first: int) -> bytes:
    """Return the kinds of 256 characters from a code point on, for the compiled version."""
    return bytes(map(_kind_of, map(chr, range(first, first + 256))))


def _kind_of(char: str) -> int:
    if char == "_":
        return _JOINER
    if char.isalnum():
        return _LETTER
    return _BLANK if char.isspace() and char != "\n" else _SIGN


def _load() -> Any:
    """Return the compiled module; None if it is not wanted, was not built, or was built from another source."""
    if os.environ.get("BANTIN_PLAIN"):
        return None
    try:
        from nlp.text import _compiled  # type: ignore[attr-defined]  # noqa: PLC0415 - may be missing
    except ImportError:
        return None
    return _compiled if _compiled.INTERFACE == _INTERFACE else None


_compiled = _load()

find_starts: Callable[[list[str], Seconds], list[int]] = _compiled.find_starts if _compiled else plain_find_starts
"""Return where in a list of words a phrase may begin, in order."""


def is_compiled() -> bool:
    """Say whether this process uses the compiled version; the variable ``BANTIN_PLAIN`` turns it off."""
    return _compiled is not None


@cache
def forms(*, plain: bool) -> Forms:
    """Return the words of all texts with their forms.

    :param plain: of texts without accents.
    """
    lower = bare_form_of if plain else form_of
    made: Forms = _compiled.Forms(kinds_of, lower) if _compiled else PlainForms(lower)
    return made
