"""How readers, ticket offices and older papers write amounts, and what only looks like them."""

import pytest

from nlp.entities.amounts.find import find_amounts
from nlp.entities.tokens import Tokens
from nlp.text.normalize import normalize


def amounts(text):
    """Return (text, value, max_value, unit) of every amount."""
    found = find_amounts(Tokens.of(normalize(text)))
    return [(e.text, e.value["value"], e.value["max_value"], e.value["unit"]) for e in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Money as people say it.
        ("tài xế đòi 400k cho cuốc xe", [("400k", 400_000, None, "VND")]),
        ("vé giường nằm giá từ 250-300k", [("từ 250-300k", 250_000, 300_000, "VND")]),
        ("mỗi khách bị thu thêm 150 nghìn", [("150 nghìn", 150_000, None, "VND")]),
        ("nhà xe báo 280 ngàn/người", [("280 ngàn/người", 280_000, None, "VND/person")]),
        ("phòng trọ giá 1tr8 một tháng", [("1tr8", 1_800_000, None, "VND")]),
        ("tiền cọc 2tr250", [("2tr250", 2_250_000, None, "VND")]),
        ("nhà rao bán 3tỷ5", [("3tỷ5", 3_500_000_000, None, "VND")]),
        ("hoàn 60.000 ₫ cho khách", [("60.000 ₫", 60_000, None, "VND")]),
        ("lúa bán 7.500₫/kg", [("7.500₫/kg", 7_500, None, "VND/kg")]),
        ("cước 9.000đ/lượt", [("9.000đ/lượt", 9_000, None, "VND/trip")]),
        ("cổ tức 800đ/cp", [("800đ/cp", 800, None, "VND/share")]),
        ("vé rẻ hơn khoảng 20 USD/vé", [("khoảng 20 USD/vé", 20, None, "USD/ticket")]),
        ("giải ngân 3.200/5.000 tỷ đồng", [("3.200/5.000 tỷ đồng", 3_200_000_000_000, None, "VND")]),
        ("giá 4 triệu 3, trả góp", [("4 triệu 3", 4_300_000, None, "VND")]),
        ("đóng 6 triệu 200 nghìn", [("6 triệu 200 nghìn", 6_200_000, None, "VND")]),
        ("ghế 90k-110k một vé", [("90k-110k", 90_000, 110_000, "VND")]),
        ("lãi âm 7 tỷ đồng", [("âm 7 tỷ đồng", -7_000_000_000, None, "VND")]),
        ("in 40.000 bản", [("40.000 bản", 40_000, None, "copy")]),
        ("lệ phí 5 phần nghìn", [("5 phần nghìn", 5, None, "per_mille")]),
        ("dân số 12.000[1] người", [("12.000[1] người", 12_000, None, "person")]),
        # Thousands grouped by blanks.
        ("thiệt hại 2 350 000 000 đồng", [("2 350 000 000 đồng", 2_350_000_000, None, "VND")]),
        ("sơ tán 14\u00a0200 người", [("14 200 người", 14_200, None, "person")]),
        # Below zero.
        ("trên đỉnh đèo xuống -3°C", [("-3°C", -3, None, "degree_c")]),
        ("có nơi âm 4 độ C", [("âm 4 độ C", -4, None, "degree_c")]),
        ("từ -1 đến 2 độ C", [("từ -1 đến 2 độ C", -1, 2, "degree_c")]),
        ("từ âm 5 đến âm 2 độ", [("từ âm 5 đến âm 2 độ", -5, -2, "degree_c")]),
        ("xuất khẩu của tỉnh -4,2% so với năm trước", [("-4,2%", -4.2, None, "percent")]),
        # Numbers in words.
        ("tỷ lệ còn không phẩy bảy phần trăm", [("không phẩy bảy phần trăm", 0.7, None, "percent")]),
        ("đê dài hai phẩy lăm km", [("hai phẩy lăm km", 2.5, None, "km")]),
        ("vốn ba phẩy hai lăm tỷ đồng", [("ba phẩy hai lăm tỷ đồng", 3_250_000_000, None, "VND")]),
        ("có một nghìn ba trăm bốn sáu hộ", [("một nghìn ba trăm bốn sáu hộ", 1346, None, "household")]),
        # The unit written once, marks of footnotes, more nouns.
        ("gió mạnh 50 km - 61 km/giờ", [("50 km - 61 km/giờ", 50, 61, "km/h")]),
        ("có 31¹ hộ bị ngập", [("31¹ hộ", 31, None, "household")]),
        ("bệnh nhân có 6 triệu chứng", [("6 triệu chứng", 6, None, "sign")]),
        ("thêm 4 tỉ phú góp vốn", [("4 tỉ phú", 4, None, "person")]),
        ("thu gom 3 triệu lon nước", [("3 triệu lon nước", 3_000_000, None, "can")]),
        ("xây 5 phòng mổ", [("5 phòng mổ", 5, None, "room")]),
        ("thu giữ 15g ma túy", [("15g", 15, None, "g")]),
    ],
)
def test_spellings(text, expected):
    assert amounts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "họp lúc 8g sáng", "lúc 15g bão vào bờ", "khoảng 2g rạng sáng", "mở cửa từ 8g đến 17g", "mở 8g-9g30", "đến 20g cùng ngày",
        "giải chạy 10k", "đường dài 5k", "biệt thự tiền tỉ", "thiệt hại nhiều tỉ đồng", "tòa không triệu tập nhân chứng",
        "một tỉ lệ nhỏ", "một triệu phú trẻ", "điện thoại 0912 345 678",
    ],
)  # fmt: skip
def test_what_only_looks_like_an_amount(text):
    assert amounts(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ngày 12 500 người về", [("500 người", 500, None, "person")]),
        ("bão số 12 300 hộ sơ tán", [("300 hộ", 300, None, "household")]),
        ("năm 2020 100 người", [("100 người", 100, None, "person")]),
        ("tối -12 người về", [("12 người", 12, None, "person")]),
        ("đêm 20 -25 độ", [("20 -25 độ", 20, 25, "degree_c")]),
    ],
)
def test_a_blank_or_a_dash_does_not_join_what_stands_apart(text, expected):
    assert amounts(text) == expected
