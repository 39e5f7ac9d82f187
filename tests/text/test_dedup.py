from nlp.text.dedup import near_duplicates

STORY = (
    "Mưa lớn kéo dài từ đêm qua khiến nhiều tuyến đường ở xã vùng cao bị sạt lở, hơn hai trăm hộ dân bị chia cắt. "
    "Lực lượng chức năng đã lập chốt cảnh báo, huy động máy xúc để thông tuyến trong hôm nay."
)
OTHER = "Hội đồng nhân dân thành phố thông qua nghị quyết về phân bổ vốn đầu tư công trung hạn cho các xã, phường mới."


def test_copies_and_light_edits_share_a_group():
    edited = STORY.replace("hôm nay", "sáng mai").upper()
    assert near_duplicates([STORY, OTHER, edited, OTHER + " Nghị quyết có hiệu lực ngay."]) == [0, 1, 0, 1]


def test_different_stories_stand_alone():
    assert near_duplicates([STORY, OTHER]) == [0, 1]


def test_normalization_does_not_hide_a_copy():
    assert near_duplicates([STORY, STORY.replace("lớn", "l\u1edb\u200bn")]) == [0, 0]


def test_short_and_empty_texts():
    assert near_duplicates(["", "", "một", "hai"]) == [0, 0, 2, 3]


def test_no_texts():
    assert near_duplicates([]) == []
