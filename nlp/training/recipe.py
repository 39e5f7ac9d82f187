"""Recipes: a TOML file that says everything a training run needs; unknown keys are refused with their place.

.. code-block:: toml

   notes = "..."          # optional: goes into the model card
   search = "quick"       # optional: none (as when it is missing), quick or full; see nlp.training.search
   test_from = 2026-06-01 # optional: articles published from this day on are not learnt from, but judged
   expect = {other = 0.93, governance = 0.04}  # optional: shares of labels where the model will be used
   feed = "feed.jsonl"    # optional, instead of expect: unlabelled articles to estimate these shares from

   [options]              # any field of TrainOptions
   min_df = 3

   [[data]]               # one or more; paths are relative to the recipe
   path = "new.jsonl"
   weight = 0.5           # optional: how much each article counts
   labels = "labels.jsonl"  # optional: take labels from here by id, and only the articles named there

   [[test]]               # any number: judged after training, shown in the model card
   name = "last month"
   path = "august.jsonl"
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from nlp.article import nfc
from nlp.classify.features import TitleAndText
from nlp.datasets.dataset import Dataset, day_of, merge
from nlp.datasets.reading import dataset
from nlp.errors import DataError, RecordError
from nlp.formats.record import Columns, Record
from nlp.formats.source import read_source
from nlp.training.options import CHOICES, LIMITS, TrainOptions

_KINDS: dict[str, type | tuple[type, ...]] = {
    "options": dict, "data": list, "test": list,
    "notes": str, "search": str, "test_from": (str, date), "expect": dict, "feed": str,
}  # fmt: skip
_LARGEST_FEED = 20_000
_LARGEST_WEIGHT = 1e6
_DATA_KEYS = {"path", "weight", "labels", "format"}


@dataclass(frozen=True)
class Recipe:
    """What a recipe file asks for.

    :param data: what to train on.
    :param tests: named sets to judge the model on.
    :param notes: Markdown for the model card.
    :param search: how long to search for better options, one of :data:`nlp.training.search.SEARCHES`.
    :param test_from: day from which on articles of ``data`` are a test, see :func:`split_by_date`.
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


