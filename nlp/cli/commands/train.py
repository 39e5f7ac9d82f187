"""``bantin train``: a new model from labelled articles, judged beside the current one."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from nlp.cli import options
from nlp.cli.lazy import on_first_use
from nlp.errors import BantinError
from nlp.formats.record import Columns

with on_first_use():
    from nlp.classify import folder as folders
    from nlp.classify import registry
    from nlp.cli.show import console
    from nlp.cli.show import training as show
    from nlp.datasets import cache as caches
    from nlp.datasets import dataset as datasets
    from nlp.datasets import reading
    from nlp.datasets import survey as surveys
    from nlp.evaluation import figures, stored
    from nlp.training import card as cards
    from nlp.training import context
    from nlp.training import options as training
    from nlp.training import recipe as recipes
    from nlp.training import run as runs
    from nlp.training import train as trainings
    from nlp.training.adaptation import base as bases

_EXPECT = (
    "Shares of labels where the model will be used, like other=0.93,governance=0.04; the other labels divide the rest. "
    "Harmful if the training data was selected for difficulty: compare the figures with and without."
)


@dataclass(frozen=True)
class RecipeOptions:
    """What the command line adds to a recipe, or overrides in it."""

    config: Annotated[
        Path | None, typer.Option("--config", help="Recipe (TOML) with data, tests and any of the options below.")
    ] = None
    test: Annotated[
        list[str] | None, typer.Option("--test", help="Labelled data to judge the model on; may be repeated.")
    ] = None
    test_from: Annotated[
        str | None,
        typer.Option(
            "--test-from", help="Train on articles published before this day (2026-06-01), judge on the rest."
        ),
    ] = None
    search: Annotated[
        str | None, typer.Option("--search", help="Search for better options: none, quick (a minute or two) or full.")
    ] = None
    expect: Annotated[str | None, typer.Option("--expect", help=_EXPECT)] = None
    feed: Annotated[
        str | None,
        typer.Option(
            "--feed",
            help="Unlabelled articles: with --from to keep what that model knows, else to estimate --expect from.",
        ),
    ] = None
    base: Annotated[
        str | None,
        typer.Option("--from", help="Model to start from (default, current, a name or folder), instead of nothing."),
    ] = None
    renamed: Annotated[
        list[str] | None,
        typer.Option("--map", help="New name of a label of that model, as OLD=NEW; two with one name become one."),
    ] = None
    tokenizer: Annotated[str | None, typer.Option("--tokenizer", help="Tokens: syllable or word.")] = None
    solver: Annotated[str | None, typer.Option("--solver", help="Classifier: logistic or svm.")] = None
    set_option: Annotated[
        list[str] | None, typer.Option("--set", help="Any training option, as NAME=VALUE; may be repeated.")
    ] = None

    def train_options(self) -> dict[str, object]:
        """Return the training options that were given."""
        given = {"tokenizer": self.tokenizer, "solver": self.solver}
        return _assignments(self.set_option or []) | {name: value for name, value in given.items() if value is not None}

    def wishes(self) -> dict[str, Any]:
        """Return the other fields of a recipe that were given."""
        parsers: dict[str, Any] = {"test_from": recipes.read_day, "expect": recipes.parse_shares}
        given = {name: getattr(self, name) for name in ("search", "test_from", "expect", "feed")}
        wishes = {name: parsers.get(name, str)(value) for name, value in given.items() if value is not None}
        # One of the two on the command line overrides the other one in the recipe.
        if "expect" in wishes:
            wishes.setdefault("feed", None)
        elif "feed" in wishes:
            wishes["expect"] = None
        return wishes

    def start(self, recipe: recipes.Recipe, columns: Columns) -> bases.Base | None:
        """Return the model to start from, if one was named."""
        if self.base is None:
            if self.renamed:
                raise typer.BadParameter("--map renames labels of a model: name it with --from.")
            return None
        names = bases.parse_map(self.renamed or [])
        return bases.read_base(self.base, names, feed=recipe.feed, columns=columns, seed=recipe.options.seed)


@options.spread
def train_cli(
    data: Annotated[
        list[str] | None, typer.Argument(help="Labelled files (.jsonl, .csv ...) or folders (one sub-folder a label).")
    ] = None,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder of the new model.")] = Path("models/new"),
    given: RecipeOptions,
    against: Annotated[str, typer.Option("--against", help="Model to compare with, or none.")] = options.CURRENT,
    format: options.Format = None,
    fields: options.LabelledFields,
    published_field: options.PublishedField = "published",
    cache: Annotated[
        bool, typer.Option("--cache/--no-cache", help="Keep counts between runs in $BANTIN_CACHE or ~/.cache/bantin.")
    ] = True,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a model that was never promoted.")] = False,
    quiet: options.Quiet = False,
) -> None:
    """Train a model on labelled articles. Judge it by cross-validation and on tests, beside the current model.

    Inputs may have any format that bantin label reads. Articles with true in the field "hard", whose label was in
    doubt, count less.

    Examples:

      bantin train corpus/articles -o models/mine

      bantin train old.jsonl new.csv -o models/mine --label-field topic

      bantin train corpus/articles -o models/mine --test-from 2026-07-01

      bantin train august.jsonl --from default -o models/a --label-field topic

      bantin train --config models/default.toml -o models/mine
    """
    registry.check_output(output, overwrite=overwrite)
    if not data and given.config is None:
        raise typer.BadParameter("Give labelled data, or a recipe with --config.")
    columns = fields.columns(published=published_field)
    with console.spinner(quiet) as tell:
        tell("reading the data")
        recipe = _recipe(data or [], given, format, columns)
        by_date = recipe.test_from is not None
        recipe = runs.prepare(recipe, start := given.start(recipe, columns))
        current, why = _current(against)
        folder = caches.default_cache() if cache else None
        tell("surveying the data")
        survey = surveys.survey(recipe.data, recipe.tests, folder)
    left_out = show.print_left_out(recipe)
    if not quiet:
        show.print_survey(survey, recipe.data, by_date=by_date)
    with console.spinner(quiet) as tell:
        run = context.Run(folder, tell)
        trained = runs.run_recipe(recipe, output.name, survey, columns, current=current, base=start, run=run)
        _save(trained, recipe.notes, output, overwrite=overwrite)
        caches.trim(folder)
    if not quiet:
        _print(trained, output, why)
    if left_out:
        raise typer.Exit(options.REJECTED_EXIT)


def _save(trained: trainings.Trained, notes: str, output: Path, *, overwrite: bool) -> None:
    card = cards.model_card(trained.classifier, trained.metrics, notes)
    registry.check_output(output, overwrite=overwrite)  # once more: training took a while
    metrics = figures.to_json(trained.metrics)
    folders.save(trained.classifier, output, metrics=metrics, card=card, overwrite=overwrite)


def _print(trained: trainings.Trained, output: Path, why: str) -> None:
    metrics = figures.as_written(trained.metrics)
    show.print_adaptation(metrics.adaptation, output.name, trained.changed)
    show.print_search(metrics.search)
    show.print_judged(metrics, output.name, why)
    show.print_shift(metrics.shift)
    console.err().print(f"model written to {output}; its card is {output / 'README.md'}", markup=False, soft_wrap=True)


def _recipe(data: list[str], given: RecipeOptions, format: str | None, columns: Columns) -> recipes.Recipe:
    """Return the recipe, or an empty one, with what the command line adds and overrides."""
    chosen, wishes = given.train_options(), given.wishes()
    empty = recipes.Recipe(training.TrainOptions(), datasets.merge([]), {})
    recipe = recipes.read_recipe(given.config, columns) if given.config else empty

    def read(path: str) -> datasets.Dataset:
        return reading.read_dataset(reading.LabelledSource(path, format), columns)

    return replace(
        recipe,
        data=datasets.merge([recipe.data, *map(read, data)]),
        tests={**recipe.tests, **{path: read(path) for path in given.test or []}},
        options=training.read_options(chosen, "--set", recipe.options),
        **wishes,
    )


def _current(name: str) -> tuple[stored.StoredModel | None, str]:
    """Return the model to compare with, or None and the reason."""
    if name == "none":
        return None, ""
    try:
        folder = registry.find_model(name)
        return stored.StoredModel(registry.load_model(folder), stored.stored_metrics(folder)), ""
    except BantinError as error:
        if name != options.CURRENT:
            raise
        return None, f"the current model is left out: {error.what}"  # a damaged one is a reason to train


def _assignments(given: list[str]) -> dict[str, object]:
    """Return NAME=VALUE options, values written as in TOML, bare words as strings."""
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
