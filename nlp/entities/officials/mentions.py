"""The mentions of officials, as each step hands them to the next.

Invariant: mentions do not overlap; a step returns new ones and changes none that it was given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from nlp.entities.officials.offices import Office
from nlp.entities.officials.people import Person
from nlp.entities.officials.titles import Kind
from nlp.entities.organizations.reading import Organization
from nlp.entities.organizations.text_view import TextView


class Mention(NamedTuple):
    """An official in the text: the tokens from ``start`` to ``end``, and the parts of the value."""

    start: int
    end: int
    name: str | None
    title: str | None = None
    organization: str | None = None


class Unproven(NamedTuple):
    """A name after titles that nothing beside them shows to be public: ``Chủ tịch Trần Văn A``, ``Bí thư Việt``.

    The rest of the text decides whether this is an official (:mod:`.later_mentions`).

    :param name: tokens of the name.
    """

    name: tuple[int, int]
    offices: Sequence[Office]


@dataclass(frozen=True, eq=False)
class Mentions:
    """The officials found so far.

    :param items: in the order in which they were found; earlier ones lend their full names to later ones.
    """

    items: tuple[Mention, ...] = ()

    @cached_property
    def _by_token(self) -> dict[int, Mention]:
        return {token: mention for mention in self.items for token in range(mention.start, mention.end)}

    def with_more(self, mentions: Iterable[Mention]) -> Mentions:
        """Return these mentions and more; one that overlaps an earlier one is dropped."""
        taken = set(self._by_token)
        added = []
        for mention in mentions:
            tokens = range(mention.start, mention.end)
            if taken.isdisjoint(tokens):
                taken.update(tokens)
                added.append(mention)
        return Mentions((*self.items, *added)) if added else self

    def covering(self, token: int) -> Mention | None:
        """Return the mention that ``token`` is part of, or None."""
        return self._by_token.get(token)

    @property
    def named(self) -> list[Mention]:
        """The mentions with a person's name."""
        return [mention for mention in self.items if mention.name is not None]

    @property
    def unnamed(self) -> list[Mention]:
        """The titles that stand alone."""
        return [mention for mention in self.items if mention.name is None]


def mention_person(view: TextView, person: Person) -> Mention:
    """Return the mention of a person without a title."""
    return Mention(person.start, person.end, view.text(person.name_start, person.end))


def mention_titles(
    view: TextView,
    start: int,
    end: int,
    offices: Sequence[Office],
    organization: Organization | None,
    name: str | None = None,
) -> Mention:
    """Return a mention with the titles of ``offices`` as one text: "Phó bí thư Tỉnh ủy, Chủ tịch" of "UBND tỉnh"."""
    title = view.text(offices[0].start, offices[-1].title.end)
    return Mention(start, end, name, title, _name_of(view, organization))


def _name_of(view: TextView, organization: Organization | None) -> str | None:
    if organization is None:
        return None
    name = view.text(organization.start, organization.end)
    return f"{view.text(*organization.noun)} {name}" if organization.noun is not None else name


def mention_holder(view: TextView, start: int, end: int, person: Person, offices: Sequence[Office]) -> Mention:
    """Return the mention of a person with offices; the organization is that of the last."""
    # "chánh văn phòng UBND tỉnh, kiêm người phát ngôn của tỉnh": to speak for a body goes with the post
    if len(offices) > 1 and "phát ngôn" in offices[-1].title.core and view.token(offices[-1].start - 1) == "kiêm":
        offices = offices[:-1]
    organization = offices[-1].organization
    # "ông Trần Văn A, Bí thư Huyện ủy, chủ tịch": an open title needs an organization, so it shares one
    if organization is None and offices[-1].kind is Kind.OPEN:
        organization = next((office.organization for office in reversed(offices) if office.organization), None)
    return mention_titles(view, start, end, offices, organization, view.text(person.name_start, person.end))


def start_with_new(view: TextView, start: int) -> int:
    """Include ``tân`` before a title in the mention; it is no part of the title."""
    return start - 1 if view.token(start - 1) == "tân" else start
