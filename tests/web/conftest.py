"""What the tests of the desk share: desks over small stores, a client that reads a page's token, a running server."""

import re
import socket
import threading
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.testclient import TestClient

from nlp.article import Article
from nlp.store.records import NewArticle
from nlp.store.store import Store
from nlp.web.app import create_app
from nlp.web.desk import Desk
from nlp.web.settings import Settings

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'{{ 7*7 }}"


class Client(TestClient):
    """A browser: it keeps cookies, and sends a change with the token of the page that it saw."""

    def csrf(self):
        return re.search(r'"X-CSRF-Token": "(\w+)"', self.get("/sign-in").text)[1]

    def change(self, path, **fields):
        return self.post(path, data={"csrf": self.csrf(), **fields})


@contextmanager
def client_of(desk, **options):
    with Client(create_app(desk), base_url="http://127.0.0.1:8000", **options) as client:
        yield client


def wait_for(desk, seconds=60):
    """Wait until nothing works in the background; return the last job."""
    pause = threading.Event()
    for _ in range(int(seconds / 0.02)):
        (job, *_) = desk.store.jobs.latest(1)
        if job.state != "running":
            return job
        pause.wait(0.02)
    raise AssertionError("the work does not end")


@pytest.fixture(scope="module", autouse=True)
def models(tmp_path_factory):
    """A folder of models of the module's own, so that nothing is promoted in the checkout."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("own") / "models"
        patch.setenv("BANTIN_MODELS", str(folder))
        yield folder


@contextmanager
def new_desk(folder, settings=None):
    with Store(folder / "desk.db") as store:
        desk = Desk(store, settings or Settings())
        yield desk
        desk.close()


@pytest.fixture
def desk(tmp_path):
    """A desk without articles."""
    with new_desk(tmp_path) as desk:
        yield desk


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """A browser at a desk with the samples, which the tests of a module share."""
    with new_desk(tmp_path_factory.mktemp("samples")) as desk:
        desk.add_samples()
        with client_of(desk) as client:
            client.desk = desk
            yield client


@pytest.fixture(autouse=True)
def _fresh(request):
    """Let each test come with a session of its own."""
    yield
    if "client" in request.fixturenames:
        request.getfixturevalue("client").cookies.clear()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A browser at a desk whose one article tries to break out of the page."""
    fields = {"title": f"Lũ {HOSTILE}", "text": f"Tại Lào Cai, 5 tỷ đồng {HOSTILE}", "url": "javascript:alert(3)"}
    article = Article(fields["text"], fields["title"], url=fields["url"], source=HOSTILE)
    with new_desk(tmp_path_factory.mktemp("hostile")) as desk:
        desk.store.add([NewArticle.of(desk.labeller().label_one(article), {**fields, "source": HOSTILE})])
        with client_of(desk) as client:
            client.desk = desk
            yield client


@contextmanager
def running(desk):
    """Serve a desk at a free port of this machine; yield its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(create_app(desk), log_config=None, access_log=False, ws="none", proxy_headers=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)
