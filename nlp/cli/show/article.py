"""Entities as people see them: coloured in the text, listed below it, or on a page of their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nlp.cli.show.console import err, out, table

if TYPE_CHECKING:
    from nlp.article import LabelledArticle

_STYLES = {
    "PROVINCE": "bold blue",
    "COMMUNE": "bold cyan",
    "OFFICIAL": "magenta",
    "AMOUNT": "yellow",
}


def print_entities(labelled: LabelledArticle) -> None:
    """Print the text with its entities in colour, a table of them, and the summary."""
    from rich.text import Text  # noqa: PLC0415

    from nlp.report.html import hint, plain  # noqa: PLC0415

    shown = Text(labelled.article.document)
    shown.stylize("bold", 0, labelled.article.title_length)
    # The wider one first, so that a province inside an official keeps its own colour.
    for entity in sorted(labelled.entities, key=lambda entity: entity.start - entity.end):
        shown.stylize(_STYLES.get(entity.type, "green"), entity.start, entity.end)
    out().print(shown)
    if not labelled.entities:
        return
    found = table("entity", "mention", "value")
    for entity in labelled.entities:
        value = hint(entity).split(": ", 1)[1]
        style = _STYLES.get(entity.type, "green")
        found.add_row(Text(entity.type, style), Text(" ".join(entity.text.split())), Text(value))
    out().print(found)
    known = [f"{name.replace('_', ' ')} {plain(value)}" for name, value in labelled.summary.items() if value]
    out().print(Text("summary: " + ", ".join(known)))


def write_page(labelled: LabelledArticle, path: Path) -> None:
    """Write the article's page and say where it is.

    :raises OutputError: if it cannot be written.
    """
    from nlp.formats.atomic import replacing  # noqa: PLC0415
    from nlp.report.html import article_page  # noqa: PLC0415

    with replacing(path) as stream:
        stream.write(article_page(labelled).encode())
    err().print(f"page written to {path}", markup=False)
