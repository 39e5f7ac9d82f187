"""What must hold of every text, whatever it is."""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Sequence

import orjson

from nlp import Article, LabelledArticle, Labeller


def faults(labeller: Labeller, articles: Sequence[Article]) -> list[str]:
    """Return what is wrong with the labels of a batch: spans, scores, JSON, dependence on the batch, NFC against NFD."""
    found = []
    together = list(labeller.label(articles))
    for article, labelled in zip(articles, together, strict=True):
        found += [f"{fault}: {article!r}" for fault in _faults_of(labelled)]
        alone = labeller.label_one(article)
        if not _same(alone, labelled):
            found.append(f"depends on its batch: {article!r}")
        forms = [
            labeller.label_one(Article(*(unicodedata.normalize(form, part) for part in (article.text, article.title))))
            for form in ("NFC", "NFD")
        ]
        if not _same(*forms):
            found.append(f"NFC and NFD differ: {article!r}")
    return found


def _same(one: LabelledArticle, other: LabelledArticle) -> bool:
    """Compare all but the last digits of scores, which the sums of a batch may round in another order."""
    left, right = one.to_dict(), other.to_dict()
    for found in (left, right):
        found["prediction"] = {
            name: value for name, value in found["prediction"].items() if name not in ("scores", "confidence")
        }
    close = all(
        math.isclose(one.prediction.scores[label], other.prediction.scores[label], abs_tol=1e-6)
        for label in one.prediction.scores
    )
    return close and left == right


def _faults_of(labelled: LabelledArticle) -> list[str]:
    found = []
    document = labelled.article.document
    if not math.isclose(sum(labelled.prediction.scores.values()), 1.0, abs_tol=1e-6):
        found.append("scores do not sum to 1")
    last: dict[str, int] = {}
    for entity in labelled.entities:
        if document[entity.start : entity.end] != entity.text or entity.start >= entity.end:
            found.append(f"span {entity!r}")
        if entity.start < last.get(entity.type, 0):
            found.append(f"overlap {entity!r}")
        last[entity.type] = entity.end
    try:
        written = orjson.dumps(labelled.to_dict())
        json.loads(written)
    except (TypeError, ValueError) as error:
        if "surrogates" not in str(error):
            found.append(f"JSON: {error}")
    return found
