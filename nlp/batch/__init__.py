"""Many articles: streams of records through one or several processes."""

import gc

_COLLECT_AFTER = 50_000


def collect_rarely() -> None:
    """Let the garbage collector of this process run rarely.

    Labelling makes many short-lived tuples and no cycles; looking for some after every 700 of them costs a fifth of
    the time. For processes that bantin has to itself: the command and its workers.
    """
    gc.set_threshold(_COLLECT_AFTER)
