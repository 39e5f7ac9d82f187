"""Single victims that a text tells in words."""

import pytest

from nlp.entities.tokens import Tokens
from nlp.entities.victims import find_victims
from nlp.text.normalize import strip_accents


def victims(text):
    return [(victim.unit, victim.value) for victim in find_victims(Tokens.of(text), set(), ())]


TOLD = [
    # What happened follows.
    ("Nam sinh bị xe ben tông tử vong", [("dead", 1)]),
    ("Người phụ nữ bị cuốn vào gầm xe đã tử vong tại chỗ", [("dead", 1)]),
    ("Bé gái bị nước cuốn mất tích khi qua suối", [("missing", 1)]),
    ("Thợ hồ ngã giàn giáo bị thương nặng", [("injured", 1)]),
    ("Thiếu nữ bị người quen sát hại", [("dead", 1)]),
    ("vụ nam thanh niên bị đâm tử vong", [("dead", 1)]),
    ("bà Vi Thị Mẩy (58 tuổi, trú xã Nậm Cắn) không qua khỏi", [("dead", 1)]),
    ("chị N.T.L. bị thương nặng", [("injured", 1)]),
    ("Lò Văn Pản (21 tuổi) tử vong", [("dead", 1)]),
    # What was done stands before.
    ("Xe tải tông chết nữ sinh rồi bỏ chạy", [("dead", 1)]),
    ("Tìm thấy thi thể bé trai trên sông", [("dead", 1)]),
    ("phát hiện thi thể dưới kênh", [("dead", 1)]),
    ("Đến trưa, thi thể cháu được đưa lên bờ", [("dead", 1)]),
    ("Người đàn ông sát hại vợ", [("dead", 1)]),
    # Several in one sentence.
    ("Tài xế và phụ xe tử vong", [("dead", 1), ("dead", 1)]),
    ("anh Lò Văn Én (30 tuổi, trú xã Nậm Cắn) và chị Hà Thị Sen bị thương", [("injured", 1), ("injured", 1)]),
    ("vợ chồng anh Tám tử vong", [("dead", 2)]),
    ("Người bố tử vong, con gái bị thương", [("dead", 1), ("injured", 1)]),
]


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_victims(text, expected):
    assert victims(text) == expected


@pytest.mark.parametrize(
    "text", ["Nữ sinh bị xe ben tông tử vong", "Tài xế bị thương nặng", "Tim thay thi the be trai"]
)
def test_without_accents(text):
    assert victims(strip_accents(text)) == victims(text)


@pytest.mark.parametrize(
    "text",
    [
        "Nam thanh niên thoát chết trong gang tấc", "Tài xế may mắn không bị thương", "Nguyên nhân tử vong của nạn nhân chưa rõ",
        "Nếu không kịp cứu, tài xế có thể tử vong", "nguy cơ tử vong ở bệnh nhân", "Các nạn nhân tử vong", "Nhiều công nhân bị thương",
        "Hai nữ sinh tử vong", "Xe khách chết máy, tài xế xuống đẩy", "Tài xế gây tai nạn chết người", "Tài xế đâm chết con bò",
        "Nhà anh Tám có gà, heo bị chết", "Chủ quán nói chết dở", "Học sinh lo sợ chết đói", "Người dân đưa tang",
        "ngư dân thấy con cá lớn đã chết", "tàu cá mất tích", "tài xế may mắn sống ở đảo chết", "Cụ ông kể. Năm ấy nhiều người chết", "thi thể các nạn nhân", "Ca sĩ nhập viện",
    ],
)  # fmt: skip
def test_nobody_in_particular(text):
    assert victims(text) == []


def test_people_that_an_amount_counts_are_left_to_it():
    tokens = Tokens.of("Một tài xế tử vong")
    assert find_victims(tokens, {0, 1, 2}, ()) == []


def test_who_is_joined_to_a_count():
    tokens = Tokens.of("Tài xế và 2 hành khách tử vong")
    assert [victim.who for victim in find_victims(tokens, {3, 4, 5}, [(3, "dead")])] == ["tài xế"]
