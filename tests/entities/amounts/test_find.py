import time
from itertools import pairwise

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlp.entities.amounts.find import find_amounts
from nlp.entities.amounts.units import lexicon
from nlp.entities.tokens import Tokens
from nlp.labeller import Labeller
from nlp.text.normalize import normalize, strip_accents

BILLION = 10**9


def amounts(text):
    """Return (text, value, max_value, unit, modifier) of every amount."""
    found = list(find_amounts(Tokens.of(normalize(text))))
    return [(e.text, *(e.value[key] for key in ("value", "max_value", "unit", "modifier"))) for e in found]


def only(text):
    found = amounts(text)
    assert len(found) == 1, found
    return found[0]


# Value -> phrasings: what is marked, in a clause of its own.
PHRASINGS = [
    # money
    ("được chi 16 tỷ đồng để sửa kè", "16 tỷ đồng", 16 * BILLION, None, "VND", None),
    ("phạt 1,5 triệu đồng", "1,5 triệu đồng", 1_500_000, None, "VND", None),
    ("tốn 3 tỷ 200 triệu đồng", "3 tỷ 200 triệu đồng", 3_200_000_000, None, "VND", None),
    ("vé giá 14.000đ", "14.000đ", 14_000, None, "VND", None),
    ("vé giá 35,000 đồng", "35,000 đồng", 35_000, None, "VND", None),
    ("mua hết 2 triệu rưỡi", "2 triệu rưỡi", 2_500_000, None, "VND", None),
    ("góp được 19 tỉ giúp bà con", "19 tỉ", 19 * BILLION, None, "VND", None),
    ("mất 10 triệu vì tin người lạ", "10 triệu", 10_000_000, None, "VND", None),
    ("thưởng một triệu đồng", "một triệu đồng", 1_000_000, None, "VND", None),
    ("thưởng nửa tỷ đồng", "nửa tỷ đồng", 500_000_000, None, "VND", None),
    ("dự án hàng nghìn tỷ đồng", "hàng nghìn tỷ đồng", 1000 * BILLION, None, "VND", "order_of"),
    ("tiêu tốn tiền triệu mỗi tháng", "tiền triệu", 1_000_000, None, "VND", "order_of"),
    ("lãi vài chục triệu đồng", "vài chục triệu đồng", 20_000_000, 90_000_000, "VND", "several"),
    ("viện trợ 1,2 triệu USD", "1,2 triệu USD", 1_200_000, None, "USD", None),
    ("đắt tới $250", "$250", 250, None, "USD", None),
    ("chuyển nhượng giá 35 triệu bảng", "35 triệu bảng", 35_000_000, None, "GBP", None),
    ("chia làm 8 bảng đấu", "8 bảng", 8, None, "table", None),
    ("vay 40 tỷ yên", "40 tỷ yên", 40 * BILLION, None, "JPY", None),
    ("thiệt hại 6 tỉ nhân dân tệ", "6 tỉ nhân dân tệ", 6 * BILLION, None, "CNY", None),
    ("giá 250 - 300 nghìn đồng/lượt", "250 - 300 nghìn đồng/lượt", 250_000, 300_000, "VND/trip", None),
    ("giữ xe 12.000 đồng/ngày/xe đạp", "12.000 đồng/ngày/xe đạp", 12_000, None, "VND/day/vehicle", None),
    ("đất giá 6,4 triệu đồng/m2", "6,4 triệu đồng/m2", 6_400_000, None, "VND/m2", None),
    ("lương 9 triệu/tháng", "9 triệu/tháng", 9_000_000, None, "VND/month", None),
    ("hỗ trợ từ 3 đến 40 triệu đồng", "từ 3 đến 40 triệu đồng", 3_000_000, 40_000_000, "VND", None),
    ("phạt từ 14 - 18 triệu đồng", "từ 14 - 18 triệu đồng", 14_000_000, 18_000_000, "VND", None),
    ("giá từ 10 triệu đồng đến 15 triệu đồng", "từ 10 triệu đồng đến 15 triệu đồng", 10_000_000, 15_000_000, "VND", None),
    ("giá từ 300.000-1,2 triệu đồng", "từ 300.000-1,2 triệu đồng", 300_000, 1_200_000, "VND", None),
    # heads of villages, and whose young are told
    ("phường có 54 trưởng khu phố", "54 trưởng khu phố", 54, None, "person", None),
    ("mời 12 tổ trưởng tổ dân phố", "12 tổ trưởng tổ dân phố", 12, None, "person", None),
    ("mẹ và 2 con về quê", "2 con", 2, None, "person", None),
    ("bò mẹ và 2 con bị cuốn", "2 con", 2, None, "animal", None),
    # percent and shares
    ("đạt 92,5%", "92,5%", 92.5, None, "percent", None),
    ("đạt 80 phần trăm", "80 phần trăm", 80, None, "percent", None),
    ("thấp hơn 20-35% so với chợ", "hơn 20-35%", 20, 35, "percent", "more_than"),
    ("tăng từ 5% - 7%", "từ 5% - 7%", 5, 7, "percent", None),
    ("mất 2/3 diện tích lúa", "2/3", 0.6667, None, "fraction", None),
    ("mất một phần ba diện tích", "một phần ba", 0.3333, None, "fraction", None),
    ("khoảng 1/4 số hộ mất điện", "khoảng 1/4", 0.25, None, "fraction", "about"),
    # measures
    ("nước ngập 0,5 m", "0,5 m", 0.5, None, "m", None),
    ("mưa 135mm", "135mm", 135, None, "mm", None),
    ("mưa phổ biến 35-80 mm", "35-80 mm", 35, 80, "mm", None),
    ("sạt 22ha lúa", "22ha", 22, None, "ha", None),
    ("ngập 300 héc-ta", "300 héc-ta", 300, None, "ha", None),
    ("ngập từ 40 cm đến hai mét", "từ 40 cm đến hai mét", 40, 200, "cm", None),
    ("nhà ngập từ hai mét trở lên", "từ hai mét trở lên", 2, None, "m", "at_least"),
    ("hố sâu ba mét rưỡi", "ba mét rưỡi", 3.5, None, "m", None),
    ("xả 4.500 m3/s", "4.500 m3/s", 4500, None, "m3/s", None),
    ("bồi lấp 3 triệu m3", "3 triệu m3", 3_000_000, None, "m3", None),
    ("chạy 110km/h", "110km/h", 110, None, "km/h", None),
    ("gió 50-65km/giờ", "50-65km/giờ", 50, 65, "km/h", None),
    ("nền nhiệt 17-22 độ", "17-22 độ", 17, 22, "degree_c", None),
    ("nóng 38,5 độ C", "38,5 độ C", 38.5, None, "degree_c", None),
    ("trận động đất mạnh 4,6 độ", "4,6 độ", 4.6, None, "richter", None),
    ("chở 10 tấn gạo", "10 tấn", 10, None, "tonne", None),
    ("mua 5 tạ thóc", "5 tạ", 500, None, "kg", None),
    ("mỗi nhà nửa cân muối", "nửa cân", 0.5, None, "kg", None),
    ("gấp 10 lần", "10 lần", 10, None, "times", None),
    ("căn hộ rộng 45 m²", "45 m²", 45, None, "m2", None),
    ("ùn tắc cả chục cây số", "chục cây số", 10, None, "km", "order_of"),
    # counts
    ("họp với 96 xã, phường, đặc khu", "96 xã, phường, đặc khu", 96, None, "commune", None),
    ("về 19 tỉnh, thành phố", "19 tỉnh, thành phố", 19, None, "province", None),
    ("hai thị xã lên thành phố", "hai thị xã", 2, None, "district", None),
    ("ở 12 thôn, bản", "12 thôn", 12, None, "village", None),
    ("giao 2.315\nnhiệm vụ cho các sở", "2.315\nnhiệm vụ", 2315, None, "task", None),
    ("cô lập hàng nghìn hộ dân", "hàng nghìn hộ dân", 1000, None, "household", "order_of"),
    ("sập 6 căn nhà", "6 căn nhà", 6, None, "house", None),
    ("sập sáu căn", "sáu căn", 6, None, "house", None),
    ("xử lý 76 xe ô tô, xe gắn máy", "76 xe ô tô, xe gắn máy", 76, None, "vehicle", None),
    ("tạm giữ 3 chiếc xe tải", "3 chiếc xe tải", 3, None, "vehicle", None),
    ("xe khách 45 chỗ", "45 chỗ", 45, None, "seat", None),
    ("nhồi 52 khách", "52 khách", 52, None, "person", None),
    ("cứu 30 bệnh nhi", "30 bệnh nhi", 30, None, "person", None),
    ("điều động 50 cán bộ, chiến sĩ", "50 cán bộ, chiến sĩ", 50, None, "person", None),
    ("đội 5 người lên núi", "5 người", 5, None, "person", None),
    ("bầu 3 Phó Chủ tịch", "3 Phó Chủ tịch", 3, None, "person", None),
    ("nuôi 4 con nhỏ", "4 con nhỏ", 4, None, "person", None),
    ("mất 1.200 con lợn", "1.200 con lợn", 1200, None, "animal", None),
    ("hủy 8 chuyến bay", "8 chuyến bay", 8, None, "flight", None),
    ("xảy ra 7 vụ sạt lở", "7 vụ sạt lở", 7, None, "case", None),
    ("giải quyết 9.200 hồ sơ", "9.200 hồ sơ", 9200, None, "dossier", None),
    ("tặng 200 suất quà", "200 suất quà", 200, None, "gift", None),
    ("nấu 450 suất cơm", "450 suất cơm", 450, None, "meal", None),
    ("được 28/30 phiếu", "28/30 phiếu", 28, None, "vote", None),
    ("lát lại 21/35 tuyến đường", "21/35 tuyến đường", 21, None, "road", None),
    ("rẽ ra 3 hướng", "3 hướng", 3, None, "direction", None),
    ("có 1 đoạn clip", "1 đoạn clip", 1, None, "video", None),
    ("mỗi ngày 8 lượt", "8 lượt", 8, None, "trip", None),
    ("đã trả tiền cho 57 trên tổng số 90 hộ dân", "57 trên tổng số 90 hộ dân", 57, None, "household", None),
    ("có 41 trên 60 đại biểu tán thành", "41 trên 60 đại biểu", 41, None, "person", None),
    ("chiếm hơn một nửa dân số", "hơn một nửa", 0.5, None, "fraction", "more_than"),
    ("xe dưới tám chỗ ngồi", "dưới tám chỗ ngồi", 8, None, "seat", "less_than"),
    ("đoàn xe vượt gần 340 km", "gần 340 km", 340, None, "km", "nearly"),
    ("trong số 20 người bị nạn", "20 người", 20, None, "person", None),
    # modifiers
    ("ít nhất 1.400 hộ", "ít nhất 1.400 hộ", 1400, None, "household", "at_least"),
    ("không dưới 20 hộ", "không dưới 20 hộ", 20, None, "household", "at_least"),
    ("tối đa 65 triệu đồng", "tối đa 65 triệu đồng", 65_000_000, None, "VND", "at_most"),
    ("không quá 30 người", "không quá 30 người", 30, None, "person", "at_most"),
    ("chưa đầy 10 km", "chưa đầy 10 km", 10, None, "km", "less_than"),
    ("hơn 300 nhà dân", "hơn 300 nhà dân", 300, None, "house", "more_than"),
    ("gần nửa triệu hộ dân", "gần nửa triệu hộ dân", 500_000, None, "household", "nearly"),
    ("tầm 40 xe máy", "tầm 40 xe máy", 40, None, "vehicle", "about"),
    ("khoảng trên 12 tỷ đồng", "khoảng trên 12 tỷ đồng", 12 * BILLION, None, "VND", "more_than"),
    ("lên tới 330 mm", "330 mm", 330, None, "mm", None),
    ("chỉ 12 vé", "12 vé", 12, None, "ticket", None),
    ("thi công trên 5 tuyến đường", "5 tuyến đường", 5, None, "road", None),
    ("ngập trên hàng trăm tuyến đường", "hàng trăm tuyến đường", 100, None, "road", "order_of"),
    # casualties
    ("làm 02 người chết", "02 người chết", 2, None, "dead", None),
    ("ít nhất 33 người thiệt mạng", "ít nhất 33 người thiệt mạng", 33, None, "dead", "at_least"),
    ("38 người vẫn mất tích", "38 người vẫn mất tích", 38, None, "missing", None),
    ("bốn người bị thương nặng", "bốn người bị thương nặng", 4, None, "injured", None),
    ("26 học sinh nhập viện", "26 học sinh nhập viện", 26, None, "injured", None),
    ("16 người thương vong", "16 người thương vong", 16, None, "casualty", None),
    ("24 người chết và mất tích", "24 người chết và mất tích", 24, None, "casualty", None),
    ("một ngư dân mất tích", "một ngư dân mất tích", 1, None, "missing", None),
    ("khiến ít nhất một em thiệt mạng", "ít nhất một em thiệt mạng", 1, None, "dead", "at_least"),
    ("3 người trong cùng một nhà tử vong", "3 người", 3, None, "dead", None),
    ("2 cháu bị nước cuốn mất tích", "2 cháu", 2, None, "missing", None),
    ("tông chết 2 người đi bộ", "2 người", 2, None, "dead", None),
    ("số người chết đã tăng lên 617 người", "617 người", 617, None, "dead", None),
    ("số người chết trong 2 tuần qua là 90 người", "90 người", 90, None, "dead", None),
    ("số nạn nhân thiệt mạng vượt 480", "vượt 480", 480, None, "dead", "more_than"),
    ("chìm đò chết 6 người", "6 người", 6, None, "dead", None),
    ("số thương vong tăng lên hơn 210 người", "hơn 210 người", 210, None, "casualty", "more_than"),
    ("bổ nhiệm 4 thứ trưởng Bộ Công thương", "4 thứ trưởng", 4, None, "person", None),
    ("cứu được 3 người thoát chết", "3 người", 3, None, "person", None),
    ("vùi lấp 14 người dân", "14 người dân", 14, None, "person", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "marked", "value", "max_value", "unit", "modifier"), PHRASINGS)
