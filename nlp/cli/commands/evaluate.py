"""``bantin evaluate``: figures of a model on labelled articles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from nlp.cli import data as inputs
from nlp.cli import options
from nlp.cli.lazy import on_first_use
from nlp.version import __version__

with on_first_use():
    from nlp.classify import folder as folders
    from nlp.classify import registry
    from nlp.cli.show import console
    from nlp.cli.show import figures as show
    from nlp.datasets import dataset as datasets
    from nlp.evaluation import figures as written
    from nlp.evaluation import judgement as judgements
    from nlp.evaluation import stored
    from nlp.formats import atomic
    from nlp.report import evaluation as pages
    from nlp.training import context
    from nlp.training import learning_curve as curves
    from nlp.training import options as training


@options.spread
def evaluate_cli(
    data: options.LabelledData,
    *,
    model: options.Model = options.CURRENT,
    report: Annotated[
        Path | None,
        typer.Option("--report", help="Folder for a page with plots and the worst errors, index.html."),
    ] = None,
    learn: Annotated[
        list[str] | None,
        typer.Option("--learn", help="Labelled data for a learning curve on the page, from models trained on parts."),
    ] = None,
    fields: options.LabelledFields,
    overwrite: options.Overwrite = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Judge a model on labelled articles: precision, recall and F1 by label, confusion, accuracy without review.

    The page of --report quotes the articles of the worst errors.

    Examples:

      bantin evaluate corpus/articles

      bantin evaluate august.jsonl -m models/mine --label-field topic

      bantin evaluate corpus/articles --report out/report
    """
    if learn and report is None:
        raise typer.BadParameter("--learn draws a plot for the page of --report: name its folder, too.")
    folder = registry.find_model(model)
    classifier = registry.load_model(folder)
    with console.spinner(quiet) as tell:
        tell("reading")
        labelled = inputs.read_labelled(data, fields.columns())
        learnable = inputs.read_labelled(learn or [], fields.columns())
        tell(f"judging {len(labelled):,} articles")
        judgement, labelled = judgements.judge_usable(classifier, labelled)
        figures = written.as_written(judgements.metrics_of(judgement))
        points = _learning_points(folder, learnable, labelled, tell)
        cautions = inputs.seen_cautions(classifier, folder, labelled)
    if json:
        console.print_json({"model": classifier.name, "rejected": len(labelled.rejected), **_as_json(figures, points)})
    else:
        show.print_figures(figures, f"{classifier.name} on {len(labelled):,} articles", console.out())
    for caution in cautions:
        console.err().print(caution, style="red", markup=False)
    if report is not None:  # after the figures: a page that cannot be written costs none of them
        source = ", ".join(map(_name_of, data))
        evaluation = pages.Evaluation(classifier, labelled, judgement, figures, source, points, cautions)
        with console.spinner(quiet) as tell:
            tell("drawing")
            _write_report(report, evaluation, overwrite=overwrite)
        if not quiet:
            console.err().print(f"page written to {report / 'index.html'}", markup=False)
    inputs.report_rejected(labelled)


def _name_of(source: str) -> str:
    return "standard input" if source == "-" else Path(source).name or source


def _learning_points(
    folder: Path, learnable: datasets.Dataset, labelled: datasets.Dataset, tell: Callable[[str], None]
) -> Sequence[written.LearningPoint]:
    """Return the points of a learning curve on the given data; without any, those stored with the model."""
    if not len(learnable):
        return stored.stored_metrics(folder).learning_curve
    made_with = folders.read_head(folder)["about"].get("options", {})
    chosen = training.read_options(made_with, f"{folder} [options]", skip_unknown=True)
    return curves.learning_curve(learnable, labelled, None, chosen, run=context.Run(progress=tell))


def _as_json(figures: written.Figures, points: Sequence[written.LearningPoint]) -> dict[str, Any]:
    curve = {"learning_curve": [written.to_json(point) for point in points]} if points else {}
    return written.to_json(figures) | curve


def _write_report(report: Path, evaluation: pages.Evaluation, *, overwrite: bool) -> None:
    """Write the page and its figures into a folder.

    :raises OutputError: if they cannot be written.
    """
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    page = pages.evaluation_page(replace(evaluation, made=f"bantin {__version__}, {when}"))
    figures = {"model": evaluation.classifier.name, **_as_json(evaluation.figures, evaluation.learning)}
    with atomic.creating_file(report / "index.html", overwrite=overwrite) as stream:
        stream.write(page.encode())
    with atomic.creating_file(report / "figures.json", overwrite=overwrite) as stream:
        stream.write(orjson.dumps(figures, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
