import pytest

from nlp.report.digest.values import day, days, stated
from tests.report.digest.sample import figure

STATED = [
    (("dead", 12), {}, "12 người chết", "12 dead"),
    (("dead", 12.0), {}, "12 người chết", "12 dead"),
    (("dead", 1234), {"modifier": "at_least"}, "ít nhất 1.234 người chết", "at least 1,234 dead"),
    (("missing", 3), {"max_value": 5}, "3–5 người mất tích", "3–5 missing"),
    (("injured", 3), {"max_value": 3}, "3 người bị thương", "3 injured"),
    (("evacuated", 300), {"unit": "household"}, "300 hộ được sơ tán", "300 households evacuated"),
    (
        ("evacuated", 300),
        {"unit": "person", "modifier": "nearly"},
        "gần 300 người được sơ tán",
        "nearly 300 people evacuated",
    ),
    (
        ("affected", 1000),
        {"unit": "person", "modifier": "order_of"},
        "hàng nghìn người bị ảnh hưởng",
        "thousands of people affected",
    ),
    (
        ("houses_flooded", 200),
        {"max_value": 900, "modifier": "several"},
        "200–900 nhà bị ngập",
        "200–900 houses flooded",
    ),
    (("crops_ha", 5320.5), {}, "5.320,5 ha cây trồng thiệt hại", "5,320.5 ha of crops and forest lost"),
    (
        ("livestock", 1500),
        {"modifier": "more_than"},
        "hơn 1.500 con gia súc, gia cầm chết",
        "more than 1,500 livestock lost",
    ),
    (("damage_vnd", 1_870_500_000_000), {}, "thiệt hại 1.870,5 tỷ đồng", "damage VND 1,870.5 billion"),
    (
        ("damage_vnd", 500_000_000),
        {"max_value": 1_500_000_000},
        "thiệt hại 0,5–1,5 tỷ đồng",
        "damage VND 0.5–1.5 billion",
    ),
    (("relief_vnd", 20_000_000), {}, "hỗ trợ, cứu trợ 20 triệu đồng", "relief VND 20 million"),
    (("relief_vnd", 500_000), {}, "hỗ trợ, cứu trợ 500.000 đồng", "relief VND 500,000"),
    (("rain_mm", 312.4), {"modifier": "about"}, "lượng mưa khoảng 312,4 mm", "rain about 312.4 mm"),
    (("water_level_m", 2.35), {}, "mực nước 2,35 m", "water level 2.35 m"),
    (("wind_level", 11), {"max_value": 12}, "sức gió cấp 11–12", "wind force 11–12"),
    (("dogs_rescued", 2), {"modifier": "strange"}, "2 dogs rescued", "2 dogs rescued"),
    (("dead", 100), {"modifier": "order_of"}, "hàng trăm người chết", "hundreds dead"),
    (
        ("relief_vnd", 10**9),
        {"modifier": "order_of"},
        "hỗ trợ, cứu trợ cỡ 1 tỷ đồng",
        "relief in the order of VND 1 billion",
    ),
    (("dead", None), {}, "? người chết", "? dead"),
    (("dead", float("nan")), {}, "? người chết", "? dead"),
    (("dead", 0), {}, "0 người chết", "0 dead"),
]


@pytest.mark.parametrize(("what", "more", "vietnamese", "english"), STATED, ids=lambda case: str(case)[:40])
def test_figures_in_words(what, more, vietnamese, english):
    assert stated(figure(*what, "2025-10-07", "a1", "Câu.", **more)) == (vietnamese, english)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("2025-10-07", "07/10/2025"),
        ("2025-10-07T09:30:00+07:00", "07/10/2025"),
        ("2025-02-31", "2025-02-31"),
        ("<hôm qua>", "&lt;hôm qua&gt;"),
        ("", ""),
        (None, ""),
    ],
)
def test_days(given, shown):
    assert day(given) == shown


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("2025-10-03", "2025-10-12", "03/10 – 12/10/2025"),
        ("2025-12-30", "2026-01-02", "30/12/2025 – 02/01/2026"),
        ("2025-10-03", "2025-10-03", "03/10/2025"),
        ("2025-10-03", None, "03/10/2025"),
        (None, "2025-10-03", " – 03/10/2025"),
    ],
)
def test_spans_of_days(start, end, shown):
    assert days(start, end) == shown