def test_phrasings(text, marked, value, max_value, unit, modifier):
    assert only(text) == (marked, value, max_value, unit, modifier)


@pytest.mark.parametrize(
    "text",
    [
        "ngày 26-10", "sáng 3-5 người dân quay về", "từ 26.10 đến 1.11", "tháng 7 người dân gặt lúa", "hôm 16/7/2025",
        "năm 2026 người dân", "nhiệm kỳ 2011-2016 bước qua", "cuối năm người dân về quê", "World Cup 2026 đội tuyển",
        "lúc 16h30", "15 giờ 30 phút", "trong 24 giờ", "3 tháng", "hai mươi năm", "5 năm tù", "nửa năm", "khoảng 20 tuổi",
        "hơn hai tiếng đồng hồ", "bé 7 tháng tuổi", "bão số 11 người dân", "quý III", "khóa XV", "chính quyền 2 cấp",
        "gió giật cấp 8 tàu thuyền", "sau khi Nghị quyết 99 ban hành", "giữ nét cho tuổi 60 trẻ lâu", "báo động 3 xã ven sông", "Quốc lộ 1 xe khách lật", "Km 81 đường tránh", "Km23+400 đường",
        "biển số 99A-123.45 xe con", "điện thoại 0912 345 678", "số nhà 24/7 tổ 9", "58 đường Lê Văn A", "quận 5 người dân",
        "tổ 6 phường Hoa Lư", "tháng 11 tỷ lệ hộ nghèo giảm", "khu phố 5 trưởng công an phường", "ấp 3 xã Tân An", "Nghị quyết số 54 đại biểu", "thắng 2-0", "tỷ số 3-1 đội khách",
        "sơ đồ 4-2-3-1", "hai bên", "vài người", "nhiều hộ", "một số xã", "một người dân cho biết", "một lần", "một nơi",
        "Hai Bà Trưng", "ngã ba", "thứ hai người", "mạng 5G", "U-23", "Covid-19", "15,4 độ Vĩ Bắc", "110,2 độ kinh Đông",
        "tăng trưởng hai con số", "24/24", "top 5 thành phố", "lần 2 đội khách", "Đội 6 Cục Cảnh sát", "lớp 12 học sinh",
        "tỷ lệ 1:500", "một lượng lớn rác thải", "một nửa của đời mình", "4 tại chỗ",
    ],
)  # fmt: skip
def test_what_is_no_amount(text):
    assert amounts(text) == []


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Lũ làm 9 người chết, 4 mất tích, 12 người bị thương.", ["dead", "missing", "injured"]),
        ("Có 7 người chết gồm: xã A 3 người, xã B 4 người. Đoàn thăm 20 người.", ["dead", "dead", "dead", "person"]),
        ("Lũ làm 8 người chết (xã A 5 người, xã B 3 người), 20 người về nhà.", ["dead", "dead", "dead", "person"]),
        ("có 11 người thiệt mạng, trong đó có 2 tài xế", ["dead", "dead"]),
        ("7 học sinh và 2 giáo viên thiệt mạng", ["dead", "dead"]),
        ("8 người trong số 30 người trên thuyền", ["person"]),
        ("giảm 18.000 đồng/lượt xuống 12.000 đồng/lượt", ["VND/trip", "VND/trip"]),
        ("bạc 35 USD một ounce", ["USD"]),
        ("Đêm: 19-23 độ.Ngày: 27-31 độ.", ["degree_c", "degree_c"]),
        ("làm xong 310 nhiệm vụ (62%), còn 190 nhiệm vụ (38%)", ["task", "percent", "task", "percent"]),
        ("Lũ quét ở Mường Pồn: 2 cháu bé tử vong, hơn 40 ngôi nhà trôi", ["dead", "house"]),
    ],
)  # fmt: skip
def test_several_in_a_sentence(text, units):
    assert [found[3] for found in amounts(text)] == units


