"""The text as the grammar of officials reads it: its tokens, and the places that are known in it.

Invariant: ``lower`` is the one copy of the tokens that lexicons are matched against. In a text without accents, words
that the rules look for have theirs there: phrases of two tokens or more (``chu tich``), and single words where the
table ``unaccented_words`` says so, since these mean too many things. The tokens keep their number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from nlp.article import Entity
from nlp.entities.lexicon import groups, phrases, rows
from nlp.entities.person_names import COMMON_SURNAMES
from nlp.entities.phrases import Phrases
from nlp.entities.tokens import Tokens
from nlp.text.normalize import strip_accents


@dataclass(frozen=True, eq=False)
class TextView:
    """A text and what was found in it before the officials.

    :param places: PROVINCE and COMMUNE entities; what is a place is not taken for a person.
    """

    tokens: Tokens
    places: Sequence[Entity] = ()

    @property
    def words(self) -> list[str]:
        """The tokens as written."""
        return self.tokens.words

    @cached_property
    def lower(self) -> list[str]:
        """The tokens in lower case, with the accents that the rules look for."""
        return _restore_accents(self.words, self.tokens.lower) if self.tokens.plain else self.tokens.lower

    @cached_property
    def place_ends(self) -> dict[int, int]:
        """The places as first token -> token after the last."""
        if not self.places:
            return {}
        starts = {start: index for index, start in enumerate(self.tokens.starts)}
        ends = {end: index + 1 for index, end in enumerate(self.tokens.ends)}
        return {
            starts[place.start]: ends[place.end]
            for place in self.places
            if place.start in starts and place.end in ends and _is_known(place)
        }

    @cached_property
    def inside_place(self) -> set[int]:
        """The tokens of places except their first."""
        return {token for start, end in self.place_ends.items() for token in range(start + 1, end)}

    def token(self, position: int) -> str:
        """Return the lower-case token at ``position``, or an empty string outside of the text."""
        return self.lower[position] if 0 <= position < len(self.lower) else ""

    def is_capitalized(self, position: int) -> bool:
        """Say whether a token with a capital first letter stands at ``position``."""
        return 0 <= position < len(self.words) and self.words[position][0].isupper()

    def text(self, start: int, end: int) -> str:
        """Return the text of the tokens from ``start`` to ``end``, as written."""
        return self.tokens.text[self.tokens.starts[start] : self.tokens.ends[end - 1]]


def _is_known(place: Entity) -> bool:
    """Say whether a place is in the tables: "UBND xã Nguyễn Thanh Bình" may hold a person that looked like a commune."""
    return place.type != "COMMUNE" or bool(place.value.get("candidates"))


def _restore_accents(words: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Return lower-case tokens with the accents of the words that the rules look for."""
    accented, surnames, alone = _accented_words()
    restored = list(lower)
    position = 0
    while position < len(restored):
        match = accented.match(lower, position)
        if match is not None:
            restored[position : match[0]] = match[1]
            position = match[0]
            continue
        token = lower[position]
        # a capital makes a surname: "Le Van Tam" is no "lễ", though "Dang Cong san" is no "Đặng" either (see the table)
        if words[position][0].isupper() and token in surnames:
            restored[position] = surnames[token]
        elif token in alone:
            restored[position] = alone[token]
        position += 1
    return restored


@cache
def _accented_words() -> tuple[Phrases[list[str]], dict[str, str], dict[str, str]]:
    """Return phrases without accents -> their tokens with accents; surnames and words that stand alone, likewise."""
    table = groups("unaccented_words")
    cells = [cell for _, _, cell in rows("titles", "kind", "organization", "phrases")]
    cells += [cell for _, cell in rows("organization_heads", "kind", "phrases")]
    known = {phrase for cell in cells for phrase in phrases(cell)}
    known |= groups("organization_fields")["field"] | groups("organization_fields")["after_field"]
    known |= groups("foreign_bodies")["abroad"]
    known |= table["other_words"] | groups("ranks_and_honorifics")["rank"] | groups("ranks_and_honorifics")["honorific"]
    several = [phrase for phrase in known - table["rarer"] if " " in phrase and not phrase.isascii()]
    return (
        Phrases((strip_accents(phrase), phrase.split()) for phrase in several),
        {strip_accents(surname): surname for surname in sorted(COMMON_SURNAMES)},
        {strip_accents(word): word for word in table["alone"]},
    )
