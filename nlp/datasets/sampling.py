"""Draws of labelled articles."""

from __future__ import annotations

import numpy as np

from nlp.classify.arrays import Ints


def nested_order(truth: Ints, seed: int) -> Ints:
    """Return an order of articles in which every beginning has about the shares of labels of the whole.

    :param truth: label of each article as a number, shape (n_articles,).
    """
    generator = np.random.default_rng(seed)
    place = np.empty(len(truth))
    for label in np.unique(truth):
        rows = np.flatnonzero(truth == label)
        place[rows] = (generator.permutation(len(rows)) + generator.random()) / len(rows)
    order: Ints = np.argsort(place, kind="stable")
    return order
