"""Sources: the files behind a path, a URL, a folder or standard input, read as a stream of records.

Invariant: the suffix or the caller decides the format, and damaged data ends in a rejected record, not in an exception.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from nlp.errors import InputError
from nlp.formats.jsonl import read_json, read_jsonl
from nlp.formats.page import read_html, read_text
from nlp.formats.parquet.read import read_parquet
from nlp.formats.record import MAX_RECORD_BYTES, Record, Rejected
from nlp.formats.storage import PACKED, STDIN, damage, files_below, open_raw, plain_path, pure, shown_path, unpack
from nlp.formats.table import read_csv

_STREAMS: dict[str, Callable[[IO[bytes], str], Iterator[Record | Rejected]]] = {
    "jsonl": read_jsonl,
    "json": read_json,
    "csv": read_csv,
    "parquet": read_parquet,
}
_PAGES: dict[str, Callable[[bytes, str, str], Record | Rejected]] = {"txt": read_text, "html": read_html}
FORMATS = (*_STREAMS, *_PAGES)
"""Names of the formats that are read."""

_BY_SUFFIX = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".csv": "csv", ".tsv": "csv", ".parquet": "parquet",
    ".txt": "txt", ".html": "html", ".htm": "html",
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """One file of records.

    :param path: a path, a URL, or ``-``.
    :param format: one of :data:`FORMATS`.
    :param identifier: the id of its article, if it holds only one.
    :param shown: its name in messages, if that is not the path.
    """

    path: str
    format: str
    identifier: str = "stdin"
    shown: str = ""

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

    def records(self) -> Iterator[Record | Rejected]:
        """Yield its records.

        :raises InputError: if it cannot be opened.
        """
        with self.open() as stream:
            yield from read_stream(stream, self)


def find_sources(path: str, format: str | None = None) -> list[Source]:
    """Return the files that a path names: the file itself, or every article file below a folder, sorted.

    :param path: a path, a URL or ``-``; the format's suffix may be followed by ``.gz``, ``.xz`` or ``.zst``.
    :param format: one of :data:`FORMATS`, instead of the suffix's; None means JSON Lines for ``-``.
    :raises InputError: if the path does not exist, holds no articles, or its format is unknown.
    """
    if format is not None and format not in FORMATS:
        raise InputError(f"Unknown format {format!r}.", f"Known ones: {', '.join(FORMATS)}.")
    if path == STDIN:
        return [Source(STDIN, format or "jsonl")]
    if not path:
        raise InputError("An input has an empty name.", "Name a file or a folder; . is the one that you are in.")
    path = plain_path(path)
    files = files_below(path)
    if files is None:
        return [Source(path, format or _known_format(path), shown_path(pure(path).name))]
    sources = [Source(file, known, shown_path(_within(file, path))) for file in files if (known := _format_of(file))]
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


def read_source(path: str, format: str | None = None) -> Iterator[Record | Rejected]:
    """Yield the records of a file, of every article file below a folder, or of standard input.

    The parameters are those of :func:`find_sources`, which is called at once, not when the first record is read.

    :raises InputError: as :func:`find_sources` raises it.
    """
    sources = find_sources(path, format)
    return (record for source in sources for record in source.records())


def _format_of(path: str) -> str | None:
    suffixes = [suffix.lower() for suffix in pure(path).suffixes]
    if suffixes and suffixes[-1] in PACKED:
        suffixes.pop()
    return _BY_SUFFIX.get(suffixes[-1]) if suffixes else None


def _known_format(path: str) -> str:
    format = _format_of(path)
    if format is None:
        raise InputError(
            f"{path}: no format known for this suffix.",
            f"Use --format {'|'.join(FORMATS)}, or rename it ({', '.join(_BY_SUFFIX)}; also with {', '.join(PACKED)}).",
        )
    return format


def read_stream(stream: IO[bytes], source: Source) -> Iterator[Record | Rejected]:
    """Yield the records of an open source; if the data is damaged, the last one is rejected with the reason."""
    try:
        if not source.is_page:
            yield from _STREAMS[source.format](stream, source.name)
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


def sniff_format(head: bytes) -> str:
    """Return the format of one article by its first bytes: a JSON object, a web page, or plain text."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:512].lower()
    if start.startswith(b"{"):
        return "jsonl"
    return "html" if start.startswith((b"<!doctype", b"<html", b"<head", b"<?xml", b"<!--")) else "txt"


def read_article(path: str, format: str | None = None) -> Record:
    """Return the only record of a file or of standard input.

    :raises InputError: if there is no record, more than one, or it cannot be used.
    """
    if path == STDIN:
        content = sys.stdin.buffer.read(MAX_RECORD_BYTES + 1)
        records = read_stream(io.BytesIO(content), Source(STDIN, format or sniff_format(content)))
    else:
        records = read_source(path, format)
    first, second = next(records, None), next(records, None)
    if first is None:
        raise InputError(f"{path}: holds no article.", "Give a text, a web page or one JSON object.")
    if isinstance(first, Rejected):
        raise InputError(f"{first.where}: {first.reason}.")
    if second is not None:
        raise InputError(f"{path}: holds more than one article.", "Label many with: bantin label INPUT -o OUT")
    return first
