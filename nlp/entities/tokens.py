"""The tokens that all entity rules share: a text is tokenized once, with the positions of its tokens.

Invariant: ``text[starts[i]:ends[i]] == words[i]``, and ``lower[i]`` has the length of ``words[i]``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from nlp.article import lacks_accents
from nlp.text.forms import forms
from nlp.text.normalize import strip_accents, unify_tones


@dataclass(frozen=True)
class Tokens:
    """A text as tokens: runs of letters and digits, line breaks, and single other characters.

    :param text: clean text (:func:`nlp.text.normalize.clean`), casing and tone marks as written.
    :param words: the tokens as written.
    :param starts: code point at which each token begins.
    :param ends: code point after each token.
    :param plain: whether the text is written without accents, so that lexicons are matched without theirs.
    :param lower: the tokens in lower case and with unified tone marks, each as long as in ``words``.
    :param figures: the numbers of the tokens that begin with a digit from 0 to 9.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    plain: bool
    lower: list[str]
    figures: list[int]

    @classmethod
    def of(cls, text: str, *, plain: bool | None = None) -> Tokens:
        """Tokenize ``text``.

        :param plain: whether the whole article is written without accents; None to decide it by ``text``.
        """
        return _tokenize(text, lacks_accents(text) if plain is None else plain)

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def lower_text(self) -> str:
        """The text in lower case and with unified tone marks, as long as it is written."""
        return _lower_in_context(self.text, self.plain)


@lru_cache(maxsize=1)
def _tokenize(text: str, plain: bool) -> Tokens:
    """Return the tokens of a text; the last ones are kept, as the summary asks for those of the entities again."""
    words, lower, starts, ends, figures = forms(plain=plain).cut(text)
    if lower is None:
        lowered = _lower_in_context(text, plain)
        lower = [lowered[a:b] for a, b in zip(starts, ends, strict=True)]
    return Tokens(text, words, starts, ends, plain, lower, figures)


def _lower_in_context(text: str, plain: bool) -> str:
    """Return a text in lower case and with unified tone marks, as long as it is, where a word alone does not tell.

    Stray accents are stripped from plain text: in "5 nguoi chet, đi lai kho khan" the đ would hide its word from
    the lexicons, which are folded for such text.
    """
    lowered = unify_tones(text).lower()
    if plain and not lowered.isascii() and len(stripped := strip_accents(lowered)) == len(lowered):
        lowered = stripped
    if len(lowered) != len(text):  # a few capitals, such as İ, have longer lower-case forms
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return lowered
