"""The model that training starts from: where it is, what its labels are called now, what keeps its knowledge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from nlp.classify.model import Classifier
from nlp.classify.registry import find_model, load_model
from nlp.datasets.dataset import Dataset, clean_label
from nlp.datasets.overlap import Sketch
from nlp.errors import DataError
from nlp.evaluation.stored import stored_metrics
from nlp.formats.record import Columns
from nlp.training.adaptation.forgetting import Unlabelled
from nlp.training.recipe import read_feed

_MOST_TEXTS = 2_000
"""More unlabelled texts than these make the fits longer and no better."""

_CORPUS = Path(__file__).parents[3] / "corpus" / "articles"


@dataclass(frozen=True)
class Base:
    """What training starts from.

    :param renamed: names of some of its labels in the new model; two that get one name become one label.
    :param unlabelled: text that its knowledge is kept on.
    :param trained_on: tells which articles it was trained on; None if that is not known.
    """

    classifier: Classifier
    renamed: Mapping[str, str] = field(default_factory=dict)
    unlabelled: Unlabelled = field(default_factory=lambda: Unlabelled("nothing"))
    trained_on: Sketch | None = None

    def __post_init__(self) -> None:
        """Check the names of labels.

        :raises DataError: if one that is renamed is no label of the base.
        """
        for label in self.renamed:
            if label not in self.classifier.labels:
                known = ", ".join(self.classifier.labels)
                raise DataError(f"--map: {label!r} is no label of {self.classifier.name}.", f"It has {known}.")

    @property
    def names(self) -> tuple[str, ...]:
        """The labels of the base as the new model calls them."""
        return tuple(self.renamed.get(label, label) for label in self.classifier.labels)

    def relabelled(self, dataset: Dataset) -> Dataset:
        """Return articles with labels as the new model calls them."""
        return replace(dataset, labels=[self.renamed.get(label, label) for label in dataset.labels])


def parse_map(given: Sequence[str]) -> dict[str, str]:
    """Return the new names of ``OLD=NEW``.

    :raises DataError: if one is written in another way, or a label is renamed twice.
    """
    renamed: dict[str, str] = {}
    for part in given:
        old, equals, new = map(clean_label, part.partition("="))
        if not (equals and old and new):
            raise DataError(f"--map: {part!r} renames nothing.", "Write it like flood_disaster=flood.")
        if old in renamed:
            raise DataError(f"--map: {old!r} is renamed twice.", "Give each label one name.")
        renamed[old] = new
    return renamed


def read_base(
    model: str | Path, renamed: Mapping[str, str] | None = None, *, feed: str | None = None, columns: Columns, seed: int
) -> Base:
    """Return a model as training starts from it.

    :param model: its name or folder.
    :param feed: source of unlabelled articles; None for the written corpus, as far as it is beside the program.
    :param seed: of the draw from a feed with very many articles.
    :raises ModelError: if there is no such model or it cannot be used.
    :raises DataError: if a label is renamed that it does not have, or the feed is empty.
    """
    folder = find_model(model)
    unlabelled = Unlabelled("nothing")
    if feed is not None:
        unlabelled = Unlabelled(feed, _some(read_feed(feed, columns, seed)))
        if not unlabelled.pairs:
            raise DataError(f"{feed} holds no article.", "Check --feed and --text-field.")
    elif _CORPUS.is_dir():
        unlabelled = Unlabelled("the written corpus", _some(read_feed(str(_CORPUS), Columns(), seed)))
    return Base(load_model(folder), dict(renamed or {}), unlabelled, stored_metrics(folder).trained_on)


def _some(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return texts evenly chosen from all of them."""
    return pairs[:: max(1, -(-len(pairs) // _MOST_TEXTS))]
