"""A small search for better options, one option at a time.

The rule: start from the options given; try other values of one option, and take the best of them only if it beats the
present one by more than two standard errors of their paired difference in macro-F1 (articles resampled). One would
not do: of a dozen values tried, two pass it by chance. So noise does not choose, and options that do no better stay as
they were. The folds are not those of the figures reported later, so that these owe less to the choice.
"""

from __future__ import annotations

import tempfile
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from nlp.classify.arrays import Ints
from nlp.classify.model import ACCENTED
from nlp.datasets.checks import FEWEST_PER_LABEL, check_trainable
from nlp.datasets.dataset import Dataset
from nlp.datasets.grouping import find_groups
from nlp.datasets.sampling import nested_order
from nlp.errors import DataError
from nlp.evaluation.judgement import macro_f1, resampled_macro_f1
from nlp.text.tokenize import make_tokenizer
from nlp.training.crossval import grouped_folds, judge_folds
from nlp.training.fitting import Fitter, Progress
from nlp.training.options import TrainOptions

SEARCHES = ("none", "quick", "full")
"""How long to search: not at all, about as long as training takes four times, until nothing gets better."""

_MOST_ARTICLES = 8_000
_RESAMPLES = 300
_PASSES = 3
_ERRORS = 2.0


@dataclass(frozen=True)
class Search:
    """What a search chose.

    :param options: the ones given, with the chosen values.
    :param figures: ``how``, ``articles``, ``folds``, ``chosen`` values and the ``table`` of all that was tried.
    """

    options: TrainOptions
    figures: dict[str, Any]


@dataclass(frozen=True)
class _Tried:
    options: TrainOptions
    predicted: Ints
    macro_f1: float


def search(
    dataset: Dataset,
    options: TrainOptions,
    how: str = "quick",
    progress: Progress | None = None,
    memory: Path | None = None,
) -> Search:
    """Return better options for a dataset, if there are any.

    :param how: one of :data:`SEARCHES`.
    :param progress: is told what is tried.
    :param memory: folder of the cache; without one, a temporary folder is used.
    :raises DataError: if ``how`` is unknown, or the data cannot train a model.
    """
    tell = progress or (lambda _: None)
    check_search(how)
    if how == "none":
        return Search(options, {"how": how})
    find_groups(dataset, memory)  # the check needs them too
    check_trainable(dataset)
    sample = _sample(dataset, options, memory)
    with tempfile.TemporaryDirectory() as scratch:
        trial = _Trial(sample, replace(options, folds=3 if how == "quick" else options.folds), tell, memory, scratch)
        for _ in range(1 if how == "quick" else _PASSES):
            before = trial.best
            for name, values in _steps(options, how).items():
                trial.step(name, values)
            if trial.best is before:
                break
    chosen = replace(trial.best.options, folds=options.folds)
    figures = {
        "how": how,
        "articles": len(sample),
        "folds": trial.folds_used,
        "chosen": {name: asdict(chosen)[name] for name in _steps(options, how)},
        "table": trial.table,
    }
    return Search(chosen, figures)


def check_search(how: str) -> None:
    """Raise :class:`~nlp.errors.DataError` if there is no such search."""
    if how not in SEARCHES:
        raise DataError(f"Unknown search {how!r}.", f"Known ones: {', '.join(SEARCHES)}.")


def _steps(options: TrainOptions, how: str) -> dict[str, list[Any]]:
    """Return the values to try of each option, in the order of trying."""
    if how == "quick":
        return {
            "max_n": [1, 2, 3],
            "min_df": [2, 3, 5],
            "c": [options.c / 4, options.c, options.c * 4],
            "class_balance": [0.0, 1.0],
        }
    return {
        "tokenizer": ["syllable", *(["word"] if find_spec("underthesea") else [])],
        "max_n": [1, 2, 3],
        "min_df": [2, 3, 5, 10],
        "c": [options.c * factor for factor in (1 / 16, 1 / 4, 1 / 2, 1, 2, 4, 16)],
        "class_balance": [0.0, 0.5, 1.0],
        "title_weight": [1, 2, 3],
        "idf_power": [1.0, 1.3, 1.6, 2.0],
        "longer_weight": [0.7, 1.0, 1.4],
    }


