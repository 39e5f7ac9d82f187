"""A run that is killed at any moment, with everything that belongs to it, and continued gives the same bytes."""

import csv
import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time

import pyarrow.parquet
import pytest

from tests.conftest import bantin, read_jsonl, write_feed

KILLS = 5  # make fuzz has hundreds


def begin(folder, *arguments):
    command = [
        sys.executable,
        "-m",
        "nlp",
        "label",
        "feed.jsonl",
        "-o",
        "o.jsonl",
        "-q",
        "--shard-size",
        "0.05",
        "--dedup",
    ]
    return subprocess.Popen([*command, *arguments], cwd=folder, start_new_session=True, stderr=subprocess.DEVNULL)


def finished(folder):
    journal = folder / "o.jsonl.parts" / "journal.jsonl"
    return journal.read_bytes().count(b"\n") - 1 if journal.exists() else 0


def kill_at(process, folder, at, delay):
    """Kill the run and its workers ``delay`` seconds after ``at`` shards are finished; return whether it still ran."""
    while finished(folder) < at and process.poll() is None:
        time.sleep(0.005)
    time.sleep(delay)
    still = process.poll() is None
    if still:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return still


def test_killed_at_random_and_resumed(tmp_path):
    write_feed(tmp_path / "feed.jsonl", 3_000)
    assert bantin("label", "feed.jsonl", "-o", "ref.jsonl", "-q", "--dedup", cwd=tmp_path).returncode == 0
    chance = random.Random(20)
    killed = 0
    while killed < KILLS:
        before = finished(tmp_path)
        process = begin(tmp_path, "--resume", "--jobs", chance.choice("12"))
        if not kill_at(process, tmp_path, before + chance.randrange(3), chance.random() * 0.15):
            assert process.returncode == 0
            assert (tmp_path / "o.jsonl").read_bytes() == (tmp_path / "ref.jsonl").read_bytes()
            (tmp_path / "o.jsonl").unlink()
            continue
        killed += 1
        assert not (tmp_path / "o.jsonl").exists() or not (tmp_path / "o.jsonl.parts").exists() or finished(tmp_path)
    assert begin(tmp_path, "--resume").wait() == 0
    assert (tmp_path / "o.jsonl").read_bytes() == (tmp_path / "ref.jsonl").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["feed.jsonl", "o.jsonl", "ref.jsonl"]


KILLED_AT_A_NAME = """
import os, signal, sys
from pathlib import Path

name, when = sys.argv[1:3]
del sys.argv[1:3]

def kill_at(rename):
    def renamed(path, target):
        if Path(target).name == name and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        done = rename(path, target)
        if Path(target).name == name and when == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return done
    return renamed

Path.replace, Path.rename, os.link = kill_at(Path.replace), kill_at(Path.rename), kill_at(os.link)
sys.argv[0] = "bantin"
from nlp.cli.main import run
run()
"""


def killed_at(name, when, command, cwd):
    """Run the command in a process that is killed before or after a file or folder gets its name."""
    arguments = [sys.executable, "-c", KILLED_AT_A_NAME, name, when, *command]
    assert subprocess.run(arguments, cwd=cwd, check=False).returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    ("output", "when", "name", "flag"),
    [
        ("o.jsonl", "after", "the output", None),
        ("o.jsonl", "before", "the rejected records", None),
        ("o.jsonl", "after", "the rejected records", "--overwrite"),
        ("o.jsonl", "before", "the summary", "--overwrite"),
        ("o.jsonl", "after", "the summary", None),
        ("o/", "after", "the output", None),
        ("o/", "after", "the output", "--overwrite"),
    ],
)
def test_killed_while_its_files_appear_one_by_one(tmp_path, output, when, name, flag):
    """The files that are there already are this run's own: it resumes to its end, with an old output or without."""
    write_feed(tmp_path / "feed.jsonl", 60)
    with (tmp_path / "feed.jsonl").open("a") as feed:
        feed.write("no JSON\n")
    path = tmp_path / output.rstrip("/")
    rejected = f"{path.name}.rejected.jsonl"
    command = ["label", "feed.jsonl", "-o", output, "-q", "--shard-size", "0.05", "--summary", "s.json"]
    if flag:
        assert bantin(*command, cwd=tmp_path).returncode == 3
    place = {"the output": path.name, "the rejected records": rejected, "the summary": "s.json"}[name]
    killed_at(place, when, [*command, *filter(None, [flag])], tmp_path)
    again = bantin(*command, "--resume", cwd=tmp_path)
    assert again.returncode == 3, again.stderr.decode()
    assert {file.name for file in tmp_path.iterdir()} == {"feed.jsonl", path.name, rejected, "s.json"}
    assert json.loads((tmp_path / "s.json").read_bytes())["labelled"] == 60


@pytest.mark.parametrize("name", ["o.jsonl", "o.jsonl.rejected.jsonl", "s.json"])
def test_what_the_user_puts_there_after_a_kill_stays(tmp_path, name):
    write_feed(tmp_path / "feed.jsonl", 60)
    command = ["label", "feed.jsonl", "-o", "o.jsonl", "-q", "--shard-size", "0.05", "--summary", "s.json"]
    killed_at("o.jsonl", "before", command, tmp_path)
    (tmp_path / name).write_text("mine")
    again = bantin(*command, "--resume", cwd=tmp_path)
    assert (again.returncode, f"{name}: exists already" in again.stderr.decode()) == (1, True)
    assert (tmp_path / name).read_text() == "mine"
    (tmp_path / name).unlink()
    assert bantin(*command, "--resume", cwd=tmp_path).returncode == 0


