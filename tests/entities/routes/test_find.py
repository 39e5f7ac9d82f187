"""The table of phrasings of routes: each line a text, and what is marked in it with kind and normal form."""

import time

import pytest

from nlp.article import Article
from nlp.entities.extract import extract
from nlp.entities.routes.find import KINDS


def routes(text):
    return [(e.text, e.value["kind"], e.value["ref"]) for e in extract(Article(text), types="route")]


PHRASINGS = [
    # Numbered roads.
    ("Sạt lở trên Quốc lộ 1A.", [("Quốc lộ 1A", "national_road", "QL1A")]),
    ("Cấm xe trên QL 4B, QL.32.", [("QL 4B", "national_road", "QL4B"), ("QL.32", "national_road", "QL32")]),
    ("Xe lật ở QL1 và quốc lộ N2.", [("QL1", "national_road", "QL1"), ("quốc lộ N2", "national_road", "QLN2")]),
    ("Kẹt xe ở quốc lộ 4 D.", [("quốc lộ 4 D", "national_road", "QL4D")]),
    (
        "Cấm xe trên QL4A, 4B và 34.",
        [("QL4A", "national_road", "QL4A"), ("4B", "national_road", "QL4B"), ("34", "national_road", "QL34")],
    ),
    ("Tại QL1, 3 người bị thương.", [("QL1", "national_road", "QL1")]),
    ("Tỉnh lộ 244 và ĐT.295.", [("Tỉnh lộ 244", "provincial_road", "ĐT244"), ("ĐT.295", "provincial_road", "ĐT295")]),
    (
        "Ngập ở TL 8, đường tỉnh 106.",
        [("TL 8", "provincial_road", "ĐT8"), ("đường tỉnh 106", "provincial_road", "ĐT106")],
    ),
    ("Mở rộng đường tỉnh lộ ĐT 851.", [("đường tỉnh lộ ĐT 851", "provincial_road", "ĐT851")]),
    ("Huyện lộ 12 và hương lộ 2.", [("Huyện lộ 12", "other", "ĐH12"), ("hương lộ 2", "other", "HL2")]),
    ("Lũ cuốn quoc lo 1A, xe khong qua duoc.", [("quoc lo 1A", "national_road", "QL1A")]),
    # Expressways keep all parts of their names.
    ("Ùn tắc trên cao tốc An Phú - Bình Tân.", [("cao tốc An Phú - Bình Tân", "expressway", "CT An Phú - Bình Tân")]),
    (
        "Đường cao tốc TP.HCM - Long An – Bến Tre thông xe.",
        [("Đường cao tốc TP.HCM - Long An – Bến Tre", "expressway", "CT TP.HCM - Long An - Bến Tre")],
    ),
    ("Cao tốc Hà Nội-Hải Phòng kẹt cứng.", [("Cao tốc Hà Nội-Hải Phòng", "expressway", "CT Hà Nội - Hải Phòng")]),
    (
        "Dự án cao tốc Bắc - Nam phía Đông chậm.",
        [("cao tốc Bắc - Nam phía Đông", "expressway", "CT Bắc - Nam phía Đông")],
    ),
    ("Tuyến CT.01 thông xe.", [("CT.01", "expressway", "CT01")]),
    # Streets.
    (
        "Ngập ở đường Lê Lợi, phố Hàng Bè.",
        [("đường Lê Lợi", "street", "đường Lê Lợi"), ("phố Hàng Bè", "street", "phố Hàng Bè")],
    ),
    (
        "Cháy ở đường 30/4 và đường số 7.",
        [("đường 30/4", "street", "đường 30/4"), ("đường số 7", "street", "đường số 7")],
    ),
    ("Kẹt xe ở đường Cách Mạng Tháng 8.", [("đường Cách Mạng Tháng 8", "street", "đường Cách Mạng Tháng 8")]),
    ("Đại lộ Thăng Long ngập sâu.", [("Đại lộ Thăng Long", "street", "đại lộ Thăng Long")]),
    ("Trên đường vành đai 3 TP.HCM.", [("đường vành đai 3", "street", "vành đai 3")]),
    ("Qua đường tránh thành phố Vinh.", [("đường tránh thành phố Vinh", "street", "đường tránh thành phố Vinh")]),
    ("Qua tuyến tránh TP Đồng Hới.", [("tuyến tránh TP Đồng Hới", "street", "tuyến tránh TP Đồng Hới")]),
    ("Xe lao xuống vệ đường Vụ tai nạn chiều nay.", []),
    ("Ở ngõ 12 đường Láng.", [("ngõ 12 đường Láng", "street", "ngõ 12 đường Láng")]),
    ("Ở hẻm 19/40 Lê Lai.", [("hẻm 19/40 Lê Lai", "street", "hẻm 19/40 Lê Lai")]),
    (
        "Các tuyến đường Lê Lợi, Trần Phú và Hùng Vương ngập.",
        [
            ("đường Lê Lợi", "street", "đường Lê Lợi"),
            ("Trần Phú", "street", "đường Trần Phú"),
            ("Hùng Vương", "street", "đường Hùng Vương"),
        ],
    ),
    (
        "Ngã tư đường Lê Lợi - Trần Phú.",
        [("đường Lê Lợi", "street", "đường Lê Lợi"), ("Trần Phú", "street", "đường Trần Phú")],
    ),
    ("Mở rộng đường Hòa Lạc - Ba Vì.", [("đường Hòa Lạc - Ba Vì", "street", "đường Hòa Lạc - Ba Vì")]),
    ("Cây đổ trên đường Lê Lợi, Thanh Xuân, Hà Nội.", [("đường Lê Lợi", "street", "đường Lê Lợi")]),
    ("Nhà số 5 đường Lê Lợi, Hà Nội.", [("đường Lê Lợi", "street", "đường Lê Lợi")]),
    (
        "Cấm xe trên 2 đường Lê Lợi, Trần Phú.",
        [("đường Lê Lợi", "street", "đường Lê Lợi"), ("Trần Phú", "street", "đường Trần Phú")],
    ),
    ("Ngập ở đường Lê Lợi Ảnh: Hà Anh", [("đường Lê Lợi", "street", "đường Lê Lợi")]),
    ("Nghẽn ở đường Hồ Chí Minh.", [("đường Hồ Chí Minh", "national_road", "đường Hồ Chí Minh")]),
    # Railways, passes, bridges, tunnels, ferries.
    ("Tàu chạy đường sắt Bắc - Nam.", [("đường sắt Bắc - Nam", "railway", "đường sắt Bắc - Nam")]),
    ("Ga ngầm tuyến metro số 1.", [("metro số 1", "railway", "metro số 1")]),
    ("Đá lăn ở đèo Prenn.", [("đèo Prenn", "pass", "đèo Prenn")]),
    ("Xe kẹt ở đèo D'Ran.", [("đèo D'Ran", "pass", "đèo D'Ran")]),
    ("Sập cầu Phong Châu.", [("cầu Phong Châu", "bridge", "cầu Phong Châu")]),
    ("Thông xe cầu Vĩnh Tuy 2.", [("cầu Vĩnh Tuy 2", "bridge", "cầu Vĩnh Tuy 2")]),
    (
        "Qua cầu vượt biển Tân Vũ - Cát Hải.",
        [("cầu vượt biển Tân Vũ - Cát Hải", "bridge", "cầu vượt biển Tân Vũ - Cát Hải")],
    ),
    ("Xe rơi khỏi cầu sông Lô.", [("cầu sông Lô", "bridge", "cầu sông Lô")]),
    ("Kẹt xe 5 km tại cầu Rạch Miễu, Bến Tre.", [("cầu Rạch Miễu", "bridge", "cầu Rạch Miễu")]),
    ("Cầu Phao Mới. Trên Cầu Phao Mới có xe lật.", [("Cầu Phao Mới", "bridge", "cầu Phao Mới")] * 2),
    ("Xe cháy trong hầm đèo Cả.", [("hầm đèo Cả", "tunnel", "hầm đèo Cả")]),
    (
        "Chờ phà Cát Lái, bến phà Gót.",
        [("phà Cát Lái", "ferry", "phà Cát Lái"), ("bến phà Gót", "ferry", "bến phà Gót")],
    ),
    (
        "Lu cuon troi cau Phong Chau va duong Le Loi.",
        [("cau Phong Chau", "bridge", "cau Phong Chau"), ("duong Le Loi", "street", "duong Le Loi")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), PHRASINGS)
def test_phrasings(text, expected):
    assert routes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Tỉnh yêu cầu Sở Xây dựng báo cáo; nhu cầu HTX tăng; giải toàn cầu Miss Mưa.",
        "Anh ở quận Cầu Giấy, sang thành phố Huế, khu phố 5, đường phố Hải Phòng.",
        "Anh Đường Văn Long lên tiếng; công ty mía đường Lam Sơn; thiên đường Bali.",
        "Quãng đường 30 km, đường 4 làn xe, đường 2 chiều, tuyến đường 42km.",
        "Sở GD-ĐT Hà Nội; ĐT 0912 345 678; chung cư CT2; ĐT Việt Nam thắng.",
        "Tổng công ty Đường sắt Việt Nam và Công ty Đường sắt Nam Bình.",
        "Cửa ngõ Hà Nội ùn tắc; tàu cao tốc Superdong; phà Sewol chìm.",
        "Tầng hầm Trung tâm thương mại; hầm rượu Pháp.",
        "Nguyen Pho Chu tich UBND tinh nay, ong La yeu cau So Xay dung bao cao.",
    ],
)
def test_no_routes(text):
    assert routes(text) == []


