"""Waters of a text: rivers, lakes, reservoirs, dams, dykes, hydropower plants, bays and seas that are named.

Invariant: waters are in order and do not overlap; ``name`` is the name as written, without the word for its kind;
"Biển Đông" keeps it, as nobody would know what "Đông" is.
"""

from __future__ import annotations

from nlp.article import Entity
from nlp.entities.named_things import Named, find_named, name_end, written
from nlp.entities.tokens import Tokens

KINDS = ("river", "stream", "lake", "reservoir", "dam", "dyke", "hydropower", "sea", "other")
"""What a water may be."""

_BAYS = ("vịnh", "vinh", "eo")
_BANKS = ("hữu", "tả", "huu", "ta")


def find_waters(tokens: Tokens, published: str | None) -> list[Entity]:
    """Return the waters of a text, entities of type WATER, in order.

    :param tokens: the tokens of a normalized text.
    :param published: not used; finders are called alike.
    """
    return [_entity(tokens, named) for named in find_named(tokens, "water_kinds", name_end)]


def _entity(tokens: Tokens, named: Named) -> Entity:
    start, end = tokens.starts[named.begin], tokens.ends[named.end - 1]
    first = named.name
    # The bank tells two dykes of one river apart: "đê hữu Cầu".
    while first > named.begin + 1 and tokens.lower[first - 1] in _BANKS:
        first -= 1
    if "whole" in named.kind.options and tokens.lower[first] in _BAYS:
        first += 2 if tokens.lower[first] == "eo" else 1
    value = {"kind": named.kind.kind, "name": written(tokens, first, named.end)}
    return Entity("WATER", start, end, tokens.text[start:end], value)
