"""Addresses and lists: where they end, and what of them is a unit, a province, a count or a person."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.entities.places.find import find_places
from nlp.entities.places.gazetteer import gazetteer
from nlp.entities.tokens import Tokens
from nlp.text.normalize import normalize


def places(text: str, published: str | None = None) -> list[str]:
    """Return the places of a text, provinces in capitals."""
    found = find_places(Tokens.of(normalize(text)), published)
    return [place.text.upper() if place.type == "PROVINCE" else place.text for place in found]


def codes(text: str, published: str | None = None) -> list[set[str]]:
    found = find_places(Tokens.of(normalize(text)), published)
    return [{unit["code"] for unit in place.value["candidates"]} for place in found if place.type == "COMMUNE"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        # A number that counts is no ward.
        ("Tại thôn 7, xã Trà Tân, Quảng Ngãi, 3 người bị thương.", ["Trà Tân", "QUẢNG NGÃI"]),
        ("Rạng sáng 9/4, xã Trà Vân, 5 hộ phải dời nhà.", ["Trà Vân"]),
        ("các xã Trà Vân, Trà Tập, 2 người mất tích", ["Trà Vân", "Trà Tập"]),
        ("các phường 1, 3 và 5 ngập sâu", ["1", "3", "5"]),
        ("các quận 1, 3, 5 và 7 người bị thương", ["1", "3", "5"]),
        ("ấp 3 xã Tân Hưng, Cà Mau", ["Tân Hưng", "CÀ MAU"]),
        ("mỗi xã 1 ha keo", []),
        # The last name of an address may be a province's.
        ("xã Mường Phăng, Điện Biên, mưa to", ["Mường Phăng", "ĐIỆN BIÊN"]),
        ("xã Mường Phăng - Điện Biên", ["Mường Phăng", "ĐIỆN BIÊN"]),
        ("Ở phường Thới An, Cần Thơ nước dâng", ["Thới An", "CẦN THƠ"]),
        ("Anh Tú (ngụ xã Yên Phú, Tuyên Quang) kể", ["Yên Phú", "TUYÊN QUANG"]),
        ("Nạn nhân quê xã Yên Phú, Tuyên Quang và 2 người khác", ["Yên Phú", "TUYÊN QUANG"]),
        ("các xã Tân Bình, Phú Mỹ, Thái Bình, nước dâng cao", ["Tân Bình", "Phú Mỹ", "THÁI BÌNH"]),
        ("các xã Tân Bình, Thái Bình, Phú Mỹ và Hòa Bình", ["Tân Bình", "Thái Bình", "Phú Mỹ", "Hòa Bình"]),
        ("phường 2, TP Đông Hà, Quảng Trị", ["2", "Đông Hà", "QUẢNG TRỊ"]),
        ("xã Bản Ngoại, huyện Đại Từ, Thái Nguyên, tháng 9", ["Bản Ngoại", "Đại Từ", "THÁI NGUYÊN"]),
        # The district of an address may lack its type word.
        ("ấp Bến Cộ, xã Phú Hữu, Nhơn Trạch, Đồng Nai", ["Phú Hữu", "Nhơn Trạch", "ĐỒNG NAI"]),
        ("xã Hòa Sơn (Đô Lương, Nghệ An)", ["Hòa Sơn", "Đô Lương", "NGHỆ AN"]),
        ("xã Ea Tóh (Krông Năng) có mưa đá", ["Ea Tóh", "Krông Năng"]),
        # Words between the type word and the name.
        ("xã biên giới Đắk Dục, Quảng Ngãi", ["Đắk Dục", "QUẢNG NGÃI"]),
        ("các xã như Hưng Lợi, Hưng Đạo", ["Hưng Lợi", "Hưng Đạo"]),
        ("các xã gồm: Hưng Lợi, Hưng Đạo và Minh Tân", ["Hưng Lợi", "Hưng Đạo", "Minh Tân"]),
        ("thị trấn huyện lỵ Quế, tỉnh Hà Nam", ["Quế", "HÀ NAM"]),
        ("xã miền núi, biên giới Sơn Hồng", ["Sơn Hồng"]),
        ("thành phố biển Cam Ranh", ["Cam Ranh"]),
        ("phường Trung Tâm, Lào Cai", ["Trung Tâm", "LÀO CAI"]),
        ("các xã biên giới Lạng Sơn", ["LẠNG SƠN"]),
        # The name goes on, or something else begins.
        ("UBND xã Tân Hưng Nguyễn Văn Bảo", ["Tân Hưng"]),
        ("vụ cháy ở xã Tân Hưng Ngày 24-6, công an", ["Tân Hưng"]),
        ("TP Vinh Nghệ An", ["Vinh", "NGHỆ AN"]),
        ("thị trấn Nông trường Việt Lâm, huyện Vị Xuyên", ["Nông trường Việt Lâm", "Vị Xuyên"]),
        # No type words: wives, cooperatives, plates, ships.
        ("tổ ấm bên bà xã Minh Minh", []),
        ("hợp tác xã Tân Tiến bán rau", []),
        ("xe biển số 11 H 1 - 222.33", []),
        ("Chủ tịch UBND xã Nguyễn Thanh Bảo", []),
        ("Đoàn xã Hội Nông dân", []),
    ],
)
def test_ends_of_addresses_and_lists(text, named):
    assert places(text) == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("ngập ở Q7, TP.HCM", ["7"]), ("ở P4, Q.8, TP.HCM", ["4", "8"]), ("tại Q12 nước rút", ["12"]),
        ("doanh thu Q3/2026 tăng", []), ("từ Q1 2026", []), ("phòng P4 tầng hai", []),
    ],
)  # fmt: skip
def test_short_forms(text, named):
    assert [name for name in places(text) if name.isdecimal()] == named


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("huyện Kì Anh, Hà Tĩnh", "Kì Anh", True), ("huyện Quì Hợp, Nghệ An", "Quì Hợp", True),
        ("TP Mĩ Tho, Tiền Giang", "Mĩ Tho", True), ("huyện Lí Nhân, Hà Nam", "Lí Nhân", True),
        ("xã Ea M’Droh, Đắk Lắk", "Ea M’Droh", True), ("huyện M’Đrắk, Đắk Lắk", "M’Đrắk", True),
        ("huyện Đắk R' lấp", "Đắk R' lấp", True), ("mưa lớn ở xã K'Dang, Gia Lai", "K'Dang", True),
        ("huyện Krông Pắk, Đắk Lắk", "Krông Pắk", True), ("huyện Đắc Đoa, Gia Lai", "Đắc Đoa", True),
        ("huyện Đăk Song, Đắk Nông", "Đăk Song", True), ("phường Lâm Viên (Lâm Đồng)", "Lâm Viên", True),
        ("huyện Lộc Hà, Hà Tĩnh", "Lộc Hà", True), ("huyện Từ Liêm, Hà Nội", "Từ Liêm", True),
        # Names that the tables lack are marked, and mean no namesake.
        ("xã Không Thấy Đâu", "Không Thấy Đâu", False), ("xã Tân Hưng Đoài", "Tân Hưng Đoài", False),
        ("thị trấn Bến Vắng, huyện Hữu Lũng", "Bến Vắng", False),
    ],
)  # fmt: skip
def test_spellings(text, name, found):
    assert places(text)[0] == name
    assert bool(codes(text)[0]) is found


@pytest.mark.parametrize(
    "text", ["thị trấn Flint bang Michigan", "huyện Văn Sơn, Vân Nam", "thành phố Côn Minh", "quận Cam"]
)
def test_foreign_units_are_not_marked(text):
    assert places(text) == []


@pytest.mark.parametrize(
    ("text", "published", "wanted"),
    [
        # "cũ" of the district is not the ward's.
        ("phường Bình Tân (quận Bình Tân cũ), TP.HCM", "2026-03-20", {"27442"}),
        # Half of a double name, though elsewhere a ward was called so.
        ("phường Xuân Hương (Lâm Đồng) có cây đổ", "2026-03-20", {"24781"}),
        # "và" joins two places, no address.
        ("Nước ngập thị trấn Trâu Quỳ và TP Vinh", "2020-03-20", {"00565", "00577"}),
        ("Mưa lớn ở xã Yên Tĩnh và tỉnh Cà Mau", "2020-03-20", {"16912"}),
        # The very type in the province of the text goes before the type elsewhere.
        ("Mưa ở Đồng Nai. Người dân phường Phước Tân sơ tán.", "2026-03-20", {"26377"}),
        # Districts of the text tell namesakes apart.
        ("Công an huyện Trảng Bom cho biết heo ở xã Bình Minh đã khỏe.", "2019-03-20", {"26278"}),
        # An address is given once.
        ("Lửa bén ở xã Tân Thành. Xã Tân Thành, Lâm Đồng có nhiều thông.", "2026-03-20", {"23143"}),
        # A province of before means its own units, not those it was merged with.
        ("thị trấn Châu Thành (Châu Thành, Trà Vinh)", "2020-03-20", {"29374"}),
        # None of the places named has such a commune, many others do.
        ("Hà Giang có mưa. Ở xã Tân Hòa nước dâng.", "2026-03-20", set()),
    ],
)
def test_the_one_right_unit(text, published, wanted):
    assert wanted in codes(text, published)


VILLAGES = ["", "thôn 3, ", "bản Hốc, ", "ấp 4, ", "tổ dân phố 7, ", "khu phố 2, ", "buôn Ea Sar, "]
ADDRESSES = ["{}{}, {}", "{}{} ({})", "{}{}, tỉnh {}", "{}{} - {}", "{}{} (tỉnh {})"]
SENTENCES = ["Tại {}, 2 người chết.", "Ngập nặng ở {}.", "Anh Nam (trú {}) kể lại.", "{}: 4 nhà sập",
             "Lũ quét ở {}, 12 hộ phải sơ tán.", "Sạt lở tại {}; 2 người bị thương.", "Ông An, 50 tuổi, ngụ {}."]  # fmt: skip


@given(
    st.sampled_from(sorted(gazetteer().communes)), st.sampled_from(VILLAGES), st.sampled_from(ADDRESSES),
    st.sampled_from(SENTENCES),
)  # fmt: skip
def test_every_form_of_address_ends_with_its_province(code, village, address, sentence):
    tables = gazetteer()
    commune = tables.communes[code]
    kind = {"commune": "xã", "ward": "phường", "special_zone": "đặc khu"}[commune.type]
    province = tables.provinces[commune.province_code].name
    text = sentence.format(address.format(village, f"{kind} {commune.name}", province))
    assert places(text, "2026-01-01") == [commune.name, province.upper()]
    assert codes(text, "2026-01-01") == [{code}]


def test_time_is_linear_in_the_length():
    def seconds(count: int) -> float:
        text = "các xã Tân Bình, Phú Mỹ, 2 người, ở Nha Trang - Đà Lạt, xã Không Thấy (Lộc Hà), " * count
        tokens = Tokens.of(text)
        started = time.perf_counter()
        find_places(tokens)
        return time.perf_counter() - started

    seconds(10)
    assert seconds(2000) < 40 * max(seconds(200), 0.01)
