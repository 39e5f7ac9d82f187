"""Words around a province's name that decide whether it is the province: one table a kind of company it keeps.

A phrase is one or two lower-case syllables. For text without accents the tables exist a second time, folded.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from nlp.text.normalize import strip_accents


def _set(words: str) -> frozenset[str]:
    """Return the comma-separated phrases of ``words``."""
    return frozenset(word.strip() for word in words.split(","))


# Directly before the name: a unit below the province, whose name it then is.
COMMUNE_TYPES = _set(
    "xã, phường, huyện, quận, thị xã, thị trấn, đặc khu, p, h, q, tx, tt, ấp, thôn, buôn, bản, sóc, khóm, khu phố, "
    "tổ dân phố, huyện ủy, quận ủy, thị ủy, đảo"
)
# Directly before the name: a city, which may be a province or lie in one.
CITY = _set("thành phố, tp, t . p, tp .")
PROVINCE = _set("tỉnh")
# Before the type word of a list of communes.
PLURALS = _set("các, những, nhiều, hai, ba, bốn, năm, sáu, bảy, tám, chín, mười, và, giữa")
# Directly before the name: a thing that is called after the province or lies there under that name.
THINGS = _set(
    "sông, suối, hồ, đập, cầu, hầm, đèo, ga, cảng, chợ, bến xe, bến, bến phà, bến cảng, vịnh, núi, đồi, kênh, rạch, "
    "phà, phố, đường, xa lộ, đại lộ, hương lộ, tỉnh lộ, vành đai, ngã ba, ngã tư, vòng xoay, quảng trường, sân bay, "
    "phi trường, sân, sân vận động, nhà thi đấu, svđ, trường đua, công viên, nhà ga, cổng chào, báo, đài, nhật báo, "
    "tạp chí, mầm non, tiểu học, thcs, thpt, thpt chuyên, chuyên, mẫu giáo, đền, chùa, lăng, trạm, cư xá, khu đô thị, "
    "rạp, đội, đội bóng, mỏ, cáp treo, nông trường, tòa tháp, rạp hát"
)
# Directly before the name, also before "TP.HCM": a firm, a club or a branch, whose name goes on with it.
BRANDS = _set(
    "clb, sàn, hãng, đường sách, chi nhánh, tnhh, tmcp, cổ phần, thương hiệu, nhà máy, becamex, hoàng anh, sông lam, "
    "shb, topenland, hồng lĩnh, thép xanh, đông á, thể công, ninh bình lpb, phù đổng, xuân thiện, trường tươi, sanna, "
    "xổ số, xskt, vnpt, viettel, agribank, vietcombank, vietinbank, bidv, mobifone, vinaphone, evn, pc, petrolimex, "
    "coopmart, vincom, vinhomes, novotel, sheraton, pullman, melia, lotte, aeon, vinpearl, intercontinental, "
    "marriott, hilton, fpt, formosa, mai linh, vtv, bia, cầm viên, resort, quốc cường, phân bón, phong phú"
)
# Unless the syllable before one of these makes it a different word ("yêu cầu", "thông báo", "các đường phố").
DIFFERENT_WORDS = {
    "cầu": _set("yêu, nhu, toàn, đá, thỉnh, khẩn, cung, địa, mong, nguyện, hoàn, khí"),
    "phố": _set("đường, tuyến, nhiều, các, những, con, hè, dãy, xuống, ra, trên, góc, dạo, khắp, mọi, hàng"),
    "đường": _set("cầu, các, những, nhiều, mọi, cung, chặng, lên, mở, vỉa, lòng, xuống, mặt"),
    "hồ": _set("đồng, cơ, mơ"),
    "bến": _set("cặp, cập, rời"),
    "báo": _set("thông, cảnh, dự, tình, quảng, mật, cấp, đăng, khai, điện"),
    "đài": _set("lâu, tổng, võ, khán"),
    "bản": _set("văn, kịch, ấn, cơ, nhật, tài, phiên, địa, biên"),
    "thôn": _set("nông"),
    "núi": _set("miền, vùng, đồi, rừng, khu"),
    "ông": _set("đàn, cha, ngư"),
    "em": _set("trẻ, quê, nuôi"),
    "bà": _set("đàn, cụ"),
    "đội": _set("quân, bộ, biệt, hạm"),
    "cảng": _set("đất"),
    "mỏ": _set("hàm"),
    "lăng": _set("thăng"),
    "chợ": _set("các"),
    "đảo": _set("biển, hải"),
    "tiểu học": _set("trường"),
    "thcs": _set("trường, các"),
    "thpt": _set("các"),
}
# Before "Hòa Bình", these make it peace.
PEACE_WORDS = _set(
    "nobel, vì, giải, hội đồng, nền, thỏa thuận, đàm phán, tượng đài, huân chương, giải thưởng, đại sứ, sứ giả, "
    "hiệp định, kế hoạch, giữ, giữ gìn, gìn giữ, tiến trình, đất nước, bồ câu, khát vọng, ngày, tình yêu, cung, "
    "nhà hát, rạp"
)
# Anywhere in the noun phrase that ends with the name; the nearest head decides.
BODIES_CALLED_SO = _set(
    "công ty, cty, ctcp, tổng công, tập đoàn, ngân hàng, cao tốc, quốc lộ, ql, đại học, đh, học viện, cao đẳng, "
    "thủy điện, nhiệt điện, điện gió, clb, câu lạc, lạc bộ, trạm, bot, thu phí, tuyến tránh, đường tránh, đường sách, "
    "chứng khoán, giao dịch, htx, hợp tác xã, resort, nhà thi, sân bay, đhqg, bách khoa, tiệm vàng, nhà máy"
)
# ... and these leave the name to the province.
PUBLIC_BODIES = _set(
    "ubnd, hđnd, mttq, sở, công an, ca, csgt, bệnh viện, trung tâm, cục, chi cục, ban, hội, hiệp hội, liên đoàn, "
    "đoàn, tỉnh ủy, thành ủy, đảng ủy, đảng bộ, kiểm sát, vksnd, tòa án, tand, chỉ huy, hải quan, kho bạc, văn phòng, "
    "bảo hiểm, bhxh, chủ tịch, bí thư, giám đốc, cdc, đa khoa, thanh tra, phòng, đội trưởng, bộ đội, cảng vụ, "
    "đài khí, báo chí, quân sự, y tế, nhà văn, nhà báo"
)
# A dash inside such a phrase joins the ends of a road or the parts of a brand; elsewhere it ends the phrase.
DASHED = _set("cao tốc, quốc lộ, ql, ngân hàng, bot, xa lộ, cáp treo, tuyến tránh, đường tránh")
# Words that a noun phrase does not go across.
CLAUSE_WORDS = _set(
    "ở, tại, của, do, bị, có, là, trên, trong, đã, đang, vừa, sẽ, được, và, với, từ, đến, về, cho, vì, tới, qua, ra, "
    "vào, theo, cùng, nói, đi, để, khi, rằng, bởi, sang, nếu, mà, thì, cũng, còn, không, thuộc, giữa, nối, vẫn, gồm, "
    "như, nay, này, đó, nhưng, khỏi, gần, cách, hướng, phía, tỉnh, giúp, làm, thăm, ngoài, lên, xuống, rời, khắp, "
    "khiến, trước, sau, lại, hay, hoặc, toàn, chọn, thấy, đưa, chạy, lấy, tìm, vùng, biển, bờ, người, dân, nhất, "
    "nhiều"
)
# Directly before the name: a person follows, when people are called so.
HONORIFICS = _set(
    "ông, bà, anh, chị, em, cô, chú, bác, cháu, ca sĩ, nghệ sĩ, nsnd, nsưt, diễn viên, nhạc sĩ, nhà báo, á hậu, "
    "hoa hậu, tiến sĩ, ts, bác sĩ, cầu thủ, đạo diễn, thầy, mc, người mẫu, nhà văn, nhà thơ, họa sĩ, hlv, tiền đạo, "
    "thủ môn, trung vệ, tiền vệ, hậu vệ"
)
# Directly before the name: a dish is made as there.
DISHES = _set(
    "bún, bánh, phở, nem, xôi, gỏi, lẩu, cháo, cơm, trà, chè, kẹo, "
    "mì, miến, chả, rượu, bia, nước mắm, cơm tấm, nem chua, bún bò, hủ tiếu"
)
# These stand one word farther away as well: "bún riêu", "bánh tráng".
DISH_HEADS = _set("bún, bánh, phở, nem, xôi, gỏi, lẩu, cháo, cơm, hủ")
# Before a name in lower case, in capitals or without accents: only a place stands here.
PLACE_CUES = _set(
    "tỉnh, ở, tại, tp, tp ., thành phố, ubnd, hđnd, mttq, công an, tỉnh ủy, thành ủy, sở, quê, từ, về, đến, tới, qua, "
    "vào, ra, csgt, biển, vùng biển, dân, người dân, bí thư, chủ tịch, hướng, đi, thuộc, đảng bộ, bệnh viện, khách, "
    "hải quan, cách, giữa, các tỉnh, ủy, biên phòng, gtvt, xây dựng, nội vụ, nông nghiệp, y tế, giáo dục, "
    "tài chính"
)
# The same for names that are common words.
STRONG_CUES = _set(
    "tỉnh, ubnd, hđnd, công an, tỉnh ủy, thành ủy, các tỉnh, mttq, csgt, tại, ở, sở y tế, sở xây dựng, quê, đảng bộ"
)
# Directly after the name.
NOT_AFTER = _set(
    "fc, united, times, tourist, telecom, giải phóng, tiếp thị, tnhh, pharma, travel, golf, plaza, tower, hotel, "
    "resort, airport, star, opera, bank, co, coop, port, tmcp, jsc, metropolitan, amsterdam, ford, transerco, legacy, "
    "wonderverse"
)
# Family names, and the commonest middle name.
SURNAMES = _set(
    "nguyễn, trần, lê, phạm, huỳnh, phan, vũ, võ, đặng, bùi, đỗ, ngô, dương, đinh, trịnh, đào, tạ, phùng, trương, "
    "lưu, quách, lương, tống, hoàng, hồ, lý, mai, lâm, tô, vương, thị"
)
# Names of provinces that parents give to children.
PERSON_NAMES = _set(
    "hòa bình, thái bình, hải dương, hà giang, khánh hòa, hà nam, bình dương, huế, vĩnh phúc, an giang, long an, "
    "bình thuận, hồ chí minh, hưng yên, phú thọ, thái nguyên, hải phòng"
)
# Parts of Sài Gòn are quarters and brands of their own.
DIRECTIONS = _set("nam, bắc, đông, tây")
# Names that are common words as well.
COMMON_WORDS = _set("hòa bình, cao bằng, bình định")
# In lower case, these are more often something else.
COMMON_IN_LOWER_CASE = _set(
    "hòa bình, cao bằng, bình định, thái bình, nam định, hải dương, hà nam, sơn la, long an, nghệ an"
)
# Common pairs whose second syllable, without its accents, looks like one of the words above.
PAIRS = _set(
    "vận tải, thủy văn, tài chính, tài nguyên, văn hóa, văn phòng, hải quan, cơ quan, địa bàn, đổ bộ, dẫn đến, "
    "cho đến, từ đến, nội địa, ủy ban, cổ phần"
)
# Sure even in lower case among other casing.
UNMISTAKABLE = frozenset(("hà nội", "đà nẵng", "hải phòng", "quảng ninh", "lạng sơn"))
# Without accents these still cannot be much else.
SAFE_PLAIN_NAMES = _set(
    "ha noi, da nang, quang ninh, quang tri, ha tinh, quang ngai, dak lak, dak nong, lang son, lao cai, ninh binh, "
    "ninh thuan, bac ninh, bac lieu, tuyen quang, vinh long, tien giang, kien giang, dong thap, tay ninh, quang binh, "
    "soc trang, lai chau, khanh hoa, thua thien hue, sai gon"
)
# Directly before a name in football news: even there the place is meant.
NOT_CLUBS = _set("vực, bàn, dân, trời, phương, đá, đồng, phố, quyền, tiết, viên, sinh, bệnh viện, học")
# Words of football news.
SPORTS = _set(
    "v - league, hlv, cầu thủ, bàn thắng, vòng đấu, clb, đội bóng, tỉ số, tỷ số, svđ, khán đài, trọng tài, tiền đạo, "
    "thủ môn, trung vệ, ghi bàn, bóng đá, highlight, cúp quốc, hạng nhất, lượt trận, đội khách, chọc thủng, "
    "lội ngược dòng, bxh, bảng xếp hạng, trụ hạng, sân nhà, vô địch, trận đấu, u17, u19, u21, u23, u . 23"
)


# Without accents these look like commoner words ("đến", "bộ", "bàn", "bên") and are not read.
_BLURRED = _set(
    "đền, bò, bản, bến, phà, mỏ, đảo, mì, hầm, đèo, chè, hãng, bác, chú, cô, em, ca, ga, do, báo, đội, sàn, mai"
)


class Words:
    """The tables above as one text needs them: accented, or folded for text without accents."""

    def __init__(self, fold: Callable[[str], str]) -> None:
        def each(words: frozenset[str]) -> frozenset[str]:
            return frozenset(fold(word) for word in words if fold is str or word not in _BLURRED)

        self.commune_types = each(COMMUNE_TYPES)
        self.city = each(CITY)
        self.province = each(PROVINCE)
        self.plurals = each(PLURALS)
        self.things = each(THINGS)
        self.brands = each(BRANDS)
        self.different_words = {fold(word): each(before) for word, before in DIFFERENT_WORDS.items()}
        self.peace_words = each(PEACE_WORDS)
        self.called_so = each(BODIES_CALLED_SO)
        self.public_bodies = each(PUBLIC_BODIES)
        self.dashed = each(DASHED)
        self.clause_words = each(CLAUSE_WORDS)
        self.honorifics = each(HONORIFICS)
        self.dishes = each(DISHES)
        self.dish_heads = each(DISH_HEADS)
        self.directions = each(DIRECTIONS)
        self.place_cues = each(PLACE_CUES)
        self.strong_cues = each(STRONG_CUES)
        self.not_after = each(NOT_AFTER)
        self.surnames = each(SURNAMES)
        self.person_names = each(PERSON_NAMES)
        self.common_in_lower_case = each(COMMON_IN_LOWER_CASE)
        self.pairs = each(PAIRS) if fold is not str else frozenset()
        self.common_words = each(COMMON_WORDS)
        self.not_clubs = each(NOT_CLUBS)
        self.sports = each(SPORTS)


@cache
def words(plain: bool) -> Words:
    """Return the tables, folded when ``plain``."""
    return Words(strip_accents if plain else str)
