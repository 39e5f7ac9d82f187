"""The store: what the pages, the API and ``bantin watch`` know of the database.

Invariant: a call that returned is in the file; two processes or threads may use the same file at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType

from nlp.article import Article
from nlp.classify.model import Classifier
from nlp.store import adding, correcting, planning, reviewing, searching
from nlp.store.file.database import Database
from nlp.store.jobs import Jobs
from nlp.store.kept import KeptValues
from nlp.store.records import (
    Action,
    Added,
    Agreement,
    Correction,
    Mention,
    NewArticle,
    Page,
    Progress,
    Query,
    ReviewItem,
    StoredArticle,
)
from nlp.store.watched import Watched
from nlp.training.context import QUIET, Run

LEASE_SECONDS = 600
"""How long an article that is under review is kept from others."""

PAGE_SIZE = 50


class Store:
    """A file of labelled articles; threads may share one object, processes each open the file.

    :param path: the file; a new one is made.
    :param clock: gives the seconds since 1970.
    :raises StoreError: if the file is no store of bantin, is that of a newer bantin, or cannot be opened; it is left
        as it is.
    """

    def __init__(self, path: str | Path, *, clock: Callable[[], float] = time.time) -> None:
        self._database = Database(Path(path), clock)
        self.jobs = Jobs(self._database)
        """What runs in the background."""
        self.kept = KeptValues(self._database)
        """Values that are dear to make, such as digests."""
        self.watched = Watched(self._database)
        """The sources of new articles."""

    @property
    def path(self) -> Path:
        """The file."""
        return self._database.path

    @property
    def state(self) -> int:
        """A number that grows whenever articles, labels or mentions change."""
        return self._database.state()

    def add(self, articles: Iterable[NewArticle], *, batch: int = adding.BATCH) -> Added:
        """Add labelled articles, and mark those that repeat an article of late nearly word by word.

        An article whose title and text are in the store already, but for case and spaces, stays as it is. Each batch
        is in the file, whole, when the next one is asked for.

        :raises StoreError: if the file cannot be written.
        """
        return adding.add(self._database, articles, batch)

    def known(self, articles: Sequence[Article]) -> list[bool]:
        """Return for each article whether it is in the store, so that nobody labels it for nothing."""
        return adding.known(self._database, articles)

    def relabel(self, articles: Iterable[NewArticle], *, batch: int = adding.BATCH) -> int:
        """Put what a model found anew in the place of what one found before; return how many articles were known.

        What people said and struck out stays.
        """
        return adding.relabel(self._database, articles, batch)

    def search(
        self, query: Query | None = None, *, limit: int = PAGE_SIZE, after: str | None = None, facets: bool = False
    ) -> Page:
        """Return a page of the articles found, the newest first.

        :param after: the cursor in the page before.
        :param facets: whether to count the values of all articles found; up to a bound, see
            :attr:`Facets.counted <nlp.store.records.Facets.counted>`.
        :raises InputError: if a day or the cursor cannot be read; any text can be searched for.
        """
        return searching.search(self._database, query or Query(), limit, after, facets)

    def article(self, key: str) -> StoredArticle | None:
        """Return an article; None if there is none of that key."""
        return searching.article(self._database, key)

    def articles(self, query: Query | None = None, *, oldest_first: bool = False) -> Iterator[StoredArticle]:
        """Yield all articles found, however many; those that are added meanwhile may be among them."""
        return searching.articles(self._database, query or Query(), oldest_first)

    def plan_review(
        self,
        classifier: Classifier,
        *,
        count: int = planning.COUNT,
        pool: int = planning.POOL,
        run: Run = QUIET,
    ) -> int:
        """Choose the articles for review as ``bantin review export`` does; return how many were chosen.

        The choice is made among the newest articles that nobody has answered. Until it is made, and when it is used
        up, the articles come that the model asks a person to look at, the most doubtful first.

        :param pool: how many articles are looked at.
        :param run: its seed decides the random choices; its progress takes a few words now and then.
        """
        return planning.plan(self._database, classifier, count, pool, run)

    def next_for_review(self, session: str, *, seconds: float = LEASE_SECONDS) -> ReviewItem | None:
        """Return the article that a session is to look at next; None if none is left.

        A session that asks twice gets the same one. No other session gets it until it is answered, or the seconds are
        over.
        """
        return reviewing.next_for_review(self._database, session, seconds)

    def review(self, key: str, session: str, *, seconds: float = LEASE_SECONDS) -> ReviewItem | None:
        """Return a certain article for review, answered or not; None if another session has it, or it is unknown."""
        return reviewing.take(self._database, key, session, seconds)

    def answer(
        self, key: str, action: Action, *, session: str, who: str, label: str | None = None
    ) -> StoredArticle | None:
        """Keep what a person says of an article; return it as it is now, None if there is none of that key.

        :param session: whose :meth:`undo` takes it back.
        :param who: the person's name.
        :param label: with the action ``label``.
        :raises InputError: if the label is missing, or no label can be so.
        """
        return reviewing.answer(self._database, key, action, session, who, label)

    def undo(self, session: str) -> StoredArticle | None:
        """Take back the last answer of a session that is not taken back yet; return its article, which comes next.

        What another person said of the article since then stays. None if there is no such answer.
        """
        return reviewing.undo(self._database, session)

    def strike(self, key: str, mention: Mention, *, who: str, struck: bool = True) -> StoredArticle | None:
        """Strike a mention out, or take that back; return the article, None if it or the mention is not there."""
        return correcting.strike(self._database, key, mention, who, struck)

    def progress(self) -> Progress:
        """Return how far the review is."""
        return correcting.progress(self._database)

    def agreement(self) -> Agreement:
        """Return how often people and the model gave the same label."""
        return correcting.agreement(self._database)

    def corrections(self) -> Iterator[Correction]:
        """Yield the articles with a person's label, oldest first, to train on; doubted ones are left out."""
        return correcting.corrections(self._database)

    def backup(self, path: str | Path, *, overwrite: bool = False) -> int:
        """Write the store as it is at this moment to another file, while others read and write; return its bytes.

        :raises OutputError: if the file exists and may not be overwritten, or cannot be written.
        """
        return self._database.backup(Path(path), overwrite)

    def integrity(self) -> list[str]:
        """Return what is wrong with the file; nothing if it is whole. Takes seconds for each gigabyte."""
        return self._database.integrity()

    def tidy(self) -> None:
        """Merge the pieces of the index after a large import, and empty the log beside the file."""
        self._database.tidy()

    def close(self) -> None:
        """Close the connections of all threads."""
        self._database.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
