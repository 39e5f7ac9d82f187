import csv
import gzip
import json
import tempfile
from pathlib import Path

import pytest

from nlp.errors import OutputError
from nlp.formats.output import assemble, check_output, find_output, open_part
from nlp.formats.source import find_sources

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


def make(output, rows, per_part=2):
    """Write rows in parts and put them together."""
    parts = []
    found = find_output(str(output))
    with tempfile.TemporaryDirectory() as folder:
        for start in range(0, len(rows), per_part):
            parts.append(Path(folder) / f"{start}")
            with open_part(parts[-1], found) as writer:
                for row in rows[start : start + per_part]:
                    writer.write(row, FOUND)
        assemble(found, parts)
    return output


def test_jsonl_and_packed_jsonl(tmp_path):
    rows = [{"text": f"lũ {number}"} for number in range(5)]
    plain = make(tmp_path / "o.jsonl", rows).read_bytes()
    assert [json.loads(line) for line in plain.splitlines()] == [row | FOUND for row in rows]
    packed = make(tmp_path / "o.jsonl.gz", rows).read_bytes()
    assert gzip.decompress(packed) == plain
    assert make(tmp_path / "p.jsonl.gz", rows).read_bytes() == packed


def test_values_that_json_lacks(tmp_path):
    import datetime
    import decimal

    row = {"text": "lũ", "when": datetime.date(2026, 9, 1), "price": decimal.Decimal("1.50"), "raw": b"l\xff", 5: 6}
    content = json.loads(make(tmp_path / "o.jsonl", [row]).read_bytes())
    assert content | FOUND == content
    assert [content[key] for key in ("when", "price", "raw", "5")] == ["2026-09-01", "1.50", "l\\xff", 6]


def test_csv_has_the_columns_of_all_records(tmp_path):
    make(tmp_path / "o.csv", [{"id": "1", "text": "a, b"}, {"id": "2", "label": "mine", "n": 3}], per_part=1)
    with (tmp_path / "o.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [
        "id",
        "text",
        "label",
        "n",
        "bantin_label",
        "label_name",
        "confidence",
        "needs_review",
        "reasons",
        "plausible",
        "model",
    ]
    assert [(row["text"], row["label"], row["bantin_label"], row["n"]) for row in rows] == [
        ("a, b", "", "other", ""),
        ("", "mine", "other", "3"),
    ]


@pytest.mark.parametrize(
    ("path", "format", "suffix", "is_folder"),
    [
        ("-", "jsonl", ".jsonl", False),
        ("a/o.JSONL", "jsonl", ".jsonl", False),
        ("o.csv.gz", "csv", ".csv.gz", False),
        ("o.v1.jsonl.zst", "jsonl", ".jsonl.zst", False),
        ("s3://bucket/o.parquet", "parquet", ".parquet", False),
        ("o.xlsx", "xlsx", ".xlsx", False),
        ("o.sqlite3", "sqlite", ".sqlite3", False),
        ("o.DB", "sqlite", ".db", False),
        ("o.tsv.gz", "csv", ".tsv.gz", False),
        ("o.geojson", "geojson", ".geojson", False),
        ("out.xlsx/", "xlsx", ".xlsx", True),
        ("out/", "jsonl", ".jsonl", True),
        ("2026.07/", "jsonl", ".jsonl", True),
        ("out.parquet/", "parquet", ".parquet", True),
    ],
)
def test_format_by_suffix(path, format, suffix, is_folder):
    output = find_output(path)
    assert (output.format, output.suffix, output.is_folder) == (format, suffix, is_folder)


@pytest.mark.parametrize("path", ["o.docx", "o", "o.parquet.gz", "o.xlsx.gz", "o.db.zst", "o.gz"])
def test_suffixes_without_a_format(path):
    with pytest.raises(OutputError, match="no format known"):
        find_output(path)


def test_checks(tmp_path):
    there = tmp_path / "o.jsonl"
    there.write_text("mine")
    with pytest.raises(OutputError, match="exists already"):
        check_output(find_output(str(there)), [], overwrite=False)
    check_output(find_output(str(there)), [], overwrite=True)
    with pytest.raises(OutputError, match="is an input too"):
        check_output(find_output(str(there)), find_sources(str(there)), overwrite=True)
    check_output(find_output(str(tmp_path / "new.jsonl")), find_sources(str(there)), overwrite=False)
    check_output(find_output("-"), find_sources("-"), overwrite=False)


FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "  =1", "＝1", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_stranger_runs_as_a_formula(tmp_path, text):
    """In a field, in the name of a field, and in what was found."""
    make(tmp_path / "o.csv", [{"id": text, text: text}], per_part=1)
    with (tmp_path / "o.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert cells.count(f"'{text}") == 3
    assert not any(cell.lstrip(" ").startswith(tuple("=+-@＝\t")) for cell in cells)


@pytest.mark.parametrize("text", ["-5", "-12.5", "-1,250", "5 - 3", "a=b", "Lũ"])
def test_other_cells_stay_as_they_are(tmp_path, text):
    make(tmp_path / "o.csv", [{"id": text}], per_part=1)
    with (tmp_path / "o.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["id"] == text
