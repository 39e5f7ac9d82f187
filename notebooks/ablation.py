"""Syllables, words and the union of both, judged on the same folds; how long each takes."""

from __future__ import annotations

import time
import warnings
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from nlp.classify.arrays import Floats, Ints, SparseRows
from nlp.classify.features import NgramVocabulary, TitleAndText, tfidf
from nlp.classify.model import softmax
from nlp.datasets.dataset import Dataset
from nlp.evaluation.judgement import Judgement
from nlp.text.tokenize import make_tokenizer
from nlp.training.confidence.calibration import fit_scale, fit_thresholds
from nlp.training.fitting import Fitted, Fitter, as_matrix
from nlp.training.options import TrainOptions

SINGLE = ("syllable", "word")
KINDS = (*SINGLE, "union")


def count(data: Dataset, options: TrainOptions) -> dict[str, Fitter]:
    """Return what fits models on syllables and on words."""
    return {kind: Fitter(data, options, make_tokenizer(kind)) for kind in SINGLE}


def decide(data: Dataset, fitters: dict[str, Fitter], folds: Sequence[tuple[Ints, Ints]]) -> dict[str, Floats]:
    """Return for each kind of tokens the decision values of the rows that the folds judge, (n_articles, n_labels)."""
    options, labels, truth = fitters["word"].options, fitters["word"].labels, fitters["word"].truth
    decisions = {kind: np.zeros((len(data), len(labels))) for kind in KINDS}
    with threadpool_limits(limits=1):  # sums in one order, so that the same run gives the same figures
        for learn, judge in folds:
            fitted = {kind: fitter.fit(learn) for kind, fitter in fitters.items()}
            for kind, one in fitted.items():
                decisions[kind][judge] = one.decide(judge)
            both = hstack([_weighed(one) for one in fitted.values()], format="csr") / np.sqrt(2)
            union = LogisticRegression(C=options.c, max_iter=options.max_iter)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ConvergenceWarning)  # stopped early, as the others are
                union.fit(both[learn], truth[learn], _balanced(data, learn, truth, options))
            decisions["union"][judge] = union.decision_function(both[judge])
    return decisions


def judgement(fitter: Fitter, decisions: Floats, rows: Ints, own: Ints, data: Dataset) -> Judgement:
    """Judge some rows by decisions whose scale and thresholds are chosen on the rows ``own``."""
    scores = softmax(fit_scale(decisions[own], fitter.truth[own]) * decisions)
    thresholds = fit_thresholds(scores[own], fitter.truth[own], fitter.options.review_accuracy)
    return Judgement.of_scores(fitter.labels, fitter.truth[rows], scores[rows], thresholds, data.is_hard[rows])


def seconds_an_article(fitters: dict[str, Fitter], pairs: Sequence[TitleAndText]) -> dict[str, float]:
    """Return the processor time from text to counted n-grams; the union has to do both."""
    _seconds(fitters["syllable"].vocabulary, pairs[:50])  # tables are made when first used
    _seconds(fitters["word"].vocabulary, pairs[:5])
    syllable = min(_seconds(fitters["syllable"].vocabulary, pairs[:1_000]) for _ in range(3))
    word = min(_seconds(fitters["word"].vocabulary, pairs[:200]) for _ in range(2))
    return {"syllable": syllable, "word": word, "union": syllable + word}


def _weighed(fitted: Fitted) -> csr_matrix:
    """Return rows of TF-IDF of length 1, the document frequencies being those of the articles fitted on."""
    counts = SparseRows(fitted.counts.indptr, fitted.counts.indices, fitted.counts.data)
    return as_matrix(tfidf(counts, fitted.weights), fitted.counts.shape[1])


def _balanced(data: Dataset, learn: Ints, truth: Ints, options: TrainOptions) -> Floats:
    """Return the weight of each article as :class:`Fitter` has it: labels in doubt count less, all labels the same."""
    weights = (data.sample_weights * np.where(data.is_hard, options.hard_weight, 1.0))[learn]
    mass = np.bincount(truth[learn], weights)
    return weights * (mass.sum() / (len(mass) * mass))[truth[learn]] ** options.class_balance


def _seconds(vocabulary: NgramVocabulary, pairs: Sequence[TitleAndText]) -> float:
    started = time.process_time()
    vocabulary.count(pairs)
    return (time.process_time() - started) / len(pairs)
