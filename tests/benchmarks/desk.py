"""How long the pages of the desk take over a large store, and how much memory the server needs.

    python -m tests.benchmarks.desk --articles 100000

The articles are made of sentences of the written corpus and labelled once; the store lies in a scratch folder.
"""

from __future__ import annotations

import argparse
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import psutil

from nlp.article import Article, LabelledArticle
from nlp.labeller import Labeller
from nlp.store.records import NewArticle
from nlp.store.store import Store
from tests.conftest import CORPUS, read_jsonl
from tests.robustness.desk import Browser

_BATCH = 2_000
_CALLS = 60
_WORDS = ("lũ quét", "sạt lở", "bao so 10", "xe khách", "chủ tịch", "cấm đường")


def made(count: int) -> Iterator[LabelledArticle]:
    """Yield labelled articles: real labels and entities, each text with a number of its own."""
    rows = [row for path in sorted((CORPUS / "articles").glob("*.jsonl")) for row in read_jsonl(path)]
    articles = [Article(row["text"], row["title"], row["id"]) for row in rows]
    labelled = list(Labeller().label(articles))
    for number in range(count):
        one = labelled[number % len(labelled)]
        day = date(2025, 1, 1) + timedelta(days=number % 365)
        text = f"{one.article.text} Tin số {number}, {rows[number * 7 % len(rows)]['text']}"
        article = Article(text, one.article.title, None, day.isoformat(), None, f"Báo {number % 40}")
        yield replace(one, article=article)


def fill(path: Path, count: int) -> float:
    """Put articles into a new store; return the seconds that it took."""
    start = time.monotonic()
    with Store(path) as store:
        batch: list[NewArticle] = []
        for one in made(count):
            batch.append(NewArticle.of(one))
            if len(batch) == _BATCH:
                store.add(batch)
                batch = []
        store.add(batch)
        store.tidy()
    return time.monotonic() - start


def pages(chance: random.Random) -> dict[str, str]:
    """Return what is asked for, by name."""
    word = chance.choice(_WORDS).replace(" ", "+")
    province = chance.choice(("38", "79", "01", "46"))
    return {
        "articles": "/",
        "a label and a province": f"/?label=flood_disaster&province={province}",
        "words": f"/?q={word}",
        "words, a label and a province": f"/?q={word}&label=other&province={province}",
        "review": "/review",
        "events": "/events",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bantin-desk-") as folder, socket.socket() as free:
        seconds = fill(Path(folder) / "desk.db", given.articles)
        size = (Path(folder) / "desk.db").stat().st_size
        print(f"{given.articles:,} articles in {seconds:.0f} s, {size / 1e6:.0f} MB")
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        command = [sys.executable, "-m", "nlp", "serve", "--store", "desk.db", "--port", str(port)]
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            browser = Browser(f"http://127.0.0.1:{port}")
            browser.wait()
            chance, times = random.Random(3), dict[str, list[float]]()
            for _ in range(_CALLS):
                for name, path in pages(chance).items():
                    start = time.perf_counter()
                    browser.get(path)
                    times.setdefault(name, []).append(1000 * (time.perf_counter() - start))
            for name, taken in times.items():
                ordered = sorted(taken)
                print(f"{name:32} p50 {ordered[_CALLS // 2]:6.0f} ms   p95 {ordered[int(_CALLS * 0.95)]:6.0f} ms")
            print(f"memory {psutil.Process(process.pid).memory_info().rss / 1e6:.0f} MB")
        finally:
            process.kill()
            process.wait()


if __name__ == "__main__":
    main()
