"""The labeller: articles in, labelled articles out. The one module where labels and entities meet.

Invariant: the labels and entities of an article do not depend on the articles before and after it in a stream, and what
fails on one article fails for that article alone.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Literal, overload

from nlp.article import Article, FailedArticle, LabelledArticle, Prediction
from nlp.classify.model import Classifier
from nlp.classify.registry import CURRENT, load_model
from nlp.entities.extract import cut, extract
from nlp.entities.summary import summarize

_BATCH = 500


class Labeller:
    """Labels articles with one model and finds their entities.

    :param model: the name of a model, its folder, or the model itself; None to find entities only.
    :raises ModelError: if the model does not exist or cannot be used.
    """

    def __init__(self, model: str | Path | Classifier | None = CURRENT) -> None:
        self.classifier = model if model is None or isinstance(model, Classifier) else load_model(model)

    @overload
    def label(self, articles: Iterable[Article]) -> Iterator[LabelledArticle]: ...

    @overload
    def label(self, articles: Iterable[Article], *, errors: Literal["raise"]) -> Iterator[LabelledArticle]: ...

    @overload
    def label(
        self, articles: Iterable[Article], *, errors: Literal["reject"]
    ) -> Iterator[LabelledArticle | FailedArticle]: ...

    def label(
        self, articles: Iterable[Article], *, errors: Literal["raise", "reject"] = "raise"
    ) -> Iterator[LabelledArticle | FailedArticle]:
        """Yield the articles of a stream with their label and entities, in order, a few hundred at a time.

        :param errors: what to do about an article that cannot be labelled because of a defect: ``raise`` its
            exception, or ``reject`` it, that is yield it as :class:`~nlp.article.FailedArticle` and go on.
        """
        iterator = iter(articles)
        while batch := list(islice(iterator, _BATCH)):
            if errors == "raise":
                predictions: Sequence[Prediction | None] = self._predict(batch)
                for article, prediction in zip(batch, predictions, strict=True):
                    yield _labelled(article, prediction)
            else:
                yield from self._label_each(batch)

    def label_one(self, article: Article | str, title: str = "") -> LabelledArticle:
        """Return one article, or one text, with its label and entities."""
        if isinstance(article, str):
            article = Article(text=article, title=title)
        return next(self.label([article]))

    def _predict(self, batch: Sequence[Article]) -> Sequence[Prediction | None]:
        return self.classifier.predict(batch) if self.classifier else [None] * len(batch)

    def _label_each(self, batch: Sequence[Article]) -> Iterator[LabelledArticle | FailedArticle]:
        """Label a batch; when it fails as a whole, its articles one by one."""
        try:
            predictions = self._predict(batch)
        except Exception:
            if len(batch) == 1:
                yield _failed(batch[0])
            else:
                for article in batch:
                    yield from self._label_each([article])
            return
        for article, prediction in zip(batch, predictions, strict=True):
            outcome: LabelledArticle | FailedArticle
            try:
                outcome = _labelled(article, prediction)
            except Exception:
                outcome = _failed(article)
            yield outcome


def _labelled(article: Article, prediction: Prediction | None) -> LabelledArticle:
    entities = extract(article)
    summary = summarize(article, entities)
    if left_out := cut(article, entities):
        summary["entities_cut"] = left_out
    return LabelledArticle(article, prediction, entities, summary)


def _failed(article: Article) -> FailedArticle:
    """Return the article with the exception that is being handled."""
    return FailedArticle(article, traceback.format_exc())
