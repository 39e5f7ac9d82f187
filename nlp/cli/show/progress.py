"""Progress of a batch: a bar in a terminal, a line now and then where there is none."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from nlp.cli.show.console import err, label_text

if TYPE_CHECKING:
    from nlp.batch.runner import Progress

_LOG_EVERY = 10.0
_MOST_LABELS = 4

Tell = Callable[["Progress"], None]


@contextmanager
def shown_progress(quiet: bool) -> Iterator[Tell | None]:
    """Give a function that shows how far a run is; None when nothing is to be shown."""
    if quiet:
        yield None
    elif err().is_terminal:
        with _bar() as tell:
            yield tell
    else:
        yield _log()


@contextmanager
def _bar() -> Iterator[Tell]:
    from rich.console import Group  # noqa: PLC0415
    from rich.live import Live  # noqa: PLC0415
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415
    from rich.progress import Progress as Bars  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    percentage = TextColumn("{task.percentage:>3.0f}%")
    bars = Bars(SpinnerColumn(), BarColumn(20), percentage, TextColumn("{task.description}"), TimeElapsedColumn())
    task = bars.add_task("starting", total=None)
    mix = Text()
    pace = _Pace()
    with Live(Group(bars, mix), console=err(), transient=True):

        def tell(progress: Progress) -> None:
            pace.see(progress)
            rejected = f"[red]rejected {progress.tally.rejected:,}[/]" if progress.tally.rejected else ""
            told = (f"{progress.tally.read:,} articles", f"{pace.rate:,.0f}/s", pace.left, rejected)
            words = ", ".join(filter(None, told))
            bars.update(task, description=words, total=progress.total_bytes, completed=progress.done_bytes)
            labels = "  ".join(f"{label_text(label, with_name=False)} {n:,}" for label, n in _mix(progress))
            mix.truncate(0)
            mix.append_text(Text.from_markup(f"  {labels}"))

        yield tell


def _log() -> Tell:
    pace = _Pace()
    told = [time.monotonic()]

    def tell(progress: Progress) -> None:
        pace.see(progress)
        now = time.monotonic()
        if now - told[0] < _LOG_EVERY:
            return
        told[0] = now
        share = f" ({progress.done_bytes / progress.total_bytes:.0%})" if progress.total_bytes else ""
        mix = ", ".join(f"{label} {n:,}" for label, n in _mix(progress))
        words = [f"{progress.tally.read:,} articles{share}", f"{pace.rate:,.0f}/s", pace.left, mix]
        words.append(f"rejected {progress.tally.rejected:,}")
        err().print("; ".join(filter(None, words)), markup=False, soft_wrap=True)

    return tell


def _mix(progress: Progress) -> list[tuple[str, int]]:
    return progress.tally.by_label.most_common(_MOST_LABELS)


class _Pace:
    """How fast a run goes, and how long it will take still."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._first: tuple[int, int] | None = None
        self.rate = 0.0
        self.left = ""

    def see(self, progress: Progress) -> None:
        if self._first is None:
            self._first = (progress.resumed, progress.done_bytes if progress.resumed else 0)
        seconds = max(1e-9, time.monotonic() - self._started)
        self.rate = (progress.tally.read - self._first[0]) / seconds
        speed = (progress.done_bytes - self._first[1]) / seconds
        if progress.total_bytes and speed > 0:
            left = round(max(0, progress.total_bytes - progress.done_bytes) / speed)
            self.left = f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02} left"
