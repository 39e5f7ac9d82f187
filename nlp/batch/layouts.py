"""Layouts of a run's outputs, from its options and its inputs.

Invariant: they are known before the first shard is labelled, and stand in the journal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nlp.entities.mentions import COLUMNS
from nlp.errors import OutputError
from nlp.formats.output import Output, find_output
from nlp.formats.outputs.layout import EXCEL, MENTIONS, Layout, dialect_of
from nlp.formats.record import Columns
from nlp.formats.source import Source


def lay_out(output: Output, sources: Sequence[Source], columns: Columns, *, excel: bool) -> Output:
    """Return the output with its columns, and as CSV in the dialect of the inputs, or in that of Excel.

    :raises OutputError: if Excel's CSV is wanted of another format.
    """
    if excel and not output.suffix.startswith(".csv"):
        raise OutputError("--excel is for a .csv output.", "Name one, or an .xlsx file without --excel.")
    mentions = COLUMNS if output.takes_mentions else ()
    return replace(
        output,
        layout=replace(_in_dialect(output, sources, excel=excel), columns=columns, mention_columns=mentions),
    )


def find_mentions(path: str, sources: Sequence[Source], *, excel: bool) -> Output:
    """Return the output of the mentions that a path names.

    :raises OutputError: if it cannot be one.
    """
    output = find_output(path)
    if output.is_stdout or output.format == "geojson":
        raise OutputError(
            f"{path}: mentions cannot be written there.", "Name a .csv, .xlsx, .db, .parquet or .jsonl file."
        )
    layout = _in_dialect(output, sources, excel=excel)
    return replace(output, layout=replace(layout, rows=MENTIONS, mention_columns=COLUMNS))


def _in_dialect(output: Output, sources: Sequence[Source], *, excel: bool) -> Layout:
    if not output.suffix.startswith(".csv"):
        return output.layout
    if excel:
        return EXCEL
    delimiter, mark = dialect_of(sources)
    return replace(output.layout, delimiter=delimiter, mark=mark)
