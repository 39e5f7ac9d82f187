"""One article, or a stream of them, in; labelled articles out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from nlp.article import Article, LabelledArticle
from nlp.classify.model import Classifier
from nlp.classify.registry import DEFAULT, load_model

_BATCH = 500


class Labeller:
    """Labels articles with one model.

    :param model: a model's name, its folder, or the model itself.
    :raises ModelError: if there is no such model or it cannot be used.
    """

    def __init__(self, model: str | Path | Classifier = DEFAULT) -> None:
        self.classifier = model if isinstance(model, Classifier) else load_model(model)

    def label(self, articles: Iterable[Article]) -> Iterator[LabelledArticle]:
        """Yield the articles of a stream with what was found in them, in order, some hundred at a time."""
        iterator = iter(articles)
        while batch := list(islice(iterator, _BATCH)):
            for article, prediction in zip(batch, self.classifier.predict(batch), strict=True):
                yield LabelledArticle(article, prediction)

    def label_one(self, article: Article | str, title: str = "") -> LabelledArticle:
        """Return one article, or one text, with what was found in it."""
        if isinstance(article, str):
            article = Article(text=article, title=title)
        return next(self.label([article]))