CLEAR = ["ít nhất 03 người chết", "hàng nghìn hộ dân", "250 - 300 nghìn đồng/lượt", "16 tỷ đồng", "hơn 20 xe khách",
         "khoảng 30 km", "6 căn nhà", "hai mươi ba người bị thương", "19 tỉnh, thành phố", "4.500 m3/s"]  # fmt: skip


@pytest.mark.parametrize("text", CLEAR)
def test_capitals_and_missing_accents_change_nothing(text):
    expected = only(text)[1:]
    assert only(text.upper())[1:] == expected
    assert only(strip_accents(text))[1:] == expected


@pytest.mark.parametrize(
    ("text", "marked", "value", "unit"),
    [
        ("lam 9 dan thuong thiet mang", "9 dan", 9, "dead"),
        ("so nguoi chet da tang len 753 nguoi", "753 nguoi", 753, "dead"),
        ("3 nguoi chet va 14 nguoi thuong o muc do nhe", "14 nguoi thuong", 14, "injured"),
        ("dong dat manh 4,6 do", "4,6 do", 4.6, "richter"),
        ("nhiet do thap nhat : 20-22 do.", "20-22 do", 20, "degree_c"),
        ("gio giat 50 km/gio", "50 km/gio", 50, "km/h"),
        ("thu 25.000 dong/gio/xe may", "25.000 dong/gio/xe may", 25_000, "VND/hour/vehicle"),
        ("lam 6 can bi sup xuong kenh", "6 can", 6, "house"),
        ("xe khach 45 cho nhoi khach", "45 cho", 45, "seat"),
        ("gap duoc hai doi", "hai doi", 2, "team"),
        ("ngap 15ha lua", "15ha", 15, "ha"),
        ("trao tang 160 can ho", "160 can ho", 160, "apartment"),
        ("ton them tien trieu phi cao toc", "tien trieu", 1_000_000, "VND"),
        ("thiet hai nghin ty dong", "nghin ty dong", 1000 * BILLION, "VND"),
        ("lo hon ty USD", "hon ty USD", BILLION, "USD"),
        ("dieu dong 50 can bo, chien si", "50 can bo, chien si", 50, "person"),
        ("vo chong co 3 con.", "3 con", 3, "person"),
        ("can 5 nam sinh khieng", "5 nam sinh", 5, "person"),
    ],
)
def test_without_accents(text, marked, value, unit):
    found = [amount for amount in amounts(text) if amount[3] == unit]
    assert [amount[:2] for amount in found] == [(marked, value)]


