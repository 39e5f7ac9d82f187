"""What the rules know of a text when they judge the name of a province in it.

Invariant: everything here is a look-up beside the name, or is computed once a text; nothing changes between mentions.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from nlp.entities.places.context_words import ContextWords
from nlp.entities.places.provinces import ProvinceMention
from nlp.entities.tokens import Tokens
from nlp.text.normalize import strip_accents

ABBREVIATIONS = frozenset(("tp", "p", "h", "q", "tx", "tt", "t"))
"""Short type words, after which a dot does not end the sentence."""


class WordBefore(NamedTuple):
    """The word before a name.

    :param position: its token; -1 when the name begins the text.
    :param one: the word; a line break when there is none.
    :param two: that word with the one before it, "khu phố".
    """

    position: int
    one: str
    two: str

    def is_in(self, words: Set[str]) -> bool:
        """Say whether a phrase of one or two words that ends here is among ``words``."""
        return self.one in words or self.two in words


@dataclass(frozen=True, eq=False)
class ProvinceContext:
    """A text in which provinces were mentioned.

    :param words: the words that tell what a name stands for.
    :param units: positions of the tokens that belong to names of communes and districts.
    :param name_starts: positions at which a name of a province begins.
    """

    tokens: Tokens
    words: ContextWords
    units: Set[int]
    name_starts: Set[int]

    @property
    def lower(self) -> list[str]:
        """The tokens in lower case."""
        return self.tokens.lower

    @cached_property
    def is_lower_case(self) -> bool:
        """Whether the text has no capitals, so that a name in lower case tells nothing."""
        return self.tokens.words == self.tokens.lower

    @cached_property
    def football_words(self) -> int:
        """How many different words of football news the text has."""
        # As whole words: "sàn nhạc nước" without accents has the letters of "sân nhà".
        text = f" {' '.join(self.lower)} "
        return sum(f" {word} " in text for word in self.words.football_words)

    def name_key(self, mention: ProvinceMention) -> str:
        """Return the province's name as the word lists have it."""
        key = mention.meaning.name.lower()
        return strip_accents(key) if self.tokens.plain else key

    def is_capitalized(self, position: int) -> bool:
        """Say whether the token at ``position`` begins with a capital."""
        return self.tokens.words[position][0].isupper()

    def word_at(self, position: int) -> str:
        """Return the lower-case token at ``position``; an empty one before the beginning of the text."""
        return self.lower[position] if position >= 0 else ""

    def word_before(self, mention: ProvinceMention) -> WordBefore:
        """Return the word before the name, passing over the dot of "TP. Huế" and the line break of "TP.\\nHuế"."""
        lower = self.lower
        position = mention.first - 1
        if position > 1 and lower[position] == "\n" and lower[position - 1] == "." and lower[position - 2] == "tp":
            position -= 1
        if position > 0 and lower[position] == "." and lower[position - 1] in ABBREVIATIONS:
            position -= 1
        one = lower[position] if position >= 0 else "\n"
        return WordBefore(position, one, f"{lower[position - 1]} {one}" if position > 0 else one)
