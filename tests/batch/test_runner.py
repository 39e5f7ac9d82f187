import csv
import gzip
import io
import json
import lzma
import sqlite3

import pandas
import pytest

from nlp.batch.runner import Job, RunOptions, label_archive
from nlp.classify.registry import find_model
from nlp.errors import BatchError, InputError, OutputError
from nlp.formats.record import Columns
from tests.conftest import CORPUS, read_jsonl, write_feed, write_jsonl

FLOOD = "Lũ quét cuốn trôi cầu, nhiều hộ dân ở xã vùng cao phải sơ tán trong đêm"


def label(inputs, output, *, jobs=1, resume=False, overwrite=False, first=0, progress=None, work=None, **options):
    inputs = [str(path) for path in (inputs if isinstance(inputs, list) else [inputs])]
    job = Job(inputs, str(output), find_model("default"), **{"shard_bytes": 60_000, **options})
    how = RunOptions(jobs=jobs, resume=resume, overwrite=overwrite, work_folder=work)
    return label_archive(job, how, first=first, progress=progress)


@pytest.fixture(scope="module")
def feed(tmp_path_factory):
    """A feed with broken records in it."""
    path = write_feed(tmp_path_factory.mktemp("feed") / "feed.jsonl", 1_300)
    lines = path.read_bytes().splitlines()
    for place in range(7, len(lines), 100):
        lines[place] = b'{"torn": '
        lines[place + 1] = b'{"id": "without text"}'
    path.write_bytes(b"\n".join([*lines, b""]))
    return path


@pytest.fixture(scope="module")
def labelled(feed):
    outcome = label(feed, feed.with_name("whole.jsonl"))
    return outcome, feed.with_name("whole.jsonl").read_bytes()


def test_counts_add_up_order_is_kept_and_fields_stay(feed, labelled):
    outcome, content = labelled
    rows = [json.loads(line) for line in content.splitlines()]
    tally = outcome.tally
    assert (tally.read, tally.labelled, tally.rejected) == (1_300, 1_274, 26)
    assert [row["id"] for row in rows] == [f"a{n}" for n in range(1_300) if n % 100 not in (7, 8)]
    assert all(row["n"] == [int(row["id"][1:])] for row in rows)
    assert sum(tally.by_label.values()) == tally.labelled
    assert tally.needs_review == sum(row["prediction"]["needs_review"] for row in rows)
    rejected = read_jsonl(feed.with_name("whole.jsonl.rejected.jsonl"))
    places = [int(row["where"].rpartition(":")[2]) for row in rejected]
    assert places == [n + 1 for n in range(1_300) if n % 100 in (7, 8)]
    assert not feed.with_name("whole.jsonl.parts").exists()


@pytest.mark.parametrize(("jobs", "size"), [(2, 60_000), (1, 20_000), (1, 10**7)])
def test_the_bytes_do_not_depend_on_who_works_or_how_much_at_a_time(feed, labelled, tmp_path, jobs, size):
    label(feed, tmp_path / "o.jsonl", jobs=jobs, shard_bytes=size)
    assert (tmp_path / "o.jsonl").read_bytes() == labelled[1]
    wholes = (tmp_path / "o.jsonl.rejected.jsonl", feed.with_name("whole.jsonl.rejected.jsonl"))
    assert wholes[0].read_bytes() == wholes[1].read_bytes()


@pytest.mark.parametrize(("suffix", "pack"), [("gz", gzip.compress), ("xz", lzma.compress)])
def test_packed_input_and_output(feed, labelled, tmp_path, suffix, pack):
    (tmp_path / f"in.jsonl.{suffix}").write_bytes(pack(feed.read_bytes()))
    label(tmp_path / f"in.jsonl.{suffix}", tmp_path / f"o.jsonl.{suffix}", jobs=2)
    opened = {"gz": gzip, "xz": lzma}[suffix].open(tmp_path / f"o.jsonl.{suffix}")
    with opened as stream:
        assert stream.read() == labelled[1]


