"""Several tables with names of their own, as a workbook or as a database.

Invariant: the same tables give the same bytes; text stays text, and a column has the type of its values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any, NamedTuple

from nlp.formats.outputs.database import create_table, definitions, index, insert, making_database, stored
from nlp.formats.outputs.rows import Column, Kinds
from nlp.formats.outputs.workbook import open_workbook


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
    """Write tables as a SQLite database.

    :raises OutputError: if there is no room for it.
    """
    with making_database(target) as database:
        for table in tables:
            create_table(database, table.name, definitions(_columns(table)))
            insert(database, table.name, len(table.columns), _stored_rows(table))
            index(database, table.name, table.indexed, {name: name for name in table.columns})


def _columns(table: Table) -> list[Column]:
    columns = [Column(name, Kinds()) for name in table.columns]
    for row in table.rows:
        for column in columns:
            column.kinds.add(row.get(column.header))
    return columns


def _stored_rows(table: Table) -> Iterator[list[Any]]:
    for row in table.rows:
        yield [stored(row.get(name)) for name in table.columns]
