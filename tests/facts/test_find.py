"""What a sentence states: the table is test and documentation; places and events are invented, names are real."""

import pytest

from nlp.article import Article
from nlp.entities.extract import find_entities
from nlp.facts.find import NEEDED_TYPES, find_facts


def facts_of(text, title="", published="2025-10-08"):
    article = Article(text=text, title=title, published=published)
    return find_facts(article, find_entities(article, NEEDED_TYPES))


def told(text, **given):
    return [(fact.measure, fact.value, fact.province) for fact in facts_of(text, **given)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Mưa lũ tại Lạng Sơn làm 2 người chết, 1 người mất tích.",
            [("dead", 2, "20"), ("missing", 1, "20")],
        ),
        ("Mưa lớn làm nhiều phố ở Huế ngập sâu 30-50 cm.", []),  # a depth is no rain
        (
            "Mưa lũ làm 3 người chết: Lạng Sơn 2 người, Cao Bằng 1 người.",
            [("dead", 3, None), ("dead", 2, "20"), ("dead", 1, "04")],
        ),
        (
            "Bão làm 40 nhà bị sập: Thanh Hóa 25 nhà, Nghệ An 15 nhà.",
            [("houses_destroyed", 40, None), ("houses_destroyed", 25, "38"), ("houses_destroyed", 15, "40")],
        ),
        (
            "Lốc xoáy ở Nghệ An làm sập 4 căn nhà, tốc mái 125 căn.",
            [("houses_destroyed", 4, "40"), ("houses_damaged", 125, "40")],
        ),
        ("Nước lũ ở Hà Tĩnh làm ngập 723 hộ.", [("houses_flooded", 723, "42")]),
        (
            "Do mưa lũ, tỉnh Hà Tĩnh đã di dời 111 hộ với khoảng 500 người.",
            [("evacuated", 111, "42"), ("evacuated", 500, "42")],
        ),
        ("Mưa lũ khiến 300 hộ dân ở Sơn La bị cô lập.", [("isolated", 300, "14")]),
        ("Lũ ở Sơn La cuốn trôi 12 con trâu.", [("livestock", 12, "14")]),
        ("Mưa lớn làm 250 ha lúa ở Ninh Bình bị ngập úng.", [("crops_ha", 250, "37")]),
        ("Bão gây thiệt hại ở Huế khoảng 3 tỷ đồng.", [("damage_vnd", 3_000_000_000, "46")]),
        ("Ngân hàng trao 2 tỷ đồng hỗ trợ người dân vùng lũ Đắk Lắk.", [("relief_vnd", 2_000_000_000, "66")]),
        (
            "Lượng mưa đo được tại Lai Châu 34,7 mm, Lào Cai 32,9 mm.",
            [("rain_mm", 34.7, "12"), ("rain_mm", 32.9, "15")],
        ),
        ("Mưa lũ, mực nước sông ở An Giang đạt 2,67 m, trên báo động 3 là 0,17 m.", [("water_level_m", 2.67, "91")]),
        ("Do bão, đảo Lý Sơn (Quảng Ngãi) có gió mạnh cấp 8, giật cấp 10.", [("wind_level", 8, "51")]),
        ("Bão số 10 mạnh cấp 12, giật cấp 15, hướng vào Nghệ An.", [("wind_level", 12, None)]),
        (
            "Lũ ở Sơn La khiến 50 hộ dân bị cô lập, phải đi sơ tán.",
            [("isolated", 50, "14"), ("evacuated", 50, "14")],
        ),
        (
            "Lũ ở Sơn La làm 150 hộ bị ngập và 2 nhà bị sập.",
            [("houses_flooded", 150, "14"), ("houses_destroyed", 2, "14")],
        ),
        ("TP.HCM đã tiếp nhận 6 tỷ đồng ủng hộ miền Trung sau bão.", [("relief_vnd", 6_000_000_000, None)]),
        ("Lũ ở Sơn La khiến 300 khẩu bị cô lập.", [("isolated", 300, "14")]),
        ("Mưa lũ ở Sơn La gây thiệt hại hơn 400 tỉ.", [("damage_vnd", 400_000_000_000, "14")]),
    ],
)
def test_figures_have_measure_and_province(text, expected):
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Theo phương án ứng phó bão, tỉnh Nghệ An sẽ sơ tán 5.000 hộ dân.",
        "Sạt lở ở Cà Mau uy hiếp 12 căn nhà có nguy cơ bị sập.",
        "Mỗi hộ vùng lũ được hỗ trợ 5 triệu đồng.",
        "Huyện chi 2 tỷ đồng sửa chữa kè sau lũ.",
        "Huy động 100 cán bộ, chiến sĩ giúp dân sơ tán tránh bão ở Huế.",
        "Bão số 3 gây mưa, cảnh báo rủi ro thiên tai cấp 3.",
        "Năm ngoái, lũ ở Sơn La làm 9 người chết.",
        "Giai đoạn 2017 - 2020, tỉnh Sơn La đã di dời 300 hộ dân vùng sạt lở.",
        "Mỗi năm lũ ở Sơn La cuốn trôi 30 căn nhà.",
        "Sạt lở ở Cà Mau làm mất 300 ha rừng mỗi năm.",
        "Sân khấu rộng 20 m có 300 người xem.",
    ],
)
def test_plans_prices_and_earlier_events_are_no_facts(text):
    assert told(text) == []


