import json

import pytest

from nlp.batch.runner import label_records
from nlp.formats.output import open_output
from nlp.formats.record import Columns, Record, Rejected
from tests.conftest import read_jsonl


def records(n=1_300):
    for number in range(n):
        if number % 100 == 7:
            yield Rejected(f"in:{number}", "torn", "{")
        elif number % 100 == 8:
            yield Record(f"in:{number}", {"id": str(number)})
        else:
            yield Record(
                f"in:{number}", {"id": str(number), "text": f"Lũ quét cuốn trôi {number} ngôi nhà", "extra": [number]}
            )


def run(path, given, **options):
    rejected = []
    with open_output(str(path)) as writer:
        tally = label_records(given, writer, rejected.append, model="default", columns=Columns(), **options)
    return tally, rejected


@pytest.mark.parametrize("jobs", [1, 2])
def test_counts_add_up_and_order_is_kept(tmp_path, jobs):
    seen = []
    tally, rejected = run(tmp_path / "o.jsonl", records(), jobs=jobs, progress=lambda t: seen.append(t.read))
    rows = read_jsonl(tmp_path / "o.jsonl")
    assert (tally.read, tally.labelled, tally.rejected) == (1_300, 1_274, 26)
    assert [row["id"] for row in rows] == [str(n) for n in range(1_300) if n % 100 not in (7, 8)]
    assert [item.where for item in rejected] == [f"in:{n}" for n in range(1_300) if n % 100 in (7, 8)]
    assert all(row["extra"] == [int(row["id"])] for row in rows)
    assert sum(tally.by_label.values()) == tally.labelled
    assert tally.needs_review == sum(row["prediction"]["needs_review"] for row in rows)
    assert seen[-1] == 1_300
    assert len(seen) > 1


def test_two_processes_give_the_same_bytes_as_one(tmp_path):
    for jobs in (1, 2):
        run(tmp_path / f"{jobs}.jsonl", records(), jobs=jobs)
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()


def test_missing_ids_are_filled_in(tmp_path):
    run(
        tmp_path / "o.jsonl",
        [
            Record("in:1", {"text": "lũ"}),
            Record("in:2", {"id": "", "text": "lũ"}),
            Record("in:3", {"id": 0, "text": "lũ"}),
        ],
    )
    first, second, third = read_jsonl(tmp_path / "o.jsonl")
    assert first["id"] == second["id"]
    assert first["id"].startswith("sha256-")
    assert third["id"] == 0


def test_fields_that_labelling_adds_are_not_overwritten(tmp_path):
    given = [Record("in:1", {"text": "lũ", "prediction": "mine"})]
    tally, rejected = run(tmp_path / "o.jsonl", given)
    assert tally.labelled == 0
    assert "--overwrite-fields" in rejected[0].reason
    assert rejected[0].raw == given[0].fields
    tally, _ = run(tmp_path / "p.jsonl", given, overwrite_fields=True)
    assert tally.labelled == 1
    assert json.loads((tmp_path / "p.jsonl").read_text())["prediction"]["label"]


def test_no_records(tmp_path):
    tally, _ = run(tmp_path / "o.jsonl", [])
    assert tally.read == 0
    assert (tmp_path / "o.jsonl").read_bytes() == b""


def test_input_is_read_bit_by_bit(tmp_path):
    """The whole stream is never held: when the first chunk is written, little of it has been read."""
    taken = []

    def watched():
        for record in records(20_000):
            taken.append(1)
            yield record

    first = []
    run(tmp_path / "o.jsonl", watched(), progress=lambda tally: first.append(len(taken)))
    assert first[0] <= 1_000
