"""Fuzz test to run by hand: generated texts, broken files, kills and full disks; prints what was tried and what broke.

    python -m tests.robustness.fuzz --texts 200000 --files 150 --kills 100 --full-disks 30

The same ``--seed`` tries the same. Texts take two processes and about half an hour on two cores, the rest ten minutes.
Exit code 1 if something broke.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache

from nlp import Article, Labeller
from tests.robustness.checks import faults
from tests.robustness.processes import STREAMS, break_file, break_stream, fill_disk, kill_runs
from tests.robustness.texts import texts

BATCH = 100
_SHOWN = 40


@cache
def labeller() -> Labeller:
    """Return the labeller with the model that ships."""
    return Labeller("default")


def text_faults(seeds: range) -> list[str]:
    """Return what is wrong with the labels of generated texts, labelled in one batch."""
    articles = [Article(text=text, title=title) for title, text in map(texts, seeds)]
    try:
        return faults(labeller(), articles)
    except Exception as error:
        if len(seeds) > 1:
            return [fault for seed in seeds for fault in text_faults(range(seed, seed + 1))]
        return [f"traceback: {error!r}: {articles!r}"]


def batches(first: int, n: int) -> Iterator[range]:
    """Yield the seeds of ``n`` texts in batches."""
    for start in range(first, first + n, BATCH):
        yield range(start, min(start + BATCH, first + n))


def fuzz(
    *, first: int, texts: int, files: int, kills: int, full_disks: int, streams: bool
) -> tuple[Counter[str], list[str]]:
    """Try all, and return how often what was tried, and the faults.

    :param first: seed of the first text and file.
    """
    counts: Counter[str] = Counter(texts=texts, files=files, tracebacks=0)
    counts["records lost"] = 0
    found: list[str] = []

    def keep(faults_found: Iterable[str]) -> None:
        for fault in faults_found:
            print(fault[:1_500], file=sys.stderr, flush=True)
            found.append(fault)

    if texts:
        with ProcessPoolExecutor(2) as pool:
            for some in pool.map(text_faults, batches(first, texts)):
                keep(some)
    for seed in range(first, first + files):
        keep(break_file(seed, counts))
    keep(kill_runs(kills, first, counts))
    for seed in range(first, first + 10 * full_disks):
        if counts["full disks"] < full_disks:
            keep(fill_disk(seed, counts))
    for command in STREAMS if streams else ():
        keep(break_stream(command, counts))
    counts["tracebacks"] = sum("traceback" in fault for fault in found)
    return counts, found


def main() -> None:
    """Run the fuzz test and print a table of counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=0, dest="first")
    for name, default in (("texts", 20_000), ("files", 150), ("kills", 100), ("full-disks", 30)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--streams", action="store_true", help="also run every command with full and closed streams")
    started = time.monotonic()
    counts, found = fuzz(**vars(parser.parse_args()))
    for name, count in counts.items():
        print(f"{name:44} {count:>10,}")
    kinds = Counter(fault.partition(":")[0].split("(")[0].rstrip(" 0123456789") for fault in found)
    for kind, count in kinds.most_common(_SHOWN):
        print(f"fault, {kind[:37]:37} {count:>10,}")
    print(f"{'faults':44} {len(found):>10,}")
    print(f"{'seconds':44} {time.monotonic() - started:>10,.0f}")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