def split_by_date(recipe: Recipe) -> Recipe:
    """Return the recipe with the articles published from ``test_from`` on as one more test, not to be trained on.

    :raises DataError: if none would be left on either side.
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
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{path}: the recipe cannot be read: {error}.", "See: bantin train --help") from error
    _refuse_unknown(content, set(_KINDS), str(path))
    for name, value in content.items():
        if not isinstance(value, _KINDS[name]):
            raise DataError(f"{path}: {name} is {value!r}, which it cannot be.", "See: bantin train --help")
    options = read_options(content.get("options", {}), f"{path} [options]")
    sets = {
        kind: [_read_set(entry, path, f"{path} [[{kind}]]", kind) for entry in content.get(kind, [])]
        for kind in ("data", "test")
    }
    names = [entry["name"] for entry in content.get("test", [])]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise DataError(f"{path}: two tests are called {repeated[0]!r}.", "Give each a name of its own.")
    tests = zip(names, sets["test"], strict=True)
    return Recipe(
        options,
        merge(dataset(entry, columns) for entry in sets["data"]),
        {name: dataset(entry, columns) for name, entry in tests},
        content.get("notes", ""),
        content.get("search", "none"),
        read_day(content["test_from"]) if "test_from" in content else None,
        _numbers(content["expect"], f"{path} expect") if "expect" in content else None,
        str(path.parent / content["feed"]) if "feed" in content else None,
    )


def read_day(value: str | date) -> date:
    """Return a day written as ``2026-06-01``.

    :raises DataError: if it is written in another way.
    """
    day = day_of(str(value))
    if day is None:
        raise DataError(f"{value!r} is no day.", "Write it like 2026-06-01.")
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
            raise DataError(f"{part.strip()!r} is no expected share.", "Write it like other=0.93,governance=0.04.")
    return _shares_of(shares, "--expect")


def _numbers(values: Mapping[str, Any], where: str) -> dict[str, float]:
    for name, value in values.items():
        if type(value) not in (int, float):
            raise DataError(f"{where}: {name} is {value!r}, not a number.", "Correct the value.")
    return _shares_of([(name, float(value)) for name, value in values.items()], where)


def _shares_of(given: list[tuple[str, float]], where: str) -> dict[str, float]:
    """Return shares by label, the labels in the Unicode form that labels of articles have."""
    shares: dict[str, float] = {}
    for name, share in given:
        label = nfc(name).strip()
        if label in shares:
            raise DataError(f"{where}: {label!r} is given twice.", "Give each label one share.")
        shares[label] = share
    return shares


def read_feed(path: str, columns: Columns, seed: int) -> list[TitleAndText]:
    """Return title and text of at most 20,000 articles of a feed, drawn at random when it holds more.

    :raises InputError: if there is no such source.
    """
    generator = random.Random(seed)
    drawn: list[TitleAndText] = []
    seen = 0
    for record in read_source(path):
        try:
            article = columns.article(record.fields) if isinstance(record, Record) else None
        except RecordError:
            article = None  # what cannot be read will not be labelled either
        if article is None:
            continue
        seen += 1
        if len(drawn) < _LARGEST_FEED:
            drawn.append((article.title, article.text))
        elif (place := generator.randrange(seen)) < _LARGEST_FEED:
            drawn[place] = (article.title, article.text)
    return drawn


def read_options(values: Mapping[str, Any], where: str) -> TrainOptions:
    """Return training options from plain values.

    :param where: the place of the values, for messages.
    :raises DataError: if a name is unknown, or a value has the wrong type or is out of range.
    """
    types = {field.name: type(field.default) for field in fields(TrainOptions)}
    _refuse_unknown(values, set(types), where)
    for name, value in values.items():
        wanted = types[name]
        if not _is_a(value, wanted):
            raise DataError(f"{where}: {name} is {value!r}, not of type {wanted.__name__}.", "Correct the value.")
        if name in CHOICES and value not in CHOICES[name]:
            raise DataError(f"{where}: unknown {name} {value!r}.", f"Use {' or '.join(CHOICES[name])}.")
        if name in LIMITS:
            least, most = LIMITS[name]
            if not least <= value <= most:
                raise DataError(f"{where}: {name} is {value}.", f"Give a value from {least:,.10g} to {most:,.10g}.")
    return TrainOptions(**values)


def _is_a(value: Any, wanted: type) -> bool:
    """Return whether a value has a type; whole numbers pass for fractions, but true (an int in Python) for none."""
    return type(value) is wanted or (wanted is float and type(value) is int)


def _refuse_unknown(values: Mapping[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(set(values) - known)
    if unknown:
        raise DataError(f"{where}: unknown key {unknown[0]!r}.", f"Known ones: {', '.join(sorted(known))}.")


def _read_set(entry: Any, recipe: Path, where: str, kind: str) -> dict[str, Any]:
    required = {"path", "name"} if kind == "test" else {"path"}
    if not isinstance(entry, dict):
        raise DataError(f"{where} holds {entry!r}.", f'Write [[{kind}]], and under it: path = "..."')
    _refuse_unknown(entry, _DATA_KEYS | required, where)
    missing = sorted(required - set(entry))
    if missing:
        raise DataError(f"{where}: {missing[0]!r} is missing.", "Add it.")
    for name, value in entry.items():
        if name == "weight":
            if type(value) not in (int, float) or not 0 < value <= _LARGEST_WEIGHT:
                raise DataError(f"{where}: weight is {value!r}.", "Give a number above 0, like 0.5.")
        elif not isinstance(value, str) or not value.strip():
            raise DataError(f"{where}: {name} is {value!r}.", "Write it as a text in quotation marks.")
    paths = {key: str(recipe.parent / entry[key]) for key in ("path", "labels") if key in entry}
    return {**entry, **paths}
