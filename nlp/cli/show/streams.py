"""The standard streams of a process: closed, full, or in an encoding that lacks letters.

Invariant: after :func:`prepare` each of them can be used, text of any kind can be written, and a failure is an error of
bantin that names the stream.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import Any

from nlp.errors import InputError
from nlp.formats.atomic import OutputFile

_STDIN, _STDOUT, _STDERR = range(3)


def prepare() -> None:
    """Make the standard streams safe to use.

    A stream that was closed is opened so that using it fails with a reason: the next file that is opened would take its
    number otherwise, and receive what is printed. Characters that an encoding lacks are written as escapes. Messages
    that cannot be written, on a full disk or a closed pipe, are lost and stop nothing.
    """
    if sys.stdin is None:
        _open_null(_STDIN, os.O_WRONLY)
        sys.stdin = io.TextIOWrapper(io.BufferedReader(_Closed(_STDIN, "rb", closefd=False)))
    if sys.stdout is None:
        _open_null(_STDOUT, os.O_RDONLY)
    if sys.stderr is None:
        _open_null(_STDERR, os.O_WRONLY)
    sys.stdout = _text(sys.stdout, OutputFile(_STDOUT, "standard output", closefd=False))
    sys.stderr = _text(sys.stderr, _Messages(_STDERR, "wb", closefd=False))


def discard() -> None:
    """Send what is still to be written to standard output nowhere: Python tries once more when it ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), _STDOUT)


def _open_null(number: int, flags: int) -> None:
    """Open the null device under the number of a closed stream."""
    opened = os.open(os.devnull, flags)
    if opened != number:
        os.dup2(opened, number)
        os.close(opened)


def _text(stream: Any, raw: io.FileIO) -> Any:
    """Return a text stream over a file, with the encoding of the one that it stands for."""
    if os.name != "posix" and stream is not None:  # a console of Windows is no file
        stream.reconfigure(errors="backslashreplace")
        return stream
    if stream is not None:
        stream.flush()
    encoding = "utf-8" if stream is None else stream.encoding
    interactive = raw.isatty() or isinstance(raw, _Messages)
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding, "backslashreplace", line_buffering=interactive)


class _Closed(io.FileIO):
    """Standard input that was closed when the process began."""

    def readinto(self, buffer: object) -> int:
        raise InputError("standard input: cannot be read: it is closed.", "Give a file, or pipe something into it.")


class _Messages(io.FileIO):
    """Standard error; the records that are written matter more than messages that nobody can read."""

    def write(self, content: bytes) -> int:  # type: ignore[override]
        with suppress(OSError):
            return super().write(content)
        return len(content)
