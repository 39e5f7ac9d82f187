"""Text in small letters throughout: names get their capitals back where nothing else can be meant."""

from __future__ import annotations

import pytest

from tests.entities.officials.phrasing import find, officials

PHRASINGS = [
    ("chủ tịch ubnd tỉnh gia lai lê văn tám cho biết", ["lê văn tám | chủ tịch | ubnd tỉnh gia lai"]),
    ("ông lê văn tám, phó chủ tịch ubnd tỉnh gia lai, nói", ["lê văn tám | phó chủ tịch | ubnd tỉnh gia lai"]),
    ("giám đốc sở y tế trần thị hoa bị kỷ luật", ["trần thị hoa | giám đốc | sở y tế"]),
    ("giám đốc sở y tế trần thị thu hoa bị kỷ luật", ["trần thị thu hoa | giám đốc | sở y tế"]),
    ("bí thư tỉnh ủy lê minh tám đề nghị", ["lê minh tám | bí thư | tỉnh ủy"]),
    ("thủ tướng đoàn minh tám thăm trường", ["đoàn minh tám | thủ tướng | -"]),
    ("chủ tịch ubnd xã tân sen lê văn tám nói", ["lê văn tám | chủ tịch | ubnd xã tân sen"]),
    ("bà lê thị sen - trưởng phòng kinh tế - trả lời", ["lê thị sen | trưởng phòng | phòng kinh tế"]),
    ("chủ tịch ubnd xã lù thị sen nói", ["lù thị sen | chủ tịch | ubnd xã"]),
    ("chủ tịch xã xin lỗi dân", ["- | chủ tịch | xã"]),
    ("trưởng thôn đi từng nhà", ["- | trưởng thôn | -"]),
    ("hiệu trưởng họp, lương công nhân tăng", ["- | hiệu trưởng | -"]),
    ("thủ tướng nhật bản thăm huế", []),
    ("đoàn công tác từ thanh hóa về", []),
    ("ông lê văn tám trồng rau", []),
]


@pytest.mark.parametrize(("text", "expected"), PHRASINGS)
def test_small_letters(text: str, expected: list[str]) -> None:
    places = tuple(name for name in ("gia lai", "huế", "thanh hóa") if name in text)
    assert officials(text, places) == expected


def test_one_capital_is_enough_to_read_as_written() -> None:
    assert officials("Hôm qua bí thư tỉnh ủy lê minh tám đề nghị") == ["- | bí thư | tỉnh ủy"]


def test_the_text_stays_as_written() -> None:
    [entity] = find("hôm qua bí thư tỉnh ủy lê minh tám đề nghị")
    assert entity.text == "bí thư tỉnh ủy lê minh tám"
