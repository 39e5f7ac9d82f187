"""The tokens that all entity rules share: a text is tokenized once, with the positions of its tokens.

Invariant: ``text[starts[i]:ends[i]] == words[i]``, and ``lower[i]`` has the length of ``words[i]``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from nlp.article import lacks_accents
from nlp.text.normalize import strip_accents, unify_tones

# In word-segmented text ("Lào_Cai") the underscore stands for the blank between two syllables.
_TOKEN = re.compile(r"[^\W_]+|\n|[^\w\s]|(?<![^\W_])_|_(?![^\W_])")


@dataclass(frozen=True)
class Tokens:
    """A text as tokens: runs of letters and digits, line breaks, and single other characters.

    :param text: clean text (:func:`nlp.text.normalize.clean`), casing and tone marks as written.
    :param words: the tokens as written.
    :param starts: code point at which each token begins.
    :param ends: code point after each token.
    :param plain: whether the text is written without accents, so that lexicons are matched without theirs.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    plain: bool

    @classmethod
    def of(cls, text: str, *, plain: bool | None = None) -> Tokens:
        """Tokenize ``text``.

        :param plain: whether the whole article is written without accents; None to decide it by ``text``.
        """
        if plain is None:
            plain = lacks_accents(text)
        spans = [match.span() for match in _TOKEN.finditer(text)]
        return cls(text, [text[a:b] for a, b in spans], [a for a, _ in spans], [b for _, b in spans], plain)

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def lower(self) -> list[str]:
        """The tokens in lower case and with unified tone marks, each as long as in ``words``."""
        return [self.lower_text[a:b] for a, b in zip(self.starts, self.ends, strict=True)]

    @cached_property
    def lower_text(self) -> str:
        """The text in lower case and with unified tone marks, as long as it is written.

        Stray accents are stripped from plain text: in "5 nguoi chet, đi lai kho khan" the đ would hide its word from
        the lexicons, which are folded for such text.
        """
        lowered = unify_tones(self.text).lower()
        if self.plain and not lowered.isascii() and len(stripped := strip_accents(lowered)) == len(lowered):
            lowered = stripped
        if len(lowered) != len(self.text):  # a few capitals, such as İ, have longer lower-case forms
            lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in self.text)
        return lowered
