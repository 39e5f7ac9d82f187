"""Files of one article: saved web pages, which trafilatura reads, and plain text.

Invariant: one file gives one record or one rejected record, whatever it holds.
"""

from __future__ import annotations

import logging

from nlp.formats.encoding import compose, encoding_name, guess_encoding
from nlp.formats.record import Record, Rejected, keep_raw

_LONGEST_TITLE = 250  # characters; a text file without a title begins with a whole paragraph, which is longer
# Characters. Of a page of photos or a list of articles only a caption or a date is left, which is nothing to label.
_SHORTEST_ARTICLE = 50
_START_OF_LEAD = 60


def read_text(content: bytes, name: str, identifier: str) -> Record | Rejected:
    """Return the article in a text file; its first line is the title, if more text follows.

    A first line of more than 250 characters is a paragraph, and the title stays empty. See
    :func:`nlp.formats.encoding.guess_encoding` for the encoding.
    """
    encoding = guess_encoding(content)
    try:
        text = compose(content.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        return Rejected(
            name, f"not valid {encoding_name(encoding)} at byte {error.start}; save it as UTF-8", keep_raw(content)
        )
    if "\0" in text:
        return Rejected(name, "holds NUL bytes, so it is not plain text", keep_raw(content))
    text = text.strip()
    if not text:
        return Rejected(name, "the file is empty")
    title, _, body = text.partition("\n")
    if not body.strip() or len(title) > _LONGEST_TITLE:
        title, body = "", text
    return Record(name, {"id": identifier, "title": title.strip(), "text": body.strip()})


def read_html(content: bytes, name: str, identifier: str) -> Record | Rejected:
    """Return the article of a saved web page, without menus, adverts, related links and comments.

    The page's description is put before the text if the text lacks it: many sites set the lead apart from the body,
    where trafilatura drops it, and the place and toll of a disaster often stand in the lead alone.
    """
    import trafilatura  # noqa: PLC0415 - takes 0.3 s that only web pages need

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        page = trafilatura.bare_extraction(
            content, with_metadata=True, include_comments=False, include_tables=False, favor_precision=True
        )
    except Exception as error:
        return Rejected(name, f"the page cannot be read: {error}", keep_raw(content))
    document = page.as_dict() if isinstance(page, trafilatura.settings.Document) else {}
    text, lead, title = ((document.get(key) or "").strip() for key in ("text", "description", "title"))
    if len(text) < _SHORTEST_ARTICLE:
        return Rejected(name, "no article found in the page", keep_raw(content))
    # Descriptions are cut to some length for search engines, so only their start can be compared.
    if lead and lead[:_START_OF_LEAD] not in text:
        text = f"{lead}\n{text}"
    metadata = {"published": document.get("date"), "url": document.get("url"), "source": document.get("sitename")}
    known = {key: value for key, value in metadata.items() if value}
    return Record(name, {"id": identifier, "title": title, "text": text, **known})
