"""The learning curve: how good a model is with more and more training articles, judged on other articles.

Invariant: each training set contains the smaller ones and has the label shares of the whole, and no training article is
a near-duplicate of one that is judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from msgspec import structs
from threadpoolctl import threadpool_limits

from nlp.classify.arrays import Ints
from nlp.datasets.checks import FEWEST_PER_LABEL, check_trainable
from nlp.datasets.dataset import Dataset
from nlp.datasets.sampling import nested_order
from nlp.errors import DataError
from nlp.evaluation.figures import LearningPoint
from nlp.evaluation.judgement import brief_figures
from nlp.text.dedup import near_duplicates
from nlp.text.tokenize import make_tokenizer
from nlp.training.context import QUIET, Run
from nlp.training.fitting import Fitter, as_matrix
from nlp.training.options import TrainOptions

_SMALLEST = 250


def learning_curve(
    pool: Dataset,
    test: Dataset,
    sizes: Sequence[int] | None = None,
    options: TrainOptions | None = None,
    *,
    run: Run = QUIET,
) -> list[LearningPoint]:
    """Train on more and more articles and judge each model on the same others.

    A size is left out if the pool has fewer articles, or if it leaves a label with fewer than
    :data:`~nlp.datasets.checks.FEWEST_PER_LABEL`.

    :param pool: the articles to choose training sets from.
    :param test: the articles to judge on.
    :param sizes: numbers of training articles; None for :func:`doubling_sizes`.
    :param run: its seed decides which articles are chosen and how the bootstrap resamples.
    :raises DataError: if nothing can be trained or judged, or a label of ``test`` is not in the pool.
    """
    options, seed = options or TrainOptions(), run.seed
    run.progress("learning curve: looking for near-duplicates of the test")
    pool = pool.take(_apart_from(test, pool))
    check_trainable(pool)
    fitter = Fitter(pool, options, make_tokenizer(options.tokenizer), run.cache)
    if not len(test):
        raise DataError("There are no labelled articles to judge on.", "Check --label-field and --text-field.")
    truth = test.encode(fitter.labels)
    counts = as_matrix(fitter.vocabulary.count(test.pairs, options.title_weight).rows, len(fitter.vocabulary))
    order = nested_order(fitter.truth, seed)
    points = []
    for size in doubling_sizes(len(pool)) if sizes is None else sorted(sizes):
        learn = np.sort(order[:size])
        if size > len(pool) or np.bincount(fitter.truth[learn]).min() < FEWEST_PER_LABEL:
            continue
        run.progress(f"learning curve: {size:,} articles")
        with threadpool_limits(limits=1):  # sums in one order, so that the same run gives the same bits
            decisions = replace(fitter.fit(learn), counts=counts).decide(np.arange(len(test)))
        figures = structs.asdict(brief_figures(truth, decisions.argmax(axis=1), seed=seed))
        points.append(LearningPoint(**figures | {"articles": size, "judged": len(test)}))
    return points


def doubling_sizes(n: int) -> list[int]:
    """Return 250, 500, 1,000 and so on up to ``n``, then ``n`` itself."""
    sizes = []
    size = _SMALLEST
    while size < n:
        sizes.append(size)
        size *= 2
    return [*sizes, n]


def _apart_from(test: Dataset, pool: Dataset) -> Ints:
    """Return the rows of the pool that are near-duplicates of no test article."""
    groups = np.array(near_duplicates(article.document for part in (test, pool) for article in part.articles))
    rows: Ints = np.flatnonzero(groups[len(test) :] >= len(test))
    return rows
