"""One body: where its name ends, and whether it is one at all.

Invariant: a body is read from its first words onwards, a bounded number of tokens; what stands before them is looked
at by :mod:`.not_bodies`.
"""

from __future__ import annotations

from nlp.entities.bodies.heads import BodyHead, Needs, body_heads, field_end, words
from nlp.entities.bodies.names import is_named
from nlp.entities.bodies.not_bodies import is_foreign, is_none, is_one_of_many
from nlp.entities.lexicon import groups
from nlp.entities.organizations.public_bodies import AFTER_FIELD, Head, begins_with_country
from nlp.entities.organizations.reading import read_parts
from nlp.entities.organizations.text_view import TextView

_POLICE_WORDS = groups("body_words")["police_word"]
_NOT_IN_NAME = groups("organization_fields")["not_in_name"] - {"quản", "đo", "kiểm", "bảo", "tổ", "điều"}
_LONGEST_POLICE_FIELD, _LONGEST_FIELD = 24, 9


def body_end(view: TextView, start: int, head_end: int, head: BodyHead) -> int | None:
    """Return the end of the body that begins at ``start``, or None if none is named there.

    :param head_end: the end of its first words.
    """
    if is_none(view, start, head_end, head):
        return None
    inner, goes_on = _first_part(view, head_end, head)
    organization = read_parts(view, start, (inner, goes_on), apart=True)
    # "phòng Kinh doanh của Công ty A"
    if organization.generic or (not organization.public and organization.end > inner):
        return None
    end = _long_field_end(view, head_end, organization.end, head)
    if not is_named(view, start, head_end, end, head) or is_one_of_many(view, start, head_end, end):
        return None
    # "UBND tỉnh Bắc Ninh Vương Quốc Tuấn": the name behind a body may look like a kingdom
    if organization.name is not None:
        return None if begins_with_country(view, *organization.name) else end
    return None if is_foreign(view, start, head_end, end) else end


def _first_part(view: TextView, head_end: int, head: BodyHead) -> tuple[int, Head]:
    """Return the end of the first words with the field that only bodies have, and how the name goes on from there."""
    lower = view.lower
    # "Văn phòng UBND tỉnh", "Đảng ủy Bộ Y tế": the larger body follows directly
    if head.kind in ("inherited", "department", "police") and head.head is not Head.BODY:
        police = _police_field_end(view, head_end)
        if police > head_end:
            return police, Head.SMALL
    # "đội 1 Phòng CSGT Công an tỉnh X"
    numbered = head_end + (head.head is Head.SMALL and view.token(head_end).isdecimal())
    following = body_heads(plain=view.tokens.plain).match(lower, numbered)
    end = words("field").end(lower, head_end)
    goes_on = head.head in (Head.SMALL, Head.FIELD) and view.is_capitalized(numbered)
    if following is not None and goes_on and following[0] >= field_end(lower, head_end):
        return following[0], following[1].head
    # "Liên đoàn Lao động (LĐLĐ) TP Đà Nẵng"
    if view.lower[head_end : head_end + 3 : 2] == ["(", ")"] and view.words[head_end + 1].isupper():
        return head_end + 3, head.head
    # "Bệnh viện 108", "Bệnh viện Quân y 175", "Bệnh viện Nhi đồng 1"
    if head.kind == "hospital" and view.token(end).isdecimal():
        end += 1
    return (end, head.head) if end > head_end and end >= field_end(lower, head_end) else (head_end, head.head)


def _police_field_end(view: TextView, start: int) -> int:
    """Return the end of a field of police work before the police it belongs to, else ``start``.

    "Phòng Cảnh sát phòng, chống tội phạm về ma túy (PC04) Công an tỉnh X": too many to list.
    """
    if view.token(start) not in ("cảnh", "csđt", "an", "csgt", "pccc"):
        return start
    for position in range(start + 1, min(start + _LONGEST_POLICE_FIELD, len(view.lower))):
        if view.lower[position] == "công" and view.token(position + 1) == "an" and position > start + 1:
            return _before_link(view, position)
        if view.lower[position] not in _POLICE_WORDS and not _is_police_number(view.lower[position]):
            return start
    return start


def _is_police_number(token: str) -> bool:
    """Say whether a token is the number of a police department, or half of it: ``PC04``, ``PC 04``."""
    return (token[2:] if token[:2] in ("pc", "pa", "pk") else token).isdecimal()


def _before_link(view: TextView, position: int) -> int:
    """Return the end of what stands before a larger body: "Phòng CSGT (Công an Hà Nội)", "Cục CSGT, Bộ Công an"."""
    position -= view.words[position - 1] == "Bộ"
    return position - (view.token(position - 1) in (",", "(", "-", "–"))


def _long_field_end(view: TextView, head_end: int, end: int, head: BodyHead) -> int:
    """Return the end of a name whose field is in no table and goes on in small letters up to a place, else ``end``.

    "Chi cục Tiêu chuẩn đo lường chất lượng Nghệ An": the place tells that the words before it are the field.
    """
    if head.kind not in ("department", "board", "other") or head.needs is Needs.NOTHING:
        return end
    begin = head_end - 1 if end == head_end else head_end
    if field_end(view.lower, head_end) > head_end or not view.is_capitalized(begin):
        return _more_field_end(view, end) if head.kind == "board" and end > head_end else end
    for position in range(end, min(end + _LONGEST_FIELD, len(view.lower))):
        if position in view.place_ends:
            return view.place_ends[position]
        if not view.words[position].islower() or view.lower[position] in _NOT_IN_NAME:
            break
    return _more_field_end(view, end) if end > head_end else end


def _more_field_end(view: TextView, end: int) -> int:
    """Return the end of words that mostly belong to a field in small letters: ``Viện Vệ sinh dịch tễ Trung ương``."""
    for _ in range(_LONGEST_FIELD):
        following = max(words("more_field").end(view.lower, end), AFTER_FIELD.end(view.lower, end))
        if following == end:
            break
        end = following
    return end
