"""Recipes: a TOML file that says everything a training run needs; unknown keys are refused with their place.

.. code-block:: toml

   notes = "..."          # optional: goes into the model card

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

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from nlp.classify.dataset import Dataset, label_by_folder, merge, read_labelled
from nlp.classify.train import TrainOptions
from nlp.errors import DataError
from nlp.formats.record import Columns, Record, Rejected
from nlp.formats.source import read_source

_SECTIONS = {"options", "data", "test", "notes"}
_DATA_KEYS = {"path", "weight", "labels", "format"}


@dataclass(frozen=True)
class Recipe:
    """What a recipe file asks for.

    :param data: what to train on.
    :param tests: named sets to judge the model on.
    :param notes: Markdown for the model card.
    """

    options: TrainOptions
    data: Dataset
    tests: Mapping[str, Dataset]
    notes: str = ""


def read_recipe(path: Path, columns: Columns) -> Recipe:
    """Read a recipe and the data it names.

    :raises DataError: if it is not TOML, has unknown keys or values of a wrong type.
    :raises InputError: if a file that it names is missing.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{path}: the recipe cannot be read: {error}.", "See: bantin train --help") from error
    _refuse_unknown(content, _SECTIONS, str(path))
    options = read_options(content.get("options", {}), f"{path} [options]")
    sets = {
        kind: [_read_set(entry, path, f"{path} [[{kind}]]", kind) for entry in content.get(kind, [])]
        for kind in ("data", "test")
    }
    tests = zip((entry["name"] for entry in content.get("test", [])), sets["test"], strict=True)
    return Recipe(
        options,
        merge(dataset(entry, columns) for entry in sets["data"]),
        {name: dataset(entry, columns) for name, entry in tests},
        str(content.get("notes", "")),
    )


def read_options(values: Mapping[str, Any], where: str) -> TrainOptions:
    """Return training options from plain values.

    :param where: the place of the values, for messages.
    :raises DataError: if a name is unknown or a value has the wrong type.
    """
    types = {field.name: type(field.default) for field in fields(TrainOptions)}
    _refuse_unknown(values, set(types), where)
    for name, value in values.items():
        wanted = types[name]
        if not isinstance(value, wanted) and not (wanted is float and type(value) is int):
            raise DataError(f"{where}: {name} is {value!r}, not of type {wanted.__name__}.", "Correct the value.")
    return TrainOptions(**values)


def _refuse_unknown(values: Mapping[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(set(values) - known)
    if unknown:
        raise DataError(f"{where}: unknown key {unknown[0]!r}.", f"Known ones: {', '.join(sorted(known))}.")


def _read_set(entry: Mapping[str, Any], recipe: Path, where: str, kind: str) -> dict[str, Any]:
    required = {"path", "name"} if kind == "test" else {"path"}
    _refuse_unknown(entry, _DATA_KEYS | required, where)
    missing = sorted(required - set(entry))
    if missing:
        raise DataError(f"{where}: {missing[0]!r} is missing.", "Add it.")
    paths = {key: str(recipe.parent / entry[key]) for key in ("path", "labels") if key in entry}
    return {**entry, **paths}


def dataset(entry: Mapping[str, Any], columns: Columns) -> Dataset:
    """Return the labelled articles of one entry of a recipe."""
    records = read_source(entry["path"], entry.get("format"))
    if (folder := Path(entry["path"])).is_dir():
        records = label_by_folder(records, folder, columns)
    if "labels" in entry:
        records = _with_labels(records, entry["labels"], columns)
    return read_labelled(records, columns, weight=float(entry.get("weight", 1.0)))


def _with_labels(records: Iterator[Record | Rejected], path: str, columns: Columns) -> Iterator[Record | Rejected]:
    """Yield the records whose id stands in a file of labels, with what that file says of them."""
    labels = {
        str(record.fields.get(columns.id)): record.fields for record in read_source(path) if isinstance(record, Record)
    }
    for record in records:
        if isinstance(record, Record) and (found := labels.get(str(record.fields.get(columns.id)))):
            yield Record(record.where, {**record.fields, **found})
