"""What an article is found by: its words, its marks and the counts of the facets, changed together.

Invariant: the index of words and the facets say what the tables say, because nothing else writes any of them.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from nlp.store.file.folding import mark, words

LABEL, SOURCE, PROVINCE = "l", "s", "p"
WAITING = {True: "w", False: "c"}
ANSWERED = {True: "a", False: "u"}
REPEATS = {True: "d", False: "f"}
"""Kinds of marks; those of two sides have one for each, since SQLite's index cannot look for what is not there."""

ALL = "article"
"""The facet that counts all articles."""


@dataclass(frozen=True)
class Indexed:
    """What an article is found by.

    :param waiting: whether it waits for a person.
    :param repeats: whether it is a near-duplicate.
    """

    title: str
    text: str
    label: str | None
    source: str | None
    provinces: tuple[str, ...]
    waiting: bool
    answered: bool
    repeats: bool

    @property
    def words(self) -> str:
        """The words of its title and text, as the index takes them."""
        return " ".join(words(f"{self.title}\n{self.text}"))

    @property
    def marks(self) -> str:
        """Its marks, as the index takes them."""
        marks = [WAITING[self.waiting], ANSWERED[self.answered], REPEATS[self.repeats]]
        marks += [mark(LABEL, self.label)] if self.label else []
        marks += [mark(SOURCE, self.source)] if self.source else []
        return " ".join(marks + [mark(PROVINCE, code) for code in sorted(self.provinces)])

    @property
    def facets(self) -> list[tuple[str, str]]:
        """The facets that it counts in, with its values."""
        facets = [(ALL, ""), *(("province", code) for code in self.provinces)]
        facets += [("label", self.label)] if self.label else []
        facets += [("source", self.source)] if self.source else []
        return facets + ([("needs_review", "")] if self.waiting else [])


def load(connection: sqlite3.Connection, number: int) -> Indexed:
    """Return what an article of the store is found by now."""
    title, text, label, source, needs_review, action, duplicate_of = connection.execute(
        "SELECT title, text, label, source, needs_review, action, duplicate_of"
        " FROM articles JOIN contents ON article = id WHERE id = ?",
        (number,),
    ).fetchone()
    places = connection.execute("SELECT province FROM places WHERE article = ? ORDER BY province", (number,))
    return Indexed(
        title,
        text,
        label,
        source,
        tuple(code for (code,) in places),
        waiting=bool(needs_review and action is None),
        answered=action is not None,
        repeats=duplicate_of is not None,
    )


def enter(connection: sqlite3.Connection, number: int, indexed: Indexed, text: str | None = None) -> None:
    """Put a new article into the index.

    :param text: its words, if the caller has them already.
    """
    connection.execute(
        "INSERT INTO search (rowid, words, marks) VALUES (?, ?, ?)",
        (number, indexed.words if text is None else text, indexed.marks),
    )


def change(connection: sqlite3.Connection, number: int, before: Indexed) -> None:
    """Bring index and facets up to date with the tables.

    :param before: from :func:`load`, before the tables were changed.
    """
    after = load(connection, number)
    if after.marks == before.marks:
        return
    connection.execute(
        "INSERT INTO search (search, rowid, words, marks) VALUES ('delete', ?, ?, ?)",
        (number, before.words, before.marks),
    )
    enter(connection, number, after)
    count(connection, before.facets, by=-1)
    count(connection, after.facets)


def count(connection: sqlite3.Connection, facets: Iterable[tuple[str, str]], by: int = 1) -> None:
    """Count values of facets, or count them off."""
    connection.executemany(
        "INSERT INTO facets (facet, value, number) VALUES (?, ?, ?)"
        " ON CONFLICT (facet, value) DO UPDATE SET number = number + excluded.number",
        [(*facet, number * by) for facet, number in Counter(facets).items()],
    )
