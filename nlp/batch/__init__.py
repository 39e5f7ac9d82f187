"""Many articles: inputs are cut into shards, one or several processes label them, and the output is as if by one.

Invariants: a shard is finished as a whole or not at all, so that a run can stop anywhere and be resumed; every record
read is either labelled or rejected. Other rooms import

- :mod:`.runner`, a whole run;
- :mod:`.paths`, the names of the files beside an output;
- :mod:`.engine`, the name of the thread that a stopped run may still wait in.
"""

import gc

_COLLECT_AFTER = 50_000


def collect_rarely() -> None:
    """Make the garbage collector of this process run rarely.

    Labelling creates many short-lived tuples and no cycles; to search for cycles after every 700 of them takes a fifth
    of the time. Only for processes that run nothing but bantin: the command and its workers.
    """
    gc.set_threshold(_COLLECT_AFTER)
