"""The tables of the store, as the steps that lead from each version to the next.

Invariant: a step that was released is never changed; the number of steps is the version (``PRAGMA user_version``).
The folding of words (:mod:`.folding`) belongs to the version too: the index holds no texts, so a word is taken out of
it by folding the article again.
"""

from __future__ import annotations

import sqlite3

APPLICATION_ID = int.from_bytes(b"BTin", "big")
"""The mark in the head of the file (``PRAGMA application_id``) that says whose it is."""

# An article's id says when it was published (nlp.store.adding), so the newest are found by walking any index
# backwards. What lists show stands apart from texts and records, which are ten times as large.
_FIRST = """
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    url TEXT,
    source TEXT,
    published TEXT,
    added INTEGER NOT NULL,
    predicted TEXT,
    confidence REAL,
    uncertainty REAL NOT NULL,
    needs_review INTEGER NOT NULL,
    duplicate_of INTEGER REFERENCES articles (id),
    label TEXT,
    action TEXT CHECK (action IN ('label', 'doubt')),
    answered_by TEXT,
    answered_at INTEGER
);
CREATE INDEX articles_to_review ON articles (needs_review DESC, uncertainty DESC, id DESC)
    WHERE action IS NULL AND duplicate_of IS NULL;
CREATE INDEX articles_answered ON articles (action, answered_by) WHERE action IS NOT NULL;
CREATE INDEX articles_duplicates ON articles (duplicate_of) WHERE duplicate_of IS NOT NULL;

CREATE TABLE contents (
    article INTEGER PRIMARY KEY REFERENCES articles (id),
    text TEXT NOT NULL,
    record BLOB NOT NULL
);
CREATE TABLE places (
    article INTEGER NOT NULL REFERENCES articles (id),
    province TEXT NOT NULL,
    PRIMARY KEY (article, province)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE search USING fts5 (words, marks, content='', tokenize='ascii');
CREATE TABLE facets (
    facet TEXT NOT NULL,
    value TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (facet, value)
) WITHOUT ROWID;
CREATE TABLE bands (
    hash INTEGER PRIMARY KEY,
    article INTEGER NOT NULL,
    added INTEGER NOT NULL
);
CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE queue (
    position INTEGER PRIMARY KEY,
    article INTEGER NOT NULL UNIQUE REFERENCES articles (id),
    why TEXT NOT NULL
);
CREATE TABLE leases (
    article INTEGER PRIMARY KEY REFERENCES articles (id),
    session TEXT NOT NULL,
    until INTEGER NOT NULL
);
CREATE INDEX leases_of_session ON leases (session);
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles (id),
    session TEXT NOT NULL,
    person TEXT NOT NULL,
    at INTEGER NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('label', 'doubt', 'skip')),
    label TEXT,
    predicted TEXT,
    undone INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX decisions_of_session ON decisions (session, article);
CREATE INDEX decisions_of_article ON decisions (article);
CREATE TABLE strikes (
    article INTEGER NOT NULL REFERENCES articles (id),
    type TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    person TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (article, type, start, "end")
) WITHOUT ROWID;

CREATE TABLE kept (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL,
    state INTEGER NOT NULL,
    made INTEGER NOT NULL
);
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed')),
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER,
    message TEXT NOT NULL,
    started INTEGER NOT NULL,
    ended INTEGER
);
"""

_WATCHED = """
CREATE TABLE watched (
    source TEXT PRIMARY KEY,
    etag TEXT,
    modified TEXT,
    digest TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER NOT NULL DEFAULT 0,
    looked INTEGER,
    message TEXT NOT NULL DEFAULT '',
    articles INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE watched_files (
    source TEXT NOT NULL,
    path TEXT NOT NULL,
    identity TEXT NOT NULL,
    position INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (source, path)
) WITHOUT ROWID;
"""

STEPS = (_FIRST, _WATCHED)
VERSION = len(STEPS)
"""The version that this bantin writes."""


def upgrade(connection: sqlite3.Connection) -> None:
    """Bring an open file to :data:`VERSION`, within the transaction that the caller began."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    for step in STEPS[version:]:
        for statement in _statements(step):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION:d}")


def _statements(step: str) -> list[str]:
    """Return the statements of a step one by one; ``executescript`` would commit before it begins."""
    return [statement for part in step.split(";\n") if (statement := part.strip())]
