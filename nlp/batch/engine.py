"""Engines: who does the work. One process, local processes, or a Dask cluster, the last two through joblib.

Invariant: every piece of work is done once as far as anyone can see, whatever happens to the workers. What a dead
worker had is given out again; when that does not help either, the run stops with a reason.
"""

from __future__ import annotations

import logging
import os
import queue
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from typing import Any, Generic, TypeVar

from nlp.errors import BatchError, MissingExtraError

Item = TypeVar("Item")
Result = TypeVar("Result")
Numbered = tuple[int, Item]

THREAD = "bantin-engine"
"""Name of the thread that waits for workers, or for input that they can be given."""

_MOST_DEATHS = 3
_TICK = 0.5
_PATIENCE = 10.0
_CONNECT = 10
_LEAVE = 3.0
_RESUME = "What is finished stays: go on with --resume."


def run(
    work: Callable[[int, Item], Result],
    items: Iterable[Numbered[Item]],
    *,
    jobs: int = 1,
    scheduler: str | None = None,
) -> Iterator[Result]:
    """Yield what ``work`` makes of numbered items, in the order in which they are finished.

    :param items: read a little ahead of the workers only.
    :param jobs: number of local processes.
    :param scheduler: address of a Dask scheduler, whose workers do it instead.
    :raises BatchError: if workers die again and again, or the scheduler cannot be reached.
    """
    if scheduler is None and jobs == 1:
        yield from (work(number, item) for number, item in items)
        return
    waiting = _Waiting(items)
    with _local(jobs) if scheduler is None else _cluster(scheduler) as (parallel_options, watch):
        deaths = 0
        while True:
            try:
                for result, number in _results(work, waiting, parallel_options, watch):
                    waiting.finished(number)
                    deaths = 0
                    yield result
                return
            except Exception as error:
                if type(error).__module__.startswith("distributed."):
                    what = "does not answer any more" if "connection-lost" in str(error) else f"gave up: {error}"
                    raise BatchError(f"{scheduler}: the scheduler {what}.", _RESUME) from error
                if type(error).__name__ not in ("TerminatedWorkerError", "BrokenProcessPool"):
                    raise
                deaths += 1
                if deaths == _MOST_DEATHS:
                    raise BatchError(
                        f"Worker processes died {deaths} times in a row, perhaps for lack of memory.",
                        f"Use fewer --jobs or a smaller --shard-size. {_RESUME}",
                    ) from error
                waiting.again()


class _Waiting(Generic[Item]):
    """Items that are given out, remembered until they are finished; joblib asks for them from threads of its own."""

    def __init__(self, items: Iterable[Numbered[Item]]) -> None:
        self._items = iter(items)
        self._given: dict[int, Item] = {}
        self._again: list[Numbered[Item]] = []
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[Numbered[Item]]:
        return self

    def __next__(self) -> Numbered[Item]:
        with self._lock:
            number, item = self._again.pop() if self._again else next(self._items)
            self._given[number] = item
            return number, item

    def finished(self, number: int) -> None:
        with self._lock:
            self._given.pop(number, None)

    def again(self) -> None:
        """Give out once more what was not finished."""
        with self._lock:
            self._again = sorted(self._given.items(), reverse=True)


Watch = Callable[[float], None]


def _results(
    work: Callable[[int, Item], Result], waiting: _Waiting[Item], options: dict[str, Any], watch: Watch
) -> Iterator[tuple[Result, int]]:
    """Run joblib in a thread of its own, so that this one can watch the workers and be interrupted."""
    from joblib import Parallel, delayed  # noqa: PLC0415 - one process does without
    from joblib.parallel import parallel_config  # noqa: PLC0415

    parent = os.getpid() if options["backend"] == "loky" and os.name == "posix" else None
    finished: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
    stopped = threading.Event()

    def pull() -> None:
        end: tuple[str, Any] = ("end", None)
        try:
            with parallel_config(**options), warnings.catch_warnings():
                warnings.filterwarnings("ignore", category=UserWarning, module="joblib")  # what a stop leaves undone
                parallel = Parallel(return_as="generator_unordered", pre_dispatch="2*n_jobs", batch_size=1)
                outcomes = parallel(delayed(_numbered)(work, number, item, parent) for number, item in waiting)
                with closing(outcomes):
                    for outcome in outcomes:
                        finished.put(("result", outcome))
                        if stopped.is_set():
                            break
        except BaseException as error:
            end = ("error", error)
        finished.put(end)

    thread = threading.Thread(target=pull, name=THREAD, daemon=True)
    thread.start()
    last = time.monotonic()
    try:
        while True:
            try:
                kind, value = finished.get(timeout=_TICK)
            except queue.Empty:
                watch(time.monotonic() - last)
                continue
            last = time.monotonic()
            if kind == "end":
                return
            if kind == "error":
                raise value
            yield value
    finally:
        stopped.set()
        thread.join(_LEAVE)


def _numbered(work: Callable[[int, Item], Result], number: int, item: Item, parent: int | None) -> tuple[Result, int]:
    if parent is not None:
        _leave_with(parent)
    return work(number, item), number


@cache
def _leave_with(parent: int) -> None:
    """Make this process end soon after its parent does: one that was killed cannot tell its workers."""

    def wait() -> None:
        while os.getppid() == parent:
            time.sleep(_TICK)
        os._exit(1)

    threading.Thread(target=wait, name="bantin-orphan", daemon=True).start()


@contextmanager
def _local(jobs: int) -> Iterator[tuple[dict[str, Any], Watch]]:
    yield {"backend": "loky", "n_jobs": jobs, "inner_max_num_threads": 1}, lambda _: None


@contextmanager
def _cluster(scheduler: str) -> Iterator[tuple[dict[str, Any], Watch]]:
    """Connect to a Dask cluster; the watch tells when it is gone or works on nothing."""
    try:
        import distributed  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingExtraError(
            "--scheduler needs the package distributed.", "Install it with: pip install 'bantin[cluster]'"
        ) from error
    try:
        client: Any = distributed.Client(  # type: ignore[no-untyped-call]
            scheduler, timeout=_CONNECT, set_as_default=True
        )
        client.wait_for_workers(1, timeout=_CONNECT)
    except (OSError, TimeoutError, ValueError) as error:
        raise BatchError(
            f"{scheduler}: no Dask scheduler with workers answers there: {error}.",
            "Start them with: dask scheduler, and on every machine: dask worker tcp://HOST:8786",
        ) from error

    def watch(idle: float) -> None:
        if client.status != "running" and idle > _PATIENCE / 2:
            raise BatchError(f"{scheduler}: the scheduler does not answer any more.", _RESUME)
        if idle > _PATIENCE and client.status == "running" and not any(client.processing().values()):
            raise BatchError(f"{scheduler}: the cluster has no worker left for the work.", _RESUME)

    talk = logging.getLogger("distributed.client")
    level = talk.level
    talk.setLevel(logging.CRITICAL)  # it logs tracebacks of what is told in a line here
    try:
        yield {"backend": "dask", "client": client, "wait_for_workers_timeout": _CONNECT}, watch
    finally:
        with suppress(Exception):  # the connection may be gone already
            client.close(timeout=1)
        talk.setLevel(level)
