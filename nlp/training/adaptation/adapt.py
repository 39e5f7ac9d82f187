"""A classifier that starts from another one: what it knows, and what new articles add.

Invariant: the outcome is the base again, under another name, unless cross-validation on the new articles shows more.
"""

from __future__ import annotations

import platform
from dataclasses import replace
from importlib.metadata import version

import numpy as np
from msgspec import structs
from scipy.optimize import minimize_scalar
from threadpoolctl import threadpool_limits

from nlp.classify.arrays import Floats, Ints
from nlp.classify.model import ACCENTED, Classifier, View, softmax
from nlp.datasets.checks import check_addition
from nlp.datasets.dataset import Dataset
from nlp.datasets.overlap import overlap
from nlp.errors import DataError
from nlp.evaluation.figures import AdaptationFigures, BriefFigures, Metrics
from nlp.evaluation.judgement import brief_figures, metrics_of
from nlp.training.adaptation.base import Base
from nlp.training.adaptation.choice import Choice, Material, choose, folds_of, judge_strength
from nlp.training.adaptation.forgetting import Changed, compare_unlabelled
from nlp.training.adaptation.start import KNOWN, Labels, start_from
from nlp.training.confidence.calibration import Calibration, accept_out_of_fold, fit_plausible, fit_thresholds
from nlp.training.context import QUIET, Run
from nlp.training.crossval import Folds, OutOfFold, count_view, groups_for, judge_folds
from nlp.training.fitting import Fitter
from nlp.training.options import TrainOptions
from nlp.training.train import Trained
from nlp.version import __version__

ENOUGH = 100
"""With so many predictions of a label out of fold its thresholds are chosen anew; with fewer those of the base stay."""

_SCALE_PRIOR = 50.0  # articles that would have to say that the confidence of the base is wrong before it is believed


def adapt(
    dataset: Dataset,
    base: Base,
    name: str,
    options: TrainOptions,
    *,
    groups: Ints | None = None,
    run: Run = QUIET,
) -> Trained:
    """Train a classifier that starts from another one.

    :param dataset: the new articles, with labels as the new model calls them.
    :param name: of the new model.
    :param groups: of near-duplicates, if they were found already.
    :raises DataError: if nothing can be learnt from the articles.
    """
    check_addition(dataset, base.names)
    labels = Labels.of(base.classifier, base.renamed, list(dataset.label_counts))
    groups = groups_for(dataset, groups, run)
    truth = dataset.encode(labels.all)
    folds = folds_of(truth, groups, options.folds, options.seed)
    views, held_out = {}, {}
    choice: Choice | None = None
    with threadpool_limits(limits=1):  # sums in one order, so that the same run gives the same bits
        for view in base.classifier.views:
            run.progress(f"counting n-grams ({view})")
            material = _material(view, base, labels, dataset, options)
            run.progress(f"choosing how strongly to hold on to {base.classifier.name} ({view})")
            here = choose(material, groups, folds) if choice is None else _as_chosen(material, choice, folds)
            choice = here if choice is None else choice
            run.progress(f"all articles ({view})")
            views[view], held_out[view] = _learnt_view(material, labels, here, folds, options)
    if choice is None:
        raise DataError(f"{base.classifier.name} has no views.", "Train from another model.")
    about = _about(base, dataset, choice, len(labels.is_new), options)
    classifier = Classifier(name, labels.all, base.classifier.title_weight, views, about)
    fitter = count_view(dataset, structs.replace(options, min_df=1), ACCENTED, QUIET)
    figures, changed = _figures(dataset, base, labels, held_out[ACCENTED], choice, classifier, options)
    out_of_fold = {
        view: metrics_of(fold.judgement(dataset.is_hard), seed=options.seed) for view, fold in held_out.items()
    }
    metrics = Metrics(out_of_fold=out_of_fold, adaptation=figures)
    return Trained(classifier, metrics, fitter, held_out[ACCENTED], changed=changed)


