"""Communes and former districts: which unit is meant, and which of today's units its land lies in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import Labeller
from nlp.entities.places.find import find_places
from nlp.entities.places.gazetteer import gazetteer
from nlp.entities.tokens import Tokens
from nlp.text.normalize import normalize


def communes(text: str, published: str | None = None) -> list[dict]:
    places = find_places(Tokens.of(normalize(text)), published)
    return [{"text": place.text, **place.value} for place in places if place.type == "COMMUNE"]


def texts(text: str) -> list[str]:
    return [unit["text"] for unit in communes(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("xã Hữu Lũng ngập sâu", ["Hữu Lũng"]),
        ("huyện Hữu Lũng (cũ)", ["Hữu Lũng"]),
        ("TP Hải Dương (cũ)", ["Hải Dương"]),
        ("P.Bình Tân", ["Bình Tân"]),
        ("H.Thăng Bình", ["Thăng Bình"]),
        ("TX.Dĩ An", ["Dĩ An"]),
        ("TP.Thủ Đức", ["Thủ Đức"]),
        ("thị trấn Lăng Cô", ["Lăng Cô"]),
        ("đặc khu Phú Quốc", ["Phú Quốc"]),
        ("huyện đảo Cồn Cỏ", ["Cồn Cỏ"]),
        ("Huyện ủy Sóc Sơn", ["Sóc Sơn"]),
        ("UBND quận 1", ["1"]),
        ("ở Q.8", ["8"]),
        ("PHƯỜNG VŨNG TÀU", ["VŨNG TÀU"]),
        ("các xã Vân Nham, Yên Bình và Hữu Liên", ["Vân Nham", "Yên Bình", "Hữu Liên"]),
        ("2 phường Bến Nghé, Đa Kao (quận 1)", ["Bến Nghé", "Đa Kao", "1"]),
        ("hồ ở Mê Linh, Hà Nội", ["Mê Linh"]),
        ("cách Móng Cái (Quảng Ninh) 20 km", ["Móng Cái"]),
        ("xa Huu Lung, tinh Lang Son", ["Huu Lung"]),
        ("xã Ea H'leo", ["Ea H'leo"]),
        ("phường 3 Bảo Lộc", ["3 Bảo Lộc"]),
    ],
)
def test_named(text, names):
    assert texts(text) == names


@pytest.mark.parametrize(
    "text",
    ["xã hội phát triển", "TP Huế", "thành phố Hồ Chí Minh", "tỉnh, thành phố Hà Tĩnh", "hải quan Hà Tĩnh", "một xã nghèo",
     "đường Mê Linh, Hà Nội", "Trần Mê Linh, Hà Nội", "quận", "P. 10000", "phần h Bình"],
)  # fmt: skip
def test_not_named(text):
    assert texts(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("phuong Thanh Xuan hop dan", ["Thanh Xuan"]),
        ("Phuong Thanh Xuan hop dan", ["Thanh Xuan"]),
        ("UBND Phuong Thanh Xuan hop dan", ["Thanh Xuan"]),
        ("tai Phuong Thanh Xuan", ["Thanh Xuan"]),
        ("UBND PHUONG THANH XUAN", ["THANH XUAN"]),
        ("Huyen uy Duc Trong hop", ["Duc Trong"]),
        ("bi thu Quan uy Tan Binh", ["Tan Binh"]),
        ("ba Tran Thi Phuong Thanh", []),
        ("ca si Phuong Dung hat", []),
        ("xe cua cong ty Phuong Trang", []),
        ("tang binh quan 10% moi nam", []),
        ("chinh quyen dia phuong 2 cap", []),
        ("lien quan 4 nguoi", []),
    ],
)
def test_type_words_without_accents(text, names):
    assert texts(text) == names


def only(text: str, published: str | None = None) -> dict:
    (unit,) = communes(text, published)[:1]
    return unit


@pytest.mark.parametrize(
    ("text", "published", "level", "legacy", "names"),
    [
        ("xã Hữu Lũng, tỉnh Lạng Sơn", "2025-10-09", "commune", False, {"Hữu Lũng"}),
        ("thị trấn Lăng Cô (Huế)", None, "township", True, {"Chân Mây - Lăng Cô"}),
        (
            "quận Ninh Kiều, TP Cần Thơ",
            "2019-01-01",
            "urban_district",
            True,
            {"Ninh Kiều", "Cái Khế", "Tân An", "An Bình"},
        ),
        ("đặc khu Lý Sơn", "2026-01-01", "special_zone", False, {"Lý Sơn"}),
        ("huyện Lý Sơn", "2020-01-01", "district", True, {"Lý Sơn"}),
        ("phường Bến Nghé (quận 1)", None, "ward", True, {"Sài Gòn"}),
        ("phường Sài Gòn (TP.HCM)", "2025-08-21", "ward", False, {"Sài Gòn"}),
    ],
)
def test_resolution(text, published, level, legacy, names):
    unit = only(text, published)
    assert (unit["level"], unit["legacy"]) == (level, legacy)
    assert {candidate["name"] for candidate in unit["candidates"]} == names


def test_huu_lung_district_has_eight_candidates():
    unit = only("huyện Hữu Lũng (cũ) của tỉnh Lạng Sơn")
    assert len(unit["candidates"]) == 8
    assert {candidate["province_code"] for candidate in unit["candidates"]} == {"20"}


def test_the_date_tells_the_systems_apart():
    before, after = only("phường Tân Tạo, TP.HCM", "2024-05-01"), only("phường Tân Tạo, TP.HCM", "2026-05-01")
    assert (before["legacy"], after["legacy"]) == (True, False)
    assert len(before["candidates"]) == 3
    assert [candidate["name"] for candidate in after["candidates"]] == ["Tân Tạo"]


def test_formerly_beats_the_date():
    today, former = communes("P.Cát Lái (trước đây thuộc P.Thạnh Mỹ Lợi), TP.HCM", "2026-03-01")
    assert (today["legacy"], former["legacy"]) == (False, True)
    assert [candidate["name"] for candidate in former["candidates"]] == ["Cát Lái"]


def test_ambiguous_names_keep_their_candidates():
    unit = only("xã Tân Thành", "2026-01-01")
    assert len(unit["candidates"]) > 3
    assert len({candidate["province_code"] for candidate in unit["candidates"]}) > 2


@pytest.mark.parametrize(
    "text",
    ["xã Tân Thành, tỉnh Lâm Đồng", "xã Tân Thành (Lâm Đồng)", "Tại Lâm Đồng mưa lớn. Ở xã Tân Thành, nước đã rút."],
)
def test_the_province_around_decides(text):
    unit = only(text, "2026-01-01")
    assert {candidate["province_code"] for candidate in unit["candidates"]} == {"68"}


def test_a_former_province_narrows_to_its_own_units():
    unit = only("huyện Phú Tân, tỉnh An Giang cũ", "2026-01-01")
    assert {candidate["province_code"] for candidate in unit["candidates"]} == {"91"}


def test_nothing_is_guessed_for_units_a_province_does_not_have():
    assert only("xã Hữu Lũng, tỉnh Cà Mau")["candidates"] == []


@given(st.sampled_from(sorted(gazetteer().communes)))
def test_every_commune_of_today_is_found_with_its_province(code):
    tables = gazetteer()
    commune = tables.communes[code]
    kind = {"commune": "xã", "ward": "phường", "special_zone": "đặc khu"}[commune.type]
    place = f"{kind} {commune.name}, {tables.provinces[commune.province_code].name}"
    assert code in {candidate["code"] for candidate in only(place, "2026-01-01")["candidates"]}


@given(st.sampled_from(sorted(gazetteer().legacy_districts)))
def test_every_district_of_before_is_found_with_its_province(code):
    tables = gazetteer()
    unit = tables.legacy_districts[code]
    if unit.name == "Huế":
        return
    kind = {"district": "huyện", "urban_district": "quận", "town": "thị xã", "city": "thành phố"}[unit.type]
    found = only(f"{kind} {unit.name}, tỉnh {tables.province_of(unit).name}", "2020-01-01")
    assert {candidate["code"] for candidate in found["candidates"]} >= set(unit.today)
    assert found["legacy"] is True


def test_a_place_after_the_bracket_is_another_one():
    (unit,) = communes("Khách đông ở Cát Bà (đặc khu Cát Hải), Huế và Đà Nẵng")
    assert [candidate["province_code"] for candidate in unit["candidates"]] == ["31"]
    assert not unit["legacy"]


def test_a_province_with_its_type_after_the_bracket_is_the_one():
    (unit,) = communes("Mưa lớn ở thôn Bến (xã Tân Thành), tỉnh Lạng Sơn và tỉnh Thái Nguyên")
    assert {candidate["province_code"] for candidate in unit["candidates"]} == {"20"}


@pytest.mark.parametrize(
    "text",
    [
        "Vốn cho 104 xã, phường là 2.150 tỷ đồng.", "Mỗi phường 2.150 hộ dân.", "Số phường là 2.", "Tổng số phường bằng 3.",
        "Mỗi phường 12 tỷ đồng.", "Hỗ trợ phường 5 triệu đồng.", "Tại phường 12% hộ dân bị ngập.",
    ],
)  # fmt: skip
def test_a_figure_behind_a_type_word_is_no_name(text):
    assert [entity for entity in Labeller(None).label_one(text).entities if entity.type == "COMMUNE"] == []


@pytest.mark.parametrize("text", ["Tại phường 12, quận 3.", "Phường 2 bị ngập.", "Công an phường 5 và phường 7."])
def test_a_ward_with_a_number(text):
    assert [entity for entity in Labeller(None).label_one(text).entities if entity.type == "COMMUNE"]
