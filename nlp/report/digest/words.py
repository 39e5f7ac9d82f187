"""The words of a digest's page in Vietnamese and in English; no other module of the page has words of its own.

Invariant: a pair of words is Vietnamese first; nothing here is markup.
"""

from __future__ import annotations

Pair = tuple[str, str]
"""The same in Vietnamese and in English."""

MEASURES: dict[str, Pair] = {
    "dead": ("chết", "dead"),
    "missing": ("mất tích", "missing"),
    "dead_or_missing": ("chết và mất tích", "dead or missing"),
    "injured": ("bị thương", "injured"),
    "evacuated": ("được sơ tán", "evacuated"),
    "isolated": ("bị cô lập", "cut off"),
    "affected": ("bị ảnh hưởng", "affected"),
    "houses_destroyed": ("nhà sập, bị cuốn trôi", "houses destroyed"),
    "houses_damaged": ("nhà hư hỏng, tốc mái", "houses damaged"),
    "houses_flooded": ("nhà bị ngập", "houses flooded"),
    "crops_ha": ("cây trồng thiệt hại", "of crops and forest lost"),
    "livestock": ("gia súc, gia cầm chết", "livestock lost"),
    "roads_blocked": ("điểm đường sạt, ngập", "road points blocked"),
    "damage_vnd": ("thiệt hại", "damage"),
    "relief_vnd": ("hỗ trợ, cứu trợ", "relief"),
    "rain_mm": ("lượng mưa", "rain"),
    "water_level_m": ("mực nước", "water level"),
    "wind_level": ("sức gió", "wind"),
}
"""What the figures of events measure, in the order in which a card shows them."""

PEOPLE = ("dead", "missing", "dead_or_missing", "injured")
"""Measures that count people one by one; a timeline draws these."""

NAMED_FIRST = ("damage_vnd", "relief_vnd", "rain_mm", "water_level_m", "wind_level")
"""Measures that are told as a name and its value ("mực nước 2,35 m"), not as a number of things."""

COUNTED: dict[str, Pair] = {"person": ("người", "people"), "household": ("hộ", "households")}
"""What a measure may count, by the unit of its figures."""

UNITS: dict[str, Pair] = {
    "crops_ha": ("{} ha", "{} ha"),
    "livestock": ("{} con", "{}"),
    "damage_vnd": ("{} đồng", "VND {}"),
    "relief_vnd": ("{} đồng", "VND {}"),
    "rain_mm": ("{} mm", "{} mm"),
    "water_level_m": ("{} m", "{} m"),
    "wind_level": ("cấp {}", "force {}"),
}
"""How the value of a measure is written with its unit."""

SCALES: tuple[tuple[int, Pair], ...] = (
    (10**9, ("tỷ", "billion")),
    (10**6, ("triệu", "million")),
)
"""Sums of money are told in these, the largest first."""

MODIFIERS: dict[str, Pair] = {
    "at_least": ("ít nhất {}", "at least {}"),
    "at_most": ("tối đa {}", "at most {}"),
    "more_than": ("hơn {}", "more than {}"),
    "less_than": ("dưới {}", "less than {}"),
    "about": ("khoảng {}", "about {}"),
    "nearly": ("gần {}", "nearly {}"),
    "order_of": ("cỡ {}", "in the order of {}"),
    "several": ("{}", "{}"),
}

ORDERS: dict[int, Pair] = {
    10: ("hàng chục", "tens"),
    100: ("hàng trăm", "hundreds"),
    1_000: ("hàng nghìn", "thousands"),
    10_000: ("hàng chục nghìn", "tens of thousands"),
    100_000: ("hàng trăm nghìn", "hundreds of thousands"),
    1_000_000: ("hàng triệu", "millions"),
}
"""How a figure that tells no more than its order of magnitude is said."""

HAZARDS: dict[str, str] = {
    "bão, áp thấp nhiệt đới": "storm, tropical depression",
    "áp thấp nhiệt đới, bão": "tropical depression, storm",
    "bão": "storm",
    "áp thấp nhiệt đới": "tropical depression",
    "nước dâng": "storm surge",
    "mưa lớn": "heavy rain",
    "lũ": "flood",
    "lũ, ngập lụt": "flood, inundation",
    "mưa lớn, lũ, ngập lụt": "heavy rain, flood, inundation",
    "ngập lụt": "inundation",
    "lũ quét": "flash flood",
    "sạt lở đất": "landslide",
    "lũ quét, sạt lở đất": "flash flood, landslide",
    "sạt lở đất, sụt lún đất": "landslide, subsidence",
    "lũ quét, sạt lở đất, sụt lún đất": "flash flood, landslide, subsidence",
    "nắng nóng": "heat",
    "hạn hán": "drought",
    "xâm nhập mặn": "salt intrusion",
    "hạn hán, xâm nhập mặn": "drought, salt intrusion",
    "gió mạnh trên biển": "strong wind at sea",
    "sương mù": "fog",
    "lốc, sét, mưa đá": "whirlwind, lightning, hail",
    "rét hại, sương muối": "damaging cold, frost",
    "cháy rừng do tự nhiên": "wildfire",
    "động đất": "earthquake",
    "sóng thần": "tsunami",
}
"""The groups of hazards in English, by their Vietnamese name in small letters."""

