"""Offices: a title with the organization, and perhaps the name, that follow it.

Invariant: offices are read from left to right and do not overlap; each is decided by the words around it alone.
"""

from __future__ import annotations

from typing import NamedTuple

from nlp.entities.officials.titles import CONTEXT, TITLES, Kind, TitleMatch, read_title
from nlp.entities.organizations.public_bodies import (
    MINISTRIES,
    begins_with_country,
    is_abroad,
    is_foreign_body,
    match_head,
)
from nlp.entities.organizations.reading import Organization, read_field, read_organization, read_village
from nlp.entities.organizations.text_view import TextView
from nlp.entities.person_names import is_name, run_end, short_caps

_LED = ("tổng", "chi", "cục", "vụ")
_HO_CHI_MINH = ["hồ", "chí", "minh"]


class Office(NamedTuple):
    """A title in the text with what follows it, as tokens.

    :param end: the token after the last of title, organization and name.
    :param name: the name that follows directly, or None.
    :param foreign: it is an office of another country.
    """

    title: TitleMatch
    end: int
    organization: Organization | None = None
    name: tuple[int, int] | None = None
    foreign: bool = False

    @property
    def start(self) -> int:
        """The first token, words such as ``nguyên`` included."""
        return self.title.start

    @property
    def kind(self) -> Kind:
        """What the title needs to be an official's."""
        return self.title.title.kind

    @property
    def public(self) -> bool:
        """Whether the organization, if the title needs one, is a public body."""
        return self.kind is not Kind.OPEN if self.organization is None else self.organization.public


def read_offices(view: TextView) -> list[Office]:
    """Return the offices of a text, in order."""
    offices: list[Office] = []
    free = 0
    for position in TITLES.starts(view.lower):
        if position >= free:
            office = _read_office(view, position)
            if office is not None:
                offices.append(office)
                free = office.end
    return offices


def read_name(view: TextView, position: int) -> tuple[int, int] | None:
    """Return the tokens of the person's name that begins at ``position``, or None."""
    end = short_caps(view.words, view.lower, position, run_end(view.words, position))
    if not is_name(view.words, view.lower, position, end):
        return None
    # "Bí thư Thành ủy Lê Văn Tám" of a commune called so; the city Hồ Chí Minh is the one place that held a post
    if view.place_ends.get(position) == end and view.lower[position:end] != _HO_CHI_MINH:
        return None
    return position, end


def is_counted(view: TextView, start: int) -> bool:
    """Say whether the title at ``start`` is in the plural or counted: ``các bộ trưởng``, ``7 nữ ủy viên``."""
    position = start - 1
    for _ in range(3):
        if view.token(position) in CONTEXT["counted_person"]:
            position -= 1
    token = view.token(position)
    return token != "" and (token in CONTEXT["counting"] or token[0].isdecimal())


def _read_office(view: TextView, position: int) -> Office | None:
    title = read_title(view, position)
    if title is None or (title.core == "đại biểu" and _is_elected(view, position)):
        return None
    # "Thủ tướng Nhật Bản", "Thủ tướng Netanyahu", "Thống đốc bang California"; but "Trưởng thôn Mỹ Hòa"
    abroad = is_abroad(view, title.end) and not title.title.takes_village
    if abroad or view.token(title.end) in ("bang", "tiểu"):
        return Office(title, title.end, foreign=True)
    organization = _read_organization_of(view, title)
    if organization is None:
        return _without_organization(view, title)
    if not _fits(view, title, organization):
        return None
    end = max(title.end, organization.end)
    name = organization.name or _name_after_bracket(view, end)
    if name is None:
        foreign = is_foreign_body(view, organization.start, organization.end, end)
    else:
        foreign = begins_with_country(view, *name)
    return Office(title, name[1] if name else end, organization, name, foreign)


def _is_elected(view: TextView, position: int) -> bool:
    """Say whether a seat in an election is meant: ``bầu cử đại biểu Quốc hội và đại biểu HĐND``."""
    before = view.lower[max(0, position - 14) : position]
    return "cử" in before and before[-1] in ("và", ",", "cử")


