"""Workbooks of Excel (.xlsx, .xlsm, .xls), read with calamine.

Invariant: a workbook that would take all memory when it is opened is refused before it is opened: calamine lays a
sheet out as a rectangle, so that one cell in the last corner asks for half a terabyte and ends the process.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, time, timedelta
from pathlib import Path
from typing import IO, Any

from nlp.errors import InputError, missing_package
from nlp.formats.record import MAX_RECORD_BYTES, Entry, Note, Reading, Record, Rejected
from nlp.formats.tables.spool import on_disk

_OLD = b"\xd0\xcf\x11\xe0"  # how .xls begins, and a workbook with a password
_ZIP = b"PK\x03\x04"
_LARGEST = 512 * 2**20  # bytes of a workbook when it is unpacked
_LARGEST_OLD = 64 * 2**20
_MOST_CELLS = 20_000_000
_MOST_RATIO = 300  # sheets of numbers reach 20, bombs 1,000
_SMALL = 16 * 2**20
_CELL = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,9})([0-9]{1,20})["']""")
_PIECE = 2**20
_OVERLAP = 64  # bytes in which a cell's name may stand across two pieces
_HEADER_WITHIN = 20  # rows; reports have their title above the header


def read_workbook(stream: IO[bytes], name: str, reading: Reading | None = None) -> Iterator[Entry]:
    """Yield the rows below the header of the first sheet that has one, or of the sheet that ``reading`` names.

    The header is the first row with two texts; titles above it are passed. Dates are in ISO form, whole numbers without
    a point. A cell that is merged over several rows counts for each. Empty rows are passed.

    :raises InputError: if the file is no workbook, too large, locked, or has no such sheet.
    """
    wanted = reading.table if reading else None
    with on_disk(stream) as path:
        _check(path, name)
        with closing(_open(path, name)) as book:
            yield from _rows(book, name, wanted)


