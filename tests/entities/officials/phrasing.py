"""What the tables of phrasings compare: the officials of a text in a readable form."""

from __future__ import annotations

from nlp.article import Entity
from nlp.entities.officials.find import find_officials
from nlp.entities.tokens import Tokens


def find(text: str, places: tuple[str, ...] = ()) -> list[Entity]:
    """Return the officials of ``text``, in which ``places`` are known as provinces."""
    known = [Entity("PROVINCE", text.index(name), text.index(name) + len(name), name, {}) for name in places]
    return find_officials(Tokens.of(text), known)


def officials(text: str, places: tuple[str, ...] = ()) -> list[str]:
    """Return the officials of ``text`` as "name | title | organization", a hyphen for None."""
    return [
        " | ".join(entity.value[key] or "-" for key in ("name", "title", "organization"))
        for entity in find(text, places)
    ]
