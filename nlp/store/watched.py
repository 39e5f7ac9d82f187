"""The sources of new articles: what was read of them, and when to look again.

Invariant: a mark is kept after the articles before it are in the store, so a killed process reads some of them again
and misses none.
"""

from __future__ import annotations

from collections.abc import Iterable

from nlp.store.file.database import Database, Row
from nlp.store.file.times import moment
from nlp.store.records import FileMark, WatchedSource

_SELECT = "SELECT source, etag, modified, digest, failures, not_before, looked, message, articles FROM watched"


class Watched:
    """The sources that a store is filled from."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[WatchedSource]:
        """Return all sources that were ever looked at, by name."""
        with self._database.reading() as connection:
            return [_source(row) for row in connection.execute(f"{_SELECT} ORDER BY source")]

    def get(self, source: str) -> WatchedSource:
        """Return a source; a new one, if it was never looked at."""
        with self._database.reading() as connection:
            row = connection.execute(f"{_SELECT} WHERE source = ?", (source,)).fetchone()
        return _source(row) if row else WatchedSource(source)

    def save(self, watched: WatchedSource) -> None:
        """Keep what is known of a source; it was looked at now."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO watched (source, etag, modified, digest, failures, not_before, looked, message,"
                " articles) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    watched.source,
                    watched.etag,
                    watched.modified,
                    watched.digest,
                    watched.failures,
                    watched.not_before,
                    self._database.now(),
                    watched.message,
                    watched.articles,
                ),
            )

    def forget(self, source: str) -> None:
        """Forget a source; its articles stay."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM watched WHERE source = ?", (source,))
            connection.execute("DELETE FROM watched_files WHERE source = ?", (source,))

    def files(self, source: str) -> dict[str, FileMark]:
        """Return the files of a source that were read, by path."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT path, identity, position FROM watched_files WHERE source = ?", (source,)
            ).fetchall()
        return {path: FileMark(identity, position) for path, identity, position in rows}

    def save_file(self, source: str, path: str, mark: FileMark) -> None:
        """Keep how far a file was read."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO watched_files (source, path, identity, position) VALUES (?, ?, ?, ?)",
                (source, path, mark.identity, mark.position),
            )

    def forget_files(self, source: str, paths: Iterable[str]) -> None:
        """Forget files that are no longer there."""
        with self._database.writing() as connection:
            connection.executemany(
                "DELETE FROM watched_files WHERE source = ? AND path = ?", [(source, path) for path in paths]
            )


def _source(row: Row) -> WatchedSource:
    source, etag, modified, digest, failures, not_before, looked, message, articles = row
    shown = None if looked is None else moment(looked)
    return WatchedSource(source, etag, modified, digest, failures, not_before, shown, message, articles)
