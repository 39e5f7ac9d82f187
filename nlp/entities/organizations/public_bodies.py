"""The lexicon of organizations: what begins their names, what they are for, and how one abroad is told.

Invariant: phrases are lower-case tokens in the normalized spelling; matching takes the longest.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from nlp.entities.lexicon import groups, phrases, rows
from nlp.entities.organizations.text_view import TextView
from nlp.entities.person_names import SURNAMES, is_name, run_start
from nlp.entities.phrases import Phrases
from nlp.text.syllables import is_vietnamese_syllable


class Head(Enum):
    """What the first words of an organization's name say about the rest of it."""

    BODY = "body"
    """Complete as it stands: UBND, Tỉnh ủy, Công an, Quốc hội."""
    FIELD = "field"
    """Goes on with its field: Sở Y tế, Cục Quản lý đất đai."""
    SMALL = "small"
    """As FIELD, and part of a larger body that may follow after a comma: đội, phòng, ban."""
    HOUSE = "house"
    """Schools and hospitals: often named for a person."""
    UNIT = "unit"
    """A territory: tỉnh, phường; goes on with a name or a number."""
    PRIVATE = "private"
    """Not a public body: companies, clubs, associations."""
    WORD = "word"
    """No head at all, though it begins like one: ban hành, đội ngũ, xã hội."""


def _group(table: str, group: str) -> Phrases[bool]:
    return Phrases((phrase, True) for phrase in groups(table)[group])


_HEAD_OF = {head.value: head for head in Head}
HEADS = Phrases(
    (phrase, _HEAD_OF[kind]) for kind, cell in rows("organization_heads", "kind", "phrases") for phrase in phrases(cell)
)
"""The words that begin the name of an organization, those included that only look so."""

FIELDS = _group("organization_fields", "field")
"""What ministries, departments and police units are for."""

AFTER_FIELD = _group("organization_fields", "after_field")
"""What may follow a field within the name of a body."""

MINISTRIES = groups("organization_fields")["ministry"]
"""First tokens of the names of the ministries of Việt Nam."""


def match_head(lower: Sequence[str], position: int) -> tuple[int, Head] | None:
    """Return the end and the kind of the words at ``position`` that begin the name of an organization, or None."""
    match = HEADS.match(lower, position)
    return None if match is None or match[1] is Head.WORD else match


_COMMANDS = groups("organization_fields")["command"]
_ABROAD = _group("foreign_bodies", "abroad")
_LOOKS_FOREIGN = groups("foreign_bodies")["looks_foreign"]


def is_abroad(view: TextView, position: int) -> bool:
    """Say whether a country, an international body or a foreign name stands at ``position``, with a capital."""
    if not view.is_capitalized(position):
        return False
    if country_end(view, position) > position or _is_foreign(view, position):
        return True
    # "Giám đốc CDC Mỹ", "Chủ tịch FED Mỹ": an abbreviation and its country
    following = position + 1
    abbreviated = view.words[position].isupper() and not is_vietnamese_syllable(view.lower[position])
    if not abbreviated or match_head(view.lower, position) is not None or not view.is_capitalized(following):
        return False
    return not view.words[following].isupper() and country_end(view, following) > following


def begins_with_country(view: TextView, start: int, end: int) -> bool:
    """Say whether what looks like a name is a country and a name: ``Tỉnh ủy Quảng Tây Trần Cương``."""
    country = country_end(view, start)
    return country > start + 1 and is_name(view.words, view.lower, country, end)


