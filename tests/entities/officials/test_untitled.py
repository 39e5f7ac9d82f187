"""People without a title of their own: rank, appointment, headline."""

from __future__ import annotations

import pytest

from tests.entities.officials.phrasing import officials

POST = "- | Chủ tịch | UBND tỉnh"
PERSON = "Lê Văn Tám | - | -"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("đại úy Lê Văn Tám nói", ["Lê Văn Tám | - | -"]),
        ("một lần đại úy công an xã cứu người", ["- | đại úy | công an xã"]),
        ("hai đại úy công an cứu người", []),
        ("đại tá Công ty Sao Mai nói", []),
        ("đại tá quân đội Lê Văn Sen nói", []),
        ("ông Lê Văn Tám nói", []),
        ("ông Tô Lâm nói", ["Tô Lâm | - | -"]),
        ("bầu ông Lê Văn Tám giữ chức Chủ tịch UBND tỉnh", [PERSON, POST]),
        ("ông Lê Văn Tám gặp Chủ tịch UBND tỉnh", [POST]),
        ("ông Lê Văn Tám là Chủ tịch UBND tỉnh", [PERSON, POST]),
        ("ông Lê Văn Tám nói đây là việc của Chủ tịch UBND tỉnh", [POST]),
        ("ông Lê Văn Tám được bầu. Chủ tịch UBND tỉnh nói", [POST]),
        ("ông Hà Văn Sen trao quyết định bổ nhiệm ông Lê Văn Tám làm Chủ tịch UBND tỉnh", [PERSON, POST]),
        ("nhận việc của Chủ tịch UBND tỉnh thay ông Lê Văn Tám", [POST, PERSON]),
        ("Chủ tịch UBND tỉnh đã gặp bà Sen thay ông Lê Văn Tám", [POST]),
        ("miễn nhiệm Chủ tịch UBND tỉnh đối với ông Lê Văn Tám", [POST, PERSON]),
        ("Chủ tịch UBND tỉnh là ông Lê Văn Tám", [POST, PERSON]),
        ("Chủ tịch UBND tỉnh: Làm ngay\nÔng Lê Văn Tám yêu cầu", [POST, PERSON]),
        ("Chủ tịch UBND tỉnh: Làm ngay\nÔng Lê Văn Tám trồng rau", [POST]),
        ("Hôm qua, Chủ tịch UBND tỉnh: Làm ngay\nÔng Lê Văn Tám yêu cầu", [POST]),
        ("Chủ tịch UBND tỉnh gặp Thủ tướng\nÔng Lê Văn Tám yêu cầu", [POST, "- | Thủ tướng | -"]),
    ],
)
def test_people_without_a_title(text: str, expected: list[str]) -> None:
    assert officials(text) == expected
