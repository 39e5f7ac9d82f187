"""The names of organizations: where they end, and where a person's name begins after them.

Invariant: reading starts at the token after a title and moves on by at least one token a step, so it is linear
and bounded; a private body (a company, a club, an association) is told apart from a public one.
"""

from __future__ import annotations

from typing import NamedTuple

from nlp.entities.lexicon import groups
from nlp.entities.organizations.public_bodies import AFTER_FIELD, FIELDS, Head, match_head
from nlp.entities.organizations.text_view import TextView
from nlp.entities.person_names import COMMON_SURNAMES, SURNAMES, is_name, name_score, run_end, short_caps
from nlp.entities.phrases import Phrases
from nlp.text.syllables import is_vietnamese_syllable

_MOST_PARTS = 8
_MOST_WORDS = 12
_SURE_NAME = 1.5
_HYPHENS = ("-", "&", "–")
_THIS = ("này", "đó", "trên")
_VERBS = ("tổ", "kiểm", "nghiên", "điều", "bảo", "quản", "đào", "thanh")
_LONGEST_SUBJECT = 26
_AFTER_SUBJECT = Phrases((phrase, True) for phrase in groups("organization_fields")["after_subject"])
_OF_MINISTRIES = ("sở", "bộ", "cục", "vụ")
_PLAIN_WORDS = ("bản", "làng", "thôn", "ban", "tổ", "đội", "đoàn", "vùng", "trường", "ấp", "hạt")
_COMMUNES = ("xã", "phường", "huyện", "quận", "trấn", "tx", "khu")
_NOT_IN_NAME = groups("organization_fields")["not_in_name"]
_PEOPLE_ONLY = Phrases((phrase, True) for phrase in groups("person_names")["highland_surname"])
_PAIRS = groups("organization_fields")["pair"]


class Organization(NamedTuple):
    """An organization after a title.

    :param start: its first token; ``end`` the token after the last.
    :param public: whether a holder of its posts is an official.
    :param generic: it speaks of many (``UBND các tỉnh``, ``cấp xã``), so no particular holder is meant.
    :param name: tokens of the person's name that follows directly, or None.
    :param noun: tokens within the title that the organization begins with as well, or None: ``Cục trưởng Đường bộ``
        leads the "Cục Đường bộ".
    """

    start: int
    end: int
    public: bool = True
    generic: bool = False
    name: tuple[int, int] | None = None
    noun: tuple[int, int] | None = None


def read_organization(view: TextView, start: int, *, fields: bool = False, places: bool = False) -> Organization | None:
    """Return the organization at ``start``, or None.

    :param fields: a bare field of government will do (after ``Bộ trưởng``).
    :param places: a bare place will do (after ``Chủ tịch``).
    """
    begin = start + 1 if view.token(start) in ("của", "tại", "ở", "thuộc") else start
    first = match_head(view.lower, begin)
    # "hiệu trưởng vụ thu sai học phí": "vụ" is an affair there, a department only with its name ("Vụ Tổ chức")
    if first is None or (view.lower[begin] == "vụ" and not _is_named(view, first[0])):
        return _read_bare(view, begin, fields=fields, places=places)
    return read_parts(view, begin, first)


def read_parts(view: TextView, begin: int, first: tuple[int, Head], *, apart: bool = False) -> Organization:
    """Read the name of an organization that begins at ``begin``.

    :param first: the end of its first words and what they are.
    :param apart: a larger body is part of the name only where nothing parts them: "Cục Đường bộ thuộc Bộ Xây dựng" are
        two then.
    """
    end, head = first
    # each round reads one part of the name: a head, its field, the capitalized words after it
    for _ in range(_MOST_PARTS):
        if head is Head.PRIVATE:
            return Organization(begin, end, public=False)
        if _speaks_of_many(view, end):
            return Organization(begin, end, generic=True)
        bare_unit = head is Head.UNIT and not _is_named(view, end)
        run, end = _read_part(view, end, head)
        name = _find_person(view, run, end, head)
        if name is not None:
            return Organization(begin, name, not _is_vague(view, begin, name, first), name=(name, end))
        # "chủ tịch UBND tỉnh, thành phố trực thuộc" means all of them
        if bare_unit and _lists_units(view, end):
            return Organization(begin, end, generic=True)
        following = _next_head(view, end, head, apart=apart)
        if following is None:
            break
        end, head = following
    return Organization(begin, end, not _is_vague(view, begin, end, first))


