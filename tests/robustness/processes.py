"""Runs of the command that meet broken files, kills and full disks; what they do wrong, in lines.

Invariant: a run ends with an exit code that is documented and a message, never with a traceback, and loses no record.
"""

from __future__ import annotations

import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nlp.formats.source import read_source
from tests.conftest import bantin, write_feed
from tests.robustness.files import Broken, broken

LONGEST = 60
"""Seconds after which a run counts as one that hangs."""

_COUNTS = re.compile(rb"([\d,]+) read = ([\d,]+) labelled \+ ([\d,]+) rejected")
_ENDED = frozenset({0, 1, 2, 3})
Report = Callable[[str], None]


def run(arguments: Sequence[str], folder: Path, fault: Report, **options) -> subprocess.CompletedProcess[bytes] | None:
    """Run the command and report a traceback, an exit code that means nothing, and a run that hangs."""
    try:
        result = bantin(*arguments, cwd=folder, timeout=LONGEST, **options)
    except subprocess.TimeoutExpired:
        fault("hangs")
        return None
    talk = result.stderr + result.stdout[:100_000]
    if b"Traceback (most" in talk or b"defect of bantin" in talk:
        fault(f"traceback: {talk[-600:].decode(errors='replace')}")
    if result.returncode not in _ENDED:
        fault(f"exit code {result.returncode}: {talk[-300:].decode(errors='replace')}")
    elif result.returncode and not result.stderr.strip():
        fault(f"exit code {result.returncode} without a word")
    return result


def break_file(seed: int, counts: Counter[str]) -> list[str]:
    """Give a broken file to a command and return what went wrong."""
    generator = random.Random(seed)
    given = broken(seed)
    counts[f"file, {given.kind.partition(':')[0]}"] += 1
    found: list[str] = []

    def fault(what: str) -> None:
        found.append(f"file {seed} ({given.kind}): {what}")

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / given.name).write_bytes(given.content)
        if generator.random() < 0.75:
            _label_broken(generator, folder, given, counts, fault)
        else:
            command = generator.choice(
                (
                    ("predict", given.name),
                    ("predict", given.name, "--json"),
                    ("extract", given.name),
                    ("evaluate", "default", given.name),
                    ("review", "export", given.name, "-o", "sheet.csv"),
                    ("train", given.name, "-o", "made"),
                )
            )
            run(command, folder, fault)
    return found


def _label_broken(generator: random.Random, folder: Path, given: Broken, counts: Counter[str], fault: Report) -> None:
    output = generator.choice(("o.jsonl", "o.jsonl", "o.jsonl.gz", "o.csv", "o.parquet", "o/"))
    options = generator.choice(((), (), ("--dedup",), ("--jobs", "2", "--shard-size", "0.001")))
    result = run(("label", given.name, "-o", output, *options), folder, fault)
    if result is None or result.returncode not in (0, 3):
        if given.good:
            counts["records lost"] += len(given.good)
            fault(f"{len(given.good)} good records lost: {result.stderr[-300:].decode() if result else ''}")
        return
    rejected = folder / f"{output.rstrip('/')}.rejected.jsonl"
    if (result.returncode == 3) != rejected.exists():
        fault(f"exit code {result.returncode}, rejected file: {rejected.exists()}")
    if rejected.exists() and b'"traceback"' in rejected.read_bytes():
        fault(f"traceback in the rejected file: {rejected.read_text()[-600:]}")
    ids = list(_ids(folder / output))
    counts["records"] += len(ids)
    if lost := set(given.good) - set(ids):
        counts["records lost"] += len(lost)
        fault(f"good records lost: {sorted(lost)}")
    said = _COUNTS.search(result.stderr)
    if not said:
        fault("no counts")
    else:
        read, labelled, left = (int(number.replace(b",", b"")) for number in said.groups())
        if labelled != len(ids) or read != labelled + left:
            fault(f"says {said[0].decode()}, wrote {len(ids)}")
    if extra := {path.name for path in folder.iterdir()} - {given.name, output.rstrip("/"), rejected.name}:
        fault(f"left behind: {sorted(extra)}")


