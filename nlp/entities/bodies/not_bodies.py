"""What begins like a public body of Việt Nam and is none: other words, private houses, other countries' bodies.

Invariant: what stands before a name is looked at for a few tokens only.
"""

from __future__ import annotations

from nlp.entities.bodies.heads import BodyHead, field_end, words
from nlp.entities.lexicon import groups
from nlp.entities.organizations.public_bodies import is_abroad, is_foreign_body, match_head
from nlp.entities.organizations.text_view import TextView

_LISTS = groups("body_words")
_BEFORE_STANDING = ("tướng", "thư", "tịch", "trưởng", "viên")
_BEFORE_FIRM = ("clb", "phần", "tnhh")
_BEFORE_HEAD = ("trưởng", "phó", "thứ", "tổng")
_ABBREVIATIONS = ("ca", "tt", "ub", "th")
_AMBIGUOUS = ("bộ", "sở", "vụ", "cục", "trường", "viện", "ban", "phòng", "đội", "trạm", "vùng")
_IN_NAMES = ("bộ", "vụ", "trường", "ban", "phòng", "đội", "trạm")
_UNIVERSITIES = ("đh", "cđ")
_UNIVERSITY_WORDS = (("đại", "học"), ("cao", "đẳng"), ("học", "viện"))


def is_none(view: TextView, start: int, head_end: int, head: BodyHead) -> bool:
    """Say whether words that begin like a body begin something else.

    :param head_end: the end of the first words.
    """
    if view.token(head_end) in ("trưởng", "phó") or words("not_body").end(view.lower, start) > start:
        return True
    if view.token(start) in _ABBREVIATIONS and not view.words[start].isupper():
        return True
    if _belongs_to_other_word(view, start, head_end):
        return True
    return _is_private(view, head_end, head) or _is_no_center(view, head_end, head)


def _belongs_to_other_word(view: TextView, start: int, head_end: int) -> bool:
    """Say whether a head is the end of another word or name: ``trụ sở``, ``Tây Ban Nha``, ``CLB Công an Hà Nội``."""
    before, first = view.token(start - 1), view.token(start)
    if (
        before in ("clb", "phần", "tnhh")
        or start in view.inside_place
        or _is_newspaper(view, start)
        or _ends_sentence(view, head_end)
    ):
        return True
    # "Thường vụ", "Phó Chủ tịch Thường trực UBND"
    if (before, first) == ("thường", "vụ") or (first == "thường" and before in _BEFORE_STANDING):
        return True
    # "Phó Trưởng ban Thường trực Ban Tuyên giáo Trung ương"
    if (before, first) == ("trưởng", "ban") and view.token(start + 1) == "thường":
        return True
    if first in _AMBIGUOUS and view.words[start].islower():
        return before in _LISTS["before_other"]
    if head_end - start > 1 or first not in _IN_NAMES or view.words[start].isupper() or start == 0:
        return False
    name_before = view.words[start - 1][0].isupper() and view.words[start - 1].isalpha()
    return name_before and before not in _BEFORE_HEAD and field_end(view.lower, head_end) == head_end


def _is_newspaper(view: TextView, start: int) -> bool:
    """Say whether a body's name is that of its newspaper: ``Báo Công an TP.HCM``, but ``trình báo Công an xã``."""
    return view.token(start - 1) == "báo" and view.token(start - 2) not in _LISTS["report"]


def _ends_sentence(view: TextView, end: int) -> bool:
    """Say whether a full stop is missing behind a body that has no name: ``tại cơ quan công an Thông tin cho thấy``."""
    if view.lower[max(0, end - 4) : end] != ["cơ", "quan", "công", "an"] or not view.is_capitalized(end):
        return False
    return end not in view.place_ends and match_head(view.lower, end) is None


def _is_private(view: TextView, head_end: int, head: BodyHead) -> bool:
    if head.kind == "hospital":
        position = _after_general(view, head_end)
        return words("private_hospital").end(view.lower, position) > position
    if head.kind != "school":
        return False
    last, before = view.token(head_end - 1), view.token(head_end - 2)
    university = last in _UNIVERSITIES or (before, last) in _UNIVERSITY_WORDS
    names = words("private_university" if university else "private_school")
    return names.end(view.lower, head_end) > head_end


def _after_general(view: TextView, position: int) -> int:
    if view.token(position) in ("đkqt", "đk"):
        return position + 1
    return position + 2 if view.lower[position : position + 2] == ["đa", "khoa"] else position


def _is_no_center(view: TextView, head_end: int, head: BodyHead) -> bool:
    """Say whether a centre is no body: ``Trung tâm Hội nghị Quốc gia``, ``trung tâm thương mại``."""
    return head.kind == "other" and words("not_center").end(view.lower, head_end) > head_end


def is_one_of_many(view: TextView, start: int, head_end: int, end: int) -> bool:
    """Say whether bodies in general are meant: ``các Sở Xây dựng``; but one of a list that names its place."""
    if view.token(start - 1) not in _LISTS["counting"]:
        return False
    placed = any(token in view.place_ends for token in range(head_end, end))
    return not placed and view.token(end) not in (",", "và")


def is_foreign(view: TextView, start: int, head_end: int, end: int) -> bool:
    """Say whether a body is one of another country."""
    # the first words are never foreign themselves: "Bộ Chính trị", "Viện Pasteur", "Trường Hà Nội - Amsterdam"
    # ("Đảng bộ Quân đội" is not read from its "bộ")
    begin = start if view.lower[head_end - 1] == "bộ" else head_end - 1
    if end > head_end and is_foreign_body(view, begin, end, end):
        return True
    if view.token(end) == "nước" and view.token(end + 1) in ("này", "đó"):
        return True
    abroad = words("abroad")
    if is_abroad(view, end) or any(abroad.end(view.lower, token) > token for token in range(head_end, end + 1)):
        return True
    # "ĐH Mỹ", "Chính phủ Pháp": a country is all that follows
    return end > head_end and is_abroad(view, head_end) and not view.is_capitalized(head_end + 1)
