"""Amounts: numbers with what they count or measure, and who died, is missing or was hurt.

:func:`find_amounts` goes through a text from left to right. At each number it asks, in this order:

``not_amounts.is_code``, ``numbers.read``       whether a number begins here, and how far it goes
``readings.measured``                           its unit, by what follows it; None when it is no amount
    ``not_amounts.is_other_word``, ``is_name``, ``is_countable``   names, ordinals, dates, other words
    ``unit_after.unit_after``, ``rate_after``   the unit or counted noun, and what a rate is counted by
``_is_whole_of``                                "8 người trong số 30 người": one amount
``casualties.casualty``, ``list_after``         what happened to the people counted, from the clause or the list
``modifiers.modifier_before``, ``modifier_after``   "ít nhất", "gần"; "trở lên"

Invariant: entities are sorted, do not overlap, and every rule looks at a bounded number of tokens.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from math import inf
from typing import NamedTuple

from nlp.article import Entity
from nlp.entities.amounts.amount_tokens import AmountTokens
from nlp.entities.amounts.casualties import case_fate, casualty, continues_list, list_after, opens_list
from nlp.entities.amounts.modifiers import modifier_after, modifier_before
from nlp.entities.amounts.not_amounts import is_code
from nlp.entities.amounts.numbers import Value, read, starts_with_digit, tidy
from nlp.entities.amounts.numerals import AND_HALF, HEADS
from nlp.entities.amounts.readings import Reading, measured
from nlp.entities.tokens import Tokens
from nlp.text.forms import find_starts

_NUMBER_WORDS: dict[str, Set[str] | None] = dict.fromkeys(HEADS)
_OF_WHOLE = (("trong", "số"), ("trong", "tổng", "số"), ("trên", "tổng", "số"))
# "trên 5 tuyến đường" is a place below this number: nobody writes "more than five roads".
_FEW = 10
_GROUP = 3  # the digits of a group of thousands


class _CasualtyList(NamedTuple):
    """Casualties that a text counts one by one after their sum ("7 người chết gồm: ...").

    :param unit: the unit of them all.
    :param left: how many of the sum are not counted yet.
    :param until: the token at which the list ends at the latest.
    """

    unit: str
    left: Value
    until: int


def find_amounts(source: Tokens) -> Iterator[Entity]:
    """Yield the amounts of a text, entities of type AMOUNT, in order and without overlap.

    They are found as they are asked for: whoever wants the first ones only does not wait for the others.

    :param source: tokens of normalized text.
    """
    tokens = AmountTokens(source)
    previous: Reading | None = None
    casualties: _CasualtyList | None = None
    unread = unmarked = 0  # the first token that no number, and that no entity has taken
    for position in sorted([*source.figures, *find_starts(tokens.words, _NUMBER_WORDS)]):
        if position < unread or _is_pointless(tokens, position):
            continue
        number = read(tokens, position)
        if number is None:
            continue
        reading = measured(tokens, number, previous)
        if reading is None:
            # Of a number word that is none ("ba" in "bà con") only the word itself is passed over.
            unread = position + 1 if number.worded else number.end
            continue
        unread = reading.end
        is_whole = previous is not None and _is_whole_of(tokens, previous, reading)
        previous = reading
        if is_whole:
            continue
        reading, casualties = _with_fate(tokens, reading, casualties)
        entity, unmarked = _entity(tokens, reading, unmarked)
        yield entity


def _is_pointless(tokens: AmountTokens, position: int) -> bool:
    """Say at little cost that no amount begins at the token: codes, and digits before further digits."""
    after = tokens.word(position + 1)
    # "0912 345 678" is a telephone number; "20 000" is twenty thousand, and so may "12 500" be one number.
    if starts_with_digit(after) and len(after) != _GROUP and tokens.word(position).isdecimal():
        return True
    return is_code(tokens, position)


def _is_whole_of(tokens: AmountTokens, part: Reading, whole: Reading) -> bool:
    """Say whether ``whole`` is M of "N người trong số M ...", which is one amount."""
    return tuple(tokens.words[part.end : whole.begin]) in _OF_WHOLE if whole.begin - part.end <= 3 else False


def _with_fate(
    tokens: AmountTokens, reading: Reading, casualties: _CasualtyList | None
) -> tuple[Reading, _CasualtyList | None]:
    """Give people who died, are missing or were hurt their unit; remember casualties whose list follows."""
    if reading.unit == "case":
        fate = case_fate(tokens, reading.end)
        return (reading if fate is None else reading._replace(end=fate.end, unit=fate.unit)), casualties
    if reading.kind != "person" or "/" in reading.unit:
        return reading, casualties
    fate = casualty(tokens, reading.begin, reading.end)
    if fate is not None:
        reading = reading._replace(end=fate.end, unit=fate.unit)
        until = list_after(tokens, fate.end)
        if until > fate.end:
            casualties = _CasualtyList(fate.unit, reading.low, until)
        elif opens_list(tokens, reading.begin):
            casualties = _CasualtyList(fate.unit, inf, continues_list(tokens, fate.end))
    elif casualties is not None and reading.begin < casualties.until and reading.low <= casualties.left:
        # "7 người chết gồm: xã A 3 người, xã B 4 người": more than the seven are somebody else.
        reading = reading._replace(unit=casualties.unit)
        until = max(casualties.until, continues_list(tokens, reading.end))
        casualties = casualties._replace(left=casualties.left - reading.low, until=until)
    return reading, casualties


def _entity(tokens: AmountTokens, reading: Reading, unmarked: int) -> tuple[Entity, int]:
    """Return the entity of ``reading`` with its modifiers, and the token after it.

    :param unmarked: the first token that may belong to it: what stands before belongs to another entity.
    """
    begin, end, low, modifier = reading.begin, reading.end, reading.low, reading.modifier
    if reading.kind == "measure" and tokens.word(end) in AND_HALF:  # "ba mét rưỡi"
        low, end = low + 0.5, end + 1
    modifier_begin, name = modifier_before(tokens, begin)
    # "khoảng vài trăm" keeps "several", which says more.
    if name is not None and modifier_begin >= unmarked and modifier != "several" and not _is_place(tokens, reading):
        begin, modifier = modifier_begin, modifier or name
    end, bound = modifier_after(tokens, end)
    modifier = bound or modifier
    # "từ" belongs to a range and to "từ hai mét trở lên"; elsewhere it says where something comes from.
    if (bound is not None or reading.high is not None) and tokens.word(begin - 1) == "từ" and begin > unmarked:
        begin -= 1
    start, stop = tokens.source.starts[begin], tokens.source.ends[end - 1]
    value = {
        "value": tidy(low),
        "max_value": None if reading.high is None else tidy(reading.high),
        "unit": reading.unit,
        "modifier": modifier,
    }
    return Entity("AMOUNT", start, stop, tokens.source.text[start:stop], value), end


def _is_place(tokens: AmountTokens, reading: Reading) -> bool:
    """Say whether "trên" before the reading says where: "trên hai đảo", "trên hàng chục con dốc"."""
    if tokens.word(reading.begin - 1) != "trên" or reading.kind != "count" or reading.unit in ("seat", "floor"):
        return False
    return reading.low < _FEW or reading.modifier is not None
