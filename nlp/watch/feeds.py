"""Feeds of the web: many are asked at once, and each is read only if it has something new.

Invariant: what a feed holds is never worse than a rejected record; what its server does is an error of that feed.
"""

from __future__ import annotations

import hashlib
import io
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from nlp.formats.record import Entry, Note, Record, Rejected
from nlp.formats.web.feed import read_feed
from nlp.store.records import WatchedSource
from nlp.watch.addresses import parse
from nlp.watch.fetching import Answer, RefusedError

AT_ONCE = 8
"""Feeds that are asked at the same time; each is on a server of its own, as a rule."""

_HEAD = 4096
Ask = Callable[[WatchedSource], Answer]
Outcome = Answer | Exception


def ask_all(sources: Sequence[WatchedSource], ask: Ask) -> Iterator[tuple[WatchedSource, Outcome]]:
    """Yield the answers as they come; a slow server keeps none of the others waiting.

    The threads are daemons: Ctrl-C need not wait for a server. At most :data:`AT_ONCE` answers are in memory.
    """
    asked: queue.SimpleQueue[WatchedSource | None] = queue.SimpleQueue()
    answers: queue.Queue[tuple[WatchedSource, Outcome]] = queue.Queue(1)
    for source in (*sources, *[None] * AT_ONCE):
        asked.put(source)

    def work() -> None:
        while (source := asked.get()) is not None:
            try:
                answers.put((source, ask(source)))
            except Exception as error:
                answers.put((source, error))

    for _ in range(min(AT_ONCE, len(sources))):
        threading.Thread(target=work, daemon=True).start()
    for _ in sources:
        yield answers.get()


def read_answer(source: WatchedSource, answer: Answer) -> tuple[list[Record | Rejected], WatchedSource]:
    """Return what is in an answer, and the source as it is to be kept once that is in the store.

    :raises RefusedError: if it is no feed.
    """
    if answer.content is None:
        return [], source
    digest = hashlib.blake2b(answer.content, digest_size=16).hexdigest()
    after = replace(source, etag=answer.etag, modified=answer.modified, digest=digest)
    if digest == source.digest:  # servers that know nothing of conditions
        return [], after
    host = parse(source.source).host
    entries: list[Entry] = list(read_feed(io.BytesIO(answer.content), source.source))
    found = [_with_source(entry, host) for entry in entries if not isinstance(entry, Note)]
    if not any(isinstance(entry, Record) for entry in found):
        if b"<html" in answer.content[:_HEAD].lower():
            raise RefusedError(f"{source.source}: is a web page, not a feed.", "Give the address of its feed.")
        for entry in found:
            if isinstance(entry, Rejected):
                raise RefusedError(f"{source.source}: {entry.reason}.")
        if len(entries) > len(found):
            raise RefusedError(f"{source.source}: is a sitemap, which holds no articles.")
    return found, after


def _with_source(entry: Record | Rejected, host: str) -> Record | Rejected:
    """Return an item that names its source; a feed without a title is known by its host."""
    if isinstance(entry, Rejected) or entry.fields.get("source"):
        return entry
    return Record(entry.where, {**entry.fields, "source": host})
