"""The figures of a text that may be facts: its amounts, the forces of winds, and bare numbers of lists.

Invariant: figures are in order and do not overlap.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from nlp.article import Entity
from nlp.entities.tokens import Tokens
from nlp.facts.sentences import Sentences
from nlp.facts.words import FactWords

WIND, BARE = "wind", "bare"
_STRONGEST = 18
_WEAKEST = 4
_WIND_REACH = 14
_GUST_REACH = 3
_RANGES = frozenset({"-", "–", "đến", "den", "tới", "toi"})
_MORE = frozenset({"trên", "tren", "hơn", "hon"})


class Figure(NamedTuple):
    """A number of a text.

    :param unit: of an amount, or :data:`WIND` or :data:`BARE`.
    :param begin: its first token.
    :param end: the token after its last.
    """

    unit: str
    value: float
    max_value: float | None
    modifier: str | None
    begin: int
    end: int


def find_figures(
    tokens: Tokens, entities: Sequence[Entity], sentences: Sentences, words: FactWords, *, has_winds: bool
) -> list[Figure]:
    """Return the figures of a text.

    :param entities: those of the article, in order.
    :param has_winds: whether forces of winds are wanted.
    """
    figures = list(_amounts(tokens, entities))
    taken = {position for figure in figures for position in range(figure.begin, figure.end)}
    if has_winds:
        figures += [wind for wind in _winds(tokens, sentences, words) if wind.begin not in taken]
    dated = {p for e in entities if e.type == "DATE" for p in _tokens_of(tokens, e)}
    figures += _bare(tokens, entities, taken | dated)
    return sorted(figures, key=lambda figure: figure.begin)


def _tokens_of(tokens: Tokens, entity: Entity) -> range:
    return range(bisect_left(tokens.starts, entity.start), bisect_left(tokens.starts, entity.end))


def _amounts(tokens: Tokens, entities: Iterable[Entity]) -> Iterator[Figure]:
    for entity in entities:
        if entity.type == "AMOUNT":
            told, span = entity.value, _tokens_of(tokens, entity)
            yield Figure(told["unit"], told["value"], told["max_value"], told["modifier"], span.start, span.stop)


def _winds(tokens: Tokens, sentences: Sentences, words: FactWords) -> Iterator[Figure]:
    """Yield sustained winds, "cấp 8-9": no gusts ("giật cấp 11"), no other grades ("rủi ro thiên tai cấp 3")."""
    lower = tokens.lower
    grade = "cap" if tokens.plain else "cấp"
    free = 0
    for position in tokens.figures:
        if position < max(free, 1) or lower[position - 1] != grade or not _is_force(lower[position]):
            continue
        first = sentences.span(sentences.number(position))[0]
        before = lower[max(first, position - _WIND_REACH) : position - 1]
        if next(words.gusts.matches(before[-_GUST_REACH:]), None) or next(words.not_winds.matches(before[-4:]), None):
            continue
        is_gusty = next(words.gusts.matches(lower[position + 1 : position + 6]), None) is not None
        if not is_gusty and next(words.winds.matches(before), None) is None:
            continue
        end, high = position + 1, None
        if end < len(lower) and lower[end] in {*_RANGES, ","}:
            following = end + 1 + (lower[end + 1 : end + 2] == [grade])
            is_near = lower[end] != "," or following > end + 1
            if is_near and following < len(lower) and _is_force(lower[following]):
                high, end = float(lower[following]), following + 1
        low = float(lower[position])
        if high is not None and high <= low:
            high, end = None, position + 1
        modifier = "more_than" if lower[position - 2 : position - 1] and lower[position - 2] in _MORE else None
        free = end
        yield Figure(WIND, int(low), None if high is None else int(high), modifier, position - 1, end)


def _is_force(word: str) -> bool:
    return word.isdecimal() and len(word) <= 2 and _WEAKEST <= int(word) <= _STRONGEST


def _bare(tokens: Tokens, entities: Iterable[Entity], taken: set[int]) -> Iterator[Figure]:
    """Yield numbers that only a place names: "Cao Bằng 1", "2 ở Vĩnh Thọ"."""
    places = [(e.start, e.end) for e in entities if e.type in ("PROVINCE", "COMMUNE")]
    begins = {bisect_left(tokens.starts, start) for start, _ in places}
    ends = {bisect_left(tokens.starts, end) for _, end in places}
    lower = tokens.lower
    for position in tokens.figures:
        word = lower[position]
        if position in taken or not word.isdecimal() or len(word) > 4:
            continue
        after = lower[position + 1] if position + 1 < len(lower) else "\n"
        is_last = after in (",", ";", ".", ")", "\n", "và") and _is_apart(tokens, position)
        leads = {position, position - 1} if lower[position - 1] in (":", "(", "là", "có", "-", "–") else {position}
        is_after_place = is_last and not ends.isdisjoint(leads)
        is_before_place = after in ("ở", "tại") and not begins.isdisjoint(range(position + 2, position + 5))
        if is_after_place or is_before_place or is_earlier(tokens, position):
            yield Figure(BARE, int(word), None, None, position, position + 1)


def is_earlier(tokens: Tokens, position: int) -> bool:
    """Say whether a number is the first of two, "từ 4 lên 6 người", of which the second says what is counted."""
    lower = tokens.lower
    is_first = position > 0 and lower[position - 1] in ("từ", "tu")
    return is_first and not {"lên", "len"}.isdisjoint(lower[position + 1 : position + 4])


def _is_apart(tokens: Tokens, position: int) -> bool:
    """Say whether the number is whole: no "1" of "1.200" and "1,5"."""
    following = position + 2
    if following >= len(tokens) or not tokens.words[following][0].isdecimal():
        return True
    return tokens.starts[following] != tokens.ends[position + 1]
