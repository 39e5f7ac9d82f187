"""What kind of body a name is of.

Invariant: the first words of a name decide; where they leave it open, the first word that tells the larger body does.
"""

from __future__ import annotations

from functools import cache

from nlp.entities.bodies.heads import BodyHead
from nlp.entities.lexicon import groups
from nlp.entities.organizations.text_view import TextView
from nlp.entities.phrases import Phrases

KINDS = (
    "party", "people_council", "people_committee", "ministry", "department", "police", "military", "court", "front",
    "school", "hospital", "board", "other",
)  # fmt: skip
"""The kinds of public bodies; prosecutors are with the courts, mass organizations with the front."""

_TELLING = ("police", "party", "people_council", "people_committee", "military", "court", "front", "board")
_OPEN = ("inherited", "department")


def kind_of(view: TextView, start: int, end: int, head: BodyHead) -> str:
    """Return the kind of the body whose name goes from ``start`` to ``end``."""
    if head.kind not in _OPEN:
        return head.kind
    for position in range(start, end):
        match = _telling_words().match(view.lower, position)
        if match is not None and match[0] <= end:
            # "Sở Tư pháp" and "Cục Hải quan" are departments whatever their field; the police has departments too
            return match[1] if head.kind == "inherited" or match[1] == "police" else head.kind
    return "department"


@cache
def _telling_words() -> Phrases[str]:
    return Phrases((phrase, kind) for kind in _TELLING for phrase in groups("body_words")[kind])
