"""The runner: from inputs to one output, through parts that survive an interruption.

Invariant: every record read is either labelled or rejected with a reason, and the output has the same bytes whichever
processes did the work and however often it was interrupted.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from nlp.article import DEFAULT_TYPES
from nlp.batch import engine
from nlp.batch.finish import Reject, find_marks, repeated_ids, write_rejected
from nlp.batch.journal import Journal, clear, find_unfinished, header, locked
from nlp.batch.layouts import find_mentions, lay_out
from nlp.batch.paths import absolute, check_start, find_changes, find_inputs, identify_source, work_folder_of
from nlp.batch.shards import Shard, plan, shard_bytes
from nlp.batch.tally import Tally
from nlp.batch.work import Done, Failed, Work, model_digest
from nlp.errors import AmbiguousFieldError, BatchError, InputError, RecordError
from nlp.formats.atomic import creating
from nlp.formats.jsonl import dump_line
from nlp.formats.output import Marks, Output, assemble, check_room, find_output, join_parts, standard_output
from nlp.formats.record import Columns, Reading, Record
from nlp.formats.source import Source
from nlp.formats.storage import STDIN, Identity, shown_path

_SAMPLE = 500  # records on which the names of fields are checked


@dataclass(frozen=True)
class Job:
    """What to label; everything here decides what the output holds.

    :param inputs: paths, folders, URLs, or ``-``.
    :param output: a path, a folder of parts with ``/`` at its end, a URL, or ``-``.
    :param model: folder of the model; None to find entities only.
    :param format: of the inputs, instead of the one that their suffixes name.
    :param reading: where in the files the records are.
    :param overwrite_fields: replace fields that have the name of one that labelling adds; never one with the text.
    :param dedup: mark near-duplicates with the id of the first of them.
    :param repair: mend damaged letters first, and write the mended fields.
    :param types: of the entities to look for.
    :param mentions: a path for a table of all mentions, in any format but GeoJSON; None for none.
    :param excel: write CSV as Excel opens it where the decimal sign is a comma.
    :param shard_bytes: how much input is labelled and noted as finished at a time; None to choose it by the size.
    """

    inputs: Sequence[str]
    output: str
    model: Path | None
    columns: Columns = field(default_factory=Columns)
    format: str | None = None
    reading: Reading = field(default_factory=Reading)
    overwrite_fields: bool = False
    dedup: bool = False
    repair: bool = False
    types: tuple[str, ...] = DEFAULT_TYPES
    mentions: str | None = None
    excel: bool = False
    shard_bytes: int | None = None


@dataclass(frozen=True)
class RunOptions:
    """How to run a job; nothing here changes what the output holds.

    :param jobs: number of local processes.
    :param scheduler: address of a Dask scheduler; its workers must find the inputs, the model and the folder of parts
        under the same paths.
    :param resume: continue the run in the folder of parts, if there is one.
    :param overwrite: replace an output that exists, and drop an unfinished run.
    :param work_folder: where to make the folder of parts, instead of beside the output.
    :param summary: file or URL for the outcome as JSON.
    """

    jobs: int = 1
    scheduler: str | None = None
    resume: bool = False
    overwrite: bool = False
    work_folder: Path | None = None
    summary: str | None = None


@dataclass
class Progress:
    """The progress of a run.

    :param tally: counts so far, those of the runs that it continues included.
    :param done_bytes: bytes of input that are labelled.
    :param total_bytes: bytes of all inputs; None if one of them is a stream of unknown length.
    :param resumed: records that earlier runs had labelled or rejected.
    """

    tally: Tally = field(default_factory=Tally)
    done_bytes: int = 0
    total_bytes: int | None = None
    resumed: int = 0

    def add(self, done: Done) -> None:
        """Add a finished shard."""
        self.tally.add(done.tally)
        self.done_bytes += done.size


@dataclass(frozen=True)
class Outcome:
    """The result of a run.

    :param resumed: records that earlier runs had labelled or rejected.
    :param first: headlines and annotations of the first records.
    :param duplicates: number of records that repeat another, None if the job did not ask.
    :param repeated_ids: number of ids that more than one record has.
    :param notes: what the user should know about the inputs.
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
    options: RunOptions | None = None,
    *,
    first: int = 0,
    progress: Callable[[Progress], None] | None = None,
    reject: Reject | None = None,
    say: Callable[[str], None] | None = None,
) -> Outcome:
    """Label an archive of any size into one output.

    Parts and a journal are kept in a folder until the output is complete, so that a run that was interrupted in any
    way can be resumed. For standard output that folder is a temporary one.

    :param first: number of records to return in the outcome.
    :param progress: called after every shard.
    :param reject: receives rejected records in order, instead of the file ``OUTPUT.rejected.jsonl``.
    :param say: receives in which fields title and text were found, before the first record is labelled.
    :raises InputError: if an input cannot be read, lacks a field that the job names, or was replaced while it was read.
    :raises OutputError: if the output cannot be written, or exists already.
    :raises BatchError: if the run cannot be resumed, or workers fail.
    """
    options = options or RunOptions()
    started = time.perf_counter()
    output = find_output(job.output)
    with ExitStack() as stack:
        folder = work_folder_of(output, options.work_folder, stack)
        sources, unread = find_inputs(job.inputs, job.format, output, folder, job.reading)
        find_unfinished(folder)  # before the lock, which would be a file more in a folder that is not ours
        stack.enter_context(locked(folder))
        output, mentions = _outputs(job, options, output, sources, folder)
        inputs = _Inputs(sources, [identify_source(source) for source in sources])
        size = job.shard_bytes or shard_bytes(inputs.total)
        work = _work(job, output, mentions, folder, first)
        if not options.resume:
            clear(folder)
        head = _head(job, output, inputs, work, size, overwrite=options.overwrite)
        journal = stack.enter_context(Journal(folder, head))
        run = _Run(output, journal, inputs, size, reject, say)
        is_streamed = output.is_stdout and not job.dedup  # marks of near-duplicates are known only at the end
        run.label(work, options, is_streamed=is_streamed, progress=progress)
        notes = [*unread, *run.progress.tally.told_notes(), *find_changes(inputs.sources, inputs.identities)]
        marks = find_marks(journal, run.count) if job.dedup else None
        if not is_streamed:
            run.write_output(marks)
        if mentions is not None:
            run.write_mentions(mentions)
        outcome = Outcome(
            tally=run.progress.tally,
            resumed=run.progress.resumed,
            seconds=time.perf_counter() - started,
            first=run.first_records(first),
            duplicates=None if marks is None else sum(mark is not None for part in marks for mark in part),
            repeated_ids=repeated_ids(journal, run.count),
            notes=notes,
        )
        if options.summary is not None:
            _write_summary(options.summary, job, outcome, journal)
        clear(folder)
    return outcome


