"""SQLite: the rows of a table, a view or a query, one after the other.

Invariant: the file is opened read-only, and a query may only read; what a hostile schema does ends in a message.
"""

from __future__ import annotations

import shlex
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import IO, Any

from nlp.errors import InputError
from nlp.formats.record import MAX_KEPT_BYTES, MAX_RECORD_BYTES, Reading, Record, Rejected
from nlp.formats.tables.spool import on_disk

MAGIC = b"SQLite format 3\0"
"""How every database begins."""

_LONGEST_VALUE = 256 * 2**20  # a longer one fails the query, before it takes the memory
_LONGEST_QUERY = 2**20
_SHOWN_TABLES = 20
_READS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}


def read_sqlite(stream: IO[bytes], name: str, reading: Reading | None = None) -> Iterator[Record | Rejected]:
    """Yield the rows of the only table of a database, or of those that ``reading`` names.

    Bytes that are text in UTF-8 become text. A row is rejected if a column holds text in another encoding.

    :raises InputError: if the file is no database, or the table or query is missing, unclear or faulty.
    """
    reading = reading or Reading()
    if reading.table is not None and reading.query is not None:
        raise InputError("--table and --query name the rows twice.", "Give one of them.")
    with on_disk(stream) as path, closing(_connect(path)) as database:
        try:
            if reading.query is not None:
                yield from _rows(database, name, reading.query, f"{name}:row")
            else:
                table = _find_table(database, name, reading.table)
                quoted = table.replace('"', '""')
                yield from _rows(database, name, f'SELECT * FROM "{quoted}"', f"{name}:{table}:row")
        except (sqlite3.Error, sqlite3.Warning) as error:
            by_query = "Check the query." if reading.query is not None else ""
            hint = by_query or "Close the program that writes to it, or copy it again."
            raise InputError(f"{name}: cannot be read as an SQLite database: {error}.", hint) from error


def _connect(path: Path) -> sqlite3.Connection:
    try:
        # The threads of joblib take turns in reading on, one after the other.
        database = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
        )
    except sqlite3.Error as error:
        raise InputError(f"{path}: cannot be opened: {error}.", "Check the path and its permissions.") from error
    # What is not UTF-8 becomes lone surrogates, by which _row knows it.
    database.text_factory = lambda content: content.decode("utf-8", "surrogateescape")
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    database.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, _LONGEST_QUERY)
    database.execute("PRAGMA query_only = ON")
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA cell_size_check = ON")
    return database


def _allow(action: int, name: str | None, *_: str | None) -> int:
    """Let a statement read and nothing else: neither attach other files nor change settings."""
    # A full-text index asks on its own whether the file has changed.
    is_asked = action == sqlite3.SQLITE_PRAGMA and name == "data_version"
    return sqlite3.SQLITE_OK if is_asked or action in _READS else sqlite3.SQLITE_DENY


def _find_table(database: sqlite3.Connection, name: str, wanted: str | None) -> str:
    listed = database.execute("SELECT name, type FROM pragma_table_list WHERE schema = 'main'").fetchall()
    # Shadow tables belong to a full-text index, and tables that SQLite keeps for itself have its name.
    known: dict[str, str] = {
        table: type for table, type in listed if type != "shadow" and not table.startswith("sqlite_")
    }
    tables = [table for table, type in known.items() if type == "table"] or list(known)
    shown = ", ".join(tables[:_SHOWN_TABLES]) + (" ..." if len(tables) > _SHOWN_TABLES else "")
    if wanted is not None:
        found = wanted if wanted in known else next((t for t in known if t.casefold() == wanted.casefold()), None)
        if found is None:
            raise InputError(f"{name}: has no table {wanted!r}.", f"Its tables: {shown or 'none'}.")
        return found
    if not tables:
        raise InputError(f"{name}: has no table.", "Check that it is the right file.")
    if len(tables) > 1:
        raise InputError(
            f"{name}: has several tables ({shown}).", f"Name one with --table {shlex.quote(tables[0])}, or use --query."
        )
    return tables[0]


def _rows(database: sqlite3.Connection, name: str, query: str, where: str) -> Iterator[Record | Rejected]:
    database.set_authorizer(_allow)
    rows = database.execute(query)
    columns = [column for column, *_ in rows.description or ()]
    if not columns:
        raise InputError(f"{name}: the query gives no rows.", "Write a SELECT.")
    if len(set(columns)) < len(columns):
        raise InputError(f"{name}: two columns have the same name.", "Give each a name of its own: SELECT a AS b.")
    number = 0
    while True:
        try:
            row = next(rows, None)
        except sqlite3.Error as error:
            if not number:
                raise
            yield Rejected(
                f"{where} {number + 1}", f"the data is damaged, this row and those below it are lost: {error}"
            )
            return
        if row is None:
            return
        number += 1
        yield _row(columns, row, f"{where} {number}")


def _row(columns: Sequence[str], values: Sequence[Any], where: str) -> Record | Rejected:
    fields = {name: _value(value) for name, value in zip(columns, values, strict=True)}
    size = sum(len(value) for value in fields.values() if isinstance(value, str | bytes))
    if size > MAX_RECORD_BYTES:
        return Rejected(where, f"longer than {MAX_RECORD_BYTES:,} bytes", _shown(fields))
    for name, value in fields.items():
        if isinstance(value, str) and not _is_text(value):
            return Rejected(where, f"column {name!r} is not valid UTF-8, or holds NUL bytes", _shown(fields))
    return Record(where, fields)


def _value(value: Any) -> Any:
    if isinstance(value, bytes):
        try:
            return value.decode() if b"\0" not in value else value
        except UnicodeDecodeError:
            return value  # a picture or packed data; it is no text
    return value


def _is_text(value: str) -> bool:
    if "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(fields: dict[str, Any]) -> dict[str, str]:
    most = MAX_KEPT_BYTES // max(1, len(fields))
    return {name: str(value)[:most].encode("utf-8", "backslashreplace").decode() for name, value in fields.items()}
