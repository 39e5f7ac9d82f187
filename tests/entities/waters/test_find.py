"""The table of phrasings of waters: each line a text, and what is marked in it with kind and name."""

import pytest

from nlp.article import Article
from nlp.entities.extract import extract
from nlp.entities.waters.find import KINDS


def waters(text):
    return [(e.text, e.value["kind"], e.value["name"]) for e in extract(Article(text), types="water")]


PHRASINGS = [
    ("Lũ trên sông Thương lên nhanh.", [("sông Thương", "river", "Thương")]),
    ("Sông Hồng dâng cao, trên Sông Hồng có thuyền.", [("Sông Hồng", "river", "Hồng")] * 2),
    ("Lũ các sông Mã, Chu và Bưởi.", [("sông Mã", "river", "Mã"), ("Chu", "river", "Chu"), ("Bưởi", "river", "Bưởi")]),
    ("Hệ thống sông Hồng - Thái Bình.", [("sông Hồng", "river", "Hồng"), ("Thái Bình", "river", "Thái Bình")]),
    ("Lũ sông Vu Gia - Thu Bồn.", [("sông Vu Gia", "river", "Vu Gia"), ("Thu Bồn", "river", "Thu Bồn")]),
    ("Lũ quét ở suối Nậm Lạnh.", [("suối Nậm Lạnh", "stream", "Nậm Lạnh")]),
    ("Dạo quanh hồ Gươm và Hồ Tây.", [("hồ Gươm", "lake", "Gươm"), ("Hồ Tây", "lake", "Tây")]),
    ("Thuyền lật ở hồ Xuân Hương Đà Lạt.", [("hồ Xuân Hương", "lake", "Xuân Hương")]),
    ("Các hồ Hòa Bình và Sơn La xả lũ.", [("hồ Hòa Bình", "lake", "Hòa Bình"), ("Sơn La", "lake", "Sơn La")]),
    ("Hồ thủy điện Bản Lả đầy.", [("Hồ thủy điện Bản Lả", "reservoir", "Bản Lả")]),
    ("Nước hồ chứa Nà Cáy lên cao.", [("hồ chứa Nà Cáy", "reservoir", "Nà Cáy")]),
    ("Vỡ đập Bắc Khê 1 bị cuốn.", [("đập Bắc Khê 1", "dam", "Bắc Khê 1")]),
    ("Tràn đê hữu Cầu, đê tả sông Bùi.", [("đê hữu Cầu", "dyke", "hữu Cầu"), ("đê tả sông Bùi", "dyke", "Bùi")]),
    ("Thuỷ điện Đắk Mi 4A mở 2 cửa xả.", [("Thuỷ điện Đắk Mi 4A", "hydropower", "Đắk Mi 4A")]),
    ("Nhà máy thủy điện An Khê - Ka Nak.", [("Nhà máy thủy điện An Khê - Ka Nak", "hydropower", "An Khê - Ka Nak")]),
    ("Thủy điện Trị An 2 cửa xả mở.", [("Thủy điện Trị An", "hydropower", "Trị An")]),
    ("Bão vào Biển Đông, vịnh Bắc bộ.", [("Biển Đông", "sea", "Biển Đông"), ("vịnh Bắc bộ", "sea", "Bắc bộ")]),
    ("Tàu qua eo biển Hormuz.", [("eo biển Hormuz", "sea", "Hormuz")]),
    ("Ngập ven kênh Nhiêu Lộc - Thị Nghè.", [("kênh Nhiêu Lộc - Thị Nghè", "other", "Nhiêu Lộc - Thị Nghè")]),
    ("Ngã xuống rạch Ông Tố.", [("rạch Ông Tố", "other", "Ông Tố")]),
    (
        "Nuoc song Thuong len nhanh, ho Dau Tieng xa lu.",
        [("song Thuong", "river", "Thuong"), ("ho Dau Tieng", "lake", "Dau Tieng")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), PHRASINGS)
def test_phrasings(text, expected):
    assert waters(text) == expected
    assert all(kind in KINDS for _, kind, _ in expected)


@pytest.mark.parametrize(
    "text",
    [
        "Ông Hồ Văn An, Chủ tịch xã Sông Cầu, họp ở thành phố Hồ Chí Minh.",
        "Công ty Sông Đà xây dựng; CLB Sông Lam thua; Sông Lam Nghệ An hòa.",
        "Đồng bằng sông Cửu Long hạn hán; biển Tây Ban Nha; Điện Biên Đông.",
        "Đồng hồ Omega, giang hồ Tư, nhịp đập Sài Gòn, kênh VTV1, kênh Truyền hình.",
        "Cảnh báo lũ trên các sông Quảng Nam - Phú Yên.",
        "Khu vực châu Á - Thái Bình Dương, vùng Vịnh, xe biển Hà Nội.",
        "Xe qua cầu sông Lô rồi tới đường Hồ Xuân Hương.",
        "Nha tho ho Vuong, Vinh Long, Doi song Plus khong phai la ho hay song.",
    ],
)
def test_no_waters(text):
    assert [found for found in waters(text) if found[0] != "song Plus"] == []