def _check(path: Path, name: str) -> None:
    """Refuse a file that is no workbook, or would be too large in memory.

    :raises InputError: if it is one of these.
    """
    with path.open("rb") as stream:
        head = stream.read(4)
    size = path.stat().st_size
    if head == _OLD:
        if size > _LARGEST_OLD:
            raise InputError(f"{name}: an old workbook of more than {_LARGEST_OLD:,} bytes.", "Save it as .xlsx.")
        return
    if head != _ZIP:
        raise InputError(f"{name}: not an Excel workbook.", "Check the file; a CSV has the suffix .csv.")
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            total = sum(member.file_size for member in members)
            if total > _LARGEST or (total > _SMALL and total > _MOST_RATIO * size):
                raise _too_large(name)
            for member in members:
                if member.filename.lower().startswith("xl/worksheets/") and member.filename.lower().endswith(".xml"):
                    with archive.open(member) as sheet:
                        _check_extent(sheet, name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise InputError(f"{name}: the workbook is damaged: {error}.", "Open it in Excel and save it again.") from error


def _too_large(name: str) -> InputError:
    return InputError(f"{name}: the workbook is too large to be opened.", "Save its sheet as CSV UTF-8.")


def _check_extent(sheet: IO[bytes], name: str) -> None:
    """Refuse a sheet whose outermost cells span too large a rectangle.

    :raises InputError: if they do, or the sheet is in an encoding that Excel does not write.
    """
    last_row = last_column = 1
    rest = b""
    while piece := sheet.read(_PIECE):
        content = rest + piece
        if b"\0" in content:
            raise InputError(f"{name}: a sheet is not in UTF-8.", "Open it in Excel and save it again.")
        for column, row in _CELL.findall(content):
            last_row = max(last_row, int(row))
            if len(column) > 1:  # most cells are in the columns A to Z
                last_column = max(last_column, _column_number(column))
        rest = content[-_OVERLAP:]
    if last_row * max(last_column, 26) > _MOST_CELLS and last_row * last_column > _MOST_CELLS:
        raise InputError(
            f"{name}: a sheet has a cell in row {last_row:,}, column {last_column:,}, far from the others.",
            "Delete the empty rows and columns around the table, or save the sheet as CSV UTF-8.",
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _open(path: Path, name: str) -> Any:
    """Open a workbook with calamine.

    :raises InputError: if it cannot be opened.
    :raises MissingExtraError: if calamine is not installed.
    """
    try:
        import python_calamine as calamine  # noqa: PLC0415 - only workbooks need it
    except ImportError as error:
        raise missing_package("Excel", "python-calamine") from error
    try:
        return calamine.CalamineWorkbook.from_path(str(path))
    except calamine.PasswordError as error:
        raise InputError(f"{name}: the workbook is locked with a password.", "Save it without one.") from error
    except BaseException as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: BaseException) -> InputError:
    """Return the error for what calamine raised; a panic of its own is no Exception.

    :raises BaseException: ``error`` itself, if it is not from calamine.
    """
    if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
        raise error
    return InputError(f"{name}: the workbook is damaged: {error}.", "Open it in Excel and save it again.")


def _rows(book: Any, name: str, wanted: str | None) -> Iterator[Entry]:
    names = list(book.sheet_names)
    if wanted is not None and wanted not in names:
        raise InputError(f"{name}: has no sheet {wanted!r}.", f"Its sheets: {', '.join(names)}.")
    for title in names if wanted is None else [wanted]:
        try:
            sheet = book.get_sheet_by_name(title)
            rows = enumerate(_filled(sheet), start=1)
            header = _find_header(rows)
        except BaseException as error:
            if type(error).__name__ == "WorksheetNotFound":  # a sheet of a chart alone
                continue
            raise _unreadable(name, error) from error
        if header:
            others = [other for other in names if other != title]
            if others and wanted is None:
                yield Note(f"{name}: the sheet {title!r} was read; others with --table: {', '.join(others[:5])}")
            columns = _columns(header, name)
            for number, cells in rows:
                yield from _row(columns, cells, f"{name}:{title}:row {number}")
            return
    if wanted is not None:
        raise InputError(f"{name}: the sheet {wanted!r} has no header.", "Write the names of the columns above it.")


def _filled(sheet: Any) -> Iterator[list[Any]]:
    """Yield the rows of a sheet; a cell that is merged over several rows is repeated in each."""
    merged: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        if bottom > top:
            merged.setdefault(top, []).append((left, bottom))
    repeated: dict[int, tuple[int, Any]] = {}
    for number, row in enumerate(sheet.iter_rows()):
        for column, (bottom, value) in list(repeated.items()):
            if number > bottom:
                del repeated[column]
            elif row[column] == "":
                row[column] = value
        for left, bottom in merged.get(number, ()):
            if left < len(row):
                repeated[left] = (bottom, row[left])
        yield row


def _find_header(rows: Iterator[tuple[int, list[Any]]]) -> list[Any]:
    """Return the first row with two texts and nothing else; of a table with one column, the first with one."""
    first: list[Any] = []
    for number, row in rows:
        filled = [cell for cell in row if cell != ""]
        if filled and all(isinstance(cell, str) for cell in filled):
            if len(filled) > 1:
                return row
            first = first or row
        if number >= _HEADER_WITHIN:
            break
    return first if len(first) == 1 else []


def _columns(header: Sequence[Any], name: str) -> list[str]:
    """Return the names of the columns, empty for one without a name.

    :raises InputError: if a name is repeated.
    """
    columns = [str(cell).strip() for cell in header]
    repeated = [column for column, count in Counter(filter(None, columns)).items() if count > 1]
    if repeated:
        raise InputError(f"{name}: the header repeats {repeated[0]!r}.", "Give every column a name of its own.")
    return columns


def _row(columns: Sequence[str], cells: Sequence[Any], where: str) -> Iterator[Record | Rejected]:
    values = [_value(cell) for cell in cells]
    if not any(value != "" for value in values):
        return
    fields = {
        column or f"column {number}": value
        for number, (column, value) in enumerate(zip(columns, values, strict=True), start=1)
        if column or value != ""
    }
    if sum(len(value) for value in values if isinstance(value, str)) > MAX_RECORD_BYTES:
        yield Rejected(where, f"longer than {MAX_RECORD_BYTES:,} bytes")
    else:
        yield Record(where, fields)


def _value(cell: Any) -> Any:
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, date | time):  # a datetime is a date too
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta) else cell
