"""Tables: CSV and TSV, read row by row.

Invariant: memory stays bounded whatever the quotes do, and no row is lost because another one is broken.

The files come from Excel, LibreOffice, databases and scrapers, most often with articles of several lines in quoted
cells. What breaks them is a quote that is not doubled within a cell, or one that is never closed: Python's reader then
takes the rest of the file for one cell.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import IO, Any

from nlp.errors import InputError
from nlp.formats.encoding import HEAD_BYTES, KEEP_BYTES, compose, encoding_name, guess_encoding
from nlp.formats.jsonl import Joined, dump_line
from nlp.formats.record import MAX_KEPT_BYTES, MAX_RECORD_BYTES, Entry, Note, Record, Rejected

_DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 50
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WORKBOOK = b"PK\x03\x04"  # how a zip archive begins, which .xlsx is: people rename it to .csv
# Excel reads this above the header, and exporters write it for Excel in countries whose decimal sign is the comma.
_DELIMITER_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
_KEPT_BYTE = re.compile("[\udc00-\udcff]")
# Most lines of a row that begins among lines that a broken row gave back. Without this bound a file of broken quotes
# would be read to its end once for each of its lines.
_MOST_LINES_AGAIN = 200


def read_csv(stream: IO[bytes], name: str) -> Iterator[Entry]:
    """Yield the rows below the header.

    A first line ``sep=;`` gives the delimiter; otherwise it is the one of ``, ; tab |`` that divides the header, and
    the first rows into as many cells. See :func:`nlp.formats.encoding.guess_encoding` for the encoding.

    Missing cells are empty. A row is rejected if it has too many cells, bytes that are not text, or a quote that is not
    closed; reading goes on with the next line. The position of a row is the line on which it starts.

    :raises InputError: if the first row is not a header.
    """
    csv.field_size_limit(MAX_RECORD_BYTES)
    head = _read_head(stream)
    if head.startswith(_WORKBOOK):
        raise InputError(f"{name}: is an Excel workbook or another archive, not CSV.", "Save it as CSV in UTF-8.")
    encoding = guess_encoding(head)
    sample = compose(head.decode(encoding, KEEP_BYTES), encoding)
    terminator = _terminator(sample)
    raw = io.BufferedReader(Joined(head, stream), HEAD_BYTES)
    text = io.TextIOWrapper(raw, encoding=encoding, errors=KEEP_BYTES, newline=terminator)
    lines = _Lines(text, encoding)
    declared = _DELIMITER_LINE.fullmatch(sample.partition(terminator)[0])
    if declared:
        lines.start_row()
        next(lines)
    delimiter = declared[1] if declared else _find_delimiter(sample, is_whole=len(head) < HEAD_BYTES)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    names = _header(reader, lines, name, encoding)
    if names:
        yield from _rows(reader, lines, names, name, encoding)


def find_dialect(stream: IO[bytes]) -> tuple[str, bool]:
    """Return the delimiter of CSV, and whether a byte order mark stands before it."""
    head = _read_head(stream)
    encoding = guess_encoding(head)
    sample = compose(head.decode(encoding, KEEP_BYTES), encoding)
    declared = _DELIMITER_LINE.fullmatch(sample.partition(_terminator(sample))[0])
    delimiter = declared[1] if declared else _find_delimiter(sample, is_whole=len(head) < HEAD_BYTES)
    return delimiter, head.startswith(_MARKS)


def _read_head(stream: IO[bytes]) -> bytes:
    head = b""
    while len(head) < HEAD_BYTES and (more := stream.read(HEAD_BYTES - len(head))):
        head += more
    return head


class _Lines:
    """The lines of a text, for a csv.reader, which can be read again from the second line of the current row.

    When the reader has run through many lines in search of a closing quote, those lines may hold good rows: only the
    first is lost then.

    :ivar start: number of the line on which the current row starts.
    """

    def __init__(self, text: io.TextIOWrapper, encoding: str) -> None:
        self._text, self._encoding = text, encoding
        self._pending: deque[str] = deque()
        self._row: list[str] = []
        self._size = self._number = 0
        self.start = 1
        self._most_lines: int | None = None

    def start_row(self) -> None:
        """Begin a new row with the next line."""
        self._row, self._size, self.start = [], 0, self._number + 1
        self._most_lines = _MOST_LINES_AGAIN if self._pending else None

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._pending.popleft() if self._pending else self._read()
        if not line:
            raise StopIteration
        self._number += 1
        self._row.append(line)
        self._size += len(line)
        if self._size > MAX_RECORD_BYTES:
            raise csv.Error(f"longer than {MAX_RECORD_BYTES:,} characters")
        if self._most_lines and len(self._row) > self._most_lines:
            raise csv.Error("a quote is opened and not closed")
        return line

    def _read(self) -> str:
        line = rest = self._text.readline(MAX_RECORD_BYTES + 1)
        while len(rest) > MAX_RECORD_BYTES and not rest.endswith(("\n", "\r")):
            rest = self._text.readline(MAX_RECORD_BYTES + 1)
        return compose(line, self._encoding)

    def give_back(self) -> str:
        """Return the first line of the row, and let the lines after it be read again."""
        first, *others = self._row
        self._pending.extendleft(reversed(others))
        self._row, self._number = [first], self.start
        return first

    @property
    def is_balanced(self) -> bool:
        """Whether every quote in the current row has a partner."""
        return sum(line.count('"') for line in self._row) % 2 == 0


def _terminator(sample: str) -> str:
    """Return the line terminator: a line feed, or in Excel's "CSV (Macintosh)" a carriage return.

    Quoted cells do not count: articles in them may hold either.
    """
    outside = _QUOTED.sub("", sample)
    return "\r" if "\r" in outside and "\n" not in outside else "\n"


def _find_delimiter(sample: str, *, is_whole: bool) -> str:
    """Return the delimiter under which the sample looks most like a table."""
    lines = list(io.StringIO(sample, newline=""))
    if not is_whole:
        del lines[-1:]  # the head ends within it

    # First it has to divide the header. Then most rows should be as wide as the header: commas in the articles of a
    # file with semicolons do not achieve that. Of two that do, the one with more cells.
    def fitness(delimiter: str) -> tuple[bool, float, int]:
        header, *rows = _sample_rows(lines, delimiter) or [[]]
        share = sum(len(row) == len(header) for row in rows) / len(rows) if rows else 1.0
        return len(header) > 1, share, len(header)

    return max(_DELIMITERS, key=fitness)


def _sample_rows(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            if row:
                rows.append(row)
            if len(rows) > _SAMPLE_ROWS:
                break
    except csv.Error:
        pass  # the rows before the broken one are enough
    return rows


def _header(reader: Iterator[list[str]], lines: _Lines, name: str, encoding: str) -> list[str]:
    """Return the column names; none if the file has no rows."""
    names: list[str] = []
    while not names:
        lines.start_row()
        try:
            names = next(reader)
        except StopIteration:
            return []
        except csv.Error as error:
            raise InputError(f"{name}: the header is not valid CSV: {error}.", "Save it as CSV in UTF-8.") from error
    while names and not names[-1].strip():
        names.pop()  # Excel writes empty cells for columns that were used once
    if not names:
        raise InputError(f"{name}: the header is empty.", "Write the names of the columns into the first row.")
    if wrong := _not_text(names, encoding):
        raise InputError(f"{name}: the header cannot be read: {wrong}.", "Save it as CSV in UTF-8.")
    if len(set(names)) < len(names):
        raise InputError(f"{name}: the header repeats a column name.", "Give every column a name of its own.")
    return names


def _rows(
    reader: Iterator[list[str]], lines: _Lines, names: Sequence[str], name: str, encoding: str
) -> Iterator[Entry]:
    below_broken = False
    while True:
        lines.start_row()
        reason = ""
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            cells, reason = _read_alone(lines.give_back(), reader, len(names), str(error))
        while len(cells) > len(names) and not cells[-1]:
            cells.pop()  # as in the header
        where = f"{name}:{lines.start}"
        if reason:
            below_broken = True
        # The lines below a broken row may be the rest of its article: they have another number of cells than the
        # header, or a quote without its partner. Without this rule each would become an article of its own. Quotes
        # count as they are written: 3" in a quoted cell is "3""", which is no piece of anything.
        elif below_broken and cells and (len(cells) != len(names) or not lines.is_balanced):
            reason = "seems to be a piece of the broken row above"
        else:
            below_broken = below_broken and not cells
        if reason:
            yield Rejected(where, reason, _shown(cells))
        elif cells == list(names):
            yield Note("{count} rows of CSV files repeat the header and were passed over")
        elif cells:
            yield _row(names, cells, where, encoding)


