"""The queue of the review: the same choice as ``bantin review export`` makes, kept in the store.

Invariant: planning anew replaces the queue and nothing else; who has an article in hand keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from nlp.article import Article
from nlp.classify.model import Classifier
from nlp.formats.record import Columns, Record
from nlp.lifecycle.selection import choose
from nlp.store.correcting import corrections
from nlp.store.file.database import Database
from nlp.store.records import Query
from nlp.store.searching import articles
from nlp.training.context import Run

COUNT = 400
"""Articles of a queue: from here on what was learnt would choose better ones."""

POOL = 20_000
"""Articles that are looked at: some seconds."""


def plan(database: Database, classifier: Classifier, count: int, pool: int, run: Run) -> int:
    """Choose the queue; see :meth:`Store.plan_review <nlp.store.store.Store.plan_review>`."""
    labelled: Iterator[Article] = (one.article for one in corrections(database))
    chosen = choose(_records(database, pool), classifier, Columns(), count, labelled=labelled, run=run)
    with database.writing() as connection:
        connection.execute("DELETE FROM queue")
        connection.executemany(
            "INSERT OR IGNORE INTO queue (position, article, why) SELECT ?, id, ? FROM articles WHERE key = ?",
            [(position, pick.why, pick.record.where) for position, pick in enumerate(chosen.picks)],
        )
    return len(chosen.picks)


def _records(database: Database, pool: int) -> Iterator[Record]:
    """Yield the newest articles that nobody has answered; a record's place is its key."""
    for stored in islice(articles(database, Query(answered=False, repeats=False), oldest_first=False), pool):
        yield Record(stored.key, {"title": stored.article.title, "text": stored.article.text})
