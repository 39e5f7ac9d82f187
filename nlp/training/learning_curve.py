"""The learning curve: how good a model gets with how many articles, judged on others.

Invariant: smaller sets are part of larger ones, in each the labels have the shares of the whole, and no article
learnt from is a near-duplicate of one that is judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from nlp.classify.arrays import Ints
from nlp.datasets.checks import FEWEST_PER_LABEL, check_trainable
from nlp.datasets.dataset import Dataset
from nlp.datasets.sampling import nested_order
from nlp.errors import DataError
from nlp.evaluation.judgement import brief_figures
from nlp.text.dedup import near_duplicates
from nlp.text.tokenize import make_tokenizer
from nlp.training.fitting import Fitter, Progress, as_matrix
from nlp.training.options import TrainOptions

_SMALLEST = 250


@dataclass(frozen=True)
class LearningPoint:
    """What a model reaches that was trained on so many articles.

    :param articles: learnt from.
    :param figures: as :func:`nlp.evaluation.judgement.brief_figures` returns them.
    """

    articles: int
    figures: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form; ``articles`` are those learnt from, ``judged`` those judged."""
        return {**self.figures, "judged": self.figures["articles"], "articles": self.articles}


def learning_curve(
    train: Dataset,
    test: Dataset,
    sizes: Sequence[int] | None = None,
    options: TrainOptions | None = None,
    *,
    seed: int = 0,
    progress: Progress | None = None,
    memory: Path | None = None,
) -> list[LearningPoint]:
    """Train on more and more articles and judge each model on the same others.

    A size is left out when the data has fewer articles, or when it leaves a label with fewer than
    :data:`~nlp.datasets.checks.FEWEST_PER_LABEL`.

    :param train: what to choose the articles to learn from.
    :param test: what to judge on.
    :param sizes: numbers of articles to learn from; None for :func:`doubling_sizes`.
    :param seed: of the choice and of the bootstrap.
    :param memory: folder of the cache, None for none.
    :raises DataError: if nothing can be trained or judged, or a label of ``test`` is not in ``train``.
    """
    tell = progress or (lambda _: None)
    options = options or TrainOptions()
    tell("learning curve: looking for near-duplicates of what is judged")
    train = train.take(_apart_from(test, train))
    check_trainable(train)
    fitter = Fitter(train, options, make_tokenizer(options.tokenizer), memory)
    if not len(test):
        raise DataError("There are no labelled articles to judge on.", "Check --label-field and --text-field.")
    truth = test.encode(fitter.labels)
    counts = as_matrix(fitter.vocabulary.count(test.pairs, options.title_weight).rows, len(fitter.vocabulary))
    order = nested_order(fitter.truth, seed)
    points = []
    for size in doubling_sizes(len(train)) if sizes is None else sorted(sizes):
        learn = np.sort(order[:size])
        if size > len(train) or np.bincount(fitter.truth[learn]).min() < FEWEST_PER_LABEL:
            continue
        tell(f"learning curve: {size:,} articles")
        with threadpool_limits(limits=1):  # sums in one order, so that the same run gives the same bits
            decisions = replace(fitter.fit(learn), counts=counts).decide(np.arange(len(test)))
        figures = brief_figures(truth, decisions.argmax(axis=1), fitter.labels, seed=seed)
        points.append(LearningPoint(size, figures))
    return points


def doubling_sizes(n: int) -> list[int]:
    """Return 250, 500, 1,000 and so on under ``n``, and ``n``."""
    sizes = []
    size = _SMALLEST
    while size < n:
        sizes.append(size)
        size *= 2
    return [*sizes, n]


def _apart_from(test: Dataset, train: Dataset) -> Ints:
    """Return the rows of ``train`` that are no near-duplicate of an article of ``test``."""
    groups = np.array(near_duplicates(article.document for part in (test, train) for article in part.articles))
    rows: Ints = np.flatnonzero(groups[len(test) :] >= len(test))
    return rows
