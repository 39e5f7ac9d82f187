"""Single articles: saved web pages (through trafilatura) and plain text files."""

from __future__ import annotations

import logging

from nlp.formats.encoding import compose, encoding_name, guess_encoding
from nlp.formats.record import Record, Rejected, keep_raw

_LONGEST_TITLE = 250
_SHORTEST_ARTICLE = 50


def read_text(content: bytes, name: str, identifier: str) -> Record | Rejected:
    """Return the article of a text file: the first line is the title when more text follows it.

    The encoding is found by :func:`nlp.formats.encoding.guess_encoding`. A first line of more than 250 characters is
    taken for a paragraph, and the title left empty.
    """
    encoding = guess_encoding(content)
    try:
        text = compose(content.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        return Rejected(
            name, f"not valid {encoding_name(encoding)} at byte {error.start}; save it as UTF-8", keep_raw(content)
        )
    if "\0" in text:
        return Rejected(name, "holds NUL bytes, so it is no plain text", keep_raw(content))
    text = text.strip()
    if not text:
        return Rejected(name, "the file is empty")
    title, _, body = text.partition("\n")
    if not body.strip() or len(title) > _LONGEST_TITLE:
        title, body = "", text
    return Record(name, {"id": identifier, "title": title.strip(), "text": body.strip()})


def read_html(content: bytes, name: str, identifier: str) -> Record | Rejected:
    """Return the article of a saved page, without menus, adverts, related links and comments.

    The lead that pages give as their description stands in front of the text when the text lacks it.
    """
    import trafilatura  # noqa: PLC0415 - 0.3 s that only web pages need

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        page = trafilatura.bare_extraction(
            content, with_metadata=True, include_comments=False, include_tables=False, favor_precision=True
        )
    except Exception as error:
        return Rejected(name, f"the page cannot be read: {error}", keep_raw(content))
    found = page.as_dict() if isinstance(page, trafilatura.settings.Document) else {}
    text, lead, title = ((found.get(key) or "").strip() for key in ("text", "description", "title"))
    if len(text) < _SHORTEST_ARTICLE:
        return Rejected(name, "no article found in the page", keep_raw(content))
    if lead and lead[:60] not in text:
        text = f"{lead}\n{text}"
    about = {"published": found.get("date"), "url": found.get("url"), "source": found.get("sitename")}
    known = {key: value for key, value in about.items() if value}
    return Record(name, {"id": identifier, "title": title, "text": text, **known})
