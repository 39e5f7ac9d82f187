"""What a province's name means where it stands: rules over the words on both sides, the article, and the casing.

Invariant: a mention is kept only when nothing around it makes it something else that bears the name: a commune, a
river, a road, a club, a university, a company, a dish, a newspaper, a person, a common word. Every rule looks at a
bounded number of tokens, or once at the whole text.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.entities.places.context_words import SAFE_PLAIN_NAMES, UNMISTAKABLE, Words
from nlp.entities.places.gazetteer import gazetteer
from nlp.entities.places.provinces import ABBREVIATION, DASHES, OLD_CITY, PERSON, PLAIN_NAME, WITH_CITY, Mention
from nlp.entities.tokens import Tokens
from nlp.text.normalize import strip_accents

_LIST_MARKS = DASHES | frozenset((",", "và", "va", ";", "/", "&", "đến", "tới", "den", "toi"))
_ABBREVIATIONS = frozenset(("tp", "p", "h", "q", "tx", "tt", "t"))
_CENTRAL_CITIES = frozenset(("Hà Nội", "Hồ Chí Minh", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Huế"))
# Clubs of the top leagues that bear the name of their province.
_CLUBS = frozenset(
    ("Hà Nội", "Hồ Chí Minh", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Huế", "Nam Định", "Thanh Hóa", "Hà Tĩnh", "Quảng Nam",
     "Bình Dương", "Bình Định", "Bình Phước", "Quảng Ninh", "Khánh Hòa", "Long An", "Đồng Nai", "Đồng Tháp", "Nghệ An",
     "Ninh Bình", "Phú Thọ", "Gia Lai", "Bắc Ninh", "Đắk Lắk", "Quảng Ngãi")
)  # fmt: skip
_WALK = 8


class Judge:
    """Decides mention by mention, left to right, what names a province.

    :param tokens: the text.
    :param words: the tables of words for it.
    :param plain: whether the text is written without accents.
    :param taken: token positions that belong to names of communes and districts.
    """

    def __init__(self, tokens: Tokens, words: Words, plain: bool, taken: set[int]) -> None:
        self.tokens = tokens
        self.lower = tokens.lower
        self.words = words
        self.plain = plain
        self.taken = taken
        self.end_of_last = -1
        self._is_lower_case = tokens.words == tokens.lower
        self._football: int | None = None

    def select(self, found: Sequence[Mention]) -> list[Mention]:
        """Return the mentions that name a province."""
        starts = {mention.first for mention in found}
        kept = []
        for mention in found:
            if mention.first not in self.taken and self._names_province(mention, starts):
                self.end_of_last = mention.last
                kept.append(mention)
        return kept

    def _names_province(self, mention: Mention, starts: set[int]) -> bool:
        words = self.words
        if self._continues_as_other(mention):
            return False
        before, one, two = self._word_before(mention)
        if one in words.province:
            return True
        if one in words.city or two in words.city:
            return self._is_central(mention, before - (two in words.city))
        head = None
        if one[0].isalnum() or one in DASHES:
            named = self._is_named_by_noun(mention, before, one, two)
            if named is not None:
                return named
            head = self._head(mention.first - 1)
        if head == "called so" or (self._is_weak(mention) and not self._has_evidence(mention, one, two, starts)):
            return False
        return not self._is_club(mention, one, head)

    def _is_named_by_noun(self, mention: Mention, before: int, one: str, two: str) -> bool | None:
        """Decide by the noun directly before the name; None when it is none that decides."""
        words = self.words
        if one in words.brands or two in words.brands:
            return False
        if mention.kind == WITH_CITY or two in words.pairs:
            return None
        if one in words.things or two in words.things:
            return None if self._is_different_word(before, one, two) else False
        is_dish = one in words.dishes or two in words.dishes or two.partition(" ")[0] in words.dish_heads
        is_quarter = mention.kind == OLD_CITY and one in words.directions and self.tokens.words[before][0].isupper()
        if is_dish or is_quarter or self._is_commune(mention, before, one, two):
            return False
        return False if self._is_person(mention, before, one, two) else None

    def _word_before(self, mention: Mention) -> tuple[int, str, str]:
        """Return the place of the word before the name, that word, and the last two words."""
        lower = self.lower
        before = mention.first - 1
        if before > 1 and lower[before] == "\n" and lower[before - 1] == "." and lower[before - 2] == "tp":
            before -= 1
        if before > 0 and lower[before] == "." and lower[before - 1] in _ABBREVIATIONS:
            before -= 1
        one = lower[before] if before >= 0 else "\n"
        return before, one, f"{lower[before - 1]} {one}" if before > 0 else one

    def _is_commune(self, mention: Mention, before: int, one: str, two: str) -> bool:
        """Say whether the word before the name makes it one of a unit below the province."""
        if one not in self.words.commune_types and two not in self.words.commune_types:
            return False
        if mention.meaning.name in _CENTRAL_CITIES and mention.kind == PLAIN_NAME and len(one) > 2:
            return False  # "xã, phường Hà Nội": no commune is called so
        previous = self.lower[before - 1] if before > 0 else ""
        if one in _ABBREVIATIONS and before == mention.first - 1 and previous in "-&":
            return False  # Sở VH-TT, Sở TT&TT
        return previous not in self.words.different_words.get(one, ())

    def _continues_as_other(self, mention: Mention) -> bool:
        """Say whether the next words make it a brand, or a province of China."""
        lower, last = self.lower, mention.last
        if last >= len(lower):
            return False
        one = lower[last]
        two = f"{one} {lower[last + 1]}" if last + 1 < len(lower) else one
        if (one in self.words.not_after or two in self.words.not_after) and self.tokens.words[last][0].isupper():
            return True
        if self.tokens.words[last].istitle():
            # Sài Gòn Tâm Đức, Hanoi Buffaloes, Da Nang Concert
            in_english = not self.plain and "".join(lower[mention.first : last]).isascii()
            if mention.kind == OLD_CITY or (in_english and mention.meaning.name in _CENTRAL_CITIES):
                return mention.kind in (OLD_CITY, PLAIN_NAME)
        if mention.meaning.name == "Hà Nam":
            ahead = " ".join(lower[last : last + 4])
            return "trung quốc" in ahead or "trung quoc" in ahead
        return False

    def _is_central(self, mention: Mention, before: int) -> bool:
        """Decide about a name after "thành phố": a central city, or a province whose capital is not called so."""
        marks = self.lower[max(0, before - 2) : before]
        if " ".join(marks) in self.words.dashed:
            return False  # the bypass of the city
        name = mention.meaning.name
        if name in _CENTRAL_CITIES or name not in gazetteer().city_names:
            return True
        return any(word in self.words.province for word in marks)

    def _is_different_word(self, before: int, one: str, two: str) -> bool:
        """Say whether the noun before the name is part of another word, so that the name stands for itself."""
        previous = self.lower[before - 1] if before > 0 else ""
        if two in self.words.things:
            previous = self.lower[before - 2] if before > 1 else ""
            one = two
        return previous in self.words.different_words.get(one, ())

    def _is_person(self, mention: Mention, before: int, one: str, two: str) -> bool:
        """Say whether it is a person's name, or Hồ Chí Minh himself."""
        words = self.words
        can_be_person = self._name_key(mention) in words.person_names
        if can_be_person and (one in words.honorifics or two in words.honorifics):
            previous = self.lower[before - 1] if before > 0 else ""
            return previous not in words.different_words.get(one, ())
        is_city = mention.meaning.name in _CENTRAL_CITIES and not can_be_person
        if before < 0 or before != mention.first - 1 or is_city:
            return False
        # Nguyễn Thái Bình, Nguyễn Văn Thái Bình: capitalized words back to a family name.
        for position in range(before, max(-1, before - 3) if can_be_person else before - 1, -1):
            if not self.tokens.words[position][0].isupper():
                return False
            if self.lower[position] in words.surnames:
                return True
        return False

    def _head(self, position: int) -> str | None:
        """Return what heads the noun phrase before the name: a "public body", a thing "called so", or nothing."""
        lower, words = self.lower, self.words
        dashed = False
        # What stands before the last name that was kept has been looked at for that name.
        at, stop = position, max(-1, position - _WALK, self.end_of_last - 1)
        while at > stop:
            one = lower[at]
            two = f"{lower[at - 1]} {one}" if at > 0 else one
            if two in words.pairs:
                at -= 2
                continue
            if one in DASHES:
                dashed = dashed or at == position
            elif one in words.clause_words or not (one[0].isalnum() or one in "&/"):
                break
            elif two in words.called_so or one in words.called_so:
                joined = not dashed or two in words.dashed or one in words.dashed
                return "called so" if joined else None
            elif two in words.public_bodies or one in words.public_bodies:
                return "public body"
            at -= 1
        return None

    def _name_key(self, mention: Mention) -> str:
        key = mention.meaning.name.lower()
        return strip_accents(key) if self.plain else key

    def _is_weak(self, mention: Mention) -> bool:
        """Say whether the form alone is no proof: a shared name in lower case, an abbreviation, a person's name."""
        if mention.kind in (WITH_CITY, PERSON):
            return mention.kind == PERSON
        written = [word for word in self.tokens.words[mention.first : mention.last] if word[0].isalnum()]
        if mention.kind == ABBREVIATION:
            return not all(word.isupper() for word in written)
        key = self._name_key(mention)
        if all(word[0].isupper() for word in written):
            return key in self.words.common_words and self._may_be_word(mention, written)
        if self.plain:
            return key not in SAFE_PLAIN_NAMES
        return key in self.words.common_in_lower_case if self._is_lower_case else key not in UNMISTAKABLE

    def _may_be_word(self, mention: Mention, written: Sequence[str]) -> bool:
        """Say whether a common word may be capitalized here: among capitals, or as in "giải Nobel Hòa Bình"."""
        before = self.lower[max(0, mention.first - 2) : mention.first]
        if " ".join(before) in self.words.peace_words or (before and before[-1] in self.words.peace_words):
            return True
        return all(word.isupper() for word in written) and self._is_shouted(mention)

    def _is_shouted(self, mention: Mention) -> bool:
        """Say whether the words on both sides are in capitals as well."""
        around = [*self.tokens.words[max(0, mention.first - 2) : mention.first],
                  *self.tokens.words[mention.last : mention.last + 2]]  # fmt: skip
        letters = [word for word in around if word.isalpha()]
        return bool(letters) and all(word.isupper() for word in letters)

    def _has_evidence(self, mention: Mention, one: str, two: str, starts: set[int]) -> bool:
        """Say whether a word before the name or the list it stands in shows that a place is meant."""
        lower, words = self.lower, self.words
        cues = words.strong_cues if self._name_key(mention) in words.common_words else words.place_cues
        if one in ("tại", "ở", "tai", "o") if mention.kind == PERSON else (one in cues or two in cues):
            return True
        first, last = mention.first, mention.last
        if first > 1 and lower[first - 1] in _LIST_MARKS:
            if first - 2 in self.taken or self.end_of_last == first - 1:
                return True
        elif one == "(" and (first - 2 in self.taken or lower[last : last + 1] == [")"]):
            return True
        return last + 1 < len(lower) and lower[last] in _LIST_MARKS and last + 1 in starts

    def _is_club(self, mention: Mention, one: str, head: str | None) -> bool:
        """Say whether a bare name in football news is the club's."""
        words = self.words
        if mention.meaning.name not in _CLUBS or one in words.place_cues or one in words.not_clubs or one == "(":
            return False
        football_words = self._football_words()
        return (football_words > 1 and head is None) or (football_words > 0 and self._has_score(mention))

    def _has_score(self, mention: Mention) -> bool:
        """Say whether what may be the score of a match stands beside the name."""
        lower, first, last = self.lower, mention.first, mention.last
        return any(
            len(side) == 3 and side[0].isdigit() and side[1] == "-" and side[2].isdigit()
            for side in (lower[max(0, first - 3) : first], lower[last : last + 3])
        )

    def _football_words(self) -> int:
        """Return how many different words of football the article has."""
        if self._football is None:
            text = " ".join(self.lower)
            self._football = sum(word in text for word in self.words.sports)
        return self._football
