"""Mentions of provinces in a text, found in one pass over a trie of names, and the entities they become.

Invariant: a mention is the longest name that begins at its token; :mod:`.province_rules` says whether it names the
province or something else that is called so.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import cache
from typing import NamedTuple
from unicodedata import normalize

from nlp.article import Entity
from nlp.entities.phrases import Phrases
from nlp.entities.places.context_words import context_words
from nlp.entities.places.gazetteer import ProvinceName, gazetteer
from nlp.entities.tokens import Tokens
from nlp.text.normalize import strip_accents

DASHES = frozenset("-–—")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TONELESS = re.compile("([iyươu])([êếềểễệơớờởỡợôốồổỗộ])")
_CITY_PREFIXES = ("tp . ", "tp ", "tp - ", "t . p . ", "t . p ", "tp . - ", "tp")


class NameForm(Enum):
    """How a province's name is written: some forms need more proof than others that the province is meant."""

    FULL = auto()
    WITH_CITY = auto()  # "TP.HCM": the type word is part of it, so that it can hardly stand for anything else
    PERSON = auto()  # "Hồ Chí Minh" alone: far more often the man than his city
    OLD_CITY = auto()  # "Sài Gòn": also a river, a quarter, and the first half of many brands
    ABBREVIATION = auto()  # "HCM", "SG"


class ProvinceMention(NamedTuple):
    """A province's name at tokens ``first`` to ``last`` (half-open), not judged yet."""

    first: int
    last: int
    meaning: ProvinceName
    form: NameForm


class _Name(NamedTuple):
    """What a phrase of the trie is: a name of a province, or without ``meaning`` a longer name that holds one."""

    meaning: ProvinceName | None
    form: NameForm = NameForm.FULL


def _forms(key: str) -> list[tuple[str, NameForm]]:
    """Return the phrases in which the spelling ``key`` of a province occurs, with their forms."""
    if key in ("hồ chí minh", "hcm", "hcmc"):
        bare = NameForm.PERSON if key == "hồ chí minh" else NameForm.ABBREVIATION
        return [*((prefix + key, NameForm.WITH_CITY) for prefix in _CITY_PREFIXES), (key, bare)]
    if key in ("sài gòn", "saigon"):
        return [(key, NameForm.OLD_CITY)]
    return [(key, NameForm.ABBREVIATION if key == "sg" else NameForm.FULL)]


@cache
def _names(plain: bool) -> Phrases[_Name]:
    """Return the trie of names; a longer name that is no province hides the province that it begins with.

    :param plain: also read every name without accents; otherwise only those that cannot be anything else.
    """
    names = {phrase: _Name(None) for phrase in context_words(plain=False).longer_names}
    for key, meaning in gazetteer().province_names.items():
        for phrase, form in _forms(key):
            names.setdefault(phrase, _Name(meaning, form))
    safe = context_words(plain).safe_without_accents
    for phrase, name in list(names.items()):
        folded = strip_accents(phrase)
        if plain or folded in safe or name.form is NameForm.WITH_CITY:
            names.setdefault(folded, name)
        for misspelt in _misspelt(phrase):
            names.setdefault(misspelt, name)
    return Phrases(names.items())


def _misspelt(phrase: str) -> list[str]:
    """Return a name with the tone of a syllable one vowel too early, as typing tools put it: "Tuỳên Quang"."""
    spellings = []
    for pair in _TONELESS.finditer(phrase):
        tone = next((mark for mark in normalize("NFD", pair[2]) if mark in _TONES), "")
        late = "".join(mark for mark in normalize("NFD", pair[2]) if mark not in _TONES)
        for mark in tone or _TONES:
            early = normalize("NFC", pair[1] + mark + late)
            spellings.append(phrase[: pair.start()] + early + phrase[pair.end() :])
    return spellings


def find_mentions(tokens: Tokens) -> list[ProvinceMention]:
    """Return the provinces' names in a text, the longest at each place, none overlapping another."""
    return [
        ProvinceMention(first, last, name.meaning, name.form)
        for first, last, name in _names(tokens.plain).matches(tokens.lower)
        if name.meaning is not None
    ]


def to_entity(tokens: Tokens, mention: ProvinceMention) -> Entity:
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
