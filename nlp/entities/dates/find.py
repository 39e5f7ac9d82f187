"""Dates of a text: what a calendar day, a span of days, a month or a time of day is called, and which days it means.

Invariant: dates are in order and do not overlap.
"""

from __future__ import annotations

from nlp.article import Entity
from nlp.entities.tokens import Tokens

PARTS = ("morning", "noon", "afternoon", "evening", "night", "dawn")
"""The parts of a day that dates may tell."""


def find_dates(tokens: Tokens, published: str | None) -> list[Entity]:
    """Return the dates of a text, entities of type DATE, in order."""
    return []