def read_village(view: TextView, start: int) -> Organization | None:
    """Return the village that is led (``Trưởng thôn Nà Lạn``), with what it belongs to, or None.

    A village has a number or a name of any syllables; only a run that looks much like a person is one.
    """
    begin = start + 1 if view.token(start) == "số" else start
    if view.token(begin)[:1].isdecimal():
        end = begin + 1
        name = _person_at(view, end)
    elif view.is_capitalized(begin):
        known = view.place_ends.get(begin)
        run = _capitalized_end(view, begin, Head.UNIT)
        if known is None and _looks_like_person(view, begin, run):
            return None
        split = _find_person(view, begin, run, Head.UNIT)
        name = (split, run) if split is not None and split > begin else None
        end = name[0] if name is not None else run
    else:
        return None
    if name is not None:
        return Organization(start, end, name=name)
    following = _next_head(view, end, Head.UNIT, apart=False)
    return read_parts(view, start, following) if following is not None else Organization(start, end)


def _looks_like_person(view: TextView, start: int, end: int) -> bool:
    """Say whether a run after ``trưởng thôn`` is rather a person than a village: ``Lê Văn Tám``, but ``Hà Đông``."""
    if not is_name(view.words, view.lower, start, end):
        return False
    if _PEOPLE_ONLY.end(view.lower, start) > start:
        return True
    return name_score(view.lower, start, end) >= (2 if view.lower[start] in COMMON_SURNAMES else 3)


def _person_at(view: TextView, start: int) -> tuple[int, int] | None:
    run = short_caps(view.words, view.lower, start, run_end(view.words, start))
    return (start, run) if is_name(view.words, view.lower, start, run) else None


def read_field(view: TextView, start: int, noun: tuple[int, int]) -> Organization | None:
    """Return the organization that is named by its field alone (``Cục trưởng Đường bộ``), or None.

    :param noun: the tokens of the title that begin its name.
    """
    if not view.is_capitalized(start) or FIELDS.end(view.lower, start) == start:
        return None
    organization = read_parts(view, start, (start, Head.FIELD))
    return organization._replace(noun=noun)


def _read_bare(view: TextView, start: int, *, fields: bool, places: bool) -> Organization | None:
    """Read what stands for an organization without one of its words: a field, a place."""
    # "Bộ trưởng Y tế Vũ Thị Hạnh"
    end = _more_fields(view, FIELDS.end(view.lower, start)) if fields else start
    if end > start:
        run = short_caps(view.words, view.lower, end, run_end(view.words, end))
        name = _find_person(view, end, run, Head.BODY)
        return Organization(start, name or end, name=(name, run) if name is not None else None)
    # "Bí thư Hà Nội Mai Quốc Việt"; only a place that was found in the text, or "Chủ tịch Mai Quốc Việt" were one
    if places and start in view.place_ends:
        end = view.place_ends[start]
        return Organization(start, end, name=_person_at(view, end))
    return None


def _is_vague(view: TextView, start: int, end: int, first: tuple[int, Head]) -> bool:
    """Say whether a small unit is named without its field or its body, as companies have them too.

    "Trưởng phòng", "đội trưởng Đội", "trưởng ban tổ chức" of a festival are nobody's in particular.
    """
    return first[1] is Head.SMALL and (end == first[0] or view.lower[start:end] == ["ban", "tổ", "chức"])


def _speaks_of_many(view: TextView, position: int) -> bool:
    """Say whether all bodies of a kind are meant: ``UBND các tỉnh``, ``UBND cấp xã``."""
    # "TAND cấp cao tại Đà Nẵng" is one court
    if view.token(position) == "cấp" and view.token(position + 1) == "cao":
        return False
    if view.token(position) in ("cấp", "những", "mỗi", "từng"):
        return True
    # "Đảng ủy các cơ quan Đảng" is one body: only a head after "các" makes it many
    return view.token(position) == "các" and match_head(view.lower, position + 1) is not None


def _is_named(view: TextView, position: int) -> bool:
    """Say whether a territory's own name or number stands at ``position``: ``xã Tân An``, ``quận 7``, ``xã này``."""
    if position >= len(view.words):
        return False
    first = view.words[position][0]
    return first.isupper() or first.isdecimal() or view.lower[position] in (*_THIS, "nói", "số")


def _lists_units(view: TextView, position: int) -> bool:
    """Say whether a bare territory is followed by another (``tỉnh, thành phố``), which speaks of all of them."""
    if view.token(position) not in (",", "/", "-"):
        return False
    match = match_head(view.lower, position + 1)
    return match is not None and match[1] is Head.UNIT and not _is_named(view, match[0])


# one part of a name: a head, its field, the capitalized words after it


