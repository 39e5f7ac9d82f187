"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

REJECTED_EXIT = 3
"""Exit code of a command that is done, but had to reject some records."""

CURRENT = "current"
"""The model that commands use when none is named (:data:`nlp.classify.registry.CURRENT`, which imports numpy)."""

Model = Annotated[
    str,
    typer.Option(
        "--model", "-m", help="Name or folder of the model; current is the one promoted last, else the one that ships."
    ),
]
Format = Annotated[
    str | None,
    typer.Option("--format", help="Format of the input, instead of by suffix: jsonl, json, csv, parquet, txt, html."),
]
TextField = Annotated[str, typer.Option("--text-field", help="Field that holds the text.")]
TitleField = Annotated[str, typer.Option("--title-field", help="Field that holds the title.")]
IdField = Annotated[str, typer.Option("--id-field", help="Field that holds the identifier.")]
PublishedField = Annotated[str, typer.Option("--published-field", help="Field that holds the ISO date.")]
LabelField = Annotated[str, typer.Option("--label-field", help="Field that holds the label.")]
Text = Annotated[str | None, typer.Option("--text", help="The text itself, instead of a file.")]
Title = Annotated[str | None, typer.Option("--title", help="The headline.")]
Html = Annotated[
    Path | None,
    typer.Option("--html", help="Also write a page with the text highlighted, codes and values on hover."),
]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, help="Number of processes.")]
Scheduler = Annotated[
    str | None, typer.Option("--scheduler", help="Address of a Dask scheduler, whose workers do the work.")
]
Resume = Annotated[
    bool, typer.Option("--resume", help="Continue a run that was interrupted; begin one when there is none.")
]
Dedup = Annotated[
    bool, typer.Option("--dedup", help="Mark near-duplicates: duplicate_of holds the id of the first of them.")
]
ShardSize = Annotated[
    float | None,
    typer.Option("--shard-size", min=0.001, help="MiB of input labelled at a time: what a kill costs at most."),
]
Work = Annotated[
    Path | None, typer.Option("--work", help="Folder in which OUTPUT.parts is made, instead of beside OUTPUT.")
]
Summary = Annotated[str | None, typer.Option("--summary", help="File or URL for the summary as JSON.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace an output that exists.")]
OverwriteFields = Annotated[
    bool, typer.Option("--overwrite-fields", help="Replace fields of these names that the input has already.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines instead of a table.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")]
