"""JSON Lines: one object a line; read as a stream, as a byte range, or cut into pieces of whole lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, Any

import orjson

from nlp.formats.record import MAX_RECORD_BYTES, Record, Rejected, keep_raw

_BOM = b"\xef\xbb\xbf"
_PIECE = 2**18
_DUMP = orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS


def read_jsonl(stream: IO[bytes], name: str) -> Iterator[Record | Rejected]:
    """Yield the records of ``stream``; empty lines do not count.

    A line that is not an object, not UTF-8, or too long is yielded as rejected. Memory is bounded by the longest
    line that is read.
    """
    for number, line in enumerate(_bounded_lines(stream), start=1):
        where = f"{name}:{number}"
        if len(line) > MAX_RECORD_BYTES:
            yield Rejected(where, f"line is longer than {MAX_RECORD_BYTES:,} bytes", keep_raw(line))
            continue
        if content := line.removeprefix(_BOM).strip():
            yield _parse(content, where)


def _parse(line: bytes, where: str) -> Record | Rejected:
    try:
        fields = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return Rejected(where, f"not valid JSON: {error}", keep_raw(line))
    if not isinstance(fields, dict):
        return Rejected(where, f"a JSON {type(fields).__name__}, not an object", keep_raw(line))
    return Record(where, fields)


def _bounded_lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield lines; of one longer than the limit only its head, its rest is read and dropped."""
    while line := stream.readline(MAX_RECORD_BYTES + 1):
        rest = line
        while len(rest) > MAX_RECORD_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_RECORD_BYTES + 1)
        yield line


def read_range(stream: IO[bytes], start: int, stop: int) -> bytes:
    """Return the lines that begin in a range of bytes, each whole; of one longer than the limit only its head.

    :param stream: can be moved; ranges that cover a file give every line of it once.
    """
    stream.seek(max(0, start - 1))
    content = stream.read(stop - max(0, start - 1))
    if start:
        content = content[content.find(b"\n") + 1 or len(content) :]
    if content and not content.endswith(b"\n"):
        rest = next(_bounded_lines(stream), b"")
        content += rest if len(rest) <= MAX_RECORD_BYTES or rest.endswith(b"\n") else rest + b"\n"
    return content


def cut_lines(stream: IO[bytes], size: int) -> Iterator[bytes]:
    """Yield the content of ``stream`` in pieces of whole lines, each to the end of the line at ``size`` bytes.

    The same content gives the same pieces however slowly it comes. Of a line longer than the limit only its head is
    kept. Before an error in reading goes up, what was read is yielded.
    """
    read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
    held = bytearray()
    try:
        while piece := read(_PIECE):
            held += piece
            while len(held) >= size and (end := held.find(b"\n", size - 1) + 1):
                yield bytes(held[:end])
                del held[:end]
            if len(held) > size + MAX_RECORD_BYTES:
                rest = _after_line(read)
                yield bytes(held[: size + MAX_RECORD_BYTES]) + b"\n"
                held = bytearray(rest)
    except Exception:
        if held:
            yield bytes(held)
        raise
    if held:
        yield bytes(held)


def _after_line(read: Callable[[int], bytes]) -> bytes:
    """Read to the end of the line, return what came behind it."""
    while piece := read(_PIECE):
        _, end, rest = piece.partition(b"\n")
        if end:
            return rest
    return b""


def dump_line(fields: dict[str, Any]) -> bytes:
    """Return one JSON line; dates come in ISO form, what else JSON lacks (decimals, bytes) as text."""
    return orjson.dumps(fields, _as_text, _DUMP)


def _as_text(value: Any) -> str:
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)
