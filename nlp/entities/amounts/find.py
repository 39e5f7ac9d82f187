"""Amounts: numbers with what they count or measure, and who died, is missing or was hurt.

Each rule is a function named for what it decides; :func:`find_amounts` runs them from left to right:

``numbers.read``                         the number itself, with magnitudes, ranges, "hàng nghìn", "vài trăm"
``ordinals.is_code``, ``is_other_word``, ``is_name``, ``is_countable``   what is no amount
``nouns.unit_after``, ``rate_after``     the unit or counted noun that follows
``_share``                               "2/3 diện tích", "một phần ba"
``_without_noun``                        "19 tỷ" is đồng; "số người chết vượt 480"; "2 chết, 5 bị thương"
``_part_of_whole``, ``_is_whole_of``     "57 trên tổng số 90 hộ dân", "8 người trong số 30 người": one amount
``_joined_range``                        "từ 40 cm đến hai mét", "5% - 7%"
``casualties.casualty``, ``_with_fate``  what happened to the people counted, from the clause or the list
``_modifier_before``, ``_AFTER_NUMBER``  "ít nhất", "gần"; "trở lên"

Invariant: entities are sorted, do not overlap, and every rule looks at a bounded number of tokens.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from nlp.article import Entity
from nlp.entities.amounts.casualties import casualty, fate_at, list_after, toll_before
from nlp.entities.amounts.not_amounts import follows_day, is_code, is_countable, is_date_like, is_name, is_other_word
from nlp.entities.amounts.numbers import DASHES, HEADS, Number, Value, glued, read, tidy
from nlp.entities.amounts.unit_after import Text, rate_after, unit_after
from nlp.entities.amounts.units import PERSON, Unit
from nlp.entities.phrases import tokens_of
from nlp.entities.tokens import Tokens
from nlp.text.normalize import strip_accents

_MODIFIERS = {
    "at_least": "ít nhất|tối thiểu|không dưới|không ít hơn",
    "more_than": "hơn|trên|vượt|quá|vượt quá|nhiều hơn|vượt trên",
    "less_than": "dưới|chưa đến|chưa tới|chưa đầy|ít hơn",
    "at_most": "tối đa|không quá|không vượt quá|nhiều nhất|không hơn",
    "nearly": "gần|ngót|suýt soát|gần như",
    "about": "khoảng|chừng|tầm|khoảng chừng|xấp xỉ|ước|ước tính|cỡ",
}
_BOUNDS = frozenset({"at_least", "more_than", "less_than", "at_most"})
_AFTER_NUMBER = {("trở", "lên"): "at_least", ("trở", "xuống"): "at_most"}
_CURRENCY_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}
_RICHTER = Unit("richter", "measure")
_CONVERSIONS = {("m", "cm"): 100, ("km", "m"): 1000, ("tonne", "kg"): 1000, ("m", "mm"): 1000, ("cm", "mm"): 10}
# Units of which Vietnamese papers also write decimals with three digits, so that 1,250 stays a decimal.
_OFTEN_DECIMAL = frozenset({"percent", "richter", "USD", "degree_c", "km", "m", "litre", "mm", "tonne", "kg"})
_WHOLES = tokens_of("số diện dân tổng quãng nhân hộ lượng khối chiều các thành phần cổ ngân mặt")
_BEFORE_SHARE = tokens_of("chiếm được tới mất đến")
_BEFORE_TOLL = tokens_of("vượt lên là hơn tới đến thành còn gần")
_AFTER_TOLL = tokens_of("sau trong ở tại do vì khi theo")
_OF_WHOLE = (("trong", "số"), ("trong", "tổng", "số"), ("trên", "tổng", "số"))


class _Reading(NamedTuple):
    """A number with its unit: tokens [begin, end), values, and what the number itself says."""

    begin: int
    end: int
    low: Value
    high: Value | None
    unit: str
    kind: str
    modifier: str | None


class _List(NamedTuple):
    """Casualties that are told one by one ("7 người chết gồm: ..."): how many are left, and how far it may go."""

    unit: str
    left: Value
    until: int


def _endings() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Return last word of a modifier -> its words and what it says, longest first."""
    endings: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, phrases in _MODIFIERS.items():
        for phrase in phrases.split("|"):
            for spelling in {phrase, strip_accents(phrase)} - {"qua", "uoc", "co", "tam", "vuot"}:
                words = tuple(spelling.split())
                endings.setdefault(words[-1], []).append((words, name))
    for entries in endings.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return endings


