"""Engines: one process, several local processes, or a Dask cluster; the last two through joblib.

Invariant: every item has exactly one result, whatever happens to the workers. The items of a worker that died are given
to others; if workers die again and again, the run stops with the reason.
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
from itertools import chain, islice
from typing import Any, Generic, TypeVar

from nlp.errors import BatchError, missing_package

Item = TypeVar("Item")
Result = TypeVar("Result")
Numbered = tuple[int, Item]

THREAD = "bantin-engine"
"""Name of the thread that waits for workers, or for input to give to them."""

_MOST_AHEAD = 256  # items that are looked at to see how many processes have work
_MOST_DEATHS = 3  # in a row; the system may kill one worker when memory is short, and the others then suffice
_TICK = 0.5  # seconds between looks at a silent cluster, and between an orphan's looks for its parent
_PATIENCE = 10.0  # seconds of silence after which a cluster without work in progress counts as lost
_CONNECT = 7.0  # seconds to wait for a scheduler and its first worker
_LEAVE = 3.0  # seconds to wait for joblib's thread at the end
# What these log, tracebacks among it, is reported in one line here: a lost scheduler shows in each of them by chance.
_TALKATIVE = ("distributed", "distributed.client", "tornado.application")
_RESUME = "Finished parts are kept: continue with --resume."


def run(
    work: Callable[[int, Item], Result],
    items: Iterable[Numbered[Item]],
    *,
    jobs: int = 1,
    scheduler: str | None = None,
    is_stream: bool = False,
) -> Iterator[Result]:
    """Yield the results of ``work`` on numbered items, in the order in which they are finished.

    :param items: read only a little ahead of the workers.
    :param jobs: largest number of local processes; no more are started than there are items.
    :param is_stream: whether items come slowly, so that none is waited for before the first is worked on.
    :param scheduler: address of a Dask scheduler whose workers do the work instead.
    :raises BatchError: if workers die again and again, or the scheduler cannot be reached.
    """
    if scheduler is None and jobs > 1 and not is_stream:
        ahead = list(islice(items, min(jobs, _MOST_AHEAD)))
        items = chain(ahead, items)
        if len(ahead) < min(jobs, _MOST_AHEAD):
            jobs = max(1, len(ahead))  # a process that gets no work still takes a second to start, and 60 MB
    if scheduler is None and jobs == 1:
        yield from (work(number, item) for number, item in items)
        return
    queued = _Queue(items)
    with _local(jobs) if scheduler is None else _cluster(scheduler) as (parallel_options, watch):
        deaths = 0
        while True:
            try:
                for result, number in _results(work, queued, parallel_options, watch):
                    queued.finish(number)
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
                queued.requeue_unfinished()


class _Queue(Generic[Item]):
    """The items to work on; it remembers those in progress. joblib takes items from several threads."""

    def __init__(self, items: Iterable[Numbered[Item]]) -> None:
        self._items = iter(items)
        self._in_progress: dict[int, Item] = {}
        self._requeued: list[Numbered[Item]] = []
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[Numbered[Item]]:
        return self

    def __next__(self) -> Numbered[Item]:
        with self._lock:
            number, item = self._requeued.pop() if self._requeued else next(self._items)
            self._in_progress[number] = item
            return number, item

    def finish(self, number: int) -> None:
        with self._lock:
            self._in_progress.pop(number, None)

    def requeue_unfinished(self) -> None:
        """Put the items in progress back, in order, before all others."""
        with self._lock:
            self._requeued = sorted(self._in_progress.items(), reverse=True)


Watch = Callable[[float], None]


def _results(
    work: Callable[[int, Item], Result], queued: _Queue[Item], options: dict[str, Any], watch: Watch
) -> Iterator[tuple[Result, int]]:
    """Yield results with the numbers of their items.

    joblib runs in a thread of its own, so that this one can watch the workers and be interrupted.
    """
    from joblib import Parallel, delayed  # noqa: PLC0415 - one process does without
    from joblib.parallel import parallel_config  # noqa: PLC0415 - the same

    parent = os.getpid() if options["backend"] == "loky" and os.name == "posix" else None
    finished: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
    stopped = threading.Event()

    def pull() -> None:
        end: tuple[str, Any] = ("end", None)
        try:
            with parallel_config(**options), warnings.catch_warnings():
                # joblib warns of the tasks that a stopped run leaves undone.
                warnings.filterwarnings("ignore", category=UserWarning, module="joblib")
                parallel = Parallel(return_as="generator_unordered", pre_dispatch="2*n_jobs", batch_size=1)
                outcomes = parallel(delayed(_numbered)(work, number, item, parent) for number, item in queued)
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
    """Make this process end soon after its parent: a parent that was killed cannot stop its workers."""

    def wait() -> None:
        while os.getppid() == parent:
            time.sleep(_TICK)
        os._exit(1)

    threading.Thread(target=wait, name="bantin-orphan", daemon=True).start()


@contextmanager
def _local(jobs: int) -> Iterator[tuple[dict[str, Any], Watch]]:
    yield {"backend": "loky", "n_jobs": jobs, "inner_max_num_threads": 1}, lambda _: None


def _connect(scheduler: str, client_class: Any) -> Any:
    """Return a client of a Dask scheduler that has a worker.

    It connects in a thread of its own, because at a port of another protocol Dask waits for an answer without end.

    :raises BatchError: if there is none after :data:`_CONNECT` seconds.
    """
    answers: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def connect() -> None:
        try:
            client = client_class(scheduler, timeout=_CONNECT / 2, set_as_default=True)
            client.wait_for_workers(1, timeout=_CONNECT / 2)
            answers.put(client)
        except Exception as error:
            answers.put(error)

    threading.Thread(target=connect, name=THREAD, daemon=True).start()
    try:
        answer = answers.get(timeout=_CONNECT)
    except queue.Empty:
        answer = TimeoutError("something else listens there")
    if isinstance(answer, Exception):
        raise BatchError(
            f"{scheduler}: no Dask scheduler with workers answers: {answer}.",
            "Start one with: dask scheduler, and on every machine: dask worker tcp://HOST:8786. An address with tls:// "
            "needs the certificates in Dask's own configuration.",
        ) from answer
    return answer


def _cluster_backend(client: Any) -> Any:
    """Return joblib's backend for a Dask cluster, which would do the work itself if there were one thread only."""
    from joblib._dask import DaskDistributedBackend  # noqa: PLC0415 - only clusters need it

    class Cluster(DaskDistributedBackend):  # type: ignore[misc]
        def effective_n_jobs(self, n_jobs: int) -> int:
            return max(2, int(super().effective_n_jobs(n_jobs)))

    return Cluster(client=client, wait_for_workers_timeout=_CONNECT)


@contextmanager
def _cluster(scheduler: str) -> Iterator[tuple[dict[str, Any], Watch]]:
    """Connect to a Dask cluster; the watch raises an error if it is lost or has stopped working."""
    try:
        import distributed  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise missing_package("--scheduler", "dask", "distributed") from error
    client = _connect(scheduler, distributed.Client)

    def watch(idle: float) -> None:
        if client.status != "running" and idle > _PATIENCE / 2:
            raise BatchError(f"{scheduler}: the scheduler does not answer any more.", _RESUME)
        if idle > _PATIENCE and client.status == "running" and not any(client.processing().values()):
            raise BatchError(f"{scheduler}: the cluster has no worker left for the work.", _RESUME)

    loggers = [logging.getLogger(name) for name in _TALKATIVE]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield {"backend": _cluster_backend(client)}, watch
    finally:
        lost = client.status != "running"
        with suppress(Exception):  # the connection may be lost already
            client.close(timeout=1)
        if not lost:  # else threads of the client's go on to log, after this function's end
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)
