from itertools import combinations

import pytest
from lxml import html

from nlp.entities.vocabulary import province_names
from nlp.report.digest.figures import make_cards
from nlp.report.digest.province_map import TILES, grid_styles, province_map, shade
from tests.conftest import PROJECT
from tests.report.digest.sample import event, events

TOUCHING = [
    ("Lạng Sơn", "Cao Bằng"), ("Lạng Sơn", "Quảng Ninh"), ("Hà Nội", "Phú Thọ"), ("Hà Nội", "Bắc Ninh"),
    ("Hải Phòng", "Quảng Ninh"), ("Hải Phòng", "Hưng Yên"), ("Ninh Bình", "Thanh Hóa"), ("Thanh Hóa", "Nghệ An"),
    ("Nghệ An", "Hà Tĩnh"), ("Hà Tĩnh", "Quảng Trị"), ("Quảng Trị", "Huế"), ("Huế", "Đà Nẵng"), ("Đà Nẵng", "Quảng Ngãi"),
    ("Quảng Ngãi", "Gia Lai"), ("Gia Lai", "Đắk Lắk"), ("Đắk Lắk", "Khánh Hòa"), ("Đắk Lắk", "Lâm Đồng"),
    ("Lâm Đồng", "Khánh Hòa"), ("Lâm Đồng", "Đồng Nai"), ("Đồng Nai", "Hồ Chí Minh"), ("Tây Ninh", "Hồ Chí Minh"),
    ("Tây Ninh", "Đồng Tháp"), ("An Giang", "Đồng Tháp"), ("An Giang", "Cần Thơ"), ("Cần Thơ", "Vĩnh Long"),
    ("Đồng Tháp", "Vĩnh Long"), ("Cần Thơ", "Cà Mau"),
]  # fmt: skip
APART = [("Hà Nội", "Quảng Ninh"), ("Cà Mau", "Vĩnh Long"), ("Điện Biên", "Lào Cai"), ("Huế", "Gia Lai")]


def centres():
    lines = (PROJECT / "nlp/entities/tables/province_centres.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line[:1].isdigit()]
    return {code: (float(latitude), float(longitude)) for code, latitude, longitude, _ in rows}


def touch(one, other):
    codes = {name: code for code, name in province_names().items()}
    (row, column), (other_row, other_column) = TILES[codes[one]], TILES[codes[other]]
    beside = row == other_row and abs(column - other_column) == 2
    return beside or (abs(row - other_row) == 1 and abs(column - other_column) < 2)


def test_each_province_has_one_tile_and_none_overlap():
    assert set(TILES) == set(province_names())
    cells = [(row, column + half) for row, column in TILES.values() for half in (0, 1)]
    islands = [(9, 11 + half) for half in range(3)] + [(16, 12 + half) for half in range(3)]
    assert len(set(cells + islands)) == len(cells) + len(islands)
    assert max(column for _, column in cells + islands) <= 14
    assert grid_styles().count("grid-area") == 34 + 3


def test_tiles_stand_as_the_provinces_do():
    for (one, (row, column)), (other, (other_row, other_column)) in combinations(TILES.items(), 2):
        (north, east), (other_north, other_east) = centres()[one], centres()[other]
        if abs(north - other_north) > 1:
            assert (row < other_row) == (north > other_north), (one, other)
        if abs(east - other_east) > 2 and abs(north - other_north) < 5:  # the south stands west of the centre
            assert (column < other_column) == (east < other_east), (one, other)


@pytest.mark.parametrize("pair", TOUCHING, ids=" ".join)
def test_neighbours_touch(pair):
    assert touch(*pair)


@pytest.mark.parametrize("pair", APART, ids=" ".join)
def test_others_do_not(pair):
    assert not touch(*pair)


def test_archipelagos_stand_in_the_sea_with_their_provinces():
    shown = html.fragment_fromstring(province_map([], province_names()), create_parent=True)
    islands = {
        island.text: island.xpath("small")[0].text for island in shown.xpath(".//li[contains(@class, 'island')]")
    }
    assert islands == {"Hoàng Sa": "Đà Nẵng", "Trường Sa": "Khánh Hòa"}


def test_tiles_count_their_events():
    again = event("Lũ", "Lũ", ["20", "20"], "2025-11-01", "2025-11-01", [{"id": "x"}], [])
    shown = html.fragment_fromstring(province_map(make_cards([*events(), again]), province_names()), create_parent=True)
    counts = {link.get("data-p"): link.xpath("b")[0].text for link in shown.xpath(".//li/a")}
    assert len(counts) == 13
    assert counts["20"] == "2"
    assert counts["46"] == "1"
    assert [item.text for item in shown.xpath(".//div[contains(@class, 'legend')]//li")] == ["1", "2"]


def test_shades():
    assert [shade(count, 3) for count in range(4)] == [0, 1, 2, 3]
    assert [shade(count, 40) for count in (0, 1, 8, 9, 40)] == [0, 1, 1, 2, 5]
