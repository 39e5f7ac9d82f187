"""What the commands print: data to standard output, messages to standard error, labels in their colours."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import orjson

from nlp.article import LABEL_NAMES
from nlp.cli.lazy import on_first_use
from nlp.formats.jsonl import escape_controls

with on_first_use():  # JSON output does without rich
    from rich import box, markup, text
    from rich import table as tables

    from nlp.cli.show import terminal

_NEARLY = 0.995
_LABEL_STYLES = {
    "governance": "blue",
    "flood_disaster": "cyan",
    "transport_complaint": "yellow",
    "other": "dim",
}


@cache
def out() -> terminal.Terminal:
    """Return the console for data."""
    return terminal.Terminal(highlight=False, emoji=False)


@cache
def err() -> terminal.Terminal:
    """Return the console for messages."""
    return terminal.Terminal(stderr=True, highlight=False, emoji=False)


def print_json(value: Any) -> None:
    """Write ``value`` to standard output as indented JSON."""
    written = orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    sys.stdout.buffer.write(escape_controls(written))


def escape(words: str) -> str:
    """Return text in which rich finds no markup."""
    return markup.escape(words)


def label_text(label: str, *, with_name: bool = True) -> str:
    """Return a label in its colour, as rich markup.

    :param with_name: add the Vietnamese name of a label that has one.
    """
    style = _LABEL_STYLES.get(label, "magenta")
    name = LABEL_NAMES.get(label) if with_name else None
    return f"[{style}]{escape(label)}[/]" + (f" [dim]({name})[/]" if name else "")


def share(value: float) -> str:
    """Return a confidence with two digits, or as many as tell it from a certain one."""
    return f"{value:.2f}" if value < _NEARLY else f"{int(value * 1e4) / 1e4:.4f}"


def bar(share: float, width: int = 20) -> str:
    """Return a bar of ``width`` characters, filled to ``share``."""
    filled = round(share * width)
    return "█" * filled + "░" * (width - filled)


def table(*columns: str, right: tuple[str, ...] = (), title: str | None = None) -> tables.Table:
    """Return an empty table.

    :param right: columns that are aligned to the right.
    :param title: plain text, in which rich finds no markup.
    """
    shown = None if title is None else text.Text(title, "bold")
    made = tables.Table(box=box.SIMPLE_HEAD, title=shown, title_justify="left", pad_edge=False)
    for column in columns:
        made.add_column(column, justify="right" if column in right else "left", no_wrap=column in right)
    return made


@contextmanager
def spinner(quiet: bool) -> Iterator[Any]:
    """Show which step a command is at; yields a function that takes the name of the step."""
    if quiet:
        yield lambda _: None
    elif err().is_terminal:
        with err().status("starting") as status:
            yield status.update
    else:
        yield lambda words: err().print(words)
