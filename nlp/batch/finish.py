"""The last steps of a run, which need all of its shards: near-duplicates, repeated ids, rejected records in order.

Invariant: results do not depend on how the inputs were cut into shards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import orjson

from nlp.batch.journal import Journal
from nlp.formats.output import Marks, Output
from nlp.formats.rejected import keeping_rejected

if TYPE_CHECKING:
    from nlp.text.dedup import Signatures

Reject = Callable[[dict[str, Any]], None]


def find_marks(journal: Journal, count: int) -> Marks:
    """Return for each record of each shard the id of the first of its near-duplicates, None if it is the first.

    Takes about 400 bytes of memory a record.

    :param count: number of shards.
    """
    import numpy as np  # noqa: PLC0415 - see repeated_ids

    from nlp.text.dedup import HASHES, first_duplicates  # noqa: PLC0415 - see repeated_ids

    signatures = [_signatures(journal, number) for number in range(count)]
    starts = np.cumsum([0, *map(len, signatures)])
    first = first_duplicates(np.concatenate([np.empty((0, HASHES), np.uint32), *signatures]))
    # Only the ids of first records are looked up; those of all records would be the larger part of the memory.
    repeated = np.unique(first[first != np.arange(len(first))])
    id_of: dict[int, str] = {}
    for number in range(count):
        in_shard = repeated[(repeated >= starts[number]) & (repeated < starts[number + 1])]
        if len(in_shard):
            ids = _ids(journal, number)
            id_of.update((int(record), ids[int(record) - int(starts[number])]) for record in in_shard)
    return [
        [id_of[int(leader)] if leader != record else None for record, leader in enumerate(first[start:end], start)]
        for start, end in zip(starts.tolist(), starts[1:].tolist(), strict=False)
    ]


def _signatures(journal: Journal, number: int) -> Signatures:
    import numpy as np  # noqa: PLC0415 - see repeated_ids

    from nlp.text.dedup import HASHES  # noqa: PLC0415 - see repeated_ids

    if "signatures" not in journal.done[number].files:
        return np.empty((0, HASHES), dtype=np.uint32)
    return np.fromfile(journal.path(number, "signatures"), dtype=np.uint32).reshape(-1, HASHES)


def _ids(journal: Journal, number: int) -> list[str]:
    if "ids" not in journal.done[number].files:
        return []
    return [orjson.loads(line) for line in journal.path(number, "ids").read_bytes().splitlines()]


def repeated_ids(journal: Journal, count: int) -> int:
    """Return the number of ids that more than one record has; takes 8 bytes of memory a record."""
    import numpy as np  # noqa: PLC0415 - imported when the workers are done, not before they begin

    hashes = [np.array([hash(name) for name in _ids(journal, number)], dtype=np.int64) for number in range(count)]
    _, counts = np.unique(np.concatenate([np.empty(0, np.int64), *hashes]), return_counts=True)
    return int((counts > 1).sum())


def write_rejected(
    journal: Journal, numbers: Iterable[int], lines: dict[str, int], output: Output | None, reject: Reject | None
) -> None:
    """Write the rejected records of finished shards; their lines are counted from the start of the input.

    :param lines: number of lines of each input in earlier shards; updated.
    :param output: the output whose file of rejected records is replaced, or removed if there are none.
    :param reject: receives the records, instead of the file.
    """
    with ExitStack() as stack:
        if reject is None and output is not None:
            reject = stack.enter_context(keeping_rejected(output.path, journal, overwrite=journal.overwrite))
        for number in numbers:
            done = journal.done[number]
            before = lines.get(done.name, 0)
            if reject is not None and "rejected" in done.files:
                for line in journal.path(number, "rejected").read_bytes().splitlines():
                    reject(_renumbered(orjson.loads(line), before if done.lines else 0))
            lines[done.name] = before + done.lines


def _renumbered(rejected: dict[str, Any], before: int) -> dict[str, Any]:
    """Return a rejected record with its line in the input, not in the shard."""
    if before:
        name, _, line = rejected["where"].rpartition(":")
        rejected["where"] = f"{name}:{int(line) + before}"
    return rejected
