"""Mô hình: which models there are, how good they are on the same articles, training, promotion, going back.

Invariant: training, comparing and promoting are the library's own functions; a model is looked up among those that have
a name, never by what a request calls a path.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import Response

from nlp.classify import registry
from nlp.classify.folder import LAYOUT, read_head
from nlp.errors import ModelError
from nlp.evaluation.stored import stored_metrics
from nlp.lifecycle import promotion
from nlp.web import retraining
from nlp.web.pages.views import desk_of, page, person_of, redirect
from nlp.web.words import word
from nlp.web.work import Piece

router = APIRouter()

_JOBS = 8
_EVENTS = 10


@router.get("/models")
def models_page(request: Request) -> Response:
    """Show the models with their figures, what happened to them, and what runs."""
    desk = desk_of(request)
    measured = desk.store.kept.get(retraining.FIGURES)
    values = {
        "models": listed_models((measured.value if measured else {}).get("models", {})),
        "measured": measured,
        "parts": retraining.count_parts(desk.store),
        "least": retraining.FEWEST,
        "history": list(reversed(promotion.read_history()))[:_EVENTS],
        "jobs": desk.store.jobs.latest(_JOBS),
    }
    return page(request, "models.html", values)


@router.post("/models/train")
def train(request: Request) -> Response:
    """Train a model from the corrections."""
    return _begin(request, "train", retraining.training(desk_of(request), person_of(request).language))


@router.post("/models/measure")
def measure(request: Request) -> Response:
    """Measure all models on the same articles."""
    return _begin(request, "measure", retraining.measuring(desk_of(request), person_of(request).language))


@router.post("/models/compare")
def compare(request: Request, name: Annotated[str, Form(max_length=200)]) -> Response:
    """Compare a model with the one in use."""
    return _begin(request, "compare", retraining.comparing(desk_of(request), _known(name)), name)


@router.post("/models/promote")
def promote(
    request: Request,
    name: Annotated[str, Form(max_length=200)],
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Make a model the one in use, and label all articles with it."""
    desk, person = desk_of(request), person_of(request)
    piece = retraining.promoting(desk, _known(name), reason.strip() or None, person.language)
    return _begin(request, "promote", piece, name)


@router.post("/models/rollback")
def roll_back(request: Request) -> Response:
    """Go back to the model before, and label all articles with it."""
    return _begin(request, "rollback", retraining.rolling_back(desk_of(request), person_of(request).language))


@router.post("/review-plan")
def plan(request: Request) -> Response:
    """Choose the next articles for review."""
    desk, language = desk_of(request), person_of(request).language

    def piece(_: object) -> str:
        return word("queued", language, count=desk.store.plan_review(desk.classifier))

    desk.work.give("plan", piece)
    return redirect(request, "/models#work")


@router.get("/jobs/{number}")
def job(request: Request, number: int) -> Response:
    """Show how far a job is, for the page that asks every second."""
    found = desk_of(request).store.jobs.get(number)
    if found is None:
        raise HTTPException(404, "no such job")
    response = page(request, "job.html", {"job": found})
    if found.state != "running":
        response.headers["HX-Trigger"] = "job-ended"  # the rest of the page is asked for again
    return response


def listed_models(measured: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the models as rows, with their figures in training and on the same articles."""
    rows = []
    for model in _listed(_states()):
        row: dict[str, Any] = {
            "name": model.name,
            "current": model.current,
            "ships": model.name == registry.DEFAULT,
            "problem": model.problem,
            "articles": None,
            "macro_f1": None,
            "accuracy": None,
            "measured": measured.get(model.name),
        }
        if model.folder is not None and not model.problem:
            row["articles"] = read_head(model.folder)["about"].get("articles")
            try:
                figures = stored_metrics(model.folder).accented
            except ModelError:
                figures = None  # the model can be used all the same
            if figures is not None:
                row |= {"macro_f1": figures.macro_f1, "accuracy": figures.accuracy}
        rows.append(row)
    return rows


def _states() -> tuple[tuple[str, int], ...]:
    """Return what changes when models do: to load each of them for every look at the page takes too long."""
    files = [folder / LAYOUT.head for folder in registry.model_folders().values()]
    files.append(registry.own_models() / registry.REGISTRY)
    return tuple((str(file), file.stat().st_mtime_ns) for file in files if file.exists())


@lru_cache(maxsize=1)
def _listed(_: tuple[tuple[str, int], ...]) -> list[registry.Listed]:
    return registry.list_models()


def _begin(request: Request, kind: str, piece: Piece, message: str = "") -> Response:
    desk_of(request).work.give(kind, piece, message)
    return redirect(request, "/models#work")


def _known(name: str) -> str:
    """Return the name of a model that there is."""
    if name not in registry.model_folders():
        raise HTTPException(404, "no such model")
    return name
