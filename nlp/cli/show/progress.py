"""Progress of a batch: a bar in a terminal, otherwise a line now and then."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from nlp.cli.lazy import on_first_use
from nlp.cli.show.console import err, label_text

with on_first_use():
    from rich import console, live, text
    from rich import progress as bars

    from nlp.batch import runner

_LOG_EVERY = 10.0
_MOST_LABELS = 4

Report = Callable[["runner.Progress"], None]


@contextmanager
def shown_progress(quiet: bool) -> Iterator[Report | None]:
    """Give a function that shows the progress of a run, or None if it is not to be shown."""
    if quiet:
        yield None
    elif err().is_terminal:
        with _bar() as report:
            yield report
    else:
        yield _log()


@contextmanager
def _bar() -> Iterator[Report]:
    columns = (
        bars.SpinnerColumn(),
        bars.BarColumn(20),
        bars.TextColumn("{task.percentage:>3.0f}%"),
        bars.TextColumn("{task.description}"),
        bars.TimeElapsedColumn(),
    )
    bar = bars.Progress(*columns)
    task = bar.add_task("starting", total=None)
    mix = text.Text()
    pace = _Pace()
    with live.Live(console.Group(bar, mix), console=err(), transient=True):

        def report(progress: runner.Progress) -> None:
            pace.update(progress)
            rejected = f"[red]rejected {progress.tally.rejected:,}[/]" if progress.tally.rejected else ""
            parts = (f"{progress.tally.read:,} articles", f"{pace.rate:,.0f}/s", pace.left, rejected)
            description = ", ".join(filter(None, parts))
            bar.update(task, description=description, total=progress.total_bytes, completed=progress.done_bytes)
            labels = "  ".join(f"{label_text(label, with_name=False)} {n:,}" for label, n in _mix(progress))
            mix.truncate(0)
            mix.append_text(text.Text.from_markup(f"  {labels}"))

        yield report


def _log() -> Report:
    pace = _Pace()
    logged = time.monotonic()

    def report(progress: runner.Progress) -> None:
        nonlocal logged
        pace.update(progress)
        now = time.monotonic()
        if now - logged < _LOG_EVERY:
            return
        logged = now
        share = f" ({progress.done_bytes / progress.total_bytes:.0%})" if progress.total_bytes else ""
        mix = ", ".join(f"{label} {n:,}" for label, n in _mix(progress))
        parts = [f"{progress.tally.read:,} articles{share}", f"{pace.rate:,.0f}/s", pace.left, mix]
        parts.append(f"rejected {progress.tally.rejected:,}")
        err().print("; ".join(filter(None, parts)), markup=False, soft_wrap=True)

    return report


def _mix(progress: runner.Progress) -> list[tuple[str, int]]:
    return progress.tally.by_label.most_common(_MOST_LABELS)


class _Pace:
    """Articles a second, and the time left. What earlier runs did does not count."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._first: tuple[int, int] | None = None
        self.rate = 0.0
        self.left = ""

    def update(self, progress: runner.Progress) -> None:
        """Take the counts of a progress report into the pace."""
        if self._first is None:
            self._first = (progress.resumed, progress.done_bytes if progress.resumed else 0)
        seconds = max(1e-9, time.monotonic() - self._started)
        self.rate = (progress.tally.read - self._first[0]) / seconds
        speed = (progress.done_bytes - self._first[1]) / seconds
        if progress.total_bytes and speed > 0:
            left = round(max(0, progress.total_bytes - progress.done_bytes) / speed)
            self.left = f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02} left"
