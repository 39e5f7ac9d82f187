"""Storms of a text: the numbers and names of tropical cyclones, tied together where the article ties them.

First the mentions that say "bão" are read, then the names that stand alone; at last each mention gets the number and
the name that the article gives to its storm.

Invariant: storms are in order and do not overlap; a rule looks at a bounded number of tokens, or once at all mentions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from nlp.article import Entity
from nlp.entities.lexicon import groups
from nlp.entities.phrases import Phrases
from nlp.entities.tokens import Tokens
from nlp.text.normalize import strip_accents
from nlp.text.syllables import is_vietnamese_syllable

_KINDS = ("siêu bão", "bão", "áp thấp nhiệt đới", "atnđ")
_AND = ("và", ",", "va")
_MOST = 30  # storms of a year
_TIES = groups("storm_names")["ties"]
_TIE_REACH = 8


@dataclass
class _Storm:
    """A mention in the making: its tokens, and what it says."""

    begin: int
    end: int
    number: int | None
    name: str | None
    year: int | None


def find_storms(tokens: Tokens, published: str | None) -> list[Entity]:
    """Return the storms of a text, entities of type STORM, in order.

    :param tokens: the tokens of a normalized text.
    :param published: ISO date of the article, whose year is that of a storm for which the text names none.
    """
    lower = tokens.lower
    if "bao" not in lower if tokens.plain else not {"bão", "atnđ", "áp"}.intersection(lower):
        return []
    found = list(_with_kind(tokens))
    names = {storm.name.lower() for storm in found if storm.name}
    storms = sorted([*found, *_alone(tokens, found, names)], key=lambda storm: storm.begin)
    _tie(tokens, storms)
    year = int(published[:4]) if published and published[:4].isdecimal() else None
    return [_entity(tokens, storm, year) for storm in storms]


def _with_kind(tokens: Tokens) -> Iterator[_Storm]:
    """Yield the storms that are told with "bão": by number, by name, or by both."""
    free = 0
    for position in range(len(tokens)):
        kind = _kinds(plain=tokens.plain).match(tokens.lower, position) if position >= free else None
        if kind is None:
            continue
        number_end, number = _number(tokens, kind[0], after_word=True)
        name_end = _name_end(tokens, number_end)
        if number is None and name_end == number_end:
            continue
        name = _written(tokens, number_end, name_end)
        yield _Storm(position, name_end, number, name, _year(tokens, name_end))
        free = name_end
        # "bão số 10 và số 11", "bão số 10, 11": the second has no word of its own.
        while number is not None and free < len(tokens) and tokens.lower[free] in _AND:
            end, number = _number(tokens, free + 1, after_word=False)
            if number is None:
                break
            yield _Storm(free + 1, end, number, None, _year(tokens, end))
            free = end


def _number(tokens: Tokens, position: int, *, after_word: bool) -> tuple[int, int | None]:
    """Return the end and the number of "số 11" at ``position``.

    :param after_word: whether "số" must stand before the number; where it need not, nothing may be counted by it.
    """
    lower, start = tokens.lower, position
    word = position < len(lower) and lower[position] in ("số", "so")
    position += word
    if position >= len(lower) or not (word or not after_word) or not lower[position].isdecimal():
        return start, None
    number = int(lower[position]) if len(lower[position]) <= 2 else 0
    counted = not word and position + 1 < len(lower) and lower[position + 1].isalpha()
    return (start, None) if counted or not 0 < number <= _MOST else (position + 1, number)


def _name_end(tokens: Tokens, position: int) -> int:
    """Return the end of a storm's name at ``position``, which is ``position`` without one."""
    words, lower = tokens.words, tokens.lower
    if position >= len(words) or not words[position][0].isupper():
        return position
    known = _names(plain=tokens.plain).match(lower, position)
    if known is not None:
        return known[0]
    word = words[position]
    if tokens.plain or not word.isalpha() or not word.isascii() or len(word) < 3 or word.isupper():
        return position
    return position if is_vietnamese_syllable(lower[position]) or lower[position] in _not_names() else position + 1


