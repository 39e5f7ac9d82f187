"""What text that repeats one piece costs, in seconds and memory a byte, against ordinary news: ``make cost``.

    python -m tests.robustness.cost             every pattern, a megabyte of each
    python -m tests.robustness.cost --megabytes 0.25 --times 1

Each text is labelled and written as JSON in a process of its own. Time is that of the processor, the best of some
runs; memory is the highest that the process held above what it began with. Exit code 1 if the worst pattern takes
more than five times what ordinary text takes.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import time
from multiprocessing.connection import Connection

import orjson

from nlp import Article, Labeller
from tests.conftest import CORPUS

MOST = 5.0
"""Times what ordinary text costs a byte."""

ORDINARY = "ordinary"
PATTERNS = [
    "5% ", "1.000 ", "1", "1-", "1/", "1,", "1 ", "15 tỷ ", "tỷ ", "một ", "trăm ", "năm mươi ", "từ 3 đến 5 người ",
    "3 người chết ", "ngày 1/1 ", "năm 2025 ", "ông ", "ÔNG A ", "ông Nguyễn Văn An ", "Nguyễn ", "Chủ tịch ",
    "Chủ tịch UBND ", "UBND ", "UBND tỉnh ", "Sở ", "Bí thư, ", "xã ", "xã A ", "Phường 1 ", "Hà ", "Quảng ",
    "Lào_Cai ", "tỉnh Lào Cai ", "huyện Bát Xát, ", "TP.", "a", "A", "A ", "a ", "?", "(", "()", "<", "<a>", "[", "\"",
    "_", "\n", "http://", "&#", "&amp;", "\u0301", "a\u0301\u0323", "😢", "\u200b", "\u00a0", "-", "…", "ub nd ", "chu tich ",
    "ong ", "3 nguoi chet ", "CHỦ TỊCH ", "Ã¡", "\ufffd",
]  # fmt: skip


def ordinary(size: int) -> str:
    """Return news of a number of bytes: the articles of the corpus, with a number of its own in every round."""
    files = sorted((CORPUS / "articles").glob("*.jsonl"))
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    parts, written, number = [], 0, 0
    while written < size:
        row = rows[number % len(rows)]
        parts.append(f"{row['title']}\n{row['text']} Bản tin số {number}.\n")
        written += len(parts[-1].encode())
        number += 1
    return "".join(parts)


def measure(labeller: Labeller, text: str, times: int) -> tuple[float, float, float]:
    """Return seconds, bytes of memory and bytes of output that a text takes, each a byte of the text."""
    size = len(text.encode())
    seconds, held, written = [], 0.0, 0
    for _ in range(times):
        ours, theirs = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.get_context("fork").Process(target=_label, args=(labeller, text, theirs))
        process.start()
        taken, memory, written = ours.recv()
        process.join()
        seconds.append(taken)
        held = max(held, memory)
    return min(seconds) / size, held / size, written / size


def _label(labeller: Labeller, text: str, results: Connection) -> None:
    before = _held()
    started = time.process_time()
    line = orjson.dumps(labeller.label_one(Article(text=text)).to_dict())
    results.send((time.process_time() - started, _peak() - before, len(line)))


def _held() -> int:
    """Return the bytes that this process holds now."""
    with open("/proc/self/statm", encoding="ascii") as status:  # noqa: PTH123 - a line of the kernel
        return int(status.read().split()[1]) * resource.getpagesize()


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def table(megabytes: float, times: int) -> list[tuple[str, float, float, float]]:
    """Return for each pattern seconds, memory and output as multiples of what ordinary text takes, the worst first."""
    labeller = Labeller("default")
    labeller.label_one(Article(text=ordinary(10_000)))  # tables are read once
    size = int(megabytes * 2**20)
    usual = measure(labeller, ordinary(size), times)
    print(f"ordinary text: {usual[0] * 1e6:.2f} s, {usual[1]:.0f} MB of memory, {usual[2]:.1f} MB of output a megabyte")
    rows = []
    for piece in PATTERNS:
        text = piece * (size // len(piece.encode()) + 1)
        costs = measure(labeller, text, times)
        rows.append((piece, *(cost / normal for cost, normal in zip(costs, usual, strict=True))))
    return sorted(rows, key=lambda row: -row[1])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=1.0)
    parser.add_argument("--times", type=int, default=2)
    rows = table(**vars(parser.parse_args()))
    print(f"{'pattern':24} {'time':>7} {'memory':>7} {'output':>7}   times ordinary text")
    for piece, *costs in rows:
        print(f"{piece!a:24} " + " ".join(f"{cost:6.2f}x" for cost in costs))
    worst = max(max(row[1:3]) for row in rows)
    print(f"the worst of {len(rows)} patterns: {worst:.2f} times ordinary text")
    sys.exit(worst > MOST)


if __name__ == "__main__":
    main()
