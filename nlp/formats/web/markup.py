"""Text of pieces of HTML, as feeds and metadata hold them.

Invariant: markup is never followed or run; what is no markup stays as it is.
"""

from __future__ import annotations

import html
import re

_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]*>|&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")
_HIDDEN = re.compile(r"<(script|style|template|iframe|svg)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
# A picture in a feed's description is followed by the text without a space.
_BREAK = re.compile(
    r"\s*</?(?:p|div|br|li|ul|ol|h[1-6]|tr|table|blockquote|figure|figcaption|section|article)\b[^<>]*>\s*",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


def plain_text(markup: str) -> str:
    """Return the text of a piece of HTML, a line for each block; text without markup stays as it is."""
    if not _MARKUP.search(markup):
        return markup.strip()
    text = _COMMENT.sub("", _HIDDEN.sub("", markup))
    text = html.unescape(_TAG.sub("", _BREAK.sub("\n", text)))
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()
