"""Benchmark of batch labelling: one process against two and a Dask cluster, memory, and the same bytes from all.

    python -m tests.benchmarks.batch                 the feed, with entities
    python -m tests.benchmarks.batch --vntc          also the 49,519 full articles of VNTC's test set
    python -m tests.benchmarks.batch --dask          also on a Dask cluster of two workers on this machine

Runs with one and with two processes are measured in turns, the best of each counts. Memory is the sum over the
command and its workers of what each holds alone or shares, at its highest. Exit code 1 if a target is missed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

PROJECT = Path(__file__).parents[2]
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = "1"

SPEED_UP = 1.7
MORE_MEMORY = 1.1
PEAK = "peak, MB"


def label(source: Path, output: Path, *arguments: str) -> tuple[float, float]:
    """Label a file; return seconds and the peak of memory in megabytes."""
    command = [str(Path(sys.executable).with_name("bantin")), "label", str(source), "-o", str(output), "-q"]
    started = time.perf_counter()
    process = subprocess.Popen([*command, "--overwrite", *arguments])
    peaks = [0.0]
    watcher = threading.Thread(target=watch, args=(process, peaks))
    watcher.start()
    code = process.wait()
    seconds = time.perf_counter() - started
    watcher.join()
    if code:
        sys.exit(f"{' '.join(command)}: exit code {code}")
    return seconds, peaks[0]


def watch(process: subprocess.Popen, peaks: list[float]) -> None:
    """Note the highest sum of the memory of a process and its children, pages that they share counted once."""
    while process.poll() is None:
        try:
            parent = psutil.Process(process.pid)
            held = sum(member.memory_full_info().pss for member in (parent, *parent.children(recursive=True)))
            peaks[0] = max(peaks[0], held / 2**20)
        except psutil.Error:
            pass
        time.sleep(0.2)


def unpacked(source: Path, target: Path) -> Path:
    with lzma.open(source) as stream:
        target.write_bytes(stream.read())
    return target


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def compare(name: str, source: Path, count: int, folder: Path, rounds: int) -> dict[str, object]:
    """Label with one process and with two, in turns."""
    runs: dict[int, list[tuple[float, float]]] = {1: [], 2: []}
    for _ in range(rounds):
        for jobs in (1, 2):
            runs[jobs].append(label(source, folder / f"{name}{jobs}.jsonl", "--jobs", str(jobs)))
    best = {jobs: min(seconds for seconds, _ in runs[jobs]) for jobs in runs}
    ratio = best[1] / best[2]
    figures = {
        "what": name,
        "one process, items/s": round(count / best[1]),
        "two processes, items/s": round(count / best[2]),
        "ratio": round(ratio, 2),
        f"one process, {PEAK}": round(max(peak for _, peak in runs[1])),
        f"two processes, {PEAK}": round(max(peak for _, peak in runs[2])),
        "same bytes": digest(folder / f"{name}1.jsonl") == digest(folder / f"{name}2.jsonl"),
    }
    print(json.dumps(figures), flush=True)
    return figures


def on_dask(name: str, source: Path, count: int, folder: Path) -> dict[str, object]:
    """Label on a cluster of two workers of one thread."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster:
        seconds, _ = label(source, folder / "dask.jsonl", "--scheduler", cluster.scheduler_address)
    same = digest(folder / "dask.jsonl") == digest(folder / f"{name}1.jsonl")
    figures = {"what": f"{name}, Dask", "two workers, items/s": round(count / seconds), "same bytes": same}
    print(json.dumps(figures), flush=True)
    return figures


def repeat(source: Path, target: Path, times: int) -> None:
    """Write a feed several times over, each time with other ids."""
    lines = source.read_bytes().splitlines(keepends=True)
    with target.open("wb") as file:
        for number in range(times):
            file.writelines(line.replace(b'"id": "', b'"id": "%d-' % number, 1) for line in lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=PROJECT.parent / "shared", help="folder of the real sets")
    parser.add_argument("--vntc", action="store_true", help="also label VNTC's test set")
    parser.add_argument("--dask", action="store_true", help="also label on a Dask cluster")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    if not (arguments.shared / "data").is_dir():
        sys.exit(f"{arguments.shared}: the real sets are not there; benchmarks need them")
    missed = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        feed = unpacked(arguments.shared / "data" / "feed_sample.jsonl.xz", folder / "feed_30k.jsonl")
        figures = [compare("feed", feed, 30_000, folder, arguments.rounds)]
        if figures[0]["ratio"] < SPEED_UP:
            missed.append(f"two processes against one: {figures[0]['ratio']}")
        if arguments.dask:
            figures.append(on_dask("feed", feed, 30_000, folder))
        repeat(feed, folder / "large.jsonl", 10)
        for jobs in ("1", "2"):
            _, peak = label(folder / "large.jsonl", folder / "o.jsonl", "--jobs", jobs)
            before = figures[0][f"{'one process' if jobs == '1' else 'two processes'}, {PEAK}"]
            print(
                json.dumps({"what": f"300,000 items, jobs {jobs}", PEAK: round(peak), "of 30,000": before}), flush=True
            )
            if peak > before * MORE_MEMORY:
                missed.append(f"memory for ten times as much, jobs {jobs}: {peak:.0f} MB, before {before} MB")
        if arguments.vntc:
            vntc = unpacked(arguments.shared / "data" / "vntc10_test.jsonl.xz", folder / "vntc.jsonl")
            figures.append(compare("vntc", vntc, 49_519, folder, 1))
            if arguments.dask:
                figures.append(on_dask("vntc", vntc, 49_519, folder))
        missed += [f"{row['what']}: the bytes differ" for row in figures if not row["same bytes"]]
    sys.exit(f"missed: {'; '.join(missed)}" if missed else 0)


if __name__ == "__main__":
    main()
