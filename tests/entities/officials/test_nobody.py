"""Titles that nobody in particular holds: denied, counted, ruled about, played, abroad, or in a team."""

from __future__ import annotations

import pytest

from tests.entities.officials.phrasing import officials

DENIED = [
    "Không có giám đốc sở nào hoàn thành nhiệm vụ",
    "Chưa có bí thư chi bộ nào vi phạm",
    "Bất cứ chủ tịch xã nào cũng phải làm",
    "Không phải chủ tịch xã nào cũng làm được",
    "Không một bộ trưởng nào trả lời",
    "Ông không phải giám đốc sở",
    "Giám đốc sở nào chịu trách nhiệm?",
]

COUNTED = [
    "70% hiệu trưởng là nữ",
    "Hầu hết chủ tịch xã còn trẻ",
    "Đội ngũ hiệu trưởng được đào tạo",
    "Một số bí thư chi bộ họp",
    "Hai nguyên giám đốc sở bị bắt",
    "hàng chục trưởng phòng họp",
    "Gần 300 hiệu trưởng dự họp",
    "bổ nhiệm hiệu trưởng 3 trường THPT",
    "phê chuẩn một số chức danh Phó thủ tướng, Bộ trưởng",
    "đội bóng Đại biểu Quốc hội thắng",
]

RULED = [
    "Chủ tịch UBND xã có thẩm quyền xử phạt",
    "Theo luật, giám đốc sở chịu trách nhiệm trước UBND tỉnh",
    "thuộc thẩm quyền của Chủ tịch UBND tỉnh",
    "Bí thư chi bộ phải có bản lĩnh",
    "quy định tiêu chuẩn giám đốc sở",
    "Hội nghị Bộ trưởng Tài chính họp ở Huế",
    "Chủ tịch UBND cấp tỉnh quyết định",
]

PLAYED = [
    "Nam diễn viên vào vai Chủ tịch UBND tỉnh",
    "đảm nhận vai Lê Văn Tám - Viện trưởng Viện Kiểm sát nhân dân tỉnh",
]

ABROAD = [
    "Giám đốc CDC Mỹ từ chức; tân giám đốc chưa được chọn",
    "ông Alexander Petrov, phó giám đốc Trung tâm hòa giải, nói",
    "Xiong Bingqi, Phó viện trưởng Viện Nghiên cứu, nói",
    "Somchai Lopnikorn (38 tuổi), trưởng làng Nong Sen",
    "Bí thư Tỉnh ủy Quảng Tây Trần Sen thăm",
    "thẩm phán Tòa án Quốc tế về Luật Biển",
    "Chủ tịch Cơ quan Công nghiệp quốc phòng Thổ Nhĩ Kỳ tới Huế",
    "Thống đốc bang California nói",
    "Chủ tịch nước Cộng hòa Cuba Miguel Petrov nói",
    "Bộ trưởng Bộ Tài chính Mỹ Scott Petrov nói",
]

IN_TEAMS = [
    "Tân đội trưởng của Hải Sen FC ra mắt",
    "Đội trưởng Công an Sao Mai Lê Văn Tám ghi bàn",
    "Đội trưởng đội xóm Chùa là anh Lê Văn Tám",
    "Đội phó tuyển Việt Nam Lê Văn Tám bị treo giò",
    "Trưởng ban quản lý chung cư nói",
    "Chủ tịch VFF Lê Văn Tám trao cúp",
    "Trưởng đoàn U23 Việt Nam Lê Văn Tám nói",
    "Trưởng ban trọng tài VFF Lê Văn Tám nói",
    "Giám đốc kỹ thuật CLB Sao Mai nói",
    "Huấn luyện viên trưởng đội Công an Sao Mai Lê Văn Tám nói",
    "HLV trưởng đội Sao Mai Lê Văn Tám nói",
]


@pytest.mark.parametrize("text", [*DENIED, *COUNTED, *RULED, *PLAYED, *ABROAD, *IN_TEAMS])
def test_nobody_is_meant(text: str) -> None:
    assert officials(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Giám đốc sở chịu trách nhiệm vụ này", ["- | Giám đốc | sở"]),
        ("Chủ tịch UBND xã có mặt sớm", ["- | Chủ tịch | UBND xã"]),
        ("có giám đốc sở mới", ["- | giám đốc | sở"]),
        ("đóng vai trò Chủ tịch UBND tỉnh", ["- | Chủ tịch | UBND tỉnh"]),
        ("Theo VnExpress, Bí thư Tỉnh ủy nói", ["- | Bí thư | Tỉnh ủy"]),
        ("ông Ksor Sen, Bí thư Huyện ủy, nói", ["Ksor Sen | Bí thư | Huyện ủy"]),
        ("Vụ trưởng Pháp chế Lê Văn Tám nói", ["Lê Văn Tám | Vụ trưởng | Vụ Pháp chế"]),
        ("Giám đốc CDC Sao Mai nói; tân giám đốc Sở Y tế nói", ["- | giám đốc | Sở Y tế"]),
        ("Đội trưởng Đội CSGT số 3 Lê Văn Tám nói", ["Lê Văn Tám | Đội trưởng | Đội CSGT số 3"]),
        ("Cục trưởng Cục Thể dục thể thao Lê Văn Tám nói", ["Lê Văn Tám | Cục trưởng | Cục Thể dục thể thao"]),
    ],
)
def test_somebody_is_meant(text: str, expected: list[str]) -> None:
    assert officials(text) == expected