def _alone(tokens: Tokens, found: Sequence[_Storm], names: set[str]) -> Iterator[_Storm]:
    """Yield the names that stand without "bão": those that the article gives to a storm, and those of the list."""
    taken = {position for storm in found for position in range(storm.begin, storm.end)}
    known = Phrases((" ".join(Tokens.of(name, plain=tokens.plain).lower), True) for name in names)
    free = 0
    for position, word in enumerate(tokens.words):
        if position < free or position in taken or not word[0].isupper():
            continue
        match = known.match(tokens.lower, position)
        listed = _names(plain=tokens.plain).match(tokens.lower, position)
        if match is None and listed is not None and (listed[1] or _is_introduced(tokens, position)):
            match = listed
        if match is not None and match[0] not in taken:
            free = match[0]
            yield _Storm(position, free, None, _written(tokens, position, free), _year(tokens, free))


def _is_introduced(tokens: Tokens, position: int) -> bool:
    """Say whether the tokens before a name give it to a storm: "tên quốc tế là Trà Mi", "bão số 4 (An Nhiên)"."""
    before = tokens.lower[max(0, position - 4) : position]
    return bool({"tên", "ten"}.intersection(before)) or (before[-1:] == ["("] and bool({"số", "so"} & set(before)))


def _tie(tokens: Tokens, storms: Sequence[_Storm]) -> None:
    """Give every mention the number and the name that the article ties together."""
    pairs = {storm.number: storm.name for storm in storms if storm.number and storm.name}
    for first, second in pairwise(storms):
        between = tokens.lower[first.end : second.begin]
        if len(between) <= _TIE_REACH and _is_tie(tokens, between) and between != [","]:
            number, name = first.number or second.number, first.name or second.name
            if number and name and not (first.name and second.name) and not (first.number and second.number):
                pairs.setdefault(number, name)
    numbers = {storm.number for storm in storms if storm.number}
    names = {storm.name.lower(): storm.name for storm in storms if storm.name}
    if len(numbers) == len(names) == 1:  # the headline has the name, and the text the number
        pairs = {next(iter(numbers)): next(iter(names.values()))}
    by_name = {name.lower(): number for number, name in pairs.items() if name}
    for storm in storms:
        if storm.number is None and storm.name is not None:
            storm.number = by_name.get(storm.name.lower())
        elif storm.name is None and storm.number is not None:
            storm.name = pairs.get(storm.number)


def _is_tie(tokens: Tokens, between: Sequence[str]) -> bool:
    """Say whether the words between two mentions make them one storm: "(", "có tên quốc tế là"."""
    ties = {strip_accents(word) for word in _TIES} if tokens.plain else _TIES
    return ties.issuperset(between)


def _year(tokens: Tokens, end: int) -> int | None:
    """Return the year that stands behind a storm: "bão số 3 năm 2024", "bão Yagi (2024)"."""
    following = tokens.lower[end : end + 2]
    told = len(following) == 2 and following[0] in ("năm", "nam", "(") and following[1].isdecimal()
    return int(following[1]) if told and len(following[1]) == 4 else None


def _written(tokens: Tokens, begin: int, end: int) -> str | None:
    return tokens.text[tokens.starts[begin] : tokens.ends[end - 1]] if end > begin else None


def _entity(tokens: Tokens, storm: _Storm, year: int | None) -> Entity:
    start, end = tokens.starts[storm.begin], tokens.ends[storm.end - 1]
    value = {"number": storm.number, "name": storm.name, "year": storm.year or year}
    return Entity("STORM", start, end, tokens.text[start:end], value)


@cache
def _kinds(*, plain: bool) -> Phrases[bool]:
    return Phrases((strip_accents(kind) if plain else kind, True) for kind in _KINDS)


@cache
def _names(*, plain: bool) -> Phrases[bool]:
    """Return the names of the table; the value says whether one may stand alone."""
    table = groups("storm_names")
    listed = [(name, name not in table["also_other"]) for name in table["pacific"]] + [
        (n, False) for n in table["vietnamese"]
    ]
    return Phrases((strip_accents(name) if plain else name, alone) for name, alone in listed)


@cache
def _not_names() -> frozenset[str]:
    return groups("storm_names")["not_names"]
