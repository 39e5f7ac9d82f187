"""Signals of an article: what places it in an event, read once, so that grouping looks at small things only.

Invariant: signals depend on the article alone, never on those before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from itertools import chain
from typing import Any

from nlp.article import Article, Entity
from nlp.entities.extract import find_entities
from nlp.events.grouping.words import Cues, countries, cues, groups_in_order, names, regions
from nlp.text.normalize import strip_accents

HERE = timezone(timedelta(hours=7))
"""The clock of Việt Nam, by which days are counted."""

HAZARDS = (
    "erosion", "wind", "tide", "flood", "landslide", "rain", "quake", "drought", "cold", "heat", "storm", "low"
)  # fmt: skip
"""Groups of words for what happened, those first that say most where an article has several."""

_LEAD = 600  # code points of a text that say what it is about; later ones tell of other disasters too
_FAR = 1_500
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})(?![0-9])")
_OF_COUNTRY = re.compile(r"\b[Mm]iền (?:đông|tây|nam|bắc|trung)(?: nam| bắc)? (?=[A-ZĐÀ-Ỹ])")
_ALIASES = {"phuonghoang": "fungwong", "thangio": "fengshen"}  # papers translate these names
_ROUNDUP_ENDS = "|;"


@dataclass(frozen=True)
class Storm:
    """A storm as an article calls it.

    :param name: folded, see :func:`fold_name`; empty when only the number is told.
    """

    number: int | None
    name: str
    written: str
    year: int | None


@dataclass(frozen=True)
class Signals:
    """What places an article in an event.

    :param day: the day of publication in Việt Nam, as its ordinal.
    :param title: groups of words of the title.
    :param text: groups of words of title and lead.
    :param title_storms: storms of the title, the first first.
    :param text_storms: those of the lead.
    :param provinces: code -> weight, 1 for the one named most.
    :param near: codes of provinces that a commune may lie in.
    :param area: codes of the provinces of the regions that it names.
    :param regions: these regions.
    :param names: names of the title and the lead.
    :param country: the foreign country or region that it is about, or empty.
    """

    day: int
    title: Cues
    text: Cues
    title_storms: Sequence[Storm]
    text_storms: Sequence[Storm]
    provinces: Mapping[str, float]
    near: frozenset[str]
    area: frozenset[str]
    regions: Sequence[str]
    names: Sequence[str]
    country: str


def moment_of(published: str | None) -> datetime | None:
    """Return when an article was published, on the clock of Việt Nam; a date alone is the first moment of the day.

    Read are ISO 8601, a day in it before something else ("2016-11-29, 07:36"), and the day first ("29/11/2016").
    """
    text = (published or "").strip()
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=HERE) if found.tzinfo is None else found.astimezone(HERE)
    except (ValueError, OverflowError):
        pass
    day = _ISO_DAY.match(text)
    written = _DAY_FIRST.match(text)
    year, month, day_of_month = day.groups() if day else reversed(written.groups()) if written else ("0", "0", "0")
    try:
        return datetime(int(year), int(month), int(day_of_month), tzinfo=HERE)
    except ValueError:
        return None


def fold_name(name: str) -> str:
    """Return the form of a storm's name in which spellings meet: "Fung-wong", "Fung Wong"."""
    folded = "".join(letter for letter in strip_accents(name).lower() if letter.isalnum())
    return _ALIASES.get(folded, folded)


