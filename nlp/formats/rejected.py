"""Rejected records with their reasons, in OUTPUT.rejected.jsonl beside an output.

Invariant: after a successful run the file exists if and only if that run rejected a record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import IO, Any

from nlp.formats.atomic import Naming, creating
from nlp.formats.jsonl import dump_line
from nlp.formats.storage import remove

Keep = Callable[[Mapping[str, Any]], None]


def rejected_path(output: str) -> str:
    """Return the path or URL of the rejected records of an output."""
    return f"{output}.rejected.jsonl"


@contextmanager
def keeping_rejected(output: str, naming: Naming | None = None) -> Iterator[Keep]:
    """Remove the file of an earlier run, and return a function that writes a rejected record, given in JSON form.

    :param naming: gives the temporary name of the file.
    :raises OutputError: if the file cannot be written.
    """
    path = rejected_path(output)
    remove(path)
    with ExitStack() as stack:
        streams: list[IO[bytes]] = []

        def keep(rejected: Mapping[str, Any]) -> None:
            if not streams:
                streams.append(stack.enter_context(creating(path, naming)))
            streams[0].write(dump_line(dict(rejected)))

        yield keep
