"""Joining offices to the people who hold them: the name behind the title, before it, or announced after it.

Invariant: one pass over the offices, from left to right, joins each to one person, skips it, or leaves it to stand
alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from nlp.entities.officials.mentions import Mention, Mentions, Unproven, mention_holder, start_with_new
from nlp.entities.officials.offices import Office, is_counted, read_name
from nlp.entities.officials.people import People, Person
from nlp.entities.officials.titles import CONTEXT, TITLES
from nlp.entities.organizations.public_bodies import Head, follows_foreigner, match_head
from nlp.entities.organizations.text_view import TextView

_MOST_IN_CHAIN = 7
_FARTHEST = 12
_FARTHEST_BODY = 16
_SEPARATORS = (",", "-", "–", "(")


class Apart(NamedTuple):
    """Offices without a person.

    :param offices: one, or several of one holder (``Tổng Bí thư, Chủ tịch nước``).
    :param following: those that go on after them, whose organization they may share.
    """

    offices: Sequence[Office]
    following: Sequence[Office]


class Joined(NamedTuple):
    """What became of the offices of a text."""

    mentions: Mentions
    apart: list[Apart]
    unproven: list[Unproven]


def join_people(view: TextView, people: People, offices: Sequence[Office]) -> Joined:
    """Join the offices of a text to people."""
    public_titles = _public_titles(offices)
    linked = [_are_linked(view, office, following) for office, following in pairwise(offices)] + [False]
    mentions: list[Mention] = []
    apart: list[Apart] = []
    unproven: list[Unproven] = []
    index = 0
    while index < len(offices):
        chain = _chain_from(offices, linked, index)
        count = _count_skipped(view, chain)
        if count > 0:
            index += count
            continue
        count = len(chain)
        if mentions and _goes_on(view, mentions[-1], chain):
            mentions[-1] = mentions[-1]._replace(end=chain[-1].end)
        elif (joined := _join(view, people, chain, _end_of(mentions, apart), public_titles)) is not None:
            mentions += joined
            if not joined and chain[-1].name is not None:
                unproven.append(Unproven(chain[-1].name, chain))
        else:
            count = _count_of_one_holder(chain)
            apart.append(Apart(chain[:count], chain[count:]))
        index += count
    return Joined(Mentions().with_more(mentions), apart, unproven)


def _end_of(mentions: Sequence[Mention], apart: Sequence[Apart]) -> int:
    """Return the token after all that was joined or left apart so far."""
    return max(mentions[-1].end if mentions else 0, apart[-1].offices[-1].end if apart else 0)


def _chain_from(offices: Sequence[Office], linked: Sequence[bool], index: int) -> Sequence[Office]:
    """Return the offices from ``index`` on that follow each other closely enough to be one person's."""
    end = index
    while linked[end] and end - index < _MOST_IN_CHAIN - 1:
        end += 1
    return offices[index : end + 1]


def _are_linked(view: TextView, office: Office, following: Office) -> bool:
    """Say whether nothing but a link stands between two offices: ``Phó bí thư Tỉnh ủy, Chủ tịch UBND tỉnh``."""
    if office.name is not None or following.start - office.end > _FARTHEST:
        return False
    between = view.lower[office.end : following.start]
    skipped = 0
    # "Bí thư Tỉnh ủy nhiệm kỳ 2020 - 2025, Chủ tịch HĐND"
    if between and between[0] in ("nhiệm", "khóa"):
        while skipped < len(between) and _is_of_term(between[skipped]):
            skipped += 1
    link = " ".join(between[skipped:])
    # "Thủ tướng, Bộ trưởng Bộ Công an cùng dự": whoever is Thủ tướng is seldom something else
    if office.title.core == "thủ tướng":
        return link == "kiêm"
    return link in CONTEXT["joins_offices"]


def _is_of_term(token: str) -> bool:
    return token in CONTEXT["term_of_office"] or token[0].isdecimal()


def _count_skipped(view: TextView, chain: Sequence[Office]) -> int:
    """Return how many offices at the head of a chain are foreign or private, and skipped."""
    first, last = chain[0], chain[-1]
    if last.name is None and follows_foreigner(view, first.start):
        return len(chain)
    if any(office.foreign for office in chain):
        # "Tổng Bí thư, Chủ tịch nước Lào": the country behind the last office is that of all
        return len(chain) if last.foreign and first.organization is None else int(first.foreign)
    if _has_private(chain):
        # "Giám đốc Công ty A, Chủ tịch Hiệp hội B": one by one, as a public office may follow
        return 1 if len(chain) == 1 or not first.public else 0
    return 0


def _has_private(chain: Sequence[Office]) -> bool:
    return not all(office.public or office.organization is None for office in chain)


def _may_have_holder(chain: Sequence[Office]) -> bool:
    """Say whether a person may be looked for: a foreign or private office in a chain makes its links doubtful."""
    return not any(office.foreign for office in chain) and not _has_private(chain)


def _count_of_one_holder(chain: Sequence[Office]) -> int:
    """Return how many titles at the head of a chain are one person's even without a name."""
    if chain[0].title.core == "tổng bí thư":
        return 2 if len(chain) > 1 and chain[1].title.core == "chủ tịch nước" else 1
    # "Ủy viên Trung ương Đảng, Bí thư Thành ủy phát biểu": the membership goes with the post
    return len(chain) if chain[0].title.core.startswith(("ủy viên", "uv")) else 1


