"""CSV: one row a record, for programs and for spreadsheets.

Invariant: no cell runs as a formula, see :mod:`nlp.formats.sheet`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from nlp.formats.outputs.layout import Layout
from nlp.formats.outputs.rows import Marks, RecordTable, survey, with_marks
from nlp.formats.sheet import BOM, guard, shortened
from nlp.formats.table import cell

_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)*")


def join_csv(parts: Sequence[Path], marks: Marks | None, layout: Layout, target: IO[bytes]) -> None:
    """Write the header and all rows: first the columns of the input, then those that labelling adds."""
    table = RecordTable(survey(parts, marks, layout))
    text = io.TextIOWrapper(target, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, delimiter=layout.delimiter)
    if table.columns:
        if layout.mark:
            text.write(BOM)
        writer.writerow(guard(column.header) for column in table.columns)
    as_cell = _excel_cell if layout.for_excel else _cell
    for row, mark in with_marks(parts, marks):
        writer.writerow(map(as_cell, table.cells(row, mark)))
    text.detach()


def _cell(value: Any) -> Any:
    """Return the value of a cell; text is guarded, as whoever wrote it is a stranger, but not a negative number."""
    value = cell(value)
    return guard(value) if isinstance(value, str) and not _NUMBER.fullmatch(value) else value


def _excel_cell(value: Any) -> Any:
    """Return the value of a cell for Excel in a country whose decimal sign is the comma."""
    if isinstance(value, float):
        return str(value).replace(".", ",")
    value = _cell(value)
    return shortened(value) if isinstance(value, str) else value
