"""``bantin predict``: one article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from nlp.cli import options
from nlp.cli.show.article import print_entities, write_page
from nlp.cli.show.console import bar, label_text, out, print_json, table

if TYPE_CHECKING:
    from nlp.article import Article, LabelledArticle
    from nlp.classify.model import Explanation
    from nlp.formats.record import Columns


def predict_cli(
    file: Annotated[
        str | None,
        typer.Argument(help="A text, a saved web page, or a file with one JSON object; - for standard input."),
    ] = None,
    text: options.Text = None,
    title: options.Title = None,
    model: options.Model = options.CURRENT,
    format: options.Format = None,
    text_field: options.TextField = "text",
    title_field: options.TitleField = "title",
    explain: Annotated[
        bool, typer.Option("--explain", help="Show the n-grams that spoke for and against the label.")
    ] = False,
    html: options.Html = None,
    json: options.Json = False,
) -> None:
    """Tell what one article is about, and who, where and how much is in it.

    Examples:

      bantin predict corpus/samples/ban-tin.txt

      bantin predict --title "Xe khách nhồi nhét dịp lễ" --explain

      bantin predict corpus/samples/trang-bao-2.html --html page.html

      curl -s URL | bantin predict - --json
    """
    from nlp.formats.record import Columns  # noqa: PLC0415
    from nlp.labeller import Labeller  # noqa: PLC0415

    article = given_article(file, text, title, format, Columns(text=text_field, title=title_field))
    labeller = Labeller(model)
    labelled = labeller.label_one(article)
    explanation = labeller.classifier.explain(article) if explain and labeller.classifier else None
    if html is not None:
        write_page(labelled, html)
    if json:
        _print_json(labelled, explanation)
    else:
        print_label(labelled)
        print_entities(labelled)
        if explanation is not None:
            _print_explanation(explanation)


def given_article(
    file: str | None, text: str | None, title: str | None, format: str | None, columns: Columns
) -> Article:
    """Return the one article that the arguments name.

    :raises typer.BadParameter: if they name none, or a file and a text.
    """
    from dataclasses import replace  # noqa: PLC0415

    from nlp.article import Article  # noqa: PLC0415
    from nlp.formats.source import read_article  # noqa: PLC0415

    if file is not None and text is not None:
        raise typer.BadParameter("Give a file or --text, not both.")
    if file is None:
        if not (text or "").strip() and not (title or "").strip():
            raise typer.BadParameter("Give a file, - for standard input, or --text and --title.")
        return Article(text=text or "", title=title or "")
    article = columns.article(read_article(file, format).fields)
    return article if title is None else replace(article, title=title)


def _print_json(labelled: LabelledArticle, explanation: Explanation | None) -> None:
    found = {"id": labelled.article.key, **labelled.to_dict()}
    if explanation is not None:
        found["explanation"] = {
            "label": explanation.label,
            "for": [{"ngram": ngram, "weight": round(weight, 3)} for ngram, weight in explanation.speaks_for],
            "against": [{"ngram": ngram, "weight": round(weight, 3)} for ngram, weight in explanation.speaks_against],
        }
    print_json(found)


def print_label(labelled: LabelledArticle) -> None:
    """Print the label and the scores, when a model was asked."""
    prediction = labelled.prediction
    if prediction is None:
        return
    out().print(f"{label_text(prediction.label)}  confidence {prediction.confidence:.2f}")
    if prediction.needs_review:
        from rich.markup import escape  # noqa: PLC0415

        out().print(f"[red]needs review:[/] {escape('; '.join(prediction.reasons))}")
    scores = table("label", "score", "", right=("score",))
    for label, score in sorted(prediction.scores.items(), key=lambda item: -item[1]):
        scores.add_row(label_text(label), f"{score:.3f}", bar(score))
    out().print(scores)


def _print_explanation(explanation: Explanation) -> None:
    from rich.markup import escape  # noqa: PLC0415

    reasons = table("speaks for", "+", "speaks against", "-", right=("+", "-"))
    for row in range(max(len(explanation.speaks_for), len(explanation.speaks_against))):
        cells = []
        for side in (explanation.speaks_for, explanation.speaks_against):
            cells += [side[row][0], f"{abs(side[row][1]):.2f}"] if row < len(side) else ["", ""]
        reasons.add_row(*map(escape, cells))
    out().print(reasons)
