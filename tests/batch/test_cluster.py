"""The same shards on a Dask cluster of two workers, real processes on this machine."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest

from nlp.batch import engine
from tests.conftest import bantin, write_feed


class Cluster:
    """A scheduler and two workers, started as the README says."""

    def __init__(self, folder, workers=2):
        self.folder = folder
        self.processes = [
            self._start(
                "scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", "cluster.json", "--no-dashboard"
            )
        ]
        deadline = time.monotonic() + 60
        while not (folder / "cluster.json").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        self.address = json.loads((folder / "cluster.json").read_text())["address"]
        for _ in range(workers):
            self.processes.append(
                self._start(
                    "worker",
                    self.address,
                    "--host",
                    "127.0.0.1",
                    "--nthreads",
                    "1",
                    "--no-dashboard",
                    "--no-nanny",
                    "--local-directory",
                    str(folder / "dask"),
                )
            )

    def _start(self, *arguments):
        with (self.folder / "dask.log").open("ab") as log:
            return subprocess.Popen([sys.executable, "-m", "dask", *arguments], cwd=self.folder, stdout=log, stderr=log)

    def kill(self, number):
        self.processes[number].send_signal(signal.SIGKILL)
        self.processes[number].wait()

    def stop(self):
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path):
    started = Cluster(tmp_path)
    yield started
    started.stop()


def begin(cluster, *arguments):
    command = [sys.executable, "-m", "nlp", "label", "feed.jsonl", "-o", "o.jsonl", "--shard-size", "0.05"]
    command += ["--scheduler", cluster.address, *arguments]
    environment = {**os.environ, "NO_COLOR": "1"}
    return subprocess.Popen(command, cwd=cluster.folder, stderr=subprocess.PIPE, env=environment)


def wait_for_shards(folder, number):
    journal = folder / "o.jsonl.parts" / "journal.jsonl"
    deadline = time.monotonic() + 60
    while (not journal.exists() or journal.read_bytes().count(b"\n") <= number) and time.monotonic() < deadline:
        time.sleep(0.01)


def test_a_worker_is_killed_in_the_middle(cluster, tmp_path):
    write_feed(tmp_path / "feed.jsonl", 3_000)
    assert bantin("label", "feed.jsonl", "-o", "ref.jsonl", "-q", cwd=tmp_path).returncode == 0
    process = begin(cluster)
    wait_for_shards(tmp_path, 3)
    cluster.kill(1)
    _, talk = process.communicate(timeout=100)
    assert process.returncode == 0, talk.decode()
    assert b"3,000 read = 3,000 labelled + 0 rejected" in talk
    assert (tmp_path / "o.jsonl").read_bytes() == (tmp_path / "ref.jsonl").read_bytes()
    assert not (tmp_path / "o.jsonl.parts").exists()


@pytest.mark.parametrize(("killed", "message"), [([0], b"scheduler|cluster"), ([1, 2], b"no worker left")])
def test_the_cluster_goes_away_and_the_run_is_continued_without_it(cluster, tmp_path, killed, message):
    write_feed(tmp_path / "feed.jsonl", 3_000)
    process = begin(cluster)
    wait_for_shards(tmp_path, 3)
    for number in killed:
        cluster.kill(number)
    _, talk = process.communicate(timeout=100)
    assert process.returncode == 1
    assert re.search(message, talk), talk.decode()
    assert b"--resume" in talk
    assert b"Traceback" not in talk, talk.decode()
    result = bantin("label", "feed.jsonl", "-o", "o.jsonl", "--shard-size", "0.05", "--resume", cwd=tmp_path)
    assert result.returncode == 0
    assert b"of them in earlier runs" in result.stderr
    assert bantin("label", "feed.jsonl", "-o", "ref.jsonl", "-q", cwd=tmp_path).returncode == 0
    assert (tmp_path / "o.jsonl").read_bytes() == (tmp_path / "ref.jsonl").read_bytes()


def test_one_thread_does_all_the_work(tmp_path):
    """With one thread in the cluster joblib alone would do the work in this process."""
    small = Cluster(tmp_path, workers=1)
    try:
        pids = set(engine.run(lambda number, item: os.getpid(), enumerate("abcdef"), scheduler=small.address))
    finally:
        small.stop()
    assert len(pids) == 1
    assert pids != {os.getpid()}


@pytest.mark.parametrize("scheme", ["http", "tls", "ws", "udp", "nothing"])
def test_an_address_of_another_protocol(tmp_path, scheme):
    """A server that takes the connection and never answers, as one of another protocol does."""
    write_feed(tmp_path / "feed.jsonl", 10)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"{scheme}://127.0.0.1:{server.getsockname()[1]}".replace("nothing://", "tcp://")
        started = time.monotonic()
        run = bantin("label", "feed.jsonl", "-o", "o.jsonl", "--scheduler", address, cwd=tmp_path)
        took = time.monotonic() - started
    assert (run.returncode, b"no Dask scheduler with workers answers" in run.stderr) == (1, True), run.stderr.decode()
    assert took < 25, "7 s and the start of a process, on a busy machine"
    assert [file.name for file in tmp_path.iterdir()] == ["feed.jsonl"]
