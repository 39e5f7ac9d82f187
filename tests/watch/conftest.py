"""A server on this machine that behaves in every way that servers of feeds do."""

import gzip
import threading
import time
from collections import Counter
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from nlp.labeller import Labeller
from nlp.store.store import Store
from nlp.watch.fetching import Limits
from nlp.watch.watcher import Watcher
from tests.store.conftest import Clock

LIMITS = Limits(seconds=1.0, bytes=200_000, redirects=3)


def feed(*titles, channel="Báo Vùng Cao"):
    """Return a feed of articles that differ in every sentence."""
    items = "".join(
        f"<item><title>{title}</title><description>{' '.join(f'{title}{number}' for number in range(9))}</description>"
        f"<link>https://bao.example/{number}</link><pubDate>Tue, 07 Oct 2025 0{number}:00:00 GMT</pubDate></item>"
        for number, title in enumerate(titles)
    )
    return f"<?xml version='1.0'?><rss><channel><title>{channel}</title>{items}</channel></rss>".encode()


BOMB = gzip.compress(b" " * 10**7)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Báo Atom</title><entry><title>Đèo ngập</title><id>urn:1</id>'
    "<updated>2025-10-07T08:00:00+07:00</updated><content>Nước tràn qua đèo từ sáng sớm.</content></entry></feed>"
).encode()


class Handler(BaseHTTPRequestHandler):
    """Answers by the path that is asked for."""

    def do_GET(self):
        self.server.asked[self.path] += 1
        self.server.headers[self.path] = dict(self.headers)
        with suppress(OSError):
            getattr(self, f"send_{self.path.strip('/').partition('.')[0]}")()

    def log_message(self, *_):
        pass

    def reply(self, content=b"", status=200, **headers):
        self.send_response(status)
        for name, value in {"Content_Length": len(content), **headers}.items():
            if value is not None:
                self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(content)

    def send_good(self):
        if self.headers.get("If-None-Match") == self.server.etag:
            self.reply(status=304, Content_Length=None)
        else:
            self.reply(self.server.content, ETag=self.server.etag, Last_Modified="Tue, 07 Oct 2025 00:00:00 GMT")

    def send_forgetful(self):
        self.reply(self.server.content)

    def send_zipped(self):
        self.reply(gzip.compress(feed("nén")), Content_Encoding="gzip")

    def send_atom(self):
        self.reply(ATOM)

    def send_slow(self):
        self.send_response(200)
        self.end_headers()
        for byte in feed("chậm"):
            self.wfile.write(bytes([byte]))
            time.sleep(0.05)

    def send_silent(self):
        time.sleep(2)

    def send_drip(self):
        self.wfile.write(b"HTTP/1.0 200 OK\r\n")
        for number in range(100):
            self.wfile.write(b"X-%d: y\r\n" % number)
            time.sleep(0.05)

    def send_huge(self):
        self.reply(b"", Content_Length=10**12)

    def send_endless(self):
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(b"<item>" * 10_000)

    def send_bomb(self):
        self.reply(BOMB, Content_Encoding="gzip")

    def send_odd(self):
        self.reply(b"\x1b\x00", Content_Encoding="br")

    def send_short(self):
        self.reply(feed("hụt")[:90], Content_Length=5_000)

    def send_broken(self):
        self.reply(feed("lành", "vỡ")[:-60])

    def send_nothing(self):
        self.reply()

    def send_page(self):
        self.reply(b"<!doctype html><html><body><p>Khong co gi</body></html>")

    def send_garbage(self):
        self.wfile.write(b"\xff\xfe\x00 not a status line\r\n\r\n")

    def send_500(self):
        self.reply(status=500)

    def send_busy(self):
        self.reply(status=429, Retry_After=7_200)

    def send_moved(self):
        self.reply(status=301, Location="/good.rss")

    def send_circle(self):
        self.reply(status=302, Location="/circle")

    def send_nowhere(self):
        self.reply(status=302)

    def send_file(self):
        self.reply(status=302, Location="file:///etc/passwd")

    def send_inside(self):
        self.reply(status=302, Location=f"http://localhost:{self.server.server_port}/good.rss")

    def send_cloud(self):
        self.reply(status=307, Location="http://169.254.169.254/latest/meta-data/")


@pytest.fixture(scope="session")
def running():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def server(running):
    running.asked, running.headers = Counter(), {}
    running.etag, running.content = '"1"', feed("lũ", "bão")
    return running


@pytest.fixture
def address(server):
    return lambda path: f"http://127.0.0.1:{server.server_port}/{path}"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(tmp_path, clock):
    with Store(tmp_path / "desk.db", clock=clock) as opened:
        yield opened


@pytest.fixture
def watch(store, clock):
    """Return a function that looks once at some sources, and returns what came of each."""
    labeller = Labeller(None)

    def looks(*sources, **options):
        options = {"every": 60, "limits": LIMITS, "clock": clock, **options}
        return {look.source: look for look in Watcher(store, labeller, sources, **options).run(once=True)}

    return looks
