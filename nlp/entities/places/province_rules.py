"""Which mentions of a province's name mean the province: rules over the words on both sides, the article, the casing.

Invariant: a mention is kept only when nothing around it makes it something else that bears the name: a commune, a
river, a road, a club, a university, a company, a dish, a newspaper, a person, a common word. Every rule looks at a
bounded number of tokens, or once at the whole text.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from nlp.entities.places.context_words import ContextWords
from nlp.entities.places.gazetteer import gazetteer
from nlp.entities.places.preceding_phrase import Head, head_of, is_called_after, is_private_body
from nlp.entities.places.province_context import ProvinceContext, WordBefore
from nlp.entities.places.provinces import DASHES, NameForm, ProvinceMention
from nlp.entities.tokens import Tokens

_LONGEST_PLAYER = 9
"""Tokens back to what a player or coach is called, with the name: "tiền đạo Đỗ Văn Quang của Công an Hà Nội"."""


def select_provinces(
    tokens: Tokens, words: ContextWords, mentions: Sequence[ProvinceMention], units: Set[int]
) -> list[ProvinceMention]:
    """Return the mentions that mean the province.

    :param units: positions of the tokens that belong to names of communes and districts.
    """
    context = ProvinceContext(tokens, words, units, {mention.first for mention in mentions})
    selected: list[ProvinceMention] = []
    previous_end = -1
    for mention in mentions:
        if mention.first not in units and _means_province(mention, previous_end, context):
            selected.append(mention)
            previous_end = mention.last
    return selected


def _means_province(mention: ProvinceMention, previous_end: int, context: ProvinceContext) -> bool:
    """Decide about one mention.

    :param previous_end: where the last mention that was selected ends; -1 when there is none.
    """
    words = context.words
    if _continues_as_other(mention, context):
        return False
    before = context.word_before(mention)
    if before.one in words.province:
        return True
    if before.is_in(words.city):
        return _is_central_city(mention, before, context)
    head = None
    if before.one[0].isalnum() or before.one in DASHES:
        if is_called_after(mention, before, context):
            return False
        head = head_of(mention.first - 1, previous_end, context)
        if mention.form is NameForm.OLD_CITY and is_private_body(mention.first - 1, context):
            head = Head.CALLED_SO
    if _needs_evidence(mention, context) and not _has_evidence(mention, before, previous_end, context):
        return False
    return head is not Head.CALLED_SO and not _is_club(mention, before, head, context)


def _continues_as_other(mention: ProvinceMention, context: ProvinceContext) -> bool:
    """Say whether the next words make the name part of a brand, or that of a province of China."""
    lower, last, words = context.lower, mention.last, context.words
    if last >= len(lower):
        return False
    one = lower[last]
    two = f"{one} {context.word_at(last + 1)}" if last + 1 < len(lower) else one
    if (one in words.continuations or two in words.continuations) and context.is_capitalized(last):
        return True  # "Hải Phòng FC", "Sài Gòn Giải Phóng"
    is_central = mention.meaning.name in gazetteer().central_cities
    if context.tokens.words[last].istitle():
        # "Sài Gòn Tâm Đức" is a clinic, "Hanoi Buffaloes" and "Da Nang Concert" are English. Where all text is without
        # accents only writing as one word tells: "Da Nang Mua Nay" is as likely as "Da Nang Concert".
        in_english = "".join(lower[mention.first : last]).isascii()
        if context.tokens.plain:
            in_english = last - mention.first < len(mention.meaning.name.split())
        if mention.form is NameForm.OLD_CITY or (in_english and is_central):
            return mention.form in (NameForm.OLD_CITY, NameForm.FULL)
    if mention.meaning.name == "Hà Nam":
        # Henan is written like Hà Nam: "tỉnh Hà Nam (Trung Quốc)".
        ahead = " ".join(lower[last : last + 4])
        return any(country in ahead for country in words.abroad)
    return False


def _is_central_city(mention: ProvinceMention, before: WordBefore, context: ProvinceContext) -> bool:
    """Decide about a name after "thành phố": a central city is a province of its own, "TP Hải Dương" is not."""
    # Two tokens before the type word, whether that is "thành phố", "tp" or "tp .".
    start = before.position - (before.two in context.words.city)
    marks = context.lower[max(0, start - 2) : start]
    if " ".join(marks) in context.words.joined_by_dash:
        return False  # "đường tránh TP Huế" is the road past the city
    name = mention.meaning.name
    if name in gazetteer().central_cities or name not in gazetteer().city_names:
        return True
    return any(word in context.words.province for word in marks)  # "các tỉnh, thành phố Hà Tĩnh, Nghệ An"


def _needs_evidence(mention: ProvinceMention, context: ProvinceContext) -> bool:
    """Say whether the form alone is no proof: a common word, lower case, an abbreviation, a person's name."""
    if mention.form in (NameForm.WITH_CITY, NameForm.PERSON):
        return mention.form is NameForm.PERSON
    words = context.words
    written = [word for word in context.tokens.words[mention.first : mention.last] if word[0].isalnum()]
    if mention.form is NameForm.ABBREVIATION:
        return not all(word.isupper() for word in written)
    key = context.name_key(mention)
    if all(word[0].isupper() for word in written):
        return key in words.common_words and _may_be_word(mention, written, context)
    if context.tokens.plain:
        # "dong nai" may be anything, "ha noi" may not; "da nang" is a place in a text that has no capitals at all.
        return key not in words.safe_without_accents or (
            key in words.words_without_accents and not context.is_lower_case
        )
    return key in words.common_in_lower_case if context.is_lower_case else key not in words.unmistakable


