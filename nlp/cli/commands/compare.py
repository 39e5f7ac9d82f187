"""``bantin compare``: two models on the same labelled articles."""

from __future__ import annotations

from typing import Annotated

import typer

from nlp.cli import data as inputs
from nlp.cli import options
from nlp.cli.lazy import on_first_use

with on_first_use():
    from nlp.classify import registry
    from nlp.cli.show import comparison as show
    from nlp.cli.show import console
    from nlp.evaluation import compare as comparisons
    from nlp.evaluation import figures


@options.spread
def compare_cli(
    a: Annotated[
        str, typer.Argument(help="Name or folder of model A, the one in use; current: the one promoted last.")
    ],
    b: Annotated[str, typer.Argument(help="Name or folder of model B, which may replace A.")],
    data: options.LabelledData,
    *,
    show_flips: Annotated[
        int, typer.Option("--show", min=0, help="How many flipped articles of each kind to show.")
    ] = 5,
    fields: options.LabelledFields,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Compare two models on the same articles: is B better than A beyond noise, on which labels, which articles flip.

    The tests are a paired bootstrap of macro-F1 and accuracy (95 % intervals) and McNemar's test of the articles that
    only one model labels right. Use articles that neither model was trained on. --json lists every flipped article.

    Examples:

      bantin compare default models/mine corpus/articles

      bantin compare current mine august.jsonl --label-field topic --json
    """
    first, second = registry.load_model(a), registry.load_model(b)
    with console.spinner(quiet) as tell:
        tell("reading")
        labelled = inputs.read_labelled(data, fields.columns())
        tell(f"judging {len(labelled):,} articles twice")
        comparison = comparisons.compare(first, second, labelled)
    if json:
        flips = [comparisons.flip_row(flip, labelled.articles[flip.position]) for flip in comparison.flips()]
        console.print_json({**figures.to_json(comparison.figures), "rejected": len(labelled.rejected), "flips": flips})
    else:
        show.print_comparison(comparison)
        show.print_flips(comparison.flips(), labelled, show_flips)
    for model, classifier in ((a, first), (b, second)):
        for caution in inputs.seen_cautions(classifier, registry.find_model(model), labelled):
            console.err().print(caution, style="red", markup=False)
    inputs.report_rejected(labelled)
