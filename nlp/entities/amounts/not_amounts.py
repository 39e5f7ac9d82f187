"""What looks like an amount and is none: names, ordinals, dates, codes, and number words of another meaning.

Invariant: every rule looks at a bounded number of tokens before and after the number.
"""

from __future__ import annotations

from nlp.entities.amounts.numbers import HEADS, SCALES, Number, Value, glued
from nlp.entities.amounts.unit_after import Text
from nlp.entities.amounts.units import Unit
from nlp.entities.phrases import tokens_of
from nlp.entities.tokens import Tokens

# An integer right after one of these is part of a name or an ordinal, unless it measures something.
_NAMES = tokens_of("""
số thứ quận ql tl đt khoản chương mùng mồng lớp tầng đợt vòng tập ga bài trang top tốp version đai kp q p h d f u v c
ngõ hẻm ngách mục phụ block ngã metro level grade zone mùa lần giai hạng
""")
_NAME_PAIRS = frozenset({
    ("báo", "động"), ("quốc", "lộ"), ("tỉnh", "lộ"), ("hương", "lộ"), ("huyện", "lộ"), ("liên", "lộ"), ("gió", "cấp"),
    ("bão", "cấp"), ("giật", "cấp"), ("mạnh", "cấp"), ("độ", "cấp"), ("lên", "cấp"), ("tai", "cấp"), ("trường", "cấp"),
    ("nghị", "quyết"), ("nghị", "định"), ("thông", "tư"), ("chỉ", "thị"), ("quyết", "định"), ("kết", "luận"),
    ("độ", "tuổi"), ("cho", "tuổi"), ("ở", "tuổi"),
    ("giai", "đoạn"), ("nhiệm", "kỳ"), ("học", "kỳ"), ("khu", "vực"), ("đường", "tỉnh"),
})  # fmt: skip
# After these a number with a part of the administrative map is a place: "tổ 5 phường X", "ấp 3 xã Y".
_PLACES = tokens_of("tổ ấp thôn khu phố xóm đội bản phường buôn làng số")
_ADDRESS = tokens_of("số nhà hẻm ngõ ngách kiệt đường hem ngo nha")
_ADMINISTRATIVE = frozenset({"commune", "district", "province", "city", "village"})
_LAST_ORDINAL = {"tháng": 12, "ngày": 31, "quý": 4, "tuần": 53}
_EVERY = tokens_of("mỗi một hàng hằng cả trong hai /")
_DAYS = tokens_of("ngày sáng trưa chiều tối đêm hôm khuya trước từ đến lúc nay qua mai")
_YEAR_BEFORE = tokens_of("""
cuối đầu giữa mỗi hàng hằng trong từ đến các nhiều những suốt qua cả nửa mấy từng sau trước của quanh tất thường lâu
thâm số cùng khi một
""")
_BEFORE_BARE_SCALE = tokens_of("phần đại bị muôn thiên của số")
_PLAIN_NUMERALS = tokens_of("một hai ba bốn mười")
_ROUGHLY_COUNTED = frozenset({"household", "house", "vehicle", "animal", "ha", "m3", "tonne", "times", "task"})


def is_code(tokens: Tokens, at: int) -> bool:
    """Say whether what is glued before token ``at`` makes it a piece of a code: "U-23", "Q.4", "30A-123"."""
    if not glued(tokens, at):
        return False
    before = tokens.words[at - 1]
    if before not in ".,-/–+_":
        return before.isalnum()
    if not glued(tokens, at - 1) or not tokens.words[at - 2].isalnum():
        return False
    return before != "." or tokens.words[at - 2][0].isdigit() or len(tokens.words[at - 2]) <= 2


def is_other_word(text: Text, number: Number) -> bool:
    """Say whether a number word rather is a name or another word: "Hai Bà Trưng", "cuối năm", "thứ ba"."""
    at, alone = number.begin, number.end == number.begin + 1
    word, before = text.word(at), text.word(at - 1)
    if _is_capitalized_name(text, at):
        return True
    if word in SCALES:
        return (text.plain and before != "cả") or "0" <= before[:1] <= "9" or before in _BEFORE_BARE_SCALE
    return alone and _is_other_alone(text, word, before)


def _is_other_alone(text: Text, word: str, before: str) -> bool:
    """Say whether a numeral of one word has another meaning after ``before``: a year, a father, a weekday."""
    if text.plain and word not in _PLAIN_NUMERALS:
        return True
    if word == "năm":
        return before in _YEAR_BEFORE or before.isdigit() or before in HEADS
    return (
        word == "không" or before in ("ngã", "thứ", "tháng", "số") or (word == "ba" and before in ("bố", "của", "bà"))
    )


