"""What a figure measures: by the words of its clause, else as the figure before it in a list.

Invariant: every rule looks at the sentence of the figure only; what is planned, feared or asked for is no measure.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from nlp.entities.phrases import Phrases
from nlp.entities.tokens import Tokens
from nlp.facts.figures import BARE, WIND, Figure
from nlp.facts.sentences import breaks
from nlp.facts.words import FactWords, Meaning, figure_units, measure_words, measured_units, word_set

_ADJACENT = 3
_LATER = 20
_EACH_REACH = 12
_PEOPLE_UNITS = frozenset({"person", "household", "house"})
PEOPLE = frozenset({"evacuated", "isolated", "affected"})
"""Measures that count people or households."""
_LONGEST_PAIR = 4
_LONGEST_ITEM = 14
_ITEM_ENDS = frozenset([",", ";", ".", ")", "/", "ở", "tại", "và", "(", "\n", "o", "tai", "va"])
_LED = 3
_PASSIVE = frozenset({"bị", "đã", "phải", "được", "bi", "da", "phai", "duoc", "đang", "dang"})
_FEARED = 4


class Cue(NamedTuple):
    """A phrase that tells what figures of some units measure.

    :param begin: its first token.
    :param end: the token after its last.
    """

    begin: int
    end: int
    meanings: tuple[Meaning, ...]

    def meaning(self, unit: str, side: str) -> Meaning | None:
        """Return what it tells of a figure of the unit that it stands "before" or "after"."""
        other = "after" if side == "before" else "before"
        return next((m for m in self.meanings if unit in m.units and m.where != other), None)


@dataclass
class Clauses:
    """A sentence with figures in it.

    :param span: its tokens.
    :param figures: all its figures, in order.
    :param measures: what they measure, as far as they are read.
    :param carried: what the sentence before measures, if this one tells the parts of it.
    """

    tokens: Tokens
    words: FactWords
    span: tuple[int, int]
    figures: Sequence[Figure]
    measures: list[str | None] = field(default_factory=list)
    carried: str | None = None

    @cached_property
    def cues(self) -> list[Cue]:
        """The phrases that tell what figures measure, in order."""
        first, last = self.span
        matches = measure_words(plain=self.tokens.plain).matches(self.tokens.lower[first:last])
        return [Cue(first + begin, first + end, meanings) for begin, end, meanings in matches]

    @cached_property
    def breaks(self) -> Sequence[int]:
        """Where its clauses end."""
        return breaks(self.tokens, *self.span)

    def ends_of(self, phrases: Phrases[bool], begin: int, end: int) -> Iterator[int]:
        """Yield where the phrases between two tokens end; in a name, "Cần Giờ", they are none."""
        first = max(0, begin)
        for start, stop, _ in phrases.matches(self.tokens.lower[first:end]):
            word = self.tokens.words[first + start]
            if not word[0].isupper() or word.isupper() or first + start == self.span[0]:
                yield first + stop

    def has(self, phrases: Phrases[bool], begin: int, end: int) -> bool:
        """Say whether one of the phrases stands between two tokens, not in a name."""
        return next(self.ends_of(phrases, begin, end), None) is not None

    def names(self, phrases: Phrases[bool]) -> bool:
        """Say whether one of the phrases stands in the sentence, in a name or not."""
        return next(phrases.matches(self.tokens.lower[self.span[0] : self.span[1]]), None) is not None

    def clause_begin(self, position: int) -> int:
        """Return the first token of the clause before ``position``."""
        nth = bisect_left(self.breaks, position)
        return self.breaks[nth - 1] + 1 if nth else self.span[0]

    def clause_end(self, position: int) -> int:
        """Return where the clause ends that goes on at ``position``."""
        nth = bisect_left(self.breaks, position)
        return self.breaks[nth] if nth < len(self.breaks) else self.span[1]

    def previous_end(self, nth: int) -> int:
        """Return where the figure before the nth ends that may be a fact, or the sentence begins."""
        return next((f.end for f in reversed(self.figures[:nth]) if f.unit in figure_units()), self.span[0])

    def next_begin(self, nth: int) -> int:
        """Return where the figure after the nth begins that may be a fact, or the sentence ends."""
        return next((f.begin for f in self.figures[nth + 1 :] if f.unit in figure_units()), self.span[1])

    def measure(self, nth: int) -> str | None:
        """Return what the nth figure measures, None when it tells no fact."""
        figure = self.figures[nth]
        if figure.unit == WIND:
            return "wind_level"
        if self.has(self.words.regular, self.span[0], figure.end + _ADJACENT):
            return None
        if figure.unit in ("VND", "mm", "m"):
            return _money(self, nth) if figure.unit == "VND" else _level(self, nth)
        return self._measure_of_count(nth) if figure.unit in measured_units() else None

    def _measure_of_count(self, nth: int) -> str | None:
        if self.is_pair(nth) and self.measures[nth - 1] in PEOPLE:
            return self.measures[nth - 1]
        found = _nearest(self, nth)
        if found is None:
            return self._measure_of_list(nth)
        cue, measure = found
        return measure if _is_told(self, nth, cue) and _is_of_kind(self, nth, cue, measure) else None

    def is_pair(self, nth: int) -> bool:
        """Say whether a figure tells those of the one before it again: "111 hộ với khoảng 500 người"."""
        if not 0 < nth < len(self.figures):
            return False
        last, figure = self.figures[nth - 1], self.figures[nth]
        between = self.tokens.lower[last.end : figure.begin]
        units = {last.unit, figure.unit}
        is_near = len(between) <= _LONGEST_PAIR and word_set("pairs").issuperset(between)
        return is_near and len(units) > 1 and units <= _PEOPLE_UNITS

    def is_also_evacuated(self, nth: int) -> bool:
        """Say whether those of a figure who are cut off had to leave: "50 hộ bị cô lập, phải đi sơ tán"."""
        figure, lower = self.figures[nth], self.tokens.lower
        return any(
            not {"phải", "phai", "được", "duoc"}.isdisjoint(lower[cue.begin - 3 : cue.begin])
            for cue in self.cues
            if figure.end + 1 < cue.begin < self.next_begin(nth)
            and (meaning := cue.meaning(figure.unit, "after"))
            and meaning.measure == "evacuated"
            and not self.has(self.words.plans, figure.end, cue.begin)
        )

    def _measure_of_list(self, nth: int) -> str | None:
        """Return the measure of the figure before, if only a place stands between: "Thanh Hóa 48 nhà, Huế 54 nhà"."""
        if nth == 0 or (before := self.measures[nth - 1]) is None:
            return None
        figure, last = self.figures[nth], self.figures[nth - 1]
        units = {figure.unit, last.unit}
        if units == {"ha"}:
            return before if not self.has(self.words.fish, figure.begin, self.next_begin(nth)) else None
        if len(units) > 1 and not units <= _PEOPLE_UNITS:
            return None
        words, lower = self.tokens.words, self.tokens.lower
        item = range(max(last.end, self.clause_begin(figure.begin)), figure.begin)
        if len(item) > _LONGEST_ITEM or not all(words[p][0].isupper() or lower[p] in word_set("items") for p in item):
            return None
        has_place = any(words[p][0].isupper() for p in item)
        after = lower[figure.end] if figure.end < len(lower) else "\n"
        return before if has_place or after in _ITEM_ENDS else None


def _nearest(clauses: Clauses, nth: int) -> tuple[Cue, str] | None:
    """Return the phrase that tells what a figure measures, and the measure."""
    figure = clauses.figures[nth]
    before = [cue for cue in clauses.cues if clauses.previous_end(nth) <= cue.begin and cue.end <= figure.begin]
    own = [cue for cue in clauses.cues if figure.begin <= cue.begin < figure.end]
    after = [cue for cue in clauses.cues if figure.end <= cue.begin < clauses.next_begin(nth)]
    lower = clauses.tokens.lower
    told_before = [(cue, m.measure) for cue in before if (m := cue.meaning(figure.unit, "before"))]
    told_near = [(cue, m.measure) for cue in before if (m := cue.meaning(figure.unit, "before")) and m.where == "any"]
    told_after = [(cue, m.measure) for cue in (*own, *after) if (m := cue.meaning(figure.unit, "after"))]
    end = _reach_after(clauses, nth)
    # "sập 4 nhà", "sơ tán khẩn cấp 200 hộ": nothing else stands between.
    if told_before:
        cue = told_before[-1][0]
        between = lower[cue.end : figure.begin]
        # "1.500 hộ bị ngập và 2 nhà bị sập": behind "và" a figure has words of its own.
        is_joined = not {"và", "va"}.isdisjoint(between) and any(
            told.begin - figure.end <= _ADJACENT and told.begin < end and lower[told.begin - 1] in _PASSIVE
            for told, _ in told_after
        )
        if len(between) <= _ADJACENT and word_set("fillers").issuperset(between) and not is_joined:
            return told_before[-1]
    for told in told_after:
        if told[0].begin < end:
            return told
    begin = clauses.clause_begin(figure.begin)
    if told_near and told_near[-1][0].begin >= begin:
        return told_near[-1]
    # "12 căn nhà của người dân, chủ yếu là nhà tạm, đã bị sập"; "17.000 gia súc, gia cầm chết"
    for told in told_after:
        if told[0].begin - figure.end <= _ADJACENT:
            return told
        if told[0].begin - figure.end <= _LATER and not _PASSIVE.isdisjoint(
            lower[told[0].begin - 2 : told[0].begin + 1]
        ):
            return told
    return None


def _reach_after(clauses: Clauses, nth: int) -> int:
    """Return how far words after a figure are its own: to the end of its clause, or to an "và" of the next one."""
    figure, following = clauses.figures[nth], clauses.next_begin(nth)
    end = min(clauses.clause_end(figure.end), following)
    # "11 căn nhà (sập 2 căn)": what stands in brackets is of the figures in them.
    if end == following and nth + 1 < len(clauses.figures):
        lower = clauses.tokens.lower
        joint = next((p for p in range(figure.end, following) if lower[p] in ("và", "cùng", "va", "cung")), end)
        return min(end, joint)
    return end


def _is_told(clauses: Clauses, nth: int, cue: Cue) -> bool:
    """Say whether what a figure measures has happened: no plan, no fear, nothing asked for."""
    words, figure = clauses.words, clauses.figures[nth]
    first = min(cue.begin, figure.begin)
    begin = max(clauses.clause_begin(first), clauses.previous_end(nth))
    last = _last(clauses, words.plans, begin, max(cue.begin, figure.begin))
    if last is not None and not clauses.has(words.done, last, max(cue.begin, figure.begin)):
        # "do nguy cơ sạt lở, đã di dời 20 hộ"; "nguy cơ" further off is why people go.
        return False
    if clauses.has(words.plans, max(cue.begin, figure.end) - _FEARED, cue.begin) and cue.begin >= figure.end:
        return False
    ahead = _last(clauses, words.plans_ahead, clauses.span[0], figure.begin)
    return ahead is None or clauses.has(words.done, ahead, max(cue.begin, figure.begin))


def _last(clauses: Clauses, phrases: Phrases[bool], begin: int, end: int) -> int | None:
    """Return where the last of the phrases between two tokens ends."""
    return max(clauses.ends_of(phrases, begin, end), default=None)


def _is_of_kind(clauses: Clauses, nth: int, cue: Cue, measure: str) -> bool:
    """Say whether a figure counts what its measure does: fish are no livestock, a river's bank no road."""
    words, figure = clauses.words, clauses.figures[nth]
    begin, end = max(clauses.clause_begin(figure.begin), clauses.previous_end(nth)), _reach_after(clauses, nth)
    if measure in ("crops_ha", "livestock"):
        return not clauses.has(words.fish, begin, end)
    if measure == "roads_blocked":
        return not clauses.has(words.banks, begin, end)
    if measure in PEOPLE and not 0 <= figure.begin - cue.end <= _ADJACENT:
        return not clauses.has(words.rescuers, figure.begin - _LED, figure.end)
    return True


