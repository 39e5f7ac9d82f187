"""Characters that are digits to one function and none to another: ¹ ⁰ ① ⓿ ⒍ ෧ ൮ 𝟘, in every place of a number."""

import sys

import pytest

from nlp import Article, Labeller

DIGITS = [char for char in map(chr, range(sys.maxunicode + 1)) if char.isdigit() or char.isnumeric()]
FRAMES = [
    "năm 2025{}",
    "{}",
    "{}5 tỷ đồng",
    "3{} người chết",
    "ngày {}/10",
    "1.{}50 ha",
    "Phường {}, Quận {}",
    "{}%",
    "xã {} hộ",
]


@pytest.fixture(scope="module")
def labeller():
    return Labeller(None)


@pytest.mark.parametrize("frame", FRAMES)
def test_every_unicode_digit_is_read_or_left(labeller, frame):
    assert len(DIGITS) > 1_500
    for labelled in labeller.label(Article(frame.replace("{}", digit)) for digit in DIGITS):
        for entity in labelled.entities:
            assert labelled.article.document[entity.start : entity.end] == entity.text


def test_a_footnote_mark_does_not_become_part_of_the_number(labeller):
    amounts = [entity.value for entity in labeller.label_one("Thiệt hại 5¹ tỷ đồng").entities]
    assert all(value["value"] != 51 for value in amounts)
