"""Tables that people open in a spreadsheet and send back: CSV whose cells are text and nothing else.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula. Such a cell gets an apostrophe
in front, which :func:`unguard` takes away again; :func:`nlp.formats.table.read_csv` reads what comes back.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from nlp.formats.atomic import replacing

LONGEST_CELL = 32_000
"""Characters that are kept of a cell; Excel moves what is beyond 32,767 into other cells."""

CUT = " […]"
"""What a cell ends with that was cut."""

_BOM = "\ufeff"
_GUARDED = tuple("=+-@＝＋－＠\t\r\n'")


def write_sheet(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write a sheet, whole or not at all, in UTF-8 with the mark by which Excel knows it.

    :raises OutputError: if it cannot be written.
    """
    with replacing(path) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
        text.write(_BOM)
        writer = csv.writer(text)
        writer.writerow(columns)
        writer.writerows([guard(row.get(column, "")) for column in columns] for row in rows)
        text.detach()


def guard(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula or breaks for its length."""
    if len(cell) > LONGEST_CELL:
        cell = cell[:LONGEST_CELL] + CUT
    return f"'{cell}" if cell.lstrip(" ").startswith(_GUARDED) else cell


def unguard(cell: str) -> str:
    """Return what a cell held before :func:`guard`; a cell that was not guarded stays as it is."""
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip(" ").startswith(_GUARDED) else cell
