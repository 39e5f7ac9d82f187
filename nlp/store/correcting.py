"""What people corrected: mentions struck out, figures on the review, articles to train on.

Invariant: figures are counted from what is in force, not from what was clicked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from nlp.article import FOUND
from nlp.formats.output import DUPLICATE_OF
from nlp.store.adding import replace_places
from nlp.store.file.database import Database, count_change
from nlp.store.file.folding import clean_name
from nlp.store.file.indexing import change, load
from nlp.store.records import Agreement, Correction, Mention, Progress, Query, StoredArticle
from nlp.store.searching import articles, read, read_number


def strike(database: Database, key: str, mention: Mention, who: str, struck: bool) -> StoredArticle | None:
    """Strike a mention out; see :meth:`Store.strike <nlp.store.store.Store.strike>`."""
    with database.writing() as connection:
        stored = read(connection, key)
        if stored is None or not any(_is(mention, one) for one in stored.record.get("entities") or ()):
            return None
        (number,) = connection.execute("SELECT id FROM articles WHERE key = ?", (key,)).fetchone()
        before = load(connection, number)
        if struck:
            connection.execute(
                'INSERT OR IGNORE INTO strikes (article, type, start, "end", person, at) VALUES (?, ?, ?, ?, ?, ?)',
                (number, mention.type, mention.start, mention.end, clean_name(who), database.now()),
            )
        else:
            connection.execute(
                'DELETE FROM strikes WHERE article = ? AND type = ? AND start = ? AND "end" = ?',
                (number, mention.type, mention.start, mention.end),
            )
        after = read_number(connection, number)
        replace_places(connection, number, after.provinces)
        change(connection, number, before)
        count_change(connection)
        return after


def _is(mention: Mention, entity: Mapping[str, Any]) -> bool:
    return (entity["type"], entity["start"], entity["end"]) == (mention.type, mention.start, mention.end)


def progress(database: Database) -> Progress:
    """Count what is done; see :meth:`Store.progress <nlp.store.store.Store.progress>`."""
    with database.reading() as connection:
        totals = dict(
            connection.execute(
                "SELECT facet, sum(number) FROM facets WHERE facet IN ('article', 'needs_review') GROUP BY facet"
            ).fetchall()
        )
        (queued,) = connection.execute(
            "SELECT count(*) FROM queue CROSS JOIN articles ON id = article WHERE action IS NULL"
        ).fetchone()
        by_action: Counter[str] = Counter()
        by_person: Counter[str] = Counter()
        for action, person, number in connection.execute(
            "SELECT action, answered_by, count(*) FROM articles WHERE action IS NOT NULL GROUP BY 1, 2"
        ):
            by_action[action] += number
            by_person[person] += number
        by_label = connection.execute(
            "SELECT label, count(*) FROM articles WHERE action = 'label' GROUP BY label ORDER BY 2 DESC"
        ).fetchall()
    return Progress(
        totals.get("article", 0),
        totals.get("needs_review", 0),
        queued,
        by_action["label"],
        by_action["doubt"],
        dict(by_label),
        dict(by_person.most_common()),
    )


def agreement(database: Database) -> Agreement:
    """Compare people with the model; see :meth:`Store.agreement <nlp.store.store.Store.agreement>`."""
    with database.reading() as connection:
        rows = connection.execute(
            "SELECT d.predicted, d.label, count(*) FROM decisions d JOIN articles a ON a.id = d.article"
            " WHERE d.predicted IS NOT NULL AND d.id = (SELECT max(id) FROM decisions WHERE article = a.id"
            " AND NOT undone AND action != 'skip') AND d.action = 'label' GROUP BY 1, 2"
        ).fetchall()
    pairs = {(predicted, label): number for predicted, label, number in rows}
    agreed = sum(number for (predicted, label), number in pairs.items() if predicted == label)
    return Agreement(sum(pairs.values()), agreed, pairs)


def corrections(database: Database) -> Iterator[Correction]:
    """Yield labelled articles; see :meth:`Store.corrections <nlp.store.store.Store.corrections>`."""
    for stored in articles(database, Query(answered=True), oldest_first=True):
        if stored.hit.answer is None or stored.hit.answer.label is None:
            continue
        fields = {name: value for name, value in stored.record.items() if name not in (*FOUND, DUPLICATE_OF)}
        yield Correction(stored.key, stored.article, stored.hit.answer.label, fields)
