"""SQLite databases: the tables ``articles`` and ``entities``, indexed, with a full-text index that folds accents.

Invariant: what is searched is found with and without accents: "lu quet" and "dat lo" find "lũ quét" and "đất lở".
SQLite's tokenizer folds accents, but đ is a letter of its own to it; so the full-text index also has the column
``unaccented``, in which each đ is a d. The column is computed when it is read and takes no room in the table.

Datasette finds the full-text index by itself, and shows the article of each entity as a link.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

from nlp.formats.atomic import scratch_name
from nlp.formats.jsonl import dump_line
from nlp.formats.outputs.layout import ARTICLES, Layout
from nlp.formats.outputs.rows import DUPLICATE_OF, Column, Kinds, Marks, RecordTable, Survey, survey, with_marks
from nlp.formats.storage import unwritable

_MOST_COLUMNS = 1_900  # SQLite has 2,000 unless it was built with other limits
_INDEXED = ("label", "focus_province", "focus_province_name", DUPLICATE_OF)
_INDEXED_ENTITIES = ("type", "code", "province_code", "unit")
_LARGEST = 2**63
_AFFINITIES = {int: "INTEGER", bool: "INTEGER", float: "REAL"}
_UNNAMEABLE = re.compile("[\x00-\x1f\x7f]")
_BATCH = 500


def join_database(parts: Sequence[Path], marks: Marks | None, layout: Layout, target: IO[bytes]) -> None:
    """Write all rows as a database.

    It is made in a local file, because SQLite writes back and forth, and copied into ``target``.

    :raises OutputError: if there is no room for it.
    """
    with making_database(target, beside=parts[0] if parts else None) as database:
        _fill(database, parts, marks, layout)


@contextmanager
def making_database(target: IO[bytes], beside: Path | None = None) -> Iterator[sqlite3.Connection]:
    """Yield a new database, which is copied into ``target`` when it is filled.

    :param beside: the file beside which it is made; None to make it among the temporary files.
    :raises OutputError: if there is no room for it.
    """
    with _scratch(beside) as path:
        try:
            with closing(sqlite3.connect(path, isolation_level=None)) as database:
                # Nobody else sees the file before it is whole, and the copy of it is brought to the disk.
                database.execute("PRAGMA journal_mode = OFF")
                database.execute("PRAGMA synchronous = OFF")
                database.execute("BEGIN")
                yield database
                database.execute("COMMIT")
        except sqlite3.Error as error:
            raise unwritable(str(path), error) from error
        with path.open("rb") as made:
            shutil.copyfileobj(made, target, 2**20)


@contextmanager
def _scratch(beside: Path | None) -> Iterator[Path]:
    """Yield a new path, beside the parts where a run that is resumed removes what a killed one left."""
    with tempfile.TemporaryDirectory(prefix="bantin-") as folder:
        path = Path(folder) / "made" if beside is None else scratch_name(beside)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)


def _fill(database: sqlite3.Connection, parts: Sequence[Path], marks: Marks | None, layout: Layout) -> None:
    found = survey(parts, marks, layout)
    table = RecordTable(found, most=_MOST_COLUMNS, as_header=_as_name, folded=True)
    if layout.rows == ARTICLES:
        _fill_articles(database, table, found, with_marks(parts, marks), layout)
    else:
        create_table(database, "entities", ["entity INTEGER PRIMARY KEY", *definitions(table.columns)])
        rows = (
            (number, *map(stored, table.cells(row, None))) for number, (row, _) in enumerate(with_marks(parts, None), 1)
        )
        insert(database, "entities", len(table.columns) + 1, rows)
        index(database, "entities", _INDEXED_ENTITIES, table.header_of)


def _fill_articles(
    database: sqlite3.Connection,
    table: RecordTable,
    found: Survey,
    rows: Iterator[tuple[dict[str, Any], str | None]],
    layout: Layout,
) -> None:
    """Fill the tables of articles and, if the layout knows any columns of them, of entities."""
    key = table.add_header("record")
    defined = [f"{_quoted(key)} INTEGER PRIMARY KEY", *definitions(table.columns)]
    searched = _searched(table, layout)
    if searched:
        searched.append(table.add_header("unaccented"))
        defined.append(_unaccented(searched))
    create_table(database, "articles", defined)
    mentions = {name: name for name in found.mentions}
    if mentions:
        columns = [Column(name, kinds) for name, kinds in found.mentions.items()]
        reference = f"article INTEGER REFERENCES articles ({_quoted(key)})"
        create_table(database, "entities", ["entity INTEGER PRIMARY KEY", reference, *definitions(columns)])
    entity = 0
    for batch in _batches(enumerate(rows, 1)):
        insert(
            database,
            "articles",
            len(table.columns) + 1,
            ((number, *map(stored, table.cells(row, mark))) for number, (row, mark) in batch),
        )
        of_batch = [(number, mention) for number, (row, _) in batch for mention in row["mentions"]]
        if mentions and of_batch:
            of_batch_rows = (
                (position, number, *(stored(mention.get(name)) for name in mentions))
                for position, (number, mention) in enumerate(of_batch, entity + 1)
            )
            insert(database, "entities", len(mentions) + 2, of_batch_rows)
            entity += len(of_batch)
    index(database, "articles", (*_INDEXED, layout.columns.published), table.header_of)
    if mentions:
        index(database, "entities", ("article", *_INDEXED_ENTITIES), {**mentions, "article": "article"})
    if searched:
        _index_text(database, key, searched)


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch


def create_table(database: sqlite3.Connection, table: str, columns: Sequence[str]) -> None:
    """Create a table with columns as :func:`definitions` gives them."""
    database.execute(f"CREATE TABLE {table} ({', '.join(columns)})")


def definitions(columns: Sequence[Column]) -> list[str]:
    """Return columns with the types of their values, so that readers sort numbers as numbers."""
    return [f"{_quoted(column.header)} {_affinity(column.kinds)}" for column in columns]


def _affinity(kinds: Kinds) -> str:
    affinities = {_AFFINITIES.get(kind, "TEXT") for kind in kinds.types}
    if affinities == {"INTEGER", "REAL"}:
        return "NUMERIC"
    return affinities.pop() if len(affinities) == 1 else "" if affinities else "TEXT"


def _searched(table: RecordTable, layout: Layout) -> list[str]:
    """Return the columns that are searched: title and text, or when these are no columns, all that hold text alone."""
    names = [layout.columns.title, layout.columns.text]
    headers = [table.header_of[name] for name in names if name in table.header_of]
    return headers or [column.header for column in table.columns if column.kinds.types == {str}]


def _unaccented(searched: Sequence[str]) -> str:
    """Return the definition of the column in which each đ is a d; it is the last of those that are searched."""
    *columns, header = searched
    joined = " || ' ' || ".join(f"coalesce({_quoted(column)}, '')" for column in columns)
    return f"{_quoted(header)} TEXT AS (replace(replace({joined}, 'đ', 'd'), 'Đ', 'D'))"


def insert(database: sqlite3.Connection, table: str, width: int, rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of a width into a table."""
    database.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", rows)


