"""The attack table: each way into a desk that must be closed, tried from outside."""

import http.client
import json
import logging
import re
import socket
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from nlp.errors import InputError
from nlp.store.store import Store
from nlp.web import tokens
from nlp.web.desk import Desk
from nlp.web.settings import Limits, Settings, check_url
from nlp.web.transfer import suffix_of
from tests.web.conftest import HOSTILE, client_of, new_desk, running

TOKEN = "a token that somebody was given"
PAGES = ("/", "/review", "/events", "/models", "/files", "/api", "/sign-in")
CHANGES = (
    "/review/k1", "/undo", "/name", "/review-plan", "/events/refresh", "/articles/k1/strike", "/models/train", "/models/measure",
    "/models/compare", "/models/promote", "/models/rollback", "/upload",
)  # fmt: skip


def open_to_others(tmp_path, **changes):
    settings = Settings(host="0.0.0.0", token=tokens.hash_of(TOKEN), **changes)
    return Desk(Store(tmp_path / "open.db"), settings)


@pytest.mark.parametrize(
    ("settings", "host", "answered"),
    [
        (Settings(), "127.0.0.1:8000", True),
        (Settings(), "localhost", True),
        (Settings(), "[::1]:8000", True),
        (Settings(), "LOCALHOST:8000", True),
        (Settings(), "evil.example", False),
        (Settings(), "127.0.0.1.evil.example", False),
        (Settings(), "192.168.1.5:8000", False),
        (Settings(), "", False),
        (Settings(), "localhost:port", False),
        (Settings(), "user@localhost", False),
        (Settings(), "localhost/path", False),
        (Settings(host="0.0.0.0"), "192.168.1.5:8000", True),
        (Settings(host="0.0.0.0"), "evil.example", False),
        (Settings(host="192.168.1.5"), "192.168.1.5:8000", True),
        (Settings(host="192.168.1.5"), "192.168.1.6:8000", False),
        (Settings(public_url="https://desk.example.org"), "desk.example.org", True),
        (Settings(public_url="https://desk.example.org"), "other.example.org", False),
        (Settings(public_url="https://desk.example.org"), "127.0.0.1:8000", True),
    ],
)
def test_a_desk_answers_to_its_own_names(settings, host, answered):
    assert settings.answers_to(host) is answered


@pytest.mark.parametrize(
    ("settings", "needed"),
    [
        (Settings(), False),
        (Settings(host="localhost"), False),
        (Settings(host="::1"), False),
        (Settings(public_url="http://localhost:9000"), False),
        (Settings(host="0.0.0.0"), True),
        (Settings(host="::"), True),
        (Settings(host="192.168.1.5"), True),
        (Settings(public_url="https://desk.example.org"), True),
    ],
)
def test_who_can_be_reached_by_others_needs_a_token(settings, needed):
    assert settings.needs_token is needed


@pytest.mark.parametrize("url", ["desk.example.org", "ftp://x", "https://", "https://x/path", "https://x:port", ""])
def test_what_is_no_address_of_a_proxy(url):
    with pytest.raises(InputError):
        check_url(url)


@pytest.fixture(scope="module")
def narrow(tmp_path_factory):
    """A browser at a desk that takes little at a time."""
    settings = Settings(limits=Limits(form=2000, label=4000, upload=5000, records=5))
    with new_desk(tmp_path_factory.mktemp("narrow"), settings) as desk, client_of(desk) as client:
        yield client


