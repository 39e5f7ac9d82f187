"""``bantin schema``: the JSON Schema of records."""

from __future__ import annotations

from typing import Annotated

import typer

from nlp.cli.lazy import on_first_use

with on_first_use():
    from nlp.cli.show import console
    from nlp.report import schema as schemas

_KINDS = ("out", "in", "mention")


def schema_cli(
    kind: Annotated[
        str, typer.Argument(help="out: a labelled record; in: an article; mention: a row of --mentions.")
    ] = "out",
) -> None:
    """Print the JSON Schema (draft 2020-12) of records: fields, entities, units, modifiers, levels, reasons.

    Examples:

      bantin schema > labelled.schema.json

      bantin schema mention
    """
    if kind not in _KINDS:
        raise typer.BadParameter(f"{kind!r} is none of {', '.join(_KINDS)}.", param_hint="KIND")
    console.print_json(schemas.record_schema(kind))
