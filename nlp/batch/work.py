"""The work of one process: a shard in, part files on disk and counts out.

Invariant: nothing of a shard counts until the coordinator has moved its files to their names, so a process may die
at any moment, or the same shard be labelled twice, without a trace in the output.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from uuid import uuid4

import orjson

from nlp.batch import collect_rarely
from nlp.batch.shards import Shard
from nlp.batch.tally import Tally
from nlp.errors import BantinError, BatchError, ModelError, RecordError
from nlp.formats.jsonl import dump_line
from nlp.formats.output import DUPLICATE_OF, Output, Writer, open_part
from nlp.formats.record import Columns, Record, Rejected, keep_raw
from nlp.formats.storage import reaching, unwritable
from nlp.version import __version__

if TYPE_CHECKING:
    from nlp.labeller import Labeller

FOUND_FIELDS = ("prediction", "entities", "summary")
"""Fields that labelling adds to a record."""

_CHUNK = 500
_CHUNK_CHARACTERS = 4_000_000


@dataclass(frozen=True)
class Done:
    """A shard that was labelled.

    :param name: of its source.
    :param lines: how many lines of its file it stands for.
    :param digest: of its content, where it came through a pipe.
    :param files: kind of file (``part``, ``rejected``, ``ids``, ``signatures``) -> its size in bytes.
    :param scratch: kind of file -> the name under which it waits to be moved.
    :param first: headlines of its first records and what was found in them.
    """

    number: int
    name: str
    size: int
    lines: int
    digest: str | None
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
    """Return the name of a file of a shard in the folder of parts."""
    return f"{number:06d}.{kind}"


def model_digest(model: Path | None) -> str:
    """Return the sha256 of a model's ``model.json``, which holds those of its other files; empty without a model."""
    return "" if model is None else hashlib.sha256((model / "model.json").read_bytes()).hexdigest()


@dataclass(frozen=True)
class Work:
    """What is to be done with every shard of a run.

    :param model: folder of the model, the same for all processes; None to find entities only.
    :param digest: of the model, see :func:`model_digest`.
    :param folder: where part files go, the same for all processes.
    :param overwrite_fields: replace fields of the names that labelling adds, instead of refusing such records.
    :param dedup: whether to keep the signatures that tell near-duplicates.
    :param first: how many records to tell about in :attr:`Done.first`.
    """

    model: Path | None
    digest: str
    columns: Columns
    output: Output
    folder: Path
    overwrite_fields: bool = False
    dedup: bool = False
    first: int = 0
    release: str = __version__

    def __call__(self, number: int, shard: Shard) -> Done | Failed:
        """Label one shard; an error comes back as a value, so that every engine treats it alike."""
        try:
            _prepare(self)
            return self._label(number, shard)
        except BantinError as error:
            return Failed(number, error)
        except Exception as error:
            what = f"{shard.source.name}: labelling failed, which is a defect of bantin: {error!r}."
            return Failed(number, BatchError(what, "Please report it; what is finished stays, see --resume."))

    def _label(self, number: int, shard: Shard) -> Done:
        shard = shard.load()
        scratch = {kind: f"{part_file(number, kind)}.{uuid4().hex}.tmp" for kind in self._kinds()}
        places = {kind: self.folder / name for kind, name in scratch.items()}
        tally = Tally()
        first: list[tuple[str, dict[str, Any]]] = []
        with ExitStack() as stack:
            writer = stack.enter_context(open_part(places["part"], self.output, shard.schema(), packed=not self.dedup))
            rejected, ids, signed = (
                stack.enter_context(_Lazy(places.get(k))) for k in ("rejected", "ids", "signatures")
            )
            for chunk in _chunks(shard.records()):
                kept = []
                for outcome in self._label_chunk(chunk):
                    if isinstance(outcome, Rejected):
                        tally.reject()
                        rejected.write(dump_line(outcome.to_dict()))
                    else:
                        kept.append(outcome)
                self._write(kept, writer, tally, ids, signed, first)
        files = {kind: place.stat().st_size for kind, place in places.items() if place.exists()}
        waiting = {kind: scratch[kind] for kind in files}
        name, lines = shard.source.name, shard.lines()
        return Done(number, name, shard.size, lines, shard.digest, tally, files, waiting, first)

    def _kinds(self) -> tuple[str, ...]:
        return ("part", "rejected", "ids", *(("signatures",) if self.dedup else ()))

    def _write(
        self,
        labelled: list[_Labelled],
        writer: Writer,
        tally: Tally,
        ids: _Lazy,
        signed: _Lazy,
        first: list[tuple[str, dict[str, Any]]],
    ) -> None:
        for fields, found, _, line in labelled:
            writer.write(fields, found, line)
            tally.count(found)
            ids.write(orjson.dumps(str(fields[self.columns.id])) + b"\n")
            if len(first) < self.first:
                headline = fields.get(self.columns.title) or fields.get(self.columns.text) or ""
                first.append((" ".join(str(headline)[:500].split()), found))
        if self.dedup and labelled:
            from nlp.text.dedup import signatures  # noqa: PLC0415

            signed.write(signatures([document for _, _, document, _ in labelled]).tobytes())

    def _label_chunk(self, chunk: Sequence[Record | Rejected]) -> Iterator[_Labelled | Rejected]:
        outcomes: list[Record | Rejected] = []
        articles = []
        for record in chunk:
            if isinstance(record, Record):
                try:
                    self._check_fields(record)
                    articles.append(self.columns.article(record.fields))
                except RecordError as error:
                    outcomes.append(Rejected(record.where, str(error), _writable(record)))
                    continue
            outcomes.append(record)
        labelled = _labeller(self.model).label(articles)
        for outcome in outcomes:
            if isinstance(outcome, Rejected):
                yield outcome
            else:
                item = next(labelled)
                fields, line = self._kept(outcome, item.article.key)
                yield fields, item.to_dict(), item.article.document, line

    def _added(self) -> set[str]:
        """Return the names of the fields that are added; CSV finds free names for its columns."""
        if self.output.format == "csv":
            return set()
        named = FOUND_FIELDS if self.model is not None else FOUND_FIELDS[1:]
        return {*named, DUPLICATE_OF} if self.dedup else set(named)

    def _check_fields(self, record: Record) -> None:
        taken = sorted(self._added().intersection(record.fields))
        if taken and not self.overwrite_fields:
            raise RecordError(
                f"has a field {taken[0]!r} already.", "Use --overwrite-fields to replace it, or write CSV."
            )
        if any(isinstance(value, (list, dict)) for value in record.fields.values()):
            try:
                dump_line(dict(record.fields))
            except TypeError as error:
                raise RecordError(f"holds values that cannot be written: {error}.") from error

    def _kept(self, record: Record, key: str) -> tuple[dict[str, Any], bytes | None]:
        """Return the fields that stay, with an id, and the line that they stand in when nothing is changed in it."""
        kept = dict(record.fields)
        line = record.line
        if replaced := self._added().intersection(kept):
            kept, line = {name: value for name, value in kept.items() if name not in replaced}, None
        if kept.get(self.columns.id) in (None, ""):
            kept[self.columns.id], line = key, None
        return kept, line


