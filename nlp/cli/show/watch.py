"""What ``bantin watch`` says of its sources."""

from __future__ import annotations

from nlp.cli.show import console
from nlp.watch.watcher import Look


def print_look(look: Look, *, quiet: bool) -> None:
    """Print what a look came to; nothing if there is nothing new.

    :param quiet: whether only failures and rejected records are printed.
    """
    if look.failure:
        console.err().print(f"{look.source}: failed: {look.failure}", style="red", markup=False, soft_wrap=True)
        return
    added = look.added
    if added.new and not quiet:
        repeated = f" ({added.duplicates:,} repeat others)" if added.duplicates else ""
        console.err().print(f"{look.source}: {added.new:,} new{repeated}", markup=False, soft_wrap=True)
    for reason in look.reasons:
        console.err().print(f"{look.source}: rejected: {reason}", style="yellow", markup=False, soft_wrap=True)
    if look.rejected > len(look.reasons):
        more = look.rejected - len(look.reasons)
        console.err().print(f"{look.source}: {more:,} more rejected", style="yellow", markup=False)
