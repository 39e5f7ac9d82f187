"""REST: one record, many, streams; what comes out is what the schema says."""

import jsonschema
import orjson
import pytest

from nlp.report.schema import record_schema
from nlp.web.settings import Limits, Settings
from tests.web.conftest import client_of, new_desk

FLOOD = {"title": "Mưa lớn chia cắt ba thôn", "text": "46 hộ ở xã Mường Lát, tỉnh Thanh Hóa phải sơ tán.", "ma": 7}
LINES = {"content-type": "application/x-ndjson"}


def test_one_record_and_a_list_come_back_with_what_was_found(client):
    one = client.post("/api/label", json=FLOOD).json()
    jsonschema.validate(one, record_schema("out"))
    assert (one["ma"], one["prediction"]["label"]) == (7, "flood_disaster")
    many = client.post("/api/label", json=[FLOOD, {"ma": 1}, "text", {"text": 5}]).json()
    assert many[0] == one
    assert ["reason" in record for record in many] == [False, True, True, True]
    assert client.post("/api/label", json={"ma": 1}).status_code == 422
    assert client.post("/api/label", json=[]).json() == []


def test_types_are_chosen(client):
    dated = {"text": "Ngày 7/10/2025, bão số 11 vào Lào Cai."}
    types = {entity["type"] for entity in client.post("/api/label?types=date,storm", json=dated).json()["entities"]}
    assert types == {"DATE", "STORM"}
    assert client.post("/api/label?types=nothing", json=dated).status_code == 422


def test_lines_stream_and_a_bad_one_costs_no_other(client):
    good = [orjson.dumps({**FLOOD, "n": number}) for number in range(450)]
    body = b"\n".join([*good[:3], b"{broken", b"", b"[1]", *good[3:]])
    answer = client.post("/api/label", content=iter([body[:999], body[999:]]), headers=LINES)
    records = [orjson.loads(line) for line in answer.content.splitlines()]
    assert [record.get("n") for record in records if "n" in record] == list(range(450))
    assert [number for number, record in enumerate(records) if "n" not in record] == [3, 4]
    assert all("reason" in records[number] for number in (3, 4))


def test_a_line_without_end_is_not_kept(tmp_path):
    settings = Settings(limits=Limits(line=1_000))
    with new_desk(tmp_path, settings) as desk, client_of(desk) as client:
        body = orjson.dumps(FLOOD) + b"\n" + b"x" * 50_000
        records = [
            orjson.loads(line) for line in client.post("/api/label", content=body, headers=LINES).content.splitlines()
        ]
        assert records[0]["ma"] == 7
        assert "more than 1,000 bytes" in records[1]["reason"]


def test_articles_are_listed_in_pages_and_as_lines(client):
    first = client.get("/api/articles?limit=10&facets=true").json()
    assert len(first["articles"]) == 10
    assert sum(first["facets"]["labels"].values()) == 18
    rest = client.get("/api/articles", params={"limit": 10, "after": first["after"]}).json()
    assert rest["after"] is None
    keys = [hit["key"] for hit in first["articles"] + rest["articles"]]
    lines = [orjson.loads(line) for line in client.get("/api/articles?form=lines").content.splitlines()]
    assert sorted(keys) == sorted(line["key"] for line in lines)
    assert len(set(keys)) == 18
    for line in lines[:3]:
        jsonschema.validate(line, record_schema("out"))
    assert client.get(f"/api/articles/{keys[0]}").json() in lines
    assert client.get("/api/articles/k0").json() == {"error": "no such article"}


@pytest.mark.parametrize(
    "path", ["/api/articles?limit=0", "/api/articles?limit=100000", "/api/articles?since=x", "/api/nothing"]
)
def test_errors_are_json(client, path):
    answer = client.get(path)
    assert answer.status_code in (400, 404, 422)
    assert answer.json()["error"]


def test_models_are_listed(client):
    (model,) = client.get("/api/models").json()["models"]
    assert (model["name"], model["current"], model["ships"]) == ("default", True, True)


def test_the_description_is_complete(client):
    described = client.get("/api/openapi.json").json()
    assert set(described["paths"]) == {
        "/api/label",
        "/api/articles",
        "/api/articles/{key}",
        "/api/events",
        "/api/models",
    }
    text = orjson.dumps(described)
    for name in described["components"]["schemas"]:
        assert f'"{name}"'.encode() in text
    references = {part.split(b'"')[0].decode() for part in text.split(b"#/components/schemas/")[1:]}
    assert references <= set(described["components"]["schemas"])
    page = client.get("/api").text
    assert all(path in page for path in described["paths"])
