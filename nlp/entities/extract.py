"""Extraction: all entities of an article, in one pass over its tokens a type.

Invariant: spans are half-open code points of the article's document text, and ``document[start:end] == text``;
entities of one type do not overlap.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from nlp.article import Article, Entity
from nlp.entities.amounts.find import find_amounts
from nlp.entities.officials.find import find_officials
from nlp.entities.places.find import find_places
from nlp.entities.tokens import Tokens
from nlp.text.normalize import NormalizedText, align


def extract(article: Article) -> list[Entity]:
    """Return the entities of an article, in order of appearance."""
    aligned = align(article.document)
    tokens = Tokens.of(aligned.written, plain=article.lacks_accents)
    places = find_places(tokens, article.published)
    officials = find_officials(tokens, places)
    amounts = _outside(find_amounts(tokens), places)
    found = sorted([*places, *officials, *amounts], key=lambda entity: (entity.start, -entity.end, entity.type))
    return found if not aligned.steps else [_in_document(entity, aligned) for entity in found]


def _outside(amounts: Iterable[Entity], places: Sequence[Entity]) -> list[Entity]:
    """Return the amounts that share nothing with a place: the number of ``Phường 12`` is part of its name.

    :param places: sorted, without overlaps.
    """
    ends = [place.end for place in places]
    free = []
    for amount in amounts:
        after = bisect_right(ends, amount.start)
        if after == len(places) or places[after].start >= amount.end:
            free.append(amount)
    return free


def _in_document(entity: Entity, aligned: NormalizedText) -> Entity:
    start, end = aligned.span(entity.start, entity.end)
    return replace(entity, start=start, end=end, text=aligned.source[start:end])
