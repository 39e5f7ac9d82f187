"""A run that is killed at any moment, with everything that belongs to it, and continued gives the same bytes."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import bantin, write_feed

KILLS = 20


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


KILLED_IN_FRONT_OF_THE_OUTPUT = """
import os, signal, sys
from pathlib import Path

def kill_at_output(rename):
    def renamed(path, target):
        if Path(target).name in ("o.jsonl", "o"):
            os.kill(os.getpid(), signal.SIGKILL)
        return rename(path, target)
    return renamed

Path.replace, Path.rename = kill_at_output(Path.replace), kill_at_output(Path.rename)
sys.argv[0] = "bantin"
from nlp.cli.main import run
run()
"""


@pytest.mark.parametrize("flag", ["--resume", "--overwrite"])
@pytest.mark.parametrize("output", ["o.jsonl", "o/"])
def test_killed_while_the_output_is_written(tmp_path, output, flag):
    """What it leaves beside the output is removed by the next run; a file of another's with such a name is not."""
    write_feed(tmp_path / "feed.jsonl", 300)
    name = output.rstrip("/")
    others = f".{name}.{'0' * 32}.tmp"
    (tmp_path / others).write_text("of a run on another machine")
    command = ["label", "feed.jsonl", "-o", output, "-q", "--shard-size", "0.05"]
    killed = subprocess.run([sys.executable, "-c", KILLED_IN_FRONT_OF_THE_OUTPUT, *command], cwd=tmp_path, check=False)
    assert killed.returncode == -signal.SIGKILL
    left = {path.name for path in tmp_path.iterdir()} - {"feed.jsonl", others}
    assert len(left) == 2
    assert f"{name}.parts" in left
    again = bantin(*command, flag, cwd=tmp_path)
    assert again.returncode == 0, again.stderr.decode()
    assert {path.name for path in tmp_path.iterdir()} == {"feed.jsonl", others, name}
