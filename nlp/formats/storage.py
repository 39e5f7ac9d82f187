"""Where bytes lie: local paths by themselves, URLs through fsspec, both unpacked by their suffix.

Invariant: whatever goes wrong in reaching a place is an :class:`~nlp.errors.InputError` or
:class:`~nlp.errors.OutputError` that names it. A light command on a local file imports nothing for this.
"""

from __future__ import annotations

import gzip
import hashlib
import lzma
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast
from urllib.parse import unquote

from nlp.errors import BantinError, InputError, MissingExtraError, OutputError

STDIN = "-"
_HEAD = 64 * 2**10


def is_url(path: str) -> bool:
    """Return whether fsspec has to open it, like ``s3://bucket/feed.jsonl``."""
    return "://" in path


def plain_path(path: str) -> str:
    """Return a local path for a ``file://`` URL, anything else as it is."""
    return unquote(path.removeprefix("file://")) if path.startswith("file://") else path


def pure(path: str) -> PurePosixPath:
    """Return a path or URL as something to take names and suffixes of."""
    return PurePosixPath(path.replace("\\", "/") if sys.platform == "win32" else path)


@dataclass(frozen=True)
class Identity:
    """What tells whether a file is still the same.

    :param size: in bytes, None when its place does not tell.
    :param changed: time of the last change, or whatever tag its place gives.
    :param head: sha256 of the first 64 KiB; empty for a page, which is too small to be worth it.
    """

    size: int | None
    changed: str
    head: str = ""


def identify(path: str, *, head: bool = True) -> Identity:
    """Return the identity of a file.

    :raises InputError: if it is not there.
    """
    size, changed = _url_status(path) if is_url(path) else _local_status(path)
    if not head or (size is None and not is_url(path)):
        return Identity(size, changed)  # what is no file cannot be read twice
    with open_raw(path) as stream:
        return Identity(size, changed, hashlib.sha256(stream.read(_HEAD)).hexdigest())


def _local_status(path: str) -> tuple[int | None, str]:
    try:
        status = Path(path).stat()
    except OSError as error:
        raise _unreadable(path, error) from error
    return status.st_size if Path(path).is_file() else None, str(status.st_mtime_ns)


def _url_status(path: str) -> tuple[int | None, str]:
    with reaching(path):
        system, place = _filesystem(path)
        about = system.info(place)
    tags = (about.get(key) for key in ("ETag", "etag", "LastModified", "last_modified", "mtime", "updated"))
    return about.get("size"), str(next(filter(None, tags), ""))


def _filesystem(path: str) -> tuple[Any, str]:
    import fsspec  # noqa: PLC0415 - only URLs need it

    return cast("tuple[Any, str]", fsspec.core.url_to_fs(path))


@contextmanager
def reaching(path: str, failure: Callable[[str, Any], BantinError] | None = None) -> Iterator[None]:
    """Turn what goes wrong inside into an error that names ``path``.

    :param failure: makes the error; an :class:`~nlp.errors.InputError` by default.
    """
    try:
        yield
    except BantinError:
        raise
    except ImportError as error:
        scheme = path.partition("://")[0]
        raise MissingExtraError(
            f"{path}: URLs of {scheme}:// need a driver: {error}.", "Install the fsspec driver for it."
        ) from error
    except Exception as error:
        if not is_url(path) and not isinstance(error, OSError):
            raise  # drivers of URLs raise errors of their own kinds
        raise (failure or _unreadable)(path, error) from error


def _unreadable(path: str, error: Any) -> InputError:
    return InputError(
        f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}.", "Check the path and its permissions."
    )


def unwritable(path: str, error: Any) -> OutputError:
    """Return the error for an output that cannot be written."""
    return OutputError(
        f"{path}: cannot be written: {getattr(error, 'strerror', None) or error}.", "Check the place and its space."
    )


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    if os.name == "posix":
        place = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(place)
        finally:
            os.close(place)


def exists(path: str) -> bool:
    """Return whether there is a file or folder of this name."""
    if not is_url(path):
        return Path(path).exists()
    with reaching(path):
        system, place = _filesystem(path)
        return bool(system.exists(place))


