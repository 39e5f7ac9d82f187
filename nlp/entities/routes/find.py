"""Routes of a text: numbered roads, and roads, bridges, passes and the like that are named.

Invariant: routes are in order and do not overlap; where a numbered and a named one do, the numbered one stays.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from nlp.article import Entity
from nlp.entities.named_things import (
    Kind,
    Named,
    capitals_end,
    counts,
    find_named,
    name_end,
    written,
)
from nlp.entities.routes.kilometres import read_kilometre
from nlp.entities.routes.numbered import Numbered, find_numbered
from nlp.entities.tokens import Tokens
from nlp.text.normalize import strip_accents

KINDS = (
    "national_road",
    "provincial_road",
    "expressway",
    "street",
    "railway",
    "pass",
    "bridge",
    "tunnel",
    "ferry",
    "other",
)
"""What a route may be."""

_CODE = re.compile(r"[A-Z]{1,2}\d{1,3}[A-Z]?")
_BARE = re.compile("[1-9][0-9]{0,2}[a-cef]")
_ROMANS = ("I", "II", "III", "IV", "V")
_MOST_RINGS = 5
_ALLEYS = ("ngõ", "ngách", "hẻm", "kiệt", "ngo", "ngach", "hem", "kiet")
_STREETS = ("đường", "phố", "duong", "pho")
_DASHES = re.compile(r"\s?[-–—]\s?")


def find_routes(tokens: Tokens, published: str | None) -> list[Entity]:
    """Return the routes of a text, entities of type ROUTE, in order.

    :param tokens: the tokens of a normalized text.
    :param published: not used; finders are called alike.
    """
    numbered = list(find_numbered(tokens))
    starts = [road.start for road in numbered]
    routes = [*numbered]
    for named in find_named(tokens, "route_kinds", _read_name):
        route = _route(tokens, named)
        following = bisect_right(starts, route.start)
        near = numbered[max(0, following - 1) : following + 1]
        if not any(road.start < route.end and route.start < road.end for road in near):
            routes.append(route)
    return [_entity(tokens, route) for route in sorted(routes)]


def _route(tokens: Tokens, named: Named) -> Numbered:
    begin, end = named.begin, named.end
    name = _DASHES.sub(" - ", written(tokens, named.name, end))
    if named.kind.kind == "expressway":
        ref = f"CT {name}"
    elif "whole" in named.kind.options:
        ref = written(tokens, begin, end)
    else:
        word = _kind_word(tokens, named)
        ref = f"{word} {name}"
    return Numbered(tokens.starts[begin], tokens.ends[end - 1], named.kind.kind, ref)


def _kind_word(tokens: Tokens, named: Named) -> str:
    """Return the kind word of a route as it stands in its normal form; a member of a list gets that of the list."""
    written_out = named.kind.word.split()
    if "ring" in named.kind.options:  # "đường vành đai 3" and "vành đai 3" are one road
        written_out = named.kind.word.removeprefix("đường ").split()
    elif "free" not in named.kind.options and named.name - named.begin == len(written_out):
        # "cầu Rạch Miễu" keeps the capital of the name that begins with a kind word
        return " ".join([tokens.lower[named.begin], *tokens.words[named.begin + 1 : named.name]])
    return strip_accents(" ".join(written_out)) if tokens.plain else " ".join(written_out)


def _entity(tokens: Tokens, route: Numbered) -> Entity:
    end, kilometre = read_kilometre(tokens, route.end)
    value = {"kind": route.kind, "ref": route.ref, "km": kilometre}
    return Entity("ROUTE", route.start, end, tokens.text[route.start : end], value)


def _read_name(tokens: Tokens, position: int, kind: Kind) -> int:
    """Return the end of a route's name at a token, that token where there is none."""
    if position >= len(tokens) or tokens.starts[position] == tokens.ends[position - 1]:
        return position
    if "alley" in kind.options:
        return _alley_end(tokens, position, kind)
    end = _numeral_end(tokens, position, kind) if "numeral" in kind.options else position
    if end == position:
        end = name_end(tokens, position, kind)
    if kind.kind == "expressway" and end > position and _continues(tokens, end):
        end += 2
    return end


def _continues(tokens: Tokens, end: int) -> bool:
    """Say whether a side of the country ends an expressway's name: "cao tốc Bắc - Nam phía Đông"."""
    sides = ("phía đông", "phía tây", "phia dong", "phia tay")
    return tokens.lower[end - 1] == "nam" and " ".join(tokens.lower[end : end + 2]) in sides


def _numeral_end(tokens: Tokens, position: int, kind: Kind) -> int:
    """Return the end of a name that is a number or a day: "số 7", "30/4", "3 Tháng 2", "D1", "vành đai III"."""
    lower, word = tokens.lower, tokens.words[position]
    following = lower[position + 1 : position + 3]
    if lower[position] in _number_words(plain=tokens.plain):
        is_number = bool(following) and (following[0][0].isdecimal() or _CODE.fullmatch(tokens.words[position + 1]))
        return position + 2 if is_number else position
    if kind.kind == "street" and word.isdecimal() and int(word[:3]) <= 31 and len(following) == 2:
        month = following[1].isdecimal() and len(following[1]) <= 2 and 1 <= int(following[1]) <= 12
        close = tokens.starts[position + 2] - tokens.ends[position] <= (1 if following[0] in "/.-" else 7)
        if month and close and following[0] in ("/", "-", ".", *_month_words(plain=tokens.plain)):
            return position + 3
    if kind.kind in ("bridge", "railway") or (kind.kind == "street" and kind.word == "phố"):
        return position + 1 if _CODE.fullmatch(word) else position
    if "ring" in kind.options and (word in _ROMANS or (word.isdecimal() and int(word[:3]) <= _MOST_RINGS)):
        return position + 3 if following == [",", "5"] else position + 1  # Hà Nội has a ring road 2,5
    lettered = _BARE.fullmatch(lower[position]) and not word.isdecimal()
    is_bare = word.isdecimal() and len(word) <= 3 and not counts(tokens, position + 1)
    return position + 1 if _CODE.fullmatch(word) or lettered or is_bare else position


def _alley_end(tokens: Tokens, position: int, kind: Kind) -> int:
    """Return the end of an alley with its street: "12 đường Láng", "5/3 Nguyễn Trãi", "Thổ Quan"."""
    end, most = position, min(len(tokens), position + 12)
    is_numbered = tokens.lower[position][0].isdecimal()
    while end < most and is_numbered:
        word = tokens.lower[end]
        inner = word in _ALLEYS or word in (",", "/") or word[0].isdecimal()
        if not inner:
            break
        end += 1
    if is_numbered and end < len(tokens) and tokens.lower[end] in _STREETS:
        end += 1
    stop = capitals_end(tokens, end) if end < len(tokens) else end
    if stop > end:
        after_comma = tokens.lower[end - 1] == ","
        return position if after_comma else stop
    if is_numbered and end < len(tokens) and tokens.lower[end - 1] in _STREETS:
        number = _numeral_end(tokens, end, kind)
        return number if number > end else position
    return position


@cache
def _number_words(*, plain: bool) -> tuple[str, ...]:
    return ("số", "so") if plain else ("số",)


@cache
def _month_words(*, plain: bool) -> tuple[str, ...]:
    return ("tháng", "thang") if plain else ("tháng",)
