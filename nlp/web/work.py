"""Work in the background: one piece after the other, each with its progress in the store, and its files.

Invariant: one thread works, so that two trainings never fight for the machine; a piece that fails says why and costs no
other; no more wait than the limit allows. What a killed desk left behind, the next one over its
store ends and removes.
"""

from __future__ import annotations

import logging
import queue
import re
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex

from nlp.errors import BantinError
from nlp.store.store import Store

_log = logging.getLogger("nlp.web")
_OWN_NAME = re.compile(r"[0-9a-f]{16}(\.\w+)*")
_OFTEN = 0.3  # seconds between two notes of progress: each is a write to the disk


@dataclass
class Task:
    """A piece of work, as what it does sees it.

    :param job: its number in the store.
    """

    job: int
    _store: Store
    _stopping: threading.Event
    _last: float = field(default=0.0, repr=False)

    def tell(self, message: str) -> None:
        """Say which step begins.

        :raises Stopped: if the desk is closing.
        """
        self.advance(0, message)

    def advance(self, done: int, message: str | None = None, total: int | None = None) -> None:
        """Say how far it is; what is said too often is passed over.

        :raises Stopped: if the desk is closing.
        """
        if self._stopping.is_set():
            raise Stopped
        now = time.monotonic()
        if message is not None or now - self._last >= _OFTEN:
            self._last = now
            self._store.jobs.advance(self.job, done, message, total)


class Stopped(Exception):  # noqa: N818 - no error: the desk closes, and the piece ends where it is
    """The desk is closing."""


class Busy(Exception):  # noqa: N818 - it is told to a person, not to a programmer
    """Too many pieces are waiting."""


class Folder:
    """The folder of a desk's own files, beside its store, which nobody else reads; it goes when the desk closes.

    Not among the temporary files of the machine: a process that is killed removes nothing, and the next desk has to
    find what it left.

    :param path: files of a desk's naming that are there are removed; whatever else somebody keeps there stays.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.close()

    def new(self, suffix: str) -> Path:
        """Return the path of a new file.

        :param suffix: from a list of this package.
        """
        self._path.mkdir(mode=0o700, exist_ok=True)
        return self._path / f"{token_hex(8)}{suffix}"

    def close(self) -> None:
        """Remove it with the files that a desk made in it."""
        if self._path.is_symlink() or not self._path.is_dir():
            return
        with suppress(OSError):
            for path in self._path.iterdir():
                if _OWN_NAME.fullmatch(path.name):
                    path.unlink()
            self._path.rmdir()


Piece = Callable[[Task], str]
"""A piece of work; it returns what it came to, in words."""


class Worker:
    """The thread that works.

    :param waiting: how many pieces may wait.
    """

    def __init__(self, store: Store, waiting: int) -> None:
        self._store, self._jobs = store, store.jobs
        self._queue: queue.Queue[tuple[Task, Piece] | None] = queue.Queue(waiting)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="bantin-desk-work", daemon=True)
        self._jobs.end_abandoned("stopped with the desk")
        self._thread.start()

    def give(self, kind: str, piece: Piece, message: str = "") -> int:
        """Let a piece be done when its turn comes; return the number of its job.

        :param message: what to show until it says something itself.
        :raises Busy: if too many wait.
        """
        if self._queue.full():
            raise Busy
        job = self._jobs.start(kind, message)
        try:
            self._queue.put_nowait((Task(job.id, self._store, self._stopping), piece))
        except queue.Full as error:
            self._jobs.end(job.id, "too much was waiting", failed=True)
            raise Busy from error
        return job.id

    def close(self, seconds: float = 10) -> None:
        """Stop at the next step of the piece in work; what waits is given up."""
        self._stopping.set()
        while not self._queue.empty():
            given = self._queue.get_nowait()
            if given is not None:
                self._jobs.end(given[0].job, "stopped with the desk", failed=True)
        self._queue.put(None)
        self._thread.join(seconds)

    def _work(self) -> None:
        while (given := self._queue.get()) is not None:
            task, piece = given
            try:
                self._jobs.end(task.job, piece(task))
            except Stopped:
                self._jobs.end(task.job, "stopped with the desk", failed=True)
            except BantinError as error:
                self._jobs.end(task.job, str(error), failed=True)
            except Exception as error:
                # Not the exception's own words: they may quote an article.
                _log.error("job: %s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
                self._jobs.end(task.job, f"a defect of bantin: {type(error).__name__}", failed=True)
