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
from nlp.entities.officials.text_view import TextView
from nlp.entities.officials.titles import Kind


class Mention(NamedTuple):
    """An official in the text: the tokens from ``start`` to ``end``, and the parts of the value."""

    start: int
    end: int
    name: str | None
    title: str | None = None
    organization: str | None = None


class Unproven(NamedTuple):
    """A person after titles that nothing in the sentence shows to be public ones: ``Chủ tịch Trần Văn A``.

    Whether this is an official is decided by the rest of the text (:mod:`.later_mentions`).
    """

    person: Person
    chain: Sequence[Office]


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


def hold(view: TextView, start: int, end: int, person: Person, chain: Sequence[Office]) -> Mention:
    """Return the mention of a person with offices.

    The value has all titles as one text and the organization of the last: "Phó bí thư Tỉnh ủy, Chủ tịch | UBND tỉnh".
    """
    organization = chain[-1].organization
    # "ông Trần Văn A, Bí thư Huyện ủy, chủ tịch": an open title needs an organization, so it shares one
    if organization is None and chain[-1].kind is Kind.OPEN:
        organization = next(
            (office.organization for office in reversed(chain) if office.organization is not None), None
        )
    return Mention(
        start,
        end,
        view.text(person.name_start, person.end),
        view.text(chain[0].start, chain[-1].title.end),
        view.text(organization.start, organization.end) if organization is not None else None,
    )


def start_with_new(view: TextView, start: int) -> int:
    """Include ``tân`` before a title in the mention; it is no part of the title."""
    return start - 1 if view.token(start - 1) == "tân" else start
