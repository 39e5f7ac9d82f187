import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nlp.batch.engine import run
from nlp.errors import BatchError
from tests.conftest import write_feed


def double(number, item):
    time.sleep(0.01)
    return number, 2 * item


def die_once(number, item):
    """Kill the process that has item 7, the first time."""
    mark = Path(item)
    if number == 7 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return double(number, number)


def die_always(number, item):
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return double(number, item)


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_item_is_done_once(jobs):
    results = list(run(double, ((number, number) for number in range(40)), jobs=jobs))
    assert sorted(results) == [(number, 2 * number) for number in range(40)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_items_are_read_a_little_ahead_only(jobs):
    taken = []

    def items():
        for number in range(200):
            taken.append(number)
            yield number, number

    results = run(double, items(), jobs=jobs)
    for _ in range(5):
        next(results)
    assert len(taken) < 40
    results.close()


def test_what_a_killed_worker_had_is_done_by_another(tmp_path):
    results = list(run(die_once, ((number, str(tmp_path / "mark")) for number in range(30)), jobs=2))
    assert (tmp_path / "mark").exists()
    assert sorted(results) == [(number, 2 * number) for number in range(30)]


def test_workers_that_die_again_and_again_stop_the_run():
    finished = []
    with pytest.raises(BatchError, match="died 3 times"):
        finished.extend(run(die_always, ((number, number) for number in range(12)), jobs=2))
    assert (0, 0) in finished


def test_workers_leave_soon_after_a_parent_that_was_killed(tmp_path):
    import psutil

    write_feed(tmp_path / "in.jsonl", 30_000)
    command = [
        sys.executable,
        "-m",
        "nlp",
        "label",
        "in.jsonl",
        "-o",
        "o.jsonl",
        "-q",
        "-j",
        "2",
        "--shard-size",
        "0.05",
    ]
    process = subprocess.Popen(command, cwd=tmp_path)
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob("o.jsonl.parts/*.part")) and time.monotonic() < deadline:
        time.sleep(0.01)
    workers = psutil.Process(process.pid).children(recursive=True)
    assert len(workers) >= 2
    process.kill()
    process.wait()
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert not [worker for worker in alive if "LokyProcess" in " ".join(worker.cmdline())]


@pytest.mark.parametrize("n", [1, 2, 3])
def test_no_more_processes_than_items(n):
    """Each would take a second to start, and 60 MB."""
    before = set(children())
    pids = list(run(lambda number, item: (os.getpid(), os.getppid()), enumerate(range(n)), jobs=1000))
    assert len(pids) == n
    assert len(set(children()) - before) <= n + 2, "besides, joblib has a process that watches over shared memory"


def children():
    """Return the processes that this one has started."""
    listed = subprocess.run(["pgrep", "-P", str(os.getpid())], capture_output=True, text=True, check=False)
    return listed.stdout.split()


def test_no_items():
    assert list(run(double, [], jobs=2)) == []


def test_a_scheduler_that_is_not_there():
    with pytest.raises(BatchError, match="no Dask scheduler"):
        list(run(double, [(0, 0)], scheduler="tcp://127.0.0.1:1"))
