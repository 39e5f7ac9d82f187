"""Tables: CSV and TSV, read row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import IO, Any

from nlp.errors import InputError
from nlp.formats.record import MAX_RECORD_BYTES, Record, Rejected

_DELIMITERS = ",;\t|"


def read_csv(stream: IO[bytes], name: str) -> Iterator[Record | Rejected]:
    """Yield the rows below the header; the delimiter is the one that the header line holds most of.

    UTF-8 (with or without Excel's mark) and UTF-16 with a mark are read; a row with undecodable bytes, or with
    more cells than the header, is rejected.

    :raises InputError: if the first row is no header.
    """
    csv.field_size_limit(MAX_RECORD_BYTES)
    head = stream.readline(MAX_RECORD_BYTES)
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    if encoding == "utf-16":
        head += stream.read()
        stream, head = io.BytesIO(head), b""
    lines = _decoded_lines(stream, head, encoding)
    header = next(lines, "")
    delimiter = max(_DELIMITERS, key=header.count)
    reader = csv.reader(_chain(header, lines), delimiter=delimiter, strict=False)
    try:
        names = next(reader, [])
    except csv.Error as error:
        raise InputError(f"{name}: the header is not valid CSV: {error}.", "Save it as CSV in UTF-8.") from error
    if not any(names):
        return
    if len(set(names)) < len(names):
        raise InputError(f"{name}: the header repeats a column name.", "Give every column a name of its own.")
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Rejected(f"{name}:{reader.line_num}", f"not valid CSV: {error}")
            continue
        if cells:
            yield _row(names, cells, f"{name}:{reader.line_num}")


def _row(names: list[str], cells: list[str], where: str) -> Record | Rejected:
    if len(cells) > len(names):
        return Rejected(where, f"{len(cells)} cells under {len(names)} column names", cells)
    if any("\udc80" <= char <= "\udcff" for cell in cells for char in cell):
        shown = [cell.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace") for cell in cells]
        return Rejected(where, "not valid UTF-8", shown)
    return Record(where, dict(zip(names, cells + [""] * (len(names) - len(cells)), strict=True)))


def _decoded_lines(stream: IO[bytes], head: bytes, encoding: str) -> Iterator[str]:
    if encoding == "utf-16":
        yield from io.TextIOWrapper(stream, encoding="utf-16", errors="replace", newline="")
        return
    yield head.decode("utf-8-sig", "surrogateescape")
    for line in stream:
        yield line.decode("utf-8", "surrogateescape")


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def found_columns(found: dict[str, Any]) -> dict[str, Any]:
    """Return what was found in a record as CSV columns."""
    columns: dict[str, Any] = {}
    if prediction := found.get("prediction"):
        columns = {name: prediction[name] for name in ("label", "confidence", "needs_review", "reasons", "model")}
    return {name: _cell(value) for name, value in {**columns, **found.get("summary", {})}.items()}


def _cell(value: Any) -> Any:
    """Return a value as it stands in a cell: lists joined by ``; ``, nothing for None."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "; ".join(value)
    return "" if value is None else value
