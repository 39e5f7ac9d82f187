"""One body: where its name ends, and whether it is one at all.

Invariant: a body is read from its first words onwards, a bounded number of tokens; what stands before them is looked
at for one token only.
"""

from __future__ import annotations

from nlp.entities.bodies.heads import BodyHead, Needs, body_heads, field_end, words
from nlp.entities.lexicon import groups
from nlp.entities.organizations.public_bodies import (
    AFTER_FIELD,
    FIELDS,
    Head,
    begins_with_country,
    is_abroad,
    is_foreign_body,
    match_head,
)
from nlp.entities.organizations.reading import read_parts
from nlp.entities.organizations.text_view import TextView
from nlp.entities.phrases import Phrases
from nlp.text.syllables import is_vietnamese_syllable

_LISTS = groups("body_words")
_BEFORE_STANDING = ("tướng", "thư", "tịch", "trưởng", "viên")
_BEFORE_HEAD = ("trưởng", "phó", "thứ", "tổng")
_SHORT = ("ca", "tt", "ub", "th")
_AMBIGUOUS = ("bộ", "sở", "vụ", "cục", "trường", "viện", "ban", "phòng", "đội", "trạm", "vùng")
_UNIVERSITIES = ("đại", "đh", "cao", "học", "cđ")
_NOT_IN_NAME = groups("organization_fields")["not_in_name"] - {"quản", "đo", "kiểm", "bảo", "tổ", "điều"}
_LONGEST_POLICE_FIELD, _LONGEST_FIELD = 24, 9


def body_end(view: TextView, start: int, head_end: int, head: BodyHead) -> int | None:
    """Return the end of the body that begins at ``start``, or None if none is named there.

    :param head_end: the end of its first words.
    """
    if view.token(head_end) in ("trưởng", "phó") or _belongs_to_other_word(view, start, head_end):
        return None
    if words("not_body").end(view.lower, start) > start or (
        view.token(start) in _SHORT and view.words[start].islower()
    ):
        return None
    if _is_private(view, head_end, head) or _is_no_center(view, head_end, head):
        return None
    inner, kind_of_head = _first_part(view, head_end, head)
    organization = read_parts(view, start, (inner, kind_of_head), apart=True)
    end = _long_field_end(view, head_end, organization.end, head)
    if organization.generic or (not organization.public and end == inner and inner == head_end):
        return None
    if not _is_named(view, start, head_end, end, head) or _is_one_of_many(view, start, head_end, end):
        return None
    # "UBND tỉnh Bắc Ninh Vương Quốc Tuấn": the name behind a body says what it looks like
    if organization.name is not None:
        return None if begins_with_country(view, *organization.name) else end
    return None if _is_foreign(view, head_end, end) else end


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
        if view.lower[position] not in _LISTS["police_word"] and not _is_police_number(view.lower[position]):
            return start
    return start


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
        return end
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


def _is_police_number(token: str) -> bool:
    """Say whether a token is the number of a police department: ``PC04``."""
    return token[:2] in ("pc", "pa", "pk") and token[2:].isdecimal()


def _is_named(view: TextView, start: int, head_end: int, end: int, head: BodyHead) -> bool:
    """Say whether a body has what its name needs."""
    if head.needs is Needs.NOTHING:
        return view.is_capitalized(start)
    if end == head_end:
        return False
    capital = any(view.is_capitalized(token) for token in range(start, head_end))
    if head.needs is Needs.PLACE:
        return _has_place(view, start, head_end, end, capital=capital)
    known = _is_known(view, head_end, head)
    if head.needs is Needs.FIELD:
        begins = view.is_capitalized(head_end) or view.words[head_end].isdecimal()
        return known and (capital or (begins and head_end - start == 1))
    if known:
        return capital or view.is_capitalized(head_end)
    return capital and _is_own_name(view, start, head_end, end)


def _has_place(view: TextView, start: int, head_end: int, end: int, *, capital: bool) -> bool:
    # "thi tốt nghiệp THPT của tỉnh" is no school
    if view.token(start) in ("thpt", "thcs"):
        return view.is_capitalized(head_end)
    written = (view.words[token][0] for token in range(head_end, end))
    return capital or any(first.isupper() or first.isdecimal() for first in written)


def _is_own_name(view: TextView, start: int, head_end: int, end: int) -> bool:
    """Say whether capitals behind a head are a name: "Trường Giang" and "Trường Hải" are people and firms."""
    if not view.is_capitalized(head_end):
        return any(token in view.place_ends for token in range(head_end, end))
    return head_end - start > 1 or view.token(start) != "trường" or view.is_capitalized(head_end + 1)


