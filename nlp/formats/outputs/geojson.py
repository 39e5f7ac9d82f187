"""GeoJSON: a point for each province that articles name, with their counts by label.

Invariant: an article counts once for each province, however often it names it. Points are those of the mentions, see
``nlp/entities/tables/province_centres.tsv``: approximate seats of administration, for maps of the country.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import orjson

from nlp.formats.jsonl import dump_line
from nlp.formats.outputs.rows import LinePart, read_rows

_NOTE = "Points are approximate seats of provincial administration, to about 2 km."


class PointPart(LinePart):
    """Writes a part: a line of JSON for each record, its label and the provinces that it names."""

    def write(
        self,
        fields: Mapping[str, Any],
        annotations: dict[str, Any],
        line: bytes | None = None,
        mentions: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """Write one record; its fields are not used."""
        prediction = annotations.get("prediction")
        provinces = {
            mention["code"]: [mention["province"], mention["longitude"], mention["latitude"]]
            for mention in mentions
            if mention["type"] == "PROVINCE"
        }
        self._stream.write(dump_line({"label": prediction and prediction["label"], "provinces": provinces}))


def join_points(parts: Sequence[Path], target: IO[bytes]) -> None:
    """Write the points of all provinces, in the order of their codes, as one collection of features."""
    counts: dict[str, Counter[str]] = {}
    articles: Counter[str] = Counter()
    places: dict[str, list[Any]] = {}
    labels: set[str] = set()
    for row in read_rows(parts):
        places |= row["provinces"]
        articles.update(row["provinces"].keys())
        if row["label"] is not None:
            labels.add(row["label"])
            for code in row["provinces"]:
                counts.setdefault(code, Counter())[row["label"]] += 1
    features = []
    for code in sorted(places):
        name, longitude, latitude = places[code]
        by_label = counts.get(code, Counter())
        about = {"code": code, "name": name, "articles": articles[code]}
        about |= {f"articles_{label}": by_label[label] for label in sorted(labels)}
        features.append(point(longitude, latitude, about))
    target.write(orjson.dumps(collection(features), option=orjson.OPT_INDENT_2))


def point(longitude: float, latitude: float, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return a point with what is told of it, as a feature."""
    geometry = {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def collection(features: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return features at the seats of provinces as one collection."""
    return {"type": "FeatureCollection", "note": _NOTE, "features": features}
