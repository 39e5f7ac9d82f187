"""The table of names of public bodies: each line a sentence, and what is marked in it with the kind of body."""

import time

import pytest

from nlp.article import Article
from nlp.entities.bodies.heads import body_heads
from nlp.entities.bodies.kinds import KINDS
from nlp.entities.extract import extract


def bodies(text, title=None):
    return [(e.text, e.value["kind"]) for e in extract(Article(text, title=title), types="body")]


NAMED = [
    ("UBND tỉnh Lạng Sơn vừa họp.", [("UBND tỉnh Lạng Sơn", "people_committee")]),
    (
        "Ủy ban nhân dân xã Tân Lập, huyện Bắc Sơn họp.",
        [("Ủy ban nhân dân xã Tân Lập, huyện Bắc Sơn", "people_committee")],
    ),
    ("HĐND TP.HCM thông qua nghị quyết.", [("HĐND TP.HCM", "people_council")]),
    ("Bộ Nông nghiệp và Môi trường cho biết.", [("Bộ Nông nghiệp và Môi trường", "ministry")]),
    ("Theo sở GTVT, cầu đã thông.", [("sở GTVT", "department")]),
    ("Theo Sở GTCC Hải Phòng, cầu đã thông.", [("Sở GTCC Hải Phòng", "department")]),
    ("Sở Xây dựng kiểm tra cầu.", [("Sở Xây dựng", "department")]),
    ("Công an Hà Nội bắt hai người.", [("Công an Hà Nội", "police")]),
    ("Họ trình báo công an xã Tân Lập.", [("công an xã Tân Lập", "police")]),
    ("Quân khu 1 điều 200 chiến sĩ.", [("Quân khu 1", "military")]),
    ("Vùng 4 Hải quân cử tàu.", [("Vùng 4 Hải quân", "military")]),
    ("Đồn Biên phòng cửa khẩu Lao Bảo cứu người.", [("Đồn Biên phòng cửa khẩu Lao Bảo", "military")]),
    ("Ban Chỉ huy PCTT-TKCN tỉnh họp.", [("Ban Chỉ huy PCTT-TKCN tỉnh", "board")]),
    (
        "Ban chỉ huy Phòng chống thiên tai và Tìm kiếm cứu nạn tỉnh họp.",
        [("Ban chỉ huy Phòng chống thiên tai và Tìm kiếm cứu nạn tỉnh", "board")],
    ),
    ("Ban Quản lý rừng phòng hộ Sông Ngàn họp.", [("Ban Quản lý rừng phòng hộ Sông Ngàn", "board")]),
    ("Học sinh Trường THPT Chu Văn An nghỉ học.", [("Trường THPT Chu Văn An", "school")]),
    ("Học sinh Trường tiểu học Chu Văn An nghỉ học.", [("Trường tiểu học Chu Văn An", "school")]),
    ("Học sinh THPT Chu Văn An nghỉ học.", [("THPT Chu Văn An", "school")]),
    ("Điểm chuẩn Đại học Bách khoa Hà Nội.", [("Đại học Bách khoa Hà Nội", "school")]),
    (
        "Trường THPT chuyên Hà Nội - Amsterdam tuyển sinh.",
        [("Trường THPT chuyên Hà Nội - Amsterdam", "school")],
    ),
    ("Họ được đưa vào Bệnh viện Bạch Mai.", [("Bệnh viện Bạch Mai", "hospital")]),
    ("Bệnh viện 108 ghép gan.", [("Bệnh viện 108", "hospital")]),
    ("Bệnh viện Nhi đồng 2 cứu bé gái.", [("Bệnh viện Nhi đồng 2", "hospital")]),
    ("TAND khu vực 2 xét xử.", [("TAND khu vực 2", "court")]),
    ("Liên đoàn Lao động (LĐLĐ) TP Huế trao quà.", [("Liên đoàn Lao động (LĐLĐ) TP Huế", "front")]),
    ("Ban quản lý dự án 5 tìm chủ xe.", [("Ban quản lý dự án 5", "board")]),
    ("VKSND tối cao truy tố.", [("VKSND tối cao", "court")]),
    ("Ủy ban MTTQ Việt Nam TP.HCM nhận hàng.", [("Ủy ban MTTQ Việt Nam TP.HCM", "front")]),
    ("Ban Thường vụ Tỉnh ủy Lào Cai họp.", [("Ban Thường vụ Tỉnh ủy Lào Cai", "party")]),
    ("Đại hội Đảng bộ Quân đội khai mạc.", [("Đảng bộ Quân đội", "party")]),
    ("Ban Tuyên giáo và Dân vận Trung ương đề nghị.", [("Ban Tuyên giáo và Dân vận Trung ương", "party")]),
    ("Viện Pasteur Nha Trang xét nghiệm.", [("Viện Pasteur Nha Trang", "other")]),
    ("Viện Vệ sinh dịch tễ Trung ương xét nghiệm.", [("Viện Vệ sinh dịch tễ Trung ương", "other")]),
    (
        "Chi cục Tiêu chuẩn đo lường chất lượng Nghệ An kiểm tra.",
        [("Chi cục Tiêu chuẩn đo lường chất lượng Nghệ An", "department")],
    ),
]

