"""Labelled data: read, checked, grouped by near-duplicates."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from nlp.article import Article, nfc
from nlp.classify.arrays import Bools, Floats, Ints
from nlp.classify.features import TitleAndText
from nlp.errors import DataError, RecordError
from nlp.formats.record import Columns, Record, Rejected
from nlp.text.dedup import near_duplicates

FEWEST_PER_LABEL = 10
"""A label needs this many articles: two for each of five folds."""

FEWEST_GROUPS = 5
"""And this many that are no near-duplicates: those stand in one fold together, and every fold needs some."""

_LABEL_LENGTH = 100
_LOOKED_AT = 50
_MOST_SHOWN = 5
_TRUE = frozenset({"true", "1", "1.0", "x", "yes"})
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

    def check_trainable(self) -> None:
        """Raise :class:`~nlp.errors.DataError` if no model can be trained on this."""
        counts = self.label_counts
        if len(counts) < 2:
            found = f"only {next(iter(counts))!r}" if counts else "none"
            hint = f" The first record left out, {_reason(self.rejected[0])}" if self.rejected else ""
            raise DataError(f"Training needs two labels or more; the data has {found}.{hint}", "Check --label-field.")
        one, other = _same_label(list(counts))
        if one:
            raise DataError(
                f"The labels {one!r} ({counts[one]:,} articles) and {other!r} ({counts[other]:,}) are one word.",
                "Spell them the same.",
            )
        rare = {label: count for label, count in counts.items() if count < FEWEST_PER_LABEL}
        if rare:
            shown = first_few([f"{label} ({count})" for label, count in rare.items()])
            close = get_close_matches(next(iter(rare)), [label for label in counts if label not in rare], n=1)
            hint = f" Is {next(iter(rare))!r} a misspelt {close[0]!r}?" if close else ""
            if len(rare) > _MOST_SHOWN:
                hint = " If these are no labels at all, check --label-field."
            raise DataError(
                f"A label needs {FEWEST_PER_LABEL} articles or more to train and judge: {shown}.",
                f"Add examples, or leave the label out.{hint}",
            )
        distinct = {label: self._distinct(label) for label in counts}
        alike = [
            f"{label} ({counts[label]:,} articles, {distinct[label]} distinct)"
            for label in counts
            if distinct[label] < FEWEST_GROUPS
        ]
        if alike:
            raise DataError(
                f"A label needs {FEWEST_GROUPS} articles or more that are no near-duplicates: {first_few(alike)}.",
                "Add other examples, or leave the label out.",
            )

    def _distinct(self, label: str) -> int:
        """Return how many groups of near-duplicates a label's articles make, or a number that is enough.

        Looks at its first articles as long as they are enough, since finding all groups takes time in large data.
        """
        documents = [
            article.document for article, given in zip(self.articles, self.labels, strict=True) if given == label
        ]
        size = _LOOKED_AT
        while (found := len(np.unique(near_duplicates(documents[:size])))) < FEWEST_GROUPS and size < len(documents):
            size *= 4
        return found


def _reason(rejected: Rejected) -> str:
    return f"{rejected.where}: {rejected.reason}"


def first_few(names: Sequence[str]) -> str:
    """Return the first few of the names for a message, and how many more there are."""
    rest = len(names) - _MOST_SHOWN
    return ", ".join(names[:_MOST_SHOWN]) + (f" and {rest:,} more" if rest > 0 else "")


def plain_label(label: str) -> str:
    """Return what two labels share that differ only in case, spaces, hyphens, underscores and Unicode form."""
    return "".join(char for char in nfc(label).casefold() if char not in " -_")


def _same_label(labels: Sequence[str]) -> tuple[str, str]:
    """Return two labels that are one by :func:`plain_label`; empty strings when none are."""
    seen: dict[str, str] = {}
    for label in labels:
        plain = plain_label(label)
        if plain in seen:
            return seen[plain], label
        seen[plain] = label
    return "", ""


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
            label = read_label(record.fields, columns.label)
            if not any(map(str.isalnum, article.document)):
                raise RecordError("there is not one word in it.")
        except RecordError as error:
            rejected.append(Rejected(record.where, str(error), dict(record.fields)))
            continue
        articles.append(article)
        labels.append(label)
        hard.append(str(record.fields.get("hard")).strip().casefold() in _TRUE)
    return Dataset(articles, labels, hard, [weight] * len(articles), rejected)


def read_label(fields: Mapping[str, Any], name: str) -> str:
    """Return the label of a record, in NFC and without spaces around it; a whole number is a label too.

    :param name: of the field that holds it.
    :raises RecordError: if it holds none.
    """
    label = fields.get(name)
    if isinstance(label, int) and not isinstance(label, bool):
        label = str(label)
    if label is None or (isinstance(label, str) and not label.strip()):
        raise RecordError(f"field {name!r} holds no label.", "Name it with --label-field.")
    if not isinstance(label, str):
        raise RecordError(f"field {name!r} holds {type(label).__name__}, not a label.", "Write labels as strings.")
    label = nfc(label).strip()
    if len(label) > _LABEL_LENGTH:
        raise RecordError(f"field {name!r} holds a text of {len(label):,} characters, not a label.")
    return label


def label_by_folder(records: Iterable[Record | Rejected], root: Path, columns: Columns) -> Iterator[Record | Rejected]:
    """Yield the records of a folder; a text or page file below a sub-folder takes that sub-folder's name as label.

    A record that has a label of its own keeps it.

    :param root: the folder that the records were read from.
    """
    for record in records:
        if isinstance(record, Record) and columns.label not in record.fields:
            file = Path(record.where)
            inside = file.relative_to(root).parts if file.is_relative_to(root) and file.is_file() else ()
            if len(inside) > 1:
                yield Record(record.where, {**record.fields, columns.label: nfc(inside[0])})
                continue
        yield record
