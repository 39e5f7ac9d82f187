import json

from tests.formats.outputs.making import ENTITIES, found, make


def test_points_count_articles_by_label(tmp_path):
    added = [found(), found(), found("other"), {**found("governance"), "entities": []}]
    twice = {**added[0], "entities": [ENTITIES[0], ENTITIES[0]]}
    path = make(tmp_path / "o.geojson", [{}] * 5, annotations=[*added, twice])
    collection = json.loads(path.read_text())
    assert collection["type"] == "FeatureCollection"
    (feature,) = collection["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [105.85, 21.03]}
    assert feature["properties"] == {
        "code": "01",
        "name": "Hà Nội",
        "articles": 4,
        "articles_flood_disaster": 3,
        "articles_governance": 0,
        "articles_other": 1,
    }


def test_without_a_model_and_without_records(tmp_path):
    path = make(tmp_path / "o.geojson", [{}], annotations=[{"entities": ENTITIES, "summary": {}}])
    assert json.loads(path.read_text())["features"][0]["properties"] == {"code": "01", "name": "Hà Nội", "articles": 1}
    assert json.loads(make(tmp_path / "none.geojson", []).read_text())["features"] == []
