"""The grammar of officials as a table: invented phrasings -> name | title | organization of each mention."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.article import Entity
from nlp.entities.officials.find import find_officials
from nlp.entities.tokens import Tokens
from nlp.text.normalize import normalize
from tests.entities.officials.phrasing import officials

TITLE_FIRST = [
    ("Phó Chủ tịch UBND tỉnh Gia Lai Trần Văn Hòa nói", "Trần Văn Hòa | Phó Chủ tịch | UBND tỉnh Gia Lai"),
    ("Bí thư Thành ủy Lê Minh Tâm đề nghị", "Lê Minh Tâm | Bí thư | Thành ủy"),
    ("Bí thư Thành ủy Hải Phòng Lê Minh Tâm", "Lê Minh Tâm | Bí thư | Thành ủy Hải Phòng"),
    ("Thủ tướng Đỗ Quang Khải ký", "Đỗ Quang Khải | Thủ tướng | -"),
    ("Phó thủ tướng Đỗ Quang Khải", "Đỗ Quang Khải | Phó thủ tướng | -"),
    ("Phó thủ tướng thường trực Đỗ Quang Khải", "Đỗ Quang Khải | Phó thủ tướng thường trực | -"),
    ("Thủ tướng Chính phủ Đỗ Quang Khải", "Đỗ Quang Khải | Thủ tướng | Chính phủ"),
    ("Tổng Bí thư Phạm Hữu Lộc", "Phạm Hữu Lộc | Tổng Bí thư | -"),
    ("Tổng Bí thư, Chủ tịch nước Phạm Hữu Lộc", "Phạm Hữu Lộc | Tổng Bí thư, Chủ tịch nước | -"),
    ("Thường trực Ban Bí thư Phạm Hữu Lộc", "Phạm Hữu Lộc | Thường trực Ban Bí thư | -"),
    ("Chủ tịch Quốc hội Vũ Thị Hạnh", "Vũ Thị Hạnh | Chủ tịch | Quốc hội"),
    ("Bộ trưởng Bộ Y tế Vũ Thị Hạnh", "Vũ Thị Hạnh | Bộ trưởng | Bộ Y tế"),
    ("Bộ trưởng Y tế Vũ Thị Hạnh", "Vũ Thị Hạnh | Bộ trưởng | Y tế"),
    ("Bộ trưởng Vũ Thị Hạnh", "Vũ Thị Hạnh | Bộ trưởng | -"),
    ("Thứ trưởng Bộ GD-ĐT Vũ Thị Hạnh", "Vũ Thị Hạnh | Thứ trưởng | Bộ GD-ĐT"),
    ("Thứ trưởng Bộ Khoa học và Công nghệ (KH&CN) Ngô Bá Lâm", "Ngô Bá Lâm | Thứ trưởng | Bộ Khoa học và Công nghệ (KH&CN)"),
    ("Thứ trưởng Nông nghiệp và Môi trường Ngô Bá Lâm", "Ngô Bá Lâm | Thứ trưởng | Nông nghiệp và Môi trường"),
    ("Giám đốc Sở Xây dựng Hà Nội Ngô Bá Lâm", "Ngô Bá Lâm | Giám đốc | Sở Xây dựng Hà Nội"),
    ("Giám đốc Sở Tư pháp Cao Thị Bình", "Cao Thị Bình | Giám đốc | Sở Tư pháp"),
    ("Chủ tịch UBND huyện Hòa Vang Phan Văn Tốn", "Phan Văn Tốn | Chủ tịch | UBND huyện Hòa Vang"),
    ("Chủ tịch UBND quận 7 Hoàng Thị Sen", "Hoàng Thị Sen | Chủ tịch | UBND quận 7"),
    ("Chủ tịch UBND xã Ea Kar Y Thái Niê", "Y Thái Niê | Chủ tịch | UBND xã Ea Kar"),
    ("Chủ tịch UBND TP Nguyễn Quốc Bảo", "Nguyễn Quốc Bảo | Chủ tịch | UBND TP"),
    ("Trưởng Công an phường Tân Lập Lò Văn Pành", "Lò Văn Pành | Trưởng | Công an phường Tân Lập"),
    ("Trưởng phòng CSGT Công an tỉnh Bùi Đức Anh", "Bùi Đức Anh | Trưởng phòng | phòng CSGT Công an tỉnh"),
    ("Trưởng ban Tuyên giáo Thành ủy Bùi Đức Anh", "Bùi Đức Anh | Trưởng ban | ban Tuyên giáo Thành ủy"),
    ("Chánh án TAND tối cao Bùi Đức Anh", "Bùi Đức Anh | Chánh án | TAND tối cao"),
    ("Viện trưởng VKSND tỉnh Bùi Đức Anh", "Bùi Đức Anh | Viện trưởng | VKSND tỉnh"),
    ("Cục trưởng Cục Chống tham nhũng, Thanh tra Chính phủ Đặng Hữu Phú",
     "Đặng Hữu Phú | Cục trưởng | Cục Chống tham nhũng, Thanh tra Chính phủ"),
    ("Cục trưởng Cục Viễn thông (Bộ Khoa học và Công nghệ) Đặng Hữu Phú", "Đặng Hữu Phú | Cục trưởng | Cục Viễn thông"),
    ("Cục trưởng Cục Quản lý đất đai Đặng Hữu Phú", "Đặng Hữu Phú | Cục trưởng | Cục Quản lý đất đai"),
    ("Chủ nhiệm Ủy ban Pháp luật và Tư pháp của Quốc hội Đặng Hữu Phú",
     "Đặng Hữu Phú | Chủ nhiệm | Ủy ban Pháp luật và Tư pháp của Quốc hội"),
    ("Bí thư T.Ư Đoàn Đặng Hữu Phú", "Đặng Hữu Phú | Bí thư | T.Ư Đoàn"),
    ("Chủ tịch Hội Nông dân tỉnh Đặng Hữu Phú", "Đặng Hữu Phú | Chủ tịch | Hội Nông dân tỉnh"),
    ("Chủ tịch Liên đoàn Lao động thành phố Đặng Hữu Phú", "Đặng Hữu Phú | Chủ tịch | Liên đoàn Lao động thành phố"),
    ("Đại biểu Quốc hội Đặng Hữu Phú", "Đặng Hữu Phú | Đại biểu | Quốc hội"),
    ("Đại biểu Đặng Hữu Phú (đoàn Hà Giang)", "Đặng Hữu Phú | Đại biểu | -"),
    ("ĐBQH Đặng Hữu Phú", "Đặng Hữu Phú | ĐBQH | -"),
    ("nguyên Chủ tịch UBND tỉnh Đặng Hữu Phú", "Đặng Hữu Phú | nguyên Chủ tịch | UBND tỉnh"),
    ("cựu Bộ trưởng Y tế Đặng Hữu Phú", "Đặng Hữu Phú | cựu Bộ trưởng | Y tế"),
    ("quyền Giám đốc Sở Y tế Đặng Hữu Phú", "Đặng Hữu Phú | quyền Giám đốc | Sở Y tế"),
    ("Tân Chủ tịch UBND tỉnh Đặng Hữu Phú", "Đặng Hữu Phú | Chủ tịch | UBND tỉnh"),
    ("Phó chủ tịch thường trực HĐND TP.HCM Đặng Hữu Phú", "Đặng Hữu Phú | Phó chủ tịch thường trực | HĐND TP.HCM"),
    ("Ủy viên Bộ Chính trị, Bí thư Thành ủy Đặng Hữu Phú", "Đặng Hữu Phú | Ủy viên Bộ Chính trị, Bí thư | Thành ủy"),
    ("Giám đốc Công an tỉnh - đại tá Đặng Hữu Phú", "Đặng Hữu Phú | Giám đốc | Công an tỉnh"),
    ("Hiệu trưởng Trường THCS Lê Lợi", "- | Hiệu trưởng | Trường THCS Lê Lợi"),
    ("Giám đốc Bệnh viện Phạm Ngọc Thạch", "- | Giám đốc | Bệnh viện Phạm Ngọc Thạch"),
    ("Chủ tịch Hồ Chí Minh", "Hồ Chí Minh | Chủ tịch | -"),
]  # fmt: skip

NAME_FIRST = [
    ("ông Trần Văn Hòa, Phó Chủ tịch UBND tỉnh Gia Lai, cho biết", "Trần Văn Hòa | Phó Chủ tịch | UBND tỉnh Gia Lai"),
    ("ông Trần Văn Hòa Bí thư Thành ủy Hải Phòng", "Trần Văn Hòa | Bí thư | Thành ủy Hải Phòng"),
    ("ông Trần Văn Hòa - phó giám đốc Sở Nội vụ tỉnh", "Trần Văn Hòa | phó giám đốc | Sở Nội vụ tỉnh"),
    ("Ông Trần Văn Hòa – Phó Giám đốc Sở Y tế", "Trần Văn Hòa | Phó Giám đốc | Sở Y tế"),
    ("bà Lê Thị Sen (Trưởng phòng Kinh tế, UBND quận 3)", "Lê Thị Sen | Trưởng phòng | phòng Kinh tế, UBND quận 3"),
    ("Bà Lê Thị Sen, 52 tuổi, Chủ tịch UBND TP Cần Thơ", "Lê Thị Sen | Chủ tịch | UBND TP Cần Thơ"),
    ("ông Trần Văn Hòa (52 tuổi, Phó bí thư Tỉnh ủy)", "Trần Văn Hòa | Phó bí thư | Tỉnh ủy"),
    ("ông Trần Văn Hòa (SN 1970), Chủ tịch xã Tân An", "Trần Văn Hòa | Chủ tịch | xã Tân An"),
    ("Đại tá Mai Quốc Việt, Phó Giám đốc Công an tỉnh Đắk Lắk", "Mai Quốc Việt | Phó Giám đốc | Công an tỉnh Đắk Lắk"),
    ("thiếu tá Mai Quốc Việt, Đội trưởng Đội CSGT số 3", "Mai Quốc Việt | Đội trưởng | Đội CSGT số 3"),
    ("Trung tá Mai Quốc Việt - Chính trị viên Đồn Biên phòng Cửa Lò", "Mai Quốc Việt | Chính trị viên | Đồn Biên phòng Cửa Lò"),
    ("đồng chí Mai Quốc Việt, Bí thư Huyện ủy", "Mai Quốc Việt | Bí thư | Huyện ủy"),
    ("PGS.TS Mai Quốc Việt - giám đốc Đại học Quốc gia Hà Nội", "Mai Quốc Việt | giám đốc | Đại học Quốc gia Hà Nội"),
    ("ông Mai Quốc Việt, nguyên Chủ tịch UBND huyện", "Mai Quốc Việt | nguyên Chủ tịch | UBND huyện"),
    ("ông Mai Quốc Việt - bí thư, chủ tịch UBND huyện Cô Tô", "Mai Quốc Việt | bí thư, chủ tịch | UBND huyện Cô Tô"),
    ("ông Mai Quốc Việt, Phó bí thư Tỉnh ủy, Chủ tịch UBND tỉnh", "Mai Quốc Việt | Phó bí thư Tỉnh ủy, Chủ tịch | UBND tỉnh"),
    ("ông Mai Quốc Việt, Ủy viên Trung ương Đảng, Bí thư Tỉnh ủy", "Mai Quốc Việt | Ủy viên Trung ương Đảng, Bí thư | Tỉnh ủy"),
    ("ông Mai Quốc Việt, Phó chủ tịch thường trực Ủy ban MTTQ tỉnh", "Mai Quốc Việt | Phó chủ tịch thường trực | Ủy ban MTTQ tỉnh"),
    ("ông Mai Quốc Việt, Cục trưởng Hải quan Quảng Ninh", "Mai Quốc Việt | Cục trưởng | Hải quan Quảng Ninh"),
    ("ông Mai Quốc Việt, chi cục trưởng Chi cục Kiểm lâm", "Mai Quốc Việt | chi cục trưởng | Chi cục Kiểm lâm"),
    ("ông Mai Quốc Việt - chánh văn phòng UBND tỉnh", "Mai Quốc Việt | chánh văn phòng | UBND tỉnh"),
    ("ông Mai Quốc Việt, trưởng thôn Đông", "Mai Quốc Việt | trưởng thôn | Đông"),
    ("ông Mai Quốc Việt, hiệu trưởng nhà trường", "Mai Quốc Việt | hiệu trưởng | -"),
    ("ông Mai Quốc Việt, Giám đốc Trung tâm Phục vụ hành chính công tỉnh", "Mai Quốc Việt | Giám đốc | Trung tâm Phục vụ hành chính công tỉnh"),
    ("ông Mai Quốc Việt, Giám đốc Ban quản lý dự án huyện", "Mai Quốc Việt | Giám đốc | Ban quản lý dự án huyện"),
    ("ông Mai Quốc Việt, Trưởng phòng Dự báo thời tiết, Trung tâm Khí tượng thủy văn quốc gia", "Mai Quốc Việt | Trưởng phòng | phòng Dự báo thời tiết, Trung tâm Khí tượng thủy văn quốc gia"),
    ("anh Mai Quốc Việt, Bí thư Tỉnh đoàn", "Mai Quốc Việt | Bí thư | Tỉnh đoàn"),
    ("ông Y Thông Niê, Chủ tịch UBND xã Cư Pui", "Y Thông Niê | Chủ tịch | UBND xã Cư Pui"),
    ("ông Giàng A Sử, Chủ tịch UBND xã Tả Van", "Giàng A Sử | Chủ tịch | UBND xã Tả Van"),
    ("Nguyễn Văn Khang, Chủ tịch UBND xã Tân An, bị bắt", "Nguyễn Văn Khang | Chủ tịch | UBND xã Tân An"),
    ("ông Mai Quốc Việt, Chủ tịch UBND X.Tân An", "Mai Quốc Việt | Chủ tịch | UBND X.Tân An"),
    ("ông Mai Quốc Việt, tân Bí thư Tỉnh ủy", "Mai Quốc Việt | Bí thư | Tỉnh ủy"),
    ("ông Mai Quốc Việt, Trưởng Ban Dân tộc", "Mai Quốc Việt | Trưởng Ban | Ban Dân tộc"),
    ("ông Mai Quốc Việt, Phó viện trưởng Viện KSND tỉnh", "Mai Quốc Việt | Phó viện trưởng | Viện KSND tỉnh"),
]  # fmt: skip

TITLE_ALONE = [
    ("Bí thư Thành ủy Hải Phòng: Phải làm ngay", "- | Bí thư | Thành ủy Hải Phòng"),
    ("Theo Thủ tướng, cần làm ngay", "- | Thủ tướng | -"),
    ("báo cáo Thủ tướng Chính phủ", "- | Thủ tướng | Chính phủ"),
    ("chủ tịch xã xin lỗi dân", "- | chủ tịch | xã"),
    ("chủ tịch UBND tỉnh này", "- | chủ tịch | UBND tỉnh này"),
    ("giám đốc sở bị khiển trách", "- | giám đốc | sở"),
    ("một phó phòng của sở này", "- | phó phòng | sở này"),
    ("chánh thanh tra bộ dẫn đầu", "- | chánh thanh tra | bộ"),
    ("Phó Chủ tịch UBND xã Tân An thừa nhận", "- | Phó Chủ tịch | UBND xã Tân An"),
    ("quyền Giám đốc Sở Nội vụ thừa nhận", "- | quyền Giám đốc | Sở Nội vụ"),
    ("Bộ trưởng đề nghị kiểm tra", "- | Bộ trưởng | -"),
    ("Thứ trưởng Y tế: Không lo thiếu thuốc", "- | Thứ trưởng | Y tế"),
    ("Đại biểu Quốc hội: Cần sửa luật", "- | Đại biểu | Quốc hội"),
    ("Đại biểu HĐND TP chất vấn", "- | Đại biểu | HĐND TP"),
    ("được điều động giữ chức Bí thư", "- | Bí thư | -"),
    ("kiểm sát viên bác lời khai", "- | kiểm sát viên | -"),
    ("Phó trưởng trạm, Trạm Quản lý đường bộ", "- | Phó trưởng trạm | Trạm Quản lý đường bộ"),
    ("được bầu làm tân chủ tịch", "- | chủ tịch | -"),
    ("Tổng Bí thư, Chủ tịch nước thăm trường", "- | Tổng Bí thư, Chủ tịch nước | -"),
    ("Phó Ban ATGT quốc gia đặt vấn đề", "- | Phó Ban | Ban ATGT quốc gia"),
    ("Trưởng Công an xã tử nạn", "- | Trưởng | Công an xã"),
    ("thôi giữ chức vụ Phó chủ tịch UBND tỉnh", "- | Phó chủ tịch | UBND tỉnh"),
    ("hiệu trưởng một trường THCS bị kỷ luật", "- | hiệu trưởng | -"),
    ("cựu hiệu trưởng vụ thu sai học phí", "- | cựu hiệu trưởng | -"),
    ("trưởng thôn đi từng nhà", "- | trưởng thôn | -"),
    ("Đại úy công an cứu người", "- | Đại úy | công an"),
    ("Chủ tịch Ủy ban MTTQ Việt Nam tỉnh", "- | Chủ tịch | Ủy ban MTTQ Việt Nam tỉnh"),
    ("Trợ lý Tổng Bí thư", "- | Trợ lý Tổng Bí thư | -"),
]

NOBODY = [
    "các bộ trưởng họp kín",
    "nhiều chủ tịch xã bị kỷ luật",
    "2 phó giám đốc Sở Văn hóa xin nghỉ",
    "Hai phó chủ tịch UBND huyện bị bắt",
    "7 nữ Ủy viên Trung ương",
    "Chủ tịch UBND các tỉnh chịu trách nhiệm",
    "Chủ tịch UBND cấp xã có thẩm quyền",
    "chủ tịch UBND tỉnh, thành phố trực thuộc",
    "UBND tỉnh Lạng Sơn họp",
    "lãnh đạo Sở Y tế cho biết",
    "Ban Bí thư họp",
    "Ban giám đốc Công an tỉnh họp",
    "Văn phòng Chủ tịch nước công bố",
    "ông Trần Văn Hòa, Giám đốc Công ty Phú Cường",
    "Tổng giám đốc Trần Văn Hòa",
    "Chủ tịch Tập đoàn Sao Mai Trần Văn Hòa",
    "Chủ tịch HĐQT Trần Văn Hòa",
    "Chủ tịch Hiệp hội Du lịch Trần Văn Hòa",
    "Trưởng phòng Kinh doanh của Công ty Phú Cường",
    "luật sư Trần Văn Hòa nói",
    "ca sĩ Trần Văn Hòa hát",
    "ông Trần Văn Hòa, người dân xã Tân An, kể",
    "bà Lê Thị Sen (62 tuổi) kể",
    "Thủ tướng Nhật Bản thăm Mỹ",
    "Thủ tướng Israel Benjamin Netanyahu",
    "Chủ tịch Quốc hội Hàn Quốc Woo Won Shik",
    "Bộ trưởng Bộ Chiến tranh Mỹ Pete Hegseth",
    "Tổng Bí thư, Chủ tịch nước Lào Thongloun Sisoulith",
    "Thủ tướng Lý Cường tới Seoul",
    "Nepal chọn cựu chánh án làm thủ tướng",
    "Đội trưởng Quế Ngọc Hải ghi bàn",
    "tăng trưởng kinh tế xã hội",
    "công tác ứng phó công an tỉnh",
    "ứng cử đại biểu Quốc hội khóa XVI",
    "bầu cử đại biểu Quốc hội và đại biểu HĐND các cấp",
    "Đoàn đại biểu Quốc hội tỉnh họp",
    "tỉnh có hai tân Phó bí thư Tỉnh ủy",
    "trưởng ban tổ chức Trần Văn Hòa trao giải",
    "Tư lệnh Bộ Tư lệnh Thái Bình Dương Mỹ",
    "bớt 40 hiệu trưởng, hiệu phó",
    "nữ trưởng phòng khó tính",
    "trao chức vụ cho người khác",
    "",
]

SEVERAL = [
    ("Ông Mai Quốc Việt làm Bí thư Tỉnh ủy Vĩnh Long", ["Mai Quốc Việt | - | -", "- | Bí thư | Tỉnh ủy Vĩnh Long"]),
    ("bầu ông Mai Quốc Việt giữ chức Chủ tịch UBND tỉnh", ["Mai Quốc Việt | - | -", "- | Chủ tịch | UBND tỉnh"]),
    ("miễn nhiệm chủ tịch UBND tỉnh đối với ông Mai Quốc Việt", ["- | chủ tịch | UBND tỉnh", "Mai Quốc Việt | - | -"]),
    ("Chủ tịch Quốc hội là ông Mai Quốc Việt", ["- | Chủ tịch | Quốc hội", "Mai Quốc Việt | - | -"]),
    ("Bí thư, chủ tịch tỉnh Thanh Hóa trúng cử", ["- | Bí thư | tỉnh Thanh Hóa", "- | chủ tịch | tỉnh Thanh Hóa"]),
    ("sau khi nhận vị trí Bí thư Tỉnh ủy, ông Mai Quốc Việt nói", ["- | Bí thư | Tỉnh ủy"]),
    ("Chủ tịch HĐND và Chủ tịch UBND tỉnh tái cử", ["- | Chủ tịch | HĐND", "- | Chủ tịch | UBND tỉnh"]),
    ("các Phó thủ tướng Đỗ Quang Khải, Bùi Đức Anh và Ngô Bá Lâm",
     ["Đỗ Quang Khải | Phó thủ tướng | -", "Bùi Đức Anh | Phó thủ tướng | -", "Ngô Bá Lâm | Phó thủ tướng | -"]),
    ("Ông Mai Quốc Việt, Chủ tịch xã Tân An, nói. Ông Việt thêm: ...", ["Mai Quốc Việt | Chủ tịch | xã Tân An", "Mai Quốc Việt | - | -"]),
    ("Ông Mai Quốc Việt vui. Theo Bí thư Thành ủy Mai Quốc Việt, ...", ["Mai Quốc Việt | - | -", "Mai Quốc Việt | Bí thư | Thành ủy"]),
    ("Trung tá Mai Quốc Việt tới. Trung tá Việt nói", ["Mai Quốc Việt | - | -", "Mai Quốc Việt | - | -"]),
    ("Bí thư Việt: Làm ngay\nBí thư Thành ủy Mai Quốc Việt nói", ["Mai Quốc Việt | Bí thư | -", "Mai Quốc Việt | Bí thư | Thành ủy"]),
    ("Chủ tịch Mai Quốc Việt\nChủ tịch UBND tỉnh Mai Quốc Việt", ["Mai Quốc Việt | Chủ tịch | -", "Mai Quốc Việt | Chủ tịch | UBND tỉnh"]),
    ("Cựu bộ trưởng Kim Sen\nCựu Bộ trưởng Y tế Lê Thị Kim Sen", ["Lê Thị Kim Sen | Cựu bộ trưởng | -", "Lê Thị Kim Sen | Cựu Bộ trưởng | Y tế"]),
    ("Chủ tịch UBND Đà Nẵng: Không bỏ sót\nÔng Mai Quốc Việt yêu cầu", ["- | Chủ tịch | UBND Đà Nẵng", "Mai Quốc Việt | - | -"]),
    ("Bí thư Thành ủy Mai Quốc Việt. Bà Lê Thị Việt (nông dân) nói. Bà Việt kể", ["Mai Quốc Việt | Bí thư | Thành ủy"]),
    ("cùng ông Mai Quốc Việt, Bí thư Tỉnh ủy; bà Lê Thị Sen, Phó chủ tịch UBND tỉnh",
     ["Mai Quốc Việt | Bí thư | Tỉnh ủy", "Lê Thị Sen | Phó chủ tịch | UBND tỉnh"]),
]  # fmt: skip

CAPITALS = [
    ("CHỦ TỊCH UBND TỈNH GIA LAI NGUYỄN THÁI BÌNH YÊU CẦU KIỂM TRA", "NGUYỄN THÁI BÌNH | CHỦ TỊCH | UBND TỈNH GIA LAI"),
    ("GIÁM ĐỐC SỞ Y TẾ TRẦN THỊ HOA BỊ KỶ LUẬT", "TRẦN THỊ HOA | GIÁM ĐỐC | SỞ Y TẾ"),
    ("THỦ TƯỚNG ĐỖ QUANG KHẢI THĂM VÙNG LŨ", "ĐỖ QUANG KHẢI | THỦ TƯỚNG | -"),
    ("BÍ THƯ THÀNH ỦY: LÀM NGAY", "- | BÍ THƯ | THÀNH ỦY"),
    ("Chủ tịch UBND xã TRẦN VĂN HÒA cho biết", "TRẦN VĂN HÒA | Chủ tịch | UBND xã"),
]


@pytest.mark.parametrize(("text", "expected"), [*TITLE_FIRST, *NAME_FIRST, *TITLE_ALONE, *CAPITALS])
def test_one_official(text: str, expected: str) -> None:
    assert officials(text) == [expected]


@pytest.mark.parametrize("text", NOBODY)
def test_not_officials(text: str) -> None:
    assert officials(text) == []


@pytest.mark.parametrize(("text", "expected"), SEVERAL)
def test_several_officials(text: str, expected: list[str]) -> None:
    assert officials(text) == expected


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("hôm qua ông Mai Quốc Việt - Phó Giám đốc Sở Y tế cho biết", "ông Mai Quốc Việt - Phó Giám đốc Sở Y tế"),
        ("Đại tá Mai Quốc Việt, Phó Giám đốc Công an tỉnh, nói", "Đại tá Mai Quốc Việt, Phó Giám đốc Công an tỉnh"),
        ("nhờ tân Bí thư Tỉnh ủy Mai Quốc Việt", "tân Bí thư Tỉnh ủy Mai Quốc Việt"),
        ("gặp nguyên Thủ tướng Mai Quốc Việt tại", "nguyên Thủ tướng Mai Quốc Việt"),
        ("ông Mai Quốc Việt (Bí thư Huyện ủy) nói", "ông Mai Quốc Việt (Bí thư Huyện ủy)"),
        ("Ảnh: TTXVN Ông Mai Quốc Việt, Bí thư Huyện ủy", "Ông Mai Quốc Việt, Bí thư Huyện ủy"),
        ("Thủ tướng Mai Quốc Việt, Trưởng Ban Chỉ đạo, họp", "Thủ tướng Mai Quốc Việt, Trưởng Ban Chỉ đạo"),
    ],
)
def test_the_span_takes_honorific_rank_and_former(text: str, span: str) -> None:
    assert [entity.text for entity in find_officials(Tokens.of(text))] == [span]


def test_places_stand_for_an_organization_and_veto_names() -> None:
    assert officials("Chủ tịch Cần Thơ nhận thêm việc") == []
    assert officials("Chủ tịch Cần Thơ nhận thêm việc", ("Cần Thơ",)) == ["- | Chủ tịch | Cần Thơ"]
    assert officials("Bí thư Hà Nội Mai Quốc Việt", ("Hà Nội",)) == ["Mai Quốc Việt | Bí thư | Hà Nội"]
    assert officials("Bí thư Thành ủy Lê Văn Tám", ("Lê Văn Tám",)) == ["- | Bí thư | Thành ủy Lê Văn Tám"]


_WORDS = st.sampled_from(
    "ông bà Đại tá Chủ tịch phó Bí thư trưởng phòng ban UBND tỉnh xã Sở Y tế Công an của các , - ( ) : \n Nguyễn Văn "
    "Lê Thị An Hà Nội nguyên tân và 2 Thủ tướng được bầu làm Mỹ ÔNG GIÁM ĐỐC".replace("\n", "\u2028").split(" ")
)


@given(st.lists(_WORDS, max_size=40).map(lambda words: " ".join(words).replace("\u2028", "\n")) | st.text())
def test_spans_are_true_and_apart(text: str) -> None:
    tokens = Tokens.of(normalize(text))
    end = 0
    for entity in find_officials(tokens):
        assert entity.type == "OFFICIAL"
        assert tokens.text[entity.start : entity.end] == entity.text != ""
        assert entity.start >= end
        assert set(entity.value) == {"name", "title", "organization"}
        assert entity.value["name"] or entity.value["title"]
        assert all(part is None or part in tokens.text for part in entity.value.values())
        end = entity.end


@given(st.lists(_WORDS, max_size=30).map(" ".join), st.integers(0, 2**16))
def test_any_places_do_not_break_it(text: str, seed: int) -> None:
    tokens = Tokens.of(normalize(text))
    spans = [
        (start, end) for start, end in zip(tokens.starts[seed % 3 :: 3], tokens.ends[seed % 3 + 1 :: 3], strict=False)
    ]
    places = [Entity("PROVINCE", start, end, tokens.text[start:end], {}) for start, end in spans]
    for entity in find_officials(tokens, places):
        assert tokens.text[entity.start : entity.end] == entity.text


@given(st.sampled_from([text for text, _ in [*TITLE_FIRST, *NAME_FIRST]]))
def test_what_stands_before_and_after_does_not_matter(text: str) -> None:
    alone = officials(text)
    assert officials(f"Hôm qua trời mưa.\n{text}\nHôm nay trời nắng.") == alone


@pytest.mark.parametrize(
    "piece",
    [
        "chủ tịch phó bí thư giám đốc trưởng ban ",
        "Chủ tịch UBND xã Nguyễn Văn An, ",
        "Bí thư, chủ tịch, ",
        "thủ tướng ",
        "CHỦ TỊCH UBND TỈNH NGUYỄN VĂN ",
        "Giám đốc Sở Y tế và Y tế và ",
        "đại tá công an tỉnh ",
        "Bộ trưởng (",
        "ông An ",
    ],
)
def test_time_is_linear(piece: str) -> None:
    def seconds(length: int) -> float:
        tokens = Tokens.of((piece * (length // len(piece) + 1))[:length])
        assert tokens.lower
        start = time.process_time()
        find_officials(tokens)
        return time.process_time() - start

    seconds(5_000)
    short = min(seconds(40_000) for _ in range(2))
    assert min(seconds(160_000) for _ in range(2)) < 12 * max(short, 0.02)  # 4 times the text; 16 would be quadratic
