"""The toll of the event that an article reports: which of the casualties it tells count, and what they come to.

An article tells a toll several times (of the day, of a place, in all): of several the largest counts, and people are
added up only inside one sentence, where it tells them one by one. The tolls of other events are left out.

Invariant: every figure names the mentions it comes from, as spans of the document; the cost is linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from nlp.article import Article, Entity
from nlp.entities.lexicon import groups
from nlp.entities.phrases import Phrases
from nlp.entities.tokens import Tokens
from nlp.entities.victims import Victim, ends_sentence, find_victims
from nlp.text.normalize import strip_accents

UNITS = ("dead", "missing", "injured", "dead_or_missing")
_PEOPLE = frozenset({"person", "dead", "missing", "injured", "casualty"})
_FIRST_VICTIM = 8  # sentences, with the title, in which the victims of the event are told first
_LEAD = 2
"""Sentences, with the title, in which an article says what it reports."""

_MOST_CHARACTERS = 1_000_000
_YEAR = re.compile(r"(?:19|20)\d\d")
_FOUND_SPAN = 4
_NEW_YEAR = 2
"""In January and February the year before is still this winter."""


class Toll(NamedTuple):
    """A toll of one kind.

    :param value: how many.
    :param modifier: of the amount it comes from, such as "at_least".
    :param sources: spans of the document.
    """

    value: float
    modifier: str | None
    sources: tuple[tuple[int, int], ...]


class Count(NamedTuple):
    """Casualties told in one place, by an amount or in words.

    :param unit: one of :data:`UNITS`.
    :param begin: its first token.
    :param end: the token after its last.
    :param victim: the victim when it is told in words.
    """

    unit: str
    value: float
    modifier: str | None
    begin: int
    end: int
    victim: Victim | None = None
    is_body: bool = False


class _Words(NamedTuple):
    """The groups of ``lexicons/toll_context.tsv`` and a few of others; the tables say what each tells."""

    other_events: Phrases[bool]
    rates: Phrases[bool]
    feared: Phrases[bool]
    statistics: Phrases[bool]
    follow_ups: Phrases[bool]
    last: Phrases[bool]
    abroad: Phrases[bool]
    fates: Phrases[str]
    nobody: Phrases[str]
    both: Phrases[bool]
    changes: frozenset[str]
    found: frozenset[str]
    rescued: frozenset[str]
    parts: frozenset[str]
    others: frozenset[str]
    still: frozenset[str]
    abroad_cues: frozenset[str]
    short_countries: frozenset[str]
    place_words: frozenset[str]


@cache
def _words(plain: bool) -> _Words:
    table, victims, casualties = groups("toll_context"), groups("victims"), groups("casualties")

    def readable(phrases: Iterable[str]) -> frozenset[str]:
        return frozenset(map(strip_accents, phrases)) if plain else frozenset(phrases)

    def listed(phrases: Iterable[str]) -> Phrases[bool]:
        return Phrases((phrase, True) for phrase in readable(phrases))

    nobody = [(phrase, kind) for kind in ("nobody", "unharmed") for phrase in readable(victims[kind])]
    return _Words(
        other_events=listed(table["other_events"]),
        rates=listed(table["rates"]),
        feared=listed(table["feared"]),
        statistics=listed(table["statistics"]),
        follow_ups=listed(table["follow_ups"]),
        last=listed(table["last"]),
        changes=readable(table["changes"]),
        found=readable(table["found"]),
        rescued=readable(table["rescued"]),
        parts=readable(table["parts"]),
        others=readable(table["others"]),
        still=readable(table["still"]),
        abroad_cues=readable(table["abroad_cues"]),
        short_countries=readable(table["short_countries"]),
        place_words=readable(table["place_words"]),
        abroad=listed(groups("foreign_bodies")["abroad"]),
        fates=Phrases((phrase, unit) for unit in UNITS[:3] for phrase in readable(casualties[unit])),
        nobody=Phrases(nobody),
        both=listed(phrase for phrase in casualties["casualty"] if "mất tích" in phrase),
    )


@cache
def _signs(plain: bool) -> tuple[Phrases[bool], tuple[str, ...]]:
    """Return what a text has that tells of casualties, as phrases, and the shortest of them as they are written."""
    casualties, victims = groups("casualties"), groups("victims")
    phrases = {"về người"}.union(*(casualties[unit] for unit in ("dead", "missing", "injured", "casualty")))
    phrases = phrases.union(victims["bodies"], victims["killed"], victims["passive_fates"])
    phrases = set(map(strip_accents, phrases)) if plain else phrases
    # The shortest ones stand in the longer: "chết" in "chết đuối".
    shortest = {phrase for phrase in phrases if not any(other != phrase and other in phrase for other in phrases)}
    return Phrases((phrase, True) for phrase in phrases), tuple(sorted(shortest))


def _tells_casualties(tokens: Tokens) -> bool:
    """Say whether a text may tell of casualties; most do not, and are done after one look at their tokens."""
    phrases, signs = _signs(tokens.plain)
    if next(phrases.matches(tokens.lower), None) is None:
        return False
    lower = tokens.text.lower().replace("_", " ")
    return any(sign in lower for sign in signs)


def tolls(article: Article, entities: Sequence[Entity]) -> dict[str, Toll]:
    """Return unit -> toll of the event that the article reports, of the units that it tells.

    :param entities: the entities of the article, in order.
    """
    tokens = Tokens.of(article.document[:_MOST_CHARACTERS], plain=article.lacks_accents)
    if not _tells_casualties(tokens):
        return {}
    text = EventText(article, tokens, entities)
    counts = _without_the_later_dead(event_counts(text))
    totals: dict[str, Toll] = {}
    for unit in UNITS:
        total = _total([count for count in counts if count.unit == unit], text)
        if total is not None:
            totals[unit] = total
    _leave_found(totals, counts, text)
    for unit, none in text.denied(is_told=bool(totals)).items():
        totals.setdefault(unit, none)
    return totals


def event_counts(text: EventText) -> list[Count]:
    """Return the casualties that a text tells of the event that it reports, in order."""
    return _without_statistics(text.of_event(text.counts()), text)


class EventText:
    """A text with its sentences, asked about the casualties in it.

    :param tokens: tokens of the document, so that their positions are those of the entities.
    """

    def __init__(self, article: Article, tokens: Tokens, entities: Sequence[Entity]) -> None:
        self.tokens = tokens
        self.words = _words(tokens.plain)
        self.entities = entities
        ends = [position for position in range(len(tokens)) if _ends(tokens, position)]
        self.bounds = [0, *(end + 1 for end in ends)]
        self._published = article.published or ""
        self._title_end = bisect_left(tokens.starts, article.title_length)
        self._flags: dict[int, bool] = {}
        self._statistics: dict[int, bool] = {}
        self._places = [e.start for e in entities if e.type in ("PROVINCE", "COMMUNE")]
        lower = tokens.lower
        self.is_follow_up = next(self.words.follow_ups.matches(lower), None) is not None
        self.is_last_found = next(self.words.last.matches(lower), None) is not None
        opening = self.span(0) if article.title else self.span(min(1, len(self.bounds) - 1))
        is_home = self.names_place(0, opening[1])
        self.is_abroad = not is_home and self.country(0, opening[1], in_headline=True) is not None
        self.is_home = is_home

    def sentence(self, position: int) -> int:
        """Return the number of the sentence of a token."""
        return bisect_right(self.bounds, position) - 1

    def span(self, sentence: int) -> tuple[int, int]:
        """Return the first token of a sentence, and the one after its last."""
        last = sentence + 1 < len(self.bounds)
        return self.bounds[sentence], self.bounds[sentence + 1] if last else len(self.tokens)

    def counts(self) -> list[Count]:
        """Return all casualties of the text, in order."""
        counts: list[Count] = []
        counted: set[int] = set()
        starts = self.tokens.starts
        for entity in self.entities:
            if entity.type != "AMOUNT" or entity.value["unit"] not in (*_PEOPLE, "body"):
                continue
            begin, end = bisect_left(starts, entity.start), bisect_left(starts, entity.end)
            counted.update(range(begin, end))
            unit, value = entity.value["unit"], entity.value
            is_body = unit == "body" or (unit == "dead" and self._follows_body(begin))
            if unit == "casualty" and self._is_both(begin, end):
                unit = "dead_or_missing"
            if unit == "body" or unit in UNITS:
                named = "dead" if unit == "body" else unit
                counts.append(Count(named, value["value"], value["modifier"], begin, end, is_body=is_body))
        hurt = [(count.begin, count.unit) for count in counts if not count.is_body]
        victims = find_victims(self.tokens, counted, hurt)
        # Victims told deep in a text only are seldom what it is about.
        if any(self.sentence(victim.begin) < _FIRST_VICTIM for victim in victims) or counts:
            counts += [Count(v.unit, v.value, None, v.begin, v.end, v, v.is_body) for v in victims]
        return sorted(counts, key=lambda count: count.begin)

    def _follows_body(self, begin: int) -> bool:
        return "thể" in self.tokens.lower[max(0, begin - 2) : begin]

    def _is_both(self, begin: int, end: int) -> bool:
        """Say whether the dead and the missing are told as one: "8 người chết và mất tích"."""
        first = self.span(self.sentence(begin))[0]
        near = self.tokens.lower[max(first, begin - 24) : end + 6]
        return next(self.words.both.matches(near), None) is not None

    def of_event(self, counts: Sequence[Count]) -> list[Count]:
        """Return the casualties of the event that the article reports."""
        # Only beside an event at home those abroad are another one.
        sentences = {self.sentence(count.begin) for count in counts}
        if not self.is_home and not any(self.names_place(*self.span(sentence)) for sentence in sentences):
            self.is_abroad = True
        told = [(count, self._is_of_event(count)) for count in counts]
        # "Tìm ra bé gái mất tích": she is nowhere in the text still missing.
        is_found = any(count.unit == "missing" and not is_told for count, is_told in told)
        return [c for c, is_told in told if is_told and not (is_found and c.unit == "missing" and c.victim)]

    def _is_of_event(self, count: Count) -> bool:
        lower = self.tokens.lower
        sentence = self.sentence(count.begin)
        if sentence not in self._flags:
            self._flags[sentence] = self.tells_event(sentence)
        begin = self.span(sentence)[0]
        if not self._flags[sentence] or next(self.words.feared.matches(lower[begin : count.begin]), None):
            return False
        if count.victim is None and lower[count.begin - 1 : count.begin]:
            before = lower[max(0, count.begin - 3) : count.begin]
            if before[-1] in self.words.changes or (before[-1] in ("hơn", "gần") and before[-2:-1] == ["giảm"]):
                return False
        near = lower[max(0, count.begin - _FOUND_SPAN) : count.begin]
        if "," in near:  # "thi thể 3 nạn nhân đã được tìm thấy, 1 nạn nhân còn mất tích"
            near = near[near.index(",") + 1 :]
        pairs = {*near, *(f"{one} {other}" for one, other in pairwise(near))}
        if count.unit == "missing":
            return self.words.found.isdisjoint(pairs)
        return count.unit == "injured" or count.is_body or self.words.rescued.isdisjoint(pairs)

    def is_list(self, begin: int, end: int) -> bool:
        """Say whether only a place and a comma stand between counts: "2 người chết ở Sơn La, 3 người ở Huế"."""
        lower, written = self.tokens.lower, self.tokens.words
        if end <= begin or lower[end - 1] not in (",", "và", ";"):
            return False
        return all(written[p][0].isupper() or lower[p] in self.words.place_words for p in range(begin, end - 1))

    def is_statistic(self, count: Count) -> bool:
        """Say whether casualties are those of a while, told beside an event."""
        sentence = self.sentence(count.begin)
        if sentence not in self._statistics:
            begin, end = self.span(sentence)
            is_headline = sentence == 0 and self._title_end > 0
            matches = self.words.statistics.matches(self.tokens.lower[begin:end])
            self._statistics[sentence] = not is_headline and next(matches, None) is not None
        return self._statistics[sentence]

    def tells_event(self, sentence: int) -> bool:
        """Say whether a sentence tells of this event: not of another year, another country, or a rate."""
        begin, end = self.span(sentence)
        if self.tells_past(sentence) or next(self.words.rates.matches(self.tokens.lower[begin:end]), None):
            return False
        return self.is_abroad or self.country(begin, end) is None or self.names_place(begin, end)

    def tells_past(self, sentence: int, until: int | None = None) -> bool:
        """Say whether a sentence tells of an earlier event, before the token ``until`` if that is given."""
        begin, end = self.span(sentence)
        lower = self.tokens.lower[begin : until or end]
        if next(self.words.other_events.matches(lower), None):
            return True
        # The opening may tell of an event of last year that the article follows up.
        return not self.is_follow_up and self._is_past(lower, int(sentence < _LEAD))

    def _is_past(self, lower: Sequence[str], grace: int) -> bool:
        """Say whether a sentence names a year more than ``grace`` before that of the article, and none of its own."""
        published = [int(year) for year in _YEAR.findall(self._published)]
        years = [int(word) for before, word in pairwise(lower) if before in ("năm", "/", "-") and _YEAR.fullmatch(word)]
        if not published or not years:
            return False
        month = self._published[5:7]
        this_year = min(published) - (month.isdecimal() and int(month) <= _NEW_YEAR)
        return max(years) < this_year - grace

    def names_place(self, begin: int, end: int) -> bool:
        """Say whether the tokens name a place of Việt Nam."""
        starts = self.tokens.starts
        stop = starts[end] if end < len(starts) else len(self.tokens.text)
        position = bisect_left(self._places, starts[begin]) if begin < len(starts) else len(self._places)
        if position < len(self._places) and self._places[position] < stop:
            return True
        lower = self.tokens.lower
        return any(lower[p : p + 2] == ["việt", "nam"] for p in range(begin, min(end, len(lower))))

    def country(self, begin: int, end: int, *, in_headline: bool = False) -> tuple[int, int] | None:
        """Return the tokens that name a country abroad; short names only after a word that leads up to them.

        :param in_headline: whether short names count without such a word: "Bão Mỹ làm 5 người chết".
        """
        words, written = self.tokens.words, self.tokens.lower
        for start, stop, _ in self.words.abroad.matches(written[begin:end]):
            first, last = begin + start, begin + stop
            if not words[first][0].isupper() or words[first].isupper():
                continue
            if written[first] not in self.words.short_countries or last > first + 1:
                return first, last
            is_led_up_to = first > 0 and (
                written[first - 1] in self.words.abroad_cues or (in_headline and words[first - 1][0].islower())
            )
            if is_led_up_to and not (last < len(words) and words[last][0].isupper()):
                return first, last
        return None

    def denied(self, *, is_told: bool) -> dict[str, Toll]:
        """Return unit -> none, of what the text says happened to nobody: "không ai bị thương".

        :param is_told: whether it tells other casualties; then "không có thiệt hại về người" is of another place.
        """
        none: dict[str, Toll] = {}
        lower = self.tokens.lower
        for begin, end, kind in self.words.nobody.matches(lower):
            if kind == "unharmed":
                if is_told:
                    continue
                told = {"dead": end, "injured": end}
            else:
                matches = (self.words.fates.match(lower, position) for position in range(end, min(end + 4, len(lower))))
                told = {match[1]: match[0] for match in matches if match is not None}
            for unit, stop in told.items():
                none.setdefault(unit, Toll(0, None, (self.source(begin, stop),)))
        return none

    def source(self, begin: int, end: int) -> tuple[int, int]:
        """Return the span of tokens in the document."""
        return self.tokens.starts[begin], self.tokens.ends[end - 1]


def _ends(tokens: Tokens, position: int) -> bool:
    word = tokens.words[position]
    return word in "\n;!?" or (word == "." and ends_sentence(tokens, position))


def _total(counts: Sequence[Count], text: EventText) -> Toll | None:
    """Return what casualties of one unit come to: the most that a sentence tells, or all those told by name."""
    by_sentence: dict[int, list[Count]] = {}
    for count in counts:
        by_sentence.setdefault(text.sentence(count.begin), []).append(count)
    best: Toll | None = None
    before: tuple[int, Toll] | None = None
    for sentence, told in by_sentence.items():
        toll = _sum(told, text)
        # "Ba em bị thương. Tài xế cũng bị thương." Further on, "cũng" may compare with anybody.
        is_also = all(count.victim is not None and count.victim.is_also for count in told)
        if is_also and before is not None and before[0] == sentence - 1:
            toll = Toll(before[1].value + toll.value, before[1].modifier, before[1].sources + toll.sources)
        if best is None or toll.value > best.value:
            best = toll
        before = sentence, toll
    named = {count.victim.who: count for count in counts if count.victim and count.victim.kind == "name"}
    if best is not None and len(named) > best.value and all(count.value == 1 for count in counts):
        best = Toll(len(named), None, tuple(text.source(count.begin, count.end) for count in named.values()))
    return best


def _without_statistics(counts: list[Count], text: EventText) -> list[Count]:
    """Leave out the toll of a while, "từ đầu năm đến nay, 12 người chết", where the article tells an event beside it.

    A sentence of statistics that repeats the toll of the event, such as that of the title, tells of the event.
    """
    events = [count for count in counts if not text.is_statistic(count)]
    told = {(count.unit, count.value) for count in events}
    repeated = {text.sentence(count.begin) for count in counts if (count.unit, count.value) in told}
    return [c for c in counts if not text.is_statistic(c) or text.sentence(c.begin) in repeated] if events else counts


def _without_the_later_dead(counts: list[Count]) -> list[Count]:
    """Leave out who is told to be hurt or missing first and dead later: "ông Tám bị thương nặng ... đã tử vong"."""
    dead = {count.victim.who for count in counts if count.unit == "dead" and count.victim is not None}
    has_dead = any(count.unit == "dead" for count in counts)

    def is_later_dead(count: Count) -> bool:
        victim = count.victim
        if victim is None or count.unit == "dead":
            return False
        return victim.who in dead or (has_dead and victim.kind == "somebody")

    return [count for count in counts if not is_later_dead(count)]


def _sum(told: Sequence[Count], text: EventText) -> Toll:
    """Return what the casualties of one sentence come to.

    One by one they are added up: "một phụ nữ và một trẻ em tử vong", "ba em bị thương, tài xế cũng bị thương". A toll
    with its parts is not: "5 người chết, trong đó có 2 trẻ em".
    """
    largest = max(told, key=lambda count: count.value)
    lower = text.tokens.lower
    chosen: list[Count] = []
    seen: set[str] = set()
    before: Count | None = None
    for count in told:
        if before is not None:
            between = lower[before.end : count.begin]
            if not text.words.parts.isdisjoint(between):
                break
            is_next = before is chosen[-1]
            before = count
            if not _is_one_more(chosen, count, between if is_next else [], seen, text):
                continue
        before = count
        if count.victim is not None:
            if count.victim.who in seen:
                continue
            seen.add(count.victim.who)
        chosen.append(count)
    value = sum(count.value for count in chosen)
    if value <= largest.value:
        chosen, value = [largest], largest.value
    modifiers = [count.modifier for count in chosen if count.modifier]
    return Toll(value, modifiers[0] if modifiers else None, tuple(text.source(c.begin, c.end) for c in chosen))


def _is_one_more(
    chosen: Sequence[Count], count: Count, between: Sequence[str], seen: set[str], text: EventText
) -> bool:
    """Say whether casualties are others than those that the sentence told before."""
    if count.victim is not None:
        if count.victim.kind == "somebody":
            return False
        return count.victim.is_also or count.victim.who not in seen
    if count.value == 1 and chosen[-1].value == 1:
        return True
    mention = text.tokens.lower[count.begin : count.end]
    if between in (["và"], ["cùng"]) or not text.words.others.isdisjoint(mention):
        return True
    # "3 người bị thương nặng, 5 người bị thương nhẹ"; "7 người bị thương, 2 người nguy kịch" may be two of the seven.
    last = text.tokens.lower[chosen[-1].end - 1]
    if count.unit != "dead":
        return {last, mention[-1]} == {"nặng", "nhẹ"}
    return bool(between) and text.is_list(count.begin - len(between), count.begin)


def _leave_found(totals: dict[str, Toll], counts: Sequence[Count], text: EventText) -> None:
    """Take those whose bodies were found from the missing, and keep what the text says is still missing."""
    missing = totals.get("missing")
    if missing is None:
        return
    still = [count for count in counts if count.unit == "missing" and _is_still(count, text)]
    if still and still[-1].victim is None:
        newest = still[-1]
        source = text.source(newest.begin, newest.end)
        totals["missing"] = Toll(newest.value, newest.modifier, (source,))
        return
    bodies = _total([count for count in counts if count.is_body], text)
    if bodies is None and not (text.is_last_found and "dead" in totals):
        return
    has_toll = any(count.unit == "dead" and not count.is_body and count.victim is None for count in counts)
    left = 0 if bodies is None or text.is_last_found else missing.value - bodies.value
    if has_toll and not text.is_last_found:
        return
    if left <= 0:
        del totals["missing"]
    else:
        totals["missing"] = Toll(left, missing.modifier, missing.sources)


def _is_still(count: Count, text: EventText) -> bool:
    near: Sequence[Any] = text.tokens.lower[max(0, count.begin - 2) : count.end]
    return not text.words.still.isdisjoint(near)
