"""Jobs in the background: what runs, how far it is, what it came to.

Invariant: a job's last state is in the file, so a page can show it whichever process runs the job.
"""

from __future__ import annotations

from nlp.store.file.database import Database, Row
from nlp.store.file.times import moment
from nlp.store.records import Job

_COLUMNS = "id, kind, state, done, total, message, started, ended"


class Jobs:
    """The jobs of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, kind: str, message: str = "", total: int | None = None) -> Job:
        """Return a new job that runs from now on."""
        with self._database.writing() as connection:
            made = connection.execute(
                "INSERT INTO jobs (kind, state, total, message, started) VALUES (?, 'running', ?, ?, ?)",
                (kind, total, message, self._database.now()),
            )
            return _job(connection.execute(f"SELECT {_COLUMNS} FROM jobs WHERE id = ?", (made.lastrowid,)).fetchone())

    def advance(self, job: int, done: int, message: str | None = None, total: int | None = None) -> None:
        """Say how far a running job is; None leaves what was said before."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE jobs SET done = ?, message = coalesce(?, message), total = coalesce(?, total) "
                "WHERE id = ? AND state = 'running'",
                (done, message, total, job),
            )

    def end(self, job: int, message: str, *, failed: bool = False) -> None:
        """End a running job, with what it came to or failed on."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE jobs SET state = ?, message = ?, ended = ? WHERE id = ? AND state = 'running'",
                ("failed" if failed else "done", message, self._database.now(), job),
            )

    def end_abandoned(self, message: str) -> int:
        """End all jobs that still seem to run, as the server does when it starts; return how many there were."""
        with self._database.writing() as connection:
            return connection.execute(
                "UPDATE jobs SET state = 'failed', message = ?, ended = ? WHERE state = 'running'",
                (message, self._database.now()),
            ).rowcount

    def get(self, job: int) -> Job | None:
        """Return a job; None if there is none of that number."""
        with self._database.reading() as connection:
            row = connection.execute(f"SELECT {_COLUMNS} FROM jobs WHERE id = ?", (job,)).fetchone()
        return _job(row) if row else None

    def latest(self, limit: int = 20, kind: str | None = None) -> list[Job]:
        """Return the latest jobs, of one kind or of all, the last one first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM jobs WHERE ?1 IS NULL OR kind = ?1 ORDER BY id DESC LIMIT ?2", (kind, limit)
            ).fetchall()
        return [_job(row) for row in rows]


def _job(row: Row) -> Job:
    number, kind, state, done, total, message, started, ended = row
    return Job(number, kind, state, done, total, message, moment(started), None if ended is None else moment(ended))
