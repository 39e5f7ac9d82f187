"""Officials: who holds which post, found by a grammar of titles, public organizations and names.

Invariant: mentions do not overlap, each is a contiguous stretch of title, organization and name, and a name in a
value stands somewhere in the text.

The order of work: posts are read (:mod:`.posts`) and joined to the people before or after them; what
is left are titles that stand alone, officers named by rank, people who are given a post, and later mentions of
people found before.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from nlp.article import Entity
from nlp.entities.officials.organizations import Organization, OrganizationReader
from nlp.entities.officials.people import ANNOUNCERS, People, Person
from nlp.entities.officials.posts import Post, name_at, read_posts
from nlp.entities.officials.public_bodies import FOREIGN
from nlp.entities.officials.titles import TITLES, Kind
from nlp.entities.officials.unaccented import restore
from nlp.entities.person_names import is_syllable, run_end
from nlp.entities.phrases import tokens_of
from nlp.entities.tokens import Tokens

_MOST_POSTS = 6
_COUNTING = tokens_of(
    "các những nhiều mọi mỗi từng hai ba bốn năm sáu bảy tám chín mười vài số cặp dàn loạt cấp hàng đội"
)
_BEFORE_TITLE = tokens_of("tân vị chí đồng nguyên cựu cố nữ nam ông bà")
_APPOINTING = tokens_of("làm giữ bầu nhiệm định thôi chuẩn động cử chức vụ danh trí")
_SAYING = tokens_of(
    "yêu cho đề chỉ khẳng nhấn đánh nói kêu mong khuyến kiến cảnh bày thừa lưu cam giải nhận thông đồng chia muốn"
)
_TERM = tokens_of("nhiệm kỳ khóa - – đến / xii xiii xiv xv xvi i ii iii")
_TRIGGERS = TITLES.first_tokens | ANNOUNCERS.first_tokens


class _Mention(NamedTuple):
    """An official in the text: tokens, and the parts of the value."""

    start: int
    end: int
    name: str | None
    title: str | None = None
    organization: str | None = None


def find_officials(tokens: Tokens, places: Sequence[Entity] = ()) -> list[Entity]:
    """Return the officials of a text, in order.

    :param places: PROVINCE and COMMUNE entities found before; what is a place is not taken for a person.
    """
    lower = tokens.lower
    if tokens.plain:
        lower = restore(tokens.words, lower)
    if _TRIGGERS.isdisjoint(lower):
        return []
    return _Finder(tokens, lower, _token_spans(tokens, places) if places else {}).find()


class _Finder:
    """The search in one text."""

    def __init__(self, tokens: Tokens, lower: list[str], place_ends: dict[int, int]) -> None:
        self.tokens = tokens
        self.words = tokens.words
        self.lower = lower
        self.place_ends = place_ends
        self.people = People(tokens.words, lower)
        self.mentions: list[_Mention] = []
        self.taken: dict[int, int] = {}  # token -> index of its mention
        self.named = False
        self.counted_end = 0  # the token after the last title that was counted
        self.speaks_of_abroad: bool | None = None  # looked up when a title in small letters asks for it
        self.alone: set[int] = set()  # first tokens of titles without a name; after_alone: tokens after them
        self.after_alone: set[int] = set()
        self.pending: list[tuple[Person, list[Post]]] = []

    def find(self) -> list[Entity]:
        """Return the entities."""
        posts = read_posts(self.words, self.lower, self.place_ends)
        abroad = {post.found.core for post in posts if post.foreign}
        abroad -= {post.found.core for post in posts if post.name and not post.foreign}
        linked = [self._linked(post, following) for post, following in pairwise(posts)] + [False]
        index = 0
        while index < len(posts):
            chain = self._chain(posts, linked, index)
            index += self._joined(chain) or self._standing_alone(chain, abroad)
        self._officers()
        self._people_of_posts()
        self._headline_subject()
        self._short_names()
        introduced = sorted((mention.start, mention.name) for mention in self.mentions if mention.name is not None)
        if introduced:
            for person, name in self.people.mentions(introduced):
                self._put(_Mention(person.start, person.end, name))
        return self._entities()

    # posts joined to people

    def _chain(self, posts: list[Post], linked: list[bool], index: int) -> list[Post]:
        """Return the posts from ``index`` on that follow each other closely enough to be one person's."""
        end = index
        while linked[end] and end - index < _MOST_POSTS:
            end += 1
        return posts[index : end + 1]

    def _linked(self, post: Post, following: Post) -> bool:
        if post.name is not None or following.start - post.end > 12:
            return False
        between = self.lower[post.end : following.start]
        skip = 0
        if between and between[0] in ("nhiệm", "khóa"):
            while skip < len(between) and (between[skip] in _TERM or between[skip][0].isdigit()):
                skip += 1
        link = " ".join(between[skip:])
        if post.found.core == "thủ tướng":
            return link == "kiêm"
        return link in (",", "kiêm", ", kiêm", ";", "-", "–", ", đồng thời là", ", là", "đồng thời là")

    def _joined(self, chain: list[Post]) -> int:
        """Join a chain of posts to a person before or after it; return how many posts are done with."""
        first, last = chain[0], chain[-1]
        if any(post.foreign for post in chain):
            return len(chain) if last.foreign and first.organization is None else int(first.foreign)
        if not all(post.public or post.organization is None for post in chain):
            return 1 if len(chain) == 1 or not first.public else 0
        if last.name is not None:
            self._title_first(chain, Person(last.name[0], *last.name))
        elif not self._extended(chain) and not self._name_first(chain) and not self._name_announced(chain):
            return 0
        return len(chain)

    def _name_first(self, chain: list[Post]) -> bool:
        """Join posts to the person before them; say whether there is one."""
        person = self.people.before(chain[0].start)
        if person is None or not self.taken.keys().isdisjoint(range(person.start, person.end)):
            return False
        end = chain[-1].end
        if self.lower[chain[0].start - 1] == "(" and self.lower[end : end + 1] == [")"]:
            end += 1
        if any(post.public for post in chain):
            self._add(person.start, end, person, chain)
        return True

    def _name_announced(self, chain: list[Post]) -> bool:
        """Join posts to the person announced after them; say whether there is one."""
        person = self.people.announced(chain[-1].end)
        if person is None or not chain[-1].public or not self._belongs(person, chain):
            return False
        self._add(chain[0].start, person.end, person, chain)
        return True

    def _title_first(self, chain: list[Post], person: Person) -> None:
        """Mark a name with its posts in front, and the bare names that share them in a list."""
        start = self._with_new(chain[0].start)
        known = any(post.public for post in chain) or self._text(person.name_start, person.end) == "Hồ Chí Minh"
        if not known:
            self.pending.append((person, chain))
            return
        self._add(start, person.end, person, chain)
        position = person.end
        while self._counted(start) and self.lower[position : position + 1] in ([","], ["và"]):
            name = name_at(self.words, self.lower, position + 1, self.place_ends)
            if name is None:
                break
            self._add(*name, Person(name[0], *name), chain)
            position = name[1]

    def _extended(self, chain: list[Post]) -> bool:
        """Include further posts in the mention of a person who stands before them with a title already."""
        before = chain[0].start - 1
        while before > 0 and self.lower[before] in (",", "kiêm", "-", "–", "("):
            before -= 1
        if before == chain[0].start - 1 or before not in self.taken:
            return False
        index = self.taken[before]
        mention = self.mentions[index]
        if not mention.name or mention.end != before + 1:
            return False
        if not self._text(mention.start, mention.end).endswith(mention.name):
            return False
        self.mentions[index] = mention._replace(end=chain[-1].end)
        self.taken.update(dict.fromkeys(range(mention.end, chain[-1].end), index))
        return True

    def _belongs(self, person: Person, chain: list[Post]) -> bool:
        """Say whether a person announced after a title holds it (and is not the next of a list, or its giver)."""
        separator = self.lower[chain[-1].end]
        following = self.lower[person.end : person.end + 1]
        if following in ([","], ["-"], ["–"], ["("]) and TITLES.match(self.lower, person.end + 1) is not None:
            return False
        start = chain[0].start
        return separator != "," or start == 0 or self.lower[start - 1] not in _APPOINTING

    # titles without a name

    def _standing_alone(self, chain: list[Post], abroad: set[str]) -> int:
        """Mark a title that stands for a particular holder; return how many posts are done with."""
        post = chain[0]
        if self._counted(post.start):
            self.counted_end = post.end
            return 1
        together = self._one_person(chain)
        if together > 1:
            if all(other.public for other in chain[:together]):
                self._put_alone(chain[:together], chain[together - 1].organization)
            return together
        self._expect_given_name(chain)
        organization = self._own_or_shared(chain)
        if organization is None:
            particular = self._stands_without_organization(post, abroad)
        else:
            particular = organization.public and not organization.generic
        if particular:
            self._put_alone([post], organization)
        return 1

    @staticmethod
    def _own_or_shared(chain: list[Post]) -> Organization | None:
        """Return the organization of the first title, which may be that of the next: ``bí thư, chủ tịch tỉnh X``."""
        if chain[0].organization is not None or chain[0].kind not in (Kind.OPEN, Kind.PARTY):
            return chain[0].organization
        return next((post.organization for post in chain[1:] if post.organization is not None), None)

    def _stands_without_organization(self, post: Post, abroad: set[str]) -> bool:
        if self.lower[post.end : post.end + 1] and self.lower[post.end] in ("các", "cấp", "những", "/"):
            return False
        if post.kind in (Kind.OPEN, Kind.PARTY):
            return self._new_holder(post)
        return post.found.core not in abroad and not self._abroad(post)

    def _one_person(self, chain: list[Post]) -> int:
        """Return how many titles at the head of a chain are one person's even without a name."""
        if chain[0].found.core == "tổng bí thư":
            return 2 if len(chain) > 1 and chain[1].found.core == "chủ tịch nước" else 1
        return len(chain) if chain[0].found.core.startswith("ủy viên") else 1

    def _new_holder(self, post: Post) -> bool:
        """Say whether a bare title is given to somebody: ``tân chủ tịch``, ``giữ chức Bí thư``."""
        before = self.lower[post.start - 1] if post.start else ""
        return before == "tân" or (post.kind is Kind.PARTY and before in ("chức", "vụ", "làm"))

    def _put_alone(self, chain: list[Post], organization: Organization | None) -> None:
        self.alone.add(chain[0].start)
        self.after_alone.add(chain[-1].end)
        start = self._with_new(chain[0].start)
        title = self._text(chain[0].start, chain[-1].title_end)
        self._put(_Mention(start, chain[-1].end, None, title, self._organization(organization)))

    def _expect_given_name(self, chain: list[Post]) -> None:
        """Remember a title with a single syllable after it, which may be somebody's given name."""
        end = chain[0].end
        if chain[0].organization is None and run_end(self.words, end) == end + 1 and is_syllable(self.lower[end]):
            self.pending.append((Person(end, end, end + 1), chain[:1]))

    def _abroad(self, post: Post) -> bool:
        """Say whether a title in small letters is that of another country, which the text speaks about."""
        if self.named or not self.words[post.found.start].islower():
            return False
        if self.speaks_of_abroad is None:
            capitals = (at for at, word in enumerate(self.words) if word[0].isupper())
            self.speaks_of_abroad = any(FOREIGN.end(self.lower, at) > at for at in capitals)
        return self.speaks_of_abroad

    def _counted(self, start: int) -> bool:
        """Say whether a title is in the plural or counted."""
        position = start - 1
        if 0 < position == self.counted_end and self.lower[position] in (",", "và"):
            return True  # the next of a counted list: "40 hiệu trưởng, hiệu phó"
        for _ in range(3):
            if position >= 0 and self.lower[position] in _BEFORE_TITLE:
                position -= 1
        return position >= 0 and (self.lower[position] in _COUNTING or self.lower[position][0].isdigit())

    # people without a title of their own

    def _officers(self) -> None:
        """Mark officers named by rank alone, and a rank with its service (``đại úy công an``)."""
        for person in self.people.officers():
            assert person.rank_end is not None
            rank = self._text(person.start, person.rank_end)
            self._put(_Mention(person.start, person.end, self._text(person.name_start, person.end), rank))
        reader = OrganizationReader(self.words, self.lower, self.place_ends)
        for start, end in self.people.services():
            if start not in self.taken and not self._counted(start):
                body = reader.read(end)
                if body is not None and body.public and body.name is None:
                    self._put(_Mention(start, body.end, None, self._text(start, end), self._organization(body)))

    def _people_of_posts(self) -> None:
        """Mark people who are given or leave a post that was found on its own, and those everybody knows."""
        for person in self.people.addressed():
            if person.start not in self.taken and (
                self.people.is_leader(person)
                or (self.alone and (self._gets_post(person.end) or self._had_post(person.start)))
            ):
                self._put(_Mention(person.start, person.end, self._text(person.name_start, person.end)))

    def _gets_post(self, position: int) -> bool:
        appointing = False
        for ahead in range(position, min(position + 20, len(self.lower))):
            token = self.lower[ahead]
            if ahead in self.alone:
                return appointing
            if token in (".", "\n", ";", "ông", "bà"):
                return False
            appointing = appointing or token in _APPOINTING or (token == "là" and ahead <= position + 1)
        return False

    def _had_post(self, position: int) -> bool:
        before = self.lower[max(0, position - 2) : position]
        if before == ["đối", "với"] or before[-1:] == ["với"]:
            return any(position - back in self.after_alone for back in range(2, 9))
        return before[-1:] in (["thay"], ["là"]) and position - 1 in self.after_alone

    def _headline_subject(self) -> None:
        """Mark the person who opens the text below a headline whose only official is a title without a name.

        "Chủ tịch Đà Nẵng: ..." above "Ông Trần Văn A yêu cầu ..." are one person.
        """
        if "\n" not in self.lower or not self.mentions:
            return
        line_break = self.lower.index("\n")
        titles = [mention for mention in self.mentions if mention.start < line_break]
        if len(titles) != 1 or titles[0].name is not None or titles[0].start > 1:
            return
        person = self.people.announced(line_break + 1)
        if person is not None and self.lower[person.end : person.end + 1] and self.lower[person.end] in _SAYING:
            self._put(_Mention(person.start, person.end, self._text(person.name_start, person.end)))

    def _short_names(self) -> None:
        """Give people their full names, and titles that need proof to people known to be officials."""
        longer: dict[str, str] = {}
        for mention in self.mentions:
            parts = mention.name.split() if mention.name else []
            if mention.name and len(parts) > 2:
                for suffix in (parts, parts[-2:], parts[-1:]):
                    longer.setdefault(" ".join(suffix).lower(), mention.name)
        for index, mention in enumerate(self.mentions):
            if mention.name is not None:
                full = longer.get(mention.name.lower(), mention.name)
                self.mentions[index] = mention._replace(name=full)
        for person, chain in self.pending:
            name = longer.get(self._text(person.name_start, person.end).lower())
            if name is not None:
                start = self._with_new(chain[0].start)
                alone = self.taken.get(chain[0].start)
                if alone is not None and self.mentions[alone].name is None:
                    self.mentions[alone] = self.mentions[alone]._replace(end=person.end, name=name)
                    self.taken.update(dict.fromkeys(range(start, person.end), alone))
                else:
                    self._put(_Mention(start, person.end, name, self._text(chain[0].start, chain[-1].title_end)))

    # output

    def _with_new(self, start: int) -> int:
        """Include ``tân`` before a title in the mention."""
        return start - 1 if start and self.lower[start - 1] == "tân" else start

    def _add(self, start: int, end: int, person: Person, chain: list[Post]) -> None:
        title = self._text(chain[0].start, chain[-1].title_end)
        organization = chain[-1].organization
        if organization is None and chain[-1].kind is Kind.OPEN:
            organization = next((post.organization for post in reversed(chain) if post.organization is not None), None)
        name = self._text(person.name_start, person.end)
        self._put(_Mention(start, end, name, title, self._organization(organization)))

    def _put(self, mention: _Mention) -> None:
        tokens = range(mention.start, mention.end)
        if self.taken.keys().isdisjoint(tokens):
            self.taken.update(dict.fromkeys(tokens, len(self.mentions)))
            self.mentions.append(mention)
            self.named = self.named or mention.name is not None

    def _organization(self, organization: Organization | None) -> str | None:
        return self._text(organization.start, organization.end) if organization is not None else None

    def _text(self, start: int, end: int) -> str:
        return self.tokens.text[self.tokens.starts[start] : self.tokens.ends[end - 1]]

    def _entities(self) -> list[Entity]:
        entities = []
        for mention in sorted(self.mentions, key=lambda mention: mention.start):
            start, end = self.tokens.starts[mention.start], self.tokens.ends[mention.end - 1]
            value = {"name": mention.name, "title": mention.title, "organization": mention.organization}
            entities.append(Entity("OFFICIAL", start, end, self.tokens.text[start:end], value))
        return entities


def _token_spans(tokens: Tokens, places: Sequence[Entity]) -> dict[int, int]:
    """Return the places as first token -> token after the last."""
    at_start = {start: index for index, start in enumerate(tokens.starts)}
    at_end = {end: index + 1 for index, end in enumerate(tokens.ends)}
    return {
        at_start[place.start]: at_end[place.end] for place in places if place.start in at_start and place.end in at_end
    }
