"""The journal of a run: what it was asked to do, and which shards are finished.

Invariant: a shard is finished when its line in the journal is whole and its files have the sizes that stand there.
A line torn by a power cut, or a file that did not reach the disk, makes the shard one that is still to do.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import orjson

from nlp.batch.tally import Tally
from nlp.batch.work import Done, part_file
from nlp.errors import BatchError
from nlp.formats.jsonl import dump_line
from nlp.formats.storage import locking, reaching, unwritable

JOURNAL = "journal.jsonl"
_LOCK = "lock"
_OURS = re.compile(r"\d{6,}\.(part|rejected|ids|signatures)(\.[0-9a-f]{32}\.tmp)?")
_FORMAT = 1


def header(
    inputs: Sequence[Mapping[str, Any]], options: Mapping[str, Any], model: Mapping[str, Any], release: str
) -> dict[str, Any]:
    """Return what a run must have in common with the one that it continues.

    :param inputs: path, size, time of change and hash of the head of each file.
    :param options: everything that decides what the output holds.
    :param model: name and digest of the model.
    :param release: version of bantin.
    """
    return {
        "journal": _FORMAT,
        "bantin": release,
        "model": dict(model),
        "options": dict(options),
        "inputs": list(inputs),
    }


class Journal:
    """The journal in a folder of parts.

    :param folder: made when it is not there.
    :param head: of this run, see :func:`header`.
    :raises BatchError: if the folder holds a run with another head.
    """

    def __init__(self, folder: Path, head: Mapping[str, Any]) -> None:
        self._folder = folder
        self._path = folder / JOURNAL
        self.done: dict[int, Done] = {}
        wanted = orjson.loads(dump_line(dict(head)))
        with reaching(str(self._path), unwritable):
            folder.mkdir(parents=True, exist_ok=True)
            lines = self._path.read_bytes().splitlines(keepends=True) if self._path.exists() else []
            found = _parse(lines[0]) if lines else None
            if found is None:
                lines = [dump_line(wanted)]
            elif reason := _difference(found, wanted):
                raise BatchError(
                    f"{folder}: this run cannot be resumed: {reason}.", "Start over with --overwrite, or put it back."
                )
            whole = [line for line in lines if _parse(line) is not None]
            _write_whole(self._path, whole)
            for line in whole[1:]:
                self._learn(_parse(line) or {})
            for file in list(folder.iterdir()):
                if _OURS.fullmatch(file.name) and file.name.endswith(".tmp"):
                    file.unlink(missing_ok=True)
            self._stream = self._path.open("ab")

    def _learn(self, entry: Mapping[str, Any]) -> None:
        files = entry["files"]
        if all(_has_size(self._folder / part_file(entry["number"], kind), size) for kind, size in files.items()):
            tally = Tally.from_dict(entry["tally"])
            self.done[entry["number"]] = Done(
                entry["number"], entry["name"], entry["size"], entry["lines"], entry["digest"], tally, files
            )

    def commit(self, done: Done) -> None:
        """Move the files of a shard to their names and note that it is finished.

        :raises OutputError: if that fails.
        """
        with reaching(str(self._folder), unwritable):
            for kind, scratch in done.scratch.items():
                (self._folder / scratch).replace(self._folder / part_file(done.number, kind))
            names = ("number", "name", "size", "lines", "digest", "files")
            self._stream.write(
                dump_line({**{name: getattr(done, name) for name in names}, "tally": done.tally.to_dict()})
            )
            self._stream.flush()
            os.fsync(self._stream.fileno())
        self.done[done.number] = done

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file; a run that finished nothing leaves nothing."""
        self._stream.close()
        if not self.done:
            clear(self._folder)

    def path(self, number: int, kind: str) -> Path:
        """Return where a finished shard has its file of this kind, if it has one."""
        return self._folder / part_file(number, kind)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other runs away from a folder of parts, which is made when it is not there.

    :raises BatchError: if another run is at work in it.
    """
    busy = BatchError(f"{folder}: another run is at work on this output.", "Wait for it to end.")
    with ExitStack() as leave, locking(folder / _LOCK, busy):
        leave.callback(_remove, folder)
        yield


def clear(folder: Path) -> None:
    """Remove what runs have left in a folder of parts, and nothing else."""
    for file in list(folder.iterdir()):
        if file.name == JOURNAL or _OURS.fullmatch(file.name):
            file.unlink(missing_ok=True)


def _remove(folder: Path) -> None:
    """Remove a folder of parts in which nothing is left but the lock."""
    with suppress(OSError):
        if [file.name for file in folder.iterdir()] in ([_LOCK], []):
            (folder / _LOCK).unlink(missing_ok=True)
            folder.rmdir()


def _write_whole(path: Path, lines: Sequence[bytes]) -> None:
    """Write a file anew, without a moment in which half of it is there."""
    scratch = path.with_suffix(".tmp")
    with scratch.open("wb") as stream:
        stream.writelines(lines)
        stream.flush()
        os.fsync(stream.fileno())
    scratch.replace(path)


def _parse(line: bytes) -> dict[str, Any] | None:
    """Return the entry of a line, None if it is torn."""
    if not line.endswith(b"\n"):
        return None
    try:
        entry = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return entry if isinstance(entry, dict) else None


def _has_size(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False


def _difference(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> str | None:
    """Return in what another run differs from this one, None if it does not."""
    if found.get("journal") != wanted["journal"]:
        return "its journal is of another kind"
    if found["bantin"] != wanted["bantin"]:
        return f"it was begun by bantin {found['bantin']}, this is {wanted['bantin']}"
    if found["model"] != wanted["model"]:
        return f"it was begun with another model ({found['model'].get('name')}, now {wanted['model'].get('name')})"
    for name in sorted({*found["options"], *wanted["options"]}):
        before, now = (options.get(name) for options in (found["options"], wanted["options"]))
        if before != now:
            return f"the option {name} was {before!r} and is {now!r}"
    return _changed_input(found["inputs"], wanted["inputs"])


def _changed_input(found: Sequence[Mapping[str, Any]], wanted: Sequence[Mapping[str, Any]]) -> str | None:
    if found == wanted:
        return None
    before, now = ({entry["path"]: entry for entry in inputs} for inputs in (found, wanted))
    if before == now:
        return "the inputs come in another order, or more than once"
    path = next(path for path in before | now if before.get(path) != now.get(path))
    if path not in now or path not in before:
        return f"the input {path} is {'missing' if path in before else 'new'}"
    sizes = [entry[path]["size"] for entry in (before, now)]
    told = f" (size was {sizes[0]}, is {sizes[1]})" if sizes[0] != sizes[1] else ""
    return f"the input {path} has changed since{told}"
