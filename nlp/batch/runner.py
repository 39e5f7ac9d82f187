"""The runner: inputs in, one output out, whatever happens in between.

Invariant: every record read is either labelled or rejected with a reason, the two counts add up, and the output is
the same bytes whoever did the work and however often it was interrupted.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from nlp.batch import engine
from nlp.batch.finish import Reject, find_marks, repeated_ids, write_rejected
from nlp.batch.journal import JOURNAL, Journal, clear, header, locked
from nlp.batch.shards import Shard, plan, shard_bytes
from nlp.batch.tally import Tally
from nlp.batch.work import Done, Failed, Work, model_digest
from nlp.errors import BatchError, InputError, OutputError
from nlp.formats.output import Marks, Output, assemble, check_output, find_output, join_parts
from nlp.formats.record import Columns
from nlp.formats.source import Source, find_sources
from nlp.formats.storage import STDIN, Identity, identify, is_url, pure


@dataclass(frozen=True)
class Job:
    """What to label, and how; everything here decides what the output holds.

    :param inputs: paths, folders, URLs, or ``-``.
    :param output: a path, a folder of parts with ``/`` at its end, a URL, or ``-``.
    :param model: folder of the model; None to find entities only.
    :param format: of the inputs, to overrule their suffixes.
    :param overwrite_fields: replace fields of the names that labelling adds, instead of refusing such records.
    :param dedup: mark near-duplicates with the id of the first of them.
    :param shard_bytes: how much input is labelled and noted as finished at a time; chosen by the size when None.
    """

    inputs: Sequence[str]
    output: str
    model: Path | None
    columns: Columns = field(default_factory=Columns)
    format: str | None = None
    overwrite_fields: bool = False
    dedup: bool = False
    shard_bytes: int | None = None


@dataclass
class Progress:
    """How far a run is.

    :param tally: counts so far, of earlier runs that this one continues too.
    :param done_bytes: how much of the inputs is labelled.
    :param total_bytes: None when an input does not tell.
    :param resumed: records that were finished when this run began.
    """

    tally: Tally = field(default_factory=Tally)
    done_bytes: int = 0
    total_bytes: int | None = None
    resumed: int = 0


@dataclass(frozen=True)
class Outcome:
    """What came of a run.

    :param first: headlines of the first records and what was found in them.
    :param duplicates: how many records repeat another, None when that was not asked.
    :param repeated_ids: how many ids stand in more than one record.
    :param notes: what the user should know of the inputs.
    """

    tally: Tally
    resumed: int
    first: Sequence[tuple[str, dict[str, Any]]]
    duplicates: int | None
    repeated_ids: int
    notes: Sequence[str]


def label_archive(
    job: Job,
    *,
    jobs: int = 1,
    scheduler: str | None = None,
    resume: bool = False,
    overwrite: bool = False,
    work_folder: Path | None = None,
    first: int = 0,
    progress: Callable[[Progress], None] | None = None,
    reject: Reject | None = None,
) -> Outcome:
    """Label an archive of any size into one output.

    Parts and a journal are kept in a folder until all is done, so that a run which ended in any way can be continued
    with ``resume``. For standard output that folder is a temporary one.

    :param jobs: number of local processes.
    :param scheduler: address of a Dask scheduler; its workers must see the inputs, the model and the folder of parts
        under the same paths.
    :param work_folder: where parts and journal go, instead of ``OUTPUT.parts``.
    :param first: how many records to tell about in the outcome.
    :param progress: is told after every shard.
    :param reject: takes rejected records in order, instead of a file ``OUTPUT.rejected.jsonl``.
    :raises InputError: if an input cannot be read or was replaced while it was read.
    :raises OutputError: if the output cannot be written or is there already.
    :raises BatchError: if the run cannot be resumed, or workers fail.
    """
    output = find_output(job.output)
    sources = _sources(job)
    with ExitStack() as stack:
        folder = _folder(output, work_folder, stack)
        begin_anew = _may_begin(output, sources, folder, resume=resume, overwrite=overwrite)
        identities = [_identify(source) for source in sources]
        sizes = [identity.size for identity in identities]
        total = None if None in sizes else sum(size or 0 for size in sizes)
        shard_size = job.shard_bytes or shard_bytes(total)
        work = _work(job, output, folder, first)
        stack.enter_context(locked(folder))
        if begin_anew:
            clear(folder)
        journal = stack.enter_context(Journal(folder, _head(job, output, sources, identities, work, shard_size)))
        shards = _Shards(plan([_absolute(source) for source in sources], sizes, shard_size), journal)
        run = _Run(journal, shards, total)
        streaming = output.is_stdout and not job.dedup
        if run.told.resumed and progress:
            progress(run.told)
        for result in engine.run(work, shards, jobs=jobs, scheduler=scheduler):
            run.take(result)
            if streaming:
                run.emit(sys.stdout.buffer, reject)
            if progress:
                progress(run.told)
        run.check()
        notes = _changes(sources, identities)
        marks = find_marks(journal, shards.count) if job.dedup else None
        if not streaming:
            run.put_together(output, marks, reject)
        sys.stdout.flush()
        repeated = repeated_ids(journal, shards.count)
        clear(folder)
    duplicates = None if marks is None else sum(mark is not None for part in marks for mark in part)
    return Outcome(run.told.tally, run.told.resumed, run.first_records(first), duplicates, repeated, notes)


def _may_begin(output: Output, sources: Sequence[Source], folder: Path, *, resume: bool, overwrite: bool) -> bool:
    """Return whether what an earlier run has left is to be thrown away.

    :raises OutputError: if it is in the way.
    """
    unfinished = (folder / JOURNAL).exists()
    if unfinished and not (resume or overwrite):
        raise OutputError(f"{folder}: holds an unfinished run.", "Continue it with --resume, or use --overwrite.")
    check_output(output, sources, overwrite=overwrite or (resume and unfinished))
    return not resume


class _Shards:
    """The shards that are still to do, numbered; those that are finished are passed over."""

    def __init__(self, planned: Iterator[Shard], journal: Journal) -> None:
        self._planned, self._journal = planned, journal
        self.count = 0

    def __iter__(self) -> Iterator[tuple[int, Shard]]:
        for number, shard in enumerate(self._planned):
            self.count = number + 1
            done = self._journal.done.get(number)
            if done is None:
                yield number, shard
            elif done.digest != shard.digest:
                raise BatchError(
                    f"{shard.source.name}: is not what it was when this run began.", "Start over with --overwrite."
                )


class _Run:
    """What is known of a run while it goes on."""

    def __init__(self, journal: Journal, shards: _Shards, total: int | None) -> None:
        self.journal, self.shards = journal, shards
        self.told = Progress(total_bytes=total)
        self.first: dict[int, Sequence[tuple[str, dict[str, Any]]]] = {}
        self._emitted = 0
        self._lines: dict[str, int] = {}
        for done in journal.done.values():
            self._count(done)
        self.told.resumed = self.told.tally.read

    def _count(self, done: Done) -> None:
        self.told.tally.add(done.tally)
        self.told.done_bytes += done.size

    def take(self, result: Done | Failed) -> None:
        """Note a finished shard as finished.

        :raises BantinError: the error of one that failed.
        """
        if isinstance(result, Failed):
            raise result.error
        self.journal.commit(result)
        self._count(result)
        if result.first:
            self.first[result.number] = result.first

    def emit(self, stream: IO[bytes], reject: Reject | None) -> None:
        """Write the parts whose turn has come."""
        while self._emitted in self.journal.done:
            part = self.journal.path(self._emitted, "part")
            with part.open("rb") as content:
                shutil.copyfileobj(content, stream)
            stream.flush()
            write_rejected(self.journal, [self._emitted], self._lines, None, reject)
            part.unlink()
            self._emitted += 1

    def put_together(self, output: Output, marks: Marks | None, reject: Reject | None) -> None:
        """Make the output and the file of rejected records of the parts."""
        numbers = range(self.shards.count)
        parts = [self.journal.path(number, "part") for number in numbers]
        if output.is_stdout:
            join_parts(output, parts, marks, sys.stdout.buffer)
        else:
            assemble(output, parts, marks)
        write_rejected(self.journal, numbers, {}, output, reject)

    def first_records(self, count: int) -> list[tuple[str, dict[str, Any]]]:
        """Return headlines of the first records and what was found in them."""
        return [item for number in sorted(self.first) for item in self.first[number]][:count]

    def check(self) -> None:
        """Check that every record of every shard is accounted for.

        :raises BatchError: if not.
        """
        tally, count = self.told.tally, self.shards.count
        if set(self.journal.done) != set(range(count)):
            raise BatchError(
                f"{len(self.journal.done)} shards are finished of {count}: an input is shorter than it was.",
                "Start over with --overwrite.",
            )
        if tally.read != tally.labelled + tally.rejected:
            raise BatchError(
                f"{tally.read} records were read, but {tally.labelled} labelled and {tally.rejected} rejected.",
                "This is a defect of bantin; please report it.",
            )


def _sources(job: Job) -> list[Source]:
    sources = [source for path in job.inputs for source in find_sources(path, job.format)]
    if sum(source.path == STDIN for source in sources) > 1:
        raise InputError("Standard input is named twice.", "Name it once.")
    return sources


def _folder(output: Output, given: Path | None, stack: ExitStack) -> Path:
    if output.is_stdout and given is None:
        return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bantin-")))
    return given or parts_folder(output)


def parts_folder(output: Output) -> Path:
    """Return where parts and journal of an output go when nothing else is asked."""
    return Path(f"{pure(output.path).name if output.is_remote else output.path}.parts")


def _work(job: Job, output: Output, folder: Path, first: int) -> Work:
    return Work(
        model=job.model and job.model.resolve(),
        digest=model_digest(job.model),
        columns=job.columns,
        output=replace(output, path=""),
        folder=folder.absolute(),
        overwrite_fields=job.overwrite_fields,
        dedup=job.dedup,
        first=first,
    )


def _head(
    job: Job, output: Output, sources: Sequence[Source], identities: Sequence[Identity], work: Work, shard_size: int
) -> dict[str, Any]:
    options = {
        "output": output.suffix + ("/" if output.is_folder else ""),
        "columns": asdict(job.columns),
        "overwrite-fields": job.overwrite_fields,
        "dedup": job.dedup,
        "shard-size": shard_size,
    }
    inputs = [
        {"path": source.path, "format": source.format, **asdict(identity)}
        for source, identity in zip(sources, identities, strict=True)
    ]
    return header(inputs, options, {"name": job.model and job.model.name, "sha256": work.digest}, work.release)


def _absolute(source: Source) -> Source:
    """Return a source that another process finds too, called as it was given."""
    if source.path == STDIN or is_url(source.path):
        return source
    return replace(source, path=str(Path(source.path).absolute()), shown=source.path)


def _identify(source: Source) -> Identity:
    return Identity(None, "") if source.path == STDIN else identify(source.path, head=not source.is_page)


def _changes(sources: Sequence[Source], identities: Sequence[Identity]) -> list[str]:
    """Return what happened to the inputs while they were read.

    :raises InputError: if one was replaced, so that the output may hold something of both.
    """
    notes = []
    for source, before in zip(sources, identities, strict=True):
        if before.size is None:
            continue
        try:
            now = _identify(source)
        except InputError:
            notes.append(f"{source.name} was deleted after it was read")
            continue
        if now == before:
            continue
        if now.head == before.head and now.size is not None and now.size > before.size:
            notes.append(
                f"{source.name} grew by {now.size - before.size:,} bytes while it was read; they are not labelled"
            )
        elif now.head == before.head and now.size == before.size:
            notes.append(f"{source.name} was written to while it was read")
        else:
            raise InputError(
                f"{source.name}: was replaced while it was read; no output was made.",
                "Use --overwrite.",
            )
    return notes