ISLANDS: dict[str, Pair] = {
    "hoang-sa": ("Hoàng Sa", "Đà Nẵng"),
    "truong-sa": ("Trường Sa", "Khánh Hòa"),
}
"""The archipelagos, each with the name of the province that it belongs to."""

SHORT_NAMES = {"79": "TP.HCM"}
"""Provinces whose name is too long for a tile of the map."""

TEXTS: dict[str, Pair] = {
    "all_hazards": ("Mọi loại thiên tai", "All hazards"),
    "all_provinces": ("Mọi tỉnh, thành phố", "All provinces"),
    "appointments": ("Nhân sự", "Appointments"),
    "appointments_note": (
        "Ai được giao chức vụ nào, theo câu của bài báo. Bấm vào tên để đọc câu.",
        "Who was given which post, by the sentence of an article. Press a name to read it.",
    ),
    "article": ("bài", "article"),
    "articles_title": ("Bài báo", "Articles"),
    "articles": ("bài", "articles"),
    "by_province": ("Theo tỉnh, thành phố", "By province"),
    "clear": ("Bỏ lọc", "Clear"),
    "close": ("Đóng", "Close"),
    "commune": ("Xã, phường", "Communes"),
    "communes": ("Xã, phường", "Communes"),
    "complaints": ("Giao thông: nơi bị phản ánh nhiều nhất", "Transport: where complaints are most"),
    "complaints_short": ("Giao thông", "Transport"),
    "complaints_note": (
        "Đếm theo số bài báo phản ánh. Bấm vào tên để xem bài.",
        "Counted by articles that complain. Press a name to see them.",
    ),
    "days": ("Thời gian", "Days"),
    "evidence": ("Bài báo và câu nêu số liệu", "Articles and the sentences that state figures"),
    "event": ("Sự kiện", "Event"),
    "event_one": ("sự kiện", "event"),
    "event_many": ("sự kiện", "events"),
    "events": ("Sự kiện", "Events"),
    "hazard": ("Loại thiên tai", "Hazard"),
    "how": (
        "Mỗi số liệu là của một bài báo: bấm vào số để đọc câu nêu ra nó. Số lớn trên thẻ là số mới nhất của cả sự "
        "kiện; trang này không cộng số của các bài. Trên biểu đồ, chấm nhạt là số của một nơi.",
        "Each figure is an article's: press it to read the sentence that states it. The large ones on a card are the "
        "latest for the whole event; nothing is added up. Pale dots of a plot are figures of one place. Days are "
        "written day/month/year.",
    ),
    "largest": ("cao nhất", "highest"),
    "legend": ("Số sự kiện", "Events"),
    "map": ("Bản đồ", "Map"),
    "map_note": (
        "Mỗi ô là một tỉnh, thành phố; vị trí gần đúng. Bấm vào ô để chỉ xem sự kiện ở đó.",
        "Each tile is a province, roughly in its place. Press one to see its events only.",
    ),
    "more": ("và {} nơi khác", "and {} more"),
    "none": ("Không có.", "None."),
    "no_match": ("Không có sự kiện nào khớp.", "No event matches."),
    "no_sentence": ("Bản ghi không có câu nguồn.", "The record has no sentence."),
    "province": ("Tỉnh, thành phố", "Province"),
    "province_many": ("tỉnh, thành phố", "provinces"),
    "province_one": ("tỉnh, thành phố", "province"),
    "rest": ("và {} mục nữa", "and {} more"),
    "route": ("Tuyến đường", "Routes"),
    "search": ("Tìm trong thẻ", "Search the cards"),
    "sea": ("Biển Đông", "East Sea"),
    "shown": ("Đang hiện", "Showing"),
    "table": ("Bảng sự kiện", "Table of events"),
    "table_note": ("Bấm vào đầu cột để sắp xếp.", "Press the head of a column to sort."),
    "to_card": ("Xem trên thẻ", "See it on the card"),
    "untitled": ("(không có tiêu đề)", "(no title)"),
}
"""What the page itself says."""


def headed(pair: Pair) -> Pair:
    """Return words as they begin a heading."""
    return pair[0][:1].upper() + pair[0][1:], pair[1][:1].upper() + pair[1][1:]


def measure_words(measure: str) -> Pair:
    """Return what a measure is called; a measure that is not known is called by its own name."""
    own = measure.replace("_", " ")
    return MEASURES.get(measure, (own, own))


def hazard_words(hazard: str) -> Pair:
    """Return what a hazard is called; a group that is not known keeps its Vietnamese name in English."""
    return headed((hazard, HAZARDS.get(hazard.strip().lower(), hazard)))
