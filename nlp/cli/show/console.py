"""What the commands print: data to standard output, talk to standard error, labels in their colours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

LABEL_NAMES = {
    "governance": "chính quyền",
    "flood_disaster": "bão lũ",
    "transport_complaint": "phản ánh giao thông",
    "other": "tin khác",
}
_LABEL_STYLES = {
    "governance": "blue",
    "flood_disaster": "cyan",
    "transport_complaint": "yellow",
    "other": "dim",
}


@cache
def out() -> Console:
    """Return the console for data."""
    from rich.console import Console  # noqa: PLC0415 - JSON output and --help do without

    return Console(highlight=False, emoji=False)


@cache
def err() -> Console:
    """Return the console for talk."""
    from rich.console import Console  # noqa: PLC0415 - JSON output and --help do without

    return Console(stderr=True, highlight=False, emoji=False)


def print_json(value: Any) -> None:
    """Write ``value`` to standard output as indented JSON."""
    import sys  # noqa: PLC0415

    import orjson  # noqa: PLC0415

    sys.stdout.buffer.write(orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def label_text(label: str, *, with_name: bool = True) -> str:
    """Return a label in its colour, with its Vietnamese name where there is room, as rich markup.

    Brackets in the label are escaped: they stand in the output as they are in the data.
    """
    from rich.markup import escape  # noqa: PLC0415 - JSON output and --help do without

    style = _LABEL_STYLES.get(label, "magenta")
    name = LABEL_NAMES.get(label) if with_name else None
    return f"[{style}]{escape(label)}[/]" + (f" [dim]({name})[/]" if name else "")


def bar(share: float, width: int = 20) -> str:
    """Return a bar of ``width`` characters, filled to ``share``."""
    filled = round(share * width)
    return "█" * filled + "░" * (width - filled)


def table(*columns: str, right: tuple[str, ...] = (), title: str | None = None) -> Any:
    """Return an empty table; the columns named in ``right`` are aligned to the right.

    :param title: plain text, in which brackets are no markup.
    """
    from rich import box  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    shown = None if title is None else Text(title, "bold")
    made = Table(box=box.SIMPLE_HEAD, title=shown, title_justify="left", pad_edge=False)
    for column in columns:
        made.add_column(column, justify="right" if column in right else "left", no_wrap=column in right)
    return made


@contextmanager
def spinner(quiet: bool) -> Iterator[Any]:
    """Show what is being done while it is; yields a function that takes the words."""
    if quiet:
        yield lambda _: None
    elif err().is_terminal:
        with err().status("starting") as status:
            yield status.update
    else:
        yield lambda words: err().print(words)
