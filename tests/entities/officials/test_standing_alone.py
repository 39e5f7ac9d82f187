"""Titles without a person: when they stand for somebody in particular."""

from __future__ import annotations

import pytest

from tests.entities.officials.phrasing import officials


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bớt 40 hiệu trưởng, hiệu phó", []),
        ("40 trường. Hiệu trưởng, hiệu phó đều nói", ["- | Hiệu trưởng | -", "- | hiệu phó | -"]),
        ("7 nữ Ủy viên Trung ương", []),
        ("hiệu trưởng các trường họp", []),
        ("Ủy viên Bộ Chính trị, chủ tịch họp", []),
        ("Bộ trưởng, chủ tịch tỉnh Thanh Hóa họp", ["- | Bộ trưởng | -", "- | chủ tịch | tỉnh Thanh Hóa"]),
        ("hiệu trưởng họp", ["- | hiệu trưởng | -"]),
        ("chủ tịch họp", []),
        ("Bí thư họp", []),
        ("được bầu làm tân chủ tịch", ["- | chủ tịch | -"]),
        ("được điều động giữ chức Bí thư", ["- | Bí thư | -"]),
        ("được điều động làm chủ tịch", []),
        ("Thủ tướng Nhật Bản tới Huế. Thủ tướng cho biết", []),
        ("Thủ tướng Nhật Bản gặp Thủ tướng Lê Văn Tám. Thủ tướng cho biết", ["Lê Văn Tám | Thủ tướng | -", "- | Thủ tướng | -"]),
        ("Nepal chọn cựu chánh án làm thủ tướng", []),
        ("Thủ tướng Lê Văn Tám tới Nepal. Sau đó, thủ tướng về nước", ["Lê Văn Tám | Thủ tướng | -", "- | thủ tướng | -"]),
        ("Tới Nepal, Thủ tướng cho biết", ["- | Thủ tướng | -"]),
        ("Tổng Bí thư, Chủ tịch nước thăm trường", ["- | Tổng Bí thư, Chủ tịch nước | -"]),
        ("Tổng Bí thư, Thủ tướng thăm trường", ["- | Tổng Bí thư | -", "- | Thủ tướng | -"]),
    ],
)  # fmt: skip
def test_titles_alone(text: str, expected: list[str]) -> None:
    assert officials(text) == expected