def test_zst(feed, labelled, tmp_path):
    from nlp.formats.storage import packing, unpack

    with (tmp_path / "in.jsonl.zst").open("wb") as stream, packing(stream, "in.jsonl.zst") as packed:
        packed.write(feed.read_bytes())
    label(tmp_path / "in.jsonl.zst", tmp_path / "o.jsonl.zst")
    assert unpack((tmp_path / "o.jsonl.zst").open("rb"), "o.jsonl.zst").read() == labelled[1]


def test_a_folder_of_parts(feed, labelled, tmp_path):
    label(feed, f"{tmp_path}/o.jsonl/")
    parts = sorted((tmp_path / "o.jsonl").iterdir())
    assert [part.name for part in parts][:2] == ["part-00000.jsonl", "part-00001.jsonl"]
    assert b"".join(part.read_bytes() for part in parts) == labelled[1]
    with pytest.raises(OutputError, match="exists already"):
        label(feed, f"{tmp_path}/o.jsonl/")
    label(feed, f"{tmp_path}/o.jsonl/", overwrite=True)
    (tmp_path / "o.jsonl" / "mine.txt").write_text("mine")
    with pytest.raises(OutputError, match="other files"):
        label(feed, f"{tmp_path}/o.jsonl/", overwrite=True)


def test_through_a_url(feed, labelled, tmp_path):
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.pipe("/in/feed.jsonl", feed.read_bytes())
    outcome = label("memory://in/feed.jsonl", "memory://out/o.jsonl", work=tmp_path / "work")
    assert memory.cat("/out/o.jsonl") == labelled[1]
    assert outcome.tally.read == 1_300
    label(f"file://{feed}", f"file://{tmp_path}/o.jsonl")
    assert (tmp_path / "o.jsonl").read_bytes() == labelled[1]
    with pytest.raises(InputError, match="memory://in/none"):
        label("memory://in/none.jsonl", tmp_path / "p.jsonl")


def test_csv_in_and_out(tmp_path):
    rows = [{"id": str(n), "text": FLOOD, "label": "mine"} for n in range(400)]
    text = io.StringIO()
    writer = csv.DictWriter(text, ["id", "text", "label"], delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    (tmp_path / "in.csv").write_bytes(text.getvalue().encode("utf-8-sig"))
    label(tmp_path / "in.csv", tmp_path / "o.csv", jobs=2, shard_bytes=5_000)
    with (tmp_path / "o.csv").open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file, delimiter=";"))
    assert [{key: row[key] for key in ("id", "text", "label")} for row in found] == rows
    assert {row["bantin_label"] for row in found} == {"flood_disaster"}


def test_parquet_in_and_out_keeps_types(tmp_path):
    import datetime

    import pyarrow as pa
    import pyarrow.parquet as pq

    when = [datetime.datetime(2026, 9, 1, 5, number % 60) for number in range(900)]
    given = pa.table(
        {"id": pa.array(range(900), pa.int16()), "text": [FLOOD] * 900, "when": pa.array(when, pa.timestamp("ms"))}
    )
    pq.write_table(given, tmp_path / "in.parquet", row_group_size=300)
    label(tmp_path / "in.parquet", tmp_path / "o.parquet", jobs=2)
    found = pq.read_table(tmp_path / "o.parquet")
    assert found.select(given.column_names).equals(given)
    assert {row["label"] for row in found["prediction"].to_pylist()} == {"flood_disaster"}
    label(tmp_path / "in.parquet", tmp_path / "o.jsonl")
    assert read_jsonl(tmp_path / "o.jsonl")[0]["when"] == "2026-09-01T05:00:00"


