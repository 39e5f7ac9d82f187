"""The place of a figure: the one that its clause, its sentence or its list ties to it.

Places side by side are one group: an address ("xã A, huyện B, tỉnh C") is one place, a list of provinces is several.

Invariant: a place comes from a mention in the sentence of the figure; where there is none, it is the article's focus.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from nlp.article import Entity
from nlp.entities.tokens import Tokens
from nlp.facts.words import FactWords

_JOINERS = frozenset(
    ", và - – đến tới ( ) . tỉnh thành phố tp xã phường huyện quận thị trấn tx thuộc của cũ các cùng hai ba đặc khu & /"
    " va den toi tinh thanh pho xa phuong huyen quan thi tran thuoc cua cu cac cung ba dac".split()
)
_LONGEST_JOINT = 5
_KINDS = frozenset("tỉnh thành phố tp xã phường huyện quận thị trấn tx . các tinh thanh pho xa phuong huyen".split())
_LONGEST_KIND = 4


class Place(NamedTuple):
    """A group of places.

    :param province: code of the province that all lie in, None if they lie in several.
    :param communes: codes of the communes that are named without doubt.
    :param begin: its first token.
    :param end: the token after its last.
    :param span: of the first mention, in the document.
    """

    province: str | None
    communes: tuple[str, ...]
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
    return [_place(group, focus) for group in groups]


def _is_joined(tokens: Tokens, end: int, begin: int) -> bool:
    between = tokens.lower[end:begin]
    return len(between) <= _LONGEST_JOINT and bool(between) and _JOINERS.issuperset(between)


def _is_origin(tokens: Tokens, begin: int, words: FactWords) -> bool:
    near = tokens.lower[max(0, begin - 5) : begin]
    return next(words.origins.matches(near), None) is not None


def _place(group: Sequence[tuple[Entity, int, int]], focus: str | None) -> Place:
    possible = [_provinces(entity) for entity, _, _ in group]
    shared = frozenset.intersection(*possible)
    if focus in shared:
        shared = frozenset({focus} - {None})
    province = next(iter(shared)) if len(shared) == 1 else None
    communes = [
        candidate["code"]
        for entity, _, _ in group
        if entity.type == "COMMUNE" and len(entity.value["candidates"]) == 1
        for candidate in entity.value["candidates"]
    ]
    first, begin, _ = group[0]
    return Place(province, tuple(dict.fromkeys(communes)), begin, group[-1][2], (first.start, first.end))


def _provinces(entity: Entity) -> frozenset[str]:
    if entity.type == "PROVINCE":
        return frozenset({str(entity.value["code"])})
    return frozenset(str(candidate["province_code"]) for candidate in entity.value["candidates"])


def place_of(
    tokens: Tokens,
    places: Sequence[Place],
    span: tuple[int, int],
    figure: tuple[int, int],
    following: int,
    words: FactWords,
) -> Place | None:
    """Return the place of a figure, None where its sentence has none.

    :param places: those of the sentence, in order.
    :param span: the tokens of the sentence.
    :param figure: the tokens of the figure.
    :param following: where the next figure of the sentence begins.
    """
    before = [place for place in places if place.end <= figure[0]]
    after = [place for place in places if place.begin >= figure[1]]
    if after and after[0].begin < following and _is_tied(tokens, figure[1], after[0], words):
        return after[0]
    if before:
        return before[-1]
    return after[0] if after else None


def _is_tied(tokens: Tokens, end: int, place: Place, words: FactWords) -> bool:
    """Say whether a place belongs to the figure before it: "2 người chết ở Sơn La", not "2 người chết, Sơn La 1"."""
    lower = tokens.lower
    lead = place.begin
    while lead > end and place.begin - lead < _LONGEST_KIND and lower[lead - 1] in _KINDS:
        lead -= 1
    between = lower[end:lead]
    if ";" in between or ":" in between:
        return False
    if not any(stop == len(between) for _, stop, _ in words.locatives.matches(between)):
        return False
    # "2 người chết, tại Sơn La 1 người": behind a comma the place opens a clause of its own, unless that ends there.
    if "," not in between:
        return True
    stop = place.end + (lower[place.end : place.end + 1] == [")"])
    return stop >= len(lower) or lower[stop] in (".", ",", ";", "\n", "và")
