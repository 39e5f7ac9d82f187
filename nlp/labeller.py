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

from nlp.article import DEFAULT_TYPES, FACTS, Article, FailedArticle, LabelledArticle, Prediction
from nlp.classify.fields import ignored_spans, without_spans
from nlp.classify.model import Classifier
from nlp.classify.registry import CURRENT, load_model
from nlp.entities.extract import chosen_types, cut, find_entities
from nlp.entities.summary import summarize
from nlp.facts.find import NEEDED_TYPES, find_facts

_BATCH = 500


class Labeller:
    """Labels articles with one model and finds their entities.

    :param model: the name of a model, its folder, or the model itself; None to find entities only.
    :param types: which types of entities to look for, such as ``("date", "storm")`` or ``"all"``; the summary tells
        what these come to. With ``facts`` among them the facts are told too, of entities that are found for them and
        left out of the record unless they are asked for.
    :raises ModelError: if the model does not exist or cannot be used.
    :raises ValueError: if there is no such type.
    """

    def __init__(
        self, model: str | Path | Classifier | None = CURRENT, *, types: str | Iterable[str] = DEFAULT_TYPES
    ) -> None:
        self.types = chosen_types(types)
        self._sought = tuple(dict.fromkeys((*self.types, *NEEDED_TYPES))) if FACTS in self.types else self.types
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
                yield from map(self._labelled, batch, self._predict(batch))
            else:
                yield from map(self._labelled_or_failed, batch, self._predict_each(batch))

    def label_one(self, article: Article | str, title: str = "") -> LabelledArticle:
        """Return one article, or one text, with its label and entities."""
        if isinstance(article, str):
            article = Article(text=article, title=title)
        return next(self.label([article]))

    def _predict(self, batch: Sequence[Article]) -> Sequence[Prediction | None]:
        return self.classifier.predict(batch) if self.classifier else [None] * len(batch)

    def _predict_each(self, batch: Sequence[Article]) -> Sequence[Prediction | FailedArticle | None]:
        return self.classifier.predict_each(batch) if self.classifier else [None] * len(batch)

    def _labelled_or_failed(
        self, article: Article, prediction: Prediction | FailedArticle | None
    ) -> LabelledArticle | FailedArticle:
        if isinstance(prediction, FailedArticle):
            return prediction
        try:
            return self._labelled(article, prediction)
        except Exception:
            return FailedArticle(article, traceback.format_exc())

    def _labelled(self, article: Article, prediction: Prediction | None) -> LabelledArticle:
        ignored = ignored_spans(article) if prediction is None else prediction.ignored
        read = without_spans(article, ignored) if ignored else article
        entities = found = find_entities(read, self._sought)
        if self._sought != self.types:
            entities = [entity for entity in found if entity.type in self.types]
        summary = summarize(read, entities)
        if left_out := cut(article, entities):
            summary["entities_cut"] = left_out
        facts = find_facts(read, found) if FACTS in self.types else None
        return LabelledArticle(article, prediction, entities, summary, facts)
