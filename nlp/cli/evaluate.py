"""``bantin evaluate``: figures of a model on labelled articles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nlp.cli import options
from nlp.cli.data import read_data, report_rejected, seen_cautions
from nlp.cli.show.console import err, out, print_json, spinner
from nlp.cli.show.figures import print_figures

if TYPE_CHECKING:
    from nlp.datasets.dataset import Dataset
    from nlp.evaluation.figures import Figures, LearningPoint
    from nlp.report.evaluation import Evaluation


def evaluate_cli(
    data: Annotated[list[str], typer.Argument(help="Labelled files or folders (jsonl, csv), or - for standard input.")],
    model: options.Model = options.CURRENT,
    report: Annotated[
        Path | None, typer.Option("--report", help="Folder for a page with plots and the worst errors (index.html).")
    ] = None,
    learn: Annotated[
        list[str] | None,
        typer.Option("--learn", help="Labelled data for the page's learning curve: models trained on parts of it."),
    ] = None,
    text_field: options.TextField = "text",
    title_field: options.TitleField = "title",
    id_field: options.IdField = "id",
    label_field: options.LabelField = "label",
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Judge a model on labelled articles: by label, confusion, with and without review.

    The page of --report needs matplotlib: pip install 'bantin[report]'. It holds text of the articles.

    Examples:

      bantin evaluate corpus/articles

      bantin evaluate august.jsonl -m models/mine --label-field topic

      bantin evaluate corpus/articles --report out/report
    """
    from nlp.classify.registry import find_model, load_model  # noqa: PLC0415
    from nlp.evaluation.figures import as_written  # noqa: PLC0415
    from nlp.evaluation.judgement import judge, metrics_of  # noqa: PLC0415

    if learn and report is None:
        raise typer.BadParameter("--learn makes a plot for --report; name a folder for it.")
    folder = find_model(model)
    classifier = load_model(folder)
    with spinner(quiet) as tell:
        tell("reading")
        columns = (text_field, title_field, id_field, label_field)
        labelled = read_data(data, *columns)
        learnable = read_data(learn or [], *columns)
        tell(f"judging {len(labelled):,} articles")
        judgement = judge(classifier, labelled)
        figures = as_written(metrics_of(judgement))
        points = _learning_points(folder, learnable, labelled, tell)
        cautions = seen_cautions(classifier, folder, labelled)
        if report is not None:
            from nlp.report.evaluation import Evaluation  # noqa: PLC0415

            tell("drawing")
            source = ", ".join(map(_name_of, data))
            _write_report(report, Evaluation(classifier, labelled, judgement, figures, source, points, cautions))
    if json:
        print_json({"model": classifier.name, "rejected": len(labelled.rejected), **_as_json(figures, points)})
    else:
        print_figures(figures, f"{classifier.name} on {len(labelled):,} articles", out())
    for caution in cautions:
        err().print(caution, style="red", markup=False)
    if report is not None and not quiet:
        err().print(f"page written to {report / 'index.html'}", markup=False)
    report_rejected(labelled)


def _name_of(source: str) -> str:
    return "standard input" if source == "-" else Path(source).name or source


def _learning_points(
    folder: Path, learnable: Dataset, labelled: Dataset, tell: Callable[[str], None]
) -> Sequence[LearningPoint]:
    """Return the points of the learning curve on the given data, or those that the model was kept with."""
    from nlp.classify.folder import read_head  # noqa: PLC0415
    from nlp.evaluation.stored import stored_metrics  # noqa: PLC0415
    from nlp.training.context import Run  # noqa: PLC0415
    from nlp.training.learning_curve import learning_curve  # noqa: PLC0415
    from nlp.training.options import read_options  # noqa: PLC0415

    if not len(learnable):
        return stored_metrics(folder).learning_curve
    made_with = read_head(folder)["about"].get("options", {})
    chosen = read_options(made_with, f"{folder} [options]", skip_unknown=True)
    return learning_curve(learnable, labelled, None, chosen, run=Run(progress=tell))


def _as_json(figures: Figures, points: Sequence[LearningPoint]) -> dict[str, Any]:
    from nlp.evaluation.figures import to_json  # noqa: PLC0415

    return to_json(figures) | ({"learning_curve": [to_json(point) for point in points]} if points else {})


def _write_report(report: Path, evaluation: Evaluation) -> None:
    """Write the page and its figures into a folder.

    :raises OutputError: if they cannot be written.
    """
    from dataclasses import replace  # noqa: PLC0415
    from datetime import UTC, datetime  # noqa: PLC0415

    import orjson  # noqa: PLC0415

    from nlp.formats.atomic import replacing  # noqa: PLC0415
    from nlp.report.evaluation import evaluation_page  # noqa: PLC0415
    from nlp.version import __version__  # noqa: PLC0415

    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    page = evaluation_page(replace(evaluation, made=f"bantin {__version__}, {when}"))
    figures = {"model": evaluation.classifier.name, **_as_json(evaluation.figures, evaluation.learning)}
    with replacing(report / "index.html") as stream:
        stream.write(page.encode())
    with replacing(report / "figures.json") as stream:
        stream.write(orjson.dumps(figures, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
