"""The work of one process: it labels a shard, writes its files, and returns counts.

Invariant: nothing of a shard counts until the coordinator has renamed its files. So a process may die at any moment,
or a shard be labelled twice, and the output shows no trace of it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import orjson

from nlp.article import DEFAULT_TYPES, FACTS, FOUND, Article, FailedArticle, LabelledArticle
from nlp.batch import collect_rarely
from nlp.batch.shards import Shard
from nlp.batch.tally import Tally
from nlp.classify.folder import LAYOUT
from nlp.entities.mentions import mention_rows
from nlp.errors import BantinError, BatchError, ModelError, RecordError
from nlp.formats.atomic import open_new, scratch_name
from nlp.formats.jsonl import dump_line
from nlp.formats.output import DUPLICATE_OF, OWN_COLUMNS, Output, Writer, annotation_columns, open_part
from nlp.formats.record import Columns, Entry, Note, Record, Rejected, keep_raw
from nlp.formats.storage import reaching, unwritable
from nlp.text.damage import repair
from nlp.version import __version__

if TYPE_CHECKING:
    from nlp.labeller import Labeller

LABELLED_TEXT = "bantin_text"
"""Field for the text that was labelled, where it is joined of several fields; spans count in it."""

_CHUNK = 500
_CHUNK_CHARACTERS = 4_000_000  # 500 book-length records at once would be gigabytes of features


@dataclass(frozen=True)
class Done:
    """A labelled shard.

    :param name: name of its source.
    :param size: bytes of input that it stands for.
    :param lines: number of lines that it has in its file.
    :param digest: its :attr:`~nlp.batch.shards.Shard.fingerprint`.
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
    """A labelled record: the fields and the line that it keeps, what labelling adds, and what is counted."""

    fields: dict[str, Any]
    annotations: dict[str, Any]
    article: Article
    line: bytes | None
    repaired: bool
    names: Mapping[str, str]
    clashes: Sequence[str]


