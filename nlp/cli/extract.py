"""``bantin extract``: entities without a model."""

from __future__ import annotations

from typing import Annotated

import typer

from nlp.cli import options
from nlp.cli.label import label_files
from nlp.cli.predict import given_article
from nlp.cli.show.article import print_entities, write_page
from nlp.cli.show.console import print_json


def extract_cli(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(help="One article (text, web page, JSON object, or -); with --output any number of files."),
    ] = None,
    text: options.Text = None,
    title: options.Title = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", help="For many articles: as for bantin label."),
    ] = None,
    jobs: options.Jobs = 1,
    scheduler: options.Scheduler = None,
    resume: options.Resume = False,
    dedup: options.Dedup = False,
    format: options.Format = None,
    text_field: options.TextField = "text",
    title_field: options.TitleField = "title",
    id_field: options.IdField = "id",
    html: options.Html = None,
    overwrite: options.Overwrite = False,
    overwrite_fields: options.OverwriteFields = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Find provinces, communes, officials and amounts, without a model.

    Examples:

      bantin extract corpus/samples/ban-tin.txt

      bantin extract --text "UBND tỉnh Lào Cai hỗ trợ 15 tỷ đồng" --json

      bantin extract scraped.jsonl -o entities.jsonl --jobs 2
    """
    from nlp.formats.record import Columns  # noqa: PLC0415

    fields = {"text": text_field, "title": title_field, "id": id_field}
    if output is not None:
        if not inputs:
            raise typer.BadParameter("--output needs input files.")
        from nlp.batch.runner import Job  # noqa: PLC0415

        job = Job(
            inputs, output, None, Columns(**fields), format=format, dedup=dedup, overwrite_fields=overwrite_fields
        )
        how = {"jobs": jobs, "scheduler": scheduler, "resume": resume, "overwrite": overwrite, "work_folder": None}
        label_files(job, how, quiet=quiet)
        return
    if inputs and len(inputs) > 1:
        raise typer.BadParameter("Many inputs need --output.")
    from nlp.labeller import Labeller  # noqa: PLC0415

    article = given_article(inputs[0] if inputs else None, text, title, format, Columns(**fields))
    labelled = Labeller(None).label_one(article)
    if html is not None:
        write_page(labelled, html)
    if json:
        print_json({"id": labelled.article.key, **labelled.to_dict()})
    else:
        print_entities(labelled)
