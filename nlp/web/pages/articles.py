"""Tin: articles in a list with filters, counts and search, and one article with all that was found in it.

Invariant: a page shows what the store knows now; a mention that was struck out stays visible and can be taken back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request
from starlette.responses import Response

from nlp.article import Article
from nlp.classify.model import Explanation
from nlp.report.digest.markup import web_address
from nlp.store import records
from nlp.store.records import Mention, StoredArticle
from nlp.web import words
from nlp.web.pages import marking
from nlp.web.pages.views import address, desk_of, page, person_of, redirect
from nlp.web.transfer import WRITTEN

router = APIRouter()

_LONGEST_QUERY = 200
_MOST_SOURCES = 30
_TOP = 12  # words for and against

Words = Annotated[str, Query(max_length=_LONGEST_QUERY)]
"""A value that a person types or chooses; an empty one counts as none."""


def asked(
    q: Words = "",
    label: Words = "",
    province: Words = "",
    source: Words = "",
    since: Words = "",
    until: Words = "",
    review: bool = False,
    repeats: bool = True,
) -> records.Query:
    """Return which articles a request asks for."""
    return records.Query(
        text=q,
        label=label or None,
        province=province or None,
        source=source or None,
        since=since or None,
        until=until or None,
        needs_review=True if review else None,
        repeats=repeats,
    )


Asked = Annotated[records.Query, Depends(asked)]
"""Which articles a request asks for."""


@router.get("/")
def list_page(request: Request, query: Asked, after: Words = "") -> Response:
    """Show the articles found, the newest first."""
    desk = desk_of(request)
    found = desk.store.search(query, after=after or None, facets=True)
    values = {
        "query": query,
        "found": found,
        "facets": _facets(request, query, found.facets or records.Facets()),
        "formats": list(WRITTEN),
        "only_samples": desk.has_samples_alone(),
        "is_first": not after,
    }
    return page(request, "articles.html", values)


@router.get("/articles/{key}")
def article_page(request: Request, key: str) -> Response:
    """Show one article."""
    stored = stored_of(request, key)
    explanation = explained(request, stored.article)
    return page(request, "article.html", {**shown(request, stored), "explanation": explanation})


@router.post("/articles/{key}/strike")
def strike(
    request: Request,
    key: str,
    mention: Annotated[str, Form(max_length=60)],
    struck: Annotated[bool, Form()] = True,
    back: Annotated[Literal["article", "review"], Form()] = "article",
) -> Response:
    """Strike a mention out, or take it back."""
    kind, _, span = mention.partition("-")
    start, _, end = span.partition("-")
    if not (start.isascii() and start.isdigit() and end.isascii() and end.isdigit()):
        raise HTTPException(400, "no such mention")
    named = Mention(kind, int(start), int(end))
    if desk_of(request).store.strike(key, named, who=person_of(request).name, struck=struck) is None:
        raise HTTPException(404, "no such mention")
    return redirect(request, f"/review?at={key}" if back == "review" else f"/articles/{key}")


def shown(request: Request, stored: StoredArticle) -> dict[str, Any]:
    """Return what templates show of an article."""
    language = person_of(request).language
    title, paragraphs = marking.title_and_text(stored, language)
    struck = set(stored.struck)
    mentions = [
        {
            "id": f"{entity['type']}-{entity['start']}-{entity['end']}",
            "type": entity["type"],
            "text": entity["text"],
            "value": marking.told(entity["value"], language),
            "struck": marking.mention_of(entity) in struck,
        }
        for entity in stored.record.get("entities") or []
    ]
    prediction = stored.record.get("prediction") or {}
    scores = sorted((prediction.get("scores") or {}).items(), key=lambda item: -item[1])
    return {
        "stored": stored,
        "hit": stored.hit,
        "title": title,
        "paragraphs": paragraphs,
        "mentions": mentions,
        "prediction": prediction,
        "scores": scores,
        "summary": _summary(stored.record.get("summary") or {}, language),
        "facts": [_fact(fact, language) for fact in stored.record.get("facts") or []],
        "original": web_address(stored.hit.url),
    }


def explained(request: Request, article: Article) -> Explanation:
    """Return which words the model in use goes by."""
    return desk_of(request).classifier.explain(article, top=_TOP)


def stored_of(request: Request, key: str) -> StoredArticle:
    """Return the article of a key.

    :raises HTTPException: if there is none.
    """
    stored = desk_of(request).store.article(key)
    if stored is None:
        raise HTTPException(404, "no such article")
    return stored


def _facets(request: Request, query: records.Query, facets: records.Facets) -> list[dict[str, Any]]:
    """Return the values that the articles found have, each with its count and the address that asks for it."""

    def values(name: str, counts: Mapping[str, int], chosen: str | None) -> list[dict[str, Any]]:
        listed = dict(list(counts.items())[:_MOST_SOURCES])
        if chosen is not None:
            listed.setdefault(chosen, counts.get(chosen, 0))
        return [
            {
                "value": value,
                "count": count,
                "chosen": value == chosen,
                "address": address(request, after=None, lang=None, **{name: None if value == chosen else value}),
            }
            for value, count in listed.items()
        ]

    return [
        {"name": "label", "values": values("label", facets.labels, query.label)},
        {"name": "province", "values": values("province", facets.provinces, query.province)},
        {"name": "source", "values": values("source", facets.sources, query.source)},
    ]


def _summary(summary: Mapping[str, Any], language: str) -> dict[str, str]:
    """Return the fields of a summary that say something."""
    fields = {name: value for name, value in summary.items() if value not in (None, [], "", {}) and name != "sources"}
    codes = {name for name in fields if f"{name.removesuffix('s')}_names" in fields or f"{name}_name" in fields}
    kept = {name: value for name, value in fields.items() if name not in codes and not name.endswith("_modifier")}
    return {name: words.in_words(value, language) for name, value in kept.items()}


def _fact(fact: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return a fact as a row: its figure, its place and its day."""
    value, most = fact.get("value"), fact.get("max_value")
    date = fact.get("date") or {}
    return {
        "measure": fact.get("measure", ""),
        "value": " - ".join(words.in_words(one, language) for one in (value, most) if one is not None),
        "modifier": fact.get("modifier"),
        "province": fact.get("province"),
        "date": date.get("end") or date.get("start"),
    }
