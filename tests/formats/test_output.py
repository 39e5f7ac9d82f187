import csv
import gzip
import json

import pytest

from nlp.errors import OutputError
from nlp.formats.output import check_output, open_output, partial_path, replacing

FOUND = {
    "prediction": {
        "label": "other",
        "confidence": 0.9,
        "scores": {},
        "needs_review": False,
        "reasons": [],
        "model": "m",
    }
}


def test_jsonl_and_packed_jsonl(tmp_path):
    for name in ("o.jsonl", "o.jsonl.gz"):
        with open_output(str(tmp_path / name)) as writer:
            writer.write({"text": "lũ"}, FOUND)
    plain = (tmp_path / "o.jsonl").read_bytes()
    assert json.loads(plain) == {"text": "lũ", **FOUND}
    assert gzip.decompress((tmp_path / "o.jsonl.gz").read_bytes()) == plain


def test_csv_has_the_columns_of_all_records(tmp_path):
    with open_output(str(tmp_path / "o.csv")) as writer:
        writer.write({"id": "1", "text": "a, b"}, FOUND)
        writer.write({"id": "2", "label": "mine", "n": 3}, FOUND)
    with (tmp_path / "o.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [
        "id",
        "text",
        "label",
        "n",
        "bantin_label",
        "confidence",
        "needs_review",
        "reasons",
        "model",
    ]
    assert [(row["text"], row["label"], row["bantin_label"], row["n"]) for row in rows] == [
        ("a, b", "", "other", ""),
        ("", "mine", "other", "3"),
    ]


def test_a_failure_leaves_nothing(tmp_path):
    with pytest.raises(RuntimeError), open_output(str(tmp_path / "o.jsonl")) as writer:
        writer.write({}, FOUND)
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_keeps_the_part(tmp_path):
    with pytest.raises(KeyboardInterrupt), replacing(tmp_path / "o") as stream:
        stream.write(b"so far\n")
        raise KeyboardInterrupt
    assert partial_path(tmp_path / "o").read_bytes() == b"so far\n"
    assert not (tmp_path / "o").exists()


def test_an_old_output_stays_until_the_new_one_is_complete(tmp_path):
    (tmp_path / "o").write_bytes(b"old")
    with replacing(tmp_path / "o") as stream:
        stream.write(b"new")
        assert (tmp_path / "o").read_bytes() == b"old"
    assert (tmp_path / "o").read_bytes() == b"new"


def test_place_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"), open_output(str(tmp_path / "file" / "o.jsonl")):
        pass


def test_checks(tmp_path):
    there = tmp_path / "o.jsonl"
    there.write_text("")
    check_output("-", [], overwrite=False)
    check_output(str(there), ["-", "none"], overwrite=True)
    with pytest.raises(OutputError, match="exists already"):
        check_output(str(there), [], overwrite=False)
    with pytest.raises(OutputError, match="is an input too"):
        check_output(str(there), [str(there)], overwrite=True)
    with pytest.raises(OutputError, match="no format known"):
        check_output(str(tmp_path / "o.xlsx"), [], overwrite=False)