def _material(name: str, base: Base, labels: Labels, dataset: Dataset, options: TrainOptions) -> Material:
    classifier = base.classifier
    start = start_from(name, classifier, labels, dataset.pairs)
    view = start.view
    texts = base.unlabelled.pairs
    truth = dataset.encode(labels.all)
    known = view.vocabulary.count(texts, classifier.title_weight)
    return Material(
        start=start,
        rows=start.rows(dataset.pairs, classifier.title_weight),
        truth=truth,
        weights=_balanced(truth, dataset, options),
        kept=start.rows(texts, classifier.title_weight),
        kept_scores=labels.moved(view.score(known)),
        new=labels.is_new,
        is_merged=len(labels.old) < len(labels.target),
    )


def _balanced(truth: Ints, dataset: Dataset, options: TrainOptions) -> Floats:
    """Return the weight of each article; with ``class_balance`` 1 the weights of every label have the same sum."""
    weights = dataset.sample_weights * np.where(dataset.is_hard, options.hard_weight, 1.0)
    mass = np.bincount(truth, weights)
    factors = (mass.sum() / (np.count_nonzero(mass) * np.maximum(mass, 1e-9))) ** options.class_balance
    balanced: Floats = weights * factors[truth]
    return balanced


def _as_chosen(material: Material, choice: Choice, folds: Folds) -> Choice:
    """Return for another view what was chosen for the first one."""
    if choice.strength is None or not folds:
        return Choice(choice.strength, material.logits, material.logits)
    judged = judge_strength(material, folds, choice.strength)
    return Choice(choice.strength, judged.logits, judged.mixed)


def _learnt_view(
    material: Material, labels: Labels, choice: Choice, folds: Folds, options: TrainOptions
) -> tuple[View, OutOfFold]:
    """Fit a view on all articles, and return it with its cross-validation."""
    start, view = material.start, material.start.view
    fold = _held_out(material, labels, choice, folds, options)
    learnt = replace(view, thresholds=fold.thresholds, plausible=None if view.plausible is None else fold.plausible)
    if choice.strength is None:
        coef, intercept = (labels.spread(np.asarray(values), 0.0) for values in (view.coef, view.intercept))
        return replace(learnt, coef=coef, intercept=intercept), fold
    change = material.fit(np.arange(len(material.truth)), choice.strength)
    scale = fold.calibration.scale
    return replace(
        learnt,
        vocabulary=start.vocabulary,
        weights=start.weights,
        coef=scale * (start.coef + change.coef) * start.units[:, None],
        intercept=scale * (start.intercept + change.intercept),
    ), fold


def _held_out(material: Material, labels: Labels, choice: Choice, folds: Folds, options: TrainOptions) -> OutOfFold:
    """Return the cross-validation of a view, calibrated.

    Confidence and thresholds of the base were measured on more articles than there are now: they stay until many
    articles speak against them, and a threshold never falls.
    """
    view, truth, n_labels = material.start.view, material.truth, len(labels.all)
    thresholds = labels.spread(view.thresholds, 1.0)
    plausible = np.zeros(n_labels) if view.plausible is None else labels.spread(view.plausible, 0.0)
    has_changed = choice.strength is not None and len(folds) > 0
    scale = _fit_scale(choice.mixed, truth, material.weights) if has_changed else 1.0
    scores = softmax(scale * choice.logits)
    predicted, confidence = scores.argmax(axis=1), scores.max(axis=1)
    accepted = confidence >= thresholds[predicted]
    if has_changed:
        often = np.bincount(predicted, minlength=n_labels) >= ENOUGH
        chosen = fit_thresholds(scores, truth, options.review_accuracy)
        is_new = np.isin(np.arange(n_labels), labels.is_new)
        thresholds = np.where(is_new, chosen, np.where(often, np.maximum(chosen, thresholds), thresholds))
        above = accept_out_of_fold(scores, truth, folds, options.review_accuracy)
        accepted = (confidence >= thresholds[predicted]) & (above | ~(often | is_new)[predicted])
        many = np.bincount(truth, minlength=n_labels) >= ENOUGH
        plausible = np.where(many, np.minimum(plausible, fit_plausible(scores, truth)), plausible)
    everything = np.ones(len(truth), dtype=bool)
    calibration = Calibration(scale, np.zeros(n_labels))
    return OutOfFold(
        labels.all, truth, choice.logits, calibration, scores, thresholds, plausible, accepted, folds, everything
    )


