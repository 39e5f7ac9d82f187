"""Excel workbooks: a sheet of articles and one of their mentions.

Invariant: text stays text, whatever it begins with; numbers, dates and true or false have their own types. A workbook
is written row by row, so memory does not grow with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from nlp.errors import OutputError
from nlp.formats.outputs.layout import Layout
from nlp.formats.outputs.rows import Column, Marks, RecordTable, moment, survey, with_marks
from nlp.formats.sheet import shortened
from nlp.formats.table import cell

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 2**20 - 1
"""The most rows of a sheet, without the header."""

_MOST_COLUMNS = 2**14
_EXACT = 10**15  # Excel keeps fifteen digits of a number
_CREATED = datetime(1980, 1, 1)  # not the time of the run, so that the same parts give the same bytes
_WIDTHS = {"text": 60, "title": 40, "reasons": 30, "officials": 30, "organization": 30}
_LINE_END = re.compile("\r\n?")
# Excel writes these as "_x0007_", and most other readers show them like that.
_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_NARROWEST, _WIDTH = 8, 14


def check_rows(count: int, what: str) -> None:
    """Check that a sheet can hold so many rows.

    :param what: what they are, for the message.
    :raises OutputError: if it cannot.
    """
    if count > MOST_ROWS:
        raise OutputError(
            f"more than {MOST_ROWS:,} {what} do not fit on a sheet of Excel.",
            "Write .db (SQLite), .parquet or .csv, or name a folder.xlsx/ for a workbook of each part.",
        )


def join_workbook(parts: Sequence[Path], marks: Marks | None, layout: Layout, target: IO[bytes]) -> None:
    """Write all rows as a workbook.

    :raises OutputError: if there are more than a sheet holds.
    """
    found = survey(parts, marks, layout)
    table = RecordTable(found, most=_MOST_COLUMNS)
    with open_workbook(target) as add_sheet:
        articles = add_sheet(layout.rows, table.columns, found.n_records)
        mentions = None
        if found.mentions:
            columns = [Column(name, kinds) for name, kinds in found.mentions.items()]
            mentions = add_sheet("mentions", columns, found.n_mentions)
        for row, mark in with_marks(parts, marks):
            articles.write(table.cells(row, mark))
            for mention in row["mentions"]:
                if mentions is not None:
                    mentions.write(mention.get(name) for name in found.mentions)


@contextmanager
def open_workbook(target: IO[bytes]) -> Iterator[Callable[[str, Sequence[Column], int], Sheet]]:
    """Write a workbook; yields a function that adds a sheet of a name, with columns and a number of rows.

    :raises OutputError: if there are more rows than a sheet holds, or the file would be too large.
    """
    import xlsxwriter  # noqa: PLC0415 - only workbooks need it
    from xlsxwriter.exceptions import FileSizeError  # noqa: PLC0415 - only workbooks need it

    workbook = xlsxwriter.Workbook(target, {"constant_memory": True})
    workbook.set_properties({"created": _CREATED})

    def add_sheet(name: str, columns: Sequence[Column], count: int) -> Sheet:
        check_rows(count, name)
        return Sheet(workbook, name, columns, count)

    yield add_sheet
    try:
        workbook.close()
    except FileSizeError as error:
        raise OutputError(
            "the workbook would be larger than 4 GB.", "Write .db (SQLite), .parquet or .csv instead."
        ) from error


class Sheet:
    """A sheet with a header that stays in view and filters the rows."""

    def __init__(self, workbook: Workbook, name: str, columns: Sequence[Column], count: int) -> None:
        self._sheet: Worksheet = workbook.add_worksheet(name)
        self._are_moments = [column.kinds.are_moments for column in columns]
        self._date: Format = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self._time: Format = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._row = 0
        bold = workbook.add_format({"bold": True})
        self._sheet.freeze_panes(1, 0)
        for number, column in enumerate(columns):
            widest = max(_NARROWEST, min(_WIDTH, len(column.header) + 4))
            self._sheet.set_column(number, number, _WIDTHS.get(column.header, widest))
        if columns:
            self._sheet.autofilter(0, 0, count, len(columns) - 1)
        for number, column in enumerate(columns):
            self._sheet.write_string(0, number, _as_text(column.header), bold)

    def write(self, cells: Iterable[Any]) -> None:
        """Write the next row."""
        self._row += 1
        sheet, row = self._sheet, self._row
        for number, value in enumerate(cells):
            if value is None or value == "":
                continue
            if isinstance(value, bool):
                sheet.write_boolean(row, number, value)
            elif isinstance(value, (int, float)) and abs(value) < _EXACT:
                sheet.write_number(row, number, value)
            elif self._are_moments[number] and isinstance(value, str) and (found := moment(value)):
                self._write_moment(number, found)
            else:
                sheet.write_string(row, number, _as_text(str(cell(value))))

    def _write_moment(self, number: int, found: date) -> None:
        style = self._time if isinstance(found, datetime) else self._date
        self._sheet.write_datetime(self._row, number, found, style)


def _as_text(text: str) -> str:
    """Return the text of a cell as xlsxwriter writes it as text.

    What begins with ``<r>`` and ends with ``</r>`` xlsxwriter takes for markup of its own and writes as it is: a title
    of that form would break the file, or put elements of a stranger into it. The blank at the end prevents that.
    """
    text = _UNSHOWN.sub("\ufffd", _LINE_END.sub("\n", shortened(text)))
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text
