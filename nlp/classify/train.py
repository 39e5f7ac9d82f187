"""Training: TF-IDF counts into a calibrated linear model, judged out of fold on the way."""

from __future__ import annotations

import platform
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from nlp.classify.crossval import ACCENTED, PLAIN, grouped_folds, judge_folds, tokenizer_of
from nlp.classify.dataset import Dataset
from nlp.classify.evaluate import metrics_of
from nlp.classify.fitting import Fitter, Progress
from nlp.classify.model import Classifier, View
from nlp.classify.options import TrainOptions
from nlp.text.tokenize import make_tokenizer

__all__ = ["TrainOptions", "Trained", "train"]


@dataclass(frozen=True)
class Trained:
    """A new model and what was measured on the way."""

    classifier: Classifier
    metrics: dict[str, Any]


def train(
    dataset: Dataset,
    name: str,
    options: TrainOptions | None = None,
    progress: Progress | None = None,
    memory: Path | None = None,
) -> Trained:
    """Train a classifier and judge it out of fold.

    :param name: of the model.
    :param progress: is told what is being done.
    :param memory: folder of the cache, None for none.
    :raises DataError: if the data cannot train a model.
    """
    options = options or TrainOptions()
    tell = progress or (lambda _: None)
    dataset.check_trainable()
    folds = grouped_folds(dataset, options, tell, memory)
    views, judged = {}, {}
    for view in (ACCENTED, PLAIN) if options.plain else (ACCENTED,):
        tell(f"counting n-grams ({view})")
        fitter = Fitter(dataset, options, make_tokenizer(tokenizer_of(view, options)), memory)
        held_out = judge_folds(fitter, folds, view, tell)
        tell(f"all articles ({view})")
        with threadpool_limits(limits=1):  # sums in one order, so that the same run gives the same bits
            whole = fitter.fit(np.arange(len(dataset)))
        views[view] = View(
            fitter.vocabulary,
            whole.weights,
            held_out.scale * whole.coef,
            held_out.scale * whole.intercept,
            held_out.thresholds,
        )
        judged[view] = metrics_of(held_out.judgement(dataset.is_hard), seed=options.seed)
    about = {
        "bantin": version("bantin"),
        "libraries": {library: version(library) for library in ("numpy", "scipy", "scikit-learn")},
        "python": platform.python_version(),
        "options": asdict(options),
        "articles": len(dataset),
        "label_counts": dataset.label_counts,
        "data_sha256": dataset.fingerprint,
    }
    labels = tuple(sorted(dataset.label_counts))
    classifier = Classifier(name, labels, options.title_weight, views[ACCENTED], views.get(PLAIN), about)
    return Trained(classifier, {"out_of_fold": judged})
