"""Posts: a title with the organization, and perhaps the name, that follow it.

Invariant: posts are read from left to right and do not overlap; each is decided by the words around it alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from nlp.entities.officials.organizations import Organization, OrganizationReader
from nlp.entities.officials.public_bodies import HEADS, MINISTRIES
from nlp.entities.officials.titles import TITLES, FoundTitle, Kind, read_title
from nlp.entities.person_names import is_name, run_end, short_caps

_NOT_AFTER = {
    "bí": ("ban",),
    "giám": ("ban", "tổng"),
    "vụ": ("chức", "nhiệm"),
    "cục": ("tổng", "chi"),
    "tư": ("bộ",),
    "chủ": ("phủ", "công", "dân", "phòng"),
    "trưởng": ("tăng", "lớp", "thị", "môi", "sinh", "đoàn", "khoa", "nhóm", "ca"),
    "phó": ("ứng", "đối", "cứng", "bác"),
    "đại": ("đoàn", "cử", "viên", "bầu", "hội", "ứng", "buổi"),
    "hiệu": ("ban",),
    "ủy": ("huyện", "tỉnh", "thành", "quận", "đảng", "thị"),
}
"""First tokens of titles -> tokens before them that make other words of them (``tăng trưởng``, ``ứng phó``)."""

_BARE_CHIEFS = ("trưởng", "phó", "phó trưởng")
_CHIEF_OF = ("công", "csgt", "hải", "thuế", "đài", "cảnh", "đại", "đoàn", "bộ", "tiểu", "ban", "phòng", "đồn", "văn")
_DELEGATION_OF = ("đại", "đbqh", "thanh", "kiểm", "giám")
_HEADS_OF_PLACES = ("chủ tịch", "phó chủ tịch", "bí thư", "phó bí thư")
_HO_CHI_MINH = ["hồ", "chí", "minh"]


class Post(NamedTuple):
    """A title in the text with what follows it, as tokens.

    :param start: first token, words such as ``nguyên`` included; ``end`` the token after the last.
    :param name: the name that follows directly, or None.
    :param foreign: it is a post of another country.
    """

    start: int
    title_end: int
    end: int
    found: FoundTitle
    organization: Organization | None = None
    name: tuple[int, int] | None = None
    foreign: bool = False

    @property
    def kind(self) -> Kind:
        """What the title needs to be an official's."""
        return self.found.title.kind

    @property
    def public(self) -> bool:
        """Whether the organization, if the title needs one, is a public body."""
        return self.kind is not Kind.OPEN if self.organization is None else self.organization.public


def read_posts(words: Sequence[str], lower: Sequence[str], place_ends: Mapping[int, int]) -> list[Post]:
    """Return the posts of a text, in order."""
    return _PostReader(words, lower, place_ends).posts()


class _PostReader:
    def __init__(self, words: Sequence[str], lower: Sequence[str], place_ends: Mapping[int, int]) -> None:
        self.words = words
        self.lower = lower
        self.place_ends = place_ends
        self.organizations = OrganizationReader(words, lower, place_ends)

    def posts(self) -> list[Post]:
        found: list[Post] = []
        starters = TITLES.first_tokens
        free = 0
        for position, token in enumerate(self.lower):
            if position >= free and token in starters:
                post = self._post(position)
                if post is not None:
                    found.append(post)
                    free = max(post.end if post.public else post.title_end, position + 1)
        return found

    def _post(self, position: int) -> Post | None:
        lower = self.lower
        vetoed = position > 0 and lower[position - 1] in _NOT_AFTER.get(lower[position], ())
        found = None if vetoed else read_title(lower, position)
        if found is None or (found.core == "đại biểu" and self._elected(position)):
            return None
        if self.organizations.foreign_at(found.end):
            return Post(found.start, found.end, found.end, found, foreign=True)
        organization = self._organization(found)
        if organization is None:
            return self._without_organization(found)
        if not self._fits(found, organization):
            return None
        end = max(found.end, organization.end)
        name = organization.name or self._past_bracket(end)
        foreign = name is None and self.organizations.foreign(organization, end)
        return Post(found.start, found.end, name[1] if name else end, found, organization, name, foreign)

    def _past_bracket(self, position: int) -> tuple[int, int] | None:
        """Return the name after a larger body in brackets: ``Cục trưởng Cục A (Bộ B) Trần Văn C``."""
        if self.words[position : position + 1] != ["("] or HEADS.match(self.lower, position + 1) is None:
            return None
        for closing in range(position + 2, min(position + 16, len(self.words))):
            if self.words[closing] == ")":
                return name_at(self.words, self.lower, closing + 1, self.place_ends)
        return None

    def _fits(self, found: FoundTitle, organization: Organization) -> bool:
        """Say whether a title that is also a plain word (``trưởng``, ``trưởng đoàn``) has what it goes with."""
        if found.core in _BARE_CHIEFS:
            return self.lower[organization.start] in _CHIEF_OF
        return (
            not found.core.endswith(" đoàn")
            or self.lower[found.end : found.end + 1] == []
            or (self.lower[found.end] in _DELEGATION_OF)
        )

    def _without_organization(self, found: FoundTitle) -> Post | None:
        if found.core in _BARE_CHIEFS or found.core.endswith(" đoàn"):
            return None
        name = name_at(self.words, self.lower, found.end, self.place_ends)
        foreign = name is None and found.title.kind is not Kind.OPEN and self._odd_word(found)
        return Post(found.start, found.end, name[1] if name else found.end, found, name=name, foreign=foreign)

    def _organization(self, found: FoundTitle) -> Organization | None:
        title = found.title
        if title.kind is Kind.CLOSED:
            cabinet = self.lower[found.end : found.end + 2] == ["chính", "phủ"] and found.core.endswith("thủ tướng")
            return self.organizations.read(found.end) if cabinet else None
        if title.repeats:
            link = self.lower[found.end : found.end + 1]
            if link in (["của"], ["thuộc"]) or (link == [","] and HEADS.match(self.lower, found.end + 1) is not None):
                return self.organizations.read(found.end + 1)
            return self.organizations.read(found.end - 1)
        fields = title.fields and self.lower[found.end : found.end + 1] and self.lower[found.end] in MINISTRIES
        return self.organizations.read(found.end, fields=bool(fields), places=found.core in _HEADS_OF_PLACES)

    def _elected(self, position: int) -> bool:
        """Say whether a seat in an election is meant: ``bầu cử đại biểu Quốc hội và đại biểu HĐND``."""
        before = self.lower[max(0, position - 14) : position]
        return "cử" in before and before[-1] in ("và", ",", "cử")

    def _odd_word(self, found: FoundTitle) -> bool:
        """Say whether capitalized words follow that no reading explains: a foreign person, mostly."""
        position = found.end
        if position >= len(self.words) or not self.words[position][0].isupper() or self.words[position].isupper():
            return False
        if self.lower[position : position + 2] == ["việt", "nam"]:
            return False
        return run_end(self.words, position) - position >= (1 if found.title.fields else 2)


def name_at(
    words: Sequence[str], lower: Sequence[str], position: int, place_ends: Mapping[int, int]
) -> tuple[int, int] | None:
    """Return the tokens of the person's name that begins at ``position``, or None."""
    end = short_caps(words, lower, position, run_end(words, position))
    if not is_name(words, lower, position, end):
        return None
    if place_ends.get(position) == end and lower[position:end] != _HO_CHI_MINH:
        return None
    return position, end
