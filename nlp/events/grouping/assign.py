"""Grouping: articles in the order of time are put into the events that are open, or open one of their own.

A storm that is named decides; then the country, then place and time, names and the heat of what goes on.

Invariant: each article is looked at once, beside the open events only; an event is closed after some days of silence,
so memory and time are bounded by what goes on at once. The outcome depends on the order of time alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from nlp.events.grouping.draft import ABROAD, EROSION, LOW, OTHER, RAIN, STORM, WIND, Draft, Member
from nlp.events.grouping.signals import HAZARDS, Signals, Storm

SILENCE = 11
"""Days without an article after which an event is closed."""

_ALIVE = 2  # days for which a storm takes in what happens where it passed, though no article ties it
_WAVE = 6  # days after which new rain is another event
_LONG_AFTER = 25  # days for which help for a place may be for what hit it
_AFTER = 7  # days for which help that names no storm may be for it
_OVER = 4
_LOW = 4  # days in which a depression becomes a storm
_PEAK_HEAT = 3.0
_PEAK = 0.5
_OLD_HELP = 0.3
_LOOSE = 0.9
_JOINS = 0.45
_LIE_TOGETHER = 0.2
_NAME_SHARE = 0.5
_ENOUGH = 0.3
_EPISODE = ("flood", "rain", "landslide", "tide")
_OTHERS = ("quake", "drought", "cold", "heat")
_SINGLE_NAME = 0.35
_HOT = 6.0
_TWO = 2
_STORM_FIRST = 0.2  # what happens where a storm has struck is its doing rather than that of a rain before it


@dataclass
class Grouping:
    """The open events, and the rules by which articles join them.

    :param drafts: the events that are open, in the order in which they were opened.
    """

    drafts: list[Draft] = field(default_factory=list)

    def close(self, day: int) -> list[Draft]:
        """Take out and return the events that are over on a day."""
        over = [draft for draft in self.drafts if day - draft.last > SILENCE]
        self.drafts = [draft for draft in self.drafts if day - draft.last <= SILENCE]
        return over

    def assign(self, signals: Signals, member: Member) -> Draft | None:
        """Put an article into an event, and return that; None if it belongs to none."""
        if _is_general(signals):
            return None
        draft, storms = self._find(signals)
        if draft is None:
            return None
        if storms and draft.kind in (LOW, STORM):
            draft.kind = STORM
            draft.name_storm(storms[0])
        draft.add(
            member,
            signals,
            places=not sends_help(signals),
            alive=_is_at_work(signals, storms, draft),
            harm="harm" in signals.title and "forecast" not in signals.title,
        )
        return draft

    def _find(self, signals: Signals) -> tuple[Draft | None, Sequence[Storm]]:
        """Return the event of an article, a new one if need be, and the storms that tie it."""
        storms = self._storms(signals)
        if signals.country:
            return self._abroad(signals, storms or ()), storms or ()
        if storms is None:
            return None, ()
        if storms:
            return self._storm(signals, storms[0]), storms
        if "low" in signals.title:
            return self._low(signals), ()
        best = self._best(signals)
        return best or self._opened(signals), ()

    def _storms(self, signals: Signals) -> Sequence[Storm] | None:
        """Return the storms that decide; None when the article is help for several, or tells of an earlier year."""
        if signals.title_storms:
            return [storm for storm in signals.title_storms if _is_of_now(storm, signals)] or None
        beside = [storm for storm in signals.text_storms if _is_of_now(storm, signals)]
        known = {draft.id: (draft.alive, storm) for storm in reversed(beside) if (draft := self._drafted(storm))}
        if known:
            if len(known) > 1 and "relief" in signals.text and "aftermath" not in signals.title:
                return None
            return [max(known.values(), key=lambda pair: pair[0])[1]]
        return beside[:1] if "storm" in signals.title or "alive" in signals.title else ()

    def _drafted(self, storm: Storm) -> Draft | None:
        return next((draft for draft in reversed(self.drafts) if draft.is_storm(storm) and not draft.country), None)

    def _storm(self, signals: Signals, storm: Storm) -> Draft:
        if known := self._drafted(storm):
            return known
        for draft in reversed(self.drafts):
            if draft.kind == LOW and signals.day - draft.last <= _LOW and "alive" in signals.text:
                return draft
        return self._open(STORM, signals)

    def _low(self, signals: Signals) -> Draft:
        for draft in reversed(self.drafts):
            if draft.kind == LOW and signals.day - draft.last <= _LOW:
                return draft
        for draft in reversed(self.drafts):
            if draft.kind == STORM and not draft.country and draft.struck is None and signals.day - draft.alive <= _TWO:
                return draft
        return self._open(LOW, signals)

    def _abroad(self, signals: Signals, storms: Sequence[Storm]) -> Draft:
        for draft in reversed(self.drafts):
            if not draft.country:
                continue
            if storms:
                if draft.is_storm(storms[0]):
                    return draft
            elif draft.country == signals.country:
                return draft
        return self._open(STORM if storms else ABROAD, signals, country=signals.country)

    def _best(self, signals: Signals) -> Draft | None:
        """Return the event that goes best with an article which names no storm; None if none does."""
        kind = _kind(signals)
        fit = [
            draft
            for draft in self.drafts
            if not draft.country and _go_together(draft, kind, signals) and not self._is_ended(draft, signals)
        ]
        hottest = max((draft.heat_on(signals.day) for draft in fit), default=0.0)
        scored = [(self._score(draft, signals, hottest), draft) for draft in fit]
        scored = [(score, draft) for score, draft in scored if score >= _ENOUGH]
        if not scored:
            return None
        best = max(scored, key=lambda pair: pair[0])[1]
        for score, draft in scored:
            if draft is not best and score >= _JOINS and self._are_one(best, draft, signals):
                self._join(best, draft)
        return best

    def _is_ended(self, draft: Draft, signals: Signals) -> bool:
        """Say whether a storm has struck the places of an episode since, so that new rain there is another event."""
        if draft.kind != RAIN or _is_help(signals):
            return False
        return any(
            storm.kind == STORM
            and storm.struck is not None
            and not storm.country
            and draft.first < storm.struck < signals.day - _ALIVE
            and storm.nearness(draft) >= _LIE_TOGETHER
            for storm in self.drafts
        )

    def _are_one(self, one: Draft, other: Draft, signals: Signals) -> bool:
        """Say whether two episodes of rain have grown into one: an article goes with both, and they lie together."""
        if one.kind != RAIN or other.kind != RAIN or _is_help(signals):
            return False
        return one.nearness(other) >= _LIE_TOGETHER

    def _join(self, best: Draft, other: Draft) -> None:
        first, second = (best, other) if self.drafts.index(best) < self.drafts.index(other) else (other, best)
        best.id = first.id or second.id
        best.absorb(other)
        self.drafts.remove(other)

    def _score(self, draft: Draft, signals: Signals, hottest: float) -> float:
        day, heat = signals.day, draft.heat_on(signals.day)
        names = self._names(draft, signals)
        place = self._place(draft, signals)
        share = heat / hottest if hottest else 0.0
        helps = _is_help(signals)
        if helps:
            place *= _OLD_HELP + (1 - _OLD_HELP) * share
        unplaced = not (signals.provinces or signals.near or signals.area)
        sender = helps and len(signals.provinces) <= 1 and not signals.area
        if (
            (sender or unplaced)
            and day - draft.alive <= _AFTER
            and heat >= _PEAK_HEAT
            and share >= 1
            and _is_vague(signals)
        ):
            place = max(place, _PEAK)
        if place == 0.0 and names < _NAME_SHARE:
            return 0.0
        at_work = draft.kind in (STORM, LOW) and draft.struck is not None and day - draft.alive <= _ALIVE
        return place + names + min(heat, 20.0) / 100 + (_STORM_FIRST if at_work else 0.0)

    def _place(self, draft: Draft, signals: Signals) -> float:
        """Return how well the places of an article go with an event, from 0 to 1."""
        helps = _is_help(signals)
        named = [
            draft.place(code, signals.day, beside=not helps) * (0.5 + weight / 2)
            for code, weight in signals.provinces.items()
        ]
        around = signals.near or signals.area
        # "TP.HCM nhận hàng cho miền Trung": help is for the region that it names, too.
        if signals.provinces and not (helps and signals.area):
            return max(named)
        if signals.provinces:
            around = signals.area
        own = sum(draft.provinces.get(code, 0.0) for code in sorted(around)) / (sum(draft.provinces.values()) or 1.0)
        return max([*named, min(_LOOSE, own / max(1, len(signals.regions)))])

    def _names(self, draft: Draft, signals: Signals) -> float:
        """Return how strongly the names of an article speak for an event: rare ones that it has, and no other."""
        best = 0.0
        for name in signals.names:
            if count := draft.names.get(name, 0.0):
                total = sum(other.names.get(name, 0.0) for other in self.drafts)
                best = max(best, count / total)
        return best * 0.6

    def _opened(self, signals: Signals) -> Draft | None:
        """Return a new event for what happened at a place; None for what has none, or only helps."""
        kind = _kind(signals)
        named = bool(signals.names) and "harm" in signals.title  # of a place that only later articles place
        if not kind or not (signals.provinces or signals.near or signals.area or named):
            return None
        flooded = kind == RAIN and signals.provinces and {"flood", "landslide"} & signals.title
        if not {"harm", "forecast"} & signals.text and (not flooded or "scene" in signals.title):
            return None
        if "relief" in signals.title and "harm" not in signals.title:
            return None
        return self._open(kind, signals)

    def _open(self, kind: str, signals: Signals, country: str = "") -> Draft:
        draft = Draft("", kind, country, first=signals.day, last=signals.day, alive=signals.day)
        self.drafts.append(draft)
        return draft


def _is_of_now(storm: Storm, signals: Signals) -> bool:
    return storm.year is None or storm.year == date.fromordinal(signals.day).year


def _is_general(signals: Signals) -> bool:
    """Say whether an article is about no event: service, lies, the climate."""
    if not signals.title_storms and not frozenset(HAZARDS) & (
        signals.title if "bulletin" in signals.title else signals.text
    ):
        return True
    if "aside" in signals.title or ("aside" in signals.text and not signals.title_storms):
        return True
    placed = signals.provinces or signals.near or signals.area or signals.title_storms or signals.text_storms
    return "general" in (signals.title if placed else signals.text)


def _is_help(signals: Signals) -> bool:
    """Say whether an article is about what comes after: it may be late, and speaks of the event in mind."""
    return bool({"relief", "aftermath"} & signals.title)


def sends_help(signals: Signals) -> bool:
    """Say whether the places of an article may be those that send help rather than those that were hit."""
    return "relief" in signals.title or ("relief" in signals.text and "harm" not in signals.title)


def _is_vague(signals: Signals) -> bool:
    """Say whether an article tells of floods or storms without a place: it is about what everybody talks of."""
    told = {"flood", "storm", "rain", "landslide"}
    return bool(told & signals.text) and bool((told | {"relief", "aftermath", "harm"}) & signals.title)


def _kind(signals: Signals) -> str:
    """Return what kind of event an article without a storm would open; empty when it tells of none."""
    for cues in (signals.title, signals.text):
        if "erosion" in cues:
            return EROSION
        if "wind" in cues:
            return WIND
        if any(hazard in cues for hazard in _EPISODE):
            return RAIN
        if any(hazard in cues for hazard in _OTHERS):
            return OTHER
    return ""


def _go_together(draft: Draft, kind: str, signals: Signals) -> bool:
    """Say whether an article of a kind may belong to an event: banks fall and winds whirl without a flood."""
    if draft.kind in (STORM, LOW):
        helps = _is_help(signals)
        return (
            kind in (RAIN, WIND, "")
            and "tide" not in signals.title
            and signals.day - draft.alive <= (_AFTER if helps else _ALIVE)
        )
    if draft.kind == RAIN and signals.day - draft.alive > (_LONG_AFTER if _is_help(signals) else _WAVE):
        return False
    if kind == "":
        return draft.kind == RAIN
    if kind == WIND and draft.kind == RAIN:
        return draft.heat_on(signals.day) >= _HOT
    return draft.kind == kind


def _is_at_work(signals: Signals, storms: Sequence[Storm], draft: Draft) -> bool:
    """Say whether an article shows its event at work, and is not only about what comes after."""
    if _is_help(signals):
        return False
    if draft.kind != STORM:
        return "scene" not in signals.title or bool({"rain", "forecast"} & signals.title)
    back = signals.day - draft.alive > _OVER  # a storm that was over does not come back
    return bool(storms) and "alive" in signals.text and not back
