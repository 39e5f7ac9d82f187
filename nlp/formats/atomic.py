"""Files written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from nlp.formats.storage import (
    create_remote,
    is_url,
    reaching,
    sync_folder,
    unwritable,
)


@contextmanager
def creating(path: str) -> Iterator[IO[bytes]]:
    """Give a stream whose content stands at a path or URL once it is complete.

    :raises OutputError: if it cannot be written.
    """
    with create_remote(path) if is_url(path) else replacing(Path(path)) as stream:
        yield stream


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Give a stream whose content stands at ``path`` once it is complete; after a failure nothing is left of it.

    :raises OutputError: if it cannot be written.
    """
    path = path.resolve()
    scratch = path.with_name(f".{path.name}.tmp")  # one name: what a killed process left is written over
    try:
        with reaching(str(path), unwritable):
            path.parent.mkdir(parents=True, exist_ok=True)
            with scratch.open("wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            scratch.replace(path)
            sync_folder(path.parent)
    finally:
        with suppress(OSError):
            scratch.unlink()