ALONE = [
    ("Chính phủ trình Quốc hội.", [("Chính phủ", "other"), ("Quốc hội", "other")]),
    ("Bộ Chính trị và Ban Bí thư phân công.", [("Bộ Chính trị", "party"), ("Ban Bí thư", "party")]),
    ("Ủy viên Bộ Chính trị đến dự.", [("Bộ Chính trị", "party")]),
    ("Nghị quyết của Ủy ban Thường vụ Quốc hội.", [("Ủy ban Thường vụ Quốc hội", "other")]),
]

OF_OFFICIALS = [
    ("Thủ tướng Chính phủ Trần Văn Hòa chỉ đạo.", [("Chính phủ", "other")]),
    ("Chủ tịch UBND tỉnh Lạng Sơn Trần Văn Hòa nói.", [("UBND tỉnh Lạng Sơn", "people_committee")]),
    ("Chủ tịch UBND tỉnh Bắc Ninh Vương Quốc Hòa nói.", [("UBND tỉnh Bắc Ninh", "people_committee")]),
    ("Phó Chủ tịch Thường trực UBND TP.HCM nói.", [("UBND TP.HCM", "people_committee")]),
    ("Cục trưởng Cục Đường bộ Việt Nam nói.", [("Cục Đường bộ Việt Nam", "department")]),
    ("Bộ trưởng Xây dựng nói.", []),
    ("Kỷ luật cán bộ liên quan vụ UBND xã Tân Lập cấp đất.", [("UBND xã Tân Lập", "people_committee")]),
    ("Phó Trưởng ban Thường trực Ban Tuyên giáo Trung ương nói.", [("Ban Tuyên giáo Trung ương", "party")]),
    ("Trưởng phòng Kinh tế UBND huyện Bắc Sơn nói.", [("phòng Kinh tế UBND huyện Bắc Sơn", "people_committee")]),
]

SEVERAL = [
    (
        "Phòng Cảnh sát giao thông Công an tỉnh Lào Cai kiểm tra.",
        [("Phòng Cảnh sát giao thông Công an tỉnh Lào Cai", "police")],
    ),
    (
        "Phòng Cảnh sát phòng, chống tội phạm về ma túy (PC04) Công an tỉnh Lào Cai bắt hai người.",
        [("Phòng Cảnh sát phòng, chống tội phạm về ma túy (PC04) Công an tỉnh Lào Cai", "police")],
    ),
    ("Đội 2 Phòng CSGT Công an tỉnh Lào Cai kiểm tra.", [("Đội 2 Phòng CSGT Công an tỉnh Lào Cai", "police")]),
    (
        "Phòng Cảnh sát kinh tế (PC 03) Công an tỉnh Lào Cai bắt hai người.",
        [("Phòng Cảnh sát kinh tế (PC 03) Công an tỉnh Lào Cai", "police")],
    ),
    ("Phòng CSGT, Công an tỉnh Lào Cai kiểm tra.", [("Phòng CSGT, Công an tỉnh Lào Cai", "police")]),
    (
        "Ban Đối ngoại Trung ương, Văn phòng Trung ương Đảng họp.",
        [("Ban Đối ngoại Trung ương", "party"), ("Văn phòng Trung ương Đảng", "party")],
    ),
    (
        "Cục Đường bộ Việt Nam (Bộ Xây dựng) kiểm tra.",
        [("Cục Đường bộ Việt Nam", "department"), ("Bộ Xây dựng", "ministry")],
    ),
    (
        "Cục Cảnh sát giao thông (Bộ Công an) kiểm tra.",
        [("Cục Cảnh sát giao thông", "police"), ("Bộ Công an", "ministry")],
    ),
    (
        "Cục Đường bộ Việt Nam thuộc Bộ Xây dựng kiểm tra.",
        [("Cục Đường bộ Việt Nam", "department"), ("Bộ Xây dựng", "ministry")],
    ),
    (
        "Tỉnh ủy, HĐND, UBND, Ủy ban MTTQ tỉnh Lào Cai viếng.",
        [
            ("Tỉnh ủy", "party"),
            ("HĐND", "people_council"),
            ("UBND", "people_committee"),
            ("Ủy ban MTTQ tỉnh Lào Cai", "front"),
        ],
    ),
    (
        "Thủ tướng giao Bộ Công Thương, Tài chính và Nội vụ.",
        [("Bộ Công Thương", "ministry"), ("Tài chính", "ministry"), ("Nội vụ", "ministry")],
    ),
    (
        "Sở Y tế, Công an TP Huế và UBND phường Thuận Hóa kiểm tra.",
        [("Sở Y tế", "department"), ("Công an TP Huế", "police"), ("UBND phường Thuận Hóa", "people_committee")],
    ),
]

