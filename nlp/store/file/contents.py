"""How the text and the record of an article lie in the file: each text once, the record compressed.

Invariant: what comes out is what went in, field by field and in order; half surrogate pairs, which no JSON can hold,
come out as U+FFFD.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Mapping
from typing import Any

import orjson

from nlp.article import Article
from nlp.formats.jsonl import dump_line
from nlp.store.file.folding import storable

_LEVEL = 6
_TEXTS = ("text", "title")


def pack(article: Article, record: Mapping[str, Any]) -> bytes:
    """Return the record for the file, without the copies of the article's text and title that are fields of it."""
    fields = dict(record)
    left_out: dict[str, list[str]] = {}
    for part in _TEXTS:
        value = getattr(article, part)
        left_out[part] = [name for name in fields if value and fields[name] == value]
        fields.update(dict.fromkeys(left_out[part]))
    whole = {"id": article.id, "left_out": left_out, "record": fields}
    try:
        content = dump_line(whole)
    except TypeError:
        content = dump_line(_plain(whole))
    return zlib.compress(content, _LEVEL)


def unpack(packed: bytes, title: str, text: str) -> tuple[str | None, dict[str, Any]]:
    """Return an article's id and its record.

    :raises sqlite3.DatabaseError: if it is damaged.
    """
    try:
        whole = orjson.loads(zlib.decompress(packed))
    except (zlib.error, orjson.JSONDecodeError) as error:
        raise sqlite3.DatabaseError(f"a record cannot be read: {error}") from error
    record: dict[str, Any] = whole["record"]
    for part, value in zip(_TEXTS, (text, title), strict=True):
        record.update(dict.fromkeys(whole["left_out"][part], value))
    return whole["id"], record


def _plain(value: Any) -> Any:
    """Return a value that JSON can hold: odd texts and numbers are what breaks it."""
    if isinstance(value, Mapping):
        return {storable(str(name)): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**63:
        return str(value)
    return value
