"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

Model = Annotated[str, typer.Option("--model", "-m", help="Name or folder of the model.")]
Format = Annotated[
    str | None,
    typer.Option("--format", help="Format of the input, instead of by suffix: jsonl, csv, txt or html."),
]
TextField = Annotated[str, typer.Option("--text-field", help="Field that holds the text.")]
TitleField = Annotated[str, typer.Option("--title-field", help="Field that holds the title.")]
IdField = Annotated[str, typer.Option("--id-field", help="Field that holds the identifier.")]
LabelField = Annotated[str, typer.Option("--label-field", help="Field that holds the label.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines instead of a table.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")]