def _read_part(view: TextView, position: int, head: Head) -> tuple[int, int]:
    """Read what belongs to a head; return the start and the end of the run of capitalized words it ends with."""
    words, lower = view.words, view.lower
    end = position
    if view.token(end) in _THIS:  # "chủ tịch UBND tỉnh này"
        return end + 1, end + 1
    if head in (Head.FIELD, Head.SMALL, Head.HOUSE):
        known = FIELDS.end(lower, end)
        # "Giám đốc Sở tổ chức họp": a verb; "Phòng Tổ chức" and "ban tổ chức" are bodies
        if known > end and words[end].islower() and lower[end] in _VERBS and lower[end - 1] in _OF_MINISTRIES:
            return end, end
        end = _more_fields(view, known) if known > end else _unknown_field(view, end)
    while end < len(words):
        before = end
        if words[end] == "(":
            end = _abbreviation_end(view, end)
        elif end not in view.place_ends and match_head(lower, end) is None:
            end = AFTER_FIELD.end(lower, end)
        # "Đội CSGT số 3", "quận 7"; after "UBND" a number would begin something else
        numbered = head in (Head.UNIT, Head.FIELD, Head.SMALL) or lower[end - 1] == "số"
        if end == before and numbered and words[end][0].isdecimal():
            end += 1
            if view.token(end) == "-" and view.token(end + 1)[:1].isdecimal():  # "Trung tâm Đăng kiểm 50-04V"
                end += 2
            if view.is_capitalized(end):  # "Vùng 3 Hải quân"
                end = FIELDS.end(lower, end)
        if end == before:
            break
    run = _capitalized_end(view, end, head)
    if view.token(run) == "về" and lower[position - 2 : position] == ["chỉ", "đạo"]:
        end = _subject_end(view, run)
        return end, run_end(words, end)
    seat = _seat_end(view, run, head) if run == end or run in view.place_ends else run
    return (seat, run_end(words, seat)) if seat > run else (end, run)


def _subject_end(view: TextView, start: int) -> int:
    """Return the end of what a steering committee is about: ``Ban Chỉ đạo Trung ương về chính sách nhà ở``.

    It goes on in small letters, so that only a mark, a verb of saying or a name ends it; without an end there is none.
    """
    for position in range(start + 1, min(start + _LONGEST_SUBJECT, len(view.lower))):
        name = view.lower[position] in COMMON_SURNAMES and _person_at(view, position) is not None
        if name or not view.words[position].isalnum() or _AFTER_SUBJECT.end(view.lower, position) > position:
            return position if position > start + 2 else start
    return start


def _seat_end(view: TextView, position: int, head: Head) -> int:
    """Return the end of the place where a body sits that has others of its kind: ``TAND cấp cao tại Đà Nẵng``.

    Elsewhere ``tại`` tells where something happens: "Bí thư Tỉnh ủy tại Huế".
    """
    if view.token(position) != "tại":
        return position
    start = position + 1
    while view.token(start) in ("tp", "thành", "phố", ".", "tỉnh"):
        start += 1
    place = view.place_ends.get(start) or view.place_ends.get(position + 1)
    if place is None:
        return position
    of_court = view.token(position - 1) == "cao" and view.token(position - 2) == "cấp"
    return place if of_court or head is Head.FIELD else position


def _more_fields(view: TextView, end: int) -> int:
    """Include further fields joined by ``và`` or a hyphen: ``Nông nghiệp và Môi trường``."""
    lower = view.lower
    while end + 1 < len(lower) and lower[end] in ("và", *_HYPHENS):
        following = FIELDS.end(lower, end + 1)
        # "Sở Y tế và công an tỉnh": a head in small letters is another body, though police is a field as well
        if following == end + 1 or (match_head(lower, end + 1) and not view.is_capitalized(end + 1)):
            break
        end = following
    return end


def _unknown_field(view: TextView, start: int) -> int:
    """Read a field that is not in the lexicon: capitalized words, each with at most one lower-case companion.

    ``Trung tâm Bảo tồn voi``, ``Phòng GD-ĐT``, ``Ban Quản lý và Khai thác``.
    """
    words, lower, count = view.words, view.lower, len(view.lower)
    end = start
    for _ in range(_MOST_WORDS):
        if not view.is_capitalized(end) or not words[end].isalpha():
            break
        if end > start and (match := match_head(lower, end)) and _is_written_as_head(view, end, match[0]):
            break
        if _is_abbreviation(view, end):
            joined = end + 2 < count and words[end + 1] in _HYPHENS and words[end + 2].isupper()
            end += 2 if joined else 1
        elif AFTER_FIELD.end(lower, end + 1) > end + 1:  # "BQL DA môi trường"
            return end + 1
        elif _completes(view, end + 1):
            end += 2
            if view.token(end) == "và" and view.is_capitalized(end + 1):
                end += match_head(lower, end + 1) is None
        else:
            break
    return end


