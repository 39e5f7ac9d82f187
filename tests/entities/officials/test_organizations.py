"""Organizations: where they end, which are public, which are abroad, and where a name begins after them."""

from __future__ import annotations

import pytest

from nlp.article import Entity
from nlp.entities.lexicon import phrases, rows
from nlp.entities.officials.find import find_officials
from nlp.entities.tokens import Tokens
from tests.entities.officials.phrasing import officials

WHERE_THEY_END = [
    ("Chủ tịch UBND xã Tân An, tỉnh khen ngợi", ["- | Chủ tịch | UBND xã Tân An"]),
    ("Trưởng Ban Quản lý các khu chế xuất nói", ["- | Trưởng Ban | Ban Quản lý các khu chế xuất"]),
    ("Tổng thư ký Ủy ban T.Ư MTTQ Việt Nam nói", ["- | Tổng thư ký | Ủy ban T.Ư MTTQ Việt Nam"]),
    ("Bí thư Đảng ủy MTTQ, các đoàn thể Trung ương Lê Văn Tám nói",
     ["Lê Văn Tám | Bí thư | Đảng ủy MTTQ, các đoàn thể Trung ương"]),
    ("Trưởng Ban Quản lý các chợ nói", ["- | Trưởng Ban | Ban Quản lý"]),
    ("Giám đốc Trung tâm Đăng kiểm 50-04V nói", ["- | Giám đốc | Trung tâm Đăng kiểm 50-04V"]),
    ("Phó chánh văn phòng Trung ương nói", ["- | Phó chánh văn phòng | Trung ương"]),
    ("Hiệu trưởng Trường ĐH Sư phạm TP.HCM nói", ["- | Hiệu trưởng | Trường ĐH Sư phạm TP.HCM"]),
    ("Giám đốc Trung tâm GDNN-GDTX nói", ["- | Giám đốc | Trung tâm GDNN-GDTX"]),
    ("Tổng cục trưởng Tổng cục TDTT lúc ấy nói", ["- | Tổng cục trưởng | Tổng cục TDTT"]),
    ("Trưởng phòng Kinh tế và PTNT thị xã nói", ["- | Trưởng phòng | phòng Kinh tế và PTNT thị xã"]),
    ("Phó trưởng phòng Quản lý hạ tầng, Sở Xây dựng, nói", ["- | Phó trưởng phòng | phòng Quản lý hạ tầng, Sở Xây dựng"]),
    ("Trưởng ban Ban Dân tộc tỉnh nói", ["- | Trưởng ban | Ban Dân tộc tỉnh"]),
    ("phó trưởng phòng Phòng Y tế quận nói", ["- | phó trưởng phòng | Phòng Y tế quận"]),
    ("Phó trưởng Thuế thành phố Lê Văn Tám nói", ["Lê Văn Tám | Phó trưởng | Thuế thành phố"]),
    ("Trưởng Thuế cơ sở 3 nói", ["- | Trưởng | Thuế cơ sở 3"]),
    ("Chủ tịch Công đoàn các KCN tỉnh nói", ["- | Chủ tịch | Công đoàn các KCN tỉnh"]),
    ("Chủ tịch Công đoàn các doanh nghiệp họp bàn", []),
    ("Hiệu trưởng Trường PTDTBT THCS Sen Hạ nói", ["- | Hiệu trưởng | Trường PTDTBT THCS Sen Hạ"]),
    ("Giám đốc Sở Cầu cho biết", ["- | Giám đốc | Sở Cầu"]),
    ("Trưởng phòng Cầu huyện này nói", ["- | Trưởng phòng | phòng Cầu huyện này"]),
    ("Giám đốc Bệnh viện (BV) Nhi nói", ["- | Giám đốc | Bệnh viện"]),
    ("Giám đốc Sở Y tế, bộ vào cuộc", ["- | Giám đốc | Sở Y tế"]),
    ("Thủ tướng ban hành chỉ thị", ["- | Thủ tướng | -"]),
    ("Hiệu trưởng Trường tiểu học số 2 Tân An nói", ["- | Hiệu trưởng | Trường tiểu học số 2 Tân An"]),
    ("Hiệu trưởng Trường cao đẳng nghề Tân An nói", ["- | Hiệu trưởng | Trường cao đẳng nghề Tân An"]),
    ("Hạt trưởng Hạt Kiểm lâm liên xã nói", ["- | Hạt trưởng | Hạt Kiểm lâm liên xã"]),
    ("Chủ nhiệm Ủy ban Văn hóa, Giáo dục, Thanh niên, Thiếu niên và Nhi đồng của Quốc hội nói",
     ["- | Chủ nhiệm | Ủy ban Văn hóa, Giáo dục, Thanh niên, Thiếu niên và Nhi đồng của Quốc hội"]),
    ("Thủ tướng Chính phủ ban hành công điện", ["- | Thủ tướng | Chính phủ"]),
    ("Chủ tịch UBND tỉnh ban bố tình huống khẩn cấp", ["- | Chủ tịch | UBND tỉnh"]),
    ("Chủ tịch UBND tỉnh thanh tra dự án", ["- | Chủ tịch | UBND tỉnh"]),
    ("Giám đốc Sở tổ chức họp", ["- | Giám đốc | Sở"]),
    ("Giám đốc Sở Y tế đoàn kết với dân", ["- | Giám đốc | Sở Y tế"]),
    ("Trưởng phòng Tổ chức cán bộ nói", ["- | Trưởng phòng | phòng Tổ chức cán bộ"]),
    ("Chính ủy Quân chủng Hải quân kiểm tra đảo", ["- | Chính ủy | Quân chủng Hải quân"]),
    ("Tư lệnh Vùng 3 Hải quân nói", ["- | Tư lệnh | Vùng 3 Hải quân"]),
    ("Tư lệnh Vùng Cảnh sát biển 2 Lê Văn Tám nói", ["Lê Văn Tám | Tư lệnh | Vùng Cảnh sát biển 2"]),
    ("Vụ trưởng Vụ Thị trường trong nước nói", ["- | Vụ trưởng | Vụ Thị trường trong nước"]),
    ("Trưởng phòng Cảnh sát thi hành án hình sự và hỗ trợ tư pháp nói",
     ["- | Trưởng phòng | phòng Cảnh sát thi hành án hình sự và hỗ trợ tư pháp"]),
    ("Cục trưởng Cục Xuất bản, In và Phát hành Lê Văn Tám nói",
     ["Lê Văn Tám | Cục trưởng | Cục Xuất bản, In và Phát hành"]),
    ("Giám đốc BQL DA môi trường nói", ["- | Giám đốc | BQL DA môi trường"]),
    ("Đội trưởng Đội Thanh tra giao thông nói", ["- | Đội trưởng | Đội Thanh tra giao thông"]),
    ("tổ trưởng Tổ công tác nói", ["- | tổ trưởng | Tổ công tác"]),
    ("Trưởng Ban Chỉ đạo Trung ương về chính sách nhà ở chủ trì phiên họp",
     ["- | Trưởng Ban | Ban Chỉ đạo Trung ương về chính sách nhà ở"]),
    ("Trưởng Ban Chỉ đạo về chính sách nhà ở Lê Văn Tám",
     ["Lê Văn Tám | Trưởng Ban | Ban Chỉ đạo về chính sách nhà ở"]),
    ("Chủ tịch Quốc hội nước Cộng hòa xã hội chủ nghĩa Việt Nam Lê Văn Tám ký",
     ["Lê Văn Tám | Chủ tịch | Quốc hội nước Cộng hòa xã hội chủ nghĩa Việt Nam"]),
    ("Cục trưởng Đường bộ Lê Văn Tám nói", ["Lê Văn Tám | Cục trưởng | Cục Đường bộ"]),
    ("Phó chi cục trưởng Thủy lợi nói", ["- | Phó chi cục trưởng | chi cục Thủy lợi"]),
    ("Tổng cục trưởng Đường bộ Việt Nam nói", ["- | Tổng cục trưởng | Tổng cục Đường bộ Việt Nam"]),
    ("Cục trưởng Hải quan nói", ["- | Cục trưởng | Hải quan"]),
    ("Cục trưởng Lê Văn Tám nói", ["Lê Văn Tám | Cục trưởng | -"]),
    ("Cục trưởng nói", ["- | Cục trưởng | -"]),
    ("hiệu trưởng, giáo viên Trường THCS Sao Mai có mặt", ["- | hiệu trưởng | Trường THCS Sao Mai"]),
    ("Bí thư và Chủ tịch phường Tân An bị kỷ luật", ["- | Bí thư | phường Tân An", "- | Chủ tịch | phường Tân An"]),
    ("hiệu trưởng vụ thu sai học phí", ["- | hiệu trưởng | -"]),
    ("Phó vụ trưởng Vụ Tổ chức cán bộ", ["- | Phó vụ trưởng | Vụ Tổ chức cán bộ"]),
    ("Bí thư Đảng ủy các cơ quan Đảng Trung ương", ["- | Bí thư | Đảng ủy các cơ quan Đảng Trung ương"]),
    ("Chủ tịch UBND các tỉnh chịu trách nhiệm", []),
    ("Chủ tịch UBND cấp xã có thẩm quyền", []),
    ("chủ tịch UBND tỉnh, thành phố trực thuộc", []),
    ("chủ tịch UBND tỉnh, thành phố Huế", ["- | chủ tịch | UBND tỉnh, thành phố Huế"]),
    ("chủ tịch UBND tỉnh này nói", ["- | chủ tịch | UBND tỉnh này"]),
    ("Đội trưởng Đội CSGT số 3 nói", ["- | Đội trưởng | Đội CSGT số 3"]),
    ("Chủ tịch UBND 3 lần xin lỗi", ["- | Chủ tịch | UBND"]),
    ("Giám đốc Sở Y tế và công an tỉnh vào cuộc", ["- | Giám đốc | Sở Y tế"]),
    ("Giám đốc Sở Nông nghiệp và Môi trường tỉnh", ["- | Giám đốc | Sở Nông nghiệp và Môi trường tỉnh"]),
    ("Giám đốc Trung tâm Bảo tồn và Khai thác Lê Văn Tám", ["Lê Văn Tám | Giám đốc | Trung tâm Bảo tồn và Khai thác"]),
    ("Giám đốc Trung tâm Bảo tồn cho biết", ["- | Giám đốc | Trung tâm Bảo tồn"]),
    ("Giám đốc Trung tâm Quản lý giếng khoan nói", ["- | Giám đốc | Trung tâm Quản lý"]),
    ("Trưởng phòng GD-ĐT huyện nói", ["- | Trưởng phòng | phòng GD-ĐT huyện"]),
    ("Thứ trưởng Bộ Khoa học và Công nghệ (KH&CN) nói", ["- | Thứ trưởng | Bộ Khoa học và Công nghệ (KH&CN)"]),
    ("Cục trưởng Cục Viễn thông (Bộ Khoa học và Công nghệ) nói", ["- | Cục trưởng | Cục Viễn thông"]),
    ("Giám đốc Sở Y tế (trái) nói", ["- | Giám đốc | Sở Y tế"]),
    ("Bí thư xã Đoàn Kết nói", ["- | Bí thư | xã Đoàn Kết"]),
    ("Bí thư xã Tân Bản nói", ["- | Bí thư | xã Tân Bản"]),
    ("Giám đốc Sở Y tế Công an Hà Nội", ["- | Giám đốc | Sở Y tế Công an Hà Nội"]),
    ("Bí thư Đảng ủy Tập đoàn Than nói", ["- | Bí thư | Đảng ủy"]),
    ("Trưởng phòng Kinh doanh của Công ty Phú Cường", []),
    ("Chủ tịch UBND xã làng bị phạt", ["- | Chủ tịch | UBND xã"]),
    ("Chủ tịch UBND xã bản Mùa", ["- | Chủ tịch | UBND xã bản Mùa"]),
    ("Trưởng phòng Kinh tế, UBND quận 3", ["- | Trưởng phòng | phòng Kinh tế, UBND quận 3"]),
    ("Trưởng phòng Kinh tế, phòng Nội vụ họp", ["- | Trưởng phòng | phòng Kinh tế"]),
    ("Cục trưởng Cục Chống tham nhũng, Thanh tra Chính phủ", ["- | Cục trưởng | Cục Chống tham nhũng, Thanh tra Chính phủ"]),
    ("Giám đốc Sở Y tế, UBND tỉnh cùng họp", ["- | Giám đốc | Sở Y tế"]),
    ("Chủ tịch UBND xã Tân An, huyện Ba Vì", ["- | Chủ tịch | UBND xã Tân An, huyện Ba Vì"]),
    ("Bí thư Tỉnh ủy, huyện Ba Vì họp", ["- | Bí thư | Tỉnh ủy"]),
]  # fmt: skip

