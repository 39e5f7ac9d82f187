"""``bantin models``: what models there are, what is known of them, and which is the current one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from nlp.cli import options
from nlp.cli.data import read_data, report_rejected
from nlp.cli.show.console import label_text, out, print_json, spinner, table

models_app = typer.Typer(
    help="List models, show one, say which is the current one.", no_args_is_help=True, rich_markup_mode=None
)


@models_app.command("list")
def list_cli(json: options.Json = False) -> None:
    """List the models that can be named: your own in ./models (or $BANTIN_MODELS), then those that ship.

    A star marks the current one; ! marks a model that cannot be used, or is not the one any more that was promoted.

    Example:

      bantin models list
    """
    from rich.markup import escape  # noqa: PLC0415

    from nlp.classify.folder import read_head  # noqa: PLC0415
    from nlp.classify.registry import list_models  # noqa: PLC0415
    from nlp.errors import ModelError  # noqa: PLC0415

    found = list_models()
    rows = []
    shown = table("", "name", "labels", "articles", "macro-F1", "folder", right=("articles", "macro-F1"))
    for listed in found:
        folder = "" if listed.folder is None else str(listed.folder)
        try:
            head = read_head(listed.folder) if listed.folder else {}
        except ModelError:
            head = {}  # what is wrong with it stands below
        rows.append(
            {**head, "name": listed.name, "folder": folder, "current": listed.current, "problem": listed.problem}
        )
        mark = "!" if listed.problem else "*" if listed.current else ""
        facts = ("", "", "")
        if listed.folder and not listed.problem:
            articles = head["about"].get("articles")
            facts = (str(len(head["labels"])), f"{articles:,}" if articles else "", _macro_f1(listed.folder))
        shown.add_row(mark, escape(listed.name), *facts, escape(folder))
    if json:
        print_json(rows)
        return
    out().print(shown)
    for listed in found:
        if listed.problem:
            out().print(f"! {listed.name}: {listed.problem}", markup=False, style="red")


def _macro_f1(folder: Path) -> str:
    """Return the out-of-fold macro-F1 of a model for a table, nothing when it is not known."""
    from nlp.errors import ModelError  # noqa: PLC0415
    from nlp.evaluation.stored import stored_metrics  # noqa: PLC0415

    try:
        figures = stored_metrics(folder).accented
    except ModelError:
        return ""  # the model can be used all the same; models show says what is wrong
    return f"{figures.macro_f1:.3f}" if figures else ""


@models_app.command("show")
def show_cli(
    model: Annotated[str, typer.Argument(help="Name or folder of the model.")] = options.CURRENT,
    json: options.Json = False,
) -> None:
    """Show how a model was made, how good it is, and from which confidence it needs no review.

    Example:

      bantin models show default
    """
    from rich.markup import escape  # noqa: PLC0415

    from nlp.classify.folder import read_head, read_metrics  # noqa: PLC0415
    from nlp.classify.registry import find_model, load_model  # noqa: PLC0415
    from nlp.evaluation.stored import stored_metrics  # noqa: PLC0415

    folder = find_model(model)
    load_model(folder)
    head = read_head(folder)
    if json:
        print_json({"folder": str(folder), **head, "metrics": read_metrics(folder)})
        return
    out().print(f"[bold]{escape(head['name'])}[/]  {escape(str(folder))}")
    facts = table("", "")
    for name, value in head["about"].get("options", {}).items():
        facts.add_row(escape(name), escape(str(value)))
    facts.add_row("articles", f"{head['about'].get('articles', 0):,}")
    facts.add_row("data sha256", str(head["about"].get("data_sha256", ""))[:16])
    out().print(facts)
    for view, figures in stored_metrics(folder).out_of_fold.items():
        thresholds = head["views"].get(view, {}).get("thresholds", {})
        by_label = table("label", "P", "R", "F1", "articles", "no review from", title=f"out of fold, {view} text",
                         right=("P", "R", "F1", "articles", "no review from"))  # fmt: skip
        for label, row in figures.by_label.items():
            cells = [f"{row.precision:.3f}", f"{row.recall:.3f}", f"{row.f1:.3f}", f"{row.articles:,}"]
            by_label.add_row(label_text(label, with_name=False), *cells, f"{thresholds.get(label, 0):.2f}")
        out().print(by_label)
        low, high = figures.macro_f1_interval
        out().print(
            f"macro-F1 {figures.macro_f1:.3f} [{low:.3f}, {high:.3f}]   without review: "
            f"{figures.coverage_without_review:.0%} of the articles, accuracy "
            f"{figures.accuracy_without_review or 0:.3f}",
            markup=False,
        )


@models_app.command("promote")
def promote_cli(
    model: Annotated[str, typer.Argument(help="Name of the model, in ./models or $BANTIN_MODELS.")],
    on: Annotated[list[str], typer.Option("--on", help="Labelled data to judge it on; may be repeated.")],
    floors: Annotated[
        Path | None, typer.Option("--floors", help="Figures to reach (TOML), instead of floors.toml beside the models.")
    ] = None,
    force: Annotated[
        str | None, typer.Option("--force", help="Promote in spite of what speaks against it; the reason is kept.")
    ] = None,
    text_field: options.TextField = "text",
    title_field: options.TitleField = "title",
    id_field: options.IdField = "id",
    label_field: options.LabelField = "label",
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Make a model the current one, which all commands use when none is named.

    It is refused when it is worse than the current one beyond noise on the data (paired bootstrap of macro-F1, or
    McNemar's test), when one of the two was trained on the data, or under a floor. Floors are macro_f1, accuracy,
    accuracy_without_review, coverage_without_review and, under [f1], labels; for example: macro_f1 = 0.85

    Example:

      bantin models promote mine --on august.jsonl --label-field topic
    """
    from nlp.lifecycle.promotion import own_floors, promote, read_floors  # noqa: PLC0415

    asked = read_floors(floors) if floors else own_floors()
    with spinner(quiet) as tell:
        tell("reading")
        labelled = read_data(on, text_field, title_field, id_field, label_field)
        event = promote(model, labelled, floors=asked, force=force, data=on, progress=tell)
    if json:
        print_json(event)
    elif not quiet:
        if event["comparison"]:
            out().print(event["comparison"]["headline"], markup=False)
        for passed in event["unusable"]:
            out().print(f"not compared with {passed['name']}: {passed['why']}", markup=False)
        for objection in event["against"]:
            out().print(f"against it: {objection}", markup=False, style="red")
        out().print(f"{event['model']} is the current model; {event['previous']} was.", markup=False)
    report_rejected(labelled)