def _is_abbreviation(view: TextView, position: int) -> bool:
    """Say whether capitals are an abbreviation (``GD``) and not a word in a line of capitals (``TẾ``)."""
    word = view.words[position]
    return word.isupper() and len(word) > 1 and not is_vietnamese_syllable(view.lower[position])


def _completes(view: TextView, position: int) -> bool:
    """Say whether a lower-case word is the second half of the capitalized one before it.

    ``Bảo tồn`` is one word, so its second half belongs to the name; ``Sở X cho biết`` ends before the verb.
    """
    if position >= len(view.words) or not view.words[position].isalpha() or not view.words[position].islower():
        return False
    lower = view.lower
    if f"{lower[position - 1]} {lower[position]}" in _PAIRS:
        return True
    return lower[position] not in _NOT_IN_NAME and match_head(lower, position) is None


def _abbreviation_end(view: TextView, opening: int) -> int:
    """Return the end of an abbreviation in brackets (``(KH&CN)``), or ``opening`` if it is something else."""
    # "Cục Viễn thông (Bộ Khoa học và Công nghệ)" is not part of the name; offices look behind such brackets
    if match_head(view.lower, opening + 1) is not None:
        return opening
    for closing in range(opening + 1, min(opening + 9, len(view.words))):
        word = view.words[closing]
        if word == ")":
            return closing + 1 if closing > opening + 1 else opening
        if not (word.isupper() or word in (*_HYPHENS, ",", ".")):
            return opening
    return opening


def _capitalized_end(view: TextView, start: int, head: Head) -> int:
    """Return the end of the capitalized words at ``start``, before the next head."""
    words = view.words
    end = start
    last = run_end(words, start, _MOST_WORDS)
    while end < last:
        match = match_head(view.lower, end)
        if match is not None and _is_written_as_head(view, end, match[0]):
            break
        end += 1
    if end - start > 4 and all(word.isupper() for word in words[start:end]):
        end = _end_in_capitals(view, start, end, head)
    # what follows a hyphenated place: "Tỉnh ủy Bà Rịa - Vũng Tàu Phạm Văn Thành"
    place = view.place_ends.get(start, start)
    if place > end > start:
        return max(place, run_end(words, place, _MOST_WORDS))
    # and one that is not the first of the run: "Bệnh viện Mắt Bà Rịa - Vũng Tàu"
    return max([end, *(view.place_ends.get(token, end) for token in range(max(start, end - 3), end))])


def _end_in_capitals(view: TextView, start: int, end: int, head: Head) -> int:
    """Return where a place and a name end in a line of capitals, where words and names look alike.

    "CHỦ TỊCH UBND TỈNH GIA LAI NGUYỄN THÁI BÌNH YÊU CẦU KIỂM TRA": a place that is known, or two syllables after the
    word for a territory, then a name if a surname follows.
    """
    place = view.place_ends.get(start, start + 2 if head is Head.UNIT else start)
    if view.lower[place] in SURNAMES and place not in view.place_ends:
        return short_caps(view.words, view.lower, place, end)
    return place


def _is_written_as_head(view: TextView, start: int, end: int) -> bool:
    """Say whether capitalized words are a head and not part of a name (``Bản``, ``Đoàn`` and ``Vụ`` are both)."""
    if end - start > 1:
        return True
    if view.words[start].isupper() and len(view.words[start]) > 1:
        return not is_vietnamese_syllable(view.lower[start])
    return view.lower[start] in ("sở", "cục", "bộ", "công", "phòng", "huyện", "quận")