def _sample(dataset: Dataset, options: TrainOptions, memory: Path | None) -> Dataset:
    """Return about 8,000 articles with the labels' shares of all; of rare labels enough to be trained and judged."""
    if len(dataset) <= _MOST_ARTICLES:
        return dataset
    truth, groups = dataset.encode(sorted(dataset.label_counts)), find_groups(dataset, memory)
    order = nested_order(truth, options.seed)
    kept = [order[:_MOST_ARTICLES]]
    for label in np.unique(truth):
        rows = order[truth[order] == label]
        first = np.unique(groups[rows], return_index=True)[1]  # of near-duplicates one, before any other of them
        distinct_first = np.concatenate([rows[np.sort(first)], np.delete(rows, first)])
        kept.append(distinct_first[: max(FEWEST_PER_LABEL, options.folds)])
    return dataset.take(np.unique(np.concatenate(kept)))


class _Trial:
    """Tries options on one dataset, and keeps the best and a table of all."""

    def __init__(
        self, dataset: Dataset, options: TrainOptions, tell: Progress, memory: Path | None, scratch: str
    ) -> None:
        self._dataset = dataset
        self._tell = tell
        self._memory = memory or Path(scratch)
        self._folds = grouped_folds(dataset, replace(options, seed=options.seed + 1), tell, self._memory)
        self.folds_used = options.folds
        self._known: dict[TrainOptions, _Tried] = {}
        self.table: list[dict[str, Any]] = []
        self.best = self._try(options)
        self._note("as given", None, self.best, 0.0, 0.0)

    def step(self, name: str, values: list[Any]) -> None:
        """Try other values of one option, and move to the best of them if it is better than noise."""
        start = self.best
        rivals = []
        for value in values:
            options = replace(start.options, **{name: value})
            if options in self._known:
                continue
            self._tell(f"search: {name} {value}, macro-F1 {self.best.macro_f1:.3f} so far")
            tried = self._try(options)
            difference, error = self._difference(tried, start)
            self._note(name, value, tried, difference, error)
            if difference > _ERRORS * error:
                rivals.append(tried)
        self.best = max(rivals, key=lambda tried: tried.macro_f1, default=start)
        if self.best is not start:
            chosen = getattr(self.best.options, name)
            next(row for row in reversed(self.table) if (row["option"], row["value"]) == (name, chosen))["taken"] = True

    def _try(self, options: TrainOptions) -> _Tried:
        tokenizer = make_tokenizer(options.tokenizer)
        fitter = Fitter(self._dataset, options, tokenizer, self._memory)
        self._truth = fitter.truth
        predicted = judge_folds(fitter, self._folds, ACCENTED, lambda _: None).scores.argmax(axis=1)
        tried = _Tried(options, predicted, macro_f1(fitter.truth, predicted))
        self._known[options] = tried
        return tried

    def _difference(self, tried: _Tried, start: _Tried) -> tuple[float, float]:
        """Return the gain in macro-F1 and its standard error."""
        n_labels = int(self._truth.max()) + 1
        both = [tried.predicted, start.predicted]
        resampled = resampled_macro_f1(self._truth, both, n_labels, seed=tried.options.seed, resamples=_RESAMPLES)
        return tried.macro_f1 - start.macro_f1, float((resampled[:, 0] - resampled[:, 1]).std())

    def _note(self, name: str, value: Any, tried: _Tried, difference: float, error: float) -> None:
        self.table.append(
            {
                "option": name,
                "value": value,
                "macro_f1": round(tried.macro_f1, 4),
                "gain": round(difference, 4),
                "standard_error": round(error, 4),
                "taken": False,
            }
        )