def _money(clauses: Clauses, nth: int) -> str | None:
    """Return whether money is damage or relief, None where it is neither: prices, repairs, shares for each."""
    words, figure = clauses.words, clauses.figures[nth]
    first, begin = clauses.span[0], figure.begin
    if figure.value <= 0 or clauses.has(words.each, begin - _EACH_REACH, begin):
        return None
    end = _reach_after(clauses, nth)
    if clauses.has(words.spent, figure.end, end):
        return None
    told: dict[str, int] = {}
    for cue in clauses.cues:
        meaning = cue.meaning("VND", "before" if cue.end <= begin else "after")
        if meaning is None or cue.begin >= end:
            continue
        is_damage = meaning.measure == "damage_vnd"
        if is_damage and clauses.has(words.not_damage, cue.begin - 2, cue.end):
            continue
        if cue.end <= begin or (not told and not is_damage):
            told[meaning.measure] = cue.end
    told["asked"] = _last(clauses, words.asked, first, begin) or -1
    told["spending"] = _last(clauses, words.spending, clauses.clause_begin(begin), begin) or -1
    nearest = max(told, key=told.__getitem__)
    if told[nearest] < 0 or nearest in ("asked", "spending") or (nearest == "relief_vnd" and told["asked"] >= 0):
        return None
    if nearest == "damage_vnd" and clauses.has(words.plans, told[nearest] - _FEARED, begin):
        return None
    return nearest


