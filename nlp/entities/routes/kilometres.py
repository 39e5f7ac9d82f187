"""The kilometre that is told behind a route: "quốc lộ 1A, Km 81+500".

Invariant: a mark is looked for right behind a route alone.
"""

from __future__ import annotations

import re

from nlp.entities.tokens import Tokens

_MARK = re.compile(
    r"(?:,?\s|\s?\(|\s[-–]\s)(?:(?:tại|đoạn|ở|tai|doan|o)\s(?:qua\s)?)?"
    r"km\s?(?P<km>\d{1,4})(?:\s?\+\s?(?P<metres>\d{1,3})|,(?P<tenth>\d))?(?![\w])"
)


def read_kilometre(tokens: Tokens, end: int) -> tuple[int, float | None]:
    """Return where a route ends with its kilometre, and that kilometre; the given end and None without one.

    :param end: where the route's name ends, in characters.
    """
    match = _MARK.match(tokens.lower_text, end)
    if match is None:
        return end, None
    return match.end(), int(match["km"]) + int(match["metres"] or 0) / 1000 + int(match["tenth"] or 0) / 10
