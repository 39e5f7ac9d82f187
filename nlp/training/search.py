"""A small search for better options, one option at a time.

The search starts from the given options. It tries other values of one option and takes the best of them only if that
value beats the present one by more than two standard errors of their paired difference in macro-F1 (on resampled
articles). One standard error is not enough: of a dozen values, two exceed it by chance. The folds differ from those of
the figures that are reported later, so that the choice biases these less.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, get_args

import numpy as np
from msgspec import structs

from nlp.classify.arrays import Ints
from nlp.classify.model import ACCENTED
from nlp.datasets.checks import FEWEST_PER_LABEL, check_trainable
from nlp.datasets.dataset import Dataset
from nlp.datasets.grouping import find_groups
from nlp.datasets.sampling import nested_order
from nlp.errors import DataError, missing_package
from nlp.evaluation.f1 import macro_f1, resample
from nlp.evaluation.figures import SearchFigures, SearchStep
from nlp.training.context import QUIET, Run
from nlp.training.crossval import count_view, grouped_folds, groups_for, judge_folds
from nlp.training.options import Effort, TrainOptions

SEARCHES: tuple[str, ...] = get_args(Effort)
"""How long to search: not at all, about four times as long as training takes, or until no value is better."""

_MOST_ARTICLES = 8_000
_PASSES = 3
_ERRORS = 2.0


@dataclass(frozen=True)
class Search:
    """The result of a search.

    :param options: the given options with the chosen values.
    """

    options: TrainOptions
    figures: SearchFigures


@dataclass(frozen=True)
class _Tried:
    options: TrainOptions
    predicted: Ints
    macro_f1: float


def search(
    dataset: Dataset,
    options: TrainOptions,
    how: str = "quick",
    *,
    groups: Ints | None = None,
    run: Run = QUIET,
) -> Search:
    """Search for better options for a dataset.

    :param how: one of :data:`SEARCHES`.
    :param groups: of near-duplicates, if they were found already.
    :param run: if it has no cache, the search uses a temporary one.
    :raises DataError: if ``how`` is unknown, or the data cannot train a model.
    :raises MissingExtraError: if the search tries a tokenizer whose package is not installed.
    """
    check_search(how)
    if how == "none":
        return Search(options, SearchFigures(how=how))
    check_trainable(dataset)
    sample, groups = _sample(dataset, options, groups_for(dataset, groups, run), run.cache)
    with tempfile.TemporaryDirectory() as scratch:
        run = replace(run, cache=run.cache or Path(scratch))
        first = structs.replace(options, folds=3 if how == "quick" else options.folds)
        trial = _Trial(sample, groups, first, run)
        for _ in range(1 if how == "quick" else _PASSES):
            before = trial.best
            for name, values in _steps(options, how).items():
                trial.step(name, values)
            if trial.best is before:
                break
    chosen = structs.replace(trial.best.options, folds=options.folds)
    figures = SearchFigures(
        how=how,
        articles=len(sample),
        folds=trial.folds_used,
        chosen={name: getattr(chosen, name) for name in _steps(options, how)},
        table=tuple(trial.table),
    )
    return Search(chosen, figures)


def check_search(how: str) -> None:
    """Check that a search can be made.

    :raises DataError: if ``how`` is not one of :data:`SEARCHES`.
    :raises MissingExtraError: if it tries a tokenizer whose package is not installed.
    """
    if how not in SEARCHES:
        raise DataError(f"Unknown search {how!r}.", f"Known ones: {', '.join(SEARCHES)}.")
    if how == "full" and find_spec("underthesea") is None:
        raise missing_package("The word tokenizer, which a full search tries,", "underthesea")


def _steps(options: TrainOptions, how: str) -> dict[str, list[Any]]:
    """Return the values to try for each option, in the order of the search."""
    if how == "quick":
        return {
            "max_n": [1, 2, 3],
            "min_df": [2, 3, 5],
            "c": [options.c / 4, options.c, options.c * 4],
            "class_balance": [0.0, 1.0],
        }
    return {
        "tokenizer": ["syllable", "word"],
        "max_n": [1, 2, 3],
        "min_df": [2, 3, 5, 10],
        "c": [options.c * factor for factor in (1 / 16, 1 / 4, 1 / 2, 1, 2, 4, 16)],
        "class_balance": [0.0, 0.5, 1.0],
        "title_weight": [1, 2, 3],
        "idf_power": [1.0, 1.3, 1.6, 2.0],
        "longer_weight": [0.7, 1.0, 1.4],
    }


def _sample(dataset: Dataset, options: TrainOptions, groups: Ints, cache: Path | None) -> tuple[Dataset, Ints]:
    """Return about 8,000 articles with the label shares of the whole, and their groups of near-duplicates.

    Of each rare label it takes as many articles as training and judging need.
    """
    if len(dataset) <= _MOST_ARTICLES:
        return dataset, groups
    truth = dataset.encode(sorted(dataset.label_counts))
    order = nested_order(truth, options.seed)
    kept = [order[:_MOST_ARTICLES]]
    for label in np.unique(truth):
        rows = order[truth[order] == label]
        first = np.unique(groups[rows], return_index=True)[1]  # one article of each group goes before all others
        distinct_first = np.concatenate([rows[np.sort(first)], np.delete(rows, first)])
        kept.append(distinct_first[: max(FEWEST_PER_LABEL, options.folds)])
    sample = dataset.take(np.unique(np.concatenate(kept)))
    return sample, find_groups(sample, cache)


class _Trial:
    """Tries options on one dataset; keeps the best ones and a table of all."""

    def __init__(self, dataset: Dataset, groups: Ints, options: TrainOptions, run: Run) -> None:
        self._dataset = dataset
        self._progress = run.progress
        self._quiet = Run(run.cache)  # a trial is one step
        self._folds = grouped_folds(dataset, structs.replace(options, seed=options.seed + 1), groups)
        self.folds_used = options.folds
        self._known: dict[TrainOptions, _Tried] = {}
        self.table: list[SearchStep] = []
        self.best = self._try(options)
        self._note("as given", None, self.best, 0.0, 0.0)

    def step(self, name: str, values: list[Any]) -> None:
        """Try other values of one option, and take the best of them if its gain is larger than noise."""
        start = self.best
        rivals = []
        for value in values:
            options = structs.replace(start.options, **{name: value})
            if options in self._known:
                continue
            self._progress(f"search: {name} {value}, macro-F1 {self.best.macro_f1:.3f} so far")
            tried = self._try(options)
            difference, error = self._difference(tried, start)
            self._note(name, value, tried, difference, error)
            if difference > _ERRORS * error:
                rivals.append(tried)
        self.best = max(rivals, key=lambda tried: tried.macro_f1, default=start)
        if self.best is not start:
            chosen = (name, getattr(self.best.options, name))
            row = max(row for row, step in enumerate(self.table) if (step.option, step.value) == chosen)
            self.table[row] = structs.replace(self.table[row], taken=True)

    def _try(self, options: TrainOptions) -> _Tried:
        fitter = count_view(self._dataset, options, ACCENTED, self._quiet)
        self._truth = fitter.truth
        predicted = judge_folds(fitter, self._folds, ACCENTED).scores.argmax(axis=1)
        tried = _Tried(options, predicted, macro_f1(fitter.truth, predicted))
        self._known[options] = tried
        return tried

    def _difference(self, tried: _Tried, start: _Tried) -> tuple[float, float]:
        """Return the gain in macro-F1 and its standard error."""
        resampled = resample(self._truth, [tried.predicted, start.predicted], seed=tried.options.seed)
        f1 = resampled.f1[1:].mean(axis=2)
        return tried.macro_f1 - start.macro_f1, float((f1[:, 0] - f1[:, 1]).std())

    def _note(self, name: str, value: Any, tried: _Tried, difference: float, error: float) -> None:
        self.table.append(
            SearchStep(
                option=name,
                value=value,
                macro_f1=tried.macro_f1,
                gain=difference,
                standard_error=error,
                taken=False,
            )
        )