def raw(address, *, host, method="GET", path="/", headers=None, body=b""):
    """Send one request to a running server with any Host; return status and body."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=5)
    connection.putrequest(method, path, skip_host=True)
    for name, value in {"Host": host, "Content-Length": str(len(body)), **(headers or {})}.items():
        connection.putheader(name, value)
    connection.endheaders(body)
    answer = connection.getresponse()
    return answer.status, answer.read()


def test_a_running_server_answers_to_no_other_name_and_no_slow_or_broken_request(desk):
    desk.settings = replace(desk.settings, limits=replace(Limits(), pause=0.3))
    with running(desk) as address:
        assert raw(address, host="127.0.0.1")[0] == 200
        assert raw(address, host="evil.example")[0] == 421
        assert raw(address, host="127.0.0.1", path="//evil.example/%2e%2e/etc/passwd")[0] == 404
        assert raw(address, host="127.0.0.1", method="DELETE", path="/articles/x")[0] == 405
        assert raw(address, host="127.0.0.1", method="POST", path="/undo", body=b"csrf=x")[0] == 403
        with socket.create_connection(("127.0.0.1", urlsplit(address).port), timeout=5) as slow:
            slow.sendall(b"POST /undo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50\r\n")
            slow.sendall(b"Content-Type: application/x-www-form-urlencoded\r\n\r\ncsrf=")
            assert slow.recv(100).startswith(b"HTTP/1.1 408")
        assert raw(address, host="127.0.0.1")[0] == 200


def test_an_open_desk_shows_nothing_without_its_token(tmp_path):
    desk = open_to_others(tmp_path)
    with desk.store, client_of(desk, follow_redirects=False) as client:
        for path in PAGES[:-1]:
            answer = client.get(path, headers={"accept": "text/html"})
            assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
        for path in ("/api/articles", "/api/models", "/api/openapi.json", "/download"):
            assert client.get(path).status_code == 401
        assert client.post("/api/label", json={"text": "Mưa lớn"}).status_code == 401
        for path in CHANGES:
            assert client.change(path).status_code == 401
        wrong = {"authorization": "Bearer nonsense"}
        assert client.get("/api/articles", headers=wrong).status_code == 401
        assert client.get("/api/articles", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
        session = client.cookies[desk.settings.cookie]
        client.cookies.set(f"{desk.settings.cookie}-pass", desk.keys.csrf(session))
        assert client.get("/api/articles").status_code == 401


def test_the_token_opens_a_desk_and_a_new_one_closes_it(tmp_path, monkeypatch):
    monkeypatch.setattr("nlp.web.pages.access._PAUSE", 0)
    desk = open_to_others(tmp_path)
    with desk.store, client_of(desk, follow_redirects=False) as client:
        assert client.change("/sign-in", token="wrong").status_code == 403
        before = client.cookies[desk.settings.cookie]
        answer = client.change("/sign-in", token=f" {TOKEN} ")
        assert answer.status_code == 303
        assert all("HttpOnly; SameSite=Strict" in cookie for cookie in answer.headers.get_list("set-cookie"))
        assert client.cookies[desk.settings.cookie] != before, "a session that was prepared is worth nothing"
        assert client.get("/").status_code == 200
        given = dict(client.cookies)
    renewed = Desk(Store(tmp_path / "open.db"), replace(desk.settings, token=tokens.hash_of("another")))
    with renewed.store, client_of(renewed, follow_redirects=False, cookies=given) as client:
        assert client.get("/").status_code == 401


def test_a_token_is_made_and_shown_once(tmp_path):
    file = tokens.token_file(tmp_path / "desk.db")
    known, made = tokens.known_or_new(file)
    assert file.stat().st_mode & 0o077 == 0
    assert made not in file.read_text()
    assert tokens.hash_of(made) == known
    assert tokens.known_or_new(file) == (known, None)
    renewed, other = tokens.known_or_new(file, renew=True)
    assert (renewed, other) != (known, made)
    file.write_text("not a hash")
    with pytest.raises(InputError, match="no hash"):
        tokens.known_or_new(file)


def test_cookies_of_an_encrypted_desk_never_leave_that_connection(tmp_path):
    desk = open_to_others(tmp_path, public_url="https://desk.example.org")
    with desk.store, client_of(desk) as client:
        (cookie,) = client.get("/sign-in").headers.get_list("set-cookie")
        assert cookie.startswith("__Host-bantin=")
        assert cookie.endswith("; Secure")


@pytest.mark.parametrize("path", CHANGES)
def test_no_change_without_the_token_of_its_session(client, path):
    assert client.post(path).status_code == 403
    assert client.post(path, data={"csrf": "0" * 64}).status_code == 403
    assert client.post(path, headers={"x-csrf-token": "0" * 64}).status_code == 403
    foreign = client.csrf()
    client.cookies.clear()
    assert client.post(path, headers={"x-csrf-token": foreign}).status_code == 403
    assert client.get(path).status_code in (404, 405)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"origin": "http://127.0.0.1:8000"}, 303),
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "http://127.0.0.1:9999"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
def test_no_change_from_a_page_of_somebody_else(client, headers, status):
    token = {"x-csrf-token": client.csrf()}
    assert client.post("/undo", headers=token | headers, follow_redirects=False).status_code == status


def test_foreign_pages_read_nothing_and_a_link_from_one_keeps_the_session(client):
    session = client.get("/").cookies or client.cookies
    image = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    assert client.get("/articles", headers=image).status_code == 403
    client.cookies.clear()
    link = client.get("/", headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"})
    assert "refresh" in link.text
    assert "set-cookie" not in link.headers
    assert session


def test_every_answer_forbids_code_within_and_from_elsewhere(client):
    for path in ("/", "/review", "/nothing", "/static/desk.css", "/api/articles", "/api/openapi.json"):
        headers = client.get(path).headers
        policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert {policy[name] for name in ("script-src", "style-src", "connect-src", "form-action")} == {"'self'"}
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "server" not in headers


class Elements(HTMLParser):
    """Collects what a page would run, load or style."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        self.found += [(tag, name, value) for name, value in attributes]
        self.found += [(tag, "", "")]