def test_killed_between_the_two_renames_of_a_folder(tmp_path):
    write_feed(tmp_path / "feed.jsonl", 60)
    command = ["label", "feed.jsonl", "-o", "o/", "-q", "--shard-size", "0.05"]
    assert bantin(*command, cwd=tmp_path).returncode == 0
    killed_at("old", "after", [*command, "--overwrite"], tmp_path)
    assert not (tmp_path / "o").exists()
    again = bantin(*command, "--resume", cwd=tmp_path)
    assert again.returncode == 0, again.stderr.decode()
    assert {file.name for file in tmp_path.iterdir()} == {"feed.jsonl", "o"}


@pytest.mark.parametrize("kind", ["jsonl", "csv", "jsonl.gz", "parquet", "folder"])
def test_an_input_that_was_changed_far_from_its_start_is_noticed(tmp_path, kind):
    """Its size and time stay, as after a copy by rsync or the undo of an editor."""
    write_feed(tmp_path / "feed.jsonl", 600)
    given = change_kind(tmp_path, kind)
    command = ["label", given, "-o", "o.jsonl", "-q", "--shard-size", "0.05"]
    killed_at("o.jsonl", "before", command, tmp_path)
    file = tmp_path / given if kind != "folder" else sorted((tmp_path / given).iterdir())[-1]
    status, content = file.stat(), file.read_bytes()
    assert len(content) > 2**16 or kind == "folder"
    middle = len(content) * 3 // 4
    spoilt = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    file.write_bytes(spoilt)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    again = bantin(*command, "--resume", cwd=tmp_path)
    assert (again.returncode, b"has changed since" in again.stderr) == (1, True), again.stderr.decode()
    file.write_bytes(content)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert bantin(*command, "--resume", cwd=tmp_path).returncode == 0


def change_kind(folder, kind):
    """Write the feed again in another format, and return its name."""
    rows = read_jsonl(folder / "feed.jsonl")
    name = "pages" if kind == "folder" else f"feed.{kind}"
    if kind == "csv":
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    elif kind == "jsonl.gz":
        random.seed(0)  # compresses badly, or it would be shorter than the head that is hashed
        text = "".join(json.dumps({**row, "noise": random.randbytes(300).hex()}) + "\n" for row in rows)
        (folder / name).write_bytes(gzip.compress(text.encode(), mtime=0))
    elif kind == "parquet":
        table = pyarrow.Table.from_pylist(rows)
        pyarrow.parquet.write_table(table, folder / name, compression="none", row_group_size=100)
    elif kind == "folder":
        (folder / name).mkdir()
        for number, row in enumerate(rows[:40]):
            (folder / name / f"{number:03d}.txt").write_text(row["text"], encoding="utf-8")
    return name


@pytest.mark.parametrize("flag", ["--resume", "--overwrite"])
@pytest.mark.parametrize("output", ["o.jsonl", "o/"])
def test_killed_while_the_output_is_written(tmp_path, output, flag):
    """What it leaves beside the output is removed by the next run; a file of another's with such a name is not."""
    write_feed(tmp_path / "feed.jsonl", 300)
    name = output.rstrip("/")
    others = f".{name}.{'0' * 32}.tmp"
    (tmp_path / others).write_text("of a run on another machine")
    command = ["label", "feed.jsonl", "-o", output, "-q", "--shard-size", "0.05"]
    killed_at(name, "before", command, tmp_path)
    left = {path.name for path in tmp_path.iterdir()} - {"feed.jsonl", others}
    assert len(left) == 2
    assert f"{name}.parts" in left
    again = bantin(*command, flag, cwd=tmp_path)
    assert again.returncode == 0, again.stderr.decode()
    assert {path.name for path in tmp_path.iterdir()} == {"feed.jsonl", others, name}


KILLED_WHILE_CLEARING = """
import os, signal, sys
from pathlib import Path

left, unlink = int(sys.argv.pop(1)), Path.unlink

def kill_at_last(path, missing_ok=False):
    global left
    if path.parent.name == "o.jsonl.parts" and Path("o.jsonl").exists():
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
    return unlink(path, missing_ok)

Path.unlink = kill_at_last
sys.argv[0] = "bantin"
from nlp.cli.main import run
run()
"""


@pytest.mark.parametrize("number", ["1", "4", "9"])
def test_killed_while_it_removes_its_parts(tmp_path, number):
    """The output is there, and any of the parts may be gone."""
    write_feed(tmp_path / "feed.jsonl", 100)
    command = ["label", "feed.jsonl", "-o", "o.jsonl", "-q", "--dedup", "--shard-size", "0.02"]
    killed = subprocess.run([sys.executable, "-c", KILLED_WHILE_CLEARING, number, *command], cwd=tmp_path, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (tmp_path / "o.jsonl.parts").exists()
    again = bantin(*command, "--resume", cwd=tmp_path)
    assert again.returncode == 0, again.stderr.decode()
    assert {path.name for path in tmp_path.iterdir()} == {"feed.jsonl", "o.jsonl"}
