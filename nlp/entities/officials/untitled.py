"""People without a title of their own: officers named by rank, people who are given a post, the subject of a headline.

Invariant: nobody is an official by name alone, except the holders of the four highest posts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nlp.entities.officials.mentions import Mention, Mentions, mention_person
from nlp.entities.officials.offices import is_counted
from nlp.entities.officials.people import ANNOUNCERS, People, Person
from nlp.entities.officials.titles import CONTEXT
from nlp.entities.organizations.reading import read_organization
from nlp.entities.organizations.text_view import TextView

_FARTHEST_POST = 20
_QUOTES = ('"', "”", "'", "’")
_SENTENCE_ENDS = (".", "\n", ";")


def add_officers(view: TextView, people: People, mentions: Mentions) -> Mentions:
    """Return the mentions with officers named by rank alone, and a rank with its service (``đại úy công an``).

    A rank is no title; it stands for one only where nothing else says who is meant.
    """
    officers = (mention_person(view, person) for person in people.addressed() if person.rank_end is not None)
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
    """Return the mentions with the person whose title stands in the headline and whose name below it, or the reverse.

    "Chủ tịch Đà Nẵng: ..." above "Ông Trần Văn A yêu cầu ..." are one person; with another official in the headline
    it might be either. So are "TS Trần Văn A: ..." and the Phó ban who says it below.
    """
    if "\n" not in view.lower or not mentions.items:
        return mentions
    line_break = view.lower.index("\n")
    titles = [mention for mention in mentions.items if mention.start < line_break]
    if not titles:
        return mentions.with_more(_quoted_in_headline(view, people, mentions, line_break))
    if len(titles) != 1 or titles[0].name is not None or titles[0].start > 1:
        return mentions
    person = people.announced(line_break + 1)
    if person is None or view.token(person.end) not in CONTEXT["speaking"]:
        return mentions
    return mentions.with_more([mention_person(view, person)])


def _quoted_in_headline(view: TextView, people: People, mentions: Mentions, line_break: int) -> list[Mention]:
    """Return the person whom a headline quotes, when the first official below is a title behind a quotation."""
    first = min(mentions.items, key=lambda mention: mention.start)
    start, end = people.name_after(ANNOUNCERS.end(view.lower, 0))
    quoted = end < line_break and view.lower[end] == ":" and people.is_full_name(start, end)
    behind_quotation = view.token(first.start - 1) == "," and view.token(first.start - 2) in _QUOTES
    return [Mention(0, end, view.text(start, end))] if quoted and first.name is None and behind_quotation else []
