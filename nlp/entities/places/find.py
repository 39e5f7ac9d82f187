"""Places in a text: provinces and communes, told apart and resolved to the units of today."""

from __future__ import annotations

from nlp.article import Entity
from nlp.entities.places.bare_names import BareNames, may_name_district
from nlp.entities.places.commune_values import UnitResolver
from nlp.entities.places.communes import UnitFinder, covered
from nlp.entities.places.context_words import context_words
from nlp.entities.places.province_rules import select_provinces
from nlp.entities.places.provinces import find_mentions, to_entity
from nlp.entities.tokens import Tokens


def find_places(tokens: Tokens, published: str | None = None) -> list[Entity]:
    """Return PROVINCE and COMMUNE entities in order; none overlaps another of either type.

    :param tokens: the tokens of a normalized text.
    :param published: ISO date of the article, which tells units of before July 2025 from those of today.
    """
    words = context_words(tokens.plain)
    finder = UnitFinder(tokens, words)
    # Units go first: "xã Thái Bình" is a commune, and what a type word introduces is no longer up for judgement.
    units = finder.find()
    mentions = find_mentions(tokens)
    if not units and not mentions and not may_name_district(tokens.lower):
        return []
    taken = covered(units)
    provinces = select_provinces(tokens, words, mentions, taken) if mentions else []
    taken |= covered(mentions)
    units += BareNames(tokens, words, units, provinces, taken).find()
    if not units and not provinces:
        return []
    units.sort()
    entities = [to_entity(tokens, mention) for mention in provinces]
    entities += UnitResolver(tokens, words, units, provinces, published).entities()
    return sorted(entities, key=lambda place: place.start)
