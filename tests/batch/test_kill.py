"""A run that is killed at any moment, with everything that belongs to it, and continued gives the same bytes."""

import os
import random
import signal
import subprocess
import sys
import time

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
