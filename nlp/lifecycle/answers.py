"""Labels that a person typed into a sheet: checked, and merged into training data.

A row is recognized by its key, because spreadsheets change numbers and dates but not such a word. The other fields of
its record are in a file beside the sheet.

Invariant: every row of the sheet is counted once in the :class:`Merge`, and no record of the data is lost.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from nlp.article import Article
from nlp.datasets.dataset import clean_label, first_few, plain_label
from nlp.datasets.reading import read_label
from nlp.errors import InputError, RecordError
from nlp.formats.atomic import creating_file
from nlp.formats.jsonl import dump_line
from nlp.formats.record import Columns, Record, Rejected
from nlp.formats.sheet import CUT, unguard
from nlp.formats.source import read_source, sniff_format
from nlp.formats.storage import open_raw, plain_path

SHEET = ("title", "text", "id", "key")
"""Columns of an article, in a sheet of any kind."""

_DOUBT = "?"  # behind a label that was given in doubt


@dataclass
class Merge:
    """Counts of the rows of a sheet, by what they were merged into.

    :param added: rows that became new records.
    :param relabelled: rows that changed the label of a record in the data.
    :param known: rows whose article the data has already, with the same label.
    :param unlabelled: rows without a label.
    :param rejected: rejected rows, and unreadable records of the data.
    :param kept: records of the data that were written unchanged.
    :param bare: added records that have only the fields of the sheet.
    :param by_label: added and relabelled rows by their label.
    """

    added: int = 0
    relabelled: int = 0
    known: int = 0
    unlabelled: int = 0
    rejected: int = 0
    kept: int = 0
    bare: int = 0
    by_label: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Answer:
    """A labelled row.

    :param where: the place of the row, for messages.
    :param fields: of the record that the row was made from.
    :param hard: whether the label was given in doubt.
    :param is_bare: whether that record was not found, so that ``fields`` are those of the sheet.
    """

    where: str
    fields: Mapping[str, Any]
    label: str
    hard: bool
    is_bare: bool = False

    def record(self, columns: Columns) -> dict[str, Any]:
        """Return the record with its label."""
        given = {name: value for name, value in self.fields.items() if name != "hard"}
        return {**given, columns.label: self.label, **({"hard": True} if self.hard else {})}


def key_of(article: Article) -> str:
    """Return the key of an article; it does not depend on case and spaces."""
    words = " ".join(article.document.casefold().split())
    return "k" + hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def records_path(sheet: str) -> Path:
    """Return the path of the records behind a sheet."""
    return Path(f"{sheet}.records.jsonl")


def write_records(
    sheet: str, records: Iterable[Mapping[str, Any]], labels: Iterable[str], *, overwrite: bool = False
) -> None:
    """Write the records behind a sheet: a line with the known labels, then one line per record.

    :param records: each with its ``key`` and ``fields``.
    :param overwrite: whether they may take the place of a file.
    :raises OutputError: if they cannot be written.
    """
    with creating_file(records_path(sheet), overwrite=overwrite) as stream:
        stream.write(dump_line({"labels": list(labels)}))
        for record in records:
            stream.write(dump_line(dict(record)))


class Answers:
    """The rows of a sheet with a person's labels.

    :param sheet: path of the sheet.
    :param columns: names of the fields in the records behind it.
    :param labels: allowed labels besides those that the sheet suggests and those in the records file.
    :param records: path of the records behind it, if it is not that of :func:`records_path`.
    :raises InputError: if the file is no such sheet, or ``records`` holds no records of a sheet.
    """

    def __init__(self, sheet: str, columns: Columns, labels: Iterable[str] = (), records: str | None = None) -> None:
        self._columns = columns
        self._labels = dict.fromkeys(map(clean_label, labels))
        self._fields: dict[str, Mapping[str, Any]] = {}
        self.rows = _rows(sheet)
        for row in self.rows:
            if isinstance(row, Record) and not {"label", "key"} <= set(_cells(row)):
                present = ", ".join(map(repr, row.fields))
                raise InputError(
                    f"{sheet}: lacks the column 'label' or 'key'. It has {present}.",
                    "Give a sheet that bantin review export or bantin audit wrote.",
                )
        if records is not None or records_path(sheet).exists():
            self._read_records(records or str(records_path(sheet)))
        if records is not None and not self._fields:
            raise InputError(
                f"{records}: holds no records of a sheet.", "Give the .records.jsonl file that review export wrote."
            )
        for row in self.rows:
            if isinstance(row, Record):
                cells = _cells(row)
                shown = filter(None, (cells.get("suggested"), cells.get("given")))
                self._labels.update(dict.fromkeys(map(clean_label, shown)))

    def _read_records(self, path: str) -> None:
        """Read what :func:`write_records` wrote."""
        for record in read_source(path, "jsonl"):
            if isinstance(record, Record) and "labels" in record.fields:
                self._labels.update(dict.fromkeys(map(clean_label, record.fields["labels"])))
            elif isinstance(record, Record) and isinstance(record.fields.get("fields"), dict):
                self._fields[str(record.fields.get("key"))] = record.fields["fields"]

    def check(self, merge: Merge, reject: Callable[[Rejected], None]) -> dict[str, Answer]:
        """Return the labelled rows by the key of their article; ``merge`` counts the others.

        A label is recognized in any case; a question mark behind it says that it was given in doubt.

        :param reject: takes each row that cannot be used, with the reason.
        """
        answers: dict[str, Answer] = {}
        for row in self.rows:
            try:
                if isinstance(row, Rejected):
                    raise RecordError(row.reason)
                cells = _cells(row)
                if not clean_label(cells["label"]).strip(f"{_DOUBT} "):
                    merge.unlabelled += 1
                    continue
                answer = self._answer(row.where, cells)
                key = key_of(self._columns.article(answer.fields))
                if key in answers and answers[key].label != answer.label:
                    raise RecordError(f"the article has the label {answers[key].label!r} in another row of the sheet.")
                merge.known += key in answers
                answers.setdefault(key, answer)
            except RecordError as error:
                merge.rejected += 1
                raw = row.raw if isinstance(row, Rejected) else dict(row.fields)
                reject(Rejected(row.where, str(error), raw))
        return answers

    def _answer(self, where: str, cells: Mapping[str, str]) -> Answer:
        given = clean_label(cells["label"])
        label = self._label(given.rstrip(f"{_DOUBT} "))
        is_bare = cells["key"] not in self._fields
        return Answer(where, self._record(cells), label, given.endswith(_DOUBT), is_bare)

    def _label(self, given: str) -> str:
        """Return the known label that was meant: people type labels with capitals, spaces and hyphens."""
        plain = {plain_label(label): label for label in self._labels}
        if given in self._labels:
            return given
        if plain_label(given) in plain:
            return plain[plain_label(given)]
        close = get_close_matches(plain_label(given), plain, n=1)
        hint = f"Did you mean {plain[close[0]]!r}?" if close else f"Known labels: {first_few(list(self._labels))}."
        raise RecordError(f"unknown label {given!r}.", f"{hint} Allow a new one with --new-label.")

    def _record(self, cells: Mapping[str, str]) -> Mapping[str, Any]:
        """Return the fields of the record behind a row, or those that the row itself has."""
        if cells["key"] in self._fields:
            return self._fields[cells["key"]]
        columns = self._columns
        names = {"title": columns.title, "text": columns.text, "id": columns.id}
        fields = {names[name]: cells[name] for name in names if cells.get(name)}
        article = columns.article(fields)
        if key_of(article) == cells["key"]:
            return fields
        why = "was cut for the sheet" if article.document.endswith(CUT) else "is not the one that was exported"
        raise RecordError(f"the text {why}.", "Give the .records.jsonl file of the sheet with --records.")


def merge_answers(
    answers: Answers,
    data: Iterable[Record | Rejected],
    columns: Columns,
    merge: Merge,
    reject: Callable[[Rejected], None],
    *,
    replace: bool = False,
) -> Iterator[dict[str, Any]]:
    """Yield the records of ``data``, then the new ones of a sheet; ``merge`` counts the rows.

    :param data: articles that were labelled before.
    :param reject: takes rows that cannot be used, and records of ``data`` that cannot be read.
    :param replace: whether a label in the sheet replaces the one in ``data``.
    """
    new = answers.check(merge, reject)
    seen: set[str] = set()
    for record in data:
        if isinstance(record, Rejected):
            merge.rejected += 1
            reject(record)
            continue
        fields = dict(record.fields)
        try:
            key = key_of(columns.article(fields))
        except RecordError:
            key = ""  # not an article, but no record of the data is lost
        answer = new.get(key)
        if answer is not None and replace and _label_in(fields, columns) != answer.label:
            fields = answer_fields(fields, answer, columns)
            merge.relabelled += 1
            merge.by_label[answer.label] += 1
        else:
            merge.kept += 1
            if answer is not None and key not in seen:
                _count_known(answer, fields, columns, merge, reject)
        seen.add(key)
        yield fields
    for key, answer in new.items():
        if key not in seen:
            merge.added += 1
            merge.bare += answer.is_bare
            merge.by_label[answer.label] += 1
            yield answer.record(columns)


def answer_fields(fields: Mapping[str, Any], answer: Answer, columns: Columns) -> dict[str, Any]:
    """Return a record of the data with the label of the sheet, marked hard only if the sheet says so."""
    changed = {**fields, columns.label: answer.label}
    if "hard" in fields or answer.hard:
        changed["hard"] = answer.hard
    return changed


def _count_known(
    answer: Answer, fields: Mapping[str, Any], columns: Columns, merge: Merge, reject: Callable[[Rejected], None]
) -> None:
    """Count a row whose article the data has already, and reject it if its label differs."""
    before = _label_in(fields, columns)
    if before == answer.label:
        merge.known += 1
        return
    merge.rejected += 1
    reason = f"the data has this article already, with the label {before!r}; use --replace to change it"
    reject(Rejected(answer.where, reason, answer.record(columns)))


def _label_in(fields: Mapping[str, Any], columns: Columns) -> str | None:
    """Return the label of a record of the data; None if it has none."""
    try:
        return read_label(fields, columns)
    except RecordError:
        return None


def _rows(sheet: str) -> list[Record | Rejected]:
    """Return the rows of a sheet.

    :raises InputError: if it has none that can be read, or is a web page that was saved under its name.
    """
    what = "Give a sheet that bantin review export or bantin audit wrote."
    rows = list(read_source(sheet, "csv"))
    if not rows:
        raise InputError(f"{sheet}: the sheet has no rows.", what)
    with open_raw(plain_path(sheet)) as stream:
        if sniff_format(stream.read(512)) == "html":
            raise InputError(f"{sheet}: a web page, not a sheet.", "Save it as CSV in the spreadsheet, or download it.")
    if not any(isinstance(row, Record) for row in rows):
        raise InputError(f"{sheet}: no row of the sheet can be read, the first: {rows[0].where}.", what)
    return rows


def _cells(row: Record) -> dict[str, str]:
    """Return the cells of a row as the sheet was written, with the names of its columns."""
    return {str(name).strip().casefold(): unguard(str(cell)) for name, cell in row.fields.items()}
