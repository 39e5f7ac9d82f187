"""JSON Lines: one object a line, read as a stream, as a byte range, or cut into pieces of whole lines.

Invariant: however a file is cut, every line is read once, and memory is bounded by the longest line that is allowed.
"""

from __future__ import annotations

import io
import re
import select
from collections.abc import Callable, Iterator
from typing import IO, Any

import orjson

from nlp.formats.record import MAX_RECORD_BYTES, Record, Rejected, keep_raw

_BOM = b"\xef\xbb\xbf"
_PIECE = 2**18
# Strings are matched so that nothing in them is; possessive, see nlp.formats.arrays.cut.
_NOT_JSON = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|-?\b(?:NaN|Infinity)\b|,(?=\s*[}\]])', re.DOTALL)

# DEL, C1 and the marks that turn the order of letters around, in UTF-8.
_CONTROLS = re.compile(rb"\x7f|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]")
_DUMP = orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS


def read_jsonl(stream: IO[bytes], name: str) -> Iterator[Record | Rejected]:
    """Yield the records of a stream and skip empty lines.

    A line is rejected if it is not a JSON object, not UTF-8, or longer than ``MAX_RECORD_BYTES``.
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
        repaired = repair(line)
        return _parse(repaired, where) if repaired else Rejected(where, f"not valid JSON: {error}", keep_raw(line))
    if not isinstance(fields, dict):
        return Rejected(where, f"a JSON {type(fields).__name__}, not an object", keep_raw(line))
    return Record(where, fields, line)


def repair(content: bytes) -> bytes | None:
    """Return JSON without what Python and JavaScript write and JSON lacks; None if there is nothing of that in it.

    ``NaN`` and ``Infinity``, which Python's json writes for numbers that are missing, become null, and a comma behind
    the last value is dropped.
    """
    repaired = _NOT_JSON.sub(_as_json, content)
    return repaired if repaired != content else None


def _as_json(found: re.Match[bytes]) -> bytes:
    return found[0] if found[0].startswith(b'"') else b"" if found[0] == b"," else b"null"


class Joined(io.RawIOBase):
    """A stream again from its start: the head that was read from it already, then the rest."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = memoryview(head), rest  # a view, or each step would copy the rest of the head

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read the next bytes into ``buffer`` and return their number."""
        size = len(buffer)
        content = self._head[:size] or self._rest.read(size)
        self._head = self._head[size:]
        buffer[: len(content)] = content
        return len(content)


def _bounded_lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield lines; of a line above the limit yield only the head, and read past the rest."""
    while line := stream.readline(MAX_RECORD_BYTES + 1):
        rest = line
        while len(rest) > MAX_RECORD_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_RECORD_BYTES + 1)
        yield line


def read_range(stream: IO[bytes], start: int, stop: int) -> bytes:
    """Return the lines that begin in a range of bytes, each to its end; of a line above the limit only the head.

    Ranges that together cover a file give each of its lines once.

    :param stream: a seekable stream.
    """
    stream.seek(max(0, start - 1))  # one byte earlier, to see whether a line begins at ``start`` itself
    content = stream.read(stop - max(0, start - 1))
    if start:
        content = content[content.find(b"\n") + 1 or len(content) :]
    if content and not content.endswith(b"\n"):
        rest = next(_bounded_lines(stream), b"")
        content += rest if len(rest) <= MAX_RECORD_BYTES or rest.endswith(b"\n") else rest + b"\n"
    return content


def cut_lines(stream: IO[bytes], size: int, *, eager: bool = False) -> Iterator[bytes]:
    """Yield the content of a stream in pieces of whole lines; a piece ends with the line that reaches ``size`` bytes.

    The same content gives the same pieces, however it was buffered on its way: a run that is resumed has to see the
    shards of the first run. Of a line above the limit only the head is kept. When reading fails, what was read is
    yielded before the exception is raised.

    :param eager: whether whole lines are also yielded whenever no more has arrived, for a run that nobody can resume.
    """
    read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
    buffer = bytearray()
    try:
        while chunk := read(_PIECE):
            buffer += chunk
            while len(buffer) >= size and (end := buffer.find(b"\n", size - 1) + 1):
                yield bytes(buffer[:end])
                del buffer[:end]
            if len(buffer) > size + MAX_RECORD_BYTES:
                rest = _after_line(read)
                yield bytes(buffer[: size + MAX_RECORD_BYTES]) + b"\n"
                buffer = bytearray(rest)
            if eager and (end := buffer.rfind(b"\n") + 1) and not _has_more(stream):
                yield bytes(buffer[:end])
                del buffer[:end]
    except Exception:
        if buffer:
            yield bytes(buffer)
        raise
    if buffer:
        yield bytes(buffer)


def _has_more(stream: IO[bytes]) -> bool:
    """Return whether a stream can be read without waiting."""
    try:
        return bool(select.select([stream], [], [], 0)[0])
    except (OSError, ValueError, TypeError):  # no stream of the system, which never waits
        return True


def _after_line(read: Callable[[int], bytes]) -> bytes:
    """Read to the end of the line and return what follows it in the last chunk."""
    while chunk := read(_PIECE):
        _, end, rest = chunk.partition(b"\n")
        if end:
            return rest
    return b""


def dump_line(fields: dict[str, Any] | list[Any]) -> bytes:
    """Return one line of JSON; dates are in ISO form, other types that JSON lacks (decimals, bytes) are strings."""
    return orjson.dumps(fields, _as_text, _DUMP)


def escape_controls(content: bytes) -> bytes:
    """Return JSON with escapes for the characters that a terminal obeys, which JSON itself need not escape."""
    return _CONTROLS.sub(lambda match: b"\\u%04x" % ord(match[0].decode()), content)


def _as_text(value: Any) -> str:
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)
