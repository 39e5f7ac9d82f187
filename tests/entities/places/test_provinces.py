"""Provinces: phrasings in which a name is the province, and those in which it is not."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.entities.places.find import find_places
from nlp.entities.tokens import Tokens
from nlp.text.normalize import normalize, strip_accents


def provinces(text: str, published: str | None = None) -> list[str]:
    tokens = Tokens.of(normalize(text))
    return [place.text for place in find_places(tokens, published) if place.type == "PROVINCE"]


def value(text: str) -> dict:
    tokens = Tokens.of(normalize(text))
    return next(dict(place.value) for place in find_places(tokens) if place.type == "PROVINCE")


# (what is marked, phrasings)
NAMED = {
    "Lạng Sơn": [
        "UBND tỉnh Lạng Sơn họp khẩn", "mưa to ở Lạng Sơn", "Lạng Sơn: ba xã bị cô lập", "Công an Lạng Sơn vào cuộc",
        "xe tải biển số Lạng Sơn", "anh Tú (quê Lạng Sơn)", "Sở Y tế Lạng Sơn lên tiếng", "nông dân Lạng Sơn được mùa",
        "Bệnh viện Đa khoa Lạng Sơn quá tải", "Đài Khí tượng thủy văn Lạng Sơn cảnh báo", "cách Lạng Sơn 40 km",
        "vùng núi Lạng Sơn rét đậm", "một góc phố Lạng Sơn",
    ],
    "Hải Phòng": [
        "TP Hải Phòng mở thêm tuyến buýt", "thành phố Hải Phòng", "Bí thư Thành ủy Hải Phòng", "UBND TP. Hải Phòng",
        "Cảnh sát giao thông Hải Phòng", "cán bộ Sở Nội vụ Hải Phòng", "bộ đội, công an Hải Phòng cứu dân",
        "Viện Pasteur Hải Phòng", "Festival Hải Phòng khai mạc", "Đại hội Đảng bộ UBND Hải Phòng", "báo cáo của Hải Phòng", "Hội Nông dân Hải Phòng", "Hải Phòng mưa lớn",
        "nhu cầu Hải Phòng tăng", "các đường phố Hải Phòng vắng", "nhiều xã, phường Hải Phòng sáp nhập",
    ],
    "Huế": ["TP Huế ngập sâu", "Thành phố Huế", "TP.Huế hỗ trợ dân", "mưa lớn tại Huế", "ra Huế thăm bạn"],
    "TP.HCM": [
        "UBND TP.HCM", "người dân TP.HCM", "Sở GD-ĐT TP.HCM", "phường Chợ Quán (TP.HCM)", "Sở VH-TT TP.HCM",
        "chợ đầu mối ở TP.HCM", "các trường tiểu học TP.HCM", "kẹt xe cửa ngõ TP.HCM",
    ],
    "TP. Hồ Chí Minh": ["HĐND TP. Hồ Chí Minh", "về TP. Hồ Chí Minh ăn Tết"],
    "TPHCM": ["cử tri TPHCM", "TPHCM bắn pháo hoa"],
    "Hồ Chí Minh": ["UBND thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh mở rộng"],
    "Sài Gòn": ["người Sài Gòn thức khuya", "mưa trắng trời ở Sài Gòn", "đường phố Sài Gòn lại ngập"],
    "Thừa Thiên-Huế": ["Công an tỉnh Thừa Thiên-Huế"],
    "TT-Huế": ["xã Quảng Công (TT-Huế)"],
    "BR-VT": ["UBND tỉnh BR-VT"],
    "Đắc Lắc": ["rẫy cà phê ở Đắc Lắc"],
    "Hòa Bình": ["tỉnh Hòa Bình", "UBND tỉnh Hòa Bình", "sạt lở ở Hòa Bình", "Công an Hòa Bình", "lên Hòa Bình hái cam"],
    "Tuỳên Quang": ["Mưa lớn ở Tuỳên Quang"],
    "Địên Biên": ["rét ở Địên Biên đêm qua"],
    "LẠNG SƠN": ["LẠNG SƠN: NƯỚC LŨ RÚT CHẬM"],
    "hà nội": ["xe buýt hà nội đổi lộ trình"],
    "Quảng Ninh": ["TP Quảng Ninh trực thuộc Trung ương", "Cục Hải quan Quảng Ninh"],
}  # fmt: skip

NOT_NAMED = [
    # units below the province
    "phường Bình Dương họp dân", "xã Thái Bình sạt lở", "huyện Quảng Ninh", "TP Hải Dương xưa", "thành phố Thanh Hóa",
    "P.Phú Thọ", "UBND phường Sài Gòn", "thị xã Quảng Trị", "thôn Hà Nam", "các thành phố Bắc Giang, Sơn La",
    "khu phố Phú Thọ", "Công an TP Thái Nguyên",
    # streets, roads, water, other things on the map
    "đường Điện Biên Phủ", "xa lộ Hà Nội", "cao tốc Hà Nội - Hải Phòng", "cao tốc Cần Thơ - Cà Mau", "phố Huế",
    "trạm thu phí cầu Đồng Nai", "sông Sài Gòn", "sông Đồng Nai", "thủy điện Sơn La", "hồ Hòa Bình", "cầu Cần Thơ",
    "sân bay Cần Thơ", "ga Hà Nội", "bến xe Cà Mau", "cảng Hải Phòng", "chợ Sài Gòn", "quốc lộ 91 Cần Thơ - An Giang",
    "trạm BOT Quảng Trị", "đường tránh TP Huế", "Thái Bình Dương", "Đồng Tháp Mười", "trạm thủy văn Cần Thơ", "đường sách TP.HCM",
    "quảng trường Phú Yên", "cao tốc TP.HCM - Long Thành",
    "Thành ủy Hòa Bình", "điện hạt nhân Ninh Thuận", "ga đường sắt Đà Nẵng",
    # bodies that are private, names that go on from a foreign word
    "Bệnh viện Mắt Sài Gòn khám miễn phí", "Trung tâm Hội nghị Sài Gòn (SECC)", "Bệnh viện Hoàn Hảo Sài Gòn",
    "mở bán căn hộ ở chung cư Rivera Danang", "đội Zantino Vĩnh Phúc", "báo Pháp Luật TP.HCM", "Gang thép Thái Nguyên",
    # firms, universities, papers
    "Ngân hàng Sài Gòn", "Công ty cổ phần xe khách Hà Nội", "Tổng công ty Vận tải Hà Nội", "Đại học Huế",
    "Trường ĐH Bách khoa Hà Nội", "Đại học Quốc gia TP.HCM", "Báo Lào Cai", "Đại học Sư phạm Thái Nguyên",
    "Tập đoàn Xây dựng Hòa Bình", "VNPT Nghệ An", "Bia Sài Gòn", "Sở Giao dịch chứng khoán TP.HCM", "Sài Gòn Giải Phóng",
    "Hoàng Anh Gia Lai", "đội Hanoi Buffaloes", "Phòng khám Sài Gòn Tâm An",
    # clubs
    "CLB Nam Định", "V-League: Nam Định thắng Hà Nội, cầu thủ ghi bàn phút cuối", "Hải Phòng FC", "Sông Lam Nghệ An",
    "Becamex Bình Dương", "U17 Hà Nội", "CLB Công an TP.HCM hòa", "CLB bóng đá Công An TP.HCM",
    "CLB Công an TP.HCM thắng đậm Công an Hà Nội.", "V-League: Công an Hà Nội vô địch sớm 3 vòng đấu",
    "Tiền đạo Quang của Công an Hà Nội bị đau", "HLV Lê Văn Minh của Công an Hà Nội nói về trận thua",
    "Công an Hà Nội thắng Thể Công 2-1 ở vòng 5 V.League",
    # dishes
    "bún bò Huế", "bát bún riêu Hà Nội", "chợ hoa và nhà ở Nam Sài Gòn", "sinh viên ĐHQG TP.HCM", "phở Hà Nội", "bánh tráng Tây Ninh", "nem chua Thanh Hóa",
    # people
    "Nguyễn Thái Bình phát biểu", "ông Hòa Bình nói", "bà Đỗ Thị Hồng Huế", "chị Hà Giang", "Phó thủ tướng Trương Hòa Bình",
    "Chủ tịch Hồ Chí Minh", "đường Hồ Chí Minh", "tư tưởng Hồ Chí Minh", "Huân chương Hồ Chí Minh",
    # words
    "cuộc sống hòa bình", "giải Nobel Hòa Bình", "người Việt Nam định cư ở xa", "chất lượng cao bằng năm ngoái",
    "trở lại trạng thái bình thường", "tàu khảo sát hải dương", "BẢO VỆ HÒA BÌNH THẾ GIỚI", "nghỉ lễ Quốc khánh hòa nhạc",
    "Quảng Trường Ba Đình", "Hội đồng Hòa Bình",
    # abroad
    "tỉnh Hà Nam, Trung Quốc", "tỉnh Hà Nam (Trung Quốc)",
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in NAMED.items() for text in texts])
def test_named(name, text):
    assert provinces(text) == [name]


@pytest.mark.parametrize("text", NOT_NAMED)
def test_not_named(text):
    assert provinces(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("xe khách tuyến Thanh Hóa - Hà Nội", ["Thanh Hóa", "Hà Nội"]),
        ("từ Quảng Trị đến Quảng Ngãi", ["Quảng Trị", "Quảng Ngãi"]),
        ("các tỉnh, thành phố Hà Tĩnh, Nghệ An", ["Hà Tĩnh", "Nghệ An"]),
        ("cao tốc Nội Bài - Lào Cai, đoạn qua Yên Bái", ["Yên Bái"]),
        ("xã Tân Tiến, huyện Yên Dũng (Bắc Giang)", ["Bắc Giang"]),
        ("thủy điện Hố Hô - Hà Tĩnh", ["Hà Tĩnh"]),
        ("TP Cà Mau, tỉnh Cà Mau", ["Cà Mau"]),
        ("bay từ sân bay Đà Nẵng về Hà Nội", ["Hà Nội"]),
        ("Hà Nội, Hồ Chí Minh, Cần Thơ dẫn đầu", ["Hà Nội", "Hồ Chí Minh", "Cần Thơ"]),
        ("TP.\nHà Nội", ["Hà Nội"]),
        ("các xã Tân Bình, Thái Bình và Hòa Bình (Tây Ninh)", ["Tây Ninh"]),
        ("Trung tâm Phục vụ hành chính công Hà Nội", ["Hà Nội"]),
        ("Sở Nội vụ Cần Thơ, UBND quận Ninh Kiều", ["Cần Thơ"]),
    ],
)
def test_several_in_one_phrase(text, names):
    assert provinces(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("UBND tinh Quang Ninh hop khan", ["Quang Ninh"]),
        ("mua lon o Ha Noi va Hai Phong", ["Ha Noi", "Hai Phong"]),
        ("nha co hai phong ngu, hai duong vao", []),
        ("cong an tinh thanh hoa", ["thanh hoa"]),
        ("TP.HCM: dan keu cuu vi ngap", ["TP.HCM"]),
        ("cuoc song hoa binh", []),
        ("cau Can Tho, song Dong Nai", []),
        ("Sở Y tế Ha Noi vào cuộc kiểm tra", ["Ha Noi"]),
    ],
)
def test_without_accents(text, names):
    assert provinces(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # "Nội" is not "nối", "Dược" not "được", "bộ" not "bờ": the phrase before the name goes on to its head
        ("Un tac tren cao toc Ha Noi - Hai Phong sang nay", []),
        ("Truong Dai hoc Y Duoc Can Tho tuyen sinh", []),
        ("Truong Cao dang nghe Kien Giang", []),
        ("Hoc vien Can bo TP.HCM", []),
        ("Cong ty moi truong do thi Ca Mau", []),
        ("tai nha thi dau Phu Tho", []),
        ("cau thu cua CLB bong da Hai Phong den tham", []),
        # "cho" is no market, "phố cổ" no soup, "thanh tra" no tea, "khách sạn" no sports ground
        ("ho tro khan cap cho Quang Ngai", ["Quang Ngai"]),
        ("quanh pho co Ha Noi", ["Ha Noi"]),
        ("thanh tra Lam Dong ket luan", ["Lam Dong"]),
        ("khach san Ca Mau kin phong", ["Ca Mau"]),
        ("bat dong san Can Tho tang gia", ["Can Tho"]),
        ("nhieu nguoi ung ho Dak Lak", ["Dak Lak"]),
        ("ngoi lang Ha Noi giu nghe", ["Ha Noi"]),
        ("hang tram hoc sinh TP.HCM", ["TP.HCM"]),
        ("tau dung o ga Ha Noi", []),
        # in lower case, beside capitals, these are words
        ("May loc nuoc da nang cua hang Sen", []),
        ("Anh tro lai chau Au thi dau", []),
        ("Doi khach bi soc trang tay", []),
        ("Bao noi ve dien bien moi", []),
        ("mua lon o da nang", ["da nang"]),
        ("Mua lon o da nang", ["da nang"]),
        # written as one word it is English
        ("Hanoi Riders thang tran", []),
        ("Chu tich UBND TP.Hue Nguyen Van An", ["Hue"]),
        # the last item of the list says where the communes lie
        ("o thon Ha, xa Van Tuong, Quang Ngai hom nay", ["Quang Ngai"]),
        # one word of football is not two, nor half of another word
        ("San nhac nuoc tai quang truong 29-3 Da Nang dong khach", ["Da Nang"]),
    ],
)
def test_words_that_look_alike_without_accents(text, names):
    assert provinces(text) == names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tỉnh Hải Dương", {"code": "31", "name": "Hải Phòng", "legacy_code": "30", "legacy_name": "Hải Dương"}),
        ("tỉnh Lào Cai", {"code": "15", "name": "Lào Cai", "legacy_code": "10", "legacy_name": "Lào Cai"}),
        ("tỉnh Yên Bái", {"code": "15", "name": "Lào Cai", "legacy_code": "15", "legacy_name": "Yên Bái"}),
        ("TPHCM", {"code": "79", "name": "Hồ Chí Minh", "legacy_code": "79", "legacy_name": "Hồ Chí Minh"}),
        ("tỉnh Quảng Trị", {"code": "44", "name": "Quảng Trị", "legacy_code": "45", "legacy_name": "Quảng Trị"}),
        ("tỉnh Quảng Bình", {"code": "44", "name": "Quảng Trị", "legacy_code": "44", "legacy_name": "Quảng Bình"}),
        ("tỉnh Long An", {"code": "80", "name": "Tây Ninh", "legacy_code": "80", "legacy_name": "Long An"}),
    ],
)
def test_values_have_the_codes_of_both_systems(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize("text", [text for texts in NAMED.values() for text in texts if not text.islower()])
def test_capitals_do_not_hide_names(text):
    if "Hòa Bình" not in text:
        assert provinces(text.upper()) == [name.upper() for name in provinces(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Chu Hải Dương cho biết", "Đàm Thái Bình phát biểu", "chị Giàng Thị Huế", "Triệu Thái Nguyên về nhất",
        "Kiều Văn Hòa Bình nhận giải", "CHU HẢI DƯƠNG CHO BIẾT", "Hồ Thái Bình kể lại", "Chu Hai Duong cho biet",
        # surnames that are also words before a place, told by the honorific
        "anh Đoàn Hải Dương kể lại", "diễn viên Từ Hải Phòng", "bà Châu Thị Huế", "bac si Tang Ha Nam",
    ],
)  # fmt: skip
def test_a_surname_makes_a_person(text):
    assert provinces(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Tỉnh Đoàn Hải Dương ra quân", ["Hải Dương"]),
        ("Từ Hải Phòng đến Lạng Sơn mưa to", ["Hải Phòng", "Lạng Sơn"]),
        ("TỪ HẢI PHÒNG ĐẾN LẠNG SƠN MƯA TO", ["HẢI PHÒNG", "LẠNG SƠN"]),
        ("đi từ Hà Giang về Thái Bình", ["Hà Giang", "Thái Bình"]),
        ("Bệnh viện Phương Châu Sóc Trăng khai trương", ["Sóc Trăng"]),
        ("người Châu Phú An Giang", ["An Giang"]),
        ("chợ Long Xuyên An Giang", ["An Giang"]),
        ("hội chu Hải Dương", ["Hải Dương"]),
        ("Lu Quang Tri rut cham", ["Quang Tri"]),
        ("Tang Hai Phong 5 xe cuu thuong", ["Hai Phong"]),
    ],
)
def test_words_that_are_also_surnames_do_not_swallow_provinces(text, names):
    assert provinces(text) == names


PIECES = st.sampled_from(
    ["Hà Nội", "TP.HCM", "Hòa Bình", "tỉnh", "xã", "phường", "các", ",", " - ", "(", ")", "\n", ".", "TP", "cao tốc", "ông",
     "CLB", "2-1", "Tân Bình", "1", "quận", "Nguyễn", "sông", "và", "Huế", "đại học", "cũ", "HÀ GIANG", "ha noi"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(PIECES).map(" ".join)))
def test_spans_are_what_they_claim(text):
    tokens = Tokens.of(normalize(text))
    places = find_places(tokens)
    assert all(place.text == tokens.text[place.start : place.end] != "" for place in places)
    assert all(place.end <= following.start for place, following in pairwise(places))


@given(st.lists(PIECES).map(" ".join))
def test_provinces_have_both_codes(text):
    for place in find_places(Tokens.of(normalize(text))):
        if place.type == "PROVINCE":
            assert list(place.value) == ["code", "name", "legacy_code", "legacy_name"]


@given(st.lists(PIECES).map(" ".join))
def test_the_same_text_gives_the_same_places(text):
    assert find_places(Tokens.of(normalize(text))) == find_places(Tokens.of(normalize(text)))


@pytest.mark.parametrize(
    "unit",
    ["1", "1 ", "(", "Nguyễn Thị ", "Hà Nội, Quảng Ninh, ", "Hòa Bình ", "phường 1, ", "các xã Tân Bình, ", "xã ", "Hà Nội - ",
     "xã Tân Bình, huyện Tân Bình, ", "Tân Bình, TP.HCM ", "công ty hòa bình ", "Nam Định 2-1 Hà Nội ", "thành phố "],
)  # fmt: skip
def test_time_is_linear(unit):
    short, long = (_seconds(unit * (size // len(unit))) for size in (50_000, 400_000))
    assert long < 16 * short + 0.2


def _seconds(text: str) -> float:
    tokens = Tokens.of(normalize(text))
    tokens.lower  # noqa: B018 - cut once, shared by all extractors
    start = time.process_time()
    find_places(tokens)
    return time.process_time() - start


def test_plain_and_accented_agree_where_names_are_safe():
    text = "UBND tỉnh Quảng Ninh và UBND tỉnh Hà Tĩnh hỗ trợ người dân Đà Nẵng"
    assert [strip_accents(name) for name in provinces(text)] == provinces(strip_accents(text))