def _ids(output: Path) -> Iterator[str]:
    for record in read_source(str(output)):
        # Parquet writes a column of ids of several types as JSON, and strings in it with their quotes. An output
        # that cannot be read has no fields: that is a fault of its own.
        yield str(record.fields.get("id", "?")).strip('"')


OUTPUTS = ("o.jsonl", "o.jsonl.gz", "o.csv", "o.parquet", "o/")


def label_command(output: str, *options: str) -> list[str]:
    """Return the arguments that label the feed of a folder in small shards."""
    return ["label", "feed.jsonl", "-o", output, "-q", "--shard-size", "0.02", *options]


def contents(output: Path) -> dict[str, bytes]:
    """Return the bytes of every file of an output by name."""
    files = sorted(output.iterdir()) if output.is_dir() else [output]
    return {file.name: file.read_bytes() for file in files}


def kill_runs(kills: int, seed: int, counts: Counter[str]) -> Iterator[str]:
    """Kill runs at random moments, continue them, and yield where the bytes were not those of an undisturbed run."""
    generator = random.Random(seed)
    while counts["kills"] < kills:
        output = generator.choice(OUTPUTS)
        command = label_command(output, *generator.choice(((), ("--dedup",))))
        found: list[str] = []
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            write_feed(folder / "feed.jsonl", 300)
            started = time.monotonic()
            run(command, folder, found.append)
            seconds = time.monotonic() - started
            wanted = contents(folder / output)
            _remove(folder / output)
            counts["kills"] += _kill_until_done(generator, folder, output, command, seconds, found.append)
            after = {path.name for path in folder.iterdir()}
            if after != {"feed.jsonl", output.rstrip("/")}:
                found.append(f"left behind {sorted(after)}")
            elif contents(folder / output) != wanted:
                found.append("other bytes than of an undisturbed run")
            counts["runs killed and continued to the same bytes"] += not found
        yield from (f"kills, {' '.join(command)}: {fault}" for fault in found)


def _kill_until_done(
    generator: random.Random, folder: Path, output: str, command: Sequence[str], seconds: float, report: Report
) -> int:
    """Kill and continue a run up to ten times, then let it end; return the number of kills."""
    parts = folder / f"{output.rstrip('/')}.parts"
    for kills in range(11):
        process = _begin(folder, [*command, "--jobs", generator.choice("12"), "--resume"])
        try:
            process.wait(generator.random() * seconds * 1.2 if kills < 10 else LONGEST)
        except subprocess.TimeoutExpired:
            (os.killpg if generator.random() < 0.7 else os.kill)(process.pid, signal.SIGKILL)
        _, talk = process.communicate()
        _wait_for_workers(process.pid, report)
        if process.returncode != -signal.SIGKILL:
            if process.returncode:
                report(f"exit code {process.returncode} after {kills} kills: {talk[-400:].decode()}")
            return kills
        if (folder / output).exists() and not parts.exists():
            return kills + 1  # it had done everything but say so
    report("hangs")
    return 11


def _begin(folder: Path, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "nlp", *arguments]
    return subprocess.Popen(command, cwd=folder, start_new_session=True, stderr=subprocess.PIPE)


def _wait_for_workers(group: int, report: Report) -> None:
    """Wait until no process of a run is left."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    report("workers stay after the run was killed")
    os.killpg(group, signal.SIGKILL)


def _remove(path: Path) -> None:
    if path.is_dir():
        for file in path.iterdir():
            file.unlink()
        path.rmdir()
    else:
        path.unlink()


@contextmanager
def small_disk(place: Path, size: int) -> Iterator[Callable[[], None] | None]:
    """Make a folder a file system of some bytes; yields a function that enlarges it, None where nobody may mount."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if os.name != "posix" or subprocess.run(mount, capture_output=True, check=False).returncode:
        yield None
        return
    larger = ["mount", "-o", "remount,size=64m", str(place)]
    try:
        yield lambda: subprocess.run(larger, check=True) and None
    finally:
        subprocess.run(["umount", str(place)], check=True)


