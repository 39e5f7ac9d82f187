"""Labelled data: read, checked, grouped by near-duplicates."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

import numpy as np

from nlp.article import Article
from nlp.classify.features import Bools, Floats, Ints, TitleAndText
from nlp.errors import DataError, RecordError
from nlp.formats.record import Columns, Record, Rejected
from nlp.text.dedup import near_duplicates

FEWEST_PER_LABEL = 10
"""A label needs this many articles: two for each of five folds."""


@dataclass(frozen=True)
class Dataset:
    """Articles with their labels.

    :param labels: the label of each article.
    :param hard: whether whoever labelled it was in doubt, for each article.
    :param weights: how much each article counts in training.
    :param rejected: records that could not be used.
    """

    articles: Sequence[Article]
    labels: Sequence[str]
    hard: Sequence[bool]
    weights: Sequence[float]
    rejected: Sequence[Rejected] = field(default=(), repr=False)

    def __len__(self) -> int:
        return len(self.articles)

    @property
    def pairs(self) -> list[TitleAndText]:
        """Title and text of each article."""
        return [(article.title, article.text) for article in self.articles]

    @property
    def label_counts(self) -> dict[str, int]:
        """Number of articles of each label, most frequent first."""
        return dict(Counter(self.labels).most_common())

    @cached_property
    def groups(self) -> Ints:
        """Number of the near-duplicate group of each article, shape (n_articles,)."""
        return np.array(near_duplicates(article.document for article in self.articles))

    @cached_property
    def fingerprint(self) -> str:
        """sha256 over documents and labels, in order."""
        digest = hashlib.sha256()
        for article, label in zip(self.articles, self.labels, strict=True):
            digest.update(f"{label}\0{article.document}\0".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    @cached_property
    def texts_sha256(self) -> str:
        """sha256 over titles and texts, in order."""
        digest = hashlib.sha256()
        for article in self.articles:
            digest.update(f"{article.title}\0{article.text}\0".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def take(self, rows: Iterable[int]) -> Dataset:
        """Return the articles at the given positions, in the order given; near-duplicates are then found anew."""
        chosen = [int(row) for row in rows]
        return Dataset(
            articles=[self.articles[row] for row in chosen],
            labels=[self.labels[row] for row in chosen],
            hard=[self.hard[row] for row in chosen],
            weights=[self.weights[row] for row in chosen],
        )

    @property
    def is_hard(self) -> Bools:
        """The ``hard`` flags as an array, shape (n_articles,)."""
        return np.array(self.hard, dtype=bool)

    @property
    def sample_weights(self) -> Floats:
        """The weights as an array, shape (n_articles,)."""
        return np.array(self.weights, dtype=float)

    def encode(self, labels: Sequence[str]) -> Ints:
        """Return the position of each article's label in ``labels``, shape (n_articles,).

        :raises DataError: if an article has a label that is not among them.
        """
        place = {label: number for number, label in enumerate(labels)}
        unknown = sorted(set(self.labels) - set(place))
        if unknown:
            close = get_close_matches(unknown[0], labels, n=1)
            hint = f"Did you mean {close[0]!r}?" if close else f"Known labels: {', '.join(labels)}."
            raise DataError(f"The data has a label {unknown[0]!r} that the model does not know.", hint)
        return np.array([place[label] for label in self.labels])

    def check_trainable(self) -> None:
        """Raise :class:`~nlp.errors.DataError` if no model can be trained on this."""
        counts = self.label_counts
        if len(counts) < 2:
            found = f"only {next(iter(counts))!r}" if counts else "none"
            raise DataError(f"Training needs two labels or more; the data has {found}.", "Check --label-field.")
        rare = {label: count for label, count in counts.items() if count < FEWEST_PER_LABEL}
        if rare:
            shown = ", ".join(f"{label} ({count})" for label, count in rare.items())
            close = get_close_matches(next(iter(rare)), [label for label in counts if label not in rare], n=1)
            hint = f" Is {next(iter(rare))!r} a misspelt {close[0]!r}?" if close else ""
            raise DataError(
                f"A label needs {FEWEST_PER_LABEL} articles or more to train and judge: {shown}.",
                f"Add examples, or leave the label out.{hint}",
            )


def merge(parts: Iterable[Dataset]) -> Dataset:
    """Return one dataset of several, in order."""
    parts = list(parts)
    return Dataset(
        articles=[article for part in parts for article in part.articles],
        labels=[label for part in parts for label in part.labels],
        hard=[hard for part in parts for hard in part.hard],
        weights=[weight for part in parts for weight in part.weights],
        rejected=[rejected for part in parts for rejected in part.rejected],
    )


def read_labelled(records: Iterable[Record | Rejected], columns: Columns, *, weight: float = 1.0) -> Dataset:
    """Return the labelled articles among ``records``; what cannot be used is kept as rejected.

    :param weight: how much each of them counts in training.
    """
    articles, labels, hard, rejected = [], [], [], []
    for record in records:
        if isinstance(record, Rejected):
            rejected.append(record)
            continue
        try:
            article = columns.article(record.fields)
            label = record.fields.get(columns.label)
            if not isinstance(label, str) or not label.strip():
                raise RecordError(f"field {columns.label!r} holds no label.", "Name it with --label-field.")
        except RecordError as error:
            rejected.append(Rejected(record.where, str(error), dict(record.fields)))
            continue
        articles.append(article)
        labels.append(label.strip())
        hard.append(record.fields.get("hard") in (True, "true", "True", "1", 1))
    return Dataset(articles, labels, hard, [weight] * len(articles), rejected)
