import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.text.dedup import HASHES, first_duplicates, near_duplicates, signatures

STORY = (
    "Mưa lớn kéo dài từ đêm qua khiến nhiều tuyến đường ở xã vùng cao bị sạt lở, hơn hai trăm hộ dân bị chia cắt. "
    "Lực lượng chức năng đã lập chốt cảnh báo, huy động máy xúc để thông tuyến trong hôm nay."
)
OTHER = "Hội đồng nhân dân thành phố thông qua nghị quyết về phân bổ vốn đầu tư công trung hạn cho các xã, phường mới."


def test_copies_and_light_edits_share_a_group():
    edited = STORY.replace("hôm nay", "sáng mai").upper()
    assert near_duplicates([STORY, OTHER, edited, OTHER + " Nghị quyết có hiệu lực ngay."]).tolist() == [0, 1, 0, 1]


def test_different_stories_stand_alone():
    assert near_duplicates([STORY, OTHER]).tolist() == [0, 1]


def test_normalization_does_not_hide_a_copy():
    assert near_duplicates([STORY, STORY.replace("lớn", "l\u1edb\u200bn")]).tolist() == [0, 0]


def test_short_and_empty_texts():
    assert near_duplicates(["", "", "một", "hai", "một hai", "một"]).tolist() == [0, 0, 2, 3, 4, 2]


def test_no_texts():
    assert near_duplicates([]).tolist() == []


def test_a_story_that_grows_is_one_group():
    words = [f"chữ{number}" for number in range(400)]
    grown = [" ".join(words[: 100 + 25 * step]) for step in range(10)]
    assert near_duplicates(grown).tolist() == [0] * 10


@given(st.lists(st.sampled_from([STORY, OTHER, "", "một hai ba bốn", STORY[:60]]), max_size=12))
def test_the_signature_does_not_depend_on_the_batch(texts):
    together = signatures(texts)
    assert together.shape == (len(texts), HASHES)
    for text, row in zip(texts, together, strict=True):
        assert np.array_equal(signatures([text])[0], row)


@given(st.integers(2, 60), st.floats(0.0, 1.0))
def test_equal_numbers_estimate_the_jaccard_similarity(n, share):
    common = [f"c{number}" for number in range(round(40 * n * share))]
    left, right = (common + [f"{side}{number}" for number in range(40 * n - len(common))] for side in "ab")
    one, two = signatures([" ".join(left), " ".join(right)])
    similarity = max(0, len(common) - 2) / (2 * (40 * n - 2) - max(0, len(common) - 2))
    assert abs((one == two).mean() - similarity) < 0.3  # five standard errors


@pytest.mark.parametrize("changed", [0, 3])
def test_similar_texts_are_found_in_a_crowd(changed):
    generator = np.random.default_rng(7)
    texts = [" ".join(map(str, generator.integers(0, 10**6, 120))) for _ in range(500)]
    copies = []
    for text in texts:
        words = text.split()
        for place in generator.integers(0, len(words), changed):
            words[place] = "khác"
        copies.append(" ".join(words))
    assert (near_duplicates(texts + copies) == np.tile(np.arange(500), 2)).all()


def test_a_large_bucket_takes_linear_time():
    assert (first_duplicates(np.zeros((200_000, HASHES), dtype=np.uint32)) == 0).all()