SPELLINGS = [
    ("CHỦ TỊCH UBND TỈNH LẠNG SƠN: LÀM NGAY", [("UBND TỈNH LẠNG SƠN", "people_committee")]),
    ("ubnd tỉnh lạng sơn vừa họp bàn việc cứu trợ", [("ubnd tỉnh lạng sơn", "people_committee")]),
    (
        "UBND tinh Lang Son va Cong an tinh Cao Bang hop, Quoc hoi giam sat, So Xay dung Ha Noi bao cao",
        [
            ("UBND tinh Lang Son", "people_committee"),
            ("Cong an tinh Cao Bang", "police"),
            ("Quoc hoi", "other"),
            ("So Xay dung Ha Noi", "department"),
        ],
    ),
    ("Tỉnh uỷ Lào Cai và Huyện uỷ Bắc Hà họp.", [("Tỉnh uỷ Lào Cai", "party"), ("Huyện uỷ Bắc Hà", "party")]),
]

NOT_BODIES = [
    "Công an đang điều tra, cảnh sát phong tỏa hiện trường.",
    "UBND các xã và UBND cấp huyện báo cáo.",
    "Các sở, ngành vào cuộc; nhiều bệnh viện quá tải.",
    "Các Sở Xây dựng phải báo cáo hằng quý.",
    "Công ty Điện lực Lào Cai cắt điện, Ngân hàng Sông Ngàn cho vay.",
    "Theo Báo Lào Cai và Báo Công an TP.HCM.",
    "Trường Đại học FPT, Bệnh viện Tâm Anh và Trường quốc tế Sông Ngàn tuyển người.",
    "Bộ Ngoại giao Mỹ, Quốc hội Hàn Quốc và Đại học Oxford lên tiếng.",
    "Quốc hội cấp thêm 80 tỷ USD cho Lầu Năm Góc sau khi Mỹ đánh Iran.",
    "Nam sinh thi tốt nghiệp THPT của tỉnh, kỳ thi THPT quốc gia.",
    "Trường Giang hát ở Trường Sa, đường Trường Sơn.",
    "Anh nhận nhiệm vụ mới ở trụ sở, tác vụ AI, đặc vụ, cơ sở Hà Nội, sơ bộ 45 tỷ.",
    "Tây Ban Nha, Hải Phòng, Nam Bộ, Trung tâm Hội nghị Quốc gia.",
    "Bộ luật Hình sự, vụ án, vụ Tết, ban tổ chức, đội hình.",
    "Chính quyền địa phương và nhà trường vận động người dân.",
    "CLB Công an Hà Nội thắng, thủ môn Công an Hà Nội chơi hay.",
    "Nợ Bảo hiểm xã hội trên 3 tỷ đồng, giữ 124 trường THPT công lập.",
    "Công ty cổ phần Trung tâm Đổi mới Sông Ngàn ra mắt.",
    "Phim Trường Ca Hành chiếu tối nay, Trường Đại học Chu Văn An là trường tư.",
    "Luật Bảo hiểm xã hội (BHXH) có hiệu lực.",
    "Danh ca Thái Châu và ca sĩ Ngọc Sơn.",
]


@pytest.mark.parametrize(("text", "expected"), NAMED + ALONE + OF_OFFICIALS + SEVERAL + SPELLINGS)
def test_names(text, expected):
    assert bodies(text) == expected


@pytest.mark.parametrize("text", NOT_BODIES)
def test_none_is_named(text):
    assert bodies(text) == []


def test_the_name_is_as_written_and_spans_the_document():
    article = Article("Sáng nay, Sở Y tế họp.", title="Công an xã Tân Lập")
    found = extract(article, types="body")
    assert [article.document[e.start : e.end] for e in found] == ["Công an xã Tân Lập", "Sở Y tế"]
    assert all(e.value["name"] == e.text for e in found)


def test_a_parliament_is_ours_where_the_text_speaks_of_vietnam():
    abroad = "Mỹ và Iran đàm phán. Quốc hội bỏ phiếu."
    assert bodies(abroad) == []
    assert bodies(f"{abroad} Việt Nam theo dõi.") == [("Quốc hội", "other")]
    assert bodies(f"{abroad} Lúc đó là 11h giờ Việt Nam.") == []


def test_every_kind_of_the_table_is_one_of_the_kinds():
    heads = body_heads(plain=False)
    assert {heads.match(phrase.split(), 0)[1].kind for phrase in heads} <= {*KINDS, "inherited"}


def test_the_cost_is_linear():
    def seconds(times):
        article = Article("Phòng Cảnh sát phòng chống Sở, HĐND, Trung tâm Abc " * times)
        begin = time.process_time()
        extract(article, types="body")
        return time.process_time() - begin

    seconds(50)
    assert seconds(1600) < 12 * max(seconds(400), 0.02)
