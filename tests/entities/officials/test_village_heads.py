"""Heads of villages: the village's name or number after the title, and the people beside it."""

from __future__ import annotations

import pytest

from tests.entities.officials.phrasing import officials

WITH_A_VILLAGE = [
    ("Trưởng thôn Nà Sen cho biết", ["- | Trưởng thôn | Nà Sen"]),
    ("Trưởng thôn Nà Sen, xã Tân An, cho biết", ["- | Trưởng thôn | Nà Sen, xã Tân An"]),
    ("Trưởng thôn Mỹ Sen Lê Văn Tám nói", ["Lê Văn Tám | Trưởng thôn | Mỹ Sen"]),
    ("trưởng bản Huổi Sen nói", ["- | trưởng bản | Huổi Sen"]),
    ("Trưởng ấp Bình Sen Lê Văn Tám nói", ["Lê Văn Tám | Trưởng ấp | Bình Sen"]),
    ("Trưởng buôn Ea Sen Y Thông Niê nói", ["Y Thông Niê | Trưởng buôn | Ea Sen"]),
    ("ông Y Bhiu, trưởng buôn Ea Sen, nói", ["Y Bhiu | trưởng buôn | Ea Sen"]),
    ("Ông Giàng A Tám, Trưởng bản Háng Sen, nói", ["Giàng A Tám | Trưởng bản | Háng Sen"]),
    ("Trưởng khu phố 3 nói", ["- | Trưởng khu phố | 3"]),
    ("Trưởng khu phố 3, phường Tân An nói", ["- | Trưởng khu phố | 3, phường Tân An"]),
    ("Tổ trưởng tổ dân phố số 5 Lê Thị Sen nói", ["Lê Thị Sen | Tổ trưởng tổ dân phố | số 5"]),
    ("bà Lê Thị Sen, Tổ trưởng tổ dân phố 12, nói", ["Lê Thị Sen | Tổ trưởng tổ dân phố | 12"]),
    ("Trưởng xóm Đông Lê Văn Tám nói", ["Lê Văn Tám | Trưởng xóm | Đông"]),
    ("Phó trưởng thôn Sen Hạ nói", ["- | Phó trưởng thôn | Sen Hạ"]),
    ("Trưởng khóm 7 Lê Văn Tám nói", ["Lê Văn Tám | Trưởng khóm | 7"]),
    ("Bí thư chi bộ, trưởng thôn Nà Sen Lê Văn Tám nói", ["Lê Văn Tám | Bí thư chi bộ, trưởng thôn | Nà Sen"]),
    ("Bí thư chi bộ thôn Nà Sen Lê Văn Tám nói", ["Lê Văn Tám | Bí thư | chi bộ thôn Nà Sen"]),
    ("Trưởng khu vực Bình Sen, quận Tân An, nói", ["- | Trưởng khu vực | Bình Sen, quận Tân An"]),
    ("Trưởng thôn 2A Lê Văn Tám nói", ["Lê Văn Tám | Trưởng thôn | 2A"]),
    ("nguyên trưởng thôn Nà Sen nói", ["- | nguyên trưởng thôn | Nà Sen"]),
]

WITHOUT_ONE = [
    ("trưởng thôn đi từng nhà", ["- | trưởng thôn | -"]),
    ("Trưởng thôn Lê Văn Tám nói", ["Lê Văn Tám | Trưởng thôn | -"]),
    ("Trưởng bản Lò Văn Tám nói", ["Lò Văn Tám | Trưởng bản | -"]),
    ("Trưởng buôn H'Sen Niê nói", ["H'Sen Niê | Trưởng buôn | -"]),
    ("Trưởng thôn Rơ Châm Sen nói", ["Rơ Châm Sen | Trưởng thôn | -"]),
    ("trưởng làng Ksor Hnăm dẫn đường", ["Ksor Hnăm | trưởng làng | -"]),
    ("Trưởng thôn Siu Blưn nói", ["Siu Blưn | Trưởng thôn | -"]),
    ("Trưởng thôn, ông Lê Văn Tám, nói", ["Lê Văn Tám | Trưởng thôn | -"]),
    ("300 trưởng thôn dự tập huấn", []),
    ("các trưởng bản ở xã Tân An", []),
    ("hàng trăm trưởng ấp họp", []),
    ("Trưởng khu vực kinh doanh miền Bắc nói", []),
    ("Trưởng làng của bộ phim", []),
]


@pytest.mark.parametrize(("text", "expected"), [*WITH_A_VILLAGE, *WITHOUT_ONE])
def test_village_heads(text: str, expected: list[str]) -> None:
    assert officials(text) == expected
