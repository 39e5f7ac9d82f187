"""Articles as several commands read them, and what those commands say about records that they left out."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import typer

from nlp.article import Article
from nlp.cli import options
from nlp.cli.lazy import on_first_use
from nlp.formats.record import Columns, Reading

with on_first_use():
    from nlp.classify import model as models
    from nlp.cli.show import console
    from nlp.datasets import dataset as datasets
    from nlp.datasets import reading
    from nlp.entities import extract as extraction
    from nlp.evaluation import stored
    from nlp.formats import source as sources
    from nlp.text import damage


def read_one(
    file: str | None,
    text: str | None,
    title: str | None,
    format: str | None,
    columns: Columns,
    reading: Reading | None = None,
) -> Article:
    """Return the one article that the arguments name.

    :raises typer.BadParameter: if they name none, or a file and a text.
    """
    if file is not None and text is not None:
        raise typer.BadParameter("Give a file or --text, not both.")
    if file is None:
        if not (text or "").strip() and not (title or "").strip():
            raise typer.BadParameter("Give a file, - for standard input, or --text and --title.")
        return Article(text=_decoded(text or ""), title=_decoded(title or ""))
    article = columns.article(sources.read_article(file, format, reading).fields)
    return article if title is None else replace(article, title=_decoded(title))


def mended(article: Article) -> Article:
    """Return an article with its damaged letters mended."""
    return replace(article, title=damage.repair(article.title), text=damage.repair(article.text))


def types_of(option: str) -> tuple[str, ...]:
    """Return the types of entities that ``--types`` names.

    :raises typer.BadParameter: if there is no such type.
    """
    try:
        return extraction.chosen_types(option)
    except ValueError as error:
        raise typer.BadParameter(f"--types: {error}") from None


def _decoded(argument: str) -> str:
    """Return an argument as text; bytes that are not UTF-8, which Python keeps as surrogates, become U+FFFD."""
    return os.fsencode(argument).decode("utf-8", "replace")


def read_labelled(paths: Iterable[str], columns: Columns) -> datasets.Dataset:
    """Return the labelled articles of several sources as one dataset."""
    return datasets.merge(reading.read_dataset(reading.LabelledSource(path), columns) for path in paths)


def report_rejected(labelled: datasets.Dataset) -> None:
    """Say how many records were left out, and end the command with the exit code for that.

    :raises typer.Exit: if any were.
    """
    if labelled.rejected:
        first = labelled.rejected[0]
        console.err().print(
            f"{len(labelled.rejected):,} records left out, the first: {first.where}: {first.reason}",
            markup=False,
            soft_wrap=True,
        )
        raise typer.Exit(options.REJECTED_EXIT)


def seen_cautions(classifier: models.Classifier, folder: Path, labelled: datasets.Dataset) -> list[str]:
    """Return a warning if a model was trained on some of the articles that it is judged on.

    :param folder: of the model.
    """
    seen = stored.StoredModel(classifier, stored.stored_metrics(folder)).seen(labelled)
    if not seen:
        return []
    share = "these very" if seen == 1 else f"about {seen:.0%} of these"
    return [f"{classifier.name} was trained on {share} articles; its figures flatter it."]
