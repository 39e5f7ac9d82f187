"""ZIP files of articles: each member is read as the file that its name says.

Invariant: names are shown and never used as paths, and what is unpacked is bounded by the size of the archive.
"""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any, cast

from nlp.errors import InputError
from nlp.formats.record import Entry, Note, Rejected

ReadMember = Callable[[IO[bytes], str], Iterator[Entry] | None]
"""Yields the entries of a member by its name; None if it is of no known kind."""

_MOST_RATIO = 200  # pages of one site reach 30, bombs 1,000
_ALWAYS = 64 * 2**20  # bytes that may be unpacked however small the archive is
_MOST_MEMBERS = 1_000_000
_ENCRYPTED = 0x1
_PIECE = 2**20


class _BombError(Exception):
    """More comes out of an archive than belongs in it."""


def read_zip(stream: IO[bytes], name: str, read_member: ReadMember) -> Iterator[Entry]:
    """Yield the records of each member; members of other kinds are counted in a note.

    :param read_member: reads a member.
    :raises InputError: if the file is no ZIP archive.
    """
    if not stream.seekable() or not isinstance(stream, io.BufferedReader):
        spool = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the archive that reads it
        shutil.copyfileobj(stream, spool, _PIECE)
        stream = cast("IO[bytes]", spool)
    size = stream.seek(0, io.SEEK_END)
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, EOFError) as error:
        raise InputError(f"{name}: not a ZIP archive, or a damaged one: {error}.", "Download it again.") from error
    with archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > _MOST_MEMBERS:
            raise InputError(f"{name}: holds more than {_MOST_MEMBERS:,} files.", "Unpack it, and label the folder.")
        budget = _Budget(_ALWAYS + _MOST_RATIO * size)
        for member in sorted(members, key=lambda member: member.filename):
            where = f"{name}/{_shown(member.filename)}"
            try:
                yield from _read_member(archive, member, where, budget, read_member)
            except _BombError:
                yield Rejected(
                    where, f"more than {_MOST_RATIO} times the size of the archive comes out of it; not read on"
                )
                return


def _shown(name: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in name[:300])


def _read_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, where: str, budget: _Budget, read_member: ReadMember
) -> Iterator[Entry]:
    if member.flag_bits & _ENCRYPTED:
        yield Rejected(where, "locked with a password; unpack the archive, and label the folder")
        return
    try:
        with archive.open(member) as content:
            entries = read_member(cast("IO[bytes]", io.BufferedReader(_Counted(content, budget))), where)
            if entries is None:
                yield Note("{count} files in ZIP archives are of other kinds and were not read")
            else:
                yield from entries
    except NotImplementedError as error:
        yield Rejected(
            where, f"packed in a way that cannot be read ({error}); unpack the archive, and label the folder"
        )
    except InputError as error:
        yield Rejected(where, str(error))
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        yield Rejected(where, f"the archive is damaged here: {error}")


class _Budget:
    """How many bytes may still be unpacked."""

    def __init__(self, left: int) -> None:
        self.left = left


class _Counted(io.RawIOBase):
    """A stream whose bytes are taken from a budget."""

    def __init__(self, stream: IO[bytes], budget: _Budget) -> None:
        self._stream, self._budget = stream, budget

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read the next bytes into ``buffer`` and return their number."""
        content = self._stream.read(len(buffer))
        self._budget.left -= len(content)
        if self._budget.left < 0:
            raise _BombError
        buffer[: len(content)] = content
        return len(content)