LAI_CHAU = "Mưa lũ ở Lai Châu rất lớn."


@pytest.mark.parametrize(
    ("text", "province"),
    [
        ("\nCòn tại Đồng Tháp, lốc xoáy nổi lên. Lốc làm sập 4 căn nhà.", "82"),
        ("\nTại tỉnh Sơn La: lũ quét xảy ra. Nước dâng cao. Lũ cuốn trôi 4 căn nhà.", "14"),
        ("\nTại Sơn La, lũ quét xảy ra.\nLũ cuốn trôi 4 căn nhà.", "12"),
        ("\nTại Sơn La, lũ quét xảy ra. Đoàn từ Hà Nội đã tới. Lũ cuốn trôi 4 căn nhà.", "12"),
        ("\nTại Sơn La, lũ quét xảy ra. Cả nước có 4 căn nhà bị sập.", None),
        ("\nSơn La có mưa. Lũ cuốn trôi 4 căn nhà.", "12"),
    ],
)
def test_a_place_that_opens_a_sentence_is_that_of_its_paragraph(text, province):
    assert told(LAI_CHAU + text) == [("houses_destroyed", 4, province)]


@pytest.mark.parametrize(
    "text",
    [
        "Tổng cộng 5 tỉnh có 69 người chết do lũ.",
        "Theo báo cáo của Lai Châu, cả nước có 69 người chết do lũ.",
        "Mưa lũ khiến Hà Nội và 6 tỉnh miền Bắc có 69 người chết.",
        "Lũ ở các tỉnh từ Thanh Hóa đến Quảng Ngãi làm 69 người chết.",
        "Mưa lũ ở khu vực Hà Tĩnh - Quảng Nam làm 69 người chết.",
        "Ba tỉnh Bắc Trung Bộ có 69 người chết do mưa lũ.",
    ],
)
def test_a_figure_of_several_provinces_has_none(text):
    assert told(f"{LAI_CHAU} {text}") == [("dead", 69, None)]


def test_an_article_that_opens_with_several_provinces_is_about_none():
    text = "Ba ngày qua, các tỉnh có mưa lũ lớn.\nSơn La ngập sâu. Sơn La mất điện.\nMưa lũ làm 7 người chết."
    assert told(text, title="Mưa lũ làm 7 người chết") == [("dead", 7, None), ("dead", 7, None)]


def test_one_province_that_is_counted_is_none_of_several():
    assert told(f"{LAI_CHAU} Trong 1 tỉnh, lũ làm 69 người chết.") == [("dead", 69, "12")]


def test_a_fact_names_its_mentions():
    text = "Ngày 7/10, lũ ở Lạng Sơn làm ít nhất 2 người chết."
    (fact,) = facts_of(text)
    assert text[slice(*fact.figure)] == "ít nhất 2 người chết"
    assert text[slice(*fact.place)] == "Lạng Sơn"
    assert text[slice(*fact.dated)] == "Ngày 7/10"
    assert (fact.modifier, fact.date) == ("at_least", ("2025-10-07", "2025-10-07"))


def test_a_headline_takes_the_focus():
    (first, *_) = facts_of("Ngày 7/10, lũ quét xảy ra ở Sơn La.", title="Lũ quét, 2 người chết")
    assert (first.province, first.place, first.date) == ("14", None, ("2025-10-07", "2025-10-07"))


def test_rain_to_come_is_a_forecast():
    (fact,) = facts_of("Dự báo đêm nay Hà Tĩnh có mưa 100-200 mm.")
    assert (fact.value, fact.max_value, fact.forecast) == (100, 200, True)


def test_other_countries_are_named():
    (fact,) = facts_of("Bão làm 20 người chết ở Philippines.")
    assert (fact.province, fact.country) == (None, "Philippines")


def test_text_without_accents_states_the_same():
    assert told("Mua lu tai Lang Son lam 2 nguoi chet, 1 nguoi mat tich.") == [("dead", 2, "20"), ("missing", 1, "20")]
