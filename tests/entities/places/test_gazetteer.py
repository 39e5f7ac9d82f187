"""The tables hold what the law says, and say which of the two systems a code belongs to."""

from __future__ import annotations

import re
import time
from collections import Counter

import pytest

from nlp.entities.places import gazetteer as module
from nlp.entities.places.gazetteer import Gazetteer, gazetteer, name_key


@pytest.fixture(scope="module")
def tables() -> Gazetteer:
    return gazetteer()


def test_counts_of_today(tables):
    assert len(tables.provinces) == 34
    assert Counter(province.type for province in tables.provinces.values()) == {"province": 28, "city": 6}
    assert Counter(commune.type for commune in tables.communes.values()) == {
        "commune": 2621,
        "ward": 687,
        "special_zone": 13,
    }
    assert len(tables.communes) == 3321


def test_counts_of_before(tables):
    assert len(tables.legacy_provinces) == 63
    districts = Counter(unit.type for unit in tables.legacy_districts.values())
    assert districts == {"district": 508, "city": 87, "town": 52, "urban_district": 49}
    assert sum(districts.values()) == 696
    communes = Counter(unit.type for unit in tables.legacy_communes.values())
    assert communes == {"commune": 7695, "ward": 1724, "township": 616}
    assert sum(communes.values()) == 10035


def test_codes_have_the_form_of_their_level(tables):
    for codes, digits in (
        (tables.provinces, 2), (tables.legacy_provinces, 2), (tables.legacy_districts, 3), (tables.communes, 5),
        (tables.legacy_communes, 5),
    ):  # fmt: skip
        assert all(re.fullmatch(rf"\d{{{digits}}}", code) for code in codes)


def test_hai_phong_has_114_communes_and_took_in_hai_duong(tables):
    hai_phong = tables.province("Hải Phòng")
    assert sum(commune.province_code == hai_phong.province.code for commune in tables.communes.values()) == 114
    hai_duong = tables.province("Hải Dương")
    assert hai_duong.province == hai_phong.province
    assert (hai_duong.legacy.legacy_code, hai_duong.legacy.code) == ("30", "31")


@pytest.mark.parametrize(
    ("today", "before"),
    [
        ("Phú Thọ", {"Phú Thọ", "Vĩnh Phúc", "Hòa Bình"}),
        ("Hồ Chí Minh", {"Hồ Chí Minh", "Bình Dương", "Bà Rịa - Vũng Tàu"}),
        ("Lâm Đồng", {"Lâm Đồng", "Đắk Nông", "Bình Thuận"}),
        ("Quảng Trị", {"Quảng Trị", "Quảng Bình"}),
        ("Gia Lai", {"Gia Lai", "Bình Định"}),
        ("Lào Cai", {"Lào Cai", "Yên Bái"}),
        ("Hà Nội", {"Hà Nội"}),
    ],
)
def test_which_provinces_were_merged(tables, today, before):
    code = tables.province(today).province.code
    assert {old.name for old in tables.legacy_provinces.values() if old.code == code} == before


def test_seven_codes_mean_different_provinces(tables):
    shared = tables.provinces.keys() & tables.legacy_provinces.keys()
    differ = {code for code in shared if tables.provinces[code].name != tables.legacy_provinces[code].name}
    assert differ == {"15", "24", "44", "52", "80", "82", "91"}
    assert tables.province("Lào Cai").province.code == "15"
    assert tables.province("Yên Bái").legacy.legacy_code == "15"


def test_huu_lung_district_became_eight_communes(tables):
    district = next(unit for unit in tables.legacy_named("hữu lũng") if unit.is_district)
    today = tables.successors(district)
    assert len(today) == 8
    assert {commune.name for commune in today} >= {"Hữu Lũng", "Vân Nham", "Yên Bình"}
    assert {commune.province_code for commune in today} == {"20"}
    assert tables.province_of(district).name == "Lạng Sơn"


def test_every_unit_of_before_lies_in_communes_of_its_province_today(tables):
    for unit in (*tables.legacy_districts.values(), *tables.legacy_communes.values()):
        home = tables.province_of(unit)
        today = tables.successors(unit)
        assert today
        assert {commune.province_code for commune in today} == {home.code}


