"""Public bodies: their names, read by the grammar that the organizations of officials are read with.

Invariant: mentions do not overlap; a mention begins with words of the table and goes on with what names the body.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nlp.article import Entity
from nlp.entities.bodies.heads import BodyHead, Needs, body_heads, is_other
from nlp.entities.organizations.public_bodies import FIELDS, is_abroad, is_foreign_body
from nlp.entities.organizations.reading import read_parts
from nlp.entities.organizations.text_view import TextView
from nlp.entities.tokens import Tokens


def find_bodies(tokens: Tokens, places: Sequence[Entity] = ()) -> list[Entity]:
    """Return the public bodies of a text, entities of type BODY, in order.

    :param tokens: the tokens of a normalized text.
    :param places: PROVINCE and COMMUNE entities found before; they tell where names end.
    """
    view = TextView(tokens, places)
    return [_entity(view, *body) for body in _read_bodies(view)]


def _read_bodies(view: TextView) -> Iterator[tuple[int, int, BodyHead]]:
    heads = body_heads(plain=view.tokens.plain)
    free = 0
    for position in heads.starts(view.lower):
        match = heads.match(view.lower, position) if position >= free else None
        if match is None or is_other(view.lower, position, match[0]):
            continue
        end = _body_end(view, position, *match)
        if end is not None:
            free = end
            yield position, end, match[1]


def _body_end(view: TextView, start: int, head_end: int, head: BodyHead) -> int | None:
    """Return the end of the body that begins at ``start``, or None if none is named there."""
    if view.token(head_end) in ("trưởng", "phó"):  # "Cục trưởng", "Trưởng ban"
        return None
    organization = read_parts(view, start, (head_end, head.head), apart=True)
    end = organization.end
    if organization.generic or not organization.public and end == head_end:
        return None
    if not _is_named(view, start, head_end, end, head):
        return None
    if is_foreign_body(view, start, end, end):
        return None
    return end


def _is_named(view: TextView, start: int, head_end: int, end: int, head: BodyHead) -> bool:
    """Say whether a body has what its name needs."""
    capital = view.is_capitalized(start)
    rest = range(head_end, end)
    if head.needs is Needs.NOTHING:
        return capital
    if not rest:
        return False
    named = any(view.words[token][0].isupper() or view.words[token][0].isdecimal() for token in rest)
    if head.needs is Needs.TITLE:
        return capital and view.is_capitalized(head_end)
    if head.needs is Needs.FIELD:
        known = FIELDS.end(view.lower, head_end) > head_end
        return known and (capital or named) or view.is_capitalized(head_end) or (head.kind == "military" and view.words[head_end][0].isdecimal())
    return named or capital


def _entity(view: TextView, start: int, end: int, head: BodyHead) -> Entity:
    begin, stop = view.tokens.starts[start], view.tokens.ends[end - 1]
    name = view.text(start, end)
    return Entity("BODY", begin, stop, name, {"name": name, "kind": head.kind})
