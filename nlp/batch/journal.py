"""The journal of a run: its inputs and options, and the shards that are finished.

Invariant: a shard is finished if its line in the journal is whole and its files have the sizes that the line gives. A
line torn by a power cut, or a file that did not reach the disk, makes it a shard to label again. A
folder that holds anything else than the files of a run is not touched.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from nlp.batch.tally import Tally
from nlp.batch.work import Done, part_file
from nlp.errors import BatchError, OutputError
from nlp.formats.atomic import creating_file, remove_scratch, scratch_name
from nlp.formats.storage import locking, reaching, unwritable

JOURNAL = "journal.jsonl"
_LOCK = "lock"
_PART_FILE = r"\d{6,}\.(part|rejected|ids|signatures|mentions)"
_OWN_FILE = re.compile(rf"{_PART_FILE}|{re.escape(JOURNAL)}")
_SCRATCH = re.compile(rf"\.({_OWN_FILE.pattern})\.[0-9a-f]{{32}}\.tmp")
_FORMAT = 4  # of the journal and of the parts beside it


def header(
    inputs: Sequence[Mapping[str, Any]],
    options: Mapping[str, Any],
    model: Mapping[str, Any],
    release: str,
    *,
    overwrite: bool = False,
) -> dict[str, Any]:
    """Return the first line of a journal; a run may only be resumed by one with the same header.

    :param inputs: path, size, time of change and hash of the head of each file.
    :param options: all options that change the output.
    :param model: name and digest of the model.
    :param release: version of bantin.
    :param overwrite: whether the run may replace an output; when it is resumed, what was said at first holds.
    """
    return {
        "journal": _FORMAT,
        "bantin": release,
        "model": dict(model),
        "options": dict(options),
        "inputs": list(inputs),
        "overwrite": overwrite,
    }


class Unfinished:
    """What the journal in a folder of parts says about the run that was interrupted there.

    :ivar overwrite: whether that run might replace an output.
    """

    def __init__(self, head: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]) -> None:
        self.overwrite = head.get("overwrite") is True
        self._made = {str(entry["made"]): entry.get("identity") for entry in entries if "made" in entry}

    def is_own(self, path: Path) -> bool:
        """Return whether what is at ``path`` was made by that run."""
        return os.path.lexists(path) and self._made.get(str(path)) == _identity(path)


def find_unfinished(folder: Path) -> Unfinished | None:
    """Return the interrupted run in a folder of parts; None if there is none.

    :raises OutputError: if the folder holds files that no run made.
    """
    with reaching(str(folder), unwritable):
        if not os.path.lexists(folder):
            return None
        if not folder.is_dir():
            raise unwritable(str(folder), "it is not a folder")
        head, *entries = _read(folder / JOURNAL) or [{}]
        is_journal = "journal" in head and "bantin" in head
        others = [file.name for file in folder.iterdir() if not _is_own_file(file, with_parts=is_journal)]
    if others:
        raise OutputError(
            f"{folder}: the folder for the parts of the output holds other files ({others[0]}).",
            "Move them, or choose another folder with --work.",
        )
    return Unfinished(head, entries) if is_journal else None


def _is_own_file(file: Path, *, with_parts: bool) -> bool:
    """Say whether a file may be one of a run.

    :param with_parts: whether there is a journal, without which no run has parts.
    """
    if file.is_symlink() or not file.is_file():
        return False
    if file.name == _LOCK:
        return file.stat().st_size == 0
    return _SCRATCH.fullmatch(file.name) is not None or (with_parts and _OWN_FILE.fullmatch(file.name) is not None)


class Journal:
    """The journal in a folder of parts, opened to resume the run in it or to begin one.

    :param folder: the folder of parts; it is made if it does not exist.
    :param head: the :func:`header` of this run.
    :raises BatchError: if the folder holds a run with another header.
    """

    def __init__(self, folder: Path, head: Mapping[str, Any]) -> None:
        self._folder = folder
        self._path = folder / JOURNAL
        self.done: dict[int, Done] = {}
        wanted: dict[str, Any] = json.loads(json.dumps(head))
        with reaching(str(self._path), unwritable):
            folder.mkdir(parents=True, exist_ok=True)
            before, *entries = _read(self._path) or [wanted]
            self._before = Unfinished(before, entries)
            wanted["overwrite"] = self.overwrite = self._before.overwrite
            if reason := _difference(before, wanted):
                raise BatchError(
                    f"{folder}: this run cannot be resumed: {reason}.", "Undo that, or start over with --overwrite."
                )
            try:
                for entry in entries:
                    self._restore(entry)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise BatchError(f"{self._path}: is damaged.", "Start over with --overwrite.") from error
            _remove_scratch(folder, entries)
            # Written anew, because a torn line at its end would swallow the next one.
            with creating_file(self._path, overwrite=True, follow=False) as stream:
                stream.writelines(_line(entry) for entry in (wanted, *entries) if "scratch" not in entry)
            self._stream = self._path.open("ab")

    def _restore(self, entry: Mapping[str, Any]) -> None:
        """Take a shard as finished if its files are those that its line describes."""
        files = entry.get("files", {})
        if "number" in entry and all(
            _has_size(self._folder / part_file(entry["number"], kind), size) for kind, size in files.items()
        ):
            tally = Tally.from_dict(entry["tally"])
            self.done[entry["number"]] = Done(
                entry["number"], entry["name"], entry["size"], entry["lines"], entry["digest"], tally, files
            )

    def commit(self, done: Done) -> None:
        """Rename the files of a labelled shard and note that it is finished.

        :raises OutputError: if that fails.
        """
        with reaching(str(self._folder), unwritable):
            for kind, scratch in done.scratch.items():
                (self._folder / scratch).replace(self._folder / part_file(done.number, kind))
            names = ("number", "name", "size", "lines", "digest", "files")
            self._append({**{name: getattr(done, name) for name in names}, "tally": done.tally.to_dict()})
        self.done[done.number] = done

    def scratch_name(self, path: Path) -> Path:
        """Return a temporary name for an output, noted so that the next run removes what this one leaves if killed.

        :raises OutputError: if it cannot be noted.
        """
        scratch = scratch_name(path)
        with reaching(str(self._folder), unwritable):
            self._append({"scratch": str(scratch), "output": str(path)})
        return scratch

    def note_made(self, made: Path, path: Path) -> None:
        """Note what is about to appear at ``path``: when this run is killed after that, the next knows it as its own.

        :raises OutputError: if it cannot be noted.
        """
        with reaching(str(self._folder), unwritable):
            self._append({"made": str(path), "identity": _identity(made)})

    def is_own(self, path: Path) -> bool:
        """Return whether what is at ``path`` was made by the run that this one resumes."""
        return self._before.is_own(path)

    def _append(self, entry: dict[str, Any]) -> None:
        self._stream.write(_line(entry))
        self._stream.flush()
        os.fsync(self._stream.fileno())

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        """Close the journal; a run that finished nothing leaves nothing."""
        self._stream.close()
        if not self.done:
            clear(self._folder)

    def path(self, number: int, kind: str) -> Path:
        """Return the path of a finished shard's file of this kind, if it has one."""
        return self._folder / part_file(number, kind)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other runs out of a folder of parts, which is made if it does not exist.

    :raises BatchError: if another run works in it.
    """
    busy = BatchError(f"{folder}: another run is at work on this output.", "Wait for it to end.")
    with ExitStack() as leave, locking(folder / _LOCK, busy):
        leave.callback(_remove_empty, folder)
        yield


def clear(folder: Path) -> None:
    """Remove the files of runs from a folder of parts, and what killed runs left beside their outputs.

    Files with other names stay.
    """
    _remove_scratch(folder, _read(folder / JOURNAL))
    # The journal goes last: without it, a run killed here would leave parts that the next one takes for another's.
    for file in sorted(folder.iterdir(), key=lambda file: file.name == JOURNAL):
        if _OWN_FILE.fullmatch(file.name):
            file.unlink(missing_ok=True)


def _remove_scratch(folder: Path, entries: Sequence[Mapping[str, Any]]) -> None:
    """Remove the temporary files of runs that ended; the lock says that none of them is alive.

    :param entries: of the journal, which notes the names outside the folder.
    """
    for entry in entries:
        if "scratch" in entry:
            remove_scratch(Path(entry["scratch"]), Path(entry["output"]))
    for file in list(folder.iterdir()):
        if _SCRATCH.fullmatch(file.name):
            file.unlink(missing_ok=True)


def _remove_empty(folder: Path) -> None:
    """Remove a folder of parts that holds nothing but the lock."""
    with suppress(OSError):
        if [file.name for file in folder.iterdir()] in ([_LOCK], []):
            (folder / _LOCK).unlink(missing_ok=True)
            folder.rmdir()


def _read(path: Path) -> list[dict[str, Any]]:
    """Return the whole lines of a journal; none if there is no journal, or its first line is torn."""
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    if not lines or _parse(lines[0]) is None:
        return []
    return [entry for line in lines if (entry := _parse(line)) is not None]


def _line(entry: Mapping[str, Any]) -> bytes:
    """Return a line of the journal, in ASCII: a path may hold bytes that are no text, which orjson refuses."""
    return json.dumps(entry).encode() + b"\n"


def _parse(line: bytes) -> dict[str, Any] | None:
    """Return the entry of a line, None if it is torn."""
    if not line.endswith(b"\n"):
        return None
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) else None


def _identity(path: Path) -> list[int]:
    """Return numbers that a file keeps when it is renamed, and that another in its place does not have."""
    status = path.lstat()
    changed = [] if path.is_dir() else [status.st_size, status.st_mtime_ns]  # a folder's may change with its name
    return [status.st_dev, status.st_ino, *changed]


def _has_size(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False


def _difference(before: Mapping[str, Any], now: Mapping[str, Any]) -> str | None:
    """Return how this run differs from the one that began, None if it does not."""
    if before.get("journal") != now["journal"]:
        return "its journal has another format"
    if before["bantin"] != now["bantin"]:
        return f"it was begun by bantin {before['bantin']}, this is {now['bantin']}"
    if before["model"] != now["model"]:
        return f"it was begun with another model ({before['model'].get('name')}, now {now['model'].get('name')})"
    for name in sorted({*before["options"], *now["options"]}):
        old, new = (options.get(name) for options in (before["options"], now["options"]))
        if old != new:
            return f"the option {name} was {old!r} and is {new!r}"
    return _changed_input(before["inputs"], now["inputs"])


def _changed_input(before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> str | None:
    if before == now:
        return None
    old, new = ({entry["path"]: entry for entry in inputs} for inputs in (before, now))
    if old == new:
        return "the inputs come in another order, or more than once"
    path = next(path for path in old | new if old.get(path) != new.get(path))
    if path not in new or path not in old:
        return f"the input {path} is {'missing' if path in old else 'new'}"
    sizes = [entry[path]["size"] for entry in (old, new)]
    change = f" (size was {sizes[0]}, is {sizes[1]})" if sizes[0] != sizes[1] else ""
    return f"the input {path} has changed since{change}"
