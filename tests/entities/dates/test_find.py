"""The table of phrasings of dates: each line a sentence, and what is marked in it with the days that it means."""

import time

import pytest

from nlp.article import Article
from nlp.entities.extract import extract

PUBLISHED = "2025-10-08"  # a Wednesday


def dates(text, published=PUBLISHED):
    return [
        (e.text, e.value["start"] and e.value["start"][5:], e.value["end"] and e.value["end"][5:])
        for e in extract(Article(text, published=published), types=["date"])
    ]


def one(text, first, last=None):
    return [(text, first, last or first)]


PHRASINGS = [
    ("Mưa to ngày 07/10/2025.", one("ngày 07/10/2025", "10-07")),
    ("Lũ về từ sáng 5.10, đến nay chưa rút.", one("sáng 5.10", "10-05")),
    ("Hôm 12/9, cầu bị cuốn trôi.", one("Hôm 12/9", "09-12")),
    ("Chiều tối 6-10, mưa ngớt.", one("Chiều tối 6-10", "10-06")),
    ("Tính đến 15 giờ ngày 7/10, 3 xã mất điện.", one("15 giờ ngày 7/10", "10-07")),
    ("Lúc 5h30 sáng 8/10, đê vỡ.", one("5h30 sáng 8/10", "10-08")),
    ("Mưa lớn ngày 30/9 - 1/10.", one("ngày 30/9 - 1/10", "09-30", "10-01")),
    ("Cấm đường từ tối 3 đến 5/6.", one("tối 3 đến 5/6", "06-03", "06-05")),
    ("Trong đêm 6 rạng 7/10, nước dâng.", one("đêm 6 rạng 7/10", "10-06", "10-07")),
    ("Đêm 6 rạng sáng 7/10, nước dâng.", one("Đêm 6 rạng sáng 7/10", "10-06", "10-07")),
    ("Từ 22h ngày 6/10 đến 4h ngày 7/10, cấm xe.", one("22h ngày 6/10 đến 4h ngày 7/10", "10-06", "10-07")),
    ("Mưa ngày 3 và 4/6.", one("ngày 3 và 4/6", "06-03", "06-04")),
    ("Mưa tối 3/6 và sáng 4/6.", [("tối 3/6", "06-03", "06-03"), ("sáng 4/6", "06-04", "06-04")]),
    ("Rạng sáng nay, núi lở.", one("Rạng sáng nay", "10-08")),
    ("Chiều qua và đêm qua mưa to.", [("Chiều qua", "10-07", "10-07"), ("đêm qua", "10-07", "10-07")]),
    ("Chiều và đêm nay mưa to.", one("Chiều và đêm nay", "10-08")),
    ("Sáng mai học sinh trở lại trường.", one("Sáng mai", "10-09")),
    ("Cuối tuần trước, đoàn đã đến.", one("Cuối tuần trước", "10-04", "10-05")),
    ("Tuần này mưa giảm.", one("Tuần này", "10-06", "10-12")),
    ("Dự kiến xong cuối tháng 6.", one("cuối tháng 6", "06-21", "06-30")),
    ("Khởi công tháng 9/2025.", one("tháng 9/2025", "09-01", "09-30")),
    ("Mưa lớn thứ hai tuần tới.", one("thứ hai tuần tới", "10-13")),
    ("Bão vào bờ thứ sáu (10/10).", one("thứ sáu (10/10)", "10-10")),
    ("Ngày 7 tháng 10 năm 2025, họp tại xã.", one("Ngày 7 tháng 10 năm 2025", "10-07")),
    ("Ngày 5/10 mưa; sáng hôm sau nước rút.", [("Ngày 5/10", "10-05", "10-05"), ("sáng hôm sau", "10-06", "10-06")]),
    ("Ngày 5/10 lũ về, cùng ngày có lệnh sơ tán.", [("Ngày 5/10", "10-05", "10-05"), ("cùng ngày", "10-05", "10-05")]),
    ("Ngay 7/10, mua lon tai cac xa vung cao, nguoi dan roi nha.", one("Ngay 7/10", "10-07")),
    ("Sang ngay 7/10, mua lon tai cac xa vung cao.", one("Sang ngay 7/10", "10-07")),
]


@pytest.mark.parametrize(("text", "expected"), PHRASINGS)
def test_phrasings(text, expected):
    assert dates(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Mưa kéo dài 3 ngày, 24 giờ tới còn mưa.",
        "Những tuần qua và nhiều ngày qua mưa to.",
        "Có 7/10 xã bị ngập, thiệt hại 5.3 tỉ đồng.",
        "Ông 52 tuổi, nhiệm kỳ 2025-2030, quý III năm 2025.",
        "Xe đi qua đường tránh, mai vàng nở, năm nay được mùa.",
        "Nhà số 12/5 đường Lê Lợi, Quốc lộ 1A, Km 81.",
        "Đội thắng 3-1, đứng thứ hai toàn giải.",
    ],
)
def test_no_dates(text):
    assert dates(text) == []


@pytest.mark.parametrize(
    ("text", "published", "first"),
    [
        ("Sáng 30/12, lũ rút.", "2026-01-02", "2025-12-30"),
        ("Bão vào ngày 2/1.", "2025-12-30", "2026-01-02"),
        ("Hôm nay (3/6), mưa to.", "2025-06-05T07:00:00", "2025-06-03"),
        ("Sáng nay 3.6, mưa to. Chiều qua đã mưa.", "2025-06-05", "2025-06-03"),
        ("Ngày 31/2, mưa to.", "2025-06-05", None),
        ("Sáng 7/10, lũ rút.", None, None),
        ("Sáng nay lũ rút.", None, None),
        ("Ngày 7/10/2024, lũ rút.", None, "2024-10-07"),
    ],
)
def test_the_year_and_the_day_of_publication(text, published, first):
    assert extract(Article(text, published=published), types="date")[0].value["start"] == first


def test_an_article_that_dates_its_own_today_counts_from_it():
    assert dates("Sáng nay 3/6 mưa to. Chiều qua đã mưa.", "2025-06-05")[1] == ("Chiều qua", "06-02", "06-02")


def test_time_and_part_of_day():
    values = [
        e.value for e in extract(Article("15 giờ ngày 7/10 và rạng sáng 8/10.", published=PUBLISHED), types="date")
    ]
    assert [(value["time"], value["part"]) for value in values] == [("15:00", None), (None, "dawn")]


def test_the_cost_is_linear():
    def seconds(times):
        article = Article("ngày 3, 4, 5 đến 6 rạng 7/10 sáng tối đêm 12 giờ ngày " * times, published=PUBLISHED)
        started = time.process_time()
        extract(article, types="date")
        return time.process_time() - started

    seconds(20)
    assert seconds(1600) < 8 * max(seconds(400), 0.01)
