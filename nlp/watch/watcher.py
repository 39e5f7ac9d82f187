"""The watch: looks at each source in turn, labels what is new, puts it into the store, and comes back.

Invariant: a source that fails is left in peace for longer each time and keeps none of the others waiting; its mark
moves on only when its articles are in the store.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from nlp.article import Article, LabelledArticle
from nlp.errors import InputError, RecordError, StoreError
from nlp.formats.record import Columns, Record, Rejected
from nlp.labeller import Labeller
from nlp.store.records import Added, NewArticle, WatchedSource
from nlp.store.store import Store
from nlp.watch.addresses import parse
from nlp.watch.feeds import ask_all, read_answer
from nlp.watch.fetching import Answer, Limits, fetch
from nlp.watch.files import look

LONGEST_BACK_OFF = 6 * 3600
"""Seconds after which even a source that always fails is tried again."""

SHORTEST = 10.0
"""Fewest seconds between two looks."""

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_BATCH = 500
_MOST_REASONS = 3
_NONE = Added()


@dataclass(frozen=True)
class Look:
    """What one look at a source came to.

    :param rejected: records that could not be used, with the reasons of the first ones.
    :param failure: why it could not be read; empty if it could.
    :param rests: whether it was left in peace, because it failed before or its server asked for it.
    """

    source: str
    added: Added = _NONE
    rejected: int = 0
    reasons: tuple[str, ...] = ()
    failure: str = ""
    rests: bool = False


class Watcher:
    """Watches some sources for a store.

    :param sources: addresses of feeds, folders, files.
    :param every: seconds between two looks, which back-off is counted in.
    :param limits: what one request may cost.
    :param private: whether names of the sources may lead into the user's own network.
    :param clock: gives the seconds since 1970.
    :raises InputError: if a source is none.
    """

    def __init__(
        self,
        store: Store,
        labeller: Labeller,
        sources: Iterable[str],
        *,
        every: float = 600.0,
        private: bool = False,
        limits: Limits | None = None,
        columns: Columns | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store, self._labeller, self._clock = store, labeller, clock
        self._every, self._private, self._limits = every, private, limits or Limits()
        self._columns = columns or Columns()
        self._sources = list(dict.fromkeys(map(checked_source, sources)))

    def run(self, *, once: bool = False) -> Iterator[Look]:
        """Yield what each look at each source came to, round after round.

        :param once: only one round, for a program such as cron that comes back itself.
        """
        while True:
            began = self._clock()
            yield from self.round()
            if once:
                return
            time.sleep(max(0.0, began + self._every - self._clock()))

    def round(self) -> Iterator[Look]:
        """Look at each source once, files first."""
        known = [self._store.watched.get(source) for source in self._sources]
        feeds = []
        for source in known:
            if source.not_before > self._clock():
                yield Look(source.source, rests=True)
            elif is_address(source.source):
                feeds.append(source)
            else:
                yield self._finished(source, partial(self._look_at_files, source))
        for source, outcome in ask_all(feeds, self._ask):
            yield self._finished(source, partial(self._look_at_feed, source, outcome))

    def _ask(self, source: WatchedSource) -> Answer:
        return fetch(source.source, source.etag, source.modified, private=self._private, limits=self._limits)

    def _finished(self, source: WatchedSource, work: Callable[[], tuple[Look, WatchedSource]]) -> Look:
        """Do the work for one source, and keep what it came to; whatever fails but the store is its own failure."""
        try:
            done, after = work()
        except StoreError:
            raise
        except Exception as error:
            done, after = self._failed(source, error)
        else:
            after = replace(after, failures=0, not_before=0, message=_in_words(done))
        self._store.watched.save(replace(after, articles=source.articles + done.added.new))
        return done

    def _failed(self, source: WatchedSource, error: Exception) -> tuple[Look, WatchedSource]:
        failures = source.failures + 1
        rest = min(self._every * 2 ** min(failures, 20), LONGEST_BACK_OFF) if is_address(source.source) else 0
        rest = max(rest, getattr(error, "rest", 0))
        reason = str(error) if isinstance(error, InputError) else f"{type(error).__name__}: {error}"
        after = replace(source, failures=failures, not_before=int(self._clock() + rest), message=reason)
        return Look(source.source, failure=reason), after

    def _look_at_feed(self, source: WatchedSource, outcome: Answer | Exception) -> tuple[Look, WatchedSource]:
        if isinstance(outcome, Exception):
            raise outcome
        entries, after = read_answer(source, outcome)
        return self._take(source.source, entries), after

    def _look_at_files(self, source: WatchedSource) -> tuple[Look, WatchedSource]:
        done = Look(source.source)
        before = self._store.watched.files(source.source)
        marks = dict(before)
        for piece in look(source.source, marks):
            done = _together(done, self._take(source.source, piece.entries))
            self._store.watched.save_file(source.source, piece.path, piece.mark)
        self._store.watched.forget_files(source.source, before.keys() - marks.keys())
        return done, source

    def _take(self, source: str, entries: Sequence[Record | Rejected]) -> Look:
        """Label what the store lacks, and add it."""
        done = Look(source)
        for start in range(0, len(entries), _BATCH):
            pairs, reasons = self._articles(entries[start : start + _BATCH])
            is_known = self._store.known([article for article, _ in pairs])
            fresh = [pair for pair, known in zip(pairs, is_known, strict=True) if not known]
            labelled = list(self._labeller.label((article for article, _ in fresh), errors="reject"))
            new = [
                NewArticle.of(one, fields)
                for one, (_, fields) in zip(labelled, fresh, strict=True)
                if isinstance(one, LabelledArticle)
            ]
            reasons += [one.reason for one in labelled if not isinstance(one, LabelledArticle)]
            added = self._store.add(new) + Added(known=sum(is_known))
            done = _together(done, Look(source, added, len(reasons), tuple(reasons)))
        return done

    def _articles(self, entries: Sequence[Record | Rejected]) -> tuple[list[tuple[Article, dict[str, Any]]], list[str]]:
        """Return the articles among some records, with their fields, and why the others are none."""
        pairs, reasons = [], []
        for entry in entries:
            try:
                if isinstance(entry, Rejected):
                    raise RecordError(entry.reason)
                pairs.append((self._columns.article(entry.fields), dict(entry.fields)))
            except RecordError as error:
                reasons.append(f"{entry.where}: {error}")
        return pairs, reasons


def _together(one: Look, other: Look) -> Look:
    reasons = (*one.reasons, *other.reasons)[:_MOST_REASONS]
    return Look(one.source, one.added + other.added, one.rejected + other.rejected, reasons)


def _in_words(done: Look) -> str:
    words = f"{done.added.new:,} new" + (f", {done.added.duplicates:,} repeat others" if done.added.duplicates else "")
    return words + (f", {done.rejected:,} rejected: {done.reasons[0]}" if done.rejected else "")


def is_address(source: str) -> bool:
    """Say whether a source is an address of the web, not a path."""
    return "://" in source


def checked_source(source: str) -> str:
    """Return a source as the store knows it: an address as it was given, a path from the root on.

    :raises InputError: if it is neither an address of the web nor a file or folder.
    """
    if is_address(source):
        parse(source)
        return source.strip()
    path = Path(source)
    if not path.exists():
        raise InputError(f"{source}: no such file or folder.", "An address begins with http:// or https://.")
    return str(path.resolve())


def seconds_of(written: str) -> float:
    """Return the seconds in words such as ``10m``.

    :raises InputError: if they cannot be read, or are too few.
    """
    number, unit = (written[:-1], _UNITS[written[-1]]) if written[-1:] in _UNITS else (written, 1)
    if not (number.isascii() and number.isdigit()):
        raise InputError(f"{written[:40]!r} is no span of time.", "Write it as 90s, 10m, 2h or 1d.")
    seconds = float(number) * unit
    if seconds < SHORTEST:
        raise InputError(f"{written} is too often for any server.", f"Give at least {SHORTEST:g}s.")
    return seconds
