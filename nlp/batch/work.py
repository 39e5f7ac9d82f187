"""The work of one process: it labels a shard, writes its files, and returns counts.

Invariant: nothing of a shard counts until the coordinator has renamed its files. So a process may die at any moment,
or a shard be labelled twice, and the output shows no trace of it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import orjson

from nlp.article import FailedArticle
from nlp.batch import collect_rarely
from nlp.batch.shards import Shard
from nlp.batch.tally import Tally
from nlp.classify.folder import LAYOUT
from nlp.entities.mentions import mention_rows
from nlp.errors import BantinError, BatchError, ModelError, RecordError
from nlp.formats.atomic import open_new, scratch_name
from nlp.formats.jsonl import dump_line
from nlp.formats.output import DUPLICATE_OF, OWN_COLUMNS, Output, Writer, open_part
from nlp.formats.record import Columns, Entry, Note, Record, Rejected, keep_raw
from nlp.formats.storage import reaching, unwritable
from nlp.text.damage import repair
from nlp.version import __version__

if TYPE_CHECKING:
    from nlp.labeller import Labeller

ADDED_FIELDS = ("prediction", "entities", "summary")
"""Fields that labelling adds to a record."""

_CHUNK = 500
_CHUNK_CHARACTERS = 4_000_000  # 500 book-length records at once would be gigabytes of features


@dataclass(frozen=True)
class Done:
    """A labelled shard.

    :param name: name of its source.
    :param size: bytes of input that it stands for.
    :param lines: number of lines that it has in its file.
    :param digest: sha256 of its content.
    :param files: size in bytes of its files, by kind: ``part``, ``rejected``, ``ids``, ``signatures``,
        ``mentions``.
    :param scratch: the temporary names of these files, by kind.
    :param first: headlines and annotations of its first records.
    """

    number: int
    name: str
    size: int
    lines: int
    digest: str
    tally: Tally
    files: dict[str, int]
    scratch: dict[str, str] = field(default_factory=dict)
    first: Sequence[tuple[str, dict[str, Any]]] = ()


@dataclass(frozen=True)
class Failed:
    """A shard that could not be labelled as a whole."""

    number: int
    error: BantinError


def part_file(number: int, kind: str) -> str:
    """Return the name of a shard's file in the folder of parts."""
    return f"{number:06d}.{kind}"


def model_digest(model: Path | None) -> str:
    """Return the sha256 of ``model.json``, which holds those of the model's other files; empty without a model."""
    return "" if model is None else hashlib.sha256((model / LAYOUT.head).read_bytes()).hexdigest()


class _Labelled(NamedTuple):
    """A labelled record: fields and line that it keeps, what labelling adds, the text, whether letters were mended."""

    fields: dict[str, Any]
    annotations: dict[str, Any]
    document: str
    line: bytes | None
    repaired: bool


