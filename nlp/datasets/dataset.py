"""Articles with their labels, and what can be derived from them: subsets, days, fingerprints."""

from __future__ import annotations

import hashlib
import re
import unicodedata
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
from nlp.classify.fields import counted_fields, ignored_spans
from nlp.errors import DataError
from nlp.formats.record import Rejected

MOST_SHOWN = 5
"""A message lists this many names and says how many more there are."""

_SHEET_DATE = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)")


@dataclass(frozen=True)
class Dataset:
    """Articles with their labels.

    :param labels: the label of each article.
    :param hard: for each article, whether whoever labelled it was in doubt.
    :param weights: how much each article counts in training; one of 0 is not learnt, only judged out of fold.
    :param rejected: the records that could not be used.
    :param stands_for: how many articles of a feed each stands for, by which confidence is calibrated; empty if all
        articles count the same.
    """

    articles: Sequence[Article]
    labels: Sequence[str]
    hard: Sequence[bool]
    weights: Sequence[float]
    rejected: Sequence[Rejected] = field(default=(), repr=False)
    stands_for: Sequence[float] = ()

    def __len__(self) -> int:
        return len(self.articles)

    @cached_property
    def pairs(self) -> list[TitleAndText]:
        """Title and text of each article as a classifier counts them."""
        return [counted_fields(article, ignored_spans(article)) for article in self.articles]

    @property
    def label_counts(self) -> dict[str, int]:
        """Number of articles of each label, most frequent first."""
        return dict(Counter(self.labels).most_common())

    @cached_property
    def fingerprint(self) -> str:
        """sha256 over documents and labels, in order."""
        digest = hashlib.sha256()
        for article, label in zip(self.articles, self.labels, strict=True):
            digest.update(f"{label}\0{article.document}\0".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    @cached_property
    def texts_sha256(self) -> str:
        """sha256 over titles and texts, in order, and over what counts of them."""
        digest = hashlib.sha256()
        for article in self.articles:
            digest.update(f"{article.title}\0{article.text}\0".encode("utf-8", "surrogatepass"))
        for title, text in self.pairs:
            digest.update(f"{title}\0{text}\0".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def take(self, rows: Iterable[int]) -> Dataset:
        """Return the articles at the given positions, in the order given."""
        chosen = [int(row) for row in rows]
        return Dataset(
            articles=[self.articles[row] for row in chosen],
            labels=[self.labels[row] for row in chosen],
            hard=[self.hard[row] for row in chosen],
            weights=[self.weights[row] for row in chosen],
            stands_for=[self.stands_for[row] for row in chosen] if self.stands_for else (),
        )

    @property
    def is_hard(self) -> Bools:
        """The ``hard`` flags as an array, shape (n_articles,)."""
        return np.array(self.hard, dtype=bool)

    @property
    def sample_weights(self) -> Floats:
        """The weights as an array, shape (n_articles,)."""
        return np.array(self.weights, dtype=float)

    @property
    def is_learnt(self) -> Bools:
        """Whether each article is learnt, or only judged; shape (n_articles,)."""
        learnt: Bools = self.sample_weights > 0
        return learnt

    def encode(self, labels: Sequence[str]) -> Ints:
        """Return the position of each article's label in ``labels``, shape (n_articles,).

        :raises DataError: if an article has a label that is not among them.
        """
        position = {label: number for number, label in enumerate(labels)}
        unknown = sorted(set(self.labels) - set(position))
        if unknown:
            close = get_close_matches(unknown[0], labels, n=1)
            hint = f"Did you mean {close[0]!r}?" if close else f"Known labels: {first_few(labels)}."
            raise DataError(f"The data has a label {unknown[0]!r} that the model does not know.", hint)
        return np.array([position[label] for label in self.labels])

    @cached_property
    def dates(self) -> list[date | None]:
        """The day on which each article was published, None where ``published`` holds no day.

        Dates are read in ISO form and as spreadsheets in Vietnam write them (1/6/2026, the day first). If one date of
        the dataset can only have the month first, no date of the second form is read: it is ambiguous.
        """
        read = day_of if self._month_first else _day_in_sheet
        return [read(article.published) for article in self.articles]

    @cached_property
    def _month_first(self) -> str:
        """The first date with the month first (6/15/2026), as in America; empty if there is none."""
        for article in self.articles:
            match = _SHEET_DATE.match((article.published or "").strip())
            if match and int(match[1]) <= 12 < int(match[3]):
                return match[0]
        return ""

    def split_by_date(self, first: date) -> tuple[Dataset, Dataset]:
        """Return the articles published before a day or on an unknown day, and those published on it or later.

        :raises DataError: if one of the two is empty.
        """
        late = np.array([day is not None and day >= first for day in self.dates], dtype=bool)
        if late.any() and not late.all():
            return self.take(np.flatnonzero(~late)), self.take(np.flatnonzero(late))
        side = "before" if len(late) and late.all() else "on or after"
        raise self._cannot_split(f"{side} {first}")

    def _cannot_split(self, side: str) -> DataError:
        """Return the error for a split that leaves one side empty, with the dates that there are."""
        known = sorted(day for day in self.dates if day is not None)
        reasons = [f"the known dates are {known[0]} to {known[-1]}"] if known else []
        pairs = zip(self.articles, self.dates, strict=True)
        unread = [article.published for article, day in pairs if day is None and (article.published or "").strip()]
        if unread:
            example = repr(self._month_first or unread[0])
            reasons.append(f"{len(unread):,} are not written like 2026-06-01, for example {example}")
        return DataError(
            f"No article was published {side}: {', '.join(reasons) or 'no article has a date'}.",
            "Choose another day to split at." if known else "Check --published-field and how its dates are written.",
        )


def first_few(names: Sequence[str]) -> str:
    """Return the first few names for a message, and how many more there are."""
    rest = len(names) - MOST_SHOWN
    return ", ".join(names[:MOST_SHOWN]) + (f" and {rest:,} more" if rest > 0 else "")


def clean_label(label: str) -> str:
    """Return a label in NFC, with single spaces and without invisible characters.

    A zero-width space or a byte order mark, which web pages and spreadsheets leave in a cell, makes no other label.
    """
    visible = "".join(char for char in nfc(label) if char.isspace() or unicodedata.category(char) not in ("Cf", "Cc"))
    return " ".join(visible.split())


def plain_label(label: str) -> str:
    """Return a label without case, spaces, hyphens and underscores, in NFC: equal for two spellings of one label."""
    return "".join(char for char in nfc(label).casefold() if char not in " -_")


def day_of(published: str | None) -> date | None:
    """Return the day of an ISO date or date-time, whatever its time zone; None if it is neither."""
    try:
        return date.fromisoformat((published or "").strip()[:10])
    except ValueError:
        return None


def _day_in_sheet(published: str | None) -> date | None:
    """Return the day of a date in ISO form or with the day first, None if it is neither."""
    match = _SHEET_DATE.match((published or "").strip())
    return day_of(f"{match[4]}-{match[3]:0>2}-{match[1]:0>2}" if match else published)


def merge(parts: Iterable[Dataset]) -> Dataset:
    """Return several datasets as one, in order; if one of them stands for a feed, the others stand for nothing."""
    parts = list(parts)
    is_feed = any(part.stands_for for part in parts)
    return Dataset(
        articles=[article for part in parts for article in part.articles],
        labels=[label for part in parts for label in part.labels],
        hard=[hard for part in parts for hard in part.hard],
        weights=[weight for part in parts for weight in part.weights],
        rejected=[rejected for part in parts for rejected in part.rejected],
        stands_for=[n for part in parts for n in part.stands_for or [0.0] * len(part)] if is_feed else (),
    )
