"""The profile of labelled data: what ``metrics.json`` keeps of it, and a person reads before training."""

from __future__ import annotations

from msgspec import Struct


class LabelProfile(Struct, frozen=True):
    """The articles of one label.

    :param hard: how many of them have a label that was in doubt.
    :param syllables_median: of their length.
    """

    articles: int
    hard: int
    syllables_median: float


class Dates(Struct, frozen=True):
    """Days of publication.

    :param dated: number of articles whose day is known.
    :param first: the first day, like ``2026-06-01``; None when none is known.
    :param by_year: number of articles of each year.
    """

    dated: int
    first: str | None
    last: str | None
    by_year: dict[str, int]


class Profile(Struct, frozen=True):
    """What labelled data holds.

    :param left_out: number of records that could not be used.
    :param labels: by label, the most frequent first.
    :param syllables: quantiles of the length, by their name in percent.
    :param near_duplicates: articles that repeat an earlier one nearly, but not exactly.
    :param conflicting_groups: groups of near-duplicates with different labels.
    :param few_examples: labels whose figures will be unsure.
    :param similar_labels: pairs of a label and a far more frequent one that is spelt nearly like it.
    :param leaks: by test set, how many of its articles have a near-duplicate in the data.
    """

    articles: int
    left_out: int
    labels: dict[str, LabelProfile]
    without_title: int
    syllables: dict[str, float]
    dates: Dates
    exact_duplicates: int
    near_duplicates: int
    conflicting_groups: int
    conflicting_articles: int
    few_examples: tuple[str, ...]
    similar_labels: tuple[tuple[str, str], ...]
    leaks: dict[str, int]
