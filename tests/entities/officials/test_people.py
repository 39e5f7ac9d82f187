"""People: what announces a name, and what may stand between a name and the office after it."""

from __future__ import annotations

import pytest

from tests.entities.officials.phrasing import find, officials


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("hôm qua ông Lê Văn Tám, Bí thư Huyện ủy", "ông Lê Văn Tám, Bí thư Huyện ủy"),
        ("hôm qua đồng chí đại tá PGS.TS Lê Văn Tám, Bí thư Huyện ủy", "đồng chí đại tá PGS.TS Lê Văn Tám, Bí thư Huyện ủy"),
        ("Ông Lê Văn Tám, Bí thư Huyện ủy", "Ông Lê Văn Tám, Bí thư Huyện ủy"),
        ("Ảnh: TTXVN Ông Lê Văn Tám, Bí thư Huyện ủy", "Ông Lê Văn Tám, Bí thư Huyện ủy"),
        ("hôm qua bà H'Sen Kđoh, Bí thư Huyện ủy", "bà H'Sen Kđoh, Bí thư Huyện ủy"),
        ("hôm qua ông K’Brin - Bí thư Huyện ủy", "ông K’Brin - Bí thư Huyện ủy"),
        ("hôm qua ông Điểu K'Ré, Bí thư Huyện ủy", "ông Điểu K'Ré, Bí thư Huyện ủy"),
        ("hôm qua Bí thư Huyện ủy Y Thông Kbuôr", "Bí thư Huyện ủy Y Thông Kbuôr"),
        ("hôm qua ông Nguyễn Văn T., Bí thư Huyện ủy", "Bí thư Huyện ủy"),
        ("trao tặng Thủ tướng Lê Sen Huân chương Vàng", "Thủ tướng Lê Sen"),
        ("Theo VTC Lê Văn Tám, Bí thư Huyện ủy", "Lê Văn Tám, Bí thư Huyện ủy"),
        ("là Lê Văn Hòa Bí thư Huyện ủy", "Bí thư Huyện ủy"),
        ("Sông Cầu, Bí thư Huyện ủy", "Bí thư Huyện ủy"),
        ("Hà Nam Sơn La, Bí thư Huyện ủy", "Bí thư Huyện ủy"),
        ("hôm qua ông Tám, Bí thư Huyện ủy", "ông Tám, Bí thư Huyện ủy"),
        ("hôm qua ông Hòa Bí thư Huyện ủy", "Bí thư Huyện ủy"),
        ("hôm qua ông Smith, Bí thư Huyện ủy", "Bí thư Huyện ủy"),
        ("ông Lê Văn Tám, tân Bí thư Huyện ủy", "ông Lê Văn Tám, tân Bí thư Huyện ủy"),
        ("ông Lê Văn Tám kiêm Bí thư Huyện ủy", "ông Lê Văn Tám kiêm Bí thư Huyện ủy"),
        ("ông Lê Văn Tám (bìa trái), Bí thư Huyện ủy", "ông Lê Văn Tám (bìa trái), Bí thư Huyện ủy"),
        ("ông Lê Văn Tám (Công ty Sao Mai), Bí thư Huyện ủy", "Bí thư Huyện ủy"),
        ("ông Lê Văn Tám, 52 tuổi, Bí thư Huyện ủy", "ông Lê Văn Tám, 52 tuổi, Bí thư Huyện ủy"),
        ("ông Lê Văn Tám, sinh năm 1970, Bí thư Huyện ủy", "ông Lê Văn Tám, sinh năm 1970, Bí thư Huyện ủy"),
        ("ông Lê Văn Tám (SN 1970), Bí thư Huyện ủy", "ông Lê Văn Tám (SN 1970), Bí thư Huyện ủy"),
        ("thạc sĩ Lê Văn Tám, Bí thư Huyện ủy", "thạc sĩ Lê Văn Tám, Bí thư Huyện ủy"),
        ("Bí thư Huyện ủy - thiếu tá Lê Văn Tám - nói", "Bí thư Huyện ủy - thiếu tá Lê Văn Tám"),
        ("Bí thư Huyện ủy, đồng chí thiếu tá ThS Lê Văn Tám, nói", "Bí thư Huyện ủy, đồng chí thiếu tá ThS Lê Văn Tám"),
    ],
)  # fmt: skip
def test_the_person_of_an_office(text: str, mention: str) -> None:
    assert [entity.text for entity in find(text)] == [mention]


def test_a_foreigner_with_a_name_that_looks_vietnamese_is_known() -> None:
    assert officials("Thủ tướng Lý Cường tới Huế") == []
