"""Storage: local files directly, URLs through fsspec; both compressed or not, by their suffix.

Invariant: a failure to reach a path or URL is an :class:`~nlp.errors.InputError` or :class:`~nlp.errors.OutputError`
that names it. For local files nothing heavy is imported.
"""

from __future__ import annotations

import gzip
import hashlib
import lzma
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast
from urllib.parse import unquote

from nlp.errors import BantinError, InputError, MissingExtraError, OutputError

STDIN = "-"
_HEAD = 64 * 2**10


def is_url(path: str) -> bool:
    """Return whether a path is a URL that fsspec opens, like ``s3://bucket/feed.jsonl``."""
    return "://" in path


def plain_path(path: str) -> str:
    """Return the local path of a ``file://`` URL; return any other path unchanged."""
    return unquote(path.removeprefix("file://")) if path.startswith("file://") else path


def shown_path(path: str) -> str:
    """Return a path as text that can be written anywhere; bytes of a name that are not UTF-8 become escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def pure(path: str) -> PurePosixPath:
    """Return a path or URL as an object that has a name, suffixes and parents."""
    return PurePosixPath(path.replace("\\", "/") if sys.platform == "win32" else path)


@dataclass(frozen=True)
class Identity:
    """The properties by which a later run knows that a file is unchanged.

    :param size: in bytes; None if the storage does not report it.
    :param changed: time of the last change, or the tag that the storage reports for it.
    :param head: sha256 of the first 64 KiB; empty if it was not asked for.
    """

    size: int | None
    changed: str
    head: str = ""


def identify(path: str, *, head: bool = True) -> Identity:
    """Return the identity of a file.

    :param head: whether to read and hash its first bytes; for folders of small pages that costs too much.
    :raises InputError: if there is no such file.
    """
    size, changed = _url_status(path) if is_url(path) else _local_status(path)
    if not head or (size is None and not is_url(path)):
        return Identity(size, changed)  # a named pipe cannot be read twice
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
        filesystem, inner = _filesystem(path)
        status = filesystem.info(inner)
    tags = (status.get(key) for key in ("ETag", "etag", "LastModified", "last_modified", "mtime", "updated"))
    return status.get("size"), str(next(filter(None, tags), ""))


def _filesystem(path: str) -> tuple[Any, str]:
    """Return the filesystem of a URL and the path within it."""
    import fsspec  # noqa: PLC0415 - only URLs need it

    return cast("tuple[Any, str]", fsspec.core.url_to_fs(path))


@contextmanager
def reaching(path: str, failure: Callable[[str, Any], BantinError] | None = None) -> Iterator[None]:
    """Turn an exception inside the context into an error that names ``path``.

    :param failure: makes that error from the path and the exception; by default an :class:`~nlp.errors.InputError`.
    """
    try:
        yield
    except BantinError:
        raise
    except ImportError as error:
        scheme = path.partition("://")[0]
        raise MissingExtraError(
            f"{path}: URLs with {scheme}:// need a driver: {error}.", "Install the fsspec driver for them."
        ) from error
    except Exception as error:
        is_path_at_fault = isinstance(error, OSError) or "null byte" in str(error)
        if not is_url(path) and not is_path_at_fault:
            raise  # a defect; but drivers of URLs raise exceptions of any class when they fail
        raise (failure or _unreadable)(path, error) from error


def _unreadable(path: str, error: Any) -> InputError:
    return InputError(
        f"{shown_path(path)}: cannot be read: {getattr(error, 'strerror', None) or error}.",
        "Check the path and its permissions.",
    )


def unwritable(path: str, error: Any) -> OutputError:
    """Return the error for an output that cannot be written.

    :param error: the exception, or the reason in words.
    """
    return OutputError(
        f"{shown_path(path)}: cannot be written: {getattr(error, 'strerror', None) or error}.",
        "Check the path, its permissions and the free space.",
    )


def taken(path: str) -> OutputError:
    """Return the error for an output in whose place there is something that must stay."""
    return OutputError(f"{shown_path(path)}: exists already.", "Use --overwrite to replace it, or name another output.")


def exists(path: str) -> bool:
    """Return whether there is a file, a folder or a link of this name.

    :raises InputError: if the system refuses to look.
    """
    if not is_url(path):
        with reaching(path):
            return os.path.lexists(path)
    with reaching(path):
        filesystem, inner = _filesystem(path)
        return bool(filesystem.exists(inner))


def remove(path: str) -> None:
    """Remove a file if it exists.

    :raises OutputError: if it cannot be removed.
    """
    with reaching(path, unwritable):
        if not is_url(path):
            Path(path).unlink(missing_ok=True)
            return
        filesystem, inner = _filesystem(path)
        if filesystem.exists(inner):
            filesystem.rm_file(inner)


@contextmanager
def locking(path: Path, busy: BantinError) -> Iterator[None]:
    """Hold a lock file; the system releases the lock when the process ends, however it ends.

    :param busy: the error to raise when another process holds the lock.
    :raises OutputError: if the file cannot be made.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - only batch runs and promotions lock

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
    """Return the files in a folder and in the folders below it, sorted; None if the path is not a folder.

    :raises InputError: if the path does not exist.
    """
    if not is_url(path):
        root = Path(path)
        with reaching(path):
            if not root.exists():
                raise InputError(f"{shown_path(path)}: no such file or folder.", "Check the path.")
        return sorted(str(file) for file in root.rglob("*") if file.is_file()) if root.is_dir() else None
    with reaching(path):
        filesystem, inner = _filesystem(path)
        if not filesystem.exists(inner):
            raise InputError(f"{path}: no such file or folder.", "Check the URL.")
        if not filesystem.isdir(inner):
            return None
        return [filesystem.unstrip_protocol(file) for file in sorted(filesystem.find(inner))]


