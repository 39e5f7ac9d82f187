"""The invented inputs that once failed, of the shared sets; each is one example of a kind."""

import base64
import json

import pytest

from nlp import Article, Labeller
from tests.conftest import SHARED, bantin, read_jsonl

CASES = SHARED / "cases"
KNOWN = {
    "br100": "expects the span Q7, where entities.md decides for 7",
    "br102": "expects the span Q12, where entities.md decides for 12",
}
"""Open cases that stay so, and why."""

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not here; set BANTIN_SHARED")


def cases(file, *tasks):
    path = CASES / f"{file}.jsonl"
    rows = read_jsonl(path) if path.exists() else []
    return [
        pytest.param(row, id=row.get("id") or row["kind"][:40])
        for row in rows
        if (not tasks or row["task"] in tasks) and row.get("id") not in KNOWN
    ]


def found(row):
    given = row["input"]
    return Labeller(None).label_one(Article(**given)).to_dict()


@pytest.mark.parametrize("row", cases("reports", "amounts"))
def test_amounts(row):
    labelled = found(row)
    values = [entity["value"] for entity in labelled["entities"] if entity["type"] == "AMOUNT"]
    expect = row["expect"]
    for wanted in expect.get("contains", ()):
        assert any(is_value(value, *wanted) for value in values), values
    for unwanted in expect.get("absent", ()):
        assert not any(is_value(value, *unwanted) for value in values), values
    for name, value in expect.get("summary", {}).items():
        assert labelled["summary"][name] == value, name


def is_value(value, amount, unit, most=None):
    """Say whether the value of an amount has this figure and unit, and this end of a range if one is given."""
    same = value["unit"] == unit and value["value"] == pytest.approx(amount)
    return same and (most is None or value.get("max_value") == pytest.approx(most))


@pytest.mark.parametrize("row", cases("reports", "officials"))
def test_officials(row):
    officials = [e["value"] for e in found(row)["entities"] if e["type"] == "OFFICIAL"]
    for wanted in row["expect"]["contains"]:
        assert any(wanted.items() <= value.items() for value in officials), officials
    for unwanted in row["expect"]["absent"]:
        assert not any(unwanted.items() <= value.items() for value in officials), officials


@pytest.mark.parametrize("row", cases("reports", "communes", "provinces"))
def test_places(row):
    entities = found(row)["entities"]
    expect = row["expect"]
    communes = [entity["text"] for entity in entities if entity["type"] == "COMMUNE"]
    codes = {entity["value"]["code"] for entity in entities if entity["type"] == "PROVINCE"}
    assert set(expect.get("contains_text", ())) <= set(communes)
    assert set(expect.get("codes", ())) <= codes
    assert not set(expect.get("absent", ())) & ({*communes} | codes)


@pytest.mark.parametrize("row", cases("reports", "format", "cli", "encoding", "train"))
def test_files(row, tmp_path):
    """Nothing is lost or wrong without a word: good records are labelled, the rest is said."""
    given = row["input"]
    (tmp_path / given["filename"]).write_bytes(base64.b64decode(given["bytes_base64"]))
    if given["command"] == "predict":
        run = bantin("predict", given["filename"], *given.get("args", []), "--json", cwd=tmp_path)
        assert run.returncode == 0, run.stderr.decode()
        prediction = json.loads(run.stdout)["prediction"]
        assert prediction["needs_review"] or prediction["label"] in row["expect"]
        return
    if given["command"] != "label":
        pytest.skip("trains a model; see tests/datasets")
    run = bantin("label", given["filename"], "-o", "o.jsonl", *given.get("args", []), cwd=tmp_path)
    if "no record has a field" in row["expect"]:
        assert (run.returncode, b"no record has a field" in run.stderr) == (1, True)
        return
    assert run.returncode in (0, 3), run.stderr.decode()
    labelled = read_jsonl(tmp_path / "o.jsonl")
    assert labelled
    if row["expect"].startswith("1 labelled, 1 rejected"):
        assert (len(labelled), run.returncode) == (1, 3)
    elif row["expect"].startswith("2 labelled"):
        assert len(labelled) == 2


@pytest.mark.parametrize("row", cases("entities"))
def test_entities(row):
    fields = {name: row[name] for name in ("text", "title", "published", "source", "url") if name in row}
    labelled = Labeller(None).label_one(Article(**fields)).to_dict()
    wanted = {(e["type"], e["start"], e["end"]) for e in row.get("expect", ())}
    spans = {(e["type"], e["start"], e["end"]) for e in labelled["entities"]}
    assert wanted <= spans, {(e["type"], e["text"]) for e in labelled["entities"]}
    for told, value in row.get("expect_summary", {}).items():
        name = "dead_or_missing" if "new field" in told else told
        assert labelled["summary"][name] == value, name
