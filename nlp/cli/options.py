"""Options that several commands share, each defined once, alone or in a group of options that go together.

A group is a frozen dataclass. A command marked with :func:`spread` takes a group as one argument, and its users see
the single options.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from nlp.article import DEFAULT_TYPES as DEFAULT
from nlp.article import ENTITY_TYPES
from nlp.formats.record import Columns, Reading

REJECTED_EXIT = 3
"""Exit code of a command that did its work, but had to reject some records."""

DEFAULT_TYPES = ",".join(DEFAULT).lower()
"""The types of entities that commands look for by default."""

CURRENT = "current"
"""The model that commands use by default (:data:`nlp.classify.registry.CURRENT`, which imports numpy)."""

Model = Annotated[
    str,
    typer.Option(
        "--model", "-m", help="Name or folder of the model. current: the one promoted last, or the one that ships."
    ),
]
ModelName = Annotated[str, typer.Argument(help="Name or folder of the model.")]
LabelledData = Annotated[
    list[str],
    typer.Argument(help="Labelled files (such as .jsonl, .csv), folders, URLs, or - for standard input."),
]
Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        help="Input format, overriding the suffix: jsonl, json, csv, xlsx, sqlite, parquet, feed, zip, warc, "
        "txt or html.",
    ),
]
PublishedField = Annotated[
    str, typer.Option("--published-field", help="Field with the publication date, such as 2026-06-01.")
]
Text = Annotated[str | None, typer.Option("--text", help="Text of the article, instead of a file.")]
Title = Annotated[str | None, typer.Option("--title", help="Headline of the article.")]
Html = Annotated[
    Path | None,
    typer.Option("--html", help="Also write a page: the text with entities highlighted, their values on hover."),
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace an output that exists.")]
Repair = Annotated[
    bool,
    typer.Option(
        "--repair", help="Mend letters that were damaged by a wrong encoding, where that is exact; written mended."
    ),
]
Types = Annotated[
    str,
    typer.Option(
        "--types",
        help=f"Entities to look for: of {', '.join(ENTITY_TYPES).lower()} those wanted, with commas between them; "
        "facts for what they state of an event; or all.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print no progress and no summary.")]


@dataclass(frozen=True)
class ReadOptions:
    """Where the records are, in formats that may hold several lists of them."""

    table: Annotated[str | None, typer.Option("--table", help="Table of a database, sheet of a workbook.")] = None
    query: Annotated[str | None, typer.Option("--query", help="SQL for a database, instead of a table.")] = None
    records: Annotated[
        str | None, typer.Option("--records", help="Path to the list in a JSON object, such as data.items.")
    ] = None

    def reading(self) -> Reading:
        """Return the options as readers take them."""
        return Reading(self.table, self.query, self.records)


@dataclass(frozen=True)
class TextFields:
    """Names of the fields with the text and the title of an article."""

    text_field: Annotated[str, typer.Option("--text-field", help="Field with the text.")] = "text"
    title_field: Annotated[str, typer.Option("--title-field", help="Field with the title.")] = "title"

    def columns(self, **others: str) -> Columns:
        """Return all field names, those of the group and ``others``."""
        own = {field.name.removesuffix("_field"): getattr(self, field.name) for field in fields(self)}
        return Columns(**own, **others)


@dataclass(frozen=True)
class RecordFields(TextFields):
    """Names of the fields of a record without a label."""

    id_field: Annotated[str, typer.Option("--id-field", help="Field with the identifier.")] = "id"


@dataclass(frozen=True)
class LabelledFields(RecordFields):
    """Names of the fields of a labelled record."""

    label_field: Annotated[str, typer.Option("--label-field", help="Field with the label.")] = "label"


@dataclass(frozen=True)
class BatchOptions:
    """How a batch is run, and what it may replace."""

    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Number of processes.")] = 1
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", help="Address of a Dask scheduler whose workers label the articles.")
    ] = None
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue an interrupted run, or start one if there is none.")
    ] = False
    overwrite: Overwrite = False
    dedup: Annotated[
        bool, typer.Option("--dedup", help="Mark near-duplicates: duplicate_of holds the id of the first one.")
    ] = False
    repair: Repair = False
    types: Types = DEFAULT_TYPES
    mentions: Annotated[
        str | None,
        typer.Option("--mentions", help="Also write a table with a row for each mention: .csv, .xlsx, .db, .parquet."),
    ] = None
    excel: Annotated[
        bool, typer.Option("--excel", help="Write .csv for Excel with a decimal comma: byte order mark and ';'.")
    ] = False
    overwrite_fields: Annotated[
        bool, typer.Option("--overwrite-fields", help="Replace input fields that have the name of an output field.")
    ] = False


@dataclass(frozen=True)
class ArchiveOptions:
    """What only an archive needs: the size of its parts, where they are kept, and its counts."""

    shard_size: Annotated[
        float | None,
        typer.Option(
            "--shard-size",
            min=0.001,
            max=1024,
            help="Size of a part in MiB of input; a killed run repeats its unfinished parts.",
        ),
    ] = None
    work: Annotated[
        Path | None, typer.Option("--work", help="Folder for OUTPUT.parts, instead of the folder of OUTPUT.")
    ] = None
    summary: Annotated[str | None, typer.Option("--summary", help="File or URL for the counts as JSON.")] = None

    @property
    def shard_bytes(self) -> int | None:
        """The size of a part in bytes, None if it was left open."""
        return int(self.shard_size * 2**20) if self.shard_size else None


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command whose groups of options are spread into single options, as Typer reads them."""
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, Any] = {name: hint for name, hint in hints.items() if is_dataclass(hint)}
    parameters: list[Parameter] = []
    for name, parameter in signature(command).parameters.items():
        if name in groups:
            parameters += _options_of(groups[name])
        else:
            parameters.append(parameter.replace(kind=Parameter.KEYWORD_ONLY, annotation=hints[name]))

    @wraps(command)
    def call(**values: Any) -> None:
        for name, group in groups.items():
            values[name] = group(**{field.name: values.pop(field.name) for field in fields(group)})
        command(**values)

    described: Any = call
    described.__signature__ = Signature(parameters)
    described.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return call


def _options_of(group: Any) -> list[Parameter]:
    hints = get_type_hints(group, include_extras=True)
    return [
        Parameter(field.name, Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name])
        for field in fields(group)
    ]
