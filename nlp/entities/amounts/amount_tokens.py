"""The tokens of a text as the rules of amounts read them: in lower case, with accents put back where a text has none.

Invariant: restoring accents changes how a token reads, never where it stands; ``lower`` stays as the text has it.
"""

from __future__ import annotations

from itertools import pairwise

from nlp.entities.amounts.context_words import context_words, restored_words
from nlp.entities.amounts.numerals import restore_numerals
from nlp.entities.tokens import Tokens

_CLAUSE_ENDS = frozenset({"", ".", ",", ";", "\n", ")", "!", "?", "và", ":"})


class AmountTokens:
    """Tokens, with questions that every rule asks about one of them.

    :param source: tokens of normalized text.
    """

    def __init__(self, source: Tokens) -> None:
        self.source = source
        self.plain = source.plain
        self.context = context_words(source.plain)
        """Groups of words that rules look for with :meth:`spelling`."""
        self.lower = source.lower
        """Lower-case tokens without restored accents: what lexicons are matched with."""
        self.words = source.lower
        """Lower-case tokens in which numerals and the words of rules have their accents."""
        if source.plain:
            restored = restored_words()
            self.words = [restored.get(word, word) for word in restore_numerals(source.lower)]

    def __len__(self) -> int:
        return len(self.words)

    def word(self, position: int) -> str:
        """Return the lower-case token at ``position``, with restored accents; "" outside the text."""
        return self.words[position] if 0 <= position < len(self.words) else ""

    def spelling(self, position: int) -> str:
        """Return the lower-case token at ``position`` without restored accents; "" outside the text."""
        return self.lower[position] if 0 <= position < len(self.lower) else ""

    def before(self, position: int, count: int) -> list[str]:
        """Return the ``count`` spellings before ``position``, and each two of them that stand side by side."""
        spellings = self.lower[max(0, position - count) : position]
        return spellings + [f"{one} {other}" for one, other in pairwise(spellings)]

    def written(self, position: int) -> str:
        """Return the token at ``position`` as written; "" outside the text."""
        return self.source.words[position] if 0 <= position < len(self.words) else ""

    def is_glued(self, position: int) -> bool:
        """Say whether nothing separates the token at ``position`` from the one before it."""
        return 0 < position < len(self.words) and self.source.ends[position - 1] == self.source.starts[position]

    def is_named(self, position: int) -> bool:
        """Say whether a proper name or a number begins at ``position``."""
        first = self.written(position)[:1]
        return first.isupper() or first.isdecimal()

    def ends_clause(self, position: int) -> bool:
        """Say whether the token at ``position`` ends what stands before it."""
        return self.word(position) in _CLAUSE_ENDS
