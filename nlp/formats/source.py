"""Sources: a path, a folder or standard input, opened by its suffix and read as a stream of records."""

from __future__ import annotations

import gzip
import io
import lzma
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from nlp.errors import InputError
from nlp.formats.jsonl import read_jsonl
from nlp.formats.page import read_html, read_text
from nlp.formats.record import MAX_RECORD_BYTES, Record, Rejected
from nlp.formats.table import read_csv

STDIN = "-"

_STREAMS: dict[str, Callable[[IO[bytes], str], Iterator[Record | Rejected]]] = {
    "jsonl": read_jsonl,
    "csv": read_csv,
}
_PAGES: dict[str, Callable[[bytes, str, str], Record | Rejected]] = {"txt": read_text, "html": read_html}
FORMATS = (*_STREAMS, *_PAGES)
"""Names of the formats that are read."""

_BY_SUFFIX = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".csv": "csv", ".tsv": "csv",
    ".txt": "txt", ".html": "html", ".htm": "html",
}  # fmt: skip
_PACKED: dict[str, Callable[[Path], Any]] = {".gz": gzip.open, ".xz": lzma.open}


def read_source(path: str, format: str | None = None) -> Iterator[Record | Rejected]:
    """Yield the records of a file, of every article file below a folder (sorted), or of standard input.

    :param path: a path, or ``-``; a suffix ``.gz`` or ``.xz`` after the format's is unpacked on the way.
    :param format: one of :data:`FORMATS`, to overrule the suffix; JSON Lines for ``-`` when not given.
    :raises InputError: at once if the path does not exist, holds no articles, or has no known format.
    """
    if path == STDIN:
        return _read_stream(sys.stdin.buffer, "stdin", format or "jsonl")
    if format is not None and format not in FORMATS:
        raise InputError(f"Unknown format {format!r}.", f"Known ones: {', '.join(FORMATS)}.")
    root = Path(path)
    if root.is_dir():
        files = sorted(file for file in root.rglob("*") if file.is_file() and _format_of(file))
        if not files:
            raise InputError(f"{path}: the folder holds no articles.", f"Looked for {', '.join(_BY_SUFFIX)}.")
        return (record for file in files for record in _read_file(file, _format_of(file), root))
    if not root.exists():
        raise InputError(f"{path}: no such file or folder.", "Check the path.")
    return _read_file(root, format or _known_format(root), root.parent)


def _format_of(file: Path) -> str | None:
    suffixes = [suffix.lower() for suffix in file.suffixes]
    if suffixes and suffixes[-1] in _PACKED:
        suffixes.pop()
    return _BY_SUFFIX.get(suffixes[-1]) if suffixes else None


def _known_format(file: Path) -> str:
    format = _format_of(file)
    if format is None:
        raise InputError(
            f"{file}: no format known for this suffix.",
            f"Say --format {'|'.join(FORMATS)}, or rename it ({', '.join(_BY_SUFFIX)}; also with .gz or .xz).",
        )
    return format


def _read_file(file: Path, format: str | None, root: Path) -> Iterator[Record | Rejected]:
    try:
        unpack = _PACKED.get(file.suffix.lower())
        stream: IO[bytes] = unpack(file) if unpack else file.open("rb")
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}.", "Check the path and its permissions.") from error
    with stream:
        identifier = file.relative_to(root).as_posix()
        yield from _read_stream(stream, str(file), format or "jsonl", identifier)


def _read_stream(stream: IO[bytes], name: str, format: str, identifier: str = "stdin") -> Iterator[Record | Rejected]:
    try:
        if format in _STREAMS:
            yield from _STREAMS[format](stream, name)
            return
        content = stream.read(MAX_RECORD_BYTES + 1)
        if len(content) > MAX_RECORD_BYTES:
            yield Rejected(name, f"the file is longer than {MAX_RECORD_BYTES:,} bytes")
        else:
            yield _PAGES[format](content, name, identifier)
    except (EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError) as error:
        yield Rejected(name, f"the compressed data is damaged, what follows is lost: {error}")
    except OSError as error:
        yield Rejected(name, f"reading stopped: {error.strerror or error}")


def sniff_format(head: bytes) -> str:
    """Guess the format of one article from its first bytes: a JSON object, a web page, or plain text."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:512].lower()
    if start.startswith(b"{"):
        return "jsonl"
    return "html" if start.startswith((b"<!doctype", b"<html", b"<head", b"<?xml", b"<!--")) else "txt"


def read_article(path: str, format: str | None = None) -> Record:
    """Return the one record of a file or of standard input.

    :raises InputError: if there is none, more than one, or it cannot be used.
    """
    if path == STDIN:
        content = sys.stdin.buffer.read(MAX_RECORD_BYTES + 1)
        records = _read_stream(io.BytesIO(content), "stdin", format or sniff_format(content))
    else:
        records = read_source(path, format)
    first, second = next(records, None), next(records, None)
    if first is None:
        raise InputError(f"{path}: there is no article in it.", "Give a text, a web page or one JSON object.")
    if isinstance(first, Rejected):
        raise InputError(f"{first.where}: {first.reason}.")
    if second is not None:
        raise InputError(f"{path}: holds more than one article.", "Label many with: bantin label INPUT -o OUT")
    return first