def _public_titles(offices: Sequence[Office]) -> frozenset[str]:
    """Return the titles that only public bodies have in this text, however many name theirs."""
    named = [office for office in offices if office.organization is not None]
    private = {office.title.core for office in named if not office.public or office.foreign}
    return frozenset(office.title.core for office in named) - private


def _is_shown_public(
    view: TextView, chain: Sequence[Office], name: tuple[int, int], public_titles: frozenset[str]
) -> bool:
    """Say whether a chain with a name behind it is an official's without further proof.

    "Chủ tịch Trần Văn A" may be a company's; in a text with a "Chủ tịch UBND xã" and no other he is not, nor after
    "UBND tỉnh cho biết". Chủ tịch Hồ Chí Minh held an open title without an organization.
    """
    if any(office.public for office in chain) or view.text(*name) == "Hồ Chí Minh":
        return True
    if any(office.organization is None and office.title.core in public_titles for office in chain):
        return True
    return chain[0].title.core in CONTEXT["heads_place"] and _follows_public_body(view, chain[0].start)


def _follows_public_body(view: TextView, position: int) -> bool:
    """Say whether the last organization named before ``position``, in its sentence, is a public body."""
    for before in range(position - 1, max(-1, position - _FARTHEST_BODY), -1):
        if view.lower[before] in (".", "\n"):
            return False
        head = match_head(view.lower, before)
        if head is not None and head[1] is not Head.UNIT and view.is_capitalized(before):
            return head[1] is Head.BODY
    return False


def _goes_on(view: TextView, mention: Mention, chain: Sequence[Office]) -> bool:
    """Say whether a chain gives further offices of the person who stands before it with a title already.

    "Thủ tướng Mai Quốc Việt, Trưởng Ban Chỉ đạo, họp": the span grows, the value keeps the first title.
    """
    if chain[-1].name is not None or not _may_have_holder(chain):
        return False
    before = chain[0].start - 1
    while before > 0 and view.lower[before] in (*_SEPARATORS, "kiêm"):
        before -= 1
    if before == chain[0].start - 1 or mention.end != before + 1:
        return False
    return mention.name is not None and view.text(mention.start, mention.end).endswith(mention.name)


def _join(
    view: TextView, people: People, chain: Sequence[Office], taken: int, public_titles: frozenset[str]
) -> list[Mention] | None:
    """Join a chain to the person behind or before it; return None if there is none, nothing if there is no proof.

    :param taken: the token after all that was joined or left apart so far.
    :param public_titles: the titles that only public bodies have in this text.
    """
    if not _may_have_holder(chain):
        return None
    if chain[-1].name is not None:
        if not _is_shown_public(view, chain, chain[-1].name, public_titles):
            return []
        return _join_name_behind(view, chain, chain[-1].name)
    before = people.before(chain[0].start)
    if before is not None and before.start >= taken:
        return _join_name_before(view, chain, before)
    announced = people.announced(chain[-1].end)
    # "Chủ tịch, ông Trần Văn A, ..." alone is no proof of a public office
    if announced is not None and chain[-1].public and _holds(view, announced, chain):
        return [mention_holder(view, chain[0].start, announced.end, announced, chain)]
    return None


def _join_name_behind(view: TextView, chain: Sequence[Office], name: tuple[int, int]) -> list[Mention]:
    """Join a name to the offices in front of it, and the bare names that share them in a list.

    "các Phó thủ tướng Đỗ Quang Khải, Bùi Đức Anh và Ngô Bá Lâm": without the count before the title the next name
    could be anybody's.
    """
    start = start_with_new(view, chain[0].start)
    mentions = [mention_holder(view, start, name[1], Person(name[0], *name), chain)]
    shared = is_counted(view, start)
    while shared and view.token(name[1]) in (",", "và"):
        following = read_name(view, name[1] + 1)
        if following is None:
            break
        name = following
        mentions.append(mention_holder(view, *name, Person(name[0], *name), chain))
    return mentions


def _join_name_before(view: TextView, chain: Sequence[Office], person: Person) -> list[Mention]:
    """Join the person to the offices after the name: ``ông Trần Văn Hòa (Phó bí thư Tỉnh ủy)``.

    Open titles without an organization prove nothing ("ông Trần Văn Hòa, giám đốc"), but have found their holder. So
    have those of a part that is played ("vào vai Trần Văn Hòa, Chủ tịch UBND tỉnh").
    """
    if view.token(person.start - 1) in CONTEXT["part_played"]:
        return []
    end = chain[-1].end
    if view.token(chain[0].start - 1) == "(" and view.token(end) == ")":
        end += 1
    return [mention_holder(view, person.start, end, person, chain)] if any(office.public for office in chain) else []


def _holds(view: TextView, person: Person, chain: Sequence[Office]) -> bool:
    """Say whether a person announced after a title holds it (and is not the next of a list, or its giver).

    "cùng Bí thư Tỉnh ủy, ông Trần Văn Hòa, Phó chủ tịch UBND tỉnh": the second title is his. "sau khi giữ chức Bí thư
    Tỉnh ủy, ông Mai Quốc Việt nói": the title stands in a clause of its own.
    """
    if view.token(person.end) in _SEPARATORS and TITLES.match(view.lower, person.end + 1) is not None:
        return False
    return view.token(chain[-1].end) != "," or view.token(chain[0].start - 1) not in CONTEXT["appointing"]
