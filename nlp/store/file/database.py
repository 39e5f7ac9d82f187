"""The file itself: how it is made, opened, written by one at a time, copied and checked.

Invariant: a file that is not a store of bantin, or is that of a newer one, is not changed by a byte. Readers never wait
for a writer (WAL), and writers wait for each other.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from nlp.errors import OutputError, StoreError
from nlp.formats.atomic import appear, creating_file, scratch_name
from nlp.formats.storage import taken, unwritable
from nlp.store.file.schema import APPLICATION_ID, VERSION, upgrade

Row = tuple[Any, ...]

_WAIT = 30.0  # seconds for another process's batch
_IDLE = 8  # connections that are kept for the next readers
_SHOWN = 80  # characters of a message, which may quote what is damaged
_MAGIC = b"SQLite format 3\0"
_ANOTHER = "Give a name of its own to the store, such as desk.db; a new one is made."
_SETTINGS = (
    "PRAGMA synchronous = NORMAL",  # in WAL mode a killed process loses nothing, a power cut the last answers
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -16000",
    "PRAGMA journal_size_limit = 67108864",
)


class Database:
    """The connections to one file.

    :param clock: gives the seconds since 1970.
    :raises StoreError: if it cannot be opened.
    """

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        self.path = path
        self._clock = clock
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        self._guard = threading.Lock()
        self._turn = threading.Lock()
        if not path.exists():
            _create(path)
        _check_ours(path)
        with _explained(path):
            self._writer = _connect(path)
            try:
                _prepare(self._writer, path)
            except BaseException:
                self._writer.close()
                raise

    def now(self) -> int:
        """Return the seconds since 1970."""
        return int(self._clock())

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection for reading."""
        with self._guard:
            connection = self._idle.pop() if self._idle else None
        with _explained(self.path):
            connection = connection or _connect(self.path)
            try:
                yield connection
            finally:
                with self._guard:
                    keep = not self._closed and len(self._idle) < _IDLE
                    if keep:
                        self._idle.append(connection)
                if not keep:
                    connection.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection that writes: all that happens is in the file at the end, or nothing of it."""
        with self._turn, _explained(self.path):
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise
            self._writer.execute("COMMIT")

    def state(self) -> int:
        """Return how many changes there were so far."""
        with self.reading() as connection:
            row = connection.execute("SELECT value FROM counters WHERE name = 'state'").fetchone()
        return row[0] if row else 0

    def backup(self, path: Path, overwrite: bool) -> int:
        """Copy the file as it is now; see :meth:`Store.backup <nlp.store.store.Store.backup>`."""
        if os.path.lexists(path) and not overwrite:
            raise taken(str(path))
        scratch = scratch_name(path)
        try:
            with self.reading() as connection, closing(sqlite3.connect(scratch)) as target:
                # All pages in one step: it reads one state of the file, and writers go on in the log meanwhile. In
                # several steps it would begin anew whenever somebody wrote.
                connection.backup(target, pages=-1)
            size = scratch.stat().st_size
            appear(scratch, path, overwrite=overwrite)
        except (OSError, StoreError) as error:
            raise unwritable(str(path), error) from error
        finally:
            for left in (scratch, Path(f"{scratch}-wal"), Path(f"{scratch}-shm"), Path(f"{scratch}-journal")):
                left.unlink(missing_ok=True)
        return size

    def integrity(self) -> list[str]:
        """Return what is wrong with the file."""
        faults: list[str] = []
        for look in (self._damages, self._disagreements, self._faults_of_index):
            try:
                faults += look()
            except (StoreError, sqlite3.IntegrityError) as error:
                faults.append(str(error))
        return faults

    def _damages(self) -> list[str]:
        with self.reading() as connection:
            damages = [str(found) for (found,) in connection.execute("PRAGMA integrity_check") if found != "ok"]
            return damages + [
                f"{row[0]}: refers to no {row[2]}" for row in connection.execute("PRAGMA foreign_key_check")
            ]

    def _disagreements(self) -> list[str]:
        with self.reading() as connection:
            counted = {what: connection.execute(query).fetchone() for what, query in _COUNTED.items()}
        return [f"{what}: {one:,} and {other:,}" for what, (one, other) in counted.items() if one != other]

    def _faults_of_index(self) -> list[str]:
        with self.writing() as connection:
            connection.execute("INSERT INTO search (search) VALUES ('integrity-check')")
        return []

    def tidy(self) -> None:
        """Merge the pieces of the index, and empty the log."""
        with self.writing() as connection:
            connection.execute("INSERT INTO search (search) VALUES ('optimize')")
            connection.execute("PRAGMA optimize")
        with self._turn, _explained(self.path):
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close all connections that nobody has borrowed, and the others when they come back."""
        with self._guard:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()
        with self._turn:
            self._writer.close()


_COUNTED = {
    "articles and their contents": "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM contents)",
    "articles and what the index holds": (
        "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM search_docsize)"
    ),
    "articles and their sum in the facets": (
        "SELECT (SELECT count(*) FROM articles), (SELECT coalesce(sum(number), 0) FROM facets WHERE facet = 'article')"
    ),
}


def count_change(connection: sqlite3.Connection) -> None:
    """Note that articles, labels or mentions changed."""
    connection.execute(
        "INSERT INTO counters (name, value) VALUES ('state', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1"
    )


def _create(path: Path) -> None:
    """Make an empty store, which appears whole: two processes may start on one name at once."""
    with _explained(path), closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
        upgrade(connection)
        content = connection.serialize()
    try:
        with creating_file(path) as stream:
            stream.write(content)
    except OutputError as error:
        if not path.exists():  # else another process made it a moment ago
            raise StoreError(error.what, error.fix) from error


def _check_ours(path: Path) -> None:
    """Check the head of a file, read as bytes: opening it with SQLite could already write beside it.

    :raises StoreError: if it is not a store of bantin.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(100)
    except OSError as error:
        raise StoreError(f"{path}: cannot be opened: {error.strerror or error}.", _ANOTHER) from error
    if not head.startswith(_MAGIC) or len(head) < 100:
        raise StoreError(f"{path}: is no store of bantin, and stays as it is.", _ANOTHER)
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise StoreError(f"{path}: is a database, but no store of bantin, and stays as it is.", _ANOTHER)
    _check_version(path, int.from_bytes(head[60:64], "big"))


def _check_version(path: Path, version: int) -> None:
    if version > VERSION:
        raise StoreError(
            f"{path}: is of version {version}; this bantin knows stores up to version {VERSION}.",
            "Use the newer bantin that wrote it.",
        )


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None, check_same_thread=False)
    try:
        for setting in _SETTINGS:
            connection.execute(setting)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Bring an open file to today's version; the newest head of it may be in the log only."""
    connection.execute("PRAGMA journal_mode = WAL")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    _check_version(path, version)
    if version < VERSION:
        connection.execute("BEGIN IMMEDIATE")
        try:
            upgrade(connection)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Raise what SQLite reports as an error that says which file, and what to do."""
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
        raise
    except sqlite3.DatabaseError as error:
        if not isinstance(error, sqlite3.OperationalError) or "decode" in str(error):
            raise StoreError(f"{path}: is damaged: {str(error)[:_SHOWN]}.", "Go back to a backup.") from error
        fix = "Another process writes for long; try again." if "locked" in str(error) else "See disk and permissions."
        raise StoreError(f"{path}: {error}.", fix) from error
