"""The paths of a run: its input files, its folder of parts, and what must not be overwritten.

Invariant: a run does not write where it reads, and replaces no file of others unless it is told to.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from nlp.batch.journal import find_unfinished
from nlp.errors import InputError, OutputError
from nlp.formats.output import Output, check_output
from nlp.formats.record import Reading
from nlp.formats.rejected import rejected_path
from nlp.formats.source import Source, conversion, find_sources, unread_files
from nlp.formats.storage import STDIN, Identity, identify, is_url, plain_path, pure


def find_inputs(
    paths: Sequence[str], format: str | None, output: Output, folder: Path, reading: Reading | None = None
) -> tuple[list[Source], list[str]]:
    """Return the files to read, and notes on files in input folders that are not read.

    :param folder: the folder of parts, which may lie in an input folder and is not read.
    :param reading: where in the files the records are.
    :raises InputError: if an input cannot be read, or standard input is named twice.
    """
    sources: list[Source] = []
    notes = []
    for path in paths:
        files = find_sources(path, format, reading)
        is_folder = [source.path for source in files] != [plain_path(path)]
        if is_folder:
            files = [source for source in files if not _is_own(source.path, output, folder)]
            unread = [file for file in unread_files(path) if not _is_own(file, output, folder)]
            suffixes = Counter(pure(file).suffix.lower() or "no suffix" for file in unread)
            if unread:
                counts = ", ".join(f"{suffix} {count:,}" for suffix, count in suffixes.most_common(5))
                notes.append(f"{len(unread):,} files in {path} are of other kinds and were not read ({counts})")
                commands = dict.fromkeys(filter(None, map(conversion, unread)))
                notes += [f"to read these too: {command}" for command in commands]
        sources += files
    if sum(source.path == STDIN for source in sources) > 1:
        raise InputError("Standard input is named twice.", "Name it once.")
    return sources, notes


def _is_own(file: str, output: Output, folder: Path) -> bool:
    """Return whether a file in an input folder was written by an earlier run for this output."""
    if is_url(file) or output.is_remote or output.is_stdout:
        return False
    path = Path(file).resolve()
    return path == Path(rejected_path(output.path)).resolve() or folder.resolve() in path.parents


def work_folder_of(output: Output, within: Path | None, stack: ExitStack) -> Path:
    """Return the folder of parts; for standard output a temporary one, which ``stack`` removes."""
    if output.is_stdout:
        return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bantin-", dir=within)))
    return parts_folder(output, within)


def parts_folder(output: Output, within: Path | None = None) -> Path:
    """Return the folder for the parts and the journal of an output: ``OUTPUT.parts``, beside it or in ``within``."""
    name = f"{pure(output.path).name}.parts"
    if within is not None or output.is_remote:
        return (within or Path()) / name
    return Path(output.path).absolute().with_name(name)


def check_start(
    output: Output,
    sources: Sequence[Source],
    folder: Path,
    summary: str | None,
    *,
    mentions: str | None = None,
    resume: bool,
    overwrite: bool,
) -> None:
    """Check that a run may begin, or resume the one in the folder of parts.

    :raises OutputError: if it would overwrite an unfinished run, an output, an input or a file of others.
    """
    unfinished = find_unfinished(folder)
    if unfinished and not (resume or overwrite):
        raise OutputError(f"{folder}: holds an unfinished run.", "Continue it with --resume, or use --overwrite.")
    beside = [] if output.is_stdout else [rejected_path(output.path)]
    if summary is not None:
        beside.append(plain_path(summary))
        if not is_url(summary) and Path(summary).is_dir():
            raise OutputError(f"{summary}: the summary cannot be written there.", "Name a file of its own.")
    if mentions is not None:
        beside.append(mentions)
    overwrite = overwrite or (unfinished is not None and unfinished.overwrite)
    is_own = unfinished.is_own if unfinished else None
    check_output(output, sources, overwrite=overwrite, beside=beside, is_own=is_own)


def absolute(source: Source) -> Source:
    """Return a source under its absolute path, which another process can open; messages keep the given path."""
    if source.path == STDIN or is_url(source.path):
        return source
    return replace(source, path=str(Path(source.path).absolute()), shown=source.path)


def identify_source(source: Source) -> Identity:
    """Return the identity of a source, by which a change is noticed."""
    return Identity(None, "") if source.path == STDIN else identify(source.path, head=not source.is_page)


def find_changes(sources: Sequence[Source], identities: Sequence[Identity]) -> list[str]:
    """Return notes on inputs that changed while they were read.

    :raises InputError: if an input was replaced, so that parts may come from both versions.
    """
    notes = []
    for source, before in zip(sources, identities, strict=True):
        if before.size is None:
            continue
        try:
            now = identify_source(source)
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
                f"{source.name}: was replaced while it was read; no output was written.",
                "Start over with --overwrite.",
            )
    return notes