def _is_known(view: TextView, position: int, head: BodyHead) -> bool:
    """Say whether a field stands at ``position``, or a larger body that is capitalized."""
    lower = view.lower
    numbered = head.head is Head.SMALL and view.token(position).isdecimal()
    position += numbered
    if view.is_capitalized(position):
        following = body_heads(plain=view.tokens.plain).match(lower, position)
        if following is not None and following[1].kind != "inherited":
            return True
        # "Sở GTCC": an abbreviation
        word = view.words[position]
        if head.kind in ("ministry", "department") and word.isupper() and not is_vietnamese_syllable(word.lower()):
            return len(word) > 1 and word.isalpha()
    # "Bộ luật" is none, "Đại học Luật" is one
    return (FIELDS.end(lower, position) if head.kind == "ministry" else field_end(lower, position)) > position


def _belongs_to_other_word(view: TextView, start: int, head_end: int) -> bool:
    """Say whether a head is the end of another word or name: ``trụ sở``, ``Tây Ban Nha``, ``CLB Công an Hà Nội``."""
    before, first = view.token(start - 1), view.token(start)
    if before == "clb" or start in view.inside_place:
        return True
    if before == "báo" and view.token(start - 2) not in _LISTS["report"]:  # a newspaper
        return True
    # "tại cơ quan công an Thông tin cho thấy": a full stop is missing
    if before == "quan" and first == "công" and view.is_capitalized(head_end):
        if head_end not in view.place_ends and match_head(view.lower, head_end) is None:
            return True
    # "Thường vụ", "Phó Chủ tịch Thường trực UBND"
    if (before, first) == ("thường", "vụ") or (first == "thường" and before in _BEFORE_STANDING):
        return True
    if first in _AMBIGUOUS and view.words[start].islower():
        return before in _LISTS["before_other"]
    if head_end - start > 1 or view.words[start].isupper() or view.words[start].islower() or start == 0:
        return False
    name_before = view.words[start - 1][0].isupper() and view.words[start - 1].isalpha()
    return name_before and before not in _BEFORE_HEAD and field_end(view.lower, head_end) == head_end


def _is_private(view: TextView, head_end: int, head: BodyHead) -> bool:
    if head.kind == "hospital":
        position = _after_general(view, head_end)
        return words("private_hospital").end(view.lower, position) > position
    if head.kind != "school":
        return False
    university = {view.token(head_end - 1), view.token(head_end - 2)}.intersection(_UNIVERSITIES)
    names: Phrases[bool] = words("private_university" if university else "private_school")
    return names.end(view.lower, head_end) > head_end


def _after_general(view: TextView, position: int) -> int:
    if view.token(position) in ("đkqt", "đk"):
        return position + 1
    return position + 2 if view.lower[position : position + 2] == ["đa", "khoa"] else position


def _is_no_center(view: TextView, head_end: int, head: BodyHead) -> bool:
    """Say whether a centre is no body: ``Trung tâm Hội nghị Quốc gia``, ``trung tâm thương mại``."""
    return head.kind == "other" and words("not_center").end(view.lower, head_end) > head_end


def _is_one_of_many(view: TextView, start: int, head_end: int, end: int) -> bool:
    """Say whether bodies in general are meant: ``các Sở Xây dựng``; but one of a list that names its place."""
    if view.token(start - 1) not in _LISTS["counting"]:
        return False
    placed = any(token in view.place_ends for token in range(head_end, end))
    return not placed and view.token(end) not in (",", "và")


def _is_foreign(view: TextView, head_end: int, end: int) -> bool:
    """Say whether a body is one of another country."""
    # the first words are never foreign themselves: "Bộ Chính trị", "Viện Pasteur", "Trường Hà Nội - Amsterdam"
    if end > head_end and is_foreign_body(view, head_end - 1, end, end):
        return True
    if view.token(end) == "nước" and view.token(end + 1) in ("này", "đó"):
        return True
    abroad = words("abroad")
    if is_abroad(view, end) or any(abroad.end(view.lower, token) > token for token in range(head_end, end + 1)):
        return True
    # "ĐH Mỹ", "Chính phủ Pháp": a country is all that follows
    return end > head_end and is_abroad(view, head_end) and not view.is_capitalized(head_end + 1)
