"""Many articles: inputs cut into shards, labelled by one or several processes, written as if by one.

Invariant: a shard is done whole or not at all, so that a run can stop anywhere and go on; records in are records
labelled plus records rejected. Hands out :mod:`.runner`, :mod:`.engine`, :mod:`.paths` and :mod:`.finish`.
"""

import gc

_COLLECT_AFTER = 50_000


def collect_rarely() -> None:
    """Let the garbage collector of this process run rarely.

    Labelling makes many short-lived tuples and no cycles; looking for some after every 700 of them costs a fifth of
    the time. For processes that bantin has to itself: the command and its workers.
    """
    gc.set_threshold(_COLLECT_AFTER)