def _outputs(
    job: Job, options: RunOptions, output: Output, sources: Sequence[Source], folder: Path
) -> tuple[Output, Output | None]:
    """Return the output with its layout, and that of the mentions, once it is sure that both may be written."""
    output = lay_out(output, sources, job.columns, excel=job.excel)
    mentions = None if job.mentions is None else find_mentions(job.mentions, sources, excel=job.excel)
    check_start(
        output,
        sources,
        folder,
        options.summary,
        mentions=None if mentions is None else mentions.path,
        resume=options.resume,
        overwrite=options.overwrite,
    )
    return output, mentions


@dataclass(frozen=True)
class _Inputs:
    """The files that a run reads, and what they were when it began."""

    sources: Sequence[Source]
    identities: Sequence[Identity]

    @property
    def sizes(self) -> list[int | None]:
        return [identity.size for identity in self.identities]

    @property
    def total(self) -> int | None:
        """Bytes of all files; None if one of them is a stream of unknown length."""
        return None if None in self.sizes else sum(size or 0 for size in self.sizes)


class _Run:
    """The state of a run.

    :ivar count: number of shards, as far as they are known.
    """

    def __init__(
        self,
        output: Output,
        journal: Journal,
        inputs: _Inputs,
        shard_size: int,
        reject: Reject | None,
        say: Callable[[str], None] | None,
    ) -> None:
        self._output, self._journal = output, journal
        self._reject, self._say = reject, say
        self._columns: Columns | None = None
        self._is_stream = any(source.path == STDIN for source in inputs.sources)
        named = [absolute(source) for source in inputs.sources]
        self._shards = plan(named, inputs.sizes, shard_size, eager=output.is_stdout)
        self.count = 0
        self.progress = Progress(total_bytes=inputs.total)
        for done in journal.done.values():
            self.progress.add(done)
        self.progress.resumed = self.progress.tally.read
        self._first: dict[int, Sequence[tuple[str, dict[str, Any]]]] = {}
        self._streamed = 0
        self._lines: dict[str, int] = {}

    def label(
        self, work: Work, options: RunOptions, *, is_streamed: bool, progress: Callable[[Progress], None] | None
    ) -> None:
        """Label every shard that is not finished.

        :param is_streamed: whether parts go to standard output as soon as it is their turn.
        :raises BantinError: if a shard fails, or records are missing at the end.
        """
        if self.progress.resumed and progress:
            progress(self.progress)
        self._columns = work.columns
        results = engine.run(
            work, self._unfinished(), jobs=options.jobs, scheduler=options.scheduler, is_stream=self._is_stream
        )
        for result in results:
            if isinstance(result, Failed):
                raise result.error
            self._journal.commit(result)
            self.progress.add(result)
            check_room(self._output, self.progress.tally.labelled)
            if result.first:
                self._first[result.number] = result.first
            if is_streamed:
                self._stream_parts()
            if progress:
                progress(self.progress)
        self._check()

    def _unfinished(self) -> Iterator[tuple[int, Shard]]:
        """Yield the shards to label, with their numbers.

        :raises BatchError: if a finished shard came from other content.
        """
        for number, shard in enumerate(self._shards):
            self.count = number + 1
            if self._columns is not None and not shard.source.is_page:
                self._check_fields(shard)
            done = self._journal.done.get(number)
            if done is None:
                yield number, shard
            elif done.digest != shard.fingerprint:
                raise BatchError(
                    f"{shard.source.name}: has changed since this run began.", "Start over with --overwrite."
                )

    def _check_fields(self, shard: Shard) -> None:
        """Check the names of fields on the first shard that is no page, and say where title and text were found.

        :raises InputError: if a given name is in no record of it, or the user has to choose between two fields.
        """
        columns, self._columns = self._columns, None
        records = [record for record in islice(shard.records(), _SAMPLE) if isinstance(record, Record)]
        if columns is None or not records:
            return
        columns.check([record.fields for record in records], shard.source.name)
        choice: AmbiguousFieldError | None = None
        for record in records:
            try:
                _, names = columns.read(record.fields)
            except AmbiguousFieldError as error:
                choice = choice or error
            except RecordError:
                continue
            else:
                if self._say and (guessed := columns.guessed(names)):
                    self._say(f"fields: {guessed}")
                return
        if choice is not None:
            raise InputError(f"{shard.source.name}: {choice.what}", choice.fix)

    def _stream_parts(self) -> None:
        """Write the parts whose turn it is to standard output."""
        while self._streamed in self._journal.done:
            part = self._journal.path(self._streamed, "part")
            join_parts(self._output, [part], None, standard_output())
            sys.stdout.buffer.flush()
            write_rejected(self._journal, [self._streamed], self._lines, None, self._reject)
            part.unlink()
            self._streamed += 1

    def _check(self) -> None:
        """Check that every record of every shard is accounted for.

        :raises BatchError: if not.
        """
        tally, finished = self.progress.tally, set(self._journal.done)
        if finished != set(range(self.count)):
            raise BatchError(
                f"{len(finished)} shards are finished of {self.count}: an input is shorter than it was.",
                "Start over with --overwrite.",
            )
        if tally.read != tally.labelled + tally.rejected:
            raise BatchError(
                f"{tally.read} records were read, but {tally.labelled} labelled and {tally.rejected} rejected.",
                "This is a defect in bantin; please report it.",
            )

    def write_output(self, marks: Marks | None) -> None:
        """Join the parts into the output, and write the file of rejected records."""
        numbers = range(self.count)
        parts = [self._journal.path(number, "part") for number in numbers]
        if self._output.is_stdout:
            join_parts(self._output, parts, marks, standard_output())
            sys.stdout.flush()
        else:
            assemble(self._output, parts, marks, self._journal, overwrite=self._journal.overwrite)
        write_rejected(self._journal, numbers, {}, self._output, self._reject)

    def write_mentions(self, mentions: Output) -> None:
        """Join the parts of the mentions into their output."""
        parts = [self._journal.path(number, "mentions") for number in range(self.count)]
        assemble(mentions, parts, None, self._journal, overwrite=self._journal.overwrite)

    def first_records(self, count: int) -> list[tuple[str, dict[str, Any]]]:
        """Return headlines and annotations of the first records that this run labelled."""
        return [record for number in sorted(self._first) for record in self._first[number]][:count]


