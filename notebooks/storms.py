"""Notebook 05: the articles of some weeks, the events in them, and how well these agree with a reading by hand."""

from __future__ import annotations

import json
import lzma
from collections.abc import Sequence
from datetime import date

from common import NEWS, PROJECT, REAL

from nlp.article import Article, LabelledArticle
from nlp.entities.extract import extract
from nlp.evaluation.clustering import bcubed
from nlp.events.digest import group
from nlp.events.records import Event
from nlp.labeller import Labeller

FIRST, LAST = "2025-09-22", "2025-11-30"
_NONE = ("none", "notflood", "", None)

Scores = tuple[float, float, float]


def read_articles() -> list[LabelledArticle]:
    """Return the labelled articles of the weeks; without the real news, those of the written corpus."""
    corpus = PROJECT / "corpus" / "articles" / "flood_disaster.jsonl"
    packed = (NEWS / "feed_sample.jsonl.xz").read_bytes() if REAL else b""
    text = lzma.decompress(packed) if REAL else corpus.read_bytes()
    rows = [json.loads(line) for line in text.splitlines()]
    articles = [
        Article(row["text"], row.get("title") or "", row["id"], row.get("published"))
        for row in rows
        if not REAL or FIRST <= (row.get("published") or "")[:10] <= LAST
    ]
    return list(Labeller("default").label(articles))


def digest(articles: Sequence[LabelledArticle]) -> list[Event]:
    """Return the events of labelled articles."""
    return group(articles)


def largest(event: Event, measure: str) -> int | None:
    """Return the largest figure of an event for a measure, None when no article gives one."""
    values = [figure.value for figure in event.timeline if figure.measure == measure]
    return int(max(values)) if values else None


def judge(articles: Sequence[LabelledArticle], events: Sequence[Event]) -> dict[str, tuple[Scores, float]]:
    """Return for the digest and the calendar B-cubed precision, recall and F1, and the share wrongly put in.

    Without the real news every article is taken for an event of its own.
    """
    known = {one.article.key for one in articles}
    gold = {key: event for key, event in _gold().items() if key in known} or {key: key for key in known}
    of_event = {key: event.id for event in events for key in event.articles}
    floods = [one for one in articles if one.article.key in gold]
    calendar = {one.article.key: _storm_or_week(one.article) for one in floods}
    outside = [key for key, event in gold.items() if event in _NONE]
    items = [key for key in gold if key not in outside]
    scores = {name: bcubed(gold, found, items) for name, found in (("digest", of_event), ("calendar", calendar))}
    return {
        name: ((*scores[name], scores[name].f1), sum(key in found for key in outside) / max(1, len(outside)))
        for name, found in (("digest", of_event), ("calendar", calendar))
    }


def _gold() -> dict[str, str]:
    gold = {}
    for path in sorted((PROJECT / "tests" / "events" / "gold").glob("*.jsonl")):
        gold |= {row["id"]: row["event"] for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
    return gold


def _storm_or_week(article: Article) -> str:
    storms = extract(Article(article.title, published=article.published), "storm")
    if storms:
        value = storms[0].value
        return f"storm {value['number'] or value['name']}"
    year, week, _ = date.fromisoformat((article.published or "2025-01-01")[:10]).isocalendar()
    return f"week {year} {week}"
