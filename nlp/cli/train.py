"""``bantin train``: a new model from labelled articles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nlp.cli import options
from nlp.cli.console import err, spinner
from nlp.cli.evaluate import print_figures
from nlp.errors import OutputError

if TYPE_CHECKING:
    from nlp.classify.dataset import Dataset
    from nlp.classify.recipe import Recipe
    from nlp.formats.record import Columns

_MOST_SHOWN = 5


def train_cli(
    data: Annotated[list[str] | None, typer.Argument(help="Labelled files or folders (jsonl, csv).")] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder of the new model.")] = Path("models/new"),
    config: Annotated[Path | None, typer.Option("--config", help="Recipe (TOML): options, data, tests.")] = None,
    tokenizer: Annotated[str | None, typer.Option("--tokenizer", help="syllable or word.")] = None,
    solver: Annotated[str | None, typer.Option("--solver", help="logistic or svm.")] = None,
    set_option: Annotated[
        list[str] | None, typer.Option("--set", help="Any training option, as NAME=VALUE; may be repeated.")
    ] = None,
    text_field: options.TextField = "text",
    title_field: options.TitleField = "title",
    id_field: options.IdField = "id",
    label_field: options.LabelField = "label",
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a model that exists.")] = False,
    quiet: options.Quiet = False,
) -> None:
    """Train a model on labelled articles and judge it by cross-validation.

    A field "hard" (true where whoever labelled was in doubt) makes an article count less.

    Examples:

      bantin train corpus/articles -o models/mine

      bantin train old.jsonl new.csv -o models/mine --label-field topic

      bantin train --config models/default.toml -o models/mine
    """
    if output.exists() and not overwrite:
        raise OutputError(f"{output}: exists already.", "Use --overwrite to replace it, or name another folder.")
    if not data and config is None:
        raise typer.BadParameter("Give labelled data, or a recipe with --config.")
    from nlp.classify.card import model_card  # noqa: PLC0415
    from nlp.classify.evaluate import judge, metrics_of  # noqa: PLC0415
    from nlp.classify.folder import save  # noqa: PLC0415
    from nlp.classify.train import train  # noqa: PLC0415
    from nlp.formats.record import Columns  # noqa: PLC0415

    columns = Columns(text=text_field, title=title_field, id=id_field, label=label_field)
    chosen = dict(pair for pair in (("tokenizer", tokenizer), ("solver", solver)) if pair[1] is not None)
    with spinner(quiet) as tell:
        tell("reading the data")
        recipe = _recipe(config, data or [], {**_assignments(set_option or []), **chosen}, columns)
        trained = train(recipe.data, output.name, recipe.options, tell)
        metrics = dict(trained.metrics)
        if recipe.tests:
            tell("judging the tests")
            metrics["tests"] = {
                name: metrics_of(judge(trained.classifier, test), seed=recipe.options.seed)
                | {"sha256": test.fingerprint}
                for name, test in recipe.tests.items()
            }
        save(
            trained.classifier,
            output,
            metrics=metrics,
            card=model_card(trained.classifier, metrics, recipe.notes),
        )
    if not quiet:
        _print_rejected(recipe.data)
        print_figures(metrics["out_of_fold"]["accented"], f"out of fold, {len(recipe.data):,} articles", err())
        err().print(f"model written to {output}; its card is {output / 'README.md'}", markup=False)


def _recipe(config: Path | None, data: list[str], chosen: dict[str, object], columns: Columns) -> Recipe:
    from dataclasses import asdict, replace  # noqa: PLC0415

    from nlp.classify.dataset import merge  # noqa: PLC0415
    from nlp.classify.recipe import Recipe, dataset, read_options, read_recipe  # noqa: PLC0415
    from nlp.classify.train import TrainOptions  # noqa: PLC0415

    recipe = read_recipe(config, columns) if config else Recipe(TrainOptions(), merge([]), {})
    given = merge([recipe.data, *(dataset({"path": path}, columns) for path in data)])
    return replace(recipe, data=given, options=read_options({**asdict(recipe.options), **chosen}, "--set"))


def _assignments(given: list[str]) -> dict[str, object]:
    """Return NAME=VALUE options, values written as in TOML, bare words as strings."""
    import tomllib  # noqa: PLC0415

    values: dict[str, object] = {}
    for assignment in given:
        name, equals, value = assignment.partition("=")
        if not equals:
            raise typer.BadParameter(f"--set wants NAME=VALUE, not {assignment!r}.")
        try:
            values[name] = tomllib.loads(f"value = {value}")["value"]
        except tomllib.TOMLDecodeError:
            values[name] = value
    return values


def _print_rejected(dataset: Dataset) -> None:
    if not dataset.rejected:
        return
    err().print(f"{len(dataset.rejected):,} records left out:", style="yellow")
    for rejected in dataset.rejected[:_MOST_SHOWN]:
        err().print(f"  {rejected.where}: {rejected.reason}", markup=False)
