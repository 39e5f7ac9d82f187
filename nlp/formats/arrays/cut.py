"""Cutting a stream of JSON into its items.

Invariant: items are cut one by one, so that a file that ends early, lacks a comma or was appended to loses nothing but
the item at that place; memory is bounded by the longest item.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import orjson

from nlp.formats.record import MAX_RECORD_BYTES

Read = Callable[[int], bytes]

_PIECE = 2**18
# Brackets, quotes and kilobytes looked at in vain. In a file of nothing but faults each would cost 16 MiB of looking.
_MOST_LOST = 4_000_000
# Possessive, because otherwise the engine keeps a place to go back to for every escape: gigabytes for a long string.
# JSON has no line break in a string. So where a quote is missing, the end of the line shows it.
_SHAPE = re.compile(rb'[{}\[\]]|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"|"')
# Where a quote is missing, what stands between two items looks like a string.
_OUT_OF_STEP = re.compile(rb'"\s*\}\s*,?\s*\{\s*"')
# Between items: whatever a crawl that was stopped and continued leaves there, "][" and ",," included. A bracket that
# opens a list of objects is passed, too; a list of anything else is an item, which will be refused.
_BETWEEN = re.compile(rb"(?:[\s,\]]|\[(?=[\s,\[]*[{\]])|\xef\xbb\xbf)+")
_SCALAR = re.compile(rb"[^\s,\]\[{}\"]+")
_FIRST_KEY = re.compile(rb'\{\s*("[^"\\]{1,200}")\s*:')
_QUOTE = ord('"')
_OPENING = frozenset(b"{[")
_STRUCTURED = frozenset(b'{["')
_WHOLE, _OPEN, _FAULTY = "whole", "open", "faulty"
_LOOK_AHEAD = 1_000  # bytes that are in memory whenever what lies between two items is decided


class Piece(NamedTuple):
    """One item of a stream of JSON.

    :param content: its bytes; of one that is not whole, those from its start on, as far as they were looked at.
    :param fault: what is wrong with its shape, empty if nothing is.
    :param value: what it holds, if it had to be parsed to be cut.
    """

    content: bytes
    fault: str = ""
    value: Any = None


class Cutter:
    """Cuts items from a stream.

    :param read: returns up to so many next bytes, none at the end.
    """

    def __init__(self, read: Read) -> None:
        self._read = read
        self._buffer = bytearray()
        self._is_ended = False
        self._first_key = b""
        self._start = b""
        self._between = b""
        self._looked = self._lost = 0

    def pieces(self) -> Iterator[Piece]:
        """Yield the items of the stream, of arrays or one after the other."""
        while self._skip_between():
            piece = self._guess() or self._next()
            is_long = len(piece.content) > MAX_RECORD_BYTES and not piece.fault
            yield Piece(piece.content, f"longer than {MAX_RECORD_BYTES:,} bytes") if is_long else piece

    def learn(self, item: bytes | bytearray) -> None:
        """Note how a good item begins: where one is broken, the next that begins like this is looked for.

        Scrapers write the same fields in the same order. Without this, an object inside the broken item would be taken
        for an article.
        """
        if not self._first_key and (found := _FIRST_KEY.match(item)):
            self._first_key = found[1]
            self._start = bytes(item[: found.end(1)])

    def _more(self) -> bool:
        content = b"" if self._is_ended else self._read(_PIECE)
        self._is_ended = not content
        self._buffer += content
        return bool(content)

    def _skip_between(self) -> bool:
        """Drop what lies before the next item; return whether there is one."""
        while True:
            while len(self._buffer) < _LOOK_AHEAD and self._more():
                pass
            found = _BETWEEN.match(self._buffer)
            if not found:
                return bool(self._buffer)
            self._between = found[0]
            del self._buffer[: found.end()]

    def _guess(self) -> Piece | None:
        """Return the next item if it ends where the next but one seems to begin: four times as fast as to look."""
        if not self._first_key or not self._buffer.startswith(self._start):
            return None
        end = self._buffer.find(b"}" + self._between + self._start) + 1
        if not end:
            return None
        content = bytes(memoryview(self._buffer)[:end])
        try:
            value = orjson.loads(content)
        except orjson.JSONDecodeError:  # an object inside it begins like the item itself, or it is not valid
            return None
        del self._buffer[:end]
        return Piece(content, value=value)

    def _next(self) -> Piece:
        if self._buffer[0] not in _STRUCTURED:
            found = _SCALAR.match(self._buffer)
            return self._take(found.end() if found else 1)
        depth = position = self._looked = 0
        while True:
            depth, position, state = self._scan(depth, position)
            if state == _WHOLE:
                return self._take(position)
            if state == _FAULTY:
                return self._broken("a quote is opened and not closed")
            if len(self._buffer) > MAX_RECORD_BYTES:
                return self._broken(f"longer than {MAX_RECORD_BYTES:,} bytes, or a quote or a bracket is not closed")
            # Twice as much each time: a string that goes on is looked at again from its start.
            if not self._more_than(2 * len(self._buffer)):
                return self._broken("the file ends within this item")

    def _scan(self, depth: int, position: int) -> tuple[int, int, str]:
        """Go through the buffer from a position to the end of the item; return the depth, the position and the state.

        Nothing may change the buffer while the loop runs.
        """
        for shape in _SHAPE.finditer(self._buffer, position):
            self._looked += 1
            sign = self._buffer[shape.start()]
            if sign != _QUOTE:
                depth += 1 if sign in _OPENING else -1
            elif shape.end() == shape.start() + 1:
                is_faulty = self._buffer.find(b"\n", shape.end()) >= 0
                return depth, shape.start(), _FAULTY if is_faulty else _OPEN
            elif _OUT_OF_STEP.fullmatch(self._buffer, shape.start(), shape.end()):
                return depth, position, _FAULTY
            position = shape.end()
            if depth <= 0:
                return depth, position, _WHOLE
        return depth, position, _OPEN

    def _more_than(self, size: int) -> bool:
        before = len(self._buffer)
        while len(self._buffer) < min(size, MAX_RECORD_BYTES + _PIECE) and self._more():
            pass
        return len(self._buffer) > before

    def _take(self, end: int) -> Piece:
        content = bytes(memoryview(self._buffer)[:end])
        del self._buffer[:end]
        return Piece(content)

    def _broken(self, fault: str) -> Piece:
        """Return the broken item that the buffer begins with, and go on with the next that begins like the others."""
        content = b""
        self._lost += self._looked + len(self._buffer) // 1_000
        if self._lost > _MOST_LOST:
            self._read = lambda _: b""
            self._buffer.clear()
            return Piece(b"", "too many faults, the rest of the file is not read")
        while True:
            end = self._resume_at()
            content = content or bytes(self._buffer[: end or len(self._buffer)])
            if end is not None:
                del self._buffer[:end]
                return Piece(content, fault)
            del self._buffer[: max(0, len(self._buffer) - _LOOK_AHEAD)]
            if not self._more():
                self._buffer.clear()
                return Piece(content, fault)

    def _resume_at(self) -> int | None:
        """Return where the next item begins behind the first byte of the buffer, None if it is not there."""
        self.learn(self._buffer)
        if not self._first_key:
            return None
        found = re.compile(rb"\{\s*" + re.escape(self._first_key) + rb"\s*:").search(self._buffer, 1)
        return found.start() if found else None
