"""Labelled articles are read from records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from nlp.article import nfc
from nlp.datasets.dataset import Dataset
from nlp.errors import RecordError
from nlp.formats.record import Columns, Record, Rejected
from nlp.formats.source import read_source

_LABEL_LENGTH = 100


_TRUE = frozenset({"true", "1", "1.0", "x", "yes"})


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
