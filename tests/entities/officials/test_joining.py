"""Joining: which person holds an office, and which offices belong together."""

from __future__ import annotations

import pytest

from tests.entities.officials.phrasing import find, officials

PHRASINGS = [
    ("Bí thư Tỉnh ủy, Thủ tướng Lào Sonexay cùng dự", ["- | Bí thư | Tỉnh ủy"]),
    ("Ông Lê Văn Sen, Bí thư Đảng ủy, Chủ tịch Hội đồng quản trị, nói", ["- | Bí thư | Đảng ủy"]),
    ("Thủ tướng Lê Văn Sen, Bí thư Đảng ủy, Chủ tịch Hội đồng quản trị", ["Lê Văn Sen | Thủ tướng | -", "- | Bí thư | Đảng ủy"]),
    ("Chánh văn phòng Đoàn Thành Lâm, Trưởng ban Tuyên giáo", ["- | Chánh văn phòng | Đoàn Thành Lâm", "- | Trưởng ban | ban Tuyên giáo"]),
    ("Bộ trưởng Thủy sản, Thứ trưởng Lê Văn Sen", ["Lê Văn Sen | Bộ trưởng Thủy sản, Thứ trưởng | -"]),
    ("Bí thư Thành ủy Lê Văn Sen từng là HLV trưởng Lê Văn Sen", ["Lê Văn Sen | Bí thư | Thành ủy", "Lê Văn Sen | - | -"]),
    ("Bí thư Tỉnh ủy nhiệm kỳ 2020 - 2025, Chủ tịch HĐND tỉnh Lê Văn Tám",
     ["Lê Văn Tám | Bí thư Tỉnh ủy nhiệm kỳ 2020 - 2025, Chủ tịch | HĐND tỉnh"]),
    ("Bí thư Tỉnh ủy gặp Chủ tịch HĐND tỉnh Lê Văn Tám", ["- | Bí thư | Tỉnh ủy", "Lê Văn Tám | Chủ tịch | HĐND tỉnh"]),
    ("Thủ tướng, Bộ trưởng Bộ Công an Lê Văn Tám cùng dự", ["- | Thủ tướng | -", "Lê Văn Tám | Bộ trưởng | Bộ Công an"]),
    ("Thủ tướng kiêm Bộ trưởng Bộ Công an Lê Văn Tám", ["Lê Văn Tám | Thủ tướng kiêm Bộ trưởng | Bộ Công an"]),
    ("Tổng Bí thư, Chủ tịch nước Lào Thongloun Sisoulith", []),
    ("Giám đốc Công ty Sao Mai, Chủ tịch HĐND tỉnh Lê Văn Tám", ["Lê Văn Tám | Chủ tịch | HĐND tỉnh"]),
    ("Bí thư Tỉnh ủy, Giám đốc Công ty Sao Mai, bà Lê Thị Sen", ["- | Bí thư | Tỉnh ủy"]),
    ("Chủ tịch Hội Nhà báo, Phó trưởng ban Tuyên giáo Lê Văn Tám", ["Lê Văn Tám | Phó trưởng ban | ban Tuyên giáo"]),
    ("Ủy viên Trung ương Đảng, Bí thư Thành ủy phát biểu", ["- | Ủy viên Trung ương Đảng, Bí thư | Thành ủy"]),
    ("Phó bí thư, Chủ tịch UBND tỉnh phát biểu", ["- | Phó bí thư | UBND tỉnh", "- | Chủ tịch | UBND tỉnh"]),
    ("ông Lê Văn Tám, Bí thư Huyện ủy, chủ tịch", ["Lê Văn Tám | Bí thư Huyện ủy, chủ tịch | Huyện ủy"]),
    ("ông Lê Văn Tám, giám đốc, nói. Ông Tám về", []),
    ("Bí thư Tỉnh ủy, ông Lê Văn Tám, nói", ["Lê Văn Tám | Bí thư | Tỉnh ủy"]),
    ("Chủ tịch, ông Lê Văn Tám, nói", []),
    ("cùng Bí thư Tỉnh ủy, ông Lê Văn Tám, Phó chủ tịch UBND tỉnh", ["- | Bí thư | Tỉnh ủy", "Lê Văn Tám | Phó chủ tịch | UBND tỉnh"]),
    ("sau khi giữ chức Bí thư Tỉnh ủy, ông Lê Văn Tám nói", ["- | Bí thư | Tỉnh ủy"]),
    ("các Phó thủ tướng Đỗ Quang Khải, Bùi Đức Anh", ["Đỗ Quang Khải | Phó thủ tướng | -", "Bùi Đức Anh | Phó thủ tướng | -"]),
    ("Phó thủ tướng Đỗ Quang Khải, Bùi Đức Anh", ["Đỗ Quang Khải | Phó thủ tướng | -"]),
    ("Chủ tịch Hồ Chí Minh", ["Hồ Chí Minh | Chủ tịch | -"]),
    ("Chủ tịch Lê Văn Tám", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PHRASINGS)
def test_who_holds_what(text: str, expected: list[str]) -> None:
    assert officials(text) == expected


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("nghe Thủ tướng Lê Văn Tám, Trưởng Ban Chỉ đạo, nói", "Thủ tướng Lê Văn Tám, Trưởng Ban Chỉ đạo"),
        ("nghe Thủ tướng Lê Văn Sen - Trưởng Ban Chỉ đạo - nói", "Thủ tướng Lê Văn Sen - Trưởng Ban Chỉ đạo"),
        ("nghe Thủ tướng Lê Văn Sen, kiêm Trưởng Ban Chỉ đạo, nói", "Thủ tướng Lê Văn Sen, kiêm Trưởng Ban Chỉ đạo"),
        ("nghe ông Lê Văn Tám (Phó bí thư Tỉnh ủy) nói", "ông Lê Văn Tám (Phó bí thư Tỉnh ủy)"),
        ("nghe tân Bí thư Tỉnh ủy Lê Văn Tám nói", "tân Bí thư Tỉnh ủy Lê Văn Tám"),
    ],
)
def test_how_far_a_mention_goes(text: str, span: str) -> None:
    assert [entity.text for entity in find(text)] == [span]
