"""Training one classifier: cross-validation for calibration, thresholds and figures, then a fit on all articles."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version

import numpy as np
from msgspec import structs
from threadpoolctl import threadpool_limits

from nlp.classify.arrays import Ints
from nlp.classify.model import ACCENTED, PLAIN, Classifier, View
from nlp.datasets.checks import check_trainable
from nlp.datasets.dataset import Dataset
from nlp.errors import DataError
from nlp.evaluation.figures import Metrics
from nlp.evaluation.judgement import metrics_of
from nlp.training.adaptation.forgetting import Changed
from nlp.training.confidence.shift import Expected, adapt
from nlp.training.context import QUIET, Run
from nlp.training.crossval import Folds, OutOfFold, count_view, grouped_folds, groups_for, judge_folds
from nlp.training.fitting import Fitter
from nlp.training.options import TrainOptions
from nlp.version import __version__


@dataclass(frozen=True)
class Trained:
    """A new classifier and what training measured.

    :param metrics: the figures of each view out of fold, and the correction for an expected mix if there was one. What
        passes without review out of fold is decided by thresholds of the other folds, not by those of the model.
    :param fitter: the counts and the fitter of the view for text with accents.
    :param held_out: the cross-validation of that view.
    :param uncorrected: the classifier before the correction for an expected mix, None if it was not corrected.
    :param changed: unlabelled texts that a model which started from another one labels otherwise than that one.
    """

    classifier: Classifier
    metrics: Metrics
    fitter: Fitter = field(repr=False)
    held_out: OutOfFold = field(repr=False)
    uncorrected: Classifier | None = field(repr=False, default=None)
    changed: Sequence[Changed] = field(repr=False, default=())


def train(
    dataset: Dataset,
    name: str,
    options: TrainOptions | None = None,
    *,
    groups: Ints | None = None,
    expected: Expected | None = None,
    run: Run = QUIET,
) -> Trained:
    """Train a classifier and judge it out of fold.

    :param name: the name of the model.
    :param groups: of near-duplicates, if they were found already.
    :param expected: the mix of labels where the model will be used, if scores and thresholds shall be corrected for it.
    :raises DataError: if the data cannot train a model, or there can be no such mix.
    """
    options = options or TrainOptions()
    check_trainable(dataset)
    if expected is not None and dataset.stands_for:
        raise DataError("The data says what feed it stands for, and a mix is expected as well.", "Give one of them.")
    learnt = dataset.take(np.flatnonzero(dataset.is_learnt))
    folds = grouped_folds(dataset, options, groups_for(dataset, groups, run))
    view, fold, fitter = _train_view(ACCENTED, dataset, options, folds, run)
    views, held_out = {ACCENTED: view}, {ACCENTED: fold}
    if options.plain:
        views[PLAIN], held_out[PLAIN], _ = _train_view(PLAIN, dataset, options, folds, run)
    about = {
        "bantin": __version__,
        "libraries": {library: version(library) for library in ("numpy", "scipy", "scikit-learn")},
        "python": platform.python_version(),
        "options": structs.asdict(options),
        "articles": len(learnt),
        "label_counts": learnt.label_counts,
        "data_sha256": dataset.fingerprint,
    }
    classifier = Classifier(name, tuple(sorted(dataset.label_counts)), options.title_weight, views, about)
    uncorrected = shift = None
    if expected is not None:
        uncorrected = classifier
        run.progress("correcting for the expected mix")
        classifier, held_out, shift = adapt(classifier, held_out, expected)
    out_of_fold = {
        view: metrics_of(fold.judgement(dataset.is_hard), seed=options.seed) for view, fold in held_out.items()
    }
    metrics = Metrics(shift=shift, out_of_fold=out_of_fold)
    return Trained(classifier, metrics, fitter, held_out[ACCENTED], uncorrected)


def _train_view(
    view: str, dataset: Dataset, options: TrainOptions, folds: Folds, run: Run
) -> tuple[View, OutOfFold, Fitter]:
    """Cross-validate one view, then fit it on all articles with the scale and thresholds from cross-validation."""
    fitter = count_view(dataset, options, view, run)
    fold = judge_folds(fitter, folds, view, run)
    run.progress(f"all articles ({view})")
    with threadpool_limits(limits=1):  # sums in one order, so that the same run gives the same bits
        whole = fitter.fit(np.arange(len(dataset)))
    scale = fold.calibration.scale
    trained = View(
        fitter.vocabulary,
        whole.weights,
        scale * whole.coef,
        fold.calibration.logits(whole.intercept),
        fold.thresholds,
        fold.plausible,
    )
    return trained, fold, fitter
