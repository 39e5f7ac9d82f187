"""The command of today against that of an earlier commit, and what it costs by the number and length of articles.

The earlier commit is taken out of the repository by this module itself, and both run in turns on one core, so that
their ratio holds on a noisy machine too. What is compared is processor time: other programs take none of that.
"""

from __future__ import annotations

import lzma
import os
import resource
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

import orjson

PROJECT = Path(__file__).parents[2]
EARLIER = "62d2809"
FEED, ARTICLES = "feed_sample.jsonl.xz", "vntc10_test.jsonl.xz"
Row = Callable[..., None]


@contextmanager
def checked_out(commit: str) -> Iterator[Path]:
    """Give a folder with the package as it was at a commit."""
    with tempfile.TemporaryDirectory(prefix="bantin-before-") as folder:
        archive = Path(folder) / "commit.tar"
        command = ["git", "-C", str(PROJECT), "archive", "-o", str(archive), commit]
        subprocess.run(command, check=True, capture_output=True)
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
        yield Path(folder)


def write_lines(source: Path, target: Path, count: int) -> None:
    """Write the first ``count`` lines of a packed set, from its start again when there are fewer."""
    with lzma.open(source, "rb") as packed:
        lines = list(islice(packed, count))
    with target.open("wb") as stream:
        stream.writelines(islice(cycle(lines), count))


def label(package: Path, source: Path, output: Path, *arguments: str, **variables: str) -> tuple[float, float]:
    """Label a file with the package in a folder; return seconds of the processor and the peak of memory in MB."""
    command = [sys.executable, "-m", "nlp", "label", str(source), "-o", str(output), "--overwrite", "-q", *arguments]
    environment = os.environ | {"PYTHONPATH": str(package)} | variables
    process = subprocess.Popen(command, cwd=package, env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{package}: bantin label ended with {process.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def against_earlier(row: Row, shared: Path, limit: int, rounds: int = 3) -> None:
    """Compare labelling with entities, compiled and not, with that of the earlier commit."""
    with checked_out(EARLIER) as earlier:
        source, output = earlier / "input.jsonl", earlier / "output.jsonl"
        runs = {
            EARLIER: lambda: label(earlier, source, output),
            "today": lambda: label(PROJECT, source, output),
            "in Python": lambda: label(PROJECT, source, output, BANTIN_PLAIN="1"),
        }
        for what, name, count in (("feed items", FEED, limit), ("VNTC articles", ARTICLES, limit // 6)):
            write_lines(shared / "data" / name, source, count)
            seconds = {run: float("inf") for run in runs}
            for _ in range(rounds):
                for run, measure in runs.items():
                    seconds[run] = min(seconds[run], measure()[0])
            for run in ("today", "in Python"):
                of_earlier, ours = count / seconds[EARLIER], count / seconds[run]
                ratio = seconds[EARLIER] / seconds[run]
                row(f"label, {what}, {run}", f"{ours:,.0f}/s", EARLIER, f"{of_earlier:,.0f}/s", ratio, 2.0)


def memory(row: Row, shared: Path) -> None:
    """Report the peak of memory for a thousand, ten thousand and a hundred thousand feed items."""
    with tempfile.TemporaryDirectory() as folder:
        source, output = Path(folder) / "input.jsonl", Path(folder) / "output.jsonl"
        for count in (1_000, 10_000, 100_000):
            write_lines(shared / "data" / FEED, source, count)
            row(f"memory, {count:,} items", f"{label(PROJECT, source, output)[1]:.0f} MB", "", "", None, None)


def cost_by_length(row: Row, shared: Path) -> None:
    """Report what an article of 1 to 512 KB costs; the cost of a byte must not grow with the length."""
    from nlp.article import Article
    from nlp.labeller import Labeller

    labeller = Labeller()
    with lzma.open(shared / "data" / ARTICLES, "rb") as packed:
        text = "\n".join(orjson.loads(line)["text"] for line in islice(packed, 400))
    first = None
    for size in (1, 4, 16, 64, 256, 512):
        articles = [Article(text=text[start : start + size * 700]) for start in range(0, 64_000, 16_000)]
        started = resource.getrusage(resource.RUSAGE_SELF).ru_utime
        rounds = max(1, 64 // size)
        for _ in range(rounds):
            n_bytes = sum(len(labelled.article.text.encode()) for labelled in labeller.label(list(articles)))
        seconds = (resource.getrusage(resource.RUSAGE_SELF).ru_utime - started) / rounds
        cost = seconds / n_bytes * 2**20
        first = first or cost
        shown = f"{seconds / len(articles) * 1e3:.1f} ms"
        row(f"an article of {n_bytes / len(articles) / 1024:.0f} KB", shown, "a MB at 1 KB / here",
            f"{first:.1f} / {cost:.1f} s", first / cost, None)  # fmt: skip


def _of_underthesea(name: str) -> Callable[[str], object]:
    import underthesea

    found: Callable[[str], object] = getattr(underthesea, name)
    return found


def _of_pyvi() -> Callable[[str], object]:
    from pyvi import ViTokenizer

    found: Callable[[str], object] = ViTokenizer.tokenize
    return found


def _of_spacy() -> Callable[[str], object]:
    import spacy

    return spacy.blank("vi")


def _of_flashtext() -> Callable[[str], object]:
    from flashtext import KeywordProcessor

    from nlp.entities.places.gazetteer import gazetteer

    processor = KeywordProcessor()
    for name in gazetteer().province_names:
        processor.add_keyword(name)
    found: Callable[[str], object] = processor.extract_keywords
    return found


PEERS: dict[str, tuple[Callable[[], Callable[[str], object]], int]] = {
    "underthesea word_tokenize": (lambda: _of_underthesea("word_tokenize"), 1_000),
    "underthesea ner": (lambda: _of_underthesea("ner"), 100),
    "pyvi": (_of_pyvi, 1_000),
    "spaCy blank vi": (_of_spacy, 1_000),
    "flashtext, names of provinces": (_of_flashtext, 3_000),
}
"""What others do with a feed item, and how many items suffice to measure it."""


def peers_on_feed(row: Row, shared: Path) -> None:
    """Compare label and entities of feed items with parts of that work as others do them."""
    from nlp.article import Article
    from nlp.labeller import Labeller

    with lzma.open(shared / "data" / FEED, "rb") as packed:
        records = [orjson.loads(line) for line in islice(packed, 3_000)]
    articles = [Article(record["text"], record["title"]) for record in records]
    documents = [article.document for article in articles]
    labeller = Labeller()
    list(labeller.label(articles[:500]))
    for name, (make, count) in PEERS.items():
        try:
            peer = make()
            peer(documents[0])
        except ImportError as error:
            row("label and entities", "", name, f"skipped: {error}", None, None)
            continue
        theirs = _seconds(lambda peer=peer, count=count: [peer(document) for document in documents[:count]]) / count
        # The properties of an article are kept, so each round gets new ones.
        fresh = [Article(article.text, article.title) for article in articles]
        ours = _seconds(lambda fresh=fresh: list(labeller.label(fresh))) / len(fresh)
        row("label and entities, feed", f"{1 / ours:,.0f}/s", name, f"{1 / theirs:,.0f}/s", theirs / ours, None)


def _seconds(action: Callable[[], object]) -> float:
    started = time.process_time()
    action()
    return time.process_time() - started
