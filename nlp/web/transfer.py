"""Files in and out: an upload is read, labelled and added; a download is written.

Invariant: a file on the disk has a name that the desk made, in a folder of its own; of the name that a browser gives,
only a suffix of a fixed list counts. An upload stops at its bounds, and what was added until then stays.
"""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any

from nlp.article import FOUND, Entity, FailedArticle
from nlp.entities.mentions import mention_rows
from nlp.entities.summary import summarize
from nlp.errors import RecordError
from nlp.formats.output import open_output
from nlp.formats.record import Columns, Reading, Record, Rejected
from nlp.formats.source import read_source
from nlp.store.records import Added, NewArticle, Query, StoredArticle
from nlp.web.desk import Desk
from nlp.web.words import number, word
from nlp.web.work import Piece, Task

_PACKED = ("", ".gz", ".xz", ".zst")
_SINGLE = (".xlsx", ".xlsm", ".xls", ".db", ".sqlite", ".sqlite3", ".parquet", ".zip")
_TEXTS = (
    ".jsonl", ".ndjson", ".jl", ".json", ".csv", ".tsv", ".rss", ".atom", ".xml", ".rdf", ".warc", ".txt", ".html",
    ".htm",
)  # fmt: skip
SUFFIXES = (*_SINGLE, *(text + packed for text in _TEXTS for packed in _PACKED))
"""Ends of names of the files that are taken."""

WRITTEN = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "db": "application/vnd.sqlite3",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
}
"""Suffixes of the files that are written, with their types."""

_CHUNK = 100


def suffix_of(name: str) -> str | None:
    """Return the known suffix in which the name of an uploaded file ends; None if there is none."""
    lowered = name.lower()
    return max((known for known in SUFFIXES if lowered.endswith(known)), key=len, default=None)


def keep(stream: IO[bytes], path: Path) -> None:
    """Copy an upload to a file of the desk's own."""
    with path.open("xb") as target:
        shutil.copyfileobj(stream, target, 2**20)


def adding(desk: Desk, path: Path, shown: str, language: str, table: str | None = None) -> Piece:
    """Return the work that labels the articles of a file and adds them to the store; the file goes with it.

    :param shown: the file's name for people.
    :param table: of a database, or sheet of a workbook; looked up among those that the file has.
    """

    def piece(task: Task) -> str:
        try:
            return f"{shown}: {_Import(desk, task).run(path, table, language)}"
        finally:
            path.unlink(missing_ok=True)

    return piece


class _Import:
    """One upload on its way into the store."""

    def __init__(self, desk: Desk, task: Task) -> None:
        self._desk, self._task = desk, task
        self._limits = desk.settings.limits
        self._until = time.monotonic() + self._limits.upload_seconds
        self._read = self._bytes = 0
        self._cut = False
        self._reasons: Counter[str] = Counter()

    def run(self, path: Path, table: str | None, language: str) -> str:
        """Add the articles; return what came of it, in words."""
        added = Added()
        records = self._bounded(path, table)
        while chunk := list(islice(records, _CHUNK)):
            added += self._desk.store.add(self._labelled(chunk))
            self._desk.forget_samples()
            self._task.advance(self._read)
        rejected = sum(self._reasons.values())
        told = [
            word("upload_added", language, count=number(added.new, language)),
            *([word("upload_known", language, count=number(added.known, language))] if added.known else []),
            *([word("upload_repeats", language, count=number(added.duplicates, language))] if added.duplicates else []),
            *([word("upload_rejected", language, count=number(rejected, language))] if rejected else []),
            *([word("upload_cut", language)] if self._cut else []),
        ]
        first = f" ({next(iter(self._reasons))})" if self._reasons else ""
        return f"{', '.join(told)}{first}"

    def _bounded(self, path: Path, table: str | None) -> Iterator[Record]:
        """Yield the records of a file until a bound is reached; those that cannot be read are counted."""
        for record in read_source(str(path), reading=Reading(table)):
            if (
                self._read >= self._limits.upload_records
                or self._bytes >= self._limits.unpacked
                or time.monotonic() > self._until
            ):
                self._cut = True
                return
            self._read += 1
            if isinstance(record, Rejected):
                self._reject(record.reason)
                continue
            self._bytes += sum(len(value) for value in record.fields.values() if isinstance(value, str))
            yield record

    def _labelled(self, chunk: list[Record]) -> Iterator[NewArticle]:
        articles, fields = [], []
        for record in chunk:
            try:
                articles.append(Columns().article(record.fields))
                fields.append(record.fields)
            except RecordError as error:
                self._reject(error.what)
        labelled = self._desk.labeller().label(articles, errors="reject")
        for outcome, own in zip(labelled, fields, strict=True):
            if isinstance(outcome, FailedArticle):
                self._reject("a defect of bantin")
            else:
                yield NewArticle.of(outcome, own)

    def _reject(self, reason: str) -> None:
        if reason in self._reasons or len(self._reasons) < _CHUNK:
            self._reasons[reason] += 1
        else:
            self._reasons[next(iter(self._reasons))] += 1


def write(desk: Desk, query: Query, path: Path) -> int | None:
    """Write the articles found to a file; return how many, or None if there are more than may be.

    :raises BantinError: if the file cannot be written.
    """
    most = desk.settings.limits.download_records
    count = 0
    with open_output(str(path)) as writer:
        for stored in desk.store.articles(query):
            if count == most:
                return None
            fields, annotations = corrected(stored)
            entities = annotations["entities"]
            writer.write(fields, annotations, mentions=list(mention_rows(stored.article.key, entities)))
            count += 1
    return count


def corrected(stored: StoredArticle) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return an article's own fields with what people said, and what was found in it without what they struck out."""
    fields = {name: value for name, value in stored.record.items() if name not in FOUND}
    annotations = {name: value for name, value in stored.record.items() if name in FOUND}
    annotations["entities"] = [dict(entity) for entity in stored.entities]
    if stored.struck:
        annotations["summary"] = summarize(stored.article, [Entity.from_dict(entity) for entity in stored.entities])
    answer = stored.hit.answer
    fields["reviewed_label"] = answer.label if answer else None
    fields["reviewed_by"] = answer.by if answer else None
    return fields, annotations
