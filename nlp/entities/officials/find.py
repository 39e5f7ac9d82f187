"""Officials: who holds which post, found by a grammar of titles, public organizations and names.

Invariant: mentions do not overlap, each is a contiguous stretch of title, organization and name, and a name in a
value stands somewhere in the text.

Each step takes the text and the mentions so far and returns new ones; the order is that of certainty. An office with a
person beside it is surest, a title alone speaks of somebody in particular, and both tell who is meant later on.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.article import Entity
from nlp.entities.officials.joining import join_people
from nlp.entities.officials.later_mentions import add_repeats, complete_names
from nlp.entities.officials.mentions import Mention
from nlp.entities.officials.offices import read_offices
from nlp.entities.officials.people import People
from nlp.entities.officials.standing_alone import stand_alone
from nlp.entities.officials.untitled import add_appointed, add_headline_subject, add_officers
from nlp.entities.organizations.text_view import TextView
from nlp.entities.tokens import Tokens


def find_officials(tokens: Tokens, places: Sequence[Entity] = ()) -> list[Entity]:
    """Return the officials of a text, in order.

    :param places: PROVINCE and COMMUNE entities found before; what is a place is not taken for a person.
    """
    view = TextView(tokens, places)
    people = People(view)
    offices = read_offices(view)
    if not offices and not people.announcers:  # as in most short items
        return []
    joined = join_people(view, people, offices)
    mentions, expecting_name = stand_alone(view, offices, joined)
    lone_titles = mentions.unnamed
    mentions = add_officers(view, people, mentions)
    mentions = add_appointed(view, people, mentions, lone_titles)
    mentions = add_headline_subject(view, people, mentions)
    unproven = sorted([*joined.unproven, *expecting_name], key=lambda unproven: unproven.name)
    mentions = complete_names(view, mentions, unproven)
    mentions = add_repeats(view, people, mentions)
    return [_entity(view, mention) for mention in sorted(mentions.items, key=lambda mention: mention.start)]


def _entity(view: TextView, mention: Mention) -> Entity:
    start, end = view.tokens.starts[mention.start], view.tokens.ends[mention.end - 1]
    value = {"name": mention.name, "title": mention.title, "organization": mention.organization}
    return Entity("OFFICIAL", start, end, view.text(mention.start, mention.end), value)
