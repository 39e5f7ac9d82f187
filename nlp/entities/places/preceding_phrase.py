"""The noun phrase before a province's name and whose name that makes it: "sông Đồng Nai", "Đại học Y Thái Nguyên".

Invariant: a rule looks at the two words before the name, or walks at most :data:`_LONGEST_PHRASE` words back.
"""

from __future__ import annotations

from enum import Enum, auto

from nlp.entities.places.gazetteer import gazetteer
from nlp.entities.places.province_context import ABBREVIATIONS, ProvinceContext, WordBefore
from nlp.entities.places.provinces import DASHES, NameForm, ProvinceMention
from nlp.text.syllables import is_vietnamese_syllable

_LONGEST_PHRASE = 8


class Head(Enum):
    """What heads the noun phrase that a name ends."""

    PUBLIC_BODY = auto()
    CALLED_SO = auto()


def is_called_after(mention: ProvinceMention, before: WordBefore, context: ProvinceContext) -> bool:
    """Say whether the noun directly before the name bears it, so that the province is not meant."""
    words = context.words
    if before.is_in(words.brands) or is_brand_word(before, context):
        return True
    # Nothing below is called "TP.HCM". A blurred pair ("van tai" for "vận tải") is not the word its end looks like.
    if mention.form is NameForm.WITH_CITY or before.two in words.blurred_pairs:
        return False
    if before.is_in(words.things):
        return not _is_compound(before, context)
    # "bún riêu Hà Nội": the dish goes on with a word of its own.
    if before.is_in(words.dishes) or (before.one[0].isalnum() and before.two.partition(" ")[0] in words.dish_heads):
        return True
    # "nhà ở Nam Sài Gòn" is a quarter; "phía nam Sài Gòn" is not.
    if mention.form is NameForm.OLD_CITY and before.one in words.directions and context.is_capitalized(before.position):
        return True
    return _is_commune(mention, before, context) or _is_person(mention, before, context)


def is_brand_word(before: WordBefore, context: ProvinceContext) -> bool:
    """Say whether a foreign name stands directly before: "Zantino Vĩnh Phúc" is a club, "Lusso Saigon" a hotel."""
    word = context.tokens.words[before.position] if before.position >= 0 else ""
    if len(word) < 3 or not (word.isalpha() and word.isascii() and word.istitle()) or context.tokens.plain:
        return False
    return not is_vietnamese_syllable(before.one) and before.one not in context.words.foreign_nouns


def is_private_body(position: int, context: ProvinceContext) -> bool:
    """Say whether a body that firms run too heads the noun phrase that ends at token ``position``.

    The city is no longer called Sài Gòn, so that no public one is: "Bệnh viện Mắt Sài Gòn".
    """
    lower, words = context.lower, context.words
    for current in range(position, max(-1, position - _LONGEST_PHRASE), -1):
        if (
            lower[current] in words.private_bodies
            or f"{context.word_at(current - 1)} {lower[current]}" in words.private_bodies
        ):
            return True
        if _ends_phrase(current, context):
            return False
    return False


def _is_compound(before: WordBefore, context: ProvinceContext) -> bool:
    """Say whether the noun is the end of another word: without this "nhu cầu Hải Phòng" would be a bridge ("cầu")."""
    words = context.words
    if before.two in words.things:
        return context.word_at(before.position - 2) in words.compounds.get(before.two, ())
    return context.word_at(before.position - 1) in words.compounds.get(before.one, ())


def _is_commune(mention: ProvinceMention, before: WordBefore, context: ProvinceContext) -> bool:
    """Say whether a type word makes the name that of a unit below the province: "xã Thái Bình", "P.Phú Thọ"."""
    if not before.is_in(context.words.commune_types):
        return False
    is_central = mention.meaning.name in gazetteer().central_cities
    if is_central and mention.form is NameForm.FULL and len(before.one) > 2:
        return False  # "nhiều xã, phường Hà Nội": no commune is called so
    previous = context.word_at(before.position - 1)
    if before.one in ABBREVIATIONS and before.position == mention.first - 1 and previous in "-&":
        return False  # "Sở VH-TT Hà Nam", "Sở TT&TT Hà Nam": no township ("TT")
    return previous not in context.words.compounds.get(before.one, ())


