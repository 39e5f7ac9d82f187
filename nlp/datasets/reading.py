"""Reading labelled articles: from records, files and folders.

Invariant: a record that cannot be used is kept as rejected, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, Struct

from nlp.datasets.dataset import Dataset, clean_label
from nlp.errors import RecordError
from nlp.formats.record import Columns, Record, Rejected, checked
from nlp.formats.source import read_source

_LONGEST_LABEL = 100
_TRUE = frozenset({"true", "1", "1.0", "x", "yes"})  # spreadsheets write a tick in all these ways

NonBlank = Annotated[str, Meta(pattern=r"\S")]
"""Text that is not empty."""


class LabelledSource(Struct, frozen=True, forbid_unknown_fields=True):
    """Where labelled articles are read from.

    :param path: a file, a folder (each sub-folder may be a label), a URL, or ``-`` for standard input.
    :param format: format of the files, None to go by their names.
    :param weight: how much each article counts in training; with 0 it is only judged, for calibration.
    :param labels: source of labels by article id; only the articles that it names are read then.
    :param stratum: field whose value names the part of a feed that an article was drawn from.
    :param stands_for: by value of that field, how many articles of the feed each article stands for; those of another
        value stand for none.
    """

    path: NonBlank
    format: NonBlank | None = None
    weight: Annotated[float, Meta(ge=0, le=1e6)] = 1.0
    labels: NonBlank | None = None
    stratum: NonBlank | None = None
    stands_for: dict[str, Annotated[float, Meta(ge=0, le=1e9)]] = {}


def read_labelled(
    records: Iterable[Record | Rejected],
    columns: Columns,
    *,
    weight: float = 1.0,
    stratum: str | None = None,
    stands_for: Mapping[str, float] | None = None,
) -> Dataset:
    """Return the labelled articles among ``records``; those that cannot be used are kept as rejected.

    :param weight: how much each article counts in training.
    :param stratum: see :class:`LabelledSource`, as ``stands_for``.
    """
    articles, labels, hard, strata, rejected = [], [], [], [], []
    for record in records:
        if isinstance(record, Rejected):
            rejected.append(record)
            continue
        try:
            article = columns.article(record.fields)
            label = read_label(record.fields, columns)
            if not any(map(str.isalnum, article.document)):
                raise RecordError("it contains no word.")
        except RecordError as error:
            rejected.append(Rejected(record.where, str(error), dict(record.fields)))
            continue
        articles.append(article)
        labels.append(label)
        hard.append(str(record.fields.get("hard")).strip().casefold() in _TRUE)
        strata.append(str(record.fields.get(stratum or "")))
    counts = [stands_for.get(name, 0.0) for name in strata] if stands_for else ()
    return Dataset(articles, labels, hard, [weight] * len(articles), rejected, counts)


def read_label(fields: Mapping[str, Any], columns: Columns) -> str:
    """Return the label of a record, as :func:`clean_label` writes it; a whole number is a label too.

    A list of one label, as doccano exports it, is that label; in an export of Label Studio it is the first choice.

    :raises RecordError: if the field holds no label, or several.
    """
    name, label = columns.label, columns.label_of(fields)
    if label is None:
        label = _annotated(fields)
    if isinstance(label, list):
        label = _only(label, name)
    if isinstance(label, int) and not isinstance(label, bool):
        label = str(label)
    if isinstance(label, str):
        label = clean_label(label)
    if label is None or label == "":
        raise RecordError(f"field {name!r} holds no label.", "Name it with --label-field.")
    if not isinstance(label, str):
        raise RecordError(f"field {name!r} holds {type(label).__name__}, not a label.", "Write labels as strings.")
    if len(label) > _LONGEST_LABEL:
        raise RecordError(f"field {name!r} holds a text of {len(label):,} characters, not a label.")
    return label


def _only(labels: list[Any], name: str) -> Any:
    if len(labels) > 1:
        shown = ", ".join(map(str, labels))[:_LONGEST_LABEL]
        raise RecordError(f"field {name!r} holds {len(labels)} labels: {shown}.", "Give every article one label.")
    return labels[0] if labels else None


def _annotated(fields: Mapping[str, Any]) -> Any:
    """Return the choices of a task of Label Studio; None if the record is none."""
    try:
        results = [result for annotation in fields["annotations"] for result in annotation["result"]]
        return [choice for result in results for choice in result["value"].get("choices", ())]
    except (KeyError, TypeError, AttributeError):
        return None


def label_by_folder(records: Iterable[Record | Rejected], root: Path, columns: Columns) -> Iterator[Record | Rejected]:
    """Yield the records of a folder; a text or HTML file in a sub-folder gets the name of that sub-folder as label.

    A record that has a label of its own keeps it.

    :param root: the folder that the records were read from.
    """
    for record in records:
        if isinstance(record, Record) and columns.label_of(record.fields) is None:
            file = Path(record.where)
            parts = file.relative_to(root).parts if file.is_relative_to(root) and file.is_file() else ()
            if len(parts) > 1:
                yield Record(record.where, {**record.fields, columns.label: clean_label(parts[0])})
                continue
        yield record


def read_dataset(source: LabelledSource, columns: Columns | None = None) -> Dataset:
    """Read the labelled articles of a source.

    :raises InputError: if there is no such source.
    """
    columns = columns or Columns()
    records = read_source(source.path, source.format)
    if (folder := Path(source.path)).is_dir():
        records = label_by_folder(records, folder, columns)
    if source.labels is not None:
        records = _with_labels(records, source.labels, columns)
    usable = checked(records, columns)
    return read_labelled(usable, columns, weight=source.weight, stratum=source.stratum, stands_for=source.stands_for)


def _with_labels(records: Iterator[Record | Rejected], path: str, columns: Columns) -> Iterator[Record | Rejected]:
    """Yield the records that a file of labels names by id, with the fields of that file added."""
    fields_by_id = {
        str(record.fields.get(columns.id)): record.fields for record in read_source(path) if isinstance(record, Record)
    }
    for record in records:
        if isinstance(record, Record) and (added := fields_by_id.get(str(record.fields.get(columns.id)))):
            yield Record(record.where, {**record.fields, **added})
