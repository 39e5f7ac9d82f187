"""Recipes: a TOML file that says everything a training run needs; unknown keys are refused with their place.

.. code-block:: toml

   notes = "..."          # optional: goes into the model card
   search = "quick"       # optional: none (the default), quick or full; see nlp.training.search
   test_from = 2026-06-01 # optional: articles published from this day on are a test instead of training data
   expect = {other = 0.93, governance = 0.04}  # optional: shares of labels where the model will be used
   feed = "feed.jsonl"    # optional, instead of expect: unlabelled articles to estimate these shares from

   [options]              # any field of TrainOptions
   min_df = 3

   [[data]]               # one or more; paths are relative to the recipe
   path = "new.jsonl"
   weight = 0.5           # optional: how much each article counts; with 0 it is judged only, for calibration
   stratum = "picked_by"  # optional: the field that names the part of a feed which an article was drawn from, and
   stands_for = {a = 4.9} # by its value how many articles of the feed each stands for: confidence is calibrated by that
   labels = "labels.jsonl"  # optional: take labels from here by id, and only the articles named there

   [[test]]               # any number: the model is judged on it after training; its card shows the figures
   name = "last month"
   path = "august.jsonl"
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct, structs

from nlp.article import nfc
from nlp.classify.features import TitleAndText
from nlp.datasets.dataset import Dataset, day_of, merge
from nlp.datasets.reading import LabelledSource, NonBlank, read_dataset
from nlp.errors import DataError, RecordError
from nlp.formats.record import Columns, Record
from nlp.formats.source import read_source
from nlp.training.options import Effort, TrainOptions, check

_LARGEST_FEED = 20_000


@dataclass(frozen=True)
class Recipe:
    """What a recipe file asks for, with its data.

    :param data: the articles to train on.
    :param tests: sets to judge the model on, by name.
    :param notes: Markdown for the model card.
    :param search: how long to search for better options, one of :data:`nlp.training.search.SEARCHES`.
    :param test_from: the day from which on articles of ``data`` are a test, see :func:`split_by_date`.
    :param expect: shares of labels where the model will be used.
    :param feed: source of unlabelled articles to estimate these shares from.
    """

    options: TrainOptions
    data: Dataset
    tests: Mapping[str, Dataset]
    notes: str = ""
    search: str = "none"
    test_from: date | None = None
    expect: Mapping[str, float] | None = None
    feed: str | None = None


class _TestSource(LabelledSource, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An entry of ``[[test]]``."""

    name: NonBlank


class _RecipeFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The keys of a recipe file; see the docstring of this module."""

    options: TrainOptions = TrainOptions()
    data: tuple[LabelledSource, ...] = ()
    test: tuple[_TestSource, ...] = ()
    notes: str = ""
    search: Effort = "none"
    test_from: date | None = None
    expect: dict[str, Annotated[float, Meta(gt=0, lt=1)]] = {}
    feed: NonBlank | None = None


def split_by_date(recipe: Recipe) -> Recipe:
    """Return the recipe with the articles published from ``test_from`` on as one more test instead of training data.

    :raises DataError: if no article is left on one of the two sides.
    """
    if recipe.test_from is None:
        return recipe
    data, late = recipe.data.split_by_date(recipe.test_from)
    return replace(
        recipe,
        data=replace(data, rejected=recipe.data.rejected),
        tests={f"articles published from {recipe.test_from} on": late, **recipe.tests},
        test_from=None,
    )


def read_recipe(path: Path, columns: Columns) -> Recipe:
    """Read a recipe and the data it names.

    :raises DataError: if it is not TOML, has unknown keys, values of a wrong type or out of range, or two tests of one
        name.
    :raises InputError: if a file that it names is missing.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(f"{path}: the recipe cannot be read: {error}.", "Check the path and the file.") from error
    file = check(content, _RecipeFile, str(path))
    names = [test.name for test in file.test]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise DataError(f"{path}: two tests are called {repeated[0]!r}.", "Give each a name of its own.")
    return Recipe(
        file.options,
        merge(read_dataset(_from_folder(source, path.parent), columns) for source in file.data),
        {test.name: read_dataset(_from_folder(test, path.parent), columns) for test in file.test},
        file.notes,
        file.search,
        file.test_from,
        _by_label(list(file.expect.items()), f"{path} [expect]") if file.expect else None,
        str(path.parent / file.feed) if file.feed else None,
    )


def _from_folder(source: LabelledSource, folder: Path) -> LabelledSource:
    """Return a source whose paths were relative to a folder."""
    labels = None if source.labels is None else str(folder / source.labels)
    return structs.replace(source, path=str(folder / source.path), labels=labels)


def read_day(value: str) -> date:
    """Return a day written as ``2026-06-01``.

    :raises DataError: if it is written in another way.
    """
    day = day_of(value)
    if day is None:
        raise DataError(f"{value!r} is not a date.", "Write it like 2026-06-01.")
    return day


def parse_shares(text: str) -> dict[str, float]:
    """Return the shares of ``other=0.93,governance=0.04``.

    :raises DataError: if it is written in another way, or names a label twice.
    """
    shares = []
    for part in text.split(","):
        label, equals, value = part.partition("=")
        try:
            shares.append((label, float(value)))
        except ValueError:
            equals = ""
        if not equals:
            raise DataError(f"--expect: {part.strip()!r} is no share.", "Write it like other=0.93,governance=0.04.")
    return _by_label(shares, "--expect")


def _by_label(given: list[tuple[str, float]], where: str) -> dict[str, float]:
    """Return shares by label, with the labels in NFC as those of the articles are."""
    shares: dict[str, float] = {}
    for name, share in given:
        label = nfc(name).strip()
        if label in shares:
            raise DataError(f"{where}: {label!r} is given twice.", "Give each label one share.")
        shares[label] = share
    return shares


def read_feed(path: str, columns: Columns, seed: int) -> list[TitleAndText]:
    """Return title and text of the articles of a feed: all of them, or 20,000 drawn at random from a larger feed.

    :raises InputError: if there is no such source.
    """
    generator = random.Random(seed)
    drawn: list[TitleAndText] = []
    seen = 0
    for record in read_source(path):
        try:
            article = columns.article(record.fields) if isinstance(record, Record) else None
        except RecordError:
            article = None  # it would not be labelled either
        if article is None:
            continue
        seen += 1
        if len(drawn) < _LARGEST_FEED:  # Vitter's algorithm R
            drawn.append((article.title, article.text))
        elif (place := generator.randrange(seen)) < _LARGEST_FEED:
            drawn[place] = (article.title, article.text)
    return drawn
