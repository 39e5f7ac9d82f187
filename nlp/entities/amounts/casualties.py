"""What happened to the people an amount counts: dead, missing, injured, or several of these (casualty).

Invariant: every function looks at a bounded number of tokens around the count, and never past its sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nlp.entities.phrases import Phrases, tokens_of
from nlp.text.normalize import strip_accents

FATES = {
    "dead": "chết|thiệt mạng|tử vong|tử nạn|bỏ mạng|hy sinh|hi sinh|chết đuối|đuối nước|chết cháy|qua đời|mất mạng|"
            "chết thảm|chết ngạt|bị giết|bị sát hại|bị bắn chết|tử vong tại chỗ|thiệt mạng tại chỗ|tử trận",
    "missing": "mất tích|mất liên lạc",
    "injured": "bị thương|trọng thương|thương nặng|nhập viện|bị bỏng|bị thương tích|thương nhẹ",
    "casualty": "thương vong|chết và mất tích|chết, mất tích|chết hoặc mất tích|chết và bị thương|chết, bị thương|"
                "thiệt mạng và mất tích|thiệt mạng, mất tích|chết hoặc bị thương|chết/mất tích|tử vong và mất tích",
}  # fmt: skip
_AUXILIARY = tokens_of("đã bị vẫn đang còn được cùng khác may đều lại da van dang khac")
_DEGREE = tokens_of("nặng nhẹ nang nhe")
_STOPS = frozenset('.\n;!?:()"“”')
_TURNS = tokens_of("""
người nạn vụ ca nhiều số các những khiến làm cứu viếng thăm sau vì khi trước để kể chứng tìm cái thoát suýt sắp không
chưa xác sống nghi liên gây truy khởi khỏi việc nếu dù hơn cho với về điều nhưng nguoi vu cuu song
""")
_DOERS = tokens_of("đánh đâm giết bắn chém tông cán dọa sát hại húc đốt đầu")
_NOT_HURT = tokens_of("yêu binh mến tiếc lượng hại mại nhớ gia hiệu vụ thuyết thảo")
_LINKS = tokens_of("""
lên là tới đến gồm vượt hơn gần khoảng ít nhất còn từ thành : len la toi den gom vuot hon gan it nhat
""")
_BEFORE = {
    "dead": "giết|giết chết|giết hại|sát hại|cướp đi sinh mạng|cướp đi sinh mạng của|cướp sinh mạng|cướp sinh mạng của|"
            "cướp đi mạng sống của|thi thể|thi thể của|chết|tông chết|đâm chết|bắn chết|làm thiệt mạng|"
            "khiến thiệt mạng|đánh chết|cướp đi tính mạng|cướp đi tính mạng của|làm tử vong|cán chết|chém chết|"
            "chet",
    "injured": "bị thương|làm bị thương|khiến bị thương|gây thương tích cho|đâm bị thương|lam bi thuong",
    "missing": "làm mất tích|khiến mất tích",
}  # fmt: skip
_TIMES = tokens_of("/ tuần tháng ngày giờ năm phút qua h tuan thang ngay gio nam")
LIST_LENGTH = 40
_ESCAPES = frozenset({"thoát", "suýt"})
_FAR, _TOLL = 12, 24

_FATE_FORMS = Phrases(
    (spelling.replace(",", " ,").replace("/", " / "), fate)
    for fate, listed in FATES.items()
    for phrase in listed.split("|")
    for spelling in (phrase, strip_accents(phrase))
)
_FIRST = _FATE_FORMS.first_tokens
_BEFORE_FORMS = {
    tuple(phrase.split()): fate for fate, listed in _BEFORE.items() for phrase in listed.split("|")
}  # fmt: skip
_LONGEST_BEFORE = max(map(len, _BEFORE_FORMS))


class Fate(NamedTuple):
    """A unit of casualties and the token after the words that say so, or after the count when they stand elsewhere."""

    unit: str
    end: int


def fate_at(lower: Sequence[str], at: int, noun: bool = False) -> Fate | None:
    """Read a predicate that begins at token ``at``, with auxiliaries and degree: "đã tử vong", "bị thương nặng".

    :param noun: whether the people counted stand right before, so that "thương" alone can be hurt.
    """
    for skipped in range(3):
        here = at + skipped
        if here >= len(lower):
            return None
        match = _FATE_FORMS.match(lower, here) if lower[here] in _FIRST else None
        if match is not None:
            end, unit = match
            return Fate(unit, end + (end < len(lower) and lower[end] in _DEGREE))
        if (
            noun
            and lower[here] == "thương"
            and skipped == 0
            and (here + 1 == len(lower) or lower[here + 1] not in _NOT_HURT)
        ):
            return Fate("injured", here + 1)
        if lower[here] not in _AUXILIARY:
            return None
    return None


def casualty(lower: Sequence[str], end: int, begin: int) -> Fate | None:
    """Say what happened to the people counted by tokens [``begin``, ``end``).

    :param lower: lower-case tokens of the text.
    :return: what, with the end of the predicate when it directly follows; None when the clause says nothing.
    """
    direct = fate_at(lower, end, noun=True)
    if direct is not None:
        return direct
    unit = _before(lower, begin) or _later(lower, end) or toll_before(lower, begin)
    return None if unit is None else Fate(unit, end)


def list_after(lower: Sequence[str], at: int) -> int:
    """Return how far the people just counted are told one by one from token ``at`` on, ``at`` when they are not.

    "gồm: xã A 4 người, ..." goes on for a while, "(xã A 4 người, ...)" to the bracket, "trong đó có 2 ..." for one.
    """
    opening = tuple(lower[at : at + 3])
    if opening[:1] in (("gồm",), ("gom",)) or opening[:2] in (("bao", "gồm"), ("bao", "gom")):
        return at + LIST_LENGTH
    if opening[:1] == ("(",):
        return next((end for end in range(at, min(at + LIST_LENGTH, len(lower))) if lower[end] == ")"), at)
    return at + 7 if opening in ((",", "trong", "đó"), (",", "trong", "do")) else at


def toll_before(lower: Sequence[str], begin: int) -> str | None:
    """Read a toll that leads up to the count: "số người chết đã tăng lên N"."""
    if not any(word in _LINKS for word in lower[max(0, begin - 3) : begin]):
        return None
    for at in range(begin - 1, max(0, begin - _TOLL) - 1, -1):
        if lower[at] in _STOPS and lower[at] != ":":
            return None
        if lower[at][0].isdigit() and lower[begin - 1] not in ("lên", "len") and lower[at + 1] not in _TIMES:
            return None
        if lower[at] in ("số", "so") and lower[at + 1] in ("người", "nạn", "ca", "trường", "nguoi", "thương"):
            for here in range(at + 1, min(at + 5, begin)):
                fate = fate_at(lower, here)
                if fate is not None and fate.end <= begin:
                    return fate.unit
    return None


def _before(lower: Sequence[str], begin: int) -> str | None:
    """Read a transitive predicate before the count, modifiers between: "làm chết ít nhất N"."""
    for stop in range(begin, max(0, begin - 3), -1):
        for length in range(_LONGEST_BEFORE, 0, -1):
            if length <= stop:
                unit = _BEFORE_FORMS.get(tuple(lower[stop - length : stop]))
                if unit is not None:
                    return None if stop > length and lower[stop - length - 1] in _ESCAPES else unit
        if lower[stop - 1] not in _LINKS and lower[stop - 1] not in ("trên", "dưới", "nhất"):
            return None
    return None


def _later(lower: Sequence[str], end: int) -> str | None:
    """Read a predicate further on in the clause: "N người trong một gia đình tử vong"."""
    passive = False
    for at in range(end, min(end + _FAR, len(lower))):
        word = lower[at]
        joined = at == end + 1 and lower[end] == "và"  # "7 học sinh và 2 giáo viên thiệt mạng"
        if word[0].isdigit() and not joined and lower[at + 1 : at + 2] != ["tuổi"]:
            return None
        if word in _STOPS or word in _TURNS:
            return None
        passive = passive or word == "bị"
        if word in _FIRST:
            fate = fate_at(lower, at)
            if fate is not None and (passive or lower[at - 1] not in _DOERS):
                return fate.unit
    return None
