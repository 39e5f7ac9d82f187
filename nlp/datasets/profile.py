"""The profile of labelled data: the figures of a survey, as ``metrics.json`` keeps them."""

from __future__ import annotations

from msgspec import Struct


class LabelProfile(Struct, frozen=True):
    """The articles of one label.

    :param hard: number of articles whose label was in doubt.
    :param syllables_median: median length.
    """

    articles: int
    hard: int
    syllables_median: float


class Dates(Struct, frozen=True):
    """Days of publication.

    :param dated: number of articles whose day is known.
    :param first: the first day, like ``2026-06-01``; None if no day is known.
    :param by_year: number of articles by year.
    """

    dated: int
    first: str | None
    last: str | None
    by_year: dict[str, int]


class Profile(Struct, frozen=True):
    """The figures of a labelled dataset.

    :param left_out: number of records that could not be used.
    :param labels: by label, the most frequent first.
    :param syllables: quantiles of the length, by their percentage.
    :param near_duplicates: number of articles that repeat an earlier one nearly, but not exactly.
    :param conflicting_groups: number of groups of near-duplicates with different labels.
    :param few_examples: labels with so few articles that their figures are uncertain.
    :param similar_labels: pairs of a label and a far more frequent label with a similar spelling.
    :param leaks: by test set, the number of its articles with a near-duplicate in the data.
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
