"""Extraction of all entities of an article.

The finders read tokens of the cleaned text and know nothing of articles: what they need beyond the tokens (the date,
the places found before them) is handed to them here, and their spans are mapped back to the document here.

Invariant: spans are half-open code points of the article's document, and ``document[start:end] == text``; entities of
one type do not overlap.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice

from nlp.article import DEFAULT_TYPES, ENTITY_TYPES, FACTS, Article, Entity
from nlp.entities.amounts.find import find_amounts
from nlp.entities.bodies.find import find_bodies
from nlp.entities.dates.find import find_dates
from nlp.entities.officials.find import find_officials
from nlp.entities.places.find import find_places
from nlp.entities.routes.find import find_routes
from nlp.entities.storms.find import find_storms
from nlp.entities.tokens import Tokens
from nlp.entities.waters.find import find_waters
from nlp.text.normalize import NormalizedText, align

MAX_CHARACTERS = 1_000_000
"""Code points of a document that are searched for entities (about 300 newspaper pages): memory stays bounded."""

MAX_ENTITIES = 10_000
"""Entities that a record gets at most; 4 MB of "5% " would make a line of 176 MB."""

FINDERS: dict[str, Callable[[Tokens, str | None], list[Entity]]] = {
    "DATE": find_dates,
    "STORM": find_storms,
    "ROUTE": find_routes,
    "WATER": find_waters,
}
"""Type -> what finds its entities by the tokens and the date of publication alone, for types that are off unless asked
for. A finder is not called for a type that nobody asked for."""

FINDERS_AMONG_PLACES: dict[str, Callable[[Tokens, Sequence[Entity]], list[Entity]]] = {
    "OFFICIAL": find_officials,
    "BODY": find_bodies,
}
"""Type -> what finds its entities by the tokens and the places found before, which tell where names end."""

_FEW, _CHARACTERS_PER_ENTITY = 200, 16


def chosen_types(names: str | Iterable[str]) -> tuple[str, ...]:
    """Return types by their names in any case; ``all`` stands for every type and for :data:`~nlp.article.FACTS`.

    :param names: several, or one text in which commas separate them.
    :raises ValueError: if a name is of no type, or there is none.
    """
    listed = names.split(",") if isinstance(names, str) else names
    wanted = {name.strip().upper() for name in listed} - {""}
    named = (*ENTITY_TYPES, FACTS)
    known = ", ".join(named).lower()
    if unknown := sorted(wanted.difference(named, {"ALL"})):
        raise ValueError(f"no types of entities: {', '.join(unknown).lower()}; choose of {known} or all.")
    if not wanted:
        raise ValueError(f"no type of entities is named; choose of {known} or all.")
    return named if "ALL" in wanted else tuple(kind for kind in named if kind in wanted)


def extract(article: Article, types: str | Iterable[str] = DEFAULT_TYPES) -> list[Entity]:
    """Return the entities of an article, in order of appearance.

    :param types: which types to look for, see :func:`chosen_types`.
    :raises ValueError: if one of them does not exist.
    """
    return find_entities(article, chosen_types(types))


def find_entities(article: Article, wanted: Collection[str]) -> list[Entity]:
    """Return the entities of an article whose types are wanted, in order of appearance.

    Only the first :data:`MAX_CHARACTERS` are searched, and the first :func:`most_entities` returned; see :func:`cut`.

    :param wanted: from :func:`chosen_types`, which is asked once and not for every article.
    """
    aligned = align(article.document[:MAX_CHARACTERS])
    tokens = Tokens.of(aligned.written, plain=article.lacks_accents)
    most = most_entities(article)
    found = _places_and_more(tokens, article.published, wanted, most)
    for kind in wanted:
        if kind in FINDERS:
            found += FINDERS[kind](tokens, article.published)
    entities = sorted(found, key=lambda entity: (entity.start, -entity.end, entity.type))[:most]
    return entities if not aligned.steps else [_in_document(entity, aligned) for entity in entities]


def _places_and_more(tokens: Tokens, published: str | None, wanted: Collection[str], most: int) -> list[Entity]:
    """Return the wanted ones of places, and of what places tell the ends of: officials, bodies and amounts."""
    if not any(kind in DEFAULT_TYPES or kind in FINDERS_AMONG_PLACES for kind in wanted):
        return []
    places = find_places(tokens, published)
    found = [place for place in places if place.type in wanted]
    for kind, find in FINDERS_AMONG_PLACES.items():
        if kind in wanted:
            found += find(tokens, places)
    if "AMOUNT" in wanted:
        found += islice(_outside_places(find_amounts(tokens), places), most)  # later ones would be cut off
    return found


def most_entities(article: Article) -> int:
    """Return how many entities an article may have: 200 and one for every 16 characters, up to :data:`MAX_ENTITIES`.

    Of 31,500 items of feeds and newspapers the densest had a seventh of that. Without it a text of percentages costs
    seven times as much a byte as news does.
    """
    return min(MAX_ENTITIES, _FEW + len(article.document) // _CHARACTERS_PER_ENTITY)


def cut(article: Article, entities: Sequence[Entity]) -> str | None:
    """Return what was left out of the entities of an article, None when nothing was."""
    most = most_entities(article)
    if len(entities) >= most:
        return f"entities after the first {most:,} are left out"
    if len(article.document) > MAX_CHARACTERS:
        return f"the text after {MAX_CHARACTERS:,} characters was not searched"
    return None


def _outside_places(amounts: Iterable[Entity], places: Sequence[Entity]) -> Iterator[Entity]:
    """Yield the amounts that overlap no place: the number of "Phường 12" is part of its name and counts nothing.

    :param places: in order, without overlaps.
    """
    ends = [place.end for place in places]
    for amount in amounts:
        following = bisect_right(ends, amount.start)
        if following == len(places) or places[following].start >= amount.end:
            yield amount


def _in_document(entity: Entity, aligned: NormalizedText) -> Entity:
    """Return the entity with its span in the document instead of the cleaned text."""
    start, end = aligned.span(entity.start, entity.end)
    return Entity(entity.type, start, end, aligned.source[start:end], entity.value)
