"""Real records are held to the schema, and the schema to the tables: words of values stand in one place."""

import json

import jsonschema
import pytest

from nlp.article import Article
from nlp.entities import vocabulary
from nlp.entities.mentions import mention_rows
from nlp.labeller import Labeller
from nlp.report.schema import KINDS, record_schema
from tests.conftest import CORPUS, bantin, read_jsonl


def validator(kind):
    return jsonschema.Draft202012Validator(record_schema(kind))


@pytest.fixture(scope="module")
def labelled():
    """The records of the samples, as the command writes them, and articles with rates, fractions and long reasons."""
    result = bantin("label", CORPUS / "samples", "-o", "-", "-q", "--types", "all")
    assert result.returncode == 0, result.stderr.decode()
    records = [json.loads(line) for line in result.stdout.splitlines()]
    texts = [
        "Mực nước 5,2 m, lưu lượng 1.200 m3/s; lương 9 triệu đồng/tháng; động đất 4,5 độ richter; hàng nghìn hộ, vài chục nhà.",
        "Một phần ba số hộ ở huyện Hữu Lũng (Lạng Sơn) cũ, thị trấn Chi Lăng, phường 12, đặc khu Phú Quý đã sơ tán.",
        "Sáng 5/11, bão số 13 đổ bộ Gia Lai, tối cùng ngày suy yếu.",
        "lũ",
        "The weather is nice today and nobody knows anything about it at all, really.",
        "Lũ quÃ©t cuốn trôi cầu, má»\u2122t ngÆ°á»\x9di máº¥t tÃ\xadch.",
        "Tr??ng h?c ? xã vùng cao s?p ?? sau bão, nhi?u ng??i b? th??ng.",
    ]
    records += [
        json.loads(json.dumps(item.to_dict()))
        for item in Labeller(types="all").label(Article(text=text) for text in texts)
    ]
    return records


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_a_schema(kind):
    jsonschema.Draft202012Validator.check_schema(record_schema(kind))


def test_real_output_fits(labelled):
    assert len(labelled) >= 20
    assert {entity["type"] for record in labelled for entity in record["entities"]} == set(
        record_schema()["$defs"]["entity"]["properties"]["type"]["enum"]
    )
    assert any(record["prediction"]["reasons"] for record in labelled)
    for record in labelled:
        validator("out").validate(record)


def test_real_mentions_fit(labelled):
    rows = [row for record in labelled for row in mention_rows("a", record["entities"])]
    assert len(rows) > 100
    for row in rows:
        validator("mention").validate(row)


def test_real_input_fits():
    for record in read_jsonl(CORPUS / "samples" / "feed.jsonl"):
        validator("in").validate(record)
    for wrong in ({"text": 3}, {"title": "", "text": ""}, {"noi_dung": "lũ"}, []):
        assert not validator("in").is_valid(wrong)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("prediction", "reasons"), ["because"]),
        (("prediction", "confidence"), 1.2),
        (("prediction", "needs_review"), "false"),
        (("entities",), [{"type": "PERSON", "start": 0, "end": 1, "text": "x", "value": {}}]),
        (("entities",), [{"type": "PROVINCE", "start": 0, "end": 1, "text": "x", "value": {}}]),
        (("entities",), None),
        (("summary", "dead"), "2"),
        (("summary", "dead_modifier"), "perhaps"),
        (("summary", "provinces"), "01"),
    ],
)
def test_what_does_not_fit_is_told(labelled, path, value):
    record = json.loads(json.dumps(labelled[0]))
    holder = record
    for name in path[:-1]:
        holder = holder[name]
    holder[path[-1]] = value
    assert not validator("out").is_valid(record)


@pytest.mark.parametrize(
    ("unit", "fits"),
    [("household", True), ("dead", True), ("m3/s", True), ("VND/month", True), ("fraction", True), ("furlong", False),
     ("/s", False), ("m3/", False), ("", False)],
)  # fmt: skip
def test_units(unit, fits):
    amount = {"value": 1, "max_value": None, "unit": unit, "modifier": None}
    schema = {**record_schema(), "$ref": "#/$defs/amount"}
    assert jsonschema.Draft202012Validator(schema).is_valid(amount) is fits


def test_the_words_come_from_the_tables():
    assert {"household", "VND", "ha", "richter", "casualty"} <= set(vocabulary.units())
    assert "month" in vocabulary.rate_units()
    assert "month" not in vocabulary.units()
    assert {"at_least", "about", "several", "order_of"} <= set(vocabulary.modifiers())
    assert {"commune", "ward", "special_zone", "district", "township"} <= set(vocabulary.levels())


@pytest.mark.parametrize("kind", KINDS)
def test_the_command_prints_it(kind):
    result = bantin("schema", kind)
    assert result.returncode == 0
    assert json.loads(result.stdout) == record_schema(kind)


def test_the_command_refuses_other_kinds():
    result = bantin("schema", "sideways")
    assert result.returncode == 2
    assert "none of out, in, mention" in " ".join(result.stderr.decode().split())
