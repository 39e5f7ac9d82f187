"""Several tables with names of their own, as a workbook or as a database.

Invariant: the same tables give the same bytes; text stays text, and a column has the type of its values.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import IO, Any, NamedTuple

from nlp.formats.outputs.database import create_table, definitions, index, insert, stored
from nlp.formats.outputs.rows import Column, Kinds
from nlp.formats.outputs.workbook import open_workbook
from nlp.formats.storage import unwritable


class Table(NamedTuple):
    """A table.

    :param name: a word of small letters, which needs no quotes.
    :param columns: in order; a row has no others.
    :param indexed: columns that a database looks rows up by.
    """

    name: str
    columns: Sequence[str]
    rows: Sequence[Mapping[str, Any]]
    indexed: Sequence[str] = ()


def write_workbook(tables: Sequence[Table], target: IO[bytes]) -> None:
    """Write tables as the sheets of a workbook.

    :raises OutputError: if one is longer than a sheet.
    """
    with open_workbook(target) as add_sheet:
        for table in tables:
            sheet = add_sheet(table.name, _columns(table), len(table.rows))
            for row in table.rows:
                sheet.write(row.get(name) for name in table.columns)


def write_database(tables: Sequence[Table], target: IO[bytes]) -> None:
    """Write tables as a SQLite database; it is made in a temporary file, as SQLite writes back and forth.

    :raises OutputError: if there is no room for it.
    """
    with tempfile.TemporaryDirectory(prefix="bantin-") as folder:
        path = Path(folder) / "made.db"
        try:
            with closing(sqlite3.connect(path, isolation_level=None)) as database:
                database.execute("PRAGMA journal_mode = OFF")
                database.execute("PRAGMA synchronous = OFF")
                database.execute("BEGIN")
                for table in tables:
                    create_table(database, table.name, definitions(_columns(table)))
                    insert(database, table.name, len(table.columns), _stored_rows(table))
                    index(database, table.name, table.indexed, {name: name for name in table.columns})
                database.execute("COMMIT")
        except sqlite3.Error as error:
            raise unwritable(str(path), error) from error
        with path.open("rb") as made:
            shutil.copyfileobj(made, target, 2**20)


def _columns(table: Table) -> list[Column]:
    columns = [Column(name, Kinds()) for name in table.columns]
    for row in table.rows:
        for column in columns:
            column.kinds.add(row.get(column.header))
    return columns


def _stored_rows(table: Table) -> Iterator[list[Any]]:
    for row in table.rows:
        yield [stored(row.get(name)) for name in table.columns]