PUBLIC_OR_NOT = [
    ("Trưởng phòng kỹ thuật Công ty Sao Mai nói", []),
    ("kế toán trưởng Trường THCS Sao Mai nói", []),
    ("Trưởng đoàn thể thao Việt Nam nói", []),
    ("Trưởng đoàn thanh tra Sở Y tế nói", ["- | Trưởng đoàn | đoàn thanh tra Sở Y tế"]),
    ("Đội trưởng Đội nói", []),
    ("ông Lê Văn Tám, Trưởng ban tổ chức lễ hội", []),
    ("ông Lê Văn Tám, Trưởng ban Tổ chức Tỉnh ủy", ["Lê Văn Tám | Trưởng ban | ban Tổ chức Tỉnh ủy"]),
    ("Chủ tịch Hội Nông dân xã", ["- | Chủ tịch | Hội Nông dân xã"]),
    ("Chủ tịch Hội Nhà báo", []),
    ("Hiệu trưởng Trường quốc tế Sao Mai", []),
    ("Chủ tịch Cần Thơ nhận thêm việc", []),
]

ABROAD = [
    ("Phó bí thư Huyện ủy Đức Trọng thăm Huế", ["- | Phó bí thư | Huyện ủy Đức Trọng"]),
    ("Chỉ huy trưởng Bộ Chỉ huy Quân sự tỉnh thăm Huế", ["- | Chỉ huy trưởng | Bộ Chỉ huy Quân sự tỉnh"]),
    ("Bộ trưởng Thương mại Trung Quốc thăm Huế", []),
    ("được bầu làm tân chủ tịch Hải Lâm", ["- | chủ tịch | -"]),
    ("Thủ tướng Nhật Bản thăm Huế", []),
    ("Thủ tướng Netanyahu thăm Huế", []),
    ("Bộ trưởng Ngoại giao Marco Rubio thăm Huế", []),
    ("Bộ trưởng Bộ Quốc phòng nước này thăm Huế", []),
    ("Bộ trưởng Bộ Quốc phòng nước ta thăm Huế", ["- | Bộ trưởng | Bộ Quốc phòng"]),
    ("Bộ trưởng Bộ Chiến tranh thăm Huế", []),
    ("Tư lệnh Bộ Tư lệnh Thủ đô thăm Huế", ["- | Tư lệnh | Bộ Tư lệnh Thủ đô"]),
    ("Giám đốc Sở Cảnh sát Hàn Quốc thăm Huế", []),
    ("Giám đốc Sở Cảnh sát Seoul thăm Huế", []),
    ("Bộ trưởng Bộ Quốc phòng Nga thăm Huế", []),
    ("Chủ tịch UBND huyện Mỹ Đức thăm Huế", ["- | Chủ tịch | UBND huyện Mỹ Đức"]),
    ("Chủ tịch UBND xã Anh thăm Huế", ["- | Chủ tịch | UBND xã Anh"]),
    ("Chủ tịch UBND thành phố Pleiku thăm Huế", ["- | Chủ tịch | UBND thành phố Pleiku"]),
    ("Bộ trưởng Sok An thăm Huế", []),
    ("Bộ trưởng Việt Nam thăm Huế", ["- | Bộ trưởng | -"]),
    ("BỘ TRƯỞNG THĂM HUẾ", ["- | BỘ TRƯỞNG | -"]),
]

