"""A model with the figures that it was saved with: how good it was, and what it was trained on.

Invariant: whether a model knows an article is estimated in one way, wherever figures could flatter it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from nlp.classify.folder import LAYOUT, read_metrics
from nlp.classify.model import Classifier
from nlp.datasets.dataset import Dataset
from nlp.datasets.overlap import overlap
from nlp.evaluation.figures import Metrics, from_json


@dataclass(frozen=True)
class StoredModel:
    """A classifier and what ``metrics.json`` says of it."""

    classifier: Classifier
    metrics: Metrics = field(repr=False)

    def seen(self, dataset: Dataset) -> float | None:
        """Return which share of a dataset the model was trained on (an estimate), None if that is not known."""
        if self.classifier.about.get("data_sha256") == dataset.fingerprint:
            return 1.0
        sketch = self.metrics.trained_on
        return overlap(sketch, dataset) if sketch else None


def stored_metrics(folder: Path) -> Metrics:
    """Return the figures in a model folder; none when it has no ``metrics.json``.

    :raises ModelError: if the file is there and cannot be read.
    """
    return from_json(read_metrics(folder), folder / LAYOUT.metrics)
