"""Readings: a number with the unit that it counts or measures, before anything is said of what happened.

Invariant: :func:`measured` returns None for a number that is no amount; each rule it asks is named for what it decides.
"""

from __future__ import annotations

from typing import NamedTuple

from nlp.entities.amounts.amount_tokens import AmountTokens
from nlp.entities.amounts.casualties import casualty, fate_at, predicate_before, toll_before
from nlp.entities.amounts.modifiers import modifier_before
from nlp.entities.amounts.not_amounts import follows_day, is_countable, is_date_like, is_name, is_other_word
from nlp.entities.amounts.numbers import (
    DASHES,
    Number,
    Value,
    has_sign,
    is_year_like,
    read,
    read_signed,
    starts_with_digit,
    tidy,
)
from nlp.entities.amounts.numerals import HEADS, TO
from nlp.entities.amounts.unit_after import rate_after, unit_after
from nlp.entities.amounts.units import PERSON, Unit

_CURRENCY_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}
RICHTER = Unit("richter", "measure")
FRACTION = "fraction"
_POUND = Unit("GBP", "money")
# A league has fewer tables ("bảng") than this, and nothing costs fewer pounds.
_FEWEST_POUNDS = 1000
_COPY = Unit("copy", "count")
_POINT = Unit("point", "count")
_FEWEST_COPIES = 10_000
_CONVERSIONS = {("m", "cm"): 100, ("km", "m"): 1000, ("tonne", "kg"): 1000, ("m", "mm"): 1000, ("cm", "mm"): 10}
# Units of which Vietnamese papers also write decimals with three digits, so that "1,250 km" stays a decimal.
_OFTEN_DECIMAL = frozenset({"percent", "richter", "USD", "degree_c", "km", "m", "litre", "mm", "tonne", "kg"})
_MILLION = 1_000_000
_THOUSAND = 1_000
# What may be below zero; elsewhere the dash before a number is a dash.
_SIGNED = frozenset({"degree_c", "percent", "percentage_point"})
# Tokens before thousands without a noun in which something is paid: "thu thêm mỗi khách 200 nghìn".
_MONEY_SPAN = 8
_LAST_HOUR = 24
# "N/M tuyến đường" with an M up to this is a share or a date; above it, N of the M are counted: "21/35 tuyến đường".
_SMALL_WHOLE = 5
# The most parts of a share: "7/10 diện tích".
_MOST_PARTS = 10
# Tokens before degrees in which an earthquake is named: "trận động đất ở ngoài khơi mạnh 4,6 độ".
_QUAKE_SPAN = 8


class Reading(NamedTuple):
    """A number with its unit.

    :param begin: its first token.
    :param end: the token after its unit.
    :param low: its value in the base unit, the lower end of a range.
    :param high: the upper end of a range, or None.
    :param unit: the id of the unit, with what a rate is counted by.
    :param kind: the kind of the unit (:class:`.units.Unit`), or ``toll``.
    :param modifier: what the number itself says (:attr:`.numbers.Number.modifier`).
    """

    begin: int
    end: int
    low: Value
    high: Value | None
    unit: str
    kind: str
    modifier: str | None


def measured(tokens: AmountTokens, number: Number, previous: Reading | None) -> Reading | None:
    """Read the unit of ``number``; None when the two are no amount.

    :param previous: the reading before it in the text.
    """
    begin = number.begin
    if number.worded and is_other_word(tokens, number):
        return None
    if number.part:
        # "một nửa của đời mình" is a figure of speech; "mất một nửa số ao" is a share.
        is_share = tokens.word(number.end - 1) != "nửa" or _is_of_whole(tokens, number)
        return Reading(begin, number.end, number.value, None, FRACTION, "measure", None) if is_share else None
    sign = _CURRENCY_SIGNS.get(tokens.word(begin - 1))
    is_free = previous is None or previous.end < begin  # in "3$0" the sign belongs to the 3
    if sign is not None and is_free and tokens.is_glued(begin):
        return Reading(begin - 1, number.end, number.value, number.max_value, sign, "money", number.modifier)
    if has_sign(tokens, begin):
        signed = _below_zero(tokens, begin)
        if signed is not None:
            return signed
    end, unit = unit_after(tokens, number)
    if unit is None:
        return _share(tokens, number) or _without_noun(tokens, number)
    return _counted(tokens, number, unit, end, previous)