def _may_be_word(mention: ProvinceMention, written: Sequence[str], context: ProvinceContext) -> bool:
    """Say whether a common word may be capitalized here: as in "giải Nobel Hòa Bình", or among capitals."""
    before = context.lower[max(0, mention.first - 2) : mention.first]
    if " ".join(before) in context.words.peace_words or (before and before[-1] in context.words.peace_words):
        return True
    return all(word.isupper() for word in written) and _is_among_capitals(mention, context)


def _is_among_capitals(mention: ProvinceMention, context: ProvinceContext) -> bool:
    """Say whether the words on both sides are in capitals too: in "BẢO VỆ HÒA BÌNH THẾ GIỚI" casing tells nothing."""
    words = context.tokens.words
    around = [*words[max(0, mention.first - 2) : mention.first], *words[mention.last : mention.last + 2]]
    letters = [word for word in around if word.isalpha()]
    return bool(letters) and all(word.isupper() for word in letters)


def _has_evidence(mention: ProvinceMention, before: WordBefore, previous_end: int, context: ProvinceContext) -> bool:
    """Say whether the word before the name, or the list it stands in, shows that a place is meant."""
    lower, words, key = context.lower, context.words, context.name_key(mention)
    if mention.form is NameForm.PERSON:
        # "về Hồ Chí Minh" may be about the man; "tại Hồ Chí Minh" is not.
        is_cue = before.one in words.person_cues
    else:
        is_common = key in words.common_words or (context.tokens.plain and key in words.words_without_accents)
        is_cue = before.is_in(words.strong_cues if is_common else words.place_cues)
    if is_cue:
        return True
    first, last = mention.first, mention.last
    if first > 1 and lower[first - 1] in words.list_marks:
        # "Hà Giang, cao bằng", "xã Minh Tân, cao bằng": the item before it is a place.
        if first - 2 in context.units or previous_end == first - 1:
            return True
    elif before.one == "(" and (first - 2 in context.units or lower[last : last + 1] == [")"]):
        return True  # "xã Minh Tân (cao bằng", "Minh Tân (cao bằng)"
    # "hòa bình, sơn la": the next item of the list is a name of a province too.
    return last + 1 < len(lower) and lower[last] in words.list_marks and last + 1 in context.name_starts


def _is_club(mention: ProvinceMention, before: WordBefore, head: Head | None, context: ProvinceContext) -> bool:
    """Say whether a bare name in football news is the club's: "Nam Định thắng Hà Nội, cầu thủ ghi bàn phút cuối"."""
    words = context.words
    if context.name_key(mention) not in words.clubs:
        return False
    if before.one in words.place_cues or before.one in words.not_clubs or before.one == "(":
        return False  # "khán giả ở Nam Định", "bệnh viện Nam Định"
    if before.two in words.police and context.name_key(mention) in words.police_clubs and context.football_words:
        # "Công an Hà Nội" plays in the first league, and keeps order in the city.
        return context.football_words > 1 or _is_beside_match(mention, context)
    if head is None and context.football_words > 1:
        return True
    return context.football_words > 0 and _has_score(mention, context)


def _is_beside_match(mention: ProvinceMention, context: ProvinceContext) -> bool:
    """Say whether a word for the course of a match stands beside "Công an Hà Nội"."""
    lower, first, last = context.lower, mention.first, mention.last
    # "Tiền đạo Quang của Công an Hà Nội" plays; what a coach did may be the police's matter.
    if lower[max(0, first - 3) : max(0, first - 2)] == ["của"]:
        players = " ".join(lower[max(0, first - _LONGEST_PLAYER) : first - 3])
        if any(word in players for word in context.words.players):
            return True
    around = (*lower[max(0, first - 5) : max(0, first - 2)], *lower[last : last + 3])
    return any(word in context.words.match_words for word in around)


def _has_score(mention: ProvinceMention, context: ProvinceContext) -> bool:
    """Say whether what may be the score of a match stands beside the name: "Nam Định 2-1 Hà Nội"."""
    lower, first, last = context.lower, mention.first, mention.last
    return any(
        len(side) == 3 and side[0].isdecimal() and side[1] == "-" and side[2].isdecimal()
        for side in (lower[max(0, first - 3) : first], lower[last : last + 3])
    )
