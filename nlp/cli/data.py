"""Labelled articles as several commands read them, and how they end when some could not be used."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from nlp.cli import options
from nlp.cli.show.console import err

if TYPE_CHECKING:
    from nlp.classify.model import Classifier
    from nlp.datasets.dataset import Dataset


def read_data(data: list[str], text: str, title: str, id: str, label: str) -> Dataset:
    """Return the labelled articles of several sources.

    :param text: name of the field that holds the text; the other names likewise.
    """
    from nlp.datasets.dataset import merge  # noqa: PLC0415
    from nlp.datasets.reading import LabelledSource, read_dataset  # noqa: PLC0415
    from nlp.formats.record import Columns  # noqa: PLC0415

    columns = Columns(text=text, title=title, id=id, label=label)
    return merge(read_dataset(LabelledSource(path), columns) for path in data)


def report_rejected(labelled: Dataset) -> None:
    """Say how many records were left out, and end the command with the exit code for that.

    :raises typer.Exit: if there were such records.
    """
    if labelled.rejected:
        first = labelled.rejected[0]
        err().print(
            f"{len(labelled.rejected):,} records left out, the first: {first.where}: {first.reason}",
            markup=False,
            soft_wrap=True,
        )
        raise typer.Exit(options.REJECTED_EXIT)


def seen_cautions(classifier: Classifier, folder: Path, labelled: Dataset) -> list[str]:
    """Return a warning when a model was trained on some of the articles that it is judged on.

    :param folder: of the model.
    """
    from nlp.evaluation.stored import StoredModel, stored_metrics  # noqa: PLC0415

    seen = StoredModel(classifier, stored_metrics(folder)).seen(labelled)
    if not seen:
        return []
    share = "these very" if seen == 1 else f"about {seen:.0%} of these"
    return [f"{classifier.name} was trained on {share} articles; its figures flatter it."]
