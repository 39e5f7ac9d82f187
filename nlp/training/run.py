"""Running a recipe: search for options, train, judge the model beside a keyword list and the current model.

Invariant: every figure says what it was measured on, and whether the judged model was trained on it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from msgspec import structs

from nlp.classify.arrays import Bools
from nlp.datasets.checks import check_addition, check_trainable
from nlp.datasets.dataset import Dataset
from nlp.datasets.overlap import Sketch, joined, sketch_of
from nlp.datasets.survey import Survey
from nlp.errors import DataError
from nlp.evaluation.figures import Beside, CurrentFigures, FiguresOnTest
from nlp.evaluation.judgement import brief_figures, judge, metrics_of
from nlp.evaluation.stored import StoredModel
from nlp.formats.record import Columns
from nlp.formats.source import read_source
from nlp.training.adaptation.adapt import adapt
from nlp.training.adaptation.base import Base
from nlp.training.baseline import keywords_on, keywords_out_of_fold
from nlp.training.confidence.shift import Expected, complete_shares
from nlp.training.context import QUIET, Run
from nlp.training.recipe import Recipe, read_feed, split_by_date
from nlp.training.search import check_search, search
from nlp.training.train import Trained, train


def prepare(recipe: Recipe, base: Base | None = None) -> Recipe:
    """Split the data of a recipe by date, and check the recipe before a step that takes long.

    :param base: the model that training starts from; labels are renamed as it says.
    :raises DataError: if its data cannot train a model, the model cannot judge a test, or options exclude each other.
    :raises InputError: if there is no such feed.
    """
    check_search(recipe.search)
    if recipe.feed is not None:
        read_source(recipe.feed)
    recipe = split_by_date(recipe)
    if base is not None:
        recipe = _from_base(recipe, base)
    else:
        check_trainable(recipe.data)
    if recipe.expect is not None and recipe.feed is not None:
        raise DataError("Both expected shares and a feed to estimate them from are given.", "Give one of them.")
    labels = sorted({*recipe.data.label_counts, *(base.names if base else ())})
    if recipe.expect is not None:
        complete_shares(recipe.expect, labels, np.full(len(labels), 1 / len(labels)))
    for name, test in recipe.tests.items():
        if not len(test):
            raise DataError(f"The test {name!r} holds no labelled articles.", "Check its path and --label-field.")
        test.encode(labels)
    return recipe


def _from_base(recipe: Recipe, base: Base) -> Recipe:
    """Return a recipe with the labels of the base's new names, checked for a training that starts from it."""
    if recipe.search != "none" or recipe.expect is not None:
        what = "--expect" if recipe.expect is not None else "--search"
        raise DataError(f"{what} and --from are both given.", "Leave one of them out: options and mix are the base's.")
    data = base.relabelled(recipe.data)
    check_addition(data, base.names)
    return replace(recipe, data=data, tests={name: base.relabelled(test) for name, test in recipe.tests.items()})


def run_recipe(
    recipe: Recipe,
    name: str,
    surveyed: Survey,
    columns: Columns,
    *,
    current: StoredModel | None = None,
    base: Base | None = None,
    run: Run = QUIET,
) -> Trained:
    """Train the model of a prepared recipe; its metrics hold every figure of the run.

    :param name: the name of the model.
    :param surveyed: the :func:`~nlp.datasets.survey.survey` of the recipe's data and tests.
    :param columns: the names of the fields in the feed.
    :param current: the model to judge beside the new one.
    :param base: the model that training starts from, which the recipe was prepared with.
    :raises DataError: if the data cannot train a model.
    """
    searched = search(recipe.data, recipe.options, recipe.search, groups=surveyed.groups, run=run)
    options = searched.options
    if base is not None:
        trained = adapt(recipe.data, base, name, options, groups=surveyed.groups, run=run)
    else:
        expected = _expected(recipe, columns, options.seed, run)
        trained = train(recipe.data, name, options, groups=surveyed.groups, expected=expected, run=run)
    run.progress("judging beside keywords and the current model")
    tests = {
        test_name: _figures_on_test(trained, test, surveyed.leaks[test_name], current, options.seed)
        for test_name, test in recipe.tests.items()
    }
    metrics = structs.replace(
        trained.metrics,
        survey=surveyed.profile,
        search=searched.figures,
        beside=_beside(trained, recipe.data, current, options.seed) if _can_compare(trained) else None,
        trained_on=_trained_on(recipe.data, base),
        tests=tests,
    )
    return replace(trained, metrics=metrics)


