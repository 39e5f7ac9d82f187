"""JSON Lines: one object a line; read as a stream, as a byte range, or cut into pieces of whole lines."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import IO, Any

import orjson

from nlp.formats.record import MAX_RECORD_BYTES, Record, Rejected, keep_raw

_BOM = b"\xef\xbb\xbf"
_PIECE = 2**18
MAX_WHOLE_BYTES = 64 * 2**20
"""Largest JSON array that is read."""

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
    return Record(where, fields, line)


def read_json(stream: IO[bytes], name: str) -> Iterator[Record | Rejected]:
    """Yield the records of a JSON file as scrapers write it: one array, one object, or JSON Lines.

    Only an array or an object over several lines is read as a whole, up to :data:`MAX_WHOLE_BYTES`.
    """
    head = stream.read(_PIECE)
    start = head.removeprefix(_BOM).lstrip()
    if not start.startswith((b"[", b"{\n", b"{\r")):
        yield from read_jsonl(io.BufferedReader(Joined(head, stream)), name)
        return
    content = head + stream.read(MAX_WHOLE_BYTES + 1 - len(head))
    if len(content) > MAX_WHOLE_BYTES:
        reason = f"a JSON array longer than {MAX_WHOLE_BYTES:,} bytes; write it as JSON Lines, one object a line"
        yield Rejected(name, reason, keep_raw(content[:1_000]))
        return
    try:
        found = orjson.loads(content.removeprefix(_BOM))
    except orjson.JSONDecodeError as error:
        yield Rejected(name, f"not valid JSON: {error}", keep_raw(content))
        return
    for number, fields in enumerate(found if isinstance(found, list) else [found], start=1):
        where = f"{name}:item {number}"
        if isinstance(fields, dict):
            yield Record(where, fields)
        else:
            yield Rejected(where, f"a JSON {type(fields).__name__}, not an object", fields)


class Joined(io.RawIOBase):
    """The head of a stream that was read already, and the rest of it behind."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` with what comes next, return how much it was."""
        size = len(buffer)
        content = self._head[:size] or self._rest.read(size)
        self._head = self._head[size:]
        buffer[: len(content)] = content
        return len(content)


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


def dump_line(fields: dict[str, Any] | list[Any]) -> bytes:
    """Return one JSON line; dates come in ISO form, what else JSON lacks (decimals, bytes) as text."""
    return orjson.dumps(fields, _as_text, _DUMP)


def _as_text(value: Any) -> str:
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)
