"""``bantin audit``: the labels that are probably wrong, worst first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from nlp.cli import data as inputs
from nlp.cli import options
from nlp.cli.lazy import on_first_use

with on_first_use():
    from nlp.classify import folder as folders
    from nlp.classify import registry
    from nlp.cli.show import console
    from nlp.cli.show import suspicions as show
    from nlp.datasets import dataset as datasets
    from nlp.formats import output as outputs
    from nlp.formats import sheet, source
    from nlp.lifecycle import answers, audit
    from nlp.training import context
    from nlp.training import options as training


@options.spread
def audit_cli(
    data: options.LabelledData,
    *,
    output: Annotated[
        str | None, typer.Option("--output", "-o", help="Also write all labels: .csv for a spreadsheet, or .jsonl.")
    ] = None,
    options_of: Annotated[
        str | None, typer.Option("--options-of", help="Model whose training options the audit uses.")
    ] = None,
    top: Annotated[int, typer.Option("--top", min=0, help="How many labels to print.")] = 20,
    fields: options.LabelledFields,
    overwrite: options.Overwrite = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Rank the labels of training data: first those that out-of-fold predictions and near-duplicates contradict.

    To correct labels, fill in the column "label" of the .csv file; leave it empty where the label is right. Then merge
    the file into the data with "bantin review import" and its option --replace.

    Examples:

      bantin audit corpus/articles --top 10

      bantin audit old.jsonl -o audit.csv --label-field topic
    """
    if output:
        sources = [found for path in data for found in source.find_sources(path)]
        outputs.check_output(outputs.find_output(output), sources, overwrite=overwrite)
    chosen = _options_of(options_of) if options_of else None
    with console.spinner(quiet) as tell:
        tell("reading")
        labelled = inputs.read_labelled(data, fields.columns())
        ranked = audit.audit(labelled, chosen, run=context.Run(progress=tell))
    if output:
        _write(output, ranked, labelled, overwrite=overwrite)
    if json:
        console.print_json([_row(suspicion, labelled) for suspicion in ranked[:top]])
    else:
        show.print_suspicions(ranked, labelled, top)
    if output and not quiet:
        console.err().print(f"all {len(ranked):,} labels, worst first: {output}", markup=False)
    inputs.report_rejected(labelled)


def _options_of(model: str) -> training.TrainOptions:
    folder = registry.find_model(model)
    registry.load_model(folder)  # refuses a damaged one
    head = folders.read_head(folder)
    return training.read_options(head["about"].get("options", {}), f"{model} [options]")


def _row(suspicion: audit.Suspicion, labelled: datasets.Dataset) -> dict[str, Any]:
    article = labelled.articles[suspicion.position]
    fields = {**asdict(suspicion), "score": round(suspicion.score, 4)}
    return {**fields, "title": article.title, "text": article.text}


def _write(output: str, ranked: Sequence[audit.Suspicion], labelled: datasets.Dataset, *, overwrite: bool) -> None:
    """Write all suspicions as a sheet to fill in, or as records."""
    if not output.lower().endswith(".csv"):
        with outputs.open_output(output, overwrite=overwrite) as writer:
            for suspicion in ranked:
                writer.write(_row(suspicion, labelled), {})
        return
    columns = ["label", "given", "suggested", "score", "why", *answers.SHEET]
    sheet.write_sheet(Path(output), columns, (_cells(suspicion, labelled) for suspicion in ranked), overwrite=overwrite)


def _cells(suspicion: audit.Suspicion, labelled: datasets.Dataset) -> dict[str, str]:
    article = labelled.articles[suspicion.position]
    return {
        "given": suspicion.label,
        "suggested": suspicion.suggested,
        "score": f"{suspicion.score:.3f}",
        "why": suspicion.reason,
        "title": article.title,
        "text": article.text,
        "id": suspicion.id,
        "key": answers.key_of(article),
    }
