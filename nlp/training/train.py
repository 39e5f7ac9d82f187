"""Training: TF-IDF counts into a calibrated linear model, judged out of fold on the way."""

from __future__ import annotations

import platform
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from nlp.classify.arrays import Ints
from nlp.classify.model import ACCENTED, PLAIN, Classifier, View
from nlp.datasets.checks import check_trainable
from nlp.datasets.dataset import Dataset
from nlp.datasets.grouping import find_groups
from nlp.evaluation.judgement import metrics_of
from nlp.text.tokenize import make_tokenizer
from nlp.training.crossval import OutOfFold, grouped_folds, judge_folds, tokenizer_of
from nlp.training.fitting import Fitter, Progress
from nlp.training.options import TrainOptions
from nlp.training.shift import Expected, adapt
from nlp.version import __version__

__all__ = ["TrainOptions", "Trained", "train"]


@dataclass(frozen=True)
class Trained:
    """A new model and what was measured on the way.

    :param metrics: what :func:`~nlp.evaluation.judgement.metrics_of` says of each view ``out_of_fold``, where what
        passes without review is decided by thresholds of the other folds, not by those the model ships with; under
        ``shift`` what :func:`~nlp.training.shift.adapt` changed, when a mix was expected.
    :param fitter: of the view for text with accents.
    :param held_out: what cross-validation gave for it.
    :param uncorrected: the classifier before it was corrected for an expected mix, None when it was not.
    """

    classifier: Classifier
    metrics: dict[str, Any]
    fitter: Fitter = field(repr=False)
    held_out: OutOfFold = field(repr=False)
    uncorrected: Classifier | None = field(repr=False, default=None)


def train(
    dataset: Dataset,
    name: str,
    options: TrainOptions | None = None,
    progress: Progress | None = None,
    memory: Path | None = None,
    expected: Expected | None = None,
) -> Trained:
    """Train a classifier and judge it out of fold.

    :param name: of the model.
    :param progress: is told what is being done.
    :param memory: folder of the cache, None for none.
    :param expected: the mix of labels where the model will be used, when scores and thresholds shall be corrected
        for it.
    :raises DataError: if the data cannot train a model, or the mix cannot be.
    """
    options = options or TrainOptions()
    tell = progress or (lambda _: None)
    find_groups(dataset, memory)  # the check needs them too
    check_trainable(dataset)
    folds = grouped_folds(dataset, options, tell, memory)
    view, fold, fitter = _train_view(ACCENTED, dataset, options, folds, tell, memory)
    views, held_out = {ACCENTED: view}, {ACCENTED: fold}
    if options.plain:
        views[PLAIN], held_out[PLAIN], _ = _train_view(PLAIN, dataset, options, folds, tell, memory)
    about = {
        "bantin": __version__,
        "libraries": {library: version(library) for library in ("numpy", "scipy", "scikit-learn")},
        "python": platform.python_version(),
        "options": asdict(options),
        "articles": len(dataset),
        "label_counts": dataset.label_counts,
        "data_sha256": dataset.fingerprint,
    }
    classifier = Classifier(name, tuple(sorted(dataset.label_counts)), options.title_weight, views, about)
    metrics: dict[str, Any] = {}
    uncorrected = None
    if expected is not None:
        uncorrected = classifier
        tell("correcting for the expected mix")
        classifier, held_out, metrics["shift"] = adapt(classifier, held_out, expected)
    metrics["out_of_fold"] = {
        view: metrics_of(fold.judgement(dataset.is_hard), seed=options.seed) for view, fold in held_out.items()
    }
    return Trained(classifier, metrics, fitter, held_out[ACCENTED], uncorrected)


def _train_view(
    view: str,
    dataset: Dataset,
    options: TrainOptions,
    folds: list[tuple[Ints, Ints]],
    tell: Progress,
    memory: Path | None,
) -> tuple[View, OutOfFold, Fitter]:
    """Train one view on all articles, calibrated on what cross-validation gave for it."""
    tell(f"counting n-grams ({view})")
    fitter = Fitter(dataset, options, make_tokenizer(tokenizer_of(view, options)), memory)
    fold = judge_folds(fitter, folds, view, tell)
    tell(f"all articles ({view})")
    with threadpool_limits(limits=1):  # sums in one order, so that the same run gives the same bits
        whole = fitter.fit(np.arange(len(dataset)))
    trained = View(
        fitter.vocabulary, whole.weights, fold.scale * whole.coef, fold.scale * whole.intercept, fold.thresholds
    )
    return trained, fold, fitter
