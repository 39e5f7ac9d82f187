"""Files on the disk, for libraries that want a path and not a stream.

Invariant: a file of the user is only read; a copy is removed when it is not needed any more.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import IO

_PIECE = 2**20


@contextmanager
def on_disk(stream: IO[bytes]) -> Iterator[Path]:
    """Give the path of a stream's file; of a copy, if it was unpacked, fetched or comes through a pipe."""
    name = getattr(stream, "name", None)
    if isinstance(stream, BufferedReader) and isinstance(name, str) and Path(name).is_file():
        yield Path(name)
        return
    with tempfile.TemporaryDirectory(prefix="bantin-") as folder:
        path = Path(folder) / "copy"
        with path.open("wb") as copy:
            shutil.copyfileobj(stream, copy, _PIECE)
        yield path