def _next_head(view: TextView, position: int, head: Head, *, apart: bool) -> tuple[int, Head] | None:
    """Return the larger body that goes on at ``position``: the end of its first words and what they are.

    :param apart: see :func:`read_parts`.
    """
    lower, link = view.lower, view.token(position)
    start = position + 1 if link in ("của", "thuộc", ",") or (link == "-" and head is Head.SMALL) else position
    match = match_head(lower, start)
    if match is None:
        return None
    following = match[1]
    if apart and following is not Head.UNIT and _stands_apart(view, position, start, head):
        return None
    if following is Head.PRIVATE:
        # "phòng Kinh doanh của Công ty Phú Cường" is a company's; "Chủ tịch UBND xã, Hội ..." goes on with another
        goes_on = head is Head.SMALL or link in ("của", "thuộc")
    elif link not in (",", "-"):
        # "UBND xã bản ..." goes on; but "bản", "làng", "thôn" are plain words unless a name follows them, and in "Chủ
        # tịch UBND tỉnh thanh tra dự án" the word behind a territory is what its holder does
        goes_on = start > position or following is Head.UNIT or head is not Head.UNIT
        if lower[start] in _PLAIN_WORDS and not (start > position and lower[start] in ("trường", "ban", "đoàn")):
            goes_on = _is_named(view, match[0]) or view.is_capitalized(start)
    elif head is Head.SMALL:
        # "Phòng Kinh tế, UBND quận 3" is one; "phòng Kinh tế, phòng Nội vụ" are two
        goes_on = following is not Head.SMALL
    elif head is Head.FIELD:
        # "Cục Chống tham nhũng, Thanh tra Chính phủ" is one; "Sở Y tế, UBND tỉnh" are two
        goes_on = view.is_capitalized(start) and lower[start] in ("bộ", "thanh", "sở", "tổng")
    else:
        # "UBND xã Tân An, huyện Ba Vì" is one; "Tỉnh ủy, UBND tỉnh" are two
        goes_on = head is not Head.BODY and following is Head.UNIT and _is_named(view, match[0])
    return match if goes_on else None


def _stands_apart(view: TextView, position: int, start: int, head: Head) -> bool:
    """Say whether a larger body, whose words begin at ``start``, is parted from the one that ends at ``position``."""
    link = view.token(position)
    # "Ban Đối ngoại Trung ương, Văn phòng Trung ương Đảng" is a list, "Phòng CSGT, Công an tỉnh X" is one
    listed = head is Head.FIELD or view.lower[start] == "văn" or view.token(position - 1) == "ương"
    return link in ("của", "thuộc") or (link == "," and listed)


# the person after an organization


def _find_person(view: TextView, start: int, end: int, head: Head) -> int | None:
    """Return where a person's name begins that takes the rest of a run of capitalized words.

    In "UBND huyện Hòa Vang Phan Văn Tốn" nothing but the look of the words parts the place from the person.
    """
    if end - start < 2:
        return None
    # every province is known: "Phó Chủ tịch UBND tỉnh Võ Hoàng Khải Minh" has none
    of_unnamed = head is Head.UNIT and view.token(start - 1) == "tỉnh" and start not in view.place_ends
    if (
        of_unnamed
        and end - start > 2
        and view.lower[start] in COMMON_SURNAMES
        and is_name(view.words, view.lower, start, end)
    ):
        return start
    best: tuple[float, int] | None = None
    for split in range(max(start, end - 5), end - 1):
        if split in view.inside_place or view.place_ends.get(split, 0) >= end:
            continue
        if is_name(view.words, view.lower, split, end):
            score = _person_score(view, start, split, end, head)
            if best is None or score > best[0]:
                best = score, split
    return best[1] if best is not None and best[0] >= _SURE_NAME else None


def _person_score(view: TextView, start: int, split: int, end: int, head: Head) -> float:
    """Say how likely a run is a place up to ``split`` and a person after it."""
    score = name_score(view.lower, split, end)
    before = view.token(start - 1)
    # after "Thành ủy" or "quận 7" no name of a place is due
    placeless = head is not Head.HOUSE and (head is not Head.UNIT or before[0].isdecimal())
    if split > start:
        if not placeless:
            score += {1: 0.0, 2: 2.0}.get(split - start, 0.5)  # most names of places have two syllables
        return score + 3.0 if view.place_ends.get(start) == split else score
    if placeless:
        return score + 0.5
    # "Phó chủ tịch UBND xã Nguyễn Thanh Bình": the communes that are called after people are known
    if head is Head.UNIT and before in _COMMUNES and end - split > 2 and view.lower[split] in COMMON_SURNAMES:
        return score
    # communes and schools bear the names of people ("phường Trần Hưng Đạo", "Trường THCS Lê Lợi"); provinces do not,
    # and no place is a woman called Thị. "UBND xã TRẦN VĂN HÒA": only a person is written in capitals there.
    capitals = len(view.words[split]) > 1 and view.words[split].isupper() and not view.words[start - 1].isupper()
    province = head is Head.UNIT and before in ("tỉnh", "phố", "tp", ".") and score >= 3
    return score if view.lower[split + 1] == "thị" or capitals or province else -1.0
