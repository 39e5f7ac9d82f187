"""What looks like an amount and is none: names, ordinals, dates, codes, and number words with another meaning.

Invariant: every rule looks at a bounded number of tokens before and after the number.
"""

from __future__ import annotations

from nlp.entities.amounts.amount_tokens import AmountTokens
from nlp.entities.amounts.numbers import Number, is_year_like, starts_with_digit
from nlp.entities.amounts.numerals import HEADS, SCALES
from nlp.entities.amounts.units import Unit, lexicon

_SURE_PLAIN_NUMERALS = frozenset({"một", "hai", "ba", "bốn", "mười"})
_ADMINISTRATIVE = frozenset({"commune", "district", "province", "city", "village"})
_BILLIONS = ("tỷ", "tỉ")
_LAST_ORDINAL = {"tháng": 12, "ngày": 31, "quý": 4, "tuần": 53}
# What a scale counts without "hàng" or a numeral before it, besides people and money: "nghìn hộ", "vạn tấn".
_ROUGHLY_COUNTED = frozenset({"household", "house", "vehicle", "animal", "ha", "m3", "tonne", "times", "task"})


def is_code(tokens: AmountTokens, position: int) -> bool:
    """Say whether what is glued before the token makes it a piece of a code: "U-23", "Q.4", "30A-123"."""
    if not tokens.is_glued(position):
        return False
    before = tokens.written(position - 1)
    if before not in ".,-/–+_":
        return before.isalnum()
    if not tokens.is_glued(position - 1) or not tokens.written(position - 2).isalnum():
        return False
    # In "về nhà.12 người" a blank is missing after the sentence; "Q.4" and "KP.1" are names.
    earlier = tokens.written(position - 2)
    return before != "." or earlier[0].isdecimal() or len(earlier) <= 2


def is_other_word(tokens: AmountTokens, number: Number) -> bool:
    """Say whether a number word rather is a name or another word: "Hai Bà Trưng", "cuối năm", "thứ ba"."""
    position, is_alone = number.begin, number.end == number.begin + 1
    if _is_capitalized_name(tokens, position):
        return True
    if tokens.word(position) in SCALES:
        return _is_other_scale(tokens, position)
    return _is_in_compound(tokens, number) or (is_alone and _is_other_numeral(tokens, position))


def _is_other_scale(tokens: AmountTokens, position: int) -> bool:
    """Say whether a scale without a numeral is no number: "phần trăm", "2,5 triệu", whose number is "2,5"."""
    before = tokens.word(position - 1)
    # A house "tiền tỷ" is dear, of which no sum is known.
    if tokens.word(position) in _BILLIONS and before in ("tiền", "bạc"):
        return True
    # Without accents "tram" is "trạm" too, and "van" "vẫn"; "ca chuc cay so", "nghin ty" and "trieu USD" are numbers.
    if tokens.plain and before != "cả" and tokens.word(position + 1) not in SCALES:
        match = lexicon(plain=True).match(tokens.lower, position + 1)
        return match is None or match[1].kind != "money"
    return starts_with_digit(before) or tokens.spelling(position - 1) in tokens.context.before_other_scale


def _is_in_compound(tokens: AmountTokens, number: Number) -> bool:
    """Say whether the numeral is half a word in text without accents: "thiet hai", "hai long", "ba con vung lu"."""
    if not tokens.plain:
        return False
    before, first, after = (tokens.spelling(number.begin + offset) for offset in (-1, 0, 1))
    last, following = tokens.spelling(number.end - 1), tokens.spelling(number.end)  # "sau 1 nam van hanh"
    halves = (f"{before} {first}", f"{first} {after}", f"{last} {following}")
    return not tokens.context.numeral_compounds.isdisjoint(halves)


def _is_other_numeral(tokens: AmountTokens, position: int) -> bool:
    """Say whether a numeral of one word has another meaning after the word before it: a year, a father, a weekday."""
    word, before = tokens.word(position), tokens.word(position - 1)
    if tokens.plain and word not in _SURE_PLAIN_NUMERALS:
        return True
    # "cuối năm người dân về quê", "hai mươi năm": "năm" is a year there, not five.
    if word == "năm":
        is_year = tokens.spelling(position - 1) in tokens.context.before_year
        return is_year or before.isdecimal() or before in HEADS
    # "không nhà" is homeless, "ngã ba" a junction, "thứ hai" a weekday, "bố ba", "của ba" and "bà ba" are relatives.
    spelling, context = tokens.spelling(position - 1), tokens.context
    if word == "ba" and spelling in context.before_father:
        return True
    return word == "không" or spelling in context.before_ordinal


def _is_capitalized_name(tokens: AmountTokens, position: int) -> bool:
    """Say whether a number word with a capital is part of a name: "Hai Bà Trưng", "chị Năm", "Vạn Phúc".

    A capital says nothing in a headline in capitals ("HAI NGƯỜI CHẾT") and at the begin of a sentence.
    """
    written, after = tokens.written(position), tokens.written(position + 1)
    if not written[:1].isupper() or (written.isupper() and after.isupper() and len(after) > 1):
        return False
    before = tokens.word(position - 1)
    return after[:1].isupper() or before.isalnum() or before == ","


