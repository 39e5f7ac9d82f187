"""The unit or counted noun after a number: "m3/s", "căn nhà", "cán bộ, chiến sĩ", "chiếc xe tải".

Invariant: reading begins at the token where the number ends, or after a line break there, and its cost is bounded by
the longest phrase of the lexicon.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from nlp.entities.amounts.amount_tokens import AmountTokens
from nlp.entities.amounts.numbers import Number, is_year_like
from nlp.entities.amounts.units import PERSON, Unit, lexicon, periods, symbols, unaccented_nouns

# Speeds keep the symbol of the hour ("km/h"); all else has its name ("VND/hour").
_BY_SYMBOL = frozenset({"km", "m", "m3", "mm", "cm"})
# Units whose symbol is one letter, which only counts in lower case: "5 m", not "5 M".
_ONE_LETTER = frozenset({"m", "g", "l", "w", "đ"})
# Different units that are counted together: "34 tỉnh, thành phố", "12 sở, đơn vị".
_COUNTED_TOGETHER = (frozenset({"province", "city"}), frozenset({"agency", "locality", "unit"}))
_MOST_COORDINATED = 3
_CUE_SPAN = 8
"""How many tokens before a number a cue may stand: "nhiet do thap nhat pho bien : 20-22 do"."""
# "3 con" may be children, when a word around says so; from this number on they are animals.
_MANY_CHILDREN = 10
_CHILDREN_SPAN = 3


def unit_after(tokens: AmountTokens, number: Number) -> tuple[int, Unit | None]:
    """Return the end and the unit of the noun phrase after ``number``, or of the letters glued to it."""
    if number.tail:
        return _glued_unit(tokens, number)
    position = number.end
    # "giao 2.315\nnhiệm vụ": a scraped line break inside a sentence. Before a capital it ends a heading.
    if tokens.word(position) == "\n" and tokens.written(position + 1)[:1].islower():
        position += 1
    end, unit = _look_up(tokens, position)
    if unit is None and tokens.word(position) in ("[", "(", "*"):
        end, unit = _look_up(tokens, _after_mark(tokens, position))
    if unit is None and tokens.plain:
        end, unit = _unaccented_noun(tokens, position, number)
    # "2 nữ công nhân", "5 nguyên lãnh đạo". Money and measures have no such word before them.
    if unit is None and tokens.spelling(position) in tokens.context.before_noun:
        position += 1
        end, unit = _look_up(tokens, position)
        if unit is not None and unit.kind not in ("person", "count"):
            unit = None
    if unit is None:
        return number.end, None
    end, unit = _classified(tokens, position, end, unit, number)
    return _coordinated(tokens, end, unit)


def _after_mark(tokens: AmountTokens, position: int) -> int:
    """Return the token after the mark of a footnote: "12.000[1] người", "350(*) hộ"."""
    if tokens.word(position) == "*":
        return position + 1
    opened, mark, closed = (tokens.word(position + offset) for offset in range(3))
    is_mark = f"{opened}{closed}" in ("[]", "()") and (mark == "*" or (opened == "[" and mark.isdecimal()))
    return position + 3 if is_mark else position


def rate_after(tokens: AmountTokens, end: int, unit: str) -> tuple[int, str]:
    """Return the end and the id of ``unit`` with what it is counted by: "/lượt", "/m2", "/xe/giờ"."""
    for _ in range(2):
        if tokens.word(end) != "/" or end + 1 >= len(tokens):
            break
        per_end, per = _per(tokens, end + 1)
        if per is None:
            break
        if unit in _BY_SYMBOL and per == "hour":
            per = "h"
        unit, end = f"{unit}/{per}", per_end
    return end, unit


def _per(tokens: AmountTokens, position: int) -> tuple[int, str | None]:
    """Read what a rate is counted by: a period, or any unit."""
    # "m3/ngày đêm" is a day of 24 hours.
    if tokens.word(position) == "ngày" and tokens.word(position + 1) == "đêm":
        return position + 2, "day"
    period = periods(tokens.plain).get(tokens.spelling(position))
    if period is not None:
        return position + 1, period
    end, unit = _look_up(tokens, position)
    return (end, unit.name) if unit is not None and unit.name else (position, None)


def _glued_unit(tokens: AmountTokens, number: Number) -> tuple[int, Unit | None]:
    """Read the unit in "15km", "35.000đ", "30oC"; "5G" and "4K" are names."""
    letters = tokens.written(number.end - 1).lstrip("0123456789")
    if len(letters) == 1 and letters.isupper():
        return number.end, None
    # Only symbols are glued on: "12con" is a typing error, and rarer than a code such as "7a".
    match = symbols(tokens.plain).match([number.tail, *tokens.lower[number.end : number.end + 2]], 0)
    return (number.end, None) if match is None else (number.end - 1 + match[0], match[1])


def _look_up(tokens: AmountTokens, position: int) -> tuple[int, Unit | None]:
    """Return the end and the unit of the longest phrase at ``position``."""
    match = lexicon(tokens.plain).match(tokens.lower, position)
    if match is None:
        return position, None
    end, unit = match
    word = tokens.lower[position]
    if end == position + 1 and word in _ONE_LETTER and tokens.written(position) != word:
        return position, None
    return end, unit


def _unaccented_noun(tokens: AmountTokens, position: int, number: Number) -> tuple[int, Unit | None]:
    """Read a noun that without accents is spelt like other words: "3 can" are houses, "xe 45 cho" has seats.

    Without this rule "33 cho biet" would be 33 seats, and "hai ben" two ports.
    """
    noun = unaccented_nouns().get(tokens.spelling(position))
    # In "nam 2026 can dam bao" the year counts nothing.
    if noun is None or (is_year_like(number.value) and number.end == number.begin + 1):
        return position, None
    is_one_word = number.worded and number.end == number.begin + 1
    unit = noun.after_words if is_one_word else noun.after_digits
    if unit is not None and noun.cues and noun.cues.isdisjoint(tokens.before(number.begin, _CUE_SPAN)):
        unit = None
    return (position, None) if unit is None else (position + 1, unit)


def _classified(tokens: AmountTokens, position: int, end: int, unit: Unit, number: Number) -> tuple[int, Unit]:
    """Take the noun after a classifier ("chiếc xe tải"), and read "con" as children where a word around says so."""
    if end > position + 1 or tokens.spelling(position) not in tokens.context.classifiers or unit.kind == "none":
        return end, unit
    if tokens.spelling(position) == "con" and number.value < _MANY_CHILDREN:
        # "nuôi 4 con nhỏ", "vợ chồng có 3 con."; but "có 3 con lợn" and "làm chết 3 con" are animals.
        if tokens.spelling(end) in tokens.context.after_children:
            return end + 1, PERSON
        near = tokens.lower[max(0, number.begin - _CHILDREN_SPAN) : number.begin]
        before = tokens.spelling(number.begin - 1)
        if before in tokens.context.with_children and _is_parent_near(near, tokens):
            return end, PERSON
        if tokens.ends_clause(end) and before in tokens.context.before_children:
            return end, PERSON
    noun_end, noun = _look_up(tokens, end)
    return (noun_end, noun) if noun is not None and noun.kind in ("count", "person") else (end, unit)


def _is_parent_near(near: Sequence[str], tokens: AmountTokens) -> bool:
    """Say whether one of ``near`` is a parent of people: "mẹ và 2 con", but not "bò mẹ và 2 con"."""
    parents, animals = tokens.context.parents, tokens.context.animals
    return any(word in parents and before not in animals for before, word in pairwise(("", *near)))


def _coordinated(tokens: AmountTokens, end: int, unit: Unit) -> tuple[int, Unit]:
    """Take further nouns of the same unit: "xã, phường, đặc khu", "cán bộ, chiến sĩ".

    Without this rule "12 xã, phường" would be twelve communes and a ward left over. Nouns of other units belong to
    another count: "5 người, nhà cửa".
    """
    for _ in range(_MOST_COORDINATED):
        if tokens.word(end) not in (",", "/", "và", "-", "–"):
            break
        position = end + 1 + (tokens.word(end + 1) == "\n")
        if tokens.spelling(position) not in tokens.context.coordinated:
            break
        next_end, other = _look_up(tokens, position)
        if other is None or not _is_same_unit(other, unit):
            break
        # "19 thành phố, tỉnh" are provinces, "5 địa phương, đơn vị" units: of the two, these are named as the unit.
        if unit.name in ("city", "locality"):
            unit = other
        end = next_end
    return end, unit


def _is_same_unit(one: Unit, other: Unit) -> bool:
    names = {one.name, other.name}
    return len(names) == 1 or any(names <= together for together in _COUNTED_TOGETHER)
