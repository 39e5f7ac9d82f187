"""Places in a text: provinces and communes, told apart and resolved to the units of today."""

from __future__ import annotations

from nlp.article import Entity
from nlp.entities.places.communes import Finder, Resolver
from nlp.entities.places.context_words import words
from nlp.entities.places.province_context import Judge
from nlp.entities.places.provinces import entity, mentions
from nlp.entities.tokens import Tokens


def find_places(tokens: Tokens, published: str | None = None) -> list[Entity]:
    """Return PROVINCE and COMMUNE entities in order; none overlaps another of either type.

    :param tokens: the tokens of a normalized text.
    :param published: ISO date of the article, which tells units of before July 2025 from those of today.
    """
    plain = tokens.plain
    tables = words(plain)
    finder = Finder(tokens, tables, plain)
    units = finder.find()
    names = mentions(tokens.lower, plain)
    if not units and not names:
        return []
    taken = {position for unit in units for position in range(unit.first, unit.last)}
    provinces = Judge(tokens, tables, plain, taken).select(names) if names else []
    taken.update(position for mention in provinces for position in range(mention.first, mention.last))
    for province in provinces:
        for unit in finder.before_province(province, taken):
            units.append(unit)
            taken.update(range(unit.first, unit.last))
    units.sort()
    found = [entity(tokens, mention) for mention in provinces]
    found += Resolver(tokens, units, provinces, published).entities()
    return sorted(found, key=lambda place: place.start)
