"""Bodies of other countries that stand without their country: ``Quốc hội`` in news from Washington.

Invariant: the text is looked through once, and only when a body in it may be another country's.
"""

from __future__ import annotations

from functools import cached_property

from nlp.entities.bodies.heads import words
from nlp.entities.organizations.public_bodies import is_abroad
from nlp.entities.organizations.text_view import TextView

_FEWEST_SIGNS = 2


class Surroundings:
    """What a text tells of whose bodies it names."""

    def __init__(self, view: TextView) -> None:
        self._view = view
        self._foreign: set[str] = set()

    def add_foreign(self, position: int) -> None:
        """Note a body that stands with another country: what is called so later on may be the same."""
        end = words("also_abroad").end(self._view.lower, position)
        if end > position:
            self._foreign.add(" ".join(self._view.lower[position:end]))

    def is_abroad(self, start: int, end: int) -> bool:
        """Say whether a body without a country is another country's by what the text says elsewhere."""
        name_end = words("also_abroad").end(self._view.lower, start)
        if name_end != end:
            return False
        if self._speaks_of_vietnam:
            return False
        return " ".join(self._view.lower[start:end]) in self._foreign or self._speaks_of_abroad

    @cached_property
    def _speaks_of_vietnam(self) -> bool:
        view = self._view
        if view.place_ends:
            return True
        lower = view.lower
        return "vn" in lower or any(
            lower[position : position + 2] == ["việt", "nam"] for position, word in enumerate(lower) if word == "việt"
        )

    @cached_property
    def _speaks_of_abroad(self) -> bool:
        signs = (position for position in range(len(self._view.lower)) if is_abroad(self._view, position))
        return sum(1 for _ in zip(signs, range(_FEWEST_SIGNS), strict=False)) == _FEWEST_SIGNS