_ENDINGS = _endings()


def find_amounts(tokens: Tokens) -> list[Entity]:
    """Return the amounts of a text.

    :param tokens: tokens of normalized text.
    :return: entities of type AMOUNT, sorted, without overlap.
    """
    text = Text(tokens)
    found: list[Entity] = []
    readings: list[_Reading] = []
    told: _List | None = None
    at = floor = 0
    for start, word in enumerate(text.words):
        if start < at or not ("0" <= word[0] <= "9" or word in HEADS) or _is_pointless(text, start):
            continue
        number = read(tokens, start, text.words)
        if number is None:
            continue
        reading = _measured(text, number, readings[-1] if readings else None)
        if reading is None:
            at = start + 1 if number.worded else number.end
            continue
        at = reading.end
        readings.append(reading)
        if len(readings) > 1 and _is_whole_of(text, readings[-2], reading):
            continue
        reading, told = _with_fate(text, reading, told)
        entity, floor = _entity(text, reading, floor)
        found.append(entity)
    return found


def _is_pointless(text: Text, at: int) -> bool:
    """Say at little cost that no amount begins at token ``at``: codes, and digits before further digits."""
    following = text.word(at + 1)
    if "0" <= following[:1] <= "9" and following != "000" and text.word(at).isdigit():
        return True
    return is_code(text.tokens, at)


def _measured(text: Text, number: Number, previous: _Reading | None) -> _Reading | None:
    """Read the unit of ``number``; None when the two are no amount."""
    begin = number.begin
    if number.worded and is_other_word(text, number):
        return None
    if number.part:
        is_share = text.word(number.end - 1) != "nửa" or _is_of_whole(text, number)
        return _Reading(begin, number.end, number.value, None, "fraction", "measure", None) if is_share else None
    sign = _CURRENCY_SIGNS.get(text.word(begin - 1))
    if sign is not None and glued(text.tokens, begin):
        return _Reading(begin - 1, number.end, number.value, number.max_value, sign, "money", number.modifier)
    end, unit = unit_after(text, number)
    if unit is None:
        return _share(text, number) or _without_noun(text, number)
    return _counted(text, number, unit, end, previous)


def _counted(text: Text, number: Number, unit: Unit, end: int, previous: _Reading | None) -> _Reading | None:
    """Read ``number`` with the ``unit`` found after it; None when they only stand side by side."""
    begin = number.begin
    if unit.kind == "none":
        return _share(text, number)
    if is_name(text, number, unit, end) or not is_countable(text, number, unit, end):
        return None
    is_one = number.worded and number.value == 1 and number.end == begin + 1
    if is_one and not _is_count_of_one(text, number, unit, end, previous):
        return None
    if number.whole is not None and (number.value == 1 or (number.whole <= 5 and is_date_like(text, number))):
        return _share(text, number)
    if unit.name == "degree_c" and _is_quake(text.words[max(0, begin - 8) : begin]):
        unit = _RICHTER
    return _joined_range(text, _reading(text, number, unit, end), number)


def _reading(text: Text, number: Number, unit: Unit, end: int) -> _Reading:
    low, high = number.value, number.max_value
    if number.grouped is not None and unit.name not in _OFTEN_DECIMAL:
        low = number.grouped
    if unit.factor != 1:
        low, high = tidy(low * unit.factor), None if high is None else tidy(high * unit.factor)
    rate_end, name = rate_after(text, end, unit.name)
    if unit.name == "times":
        rate_end, name = end, unit.name
    return _Reading(number.begin, rate_end, low, high, name, unit.kind, number.modifier)