def _read_alone(line: str, reader: Any, width: int, error: str) -> tuple[list[str], str]:
    """Return the cells of a line on which strict reading failed, and the reason if they are not a row.

    A quote that is not doubled within a quoted cell is accepted if the line then has the right number of cells: the
    author of ``"Ông An nói "sẽ sửa" rồi","..."`` forgot to double, and nothing is ambiguous.
    """
    if len(line) > MAX_RECORD_BYTES:
        return [line], error
    alone = csv.reader([line, ""], delimiter=reader.dialect.delimiter)
    try:
        cells = next(alone)
    except csv.Error:
        return [line], f"not valid CSV: {error}"
    if alone.line_num > 1:
        return [line], "a quote is opened in this row and not closed, or not where its cell ends"
    return cells, "" if len(cells) == width else f"not valid CSV: {error}"


def _row(names: Sequence[str], cells: list[str], where: str, encoding: str) -> Record | Rejected:
    if len(cells) > len(names):
        return Rejected(where, f"{len(cells)} cells under {len(names)} column names", _shown(cells))
    if wrong := _not_text(cells, encoding):
        return Rejected(where, wrong, _shown(cells))
    return Record(where, dict(zip(names, cells + [""] * (len(names) - len(cells)), strict=True)))


def _not_text(cells: Sequence[str], encoding: str) -> str:
    """Return the reason why cells are not text, empty if they are."""
    joined = "".join(cells)
    if "\0" in joined:
        return "holds NUL bytes"
    try:
        joined.encode()
    except UnicodeEncodeError:
        return f"not valid {encoding_name(encoding)}"
    return ""


def _shown(cells: Sequence[str]) -> list[str]:
    """Return cells as they are kept beside a reason: undecodable bytes as escapes, cut if they are very long."""
    most = MAX_KEPT_BYTES // max(1, len(cells))
    return [_KEPT_BYTE.sub(lambda kept: f"\\x{ord(kept[0]) - 0xDC00:02x}", cell[:most]) for cell in cells]


def cell(value: Any) -> Any:
    """Return a value as a cell: lists of strings joined by ``; ``, None as an empty cell, other objects as JSON."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    if isinstance(value, (list, dict)):
        return dump_line(value).decode().rstrip()
    return "" if value is None else value
