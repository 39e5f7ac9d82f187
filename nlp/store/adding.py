"""Articles on their way into the store, a batch at a time.

Invariant: a batch is in the file whole or not at all, and adding it again changes nothing. What takes time (words,
signatures, compression) is done before the file is locked, so that people who review hardly wait.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from nlp.article import Article
from nlp.lifecycle.answers import key_of
from nlp.store.file.contents import pack
from nlp.store.file.database import Database, count_change
from nlp.store.file.folding import storable
from nlp.store.file.indexing import Indexed, change, count, enter, load
from nlp.store.file.times import number_of
from nlp.store.records import Added, NewArticle
from nlp.store.searching import read_number
from nlp.text.dedup import Signatures, bands, first_duplicates, signatures

BATCH = 500
"""Articles of a batch: the file is locked for some 0.2 seconds for each."""

RECENT = 100_000
"""Articles added last among which near-duplicates are looked for; up to a fifth more, as old ones go in lots."""

_LOT = 20_000
_VARIABLES = 500  # of one statement; old versions of SQLite take 999


@dataclass(frozen=True)
class _Prepared:
    """An article with all that can be computed without the file."""

    key: str
    article: Article
    indexed: Indexed
    words: str
    packed: bytes
    predicted: str | None
    confidence: float | None
    uncertainty: float
    needs_review: bool


def add(database: Database, articles: Iterable[NewArticle], batch: int) -> Added:
    """Add articles; see :meth:`Store.add <nlp.store.store.Store.add>`."""
    added, stream = Added(), iter(articles)
    while some := list(islice(stream, batch)):
        added += _add_batch(database, some)
    return added


def known(database: Database, articles: Sequence[Article]) -> list[bool]:
    """Say which articles are there; see :meth:`Store.known <nlp.store.store.Store.known>`."""
    keys = [key_of(article) for article in articles]
    with database.reading() as connection:
        found = _known(connection, keys)
    return [key in found for key in keys]


def relabel(database: Database, articles: Iterable[NewArticle], batch: int) -> int:
    """Put new records in the place of old ones; see :meth:`Store.relabel <nlp.store.store.Store.relabel>`."""
    known, stream = 0, iter(articles)
    while some := list(islice(stream, batch)):
        prepared = [_prepare(new) for new in some]
        with database.writing() as connection:
            known += sum(_relabel_one(connection, one) for one in prepared)
            count_change(connection)
    return known


def _add_batch(database: Database, some: Sequence[NewArticle]) -> Added:
    by_key = {key_of(new.article): new for new in some}
    with database.reading() as connection:
        known = _known(connection, list(by_key))
    prepared = [_prepare(new) for key, new in by_key.items() if key not in known]
    signed = signatures([one.article.document for one in prepared])
    with database.writing() as connection:
        known = _known(connection, [one.key for one in prepared])  # another process may add the same ones
        rows = [row for row, one in enumerate(prepared) if one.key not in known]
        if not rows:
            return Added(known=len(some))
        new = [prepared[row] for row in rows]
        duplicates = _insert(connection, new, signed[rows], database.now())
        count_change(connection)
    return Added(len(new), len(some) - len(new), duplicates)


def _prepare(new: NewArticle) -> _Prepared:
    article = replace(new.article, title=storable(new.article.title), text=storable(new.article.text))
    prediction: Mapping[str, Any] = new.record.get("prediction") or {}
    summary: Mapping[str, Any] = new.record.get("summary") or {}
    label = prediction.get("label")
    needs_review = bool(prediction.get("needs_review"))
    indexed = Indexed(
        article.title,
        article.text,
        label,
        article.source and storable(article.source),
        tuple(sorted(set(map(str, summary.get("provinces") or ())))),
        waiting=needs_review,
        answered=False,
        repeats=False,
    )
    return _Prepared(
        key_of(new.article),
        article,
        indexed,
        indexed.words,
        pack(article, new.record),
        label,
        prediction.get("confidence"),
        _uncertainty(prediction.get("scores") or {}),
        needs_review,
    )


def _uncertainty(scores: Mapping[str, float]) -> float:
    """Return 1 when the two most probable labels are equally probable, 0 when one is certain."""
    first, second, *_ = [*sorted(scores.values(), reverse=True), 0.0, 0.0]
    return 1.0 - (first - second) if scores else 0.0


def _known(connection: sqlite3.Connection, keys: Sequence[str]) -> set[str]:
    return {key for (key,) in _lookup(connection, "SELECT key FROM articles WHERE key IN ({})", keys)}


def _lookup(connection: sqlite3.Connection, query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a query for many values; its braces take the place of each."""
    rows: list[tuple[Any, ...]] = []
    for start in range(0, len(values), _VARIABLES):
        some = values[start : start + _VARIABLES]
        rows += connection.execute(query.format(",".join("?" * len(some))), some).fetchall()
    return rows