@pytest.mark.parametrize(
    "path", [*PAGES, "/articles/KEY", "/review?at=KEY", "/nothing", "/?q=<script>x", "/?label=%22%3E<b>"]
)
def test_pages_escape_what_articles_and_requests_hold(hostile, path):
    (hit,) = hostile.get("/api/articles").json()["articles"]
    page = Elements()
    text = hostile.get(path.replace("KEY", hit["key"])).text
    page.feed(text)
    scripts = [value for tag, name, value in page.found if tag == "script" and name == "src"]
    assert len(scripts) == len([1 for tag, name, _ in page.found if tag == "script" and not name]) == 2
    assert all(value.startswith("/static/") for value in scripts)
    assert not [
        one for one in page.found if one[0] in ("img", "iframe", "object", "base", "b1") or one[1].startswith("on")
    ]
    assert not [one for one in page.found if one[0] == "style" or one[1] == "style"]
    addresses = [value for _, name, value in page.found if name in ("href", "src", "action", "hx-get", "hx-post")]
    assert not [value for value in addresses if not value.startswith(("/", "#"))], (
        "nothing from elsewhere, no javascript:"
    )
    assert "49" not in re.sub(r"[\w-]*\d[\w-]*\d[\w-]*", "", text), "no template within an article is run"


def test_a_hostile_article_is_shown_as_it_was_written(hostile):
    (hit,) = hostile.get("/api/articles").json()["articles"]
    page = Elements()
    seen = []
    page.handle_data = seen.append
    page.feed(hostile.get(f"/articles/{hit['key']}").text)
    assert HOSTILE in "".join(seen)


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd", "/static/desk.css/..",
     "/articles/..%2f..%2fdesk.db", "/api/articles/%2e%2e%2fdesk.db", "/jobs/..", "/articles/%00", "/review?at=../../etc/passwd"],
)  # fmt: skip
def test_nothing_of_a_request_becomes_a_path(client, path):
    answer = client.get(path)
    assert answer.status_code in (200, 404, 422)
    assert "root:" not in answer.text
    assert "SQLite" not in answer.text
    assert "create_app" not in answer.text