def _below_zero(tokens: AmountTokens, begin: int) -> Reading | None:
    """Read degrees and changes with a sign: "-5°C", "âm 2 độ", "từ -2 đến 3 độ C", "giảm còn -3,5%"."""
    number = read_signed(tokens, begin)
    if number is None:
        return None
    end, unit = unit_after(tokens, number)
    if unit is None or not is_countable(tokens, number, unit, end):
        return None
    # "lãi âm 2 tỷ đồng"; but in "tuyến A -5 km" the dash is none.
    is_worded = tokens.word(number.begin) == "âm" and unit.kind in ("money", "measure")
    if unit.name not in _SIGNED and not is_worded:
        return None
    return _reading(tokens, number, unit, end)


def _counted(tokens: AmountTokens, number: Number, unit: Unit, end: int, previous: Reading | None) -> Reading | None:
    """Read ``number`` with the ``unit`` found after it; None when they only stand side by side."""
    begin = number.begin
    # "5 năm", "24 giờ", "hai bên" are no amounts; "2/3 số hộ" is, although "số" is such a word.
    if unit.kind == "none":
        return _share(tokens, number)
    if is_name(tokens, number, unit, end) or not is_countable(tokens, number, unit, end):
        return None
    if (unit.name == "g" and _is_hour(tokens, number, end)) or _is_thing(tokens, number, end):
        return None
    # "một người dân cho biết": the article, unless something makes it a count.
    is_one = number.worded and number.value == 1 and number.end == begin + 1
    if is_one and not _is_count_of_one(tokens, number, unit, end, previous):
        return None
    # "21/35 tuyến đường" counts, but "1/5 người dân" and "3/5 tỉnh" rather are a share or a date.
    if number.whole is not None:
        is_date = number.whole <= _SMALL_WHOLE and is_date_like(tokens, number)
        if number.value == 1 or is_date:
            return _share(tokens, number)
    unit = _exact_unit(tokens, number, unit, end)
    return _joined_range(tokens, _reading(tokens, number, unit, end), number)


def _exact_unit(tokens: AmountTokens, number: Number, unit: Unit, end: int) -> Unit:
    """Return the unit that is meant, where the number or what stands around tells it from another one."""
    # "trận động đất mạnh 4,6 độ": degrees of an earthquake are not those of the air.
    if unit.name == "degree_c" and not tokens.context.quakes.isdisjoint(tokens.before(number.begin, _QUAKE_SPAN)):
        return RICHTER
    # "35 triệu bảng" are pounds; "8 bảng đấu" tables of a league.
    if unit.name == "table" and number.value >= _FEWEST_POUNDS:
        return _POUND
    # "in 40.000 bản" are copies; nobody counts so many villages.
    if unit.name == "village" and tokens.word(end - 1) == "bản" and number.value >= _FEWEST_COPIES:
        return _COPY
    if unit.name == "exam_site" and number.value != int(number.value):  # "0,5 điểm thi"
        return _POINT
    return unit


def _is_thing(tokens: AmountTokens, number: Number, end: int) -> bool:
    """Say whether numeral and noun are one word: "đeo ba lô" is no count of plots; "ba lô đất" is."""
    pair = f"{tokens.spelling(number.begin)} {tokens.spelling(end - 1)}"
    return number.worded and pair in tokens.context.things_by_numeral


def _is_hour(tokens: AmountTokens, number: Number, end: int) -> bool:
    """Say whether "g" is "giờ", as southern papers write it: "lúc 15g", "2g rạng sáng", "từ 8g đến 17g"."""
    if number.value != int(number.value) or number.value > _LAST_HOUR or number.worded:
        return False
    before, after = tokens.spelling(number.begin - 1), tokens.spelling(end)
    if before in tokens.context.before_hour or after in tokens.context.after_hour:
        return True
    # "từ 8g đến 17g", "8g-9g30": both ends look like hours, and no noun follows.
    is_start = (after in TO or after in DASHES) and _is_gramless(tokens, end + 1)
    is_stop = (before in TO or before in DASHES) and _is_gramless(tokens, number.begin - 2)
    return is_start or (is_stop and tokens.ends_clause(end))


def _is_gramless(tokens: AmountTokens, position: int) -> bool:
    """Say whether the token could be an hour: "17g", "9g30"."""
    hour, mark, minute = tokens.word(position).partition("g")
    return bool(mark) and hour.isdecimal() and len(hour) <= 2 and (not minute or minute.isdecimal())


