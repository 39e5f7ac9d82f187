"""``bantin models``: what models there are and what is known of them."""

from __future__ import annotations

from typing import Annotated

import typer

from nlp.cli import options
from nlp.cli.console import label_text, out, print_json, table

models_app = typer.Typer(help="List models, show one.", no_args_is_help=True, rich_markup_mode=None)


@models_app.command("list")
def list_cli(json: options.Json = False) -> None:
    """List the models that can be named: your own in ./models (or $BANTIN_MODELS), then those that ship.

    Example:

      bantin models list
    """
    from nlp.classify.folder import read_head, read_metrics  # noqa: PLC0415
    from nlp.classify.registry import model_folders  # noqa: PLC0415

    found = [(name, folder, read_head(folder), read_metrics(folder)) for name, folder in model_folders().items()]
    if json:
        print_json([{"name": name, "folder": str(folder), **head} for name, folder, head, _ in found])
        return
    listed = table("name", "labels", "articles", "macro-F1", "folder", right=("articles", "macro-F1"))
    for name, folder, head, metrics in found:
        figures = metrics.get("out_of_fold", {}).get("accented", {})
        score = f"{figures['macro_f1']:.3f}" if "macro_f1" in figures else ""
        articles = head.get("about", {}).get("articles")
        listed.add_row(name, str(len(head["labels"])), f"{articles:,}" if articles else "", score, str(folder))
    out().print(listed)


@models_app.command("show")
def show_cli(
    model: Annotated[str, typer.Argument(help="Name or folder of the model.")] = "default",
    json: options.Json = False,
) -> None:
    """Show how a model was made, how good it is, and from which confidence it needs no review.

    Example:

      bantin models show default
    """
    from nlp.classify.folder import read_head, read_metrics  # noqa: PLC0415
    from nlp.classify.registry import find_model, load_model  # noqa: PLC0415

    folder = find_model(model)
    load_model(folder)
    head, metrics = read_head(folder), read_metrics(folder)
    if json:
        print_json({"folder": str(folder), **head, "metrics": metrics})
        return
    out().print(f"[bold]{head['name']}[/]  {folder}")
    facts = table("", "")
    for name, value in head["about"].get("options", {}).items():
        facts.add_row(name, str(value))
    facts.add_row("articles", f"{head['about'].get('articles', 0):,}")
    facts.add_row("data sha256", str(head["about"].get("data_sha256", ""))[:16])
    out().print(facts)
    for view, figures in metrics.get("out_of_fold", {}).items():
        thresholds = head["views"].get(view, {}).get("thresholds", {})
        by_label = table("label", "P", "R", "F1", "articles", "no review from", title=f"out of fold, {view} text",
                         right=("P", "R", "F1", "articles", "no review from"))  # fmt: skip
        for label, row in figures["by_label"].items():
            cells = [f"{row[key]:.3f}" for key in ("precision", "recall", "f1")]
            by_label.add_row(
                label_text(label, with_name=False), *cells, f"{row['articles']:,}", f"{thresholds.get(label, 0):.2f}"
            )
        out().print(by_label)
        low, high = figures["macro_f1_interval"]
        out().print(
            f"macro-F1 {figures['macro_f1']:.3f} [{low:.3f}, {high:.3f}]   without review: "
            f"{figures['coverage_without_review']:.0%} of the articles, accuracy "
            f"{figures['accuracy_without_review'] or 0:.3f}",
            markup=False,
        )
