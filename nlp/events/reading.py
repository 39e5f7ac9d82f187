"""Reading: what events need of labelled articles, from the records of ``bantin label`` or from articles at hand.

Invariant: what a record lacks is computed from its text, so that old records and new ones group alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from nlp.article import Article, Entity, LabelledArticle
from nlp.classify.fields import without_spans
from nlp.entities.extract import find_entities
from nlp.facts.find import NEEDED_TYPES, find_facts
from nlp.formats.record import Columns

Fact = Mapping[str, Any]
"""A fact in its JSON form, as in the field ``facts`` of a record."""

T = TypeVar("T")


@dataclass(frozen=True)
class Labelled:
    """A labelled article, as events look at it.

    :param label: None when the record has none.
    :param given: what the record holds of ``entities`` and ``facts``.
    """

    article: Article
    label: str | None
    given: Mapping[str, Any]


def read_record(fields: Mapping[str, Any], columns: Columns) -> Labelled:
    """Return the labelled article that a record holds.

    :raises RecordError: if it holds no article.
    """
    prediction = fields.get("prediction")
    told = prediction if isinstance(prediction, dict) else {"label": columns.label_of(fields)}
    label = told.get("label")
    article = without_ignored(columns.article(fields), told.get("ignored"))
    return Labelled(article, label if isinstance(label, str) and label else None, fields)


def of_labelled(labelled: LabelledArticle) -> Labelled:
    """Return a labelled article of the library, as events look at it."""
    label, ignored = (labelled.prediction.label, labelled.prediction.ignored) if labelled.prediction else (None, ())
    given = {name: value for name, value in labelled.to_dict().items() if name in ("entities", "facts")}
    return Labelled(without_ignored(labelled.article, ignored), label, given)


def without_ignored(article: Article, ignored: Any) -> Article:
    """Return an article without what stands around it, such as headlines of others; offsets and the id stay."""
    spans = []
    begin = article.title_length + 1 if article.title_length else 0
    for span in ignored if isinstance(ignored, list | tuple) else ():
        if isinstance(span, list | tuple) and list(map(type, span)) == [int, int] and begin <= span[0] <= span[1]:
            spans.append((span[0], min(span[1], len(article.document))))
            begin = spans[-1][1]
    return replace(without_spans(article, tuple(spans)), id=article.key) if spans else article


def read_safely(read: Callable[[Labelled], T], labelled: Labelled) -> T:
    """Return what a function reads of an article; of its text alone where what the record says of it is broken.

    A stranger may have changed the entities and facts of a record, and one record must not cost the others.
    """
    try:
        return read(labelled)
    except (TypeError, KeyError, ValueError, AttributeError, IndexError):
        return read(replace(labelled, given={}))


def entities_of(labelled: Labelled, kinds: Sequence[str]) -> list[Entity]:
    """Return the entities of some types: those that the record holds when it has any, else found in the text."""
    given = labelled.given.get("entities")
    if isinstance(given, list) and (listed := [*_entities(given)]):
        known = [entity for entity in listed if entity.type in kinds]
        missing = [kind for kind in kinds if kind not in {entity.type for entity in listed}]
    else:
        known, missing = [], list(kinds)
    found = find_entities(labelled.article, missing) if missing else []
    return sorted([*known, *found], key=lambda entity: (entity.start, -entity.end, entity.type))


def _entities(given: Sequence[Any]) -> Iterator[Entity]:
    for entity in given:
        with suppress(TypeError, KeyError):  # a stranger's list of entities is none of ours
            yield Entity.from_dict(entity)


def facts_of(labelled: Labelled) -> list[Fact]:
    """Return the facts of an article in JSON form: those of the record, else found in the text."""
    given = labelled.given.get("facts")
    if isinstance(given, list):
        return [fact for fact in given if isinstance(fact, dict) and isinstance(fact.get("mentions"), dict)]
    return [fact.to_dict() for fact in find_facts(labelled.article, entities_of(labelled, NEEDED_TYPES))]
