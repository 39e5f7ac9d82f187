"""What the whole text tells of its bodies: another country's ``Quốc hội``, a football club that is called Công an.

Invariant: the text is looked through once, and only when a body in it may be something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from nlp.entities.bodies.heads import words
from nlp.entities.organizations.public_bodies import country_end, is_abroad, match_head
from nlp.entities.organizations.text_view import TextView

_FEWEST_SIGNS = 2
_SURNAMES = ("nguyễn", "phạm", "lê", "đỗ", "bùi", "đặng")
_ELSEWHERE = ("police", "court", "military", "board", "other")
"""Kinds of bodies that go by the same names in other countries: "Tòa án Hàng Châu"."""


class Surroundings:
    """What a text tells of whose bodies it names.

    :param bodies: first token, token after the last and kind of each.
    """

    def __init__(self, view: TextView, bodies: Sequence[tuple[int, int, str]]) -> None:
        self._view = view
        self._bodies = bodies

    def is_abroad(self, start: int, end: int, kind: str) -> bool:
        """Say whether a body without a country is another country's by what the text says elsewhere."""
        return self._may_be_abroad(start, end, kind) and not self._speaks_of_vietnam and self._speaks_of_abroad

    def is_club(self, start: int) -> bool:
        """Say whether police of a bare place is a club: ``Công an Hà Nội`` among goals and players."""
        lower = self._view.lower
        # police of a commune or a district says so: "Công an phường Thành Công"
        directly = self._view.is_capitalized(start + 2) and match_head(lower, start + 2) is None
        return lower[start : start + 2] == ["công", "an"] and directly and self._speaks_of_sport

    @cached_property
    def _speaks_of_sport(self) -> bool:
        return next(words("sport").matches(self._view.lower), None) is not None

    def _may_be_abroad(self, start: int, end: int, kind: str) -> bool:
        return kind in _ELSEWHERE or words("also_abroad").end(self._view.lower, start) == end

    @cached_property
    def _speaks_of_vietnam(self) -> bool:
        """Say whether the text names Việt Nam, a place or a body in it, the hour aside: ``11h giờ Hà Nội``."""
        view, lower = self._view, self._view.lower
        if not all(self._may_be_abroad(*body) for body in self._bodies):
            return True
        if any(lower[start - 1] != "giờ" for start in view.place_ends):
            return True
        return any(
            lower[position - 1] != "giờ"
            and (word == "vn" or (word == "việt" and view.token(position + 1) == "nam") or self._is_person(position))
            for position, word in enumerate(lower)
        )

    def _is_person(self, position: int) -> bool:
        """Say whether a name begins that nobody bears elsewhere."""
        capitals = self._view.is_capitalized(position) and self._view.is_capitalized(position + 1)
        return capitals and self._view.lower[position] in _SURNAMES

    @cached_property
    def _speaks_of_abroad(self) -> bool:
        """Say whether another country is named, and a second sign of one stands in the text."""
        view = self._view
        if all(country_end(view, position) == position or not view.is_capitalized(position) for position in self._all):
            return False
        signs = (position for position in self._all if is_abroad(view, position))
        return sum(1 for _ in zip(signs, range(_FEWEST_SIGNS), strict=False)) == _FEWEST_SIGNS

    @property
    def _all(self) -> range:
        return range(len(self._view.lower))
