"""bantin: Vietnamese regional news, labelled.

>>> from nlp import Labeller
>>> Labeller().label_one("Lũ quét ở vùng cao, hàng trăm hộ sơ tán")
LabelledArticle('Lũ quét ở vùng cao, hàng trăm hộ sơ tán', label='flood_disaster', confidence=0.99, entities=1)

What scripts need is imported from here; see ``nlp/README.md``. Invariant: importing this name alone loads no other
module of bantin; numpy comes with the first name that needs it, scikit-learn with the first that trains or judges.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nlp.api import compare, evaluate, label_files, read_articles, read_labelled, train
    from nlp.article import Article, Entity, FailedArticle, LabelledArticle, Prediction
    from nlp.classify.model import Classifier, Explanation
    from nlp.classify.registry import load_model
    from nlp.datasets.dataset import Dataset
    from nlp.entities.extract import extract
    from nlp.entities.summary import summarize
    from nlp.errors import (
        BantinError,
        BatchError,
        DataError,
        InputError,
        MissingExtraError,
        ModelError,
        OutputError,
        RecordError,
    )
    from nlp.evaluation.compare import Comparison
    from nlp.evaluation.figures import Figures, LabelFigures
    from nlp.formats.record import Columns
    from nlp.labeller import Labeller
    from nlp.training.options import TrainOptions
    from nlp.training.train import Trained
    from nlp.version import __version__

__all__ = [
    "Article",
    "BantinError",
    "BatchError",
    "Classifier",
    "Columns",
    "Comparison",
    "DataError",
    "Dataset",
    "Entity",
    "Explanation",
    "FailedArticle",
    "Figures",
    "InputError",
    "LabelFigures",
    "LabelledArticle",
    "Labeller",
    "MissingExtraError",
    "ModelError",
    "OutputError",
    "Prediction",
    "RecordError",
    "TrainOptions",
    "Trained",
    "__version__",
    "compare",
    "evaluate",
    "extract",
    "label_files",
    "load_model",
    "read_articles",
    "read_labelled",
    "summarize",
    "train",
]

_HOMES = {
    "nlp.api": ("compare", "evaluate", "label_files", "read_articles", "read_labelled", "train"),
    "nlp.article": ("Article", "Entity", "FailedArticle", "LabelledArticle", "Prediction"),
    "nlp.classify.model": ("Classifier", "Explanation"),
    "nlp.classify.registry": ("load_model",),
    "nlp.datasets.dataset": ("Dataset",),
    "nlp.entities.extract": ("extract",),
    "nlp.entities.summary": ("summarize",),
    "nlp.errors": (
        "BantinError",
        "BatchError",
        "DataError",
        "InputError",
        "MissingExtraError",
        "ModelError",
        "OutputError",
        "RecordError",
    ),
    "nlp.evaluation.compare": ("Comparison",),
    "nlp.evaluation.figures": ("Figures", "LabelFigures"),
    "nlp.formats.record": ("Columns",),
    "nlp.labeller": ("Labeller",),
    "nlp.training.options": ("TrainOptions",),
    "nlp.training.train": ("Trained",),
    "nlp.version": ("__version__",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

if not TYPE_CHECKING:  # a type checker would take any misspelt name for one that this function knows

    def __getattr__(name: str) -> Any:
        """Import a name from its home when it is first asked for."""
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_HOME[name]), name)
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
