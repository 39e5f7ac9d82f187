"""One labelled article for a person: its label, the reasons for it, the entities in the text, or a page of its own."""

from __future__ import annotations

from pathlib import Path

from nlp.article import LabelledArticle
from nlp.cli.lazy import on_first_use
from nlp.cli.show.console import bar, err, escape, label_text, out, share, table

with on_first_use():
    from rich import text as rich_text

    from nlp.classify import model
    from nlp.formats import atomic
    from nlp.report import html

_CODES = ("provinces", "focus_province", "sources")  # their names stand beside them, their spans are in colour
_STYLES = {
    "PROVINCE": "bold blue",
    "COMMUNE": "bold cyan",
    "OFFICIAL": "magenta",
    "AMOUNT": "yellow",
    "DATE": "bright_green",
    "STORM": "bold red",
    "ROUTE": "bright_blue",
    "WATER": "bright_cyan",
    "BODY": "bright_magenta",
}


def print_label(labelled: LabelledArticle) -> None:
    """Print the label and the scores, if there is a prediction."""
    prediction = labelled.prediction
    if prediction is None:
        return
    out().print(f"{label_text(prediction.label)}  confidence {share(prediction.confidence)}")
    if prediction.needs_review:
        out().print(f"[red]needs review:[/] {escape('; '.join(prediction.reasons))}")
    if len(prediction.plausible) > 1:
        out().print(f"plausible: {', '.join(map(label_text, prediction.plausible))}")
    scores = table("label", "score", "", right=("score",))
    for label, score in sorted(prediction.scores.items(), key=lambda item: -item[1]):
        scores.add_row(label_text(label), f"{score:.3f}", bar(score))
    out().print(scores)


def print_explanation(explanation: model.Explanation) -> None:
    """Print the n-grams that spoke for the label and against it, side by side."""
    reasons = table("speaks for", "+", "speaks against", "-", right=("+", "-"))
    for row in range(max(len(explanation.speaks_for), len(explanation.speaks_against))):
        cells = []
        for side in (explanation.speaks_for, explanation.speaks_against):
            cells += [side[row][0], f"{abs(side[row][1]):.2f}"] if row < len(side) else ["", ""]
        reasons.add_row(*map(escape, cells))
    out().print(reasons)


def print_entities(labelled: LabelledArticle) -> None:
    """Print the text with its entities in colour, a table of them, and the summary."""
    shown = rich_text.Text(labelled.article.document)
    shown.stylize("bold", 0, labelled.article.title_length)
    # The wider one first, so that a province inside an official keeps its own colour.
    for entity in sorted(labelled.entities, key=lambda entity: entity.start - entity.end):
        shown.stylize(_STYLES.get(entity.type, "green"), entity.start, entity.end)
    out().print(shown)
    if not labelled.entities:
        return
    listed = table("entity", "mention", "value")
    for entity in labelled.entities:
        value = html.hint(entity).split(": ", 1)[1]
        cells = ((entity.type, _STYLES.get(entity.type, "green")), (" ".join(entity.text.split()), ""), (value, ""))
        listed.add_row(*(rich_text.Text(words, style) for words, style in cells))
    out().print(listed)
    told = {name: value for name, value in labelled.summary.items() if value and name not in _CODES}
    known = [f"{name.replace('_', ' ')} {html.plain(value)}" for name, value in told.items()]
    out().print(rich_text.Text("summary: " + ", ".join(known)))


def write_page(labelled: LabelledArticle, path: Path, *, overwrite: bool) -> None:
    """Write the article's page and print its path.

    :param overwrite: whether it may take the place of a file.
    :raises OutputError: if it cannot be written.
    """
    with atomic.creating_file(path, overwrite=overwrite) as stream:
        stream.write(html.article_page(labelled).encode())
    err().print(f"page written to {path}", markup=False)