def _writable(record: Record) -> Any:
    """Return what can be kept of a rejected record: its fields, or the line that they stand in."""
    try:
        dump_line(dict(record.fields))
    except TypeError:
        return keep_raw(record.line or b"")
    return dict(record.fields)


_Labelled = tuple[dict[str, Any], dict[str, Any], str, bytes | None]


@cache
def _labeller(model: Path | None) -> Labeller:
    from nlp.labeller import Labeller  # noqa: PLC0415 - whoever only hands out the work does without

    return Labeller(model)


@cache
def _prepare(work: Work) -> None:
    """Check, once in a process, that it would do the same as any other.

    :raises ModelError: if it has another model at the same place.
    :raises BatchError: if it runs another version.
    """
    collect_rarely()
    if __version__ != work.release:
        raise BatchError(
            f"A worker runs bantin {__version__}, not {work.release}.", "Install the same version everywhere."
        )
    if work.model is not None:
        _labeller(work.model)
        if model_digest(work.model) != work.digest:
            raise ModelError(f"{work.model}: a worker has another model there.", "Put the same one on every machine.")


class _Lazy:
    """A file that is made when something is written to it."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._stream: IO[bytes] | None = None

    def write(self, content: bytes) -> None:
        assert self._path is not None
        with reaching(str(self._path), unwritable):
            if self._stream is None:
                self._stream = self._path.open("wb")
            self._stream.write(content)

    def __enter__(self) -> _Lazy:
        return self

    def __exit__(self, *_: object) -> None:
        if self._stream is not None:
            with reaching(str(self._path), unwritable), self._stream:
                self._stream.flush()
                os.fsync(self._stream.fileno())


def _chunks(records: Iterator[Record | Rejected]) -> Iterator[list[Record | Rejected]]:
    """Yield records some hundred at a time, fewer when they are long."""
    while chunk := list(islice(records, 1)):
        size = _size(chunk[0])
        while len(chunk) < _CHUNK and size < _CHUNK_CHARACTERS and (more := list(islice(records, 1))):
            chunk += more
            size += _size(more[0])
        yield chunk


def _size(record: Record | Rejected) -> int:
    if isinstance(record, Rejected):
        return 0
    return sum(len(value) for value in record.fields.values() if isinstance(value, str))
