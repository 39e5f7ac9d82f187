"""Names of provinces in a text, found in one pass over a trie of tokens, and the entities they become.

Invariant: a mention is the longest name that begins at its token; :mod:`.province_context` says whether it
names the province or something else that is called so.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from nlp.article import Entity
from nlp.entities.places.context_words import SAFE_PLAIN_NAMES
from nlp.entities.places.gazetteer import ProvinceName, gazetteer
from nlp.entities.tokens import Tokens
from nlp.text.normalize import strip_accents

DASHES = frozenset("-–—")
_NOT_PROVINCES = (
    "thái bình dương", "điện biên phủ", "điện biên đông", "đồng tháp mười", "hà nam ninh", "phú thọ hòa",
    "hải dương học", "sài gòn giải phóng", "sài gòn tiếp thị", "sài gòn gia định", "sài gòn - gia định",
    "sài gòn đại ninh",
    "hiệp bình phước", "tân khánh hòa", "hòa bình thạnh", "thái bình trung", "đồng nai thượng", "bắc ninh hòa",
    "tây ninh hòa", "sài gòn co . op", "hà nội mới",
)  # fmt: skip
_CITY_PREFIXES = ("tp . ", "tp ", "tp - ", "t . p . ", "t . p ", "tp . - ")

PLAIN_NAME, WITH_CITY, PERSON, OLD_CITY, ABBREVIATION = range(5)


class Mention(NamedTuple):
    """A province's name at tokens ``first`` to ``last`` (half-open), not judged yet."""

    first: int
    last: int
    meaning: ProvinceName
    kind: int


class _Node:
    """A place in the trie of names: what may follow, and what the name means if it ends here."""

    __slots__ = ("following", "is_end", "kind", "meaning")

    def __init__(self) -> None:
        self.following: dict[str, _Node] = {}
        self.is_end = False
        self.meaning: ProvinceName | None = None
        self.kind = PLAIN_NAME


@cache
def _trie(plain: bool) -> dict[str, _Node]:
    """Return the trie of names, token by token; a longer name that is no province ends without a meaning.

    :param plain: also read every name without accents; otherwise only those that cannot be anything else.
    """
    root = _Node()

    def add(key: str, meaning: ProvinceName | None, kind: int) -> None:
        node = root
        for token in key.split():
            node = node.following.setdefault(token, _Node())
        if not node.is_end:
            node.is_end, node.meaning, node.kind = True, meaning, kind

    entries: list[tuple[str, ProvinceName | None, int]] = [(key, None, PLAIN_NAME) for key in _NOT_PROVINCES]
    for key, meaning in gazetteer().province_names.items():
        if key in ("hồ chí minh", "hcm", "hcmc"):
            entries += ((prefix + key, meaning, WITH_CITY) for prefix in _CITY_PREFIXES)
            entries.append(("tp" + key, meaning, WITH_CITY))
            entries.append((key, meaning, PERSON if key == "hồ chí minh" else ABBREVIATION))
        elif key in ("sài gòn", "saigon"):
            entries.append((key, meaning, OLD_CITY))
        else:
            entries.append((key, meaning, ABBREVIATION if key == "sg" else PLAIN_NAME))
    for key, named, kind in entries:
        add(key, named, kind)
    for key, named, kind in entries:
        folded = strip_accents(key)
        if plain or folded in SAFE_PLAIN_NAMES or (kind == WITH_CITY and folded != key):
            add(folded, named, kind)
    return root.following


def mentions(lower: Sequence[str], plain: bool) -> list[Mention]:
    """Return every province's name in ``lower``, longest first, none overlapping."""
    trie = _trie(plain)
    found = []
    done = 0
    for first, token in enumerate(lower):
        if token not in trie or first < done:
            continue
        node: _Node | None = trie[token]
        position, longest = first, None
        while node is not None:
            position += 1
            if node.is_end:
                done, longest = position, node
            node = node.following.get(lower[position]) if position < len(lower) else None
        if longest is not None and longest.meaning is not None:
            found.append(Mention(first, done, longest.meaning, longest.kind))
    return found


def entity(tokens: Tokens, mention: Mention) -> Entity:
    """Return the entity of a mention that was judged to be a province."""
    start, end = tokens.starts[mention.first], tokens.ends[mention.last - 1]
    name, province, legacy = mention.meaning
    value = {
        "code": province.code,
        "name": province.name,
        "legacy_code": legacy.legacy_code if legacy else None,
        "legacy_name": name if legacy else None,
    }
    return Entity("PROVINCE", start, end, tokens.text[start:end], value)