def _expected(recipe: Recipe, columns: Columns, seed: int, run: Run) -> Expected | None:
    """Return the mix of labels that a recipe expects, if it does."""
    if recipe.expect is not None:
        return Expected(recipe.expect)
    if recipe.feed is None:
        return None
    run.progress("reading the feed")
    return Expected(feed=read_feed(recipe.feed, columns, seed))


def _trained_on(data: Dataset, base: Base | None) -> Sketch | None:
    """Return the sketch of all articles that a model learnt, with those of its base."""
    if base is None:
        return sketch_of(data)
    return None if base.trained_on is None else joined([sketch_of(data), base.trained_on])


def _can_compare(trained: Trained) -> bool:
    """Return whether keywords can be chosen and judged: few articles of one label may start from another model."""
    return len(trained.fitter.labels) > 1 and len(trained.held_out.folds) > 1


def _beside(trained: Trained, data: Dataset, current: StoredModel | None, seed: int) -> Beside:
    """Return what a keyword list and the current model reach on the training data, on the same folds."""
    fitter = trained.fitter
    guessed = keywords_out_of_fold(fitter, trained.held_out.folds)
    learnt = fitter.learnt
    return Beside(
        keywords=brief_figures(fitter.truth[learnt], guessed[learnt], seed=seed),
        current=_current_out_of_fold(current, data, seed) if current else None,
    )


def _current_out_of_fold(current: StoredModel, data: Dataset, seed: int) -> CurrentFigures:
    """Return the figures of the current model on the training data, if it was not trained on any of it."""
    name = current.classifier.name
    stored, seen = current.metrics.accented, current.seen(data)
    if stored and current.classifier.about.get("data_sha256") == data.fingerprint:
        note = "its own out-of-fold figures: it was trained on the same articles"
        return CurrentFigures(name=name, note=note, figures=stored)
    if seen is None:
        return CurrentFigures(name=name, note="not judged: it is not known which articles it was trained on")
    if seen > 0:
        return CurrentFigures(name=name, note=f"not judged: it was trained on about {seen:.0%} of these articles")
    return _judged(CurrentFigures(name=name), current, data, seed)


def _current_on_test(current: StoredModel, test: Dataset, seed: int) -> CurrentFigures:
    """Return the figures of the current model on a test, with the share of it that the model was trained on."""
    seen = current.seen(test)
    note = "whether it was trained on some of these is not known" if seen is None else None
    return _judged(CurrentFigures(name=current.classifier.name, seen=seen, note=note), current, test, seed)


def _judged(known: CurrentFigures, current: StoredModel, dataset: Dataset, seed: int) -> CurrentFigures:
    """Return what is known of the current model with its figures, or with the reason why it cannot be judged."""
    try:
        return structs.replace(known, figures=metrics_of(judge(current.classifier, dataset), seed=seed))
    except DataError as error:
        return structs.replace(known, note=f"not judged: {error.what}")


def _figures_on_test(
    trained: Trained, test: Dataset, leak: Bools, current: StoredModel | None, seed: int
) -> FiguresOnTest:
    """Return the figures on a test: of the new model, of it without leaks, of keywords and of the current model."""
    judgement = judge(trained.classifier, test)
    truth, predicted = judgement.truth, judgement.predicted
    uncorrected = trained.uncorrected
    beside = None
    if _can_compare(trained):
        known = np.array([trained.classifier.labels.index(label) for label in trained.fitter.labels])
        beside = Beside(
            keywords=brief_figures(truth, known[keywords_on(trained.fitter, test.pairs)], seed=seed),
            without_correction=metrics_of(judge(uncorrected, test), seed=seed) if uncorrected else None,
            current=_current_on_test(current, test, seed) if current else None,
        )
    has_both = leak.any() and not leak.all()
    return FiguresOnTest(
        **structs.asdict(metrics_of(judgement, seed=seed)),
        sha256=test.fingerprint,
        leaks=int(leak.sum()),
        without_leaks=brief_figures(truth[~leak], predicted[~leak], seed=seed) if has_both else None,
        beside=beside,
    )
