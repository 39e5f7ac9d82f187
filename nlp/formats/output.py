"""Outputs: labelled records as JSON Lines or CSV, whole or not at all."""

from __future__ import annotations

import csv
import gzip
import io
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Protocol, cast

import orjson

from nlp.errors import OutputError
from nlp.formats.jsonl import dump_line
from nlp.formats.source import STDIN
from nlp.formats.table import found_columns

_SUFFIXES = (".jsonl", ".ndjson", ".jsonl.gz", ".csv", ".csv.gz")


class Writer(Protocol):
    """Takes labelled records in order."""

    def write(self, fields: Mapping[str, Any], found: dict[str, Any]) -> None:
        """Write one record with what was found in it."""


class _JsonLines:
    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, fields: Mapping[str, Any], found: dict[str, Any]) -> None:
        self._stream.write(dump_line({**fields, **found}))


class _Csv:
    """Rows wait in a temporary file until all columns are known: scraped records do not all have the same fields."""

    def __init__(self, stream: IO[bytes], spool: IO[bytes]) -> None:
        self._stream, self._spool = stream, spool
        self._given: dict[str, None] = {}
        self._found: dict[str, None] = {}

    def write(self, fields: Mapping[str, Any], found: dict[str, Any]) -> None:
        columns = found_columns(found)
        self._given.update(dict.fromkeys(fields))
        self._found.update(dict.fromkeys(columns))
        self._spool.write(dump_line({"fields": dict(fields), "found": columns}))

    def finish(self) -> None:
        """Write the header and all rows; what was found stands behind the given columns."""
        names = {name: f"bantin_{name}" if name in self._given else name for name in self._found}
        text = io.TextIOWrapper(self._stream, encoding="utf-8", newline="", write_through=True)
        rows = csv.DictWriter(text, [*self._given, *names.values()])
        rows.writeheader()
        self._spool.seek(0)
        for line in self._spool:
            row = orjson.loads(line)
            rows.writerow({**row["fields"], **{names[name]: value for name, value in row["found"].items()}})
        text.detach()


def check_output(path: str, inputs: Sequence[str], *, overwrite: bool) -> None:
    """Check that ``path`` can become an output.

    :raises OutputError: if it has no known suffix, is there already, or is one of the inputs.
    """
    if path == STDIN:
        return
    if not path.lower().endswith(_SUFFIXES):
        raise OutputError(f"{path}: no format known for this suffix.", f"Use one of {', '.join(_SUFFIXES)}, or -.")
    if Path(path).exists():
        if any(given != STDIN and Path(path).samefile(given) for given in inputs if Path(given).exists()):
            raise OutputError(f"{path}: is an input too.", "Name another output.")
        if not overwrite:
            raise OutputError(f"{path}: exists already.", "Use --overwrite to replace it, or name another output.")


@contextmanager
def open_output(path: str) -> Iterator[Writer]:
    """Open an output by its suffix, standard output for ``-``.

    A file is written beside its place and moved there when all is done, so it never holds half a run.

    :raises OutputError: if it cannot be written.
    """
    if path == STDIN:
        yield _JsonLines(sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    with replacing(Path(path)) as stream, ExitStack() as stack:
        target = stream
        if path.lower().endswith(".gz"):
            target = cast("IO[bytes]", stack.enter_context(gzip.GzipFile(fileobj=stream, mode="wb", mtime=0)))
        if not path.lower().removesuffix(".gz").endswith(".csv"):
            yield _JsonLines(target)
            return
        with tempfile.TemporaryFile() as spool:
            writer = _Csv(target, spool)
            try:
                yield writer
            finally:
                writer.finish()


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Give a stream whose content stands at ``path`` once it is complete.

    When the writing is interrupted (Ctrl-C) what was written stays beside the place, see :func:`partial_path`;
    after any other failure nothing is left.

    :raises OutputError: if it cannot be written.
    """
    scratch = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with scratch.open("wb") as stream:
            yield stream
        scratch.replace(path)
    except KeyboardInterrupt:
        scratch.replace(partial_path(path))
        raise
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}.", "Check the place.") from error
    finally:
        with suppress(OSError):
            scratch.unlink()


def partial_path(path: Path) -> Path:
    """Return where the part of an interrupted output stands."""
    return path.with_name(f"{path.name}.part")