def _insert(connection: sqlite3.Connection, new: Sequence[_Prepared], signed: Signatures, now: int) -> int:
    """Insert articles that are not known; return how many of them are near-duplicates."""
    numbers = _free_numbers(connection, new, now)
    hashes = bands(signed).view(np.int64)
    repeated = _repeated(connection, numbers, signed, hashes)
    # The index takes articles fast only in the order of their numbers; the first of near-duplicates may be the later.
    order = sorted(range(len(new)), key=numbers.__getitem__)
    connection.execute("PRAGMA defer_foreign_keys = ON")
    connection.executemany(_INSERT_ARTICLE, [_row(new[row], numbers[row], repeated[row], now) for row in order])
    connection.executemany(
        "INSERT INTO contents (article, text, record) VALUES (?, ?, ?)",
        [(numbers[row], new[row].article.text, new[row].packed) for row in order],
    )
    connection.executemany(
        "INSERT INTO places (article, province) VALUES (?, ?)",
        [(numbers[row], code) for row in order for code in new[row].indexed.provinces],
    )
    for row in order:
        one = new[row]
        enter(connection, numbers[row], replace(one.indexed, repeats=repeated[row] is not None), one.words)
    count(connection, [facet for one in new for facet in one.indexed.facets])
    _remember(connection, numbers, hashes)
    return sum(number is not None for number in repeated)


_INSERT_ARTICLE = (
    "INSERT INTO articles (id, key, title, url, source, published, added, predicted, confidence, uncertainty,"
    " needs_review, duplicate_of, label) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def _row(one: _Prepared, number: int, repeated: int | None, now: int) -> tuple[Any, ...]:
    article = one.article
    return (
        number,
        one.key,
        article.title,
        article.url and storable(article.url),
        one.indexed.source,
        article.published and storable(article.published),
        now,
        one.predicted,
        one.confidence,
        one.uncertainty,
        one.needs_review,
        repeated,
        one.predicted,
    )


def _free_numbers(connection: sqlite3.Connection, new: Sequence[_Prepared], now: int) -> list[int]:
    """Return a number for each article that no other has: the one that it wants, or the next that is free."""
    taken: set[int] = set()
    numbers = []
    for one in new:
        number = number_of(one.article.published, one.key, now)
        while number in taken or connection.execute("SELECT 1 FROM articles WHERE id = ?", (number,)).fetchone():
            number += 1
        taken.add(number)
        numbers.append(number)
    return numbers


def _repeated(
    connection: sqlite3.Connection, numbers: Sequence[int], signed: Signatures, hashes: npt.NDArray[np.int64]
) -> list[int | None]:
    """Return for each article the number of the first of its near-duplicates, None where it is the first itself."""
    wanted = np.unique(hashes).tolist()
    met = sorted(
        {article for (article,) in _lookup(connection, "SELECT article FROM bands WHERE hash IN ({})", wanted)}
    )
    known = _lookup(
        connection,
        "SELECT id, coalesce(duplicate_of, id), title, text FROM articles JOIN contents ON article = id"
        " WHERE id IN ({}) ORDER BY id",
        met,
    )
    documents = [Article(title=title, text=text).document for *_, title, text in known]
    first = first_duplicates(np.concatenate([signatures(documents), signed]))
    roots = [root for _, root, *_ in known] + list(numbers)
    return [
        None if (one := first[row]) == row else roots[one]
        for row in range(len(known), len(known) + len(numbers))
    ]  # fmt: skip


def _remember(connection: sqlite3.Connection, numbers: Sequence[int], hashes: npt.NDArray[np.int64]) -> None:
    """Remember the bands of new articles for those to come, and forget the oldest a lot at a time."""
    found = connection.execute("SELECT value FROM counters WHERE name = 'added'").fetchone()
    before = found[0] if found else 0
    after = before + len(numbers)
    connection.execute("INSERT OR REPLACE INTO counters (name, value) VALUES ('added', ?)", (after,))
    rows = sorted(
        (hash, number, after) for number, of_one in zip(numbers, hashes.tolist(), strict=True) for hash in of_one
    )
    connection.executemany("INSERT OR REPLACE INTO bands (hash, article, added) VALUES (?, ?, ?)", rows)
    if before // _LOT != after // _LOT:
        connection.execute("DELETE FROM bands WHERE added < ?", (after - RECENT,))


def _relabel_one(connection: sqlite3.Connection, one: _Prepared) -> bool:
    """Put a new record in the place of the old one; return whether the article was known."""
    row = connection.execute("SELECT id FROM articles WHERE key = ?", (one.key,)).fetchone()
    if row is None:
        return False
    (number,) = row
    before = load(connection, number)
    connection.execute(
        "UPDATE articles SET predicted = ?1, confidence = ?2, uncertainty = ?3, needs_review = ?4,"
        " label = CASE action WHEN 'label' THEN label ELSE ?1 END WHERE id = ?5",
        (one.predicted, one.confidence, one.uncertainty, one.needs_review, number),
    )
    connection.execute("UPDATE contents SET record = ? WHERE article = ?", (one.packed, number))
    replace_places(connection, number, read_number(connection, number).provinces)
    change(connection, number, before)
    return True


def replace_places(connection: sqlite3.Connection, number: int, provinces: Iterable[str]) -> None:
    """Say anew which provinces an article names."""
    connection.execute("DELETE FROM places WHERE article = ?", (number,))
    connection.executemany(
        "INSERT INTO places (article, province) VALUES (?, ?)", [(number, code) for code in provinces]
    )
