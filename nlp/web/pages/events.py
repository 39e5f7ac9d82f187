"""Sự kiện and Bản đồ: the storms and floods that the articles of the store come to, as cards and as tiles of provinces.

Invariant: what is shown says when it was made; making it anew runs in the background and is the library's digest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from nlp.events.digest import State, add_articles, finished
from nlp.events.reading import Labelled, without_ignored
from nlp.report.digest.province_map import TILES
from nlp.report.digest.words import ISLANDS
from nlp.store.records import Kept
from nlp.store.store import Store
from nlp.web.pages.articles import Words
from nlp.web.pages.views import desk_of, page, person_of, redirect
from nlp.web.words import number, word
from nlp.web.work import Task

router = APIRouter()

KEPT = "events"
"""Under this name the store keeps the events of its articles."""

_MOST = 200
_JOBS = 4


@router.get("/events")
def events_page(request: Request, province: Words = "") -> Response:
    """Show the events, the latest first, and the provinces that they touched."""
    desk = desk_of(request)
    kept = kept_events(desk.store)
    events = list(reversed(kept.value if kept else []))
    counts = Counter(code for event in events for code in event["provinces"])
    wanted = [event for event in events if not province or province in event["provinces"]]
    values = {
        "events": wanted[:_MOST],
        "left_out": max(0, len(wanted) - _MOST),
        "tiles": [(code, counts[code]) for code in TILES],
        "islands": ISLANDS,
        "chosen": province,
        "kept": kept,
        "is_old": kept is not None and kept.state != desk.store.state,
        "jobs": desk.store.jobs.latest(_JOBS, kind="events"),
    }
    return page(request, "events.html", values)


@router.post("/events/refresh")
def refresh(request: Request) -> Response:
    """Find the events of all articles anew."""
    desk, language = desk_of(request), person_of(request).language

    def piece(task: Task) -> str:
        state = desk.store.state
        digest = State()
        add_articles(digest, _labelled(desk.store), task.advance)
        events: list[dict[str, Any]] = [event.to_dict() for event in finished(digest).events]
        desk.store.kept.keep(KEPT, events, state)
        return word("event_count", language, count=number(len(events), language))

    desk.work.give("events", piece)
    return redirect(request, "/events#work")


def kept_events(store: Store) -> Kept | None:
    """Return the events as they were found last."""
    return store.kept.get(KEPT)


def _labelled(store: Store) -> Iterator[Labelled]:
    """Yield the articles as the digest reads them, under the names that they have in addresses."""
    for stored in store.articles(oldest_first=True):
        given = {"entities": stored.entities, "facts": stored.record.get("facts")}
        known = {name: value for name, value in given.items() if value is not None}
        ignored = stored.record.get("prediction", {}).get("ignored")
        article = without_ignored(replace(stored.article, id=stored.key), ignored)
        yield Labelled(article, stored.hit.label, known)