def test_jsonl_to_parquet(feed, labelled, tmp_path):
    import pyarrow.parquet as pq

    label(feed, tmp_path / "o.parquet", jobs=2)
    found = pq.read_table(tmp_path / "o.parquet").to_pylist()
    rows = [json.loads(line) for line in labelled[1].splitlines()]
    assert [(row["id"], row["n"], row["prediction"]["label"], row["summary"]["provinces"]) for row in found] == [
        (row["id"], row["n"], row["prediction"]["label"], row["summary"]["provinces"]) for row in rows
    ]


def test_near_duplicates_are_marked(tmp_path):
    articles = [row for file in sorted((CORPUS / "articles").glob("*.jsonl")) for row in read_jsonl(file)[:40]]
    copies = [row | {"id": row["id"] + "-copy", "text": row["text"] + " (Còn nữa)"} for row in articles[:50]]
    rows = [{key: row[key] for key in ("id", "title", "text")} for row in articles + copies]
    write_jsonl(tmp_path / "in.jsonl", rows)
    for name in ("o.jsonl", "o.csv"):
        outcome = label(tmp_path / "in.jsonl", tmp_path / name, dedup=True, shard_bytes=20_000)
        assert outcome.duplicates >= 45
    found = read_jsonl(tmp_path / "o.jsonl")
    assert [row["duplicate_of"] for row in found[: len(articles)]].count(None) > 150
    right = [row["duplicate_of"] == row["id"].removesuffix("-copy") for row in found[len(articles) :]]
    assert sum(right) >= 45
    with (tmp_path / "o.csv").open(encoding="utf-8", newline="") as file:
        assert [row["duplicate_of"] or None for row in csv.DictReader(file)] == [r["duplicate_of"] for r in found]


def test_a_run_that_was_stopped_is_continued(feed, labelled, tmp_path):
    stopped_at = []

    def stop(progress):
        stopped_at.append(progress.tally.read)
        if len(stopped_at) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        label(feed, tmp_path / "o.jsonl", progress=stop)
    assert not (tmp_path / "o.jsonl").exists()
    with pytest.raises(OutputError, match="holds an unfinished run"):
        label(feed, tmp_path / "o.jsonl")
    with pytest.raises(BatchError, match="the option dedup was False"):
        label(feed, tmp_path / "o.jsonl", resume=True, dedup=True)
    outcome = label(feed, tmp_path / "o.jsonl", resume=True, jobs=2)
    assert outcome.resumed == stopped_at[-1]
    assert outcome.tally.read == 1_300
    assert (tmp_path / "o.jsonl").read_bytes() == labelled[1]


def test_a_changed_input_is_not_continued(feed, tmp_path):
    (tmp_path / "in.jsonl").write_bytes(feed.read_bytes())

    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        label(tmp_path / "in.jsonl", tmp_path / "o.jsonl", progress=stop)
    with (tmp_path / "in.jsonl").open("ab") as file:
        file.write(b"{}\n")
    with pytest.raises(BatchError, match="has changed since"):
        label(tmp_path / "in.jsonl", tmp_path / "o.jsonl", resume=True)
    assert label(tmp_path / "in.jsonl", tmp_path / "o.jsonl", overwrite=True).tally.rejected == 27


def test_resuming_when_there_is_nothing_begins(feed, labelled, tmp_path):
    assert label(feed, tmp_path / "o.jsonl", resume=True).resumed == 0
    assert (tmp_path / "o.jsonl").read_bytes() == labelled[1]
    with pytest.raises(OutputError, match="exists already"):
        label(feed, tmp_path / "o.jsonl", resume=True)


