"""The words that begin the names of public bodies: what kind of body each is, and what its name needs.

Invariant: phrases are lower-case tokens in the normalized spelling; matching takes the longest, also among the words
of organizations that are no public bodies.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import cache
from typing import NamedTuple

from nlp.entities.lexicon import groups, phrases, rows
from nlp.entities.organizations.public_bodies import FIELDS, HEADS, Head
from nlp.entities.phrases import Phrases
from nlp.text.normalize import strip_accents


class Needs(Enum):
    """What the name of a body needs after its first words."""

    NOTHING = "nothing"
    """Chính phủ, Tỉnh ủy."""
    PLACE = "place"
    """Công an Hà Nội, UBND tỉnh, Sư đoàn 3: a territory, a name or a number."""
    NAME = "name"
    """Cục Đường bộ, Trung tâm Y tế: a field, or a word with a capital."""
    FIELD = "field"
    """Sở Xây dựng, Phòng CSGT: a field of the tables."""


class BodyHead(NamedTuple):
    """What the first words of a body's name say.

    :param kind: the kind of body, ``inherited`` for that of the larger body.
    :param head: how the name goes on.
    """

    kind: str
    head: Head
    needs: Needs


@cache
def body_heads(*, plain: bool) -> Phrases[BodyHead]:
    """Return the first words of the names of bodies.

    :param plain: for a text without accents, where the longer ones are looked for without theirs as well.
    """
    table = rows("body_heads", "kind", "goes_on", "needs", "phrases")
    entries = [
        (phrase, BodyHead(kind, Head(goes_on), Needs(needs)))
        for kind, goes_on, needs, cell in table
        for phrase in phrases(cell)
    ]
    if plain:
        entries += [(strip_accents(phrase), head) for phrase, head in entries if " " in phrase]
    return Phrases(entries)


@cache
def words(group: str) -> Phrases[bool]:
    """Return the phrases of a group of the table ``body_words``."""
    return Phrases((phrase, True) for phrase in groups("body_words")[group])


def field_end(lower: Sequence[str], position: int) -> int:
    """Return the end of the field at ``position``, or ``position``."""
    return max(FIELDS.end(lower, position), words("field").end(lower, position))


def is_other(lower: Sequence[str], position: int, end: int) -> bool:
    """Say whether longer words at ``position`` begin something else: ``trường quốc tế``, ``ban hành``."""
    match = HEADS.match(lower, position)
    return match is not None and match[0] >= end and match[1] in (Head.PRIVATE, Head.WORD, Head.UNIT)
