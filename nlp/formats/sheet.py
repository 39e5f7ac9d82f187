"""Sheets: CSV files that a person opens in a spreadsheet, fills in and sends back.

Invariant: no cell runs as a formula. A spreadsheet runs a cell that begins with ``=``, ``+``, ``-`` or ``@``, and text
scraped from the web may hold one that sends data away. :func:`guard` puts an apostrophe before such a cell and
:func:`unguard` removes it; :func:`nlp.formats.table.read_csv` reads the file that comes back.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from nlp.formats.atomic import creating_file

LONGEST_CELL = 32_000
"""Longest cell, in characters: Excel spills what is beyond 32,767 into the next cells."""

CUT = " […]"
"""The end of a cell that was cut."""

BOM = "\ufeff"
"""The byte order mark, without which Excel takes UTF-8 for another encoding."""
# The signs that start a formula, also in full width, which Excel converts on some systems; the white space behind which
# it still sees one; and the apostrophe itself, so that unguard() restores every cell.
_GUARDED = tuple("=+-@＝＋－＠\t\r\n'")


def write_sheet(
    path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]], *, overwrite: bool = False
) -> None:
    """Write a sheet in UTF-8, with the byte order mark without which Excel reads another encoding.

    :param overwrite: whether it may take the place of a file.
    :raises OutputError: if it cannot be written.
    """
    with creating_file(path, overwrite=overwrite) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
        text.write(BOM)
        writer = csv.writer(text)
        writer.writerow(columns)
        writer.writerows([guard(shortened(row.get(column, ""))) for column in columns] for row in rows)
        text.detach()


def guard(cell: str) -> str:
    """Return the text of a cell so that no spreadsheet runs it as a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_GUARDED) else cell


def shortened(cell: str) -> str:
    """Return the text of a cell so that no spreadsheet spills it into other cells, or refuses the file.

    They count UTF-16, in which an emoji is two characters.
    """
    if len(cell) <= LONGEST_CELL // 2:
        return cell
    units = cell.encode("utf-16-le", "surrogatepass")
    return cell if len(units) <= 2 * LONGEST_CELL else units[: 2 * LONGEST_CELL].decode("utf-16-le", "ignore") + CUT


def unguard(cell: str) -> str:
    """Return the text that :func:`guard` was given; a cell without its apostrophe stays as it is."""
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip(" ").startswith(_GUARDED) else cell