def test_missing_ids_are_filled_in(tmp_path):
    write_jsonl(tmp_path / "in.jsonl", [{"text": "lũ"}, {"id": "", "text": "lũ"}, {"id": 0, "text": "lũ"}])
    outcome = label(tmp_path / "in.jsonl", tmp_path / "o.jsonl", first=2)
    first, second, third = read_jsonl(tmp_path / "o.jsonl")
    assert first["id"] == second["id"]
    assert first["id"].startswith("sha256-")
    assert third["id"] == 0
    assert outcome.repeated_ids == 1
    assert [headline for headline, _ in outcome.first] == ["lũ", "lũ"]


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet", "xlsx", "db"])
@pytest.mark.parametrize("source", ["jsonl", "parquet"])
def test_a_field_of_the_input_stays_and_ours_has_a_prefix(tmp_path, suffix, source):
    """The summary of feed readers, a label of the user's own: the same way in all formats."""
    rows = [{"id": "1", "text": "lũ quét", "summary": "lũ quét", "label": "mine"}, {"id": "2", "text": "họp"}]
    given = write_rows(tmp_path / f"in.{source}", rows)
    outcome = label(given, tmp_path / f"o.{suffix}")
    assert outcome.tally.labelled == 2
    first = read_rows(tmp_path / f"o.{suffix}")[0]
    ours = "summary" if suffix in ("jsonl", "parquet") else "label"
    assert first[ours] == rows[0][ours]
    assert first[f"bantin_{ours}"]
    assert any(f"so ours is bantin_{ours}" in note for note in outcome.notes)


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet", "xlsx", "db"])
def test_fields_are_replaced_when_that_is_wanted(tmp_path, suffix):
    """Labelling what was labelled before."""
    name = "prediction" if suffix in ("jsonl", "parquet") else "label"
    given = write_rows(tmp_path / "in.parquet", [{"id": "1", "text": "lũ quét ở xã", name: "mine"}])
    label(given, tmp_path / f"o.{suffix}", overwrite_fields=True)
    (row,) = read_rows(tmp_path / f"o.{suffix}")
    assert f"bantin_{name}" not in row
    assert row[name] != "mine"


@pytest.mark.parametrize("suffix", ["jsonl", "parquet"])
def test_the_field_with_the_text_is_never_replaced(tmp_path, suffix):
    given = write_rows(tmp_path / "in.jsonl", [{"id": "1", "title": "Lũ quét", "summary": "Lũ quét ở xã vùng cao"}])
    label(given, tmp_path / f"o.{suffix}", overwrite_fields=True)
    (row,) = read_rows(tmp_path / f"o.{suffix}")
    assert row["summary"] == "Lũ quét ở xã vùng cao"
    assert len(row["bantin_summary"]["provinces"]) == 0


@pytest.mark.parametrize("name", ["summary.text", "summary + x"])
def test_nor_is_an_object_or_an_odd_name_that_holds_it(tmp_path, name):
    fields = {"summary": {"text": "Lũ quét ở xã vùng cao"}} if "." in name else {name: "Lũ quét ở xã", "summary": "x"}
    given = write_rows(tmp_path / "in.jsonl", [{"id": "1", **fields}])
    label(given, tmp_path / "o.jsonl", overwrite_fields=True, columns=Columns(text=name))
    (row,) = read_rows(tmp_path / "o.jsonl")
    assert row["summary"] == fields["summary"] if "." in name else isinstance(row["summary"], dict)


def write_rows(path, rows):
    if path.suffix == ".jsonl":
        return write_jsonl(path, rows)
    pandas.DataFrame(rows).to_parquet(path)
    return path


def read_rows(path):
    if path.suffix == ".jsonl":
        return read_jsonl(path)
    if path.suffix == ".db":
        database = sqlite3.connect(path)
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute("SELECT * FROM articles")]
    readers = {".csv": pandas.read_csv, ".parquet": pandas.read_parquet, ".xlsx": pandas.read_excel}
    how = {"engine": "openpyxl"} if path.suffix == ".xlsx" else {}
    return readers[path.suffix](path, **how).to_dict("records")


def test_progress_tells_how_far_it_is(feed, tmp_path):
    told = []
    label(feed, tmp_path / "o.jsonl", progress=lambda p: told.append((p.tally.read, p.done_bytes, p.total_bytes)))
    assert len(told) > 5
    assert told == sorted(told)
    assert told[-1] == (1_300, feed.stat().st_size, feed.stat().st_size)
