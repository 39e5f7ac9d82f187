"""The words of titles and texts that tell what happened, whether it happened, and in which part of the country.

Invariant: a cue is a group of ``event_words.tsv``; a text without accents has the same cues as with them.
"""

from __future__ import annotations

import re
from functools import cache

from nlp.entities.lexicon import groups, phrases, rows
from nlp.text.normalize import strip_accents, unify_tones

Cues = frozenset[str]

_BLANKS = re.compile(r"\s+")
_CLAUSE = re.compile(r"[^\w\s]+|\n")
_LAST_WORD = re.compile(r"\w+$")
_NEXT_NAME = re.compile(r" [A-ZĐÀ-Ý]")
_WORDS_TOO = ("anh", "ý", "áo", "bỉ", "đức", "úc", "bali")
_MOST_WORDS = 4  # of a name


def plain_form(text: str, *, plain: bool) -> str:
    """Return a text in the form in which cues are looked up: lower case, unified tones, single blanks.

    :param plain: whether it is written without accents.
    """
    lowered = _BLANKS.sub(" ", unify_tones(text).lower())
    return strip_accents(lowered) if plain else lowered


def cues(text: str, *, plain: bool = False) -> Cues:
    """Return the groups of words that a text has; a phrase counts for the groups of those within it too.

    :param plain: whether the text is written without accents.
    """
    pattern, listed = _cues(plain=plain)
    found: set[str] = set()
    for match in pattern.finditer(plain_form(text, plain=plain)):
        found |= listed[match[0]]
    return frozenset(found)


def groups_in_order(text: str, *, plain: bool = False) -> list[Cues]:
    """Return the groups of each phrase that a text has, in order of appearance."""
    pattern, listed = _cues(plain=plain)
    return [listed[match[0]] for match in pattern.finditer(plain_form(text, plain=plain))]


@cache
def _cues(*, plain: bool) -> tuple[re.Pattern[str], dict[str, frozenset[str]]]:
    listed: dict[str, set[str]] = {}
    for group, members in groups("event_words").items():
        for phrase in members:
            listed.setdefault(plain_form(phrase, plain=plain), set()).add(group)
    longest = sorted(listed, key=len, reverse=True)
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, longest)) + r")\b")
    within = {phrase: set(named) for phrase, named in listed.items()}
    for phrase in within:  # "tránh bão" tells of a storm, as "bão" does
        for shorter, named in listed.items():
            if f" {shorter} " in f" {phrase} ":
                within[phrase] |= named
    return pattern, {phrase: frozenset(named) for phrase, named in within.items()}


def countries(text: str, *, plain: bool = False) -> list[str]:
    """Return the countries and regions abroad that a text names, in lower case, in order of appearance.

    They are capitals and no part of a longer name: neither "anh", "Mỹ Đình" nor "Nguyễn Anh". One of a single syllable
    that is a word too does not count at the head of a sentence.
    """
    found: list[str] = []
    written = strip_accents(text) if plain else unify_tones(text)
    for match in _countries(plain=plain).finditer(written):
        before, after = written[: match.start()].rstrip(" "), written[match.end() :]
        previous = _LAST_WORD.search(before)
        heads = not before or before[-1] in ".!?:\n\"“'‘"
        ambiguous = match[0].lower() in _WORDS_TOO
        if _NEXT_NAME.match(after) or (previous and previous[0][0].isupper() and not heads):
            continue
        if not (heads and ambiguous):
            found.append(match[0].lower())
    return found


@cache
def _countries(*, plain: bool) -> re.Pattern[str]:
    listed = [name.title() for name in groups("event_words")["abroad"] if not plain or " " in name]
    listed = [strip_accents(name) if plain else name for name in listed]
    return re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(listed, key=len, reverse=True))) + r")\b")


def names(text: str) -> list[str]:
    """Return names of two to four words in a text, each once, in lower case: passes, communes, people."""
    found: list[str] = []
    for clause in _CLAUSE.split(unify_tones(text)):
        run: list[str] = []
        for word in [*clause.split(), ""]:
            if word[:1].isupper():
                run.append(word)
                continue
            if 2 <= len(run) <= _MOST_WORDS:
                found.append(" ".join(run).lower())
            run = []
    return list(dict.fromkeys(found))


@cache
def neighbours() -> dict[str, frozenset[str]]:
    """Return code of a province -> codes of those that it borders on."""
    table = rows("province_regions", "code", "region", "neighbours")
    return {code: frozenset(phrases(beside)) for code, _, beside in table}


@cache
def nearness(one: str, other: str) -> float:
    """Return how near two provinces are for the weather, from 0 to 1: the same, beside each other, one between."""
    if one == other:
        return 1.0
    beside = neighbours()
    steps = (
        1 if other in beside.get(one, ()) else 2 if beside.get(one, frozenset()) & beside.get(other, frozenset()) else 0
    )
    kin = any(one in codes and other in codes for codes in regions().values())
    return {1: 0.5 if kin else 0.15, 2: 0.3 if kin else 0.0, 0: 0.1 if kin else 0.0}[steps]


@cache
def regions() -> dict[str, frozenset[str]]:
    """Return region -> codes of its provinces."""
    members: dict[str, set[str]] = {}
    for code, region, _ in rows("province_regions", "code", "region", "neighbours"):
        for name in phrases(region):
            members.setdefault(name, set()).add(code)
    return {region: frozenset(codes) for region, codes in members.items()}