def remove(path: str) -> None:
    """Remove a file, if it is there.

    :raises OutputError: if it cannot be removed.
    """
    with reaching(path, unwritable):
        if not is_url(path):
            Path(path).unlink(missing_ok=True)
            return
        system, place = _filesystem(path)
        if system.exists(place):
            system.rm_file(place)


@contextmanager
def locking(path: Path, busy: BantinError) -> Iterator[None]:
    """Hold a lock file; the system lets go of it when the process ends, however it ends.

    :param busy: raised when another process holds it.
    :raises OutputError: if it cannot be made.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - for archives and promotions, not for single articles

    with reaching(str(path.parent), unwritable):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise busy from error
    try:
        yield
    finally:
        lock.release()


def files_below(path: str) -> list[str] | None:
    """Return the files of a folder and of the folders in it, sorted; None if it is no folder.

    :raises InputError: if there is nothing of this name.
    """
    if not is_url(path):
        root = Path(path)
        if not root.exists():
            raise InputError(f"{path}: no such file or folder.", "Check the path.")
        return sorted(str(file) for file in root.rglob("*") if file.is_file()) if root.is_dir() else None
    with reaching(path):
        system, place = _filesystem(path)
        if not system.exists(place):
            raise InputError(f"{path}: no such file or folder.", "Check the URL.")
        return [system.unstrip_protocol(file) for file in sorted(system.find(place))] if system.isdir(place) else None


def open_raw(path: str) -> IO[bytes]:
    """Open a file as it is.

    :raises InputError: if it cannot be read.
    """
    with reaching(path):
        if not is_url(path):
            return Path(path).open("rb")
        system, place = _filesystem(path)
        return cast("IO[bytes]", system.open(place, "rb"))


@contextmanager
def create_remote(path: str) -> Iterator[IO[bytes]]:
    """Give a stream to a URL; object stores show the file when all of it has come.

    :raises OutputError: if it cannot be written.
    """
    with reaching(path, unwritable):
        system, place = _filesystem(path)
        with system.open(place, "wb") as stream:
            yield stream


def _zstd() -> Any:
    if sys.version_info >= (3, 14):
        from compression import zstd  # noqa: PLC0415
    else:
        from backports import zstd  # noqa: PLC0415 - only .zst needs it
    return zstd


_UNPACKERS: dict[str, Callable[[IO[bytes]], Any]] = {
    ".gz": lambda stream: gzip.GzipFile(fileobj=stream, mode="rb"),
    ".xz": lzma.LZMAFile,
    ".zst": lambda stream: _zstd().ZstdFile(stream),
}
PACKED = tuple(_UNPACKERS)
"""Suffixes of compressed files that are read."""


def is_packed(path: str) -> bool:
    """Return whether a file is compressed, by its suffix."""
    return pure(path).suffix.lower() in _UNPACKERS


def unpack(stream: IO[bytes], path: str) -> IO[bytes]:
    """Return what comes out of a compressed stream, the stream itself when its name says that it is not packed."""
    unpacker = _UNPACKERS.get(pure(path).suffix.lower())
    return cast("IO[bytes]", unpacker(stream)) if unpacker else stream


@contextmanager
def packing(stream: IO[bytes], path: str) -> Iterator[IO[bytes]]:
    """Give a stream that compresses as the suffix of ``path`` says; packed pieces may follow each other in a file."""
    suffix = pure(path).suffix.lower()
    if suffix == ".gz":
        packer: Any = gzip.GzipFile("", "wb", compresslevel=6, fileobj=stream, mtime=0)
    elif suffix == ".xz":
        packer = lzma.LZMAFile(stream, "wb", preset=3)  # noqa: SIM115 - closed below
    elif suffix == ".zst":
        packer = _zstd().ZstdFile(stream, "wb")
    else:
        yield stream
        return
    with packer:
        yield packer


def damage(error: BaseException) -> str | None:
    """Return what is wrong with compressed data, None if the error is another one."""
    import zlib  # noqa: PLC0415

    known = (EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError)
    if isinstance(error, known) or type(error).__name__ == "ZstdError":
        return f"the compressed data is damaged, what follows is lost: {error}"
    return None
