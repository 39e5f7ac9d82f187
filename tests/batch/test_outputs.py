"""Every format through whole runs: killed and continued it gives the same bytes, and tables open in what people use."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import openpyxl
import pandas
import pytest

from nlp.batch.runner import Job, label_archive
from nlp.errors import OutputError
from nlp.formats.output import check_room, find_output
from tests.conftest import CORPUS, bantin, read_jsonl, write_feed, write_jsonl

FORMATS = [
    ("o.xlsx", "m.csv"),
    ("o.db", "m.parquet"),
    ("o.geojson", "m.jsonl"),
]  # CSV and Parquet outputs are killed in test_kill and test_faults
OPTIONS = ("-q", "--shard-size", "0.05", "--dedup")


@pytest.fixture(scope="module")
def feed(tmp_path_factory):
    return write_feed(tmp_path_factory.mktemp("feed") / "feed.jsonl", 400)


def finished(folder):
    journals = list(folder.glob("o.*.parts/journal.jsonl"))
    return sum(path.read_bytes().count(b'"number"') for path in journals)


@pytest.mark.parametrize(("output", "mentions"), FORMATS)
def test_killed_and_resumed(feed, tmp_path, output, mentions):
    whole = tmp_path / "whole"
    killed = tmp_path / "killed"
    for folder in (whole, killed):
        folder.mkdir()
    command = ["label", feed, "-o", output, "--mentions", mentions, *OPTIONS]
    assert bantin(*command, cwd=whole).returncode == 0
    process = subprocess.Popen(
        [sys.executable, "-m", "nlp", *map(str, command)], cwd=killed, start_new_session=True, stderr=subprocess.DEVNULL
    )
    while finished(killed) < 2 and process.poll() is None:
        time.sleep(0.005)
    assert process.poll() is None, "it has to be killed at work"
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert bantin(*command, "--resume", "--jobs", "2", cwd=killed).returncode == 0
    names = {output, mentions}
    assert {path.name for path in killed.iterdir()} == names
    assert {name for name in names if (killed / name).read_bytes() != (whole / name).read_bytes()} == set()


KILLED_AT_ASSEMBLY = """
import os, signal, sys
from nlp.formats.outputs import database
database._index_text = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
sys.argv[0] = "bantin"
from nlp.cli.main import run
run()
"""


def test_killed_while_the_database_is_made(feed, tmp_path):
    command = ["label", str(feed), "-o", "o.db", *OPTIONS]
    killed = subprocess.run([sys.executable, "-c", KILLED_AT_ASSEMBLY, *command], cwd=tmp_path, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert any(path.name.endswith(".tmp") for path in (tmp_path / "o.db.parts").iterdir())
    assert bantin(*command, "--resume", cwd=tmp_path).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["o.db"]


@pytest.mark.parametrize("change", [["--excel"], ["--mentions", "m.csv"]])
def test_a_run_is_not_continued_in_another_layout(feed, tmp_path, change):
    command = ["label", feed, "-o", "o.csv", *OPTIONS]
    crash = "import nlp.formats.output as o, nlp.batch.runner as r; r.assemble = None\n" + KILLED_AT_ASSEMBLY
    code = crash.replace("database._index_text = lambda *_: os.kill(os.getpid(), signal.SIGKILL)", "")
    subprocess.run([sys.executable, "-c", code, *map(str, command)], cwd=tmp_path, check=False, capture_output=True)
    result = bantin(*command, *change, "--resume", cwd=tmp_path)
    assert result.returncode == 1
    assert "cannot be resumed" in result.stderr.decode()


def test_mentions_are_the_entities_of_the_records(tmp_path):
    result = bantin("label", CORPUS / "samples", "-o", "o.jsonl", "--mentions", "m.csv", "-q", cwd=tmp_path)
    assert result.returncode == 0, result.stderr.decode()
    records = read_jsonl(tmp_path / "o.jsonl")
    expected = [(record["id"], entity["type"]) for record in records for entity in record["entities"]]
    frame = pandas.read_csv(tmp_path / "m.csv", dtype={"code": str})
    assert list(zip(frame["article_id"], frame["type"], strict=True)) == expected
    provinces = frame[frame["type"] == "PROVINCE"]
    assert (provinces["name"] == provinces["province"]).all()
    assert provinces["latitude"].between(8, 24).all()


def test_mentions_of_extract_and_beside_standard_output(tmp_path):
    for command, output in (("extract", "o.jsonl"), ("label", "-")):
        path = tmp_path / f"{command}.db"
        result = bantin(command, CORPUS / "samples", "-o", output, "--mentions", path, "-q", cwd=tmp_path)
        assert result.returncode == 0, result.stderr.decode()
        with closing(sqlite3.connect(path)) as database:
            (count,) = database.execute("SELECT count(*) FROM entities WHERE province = 'Phú Thọ'").fetchone()
        assert count > 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "o.jsonl", "--mentions", "m.geojson"], "mentions cannot be written there"),
        (["-o", "o.jsonl", "--mentions", "-"], "mentions cannot be written there"),
        (["-o", "o.jsonl", "--mentions", "o.jsonl"], "would be written twice"),
        (["-o", "o.jsonl", "--mentions", "there.csv"], "exists already"),
        (["-o", "o.jsonl", "--mentions", "in.jsonl"], "is an input too"),
        (["-o", "o.jsonl", "--mentions", "m.docx"], "no format known"),
        (["-o", "o.xlsx", "--excel"], "--excel is for a .csv output"),
        (["-o", "o.jsonl", "--excel"], "--excel is for a .csv output"),
    ],
)
def test_refused_before_anything_is_labelled(tmp_path, arguments, message):
    write_jsonl(tmp_path / "in.jsonl", [{"text": "Lũ quét ở Lào Cai"}])
    (tmp_path / "there.csv").write_text("mine")
    before = sorted(path.name for path in tmp_path.iterdir())
    result = bantin("label", "in.jsonl", *arguments, cwd=tmp_path)
    assert result.returncode == 1
    assert message in result.stderr.decode()
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert (tmp_path / "there.csv").read_text() == "mine"


@pytest.mark.parametrize(
    ("options", "start", "delimiter", "decimal"), [([], b"ma;", ";", "."), (["--excel"], b"\xef\xbb\xbfma;", ";", ",")]
)
def test_csv_like_its_input_and_for_excel(tmp_path, options, start, delimiter, decimal):
    (tmp_path / "in.csv").write_text("ma;text\n1;Lũ quét ở Lào Cai, 46 hộ sơ tán, hỏng 1,5 ha lúa\n", encoding="utf-8")
    assert bantin("label", "in.csv", "-o", "o.csv", "-q", *options, cwd=tmp_path).returncode == 0
    assert (tmp_path / "o.csv").read_bytes().startswith(start)
    (row,) = pandas.read_csv(tmp_path / "o.csv", sep=delimiter, decimal=decimal).to_dict("records")
    assert (row["label_name"], row["province_names"], row["households"], row["hectares"]) == (
        "bão lũ",
        "Lào Cai",
        46,
        1.5,
    )


def test_hostile_records_reach_every_table(tmp_path):
    """Lone surrogates cannot be read, and cost their own record; everything else is written."""
    flood = "Lũ quét ở Lào Cai"
    rows = [
        {"id": "=1+1", "text": f"=CMD|x {flood}", "": 1, "label": "mine", "record": 2, "Label": 3},
        {"id": "2", "text": f"<r>{flood}</r>", "a\x00b": "\x00\x1b", "entities": "mine", "unaccented": "u"},
        {"id": "3", "text": f"{flood} " * 8_000, **{f"c{number}": number for number in range(3_000)}},
    ]
    lines = [json.dumps(row) for row in rows] + ['{"id": "4", "text": "l\\ud800"}']
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    for output in ("o.xlsx", "o.db", "o.csv"):
        result = bantin("label", "in.jsonl", "-o", output, "-q", cwd=tmp_path)
        assert result.returncode == 3, result.stderr.decode()
        assert len(read_jsonl(tmp_path / f"{output}.rejected.jsonl")) == 1
    header, *sheet = openpyxl.load_workbook(tmp_path / "o.xlsx", read_only=True)["articles"].iter_rows(values_only=True)
    assert [row[header.index("id")] for row in sheet] == ["=1+1", "2", "3"]
    assert sheet[0][header.index("label")] == "mine"
    with closing(sqlite3.connect(tmp_path / "o.db")) as database:
        found = database.execute("SELECT id, bantin_label, bantin_record FROM articles").fetchall()
    assert found == [("=1+1", "flood_disaster", 1), ("2", "flood_disaster", 2), ("3", "flood_disaster", 3)]
    frame = pandas.read_csv(tmp_path / "o.csv")
    assert frame["bantin_label"].tolist() == ["flood_disaster"] * 3


@pytest.mark.parametrize("suffix", ["xlsx", "db", "geojson"])
def test_at_a_url_and_in_a_folder_of_parts(tmp_path, suffix):
    fsspec = pytest.importorskip("fsspec")
    feed = write_feed(tmp_path / "feed.jsonl", 60)
    label_archive(Job([str(feed)], str(tmp_path / f"o.{suffix}"), None, shard_bytes=10**6))
    label_archive(Job([str(feed)], f"memory://out/o.{suffix}", None, shard_bytes=10**6))
    label_archive(Job([str(feed)], f"{tmp_path}/parts.{suffix}/", None, shard_bytes=20_000))
    remote = fsspec.filesystem("memory").cat(f"/out/o.{suffix}")
    if suffix != "xlsx":  # a stream that cannot be rewound gets the sizes behind each file of the archive
        assert remote == (tmp_path / f"o.{suffix}").read_bytes()
    parts = sorted((tmp_path / f"parts.{suffix}").iterdir())
    assert len(parts) > 2
    if suffix == "xlsx":
        (tmp_path / "remote.xlsx").write_bytes(remote)
        one, two = (openpyxl.load_workbook(tmp_path / name)["mentions"].max_row for name in ("o.xlsx", "remote.xlsx"))
        assert one == two > 60


def test_a_run_ends_when_a_sheet_is_full():
    check_room(find_output("o.xlsx"), 2**20 - 1)
    check_room(find_output("o.xlsx/"), 2**20)
    check_room(find_output("o.db"), 2**20)
    with pytest.raises(OutputError, match="do not fit on a sheet"):
        check_room(find_output("o.xlsx"), 2**20)
