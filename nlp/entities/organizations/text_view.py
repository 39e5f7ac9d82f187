"""The text as the grammar of organizations and officials reads it: its tokens, and the places that are known in it.

Invariant: ``lower`` is the one copy of the tokens that lexicons are matched against. In a text without accents, words
that the rules look for have theirs there: phrases of two tokens or more (``chu tich``), and single words where the
table ``unaccented_words`` says so, since these mean too many things. The tokens keep their number. In a text in small
letters throughout, ``words`` has the capitals of known places and of what can be nothing but a person's name.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache, cached_property

from nlp.article import Entity
from nlp.entities.lexicon import groups, phrases, rows
from nlp.entities.person_names import COMMON_SURNAMES, SURNAMES, is_surely_middle
from nlp.entities.phrases import Phrases
from nlp.entities.tokens import Tokens
from nlp.text.normalize import strip_accents

_UNITS = ("xã", "phường", "trấn", "huyện", "quận", "tỉnh", "thôn", "bản", "ấp")


class TextView:
    """A text and what was found in it before the officials.

    :param places: PROVINCE and COMMUNE entities; what is a place is not taken for a person.
    """

    def __init__(self, tokens: Tokens, places: Sequence[Entity] = ()) -> None:
        self.tokens = tokens
        self.places = places
        self.lower = _restore_accents(tokens.words, tokens.lower) if tokens.plain else tokens.lower
        """The tokens in lower case, with the accents that the rules look for."""

    @cached_property
    def words(self) -> list[str]:
        """The tokens as written, names with capitals in a text that has none."""
        words = self.tokens.words
        if self.tokens.plain or any(word[0].isupper() for word in words):  # mostly the first word
            return words
        return _restore_capitals(self.tokens.lower, self.place_ends)

    @cached_property
    def place_ends(self) -> dict[int, int]:
        """The places as first token -> token after the last."""
        if not self.places:
            return {}
        starts, ends = self.tokens.starts, self.tokens.ends
        found = {}
        for place in self.places:
            first, last = bisect_left(starts, place.start), bisect_left(ends, place.end)
            on_tokens = last < len(ends) and starts[first] == place.start and ends[last] == place.end
            if on_tokens and _is_known(place):
                found[first] = last + 1
        return found

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


def _restore_capitals(lower: list[str], place_ends: Mapping[int, int]) -> list[str]:
    """Return lower-case tokens with the capitals of countries, known places and people's names."""
    announcing, countries, ends_name = _small_letters()
    names = dict(place_ends)
    names.update((start, end) for start, end, _ in countries.matches(lower))
    after_place = set(place_ends.values())
    words = list(lower)
    free = 0
    for position, token in enumerate(lower):
        if position >= free and position not in names and token in SURNAMES:
            announced = position in after_place or (position > 0 and lower[position - 1] in announcing)
            end = _name_end_in_small_letters(lower, position, ends_name, announced=announced)
            if end > position:
                names[position] = end
                unit = next(
                    (back for back in range(position - 2, max(-1, position - 5), -1) if lower[back] in _UNITS), None
                )
                if unit is not None and position not in after_place:  # "ubnd xã tân an nguyễn văn bình"
                    words[unit + 1 : position] = [word.capitalize() for word in lower[unit + 1 : position]]
        free = max(free, names.get(position, 0))
        if position < free:
            words[position] = token.capitalize()
    return words


def _name_end_in_small_letters(lower: Sequence[str], start: int, ends_name: frozenset[str], *, announced: bool) -> int:
    """Return the end of the name at ``start``, or ``start``: ``trần thị hoa bị kỷ luật`` has a name of three syllables.

    :param announced: what stands before makes a name of words that are commoner as others ("đoàn", "lưu").
    """
    end = start + 1
    while end < min(start + 4, len(lower)) and lower[end].isalpha() and lower[end] not in ends_name:
        end += 1
    if end - start < (2 if announced else 3) or (lower[start] not in COMMON_SURNAMES and not announced):
        return start
    if lower[start] not in COMMON_SURNAMES and lower[start + 1] not in ("văn", "thị"):
        return start
    if (
        lower[start + 1] not in ("văn", "thị")
        and not announced
        and not is_surely_middle(lower[start], lower[start + 1])
    ):
        return start
    return end if lower[start + 1] == "thị" or end - start < 4 else start + 3


@cache
def _small_letters() -> tuple[frozenset[str], Phrases[bool], frozenset[str]]:
    """Return the words before a name, the countries of several words, and the words that end a name."""
    before = [phrase for _, cell in rows("organization_heads", "kind", "phrases") for phrase in phrases(cell)]
    before += [phrase for *_, cell in rows("titles", "kind", "organization", "phrases") for phrase in phrases(cell)]
    before += [*groups("ranks_and_honorifics")["rank"], *groups("ranks_and_honorifics")["honorific"]]
    before += groups("organization_fields")["field"]
    announcing = {phrase.split()[-1] for phrase in before}
    countries = Phrases((name, True) for name in groups("foreign_bodies")["abroad"] if " " in name)
    ends_name = groups("person_names")["ends_name_in_capitals"] | groups("organization_fields")["not_in_name"]
    return frozenset(announcing), countries, ends_name - {"công", "thị", "gia", "kết", "lý", "chúc", "hy", "tự", "mong"}


def _is_known(place: Entity) -> bool:
    """Say whether a place is in the tables: "UBND xã Nguyễn Thanh Bình" may hold a person who looks like a commune."""
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