def _work(job: Job, output: Output, mentions: Output | None, folder: Path, first: int) -> Work:
    return Work(
        model=job.model and job.model.resolve(),
        digest=model_digest(job.model),
        columns=job.columns,
        output=replace(output, path=""),
        folder=folder.absolute(),
        overwrite_fields=job.overwrite_fields,
        dedup=job.dedup,
        repair=job.repair,
        types=job.types,
        first=first,
        mentions=mentions and replace(mentions, path=""),
    )


def _head(job: Job, output: Output, inputs: _Inputs, work: Work, shard_size: int, *, overwrite: bool) -> dict[str, Any]:
    """Return the header of the run's journal."""
    options = {
        "output": output.suffix + ("/" if output.is_folder else ""),
        "columns": asdict(job.columns),
        "reading": asdict(job.reading),
        "overwrite-fields": job.overwrite_fields,
        "dedup": job.dedup,
        "repair": job.repair,
        "types": list(job.types),
        "layout": asdict(output.layout),
        "mentions": work.mentions and asdict(work.mentions),
        "shard-size": shard_size,
    }
    files = [
        {"path": absolute(source).path, "format": source.format, **asdict(identity)}
        for source, identity in zip(inputs.sources, inputs.identities, strict=True)
    ]
    model = {"name": job.model and job.model.name, "sha256": work.digest}
    return header(files, options, model, work.release, overwrite=overwrite)


def _write_summary(path: str, job: Job, outcome: Outcome, journal: Journal) -> None:
    with creating(path, journal, overwrite=journal.overwrite) as stream:
        stream.write(
            dump_line({"output": shown_path(job.output), "model": job.model and job.model.name, **outcome.to_dict()})
        )
