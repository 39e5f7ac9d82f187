"""Looking for articles: by words, by what they are about, where and when, page by page.

Invariant: a page costs the same however many articles there are and however deep it lies; counting stops at a bound.
All conditions but the days are marks in the index of words, so that SQLite intersects sorted lists and reads no
article that is not shown. Measured: see ``nlp/store/README.md``.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nlp.article import Article
from nlp.errors import InputError
from nlp.store.file.contents import unpack
from nlp.store.file.database import Database
from nlp.store.file.folding import excerpt, expression, mark, phrases
from nlp.store.file.indexing import ALL, ANSWERED, LABEL, PROVINCE, REPEATS, SOURCE, WAITING
from nlp.store.file.times import LAST, first_number, moment, moment_of
from nlp.store.records import Answer, Count, Facets, Hit, Mention, Page, Query, StoredArticle

BOUND = 10_000
"""Articles that are counted for the facets of one search: 0.1 seconds."""

LARGEST_PAGE = 500

_CHUNK = 200
_HIT = (
    "SELECT a.id, a.key, a.title, a.url, a.source, a.published, a.label, a.predicted, a.confidence, a.needs_review,"
    " d.key, a.action, a.answered_by, a.answered_at, {text}"
    " FROM articles a JOIN contents c ON c.article = a.id LEFT JOIN articles d ON d.id = a.duplicate_of"
)
_SHORT = _HIT.format(text="c.text")
_WHOLE = _HIT.format(text="c.text, c.record")


class _Condition:
    """A question as SQLite takes it.

    :raises InputError: if a day cannot be read.
    """

    def __init__(self, query: Query) -> None:
        self.phrases = phrases(query.text)
        self.finds_nothing = bool(query.text.strip()) and not self.phrases
        marks = [WAITING[query.needs_review]] if query.needs_review is not None else []
        marks += [ANSWERED[query.answered]] if query.answered is not None else []
        marks += [] if query.repeats else [REPEATS[False]]
        for kind, value in ((LABEL, query.label), (PROVINCE, query.province), (SOURCE, query.source)):
            marks += [mark(kind, value)] if value is not None else []
        self.match = expression(self.phrases, marks)
        self.first = first_number(query.since) if query.since else 0
        self.last = first_number(query.until, behind=True) - 1 if query.until else LAST

    @property
    def is_all(self) -> bool:
        """Whether it holds for all articles."""
        return not self.match and not self.finds_nothing and self.first == 0 and self.last == LAST

    def numbers(self, *, descending: bool = True) -> tuple[str, list[Any]]:
        """Return the statement that finds the numbers of the articles in order, but for its limit."""
        order = "DESC" if descending else "ASC"
        if self.match:
            statement = (
                f"SELECT rowid AS id FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid {order}"
            )
            return statement, [self.match, self.first, self.last]
        return f"SELECT id FROM articles WHERE id BETWEEN ? AND ? ORDER BY id {order}", [self.first, self.last]


def search(database: Database, query: Query, limit: int, after: str | None, facets: bool) -> Page:
    """Return a page; see :meth:`Store.search <nlp.store.store.Store.search>`."""
    condition = _Condition(query)
    limit = max(1, min(limit, LARGEST_PAGE))
    with database.reading() as connection:
        counted = _facets(connection, condition) if facets else None
        if condition.finds_nothing:
            return Page((), None, counted)
        condition.last = min(condition.last, _position(after) - 1) if after else condition.last
        statement, values = condition.numbers()
        numbers = [number for (number,) in connection.execute(f"{statement} LIMIT ?", [*values, limit + 1])]
        rows = _rows(connection, _SHORT, numbers[:limit])
    hits = tuple(_hit(row, excerpt(row[14], condition.phrases)) for row in rows)
    return Page(hits, str(numbers[limit - 1]) if len(numbers) > limit else None, counted)


def article(database: Database, key: str) -> StoredArticle | None:
    """Return an article; see :meth:`Store.article <nlp.store.store.Store.article>`."""
    with database.reading() as connection:
        return read(connection, key)


def read(connection: sqlite3.Connection, key: str) -> StoredArticle | None:
    """Return an article; None if there is none of that key."""
    row = connection.execute("SELECT id FROM articles WHERE key = ?", (key,)).fetchone()
    return next(iter(_stored(connection, [row[0]])), None) if row else None


def read_number(connection: sqlite3.Connection, number: int) -> StoredArticle:
    """Return the article of a number, which is in the store."""
    return _stored(connection, [number])[0]


def articles(database: Database, query: Query, oldest_first: bool) -> Iterator[StoredArticle]:
    """Yield all articles found; no connection is held between two lots of them."""
    condition = _Condition(query)
    while not condition.finds_nothing:
        with database.reading() as connection:
            statement, values = condition.numbers(descending=not oldest_first)
            numbers = [number for (number,) in connection.execute(f"{statement} LIMIT ?", [*values, _CHUNK])]
            lot = _stored(connection, numbers)
        yield from lot
        if len(numbers) < _CHUNK:
            return
        if oldest_first:
            condition.first = numbers[-1] + 1
        else:
            condition.last = numbers[-1] - 1


def _position(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
        raise InputError(f"{cursor[:40]!r} is no cursor.", "Take it from the page before.")
    return int(cursor)


def _rows(connection: sqlite3.Connection, select: str, numbers: Sequence[int]) -> list[tuple[Any, ...]]:
    """Return rows of articles in the order of their numbers."""
    by_number: dict[int, tuple[Any, ...]] = {}
    for start in range(0, len(numbers), LARGEST_PAGE):
        some = numbers[start : start + LARGEST_PAGE]
        rows = connection.execute(f"{select} WHERE a.id IN ({','.join('?' * len(some))})", some)
        by_number.update((row[0], row) for row in rows)
    return [by_number[number] for number in numbers if number in by_number]


def _hit(row: Sequence[Any], shown: str) -> Hit:
    number, key, title, url, source, published, label, predicted, confidence, needs_review, original = row[:11]
    action, by, at = row[11:14]
    answer = Answer(label if action == "label" else None, by, moment(at)) if action else None
    return Hit(
        key,
        title,
        shown,
        url,
        source,
        published,
        moment_of(number),
        label,
        predicted,
        confidence,
        bool(needs_review and not action),
        original,
        answer,
    )


def _stored(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[StoredArticle]:
    found = []
    for row in _rows(connection, _WHOLE, numbers):
        hit, text = _hit(row, excerpt(row[14], [])), row[14]
        identifier, record = unpack(row[15], hit.title, text)
        struck = connection.execute(
            'SELECT type, start, "end" FROM strikes WHERE article = ? ORDER BY start', (row[0],)
        ).fetchall()
        read = Article(text, hit.title, identifier, hit.published, hit.url, hit.source)
        found.append(StoredArticle(hit, read, record, tuple(Mention(*one) for one in struck)))
    return found


def _facets(connection: sqlite3.Connection, condition: _Condition) -> Facets:
    if condition.finds_nothing:
        return Facets()
    if condition.is_all:
        return _all_facets(connection)
    statement, values = condition.numbers()
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS found (id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.found")
    connection.execute(f"INSERT INTO temp.found {statement} LIMIT ?", [*values, BOUND + 1])
    (number,) = connection.execute("SELECT count(*) FROM temp.found").fetchone()
    connection.execute("DELETE FROM temp.found WHERE id = (SELECT min(id) FROM temp.found) AND ? > ?", (number, BOUND))
    # The joins begin with what was found; SQLite would rather read all places of all articles in their order.
    rows = connection.execute(
        "SELECT label, source, needs_review AND action IS NULL FROM temp.found CROSS JOIN articles USING (id)"
    ).fetchall()
    labels, sources, waits = zip(*rows, strict=True) if rows else ((), (), ())
    places = connection.execute("SELECT province FROM temp.found CROSS JOIN places ON article = id")
    provinces = Counter(code for (code,) in places)
    by: dict[str, Counter[str]] = {"label": Counter(labels), "source": Counter(sources), "province": provinces}
    return _ranked(by, sum(waits), Count(min(number, BOUND), number <= BOUND))


def _all_facets(connection: sqlite3.Connection) -> Facets:
    by: dict[str, Counter[str]] = {"label": Counter(), "source": Counter(), "province": Counter()}
    by |= {ALL: Counter(), "needs_review": Counter()}
    for facet, value, number in connection.execute("SELECT facet, value, number FROM facets WHERE number > 0"):
        by[facet][value] = number
    return _ranked(by, by["needs_review"].total(), Count(by[ALL].total()))


def _ranked(by: Mapping[str, Counter[Any]], waiting: int, counted: Count) -> Facets:
    ranked = {
        facet: {
            value: number for value, number in sorted(values.items(), key=lambda one: (-one[1], one[0] or "")) if value
        }
        for facet, values in by.items()
    }
    return Facets(ranked["label"], ranked["province"], ranked["source"], waiting, counted)
