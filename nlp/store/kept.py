"""Values that are kept because they are dear to make, such as the digest of a week.

Invariant: a value says of which state of the store it is; whether that is too old is for its user to say.
"""

from __future__ import annotations

from typing import Any

import orjson

from nlp.store.file.database import Database
from nlp.store.file.times import moment
from nlp.store.records import Kept


class KeptValues:
    """The values that a store keeps, by name; each is what JSON can hold."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, name: str, value: Any, state: int) -> None:
        """Keep a value in the place of the one before.

        :param state: the state of the store before the value was made, so that what changed meanwhile is noticed.
        """
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO kept (name, value, state, made) VALUES (?, ?, ?, ?)",
                (name, orjson.dumps(value), state, self._database.now()),
            )

    def get(self, name: str) -> Kept | None:
        """Return a value; None if none was kept under that name."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT value, state, made FROM kept WHERE name = ?", (name,)).fetchone()
        return Kept(orjson.loads(row[0]), row[1], moment(row[2])) if row else None

    def drop(self, name: str) -> None:
        """Forget a value."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM kept WHERE name = ?", (name,))
