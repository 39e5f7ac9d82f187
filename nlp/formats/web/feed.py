"""Feeds: RSS 0.9 to 2.0 and Atom, read item by item with lxml.

Invariant: no entity is expanded, no document type is loaded, nothing is fetched, and an item is in memory alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import IO, Any

from nlp.formats.record import MAX_RECORD_BYTES, Entry, Note, Reading, Record, Rejected
from nlp.formats.web.markup import plain_text

SITEMAPS = "{count} sitemaps hold no articles and were passed over"
_FEEDS = frozenset({"rss", "RDF", "feed"})
_SITEMAPS = frozenset({"urlset", "sitemapindex"})
_ITEMS = frozenset({"item", "entry"})
# Elements by what they hold, the best first.
_TEXTS = ("encoded", "content", "description", "summary", "subtitle")
_DATES = ("pubDate", "published", "date", "updated", "modified", "issued")
_IDS = ("guid", "id", "identifier")
_START_OF_LEAD = 60
_LONGEST_ROOT = 200


def read_feed(stream: IO[bytes], name: str, reading: Reading | None = None) -> Iterator[Entry]:
    """Yield the items of a feed: id, title, text, published, url and source.

    The text is the content of an item with its description before it, if that is not its beginning. Dates are in ISO
    form if they can be read. Faults in the XML are passed, as browsers do; what follows a grave one is lost.
    """
    from lxml import etree  # noqa: PLC0415 - only feeds and pages need it

    events = etree.iterparse(
        _Bounded(stream),
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    number, channel, root = 0, "", None
    try:
        for event, element in events:
            tag = _local(element)
            if event == "start":
                if root is None:
                    root = tag
                    if tag not in _FEEDS:
                        yield _no_feed(name, tag)
                        return
                continue
            parent = element.getparent()
            if tag in _ITEMS:
                number += 1
                yield _read_item(element, f"{name}:item {number}", channel)
                _drop(element)
            elif tag == "title" and parent is not None and _local(parent) in ("channel", "feed"):
                channel = channel or plain_text(_text(element))
    except etree.XMLSyntaxError as error:
        if root is None:
            yield Rejected(name, f"not XML: {error}")
        else:
            yield Rejected(f"{name}:item {number + 1}", f"the XML is damaged, the rest of the feed is lost: {error}")
        return
    if events.error_log and not number:
        what = "not XML" if root is None else "a feed without items; its XML is damaged"
        yield Rejected(name, f"{what}: {events.error_log[0].message}")


class _Bounded:
    """A stream for lxml, which reads pieces of any size that it likes."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def read(self, size: int = 2**15) -> bytes:
        return self._stream.read(min(size, 2**15) if size > 0 else 2**15)


def _no_feed(name: str, tag: str) -> Note | Rejected:
    if tag in _SITEMAPS:
        return Note(SITEMAPS)
    if tag.lower() == "html":
        return Rejected(name, "a web page, not a feed; read it with --format html")
    return Rejected(name, f"XML, but neither RSS nor Atom (its root is {tag[:_LONGEST_ROOT]!r})")


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _drop(element: Any) -> None:
    """Forget an item, and the items before it that its parent still holds."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _text(element: Any) -> str:
    """Return the text of an element; its markup too, where Atom holds it as elements."""
    if element.get("type") == "xhtml":
        from lxml import etree  # noqa: PLC0415 - see read_feed

        return "".join(etree.tostring(child, encoding="unicode", method="html") for child in element)
    return "".join(element.itertext())


def _read_item(item: Any, where: str, channel: str) -> Record | Rejected:
    found: dict[str, str] = {}
    link = source = ""
    for element in item:
        tag = _local(element)
        if tag == "link":
            # Atom has several; the one without a relation, or "alternate", is the article.
            if element.get("rel", "alternate") == "alternate":
                link = link or (element.get("href") or _text(element)).strip()
        elif tag == "source":
            source = _source(element)
        elif tag and not (tag == "content" and element.get("url")):  # media:content is a picture
            content = _text(element)
            found[tag] = found.get(tag) or content
    if sum(map(len, found.values())) > MAX_RECORD_BYTES:
        return Rejected(where, f"longer than {MAX_RECORD_BYTES:,} bytes")
    guid = next((found[name].strip() for name in _IDS if found.get(name)), "") or link
    published = next((found[name] for name in _DATES if found.get(name)), "")
    if not link and guid.startswith(("http://", "https://")):
        link = guid
    fields = {
        "id": guid,
        "title": plain_text(found.get("title", "")),
        "text": _body(found),
        "published": iso_date(published),
        "url": link,
        "source": source or channel,
    }
    return Record(where, {name: value for name, value in fields.items() if value or name in ("title", "text")})


def _source(element: Any) -> str:
    for child in element:
        if _local(child) == "title":
            return plain_text(_text(child))
    return plain_text(_text(element))


def _body(found: Mapping[str, str]) -> str:
    """Return the content of an item with its description before it, unless one begins with the other."""
    texts = [text for name in _TEXTS if (text := plain_text(found.get(name, "")))]
    if not texts:
        return ""
    body, lead = texts[0], texts[-1]
    if lead[:_START_OF_LEAD] in body:
        return body
    return lead if body[:_START_OF_LEAD] in lead else f"{lead}\n{body}"


def iso_date(written: str) -> str:
    """Return a date of a feed in ISO form; as it is written, if it is of no known form."""
    written = " ".join(written.split())
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            return read(written).isoformat()
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return written
