"""bantin: Vietnamese regional news, labelled.

>>> from nlp import Labeller
>>> labelled = Labeller().label_one("Mưa lớn gây ngập sâu, hàng trăm hộ dân phải sơ tán")
>>> labelled.prediction.label
'flood_disaster'
"""

from typing import TYPE_CHECKING, Any

from nlp.article import Article, LabelledArticle, Prediction
from nlp.errors import BantinError
from nlp.version import __version__

if TYPE_CHECKING:
    from nlp.labeller import Labeller

__all__ = ["Article", "BantinError", "LabelledArticle", "Labeller", "Prediction", "__version__"]


def __getattr__(name: str) -> Any:
    # The labeller needs numpy, `bantin --help` does not.
    if name == "Labeller":
        from nlp.labeller import Labeller  # noqa: PLC0415

        return Labeller
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
