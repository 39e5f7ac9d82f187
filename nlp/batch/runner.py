"""The runner: records in, labelled records out, in order, in bounded memory.

Invariant: every record read is either labelled or rejected with a reason, and the two counts add up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from nlp.batch import collect_rarely
from nlp.errors import RecordError
from nlp.formats.output import Writer
from nlp.formats.record import Columns, Record, Rejected
from nlp.labeller import Labeller

FOUND_FIELDS = ("prediction", "entities", "summary")
"""Fields that labelling adds to a record."""

_CHUNK = 500
_CHUNK_CHARACTERS = 4_000_000


@dataclass
class Tally:
    """Counts of a run."""

    read: int = 0
    labelled: int = 0
    rejected: int = 0
    needs_review: int = 0
    by_label: Counter[str] = field(default_factory=Counter)
    review_by_label: Counter[str] = field(default_factory=Counter)


Outcome = tuple[Record, dict[str, Any]] | Rejected


def label_records(
    records: Iterable[Record | Rejected],
    writer: Writer,
    reject: Callable[[Rejected], None],
    *,
    model: str | Path | None,
    columns: Columns,
    jobs: int = 1,
    overwrite_fields: bool = False,
    progress: Callable[[Tally], None] | None = None,
) -> Tally:
    """Label a stream of records and write them in order.

    :param model: None to find entities only.
    :param reject: takes what could not be labelled, in order.
    :param jobs: number of processes.
    :param overwrite_fields: replace fields of the names that labelling adds, instead of refusing such records.
    :param progress: is told the counts after every chunk.
    :return: the counts; ``read == labelled + rejected``.
    """
    tally = Tally()
    task = _Task(model, columns, overwrite_fields)
    for outcomes in _run(task, _chunks(records), jobs):
        for outcome in outcomes:
            tally.read += 1
            if isinstance(outcome, Rejected):
                tally.rejected += 1
                reject(outcome)
            else:
                fields, found = outcome[0].fields, outcome[1]
                writer.write(fields, found)
                _count(tally, found.get("prediction"))
        if progress:
            progress(tally)
    return tally


def _count(tally: Tally, prediction: dict[str, Any] | None) -> None:
    tally.labelled += 1
    if prediction is None:
        return
    tally.by_label[prediction["label"]] += 1
    tally.needs_review += prediction["needs_review"]
    tally.review_by_label[prediction["label"]] += prediction["needs_review"]


@dataclass(frozen=True)
class _Task:
    """What a process does with a chunk; the model is loaded once in each process."""

    model: str | Path | None
    columns: Columns
    overwrite_fields: bool

    def __call__(self, chunk: Sequence[Record | Rejected]) -> list[Outcome]:
        outcomes: list[Outcome | None] = []
        articles, places = [], []
        for record in chunk:
            if isinstance(record, Rejected):
                outcomes.append(record)
                continue
            try:
                self._check_fields(record)
                articles.append(self.columns.article(record.fields))
                places.append(len(outcomes))
                outcomes.append(None)
            except RecordError as error:
                outcomes.append(Rejected(record.where, str(error), dict(record.fields)))
        for place, labelled in zip(places, Labeller(self.model).label(articles), strict=True):
            record = chunk[place]
            assert isinstance(record, Record)
            outcomes[place] = (self._with_id(record, labelled.article.key), labelled.to_dict())
        return [outcome for outcome in outcomes if outcome is not None]

    def _check_fields(self, record: Record) -> None:
        taken = [name for name in FOUND_FIELDS if name in record.fields]
        if taken and not self.overwrite_fields:
            raise RecordError(f"has a field {taken[0]!r} already.", "Use --overwrite-fields to replace it.")

    def _with_id(self, record: Record, key: str) -> Record:
        if record.fields.get(self.columns.id) not in (None, ""):
            return record
        return Record(record.where, {**record.fields, self.columns.id: key})


def _run(task: _Task, chunks: Iterator[list[Record | Rejected]], jobs: int) -> Iterator[list[Outcome]]:
    if jobs == 1:
        yield from map(task, chunks)
        return
    from joblib import Parallel, delayed  # noqa: PLC0415 - one process does without

    parallel = Parallel(n_jobs=jobs, return_as="generator", pre_dispatch="2*n_jobs")
    yield from parallel(delayed(_in_worker)(task, chunk) for chunk in chunks)


def _in_worker(task: _Task, chunk: list[Record | Rejected]) -> list[Outcome]:
    collect_rarely()
    return task(chunk)


def _chunks(records: Iterable[Record | Rejected]) -> Iterator[list[Record | Rejected]]:
    """Yield records some hundred at a time, fewer when they are long."""
    iterator = iter(records)
    while first := list(islice(iterator, 1)):
        chunk, size = first, _size(first[0])
        while len(chunk) < _CHUNK and size < _CHUNK_CHARACTERS and (more := list(islice(iterator, 1))):
            chunk += more
            size += _size(more[0])
        yield chunk


def _size(record: Record | Rejected) -> int:
    if isinstance(record, Rejected):
        return 0
    return sum(len(value) for value in record.fields.values() if isinstance(value, str))
