"""Towns and communes without a type word: where the place is meant, and where something that is called so."""

from __future__ import annotations

import pytest

from nlp.entities.places.find import find_places
from nlp.entities.tokens import Tokens
from nlp.text.normalize import normalize


def bare(text: str, published: str | None = "2026-03-20") -> list[str]:
    return [place.text for place in find_places(Tokens.of(normalize(text)), published) if place.type == "COMMUNE"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # Well-known towns need no proof.
        ("Nha Trang: hai ghe lật vì sóng lớn", ["Nha Trang"]),
        ("Hội An cấm ghe qua sông", ["Hội An"]),
        ("Du khách kẹt lại ở Sapa", ["Sapa"]),
        ("Tại Quy Nhơn, gió giật cấp 8", ["Quy Nhơn"]),
        ("UBND Cai Lậy họp dân", ["Cai Lậy"]),
        ("người dân Buôn Mê Thuột", ["Buôn Mê Thuột"]),
        ("xe chạy từ Pleiku về Đà Lạt", ["Pleiku", "Đà Lạt"]),
        ("tuyến Đà Lạt - Nha Trang", ["Đà Lạt", "Nha Trang"]),
        ("xe khách Đà Lạt - TP.HCM", ["Đà Lạt"]),
        ("giảm giá vé chặng TP.HCM - Pleiku/Quy Nhơn/Nha Trang dịp lễ", ["Pleiku", "Quy Nhơn", "Nha Trang"]),
        ("phố núi Pleiku vào xuân", ["Pleiku"]),
        ("TP.HCM, Biên Hòa, Lâm Đồng", ["Biên Hòa"]),
        ("NHA TRANG NGẬP NẶNG", ["NHA TRANG"]),
        # Districts, and towns whose names mean more, where the text is about their province.
        ("Quảng Nam mưa lớn, lũ lên ở Đại Lộc", ["Đại Lộc"]),
        ("Sơn La: nước cô lập Mộc Châu, người dân Yên Châu sơ tán", ["Mộc Châu", "Yên Châu"]),
        ("Nghệ An: xe lao xuống mương ở Vinh", ["Vinh"]),
        ("cháy rừng ở Sóc Sơn, Hà Nội", ["Sóc Sơn"]),
        # Names that nothing else in the country bears, after a word for a place.
        ("Cháy lớn kho nệm ở Củ Chi", ["Củ Chi"]),
        ("Cần Giờ: hai thuyền lật vì sóng lớn", ["Cần Giờ"]),
        ("Côn Đảo đón khách", ["Côn Đảo"]),
        ("Sơn La mưa lớn, lũ quét ở Mường Bám", ["Mường Bám"]),
        ("Mường Bám: hai người mất tích. Sơn La còn mưa", ["Mường Bám"]),
        # What was found tells the province of the rest, in whichever order they stand.
        ("Nha Trang, Cam Ranh, Ninh Hòa ngập sâu", ["Nha Trang", "Cam Ranh", "Ninh Hòa"]),
        ("Ninh Hòa, Nha Trang ngập sâu", ["Ninh Hòa", "Nha Trang"]),
        ("Mưa lớn gây ngập tại các nơi: Bắc Hà, Sa Pa", ["Bắc Hà", "Sa Pa"]),
        # Regions that suffer.
        ("Hàng về rốn lũ Tuy An", ["Tuy An"]),
        ("Quà đến vùng lũ Mường Bám, Lai Châu và Sơn La", ["Mường Bám"]),
        # Communes that the text has introduced, or its province follows.
        ("Xã Mường Lạn có mưa. Tối qua, người dân Mường Lạn sơ tán", ["Mường Lạn", "Mường Lạn"]),
        ("lũ về Mường Lạn, Sơn La", ["Mường Lạn"]),
    ],
)
def test_named(text, names):
    assert bare(text) == names


@pytest.mark.parametrize(
    "text",
    [
        # people
        "anh Vinh bị thương", "ông Nguyễn Phú Quốc", "thượng úy Nguyễn Bình Minh", "siêu mẫu Lâm Chí Linh", "chị Hạ Long",
        "Tôi nên ăn gì? (Thanh Bình, Đồng Nai)",
        # streets, roads, bridges, airports
        "đường Điện Biên Phủ", "số 325 Điện Biên Phủ, TP.HCM", "49 Hai Bà Trưng, Hà Nội", "cao tốc Vân Đồn - Móng Cái",
        "cao tốc Cam Lâm - Vĩnh Hảo", "cầu Cao Lãnh", "sân bay Phú Quốc", "trạm thu phí BOT Cai Lậy", "đèo Bảo Lộc",
        "cảng hàng không quốc tế Phú Quốc", "vịnh Hạ Long",
        # firms, schools, clubs, other things that are called so
        "Công ty cổ phần Giống bò sữa Mộc Châu", "Đại học Nha Trang", "THPT Thủ Đức", "trường THCS Đại Kim (Hà Nội)",
        "nhà thi đấu Cầu Giấy (Hà Nội)", "khu công nghiệp Phú Mỹ", "lọc hóa dầu Nghi Sơn", "Lễ hội cà phê Buôn Ma Thuột",
        "nước mắm Phú Quốc", "bún cá Nha Trang", "Khách sạn Vũng Tàu", "nghĩa trang liệt sĩ Củ Chi", "nút giao Gò Công", "cao tốc Trung Lương - Mỹ Thuận, Mỹ Thuận - Cần Thơ", "công viên địa chất Lý Sơn", "Cao su Bà Rịa",
        # longer names
        "khu Phú Mỹ Hưng", "Nha Trang Center khai trương", "dự án Thuận An 2, Thuận An 3.",
        # no proof that the place is meant
        "Bình Minh thắng lớn", "dòng lũ Thanh Hà", "Ninh Hòa thắng lớn", "câu hỏi: Bình Minh, Tân An là ai", "Lệ Thủy nói về cải lương", "NSND Lệ Thủy", "Hà Nội: khách bay về Nội Bài", "quà ở Thanh Hà", "món quà của Thanh Hà", "quần đảo Hoàng Sa",
    ],
)  # fmt: skip
def test_not_named(text):
    assert bare(text) == []


def value(text: str, published: str) -> dict:
    return next(dict(place.value) for place in find_places(Tokens.of(text), published) if place.type == "COMMUNE")


def test_a_town_means_its_former_land():
    unit = value("Nha Trang đón khách", "2026-03-20")
    assert (unit["level"], unit["legacy"], len(unit["candidates"])) == ("city", True, 4)


@pytest.mark.parametrize(("published", "count"), [("2026-03-20", 1), ("2022-03-20", 2)])
def test_an_island_is_the_special_zone_of_its_time(published, count):
    assert len(value("Phú Quốc đón khách", published)["candidates"]) == count
    assert len(value("Phú Quốc (An Giang) đón khách", published)["candidates"]) == count


def test_the_town_goes_before_the_district_around_it():
    assert len(value("Cao Lãnh, Đồng Tháp", "2020-03-20")["candidates"]) == 3