def follows_foreigner(view: TextView, start: int) -> bool:
    """Say whether a foreigner's name stands before the title at ``start``: ``Alexander Karpov, phó giám đốc``.

    A newspaper may stand there as well ("Theo VnExpress, ..."), but is one word. Without accents "Huong Binh" looks
    foreign too.
    """
    end = start - 1
    if view.tokens.plain or view.token(end) not in (",", "-", "–", "("):
        return False
    if view.token(end - 1) == ")":  # "Yotin Lopnikorn (38 tuổi), trưởng làng"
        opening = next((back for back in range(end - 2, max(-1, end - 6), -1) if view.lower[back] == "("), end)
        end = opening
    begin = run_start(view.words, end)
    if end - begin < 2 or not view.words[end - 2].isalpha():  # "K'Brin"
        return False
    # "Ông Alexander Karpov": the honorific is no part of the name
    begin += begin < end and is_vietnamese_syllable(view.lower[begin])
    return end - begin >= 2 and _is_foreign(view, end - 1) and not is_vietnamese_syllable(view.lower[begin])


def speaks_of_abroad(view: TextView) -> bool:
    """Say whether another country or an international body stands anywhere in the text."""
    return any(country_end(view, position) > position for position, word in enumerate(view.words) if word[0].isupper())


def is_foreign_body(view: TextView, start: int, end: int, following: int) -> bool:
    """Say whether the organization from ``start`` to ``end`` belongs to another country.

    :param following: the token after the office; a foreign name may stand there.
    """
    # "Chủ tịch Quốc hội Hàn Quốc", "Bộ trưởng Ngoại giao Marco Rubio"
    if is_abroad(view, following):
        return True
    # "Bộ trưởng Bộ Quốc phòng nước này": the country was named before; "nước ta", "nước nhà" are Việt Nam
    if view.token(following) == "nước" and view.token(following + 1) not in ("ta", "nhà", "việt", "chxhcn"):
        return True
    return _is_foreign_ministry(view, start, end) or _names_country(view, start, following)


def country_end(view: TextView, position: int) -> int:
    """Return the end of the country at ``position``, or ``position``; "Pháp chế" is a field, not France."""
    end = _ABROAD.end(view.lower, position)
    return end if end == position or FIELDS.end(view.lower, position) <= end else position


def _is_foreign(view: TextView, position: int) -> bool:
    """Say whether a word is no Vietnamese one: ``Netanyahu``, ``Pete``; abbreviations in capitals are."""
    word, lower = view.words[position], view.lower[position]
    return (
        len(word) > 3
        and lower.isascii()
        and word.isalpha()
        and not word.isupper()
        and not is_vietnamese_syllable(lower)
        and lower not in _LOOKS_FOREIGN
        and lower not in SURNAMES
    )


def _is_foreign_ministry(view: TextView, start: int, end: int) -> bool:
    """Say whether a ministry is one that Việt Nam does not have: ``Bộ Chiến tranh``, but not ``Bộ Chỉ huy``."""
    if view.lower[start] != "bộ" or end - start < 2 or not view.is_capitalized(start + 1):
        return False
    return view.lower[start + 1] not in MINISTRIES and view.lower[start + 1] not in _COMMANDS


def _names_country(view: TextView, start: int, end: int) -> bool:
    """Say whether the name of an organization holds a foreign one: ``Bộ Ngoại giao Israel``."""
    for position in range(start + 1, end):
        if not view.is_capitalized(position) or position in view.place_ends or position in view.inside_place:
            continue
        if _is_foreign(view, position):
            return True
        after = country_end(view, position)
        if after - position > 1:  # two syllables and more are nothing else: "Sở Cảnh sát Hàn Quốc"
            return True
        if after > position and _stands_for_country(view, position, after):
            return True
    return False


def _stands_for_country(view: TextView, position: int, after: int) -> bool:
    """Say whether a single syllable is a country (``Bộ Quốc phòng Nga``), as it may be part of a Vietnamese name.

    ``huyện Mỹ Đức`` and ``xã Nga Sơn`` go on with a capital, ``xã Anh`` has the word for a territory before it.
    """
    if view.is_capitalized(position - 1):
        return False
    head = match_head(view.lower, position - 1)
    if head is not None and head[1] is Head.UNIT:
        return False
    return not view.is_capitalized(after)