def _reading(tokens: AmountTokens, number: Number, unit: Unit, end: int) -> Reading:
    """Return the values of ``number`` in the base unit, and the unit with what a rate is counted by."""
    low, high = number.value, number.max_value
    # "1,250 hộ" are a thousand two hundred and fifty, as there is no quarter of a household.
    if number.grouped is not None and unit.name not in _OFTEN_DECIMAL:
        low = number.grouped
    if unit.factor != 1:
        low, high = tidy(low * unit.factor), None if high is None else tidy(high * unit.factor)
    rate_end, name = rate_after(tokens, end, unit.name)
    # "3 lần/tuần" stays "times": a unit "times/week" would hide what most readers look for.
    if unit.name == "times":
        rate_end, name = end, unit.name
    return Reading(number.begin, rate_end, low, high, name, unit.kind, number.modifier)


def _is_count_of_one(tokens: AmountTokens, number: Number, unit: Unit, end: int, previous: Reading | None) -> bool:
    """Say whether "một" counts: in money and measures, for casualties, and after a bound; else it is an article."""
    if unit.kind in ("money", "measure"):
        # "35 USD một ounce" is a price for each; "một khối lượng lớn" is a mass, not a cubic metre.
        is_price = previous is not None and previous.end == number.begin and previous.kind == "money"
        return not is_price and tokens.word(number.end) != "khối"
    # "ít nhất một em"; but "hơn một lần" is a figure of speech.
    if modifier_before(tokens, number.begin)[1] in ("at_least", "nearly", "at_most"):
        return True
    return unit.kind == "person" and casualty(tokens, number.begin, end) is not None


def _share(tokens: AmountTokens, number: Number) -> Reading | None:
    """Read "2/3 diện tích" as a fraction; "2/3" alone is a date, and so is it in "sáng 2/3 các hộ về nhà"."""
    if number.whole is None or not 0 < number.value < number.whole <= _MOST_PARTS or follows_day(tokens, number):
        return None
    if not _is_of_whole(tokens, number):
        return None
    share = round(number.value / number.whole, 4)
    return Reading(number.begin, number.end, share, None, FRACTION, "measure", None)


def _is_of_whole(tokens: AmountTokens, number: Number) -> bool:
    """Say whether what stands around ``number`` makes it a share: "2/3 diện tích", "gần một nửa số ao"."""
    if tokens.spelling(number.end) in tokens.context.wholes:
        return True
    is_led_up_to = (
        modifier_before(tokens, number.begin)[1] is not None
        or tokens.spelling(number.begin - 1) in tokens.context.before_share
    )
    return is_led_up_to and not tokens.ends_clause(number.end) and tokens.word(number.end) not in DASHES


def _without_noun(tokens: AmountTokens, number: Number) -> Reading | None:
    """Read a number that no unit follows: casualties, money in millions and billions, the figure of a toll."""
    begin, end = number.begin, number.end
    if number.tail and number.magnitude == 1:  # "7a", "24h"
        return None
    reading = Reading(begin, end, number.value, number.max_value, "person", "person", number.modifier)
    if _is_headless_casualty(tokens, number):
        return reading
    # "góp được 19 tỉ": what is counted in millions without a noun is money. A lone "triệu" has no number.
    if number.magnitude % _MILLION == 0 and not (number.worded and end == begin + 1):
        end, unit = rate_after(tokens, end, "VND")
        return reading._replace(end=end, unit=unit, kind="money")
    return _thousands_paid(tokens, number, reading) or (
        _part_of_whole(tokens, number) or _figure_of_toll(tokens, number, reading)
    )


def _thousands_paid(tokens: AmountTokens, number: Number, reading: Reading) -> Reading | None:
    """Read "350 ngàn/người", "đòi 500k", "thu thêm 200 nghìn" as money; "chạy 10k" and "tiêm 300 nghìn" are none."""
    if number.magnitude % _THOUSAND or number.modifier or (number.worded and number.end == number.begin + 1):
        return None
    end, unit = rate_after(tokens, number.end, "VND")
    # "90k một vé", "5 triệu 200 nghìn"
    is_paid = end > number.end or tokens.word(end) in ("một", "mỗi") or number.value >= _MILLION
    is_paid = is_paid or not tokens.context.money_cues.isdisjoint(_clause_before(tokens, number.begin))
    return reading._replace(end=end, unit=unit, kind="money") if is_paid else None


