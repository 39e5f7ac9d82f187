"""People without a title of their own: officers named by rank, people who are given a post, the subject of a headline.

Invariant: nobody is an official by name alone, except the holders of the four highest posts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nlp.entities.officials.mentions import Mention, Mentions, mention_person
from nlp.entities.officials.offices import is_counted
from nlp.entities.officials.organizations import read_organization
from nlp.entities.officials.people import People, Person
from nlp.entities.officials.text_view import TextView
from nlp.entities.officials.titles import CONTEXT

_FARTHEST_POST = 20
_SENTENCE_ENDS = (".", "\n", ";")


def add_officers(view: TextView, people: People, mentions: Mentions) -> Mentions:
    """Return the mentions with officers named by rank alone, and a rank with its service (``đại úy công an``)."""
    officers = (
        mention_person(view, person)._replace(title=view.text(person.start, person.rank_end))
        for person in people.addressed()
        if person.rank_end is not None
    )
    mentions = mentions.with_more(officers)
    return mentions.with_more(_officers_of_service(view, people, mentions))


def _officers_of_service(view: TextView, people: People, mentions: Mentions) -> Iterator[Mention]:
    for rank in people.services():
        if mentions.covering(rank.start) is not None or is_counted(view, rank.start):
            continue
        body = read_organization(view, rank.end)
        if body is not None and body.public and body.name is None:
            organization = view.text(body.start, body.end)
            yield Mention(rank.start, body.end, None, view.text(rank.start, rank.end), organization)


def add_appointed(view: TextView, people: People, mentions: Mentions, lone_titles: Sequence[Mention]) -> Mentions:
    """Return the mentions with the people who are given or leave a post, and with those everybody knows.

    :param lone_titles: the titles that stand alone.
    """
    starts = {title.start for title in lone_titles}
    ends = {title.end for title in lone_titles}
    appointed = (
        mention_person(view, person)
        for person in people.addressed()
        if people.is_leader(person) or _gets_post(view, person, starts) or _had_post(view, person, ends)
    )
    return mentions.with_more(appointed)


def _gets_post(view: TextView, person: Person, starts: set[int]) -> bool:
    """Say whether a post follows in the sentence, and that it is given: ``bầu ông A giữ chức Chủ tịch UBND tỉnh``.

    Without a word of appointing, "ông A gặp Chủ tịch UBND tỉnh" would make A an official.
    """
    appointing = False
    for position in range(person.end, min(person.end + _FARTHEST_POST, len(view.lower))):
        if position in starts:
            return appointing
        token = view.lower[position]
        if token in _SENTENCE_ENDS or token in ("ông", "bà"):  # the next person is the one who gets it
            return False
        # "ông A là Chủ tịch UBND tỉnh", but not "ông A nói đây là việc của Chủ tịch UBND tỉnh"
        is_one = token == "là" and position <= person.end + 1
        appointing = appointing or token in CONTEXT["appointing"] or is_one
    return False


def _had_post(view: TextView, person: Person, ends: set[int]) -> bool:
    """Say whether a post stands before the person that is taken away, passed on or his.

    "miễn nhiệm chủ tịch UBND tỉnh đối với ông A", "làm Bí thư Tỉnh ủy thay ông A", "Chủ tịch Quốc hội là ông A".
    """
    start = person.start
    before = view.token(start - 1)
    if before == "với":
        return any(start - back in ends for back in range(2, 9))
    return before in ("thay", "là") and start - 1 in ends


def add_headline_subject(view: TextView, people: People, mentions: Mentions) -> Mentions:
    """Return the mentions with the person who opens the text below a headline that begins with a title alone.

    "Chủ tịch Đà Nẵng: ..." above "Ông Trần Văn A yêu cầu ..." are one person; with another official in the headline
    it might be either.
    """
    if "\n" not in view.lower or not mentions.items:
        return mentions
    line_break = view.lower.index("\n")
    titles = [mention for mention in mentions.items if mention.start < line_break]
    if len(titles) != 1 or titles[0].name is not None or titles[0].start > 1:
        return mentions
    person = people.announced(line_break + 1)
    if person is None or view.token(person.end) not in CONTEXT["speaking"]:
        return mentions
    return mentions.with_more([mention_person(view, person)])
