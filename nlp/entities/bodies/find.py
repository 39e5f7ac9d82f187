"""Public bodies: their names, read by the grammar that the organizations of officials are read with.

Invariant: mentions do not overlap; a mention begins with words of the table and goes on with what names the body.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nlp.article import Entity
from nlp.entities.bodies.heads import BodyHead, Needs, body_heads, is_other
from nlp.entities.bodies.kinds import kind_of
from nlp.entities.bodies.reading import body_end
from nlp.entities.bodies.surroundings import Surroundings
from nlp.entities.organizations.public_bodies import FIELDS, match_head
from nlp.entities.organizations.text_view import TextView
from nlp.entities.tokens import Tokens

_AFTER_MEMBER = (",", "và", ".", ";", "\n", ")", "")
_IN_LIST = (",", "và", "-", "–", "&", "/")


class _Body(NamedTuple):
    """A body as tokens.

    :param end: the end of its name, None where only its first words stand.
    """

    start: int
    head_end: int
    end: int | None
    head: BodyHead

    @property
    def stop(self) -> int:
        """The token after the last."""
        return self.head_end if self.end is None else self.end

    @property
    def span(self) -> tuple[int, int, str]:
        """First token, token after the last, and kind."""
        return self.start, self.stop, self.head.kind


def find_bodies(tokens: Tokens, places: Sequence[Entity] = ()) -> list[Entity]:
    """Return the public bodies of a text, entities of type BODY, in order.

    :param tokens: the tokens of a normalized text.
    :param places: PROVINCE and COMMUNE entities found before; they tell where names end.
    """
    view = TextView(tokens, places)
    bodies = _with_lists(_read_bodies(view))
    if not bodies:
        return []
    surroundings = Surroundings(view, [body.span for body in bodies])
    return [
        _entity(view, body)
        for body in bodies
        if not surroundings.is_abroad(*body.span) and not surroundings.is_club(body.start)
    ]


def _read_bodies(view: TextView) -> list[_Body]:
    """Return the bodies of a text in order, and the first words of one that may share its place with the next."""
    heads = body_heads(plain=view.tokens.plain)
    found: list[_Body] = []
    free = 0
    for position in heads.starts(view.lower):
        match = heads.match(view.lower, position) if position >= free else None
        if match is None or is_other(view.lower, position, match[0]):
            continue
        head_end, head = match
        end = body_end(view, position, head_end, head)
        if end is not None or _may_share(view, position, head_end, head):
            found.append(_Body(position, head_end, end, head))
            found += _same_noun(view, found[-1])
            free = found[-1].stop
    return found


def _same_noun(view: TextView, body: _Body) -> list[_Body]:
    """Return the bodies behind one that share its first word: ``Bộ Công Thương, Tài chính và Nội vụ``."""
    shared: list[_Body] = []
    position = body.stop
    while body.end is not None and view.token(body.start) in ("bộ", "sở") and view.token(position) in (",", "và"):
        end = FIELDS.end(view.lower, position + 1)
        if end == position + 1 or not view.is_capitalized(position + 1) or view.token(end) not in _AFTER_MEMBER:
            break
        if match_head(view.lower, position + 1) is not None:
            break
        shared.append(_Body(position + 1, position + 1, end, body.head))
        position = end
    return shared


def _may_share(view: TextView, start: int, head_end: int, head: BodyHead) -> bool:
    capital = any(view.is_capitalized(token) for token in range(start, head_end))
    # "CSGT - Công an Đồng Nai" says whose the former are
    linked = view.token(head_end) in (_IN_LIST if head.kind != "police" else (",", "và"))
    return capital and linked and head.needs is Needs.PLACE and head.kind not in ("school", "hospital")


def _with_lists(found: list[_Body]) -> list[_Body]:
    """Return the bodies that are named, each of a list included: ``Tỉnh ủy, HĐND, UBND tỉnh Bắc Ninh``."""
    named: list[_Body] = []
    following: _Body | None = None
    for body in reversed(found):
        if body.end is None:
            if following is None or following.start != body.head_end + 1:
                following = None
                continue
            head = following.head if body.head.kind == "inherited" else body.head
            following = body._replace(end=body.head_end, head=head)
        else:
            following = body
        named.append(following)
    return named[::-1]


def _entity(view: TextView, body: _Body) -> Entity:
    start, end = view.tokens.starts[body.start], view.tokens.ends[body.stop - 1]
    name = view.text(body.start, body.stop)
    return Entity("BODY", start, end, name, {"name": name, "kind": kind_of(view, body.start, body.stop, body.head)})
