"""``bantin compare``: two models on the same labelled articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from nlp.cli import options
from nlp.cli.data import read_data, report_rejected, seen_cautions
from nlp.cli.show.console import err, label_text, out, print_json, spinner, table

if TYPE_CHECKING:
    from nlp.datasets.dataset import Dataset
    from nlp.evaluation.compare import Comparison, Difference, Flip

_KINDS = {
    "to_wrong": "became wrong",
    "to_right": "became right",
    "wrong_otherwise": "wrong in another way",
}


def compare_cli(
    a: Annotated[str, typer.Argument(help="Name or folder of the model in use; current for the promoted one.")],
    b: Annotated[str, typer.Argument(help="Name or folder of the one that may replace it.")],
    data: Annotated[list[str], typer.Argument(help="Labelled files or folders, or - for standard input.")],
    show: Annotated[int, typer.Option("--show", min=0, help="How many flipped articles of each kind to show.")] = 5,
    text_field: options.TextField = "text",
    title_field: options.TitleField = "title",
    id_field: options.IdField = "id",
    label_field: options.LabelField = "label",
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Tell whether model B is better than model A beyond noise, by label, and which articles flipped.

    Paired bootstrap of macro-F1 and accuracy (95 %), McNemar's test of what each has right. Use articles that neither
    model was trained on. --json lists every flipped article.

    Examples:

      bantin compare default models/mine corpus/articles

      bantin compare current mine august.jsonl --label-field topic --json
    """
    from nlp.classify.registry import find_model, load_model  # noqa: PLC0415
    from nlp.evaluation.compare import compare, flip_row  # noqa: PLC0415
    from nlp.evaluation.figures import to_json  # noqa: PLC0415

    first, second = load_model(a), load_model(b)
    with spinner(quiet) as tell:
        tell("reading")
        labelled = read_data(data, text_field, title_field, id_field, label_field)
        tell(f"judging {len(labelled):,} articles twice")
        comparison = compare(first, second, labelled)
    if json:
        flips = [flip_row(flip, labelled.articles[flip.position]) for flip in comparison.flips()]
        print_json({**to_json(comparison.figures), "rejected": len(labelled.rejected), "flips": flips})
    else:
        print_comparison(comparison)
        _print_flips(comparison.flips(), labelled, show)
    for model, classifier in ((a, first), (b, second)):
        for caution in seen_cautions(classifier, find_model(model), labelled):
            err().print(caution, style="red", markup=False)
    report_rejected(labelled)


def print_comparison(comparison: Comparison) -> None:
    """Print the headline, the figures of both models beside each other, and the change of each label."""
    from rich.markup import escape  # noqa: PLC0415

    from nlp.evaluation.figures import as_written  # noqa: PLC0415

    figures = as_written(comparison.figures)
    colour = {"better": "green", "worse": "red", "mixed": "yellow"}.get(figures.verdict, "default")
    out().print(f"[bold {colour}]{escape(figures.headline)}[/]\n")
    a, b = figures.models.a, figures.models.b
    columns = ("A", "B", "B - A", "95 %")
    overall = table("", *columns, right=columns, title=f"A = {a.name}, B = {b.name}")
    for words, of_a, of_b, difference in (
        ("macro-F1", a.macro_f1, b.macro_f1, figures.macro_f1_difference),
        ("accuracy", a.accuracy, b.accuracy, figures.accuracy_difference),
        ("accuracy without review", a.accuracy_without_review, b.accuracy_without_review, None),
        ("coverage without review", a.coverage_without_review, b.coverage_without_review, None),
    ):
        overall.add_row(words, _figure(of_a), _figure(of_b), *_change(difference))
    out().print(overall)
    by_label = table("F1 of", *columns, "articles", right=(*columns, "articles"))
    for label, row in figures.by_label.items():
        cells = [_figure(row.f1_a), _figure(row.f1_b), *_change(row.f1_difference), f"{row.articles:,}"]
        by_label.add_row(label_text(label, with_name=False), *cells)
    out().print(by_label)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _change(difference: Difference | None) -> tuple[str, str]:
    """Return a difference and its interval, in colour where the interval leaves out zero."""
    if difference is None:
        return "", ""
    low, high = difference.interval
    style = "green" if low > 0 else "red" if high < 0 else "default"
    return f"[{style}]{difference.value:+.3f}[/]", f"[{style}]{low:+.3f} to {high:+.3f}[/]"


def _print_flips(flips: list[Flip], labelled: Dataset, most: int) -> None:
    from rich.markup import escape  # noqa: PLC0415

    from nlp.evaluation.compare import headline_of  # noqa: PLC0415

    for kind, words in _KINDS.items():
        chosen = [flip for flip in flips if flip.kind == kind]
        if not chosen or not most:
            continue
        title = f"{len(chosen):,} {words}" + (f", the {most} that B is surest of" if len(chosen) > most else "")
        shown = table("article", "true label", "A said", "B says", title=title)
        for flip in chosen[:most]:
            sides = [f"{label_text(label, with_name=False)} {sure:.2f}" for label, sure in (flip.before, flip.after)]
            article = labelled.articles[flip.position]
            shown.add_row(escape(headline_of(article, 60)), label_text(flip.truth, with_name=False), *sides)
        out().print(shown)
