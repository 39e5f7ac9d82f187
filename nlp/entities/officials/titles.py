"""The titles of public posts: which words they are, what they need beside them to count.

Invariant: titles are matched over lower-case tokens; what a title is worth is said by its kind alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from nlp.entities.lexicon import groups, phrases, rows
from nlp.entities.organizations.text_view import TextView
from nlp.entities.phrases import Phrases


class Kind(Enum):
    """What a title needs to be an official's."""

    CLOSED = "closed"
    """Nothing, and it takes no organization: Thủ tướng."""
    STATE = "state"
    """Nothing: no company has the post (Bộ trưởng, trưởng thôn)."""
    PARTY = "party"
    """A name or an organization: bí thư, thẩm phán."""
    OPEN = "open"
    """A public organization: companies, clubs and schools of dance have a chủ tịch and a giám đốc too."""


class Title(NamedTuple):
    """A title of the lexicon.

    :param ends_in_head: its last word also begins the organization (``trưởng phòng`` -> ``phòng X``).
    :param takes_field: a field of government may stand for the organization (``Bộ trưởng Tài chính``).
    :param repeats_noun: so may it, and a word of the title belongs to it (``Cục trưởng Đường bộ`` -> Cục Đường bộ).
    :param takes_village: the name or number of a village follows (``Trưởng thôn Nà Lạn``).
    """

    kind: Kind
    ends_in_head: bool = False
    takes_field: bool = False
    repeats_noun: bool = False
    takes_village: bool = False


def _entries() -> Iterator[tuple[str, Title]]:
    for kind, organization, cell in rows("titles", "kind", "organization", "phrases"):
        where = (organization == way for way in ("last_word", "field", "noun", "village"))
        title = Title(Kind(kind), *where)
        for phrase in phrases(cell):
            yield phrase, title


TITLES = Phrases(_entries())

CONTEXT = groups("title_context")
"""The words around titles, by the groups of the table ``title_context``."""

_AFTER_TITLE = Phrases((phrase, True) for phrase in CONTEXT["after_title"])
_NOT_AFTER = {word: frozenset(phrases(before)) for word, before in rows("not_titles", "word", "phrases")}


class TitleMatch(NamedTuple):
    """A title in the text.

    :param start: first token, words such as ``nguyên`` included; ``end`` the token after the last.
    :param core: the phrase of the lexicon, without the words around it.
    """

    start: int
    end: int
    title: Title
    core: str


def read_title(view: TextView, start: int) -> TitleMatch | None:
    """Return the title whose lexicon phrase begins at ``start``, with the words around it that belong to it."""
    lower = view.lower
    match = TITLES.match(lower, start)
    # "tăng trưởng công nghiệp" is growth; without this it would be a chief ("trưởng") of an organization "công ..."
    if match is None or view.token(start - 1) in _NOT_AFTER.get(lower[start], ()):
        return None
    end, title = match
    core = " ".join(lower[start:end])
    after_title = _AFTER_TITLE.end(lower, end)
    # "Phó chủ tịch thường trực HĐND": the organization stands behind these words, or would not be found. But the duties
    # of a "Phó thủ tướng phụ trách kinh tế" are no part of a title that needs nothing.
    if after_title > end and not (title.kind is Kind.CLOSED and lower[end] == "phụ"):
        end = after_title
        if title.ends_in_head:  # "Trưởng ban thường trực Ban Chỉ đạo": "ban" no longer stands before the field
            title = Title(title.kind)
    return TitleMatch(_start_with_former(view, start), end, title, core)


def _start_with_former(view: TextView, start: int) -> int:
    """Include ``nguyên``, ``cựu``, ``quyền`` or ``Q.`` before a title, which are part of the value."""
    if view.token(start - 1) in CONTEXT["before_title"]:
        return start - 1
    if start > 1 and view.token(start - 1) == "." and view.token(start - 2) in ("q", "p"):
        return start - 2
    return start