def _is_person(mention: ProvinceMention, before: WordBefore, context: ProvinceContext) -> bool:
    """Say whether the name is a person's, or Hồ Chí Minh's own."""
    words = context.words
    can_be_person = context.name_key(mention) in words.person_names
    if can_be_person and before.is_in(words.honorifics):
        # "chị Hà Giang", but not "trẻ em Hà Giang".
        return context.word_at(before.position - 1) not in words.compounds.get(before.one, ())
    is_city = mention.meaning.name in gazetteer().central_cities and not can_be_person
    if before.position < 0 or before.position != mention.first - 1 or is_city:
        return False
    # "Nguyễn Thái Bình", "Nguyễn Văn Thái Bình": capitalized words back to a surname. A name that nobody gives to
    # children has to follow the surname at once ("Đỗ Lạng Sơn"): farther away, "Nguyễn Trãi Lạng Sơn" is a street.
    farthest = max(-1, before.position - 3) if can_be_person else before.position - 1
    for position in range(before.position, farthest, -1):
        if not context.is_capitalized(position):
            return False
        if _is_surname(position, context):
            return True
    return False


def _is_surname(position: int, context: ProvinceContext) -> bool:
    """Say whether a person's name begins with the capitalized token at ``position``."""
    words, surname = context.words, context.lower[position]
    if surname not in words.doubtful_surnames:
        return surname in words.surnames
    one = context.word_at(position - 1)
    return one in words.honorifics or f"{context.word_at(position - 2)} {one}" in words.honorifics


def head_of(position: int, previous_end: int, context: ProvinceContext) -> Head | None:
    """Return what heads the noun phrase that ends at token ``position``; None when nothing known does.

    :param previous_end: where the last name that was kept ends: what stands before it was looked at for that name, and
        a list of names takes linear time.
    """
    lower, words = context.lower, context.words
    dashed = False
    current, stop = position, max(-1, position - _LONGEST_PHRASE, previous_end - 1)
    while current > stop:
        one = lower[current]
        two = f"{lower[current - 1]} {one}" if current > 0 else one
        if two in words.blurred_pairs:
            current -= 2
            continue
        if one in DASHES:
            dashed = dashed or current == position
        elif two in words.called_so or one in words.called_so:
            # "cao tốc Hà Nội - Hải Phòng" goes on after the dash, "thủy điện Hố Hô - Hà Tĩnh" ended there.
            joined = not dashed or two in words.joined_by_dash or one in words.joined_by_dash
            return Head.CALLED_SO if joined else None
        elif two in words.public_bodies or one in words.public_bodies:
            start = current - (two in words.public_bodies)
            return Head.CALLED_SO if _ends_club_head(start - 1, context) else Head.PUBLIC_BODY
        elif _ends_phrase(current, context):
            break
        current -= 1
    return None


def _ends_club_head(position: int, context: ProvinceContext) -> bool:
    """Say whether a club is named after the public body that follows: "CLB Công an TP.HCM", but "bộ đội, công an"."""
    one, two = context.word_at(position), f"{context.word_at(position - 1)} {context.word_at(position)}"
    heads = context.words.club_heads
    return two in heads or (one in heads and context.word_at(position - 1) not in context.words.compounds.get(one, ()))


def _ends_phrase(position: int, context: ProvinceContext) -> bool:
    """Say whether a noun phrase does not reach across the token: a word of the clause, or punctuation."""
    token = context.lower[position]
    if token in context.words.clause_words:
        # Without accents "Nội" looks like "nối" and "Dược" like "được": "cao toc Ha Noi - Hai Phong" and "Dai hoc Y
        # Duoc Can Tho" would be cut there. A function word inside a clause has no capital.
        return not (context.tokens.plain and context.tokens.words[position].istitle())
    return not (token[0].isalnum() or token in "&/")