def _is_quake(before: list[str]) -> bool:
    """Say whether degrees after these words measure an earthquake."""
    return "chấn" in before or ("động", "đất") in pairwise(before)


def _is_count_of_one(text: Text, number: Number, unit: Unit, end: int, previous: _Reading | None) -> bool:
    """Say whether "một" counts: in money and measures, for casualties, and after a bound; else it is an article."""
    if unit.kind in ("money", "measure"):
        is_price = previous is not None and previous.end == number.begin and previous.kind == "money"
        return not is_price and text.word(number.end) != "khối"
    if _modifier_before(text, number.begin)[1] in ("at_least", "nearly", "at_most"):
        return True
    return unit.kind == "person" and casualty(text.lower, end, number.begin) is not None


def _share(text: Text, number: Number) -> _Reading | None:
    """Read "2/3 diện tích" as a fraction; "2/3" alone is a date."""
    if number.whole is None or not 0 < number.value < number.whole <= 10 or follows_day(text, number):
        return None
    if not _is_of_whole(text, number):
        return None
    share = round(number.value / number.whole, 4)
    return _Reading(number.begin, number.end, share, None, "fraction", "measure", None)


def _is_of_whole(text: Text, number: Number) -> bool:
    """Say whether what stands around ``number`` makes it a share: "2/3 diện tích", "gần một nửa số ao"."""
    after = text.word(number.end)
    if after in _WHOLES:
        return True
    told = _modifier_before(text, number.begin)[1] or text.word(number.begin - 1) in _BEFORE_SHARE
    return bool(told) and not text.ends_clause(number.end) and after not in DASHES


def _without_noun(text: Text, number: Number) -> _Reading | None:
    """Read a number that no unit follows: casualties, money in millions and billions, the figure of a toll."""
    begin, at = number.begin, number.end
    if number.tail and number.magnitude == 1:
        return None
    reading = _Reading(begin, at, number.value, number.max_value, "person", "person", number.modifier)
    if _is_headless_casualty(text, number):
        return reading
    if number.magnitude % 1_000_000 == 0 and not (number.worded and at == begin + 1):
        end, unit = rate_after(text, at, "VND")
        return reading._replace(end=end, unit=unit, kind="money")
    return _part_of_whole(text, number) or _figure_of_toll(text, number, reading)


def _figure_of_toll(text: Text, number: Number, reading: _Reading) -> _Reading | None:
    """Read "số người chết vượt 480"."""
    at = number.end
    if number.worded or number.whole is not None or text.word(number.begin - 1) not in _BEFORE_TOLL:
        return None
    ends = text.ends_clause(at) or text.word(at) in _AFTER_TOLL
    toll = toll_before(text.lower, number.begin) if ends else None
    return None if toll is None else reading._replace(unit=toll, kind="toll")


def _part_of_whole(text: Text, number: Number) -> _Reading | None:
    """Read "57 trên tổng số 90 hộ dân": one amount, N of the unit of M."""
    at = number.end + 1
    if text.word(at - 1) not in ("trên", "trong"):
        return None
    at += 2 if text.word(at) == "tổng" else text.word(at) == "số"
    whole = read(text.tokens, at, text.words) if at < len(text.words) else None
    end, unit = unit_after(text, whole) if whole is not None else (0, None)
    if whole is None or unit is None or unit.kind not in ("person", "count") or number.value >= whole.value:
        return None
    return _Reading(number.begin, end, number.value, number.max_value, unit.name, unit.kind, number.modifier)


def _is_headless_casualty(text: Text, number: Number) -> bool:
    """Say whether a predicate follows the number itself: "2 chết, 5 bị thương"."""
    if number.whole is not None or number.value != int(number.value) or is_date_like(text, number):
        return False
    fate = fate_at(text.lower, number.end)
    return fate is not None and not is_name(text, number, PERSON, number.end) and not follows_day(text, number)


