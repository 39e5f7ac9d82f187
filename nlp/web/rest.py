"""REST: the same for programs, as JSON.

Invariant: what is sent to be labelled is kept nowhere; what goes out is the record that ``bantin schema`` describes.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated, Any, Literal

import orjson
from fastapi import APIRouter, HTTPException, Query, Request
from starlette.background import BackgroundTask
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.responses import Response, StreamingResponse

from nlp.article import DEFAULT_TYPES, Article, FailedArticle
from nlp.errors import BantinError, RecordError
from nlp.formats.jsonl import dump_line
from nlp.formats.record import Columns
from nlp.labeller import Labeller
from nlp.report.schema import record_schema
from nlp.store.records import Hit, StoredArticle
from nlp.web.pages.articles import Asked, Words, stored_of
from nlp.web.pages.events import kept_events
from nlp.web.pages.models import listed_models
from nlp.web.pages.views import desk_of
from nlp.web.retraining import FIGURES
from nlp.web.settings import Limits
from nlp.web.transfer import corrected

router = APIRouter(prefix="/api")

_LINES = "application/x-ndjson"
_CHUNK = 200
_MOST_LISTED = 500
_DESCRIBED: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"anyOf": [{"$ref": "#/components/schemas/article"}, {"type": "array"}]},
                "example": {
                    "title": "Mưa lớn chia cắt ba thôn",
                    "text": "46 hộ phải sơ tán.",
                    "published": "2026-08-30",
                },
            },
            _LINES: {"schema": {"type": "string"}},
        },
    },
    "responses": {
        "200": {
            "description": "The record with prediction, entities and summary; a list for a list, a line for a line.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/labelled"}}},
        },
        "413": {"description": "More than is taken in one call."},
        "415": {"description": "Neither JSON nor JSON Lines."},
    },
}


@router.post("/label", openapi_extra=_DESCRIBED)
async def label(
    request: Request,
    types: Annotated[
        str, Query(max_length=200, description="Entities to look for: some, with commas between them, or all.")
    ] = ",".join(DEFAULT_TYPES).lower(),
) -> Response:
    """Label one record, a list of records, or a stream of JSON Lines. Nothing of it is kept.

    Records have the fields that bantin label reads: title, text, published, id and any others. One that cannot be used
    comes back with the reason, in its place.
    """
    desk = desk_of(request)
    try:
        labeller = desk.labeller(types.lower())
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media == _LINES:
        return await _lines_labelled(request, labeller, desk.settings.limits)
    if media != "application/json":
        raise HTTPException(415, "Send application/json, or application/x-ndjson for a stream.")
    try:
        given = orjson.loads(await request.body())
    except orjson.JSONDecodeError as error:
        raise HTTPException(400, f"not JSON: {error}") from error
    records = given if isinstance(given, list) else [given]
    if len(records) > desk.settings.limits.records:
        raise HTTPException(413, f"More than {desk.settings.limits.records:,} records: send JSON Lines.")
    found = await run_in_threadpool(_labelled, records, labeller)
    if isinstance(given, list):
        return _json(found)
    return _json(found[0], 422 if "reason" in found[0] and "entities" not in found[0] else 200)


@router.get("/articles")
def articles(
    request: Request,
    query: Asked,
    after: Words = "",
    limit: Annotated[int, Query(ge=1, le=_MOST_LISTED)] = 50,
    facets: bool = False,
    form: Annotated[
        Literal["list", "lines"], Query(description="lines: all of them, as a stream of JSON Lines")
    ] = "list",
) -> Response:
    """List the articles found, the newest first; after is the cursor that the page before gave."""
    store = desk_of(request).store
    if form == "lines":
        lines = (dump_line({"key": one.key, **_record(one)}) for one in store.articles(query))
        return StreamingResponse(iterate_in_threadpool(lines), media_type=_LINES)
    page = store.search(query, limit=limit, after=after or None, facets=facets)
    listed: dict[str, Any] = {"articles": [_listed(hit) for hit in page.hits], "after": page.after}
    if page.facets is not None:
        counted = page.facets
        listed["facets"] = {
            "labels": counted.labels,
            "provinces": counted.provinces,
            "sources": counted.sources,
            "needs_review": counted.needs_review,
            "counted": {"number": counted.counted.number, "exact": counted.counted.exact},
        }
    return _json(listed)


@router.get("/articles/{key}")
def article(request: Request, key: str) -> Response:
    """Return one article with all that was found in it, and what people said of it."""
    stored = stored_of(request, key)
    return _json({"key": stored.key, **_record(stored)})


@router.get("/events")
def events(request: Request) -> Response:
    """List the events as they were found last, by their first day; the page of events finds them anew."""
    kept = kept_events(desk_of(request).store)
    return _json({"events": kept.value if kept else [], "made": kept.made if kept else None})


@router.get("/models")
def models(request: Request) -> Response:
    """List the models with their figures, in training and on the same corrected articles."""
    kept = desk_of(request).store.kept.get(FIGURES)
    value = kept.value if kept else {}
    return _json({"models": listed_models(value.get("models", {})), "measured_on": value.get("articles")})


def schemas() -> dict[str, Any]:
    """Return the schemas of records, as an OpenAPI description holds them."""
    text = orjson.dumps(record_schema("out")).replace(b"#/$defs/", b"#/components/schemas/")
    return dict(orjson.loads(text)["$defs"])


def _labelled(records: list[Any], labeller: Labeller) -> list[dict[str, Any]]:
    """Return records with what was found in them; one that cannot be used with the reason."""
    read: list[tuple[dict[str, Any], Article | str]] = []
    for record in records:
        try:
            if not isinstance(record, dict):
                raise RecordError("not an object.")
            read.append((record, Columns().article(record)))
        except RecordError as error:
            read.append((record if isinstance(record, dict) else {}, error.what))
    labelled = labeller.label((one for _, one in read if isinstance(one, Article)), errors="reject")
    found: list[dict[str, Any]] = []
    for own, one in read:
        if isinstance(one, str):
            found.append({**own, "reason": one})
            continue
        outcome = next(labelled)
        if isinstance(outcome, FailedArticle):
            found.append({**own, "reason": "labelling it failed, which is a defect of bantin"})
        else:
            found.append({**own, **outcome.to_dict()})
    return found


async def _lines_labelled(request: Request, labeller: Labeller, limits: Limits) -> Response:
    """Label a stream of lines; the answer begins when the last line has come.

    A client that sends all before it reads anything, as most do, would otherwise wait for a server that waits for it.
    """
    spool = SpooledTemporaryFile(limits.label)  # noqa: SIM115 - closed when the answer is sent
    try:
        async for piece in request.stream():
            spool.write(piece)
    except BaseException:
        spool.close()
        raise
    spool.seek(0)
    return StreamingResponse(
        iterate_in_threadpool(_labelled_lines(spool, labeller, limits.line)),
        media_type=_LINES,
        background=BackgroundTask(spool.close),
    )


def _labelled_lines(stream: IO[bytes], labeller: Labeller, most: int) -> Iterator[bytes]:
    """Yield labelled records as lines, some hundred at a time."""
    lines = _lines(stream, most)
    while chunk := list(islice(lines, _CHUNK)):
        yield _dumped(chunk, labeller)


def _lines(stream: IO[bytes], most: int) -> Iterator[Any]:
    """Yield the record of each line; a text, which is no record, for a line that cannot be read."""
    while line := stream.readline(most + 2):
        if len(line) > most + 1:
            yield f"a line of more than {most:,} bytes"
            while line and not line.endswith(b"\n"):
                line = stream.readline(most)
        elif line.strip():
            yield _parsed(line)


def _parsed(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return f"not JSON: {error}"


def _dumped(chunk: list[Any], labeller: Labeller) -> bytes:
    found = _labelled(chunk, labeller)
    told = ({"reason": given} if isinstance(given, str) else one for given, one in zip(chunk, found, strict=True))
    return b"".join(_dump(one) for one in told)


def _dump(record: dict[str, Any]) -> bytes:
    try:
        return dump_line(record)
    except (TypeError, BantinError):
        return dump_line({"reason": "holds values that cannot be written"})


def _record(stored: StoredArticle) -> dict[str, Any]:
    fields, annotations = corrected(stored)
    return {**fields, **annotations}


def _listed(hit: Hit) -> dict[str, Any]:
    answer = hit.answer
    return {
        "key": hit.key,
        "title": hit.title,
        "excerpt": hit.excerpt,
        "url": hit.url,
        "source": hit.source,
        "published": hit.published,
        "label": hit.label,
        "predicted": hit.predicted,
        "confidence": hit.confidence,
        "needs_review": hit.needs_review,
        "duplicate_of": hit.duplicate_of,
        "reviewed_label": answer.label if answer else None,
        "reviewed_by": answer.by if answer else None,
    }


def _json(value: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(value), status, media_type="application/json")
