"""The unit or counted noun after a number: "m3/s", "căn nhà", "cán bộ, chiến sĩ", "chiếc xe tải".

Invariant: what is read begins at the token where the number ends (a line break between them is skipped), and its
cost is bounded by the longest phrase of the lexicon.
"""

from __future__ import annotations

from nlp.entities.amounts.numbers import Number, numerals
from nlp.entities.amounts.units import PERSON, Unit, lexicon
from nlp.entities.phrases import tokens_of
from nlp.entities.tokens import Tokens
from nlp.text.normalize import strip_accents

_CONTEXT = """
số ngày tháng năm quý tuần quận quốc lộ tỉnh thứ ngã sáng trưa chiều tối đêm từ trở lên xuống tổ ấp thôn khu xóm đội
phường lớp tầng đợt vòng lần bão gió giật mạnh độ vĩ bắc đông tây mỗi tổng trên dưới và trong cả vượt là còn hơn gần
khoảng rưỡi nước người mùa giải khóa nhiệm kỳ giai đoạn của con động đất chấn đường bài
"""
# Words that rules look at, given back their accents in text that has none (the first of equal spellings wins).
_PLAIN = {strip_accents(word): word for word in reversed(_CONTEXT.split())}
_PER = {"h": "h", "giờ": "hour", "ngày": "day", "tháng": "month", "năm": "year", "phút": "minute", "giây": "s",
        "s": "s", "tuần": "week", "lần": "time", "lượt": "trip", "quý": "quarter", "đêm": "night", "24h": "day",
        "tiếng": "hour"}  # fmt: skip
_BY_SYMBOL = frozenset({"km", "m", "m3", "mm", "cm"})
# Units whose symbol is one letter, which only counts in lower case: "5 m", not "5 M".
_ONE_LETTER = frozenset({"m", "g", "l", "w", "đ"})
_BEFORE_NOUN = tokens_of("nam nữ cựu nguyên tân phó cái chiếc chú tên vị quý")
_CLASSIFIERS = tokens_of("chiếc cái căn ngôi tòa bức tấm cuốn con vị tên cặp")
_OF_PARENTS = tokens_of("có sinh đẻ nuôi bố mẹ cha với của được thêm đủ")
_OF_CHILDREN = tokens_of("nhỏ trai gái thơ chung riêng đầu ruột đẻ học")
_COORDINATED = tokens_of("""
chiến viên công cán xe mô ô bác đảng học sinh giáo quân dân đơn địa tổ ngành phường xã đặc thành thị tỉnh huyện
""")
_SAME = (frozenset({"province", "city"}), frozenset({"agency", "ministry", "locality", "unit"}))


class Text:
    """The tokens of a text and what the rules of amounts read from them.

    :param tokens: tokens of normalized text.
    """

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.plain = tokens.plain
        self.lower = tokens.lower
        self.words = numerals(tokens)
        if self.plain:
            self.words = [_PLAIN.get(word, word) for word in self.words]
        self.units = lexicon(self.plain)

    def word(self, at: int) -> str:
        """Return the lower-case token ``at``, "" outside the text."""
        return self.words[at] if 0 <= at < len(self.words) else ""

    def written(self, at: int) -> str:
        """Return the token ``at`` as written, "" outside the text."""
        return self.tokens.words[at] if 0 <= at < len(self.words) else ""

    def is_named(self, at: int) -> bool:
        """Say whether a proper name or a number begins at token ``at``."""
        first = self.written(at)[:1]
        return first.isupper() or first.isdigit()

    def ends_clause(self, at: int) -> bool:
        """Say whether token ``at`` ends what stands before it."""
        return self.word(at) in ("", ".", ",", ";", "\n", ")", "!", "?", "và", ":")


def unit_after(text: Text, number: Number) -> tuple[int, Unit | None]:
    """Return the end and the unit of the noun phrase after ``number``, or of the letters glued to it."""
    if number.tail:
        return _glued_unit(text, number)
    at = number.end
    if text.word(at) == "\n" and text.written(at + 1)[:1].islower():
        at += 1
    end, unit = _lookup(text, at)
    if unit is None and text.word(at) in _BEFORE_NOUN:
        at += 1
        end, unit = _lookup(text, at)
        if unit is not None and unit.kind not in ("person", "count"):
            unit = None
    if unit is None:
        return number.end, None
    end, unit = _classified(text, at, end, unit, number)
    return _coordinated(text, end, unit)


def rate_after(text: Text, end: int, unit: str) -> tuple[int, str]:
    """Return the end and the id of ``unit`` with what it is counted by: "/lượt", "/m2", "/xe/giờ"."""
    for _ in range(2):
        if text.word(end) != "/" or end + 1 >= len(text.lower):
            break
        per_end, name = _per(text, end + 1)
        if name is None:
            break
        if unit in _BY_SYMBOL and name == "hour":
            name = "h"
        unit, end = f"{unit}/{name}", per_end
    return end, unit


def _per(text: Text, at: int) -> tuple[int, str | None]:
    if text.word(at) == "ngày" and text.word(at + 1) == "đêm":
        return at + 2, "day"
    if text.word(at) in _PER:
        return at + 1, _PER[text.word(at)]
    end, unit = _lookup(text, at)
    return (end, unit.name) if unit is not None and unit.name else (at, None)


def _glued_unit(text: Text, number: Number) -> tuple[int, Unit | None]:
    """Read the unit in "15km", "35.000đ", "30oC"; "5G" and "4K" are names."""
    letters = text.written(number.end - 1).lstrip("0123456789")
    if len(letters) == 1 and letters.isupper():
        return number.end, None
    match = text.units.match([number.tail, *text.lower[number.end : number.end + 2]], 0)
    if match is None or match[1].kind not in ("money", "measure"):
        return number.end, None
    return number.end - 1 + match[0], match[1]


def _lookup(text: Text, at: int) -> tuple[int, Unit | None]:
    match = text.units.match(text.lower, at)
    if match is None:
        return at, None
    end, unit = match
    if end == at + 1 and text.lower[at] in _ONE_LETTER and text.written(at) != text.lower[at]:
        return at, None
    return end, unit


def _classified(text: Text, at: int, end: int, unit: Unit, number: Number) -> tuple[int, Unit]:
    """Take the noun of a classifier ("chiếc xe tải") and tell children from animals after "con"."""
    word = text.word(at)
    if end > at + 1 or word not in _CLASSIFIERS or unit.kind == "none":
        return end, unit
    if word == "con" and number.value < 10:
        if text.word(end) in _OF_CHILDREN:
            return end + 1, PERSON
        if text.ends_clause(end) and text.word(number.begin - 1) in _OF_PARENTS:
            return end, PERSON
    inner_end, inner = _lookup(text, end)
    return (inner_end, inner) if inner is not None and inner.kind in ("count", "person") else (end, unit)


def _coordinated(text: Text, end: int, unit: Unit) -> tuple[int, Unit]:
    """Take further nouns of the same unit: "xã, phường, đặc khu", "cán bộ, chiến sĩ"."""
    for _ in range(3):
        if text.word(end) not in (",", "/", "và", "-", "–"):
            break
        at = end + 1 + (text.word(end + 1) == "\n")
        if text.word(at) not in _COORDINATED:
            break
        next_end, other = _lookup(text, at)
        if other is None or not (other.name == unit.name or any({other.name, unit.name} <= same for same in _SAME)):
            break
        if unit.name in ("city", "ministry", "locality"):
            unit = other
        end = next_end
    return end, unit