def _joined_range(text: Text, reading: _Reading, number: Number) -> _Reading:
    """Join "từ 40 cm đến hai mét", "10 triệu đồng - 15 triệu đồng": the two ends of one range."""
    joint, at = text.word(reading.end), reading.end + 1
    if reading.high is not None or number.modifier or not (joint in DASHES or joint in ("đến", "tới")):
        return reading
    word = text.word(at)
    if reading.kind not in ("money", "measure") or not ("0" <= word[:1] <= "9" or word in HEADS):
        return reading
    number_after = read(text.tokens, at, text.words)
    if number_after is None or number_after.max_value is not None or number_after.modifier:
        return reading
    end, unit = unit_after(text, number_after)
    if unit is None:
        return reading
    other = _reading(text, number_after, unit, end)
    factor = 1 if other.unit == reading.unit else _CONVERSIONS.get((other.unit, reading.unit))
    if factor is None or other.low * factor <= reading.low:
        return reading
    return reading._replace(end=other.end, high=tidy(other.low * factor))


def _is_whole_of(text: Text, part: _Reading, whole: _Reading) -> bool:
    """Say whether ``whole`` is M of "N người trong số M ...", which is one amount."""
    return tuple(text.words[part.end : whole.begin]) in _OF_WHOLE if whole.begin - part.end <= 3 else False


def _with_fate(text: Text, reading: _Reading, told: _List | None) -> tuple[_Reading, _List | None]:
    """Give people who died, are missing or were hurt their unit; remember casualties whose list follows."""
    if reading.kind != "person" or "/" in reading.unit:
        return reading, told
    fate = casualty(text.lower, reading.end, reading.begin)
    if fate is not None:
        reading = reading._replace(end=fate.end, unit=fate.unit)
        until = list_after(text.lower, fate.end)
        if until > fate.end:
            told = _List(fate.unit, reading.low, until)
    elif told is not None and reading.begin < told.until and reading.low <= told.left:
        reading = reading._replace(unit=told.unit)
        told = told._replace(left=told.left - reading.low)
    return reading, told


def _entity(text: Text, reading: _Reading, floor: int) -> tuple[Entity, int]:
    """Return the entity of ``reading`` and the token after it; nothing before token ``floor`` is taken."""
    begin, end, low, modifier = reading.begin, reading.end, reading.low, reading.modifier
    if reading.kind == "measure" and text.word(end) in ("rưỡi", "rưởi"):
        low, end = low + 0.5, end + 1
    at, name = _modifier_before(text, begin)
    if name is not None and at >= floor and modifier != "several" and not _is_place_preposition(text, reading):
        begin, modifier = at, modifier or name
    bound = _AFTER_NUMBER.get((text.word(end), text.word(end + 1)))
    if bound is not None:
        end, modifier = end + 2, bound
    if (bound is not None or reading.high is not None) and text.word(begin - 1) == "từ" and begin - 1 >= floor:
        begin -= 1
    start, stop = text.tokens.starts[begin], text.tokens.ends[end - 1]
    value = {
        "value": tidy(low),
        "max_value": None if reading.high is None else tidy(reading.high),
        "unit": reading.unit,
        "modifier": modifier,
    }
    return Entity("AMOUNT", start, stop, text.tokens.text[start:stop], value), end


def _is_place_preposition(text: Text, reading: _Reading) -> bool:
    """Say whether "trên" says where: "trên hai đảo", "trên hàng chục con dốc"."""
    if text.word(reading.begin - 1) != "trên" or reading.kind != "count" or reading.unit in ("seat", "floor"):
        return False
    return reading.low < 10 or reading.modifier is not None


def _modifier_before(text: Text, begin: int) -> tuple[int, str | None]:
    """Return where the modifiers before token ``begin`` begin, and which one wins: of two, the one that bounds."""
    at, winner = begin, None
    for _ in range(2):
        entries = _ENDINGS.get(text.lower[at - 1], ()) if at else ()
        for words, name in entries:
            if words == ("vượt",) and at < begin:
                return at, winner  # "vượt gần 340 km": covered, not exceeded
            if len(words) == 1 or tuple(text.lower[max(0, at - len(words)) : at]) == words:
                winner = name if winner is None or (name in _BOUNDS and winner not in _BOUNDS) else winner
                at -= len(words)
                break
        else:
            break
    return at, winner
