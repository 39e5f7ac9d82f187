"""``bantin evaluate``: figures of a model on labelled articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from nlp.cli import options
from nlp.cli.console import label_text, out, print_json, spinner, table
from nlp.cli.labelled import read_data, report_rejected

if TYPE_CHECKING:
    from rich.console import Console


def evaluate_cli(
    data: Annotated[list[str], typer.Argument(help="Labelled files or folders (jsonl, csv), or - for standard input.")],
    model: options.Model = options.CURRENT,
    text_field: options.TextField = "text",
    title_field: options.TitleField = "title",
    id_field: options.IdField = "id",
    label_field: options.LabelField = "label",
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Judge a model on labelled articles: by label, confusion, with and without review.

    Examples:

      bantin evaluate corpus/articles

      bantin evaluate august.jsonl -m models/mine --label-field topic
    """
    from nlp.classify.evaluate import judge, metrics_of  # noqa: PLC0415
    from nlp.classify.registry import load_model  # noqa: PLC0415

    classifier = load_model(model)
    with spinner(quiet) as tell:
        tell("reading")
        labelled = read_data(data, text_field, title_field, id_field, label_field)
        tell(f"judging {len(labelled):,} articles")
        figures = metrics_of(judge(classifier, labelled))
    if json:
        print_json({"model": classifier.name, "rejected": len(labelled.rejected), **figures})
    else:
        print_figures(figures, f"{classifier.name} on {len(labelled):,} articles", out())
    report_rejected(labelled)


def print_figures(figures: dict[str, Any], title: str, console: Console) -> None:
    """Print what :func:`nlp.classify.evaluate.metrics_of` returned, the confusion beside it."""
    labels = list(figures["by_label"])
    columns = ("precision", "recall", "F1", "articles", "review")
    by_label = table("label", *columns, title=title, right=columns)
    for label, row in figures["by_label"].items():
        cells = [f"{row[key]:.3f}" for key in ("precision", "recall", "f1")]
        by_label.add_row(label_text(label, with_name=False), *cells, f"{row['articles']:,}", f"{row['needs_review']:,}")
    console.print(by_label)
    numbers = [str(number) for number in range(1, len(labels) + 1)]
    confusion = table("label", *numbers, title="true label below, predicted label across", right=tuple(numbers))
    for label, row, number in zip(labels, figures["confusion"], numbers, strict=True):
        cells = [f"[bold]{n}[/]" if other == label else str(n) for other, n in zip(labels, row, strict=True)]
        confusion.add_row(f"{number} {label_text(label, with_name=False)}", *cells)
    console.print(confusion)
    low, high = figures["macro_f1_interval"]
    clear = figures["macro_f1_clear"]
    lines = [
        f"macro-F1 {figures['macro_f1']:.3f} (95 % {low:.3f} to {high:.3f})"
        + (f", without articles marked hard {clear:.3f}" if clear is not None else ""),
        f"accuracy {figures['accuracy']:.4f}, calibration error {figures['calibration_error']:.3f}",
        f"without review: {figures['coverage_without_review']:.1%} of the articles, "
        f"accuracy {figures['accuracy_without_review'] or 0:.3f}; the rest needs a person",
    ]
    console.print("\n".join(lines), markup=False)
