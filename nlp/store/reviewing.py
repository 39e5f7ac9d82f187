"""Review: who gets which article next, what is said of it, and how that is taken back.

Invariant: no two sessions have one article at once, and every answer stays in the log of decisions: of an article that
answer is in force which came last and was not taken back.
"""

from __future__ import annotations

import sqlite3
from typing import get_args

from nlp.datasets.dataset import clean_label
from nlp.errors import InputError
from nlp.store.file.database import Database, count_change
from nlp.store.file.folding import clean_name
from nlp.store.file.indexing import change, load
from nlp.store.file.times import moment
from nlp.store.records import Action, ReviewItem, StoredArticle
from nlp.store.searching import read_number

UNDONE_SECONDS = 600  # how long an article that was taken back is kept for the same session
_NOBODY_ELSE = (
    " NOT EXISTS (SELECT 1 FROM leases WHERE leases.article = a.id AND session != :session)"
    " AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.article = a.id AND d.session = :session"
    " AND d.action = 'skip' AND NOT d.undone)"
)
_PLANNED = (
    "SELECT a.id, why FROM queue CROSS JOIN articles a ON a.id = queue.article"
    f" WHERE a.action IS NULL AND {_NOBODY_ELSE} ORDER BY position LIMIT 1"
)
_UNPLANNED = (
    "SELECT a.id, '' FROM articles a WHERE a.action IS NULL AND a.duplicate_of IS NULL"
    f" AND {_NOBODY_ELSE} ORDER BY a.needs_review DESC, a.uncertainty DESC, a.id DESC LIMIT 1"
)
_LEASED = (
    "SELECT a.id, coalesce(why, '') FROM leases CROSS JOIN articles a ON a.id = leases.article"
    " LEFT JOIN queue ON queue.article = a.id WHERE session = ?"
)
_IN_FORCE = (
    "SELECT action, label, person, at FROM decisions WHERE article = ? AND NOT undone AND action != 'skip'"
    " ORDER BY id DESC LIMIT 1"
)


def next_for_review(database: Database, session: str, seconds: float) -> ReviewItem | None:
    """Lease the next article; see :meth:`Store.next_for_review <nlp.store.store.Store.next_for_review>`."""
    with database.writing() as connection:
        now = database.now()
        connection.execute("DELETE FROM leases WHERE until <= ?", (now,))
        row = (
            connection.execute(_LEASED, (session,)).fetchone()
            or connection.execute(_PLANNED, {"session": session}).fetchone()
            or connection.execute(_UNPLANNED, {"session": session}).fetchone()
        )
        return _lease(connection, row[0], row[1], session, now + int(seconds)) if row else None


def take(database: Database, key: str, session: str, seconds: float) -> ReviewItem | None:
    """Lease a certain article; see :meth:`Store.review <nlp.store.store.Store.review>`."""
    with database.writing() as connection:
        now = database.now()
        connection.execute("DELETE FROM leases WHERE until <= ?", (now,))
        row = connection.execute(
            "SELECT a.id, coalesce(why, '') FROM articles a LEFT JOIN queue ON queue.article = a.id WHERE key = ?"
            " AND NOT EXISTS (SELECT 1 FROM leases WHERE leases.article = a.id AND session != ?)",
            (key, session),
        ).fetchone()
        return _lease(connection, row[0], row[1], session, now + int(seconds)) if row else None


def _lease(connection: sqlite3.Connection, number: int, why: str, session: str, until: int) -> ReviewItem:
    """Give an article to a session, which gives back the one that it had."""
    connection.execute("DELETE FROM leases WHERE session = ?", (session,))
    connection.execute("INSERT INTO leases (article, session, until) VALUES (?, ?, ?)", (number, session, until))
    stored = read_number(connection, number)
    prediction = stored.record.get("prediction") or {}
    scores = prediction.get("scores") or {}
    plausible = prediction.get("plausible") or sorted(scores, key=lambda label: -scores[label])
    return ReviewItem(stored, why or ", ".join(prediction.get("reasons") or ()), tuple(plausible), moment(until))


def answer(
    database: Database, key: str, action: Action, session: str, who: str, label: str | None
) -> StoredArticle | None:
    """Keep an answer; see :meth:`Store.answer <nlp.store.store.Store.answer>`."""
    given = _label(action, label)
    with database.writing() as connection:
        row = connection.execute("SELECT id, predicted FROM articles WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        number, predicted = row
        connection.execute(
            "INSERT INTO decisions (article, session, person, at, action, label, predicted)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (number, session, clean_name(who), database.now(), action, given, predicted),
        )
        connection.execute("DELETE FROM leases WHERE article = ? AND session = ?", (number, session))
        if action != "skip":
            connection.execute("DELETE FROM leases WHERE article = ?", (number,))
            _put_in_force(connection, number)
        return read_number(connection, number)


def _label(action: Action, label: str | None) -> str | None:
    if action not in get_args(Action):
        raise InputError(f"{action!r} is no answer.", f"Known ones: {', '.join(get_args(Action))}.")
    given = clean_label(label or "")
    if action == "label" and not given:
        raise InputError("An answer lacks its label.", "Give a label, or answer with doubt or skip.")
    return given if action == "label" else None


def undo(database: Database, session: str) -> StoredArticle | None:
    """Take back a session's last answer; see :meth:`Store.undo <nlp.store.store.Store.undo>`."""
    with database.writing() as connection:
        row = connection.execute(
            "SELECT id, article FROM decisions WHERE session = ? AND NOT undone ORDER BY id DESC LIMIT 1", (session,)
        ).fetchone()
        if row is None:
            return None
        decision, number = row
        connection.execute("UPDATE decisions SET undone = 1 WHERE id = ?", (decision,))
        _put_in_force(connection, number)
        # What was taken back is to be answered anew, by the same person, unless another has it in hand by now.
        until = database.now() + UNDONE_SECONDS
        connection.execute("DELETE FROM leases WHERE session = ? OR until <= ?", (session, database.now()))
        connection.execute(
            "INSERT OR IGNORE INTO leases (article, session, until) VALUES (?, ?, ?)", (number, session, until)
        )
        return read_number(connection, number)


def _put_in_force(connection: sqlite3.Connection, number: int) -> None:
    """Let an article say what the last decision on it says that is not taken back."""
    before = load(connection, number)
    action, label, person, at = connection.execute(_IN_FORCE, (number,)).fetchone() or (None, None, None, None)
    connection.execute(
        "UPDATE articles SET action = ?1, answered_by = ?2, answered_at = ?3,"
        " label = CASE ?1 WHEN 'label' THEN ?4 ELSE predicted END WHERE id = ?5",
        (action, person, at, label, number),
    )
    change(connection, number, before)
    count_change(connection)
