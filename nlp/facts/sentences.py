"""Sentences and clauses of a text, as positions of its tokens.

Invariant: sentences lie side by side and cover the text; a list with semicolons is one sentence.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from nlp.entities.tokens import Tokens
from nlp.entities.victims import ends_sentence

_BREAKS = frozenset(",;:()–")


class Sentences:
    """The sentences of a text.

    :param tokens: tokens of the document.
    """

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        words = tokens.words
        ends = [p for p, word in enumerate(words) if word in "\n!?" or (word == "." and ends_sentence(tokens, p))]
        self._bounds = [0, *(end + 1 for end in ends)]

    def __len__(self) -> int:
        return len(self._bounds)

    def number(self, position: int) -> int:
        """Return the number of the sentence of a token."""
        return bisect_right(self._bounds, position) - 1

    def span(self, number: int) -> tuple[int, int]:
        """Return the first token of a sentence, and the one after its last."""
        is_last = number + 1 == len(self._bounds)
        return self._bounds[number], len(self.tokens) if is_last else self._bounds[number + 1]


def is_break(tokens: Tokens, position: int) -> bool:
    """Say whether a clause ends at the token: not at the comma of "1,5" and "xã A, B", and the colon of "15:30"."""
    word = tokens.words[position]
    if word not in _BREAKS:
        return False
    if word == "," and _is_name(tokens, position - 1) and _is_name(tokens, position + 1):
        return False
    is_glued = position + 1 < len(tokens) and tokens.starts[position + 1] == tokens.ends[position]
    return not (is_glued and word in ",:" and tokens.words[position + 1][0].isdecimal())


def _is_name(tokens: Tokens, position: int) -> bool:
    return 0 <= position < len(tokens) and tokens.words[position][0].isupper()


def breaks(tokens: Tokens, begin: int, end: int) -> Sequence[int]:
    """Return where the clauses between two tokens end."""
    return [position for position in range(begin, end) if is_break(tokens, position)]
