"""Files and folders that appear whole or not at all, in place of others only when the caller says so.

For a local path this module promises:

- What is at the path stays, unless the caller may overwrite it; what came there while the new content was written
  counts too.
- The path keeps its old content until the new content is complete and on the disk; a reader sees one or the other.
  (A folder is exchanged by two renames; between them a reader finds no folder.)
- New content is written under a name that nobody can foresee, in a file or folder that this process makes. The
  process opens no file that exists already and follows no link at that name.
- A failure removes what this process made, and nothing else.
- A replaced file keeps its permissions; a new file gets those of the umask. Owner and access lists are not kept.
- A link at the path stays, and its target is replaced.
- When two processes write to one path and may overwrite, the last to finish wins. Neither touches the other's files.

A process that is killed cannot clean up. It leaves ``.NAME.HEX.tmp``, with 32 hexadecimal digits, beside the path. A
later process does not remove that file because of its name: a run on another machine may still be writing it. Once it
is a day old, the next writer to the path logs a warning. A run with a journal notes each temporary name before it uses
the name, and each file before that appears (:class:`Notes`); when it is resumed it calls :func:`remove_scratch` for
what it left, and knows its own output again.

URLs are not atomic everywhere, see :func:`~nlp.formats.storage.create_remote`.
"""

from __future__ import annotations

import errno
import io
import logging
import os
import re
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Protocol

from nlp.formats.storage import create_remote, is_url, plain_path, reaching, taken, unwritable


class Notes(Protocol):
    """A journal of what is written outside its folder, for the next run to know."""

    def scratch_name(self, path: Path) -> Path:
        """Return a :func:`scratch_name` for a path, noted."""

    def note_made(self, made: Path, path: Path) -> None:
        """Note that the file or folder ``made`` is about to appear at ``path``."""

    def is_own(self, path: Path) -> bool:
        """Return whether what is at ``path`` was made by this run, before it was interrupted."""


_logger = logging.getLogger(__name__)
# O_EXCL refuses whatever exists, a link too; O_NOFOLLOW is for file systems that do not honour it. Python itself adds
# O_CLOEXEC (PEP 446).
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_PERMISSIONS = 0o777  # without setuid and setgid
_LONGEST_NAME = 120  # bytes of the target's name in a temporary name; file systems allow 255 in all
_BUFFER = 2**16
_ABANDONED_AFTER = 24 * 3600
# The answers of file systems without hard links: FAT, some of the network and of user space.
_CANNOT_LINK = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK, errno.EACCES)
_CANNOT_SYNC = (errno.EINVAL, errno.ENOTSUP)  # the answer of network file systems that cannot sync a folder


@contextmanager
def creating(path: str, notes: Notes | None = None, *, overwrite: bool = False) -> Iterator[IO[bytes]]:
    """Open a stream whose content appears at a path or URL once it is complete.

    :param notes: of the run that writes it.
    :param overwrite: whether it may take the place of a file; at a URL, where no write can be conditional on that, it
        always does.
    :raises OutputError: if it cannot be written, or there is a file already.
    """
    path = plain_path(path)
    stream = create_remote(path) if is_url(path) else creating_file(Path(path), notes, overwrite=overwrite)
    with stream as opened:
        yield opened


@contextmanager
def creating_file(
    path: Path, notes: Notes | None = None, *, overwrite: bool = False, follow: bool = True
) -> Iterator[IO[bytes]]:
    """Open a stream whose content appears at ``path`` once it is complete; a failure leaves nothing of it.

    :param notes: of the run that writes it.
    :param overwrite: whether it may take the place of a file.
    :param follow: whether a link at ``path`` is followed; False for a path that the user did not name.
    :raises OutputError: if it cannot be written, or there is a file already.
    """
    given, path = path, path.resolve() if follow else path.absolute()
    with reaching(str(path), unwritable):
        overwrite = overwrite or (notes is not None and notes.is_own(path))
        mode = _mode_to_keep(path, stat.S_ISREG, "it is a folder or a device")
        _check_free(given, overwrite)
        _make_folder(path.parent)
        _warn_of_leftovers(path)
        scratch = notes.scratch_name(path) if notes else scratch_name(path)
        stream = open_new(scratch, mode, shown=path)
    try:
        with stream:
            yield stream
            with reaching(str(path), unwritable):
                stream.flush()
                os.fsync(stream.fileno())
        with reaching(str(path), unwritable):
            if notes:
                notes.note_made(scratch, path)
            appear(scratch, path, overwrite=overwrite)
    except BaseException:
        with suppress(OSError):
            scratch.unlink()
        raise