def _fit_scale(logits: Floats, truth: Ints, weights: Floats) -> float:
    """Return the factor on out-of-fold logits that makes the true labels likeliest, held near 1."""
    rows = np.arange(len(truth))

    def loss(log_scale: float) -> float:
        scores = softmax(np.exp(log_scale) * logits)[rows, truth]
        return float(_SCALE_PRIOR * log_scale**2 / 2 - weights @ np.log(np.maximum(scores, 1e-12)))

    return float(np.exp(minimize_scalar(loss, bounds=(-1.0, 1.0), method="bounded").x))


def _about(base: Base, dataset: Dataset, choice: Choice, n_new: int, options: TrainOptions) -> dict[str, object]:
    """Return how the model was made. The options stay those of the base: its document frequencies depend on them."""
    old = base.classifier.about
    learnt = dict(old.get("options", {})) | {"review_accuracy": options.review_accuracy}
    counts: dict[str, int] = {}
    for given in (old.get("label_counts", {}), dataset.label_counts):
        for label, count in given.items():
            renamed = base.renamed.get(label, label)
            counts[renamed] = counts.get(renamed, 0) + count
    return {
        "bantin": __version__,
        "libraries": {library: version(library) for library in ("numpy", "scipy", "scikit-learn")},
        "python": platform.python_version(),
        "options": learnt,
        "articles": int(old.get("articles", 0)) + len(dataset),
        "label_counts": counts,
        "data_sha256": dataset.fingerprint,
        KNOWN: {name: len(view.vocabulary) for name, view in base.classifier.views.items()} | old.get(KNOWN, {}),
        "base": {
            "name": base.classifier.name,
            "data_sha256": old.get("data_sha256", ""),
            "articles": len(dataset),
            "strength": choice.strength,
            "new_labels": n_new,
            "renamed": dict(base.renamed),
        },
    }


def _figures(
    dataset: Dataset,
    base: Base,
    labels: Labels,
    held_out: OutOfFold,
    choice: Choice,
    classifier: Classifier,
    options: TrainOptions,
) -> tuple[AdaptationFigures, list[Changed]]:
    """Return base, new articles alone and adapted model side by side, and what changed on unlabelled text."""
    truth = held_out.truth
    scores = labels.moved(base.classifier.predict_proba(dataset.pairs))
    before = scores.argmax(axis=1)
    forgetting, changed = compare_unlabelled(base.classifier, classifier, base.names, base.unlabelled)
    new_labels = {
        labels.all[label]: {
            labels.all[old]: count
            for old, count in enumerate(np.bincount(before[truth == label], minlength=len(labels.all)).tolist())
            if count
        }
        for label in labels.is_new.tolist()
    }
    seed = options.seed
    figures = AdaptationFigures(
        base_name=base.classifier.name,
        strength=choice.strength,
        gain=choice.gain,
        gain_error=choice.error,
        base=brief_figures(truth, before, seed=seed),
        alone=_alone(dataset, labels, held_out.folds, options),
        adapted=brief_figures(truth, held_out.scores.argmax(axis=1), seed=seed),
        base_seen=None if base.trained_on is None else overlap(base.trained_on, dataset),
        new_labels=new_labels,
        forgetting=forgetting,
    )
    return figures, changed


def _alone(dataset: Dataset, labels: Labels, folds: Folds, options: TrainOptions) -> BriefFigures | None:
    """Return the figures of a model of the new articles alone; None if they cannot train one."""
    if len(dataset.label_counts) < 2 or not folds:
        return None
    try:
        fitter: Fitter = count_view(dataset, options, ACCENTED, QUIET)
    except DataError:
        return None
    predicted = judge_folds(fitter, folds, ACCENTED).scores.argmax(axis=1)
    position = np.array([labels.all.index(label) for label in fitter.labels])
    return brief_figures(position[fitter.truth], position[predicted], seed=options.seed)
