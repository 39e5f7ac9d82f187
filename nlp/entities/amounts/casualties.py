"""What happened to the people an amount counts: dead, missing, injured, or several of these (casualty).

Invariant: every function looks at a bounded number of tokens around the count, and never past its sentence.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from nlp.entities.amounts.amount_tokens import AmountTokens
from nlp.entities.amounts.numbers import starts_with_digit
from nlp.entities.lexicon import groups
from nlp.entities.phrases import Phrases
from nlp.text.normalize import strip_accents

LIST_LENGTH = 40
"""How many tokens a list of casualties may go on: "7 người chết gồm: xã A 3 người, xã B 4 người"."""

_SHORT_LIST = 7
_BULLETS = frozenset("(-–+•")
_LIST_ENDS = frozenset(".;\n!?")
_SENTENCE_ENDS = frozenset('.\n;!?:()"“”')
_MOST_AUXILIARIES = 2
_MOST_LINKS = 3
_WORDS_OF_MISSING = 2  # "mất tích" alone, without "làm" or "khiến"
# Tokens from the people to a later predicate; after that many, most predicates are told of somebody else.
_LONGEST_CLAUSE = 12
# Tokens from "số người chết" to the figure, with a cause and a time between them ("do mưa lũ trong 2 tuần qua").
_LONGEST_TOLL = 24
UNITS = ("dead", "missing", "injured", "casualty")


class Fate(NamedTuple):
    """What happened to people, as a unit of amounts.

    :param end: the token after the words that say so, or after the count when they stand elsewhere.
    """

    unit: str
    end: int


class CasualtyWords(NamedTuple):
    """The groups of ``lexicons/casualties.tsv`` by their names; the table says where each stands and what it tells.

    :param predicates: what happened, after the people -> its unit.
    :param first_tokens: the tokens with which one of them can begin.
    :param transitive: what happened, as the tokens before the people -> its unit.
    :param longest: the tokens of the longest of these.
    :param lists: what introduces a list of casualties -> the most tokens that the list has.
    """

    predicates: Phrases[str]
    first_tokens: frozenset[str]
    transitive: dict[tuple[str, ...], str]
    longest: int
    lists: Phrases[int]
    auxiliaries: frozenset[str]
    degrees: frozenset[str]
    not_hurt: frozenset[str]
    turns: frozenset[str]
    doers: frozenset[str]
    escapes: frozenset[str]
    links: frozenset[str]
    more_links: frozenset[str]
    times: frozenset[str]
    toll_heads: frozenset[str]
    bodies: frozenset[str]
    cases: frozenset[str]
    rates: frozenset[str]


@cache
def casualty_words(plain: bool) -> CasualtyWords:
    """Return the words of the lexicon; ``plain`` to fold them for text without accents."""
    table = groups("casualties")

    def readable(group: str) -> frozenset[str]:
        phrases = table.get(group, frozenset())  # nothing makes a casualty before the people
        return frozenset(map(strip_accents, phrases)) if plain else phrases

    lengths = (("long_lists", LIST_LENGTH), ("short_lists", _SHORT_LIST))
    predicates = Phrases((phrase, unit) for unit in UNITS for phrase in readable(unit))
    transitive = {tuple(phrase.split()): unit for unit in UNITS for phrase in readable(f"{unit}_before")}
    return CasualtyWords(
        predicates=predicates,
        first_tokens=predicates.first_tokens,
        transitive=transitive,
        longest=max(map(len, transitive)),
        lists=Phrases((phrase, length) for group, length in lengths for phrase in readable(group)),
        **{group: readable(group) for group in CasualtyWords._fields if group in table},
    )


def fate_at(tokens: AmountTokens, position: int, *, after_people: bool = False) -> Fate | None:
    """Read a predicate that begins at ``position``, with auxiliaries and degree: "đã tử vong", "bị thương nặng".

    :param after_people: whether the people counted stand right before, so that "thương" alone can be hurt.
    """
    words, lower = casualty_words(tokens.plain), tokens.lower
    for skipped in range(_MOST_AUXILIARIES + 1):
        begin = position + skipped
        if begin >= len(lower):
            return None
        match = words.predicates.match(lower, begin)
        if match is not None:
            end, unit = match
            return Fate(unit, end + (end < len(lower) and lower[end] in words.degrees))
        if after_people and skipped == 0 and _is_hurt(tokens, begin):
            return Fate("injured", begin + 1)
        if lower[begin] not in words.auxiliaries:
            return None
    return None


def _is_hurt(tokens: AmountTokens, position: int) -> bool:
    """Say whether "thương" alone is hurt: headlines drop "bị" ("3 người chết, 14 người thương").

    "3 người thương binh" and "thương mến" are not hurt; without accents "9 dan thuong thiet mang" are civilians.
    """
    words = casualty_words(tokens.plain)
    if tokens.word(position) != "thương" or tokens.spelling(position + 1) in words.not_hurt:
        return False
    return words.predicates.match(tokens.lower, position + 1) is None


def casualty(tokens: AmountTokens, begin: int, end: int) -> Fate | None:
    """Say what happened to the people counted by tokens [``begin``, ``end``).

    :return: what, with the end of the predicate when it directly follows; None when the clause says nothing.
    """
    if _is_rate(tokens, begin):
        return None
    # "tìm thấy thi thể 2 người mất tích": they are not missing any more.
    if not casualty_words(tokens.plain).bodies.isdisjoint(tokens.before(begin, 2)):
        return Fate("dead", end)
    # What stands right after the people is surer than anything else in the clause.
    direct = fate_at(tokens, end, after_people=True)
    if direct is not None:
        return direct
    unit = _predicate_before(tokens, begin) or _predicate_later(tokens, end) or toll_before(tokens, begin)
    return None if unit is None else Fate(unit, end)


def _is_rate(tokens: AmountTokens, begin: int) -> bool:
    """Say whether the count stands in a rate: "cứ 10 người mắc bệnh thì có 4 người tử vong"."""
    words, lower = casualty_words(tokens.plain), tokens.lower
    for position in range(begin - 1, max(0, begin - _LONGEST_CLAUSE) - 1, -1):
        if lower[position] in words.rates:
            return starts_with_digit(lower[position + 1]) or lower[position + 1] == "mỗi"
        if lower[position] in _SENTENCE_ENDS:
            return False
    return False


def case_fate(tokens: AmountTokens, end: int) -> Fate | None:
    """Say what happened to the people that cases stand for, where it follows: "3 ca tử vong"."""
    return fate_at(tokens, end) if tokens.spelling(end - 1) in casualty_words(tokens.plain).cases else None


def predicate_before(tokens: AmountTokens, begin: int) -> str | None:
    """Read what happened right before a figure without a noun: "làm chết 3, mất tích 1, bị thương 10"."""
    return _predicate_before(tokens, begin)


def opens_list(tokens: AmountTokens, begin: int) -> bool:
    """Say whether the count is the first of a toll told place by place: "số người chết: xã A 5 người, xã B 2 người"."""
    return ":" in tokens.lower[max(0, begin - _MOST_LINKS) : begin] and toll_before(tokens, begin) is not None


def continues_list(tokens: AmountTokens, end: int) -> int:
    """Return how far a list may go on after the item that ends at ``end``: not beyond its sentence."""
    lower = tokens.lower
    longest = range(end, min(end + _SHORT_LIST, len(lower)))
    return next((position for position in longest if lower[position] in _LIST_ENDS), longest.stop)


def list_after(tokens: AmountTokens, position: int) -> int:
    """Return where the list of the people just counted ends that begins at ``position``, or ``position`` without one.

    "gồm: xã A 4 người, ..." goes on for a while, "(xã A 4 người, ...)" to the bracket, ", trong đó có 2 ..." for one.
    Without this rule the people of the list are alive: "8 người chết (xã A 5 người, xã B 3 người)".
    """
    lower = tokens.lower
    if tokens.word(position) == "(":
        longest = range(position, min(position + LIST_LENGTH, len(lower)))
        return next((end for end in longest if lower[end] == ")"), position)
    match = casualty_words(tokens.plain).lists.match(lower, position)
    return position if match is None else position + match[1]


def toll_before(tokens: AmountTokens, begin: int) -> str | None:
    """Read a toll that leads up to the count: "số người chết đã tăng lên N", "số ca tử vong là N"."""
    words, lower = casualty_words(tokens.plain), tokens.lower
    # Without a link ("là", "lên", ":") the number is another one: "số người chết chưa rõ, 5 người về nhà".
    if words.links.isdisjoint(lower[max(0, begin - _MOST_LINKS) : begin]):
        return None
    for position in range(begin - 1, max(0, begin - _LONGEST_TOLL) - 1, -1):
        if lower[position] in _SENTENCE_ENDS and lower[position] != ":":
            return None
        # Another number ends the toll, unless it is a time ("trong 2 tuần qua là 90") or an earlier figure ("từ 12 lên
        # 15").
        is_number = lower[position][0].isdecimal() and tokens.word(begin - 1) != "lên"
        if is_number and lower[position + 1] not in words.times:
            return None
        # "số người chết", "số ca tử vong", "số nạn nhân thiệt mạng": the predicate stands a few tokens after "số".
        if tokens.word(position) == "số" and lower[position + 1] in words.toll_heads:
            for start in range(position + 1, min(position + 5, begin)):
                fate = fate_at(tokens, start)
                if fate is not None and fate.end <= begin:
                    return fate.unit
    return None


def _predicate_before(tokens: AmountTokens, begin: int) -> str | None:
    """Read a transitive predicate before the count, modifiers between: "làm chết ít nhất N"."""
    words, lower = casualty_words(tokens.plain), tokens.lower
    for end in range(begin, max(0, begin - _MOST_LINKS), -1):
        for length in range(min(words.longest, end), 0, -1):
            start = end - length
            unit = words.transitive.get(tuple(lower[start:end]))
            if unit is not None:
                # "may mắn thoát chết 3 người", "suýt tông chết 2 người"
                escaped = start > 0 and lower[start - 1] in words.escapes
                # "vụ 5 ngư dân mất tích: 2 người trở về": the word belongs to the people before it.
                is_told = unit != "missing" or length > _WORDS_OF_MISSING or _opens_clause(tokens, start)
                return None if escaped or not is_told else unit
        if lower[end - 1] not in words.links and lower[end - 1] not in words.more_links:
            return None
    return None


def _opens_clause(tokens: AmountTokens, position: int) -> bool:
    """Say whether a clause or an item of a list begins at ``position``: "chết 3 người, mất tích 2 người"."""
    if position == 0 or tokens.word(position - 1) in _BULLETS:
        return True
    # "số người chết và mất tích lên 42": the two are told together.
    predicates, lower = casualty_words(tokens.plain).predicates, tokens.lower
    is_joined = any(predicates.end(lower, start) > position for start in range(max(0, position - 3), position - 1))
    return tokens.ends_clause(position - 1) and not is_joined


def _predicate_later(tokens: AmountTokens, end: int) -> str | None:
    """Read a predicate further on in the clause: "N người trong một gia đình tử vong".

    The search gives up where the clause turns to somebody else: in "cứu 3 người sau khi 2 cháu tử vong" the three live.
    """
    words, lower = casualty_words(tokens.plain), tokens.lower
    is_passive = False
    for position in range(end, min(end + _LONGEST_CLAUSE, len(lower))):
        word = lower[position]
        # Another number begins another count, except in "7 học sinh và 2 giáo viên thiệt mạng" and in an age ("2 phụ nữ
        # trẻ, khoảng 20 tuổi, tử vong").
        is_joined = position == end + 1 and tokens.word(end) == "và"
        is_age = tokens.word(position + 1) == "tuổi"
        is_name = lower[position - 1] in tokens.context.names_by_number  # "1 học sinh lớp 6 chết đuối"
        if starts_with_digit(word) and not (is_joined or is_age or is_name):
            return None
        if word in _SENTENCE_ENDS or word in words.turns or (word == "thể" and tokens.word(position - 1) == "có"):
            return None
        is_passive = is_passive or tokens.word(position) == "bị"
        if word in words.first_tokens:
            fate = fate_at(tokens, position)
            # "3 thanh niên đánh chết" killed; "3 thanh niên bị đánh chết" died.
            if fate is not None and (is_passive or lower[position - 1] not in words.doers):
                return fate.unit
    return None