def _level(clauses: Clauses, nth: int) -> str | None:
    """Return whether a height is rain or the level of a water: no depth, no rise, no height over an alarm."""
    words, figure = clauses.words, clauses.figures[nth]
    told = [(cue, m) for cue in clauses.cues if cue.end <= figure.begin and (m := cue.meaning(figure.unit, "before"))]
    if figure.unit == "mm":
        if told or any(cue.meaning("mm", "after") for cue in clauses.cues):
            return "rain_mm"
        return None
    if not told:
        return None
    lower = clauses.tokens.lower
    before, earlier = lower[figure.begin - 1], lower[figure.begin - 2]
    if before in ("đạt", "mức", "muc") and earlier not in ("trên", "dưới", "vượt", "tren", "duoi", "vuot"):
        return "water_level_m"
    begin = max(told[-1][0].begin - _ADJACENT, clauses.previous_end(nth), clauses.span[0])
    return None if clauses.has(words.above, begin, figure.begin) else "water_level_m"


def casualty_of_list(clauses: Clauses, nth: int) -> str | None:
    """Return the first casualty that the sentence tells, for a figure that only a place names: "Cao Bằng 1"."""
    figure = clauses.figures[nth]
    if figure.unit not in (BARE, "person", "case"):
        return None
    told = ("dead", "missing", "injured", "dead_or_missing", "evacuated", "isolated", "affected")
    return next((m for m in (clauses.carried, *clauses.measures[:nth]) if m in told), None)