@contextmanager
def creating_folder(path: Path, notes: Notes | None = None, *, overwrite: bool = False) -> Iterator[Path]:
    """Make an empty folder to fill, which appears at ``path`` once it is complete; a failure leaves nothing of it.

    :param notes: of the run that writes it.
    :param overwrite: whether it may take the place of a folder that is not empty.
    :raises OutputError: if it cannot be written, or there is something already.
    """
    given, path = path, path.resolve()
    with reaching(str(path), unwritable):
        overwrite = overwrite or (notes is not None and notes.is_own(path))
        mode = _mode_to_keep(path, stat.S_ISDIR, "it is not a folder")
        if mode is None:
            _check_free(given, overwrite)
        _make_folder(path.parent)
        _warn_of_leftovers(path)
        scratch = notes.scratch_name(path) if notes else scratch_name(path)
        scratch.mkdir(mode=0o700)  # fails if anything has this name, and lets no other user in
    try:
        new, old = _new_and_old(scratch)
        with reaching(str(path), unwritable):
            new.mkdir()
        yield new
        with reaching(str(path), unwritable):
            _sync_tree(new)
            if mode is not None:
                new.chmod(mode)
            if notes:
                notes.note_made(new, path)
            if overwrite and mode is not None:
                path.rename(old)
            _folder_appears(new, path)
    finally:
        remove_scratch(scratch, path)
    with reaching(str(path), unwritable):
        _sync_folder(path.parent)


def old_version(path: Path) -> Path | None:
    """Return the folder that a killed run moved away from ``path`` and could not put back; None if there is none.

    A run that is alive may hold it for the moment between two renames, so it is only told, never moved.
    """
    if os.path.lexists(path):
        return None
    pattern = _pattern(path.name)
    try:
        beside = [entry for entry in path.absolute().parent.iterdir() if pattern.fullmatch(entry.name)]
    except OSError:
        return None
    return next((old for entry in beside if (old := _new_and_old(entry)[1]).is_dir()), None)


def scratch_name(path: Path) -> Path:
    """Return a name beside ``path`` that nobody can foresee."""
    return path.with_name(f".{_start_of(path.name)}.{secrets.token_hex(16)}.tmp")


class OutputFile(io.FileIO):
    """A file whose failures to write name the path that the user knows; what fails beside it keeps its own name.

    :param shown: that path.
    :raises OutputError: from its methods, if the content cannot be written; a closed pipe stays a BrokenPipeError.
    """

    def __init__(self, descriptor: int, shown: str, *, closefd: bool = True) -> None:
        super().__init__(descriptor, "wb", closefd=closefd)
        self._shown = shown

    def write(self, content: Any) -> int:
        """Write some of the content and return how many bytes."""
        try:
            return super().write(content)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise unwritable(self._shown, error) from error


def open_new(path: Path, mode: int | None = None, *, shown: Path | None = None) -> IO[bytes]:
    """Open a file that does not exist yet, for writing; a write that fails raises :class:`OutputError`.

    :param mode: its permissions, None for those of the umask.
    :param shown: the path to name when a write fails, if ``path`` is a temporary name.
    :raises FileExistsError: if there is anything at the path, even a link to nowhere.
    """
    descriptor = os.open(path, _NEW, 0o666 if mode is None else mode)
    if mode is not None and os.name == "posix":
        os.fchmod(descriptor, mode)  # the umask may have taken some away
    return io.BufferedWriter(OutputFile(descriptor, str(shown or path)), _BUFFER)


