"""Files of one article: saved web pages, which trafilatura reads, and plain text.

Invariant: one file gives one record or one rejected record, whatever it holds.
"""

from __future__ import annotations

from nlp.formats.encoding import compose, encoding_name, guess_encoding
from nlp.formats.record import Entry, Note, Record, Rejected, keep_raw
from nlp.formats.web.extract import extract

_LONGEST_TITLE = 250  # characters; a text file without a title begins with a whole paragraph, which is longer
_EMPTY = "{count} web pages are empty and were passed over"


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


def read_html(content: bytes, name: str, identifier: str) -> Entry:
    """Return the article of a saved web page, without menus, adverts, related headlines, captions and comments.

    The page's description is put before the text if the text lacks it: many sites set the lead apart from the body,
    and the place and toll of a disaster often stand in the lead alone. An empty page gives a note.
    """
    if not content.strip():
        return Note(_EMPTY)
    try:
        page = extract(content)
    except Exception as error:
        return Rejected(name, f"the page cannot be read: {error}", keep_raw(content))
    if page is None:
        return Rejected(name, "not a web page", keep_raw(content))
    if not page:
        return Note(_EMPTY)
    if not page["text"]:
        return Rejected(name, "no article found in the page", keep_raw(content))
    return Record(name, {"id": identifier, **page})
