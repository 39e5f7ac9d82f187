"""What looks like an amount and is none: names, ordinals, dates, codes, and number words with another meaning.

Invariant: every rule looks at a bounded number of tokens before and after the number.
"""

from __future__ import annotations

from nlp.entities.amounts.amount_tokens import AmountTokens
from nlp.entities.amounts.numbers import Number, Value, starts_with_digit
from nlp.entities.amounts.numerals import HEADS, SCALES
from nlp.entities.amounts.units import Unit
from nlp.entities.lexicon import groups

_WORDS = groups("amount_context")
_NAMES = _WORDS["names_by_number"]
_NAMED_PAIRS = _WORDS["named_pairs"]
_NUMBERED_PLACES = _WORDS["numbered_places"]
_ADDRESSES = _WORDS["addresses"]
_EVERY = _WORDS["every"]
_DAYS = _WORDS["days"]
_BEFORE_YEAR = _WORDS["before_year"]
_BEFORE_OTHER_SCALE = _WORDS["before_other_scale"]
_SURE_PLAIN_NUMERALS = frozenset({"một", "hai", "ba", "bốn", "mười"})
_ADMINISTRATIVE = frozenset({"commune", "district", "province", "city", "village"})
_LAST_ORDINAL = {"tháng": 12, "ngày": 31, "quý": 4, "tuần": 53}
# What "hàng nghìn" and "cả chục" count without a numeral. "trăm đường" and "vạn sự" are figures of speech.
_ROUGHLY_COUNTED = frozenset({"household", "house", "vehicle", "animal", "ha", "m3", "tonne", "times", "task"})
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def is_code(tokens: AmountTokens, position: int) -> bool:
    """Say whether what is glued before the token makes it a piece of a code: "U-23", "Q.4", "30A-123"."""
    if not tokens.is_glued(position):
        return False
    before = tokens.written(position - 1)
    if before not in ".,-/–+_":
        return before.isalnum()
    if not tokens.is_glued(position - 1) or not tokens.written(position - 2).isalnum():
        return False
    # "về nhà.12 người" is a sentence without a blank after it; "Q.4" and "TP.1" are names.
    earlier = tokens.written(position - 2)
    return before != "." or earlier[0].isdecimal() or len(earlier) <= 2


def is_other_word(tokens: AmountTokens, number: Number) -> bool:
    """Say whether a number word rather is a name or another word: "Hai Bà Trưng", "cuối năm", "thứ ba"."""
    position, is_alone = number.begin, number.end == number.begin + 1
    word, before = tokens.word(position), tokens.word(position - 1)
    if _is_capitalized_name(tokens, position):
        return True
    if word in SCALES:
        # "cả chục cây số" is ten; "2 triệu" has its own number before it; "tram" without accents is "trạm" too.
        return (tokens.plain and before != "cả") or starts_with_digit(before) or before in _BEFORE_OTHER_SCALE
    return is_alone and _is_other_alone(tokens, word, before)


def _is_other_alone(tokens: AmountTokens, word: str, before: str) -> bool:
    """Say whether a numeral of one word has another meaning after ``before``: a year, a father, a weekday."""
    if tokens.plain and word not in _SURE_PLAIN_NUMERALS:
        return True
    # "hai mươi năm": after another numeral "năm" is a year, as it is in "cuối năm người dân về quê".
    if word == "năm":
        return before in _BEFORE_YEAR or before.isdecimal() or before in HEADS
    # "không nhà", "ngã ba", "thứ hai người dân", "của ba tôi": not, a junction, a weekday, a father.
    return (
        word == "không" or before in ("ngã", "thứ", "tháng", "số") or (word == "ba" and before in ("bố", "của", "bà"))
    )