def open_raw(path: str) -> IO[bytes]:
    """Open a file for reading, without decompressing it.

    :raises InputError: if it cannot be read.
    """
    with reaching(path):
        if not is_url(path):
            return Path(path).open("rb")
        filesystem, inner = _filesystem(path)
        return cast("IO[bytes]", filesystem.open(inner, "rb"))


@contextmanager
def create_remote(path: str) -> Iterator[IO[bytes]]:
    """Open a stream that writes to a URL.

    An object store shows the new object when the stream is closed, and keeps the old one after a failure. Drivers that
    write in place (sftp, hdfs, memory) may leave half of the new content behind.

    :raises OutputError: if it cannot be written.
    """
    with reaching(path, unwritable):
        filesystem, inner = _filesystem(path)
        stream = filesystem.open(inner, "wb")
        try:
            yield stream
        except BaseException:
            _abandon(stream)
            raise
        stream.close()


def _abandon(stream: Any) -> None:
    """Give up an upload. To close its stream, as Python does when it is garbage, would complete the upload."""
    from fsspec.spec import AbstractBufferedFile  # noqa: PLC0415 - only URLs need it

    with suppress(Exception):  # the first failure is the one to report
        if isinstance(stream, AbstractBufferedFile):
            stream.closed = True
            stream.discard()
        else:
            stream.close()


def _zstd() -> Any:
    if sys.version_info >= (3, 14):
        from compression import zstd  # noqa: PLC0415 - only .zst needs it
    else:
        from backports import zstd  # noqa: PLC0415 - only .zst needs it
    return zstd


_UNPACKERS: dict[str, Callable[[IO[bytes]], Any]] = {
    ".gz": lambda stream: gzip.GzipFile(fileobj=stream, mode="rb"),
    ".xz": lzma.LZMAFile,
    ".zst": lambda stream: _zstd().ZstdFile(stream),
}
PACKED = tuple(_UNPACKERS)
"""Suffixes of compressed files that bantin reads and writes."""


def is_packed(path: str) -> bool:
    """Return whether the suffix of a path says that the file is compressed."""
    return pure(path).suffix.lower() in _UNPACKERS


def unpack(stream: IO[bytes], path: str) -> IO[bytes]:
    """Return a stream of the decompressed content; the stream itself if the suffix of ``path`` is no compression's."""
    unpacker = _UNPACKERS.get(pure(path).suffix.lower())
    return cast("IO[bytes]", unpacker(stream)) if unpacker else stream


@contextmanager
def packing(stream: IO[bytes], path: str) -> Iterator[IO[bytes]]:
    """Open a stream that compresses into ``stream`` by the suffix of ``path``.

    A file may be a sequence of compressed pieces: gzip, xz and zstd all read it as one. So parts are joined by copying.
    """
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
    """Return what is wrong with compressed data; None if the exception has another cause."""
    import zlib  # noqa: PLC0415 - only damaged files need it

    known = (EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError)
    if isinstance(error, known) or type(error).__name__ == "ZstdError":
        return f"the compressed data is damaged, the rest of the file is lost: {error}"
    return None
