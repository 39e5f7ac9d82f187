"""The tokens that all entity rules share: cut once, with their places in the text.

Invariant: ``text[starts[i]:ends[i]] == words[i]``, and ``lower[i]`` has the length of ``words[i]``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from nlp.text.normalize import unify_tones

_TOKEN = re.compile(r"[^\W_]+|\n|[^\w\s]|_")


@dataclass(frozen=True)
class Tokens:
    """A text as tokens: runs of letters and digits, line breaks, and single other characters.

    :param text: clean text (:func:`nlp.text.normalize.clean`), casing and tone marks as written.
    :param words: the tokens as written.
    :param starts: code point at which each begins; ``ends`` after which each ends.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]

    @classmethod
    def of(cls, text: str) -> Tokens:
        """Cut ``text`` into tokens."""
        spans = [match.span() for match in _TOKEN.finditer(text)]
        return cls(text, [text[a:b] for a, b in spans], [a for a, _ in spans], [b for _, b in spans])

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def lower(self) -> list[str]:
        """The tokens in lower case and with unified tone marks, each as long as it was."""
        lowered = unify_tones(self.text).lower()
        if len(lowered) != len(self.text):  # a few capitals, such as İ, have longer lower-case forms
            lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in self.text)
        return [lowered[a:b] for a, b in zip(self.starts, self.ends, strict=True)]
