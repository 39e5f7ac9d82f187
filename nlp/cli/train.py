"""``bantin train``: a new model from labelled articles, judged beside what there was."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nlp.cli import options
from nlp.cli.show.console import err, spinner
from nlp.cli.show.training import print_judged, print_left_out, print_search, print_shift, print_survey
from nlp.errors import BantinError

if TYPE_CHECKING:
    from nlp.datasets.reading import LabelledSource
    from nlp.evaluation.stored import StoredModel
    from nlp.formats.record import Columns
    from nlp.training.recipe import Recipe

_EXPECT = (
    "Shares of labels where the model will be used, like other=0.93,governance=0.04; labels left out share the rest. "
    "It does harm where training data was picked by difficulty: compare the figures with and without."
)


def train_cli(
    data: Annotated[
        list[str] | None, typer.Argument(help="Labelled files or folders (jsonl, csv; one sub-folder a label).")
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder of the new model.")] = Path("models/new"),
    config: Annotated[
        Path | None, typer.Option("--config", help="Recipe (TOML): data, tests and all of these options.")
    ] = None,
    test: Annotated[list[str] | None, typer.Option("--test", help="Labelled data to judge on; repeatable.")] = None,
    test_from: Annotated[
        str | None, typer.Option("--test-from", help="Judge on what was published from this day on (2026-06-01).")
    ] = None,
    search: Annotated[
        str | None, typer.Option("--search", help="Look for better options: none, quick (a minute or two) or full.")
    ] = None,
    expect: Annotated[str | None, typer.Option("--expect", help=_EXPECT)] = None,
    feed: Annotated[
        str | None, typer.Option("--feed", help="Unlabelled articles to estimate these shares from; same warning.")
    ] = None,
    tokenizer: Annotated[str | None, typer.Option("--tokenizer", help="syllable or word.")] = None,
    solver: Annotated[str | None, typer.Option("--solver", help="logistic or svm.")] = None,
    set_option: Annotated[
        list[str] | None, typer.Option("--set", help="Any training option, as NAME=VALUE; may be repeated.")
    ] = None,
    against: Annotated[str, typer.Option("--against", help="Model to judge beside the new one, or none.")] = "current",
    format: options.Format = None,
    text_field: options.TextField = "text",
    title_field: options.TitleField = "title",
    id_field: options.IdField = "id",
    label_field: options.LabelField = "label",
    published_field: Annotated[str, typer.Option("--published-field", help="Field that holds the date.")] = "published",
    cache: Annotated[
        bool, typer.Option("--cache/--no-cache", help="Keep counts between runs in $BANTIN_CACHE or ~/.cache/bantin.")
    ] = True,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a model that exists and was not promoted.")
    ] = False,
    quiet: options.Quiet = False,
) -> None:
    """Train a model on labelled articles; judge it by cross-validation, on tests, and beside the current model.

    Reads what label reads. A field "hard" (true where whoever labelled was in doubt) makes an article count less.

    Examples:

      bantin train corpus/articles -o models/mine

      bantin train old.jsonl new.csv -o models/mine --label-field topic

      bantin train corpus/articles -o models/mine --test-from 2026-07-01

      bantin train corpus/articles -o models/mine --search quick

      bantin train --config models/default.toml -o models/mine
    """
    from nlp.classify.registry import check_output  # noqa: PLC0415

    check_output(output, overwrite=overwrite)
    if not data and config is None:
        raise typer.BadParameter("Give labelled data, or a recipe with --config.")
    from nlp.formats.record import Columns  # noqa: PLC0415

    columns = Columns(text=text_field, title=title_field, id=id_field, label=label_field, published=published_field)
    chosen = {name: value for name, value in (("tokenizer", tokenizer), ("solver", solver)) if value is not None}
    wishes = {"search": search, "test_from": test_from, "expect": expect, "feed": feed}
    with spinner(quiet) as tell:
        tell("reading the data")
        from nlp.datasets.reading import LabelledSource  # noqa: PLC0415

        given, tests = ([LabelledSource(path, format) for path in paths or []] for paths in (data, test))
        recipe = _recipe(config, given, tests, {**_assignments(set_option or []), **chosen}, wishes, columns)
        # A second of imports that a mistyped path need not wait for.
        from nlp.classify.folder import save  # noqa: PLC0415
        from nlp.datasets.cache import default_cache, trim  # noqa: PLC0415
        from nlp.datasets.survey import survey  # noqa: PLC0415
        from nlp.evaluation.figures import as_written, to_json  # noqa: PLC0415
        from nlp.training.card import model_card  # noqa: PLC0415
        from nlp.training.context import Run  # noqa: PLC0415
        from nlp.training.run import prepare, run_recipe  # noqa: PLC0415

        folder = default_cache() if cache else None
        by_date = recipe.test_from is not None
        recipe = prepare(recipe)
        current, why = _current(against)
        tell("surveying the data")
        surveyed = survey(recipe.data, recipe.tests, folder)
    left_out = print_left_out(recipe)
    if not quiet:
        print_survey(surveyed, recipe.data, by_date=by_date)
    with spinner(quiet) as tell:
        trained = run_recipe(recipe, output.name, surveyed, columns, current=current, run=Run(folder, tell))
        card = model_card(trained.classifier, trained.metrics, recipe.notes)
        check_output(output, overwrite=overwrite)  # once more: training took a while
        save(trained.classifier, output, metrics=to_json(trained.metrics), card=card)
        trim(folder)
    if not quiet:
        metrics = as_written(trained.metrics)
        print_search(metrics.search)
        print_judged(metrics, output.name, why)
        print_shift(metrics.shift)
        err().print(f"model written to {output}; its card is {output / 'README.md'}", markup=False, soft_wrap=True)
    if left_out:
        raise typer.Exit(options.REJECTED_EXIT)


def _recipe(
    config: Path | None,
    data: list[LabelledSource],
    tests: list[LabelledSource],
    chosen: dict[str, object],
    wishes: dict[str, str | None],
    columns: Columns,
) -> Recipe:
    """Return the recipe with what the command line adds to it and overrules."""
    from dataclasses import replace  # noqa: PLC0415

    from nlp.datasets.dataset import merge  # noqa: PLC0415
    from nlp.datasets.reading import read_dataset  # noqa: PLC0415
    from nlp.training.options import TrainOptions, read_options  # noqa: PLC0415
    from nlp.training.recipe import Recipe, parse_shares, read_day, read_recipe  # noqa: PLC0415

    recipe = read_recipe(config, columns) if config else Recipe(TrainOptions(), merge([]), {})
    parse: dict[str, Any] = {"test_from": read_day, "expect": parse_shares}
    given = {name: parse.get(name, str)(value) for name, value in wishes.items() if value is not None}
    if "expect" in given and "feed" not in given:  # the one on the command line overrules the other of the recipe
        given["feed"] = None
    if "feed" in given and "expect" not in given and given["feed"] is not None:
        given["expect"] = None
    return replace(
        recipe,
        data=merge([recipe.data, *(read_dataset(source, columns) for source in data)]),
        tests={**recipe.tests, **{source.path: read_dataset(source, columns) for source in tests}},
        options=read_options(chosen, "--set", recipe.options),
        **given,
    )


def _current(name: str) -> tuple[StoredModel | None, str]:
    """Return the model to judge beside the new one, or None and why there is none."""
    from nlp.classify.registry import find_model, load_model  # noqa: PLC0415
    from nlp.evaluation.stored import StoredModel, stored_metrics  # noqa: PLC0415

    if name == "none":
        return None, ""
    try:
        folder = find_model(name)
        return StoredModel(load_model(folder), stored_metrics(folder)), ""
    except BantinError as error:
        if name != options.CURRENT:
            raise
        return None, f"the current model is left out: {error.what}"  # a damaged one is a reason to train


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
