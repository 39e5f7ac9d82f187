"""Labelled data: read, checked, grouped by near-duplicates."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property

import numpy as np

from nlp.article import Article, nfc
from nlp.classify.arrays import Bools, Floats, Ints
from nlp.classify.features import TitleAndText
from nlp.errors import DataError
from nlp.formats.record import Rejected
from nlp.text.dedup import near_duplicates

MOST_SHOWN = 5
"""So many names stand in a message; of the others it says how many there are."""

_SHEET_DATE = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)")


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
            hint = f"Did you mean {close[0]!r}?" if close else f"Known labels: {first_few(labels)}."
            raise DataError(f"The data has a label {unknown[0]!r} that the model does not know.", hint)
        return np.array([place[label] for label in self.labels])

    @cached_property
    def dates(self) -> list[date | None]:
        """The day on which each article was published, None where its ``published`` says none.

        Beside ISO dates, those of a spreadsheet in Vietnam are read (1/6/2026, the day first), unless one of them can
        only have the month first: then it is not known what the others mean.
        """
        read = day_of if self._month_first else _day_in_sheet
        return [read(article.published) for article in self.articles]

    @cached_property
    def _month_first(self) -> str:
        """A date that is written as in America (6/15/2026), empty when there is none."""
        for article in self.articles:
            found = _SHEET_DATE.match((article.published or "").strip())
            if found and int(found[1]) <= 12 < int(found[3]):
                return found[0]
        return ""

    def split_by_date(self, first: date) -> tuple[Dataset, Dataset]:
        """Return the articles published before a day or on no known day, and those published on it or later.

        :raises DataError: if one of the two is empty.
        """
        late = np.array([day is not None and day >= first for day in self.dates], dtype=bool)
        if late.any() and not late.all():
            return self.take(np.flatnonzero(~late)), self.take(np.flatnonzero(late))
        known = sorted(day for day in self.dates if day is not None)
        found = [f"the dates known are {known[0]} to {known[-1]}"] if known else []
        pairs = zip(self.articles, self.dates, strict=True)
        unread = [article.published for article, day in pairs if day is None and (article.published or "").strip()]
        if unread:
            found.append(f"{len(unread):,} are not written like 2026-06-01, as {self._month_first or unread[0]!r}")
        side = "before" if len(late) and late.all() else "on or after"
        raise DataError(
            f"No article was published {side} {first}: {', '.join(found) or 'no article says when it was published'}.",
            "Choose another day to split at." if known else "Check --published-field, and how its dates are written.",
        )


def first_few(names: Sequence[str]) -> str:
    """Return the first few of the names for a message, and how many more there are."""
    rest = len(names) - MOST_SHOWN
    return ", ".join(names[:MOST_SHOWN]) + (f" and {rest:,} more" if rest > 0 else "")


def plain_label(label: str) -> str:
    """Return what two labels share that differ only in case, spaces, hyphens, underscores and Unicode form."""
    return "".join(char for char in nfc(label).casefold() if char not in " -_")


def day_of(published: str | None) -> date | None:
    """Return the day of an ISO date or date-time as it is written, None if it is neither."""
    try:
        return date.fromisoformat((published or "").strip()[:10])
    except ValueError:
        return None


def _day_in_sheet(published: str | None) -> date | None:
    """Return the day of a date in ISO form or with the day first, None if it is neither."""
    found = _SHEET_DATE.match((published or "").strip())
    return day_of(f"{found[4]}-{found[3]:0>2}-{found[1]:0>2}" if found else published)


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
