"""What happened to the people counted, in the ways that bulletins, headlines and lists of losses tell it."""

import pytest

from nlp.entities.amounts.find import find_amounts
from nlp.entities.tokens import Tokens
from nlp.text.normalize import normalize


def casualties(text):
    """Return (value, unit) of every amount."""
    found = find_amounts(Tokens.of(normalize(text)))
    return [(entity.value["value"], entity.value["unit"]) for entity in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The word first.
        ("Lũ làm chết 4 người, mất tích 3 người, bị thương 9 người.", [(4, "dead"), (3, "missing"), (9, "injured")]),
        ("Lốc xoáy làm chết 2, bị thương 6 người.", [(2, "dead"), (6, "injured")]),
        ("Về người: chết 5, mất tích 1, bị thương 12.", [(5, "dead"), (1, "missing"), (12, "injured")]),
        ("Mất tích: 04 người; bị thương: 06 người.", [(4, "missing"), (6, "injured")]),
        ("Số người chết tăng lên 31, mất tích 17.", [(31, "dead"), (17, "missing")]),
        ("Số người thiệt mạng đã lên đến con số 52.", [(52, "dead")]),
        # Cases stand for people.
        ("Bệnh viện ghi nhận 2 ca tử vong.", [(2, "dead")]),
        ("Có 3 trường hợp bị thương.", [(3, "injured")]),
        # More ways to say it.
        ("Hai anh em ở thôn trên bị nước cuốn trôi, tử vong.", [(2, "dead")]),
        ("3 người không qua khỏi, 2 người nguy kịch.", [(3, "dead"), (2, "injured")]),
        ("4 học sinh phải nhập viện", [(4, "injured")]),
        # Bodies of the missing.
        ("Tìm thấy thi thể 2 người mất tích.", [(2, "dead")]),
        # Lists, place by place.
        ("Lũ khiến 9 người chết (số chết: Lâm Đồng 5 người, Gia Lai 4 người).", [(9, "dead"), (5, "dead"), (4, "dead")]),
        ("Số người chết: Sơn La 6 người, Yên Bái 2 người, Lào Cai 1 người.", [(6, "dead"), (2, "dead"), (1, "dead")]),
        ("cướp sinh mạng 9 người, trong đó Huế 5 người, Gia Lai 3 người, Lai Châu 1 người",
         [(9, "dead"), (5, "dead"), (3, "dead"), (1, "dead")]),
        ("số người chết và mất tích lên 37 người", [(37, "casualty")]),
    ],
)  # fmt: skip
def test_casualties(text, expected):
    assert casualties(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cứ 100 người mắc bệnh thì có 3 người tử vong.", [(100, "person"), (3, "person")]),
        ("Vụ 5 ngư dân mất tích: 2 người đã về đất liền.", [(5, "missing"), (2, "person")]),
        ("Xử lý 12 ca vi phạm", [(12, "case")]),
        ("Số người chết: Sơn La 6 người. Đoàn có 20 người.", [(6, "dead"), (20, "person")]),
        ("Ông mất tích 12 ngày", []),
        ("nhà thơ chết 1972.", []),
        ("ngày chết 3/5.", []),
    ],
)
def test_who_is_alive_or_nobody_in_particular(text, expected):
    assert casualties(text) == expected