def fill_disk(seed: int, counts: Counter[str]) -> list[str]:
    """Label onto a disk that is too small, enlarge it, continue, and return what went wrong.

    Where a small file system cannot be mounted, a limit on the size of files takes its place.
    """
    generator = random.Random(seed)
    found: list[str] = []
    output = generator.choice(OUTPUTS)
    size = generator.choice((4_096, 40_000, 200_000, 400_000, 600_000, 1_000_000))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_feed(folder / "feed.jsonl", 300)
        run(label_command(output), folder, found.append)
        wanted = contents(folder / output)
        (folder / "disk").mkdir()
        command = label_command(f"disk/{output}", "--jobs", generator.choice("12"))
        with small_disk(folder / "disk", size) as enlarge:
            limit = (
                (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY)))
                if (enlarge is None)
                else None
            )
            result = run(command, folder, found.append, preexec_fn=limit)
            if result and result.returncode == 0:
                counts["disks that were large enough"] += 1
                return found
            counts["full disks"] += 1
            if result and result.returncode != 1:
                found.append(f"exit code {result.returncode} on a full disk: {result.stderr[-300:].decode()}")
            if result and not re.search(rb"No space left|File too large", result.stderr):
                found.append(f"does not say that the disk is full: {result.stderr[-300:].decode()}")
            if enlarge:
                enlarge()
            again = run([*command, "--resume"], folder, found.append)
            if again is None or again.returncode:
                found.append(f"was not continued: {again.stderr[-300:].decode() if again else ''}")
            elif contents(folder / "disk" / output) != wanted:
                found.append("other bytes than of an undisturbed run")
            elif extra := {path.name for path in (folder / "disk").iterdir()} - {output.rstrip("/")}:
                found.append(f"left behind: {sorted(extra)}")
    return [f"disk {seed} of {size} bytes, {output}: {fault}" for fault in found]


STREAMS = [
    f"{{bantin}} {command} {redirection}"
    for command in (
        "label feed.jsonl -o -",
        "label feed.jsonl -o o.jsonl --overwrite",
        "predict page.txt",
        "predict page.txt --json",
        "predict page.txt --explain",
        "extract page.txt",
        "models list",
        "models list --json",
        "models show default",
        "--help",
        "--version",
    )
    for redirection in (
        ">/dev/full",
        "2>/dev/full",
        ">/dev/full 2>&1",
        ">&-",
        "2>&-",
        ">&- 2>&-",
        "| true",
        "<&- | cat",
    )
]


def break_stream(command: str, counts: Counter[str]) -> list[str]:
    """Run a command whose standard streams are full or closed."""
    found: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_feed(folder / "feed.jsonl", 5)
        (folder / "page.txt").write_text("Lũ quét cuốn trôi cầu ở tỉnh Lào Cai, 3 người chết.", encoding="utf-8")
        line = "set -o pipefail; " + command.format(bantin=f"{sys.executable} -m nlp")
        result = subprocess.run(["bash", "-c", line], cwd=folder, capture_output=True, check=False, timeout=LONGEST)
        counts["streams"] += 1
        talk = result.stderr + result.stdout
        if b"Traceback" in talk or b"Exception ignored" in talk:
            found.append(f"traceback: {talk[-500:].decode()}")
        if result.returncode not in (0, 1, 141):
            found.append(f"exit code {result.returncode}: {talk[-300:].decode()}")
        if " >/dev/full" in command and "--overwrite" not in command and result.returncode != 1:
            found.append(f"exit code {result.returncode} though nothing could be written")
    return [f"{command.format(bantin='bantin')}: {fault}" for fault in found]