NAMES_AFTER_THEM = [
    ("Phó chủ tịch UBND xã Nguyễn Thanh Sen nói", ["Nguyễn Thanh Sen | Phó chủ tịch | UBND xã"]),
    ("Phó Chủ tịch UBND tỉnh Võ Hoàng Khải Sen nói", ["Võ Hoàng Khải Sen | Phó Chủ tịch | UBND tỉnh"]),
    ("Chủ tịch UBND huyện Đinh Hữu Sen ký", ["Đinh Hữu Sen | Chủ tịch | UBND huyện"]),
    ("Chủ tịch UBND phường Lê Sen ký", ["- | Chủ tịch | UBND phường Lê Sen"]),
    ("Trưởng thôn Trần Hưng Sen ký", ["Trần Hưng Sen | Trưởng thôn | -"]),
    ("Chủ tịch UBND huyện Cư M'sen Lê Văn Tám nói", ["Lê Văn Tám | Chủ tịch | UBND huyện Cư M'sen"]),
    ("Chủ tịch UBND xã Ea H’sen H’Nga Niê nói", ["H’Nga Niê | Chủ tịch | UBND xã Ea H’sen"]),
    ("PCT UBND tỉnh Lê Văn Tám nói", ["Lê Văn Tám | PCT | UBND tỉnh"]),
    ("GĐ Công an tỉnh nói", ["- | GĐ | Công an tỉnh"]),
    ("PGĐ Sở Y tế Lê Thị Sen nói", ["Lê Thị Sen | PGĐ | Sở Y tế"]),
    ("UVTW Đảng, Bí thư Tỉnh ủy Lê Văn Tám nói", ["Lê Văn Tám | UVTW Đảng, Bí thư | Tỉnh ủy"]),
    ("ông Lê Văn Tám - UVTV, CT UBND xã Tân An", ["Lê Văn Tám | UVTV, CT | UBND xã Tân An"]),
    ("GĐ Công ty Sao Mai nói", []),
    ("CT 15 của Trung ương", []),
    ("Bí thư Thành ủy Lê Đoàn Sen nói", ["Lê Đoàn Sen | Bí thư | Thành ủy"]),
    ("Bí thư Thành ủy Nguyễn Lê Hoài An nói", ["Nguyễn Lê Hoài An | Bí thư | Thành ủy"]),
    ("Chủ tịch UBND xã Phú Hà Lê Sen nói", ["Lê Sen | Chủ tịch | UBND xã Phú Hà"]),
    ("Bí thư quận 7 Lê Văn Tám", ["Lê Văn Tám | Bí thư | quận 7"]),
    ("Bí thư Thành ủy Cần Thơ Lê Tám", ["Lê Tám | Bí thư | Thành ủy Cần Thơ"]),
    ("Bí thư phường Lê Lợi nói", ["- | Bí thư | phường Lê Lợi"]),
    ("Bí thư phường Nguyễn Thị Sen nói", ["Nguyễn Thị Sen | Bí thư | phường"]),
    ("Bí thư tỉnh Nguyễn Văn Sen nói", ["Nguyễn Văn Sen | Bí thư | tỉnh"]),
    ("Chủ tịch UBND xã TRẦN VĂN HÒA cho biết", ["TRẦN VĂN HÒA | Chủ tịch | UBND xã"]),
    ("Chủ tịch UBND huyện Hòa Vang Hà Phước Lộc", ["Hà Phước Lộc | Chủ tịch | UBND huyện Hòa Vang"]),
    ("Cục trưởng Cục Viễn thông (Bộ Khoa học và Công nghệ) Lê Tám", ["Lê Tám | Cục trưởng | Cục Viễn thông"]),
    ("CHỦ TỊCH UBND TỈNH GIA LAI NGUYỄN THÁI BÌNH YÊU CẦU KIỂM TRA", ["NGUYỄN THÁI BÌNH | CHỦ TỊCH | UBND TỈNH GIA LAI"]),
    ("Bộ trưởng Y tế Vũ Thị Hạnh", ["Vũ Thị Hạnh | Bộ trưởng | Y tế"]),
    ("Giám đốc Y tế Vũ Thị Hạnh", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [*WHERE_THEY_END, *PUBLIC_OR_NOT, *ABROAD, *NAMES_AFTER_THEM])
def test_organizations(text: str, expected: list[str]) -> None:
    assert officials(text) == expected


def test_a_known_place_parts_from_the_name_behind_it() -> None:
    text = "Chủ tịch UBND xã Phú Lâm Hà An nói"
    assert officials(text, ("Phú Lâm",)) == ["Hà An | Chủ tịch | UBND xã Phú Lâm"]
    assert officials(text, ("Phú Lâm Hà An",)) == ["- | Chủ tịch | UBND xã Phú Lâm Hà An"]
    assert officials("Bí thư tỉnh Thừa Thiên - Huế nói", ("Thừa Thiên - Huế",)) == [
        "- | Bí thư | tỉnh Thừa Thiên - Huế"
    ]
    text = "Giám đốc Bệnh viện Mắt Bà Rịa - Vũng Tàu nói"
    assert officials(text, ("Bà Rịa - Vũng Tàu",)) == ["- | Giám đốc | Bệnh viện Mắt Bà Rịa - Vũng Tàu"]
    text = "Bí thư Tỉnh ủy Bà Rịa - Vũng Tàu Lê Văn Tám nói"
    assert officials(text, ("Bà Rịa - Vũng Tàu",)) == ["Lê Văn Tám | Bí thư | Tỉnh ủy Bà Rịa - Vũng Tàu"]
    assert officials("Bí thư Quảng Ninh Quảng Văn Tám nói", ("Quảng Ninh",)) == ["Quảng Văn Tám | Bí thư | Quảng Ninh"]
    text = "Chủ tịch UBND phường Trần Hưng Sen nói"
    assert officials(text, ("Trần Hưng Sen",)) == ["- | Chủ tịch | UBND phường Trần Hưng Sen"]
    text = "Chủ tịch UBND xã Nhân Dân Lê Sen nói"
    assert officials(text, ("Nhân Dân",)) == ["Lê Sen | Chủ tịch | UBND xã Nhân Dân"]


def test_a_court_sits_at_a_known_place() -> None:
    text = "Cựu Phó chánh án TAND cấp cao tại Đà Nẵng Lê Văn Tám hầu tòa"
    court = "Cựu Phó chánh án | TAND cấp cao tại Đà Nẵng"
    assert officials(text, ("Đà Nẵng",)) == [f"Lê Văn Tám | {court}"]
    assert officials("Cựu Phó chánh án TAND cấp cao tại Đà Nẵng bị bắt", ("Đà Nẵng",)) == [f"- | {court}"]
    assert officials("Bí thư Tỉnh ủy tại Đà Nẵng", ("Đà Nẵng",)) == ["- | Bí thư | Tỉnh ủy"]


def test_a_commune_that_no_table_knows_is_rather_a_person() -> None:
    tokens = Tokens.of("Chủ tịch UBND xã Nguyễn Thanh Sen nói")
    for candidates, name in (([], "Nguyễn Thanh Sen"), ([{"code": "1"}], None)):
        commune = Entity("COMMUNE", 17, 33, "Nguyễn Thanh Sen", {"candidates": candidates})
        [official] = find_officials(tokens, [commune])
        assert official.value["name"] == name


def test_a_known_place_is_no_person() -> None:
    assert officials("Bộ trưởng Lê Lai nói") == ["Lê Lai | Bộ trưởng | -"]
    assert officials("Bộ trưởng Lê Lai nói", ("Lê Lai",)) == []
    assert officials("Chủ tịch nước Hồ Chí Minh nói", ("Hồ Chí Minh",)) == ["Hồ Chí Minh | Chủ tịch nước | -"]


def test_no_head_stands_in_the_table_twice() -> None:
    heads = [phrase for _, cell in rows("organization_heads", "kind", "phrases") for phrase in phrases(cell)]
    assert len(heads) == len(set(heads))
