"""Invented articles of a season: storms, floods and what is none; no person, storm or figure in them is real."""

from nlp.article import Article

SEASON = [
    # id, day, title, text, event
    ("s1", "2026-09-01T06:00", "Áp thấp nhiệt đới gần Biển Đông khả năng mạnh lên thành bão", "Dự báo áp thấp vào Biển Đông.", "storm"),
    ("s2", "2026-09-02T06:00", "Bão Marama hình thành, hướng vào Hà Tĩnh", "Bão số 8 (Marama) mạnh cấp 9, di chuyển nhanh.", "storm"),
    ("s3", "2026-09-03T06:00", "Hà Tĩnh sơ tán dân trước bão số 8", "Tâm bão cách Hà Tĩnh 200 km.", "storm"),
    ("s4", "2026-09-04T06:00", "Bão số 8 đổ bộ Hà Tĩnh, 3 người chết", "Bão số 8 quét qua Hà Tĩnh làm 3 người chết, 2 người mất tích.", "storm"),
    ("s5", "2026-09-05T06:00", "Hà Tĩnh: nhiều xã ngập sâu", "Nước lũ lên nhanh ở Hà Tĩnh, hàng trăm hộ bị cô lập.", "storm"),
    ("s6", "2026-09-06T06:00", "Bão số 8: số người chết tăng lên 5", "Đến chiều 6/9, bão số 8 gây mưa lớn làm 5 người chết ở Hà Tĩnh.", "storm"),
    ("s7", "2026-09-07T06:00", "Ủng hộ đồng bào Hà Tĩnh bị thiệt hại do bão số 8", "Nhiều đoàn trao quà.", "storm"),
    ("p1", "2026-09-03T08:00", "Bão Marama làm 12 người chết ở Philippines", "Bão tàn phá nhiều làng ở Philippines.", "abroad"),
    ("p2", "2026-09-04T08:00", "Philippines tan hoang sau khi bão Marama quét qua", "Hàng nghìn ngôi nhà sập.", "abroad"),
    ("t1", "2026-09-04T09:00", "Triều cường dâng cao, nhiều đường ở Cần Thơ ngập sâu", "Nước ngập nhiều tuyến đường ở Cần Thơ.", "tide"),
    ("t2", "2026-09-06T09:00", "Cần Thơ: triều cường lại gây ngập", "Triều cường gây ngập ở Cần Thơ.", "tide"),
    ("r1", "2026-10-01T06:00", "Mưa lớn, nhiều xã ở Cao Bằng ngập sâu", "Mưa lớn gây lũ ở Cao Bằng, 1 người mất tích.", "rain"),
    ("r2", "2026-10-02T06:00", "Lạng Sơn: lũ lên nhanh sau mưa lớn", "Mưa lớn kéo dài, lũ chia cắt nhiều xã ở Lạng Sơn.", "rain"),
    ("r3", "2026-10-03T06:00", "Cao Bằng và Lạng Sơn khắc phục hậu quả mưa lũ", "Bộ đội giúp dân dọn bùn đất.", "rain"),
    ("n1", "2026-09-05T10:00", "Bảo hiểm chi trả thế nào khi ôtô ngập nước?", "Nhiều xe hư hỏng do ngập nước.", None),
    ("n2", "2026-09-05T11:00", "Biến đổi khí hậu khiến bão lũ ngày càng nhiều", "Các nhà khoa học cảnh báo.", None),
    ("n3", "2026-10-02T11:00", "Công an cảnh báo tin giả về vỡ đê", "Thông tin vỡ đê là tin giả.", None),
]  # fmt: skip


def articles():
    return [Article(text, title, name, f"{day}:00+07:00") for name, day, title, text, _ in SEASON]


def wanted():
    events = {}
    for name, _, _, _, event in SEASON:
        if event:
            events.setdefault(event, set()).add(name)
    return sorted(map(sorted, events.values()))


def records():
    """Return the articles as ``bantin label`` writes them, with other labels beside."""
    rows = [{"id": a.id, "title": a.title, "text": a.text, "published": a.published} for a in articles()]
    rows = [row | {"prediction": {"label": "flood_disaster"}} for row in rows]
    rows += [
        {"id": "o1", "title": "Giá vàng tăng", "text": "Giá vàng.", "published": "2026-09-02", "prediction": {"label": "other"}},
        {"id": "g1", "title": "Ông Phan Văn Giả giữ chức Chủ tịch UBND tỉnh Hà Tĩnh", "text": "Ngày 5/9, HĐND tỉnh Hà Tĩnh bầu ông Phan Văn Giả giữ chức Chủ tịch UBND tỉnh Hà Tĩnh.", "published": "2026-09-05", "prediction": {"label": "governance"}},
        {"id": "c1", "title": "Cần Thơ: đường xuống cấp", "text": "Người dân Cần Thơ kêu quốc lộ 91B đầy ổ gà, quốc lộ 91B ngập.", "published": "2026-09-08", "prediction": {"label": "transport_complaint"}},
        {"id": "d1", "title": "Lũ lớn", "text": "Không có ngày.", "prediction": {"label": "flood_disaster"}},
    ]  # fmt: skip
    return rows