def remove_scratch(scratch: Path, path: Path) -> None:
    """Remove a temporary file or folder that the caller made, and put back a folder that was moved into it.

    :param path: the path that the temporary name was made for; any other name is left alone.
    :raises OSError: if that folder cannot be put back; it is kept then.
    """
    if scratch.parent != path.parent or not _pattern(path.name).fullmatch(scratch.name):
        return
    if scratch.is_symlink() or not scratch.is_dir():
        scratch.unlink(missing_ok=True)
        return
    _, old = _new_and_old(scratch)
    if old.exists() and not path.exists():
        old.rename(path)
    shutil.rmtree(scratch, ignore_errors=True)


def _check_free(path: Path, overwrite: bool) -> None:
    """Check that nothing is at a path, not even a link to nowhere: a new file would be written through it."""
    if not overwrite and os.path.lexists(path):
        raise taken(str(path))


def appear(scratch: Path, path: Path, *, overwrite: bool) -> None:
    """Give a complete file, which is on the disk, its name.

    :param overwrite: whether it may take the place of a file.
    :raises OutputError: if something has the name.
    """
    if overwrite:
        scratch.replace(path)
    else:
        _appear(scratch, path)
    _sync_folder(path.parent)


def _appear(scratch: Path, path: Path) -> None:
    """Give a file its name if nothing has this name; the system does both in one step where it can.

    :raises OutputError: if something has it.
    """
    try:
        os.link(scratch, path)
    except FileExistsError as error:
        raise taken(str(path)) from error
    except OSError as error:
        if error.errno not in _CANNOT_LINK:
            raise
        _check_free(path, overwrite=False)
        scratch.rename(path)
    else:
        scratch.unlink()


def _folder_appears(new: Path, path: Path) -> None:
    """Give a folder its name; the system refuses when a file or a folder with content has it.

    :raises OutputError: if it refuses.
    """
    try:
        new.rename(path)
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
            raise taken(str(path)) from error
        raise


def _new_and_old(scratch: Path) -> tuple[Path, Path]:
    """Return where the new folder is made, and where the old one is kept until the new one is in its place."""
    return scratch / "new", scratch / "old"


def _start_of(name: str) -> str:
    return name.encode("utf-8", "ignore")[:_LONGEST_NAME].decode("utf-8", "ignore")


def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"\.{re.escape(_start_of(name))}\.[0-9a-f]{{32}}\.tmp")


def _mode_to_keep(path: Path, is_right_kind: Callable[[int], bool], wrong: str) -> int | None:
    """Return the permissions of the file or folder to replace; None if there is none, or a link.

    :raises OutputError: if the path is of another kind: root would replace ``/dev/null`` by a file.
    """
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(mode):
        return None
    if not is_right_kind(mode):
        raise unwritable(str(path), wrong)
    return stat.S_IMODE(mode) & _PERMISSIONS


def _make_folder(folder: Path) -> None:
    """Make a folder with its parents, and bring their names to the disk."""
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for parent in missing:
        _sync_folder(parent.parent)


def _warn_of_leftovers(path: Path) -> None:
    """Log which temporary files killed runs left beside ``path``, so that they do not pile up unseen."""
    pattern, since = _pattern(path.name), time.time() - _ABANDONED_AFTER
    try:
        with os.scandir(path.parent) as entries:
            named = [entry for entry in entries if pattern.fullmatch(entry.name)]
        left = [entry.name for entry in named if entry.stat(follow_symlinks=False).st_mtime < since]
    except OSError:  # the folder is writable but not readable, or another writer finished just now
        return
    if left:
        what = "%s: killed runs left %d temporary files beside it (%s). Delete them when no run is writing there."
        _logger.warning(what, path, len(left), left[0])


def _sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    if os.name != "posix":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:  # it may be writable and not readable
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise
    finally:
        os.close(descriptor)


def _sync_tree(folder: Path) -> None:
    """Bring a folder and everything in it to the disk."""
    for path in folder.rglob("*"):
        if path.is_dir():
            _sync_folder(path)
        else:
            with path.open("rb+") as stream:
                os.fsync(stream.fileno())
    _sync_folder(folder)
