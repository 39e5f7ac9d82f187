import gzip
import io

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from nlp.formats.record import MAX_RECORD_BYTES, Note, Record, Rejected
from nlp.formats.source import read_source
from nlp.formats.web.warc import read_warc
from tests.formats.web import portals

PAGE = portals.daily_with_figures().encode()
URL = "https://banmai.example/lu-quet.html"


def archive(*answers, packed=True):
    """Return a WARC of answers, each with an address, a status, headers and a body."""
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "test"}))
    for url, status, headers, body in answers:
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(url, "request", payload=io.BytesIO(b"GET / HTTP/1.1\r\n\r\n")))
        writer.write_record(
            writer.create_warc_record(
                url,
                "response",
                payload=io.BytesIO(body),
                http_headers=http,
                warc_headers_dict={"WARC-Date": "2026-08-12T03:00:00Z"},
            )
        )
    return stream.getvalue()


HTML = [("Content-Type", "text/html; charset=utf-8")]


def read(content):
    return list(read_warc(io.BytesIO(content), "in.warc"))


@pytest.mark.parametrize("packed", [True, False])
def test_web_pages_with_address_and_time(packed):
    (record,) = read(archive((URL, "200 OK", HTML, PAGE), packed=packed))
    assert record.fields["url"] == record.fields["id"] == URL
    assert record.fields["crawled"] == "2026-08-12T03:00:00Z"
    assert portals.BODY[2] in record.fields["text"]


def test_a_file_by_its_suffix(tmp_path):
    (tmp_path / "crawl.warc.gz").write_bytes(archive((URL, "200 OK", HTML, PAGE)))
    assert [record.fields["url"] for record in read_source(str(tmp_path / "crawl.warc.gz"))] == [URL]


@pytest.mark.parametrize(
    "answer",
    [
        (URL, "404 Not Found", HTML, PAGE),
        (URL, "301 Moved", [*HTML, ("Location", "/x")], b""),
        (URL, "200 OK", [("Content-Type", "image/png")], b"\x89PNG"),
        (URL, "200 OK", [], PAGE),
        (URL, "200 OK", HTML, b""),
    ],
)
def test_other_answers_are_counted(answer):
    (note,) = read(archive(answer))
    assert isinstance(note, Note)


def test_packed_answers():
    (record,) = read(archive((URL, "200 OK", [*HTML, ("Content-Encoding", "gzip")], gzip.compress(PAGE))))
    assert portals.BODY[2] in record.fields["text"]


def test_broken_answers_cost_themselves():
    bomb = gzip.compress(b" " * (MAX_RECORD_BYTES + 10))
    chunked = ("Transfer-Encoding", "chunked")
    entries = read(
        archive(
            (URL, "200 OK", [*HTML, ("Content-Encoding", "gzip")], bomb),
            (URL, "200 OK", [*HTML, ("Content-Encoding", "gzip")], b"\x1f\x8b torn"),
            (URL, "200 OK", [*HTML, chunked], b"zz\r\nbroken"),
            (URL, "200 OK", HTML, PAGE),
        )
    )
    assert isinstance(entries[0], Rejected)
    assert "longer than" in entries[0].reason
    assert isinstance(entries[-1], Record)
    assert len(entries) == 4


@pytest.mark.parametrize(
    "content", [b"not warc at all\r\n\r\n", b"\x00" * 100, archive((URL, "200 OK", HTML, PAGE), packed=False)[:-3_000]]
)
def test_what_is_no_archive_or_ends_early(content):
    for entry in read(content):
        assert isinstance(entry, Record | Rejected | Note)


def test_nothing():
    assert read(b"") == []