def _is_capitalized_name(tokens: AmountTokens, position: int) -> bool:
    """Say whether a number word with a capital is part of a name: "Hai Bà Trưng", "chị Năm", "Vạn Phúc".

    In a headline in capitals ("HAI NGƯỜI CHẾT") and at the begin of a sentence a capital says nothing.
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
    if before in _ADDRESSES and number.whole is not None:  # "số nhà 24/7 tổ 9"
        return True
    if unit.kind != "measure" and _is_year(tokens, number):
        return True
    if number.end > position + 1 or number.tail or unit.name == "percent":
        return is_date_like(tokens, number) and before in _DAYS  # "sáng 3-5 người dân quay về"
    # "tháng 7 người dân gặt lúa"; but "mỗi tháng 7 người", and "tháng 40 người" is no month.
    if before in _LAST_ORDINAL:
        return number.value <= _LAST_ORDINAL[before] and tokens.word(position - 2) not in _EVERY
    return _is_road_mark(tokens, position) or (unit.kind != "measure" and _is_ordinal(tokens, position, unit, end))


def _is_road_mark(tokens: AmountTokens, position: int) -> bool:
    """Say whether the number says where on a road: "Km 81 đường tránh", "Km23+400 đường"."""
    before = tokens.word(position - 1)
    return before == "km" or (before == "+" and "km" in tokens.words[max(0, position - 4) : position])


def _is_ordinal(tokens: AmountTokens, position: int, unit: Unit, end: int) -> bool:
    """Say whether what stands before the number makes it an ordinal or part of a name."""
    before, earlier = tokens.word(position - 1), tokens.word(position - 2)
    if before in _NUMBERED_PLACES and unit.name in _ADMINISTRATIVE and tokens.is_named(end):  # "ấp 3 xã Tân An"
        return True
    # "Nghị quyết số 54 đại biểu"; but "trong số 20 người bị nạn", "hai con số 5 và 7 người".
    if before == "số":
        return earlier not in ("con", "trong", "tổng", "của", "trên")
    return (before in _NAMES and earlier not in _EVERY) or f"{earlier} {before}" in _NAMED_PAIRS


def _is_year(tokens: AmountTokens, number: Number) -> bool:
    """Say whether ``number`` is a year by its size and by what stands before it, or a span of years."""
    # A year has no dot: "2.026 người".
    if not _is_recent(number.value) or "." in tokens.words[number.begin : number.end]:
        return False
    if number.max_value is not None:  # "nhiệm kỳ 2011-2016 bước qua"
        return _is_recent(number.max_value)
    # "năm 2026 người dân", "16/7/2025 người dân", "World Cup 2026 đội tuyển"
    before = number.begin - 1
    return tokens.word(before) in ("/", "-", "năm", "mùa", "giải", "khóa", "kỳ") or tokens.written(before)[:1].isupper()


def _is_recent(value: Value) -> bool:
    return isinstance(value, int) and _FIRST_YEAR <= value <= _LAST_YEAR


def is_date_like(tokens: AmountTokens, number: Number) -> bool:
    """Say whether ``number`` could be a day with its month: "3-5", "26.10", "16/7"."""
    if number.end != number.begin + 3 or number.tail:
        return False
    day, month = tokens.word(number.begin), tokens.word(number.end - 1)
    return day.isdecimal() and month.isdecimal() and 1 <= int(day[:3]) <= 31 and 1 <= int(month[:3]) <= 12


def follows_day(tokens: AmountTokens, number: Number) -> bool:
    """Say whether a word for a day or a part of it stands right before ``number``."""
    return tokens.word(number.begin - 1) in _DAYS


def is_countable(tokens: AmountTokens, number: Number, unit: Unit, end: int) -> bool:
    """Say whether ``unit`` can be what a number so written counts."""
    is_alone = number.end == number.begin + 1
    if number.modifier == "order_of" and is_alone and tokens.word(number.begin - 1) != "cả":
        return unit.kind in ("person", "money") or unit.name in _ROUGHLY_COUNTED
    # "nửa cân", "nửa tỷ"; but "nửa mét" is rare, and "nửa đường", "nửa người" halve nothing that counts.
    if is_alone and tokens.word(number.begin) == "nửa":
        return unit.kind in ("measure", "money") and unit.name not in ("degree_c", "m", "percent")
    after = tokens.word(end)
    if unit.name == "degree_c":  # "15,4 độ Vĩ Bắc", "20 độ tuổi"
        return after not in ("vĩ", "kinh", "bắc", "đông", "nam", "tây", "tuổi") and number.value < 100
    if unit.name == "tael":  # "một lượng lớn rác thải"
        return not number.worded and after not in ("lớn", "nhỏ", "không", "đáng", "kha")
    return unit.kind != "count" or not _is_proper_noun(tokens, number, unit, end)


def _is_proper_noun(tokens: AmountTokens, number: Number, unit: Unit, end: int) -> bool:
    """Say whether the noun is a name: "Đội 6 Cục ...", "58 đường Lê Văn A", and "hai nước", the two countries."""
    noun = tokens.written(number.end)
    if noun[:1].isupper() and not noun.isupper():
        return True
    if unit.name == "road" and end == number.end + 1 and tokens.is_named(end):
        return True
    return number.worded and unit.name == "country" and tokens.word(end - 1) == "nước"