@dataclass(frozen=True)
class Work:
    """The work on every shard of a run; a process calls it with one shard after the other.

    :param model: folder of the model, the same path for all processes; None to find entities only.
    :param digest: the model's :func:`model_digest`.
    :param folder: where part files go, the same path for all processes.
    :param overwrite_fields: replace fields that labelling adds, instead of rejecting records that have them.
    :param dedup: whether to write the signatures by which near-duplicates are found.
    :param repair: mend damaged letters first, and write the mended fields.
    :param first: number of records to return in :attr:`Done.first`.
    :param mentions: where the rows of all mentions go, if they are wanted in an output of their own.
    """

    model: Path | None
    digest: str
    columns: Columns
    output: Output
    folder: Path
    overwrite_fields: bool = False
    dedup: bool = False
    repair: bool = False
    first: int = 0
    release: str = __version__
    mentions: Output | None = None

    def __call__(self, number: int, shard: Shard) -> Done | Failed:
        """Label one shard. An error is returned, not raised, so that every engine treats it alike."""
        try:
            _prepare(self)
            return self._label(number, shard)
        except BantinError as error:
            return Failed(number, error)
        except Exception as error:
            what = f"{shard.source.name}: labelling failed because of a defect in bantin: {error!r}."
            return Failed(number, BatchError(what, "Please report it. Finished parts are kept; see --resume."))

    def _label(self, number: int, shard: Shard) -> Done:
        shard = shard.load()
        kinds = ("part", "rejected", "ids", *(("signatures",) if self.dedup else ()))
        scratch = {kind: scratch_name(self.folder / part_file(number, kind)) for kind in kinds}
        tally = Tally()
        first: list[tuple[str, dict[str, Any]]] = []
        with ExitStack() as stack:
            part = open_part(scratch["part"], self.output, shard.schema(), packed=not self.dedup)
            writer = stack.enter_context(part)
            mentions = stack.enter_context(self._mentions_part(number, scratch))
            beside = {kind: stack.enter_context(_LazyFile(scratch[kind])) for kind in kinds[1:]}
            for chunk in _chunks(shard.records()):
                labelled = []
                for outcome in self._label_chunk(chunk):
                    if isinstance(outcome, Note):
                        tally.notes[outcome.text] += 1
                    elif isinstance(outcome, Rejected):
                        tally.reject()
                        beside["rejected"].write(dump_line(outcome.to_dict()))
                    else:
                        labelled.append(outcome)
                        tally.count(outcome.annotations)
                        tally.repaired += outcome.repaired
                        self._write(outcome, writer, mentions)
                        beside["ids"].write(orjson.dumps(str(outcome.fields[self.columns.id])) + b"\n")
                if self.dedup and labelled:
                    beside["signatures"].write(_signatures(labelled))
                first += [(self._headline(row.fields), row.annotations) for row in labelled[: self.first - len(first)]]
        sizes = {kind: path.stat().st_size for kind, path in scratch.items() if path.exists()}
        names = {kind: scratch[kind].name for kind in sizes}
        lines = shard.lines()
        return Done(number, shard.source.name, shard.size, lines, shard.digest, tally, sizes, names, first)

    @contextmanager
    def _mentions_part(self, number: int, scratch: dict[str, Path]) -> Iterator[Writer | None]:
        """Open the part of the mentions, whose temporary name is added to ``scratch``; None if they are not wanted."""
        if self.mentions is None:
            yield None
            return
        scratch["mentions"] = scratch_name(self.folder / part_file(number, "mentions"))
        with open_part(scratch["mentions"], self.mentions) as writer:
            yield writer

    def _write(self, labelled: _Labelled, writer: Writer, mentions: Writer | None) -> None:
        """Write a labelled record, and its mentions where they are wanted."""
        rows: list[dict[str, Any]] = []
        if mentions is not None or self.output.takes_mentions:
            rows = list(mention_rows(labelled.fields[self.columns.id], labelled.annotations["entities"]))
        writer.write(labelled.fields, labelled.annotations, labelled.line, rows if self.output.takes_mentions else ())
        if mentions is not None:
            for row in rows:
                mentions.write(row, {})

    def _headline(self, fields: dict[str, Any]) -> str:
        headline = fields.get(self.columns.title) or fields.get(self.columns.text) or ""
        return " ".join(str(headline)[:500].split())

    def _label_chunk(self, chunk: Sequence[Entry]) -> Iterator[_Labelled | Rejected | Note]:
        checked: list[Entry] = []
        articles = []
        for given in chunk:
            record = self._mended(given) if isinstance(given, Record) else given
            if isinstance(record, Record):
                try:
                    self._check_fields(record)
                    articles.append(self.columns.article(record.fields))
                except RecordError as error:
                    checked.append(Rejected(record.where, str(error), _raw(record)))
                    continue
            checked.append(record)
        labelled = _labeller(self.model).label(articles, errors="reject")
        for record in checked:
            if not isinstance(record, Record):
                yield record
                continue
            article = next(labelled)
            if isinstance(article, FailedArticle):
                yield Rejected.of_failed(record.where, article, _raw(record))
            else:
                fields, line = self._kept(record, article.article.key)
                yield _Labelled(fields, article.to_dict(), article.article.document, line, record.repaired)

    def _mended(self, record: Record) -> Record:
        """Return a record with the letters of its title and text mended, if that is wanted and needed."""
        names = (self.columns.title, self.columns.text) if self.repair else ()
        given = {name: value for name in names if isinstance(value := record.fields.get(name), str)}
        mended = {name: repair(value) for name, value in given.items()}
        return record if mended == given else Record(record.where, {**record.fields, **mended}, repaired=True)

    def _added(self) -> set[str]:
        """Return the names of the fields that are added; none for formats that find free names."""
        if self.output.format in OWN_COLUMNS:
            return set()
        names = ADDED_FIELDS if self.model is not None else ADDED_FIELDS[1:]
        return {*names, DUPLICATE_OF} if self.dedup else set(names)

    def _check_fields(self, record: Record) -> None:
        taken = sorted(self._added().intersection(record.fields))
        if taken and not self.overwrite_fields:
            raise RecordError(
                f"has a field {taken[0]!r} already.",
                "Use --overwrite-fields to replace it, or write .csv or .xlsx.",
            )
        if any(isinstance(value, (list, dict)) for value in record.fields.values()):
            try:
                dump_line(dict(record.fields))
            except TypeError as error:  # nested deeper than orjson writes
                raise RecordError(f"holds values that cannot be written: {error}.") from error

    def _kept(self, record: Record, key: str) -> tuple[dict[str, Any], bytes | None]:
        """Return the fields that a record keeps, with an id, and its line if nothing in it changes."""
        kept = dict(record.fields)
        line = record.line
        if replaced := self._added().intersection(kept):
            kept, line = {name: value for name, value in kept.items() if name not in replaced}, None
        if kept.get(self.columns.id) in (None, ""):
            kept[self.columns.id], line = key, None
        return kept, line


