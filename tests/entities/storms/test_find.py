"""The table of phrasings of storms: each line a text, and what is marked in it with number and name."""

import pytest

from nlp.article import Article
from nlp.entities.extract import extract


def storms(text):
    found = extract(Article(text, published="2025-10-08"), types="storm")
    return [(e.text, e.value["number"], e.value["name"]) for e in found]


PHRASINGS = [
    ("Hoàn lưu bão số 11 gây mưa.", [("bão số 11", 11, None)]),
    ("Cơn bão Yagi đi qua.", [("bão Yagi", None, "Yagi")]),
    (
        "Siêu bão Ragasa mạnh lên. Ragasa giật cấp 17.",
        [("Siêu bão Ragasa", None, "Ragasa"), ("Ragasa", None, "Ragasa")],
    ),
    ("Bão số 13 Kalmaegi vào bờ.", [("Bão số 13 Kalmaegi", 13, "Kalmaegi")]),
    ("Bão số 4 (An Nhiên) mạnh lên.", [("Bão số 4", 4, "An Nhiên"), ("An Nhiên", 4, "An Nhiên")]),
    ("Bão số 11, có tên quốc tế là Matmo.", [("Bão số 11", 11, "Matmo"), ("Matmo", 11, "Matmo")]),
    ("Matmo áp sát\nBão số 11 giật cấp 14.", [("Matmo", 11, "Matmo"), ("Bão số 11", 11, "Matmo")]),
    ("Bão số 10 và số 11 gây thiệt hại.", [("Bão số 10", 10, None), ("số 11", 11, None)]),
    ("Bão Hạ Long không vào Biển Đông.", [("Bão Hạ Long", None, "Hạ Long")]),
    ("Bão Melissa tàn phá Cuba.", [("Bão Melissa", None, "Melissa")]),
    ("bao so 11 vao dat lien, mua lon o vung nui.", [("bao so 11", 11, None)]),
]


@pytest.mark.parametrize(("text", "expected"), PHRASINGS)
def test_phrasings(text, expected):
    assert storms(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Bão mặt trời mạnh, bão giá, bão Facebook, clip gây bão mạng.",
        "Sau bão, áp thấp nhiệt đới suy yếu.",
        "Bão Việt Nam năm nay nhiều; đã có 12 cơn bão.",
        "Đảo Hạ Long, chị Maria và anh Lan tránh bão.",
    ],
)
def test_no_storms(text):
    assert storms(text) == []


def test_the_year_is_told_or_that_of_publication():
    found = extract(Article("Bão số 3 năm 2024 mạnh hơn bão số 11.", published="2025-10-08"), types="storm")
    assert [e.value["year"] for e in found] == [2024, 2025]
