"""The records of a digest: events with their figures, complaints, appointments; each has its JSON form.

Invariant: a record says only what articles say, and names the article behind every figure; ids of articles stand in
the order of time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Source:
    """An article as a card names it.

    :param id: its identifier, made from its content when it has none of its own.
    :param published: as given, an ISO 8601 date or date-time.
    """

    id: str
    title: str
    published: str
    url: str | None = None
    source: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "id": self.id,
            "title": self.title,
            "url": self.url,
            "published": self.published,
            "source": self.source,
        }


@dataclass(frozen=True)
class Figure:
    """What one article states of one measure at one place and time.

    :param measure: one of the measures of facts, such as ``dead``, ``missing`` or ``houses_flooded``.
    :param max_value: the upper end of a range, or None.
    :param modifier: how exact the value is, such as ``about``, or None.
    :param province: code of a province of today, or None when the article does not tie the figure to one.
    :param communes: codes of communes of today.
    :param date: the last day that the figure speaks of; the day of publication when the article does not say.
    :param article: id of the article.
    :param sentence: the sentence that states it.
    :param unit: ``person`` or ``household`` where the measure can have both, else None.
    :param start: first code point of the figure in the article's document.
    :param end: code point after its last.
    """

    measure: str
    value: float
    date: str
    article: str
    sentence: str
    start: int
    end: int
    max_value: float | None = None
    modifier: str | None = None
    province: str | None = None
    communes: tuple[str, ...] = ()
    unit: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "measure": self.measure,
            "value": self.value,
            "max_value": self.max_value,
            "modifier": self.modifier,
            "unit": self.unit,
            "province": self.province,
            "communes": list(self.communes),
            "date": self.date,
            "article": self.article,
            "sentence": self.sentence,
            "start": self.start,
            "end": self.end,
        }

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Figure:
        """Return the figure that a JSON form holds."""
        return cls(**{**given, "communes": tuple(given["communes"])})


@dataclass(frozen=True)
class StormName:
    """A storm: its number within its year, its international name, or both.

    :param year: the year of the season, when known.
    """

    number: int | None = None
    name: str | None = None
    year: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"number": self.number, "name": self.name, "year": self.year}


@dataclass(frozen=True)
class Event:
    """One episode of disaster, as a desk would keep it on one card.

    :param id: stable from one run to the next.
    :param name: in Vietnamese, made from storm or hazard, place and month.
    :param hazard: group of Decision 18/2021/QĐ-TTg, in Vietnamese.
    :param provinces: codes of provinces of today, the ones named most first.
    :param communes: codes of communes of today, the ones named most first.
    :param country: the foreign country or region where it happened; None for Vietnam.
    :param start: the first day that items speak of it.
    :param end: the last.
    :param headline: the article that stands for it best.
    :param sources: its articles, in the order of time.
    :param latest: by measure, the figure stated last for the whole event.
    :param largest: by measure, the largest one.
    :param by_province: by code of a province, its latest figures.
    :param timeline: all figures, in the order of time.
    """

    id: str
    name: str
    hazard: str
    start: str
    end: str
    headline: Source
    sources: Sequence[Source]
    storm: StormName | None = None
    country: str | None = None
    provinces: Sequence[str] = ()
    communes: Sequence[str] = ()
    latest: Mapping[str, Figure] = field(default_factory=dict)
    largest: Mapping[str, Figure] = field(default_factory=dict)
    by_province: Mapping[str, Mapping[str, Figure]] = field(default_factory=dict)
    timeline: Sequence[Figure] = ()

    @property
    def articles(self) -> list[str]:
        """The ids of its articles, in the order of time."""
        return [source.id for source in self.sources]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form, a line of ``events.jsonl``."""
        return {
            "id": self.id,
            "name": self.name,
            "storm": None if self.storm is None else self.storm.to_dict(),
            "hazard": self.hazard,
            "country": self.country,
            "provinces": list(self.provinces),
            "communes": list(self.communes),
            "start": self.start,
            "end": self.end,
            "headline": self.headline.to_dict(),
            "articles": self.articles,
            "latest": _by_key(self.latest),
            "largest": _by_key(self.largest),
            "by_province": {code: _by_key(figures) for code, figures in self.by_province.items()},
            "timeline": [figure.to_dict() for figure in self.timeline],
            "sources": [source.to_dict() for source in self.sources],
        }

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Event:
        """Return the event that a JSON form holds."""
        told = {
            **given,
            "storm": given["storm"] and StormName(**given["storm"]),
            "headline": Source(**given["headline"]),
        }
        told |= {name: _figures(given[name]) for name in ("latest", "largest")}
        told["by_province"] = {code: _figures(figures) for code, figures in given["by_province"].items()}
        told["timeline"] = [Figure.from_dict(figure) for figure in given["timeline"]]
        told["sources"] = [Source(**source) for source in given["sources"]]
        del told["articles"]
        return cls(**told)


def _by_key(figures: Mapping[str, Figure]) -> dict[str, Any]:
    return {key: figure.to_dict() for key, figure in figures.items()}


def _figures(given: Mapping[str, Any]) -> dict[str, Figure]:
    return {measure: Figure.from_dict(figure) for measure, figure in given.items()}


@dataclass(frozen=True)
class Complaint:
    """A place or route that readers and papers complain of.

    :param kind: ``route``, ``province`` or ``commune``.
    :param place: normal form of the route, or name of the unit.
    :param code: of the unit; None for a route.
    :param province: code of the province where most of the articles place it, or None.
    :param sources: the articles, in the order of time.
    """

    kind: str
    place: str
    sources: Sequence[Source]
    code: str | None = None
    province: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "kind": self.kind,
            "place": self.place,
            "code": self.code,
            "province": self.province,
            "articles": [source.id for source in self.sources],
            "sources": [source.to_dict() for source in self.sources],
        }


@dataclass(frozen=True)
class Appointment:
    """Who was given which post.

    :param title: the post, as written, or None.
    :param body: the public body, as written, or None.
    :param date: the day that the article gives, else that of publication.
    :param sentence: the sentence that says so.
    """

    name: str
    title: str | None
    body: str | None
    province: str | None
    date: str
    sentence: str
    source: Source

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "name": self.name,
            "title": self.title,
            "body": self.body,
            "province": self.province,
            "date": self.date,
            "sentence": self.sentence,
            "article": self.source.id,
            "source": self.source.to_dict(),
        }

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Appointment:
        """Return the appointment that a JSON form holds."""
        told = {name: value for name, value in given.items() if name != "article"}
        return cls(**{**told, "source": Source(**given["source"])})


@dataclass(frozen=True)
class Digest:
    """What a run of ``bantin digest`` came to.

    :param events: in the order of their first days.
    :param left_out: how many articles were left out, by reason.
    """

    events: Sequence[Event]
    complaints: Sequence[Complaint] = ()
    appointments: Sequence[Appointment] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