def _read_organization_of(view: TextView, title: TitleMatch) -> Organization | None:
    following = view.token(title.end)
    if title.title.kind is Kind.CLOSED:
        # "Thủ tướng Chính phủ" is a fixed name; any other body after such a title does something else in the sentence
        cabinet = following == "chính" and view.token(title.end + 1) == "phủ" and title.core.endswith("thủ tướng")
        return read_organization(view, title.end) if cabinet else None
    if title.title.ends_in_head:
        return read_organization(view, _start_after_head(view, title))
    if title.title.takes_village and (village := read_village(view, title.end)) is not None:
        return village
    if title.title.repeats_noun and match_head(view.lower, title.end) is None:
        return read_field(view, title.end, _noun_of(view, title))
    fields = title.title.takes_field and following in MINISTRIES
    return read_organization(view, title.end, fields=fields, places=title.core in CONTEXT["heads_place"])


def _start_after_head(view: TextView, title: TitleMatch) -> int:
    """Return where the organization begins of a title that ends in its first word.

    "trưởng phòng Kinh tế" leads the "phòng Kinh tế"; in "trưởng phòng của Sở Y tế" and "phó trưởng trạm, Trạm Quản lý
    đường bộ" the organization is named behind the link; "trưởng ban Ban An toàn giao thông" says the noun again.
    """
    following = view.token(title.end)
    if following == view.lower[title.end - 1]:
        return title.end
    linked = following in ("của", "thuộc") or (following == "," and match_head(view.lower, title.end + 1) is not None)
    return title.end + 1 if linked else title.end - 1


def _noun_of(view: TextView, title: TitleMatch) -> tuple[int, int]:
    """Return the tokens of a title that name what is led: "chi cục" of ``phó chi cục trưởng``."""
    nouns = [token for token in range(title.start, title.end) if view.lower[token] in _LED]
    return nouns[0], nouns[-1] + 1


def _without_organization(view: TextView, title: TitleMatch) -> Office | None:
    # "trưởng", "phó" and "trưởng đoàn" alone are plain words, or the head of a team
    if title.core in CONTEXT["bare_chief"] or title.core.endswith(" đoàn"):
        return None
    name = read_name(view, title.end)
    foreign = name is None and title.title.kind is not Kind.OPEN and _unknown_capitals_follow(view, title)
    return Office(title, name[1] if name else title.end, name=name, foreign=foreign)


def _fits(view: TextView, title: TitleMatch, organization: Organization) -> bool:
    """Say whether a title that is also a plain word (``trưởng``, ``trưởng đoàn``) has what it goes with."""
    if title.core in CONTEXT["bare_chief"]:
        return view.lower[organization.start] in CONTEXT["led_by_bare_chief"]
    # "đội trưởng Công an Hà Nội" plays for the club, that of the "đội xóm Chùa" for the village; in the police he leads
    # the "Đội CSGT"
    if title.core in CONTEXT["of_teams"]:
        team = organization.start + (view.lower[organization.start] == "đội")
        if view.token(team) in CONTEXT["plays_for"]:
            return False
    following = view.token(title.end)
    return not title.core.endswith(" đoàn") or following == "" or following in CONTEXT["delegation"]


def _name_after_bracket(view: TextView, position: int) -> tuple[int, int] | None:
    """Return the name after a larger body in brackets: ``Cục trưởng Cục A (Bộ B) Trần Văn C``."""
    if view.token(position) != "(" or match_head(view.lower, position + 1) is None:
        return None
    for closing in range(position + 2, min(position + 16, len(view.words))):
        if view.words[closing] == ")":
            return read_name(view, closing + 1)
    return None


def _unknown_capitals_follow(view: TextView, title: TitleMatch) -> bool:
    """Say whether capitalized words follow that no reading explains: a foreign person, mostly.

    "Tổng Bí thư Thongloun" is told by :func:`is_abroad`; this one is for "Bộ trưởng Sok An", whose syllables could be
    Vietnamese. Capitals throughout are a headline and tell nothing.
    """
    position = title.end
    if not view.is_capitalized(position) or view.words[position].isupper():
        return False
    if view.lower[position : position + 2] == ["việt", "nam"]:
        return False
    return run_end(view.words, position) - position >= (1 if title.title.takes_field else 2)
