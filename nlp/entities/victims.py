"""Single victims that a text tells in words, without a number: "nữ sinh bị ôtô tông tử vong", "thi thể bé trai".

They are no amounts, but a reader counts them; :mod:`.tolls` does.

Invariant: around each word that tells what happened a bounded number of tokens is read, and never past its sentence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from nlp.entities.lexicon import groups
from nlp.entities.phrases import Phrases
from nlp.entities.tokens import Tokens
from nlp.text.normalize import strip_accents

UNITS = ("dead", "missing", "injured")
_LONGEST_CLAUSE = 26
"""Tokens from a victim to what happened: "Chị A (32 tuổi, trú thôn B, xã C) bị xe tải cuốn vào gầm, tử vong"."""

_LONGEST_APPOSITION = 16
_MOST_JOINED = 4
_UNTRUE_SPAN = 3
_LONGEST_NAME = 5
_LONGEST_NOUN = 5
# Going to hospital is told of patients and of stars as well: it counts people only where a number does.
# A drowning child may have been saved.
_NOT_OF_ONE = frozenset(
    {
        "đuối nước",
        "đi cấp cứu",
        "nhập viện",
        "phải nhập viện",
        "cấp cứu",
        "đưa đi cấp cứu",
        "nhập viện cấp cứu",
        "mất liên lạc",
        "chấn thương",
    }
)
_SENTENCE_ENDS = frozenset("\n;!?")
_INITIALS = 2
_ABBREVIATIONS = frozenset({"TP", "Tp", "TX", "TT", "TS", "BS", "GS", "Ths", "ThS", "St"})
_AGES = frozenset({"tuổi", "sn", "tuoi"})


class Victim(NamedTuple):
    """One victim.

    :param unit: dead, missing or injured.
    :param begin: the first token of the words for the victim and for what happened.
    :param end: the token after the last.
    :param who: the given name, or the noun, in lower case: what tells two victims apart.
    :param kind: "name", "noun", or "somebody" for one told of before ("nạn nhân").
    :param is_body: whether a body was found.
    :param is_also: whether the text says that it is one more ("cũng").
    :param value: 2 of a pair ("vợ chồng anh Tám").
    """

    unit: str
    begin: int
    end: int
    who: str
    kind: str
    is_body: bool = False
    is_also: bool = False
    value: int = 1


class _Person(NamedTuple):
    begin: int
    end: int
    who: str
    kind: str
    value: int = 1


class VictimWords(NamedTuple):
    """The groups of ``lexicons/victims.tsv``, and what happened of ``casualties.tsv``; the tables say more of each."""

    fates: Phrases[str]
    killed: Phrases[str]
    people: Phrases[str]
    pronouns: frozenset[str]
    pair: frozenset[str]
    finders: frozenset[str]
    passive: frozenset[str]
    passive_fates: frozenset[str]
    last_tokens: dict[str, list[tuple[tuple[str, ...], str]]]
    honorific: frozenset[str]
    several: frozenset[str]
    by: frozenset[str]
    joints: frozenset[str]
    doers: frozenset[str]
    animals: frozenset[str]
    apposition: frozenset[str]
    untrue: frozenset[str]
    supposed: frozenset[str]
    also: frozenset[str]
    event: str


@cache
def victim_words(plain: bool) -> VictimWords:
    """Return the words of the lexicon; ``plain`` to fold them for text without accents."""
    table, casualties = groups("victims"), groups("casualties")

    def readable(phrases: frozenset[str]) -> frozenset[str]:
        return frozenset(map(strip_accents, phrases)) if plain else phrases

    fates = {phrase: unit for unit in UNITS for phrase in readable(casualties[unit] - _NOT_OF_ONE)}
    fates.update(dict.fromkeys(readable(table["passive_fates"]), "dead"))
    fates.update(dict.fromkeys(readable(table["not_fates"] | casualties["casualty"]), ""))
    killed = dict.fromkeys(readable(table["killed"]), "dead")
    killed.update(dict.fromkeys(readable(table["bodies"]), "body"))
    nouns = [(phrase, kind) for kind in ("somebody", "person", "pair") for phrase in readable(table[kind])]
    last_tokens: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase, kind in nouns:
        words = tuple(phrase.split())
        last_tokens.setdefault(words[-1], []).append((words, kind))
    for endings in last_tokens.values():
        endings.sort(key=lambda ending: -len(ending[0]))
    return VictimWords(
        fates=Phrases(fates.items()),
        killed=Phrases(killed.items()),
        people=Phrases(nouns),
        last_tokens=last_tokens,
        event=strip_accents("vụ") if plain else "vụ",
        **{group: readable(table[group]) for group in VictimWords._fields if group in table and group != "killed"},
    )


def find_victims(tokens: Tokens, counted: Collection[int], casualties: Iterable[tuple[int, str]]) -> list[Victim]:
    """Return the single victims of a text, in order.

    :param counted: the tokens that amounts of people take: what happened to these is told by the amounts.
    :param casualties: first token and unit of those amounts of people to whom something happened.
    """
    words = victim_words(tokens.plain)
    found: list[Victim] = []
    for begin, end, unit in words.killed.matches(tokens.lower):
        killed = _with_object(tokens, words, begin, end, unit, counted)
        if killed is not None:
            found.append(killed)
    taken = {victim.end for victim in found}
    for begin, end, unit in words.fates.matches(tokens.lower):
        if unit and begin not in counted and _is_true(tokens, words, begin):
            first = _person_before(tokens, words, begin, end, counted)
            if first is not None and not _follows_object(tokens, words, end, taken):
                found.extend(_with_joined(tokens, words, first, begin, end, unit, counted))
    for begin, unit in casualties:  # "tài xế và 2 hành khách tử vong"
        joined = _joined_before(tokens, words, begin, counted, words.joints)
        if joined is not None and unit in UNITS:
            found.append(_victim(unit, joined.begin, joined.end, joined))
    return sorted(found, key=lambda victim: victim.begin)


def _with_object(
    tokens: Tokens, words: VictimWords, begin: int, end: int, unit: str, counted: Collection[int]
) -> Victim | None:
    """Read the victim after what was done: "tông chết nữ sinh", "thi thể cháu An"."""
    if not _is_true(tokens, words, begin):
        return None
    is_body = unit == "body"
    if end in counted:
        return None
    person = _person_at(tokens, words, end)
    if person is None and is_body:
        stop = end + (end < len(tokens) and tokens.lower[end] in words.pronouns)
        near = tokens.lower[max(0, begin - _UNTRUE_SPAN) : begin]
        is_found = not words.finders.isdisjoint([*near, *(f"{one} {other}" for one, other in pairwise(near))])
        if (stop > end or is_found) and words.several.isdisjoint(near):
            person = _Person(begin, stop, "", "somebody")
    return None if person is None else _victim("dead", begin, person.end, person, is_body=is_body)


def _victim(
    unit: str, begin: int, end: int, person: _Person, *, is_body: bool = False, is_also: bool = False
) -> Victim:
    return Victim(unit, begin, end, person.who, person.kind, is_body, is_also, person.value)


def _follows_object(tokens: Tokens, words: VictimWords, end: int, taken: set[int]) -> bool:
    """Say whether what happened belongs to a victim behind it: "tông chết nữ sinh" is not told of the driver."""
    person = _person_at(tokens, words, end)
    return person is not None and person.end in taken


def _is_true(tokens: Tokens, words: VictimWords, begin: int) -> bool:
    """Say whether nothing before what happened denies it: "thoát chết", "nguy cơ tử vong", "nếu tử vong"."""
    lower = tokens.lower
    if begin and lower[begin - 1] in words.supposed:
        return False
    for position in range(begin - 1, max(-1, begin - 1 - _UNTRUE_SPAN), -1):
        if lower[position] in words.untrue or f"{lower[position - 1]} {lower[position]}" in words.untrue:
            return False
        if lower[position] in (",", ".", "\n"):
            return True
    return True


def _person_before(
    tokens: Tokens, words: VictimWords, begin: int, stop: int, counted: Collection[int]
) -> _Person | None:
    """Return who suffered what ``[begin, stop)`` tells: the nearest person before it who did not do it."""
    lower = tokens.lower
    is_done = lower[begin - 1] in words.doers or " ".join(lower[begin:stop]) in words.passive_fates
    for end in range(begin, max(0, begin - _LONGEST_CLAUSE), -1):
        last = lower[end - 1]
        if end - 1 in counted or last in _SENTENCE_ENDS or (last == "." and ends_sentence(tokens, end - 1)):
            return None
        if last in words.animals or f"{lower[end - 2]} {last}" in words.animals:
            return None
        if last in words.several and lower[end : end + 1] != ["("] and _is_plural(tokens, words, end):
            return None
        person = _person_ending(tokens, words, end)
        if person is None:
            continue
        person = _paired(tokens, words, person)
        before = lower[person.begin - 1] if person.begin else ""
        if before == words.event and person.begin > 1:  # "các vụ du khách mất tích"
            before = lower[person.begin - 2]
        is_doer = is_done and words.passive.isdisjoint(lower[end:begin])
        if before in words.several or is_doer or any(position in counted for position in range(person.begin - 1, end)):
            return None
        if before not in words.by or person.kind == "name":
            return person
    return None


def _paired(tokens: Tokens, words: VictimWords, person: _Person) -> _Person:
    """Return the person, or the two of "vợ chồng anh Tám"."""
    begin = person.begin - 2
    if begin >= 0 and person.kind == "name" and " ".join(tokens.lower[begin : person.begin]) in words.pair:
        return person._replace(begin=begin, value=2)
    return person


def _is_plural(tokens: Tokens, words: VictimWords, position: int) -> bool:
    """Say whether people follow the word for several: "nhiều người tử vong", "các nạn nhân bị thương"."""
    return tokens.lower[position] == "người" or words.people.match(tokens.lower, position) is not None


def _person_at(tokens: Tokens, words: VictimWords, position: int) -> _Person | None:
    """Return the person whose noun or name begins at ``position``."""
    named = _named(tokens, words, position)
    if named is not None:
        return named
    match = words.people.match(tokens.lower, position)
    if match is None:
        return None
    end, kind = match
    return _noun(position, end, " ".join(tokens.lower[position:end]), kind)


def _noun(begin: int, end: int, phrase: str, kind: str) -> _Person:
    """Return the person that a noun of the lexicon stands for."""
    return _Person(begin, end, phrase, kind if kind == "somebody" else "noun", 2 if kind == "pair" else 1)


def _named(tokens: Tokens, words: VictimWords, position: int) -> _Person | None:
    """Read an honorific with a name: "anh Nguyễn Văn Tám", "cháu Đ."."""
    for length in (2, 1):
        begin = position + length
        if " ".join(tokens.lower[position:begin]) in words.honorific:
            end = _name_end(tokens, begin)
            if end > begin:
                return _Person(position, end, _given_name(tokens, begin, end), "name")
    return None


def _name_end(tokens: Tokens, begin: int) -> int:
    """Return where the run of capitalized tokens at ``begin`` ends, with the dots of initials: "N.V.A"."""
    end = begin
    while end < min(begin + 2 * _LONGEST_NAME, len(tokens)):
        word = tokens.words[end]
        is_dot = word == "." and end > begin and len(tokens.words[end - 1]) <= _INITIALS
        if not (word[0].isupper() or (is_dot and end + 1 < len(tokens) and tokens.words[end + 1][0].isupper())):
            break
        end += 1
    return end


def _given_name(tokens: Tokens, begin: int, end: int) -> str:
    return next((word for word in reversed(tokens.lower[begin:end]) if word != "."), "")


def _person_ending(tokens: Tokens, words: VictimWords, end: int) -> _Person | None:
    """Return the person whose noun or name ends before ``end``."""
    lower, word = tokens.lower, tokens.words[end - 1]
    # "chị N.T.L. bị thương": the dot belongs to the initial.
    if word == "." and end > 1 and len(tokens.words[end - 2]) <= _INITIALS and tokens.words[end - 2][0].isupper():
        person = _person_ending(tokens, words, end - 1)
        return person and person._replace(end=end)
    if word[0].isupper() and word.isalpha():
        begin = end - 1
        while begin and end - begin < _LONGEST_NAME and _is_in_name(tokens, begin - 1):
            begin -= 1
        for length in (2, 1):
            if begin >= length and " ".join(lower[begin - length : begin]) in words.honorific:
                return _Person(begin - length, end, _given_name(tokens, begin, end), "name")
        # At the begin of a sentence the honorific has a capital: "Anh Tám".
        for start in range(begin, min(begin + 2, end - 1)):
            if lower[start] in words.honorific:
                return _Person(start, end, _given_name(tokens, start + 1, end), "name")
        after = lower[end + (lower[end : end + 1] == ["."]) :][:5]
        if end - begin > 1 and after[:1] == ["("] and not _AGES.isdisjoint(after):
            return _Person(begin, end, lower[end - 1], "name")
    for phrase, kind in words.last_tokens.get(lower[end - 1], ()):
        begin = end - len(phrase)
        if begin >= 0 and tuple(lower[begin:end]) == phrase:
            return _noun(begin, end, " ".join(phrase), kind)
    return None


def _is_in_name(tokens: Tokens, position: int) -> bool:
    """Say whether a capitalized token, or the dot of an initial, stands at ``position``: "N.V.A"."""
    word = tokens.words[position]
    return word[0].isupper() or (word == "." and position > 0 and len(tokens.words[position - 1]) == 1)


def _with_joined(
    tokens: Tokens, words: VictimWords, last: _Person, begin: int, end: int, unit: str, counted: Collection[int]
) -> Iterator[Victim]:
    """Yield the victim and those joined to it: "tài xế và phụ xe tử vong", "anh A (20 tuổi) và chị B bị thương"."""
    is_also = not words.also.isdisjoint(tokens.lower[max(0, begin - 3) : begin])
    person: _Person | None = last
    for nth in range(_MOST_JOINED):
        if person is None:
            return
        stop = end if person is last else person.end
        yield _victim(unit, person.begin, stop, person, is_also=is_also)
        person = _joined_before(tokens, words, person.begin, counted, words.joints | {","} if nth else words.joints)


def _joined_before(
    tokens: Tokens, words: VictimWords, begin: int, counted: Collection[int], joints: frozenset[str]
) -> _Person | None:
    """Return the person joined before ``begin``, with nothing but age and origin between."""
    lower = tokens.lower
    if not begin or lower[begin - 1] not in joints:
        return None
    for end in range(begin - 1, max(0, begin - _LONGEST_APPOSITION), -1):
        if end - 1 in counted:
            return None
        person = _person_ending(tokens, words, end)
        if person is not None:
            return None if lower[person.begin - 1] in words.by and person.begin else _paired(tokens, words, person)
        word = tokens.words[end - 1]
        if not (word[0].isupper() or word[0].isdecimal() or lower[end - 1] in words.apposition):
            return None
    return None


def ends_sentence(tokens: Tokens, position: int) -> bool:
    """Say whether the dot at ``position`` ends a sentence: not in "P.5", "chị N.T.A", "TP. Huế"."""
    if position + 1 >= len(tokens):
        return True
    if tokens.starts[position + 1] == tokens.ends[position]:  # "N.V.A", "1.000"
        return False
    before = tokens.words[position - 1] if position else ""
    if tokens.words[position + 1][0].islower():  # "chị T. bị thương"
        return False
    return not (before[:1].isupper() and (len(before) == 1 or before in _ABBREVIATIONS))
