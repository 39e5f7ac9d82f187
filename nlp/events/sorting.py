"""Sorting: the articles of a run in the order of time, kept on the disk, as an archive may be larger than memory.

Invariant: the order in which articles come does not matter; of several with one id the earliest stays.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from datetime import date

import orjson

from nlp.article import Article
from nlp.events.grouping.signals import moment_of
from nlp.events.reading import Labelled

FLOOD, TRANSPORT, GOVERNANCE = "flood_disaster", "transport_complaint", "governance"
"""Labels of articles that a digest is made of."""

NO_LABEL, NO_DATE, SEEN, NEAR_DUPLICATE = "no label", "no date", "id seen before", "near-duplicate"
"""Why an article is left out; another label is a reason under its own name."""

_CREATE = "CREATE TABLE articles (id TEXT PRIMARY KEY, moment TEXT, content BLOB) WITHOUT ROWID"
_INSERT = """
INSERT INTO articles VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET moment = excluded.moment,
content = excluded.content WHERE (excluded.moment, excluded.content) < (moment, content)
"""
_KEPT = ("entities", "facts")


class Sorter:
    """Articles to be had in the order of time.

    :ivar left_out: how many were left out, by reason.
    """

    def __init__(self) -> None:
        self.left_out: Counter[str] = Counter()
        self._database = sqlite3.connect("", isolation_level=None)  # a temporary file, which the system removes
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute(_CREATE)
        self._database.execute("BEGIN")

    def add(self, labelled: Labelled) -> None:
        """Add an article, unless it has no place in a digest; why not is counted."""
        reason = _reason(labelled)
        if reason is not None:
            self.left_out[reason] += 1
            return
        article, moment = labelled.article, moment_of(labelled.article.published)
        given = {name: labelled.given[name] for name in _KEPT if name in labelled.given}
        content = orjson.dumps({"article": _parts(article), "label": labelled.label, "given": given})
        told = moment.isoformat(timespec="microseconds") if moment else ""
        known = self._database.execute("SELECT 1 FROM articles WHERE id = ?", (_encodable(article.key),)).fetchone()
        self.left_out[SEEN] += known is not None
        self._database.execute(_INSERT, (_encodable(article.key), told, content))

    def __iter__(self) -> Iterator[tuple[date, Labelled]]:
        """Yield the articles in the order of time, each with its day in Việt Nam."""
        for moment, content in self._database.execute("SELECT moment, content FROM articles ORDER BY moment, id"):
            read = orjson.loads(content)
            yield date.fromisoformat(moment[:10]), Labelled(Article(**read["article"]), read["label"], read["given"])

    def close(self) -> None:
        """Remove what is kept."""
        self._database.close()


def _reason(labelled: Labelled) -> str | None:
    if labelled.label is None:
        return NO_LABEL
    if labelled.label not in (FLOOD, TRANSPORT, GOVERNANCE):
        return labelled.label
    if moment_of(labelled.article.published) is None:
        return NO_DATE
    return NEAR_DUPLICATE if labelled.given.get("duplicate_of") else None


def _parts(article: Article) -> dict[str, str | None]:
    parts = {part.name: getattr(article, part.name) for part in fields(article)}
    return {name: value if value is None else _encodable(value) for name, value in parts.items()}


def _encodable(text: str) -> str:
    """Return a text without half characters, which neither JSON nor SQLite can hold; it stays as long as it was."""
    return text.encode("utf-8", "replace").decode()