@pytest.mark.parametrize(
    ("text", "marked", "kilometre"),
    [
        ("Xe lật trên quốc lộ 6, Km 81+500.", "quốc lộ 6, Km 81+500", 81.5),
        ("Xe lật ở đèo Thung Khe Km 12.", "đèo Thung Khe Km 12", 12.0),
        ("Xe lật trên QL1A (Km 12,4) rạng sáng.", "QL1A (Km 12,4", 12.4),
        ("Xe lật tại Km 81 quốc lộ 6.", "quốc lộ 6", None),
        ("Sửa quốc lộ 1, 25 km còn lại để sau.", "quốc lộ 1", None),
    ],
)
def test_kilometres(text, marked, kilometre):
    (found,) = extract(Article(text), types="route")
    assert (found.text, found.value["km"]) == (marked, kilometre)
    assert set(found.value) == {"kind", "ref", "km"} and found.value["kind"] in KINDS


def test_a_capital_counts_where_the_text_tells_the_name_elsewhere():
    text = "Dự án xây cầu Yên Mỹ đã xong. Lễ khánh thành do đơn vị thi công Cầu Yên Mỹ tổ chức."
    assert [e[0] for e in routes(text)] == ["cầu Yên Mỹ", "Cầu Yên Mỹ"]
    assert routes("Lễ hội do đơn vị Cầu Yên Mỹ tổ chức.") == []


@pytest.mark.parametrize("piece", ["QL1, 2, ", "cao tốc A - ", "các cầu A, "])
def test_time_grows_with_length_alone(piece):
    def seconds(times):
        start = time.process_time()
        extract(Article(piece * times), types="route")
        return time.process_time() - start

    seconds(100)
    assert seconds(4_000) < 12 * max(seconds(1_000), 0.01)