@dataclass(frozen=True)
class Work:
    """The work on every shard of a run; a process calls it with one shard after the other.

    :param model: folder of the model, the same path for all processes; None to find entities only.
    :param digest: the model's :func:`model_digest`.
    :param folder: where part files go, the same path for all processes.
    :param overwrite_fields: replace fields that have the name of one that labelling adds; never one with the text.
    :param dedup: whether to write the signatures by which near-duplicates are found.
    :param repair: mend damaged letters first, and write the mended fields.
    :param types: of the entities to look for.
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
    types: tuple[str, ...] = DEFAULT_TYPES
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

    def _added(self) -> tuple[str, ...]:
        """Return the fields that labelling adds to a record."""
        return tuple(name for name in (*FOUND, DUPLICATE_OF) if name != "facts" or FACTS in self.types)

    def _label(self, number: int, shard: Shard) -> Done:
        shard = shard.load()
        kinds = ("part", "rejected", "ids", *(("signatures",) if self.dedup else ()))
        scratch = {kind: scratch_name(self.folder / part_file(number, kind)) for kind in kinds}
        tally = Tally()
        first: list[tuple[str, dict[str, Any]]] = []
        with ExitStack() as stack:
            replaced = self._added() if self.overwrite_fields else ()
            part = open_part(scratch["part"], self.output, shard.schema(), replaced, packed=not self.dedup)
            writer = stack.enter_context(part)
            mentions = stack.enter_context(self._mentions_part(number, scratch))
            beside = {kind: stack.enter_context(_LazyFile(scratch[kind])) for kind in kinds[1:]}
            for chunk in _chunks(shard.records()):
                labelled: list[_Labelled] = []
                for outcome in self._label_chunk(chunk):
                    if isinstance(outcome, Note):
                        tally.notes[outcome.text] += 1
                    elif isinstance(outcome, Rejected):
                        tally.reject(outcome.reason)
                        beside["rejected"].write(dump_line(outcome.to_dict()))
                    else:
                        labelled.append(outcome)
                        self._count(outcome, tally)
                        self._write(outcome, writer, mentions)
                if labelled:
                    beside["ids"].write(b"".join([orjson.dumps(row.article.key) + b"\n" for row in labelled]))
                if self.dedup and labelled:
                    beside["signatures"].write(_signatures(labelled))
                first += [(_headline(row.article), row.annotations) for row in labelled[: self.first - len(first)]]
        sizes = {kind: path.stat().st_size for kind, path in scratch.items() if path.exists()}
        names = {kind: scratch[kind].name for kind in sizes}
        lines = shard.lines()
        return Done(number, shard.source.name, shard.size, lines, shard.fingerprint, tally, sizes, names, first)

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
            rows = list(mention_rows(labelled.article.key, labelled.annotations["entities"]))
        writer.write(labelled.fields, labelled.annotations, labelled.line, rows if self.output.takes_mentions else ())
        if mentions is not None:
            for row in rows:
                mentions.write(row, {})

    def _count(self, labelled: _Labelled, tally: Tally) -> None:
        tally.count(labelled.annotations)
        tally.repaired += labelled.repaired
        if guessed := self.columns.guessed(labelled.names):
            tally.fields[guessed] += 1
        for name in self.columns.missing(labelled.fields):
            tally.notes[f"{{count}} records lack the field {name!r}"] += 1
        for name in labelled.clashes:
            tally.notes[f"{{count}} records have a field {name!r} of their own, so ours is bantin_{name}"] += 1

    def _label_chunk(self, chunk: Sequence[Entry]) -> Iterator[_Labelled | Rejected | Note]:
        checked: list[Entry] = []
        articles = []
        names = []
        for given in chunk:
            record = given
            if isinstance(record, Record):
                try:
                    record = self._mended(record)
                    _check_writable(record)
                    article, found = self.columns.read(record.fields)
                    articles.append(article)
                    names.append(found)
                except RecordError as error:
                    checked.append(Rejected(record.where, str(error), _raw(record)))
                    continue
            checked.append(record)
        labelled = zip(_labeller(self.model, self.types).label(articles, errors="reject"), names, strict=True)
        for record in checked:
            if not isinstance(record, Record):
                yield record
                continue
            outcome, found = next(labelled)
            if isinstance(outcome, FailedArticle):
                yield Rejected.of_failed(record.where, outcome, _raw(record))
            else:
                yield self._kept(record, outcome, found)

    def _mended(self, record: Record) -> Record:
        """Return a record with the letters of its title and text mended, if that is wanted and needed."""
        if not self.repair:
            return record
        mended = dict(record.fields)
        for path in self.columns.text_paths(record.fields):
            value = record.fields.get(path[0])
            if len(path) == 1 and isinstance(value, str):
                mended[path[0]] = repair(value)
            elif len(path) == 1 and isinstance(value, list):
                mended[path[0]] = list(map(repair, value))
        return record if mended == record.fields else Record(record.where, mended, repaired=True)

    def _kept(self, record: Record, labelled: LabelledArticle, names: Mapping[str, str]) -> _Labelled:
        """Return a labelled record with the fields that it keeps, and its line if nothing in it changes.

        It gets an id if it has none, and the text that was labelled if that is no single field as it stands.
        """
        article, line = labelled.article, record.line
        annotations = labelled.to_dict()
        if self.dedup and self.output.format == "jsonl":
            annotations[DUPLICATE_OF] = None  # known at the end only; see join_parts
        written = annotation_columns(annotations) if self.output.format in OWN_COLUMNS else annotations
        clashes = [name for name in written if name in record.fields]
        kept = dict(record.fields)
        if self.overwrite_fields and clashes:
            sources = {path[0] for path in self.columns.text_paths(record.fields)}
            replaced = [name for name in clashes if name not in sources]
            kept, line = {name: value for name, value in kept.items() if name not in replaced}, None
            clashes = [name for name in clashes if name in sources]
        if article.id is None:
            kept[self.columns.id], line = article.key, None
        if article.text and kept.get(names.get("text", "")) != article.text:
            kept[LABELLED_TEXT], line = article.text, None
        return _Labelled(kept, annotations, article, line, record.repaired, names, clashes)


def _check_writable(record: Record) -> None:
    """Check that the values of a record can be written.

    :raises RecordError: if they are nested deeper than orjson writes.
    """
    for value in record.fields.values():
        if isinstance(value, (list, dict)):
            try:
                dump_line(dict(record.fields))
            except TypeError as error:
                raise RecordError(f"holds values that cannot be written: {error}.") from error
            return


def _headline(article: Article) -> str:
    return " ".join((article.title or article.text)[:500].split())


def _signatures(labelled: Sequence[_Labelled]) -> bytes:
    from nlp.text.dedup import signatures  # noqa: PLC0415 - imports numpy; runs without --dedup start sooner

    return signatures([row.article.document for row in labelled]).tobytes()


def _raw(record: Record) -> Any:
    """Return a rejected record as it can be kept: its fields, or its line if they cannot be written."""
    try:
        dump_line(dict(record.fields))
    except TypeError:
        return keep_raw(record.line or b"")
    return dict(record.fields)


@cache
def _labeller(model: Path | None, types: tuple[str, ...]) -> Labeller:
    from nlp.labeller import Labeller  # noqa: PLC0415 - the coordinator of several workers never needs it

    return Labeller(model, types=types)


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
        _labeller(work.model, work.types)
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
    chunk: list[Entry] = []
    size = 0
    for record in records:
        chunk.append(record)
        size += _size(record)
        if len(chunk) >= _CHUNK or size >= _CHUNK_CHARACTERS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _size(record: Entry) -> int:
    if not isinstance(record, Record):
        return 0
    return sum([len(value) for value in record.fields.values() if isinstance(value, str)])
