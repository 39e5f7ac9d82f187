"""Storms of a text: the numbers and names of tropical cyclones, tied together where the article ties them.

Invariant: storms are in order and do not overlap.
"""

from __future__ import annotations

from nlp.article import Entity
from nlp.entities.tokens import Tokens


def find_storms(tokens: Tokens, published: str | None) -> list[Entity]:
    """Return the storms of a text, entities of type STORM, in order."""
    return []
