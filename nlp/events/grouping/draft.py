"""Drafts: events that are still open, with what is needed to tell whether an article belongs to them.

Invariant: a draft is bounded but for its members, and its JSON form holds everything: what is read back goes on as if
nothing had happened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from nlp.events.grouping.signals import Signals, Storm
from nlp.events.grouping.words import nearness
from nlp.events.records import Figure, Source

STORM, LOW, RAIN, WIND, EROSION, OTHER, ABROAD = "storm", "low", "rain", "wind", "erosion", "other", "abroad"
"""Kinds of events: a storm, a depression without number or name, an episode of rain and floods, a whirlwind, a bank
that falls, another hazard, and whatever happens abroad."""

_HALF_LIFE = 2.0  # days
_MOST_NAMES = 400
_LEAST_NAMES = 200
_MISSPELT = 0.8
_SHORTEST = 5
_SEVERAL = 2.5
_FRESH = 6  # days
_REGION = 0.3


@dataclass
class Member:
    """An article of an event.

    :param provinces: code -> weight of the places that it tells of.
    :param communes: codes of communes.
    :param regions: regions of the country that it names.
    :param hazards: groups of words that say what happened.
    """

    source: Source
    figures: Sequence[Figure]
    provinces: Mapping[str, float]
    communes: Sequence[str]
    regions: Sequence[str]
    hazards: Sequence[str]
    day: int

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "source": self.source.to_dict(),
            "figures": [figure.to_dict() for figure in self.figures],
            "provinces": dict(self.provinces),
            "communes": list(self.communes),
            "regions": list(self.regions),
            "hazards": list(self.hazards),
            "day": self.day,
        }

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Member:
        """Return the member that a JSON form holds."""
        figures = [Figure.from_dict(figure) for figure in given["figures"]]
        return cls(**{**given, "source": Source(**given["source"]), "figures": figures})


@dataclass
class Draft:
    """An event that is still open.

    :param country: where abroad, empty for Việt Nam.
    :param numbers: of the storm, one but for slips.
    :param storm_names: folded name -> as written.
    :param provinces: code -> how many articles place it there.
    :param names: name -> number of articles with it.
    :param first: ordinal of its first day.
    :param last: of its last article.
    :param alive: of the last article that shows the disaster at work, and not what comes after; for an episode that
        many articles told of, the last day on which several did: a lone accident does not prolong it.
    :param struck: of the first article that tells harm; None when none does.
    :param heat: number of articles, of which each counts half after two days.
    :param work: the same of those that show the disaster at work.
    :param height: the most that ``work`` was.
    :param worked: the day of the last of these.
    """

    id: str
    kind: str
    country: str = ""
    numbers: list[int] = field(default_factory=list)
    storm_names: dict[str, str] = field(default_factory=dict)
    year: int | None = None
    provinces: dict[str, float] = field(default_factory=dict)
    names: dict[str, float] = field(default_factory=dict)
    first: int = 0
    last: int = 0
    alive: int = 0
    struck: int | None = None
    heat: float = 0.0
    work: float = 0.0
    height: float = 0.0
    worked: int = 0
    members: list[Member] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {**vars(self), "members": [member.to_dict() for member in self.members]}

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Draft:
        """Return the draft that a JSON form holds."""
        return cls(**{**given, "members": [Member.from_dict(member) for member in given["members"]]})

    def heat_on(self, day: int) -> float:
        """Return how hot it is on a day: how many articles of late."""
        return self.heat * float(0.5 ** (max(0, day - self.last) / _HALF_LIFE))

    def is_storm(self, storm: Storm) -> bool:
        """Say whether a storm is that of this event; a misspelt name is too, a number decides."""
        if self.kind != STORM:
            return False
        if storm.number is not None and self.numbers:
            return storm.number in self.numbers
        return bool(storm.name) and any(_is_spelling(storm.name, known) for known in self.storm_names)

    def place(self, province: str, day: int, *, beside: bool = True) -> float:
        """Return how well a province goes with the event on a day, from 0 to 1; neighbours do while it is fresh.

        :param beside: whether neighbours count at all.
        """
        own = self.provinces.get(province, 0.0)
        total = sum(self.provinces.values()) or 1.0
        around = sum(weight * nearness(code, province) for code, weight in self.provinces.items()) - own
        fresh = max(0.0, 1 - (day - self.last) / _FRESH) if beside else 0.0
        return min(1.0, max(own / max(2.0, total / 10), (own + fresh * around) / total))

    def nearness(self, other: Draft) -> float:
        """Return how near the provinces of another event lie, from 0 to 1."""
        total = (sum(self.provinces.values()) or 1.0) * (sum(other.provinces.values()) or 1.0)
        pairs = [
            own * weight * nearness(code, beside)
            for code, own in self.provinces.items()
            for beside, weight in other.provinces.items()
        ]
        return sum(pairs) / total

    def add(self, member: Member, signals: Signals, *, places: bool, alive: bool, harm: bool) -> None:
        """Add an article.

        :param places: whether its provinces are those of the event; the ones that send help are not.
        :param alive: whether it shows the disaster at work.
        :param harm: whether it tells harm.
        """
        day = signals.day
        self.heat = self.heat_on(day) + 1
        self.last, self.first = max(self.last, day), min(self.first, day)
        if alive:
            self.work = self.work * float(0.5 ** (max(0, day - self.worked) / _HALF_LIFE)) + 1
            self.worked, self.height = max(self.worked, day), max(self.height, self.work)
            if self.kind != RAIN or self.work >= _SEVERAL or self.height < _SEVERAL:
                self.alive = max(self.alive, day)
        if harm:
            self.struck = day if self.struck is None else min(self.struck, day)
        for code, weight in signals.provinces.items() if places else ():
            self.provinces[code] = round(self.provinces.get(code, 0.0) + weight, 3)
        if places and self.kind in (STORM, LOW):
            for code in sorted(signals.area):
                self.provinces[code] = round(self.provinces.get(code, 0.0) + _REGION / len(signals.regions), 3)
        for name in signals.names:
            self.names[name] = self.names.get(name, 0.0) + 1
        if len(self.names) > _MOST_NAMES:
            kept = sorted(self.names, key=lambda name: (-self.names[name], name))[:_LEAST_NAMES]
            self.names = {name: self.names[name] for name in kept}
        self.members.append(member)

    def absorb(self, other: Draft) -> None:
        """Take in another event, which turned out to be this one."""
        self.heat = self.heat_on(other.last) + other.heat_on(self.last)
        self.first, self.last = min(self.first, other.first), max(self.last, other.last)
        self.alive, self.worked = max(self.alive, other.alive), max(self.worked, other.worked)
        self.work, self.height = max(self.work, other.work), max(self.height, other.height)
        struck = [day for day in (self.struck, other.struck) if day is not None]
        self.struck = min(struck, default=None)
        for code, weight in other.provinces.items():
            self.provinces[code] = round(self.provinces.get(code, 0.0) + weight, 3)
        for name, count in other.names.items():
            self.names[name] = self.names.get(name, 0.0) + count
        self.members = sorted([*self.members, *other.members], key=lambda member: member.day)

    def name_storm(self, storm: Storm) -> None:
        """Keep the number and the name under which an article speaks of the storm."""
        if storm.number is not None and storm.number not in self.numbers:
            self.numbers.append(storm.number)
        is_own = not self.storm_names or any(_is_spelling(storm.name, known) for known in self.storm_names)
        if storm.name and is_own:
            self.storm_names.setdefault(storm.name, storm.written)
        self.year = self.year or storm.year


def _is_spelling(name: str, known: str) -> bool:
    """Say whether a storm's name is another, whole, in part ("Fung") or misspelt ("Kalmeagi")."""
    if name == known or (min(len(name), len(known)) >= _SHORTEST - 1 and (name in known or known in name)):
        return True
    return min(len(name), len(known)) >= _SHORTEST and SequenceMatcher(None, name, known).ratio() >= _MISSPELT