def _signatures(labelled: Sequence[_Labelled]) -> bytes:
    from nlp.text.dedup import signatures  # noqa: PLC0415 - imports numpy; runs without --dedup start sooner

    return signatures([row.document for row in labelled]).tobytes()


def _raw(record: Record) -> Any:
    """Return a rejected record as it can be kept: its fields, or its line if they cannot be written."""
    try:
        dump_line(dict(record.fields))
    except TypeError:
        return keep_raw(record.line or b"")
    return dict(record.fields)


@cache
def _labeller(model: Path | None) -> Labeller:
    from nlp.labeller import Labeller  # noqa: PLC0415 - the coordinator of several workers never needs it

    return Labeller(model)


@cache
def _prepare(work: Work) -> None:
    """Check, once in a process, that its version and its model are those of the run.

    :raises ModelError: if another model lies at the same path on this machine.
    :raises BatchError: if another version of bantin is installed.
    """
    collect_rarely()
    if __version__ != work.release:
        raise BatchError(
            f"A worker has bantin {__version__} and not {work.release}.", "Install the same version everywhere."
        )
    if work.model is not None:
        _labeller(work.model)
        if model_digest(work.model) != work.digest:
            raise ModelError(
                f"{work.model}: a worker has another model at this path.", "Copy the same model to every machine."
            )


class _LazyFile:
    """A new file that is made when something is written to it; it is on the disk when the context ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stream: IO[bytes] | None = None

    def write(self, content: bytes) -> None:
        with reaching(str(self._path), unwritable):
            if self._stream is None:
                self._stream = open_new(self._path)
            self._stream.write(content)

    def __enter__(self) -> _LazyFile:
        return self

    def __exit__(self, *_: object) -> None:
        if self._stream is not None:
            with reaching(str(self._path), unwritable), self._stream:
                self._stream.flush()
                os.fsync(self._stream.fileno())


def _chunks(records: Iterator[Entry]) -> Iterator[list[Entry]]:
    """Yield records some hundred at a time, fewer if they are long."""
    while chunk := list(islice(records, 1)):
        size = _size(chunk[0])
        while len(chunk) < _CHUNK and size < _CHUNK_CHARACTERS and (more := list(islice(records, 1))):
            chunk += more
            size += _size(more[0])
        yield chunk


def _size(record: Entry) -> int:
    if not isinstance(record, Record):
        return 0
    return sum(len(value) for value in record.fields.values() if isinstance(value, str))
