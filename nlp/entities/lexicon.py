"""Lexicons: the words that rules know, kept as tables in ``lexicons/`` so that a row can be added without reading code.

There is one format, and this module alone reads it. A table is UTF-8 text, one row a line, columns separated by tabs.
Lines that begin with ``#`` are comments: the first says what the table is for, those after it what its columns mean and
how to add a row; one above a group says what its words tell. The first other line names the columns. Phrases are
lower-case tokens separated by single blanks (punctuation is a token of its own); a cell with several phrases separates
them by ``|``.

Invariant: a table is read once a process, and a phrase stands in a group once.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "lexicons"


@cache
def rows(name: str, *columns: str, folder: Path | None = None) -> tuple[tuple[str, ...], ...]:
    """Return the rows of the table ``name``, each with one cell for every column.

    :param columns: the columns that the caller expects, in order.
    :param folder: where it lies, if not among the tables of entities.
    :raises ValueError: if the table has other columns, or a row has more or fewer cells.
    """
    text = ((folder or _FOLDER) / f"{name}.tsv").read_text(encoding="utf-8")
    head, *body = [tuple(line.split("\t")) for line in text.split("\n") if line and not line.startswith("#")]
    if head != columns:
        raise ValueError(f"lexicons/{name}.tsv has the columns {head}, not {columns}")
    for row in body:
        if len(row) != len(columns):
            raise ValueError(f"lexicons/{name}.tsv: {row} has {len(row)} cells, not {len(columns)}")
    return tuple(body)


def phrases(cell: str) -> list[str]:
    """Return the phrases of a cell."""
    return cell.split("|") if cell else []


@cache
def groups(name: str, folder: Path | None = None) -> dict[str, frozenset[str]]:
    """Return group -> its phrases, of a table with the columns ``group`` and ``phrases``.

    A group may have several rows.
    """
    members: dict[str, set[str]] = {}
    for group, cell in rows(name, "group", "phrases", folder=folder):
        members.setdefault(group, set()).update(phrases(cell))
    return {group: frozenset(listed) for group, listed in members.items()}
