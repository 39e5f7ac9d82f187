"""Subsets of labelled articles that keep the shares of the labels."""

from __future__ import annotations

import numpy as np

from nlp.classify.arrays import Ints


def nested_order(truth: Ints, seed: int) -> Ints:
    """Return an order of articles such that the first ones, however many, have about the label shares of the whole.

    :param truth: label of each article as a number, shape (n_articles,).
    """
    generator = np.random.default_rng(seed)
    quantile = np.empty(len(truth))
    for label in np.unique(truth):
        rows = np.flatnonzero(truth == label)
        # The articles of each label are spread evenly from 0 to 1, so that every stretch holds all labels.
        quantile[rows] = (generator.permutation(len(rows)) + generator.random()) / len(rows)
    order: Ints = np.argsort(quantile, kind="stable")
    return order
