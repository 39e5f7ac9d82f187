"""The place of a figure: the one that its clause, its sentence or its list ties to it.

Places side by side are one group: an address ("xã A, huyện B, tỉnh C") is one place, a list of provinces is several.

Invariant: a place comes from a mention in the sentence of the figure; where there is none, from the one that
opens a sentence before it in its paragraph, else the article's focus.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from nlp.article import Entity
from nlp.entities.tokens import Tokens
from nlp.facts.sentences import Sentences
from nlp.facts.words import FactWords, word_set

_LONGEST_JOINT = 5
_LONGEST_KIND = 4
_LOCATIVE_REACH = 5
_LONGEST_OPENING = 7


Span = tuple[int, int]


class Place(NamedTuple):
    """A group of places.

    :param province: code of the province that all lie in, None if they lie in several.
    :param communes: codes of the communes that are named without doubt.
    :param is_province: whether only provinces are named.
    :param begin: its first token.
    :param end: the token after its last.
    :param span: of the first mention, in the document.
    """

    province: str | None
    communes: tuple[str, ...]
    is_province: bool
    begin: int
    end: int
    span: tuple[int, int]


def find_places(tokens: Tokens, entities: Iterable[Entity], focus: str | None, words: FactWords) -> list[Place]:
    """Return the places of a text, side by side ones as one, without those where somebody comes from.

    :param focus: the province that the article is about, which decides between namesakes.
    """
    groups: list[list[tuple[Entity, int, int]]] = []
    for entity in entities:
        if entity.type not in ("PROVINCE", "COMMUNE"):
            continue
        begin, end = bisect_left(tokens.starts, entity.start), bisect_left(tokens.starts, entity.end)
        if groups and _is_joined(tokens, groups[-1][-1][2], begin):
            groups[-1].append((entity, begin, end))
        elif not _is_origin(tokens, begin, words):
            groups.append([(entity, begin, end)])
    return [_place(tokens, group, focus, words) for group in groups]


def carried_places(tokens: Tokens, sentences: Sentences, places: Sequence[Place]) -> dict[int, Place]:
    """Return number of a sentence -> the place that a sentence before it in its paragraph opens with.

    "Còn tại Đồng Tháp, nước lên nhanh. Lũ làm sập 4 nhà." A place of another province ends it.
    """
    found: dict[int, Place] = {}
    carried: Place | None = None
    nth = 0
    for number in range(len(sentences)):
        first, last = sentences.span(number)
        if first and tokens.words[first - 1] == "\n":
            carried = None
        own: list[Place] = []
        while nth < len(places) and places[nth].begin < last:
            own.append(places[nth])
            nth += 1
        if carried is not None:
            found[number] = carried
        if own and _opens(tokens, first, own[0]):
            carried = own[0]
        if carried is not None and any(place.province != carried.province for place in own):
            carried = None
    return found


def _opens(tokens: Tokens, first: int, place: Place) -> bool:
    """Say whether a place opens its sentence: "Ở Quảng Nam,", "Sơn La:"; not "Sơn La có mưa"."""
    lead = tokens.lower[first : place.begin]
    behind = tokens.lower[place.end : place.end + 1]
    is_led = not {"tại", "ở", "còn", "riêng", "tai", "o", "con", "rieng"}.isdisjoint(lead)
    if place.province is None or len(lead) > _LONGEST_OPENING or not word_set("openers").issuperset(lead):
        return False
    return is_led or behind == [":"]


def names_several(tokens: Tokens, begin: int, end: int, words: FactWords) -> bool:
    """Say whether several provinces are counted between two tokens: "6 tỉnh", "ba tỉnh, thành phố"."""
    lower = tokens.lower
    for position in range(begin + 1, end):
        if lower[position] in ("tỉnh", "tinh"):
            before = lower[max(begin, position - 2) : position]
            is_counted = before[-1].isdecimal() and before[-1] != "1"
            if is_counted or any(stop == len(before) for _, stop, _ in words.several.matches(before)):
                return True
    return False


def _is_joined(tokens: Tokens, end: int, begin: int) -> bool:
    between = tokens.lower[end:begin]
    return len(between) <= _LONGEST_JOINT and bool(between) and word_set("joiners").issuperset(between)


def _is_origin(tokens: Tokens, begin: int, words: FactWords) -> bool:
    near = tokens.lower[max(0, begin - 5) : begin]
    return next(words.origins.matches(near), None) is not None


def _place(tokens: Tokens, group: Sequence[tuple[Entity, int, int]], focus: str | None, words: FactWords) -> Place:
    possible = [_provinces(entity) for entity, _, _ in group]
    shared = frozenset.intersection(*possible)
    if focus in shared:
        shared = frozenset({focus} - {None})
    province = next(iter(shared)) if len(shared) == 1 else None
    end = group[-1][2]
    # "Hà Nội và 6 tỉnh miền Bắc"
    if tokens.lower[end : end + 1] in (["và"], ["cùng"], ["va"], ["cung"]) and names_several(
        tokens, end, min(end + _LONGEST_KIND, len(tokens)), words
    ):
        province = None
    communes = [
        candidate["code"]
        for entity, _, _ in group
        if entity.type == "COMMUNE" and len(entity.value["candidates"]) == 1
        for candidate in entity.value["candidates"]
    ]
    first, begin, _ = group[0]
    is_province = all(entity.type == "PROVINCE" for entity, _, _ in group)
    return Place(province, tuple(dict.fromkeys(communes)), is_province, begin, end, (first.start, first.end))


def _provinces(entity: Entity) -> frozenset[str]:
    if entity.type == "PROVINCE":
        return frozenset({str(entity.value["code"])})
    return frozenset(str(candidate["province_code"]) for candidate in entity.value["candidates"])


def place_of(
    tokens: Tokens, places: Sequence[Place], figures: Sequence[Span], nth: int, words: FactWords
) -> Place | None:
    """Return the place of a figure, None where its sentence has none.

    :param places: those of the sentence, in order.
    :param figures: the tokens of all figures of the sentence, in order.
    :param nth: which of them.
    """
    begin, end = figures[nth]
    before = next((place for place in reversed(places) if place.end <= begin), None)
    after = next((place for place in places if place.begin >= end), None)
    if after is not None and _is_tied(tokens, figures[nth:], after, words):
        # "Cam Lâm 7 nhà và ở Ninh Hòa 6 nhà": the place right before is nearer than one of the next item.
        is_item = before is not None and word_set("links").issuperset(tokens.lower[before.end : begin])
        is_apart = not {",", "và", "va"}.isdisjoint(tokens.lower[end : after.begin])
        following = figures[nth + 1][0] if nth + 1 < len(figures) else len(tokens)
        if before is None or (after.begin < following and not (is_item and is_apart)):
            return after
    return before


def _is_tied(tokens: Tokens, figures: Sequence[Span], place: Place, words: FactWords) -> bool:
    """Say whether a place belongs to the first figure: "2 người chết ở Sơn La", not "2 người chết, Sơn La 1".

    With figures between it belongs to the last of them, and so to all: "2 người chết, 1 người mất tích ở Sơn La".
    """
    lower = tokens.lower
    lead = place.begin
    while lead > figures[0][1] and place.begin - lead < _LONGEST_KIND and lower[lead - 1] in word_set("kinds"):
        lead -= 1
    between = lower[figures[0][1] : lead]
    if not between:  # "400 hộ dân Quảng Ngãi", "12 nhà xã A"
        return True
    if ";" in between or next(words.parts.matches(between), None) is not None:
        return False
    last = next(end for _, end in reversed(figures) if end <= place.begin)
    between = lower[last:lead]
    if not between:
        return True
    locative = max((start for start, _, _ in words.locatives.matches(between)), default=-1)
    if locative < len(between) - _LOCATIVE_REACH or locative < 0 or "," in between[locative:]:
        return False
    # "2 người chết, tại Sơn La 1 người": behind a comma the place opens a clause of its own, unless that ends there.
    if "," not in between:
        return True
    stop = place.end + (lower[place.end : place.end + 1] == [")"])
    is_end = stop >= len(lower) or lower[stop] in (".", ",", ";", "\n", "và", "va")
    return is_end and between[locative - 1] == ","