@models_app.command("rollback")
def rollback_cli(json: options.Json = False, quiet: options.Quiet = False) -> None:
    """Go back to the model that was current before the last promotion; what is not what it was is passed over.

    Example:

      bantin models rollback
    """
    from nlp.lifecycle.promotion import roll_back  # noqa: PLC0415

    event = roll_back()
    if json:
        print_json(event)
    elif not quiet:
        for line in _skipped(event):
            out().print(line, markup=False)
        out().print(f"{event['model']} is the current model again; {event['previous']} was.", markup=False)


@models_app.command("history")
def history_cli(json: options.Json = False) -> None:
    """Show what was promoted and rolled back, when, by whom, on which figures and for what reason.

    Example:

      bantin models history
    """
    from rich.padding import Padding  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from nlp.classify.registry import read_registry  # noqa: PLC0415

    history = read_registry()["history"]
    if json:
        print_json(history)
        return
    if not history:
        out().print("No model was promoted here; the one that ships is the current one.")
        return
    for event in history:
        when = f"{event['when'][:16].replace('T', ' ')} UTC"
        who = f" by {event['who']}" if event["who"] else ""
        out().print(f"{when}  {event['action']} {event['model']}{who}, {event['previous']} was", markup=False)
        for line in _reasons(event):
            out().print(Padding(Text(line), (0, 0, 0, 4)))


def _reasons(event: dict[str, Any]) -> Iterator[str]:
    """Yield on what figures and for what reason a model was promoted, in lines."""
    if "figures" in event:
        figures, data = event["figures"], event["data"]
        yield f"macro-F1 {figures['macro_f1']:.3f} on {data['articles']:,} articles of {', '.join(data['names'])}"
    if event.get("comparison"):
        yield str(event["comparison"]["headline"])
    for objection in event.get("against", []):
        if not event["comparison"] or event["comparison"]["headline"].rstrip(".") not in objection:
            yield f"against it: {objection}"
    yield from _skipped(event)
    if event.get("reason"):
        yield f"forced: {event['reason']}"


def _skipped(event: dict[str, Any]) -> Iterator[str]:
    """Yield which models a rollback passed over, in lines."""
    for passed in event.get("skipped", []):
        yield f"passed over {passed['name']}: {passed['why']}"
