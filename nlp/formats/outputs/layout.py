"""The layout of an output: what its tables hold, and how its CSV is written.

Invariant: everything that decides bytes beside the parts stands here, so that a run that is resumed can compare it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from nlp.formats.record import Columns
from nlp.formats.source import Source
from nlp.formats.storage import STDIN, pure
from nlp.formats.table import find_dialect

ARTICLES, MENTIONS = "articles", "mentions"
"""What the rows of an output are."""


@dataclass(frozen=True)
class Layout:
    """What the tables of an output hold, and how its CSV is written.

    :param rows: :data:`ARTICLES` or :data:`MENTIONS`.
    :param columns: the names of the fields that hold the parts of an article, which are indexed in a database.
    :param mention_columns: columns of mentions; none when only fields are written.
    :param delimiter: of CSV.
    :param mark: whether a byte order mark stands before CSV.
    :param for_excel: whether cells are cut where Excel would spill them, and the decimal sign is a comma.
    """

    rows: str = ARTICLES
    columns: Columns = field(default_factory=Columns)
    mention_columns: tuple[str, ...] = ()
    delimiter: str = ","
    mark: bool = False
    for_excel: bool = False


EXCEL = Layout(delimiter=";", mark=True, for_excel=True)
"""The CSV that Excel opens by a double click where the decimal sign is a comma, as in Việt Nam."""


def dialect_of(sources: Sequence[Source]) -> tuple[str, bool]:
    """Return delimiter and byte order mark for CSV: those of the inputs, when all are CSV and agree on the delimiter.

    Whoever feeds a program with the file it wrote expects back what it can read.
    """
    default = (",", False)
    if not sources or any(source.format != "csv" or source.path == STDIN for source in sources):
        return default
    if any(".tsv" in pure(source.path).suffixes for source in sources):
        return default  # tabs belong to .tsv, and the user asked for .csv
    found = []
    for source in sources:
        with source.open() as stream:
            found.append(find_dialect(stream))
    delimiters = {delimiter for delimiter, _ in found}
    return (delimiters.pop(), all(mark for _, mark in found)) if len(delimiters) == 1 else default
