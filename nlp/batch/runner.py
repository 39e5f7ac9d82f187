"""The runner: inputs in, one output out, whatever happens in between.

Invariant: every record read is either labelled or rejected with a reason, the two counts add up, and the output is
the same bytes whoever did the work and however often it was interrupted.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from nlp.batch import engine
from nlp.batch.finish import Reject, find_marks, repeated_ids, write_rejected
from nlp.batch.journal import Journal, clear, header, locked
from nlp.batch.paths import absolute, find_changes, find_inputs, identify_source, may_begin, work_folder_of
from nlp.batch.shards import Shard, plan, shard_bytes
from nlp.batch.tally import Tally
from nlp.batch.work import Done, Failed, Work, model_digest
from nlp.errors import BatchError
from nlp.formats.atomic import creating
from nlp.formats.jsonl import dump_line
from nlp.formats.output import Marks, Output, assemble, find_output, join_parts
from nlp.formats.record import Columns
from nlp.formats.source import Source
from nlp.formats.storage import Identity


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

    :param resumed: records that earlier runs had labelled.
    :param first: headlines of the first records and what was found in them.
    :param duplicates: how many records repeat another, None when that was not asked.
    :param repeated_ids: how many ids stand in more than one record.
    :param notes: what the user should know of the inputs.
    """

    tally: Tally
    resumed: int
    seconds: float
    first: Sequence[tuple[str, dict[str, Any]]]
    duplicates: int | None
    repeated_ids: int
    notes: Sequence[str]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form, without the first records."""
        counts = {name: getattr(self, name) for name in ("resumed", "duplicates", "repeated_ids")}
        return {**self.tally.to_dict(), **counts, "notes": list(self.notes), "seconds": round(self.seconds, 3)}


def label_archive(
    job: Job,
    *,
    jobs: int = 1,
    scheduler: str | None = None,
    resume: bool = False,
    overwrite: bool = False,
    work_folder: Path | None = None,
    first: int = 0,
    summary: str | None = None,
    progress: Callable[[Progress], None] | None = None,
    reject: Reject | None = None,
) -> Outcome:
    """Label an archive of any size into one output.

    Parts and a journal are kept in a folder until all is done, so that a run which ended in any way can be continued
    with ``resume``. For standard output that folder is a temporary one.

    :param jobs: number of local processes.
    :param scheduler: address of a Dask scheduler; its workers must see the inputs, the model and the folder of parts
        under the same paths.
    :param work_folder: where the folder of parts and journal is made, instead of beside the output.
    :param first: how many records to tell about in the outcome.
    :param summary: file or URL for the outcome as JSON.
    :param progress: is told after every shard.
    :param reject: takes rejected records in order, instead of a file ``OUTPUT.rejected.jsonl``.
    :raises InputError: if an input cannot be read or was replaced while it was read.
    :raises OutputError: if the output cannot be written or is there already.
    :raises BatchError: if the run cannot be resumed, or workers fail.
    """
    output = find_output(job.output)
    started = time.perf_counter()
    with ExitStack() as stack:
        folder = work_folder_of(output, work_folder, stack)
        sources, unread = find_inputs(job.inputs, job.format, output, folder)
        stack.enter_context(locked(folder))
        begin_anew = may_begin(output, sources, folder, summary, resume=resume, overwrite=overwrite)
        identities = [identify_source(source) for source in sources]
        sizes = [identity.size for identity in identities]
        total = None if None in sizes else sum(size or 0 for size in sizes)
        shard_size = job.shard_bytes or shard_bytes(total)
        work = _work(job, output, folder, first)
        if begin_anew:
            clear(folder)
        journal = stack.enter_context(Journal(folder, _head(job, output, sources, identities, work, shard_size)))
        shards = _Shards(plan([absolute(source) for source in sources], sizes, shard_size), journal)
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
        notes = [*unread, *find_changes(sources, identities)]
        marks = find_marks(journal, shards.count) if job.dedup else None
        if not streaming:
            run.put_together(output, marks, reject)
        sys.stdout.flush()
        outcome = Outcome(
            tally=run.told.tally,
            resumed=run.told.resumed,
            seconds=time.perf_counter() - started,
            first=run.first_records(first),
            duplicates=None if marks is None else sum(mark is not None for part in marks for mark in part),
            repeated_ids=repeated_ids(journal, shards.count),
            notes=notes,
        )
        if summary is not None:
            with creating(summary) as stream:
                stream.write(
                    dump_line({"output": job.output, "model": job.model and job.model.name, **outcome.to_dict()})
                )
        clear(folder)
    return outcome


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
        {"path": absolute(source).path, "format": source.format, **asdict(identity)}
        for source, identity in zip(sources, identities, strict=True)
    ]
    return header(inputs, options, {"name": job.model and job.model.name, "sha256": work.digest}, work.release)