def read_signals(article: Article, places: Sequence[Entity], day: date) -> Signals:
    """Return the signals of an article.

    :param places: its provinces and communes.
    :param day: when it was published.
    """
    plain = article.lacks_accents
    title = headline(article)
    title_cues = cues(title, plain=plain)
    lead = article.document if "roundup" not in cues(article.title, plain=plain) else title
    lead = lead[: article.title_length + _LEAD]
    text_cues = cues(lead, plain=plain)
    storms = find_entities(Article(text=lead, published=article.published), ("STORM",))
    told = _tied([_storm(found) for found in storms])
    n_title = sum(storm.start < len(title) for storm in storms)
    spans = [(storm.start, storm.end) for storm in storms]  # a storm called Hạ Long is not in Quảng Ninh
    outside = [place for place in places if not any(place.start < end and start < place.end for start, end in spans)]
    weights, near = _places(outside, article.title_length, len(lead))
    seen = title_cues if any(region in title_cues for region in regions()) else text_cues
    areas = [region for region in regions() if region in seen]
    if "bulletin" in title_cues:  # of "Bắc Bộ mưa to, Nam Bộ giảm mưa" the first is meant
        areas = _first_region(title, plain=plain) or areas
    return Signals(
        day.toordinal(),
        title_cues,
        text_cues,
        told[:n_title],
        told[n_title:],
        weights,
        frozenset(near),
        frozenset(chain.from_iterable(regions()[region] for region in areas)),
        areas,
        names(lead),
        _country(title, lead, bool(weights), plain=plain),
    )


def _first_region(title: str, *, plain: bool) -> list[str]:
    """Return the regions that the first words for a region in a title mean: "Nam Bộ" is two."""
    named = [found for found in groups_in_order(title, plain=plain) if regions().keys() & found]
    return [region for region in regions() if named and region in named[0]]


def headline(article: Article) -> str:
    """Return the title, of a digest of the day its first headline."""
    title = article.title or article.text.partition("\n")[0]
    if "roundup" not in cues(title, plain=article.lacks_accents):
        return title
    _, colon, rest = title.partition(":")
    for end in _ROUNDUP_ENDS:
        rest = rest.partition(end)[0]
    return rest if colon else title


def _storm(entity: Entity) -> Storm:
    value = entity.value
    name = value["name"] or ""
    return Storm(value["number"], fold_name(name), name, value["year"])


def _tied(storms: Sequence[Storm]) -> Sequence[Storm]:
    """Return the storms of an article, of which each gets number and name if it speaks of one alone.

    "Bão Phượng Hoàng (Fung-wong, bão số 14)" has two names for one.
    """
    names = {storm.name for storm in storms if storm.name}
    numbers = {storm.number for storm in storms if storm.number}
    if len(names) != 1 or len(numbers) != 1:
        return storms
    written = next(storm.written for storm in storms if storm.name)
    name, number = next(iter(names)), next(iter(numbers))
    return [replace(storm, number=number, name=name, written=storm.written or written) for storm in storms]


def _places(places: Sequence[Entity], title_length: int, lead: int) -> tuple[dict[str, float], set[str]]:
    """Return the weights of the provinces that are named, and the provinces that may be meant."""
    weights: dict[str, float] = {}
    near: set[str] = set()
    for entity in places:
        if entity.start > max(lead, _FAR):
            break
        codes = _codes(entity)
        if len(codes) == 1:
            code = next(iter(codes))
            weights[code] = weights.get(code, 0) + (3 if entity.start < title_length else 1)
        near |= codes
    most = max(weights.values(), default=1)
    return {code: weight / most for code, weight in weights.items()}, near


def _codes(entity: Entity) -> set[str]:
    value: Mapping[str, Any] = entity.value
    if entity.type == "PROVINCE":
        return {str(value["code"])}
    if entity.type != "COMMUNE":
        return set()
    return {str(candidate["province_code"]) for candidate in value["candidates"]}


def _country(title: str, lead: str, is_home: bool, *, plain: bool) -> str:
    """Return the country abroad that an article is about, in lower case, or nothing.

    Harm abroad makes it so; the track of a storm that is still abroad and heads for Việt Nam does not.
    """
    in_title = countries(title, plain=plain)
    title_cues = cues(_OF_COUNTRY.sub("", title), plain=plain)  # "miền trung Mỹ" is no part of Việt Nam
    told = in_title or countries(lead, plain=plain)
    if not told or is_home or "relief" in title_cues:
        return ""
    if in_title and "harm" in title_cues:
        return told[0]
    if not in_title and "harm" not in title_cues and {"storm", "forecast"} & title_cues:
        return ""
    seen = title_cues if in_title else cues(lead, plain=plain)
    return "" if "home" in seen or "relief" in seen else told[0]
