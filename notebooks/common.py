"""What the notebooks share: the labelled sets, tables, the looks of the plots.

The shared real news is looked for beside the project, or where ``BANTIN_SHARED`` says; no output shows its text.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
from IPython.display import Markdown

from nlp.datasets.dataset import Dataset
from nlp.datasets.reading import LabelledSource, read_dataset
from nlp.training.options import TrainOptions

PROJECT = Path(__file__).parents[1]
NEWS = Path(os.environ.get("BANTIN_SHARED", PROJECT.parent / "shared")) / "data"
REAL = (NEWS / "news_train.jsonl").is_file()
"""Whether the real news is here. Without it the notebooks show the written corpus alone, with quicker options."""

OPTIONS = TrainOptions(plain=False) if REAL else TrainOptions(plain=False, folds=3, max_iter=30)

_FIGURE = re.compile(r"[-+–\d]|$")

INK, SOFT, LINE = "#1d2733", "#5d6b7a", "#dfe3e8"
BLUE, ORANGE, GREEN, VIOLET = PALETTE = ("#3f7cac", "#d97b29", "#4a9b6e", "#8e6bb0")
plt.rcParams |= {
    "font.family": "DejaVu Sans",  # comes with matplotlib and has all letters of Vietnamese
    "font.size": 9,
    "axes.titlesize": 10,
    "figure.dpi": 88,
    "figure.constrained_layout.use": True,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": SOFT,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": LINE,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "legend.frameon": False,
}


def read_sets() -> tuple[dict[str, Dataset], dict[str, Dataset]]:
    """Return what to train on and what to judge on, by name; of the latter there is none without the real news."""
    learn = {"written corpus": _read(PROJECT / "corpus" / "articles")}
    if not REAL:
        return learn, {}
    return learn | {"news_train": _read(NEWS / "news_train.jsonl")}, {"news_dev": _read(NEWS / "news_dev.jsonl")}


def _read(path: Path) -> Dataset:
    return read_dataset(LabelledSource(str(path)))


def table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Markdown:
    """Return a table; columns of figures stand to the right."""
    cells = [[_cell(value) for value in row] for row in rows]
    sides = ["---:" if all(map(_FIGURE.match, column)) else "---" for column in zip(*cells, strict=True)]
    return Markdown("\n".join(f"| {' | '.join(line)} |" for line in [header, sides, *cells]))


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"{value:,}" if isinstance(value, int) else str(value).replace("|", "\\|")


def interval(bounds: Sequence[float]) -> str:
    """Return the two bounds of an interval."""
    return f"{bounds[0]:.3f} to {bounds[1]:.3f}"
