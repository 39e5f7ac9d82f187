"""The application: the routes of a desk behind its guard, and how errors end.

Invariant: an error of a person's making says what to do; a defect says nothing of what was read.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import orjson
from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException as PlainHTTPException
from starlette.responses import JSONResponse, PlainTextResponse, Response

from nlp.errors import BantinError
from nlp.version import __version__
from nlp.web import rest
from nlp.web.desk import Desk
from nlp.web.guard import Guard
from nlp.web.pages import access, articles, events, files, models, review
from nlp.web.pages.views import page, person_of, static_files
from nlp.web.words import word
from nlp.web.work import Busy

_DAY = 24 * 3600
_SILENT: Any = dict.fromkeys(("tracing", "metrics", "logs", "operation_spans", "auto_configure"), False)
"""What new versions of FastAPI would send to a collector holds searches and words of articles."""


def create_app(desk: Desk) -> Guard:
    """Return the application of a desk, which stops the desk's work when it ends."""
    app = FastAPI(
        title="bantin",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=_life,
        telemetry=_SILENT,
    )
    app.state.desk = desk
    for router in (articles.router, review.router, events.router, models.router, files.router, access.router):
        app.include_router(router, include_in_schema=False)
    app.include_router(rest.router)
    app.add_api_route("/static/{name}", _static, include_in_schema=False)
    app.add_api_route("/api", _api_page, include_in_schema=False)
    app.add_exception_handler(BantinError, _refused)
    app.add_exception_handler(Busy, _busy)
    app.add_exception_handler(PlainHTTPException, _failed)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    return Guard(app, desk.settings, desk.keys)


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    yield
    await run_in_threadpool(app.state.desk.close)


def _static(name: str) -> Response:
    """Send one of the files of the pages; its address changes with its content, so it may be kept."""
    known = static_files().get(name)
    if known is None:
        raise HTTPException(404)
    return Response(known[0], media_type=known[1], headers={"cache-control": f"public, max-age={_DAY}, immutable"})


def _api_page(request: Request) -> Response:
    """Show the calls of REST; the usual page for that would be loaded from elsewhere."""
    calls = [
        {"path": path, "method": method.upper(), "parameters": [], **operation, "example": _example(operation)}
        for path, methods in request.app.openapi()["paths"].items()
        for method, operation in methods.items()
    ]
    return page(request, "api.html", {"calls": calls})


def _example(operation: Mapping[str, Any]) -> str:
    """Return what may be sent to a call, as JSON; empty if nothing is."""
    content = operation.get("requestBody", {}).get("content", {})
    sent = content.get("application/json", {}).get("example")
    return "" if sent is None else orjson.dumps(sent).decode()


def _openapi(app: FastAPI) -> dict[str, Any]:
    """Return the description of REST, with the schemas of records."""
    if app.openapi_schema is None:
        described = FastAPI.openapi(app)
        described.setdefault("components", {}).setdefault("schemas", {}).update(rest.schemas())
        app.openapi_schema = described
    return app.openapi_schema


async def _refused(request: Request, error: Exception) -> Response:
    return await _told(request, str(error), 400)


async def _busy(request: Request, _: Exception) -> Response:
    return await _told(request, word("too_busy", person_of(request).language), 503)


async def _failed(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, PlainHTTPException) else 500
    detail = str(error.detail) if isinstance(error, PlainHTTPException) else ""
    if status == 404 and detail in ("", "Not Found"):
        detail = word("not_found", person_of(request).language)
    return await _told(request, detail, status)


async def _invalid(request: Request, error: Exception) -> Response:
    """Say which value is wrong, without the value."""
    errors = error.errors() if isinstance(error, RequestValidationError) else []
    told = "; ".join(f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in errors)
    return await _told(request, told, 422)


async def _told(request: Request, message: str, status: int) -> Response:
    """Return an error as JSON to a program, as a line to htmx, as a page to a person."""
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": message}, status)
    if request.headers.get("hx-request"):
        return PlainTextResponse(message, status)
    return await run_in_threadpool(lambda: page(request, "error.html", {"message": message}, status=status))
