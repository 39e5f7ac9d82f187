"""``bantin audit``: the labels that are probably wrong, worst first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from nlp.cli import options
from nlp.cli.data import read_data, report_rejected
from nlp.cli.show.console import err, label_text, out, print_json, spinner, table

if TYPE_CHECKING:
    from nlp.datasets.dataset import Dataset
    from nlp.lifecycle.audit import Suspicion
    from nlp.training.options import TrainOptions


def audit_cli(
    data: Annotated[list[str], typer.Argument(help="Labelled files or folders, or - for standard input.")],
    output: Annotated[
        str | None, typer.Option("--output", "-o", help="Also write the whole list: .csv for a spreadsheet, or .jsonl.")
    ] = None,
    options_of: Annotated[
        str | None, typer.Option("--options-of", help="Model whose training options the judging models take over.")
    ] = None,
    top: Annotated[int, typer.Option("--top", min=0, help="How many to print.")] = 20,
    text_field: options.TextField = "text",
    title_field: options.TitleField = "title",
    id_field: options.IdField = "id",
    label_field: options.LabelField = "label",
    overwrite: options.Overwrite = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Rank the labels of training data by how much speaks against them: models that did not learn them, and
    near-duplicates with another label.

    Correct them in the .csv (column "label", left empty where the label is right); the corrections are taken over
    by "review import" with its option --replace.

    Examples:

      bantin audit corpus/articles --top 10

      bantin audit old.jsonl -o audit.csv --label-field topic
    """
    from nlp.formats.output import check_output, find_output  # noqa: PLC0415
    from nlp.formats.source import find_sources  # noqa: PLC0415
    from nlp.lifecycle.audit import audit  # noqa: PLC0415
    from nlp.training.context import Run  # noqa: PLC0415

    if output:
        sources = [source for path in data for source in find_sources(path)]
        check_output(find_output(output), sources, overwrite=overwrite)
    chosen = _options(options_of) if options_of else None
    with spinner(quiet) as tell:
        tell("reading")
        labelled = read_data(data, text_field, title_field, id_field, label_field)
        ranked = audit(labelled, chosen, run=Run(progress=tell))
    if output:
        _write(output, ranked, labelled)
    if json:
        print_json([_row(suspicion, labelled) for suspicion in ranked[:top]])
    else:
        _print(ranked, labelled, top)
    if output and not quiet:
        err().print(f"all {len(ranked):,} labels, worst first: {output}", markup=False)
    report_rejected(labelled)


def _options(model: str) -> TrainOptions:
    from nlp.classify.folder import read_head  # noqa: PLC0415
    from nlp.classify.registry import find_model  # noqa: PLC0415
    from nlp.training.options import read_options  # noqa: PLC0415

    return read_options(read_head(find_model(model))["about"].get("options", {}), f"{model} [options]")


def _row(suspicion: Suspicion, labelled: Dataset) -> dict[str, Any]:
    from dataclasses import asdict  # noqa: PLC0415

    article = labelled.articles[suspicion.position]
    found = {**asdict(suspicion), "score": round(suspicion.score, 4)}
    return {**found, "title": article.title, "text": article.text}


def _write(output: str, ranked: list[Suspicion], labelled: Dataset) -> None:
    from pathlib import Path  # noqa: PLC0415

    from nlp.formats.output import open_output  # noqa: PLC0415
    from nlp.formats.sheet import write_sheet  # noqa: PLC0415
    from nlp.lifecycle.answers import SHEET, key_of  # noqa: PLC0415

    if not output.lower().endswith(".csv"):
        with open_output(output) as writer:
            for suspicion in ranked:
                writer.write(_row(suspicion, labelled), {})
        return
    columns = ["label", "given", "suggested", "score", "why", *SHEET]
    rows = (
        {
            "given": suspicion.label,
            "suggested": suspicion.suggested,
            "score": f"{suspicion.score:.3f}",
            "why": suspicion.reason,
            "title": article.title,
            "text": article.text,
            "id": suspicion.id,
            "key": key_of(article),
        }
        for suspicion, article in ((each, labelled.articles[each.position]) for each in ranked)
    )
    write_sheet(Path(output), columns, rows)


def _print(ranked: list[Suspicion], labelled: Dataset, top: int) -> None:
    from rich.markup import escape  # noqa: PLC0415

    listed = table("score", "article", "label -> suggested", right=("score",))
    for suspicion in ranked[:top]:
        article = labelled.articles[suspicion.position]
        headline = " ".join((article.title or article.text).split())
        change = label_text(suspicion.label, with_name=False)
        if suspicion.suggested != suspicion.label:
            change += f" -> {label_text(suspicion.suggested, with_name=False)}"
        listed.add_row(
            f"{suspicion.score:.2f}",
            f"{escape(headline[:100])}\n[dim]{escape(suspicion.id)}, number {suspicion.position + 1:,}[/]",
            f"{change}\n[dim]{escape(suspicion.reason)}[/]",
        )
    if top:
        out().print(listed)
    contradicted = sum(suspicion.contradicted for suspicion in ranked)
    out().print(
        f"{len(ranked):,} labels; for {contradicted:,} another label is as probable as is usual for it. "
        "A high score is a reason to read, not a verdict.",
        markup=False,
    )