def is_name(tokens: AmountTokens, number: Number, unit: Unit, end: int) -> bool:
    """Say whether ``number`` is an ordinal, a year, a date or part of a name, by what stands before it.

    :param unit: the unit that would be meant.
    :param end: the token after it.
    """
    if number.worded or unit.kind == "money":
        return False
    position, before = number.begin, tokens.word(number.begin - 1)
    if tokens.spelling(position - 1) in tokens.context.addresses and number.whole is not None:  # "số nhà 24/7 tổ 9"
        return True
    if unit.kind != "measure" and _is_year(tokens, number):
        return True
    if number.end > position + 1 or number.tail or unit.name == "percent":
        return is_date_like(tokens, number) and follows_day(tokens, number)  # "sáng 3-5 người dân quay về"
    # "tháng 7 người dân gặt lúa"; but "mỗi tháng 7 người", and "tháng 40 người" is no month.
    if before in _LAST_ORDINAL:
        return number.value <= _LAST_ORDINAL[before] and tokens.spelling(position - 2) not in tokens.context.every
    return _is_road_mark(tokens, position) or (unit.kind != "measure" and _is_ordinal(tokens, position, unit, end))


def _is_road_mark(tokens: AmountTokens, position: int) -> bool:
    """Say whether the number says where on a road: "Km 81 đường tránh", "Km23+400 đường"."""
    before = tokens.word(position - 1)
    return before == "km" or (before == "+" and "km" in tokens.words[max(0, position - 4) : position])


def _is_ordinal(tokens: AmountTokens, position: int, unit: Unit, end: int) -> bool:
    """Say whether what stands before the number makes it an ordinal or part of a name."""
    before, earlier = tokens.spelling(position - 1), tokens.spelling(position - 2)
    context = tokens.context
    if before in context.numbered_places and unit.name in _ADMINISTRATIVE and tokens.is_named(end):  # "ấp 3 xã Tân An"
        return True
    # "Nghị quyết số 54 đại biểu"; but "trong số 20 người bị nạn", "hai con số 5 và 7 người".
    if tokens.word(position - 1) == "số":
        return earlier not in context.before_sum
    return (before in context.names_by_number and earlier not in context.every) or (
        f"{earlier} {before}" in context.named_pairs
    )


def _is_year(tokens: AmountTokens, number: Number) -> bool:
    """Say whether ``number`` is a year by its size and by what stands before it, or a span of years."""
    # A year has no dot: "2.026 người".
    if not is_year_like(number.value) or "." in tokens.words[number.begin : number.end]:
        return False
    if number.max_value is not None:  # "nhiệm kỳ 2011-2016 bước qua"
        return is_year_like(number.max_value)
    # "năm 2026 người dân", "16/7/2025 người dân", "World Cup 2026 đội tuyển"
    before = number.begin - 1
    return tokens.spelling(before) in tokens.context.before_year_number or tokens.written(before)[:1].isupper()


def is_date_like(tokens: AmountTokens, number: Number) -> bool:
    """Say whether ``number`` could be a day with its month: "3-5", "26.10", "16/7"."""
    if number.end != number.begin + 3 or number.tail:
        return False
    day, month = tokens.word(number.begin), tokens.word(number.end - 1)
    return day.isdecimal() and month.isdecimal() and 1 <= int(day[:3]) <= 31 and 1 <= int(month[:3]) <= 12


def follows_day(tokens: AmountTokens, number: Number) -> bool:
    """Say whether a word for a day or a part of it stands right before ``number``."""
    return tokens.spelling(number.begin - 1) in tokens.context.days


def is_countable(tokens: AmountTokens, number: Number, unit: Unit, end: int) -> bool:
    """Say whether ``unit`` can be what a number so written counts."""
    is_alone = number.end == number.begin + 1
    # "trăm đường", "vạn sự" are figures of speech; "hàng trăm đường", "cả trăm đường" count.
    if number.modifier == "order_of" and is_alone and tokens.word(number.begin - 1) != "cả":
        return unit.kind in ("person", "money") or unit.name in _ROUGHLY_COUNTED
    # "nửa cân", "nửa tỷ"; but "nửa đường" is half-way, and "nửa người" half a body.
    if is_alone and tokens.word(number.begin) == "nửa":
        return unit.kind in ("measure", "money") and unit.name not in ("degree_c", "m", "percent")
    after = tokens.spelling(end)
    if unit.name == "degree_c":  # "15,4 độ Vĩ Bắc", "20 độ tuổi"
        return after not in tokens.context.after_degrees and number.value < 100
    if unit.name == "tael":  # "một lượng lớn rác thải"
        return not number.worded and after not in tokens.context.after_amount_of
    return unit.kind != "count" or not _is_proper_noun(tokens, number, unit, end)


def _is_proper_noun(tokens: AmountTokens, number: Number, unit: Unit, end: int) -> bool:
    """Say whether the noun is a name: "Đội 6 Cục ...", "58 đường Lê Văn A", and "hai nước", the two countries."""
    noun = tokens.written(number.end)
    if noun[:1].isupper() and not noun.isupper():
        return True
    if unit.name == "road" and end == number.end + 1 and tokens.is_named(end):
        return True
    return number.worded and unit.name == "country" and tokens.word(end - 1) == "nước"
