"""What can be told of a run only when all of it is there: near-duplicates, repeated ids, rejected records in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import IO, TYPE_CHECKING, Any

import orjson

from nlp.batch.journal import Journal
from nlp.formats.atomic import creating
from nlp.formats.jsonl import dump_line
from nlp.formats.output import Marks, Output
from nlp.formats.storage import remove

if TYPE_CHECKING:
    from nlp.text.dedup import Signatures

Reject = Callable[[dict[str, Any]], None]


def find_marks(journal: Journal, count: int) -> Marks:
    """Return for each shard and record the id of the first of its near-duplicates, None for a first one.

    Takes about 400 bytes of memory for a record.

    :param count: number of shards.
    """
    import numpy as np  # noqa: PLC0415 - see repeated_ids

    from nlp.text.dedup import HASHES, first_duplicates  # noqa: PLC0415

    signed = [_signatures(journal, number) for number in range(count)]
    starts = np.cumsum([0, *map(len, signed)])
    first = first_duplicates(np.concatenate([np.empty((0, HASHES), np.uint32), *signed]))
    repeated = np.unique(first[first != np.arange(len(first))])
    names: dict[int, str] = {}
    for number in range(count):
        wanted = repeated[(repeated >= starts[number]) & (repeated < starts[number + 1])]
        if len(wanted):
            ids = _ids(journal, number)
            names.update((int(place), ids[int(place) - int(starts[number])]) for place in wanted)
    return [
        [names[int(leader)] if leader != place else None for place, leader in enumerate(first[start:end], start)]
        for start, end in zip(starts.tolist(), starts[1:].tolist(), strict=False)
    ]


def _signatures(journal: Journal, number: int) -> Signatures:
    import numpy as np  # noqa: PLC0415 - see repeated_ids

    from nlp.text.dedup import HASHES  # noqa: PLC0415

    if "signatures" not in journal.done[number].files:
        return np.empty((0, HASHES), dtype=np.uint32)
    return np.fromfile(journal.path(number, "signatures"), dtype=np.uint32).reshape(-1, HASHES)


def _ids(journal: Journal, number: int) -> list[str]:
    if "ids" not in journal.done[number].files:
        return []
    return [orjson.loads(line) for line in journal.path(number, "ids").read_bytes().splitlines()]


def repeated_ids(journal: Journal, count: int) -> int:
    """Return how many ids stand in more than one record; takes 8 bytes of memory for a record."""
    import numpy as np  # noqa: PLC0415 - imported while workers work, not before they begin

    hashes = [np.array([hash(name) for name in _ids(journal, number)], dtype=np.int64) for number in range(count)]
    _, counts = np.unique(np.concatenate([np.empty(0, np.int64), *hashes]), return_counts=True)
    return int((counts > 1).sum())


def rejected_path(output: Output) -> str:
    """Return where the rejected records of an output are kept."""
    return f"{output.path}.rejected.jsonl"


def write_rejected(
    journal: Journal, numbers: Iterable[int], lines: dict[str, int], output: Output | None, reject: Reject | None
) -> None:
    """Hand on the rejected records of finished shards, their lines numbered from the start of the input.

    :param lines: how many lines of each input came before; is brought up to date.
    :param output: whose file of rejected records is written anew, and removed when there is none.
    :param reject: takes them instead of the file.
    """
    with ExitStack() as stack:
        stream: IO[bytes] | None = None
        if reject is None and output is not None:
            remove(rejected_path(output))
        for number in numbers:
            done = journal.done[number]
            before = lines.get(done.name, 0)
            if "rejected" in done.files:
                for line in journal.path(number, "rejected").read_bytes().splitlines():
                    rejected = _placed(orjson.loads(line), before if done.lines else 0)
                    if reject is not None:
                        reject(rejected)
                    elif output is not None:
                        stream = stream or stack.enter_context(creating(rejected_path(output)))
                        stream.write(dump_line(rejected))
            lines[done.name] = before + done.lines


def _placed(rejected: dict[str, Any], before: int) -> dict[str, Any]:
    if before:
        name, _, line = rejected["where"].rpartition(":")
        rejected["where"] = f"{name}:{int(line) + before}"
    return rejected
