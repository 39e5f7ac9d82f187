"""JSON Lines: one object a line, plain or gzipped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

import orjson

from nlp.formats.record import MAX_RECORD_BYTES, Record, Rejected, keep_raw

_BOM = b"\xef\xbb\xbf"


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
        content = line.removeprefix(_BOM).strip() if number == 1 else line.strip()
        if content:
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


def dump_line(fields: dict[str, Any]) -> bytes:
    """Return one JSON line.

    :raises TypeError: if a value has no JSON form.
    """
    return orjson.dumps(fields, option=orjson.OPT_APPEND_NEWLINE)
