"""The digest: labelled articles go in in any order, events, complaints and appointments come out.

The articles of a run are sorted by time on the disk, then put into events one by one. What stays open is kept in the
state, so that a run on the next day goes on where this one ended.

Invariant: the same articles give the same digest, in one run or day by day; an article that came before is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from nlp.article import Article, LabelledArticle
from nlp.events.appointments import appointments_of
from nlp.events.card import event_id, make_event
from nlp.events.complaints import PLACES, Complaints, complaint_keys
from nlp.events.figures import figures_of
from nlp.events.grouping.assign import Grouping, sends_help
from nlp.events.grouping.draft import Draft, Member
from nlp.events.grouping.signals import HAZARDS, Signals, read_signals
from nlp.events.reading import Fact, Labelled, entities_of, facts_of, of_labelled, read_safely
from nlp.events.records import Appointment, Digest, Event, Source
from nlp.events.sorting import FLOOD, GOVERNANCE, SEEN, Sorter

GENERAL = "of no event"
"""Why an article is left out, beside the reasons of :mod:`.sorting`."""


@dataclass
class State:
    """What a digest has come to, and what the next run needs to go on.

    :param grouping: the events that are open.
    :param closed: those that are over.
    :param seen: ids of the articles that came.
    :param left_out: how many articles were left out, by reason.
    """

    grouping: Grouping = field(default_factory=Grouping)
    closed: list[Event] = field(default_factory=list)
    complaints: Complaints = field(default_factory=Complaints)
    appointments: list[Appointment] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    left_out: Counter[str] = field(default_factory=Counter)


def add_articles(state: State, articles: Iterable[Labelled], tell: Callable[[int], None] | None = None) -> None:
    """Add the articles of a run, in any order, to what a digest has come to.

    :param tell: is told how many were read.
    """
    sorter = Sorter()
    try:
        for number, labelled in enumerate(articles, 1):
            sorter.add(labelled)
            if tell is not None:
                tell(number)
        state.left_out.update(sorter.left_out)
        for day, labelled in sorter:
            _add(state, labelled, day)
    finally:
        sorter.close()


def _add(state: State, labelled: Labelled, day: date) -> None:
    """Add the next article in the order of time."""
    key, ordinal = labelled.article.key, day.toordinal()
    if key in state.seen:
        state.left_out[SEEN] += 1
        return
    state.seen.add(key)
    state.closed += map(make_event, state.grouping.close(ordinal))
    if labelled.label == FLOOD:
        if _add_to_event(state.grouping, labelled, day) is None:
            state.left_out[GENERAL] += 1
    elif labelled.label == GOVERNANCE:
        state.appointments += read_safely(lambda given: _appointments(given, day), labelled)
    else:
        keys = read_safely(lambda given: complaint_keys(entities_of(given, PLACES)), labelled)
        state.complaints.add(_source(labelled.article), keys)


def _appointments(labelled: Labelled, day: date) -> list[Appointment]:
    entities = entities_of(labelled, ("PROVINCE", "COMMUNE", "OFFICIAL", "DATE"))
    return appointments_of(labelled.article, entities, _source(labelled.article), day)


def _add_to_event(grouping: Grouping, labelled: Labelled, day: date) -> Draft | None:
    signals, member = read_safely(lambda given: _read(given, day), labelled)
    draft = grouping.assign(signals, member)
    if draft is None:
        return None
    draft.id = draft.id or event_id(day.isoformat(), labelled.article.key)
    member.figures = read_safely(
        lambda given: figures_of(given.article, facts_of(given), day, abroad=bool(draft.country)), labelled
    )
    return draft


def _read(labelled: Labelled, day: date) -> tuple[Signals, Member]:
    article = labelled.article
    places = entities_of(labelled, ("PROVINCE", "COMMUNE"))
    signals = read_signals(article, places, day)
    helps = sends_help(signals)
    communes = [] if helps else [code for place in places if (code := _commune(place.value.get("candidates")))]
    member = Member(
        _source(article),
        [],
        {} if helps else dict(signals.provinces),
        list(dict.fromkeys(communes)),
        list(signals.regions),
        _hazards(signals),
        day.toordinal(),
    )
    return signals, member


def _commune(candidates: object) -> str | None:
    """Return the code of a commune that can only be one."""
    return str(candidates[0]["code"]) if isinstance(candidates, list) and len(candidates) == 1 else None


def _hazards(signals: Signals) -> list[str]:
    """Return what happened, by the title before the text."""
    return [hazard for cues in (signals.title, signals.text) for hazard in HAZARDS if hazard in cues]


def _source(article: Article) -> Source:
    return Source(article.key, article.title, article.published or "", article.url, article.source)


def finished(state: State) -> Digest:
    """Return the digest: the events that are over and those that are open, by their first day."""
    events = [*state.closed, *map(make_event, state.grouping.drafts)]
    return Digest(
        sorted(events, key=lambda event: (event.start, event.id)),
        state.complaints.ranked(),
        _once(state.appointments),
        dict(state.left_out),
    )


def _once(appointments: Iterable[Appointment]) -> list[Appointment]:
    """Return appointments in the order of time, each once though several articles report it."""
    found: dict[tuple[str, str], Appointment] = {}
    for one in sorted(appointments, key=lambda one: (one.date, one.name)):
        found.setdefault((one.name.lower(), (one.title or "").lower()), one)
    return list(found.values())


def group(articles: Iterable[Article | LabelledArticle]) -> list[Event]:
    """Return the events of articles, by their first day.

    >>> import nlp.events, pandas                                            # doctest: +SKIP
    >>> pandas.DataFrame(event.to_dict() for event in nlp.events.group(articles))  # doctest: +SKIP

    :param articles: in any order. Those that are labelled count when they are of floods; those that are not, all do.
    """
    state = State()
    add_articles(state, map(_labelled, articles))
    return list(finished(state).events)


def facts(article: Article) -> list[Fact]:
    """Return what an article states, figure by figure, in the JSON form of the field ``facts``."""
    return facts_of(Labelled(article, None, {}))


def _labelled(article: Article | LabelledArticle) -> Labelled:
    if isinstance(article, Article):
        return Labelled(article, FLOOD, {})
    labelled = of_labelled(article)
    return labelled if labelled.label else Labelled(labelled.article, FLOOD, labelled.given)