def _is_capitalized_name(text: Text, at: int) -> bool:
    written, after = text.written(at), text.written(at + 1)
    if not written[:1].isupper() or (written.isupper() and after.isupper() and len(after) > 1):
        return False
    before = text.word(at - 1)
    return after[:1].isupper() or before.isalnum() or before == ","


def is_name(text: Text, number: Number, unit: Unit, end: int) -> bool:
    """Say whether ``number`` is an ordinal, a year, a date or part of a name, by what stands before it.

    :param unit: the unit that would be meant; ``end`` the token after it.
    """
    if number.worded or unit.kind == "money":
        return False
    at, before = number.begin, text.word(number.begin - 1)
    if (before in _ADDRESS and number.whole is not None) or (unit.kind != "measure" and _is_year(text, number)):
        return True
    if number.end > at + 1 or number.tail or unit.name == "percent":
        return is_date_like(text, number) and before in _DAYS
    if before in _LAST_ORDINAL:
        return number.value <= _LAST_ORDINAL[before] and text.word(at - 2) not in _EVERY
    if before == "km" or (before == "+" and "km" in text.words[max(0, at - 4) : at]):
        return True
    return unit.kind != "measure" and _is_ordinal(text, at, unit, end)


def _is_ordinal(text: Text, at: int, unit: Unit, end: int) -> bool:
    before, earlier = text.word(at - 1), text.word(at - 2)
    if before in _PLACES and unit.name in _ADMINISTRATIVE and text.is_named(end):
        return True
    if before == "số":
        return earlier not in ("con", "trong", "tổng", "của", "trên")
    return (before in _NAMES and earlier not in _EVERY) or (earlier, before) in _NAME_PAIRS


def _is_year(text: Text, number: Number) -> bool:
    """Say whether ``number`` is a year by its size and by what stands before it, or a span of years."""
    if not _is_recent(number.value) or "." in text.words[number.begin : number.end]:
        return False
    if number.max_value is not None:
        return _is_recent(number.max_value)
    before = number.begin - 1
    return text.word(before) in ("/", "-", "năm", "mùa", "giải", "khóa", "kỳ") or text.written(before)[:1].isupper()


def _is_recent(value: Value) -> bool:
    return isinstance(value, int) and 1900 <= value <= 2100


def is_date_like(text: Text, number: Number) -> bool:
    """Say whether ``number`` could be a day with its month: "3-5", "26.10", "16/7"."""
    if number.end != number.begin + 3 or number.tail:
        return False
    day, month = text.word(number.begin), text.word(number.end - 1)
    return day.isdigit() and month.isdigit() and 1 <= int(day[:3]) <= 31 and 1 <= int(month[:3]) <= 12


def follows_day(text: Text, number: Number) -> bool:
    """Say whether a word for a day or a part of it stands right before ``number``."""
    return text.word(number.begin - 1) in _DAYS


def is_countable(text: Text, number: Number, unit: Unit, end: int) -> bool:
    """Say whether ``unit`` can be what a number so written counts."""
    alone = number.end == number.begin + 1
    if number.modifier == "order_of" and alone and text.word(number.begin - 1) != "cả":
        return unit.kind in ("person", "money") or unit.name in _ROUGHLY_COUNTED
    if alone and text.word(number.begin) == "nửa":
        return unit.kind in ("measure", "money") and unit.name not in ("degree_c", "m", "percent")
    after = text.word(end)
    if unit.name == "degree_c":
        return after not in ("vĩ", "kinh", "bắc", "đông", "nam", "tây", "tuổi") and number.value < 100
    if unit.name == "tael":
        return not number.worded and after not in ("lớn", "nhỏ", "không", "đáng", "kha")
    return unit.kind != "count" or not _is_proper_noun(text, number, unit, end)


def _is_proper_noun(text: Text, number: Number, unit: Unit, end: int) -> bool:
    """Say whether the noun is a name: "Đội 6 Cục ...", "58 đường Lê Văn A", and "hai nước", the two countries."""
    noun = text.written(number.end)
    if noun[:1].isupper() and not noun.isupper():
        return True
    if unit.name == "road" and end == number.end + 1 and text.is_named(end):
        return True
    return number.worded and unit.name == "country" and text.word(end - 1) == "nước"
