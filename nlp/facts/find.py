"""Facts of an article: its figures with what they measure, where and when.

:func:`find_facts` reads each sentence that has figures once. Casualties are those that :mod:`nlp.entities.tolls` counts
for the event; other measures are told by the words of the clause (:mod:`.measures`).

Invariant: facts are in the order of their figures; an article without figures that may be facts is done after a look
at its entities.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from nlp.article import Article, Entity, Fact
from nlp.entities.summary import focus_province
from nlp.entities.tokens import Tokens
from nlp.entities.tolls import EventText, event_counts
from nlp.facts.dates import Date, date_of, find_days, focus_date
from nlp.facts.figures import BARE, WIND, Figure, find_figures, is_earlier
from nlp.facts.measures import PEOPLE, Clauses, casualty_of_list
from nlp.facts.places import Place, carried_places, find_places, names_several, place_of
from nlp.facts.sentences import Sentences
from nlp.facts.totals import Told, without_focus_of_totals
from nlp.facts.words import fact_words, measured_units

NEEDED_TYPES = ("PROVINCE", "COMMUNE", "AMOUNT", "DATE")
"""The types of entities that facts are made of."""

_MOST_CHARACTERS = 1_000_000
_OPENING = 3
_CASUALTIES = frozenset({"dead", "missing", "injured", "casualty", "body"})
_WEATHER = frozenset({"rain_mm", "wind_level", "water_level_m"})


def find_facts(article: Article, entities: Sequence[Entity]) -> list[Fact]:
    """Return what an article states, figure by figure, in order.

    :param entities: the entities of the article, in order, with those of :data:`NEEDED_TYPES`.
    """
    tokens = Tokens.of(article.document[:_MOST_CHARACTERS], plain=article.lacks_accents)
    units = {entity.value["unit"] for entity in entities if entity.type == "AMOUNT"}
    grade = "cap" if tokens.plain else "cấp"
    if units.isdisjoint(_CASUALTIES) and units.isdisjoint(measured_units()) and grade not in tokens.lower:
        return []
    return _Reader(article, tokens, entities).facts()


class _Reader:
    """An article whose facts are read, sentence by sentence."""

    def __init__(self, article: Article, tokens: Tokens, entities: Sequence[Entity]) -> None:
        self.tokens, self.words = tokens, fact_words(plain=tokens.plain)
        self.text = EventText(article, tokens, entities)
        self.sentences = Sentences(tokens)
        self.is_disaster = next(self.words.disasters.matches(tokens.lower), None) is not None
        self.focus = focus_province(article, entities)
        self.places = find_places(tokens, entities, self.focus, self.words)
        body = bisect_left(tokens.starts, article.title_length)
        if self._is_of_country(body):
            self.focus = None
        self.carried = carried_places(tokens, self.sentences, self.places)
        self.dates = find_days(tokens, entities)
        self.published = (article.published or "")[:10]
        self.focus_date = focus_date(self.dates, article.published, body)
        self.casualties = {count.begin: count.unit for count in event_counts(self.text) if count.victim is None}
        self.figures = find_figures(tokens, entities, self.sentences, self.words, has_winds=self.is_disaster)

    def _is_of_country(self, body: int) -> bool:
        """Say whether an article is about several provinces: its first sentence names them, and its headline none."""
        first = body
        while first < len(self.tokens) and self.tokens.lower[first] == "\n":
            first += 1
        if first == len(self.tokens):
            return False
        last = self.sentences.span(self.sentences.number(first))[1]
        if any(place.begin < last and place.province for place in self.places):
            return False
        opening = self.tokens.lower[first:last]
        is_wide = next(self.words.whole.matches(opening), None) is not None
        return is_wide or names_several(self.tokens, first, last, self.words)

    def facts(self) -> list[Fact]:
        """Return the facts, in order."""
        found: list[Told] = []
        begin, last = 0, None
        while begin < len(self.figures):
            number = self.sentences.number(self.figures[begin].begin)
            end = begin + 1
            while end < len(self.figures) and self.sentences.number(self.figures[end].begin) == number:
                end += 1
            span = self.sentences.span(number)
            clauses = Clauses(self.tokens, self.words, span, self.figures[begin:end])
            # "112 người bị thương. Trong đó, Quảng Bình có 89 người": the parts stand in a sentence of their own.
            opening = self.tokens.lower[span[0] : span[0] + _OPENING]
            if found and last is not None and next(self.words.parts.matches(opening), None):
                clauses.carried = last
            told = list(self._of_sentence(clauses, number))
            found += told
            begin, last = end, told[0].fact.measure if told else None
        return [told.fact for told in without_focus_of_totals(found)]

    def _of_sentence(self, clauses: Clauses, number: int) -> Iterator[Told]:
        first, last = clauses.span
        for nth in range(len(clauses.figures)):
            clauses.measures.append(self._measure(clauses, nth))
        measures = [self._measure_by_next(clauses, nth) for nth in range(len(clauses.figures))]
        if not any(measures):
            return
        places = _between(self.places, first, last)
        dates = _between(self.dates, first, last)
        spans = [(figure.begin, figure.end) for figure in clauses.figures]
        for nth, (figure, measure) in enumerate(zip(clauses.figures, measures, strict=True)):
            if measure is None:
                continue
            place = place_of(self.tokens, places, spans, nth, self.words)
            if place is not None and self._is_at_sea(clauses, figure, place.end):
                place = None
            if place is None and figure.unit != WIND and not self._is_of_several(clauses, clauses.span[0], figure):
                place = self.carried.get(number)
            date = date_of(dates, spans[nth])
            days = date.days if date else self.focus_date
            country = self._country(clauses.span) if place is None and figure.unit != WIND else None
            fact = Fact(
                measure,
                figure.value,
                self.text.source(figure.begin, figure.end),
                figure.max_value,
                figure.modifier,
                _unit(measure, figure),
                None if country else self._province(clauses, figure, place),
                place.communes if place and not country else (),
                country,
                days,
                measure in _WEATHER and self._is_forecast(clauses, figure, days),
                place.span if place else None,
                date.span if date else None,
            )
            yield Told(fact, place, number)
            if measure in ("isolated", "houses_flooded") and clauses.is_also_evacuated(nth):
                yield Told(replace(fact, measure="evacuated", unit=_unit("evacuated", figure)), place, number)

    def _measure_by_next(self, clauses: Clauses, nth: int) -> str | None:
        """Return what a figure measures, told by the next one if not by its own words: "từ 4 lên 6 người chết"."""
        measure, figure = clauses.measures[nth], clauses.figures[nth]
        is_told = clauses.is_pair(nth + 1) or (figure.unit == BARE and is_earlier(self.tokens, figure.begin))
        if measure is not None or not is_told or nth + 1 == len(clauses.figures):
            return measure
        following = clauses.measures[nth + 1]
        return following if figure.unit == BARE or following in PEOPLE else None

    def _measure(self, clauses: Clauses, nth: int) -> str | None:
        figure = clauses.figures[nth]
        if figure.begin in self.casualties:
            return self.casualties[figure.begin]
        if figure.unit in _CASUALTIES:
            return None
        if self.text.tells_past(self.text.sentence(figure.begin), figure.begin):
            return None
        measure = clauses.measure(nth) if self.is_disaster and figure.unit != BARE else None
        if measure is None and self._stands_by_place(figure):
            return casualty_of_list(clauses, nth)
        return measure

    def _stands_by_place(self, figure: Figure) -> bool:
        return any(place.end in (figure.begin, figure.begin - 1) for place in self.places) or (
            self.tokens.lower[figure.end : figure.end + 1] in (["ở"], ["tại"])
        )

    def _province(self, clauses: Clauses, figure: Figure, place: Place | None) -> str | None:
        """Return the province of a figure: that of its place; else none, where the sentence tells of a region or of a
        storm at sea; else the article's focus."""
        if place is not None:
            is_before = clauses.span[0] <= place.end <= figure.begin
            if is_before and self._is_of_several(clauses, place.end, figure):
                return None
            # "TP HCM tiếp nhận 6 tỷ đồng ủng hộ miền Trung": the province gives.
            is_given = is_before and clauses.has(self.words.national, figure.end, clauses.span[1])
            return None if is_given and figure.unit == "VND" else place.province
        if self._is_at_sea(clauses, figure, clauses.span[0]):
            return None
        first, last = clauses.span
        is_wide = clauses.names(self.words.national) or names_several(self.tokens, first, last, self.words)
        return None if is_wide else self.focus

    def _is_of_several(self, clauses: Clauses, begin: int, figure: Figure) -> bool:
        """Say whether the country or several provinces are named between ``begin`` and a figure."""
        return clauses.has(self.words.whole, begin, figure.begin) or names_several(
            self.tokens, begin, figure.begin, self.words
        )

    def _is_at_sea(self, clauses: Clauses, figure: Figure, begin: int) -> bool:
        """Say whether a wind is that of a storm itself: words for it stand between ``begin`` and the figure."""
        if figure.unit != WIND:
            return False
        # "Bão số 7 mạnh cấp 10"; "gió mạnh cấp 6" blows somewhere.
        before = self.tokens.lower[max(0, figure.begin - 2) : figure.begin]
        is_storm = before[-1:] in (["mạnh"], ["manh"]) and before[0] not in ("gió", "gio")
        return is_storm or clauses.has(self.words.storm_winds, begin, figure.begin)

    def _country(self, span: tuple[int, int]) -> str | None:
        """Return the country abroad that a sentence tells of, in an article about abroad."""
        if not self.text.is_abroad:
            return None
        opening = self.text.span(min(1, len(self.text.bounds) - 1))[1]
        named = self.text.country(*span) or self.text.country(0, opening, in_headline=True)
        if named is None:
            return None
        start, end = self.text.source(*named)
        return self.tokens.text[start:end]

    def _is_forecast(self, clauses: Clauses, figure: Figure, days: tuple[str, str] | None) -> bool:
        is_later = bool(days and self.published and days[0] > self.published)
        return is_later or clauses.has(self.words.forecasts, clauses.span[0], figure.begin)


def _unit(measure: str, figure: Figure) -> str | None:
    """Return what people are counted by."""
    if measure not in PEOPLE:
        return None
    return "person" if figure.unit == "person" else "household"


_Mention = TypeVar("_Mention", Place, Date)


def _between(mentions: Sequence[_Mention], first: int, last: int) -> Sequence[_Mention]:
    """Return the mentions that begin between two tokens; they are in order."""
    begin = bisect_left(mentions, first, key=lambda mention: mention.begin)
    return mentions[begin : bisect_left(mentions, last, key=lambda mention: mention.begin)]
