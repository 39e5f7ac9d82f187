"""Soát: one article after the other, its label chosen with a key.

Invariant: an article that one person looks at is shown to nobody else meanwhile; whatever was chosen last can be taken
back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import Response

from nlp.store.records import Action, ReviewItem, StoredArticle
from nlp.web.pages.articles import Words, shown
from nlp.web.pages.views import NAME_COOKIE, clean_name, desk_of, keep_cookie, page, person_of, redirect

router = APIRouter()

_MOST_PEOPLE = 12


@router.get("/review")
def review_page(request: Request, at: Words = "", said: Words = "") -> Response:
    """Show the article that a person is to look at, or a certain one."""
    desk, person = desk_of(request), person_of(request)
    item = desk.store.review(at, person.session) if at else None
    is_taken = bool(at) and item is None
    if item is None:
        item = desk.store.next_for_review(person.session)
    progress, agreement = desk.store.progress(), desk.store.agreement()
    people = sorted(progress.by_person.items(), key=lambda pair: -pair[1])[:_MOST_PEOPLE]
    values: dict[str, Any] = {
        "item": item,
        "is_taken": is_taken,
        "said": said if said in (*desk.classifier.labels, "doubt", "skip") else "",
        "progress": progress,
        "agreement": agreement,
        "people": people,
    }
    if item is None:
        previous, _ = desk.trails.beside(person.session, "")
        return page(request, "review.html", {**values, "previous": previous})
    key = item.stored.key
    desk.trails.visit(person.session, key)
    previous, following = desk.trails.beside(person.session, key)
    choices = _choices(item, desk.classifier.labels)
    return page(
        request,
        "review.html",
        {**values, **shown(request, item.stored), "choices": choices, "previous": previous, "following": following},
    )


@router.post("/review/{key}")
def answer(
    request: Request,
    key: str,
    action: Annotated[Action, Form()],
    label: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Keep what a person says of an article, and go to the next one."""
    desk, person = desk_of(request), person_of(request)
    if action == "label" and label not in _known(desk.classifier.labels, desk.store.article(key)):
        raise HTTPException(400, "no such label")
    given = label if action == "label" else None
    if desk.store.answer(key, action, session=person.session, who=person.name, label=given) is None:
        raise HTTPException(404, "no such article")
    return redirect(request, f"/review?said={given or action}")


@router.post("/undo")
def undo(request: Request) -> Response:
    """Take the last answer back, and show its article again."""
    stored = desk_of(request).store.undo(person_of(request).session)
    return redirect(request, "/review" if stored is None else f"/review?at={stored.key}")


@router.post("/name")
def name(request: Request, given: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Keep a person's name for what they say from now on."""
    response = redirect(request, "/review")
    keep_cookie(response, NAME_COOKIE, quote(clean_name(given)))
    return response


def _choices(item: ReviewItem, labels: Sequence[str]) -> list[dict[str, Any]]:
    """Return the labels to choose from, plausible ones first; the first nine have a key."""
    known = _known(labels, item.stored)
    plausible = [label for label in item.plausible if label in known]
    ordered = [*plausible, *(label for label in known if label not in plausible)]
    scores = (item.stored.record.get("prediction") or {}).get("scores") or {}
    answer = item.stored.hit.answer
    return [
        {
            "label": label,
            "key": str(number) if number <= 9 else "",
            "plausible": label in plausible,
            "score": scores.get(label),
            "chosen": answer is not None and answer.label == label,
        }
        for number, label in enumerate(ordered, start=1)
    ]


def _known(labels: Sequence[str], stored: StoredArticle | None) -> list[str]:
    """Return the labels that an article may get: those of the model in use, and of the one that labelled it."""
    scores = {} if stored is None else (stored.record.get("prediction") or {}).get("scores") or {}
    return list(dict.fromkeys([*labels, *scores]))
