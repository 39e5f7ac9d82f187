"""Rejected records with their reasons, in OUTPUT.rejected.jsonl beside an output.

Invariant: after a successful run the file exists if and only if that run rejected a record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import IO, Any

from nlp.formats.atomic import Notes, creating
from nlp.formats.jsonl import dump_line
from nlp.formats.storage import remove

Keep = Callable[[Mapping[str, Any]], None]


def rejected_path(output: str) -> str:
    """Return the path or URL of the rejected records of an output."""
    return f"{output}.rejected.jsonl"


@contextmanager
def keeping_rejected(output: str, notes: Notes | None = None, *, overwrite: bool = False) -> Iterator[Keep]:
    """Yield a function that writes a rejected record, given in JSON form.

    :param notes: of the run that rejects.
    :param overwrite: whether the file of an earlier run is removed or replaced.
    :raises OutputError: if the file cannot be written.
    """
    path = rejected_path(output)
    if overwrite:
        remove(path)
    with ExitStack() as stack:
        streams: list[IO[bytes]] = []

        def keep(rejected: Mapping[str, Any]) -> None:
            if not streams:
                streams.append(stack.enter_context(creating(path, notes, overwrite=overwrite)))
            streams[0].write(dump_line(dict(rejected)))

        yield keep
