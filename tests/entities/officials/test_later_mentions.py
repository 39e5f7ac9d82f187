"""Later mentions: short names, titles that wait for proof, repeats of a name."""

from __future__ import annotations

import pytest

from tests.entities.officials.phrasing import find, officials

SECRETARY = "Mai Quốc Việt | Bí thư | Thành ủy"
AGAIN = "Mai Quốc Việt | - | -"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bí thư Thành ủy Mai Quốc Việt họp. Ông Việt nói", [SECRETARY, AGAIN]),
        ("Bí thư Thành ủy Mai Quốc Việt họp. Anh Việt nói", [SECRETARY]),
        ("Ông Việt vui. Bí thư Thành ủy Mai Quốc Việt họp", [AGAIN, SECRETARY]),
        ("Ông Việt vui. Bí thư Thành ủy Mai Quốc Việt gặp Bộ trưởng Lê Hải Việt",
         [SECRETARY, "Lê Hải Việt | Bộ trưởng | -"]),
        ("Ông Mai Quốc Việt vui. Bí thư Thành ủy Mai Quốc Việt họp", [AGAIN, SECRETARY]),
        ("Bí thư Thành ủy Mai Quốc Việt họp ở đường Mai Quốc Việt", [SECRETARY]),
        ("Bí thư Thành ủy Mai Quốc Việt họp ở công viên văn hóa Mai Quốc Việt", [SECRETARY]),
        ("Bí thư Thành ủy Mai Quốc Việt họp ở cầu “Ông Việt”", [SECRETARY]),
        ("Bí thư Thành ủy Mai Quốc Việt họp. “Ông Việt nói”", [SECRETARY, AGAIN]),
        ("Bí thư Thành ủy Mai Quốc Việt họp. Bà Lê Thị Việt tới. Ông Việt nói", [SECRETARY]),
        ("Bí thư Thành ủy Mai Quốc Việt họp. Bộ trưởng Lê Hải Việt tới. Ông Việt nói",
         [SECRETARY, "Lê Hải Việt | Bộ trưởng | -", "Lê Hải Việt | - | -"]),
        ("Bí thư Việt: Làm ngay\nBí thư Thành ủy Mai Quốc Việt nói", ["Mai Quốc Việt | Bí thư | -", SECRETARY]),
        ("Hiệu trưởng Việt nói\nBí thư Thành ủy Mai Quốc Việt nói", ["Mai Quốc Việt | Hiệu trưởng | -", SECRETARY]),
        ("Chủ tịch Mai Quốc Việt nói\nBí thư Thành ủy Mai Quốc Việt nói", ["Mai Quốc Việt | Chủ tịch | -", SECRETARY]),
        ("Bộ trưởng Mai Việt\nBí thư Thành ủy Mai Quốc Việt", ["Mai Việt | Bộ trưởng | -", SECRETARY]),
        ("Bộ trưởng Hồ Sen\nChủ tịch UBND tỉnh Lê Thị Hồ Sen", ["Lê Thị Hồ Sen | Bộ trưởng | -", "Lê Thị Hồ Sen | Chủ tịch | UBND tỉnh"]),
        ("Chủ tịch nước Hồ Chí Minh ở thành phố Hồ Chí Minh", ["Hồ Chí Minh | Chủ tịch nước | -"]),
        ("Chủ tịch nước Hồ Chí Minh. Học thơ Hồ Chí Minh", ["Hồ Chí Minh | Chủ tịch nước | -"]),
    ],
)  # fmt: skip
def test_later_mentions(text: str, expected: list[str]) -> None:
    assert officials(text) == expected


def test_a_title_alone_grows_over_the_given_name() -> None:
    text = "Hiệu trưởng Việt nói. Bí thư Thành ủy Mai Quốc Việt nói. Đại tá Việt nói"
    assert [entity.text for entity in find(text)] == [
        "Hiệu trưởng Việt",
        "Bí thư Thành ủy Mai Quốc Việt",
        "Đại tá Việt",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ông Y Thông Niê, trưởng buôn Ea Sen, nói. Ông Y Thông kể", ["Y Thông Niê | trưởng buôn | Ea Sen", "Y Thông Niê | - | -"]),
        ("Bà H'Sen Mlô, Chủ tịch UBND xã, nói. Theo bà H'Sen, lúa mất", ["H'Sen Mlô | Chủ tịch | UBND xã", "H'Sen Mlô | - | -"]),
        ("Ông K’Brin Sen, Phó Chủ tịch HĐND xã, nói. Ông K’Brin kể", ["K’Brin Sen | Phó Chủ tịch | HĐND xã", "K’Brin Sen | - | -"]),
        ("Ông Y Thông Niê, trưởng buôn Ea Sen, nói. Ông Y Bhiu kể", ["Y Thông Niê | trưởng buôn | Ea Sen"]),
        ("Ông Y Thông Niê, trưởng buôn Ea Sen, nói. Ông Y Thông Mlô tới. Ông Y Thông kể", ["Y Thông Niê | trưởng buôn | Ea Sen"]),
        ("Bà H'Sen Mlô, Chủ tịch UBND xã, nói. Hôm qua H'Sen Mlô về buôn", ["H'Sen Mlô | Chủ tịch | UBND xã", "H'Sen Mlô | - | -"]),
        ("Bà H'Sen Mlô, Chủ tịch UBND xã, nói. Chị H'Sen bán hàng", ["H'Sen Mlô | Chủ tịch | UBND xã"]),
    ],
)  # fmt: skip
def test_highland_people_are_called_by_the_first_part(text: str, expected: list[str]) -> None:
    assert officials(text) == expected
