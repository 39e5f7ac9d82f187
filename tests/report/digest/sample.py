"""A digest to look at: real provinces, invented events, as ``bantin digest`` hands them to the page.

``python -m tests.report.digest.sample FILE`` writes the page.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

from nlp.report.digest.page import render_digest

PAPERS = ("Báo Ven Sông", "Tin Miền Núi", "Đài Cửa Biển", "Nhật báo Đồng Bằng")
PEOPLE = {"dead": "người chết", "missing": "người mất tích", "injured": "người bị thương"}


def article(name, title, published, url=None):
    return {
        "id": name,
        "title": title,
        "url": f"https://tin.example/{name}.html" if url is None else url,
        "published": published,
        "source": PAPERS[sum(map(ord, name)) % len(PAPERS)],
    }


def figure(measure, value, day, article_id, sentence, **other):
    told = {"max_value": None, "modifier": None, "unit": None, "province": None, "communes": [], "start": 0, "end": 2}
    return {
        "measure": measure,
        "value": value,
        **told,
        "date": day,
        "article": article_id,
        "sentence": sentence,
    } | other


def event(name, hazard, provinces, start, end, sources, timeline, **other):
    """Return an event whose latest, largest and local figures are taken from its timeline."""
    latest, largest, by_province = {}, {}, {}
    for one in timeline:
        measure, code = one["measure"], one["province"]
        if code and len(provinces) > 1:
            by_province.setdefault(code, {})[measure] = one
            continue
        latest[measure] = one
        if measure not in largest or one["value"] > largest[measure]["value"]:
            largest[measure] = one
    return {
        "id": f"{start}-{provinces[0] if provinces else 'x'}-{len(timeline)}",
        "name": name,
        "storm": None,
        "hazard": hazard,
        "country": None,
        "provinces": provinces,
        "communes": [],
        "start": start,
        "end": end,
        "headline": sources[len(sources) // 2] if sources else None,
        "articles": [source["id"] for source in sources],
        "latest": latest,
        "largest": largest,
        "by_province": by_province,
        "timeline": timeline,
        "sources": sources,
    } | other


def growing(prefix, start, tolls, places=()):
    """Return the articles and figures of a toll that grows by the day.

    :param tolls: by measure, the values of the days one after another; None where a day tells none.
    """
    first = date.fromisoformat(start)
    n_days = max(map(len, tolls.values()))
    sources, timeline = [], []
    for number in range(n_days):
        day = (first + timedelta(number)).isoformat()
        name = f"{prefix}-{number + 1}"
        values = {
            measure: row[number] for measure, row in tolls.items() if number < len(row) and row[number] is not None
        }
        told = ", ".join(f"{value} {PEOPLE[measure]}" for measure, value in values.items())
        sources.append(article(name, f"Ngày thứ {number + 1}: {told or 'nước rút chậm'}", f"{day}T09:30:00+07:00"))
        sentence = (
            f"Theo báo cáo nhanh của ban chỉ huy, tính đến 7 giờ, thiên tai đã làm {told}; con số còn được rà soát."
        )
        timeline += [figure(measure, value, day, name, sentence) for measure, value in values.items()]
        for code, place in places if number == n_days - 1 else ():
            values = {"dead": 2, "missing": 1}
            sentence = f"{place}: 2 người chết, 1 người mất tích, 340 hộ phải sơ tán trong đêm."
            timeline += [
                figure(measure, value, day, name, sentence, province=code) for measure, value in values.items()
            ]
            timeline.append(figure("evacuated", 340, day, name, sentence, province=code, unit="household"))
    return sources, timeline


def storm():
    sources, timeline = growing(
        "bao14",
        "2025-10-05",
        {"dead": [None, 3, 8, 13, 15, 19, 18], "missing": [None, 6, 9, 7, 5, 2, 2], "injured": [4, 31, 52, 60, 60, 64]},
        [("20", "Lạng Sơn"), ("04", "Cao Bằng"), ("24", "Bắc Ninh"), ("19", "Thái Nguyên")],
    )
    day, name = timeline[-1]["date"], timeline[-1]["article"]
    hurt = "Toàn vùng có hơn 12.500 nhà bị ngập, khoảng 1.240 nhà hư hỏng; thiệt hại ban đầu ước 1.870,5 tỷ đồng."
    aid = "Các tổ chức đã chuyển 25 đến 30 tỷ đồng hỗ trợ bà con."
    timeline += [
        figure("houses_flooded", 12500, day, name, hurt, modifier="more_than"),
        figure("houses_damaged", 1240, day, name, hurt, modifier="about"),
        figure("damage_vnd", 1_870_500_000_000, day, name, hurt),
        figure("evacuated", 8200, day, name, "Đã sơ tán 8.200 hộ khỏi vùng trũng.", unit="household"),
        figure("relief_vnd", 25_000_000_000, day, name, aid, max_value=30_000_000_000),
        figure("wind_level", 11, day, name, "Gió mạnh nhất cấp 11 đến 12 ở vùng gần tâm bão.", max_value=12),
        figure("crops_ha", 5320.5, day, name, "Lúa và hoa màu bị vùi lấp trên 5.320,5 ha."),
        figure(
            "isolated", 1000, day, name, "Hàng nghìn người còn bị cô lập sau lũ.", modifier="order_of", unit="person"
        ),
    ]
    return event(
        "Bão số 14 (Sao Mai), tháng 10/2025", "Bão, áp thấp nhiệt đới", ["20", "04", "24", "19"], "2025-10-03",
        "2025-10-12", sources, timeline, communes=["04000", "00004", "00008"],
        storm={"number": 14, "name": "Sao Mai", "year": 2025},
    )  # fmt: skip


def small(name, hazard, province, place, start, *, dead=0, missing=0, **other):
    sources = [
        article(
            f"{province}-{start}-{number}",
            f"{name}: {told}",
            (date.fromisoformat(start) + timedelta(number)).isoformat(),
        )
        for number, told in enumerate(("mưa trắng trời", "dân dọn bùn", "đường thông trở lại"))
    ]
    said = f"Lãnh đạo địa phương ở {place} cho biết có {dead} người chết, {missing} người mất tích và 3 ngôi nhà bị cuốn trôi."
    values = {"dead": dead, "missing": missing, "houses_destroyed": 3}
    timeline = [
        figure(key, value, start, sources[0]["id"], said, province=province) for key, value in values.items() if value
    ]
    return event(name, hazard, [province], start, sources[-1]["published"], sources, timeline, **other)


def events():
    flood = growing(
        "lu-mt",
        "2025-10-25",
        {"dead": [1, 4, None, 10, 12], "missing": [None, 5, 3], "injured": [None, None, 7]},
        [("46", "Huế"), ("48", "Đà Nẵng")],
    )
    tide = [
        article("cm-1", "Triều cường tràn qua đê bao", "2025-11-04"),
        article("cm-2", "Nước mặn vào vuông tôm", "2025-11-06"),
    ]
    abroad = [article("nn-1", "Bão đổ bộ đảo lớn, hàng trăm người thiệt mạng", "2025-10-02")]
    return [
        storm(),
        event("Lũ lớn ở Huế và Đà Nẵng, tháng 10/2025", "Lũ, ngập lụt", ["46", "48", "44"], "2025-10-24", "2025-11-01", *flood),
        small("Lũ quét ở Mường Nhé", "Lũ quét, sạt lở đất", "11", "Mường Nhé", "2025-10-08", dead=2, missing=3),
        small("Sạt lở đất trên đèo ở Lâm Đồng", "Sạt lở đất", "68", "chân đèo", "2025-10-15", dead=1),
        small("Lốc xoáy ở Đồng Tháp", "Lốc, sét, mưa đá", "82", "ven sông Tiền", "2025-10-19"),
        small("Thuyền lật trên đầm ở Gia Lai khi gió giật", "Gió mạnh trên biển", "52", "đầm", "2025-10-27", missing=2),
        event("Triều cường ở Cà Mau, tháng 11/2025", "Nước dâng", ["96", "91"], "2025-11-04", "2025-11-06", tide, [
            figure("houses_flooded", 200, "2025-11-04", "cm-1", "Vài trăm căn nhà ven kênh bị ngập.", max_value=900, modifier="several"),
            figure("water_level_m", 2.35, "2025-11-06", "cm-2", "Mực nước đo được lúc rạng sáng là 2,35 m, trên báo động ba."),
        ]),
        event("Bão Sao Mai ở nước ngoài", "Bão, áp thấp nhiệt đới", [], "2025-10-01", "2025-10-02", abroad, [
            figure("dead", 100, "2025-10-02", "nn-1", "Hàng trăm người được cho là đã thiệt mạng trên đảo.", modifier="order_of"),
        ], country="Philippines"),
    ]  # fmt: skip


def complaints():
    def complaint(kind, place, n, province=None):
        sources = [
            article(f"gt-{place}-{number}", f"{place}: ổ gà, kẹt xe kéo dài (kỳ {number})", "2025-10-11")
            for number in range(n)
        ]
        return {"kind": kind, "place": place, "code": None, "province": province, "articles": [], "sources": sources}

    return [
        complaint("route", "QL1A", 9, "79"),
        complaint("route", "CT Bắc Giang - Lạng Sơn", 4, "20"),
        complaint("route", "ĐT244", 2, "20"),
        complaint("province", "Hồ Chí Minh", 12, "79"),
        complaint("province", "Hà Nội", 7, "01"),
        complaint("commune", "Bến Nghé", 3, "79"),
    ]


def appointments():
    rows = [
        ("Hà Thị Mẫu", "Phó Chủ tịch", "UBND tỉnh Lạng Sơn", "20", "2025-10-07"),
        ("Trần Văn Ví Dụ", "Giám đốc", "Sở Xây dựng", "46", "2025-10-14"),
        ("Lò Văn Thử", "Bí thư Đảng ủy", "xã Mường Nhé", "11", "2025-10-20"),
    ]
    return [
        {
            "name": name, "title": title, "body": body, "province": code, "date": day,
            "sentence": f"Hội nghị công bố quyết định giao {name} giữ chức {title} {body} từ ngày {day}.",
            "article": f"ns-{code}", "source": article(f"ns-{code}", f"{name} nhận nhiệm vụ mới", day),
        }
        for name, title, body, code, day in rows
    ]  # fmt: skip


def page(**other):
    given = {"title": "Thiên tai tháng 10 và 11/2025", "made": "bantin · trang mẫu, số liệu hư cấu"}
    return render_digest(events(), complaints(), appointments(), **given | other)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
