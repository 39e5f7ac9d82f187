"""What accompanies a run of training without deciding which model comes out: its cache, its progress, its seed.

Invariant: two runs that differ in cache or progress give the same figures. The module is light, so that rooms above can
import it without scikit-learn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Progress = Callable[[str], None]
"""Takes a few words that say which step begins."""


def _say_nothing(_: str) -> None:
    pass


@dataclass(frozen=True)
class Run:
    """The surroundings of one run.

    :param cache: folder of the cache, None for no cache.
    :param progress: takes a few words when a step begins.
    :param seed: of random draws that no training option decides: which articles stand on a learning curve, which ones
        a person labels next. Folds and intervals take :attr:`TrainOptions.seed
        <nlp.training.options.TrainOptions.seed>`, because it is part of the model.
    """

    cache: Path | None = None
    progress: Progress = _say_nothing
    seed: int = 0


QUIET = Run()
"""Without a cache and without a word."""
