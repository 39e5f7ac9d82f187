"""``bantin models``, ``export`` and ``schema``: which models there are, how good they are, what they write."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from nlp.cli import data, options
from nlp.cli.lazy import on_first_use
from nlp.errors import ModelError

with on_first_use():
    from nlp.classify import folder as folders
    from nlp.classify import registry
    from nlp.cli.show import console
    from nlp.cli.show import models as show
    from nlp.evaluation import stored
    from nlp.lifecycle import export, promotion
    from nlp.report import schema as schemas

_RECORDS = ("out", "in", "mention")

models_app = typer.Typer(
    help="List models, show their figures, promote one, go back to an earlier one.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@models_app.command("list")
def list_cli(json: options.Json = False) -> None:
    """List the models that have a name. First your own, in ./models or $BANTIN_MODELS, then those that ship.

    A star marks the current model. An exclamation mark: the model cannot be used, or changed after its promotion.

    Example:

      bantin models list
    """
    listed = registry.list_models()
    if json:
        console.print_json([_row(model) for model in listed])
    else:
        show.print_models(listed)


def _row(model: registry.Listed) -> dict[str, Any]:
    try:
        head = folders.read_head(model.folder) if model.folder else {}
    except ModelError:
        head = {}  # the field "problem" says what is wrong
    known = {
        "name": model.name,
        "folder": "" if model.folder is None else str(model.folder),
        "problem": model.problem,
    }
    # A folder may have a name that is no text, which JSON cannot hold.
    texts = {key: words.encode("utf-8", "backslashreplace").decode() for key, words in known.items()}
    return {**head, **texts, "current": model.current}


@models_app.command("show")
def show_cli(model: options.ModelName = options.CURRENT, json: options.Json = False) -> None:
    """Show how a model was trained, its figures and its thresholds.

    A prediction needs no review if its confidence reaches the threshold of its label.

    Example:

      bantin models show default
    """
    folder = registry.find_model(model)
    registry.load_model(folder)  # refuses a damaged one
    head = folders.read_head(folder)
    if json:
        console.print_json({"folder": str(folder), **head, "metrics": folders.read_metrics(folder)})
    else:
        show.print_model(folder, head, stored.stored_metrics(folder))


@models_app.command("promote")
@options.spread
def promote_cli(
    model: Annotated[str, typer.Argument(help="Name of the model, in ./models or $BANTIN_MODELS.")],
    *,
    on: Annotated[list[str], typer.Option("--on", help="Labelled data to judge the model on; may be repeated.")],
    floors: Annotated[
        Path | None, typer.Option("--floors", help="Least figures (TOML), instead of floors.toml beside the models.")
    ] = None,
    force: Annotated[
        str | None, typer.Option("--force", help="Promote despite objections; the history keeps this reason.")
    ] = None,
    fields: options.LabelledFields,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Make a model the current one, which all commands use by default.

    A model is refused if it is worse than the current one beyond noise (paired bootstrap of macro-F1, or McNemar's
    test), if one of the two was trained on the data, or if a figure is below its floor. Floors are macro_f1, accuracy,
    accuracy_without_review, coverage_without_review and labels under [f1]; for example: macro_f1 = 0.85

    Example:

      bantin models promote mine --on august.jsonl --label-field topic
    """
    least = promotion.read_floors(floors) if floors else promotion.own_floors()
    with console.spinner(quiet) as tell:
        tell("reading")
        labelled = data.read_labelled(on, fields.columns())
        event = promotion.promote(model, labelled, floors=least, force=force, data=on, progress=tell)
    if json:
        console.print_json(event)
    elif not quiet:
        show.print_promotion(event)
    data.report_rejected(labelled)


@models_app.command("rollback")
def rollback_cli(json: options.Json = False, quiet: options.Quiet = False) -> None:
    """Go back to the model that was current before the last promotion. Models that changed since are skipped.

    Example:

      bantin models rollback
    """
    event = promotion.roll_back()
    if json:
        console.print_json(event)
    elif not quiet:
        show.print_rollback(event)


@models_app.command("history")
def history_cli(json: options.Json = False) -> None:
    """Show all promotions and rollbacks. Each has its time, user, figures and reason.

    Example:

      bantin models history
    """
    history = promotion.read_history()
    if json:
        console.print_json(history)
    else:
        show.print_history(history)


def export_cli(
    sklearn: Annotated[Path, typer.Option("--sklearn", help="File for the pipeline, written with joblib.")],
    model: options.Model = options.CURRENT,
    overwrite: options.Overwrite = False,
) -> None:
    """Write a model as a scikit-learn pipeline that takes (title, text) pairs and gives the same probabilities.

    The pipeline covers text with accents. Loading it needs bantin. A joblib file can run code when it is loaded:
    load only files that you made yourself.

    Example:

      bantin export --sklearn bantin.joblib
    """
    export.export_sklearn(registry.load_model(model), sklearn, overwrite=overwrite)
    console.err().print(f"{sklearn}: {sklearn.stat().st_size / 1e6:.1f} MB", markup=False)


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
    if kind not in _RECORDS:
        raise typer.BadParameter(f"{kind!r} is none of {', '.join(_RECORDS)}.", param_hint="KIND")
    console.print_json(schemas.record_schema(kind))
