"""Titles without a person: which of them stand for a particular holder (``Chủ tịch UBND tỉnh Gia Lai: Làm ngay``).

Invariant: a title that is counted, generic or foreign never stands alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from nlp.entities.officials.joining import Apart, Joined
from nlp.entities.officials.mentions import Mention, Mentions, Unproven, mention_titles, start_with_new
from nlp.entities.officials.offices import Office, is_counted
from nlp.entities.officials.titles import CONTEXT, Kind
from nlp.entities.organizations.public_bodies import match_head, speaks_of_abroad
from nlp.entities.organizations.reading import Organization, read_organization
from nlp.entities.organizations.text_view import TextView
from nlp.entities.person_names import run_end
from nlp.entities.phrases import Phrases
from nlp.text.syllables import is_vietnamese_syllable

_BESIDE = Phrases((phrase, True) for phrase in CONTEXT["beside_title"])
_RULED = Phrases((phrase, True) for phrase in CONTEXT["ruled"])
_NOT_HELD = CONTEXT["negated"] | CONTEXT["ruled_before"]


def stand_alone(view: TextView, offices: Sequence[Office], joined: Joined) -> tuple[Mentions, list[Unproven]]:
    """Return the mentions with the titles that stand alone, and the titles that a given name may follow."""
    abroad = _Abroad(view, offices, joined.mentions)
    by_start = {office.start: office for office in offices}
    alone: list[Mention] = []
    unproven: list[Unproven] = []
    counted_end = 0
    for apart in joined.apart:
        first, last = apart.offices[0], apart.offices[-1]
        # the next of a counted list is counted too: "40 hiệu trưởng, hiệu phó"
        in_list = first.start - 1 == counted_end and view.token(counted_end) in (",", "và")
        if in_list or is_counted(view, first.start):
            counted_end = last.end
        elif len(apart.offices) > 1:
            if all(office.public for office in apart.offices):
                alone.append(_mention(view, apart.offices, last.organization))
        else:
            if _precedes_given_name(view, first):
                unproven.append(Unproven((first.end, first.end + 1), apart.offices))
            organization = _own_or_shared(view, apart, by_start)
            if _is_particular(view, first, organization, abroad) and not _is_nobodys(view, first):
                alone.append(_mention(view, apart.offices, organization))
    return joined.mentions.with_more(alone), unproven


class _Abroad:
    """The titles without a country beside them that belong to another country nevertheless."""

    def __init__(self, view: TextView, offices: Sequence[Office], mentions: Mentions) -> None:
        self.view = view
        foreign = {office.title.core for office in offices if office.foreign}
        self.titles = foreign - {office.title.core for office in offices if office.name and not office.foreign}
        self.first_named = min((mention.start for mention in mentions.named), default=len(view.words))

    def has_title(self, office: Office) -> bool:
        """Say whether an office of another country has the same title."""
        return office.title.core in self.titles

    def includes(self, office: Office) -> bool:
        """Say whether the title of an office belongs to another country."""
        # "Thủ tướng Nhật Bản tới Hà Nội. Thủ tướng cho biết ...": the same title as one with its country
        if self.has_title(office):
            return True
        # "Nepal chọn cựu chánh án làm thủ tướng": in small letters and in a text about another country. After an
        # official of Việt Nam was named, it is one of ours.
        in_small_letters = self.view.words[office.start].islower()
        return in_small_letters and self.first_named >= office.start and self._text_speaks_of_abroad

    @cached_property
    def _text_speaks_of_abroad(self) -> bool:
        return speaks_of_abroad(self.view)


def _own_or_shared(view: TextView, apart: Apart, by_start: Mapping[int, Office]) -> Organization | None:
    """Return the organization of a title, which may be that of the next: ``bí thư, chủ tịch tỉnh X``.

    :param by_start: the offices by their first tokens.
    """
    office = apart.offices[0]
    if office.organization is not None or office.kind is Kind.CLOSED:
        return office.organization
    if view.token(office.end) in (",", "và"):
        beside = _BESIDE.end(view.lower, office.end + 1)
        if beside > office.end + 1:
            return read_organization(view, beside)
    if office.kind not in (Kind.OPEN, Kind.PARTY):
        return None
    following = by_start.get(office.end + 1) if view.token(office.end) == "và" else None
    others = [*apart.following, *([following] if following is not None else [])]
    return next((other.organization for other in others if other.organization is not None), None)


def _is_particular(view: TextView, office: Office, organization: Organization | None, abroad: _Abroad) -> bool:
    """Say whether a title stands for somebody in particular."""
    if organization is not None:
        return organization.public and not organization.generic
    # "hiệu trưởng các trường", "bộ trưởng cấp cao": holders in general
    if view.token(office.end) in ("các", "cấp", "những", "/") or _heads_several(view, office):
        return False
    if office.kind in (Kind.OPEN, Kind.PARTY):
        return _is_given(view, office) and not abroad.has_title(office)
    return not abroad.includes(office)


def _heads_several(view: TextView, office: Office) -> bool:
    """Say whether a count of bodies follows a title: ``hiệu trưởng 3 trường THPT``."""
    return view.token(office.end).isdecimal() and match_head(view.lower, office.end + 1) is not None


def _is_nobodys(view: TextView, office: Office) -> bool:
    """Say whether a title is denied, ruled about or played: nobody in particular holds it there.

    "Không có giám đốc sở nào", "Chủ tịch UBND xã có thẩm quyền", "vào vai Bí thư Tỉnh ủy".
    """
    start = office.start - (view.token(office.start - 1) == "một")
    if view.token(start - 1) in CONTEXT["part_played"] or _RULED.end(view.lower, office.end) > office.end:
        return True
    return any(" ".join(view.lower[max(0, start - size) : start]) in _NOT_HELD for size in (1, 2, 3, 4))


def _is_given(view: TextView, office: Office) -> bool:
    """Say whether a bare title is given to somebody: ``tân chủ tịch``, ``giữ chức Bí thư``."""
    before = view.token(office.start - 1)
    if before == "tân":  # "tân đội trưởng" is a player; police teams are named
        return office.title.core not in CONTEXT["of_teams"]
    return office.kind is Kind.PARTY and before in ("chức", "vụ", "làm")


def _precedes_given_name(view: TextView, office: Office) -> bool:
    """Say whether a single syllable follows a title, which may be somebody's given name: ``Bí thư Việt``."""
    end = office.end
    return (
        office.organization is None and run_end(view.words, end) == end + 1 and is_vietnamese_syllable(view.lower[end])
    )


def _mention(view: TextView, offices: Sequence[Office], organization: Organization | None) -> Mention:
    return mention_titles(view, start_with_new(view, offices[0].start), offices[-1].end, offices, organization)
