import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given

from nlp.article import Article
from nlp.entities.extract import extract
from tests.text.test_normalize import ANY_TEXT

HOSTILE = [
    "1234567890 ",
    "1.234,5",
    "một hai ba mươi lăm nghìn triệu tỷ ",
    "Phó Chủ tịch Bí thư Trưởng ban Giám đốc ",
    "Lào Cai Hà Nội Huế TP.HCM Quảng Ninh ",
    "ông Nguyễn Văn ",
    "UBND tỉnh xã phường huyện ",
    "((((((((((",
    "người chết ",
    "từ 5 đến ",
]
FLOOD = Article(
    title="Lào Cai: 2 người chết, 15 tỷ đồng thiệt hại do lũ",
    text="Ông Lò Văn Pản, Phó Chủ tịch UBND tỉnh Lào Cai, cho biết xã Bát Xát có 120 ngôi nhà bị ngập.",
)


def found(article, kind):
    return [(entity.text, entity.value) for entity in extract(article) if entity.type == kind]


def test_all_kinds_in_one_article():
    assert [text for text, _ in found(FLOOD, "PROVINCE")] == ["Lào Cai", "Lào Cai"]
    assert found(FLOOD, "PROVINCE")[0][1]["code"] == "15"
    assert found(FLOOD, "OFFICIAL")[0][1]["name"] == "Lò Văn Pản"
    assert {value["unit"] for _, value in found(FLOOD, "AMOUNT")} == {"dead", "VND", "house"}
    assert [text for text, _ in found(FLOOD, "COMMUNE")] == ["Bát Xát"]


def test_order_and_spans():
    entities = extract(FLOOD)
    assert all(left.start <= right.start for left, right in pairwise(entities))
    assert all(FLOOD.document[entity.start : entity.end] == entity.text for entity in entities)


def test_decomposed_text_gives_the_same():
    decomposed = Article(title=unicodedata.normalize("NFD", FLOOD.title), text=unicodedata.normalize("NFD", FLOOD.text))
    assert extract(decomposed) == extract(FLOOD)


def test_offsets_are_those_of_dirty_text():
    dirty = Article(text="<p>UBND tỉnh&nbsp;&nbsp;Lào\u200b Cai hỗ trợ\u00a0 15 tỷ đồng</p>")
    entities = {entity.type: entity for entity in extract(dirty)}
    assert entities["PROVINCE"].text == "Lào\u200b Cai"
    assert entities["AMOUNT"].text == "15 tỷ đồng"
    for entity in entities.values():
        assert dirty.document[entity.start : entity.end] == entity.text


def test_names_stay_as_they_are_written():
    article = Article(text="Chủ tịch UBND tỉnh Lào Cai Nguyễn Hoà Thuỷ phát biểu.")
    assert found(article, "OFFICIAL")[0][1]["name"] == "Nguyễn Hoà Thuỷ"


@given(ANY_TEXT)
def test_any_text_is_taken_and_spans_equal_what_they_claim(text):
    article = Article(text=text)
    entities = extract(article)
    for entity in entities:
        assert article.document[entity.start : entity.end] == entity.text
    for kind in {entity.type for entity in entities}:
        same = [entity for entity in entities if entity.type == kind]
        assert all(left.end <= right.start for left, right in pairwise(same))


@pytest.mark.parametrize("part", HOSTILE)
def test_hostile_text_takes_linear_time(part):
    def seconds(length):
        article = Article(text=(part * (length // len(part) + 1))[:length])
        started = time.process_time()
        extract(article)
        return time.process_time() - started

    seconds(1_000)
    # Eight times the text: linear costs eight times as much, quadratic sixty-four times.
    assert seconds(240_000) < 24 * seconds(30_000) + 0.3
