"""Sources: the files behind a path, a URL, a folder or standard input, read as a stream of records.

Invariant: the suffix or the caller decides the format, and damaged data ends in a rejected record, not in an exception.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO

from nlp.errors import InputError
from nlp.formats.arrays.read import read_json
from nlp.formats.jsonl import read_jsonl
from nlp.formats.parquet.read import read_parquet
from nlp.formats.record import MAX_RECORD_BYTES, Entry, Note, Reading, Record, Rejected
from nlp.formats.storage import PACKED, STDIN, damage, files_below, open_raw, plain_path, pure, shown_path, unpack
from nlp.formats.table import read_csv
from nlp.formats.tables.database import MAGIC as SQLITE
from nlp.formats.tables.database import read_sqlite
from nlp.formats.tables.workbook import read_workbook
from nlp.formats.web.bundle import read_zip
from nlp.formats.web.feed import read_feed
from nlp.formats.web.page import read_html, read_text
from nlp.formats.web.warc import read_warc

Reader = Callable[[IO[bytes], str, Reading], Iterator[Entry]]


def _plainly(read: Callable[[IO[bytes], str], Iterator[Entry]]) -> Reader:
    """Return the reader of a format whose files hold one list of records."""
    return lambda stream, name, _: read(stream, name)


def _read_zip(stream: IO[bytes], name: str, reading: Reading) -> Iterator[Entry]:
    def read_member(content: IO[bytes], where: str) -> Iterator[Entry] | None:
        format = _format_of(where)
        if format is None or format == "zip":  # an archive within an archive is how bombs are made
            return None
        unpacked = unpack(content, where)
        return read_stream(unpacked, Source(where, format, where.removeprefix(f"{name}/"), reading=reading))

    return read_zip(stream, name, read_member)


_STREAMS: dict[str, Reader] = {
    "jsonl": _plainly(read_jsonl),
    "json": read_json,
    "csv": _plainly(read_csv),
    "xlsx": read_workbook,
    "sqlite": read_sqlite,
    "parquet": _plainly(read_parquet),
    "feed": read_feed,
    "zip": _read_zip,
    "warc": read_warc,
}
_PAGES: dict[str, Callable[[bytes, str, str], Entry]] = {"txt": read_text, "html": read_html}
FORMATS = (*_STREAMS, *_PAGES)
"""Names of the formats that are read."""

_BY_SUFFIX = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".jl": "jsonl", ".json": "json", ".csv": "csv", ".tsv": "csv",
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xlsx", ".db": "sqlite", ".sqlite": "sqlite", ".sqlite3": "sqlite",
    ".parquet": "parquet", ".rss": "feed", ".atom": "feed", ".xml": "feed", ".rdf": "feed", ".zip": "zip",
    ".warc": "warc", ".txt": "txt", ".html": "html", ".htm": "html",
}  # fmt: skip
_TO_TEXT = "libreoffice --headless --convert-to 'txt:Text (encoded):UTF8'"
_CONVERSIONS = {
    ".docx": "pandoc --wrap=none -t plain -o FILE.txt FILE.docx",
    ".odt": "pandoc --wrap=none -t plain -o FILE.txt FILE.odt",
    ".epub": "pandoc --wrap=none -t plain -o FILE.txt FILE.epub",
    ".doc": f"{_TO_TEXT} FILE.doc",
    ".rtf": f"{_TO_TEXT} FILE.rtf",
    ".pdf": "pdftotext FILE.pdf FILE.txt",
    ".ods": "libreoffice --headless --convert-to xlsx FILE.ods",
    ".xlsb": "libreoffice --headless --convert-to xlsx FILE.xlsb",
    ".mhtml": "open it in a browser and save it as a web page",
    ".tar": "unpack it and label the folder",
    ".7z": "unpack it and label the folder",
    ".rar": "unpack it and label the folder",
}
_NO_ARTICLES = frozenset({"robots.txt", "humans.txt", "security.txt", "ads.txt", "app-ads.txt", "llms.txt"})
_ROBOTS = "{count} files such as robots.txt hold no articles and were passed over"
_HEAD_BYTES = 4096


@dataclass(frozen=True)
class Source:
    """One file of records.

    :param path: a path, a URL, or ``-``.
    :param format: one of :data:`FORMATS`.
    :param identifier: the id of its article, if it holds only one.
    :param shown: its name in messages, if that is not the path.
    :param reading: where in the file the records are.
    """

    path: str
    format: str
    identifier: str = "stdin"
    shown: str = ""
    reading: Reading = field(default_factory=Reading)

    @property
    def name(self) -> str:
        """Its name in messages."""
        return "stdin" if self.path == STDIN else shown_path(self.shown or self.path)

    @property
    def is_page(self) -> bool:
        """Whether the file is one article."""
        return self.format in _PAGES

    def open(self) -> IO[bytes]:
        """Open the file, decompressed.

        :raises InputError: if it cannot be read.
        """
        return sys.stdin.buffer if self.path == STDIN else unpack(open_raw(self.path), self.path)

    def records(self) -> Iterator[Entry]:
        """Yield its records, and notes on them.

        :raises InputError: if it cannot be opened.
        """
        with self.open() as stream:
            yield from read_stream(stream, self)


def find_sources(path: str, format: str | None = None, reading: Reading | None = None) -> list[Source]:
    """Return the files that a path names: the file itself, or every article file below a folder, sorted.

    :param path: a path, a URL or ``-``; the format's suffix may be followed by ``.gz``, ``.xz`` or ``.zst``.
    :param format: one of :data:`FORMATS`, instead of the suffix's; None means JSON Lines for ``-``.
    :param reading: where in each file the records are.
    :raises InputError: if the path does not exist, holds no articles, or its format is unknown.
    """
    if format is not None and format not in FORMATS:
        raise InputError(f"Unknown format {format!r}.", f"Known ones: {', '.join(FORMATS)}.")
    reading = reading or Reading()
    if path == STDIN:
        return [Source(STDIN, format or ("json" if reading.records else "jsonl"), reading=reading)]
    if not path:
        raise InputError("An input has an empty name.", "Name a file or a folder; . is the one that you are in.")
    path = plain_path(path)
    files = files_below(path)
    if files is None:
        return [Source(path, format or _known_format(path), shown_path(pure(path).name), reading=reading)]
    sources = [
        Source(file, known, shown_path(_within(file, path)), reading=reading)
        for file in files
        if (known := _format_of(file))
    ]
    if not sources:
        raise InputError(f"{path}: the folder holds no articles.", f"Files of articles end in {', '.join(_BY_SUFFIX)}.")
    return sources


def _within(file: str, folder: str) -> str:
    """Return the path of a file relative to the folder that it was found in."""
    try:
        return str(pure(file).relative_to(pure(folder)))
    except ValueError:  # drivers spell a URL in another way than the user
        return pure(file).name


def unread_files(path: str) -> list[str]:
    """Return the files of a folder that have no known format; none if the path is not a folder."""
    files = [] if path == STDIN else files_below(plain_path(path)) or []
    return [file for file in files if _format_of(file) is None]


def conversion(path: str) -> str:
    """Return how a file of a kind that is not read becomes one that is, empty if that is not known."""
    return _CONVERSIONS.get(pure(path).suffix.lower(), "")


def read_source(path: str, format: str | None = None, reading: Reading | None = None) -> Iterator[Record | Rejected]:
    """Yield the records of a file, of every article file below a folder, or of standard input.

    The parameters are those of :func:`find_sources`, which is called at once, not when the first record is read.

    :raises InputError: as :func:`find_sources` raises it.
    """
    sources = find_sources(path, format, reading)
    return (entry for source in sources for entry in source.records() if not isinstance(entry, Note))


def _format_of(path: str) -> str | None:
    suffixes = [suffix.lower() for suffix in pure(path).suffixes]
    if suffixes and suffixes[-1] in PACKED:
        suffixes.pop()
    return _BY_SUFFIX.get(suffixes[-1]) if suffixes else None


def _known_format(path: str) -> str:
    format = _format_of(path)
    if format is None and not pure(path).suffix:
        with open_raw(path) as stream:
            format = sniff_format(stream.read(_HEAD_BYTES))
        format = None if format == "txt" else format
    if format is None and (command := conversion(path)):
        raise InputError(f"{path}: {pure(path).suffix} is not read.", f"Make a file of it that is: {command}.")
    if format is None:
        raise InputError(
            f"{path}: no format known for this suffix.",
            f"Use --format {'|'.join(FORMATS)}, or rename it ({', '.join(_BY_SUFFIX)}; also with {', '.join(PACKED)}).",
        )
    return format


def read_stream(stream: IO[bytes], source: Source) -> Iterator[Entry]:
    """Yield the records of an open source; if the data is damaged, the last one is rejected with the reason."""
    try:
        if not source.is_page:
            yield from _STREAMS[source.format](stream, source.name, source.reading)
            return
        if source.format == "txt" and pure(source.path).name.lower() in _NO_ARTICLES:
            yield Note(_ROBOTS)
            return
        content = stream.read(MAX_RECORD_BYTES + 1)
        if len(content) > MAX_RECORD_BYTES:
            yield Rejected(source.name, f"the file is longer than {MAX_RECORD_BYTES:,} bytes")
        else:
            yield _PAGES[source.format](content, source.name, source.identifier)
    except Exception as error:
        yield stopped_short(source.name, error)


def stopped_short(name: str, error: Exception) -> Rejected:
    """Return the rejected record that stands for the rest of an input that could not be read to its end.

    :raises InputError: if the operating system reported a failure, which may be temporary.
    :raises Exception: ``error`` itself, if it has another cause than damaged data.
    """
    if reason := damage(error):
        return Rejected(name, reason)
    if isinstance(error, OSError):
        raise InputError(f"{name}: reading stopped: {error.strerror or error}.", "Try again.") from error
    raise error


_SIGNS = ((SQLITE, "sqlite"), (b"PK\x03\x04", "zip"), (b"PAR1", "parquet"), (b"WARC/", "warc"))


def sniff_format(head: bytes) -> str:
    """Return the format of a file by its first bytes; plain text, if nothing speaks for another."""
    for sign, format in _SIGNS:
        if head.startswith(sign):
            return "xlsx" if format == "zip" and (b"xl/" in head or b"[Content_Types]" in head) else format
    start = head[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"{", b"[{", b"[\n", b"[\r")):
        return "json"
    if start.startswith(b"<") and re.search(rb"<(?:rss|feed|rdf:rdf)[\s>]", start):
        return "feed"
    return "html" if start.startswith((b"<!doctype", b"<html", b"<head", b"<?xml", b"<!--")) else "txt"


def read_article(path: str, format: str | None = None, reading: Reading | None = None) -> Record:
    """Return the only record of a file or of standard input.

    :raises InputError: if there is no record, more than one, or it cannot be used.
    """
    records: Iterator[Record | Rejected]
    if path == STDIN:
        content = sys.stdin.buffer.read(MAX_RECORD_BYTES + 1)
        source = Source(STDIN, format or sniff_format(content), reading=reading or Reading())
        entries = read_stream(io.BytesIO(content), source)
        records = (entry for entry in entries if not isinstance(entry, Note))
    else:
        records = read_source(path, format, reading)
    first, second = next(records, None), next(records, None)
    if first is None:
        raise InputError(f"{path}: holds no article.", "Give a text, a web page or one JSON object.")
    if isinstance(first, Rejected):
        raise InputError(f"{first.where}: {first.reason}.")
    if second is not None:
        raise InputError(f"{path}: holds more than one article.", "Label many with: bantin label INPUT -o OUT")
    return first
