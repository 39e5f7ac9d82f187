"""Cards: what a desk keeps of an event, made from the articles that were put into it.

Invariant: a card is made from its draft alone, so that it is the same whenever it is made; the name of an event comes
from its storm or hazard, its places and its month.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from nlp.entities.vocabulary import province_names
from nlp.events.figures import by_province, in_time, largest, latest, of_whole
from nlp.events.grouping.draft import ABROAD, LOW, STORM, Draft, Member
from nlp.events.grouping.signals import moment_of
from nlp.events.records import Event, Source, StormName
from nlp.text.normalize import unify_tones

HAZARDS = {
    "storm": "Áp thấp nhiệt đới, bão",
    "low": "Áp thấp nhiệt đới, bão",
    "flood": "Lũ, ngập lụt",
    "rain": "Mưa lớn",
    "landslide": "Lũ quét, sạt lở đất, sụt lún đất",
    "erosion": "Lũ quét, sạt lở đất, sụt lún đất",
    "tide": "Nước dâng",
    "wind": "Lốc, sét, mưa đá",
    "quake": "Động đất",
    "drought": "Hạn hán, xâm nhập mặn",
    "cold": "Rét hại, sương muối",
    "heat": "Nắng nóng",
}
"""Groups of words -> the group of hazards of Decision 18/2021/QĐ-TTg that they tell of."""

_CALLED = {
    "flood": "Mưa lũ",
    "rain": "Mưa lớn",
    "landslide": "Sạt lở",
    "erosion": "Sạt lở bờ",
    "tide": "Triều cường",
    "wind": "Dông lốc",
    "quake": "Động đất",
    "drought": "Hạn mặn",
    "cold": "Rét hại",
    "heat": "Nắng nóng",
}
_REGIONS = {
    "north": "miền Bắc",
    "central": "miền Trung",
    "highlands": "Tây Nguyên",
    "southeast": "miền Nam",
    "mekong": "miền Tây",
}
_NAMED = 2  # provinces in the name of an event
_LEAST = 0.1  # share of the most named province from which a province counts as hit
_WORD = re.compile(r"[^\W\d_]+")
_SHORT, _LONG = 4, 18  # words of a headline that says what happened, and no more


def make_event(draft: Draft) -> Event:
    """Return the card of an event."""
    members = sorted(draft.members, key=_moment)
    order = [member.source.id for member in members]
    provinces = _provinces(members)
    figures = in_time((figure for member in members for figure in member.figures), order)
    whole = list(of_whole(figures, provinces))
    hazard = _hazard(draft, members)
    storm = _storm(draft)
    return Event(
        id=draft.id,
        name=_name(draft, storm, hazard, provinces, members),
        hazard=HAZARDS.get(hazard, HAZARDS["flood"]),
        start=date.fromordinal(draft.first).isoformat(),
        end=date.fromordinal(draft.last).isoformat(),
        headline=headline(members),
        sources=[member.source for member in members],
        storm=storm,
        country=draft.country.title() or None,
        provinces=provinces,
        communes=_most(code for member in members for code in member.communes),
        latest=latest(whole),
        largest=largest(figures),
        by_province=by_province(figures),
        timeline=figures,
    )


def _moment(member: Member) -> tuple[str, str]:
    moment = moment_of(member.source.published)
    return (moment.isoformat(timespec="microseconds") if moment else "", member.source.id)


def event_id(day: str, first: str) -> str:
    """Return the id of an event from its first day and its first article: the same in every run."""
    return f"{day}-{hashlib.sha256(first.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def headline(members: Sequence[Member]) -> Source:
    """Return the article whose headline has most of the words that the others have too; the first of several."""
    words = [frozenset(_WORD.findall(unify_tones(member.source.title).lower())) for member in members]
    counts = Counter(word for listed in words for word in listed)
    scores = [_typical(listed, counts, len(members)) for listed in words]
    return members[max(range(len(members)), key=lambda number: (scores[number], -number))].source


def _typical(words: frozenset[str], counts: Counter[str], n_members: int) -> float:
    if not _SHORT <= len(words) <= _LONG:
        return 0.0
    return float(sum(counts[word] for word in words) / n_members / len(words) ** 0.5)


def _provinces(members: Sequence[Member]) -> list[str]:
    """Return the provinces that were hit, the ones named most first; those that send help are not among them."""
    weights: Counter[str] = Counter()
    for member in members:
        weights.update(member.provinces)
    most = max(weights.values(), default=0.0)
    ranked = sorted(weights, key=lambda code: (-weights[code], code))
    return [code for code in ranked if weights[code] >= _LEAST * most]


def _most(codes: Iterable[str]) -> list[str]:
    counts = Counter(codes)
    return sorted(counts, key=lambda code: (-counts[code], code))


def _hazard(draft: Draft, members: Sequence[Member]) -> str:
    """Return the group of words for what happened: the storm, else what most articles tell of."""
    if draft.kind in (STORM, LOW):
        return "storm"
    counts = Counter(hazard for member in members for hazard in member.hazards[:1])
    return max(counts, key=lambda hazard: (counts[hazard], hazard), default="flood")


def _storm(draft: Draft) -> StormName | None:
    if draft.kind != STORM:
        return None
    name = next(iter(draft.storm_names.values()), None)
    return StormName(min(draft.numbers, default=None), name, draft.year)


def _name(
    draft: Draft, storm: StormName | None, hazard: str, provinces: Sequence[str], members: Sequence[Member]
) -> str:
    where = f" ở {draft.country.title()}" if draft.country else ""
    if storm is not None:
        told = f"Bão số {storm.number}" if storm.number else "Bão"
        name = storm.name if not storm.number else f"({storm.name})" if storm.name else None
        return f"{told} {name or ''}".strip() + where
    first = date.fromordinal(members[0].day if members else draft.first)
    month = f"tháng {first.month}/{first.year}"
    if draft.kind == LOW:
        return f"Áp thấp nhiệt đới {month}"
    called = _CALLED.get(hazard, "Thiên tai")
    if draft.kind == ABROAD or draft.country:
        return f"{called}{where}, {month}"
    names = province_names()
    placed = ", ".join(names[code] for code in provinces[:_NAMED] if code in names)
    placed = placed or _REGIONS.get(next(iter(_most(region for one in members for region in one.regions)), ""), "")
    return f"{called} {placed}, {month}" if placed else f"{called}, {month}"
