"""What a model folder must hold before it is used, whoever made it: checksums tell damage, not bad intent.

Invariant: a check raises ValueError with what is wrong, in the words of ``model.json``; it executes and allocates
nothing that depends on a number in the folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from nlp.classify.arrays import Floats, Ints

MOST_LABELS = 1_000
LONGEST_NAME = 255
LONGEST_NGRAM = 10
"""Tokens of the longest n-gram that training makes; a longer chain only costs time."""

LARGEST_WEIGHT = 1e6
"""Log-odds beyond this overflow the exponential of the scores; trained ones stay under 100."""


def check_head(head: Mapping[str, Any]) -> None:
    """Check what ``model.json`` says, but for its checksums.

    :raises ValueError: if a name, label, threshold or weight is not what a model can have.
    """
    labels = head["labels"]
    if not isinstance(labels, list) or not 2 <= len(labels) <= MOST_LABELS:
        raise ValueError(f"labels are not a list of 2 to {MOST_LABELS:,} names")
    for name in (*labels, head["name"]):
        if not isinstance(name, str) or not name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
            raise ValueError(f"{str(name)[:40]!r} is no name of a label or model")
    if len(set(labels)) < len(labels):
        raise ValueError("a label is listed twice")
    weight = head["title_weight"]
    if type(weight) is not int or not 1 <= weight <= 100:
        raise ValueError("title_weight is not a whole number from 1 to 100")
    _check_about(head["about"])
    for view in head["views"].values():
        for label in labels:
            for kind in ("thresholds", "plausible"):
                threshold = view[kind][label] if kind in view or kind == "thresholds" else 0
                if type(threshold) not in (int, float) or not 0 <= threshold <= 2:
                    raise ValueError(f"{kind} of {label} is not a confidence")


def _check_about(about: Any) -> None:
    """Check the parts of ``about`` that commands show or compare; the rest is whatever the maker of a model wrote."""
    if not isinstance(about, dict):
        raise ValueError("about is not an object")
    for name, kind in (("options", dict), ("articles", int), ("data_sha256", str)):
        if name in about and type(about[name]) is not kind:
            raise ValueError(f"{name}, in about, is a JSON {type(about[name]).__name__}")


def check_ngrams(prefix: Ints, last: Ints, n_tokens: int) -> None:
    """Check that every n-gram is made of tokens that are there, is not too long, and stands once.

    :param prefix: number of the n-gram without its last token, -1 for none; shape (n_features,).
    :param last: number of the last token, shape (n_features,).
    :raises ValueError: if one is not.
    """
    in_order = (prefix >= -1) & (prefix < np.arange(len(prefix)))
    if not in_order.all() or not ((last >= 0) & (last < n_tokens)).all():
        raise ValueError("an n-gram is made of tokens or prefixes that are not there")
    above = prefix
    for _ in range(LONGEST_NGRAM):
        inside = above >= 0
        if not inside.any():
            break
        above = np.where(inside, prefix[above], -1)
    else:
        raise ValueError(f"an n-gram is longer than {LONGEST_NGRAM} tokens")
    keys = (prefix.astype(np.int64) + 1) * n_tokens + last
    keys.sort()
    if (keys[1:] == keys[:-1]).any():
        raise ValueError("an n-gram is listed twice")


def check_weights(name: str, values: Floats) -> None:
    """Check that all values of an array are finite and within :data:`LARGEST_WEIGHT`.

    :raises ValueError: if one is not.
    """
    if not np.isfinite(values).all():
        raise ValueError(f"{name} holds a value that is not finite")
    if len(values) and float(np.abs(values).max()) > LARGEST_WEIGHT:
        raise ValueError(f"{name} holds a value beyond {LARGEST_WEIGHT:,.0f}")