def _clause_before(tokens: AmountTokens, begin: int) -> list[str]:
    """Return the few spellings before ``begin`` that stand in its clause, single and in pairs."""
    count = next(
        (n for n in range(_MONEY_SPAN) if tokens.word(begin - 1 - n) in ("", ".", ",", ";", "\n")), _MONEY_SPAN
    )
    return tokens.before(begin, count)


def _figure_of_toll(tokens: AmountTokens, number: Number, reading: Reading) -> Reading | None:
    """Read the bare figure of a toll: "số người chết vượt 480", which else would count nothing."""
    begin, end = number.begin, number.end
    if number.worded or number.whole is not None or number.max_value is not None or number.tail:
        return None
    if not tokens.ends_clause(end) and tokens.spelling(end) not in tokens.context.after_toll:
        return None
    before = tokens.spelling(begin - 1)
    is_led_up_to = before in tokens.context.before_toll or f"{tokens.spelling(begin - 2)} {before}" == "con số"
    unit = toll_before(tokens, begin) if is_led_up_to else None
    # "làm chết 3, mất tích 1, bị thương: 10"; "chết 2-3" and "chết 1972" are a day and a year.
    if unit is None and end == begin + 1 and not is_year_like(number.value):
        unit = predicate_before(tokens, begin)
    return None if unit is None else reading._replace(unit=unit, kind="toll")


def _part_of_whole(tokens: AmountTokens, number: Number) -> Reading | None:
    """Read "57 trên tổng số 90 hộ dân": one amount, N of the unit of M.

    Without this rule the 90 would be reported, of which nobody says anything.
    """
    position = number.end + 1
    if tokens.word(position - 1) not in ("trên", "trong"):
        return None
    position += 2 if tokens.word(position) == "tổng" else tokens.word(position) == "số"
    whole = read(tokens, position)
    end, unit = unit_after(tokens, whole) if whole is not None else (0, None)
    if whole is None or unit is None or unit.kind not in ("person", "count") or number.value >= whole.value:
        return None
    return Reading(number.begin, end, number.value, number.max_value, unit.name, unit.kind, number.modifier)


def _is_headless_casualty(tokens: AmountTokens, number: Number) -> bool:
    """Say whether a predicate follows the number itself: "2 chết, 5 bị thương"."""
    # "ngày 3-5 chết đuối", "1,5 chết": neither a day nor a part of somebody died.
    if number.whole is not None or number.value != int(number.value) or is_date_like(tokens, number):
        return False
    if fate_at(tokens, number.end) is None:
        return False
    # "tàu KRI Nanggala 402 mất tích": the number belongs to the name.
    is_in_name = tokens.written(number.begin - 1)[:1].isupper() and tokens.written(number.begin - 2)[:1].isupper()
    if is_in_name and not number.worded:
        return False
    return not is_name(tokens, number, PERSON, number.end) and not follows_day(tokens, number)


def _joined_range(tokens: AmountTokens, reading: Reading, number: Number) -> Reading:
    """Join "từ 40 cm đến hai mét", "10 triệu đồng - 15 triệu đồng": the two ends of one range, each with its unit."""
    joint, position = tokens.word(reading.end), reading.end + 1
    if reading.high is not None or number.modifier or not (joint in DASHES or joint in TO):
        return reading
    # "5 người đến 3 xã" is no range: only money and measures are.
    word = tokens.word(position)
    if reading.kind not in ("money", "measure") or not (starts_with_digit(word) or word in HEADS):
        return reading
    upper = read(tokens, position)
    if upper is None or upper.max_value is not None or upper.modifier:
        return reading
    end, unit = unit_after(tokens, upper)
    if unit is None:
        # "từ 300.000 đồng đến 400.000": the currency is written once.
        is_bare = reading.unit == "VND" and tokens.ends_clause(upper.end) and upper.value > reading.low >= _THOUSAND
        return reading._replace(end=upper.end, high=upper.value) if is_bare and upper.whole is None else reading
    # "từ 40 cm đến hai mét": the upper end in the unit of the lower one. A falling pair is a change: "từ 5 m đến 3 m".
    other = _reading(tokens, upper, unit, end)
    # "50 km - 61 km/giờ": what it is counted by is written once.
    if other.unit.startswith(f"{reading.unit}/"):
        reading = reading._replace(unit=other.unit)
    factor = 1 if other.unit == reading.unit else _CONVERSIONS.get((other.unit, reading.unit))
    if factor is None or other.low * factor <= reading.low:
        return reading
    return reading._replace(end=other.end, high=tidy(other.low * factor))
