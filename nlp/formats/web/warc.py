"""WARC: the answers that a crawler kept; those that are web pages are articles.

Invariant: an answer that is broken costs no other, and no more of one is in memory than a page may be long.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from nlp.errors import missing_package
from nlp.formats.record import MAX_RECORD_BYTES, Entry, Note, Reading, Record, Rejected
from nlp.formats.web.page import read_html

_PAGES = ("text/html", "application/xhtml+xml")
_NO_PAGES = "{count} answers in WARC files are no web pages and were passed over"


def read_warc(stream: IO[bytes], name: str, reading: Reading | None = None) -> Iterator[Entry]:
    """Yield the web pages that a crawler received: their address is the id and the url, ``crawled`` the time.

    Redirects, errors and other kinds of files are counted in a note.

    :raises MissingExtraError: if warcio is not installed.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - an extra
        from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415 - the same
    except ImportError as error:
        raise missing_package("WARC", "warcio") from error
    number = 0
    try:
        for answer in ArchiveIterator(stream, no_record_parse=False, arc2warc=True):
            if answer.rec_type not in ("response", "resource"):
                continue
            number += 1
            yield _read_answer(answer, f"{name}:answer {number}")
    except ArchiveLoadFailed as error:
        yield Rejected(f"{name}:answer {number + 1}", f"not WARC, the rest of the file is lost: {error}")


def _read_all(stream: Any) -> bytes:
    """Return the content of a stream that gives it piece by piece, up to one byte too many."""
    content = bytearray()
    while len(content) <= MAX_RECORD_BYTES and (piece := stream.read(MAX_RECORD_BYTES + 1 - len(content))):
        content += piece
    return bytes(content)


def _read_answer(answer: Any, where: str) -> Entry:
    headers = answer.http_headers
    kind = (headers or answer.rec_headers).get_header("Content-Type") or ""
    status = headers.get_statuscode() if headers else "200"
    if status != "200" or not kind.strip().lower().startswith(_PAGES):
        return Note(_NO_PAGES)
    try:
        content = _read_all(answer.content_stream())
    except Exception as error:  # whatever a server wrote about how it packed its answer
        return Rejected(where, f"the answer cannot be unpacked: {error}")
    if len(content) > MAX_RECORD_BYTES:
        return Rejected(where, f"the page is longer than {MAX_RECORD_BYTES:,} bytes")
    url = answer.rec_headers.get_header("WARC-Target-URI") or ""
    page = read_html(content, where, url)
    if not isinstance(page, Record):
        return page
    crawled = {"crawled": answer.rec_headers.get_header("WARC-Date")} if answer.rec_headers else {}
    return Record(page.where, {**page.fields, "url": url or page.fields.get("url"), **crawled})
