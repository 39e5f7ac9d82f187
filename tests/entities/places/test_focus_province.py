"""The province an article is about: from provinces, communes and the paper."""

from __future__ import annotations

import pytest

from nlp.article import Article
from nlp.entities.extract import extract
from nlp.entities.summary import summarize


def focus(text: str, **fields: str) -> str | None:
    article = Article(text=text, published="2026-03-20", **fields)
    code = summarize(article, extract(article))["focus_province"]
    return None if code is None else str(code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Xe tải lao xuống suối ở xã Đăk Pék", "51"),
        ("Học sinh phường Bắc Nha Trang qua sông bằng ghe", "56"),
        ("Nha Trang ngập sâu", "56"),
        ("Xe biển số Thái Nguyên lật ở Thanh Hóa", "38"),
        ("Tài xế quê Nghệ An ngủ gật, xe lật tại Huế", "46"),
        ("Mưa ở Hà Nội và Hải Phòng", None),
        ("Mưa ở Hà Nội. Chiều nay Hải Phòng nắng", "01"),
        ("Anh Bình (trú xã Mường Bám, tỉnh Sơn La) lái xe lao xuống suối ở Thanh Hóa", "38"),
        ("Anh Bình (ngụ phường Bắc Nha Trang, tỉnh Khánh Hòa) bị bắt ở Huế. Công an Huế đang điều tra", "46"),
        ("Anh Bình, ngụ Nha Trang, mất xe", "56"),
        ("Tàu gặp nạn ở vùng biển Quảng Ngãi, trên đường về Huế", None),
        ("Ở xã Tân Thành có mưa", None),
        ("Trong tỉnh có 12 hồ chứa đầy nước", None),
    ],
)
def test_focus(text, code):
    assert focus(text) == code


@pytest.mark.parametrize(
    ("text", "fields", "code"),
    [
        ("Trong tỉnh có 12 hồ chứa đầy nước", {"source": "Báo Lạng Sơn"}, "20"),
        ("UBND tỉnh họp chiều nay", {"url": "https://baoquangngai.vn/a.html"}, "51"),
        ("UBND tỉnh họp chiều nay", {"url": "https://www.tuyenquang.gov.vn/tin"}, "08"),
        ("Các tỉnh miền Trung có mưa", {"source": "Báo Lạng Sơn"}, None),
        ("UBND tỉnh Cà Mau họp", {"source": "Báo Lạng Sơn"}, "96"),
        ("Trong tỉnh có mưa", {"source": "Báo Pháp Luật TP.HCM"}, None),
        ("Trong tỉnh có mưa", {"source": "VnExpress", "url": "https://vnexpress.net/a"}, None),
    ],
)
def test_the_paper_counts_where_the_article_says_our_province(text, fields, code):
    assert focus(text, **fields) == code
