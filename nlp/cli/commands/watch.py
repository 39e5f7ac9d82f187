"""``bantin watch``: new articles from feeds, folders and growing files into the store of a desk.

Invariant: what is printed goes to standard error, a line for each source that brought something or failed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nlp.cli import data, options
from nlp.cli.lazy import on_first_use

with on_first_use():
    from nlp import labeller as labellers
    from nlp.classify import registry
    from nlp.cli.show import batch as show_batch
    from nlp.cli.show import console
    from nlp.store import store as stores
    from nlp.watch import fetching, watcher


@options.spread
def watch_cli(
    sources: Annotated[
        list[str],
        typer.Argument(
            help="Addresses of feeds (RSS, Atom), folders, and files; JSON Lines are read on where they grow."
        ),
    ],
    *,
    store: Annotated[Path, typer.Option("--store", help="File of the desk; a new one is made.")] = Path("desk.db"),
    once: Annotated[bool, typer.Option("--once", help="Look once and end, for cron.")] = False,
    every: Annotated[str, typer.Option("--every", help="Time between two looks: 90s, 10m, 2h.")] = "10m",
    model: options.Model = options.CURRENT,
    types: options.Types = "all",
    fields: options.RecordFields,
    published_field: options.PublishedField = "published",
    timeout: Annotated[
        float, typer.Option("--timeout", min=1, max=300, help="Seconds that one feed may take in all.")
    ] = 20.0,
    private: Annotated[
        bool, typer.Option("--private", help="The names of the sources may lead into your own network.")
    ] = False,
    quiet: options.Quiet = False,
) -> None:
    """Watch feeds, folders and growing files: label what is new and add it to the store of a desk.

    Servers are asked only for what changed, and less often when they fail. Near-duplicates are marked. A watch that is
    stopped goes on where it was. With --once the exit code is 3 if a source failed or a record was rejected.

    Examples:

      bantin watch https://bao.example/rss/thoi-su.rss scraped.jsonl --every 5m

      bantin watch scraped.jsonl pages --store desk.db --once
    """
    checked = [watcher.checked_source(source) for source in sources]  # before a slip of the pen makes a store
    folder = registry.find_model(model)
    seconds = watcher.seconds_of(every)
    if not quiet:
        show_batch.say(registry.in_use(folder))
    labeller = labellers.Labeller(folder, types=data.types_of(types))
    with stores.Store(store) as opened:
        watching = watcher.Watcher(
            opened,
            labeller,
            checked,
            every=seconds,
            private=private,
            limits=fetching.Limits(seconds=timeout),
            columns=fields.columns(published=published_field),
        )
        failed = False
        for look in watching.run(once=once):
            failed |= bool(look.failure or look.rejected)
            _print(look, quiet=quiet)
    if failed:
        raise typer.Exit(options.REJECTED_EXIT)


def _print(look: watcher.Look, *, quiet: bool) -> None:
    """Print what a look came to; nothing if there is nothing new.

    :param quiet: whether only failures and rejected records are printed.
    """
    lines = [f"rejected: {reason}" for reason in look.reasons]
    if look.rejected > len(lines):
        lines.append(f"{look.rejected - len(lines):,} more rejected")
    if look.failure:
        lines.append(f"failed: {look.failure}")
    added = look.added
    if added.new and not quiet:
        lines.insert(0, f"{added.new:,} new" + (f" ({added.duplicates:,} repeat others)" if added.duplicates else ""))
    for words in lines:
        console.err().print(f"{look.source}: {words}", markup=False, soft_wrap=True)
