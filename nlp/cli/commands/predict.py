"""``bantin predict``: the label of one article, and the entities in it."""

from __future__ import annotations

from typing import Annotated

import typer

from nlp.article import LabelledArticle
from nlp.cli import data, options
from nlp.cli.lazy import on_first_use

with on_first_use():
    from nlp import labeller as labellers
    from nlp.classify import model as models
    from nlp.classify import registry
    from nlp.cli.show import article as show
    from nlp.cli.show import console


@options.spread
def predict_cli(
    file: Annotated[
        str | None,
        typer.Argument(help="A text, a saved web page or a file with one JSON object; - for standard input."),
    ] = None,
    *,
    text: options.Text = None,
    title: options.Title = None,
    model: options.Model = options.CURRENT,
    format: options.Format = None,
    read: options.ReadOptions,
    fields: options.TextFields,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show the n-grams that speak for the label, and those against it.")
    ] = False,
    repair: options.Repair = False,
    types: options.Types = options.DEFAULT_TYPES,
    html: options.Html = None,
    overwrite: options.Overwrite = False,
    json: options.Json = False,
) -> None:
    """Label one article, and find the provinces, communes, officials and amounts in it.

    Examples:

      bantin predict corpus/samples/ban-tin.txt

      bantin predict --title "Xe khách nhồi nhét dịp lễ" --explain

      bantin predict corpus/samples/trang-bao-2.html --html page.html

      curl -s URL | bantin predict - --json
    """
    article = data.read_one(file, text, title, format, fields.columns(), read.reading())
    if repair:
        article = data.mended(article)
    labeller = labellers.Labeller(model, types=data.types_of(types))
    labelled = labeller.label_one(article)
    explanation = labeller.classifier.explain(article) if explain and labeller.classifier else None
    if not json:
        console.err().print(registry.in_use(registry.find_model(model)), style="dim", markup=False, soft_wrap=True)
    if html is not None:
        show.write_page(labelled, html, overwrite=overwrite)
    if json:
        _print_json(labelled, explanation)
        return
    show.print_label(labelled)
    show.print_entities(labelled)
    if explanation is not None:
        show.print_explanation(explanation)


def _print_json(labelled: LabelledArticle, explanation: models.Explanation | None) -> None:
    printed = {"id": labelled.article.key, **labelled.to_dict()}
    if explanation is not None:
        printed["explanation"] = {
            "label": explanation.label,
            "for": [{"ngram": ngram, "weight": round(weight, 3)} for ngram, weight in explanation.speaks_for],
            "against": [{"ngram": ngram, "weight": round(weight, 3)} for ngram, weight in explanation.speaks_against],
        }
    console.print_json(printed)