@pytest.mark.parametrize("name", ["../default", "/etc", "models/default", "current", "default/../default", "", "a\0b"])
def test_a_model_is_looked_up_and_never_a_path(client, name):
    for path in ("/models/promote", "/models/compare"):
        assert client.change(path, name=name).status_code in (404, 422)
    assert client.get("/api/models").json()["models"][0]["name"] == "default"


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("bao.xlsx", ".xlsx"), ("BAO.CSV", ".csv"), ("feed.jsonl.gz", ".jsonl.gz"), ("../../etc/x.csv", ".csv"),
        ("model.json.exe", None), ("model.npz", None), ("model.pkl", None), ("model.joblib", None), ("a.py", None),
        ("noend", None), ("", None), ("x.csv/../../y", None), ("csv", None), ("x.html\0.exe", None),
    ],
)  # fmt: skip
def test_the_end_of_a_name_counts_when_it_is_known_and_nothing_else(name, suffix):
    assert suffix_of(name) == suffix


@pytest.mark.parametrize(
    ("path", "headers", "body", "status"),
    [
        ("/undo", {"content-type": "application/x-www-form-urlencoded"}, b"x" * 3000, 413),
        ("/undo", {"content-length": "999999999999"}, b"", 413),
        ("/undo", {"content-length": "-5"}, b"", 400),
        ("/upload", {"content-type": "multipart/form-data; boundary=b"}, b"x" * 6000, 413),
        ("/upload", {"content-type": "application/octet-stream"}, b"x" * 3000, 413),
        ("/api/label", {"content-type": "application/json"}, b"[" * 4500, 413),
        ("/api/label", {"content-type": "application/json"}, b"[" * 3000, 400),
        ("/api/label", {"content-type": "application/json"}, json.dumps([{"text": "a"}] * 6).encode(), 413),
        ("/api/label", {"content-type": "text/plain"}, b'{"text": "a"}', 415),
        ("/api/label", {"content-type": "application/x-www-form-urlencoded"}, b"text=a", 415),
    ],
)
def test_what_is_too_large_or_of_another_kind_is_refused(narrow, path, headers, body, status):
    answer = narrow.post(path, content=body, headers={"x-csrf-token": narrow.csrf(), **headers})
    assert answer.status_code == status


def test_the_size_counts_where_it_is_not_told_in_advance(narrow):
    for path, kind in (("/undo", "application/x-www-form-urlencoded"), ("/api/label", "application/json")):
        pieces = iter([b"x" * 1500] * 3)
        assert narrow.post(path, content=pieces, headers={"content-type": kind}).status_code == 413
    form = {"content-type": "multipart/form-data; boundary=b", "x-csrf-token": narrow.csrf()}
    assert narrow.post("/upload", content=iter([b"--b\r\n" * 800] * 3), headers=form).status_code in (400, 413)


def test_a_request_that_has_no_session_name_of_ours_gets_a_new_one(client):
    client.cookies.set("bantin-8000", "chosen-by-somebody")
    assert "set-cookie" in client.get("/").headers


def test_the_log_holds_no_words_of_articles_searches_or_errors(hostile, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    hostile.get("/", params={"q": "bí mật tìm kiếm"})
    hostile.post("/api/label", json={"text": "bí mật gửi đi"})
    hostile.post("/api/label", json={"text": ["bí mật hỏng"]})

    told = "bí mật trong lỗi"

    def fail(*_, **__):
        raise RuntimeError(told)

    monkeypatch.setattr(hostile.desk.store, "search", fail)
    assert "bí mật" not in hostile.get("/").text
    logged = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("httpx"))
    assert "GET / 500" in logged
    assert "RuntimeError" in logged
    for secret in ("bí mật", "b%C3%AD", "<script>", "Lào Cai"):
        assert secret not in logged