@pytest.mark.parametrize(
    "text",
    [
        "ung ho ba con vung lu", "thiet hai nha cua", "nguoi dan hai long voi xa", "can bo hai quan", "luc luong hai quan",
        "ba cu 89 tuoi", "mot phan tien ban tranh", "mot ky tich", "mot can bep nho", "hai ben bo song", "mot ngan hang",
        "33 cho biet", "nam 2026 can dam bao", "nam 2025 qua nhieu viec", "chinh quyen 2 cap", "duong vanh dai 3 TP.HCM",
        "toa an khu vuc 7 mo phien", "mien nam", "sau nay", "tram y te", "van con", "tu toi 2/9 den sang",
        "so ket sau 1 nam van hanh bo may", "tham quyen danh gia sau 1 nam van hanh",
        "quoc lo 91 xe khach", "quy 3 nguoi dan", "tuan 7 cuoc dua", "mac benh do muoi dot", "hai ga dan ong", "ham hai be gai",
    ],
)  # fmt: skip
def test_what_is_no_amount_without_accents(text):
    assert amounts(text) == []


def test_every_phrase_of_the_lexicon_is_found_after_a_number():
    units = lexicon(plain=False)
    for phrase in ("người", "hộ dân", "căn nhà", "tuyến xe buýt", "thủ tục hành chính", "đồng chí", "km", "mét khối"):
        end, unit = units.match(phrase.split(), 0)
        assert end == len(phrase.split())
        assert only(f"có 26 {phrase}")[3] == unit.name