def test_every_commune_of_today_comes_from_somewhere(tables):
    reached = {
        code for unit in (*tables.legacy_communes.values(), *tables.legacy_districts.values()) for code in unit.today
    }
    assert reached == tables.communes.keys()


def test_partial_mergers_keep_every_part(tables):
    divided = [unit for unit in tables.legacy_communes.values() if len(unit.today) > 1]
    assert len(divided) > 400
    assert all(len(set(unit.today)) == len(unit.today) for unit in divided)


def test_a_district_has_the_land_of_its_communes(tables):
    parts = {code: set() for code in tables.legacy_districts}
    for unit in tables.legacy_communes.values():
        parts[unit.legacy_parent].update(unit.today)
    for code, district in tables.legacy_districts.items():
        assert not parts[code] or parts[code] == set(district.today)


def test_repeated_names_keep_all_their_bearers(tables):
    names = Counter(commune.name for commune in tables.communes.values())
    assert sum(count > 1 for count in names.values()) == 314
    assert len(tables.communes_named(name_key("Tân Thành"))) == names["Tân Thành"] > 1


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("TP.HCM", "Hồ Chí Minh"), ("TPHCM", "Hồ Chí Minh"), ("TP HCM", "Hồ Chí Minh"), ("Sài Gòn", "Hồ Chí Minh"),
        ("thành phố Hồ Chí Minh", "Hồ Chí Minh"), ("TP. Hồ Chí Minh", "Hồ Chí Minh"), ("Đắc Lắc", "Đắk Lắk"),
        ("Đăk Lăk", "Đắk Lắk"), ("Daklak", "Đắk Lắk"), ("Đăk Nông", "Đắk Nông"), ("Thừa Thiên-Huế", "Huế"),
        ("Thừa Thiên – Huế", "Huế"), ("TT-Huế", "Huế"), ("Thừa Thiên Huế", "Huế"), ("BR-VT", "Bà Rịa - Vũng Tàu"),
        ("Bà Rịa-Vũng Tàu", "Bà Rịa - Vũng Tàu"), ("Bà Rịa – Vũng Tàu", "Bà Rịa - Vũng Tàu"), ("Hoà Bình", "Hòa Bình"),
        ("tỉnh Khánh Hoà", "Khánh Hòa"), ("THANH HÓA", "Thanh Hóa"), ("Kontum", "Kon Tum"), ("Bắc Cạn", "Bắc Kạn"),
        ("Hanoi", "Hà Nội"),
    ],
)  # fmt: skip
def test_spellings(tables, spelling, name):
    assert tables.province(spelling).name == name


@pytest.mark.parametrize("text", ["", "Hà", "Đà Lạt", "Quảng Trường", "tỉnh", "Hà Nội Quảng Ninh"])
def test_what_names_no_province(tables, text):
    assert tables.province(text) is None


@pytest.mark.parametrize(
    ("name", "into"),
    [
        ("Cửa Lò", "Nghệ An"),
        ("Hoành Bồ", "Quảng Ninh"),
        ("Tĩnh Gia", "Thanh Hóa"),
        ("2", "Hồ Chí Minh"),
        ("9", "Hồ Chí Minh"),
    ],
)
def test_districts_renamed_before_the_reform(tables, name, into):
    assert into in {tables.province_of(unit).name for unit in tables.legacy_named(name_key(name)) if unit.is_district}


def test_names_with_marks_are_found_as_tokens(tables):
    assert tables.communes_named(name_key("B'Lao"))
    assert tables.legacy_named(name_key("Ea H'leo"))


def test_names_without_accents(tables):
    assert {unit.name for unit in tables.legacy_named("huu lung", plain=True)} == {"Hữu Lũng"}
    assert tables.legacy_named("huu lung") == []


def test_loads_in_time():
    best = min(_seconds_to_load() for _ in range(3))
    assert best < 0.15  # 25 ms on a quiet core


def _seconds_to_load() -> float:
    start = time.process_time()
    tables = module.Gazetteer()
    assert tables.province_names
    assert tables.communes_named("hữu lũng")
    assert tables.legacy_named("hữu lũng")
    return time.process_time() - start
