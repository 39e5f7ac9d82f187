"""Kills of the desk: the watch while it adds, the server while people review and upload.

    python -m tests.robustness.desk --kills 20

What was acknowledged has to be there after every kill, and the store has to be whole.
"""

from __future__ import annotations

import argparse
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode

from nlp.store.store import Store
from tests.conftest import write_feed

ARTICLES, UPLOADED = 600, 200
LABELS = ("flood_disaster", "governance", "other", "transport_complaint")
_START = 60


def kill_desk(kills: int, seed: int, counts: Counter[str]) -> Iterator[str]:
    """Yield what is wrong after each of some kills of the watch and of the server, in turns.

    :param counts: what was done; counted here.
    """
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="bantin-desk-") as folder:
        place = Path(folder)
        write_feed(place / "feed.jsonl", ARTICLES)
        write_feed(place / "more.jsonl", UPLOADED)
        answers: dict[str, str] = {}
        for number in range(kills):
            if number % 3 == 0:
                _kill_watch(place, chance)
            else:
                _kill_server(place, chance, answers, counts)
            counts["kills"] += 1
            yield from _faults(place, answers)
        _run(place, "watch", "feed.jsonl", "--once", "--store", "desk.db").wait()
        with Store(place / "desk.db") as store:
            known = sum(1 for _ in store.articles())
        if known < ARTICLES:
            yield f"{known} of {ARTICLES} articles are in the store"
        counts["answers"] = len(answers)


def _run(place: Path, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "nlp", *arguments]
    return subprocess.Popen(command, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _kill_watch(place: Path, chance: random.Random) -> None:
    process = _run(place, "watch", "feed.jsonl", "--once", "--store", "desk.db")
    time.sleep(0.5 + 2 * chance.random())
    process.kill()
    process.wait()


def _kill_server(place: Path, chance: random.Random, answers: dict[str, str], counts: Counter[str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = _run(place, "serve", "--store", "desk.db", "--port", str(port))
    browser = Browser(f"http://127.0.0.1:{port}")
    try:
        browser.wait()
        until = time.monotonic() + 0.2 + 2 * chance.random()
        if chance.random() < 0.5:
            browser.upload(place / "more.jsonl")
            counts["uploads"] += 1
        while time.monotonic() < until:
            label = chance.choice(LABELS)
            if (key := browser.answer(label)) is None:
                break
            answers[key] = label
    finally:
        process.kill()
        process.wait()


def _faults(place: Path, answers: dict[str, str]) -> Iterator[str]:
    if not (place / "desk.db").exists():
        return
    with Store(place / "desk.db") as store:
        yield from store.integrity()
        for key, label in answers.items():
            stored = store.article(key)
            given = stored and stored.hit.answer
            if given is None or given.label != label:
                yield f"the answer {label} to {key} is lost"


class Browser:
    """Reads the pages of a desk and sends its forms."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def wait(self) -> None:
        """Wait until the desk answers."""
        deadline = time.monotonic() + _START
        while True:
            try:
                self.get("/sign-in")
            except URLError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return

    def answer(self, label: str) -> str | None:
        """Label the next article and return its key; None when there is none."""
        found = re.search(r'action="/review/([^"]+)"', self.get("/review"))
        if found is None:
            return None
        body = urlencode({"csrf": self._csrf(), "action": "label", "label": label}).encode()
        self._send(f"/review/{found[1]}", body, "application/x-www-form-urlencoded")
        return found[1]

    def upload(self, path: Path) -> None:
        """Upload a file."""
        head = f'--cut\r\nContent-Disposition: form-data; name="file"; filename="{path.name}"\r\n\r\n'
        body = head.encode() + path.read_bytes() + b"\r\n--cut--\r\n"
        self._send("/upload", body, "multipart/form-data; boundary=cut")

    def _csrf(self) -> str:
        found = re.search(r'"X-CSRF-Token": "(\w+)"', self.get("/sign-in"))
        assert found is not None
        return found[1]

    def get(self, path: str) -> str:
        """Return a page."""
        with self._opener.open(self._address + path, timeout=_START) as answer:
            return str(answer.read().decode())

    def _send(self, path: str, body: bytes, kind: str) -> None:
        headers = {"content-type": kind, "x-csrf-token": self._csrf()}
        with self._opener.open(urllib.request.Request(self._address + path, body, headers), timeout=_START) as answer:
            answer.read()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    counts: Counter[str] = Counter()
    faults = list(kill_desk(given.kills, given.seed, counts))
    print(*(f"{name} {count}" for name, count in counts.items()), sep=", ")
    for fault in faults:
        print(fault)
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
