"""Where a run reads and writes: the files behind its inputs, the folder of its parts, what is in the way.

Invariant: nothing is written where a run reads, and nothing that is not ours is replaced unasked.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from nlp.batch.finish import rejected_path
from nlp.batch.journal import JOURNAL
from nlp.errors import InputError, OutputError
from nlp.formats.output import Output, check_output
from nlp.formats.source import Source, find_sources, unread_files
from nlp.formats.storage import STDIN, Identity, identify, is_url, plain_path, pure


def find_inputs(
    paths: Sequence[str], format: str | None, output: Output, folder: Path
) -> tuple[list[Source], list[str]]:
    """Return the files to read, and notes on those of folders that are not read."""
    sources: list[Source] = []
    notes = []
    for path in paths:
        found = find_sources(path, format)
        if [source.path for source in found] != [plain_path(path)]:
            found = [source for source in found if not _is_ours(source.path, output, folder)]
            unread = [file for file in unread_files(path) if not _is_ours(file, output, folder)]
            kinds = Counter(pure(file).suffix.lower() or "no suffix" for file in unread)
            if unread:
                told = ", ".join(f"{kind} {count:,}" for kind, count in kinds.most_common(5))
                notes.append(f"{len(unread):,} files in {path} are of other kinds and were not read ({told})")
        sources += found
    if sum(source.path == STDIN for source in sources) > 1:
        raise InputError("Standard input is named twice.", "Name it once.")
    return sources, notes


def _is_ours(file: str, output: Output, folder: Path) -> bool:
    """Return whether a file of an input folder is one that an earlier run has written there for this output."""
    if is_url(file) or output.is_remote or output.is_stdout:
        return False
    place = Path(file).resolve()
    return place == Path(rejected_path(output)).resolve() or folder.resolve() in place.parents


def work_folder_of(output: Output, within: Path | None, stack: ExitStack) -> Path:
    """Return the folder of parts; for standard output a temporary one, that goes with ``stack``."""
    if output.is_stdout:
        return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bantin-", dir=within)))
    return parts_folder(output, within)


def parts_folder(output: Output, within: Path | None = None) -> Path:
    """Return where parts and journal of an output go: beside it, or in another folder, under its name."""
    name = f"{pure(output.path).name}.parts"
    if within is not None or output.is_remote:
        return (within or Path()) / name
    return Path(output.path).absolute().with_name(name)


def may_begin(
    output: Output, sources: Sequence[Source], folder: Path, summary: str | None, *, resume: bool, overwrite: bool
) -> bool:
    """Return whether what an earlier run has left is to be thrown away.

    :raises OutputError: if it is in the way.
    """
    unfinished = (folder / JOURNAL).exists()
    if unfinished and not (resume or overwrite):
        raise OutputError(f"{folder}: holds an unfinished run.", "Continue it with --resume, or use --overwrite.")
    beside = [] if output.is_stdout else [rejected_path(output)]
    check_output(output, sources, overwrite=overwrite or (resume and unfinished), beside=beside)
    if summary is not None:
        check_output(replace(output, path=summary, is_folder=False), sources, overwrite=True, beside=beside)
        if summary == output.path or (not is_url(summary) and Path(summary).is_dir()):
            raise OutputError(f"{summary}: the summary cannot be written there.", "Name a file of its own.")
    return not resume


def absolute(source: Source) -> Source:
    """Return a source that another process finds too, called as it was given."""
    if source.path == STDIN or is_url(source.path):
        return source
    return replace(source, path=str(Path(source.path).absolute()), shown=source.path)


def identify_source(source: Source) -> Identity:
    """Return what tells whether a source is still the same."""
    return Identity(None, "") if source.path == STDIN else identify(source.path, head=not source.is_page)


def find_changes(sources: Sequence[Source], identities: Sequence[Identity]) -> list[str]:
    """Return what happened to the inputs while they were read.

    :raises InputError: if one was replaced, so that the output may hold something of both.
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
                f"{source.name}: was replaced while it was read; no output was made.",
                "Use --overwrite.",
            )
    return notes
