"""The labeller: articles in, labelled articles out. The one module where labels and entities meet.

Invariant: the labels and entities of an article do not depend on the articles before and after it in a stream.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from nlp.article import Article, LabelledArticle
from nlp.classify.model import Classifier
from nlp.classify.registry import CURRENT, load_model
from nlp.entities.extract import extract
from nlp.entities.summary import summarize

_BATCH = 500


class Labeller:
    """Labels articles with one model and finds their entities.

    :param model: the name of a model, its folder, or the model itself; None to find entities only.
    :raises ModelError: if the model does not exist or cannot be used.
    """

    def __init__(self, model: str | Path | Classifier | None = CURRENT) -> None:
        self.classifier = model if model is None or isinstance(model, Classifier) else load_model(model)

    def label(self, articles: Iterable[Article]) -> Iterator[LabelledArticle]:
        """Yield the articles of a stream with their label and entities, in order, a few hundred at a time."""
        iterator = iter(articles)
        while batch := list(islice(iterator, _BATCH)):
            predictions = self.classifier.predict(batch) if self.classifier else [None] * len(batch)
            for article, prediction in zip(batch, predictions, strict=True):
                entities = extract(article)
                yield LabelledArticle(article, prediction, entities, summarize(article, entities))

    def label_one(self, article: Article | str, title: str = "") -> LabelledArticle:
        """Return one article, or one text, with its label and entities."""
        if isinstance(article, str):
            article = Article(text=article, title=title)
        return next(self.label([article]))