PIECES = ["2", "15", "1.250", "1,5", "hai", "một", "năm", "trăm", "triệu", "tỷ", "hàng", "vài", "nửa", "rưỡi", "-", "đến",
          "từ", "/", ",", ".", "\n", "%", "$", "người", "hộ dân", "đồng", "m3", "km", "h", "độ C", "xã", "phường", "chết",
          "mất tích", "bị thương", "và", "gồm", "trở lên", "ít nhất", "hơn", "khoảng", "số", "ngày", "tháng", "TP.HCM", "Hai",
          "số người chết", "trong số", "con", "chiếc", "(", ")", "15km", "35.000đ", "phần", "một phần ba"]  # fmt: skip
ANY_TEXT = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join))


@given(ANY_TEXT)
@example("từ 5 đến")
@example("1 người trở lên")
@example("$ $5/$5")
@example("5 /")
def test_entities_are_sorted_apart_and_equal_their_text(text):
    normal = normalize(text)
    found = list(find_amounts(Tokens.of(normal)))
    for entity in found:
        assert entity.type == "AMOUNT"
        assert 0 <= entity.start < entity.end <= len(normal)
        assert entity.text == normal[entity.start : entity.end]
        assert set(entity.value) == {"value", "max_value", "unit", "modifier"}
        assert entity.value["unit"]
        assert entity.value["max_value"] is None or entity.value["max_value"] > entity.value["value"]
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.integers(2, 10**7), st.sampled_from(["người", "hộ dân", "đồng", "ha", "căn nhà", "xe khách", "hồ sơ"]))
def test_any_count_of_a_known_noun_is_found(number, noun):
    written = f"{number:,}".replace(",", ".")
    text, value, max_value, _, modifier = only(f"thống kê được {written} {noun}")
    assert (text, value, max_value, modifier) == (f"{written} {noun}", number, None, None)


@pytest.mark.parametrize(
    "piece",
    ["1", "1 ", "1.", "1/", "1-", "1 - ", "1 người ", "2 người chết ", "hàng trăm nghìn ", "một triệu ", "5 km đến ", "(", "khoảng ",
     "số người chết lên 5 người ", "5 xã, phường, ", "1 đồng/", "người chết ", "không quá "],
)  # fmt: skip
def test_time_is_linear(piece):
    seconds = []
    for size in (20_000, 80_000):
        tokens = Tokens.of(piece * (size // len(piece)))
        begin = time.perf_counter()
        list(find_amounts(tokens))
        seconds.append(time.perf_counter() - begin)
    assert seconds[1] < 12 * seconds[0] + 0.05
    assert seconds[1] < 3


@pytest.mark.parametrize("text", ["một tỷ tỷ tỷ tỷ đồng", "9" * 400 + " tỷ đồng", "1," + "0" * 500 + "5 tỷ đồng"])
def test_amounts_beyond_64_bits_can_be_written(text):
    found = Labeller(None).label_one(text).to_dict()
    assert orjson.loads(orjson.dumps(found)) == found
