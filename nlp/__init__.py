"""bantin: Vietnamese regional news, labelled.

>>> from nlp import Labeller
>>> labelled = Labeller().label_one("Mưa lớn gây ngập sâu, hàng trăm hộ dân phải sơ tán")
>>> labelled.prediction.label
'flood_disaster'
"""

from nlp.article import Article, LabelledArticle, Prediction
from nlp.errors import BantinError
from nlp.labeller import Labeller

__all__ = ["Article", "BantinError", "LabelledArticle", "Labeller", "Prediction", "__version__"]
__version__ = "0.1.0"
