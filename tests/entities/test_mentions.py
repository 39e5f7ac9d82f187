import pytest

from nlp.article import Article
from nlp.entities.extract import extract
from nlp.entities.mentions import COLUMNS, mention_rows, province_centres
from nlp.entities.places.gazetteer import gazetteer

TEXT = (
    "Ông Bùi Văn Thường, Chủ tịch UBND xã Mường Lát, tỉnh Thanh Hóa, cho biết ít nhất 46 hộ phải sơ tán; "
    "bão đổ bộ vào Nghệ An."
)


@pytest.fixture(scope="module")
def rows():
    return list(mention_rows("a1", [entity.to_dict() for entity in extract(Article(text=TEXT))]))


def test_each_mention_is_a_row_with_all_columns(rows):
    assert {row["type"] for row in rows} == {"PROVINCE", "COMMUNE", "OFFICIAL", "AMOUNT"}
    assert all(tuple(row) == COLUMNS for row in rows)
    assert all(row["article_id"] == "a1" and TEXT[row["start"] : row["end"]] == row["text"] for row in rows)


@pytest.mark.parametrize(
    ("type", "expected"),
    [
        ("PROVINCE", {"code": "38", "province_code": "38", "province": "Thanh Hóa", "latitude": 19.81, "unit": None}),
        ("COMMUNE", {"name": "Mường Lát", "level": "commune", "province": "Thanh Hóa", "latitude": None}),
        ("OFFICIAL", {"name": "Bùi Văn Thường", "title": "Chủ tịch", "code": None}),
        ("AMOUNT", {"value": 46, "unit": "household", "modifier": "at_least", "name": None}),
    ],
)
def test_values_stand_in_columns(rows, type, expected):
    row = next(row for row in rows if row["type"] == type)
    assert {name: row[name] for name in expected} == expected


def test_a_name_of_several_communes_has_the_candidates_and_no_code():
    candidates = [
        {"code": "1", "name": "A", "province_code": "01"},
        {"code": "2", "name": "A", "province_code": "04"},
    ]
    value = {"level": "commune", "name": "A", "legacy": False, "candidates": candidates}
    (row,) = mention_rows(7, [{"type": "COMMUNE", "start": 0, "end": 1, "text": "A", "value": value}])
    assert (row["candidates"], row["code"], row["province"]) == (["1", "2"], None, None)


def test_a_new_field_of_a_value_gets_a_column_behind_the_others():
    value = {"value": 3, "max_value": None, "unit": "m", "modifier": None, "per": "day"}
    (row,) = mention_rows(7, [{"type": "AMOUNT", "start": 0, "end": 1, "text": "3", "value": value}])
    assert list(row) == [*COLUMNS, "per"]


def test_every_province_has_a_centre_within_the_country():
    centres = province_centres()
    assert set(centres) == set(gazetteer().provinces)
    assert len(set(centres.values())) == 34
    assert all(8.5 < latitude < 23.4 and 102 < longitude < 109.5 for latitude, longitude in centres.values())
