"""Text and addresses of articles as HTML that can do nothing.

Invariant: what comes out has no markup of its own, no control characters, and no address but of the web.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlsplit

from nlp.report.digest.words import TEXTS, Pair

# A headline may hold a right-to-left override, which turns the text after it around, or half a surrogate pair, which
# cannot be written as UTF-8.
_UNSHOWN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
# Browsers drop line breaks and tabs from an address before they read its scheme: "java\nscript:".
_NOT_IN_ADDRESSES = re.compile(r"[\s\x00-\x20\x7f-\x9f\"'<>\\^`{|}]")
_LONGEST_ADDRESS = 2000
_LONGEST_LABEL = 300


def text(value: object) -> str:
    """Return a value as text of HTML, fit for attributes too; None is empty."""
    return "" if value is None else escape(_UNSHOWN.sub("", str(value)))


def both(pair: Pair, element: str = "i") -> str:
    """Return words in both languages; the choice of the reader hides one. Words that both share stand once."""
    vietnamese, english = text(pair[0]), text(pair[1])
    if vietnamese == english:
        return vietnamese
    return f'<{element} class="vi">{vietnamese}</{element}><{element} lang="en">{english}</{element}>'


def says(key: str, element: str = "i") -> str:
    """Return what the page itself says, in both languages."""
    return both(TEXTS[key], element)


def counted(number: int, one: str, many: str) -> str:
    """Return a number of things with their word in both languages."""
    return f"{number}&nbsp;{says(one if number == 1 else many)}"


def web_address(value: object) -> str | None:
    """Return an address when it is one of the web (http or https) and names a host, else None."""
    address = str(value or "").strip()
    if len(address) > _LONGEST_ADDRESS or _NOT_IN_ADDRESSES.search(address) or _UNSHOWN.search(address):
        return None
    try:
        parts = urlsplit(address)
        named = bool(parts.hostname) and parts.username is None
    except ValueError:  # "http://[::1": brackets that do not close
        return None
    return address if named and parts.scheme in ("http", "https") else None


def link(address: object, label: str) -> str:
    """Return a link to an article, or the label alone when the address cannot be followed safely.

    :param label: HTML.
    """
    url = web_address(address)
    return label if url is None else f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{label}</a>'


def headline(source: Mapping[str, Any]) -> str:
    """Return the title of an article as a link to it."""
    title = str(source.get("title") or source.get("id") or "").strip()
    shown = title if len(title) <= _LONGEST_LABEL else title[:_LONGEST_LABEL].rsplit(" ", 1)[0] + " …"
    return link(source.get("url"), text(shown) or says("untitled"))
