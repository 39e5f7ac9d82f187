import time
from itertools import pairwise

import pytest

from nlp.errors import InputError
from nlp.store.records import Query
from nlp.watch.addresses import is_public, parse
from nlp.watch.watcher import LONGEST_BACK_OFF, seconds_of
from tests.watch.conftest import feed

GOOD = ["good.rss", "forgetful", "zipped", "atom", "moved"]
BAD = {
    "slow": "took longer than 1 seconds",
    "silent": "took longer than 1 seconds",
    "drip": "took longer than 1 seconds",
    "huge": "larger than 200,000 bytes",
    "endless": "larger than 200,000 bytes",
    "bomb": "larger than 200,000 bytes",
    "odd": "packed as 'br'",
    "short": "broke off after 90 bytes",
    "nothing": "not XML",
    "page": "a web page, not a feed",
    "garbage": "cannot be read",
    "500": "answers 500",
    "busy": "answers 429",
    "circle": "redirects more than 3 times",
    "nowhere": "redirects to nowhere",
    "file": "no address of the web",
    "inside": "a private network",
    "cloud": "a private network",
}


def test_one_bad_feed_stops_no_other(watch, store, address):
    began = time.monotonic()
    looks = watch(*map(address, [*BAD, *GOOD]))
    assert time.monotonic() - began < 8
    for path, reason in BAD.items():
        assert reason in looks[address(path)].failure, path
        assert looks[address(path)].added.new == 0
    for path in GOOD:
        assert looks[address(path)].failure == ""
    found = {hit.title: hit for hit in store.search().hits}
    assert set(found) == {"lũ", "bão", "nén", "Đèo ngập"}
    assert (found["lũ"].source, found["lũ"].url) == ("Báo Vùng Cao", "https://bao.example/0")
    assert found["Đèo ngập"].moment == "2025-10-07T08:00:00+07:00"
    states = {one.source: one for one in store.watched.all()}
    assert {states[address(path)].failures for path in BAD} == {1}
    assert "429" in states[address("busy")].message
    assert store.integrity() == []


def test_a_damaged_feed_gives_what_can_be_read(watch, store, address):
    watch(address("broken"))
    assert "lành" in {hit.title for hit in store.search().hits}


def test_what_did_not_change_is_not_sent_again(watch, store, server, address):
    source = address("good.rss")
    assert watch(source)[source].added.new == 2
    assert "If-None-Match" not in server.headers["/good.rss"]
    again = watch(source)[source]
    assert (again.added.new, again.added.known, again.failure) == (0, 0, "")
    assert server.headers["/good.rss"]["If-None-Match"] == '"1"'
    assert server.headers["/good.rss"]["If-Modified-Since"] == "Tue, 07 Oct 2025 00:00:00 GMT"
    server.etag, server.content = '"2"', feed("lũ", "bão", "mới")
    third = watch(source)[source]
    assert (third.added.new, third.added.known) == (1, 2)
    assert store.watched.get(source).articles == 3


def test_a_server_without_tags_costs_no_labelling(watch, server, address):
    source = address("forgetful")
    watch(source)
    assert watch(source)[source].added.known == 0, "the content is the same, so it is not even read"


def test_a_source_that_fails_is_asked_less_often(watch, store, server, clock, address):
    source, asked = address("500"), []
    for _ in range(400):
        if not watch(source)[source].rests:
            asked.append(clock.now)
        clock.now += 60
    waits = [later - earlier for earlier, later in pairwise(asked)]
    assert waits[:5] == [120, 240, 480, 960, 1920]
    assert max(waits) <= LONGEST_BACK_OFF
    assert store.watched.get(source).failures == len(asked) == server.asked["/500"]


def test_a_server_that_asks_for_rest_gets_it_and_success_forgets(watch, store, server, clock, address):
    source = address("busy")
    watch(source)
    clock.now += 7_199
    assert watch(source)[source].rests
    clock.now += 1
    assert not watch(source)[source].rests
    server.RequestHandlerClass.send_busy, kept = (
        server.RequestHandlerClass.send_good,
        server.RequestHandlerClass.send_busy,
    )
    try:
        clock.now += 7_200
        assert watch(source)[source].added.new == 2
    finally:
        server.RequestHandlerClass.send_busy = kept
    assert (store.watched.get(source).failures, store.watched.get(source).not_before) == (0, 0)


def test_a_story_in_two_feeds_is_marked(watch, store, server, address):
    text = "Nước sông dâng cao trong đêm, dân ven bờ phải chạy lũ, xã mở trường học đón bà con."
    server.content = (
        f"<rss><channel><item><title>Chạy lũ</title><description>{text}</description></item>"
        f"<item><title>Chạy lũ trong đêm</title><description>{text} Tin thêm.</description></item></channel></rss>"
    ).encode()
    source = address("forgetful")
    assert watch(source)[source].added.duplicates == 1
    (first,) = store.search(Query(repeats=False)).hits
    assert first.source == "127.0.0.1", "a feed without a title is known by its host"


@pytest.mark.parametrize(
    "source",
    [
        "file:///etc/passwd",
        "ftp://bao.example/rss",
        "http://",
        "http://user:secret@bao.example/",
        "http://[::1",
        "no/such",
    ],
)
def test_no_source(watch, source):
    with pytest.raises(InputError) as raised:
        watch(source)
    assert "secret" not in str(raised.value)


def test_a_name_that_leads_home_is_asked_only_if_the_user_says_so(watch, address, monkeypatch, server):
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("127.0.0.1", server.server_port))])
    source = address("good.rss").replace("127.0.0.1", "tin.example")
    assert "private network" in watch(source)[source].failure
    assert server.asked == {}


def test_private_names_are_the_users_word(watch, address, monkeypatch, server):
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("127.0.0.1", server.server_port))])
    source = address("good.rss").replace("127.0.0.1", "tin.example")
    assert watch(source, private=True)[source].added.new == 2
    assert server.headers["/good.rss"]["Host"] == f"tin.example:{server.server_port}"


def test_an_address_that_does_not_answer_is_not_the_only_one(watch, address, monkeypatch, server):
    found = [(2, 1, 6, "", (number, server.server_port)) for number in ("127.0.0.2", "127.0.0.1")]
    monkeypatch.setattr(
        "socket.getaddrinfo",
        lambda host, *_, **__: found if host == "localhost" else [(2, 1, 6, "", (host, server.server_port))],
    )
    source = address("good.rss").replace("127.0.0.1", "localhost")
    assert watch(source)[source].added.new == 2


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_public_addresses(address, public):
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("HTTP://Báo.Example/tin mới?q=lũ&x=1#đầu", "http://xn--bo-mia.example/tin%20m%E1%BB%9Bi?q=l%C5%A9&x=1"),
        ("https://bao.example:443", "https://bao.example/"),
        ("http://[::1]:8000/a%20b", "http://[::1]:8000/a%20b"),
    ],
)
def test_addresses_as_they_are_asked_for(given, url):
    assert parse(given).url == url


@pytest.mark.parametrize(("written", "seconds"), [("90s", 90), ("10m", 600), ("2h", 7_200), ("1d", 86_400), ("45", 45)])
def test_spans_of_time(written, seconds):
    assert seconds_of(written) == seconds


@pytest.mark.parametrize("written", ["", "m", "5s", "-10m", "1.5h", "ten", "١٠m"])
def test_no_spans_of_time(written):
    with pytest.raises(InputError):
        seconds_of(written)
