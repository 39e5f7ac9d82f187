"""Outputs made of rows of a test, in parts, with what labelling would add."""

import tempfile
from dataclasses import replace
from pathlib import Path

from nlp.entities.mentions import COLUMNS, mention_rows
from nlp.formats.output import assemble, find_output, open_part
from nlp.formats.outputs.layout import ARTICLES

PROVINCE = {"code": "01", "name": "Hà Nội", "legacy_code": "01", "legacy_name": "Hà Nội"}
AMOUNT = {"value": 1.5, "max_value": None, "unit": "ha", "modifier": "about"}
ENTITIES = [
    {"type": "PROVINCE", "start": 0, "end": 6, "text": "Hà Nội", "value": PROVINCE},
    {"type": "AMOUNT", "start": 9, "end": 15, "text": "1,5 ha", "value": AMOUNT},
]


def found(label="flood_disaster", **summary):
    prediction = {"label": label, "confidence": 0.93, "scores": {}, "needs_review": False, "reasons": ["a", "b"]}
    prediction["plausible"] = [label]
    about = {"provinces": ["01"], "province_names": ["Hà Nội"], "focus_province": "01", "dead": 2, "hectares": 1.5}
    return {"prediction": {**prediction, "model": "m"}, "entities": ENTITIES, "summary": {**about, **summary}}


def make(path, rows, *, annotations=None, per_part=2, marks=None, of=ARTICLES, **layout):
    """Write rows in parts, each with two mentions, and put them together."""
    output = find_output(str(path))
    output = replace(output, layout=replace(output.layout, rows=of))
    own = {"mention_columns": COLUMNS if output.takes_mentions else (), **layout}
    output = replace(output, layout=replace(output.layout, **own))
    added = annotations or [found()] * len(rows)
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for start in range(0, len(rows), per_part):
            parts.append(Path(folder) / f"{start:06d}.part")
            with open_part(parts[-1], output) as writer:
                for number in range(start, min(start + per_part, len(rows))):
                    mentions = list(mention_rows(rows[number].get("id"), added[number].get("entities", [])))
                    writer.write(rows[number], added[number], None, mentions)
        assemble(output, parts, marks)
        assert sorted(Path(folder).iterdir()) == sorted(parts), "nothing is left beside the parts"
    return path


HOSTILE = [
    "=CMD|' /C calc'!A0",
    "+84 912",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "＝1+1",
    "http://example.com/x",
    "mailto:a@example.com",
    "internal:'mentions'!A1",
    "{=1+1}",
    "00123",
    "1e5",
    "true",
    "#N/A",
    "_x0041_",
    "<b>&amp;</b>",
    "line one\nline two",
    "' quoted",
    "😀" * 5,
]
"""Texts of strangers that programs like to take for something else."""