def stored(value: Any) -> Any:
    """Return a value as SQLite stores it: lists and objects as JSON, which json_each() and Datasette's facets read."""
    if isinstance(value, (list, dict)):
        return dump_line(value).decode().rstrip()
    if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
        return str(value)
    return value


def index(database: sqlite3.Connection, table: str, names: Sequence[str], header_of: Mapping[str, str]) -> None:
    """Index the named columns that a table has.

    :param header_of: name -> the column's name in the table.
    """
    for header in (header_of[name] for name in dict.fromkeys(names) if name in header_of):
        database.execute(f"CREATE INDEX {_quoted(f'{table}_{header}')} ON {table} ({_quoted(header)})")


def _index_text(database: sqlite3.Connection, key: str, searched: Sequence[str]) -> None:
    columns = ", ".join(map(_quoted, searched))
    database.execute(
        f'CREATE VIRTUAL TABLE articles_fts USING fts5 ({columns}, content="articles", '
        f"content_rowid={_quoted(key)}, tokenize='unicode61 remove_diacritics 2')"
    )
    database.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')")
    database.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')")


def _as_name(name: str) -> str:
    """Return a name that SQLite takes for a column: a NUL would end the statement, and an empty name is none."""
    return _UNNAMEABLE.sub(" ", name).strip() or "column"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
