"""Whether the words behind the first ones name a body.

Invariant: the name alone is looked at, from its first token to the one after its last.
"""

from __future__ import annotations

from nlp.entities.bodies.heads import BodyHead, Needs, body_heads, field_end
from nlp.entities.organizations.public_bodies import FIELDS, Head
from nlp.entities.organizations.text_view import TextView
from nlp.text.syllables import is_vietnamese_syllable


def is_named(view: TextView, start: int, head_end: int, end: int, head: BodyHead) -> bool:
    """Say whether a body has what its name needs."""
    if head.needs is Needs.NOTHING:
        return view.is_capitalized(start)
    if end == head_end:
        return False
    capital = any(view.is_capitalized(token) for token in range(start, head_end))
    if head.needs is Needs.PLACE:
        return _has_place(view, start, head_end, end, capital=capital)
    known = _is_known(view, head_end, head, capital=capital)
    if head.needs is Needs.FIELD:
        begins = view.is_capitalized(head_end) or view.words[head_end].isdecimal()
        return known and (capital or (begins and head_end - start == 1))
    if known:
        return capital or view.is_capitalized(head_end)
    return capital and _is_own_name(view, start, head_end, end)


def _has_place(view: TextView, start: int, head_end: int, end: int, *, capital: bool) -> bool:
    rest = range(head_end, end)
    # "thi tốt nghiệp THPT của tỉnh" is no school, "124 trường THPT công lập" are many
    if view.token(start) in ("thpt", "thcs"):
        return view.is_capitalized(head_end)
    if end == head_end + 3 and view.token(head_end) == "(":  # "Luật Bảo hiểm xã hội (BHXH)"
        return False
    if any(view.words[token][0].isupper() or view.words[token][0].isdecimal() for token in rest):
        return True
    # "UBND tỉnh" and "VKSND tối cao", but not "nợ Bảo hiểm xã hội trên 3 tỷ đồng"
    return capital and view.lower[head_end:end] not in (["trên"], ["này"], ["đó"], ["công", "lập"])


def _is_own_name(view: TextView, start: int, head_end: int, end: int) -> bool:
    """Say whether capitals behind a head are a name: "Trường Giang" and "Trường Hải" are people and firms."""
    if not view.is_capitalized(head_end):
        return any(token in view.place_ends for token in range(head_end, end))
    return head_end - start > 1 or view.token(start) != "trường" or view.is_capitalized(head_end + 1)


def _is_known(view: TextView, position: int, head: BodyHead, *, capital: bool) -> bool:
    """Say whether a field stands at ``position``, or a larger body that is capitalized.

    :param capital: whether the words before it are capitalized.
    """
    lower = view.lower
    numbered = head.head is Head.SMALL and view.token(position).isdecimal()
    position += numbered
    if view.is_capitalized(position):
        following = body_heads(plain=view.tokens.plain).match(lower, position)
        # "đội 1 Phòng CSGT", "phó phòng Công an"; but "liên quan vụ UBND xã", "trưởng ban Ban Quản lý"
        whole = capital or view.token(position - 1) == "phòng"
        if following is not None and (numbered or (whole and following[1].kind != "inherited")):
            return True
        # "Sở GTCC": an abbreviation
        word = view.words[position]
        abbreviated = len(word) > 1 and word.isalpha() and word.isupper() and not is_vietnamese_syllable(word.lower())
        if following is None and head.kind in ("ministry", "department") and abbreviated:
            return True
    # "Bộ luật" is none, "Đại học Luật" is one
    return (FIELDS.end(lower, position) if head.kind == "ministry" else field_end(lower, position)) > position
