"""Tệp: articles in from any file that is read, out to any that is written.

Invariant: an upload is spooled to the disk within its bounds before anything reads it.
"""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import Literal

from fastapi import APIRouter, HTTPException, Request
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import FileResponse, Response

from nlp.web import transfer
from nlp.web.pages.articles import Asked
from nlp.web.pages.views import clean_name, desk_of, page, person_of, redirect
from nlp.web.words import word
from nlp.web.work import Busy

router = APIRouter()

_JOBS = 8
_AT_ONCE = BoundedSemaphore(2)
Format = Literal["xlsx", "csv", "jsonl", "db", "geojson", "parquet"]


@router.get("/files")
def files_page(request: Request) -> Response:
    """Show what can come in and go out, and what runs."""
    desk = desk_of(request)
    values = {
        "suffixes": transfer.SUFFIXES,
        "formats": list(transfer.WRITTEN),
        "size": f"{desk.settings.limits.upload // 2**20} MiB",
        "jobs": desk.store.jobs.latest(_JOBS),
    }
    return page(request, "files.html", values)


@router.post("/upload")
async def upload(request: Request) -> Response:
    """Take a file, and label and add its articles in the background."""
    desk, language = desk_of(request), person_of(request).language
    async with request.form(max_files=1, max_fields=4, max_part_size=1_024) as form:
        given = form.get("file")
        if not isinstance(given, UploadFile) or not given.filename:
            raise HTTPException(400, word("no_file", language))
        suffix = transfer.suffix_of(given.filename)
        if suffix is None:
            raise HTTPException(415, word("unknown_suffix", language, known=" ".join(transfer.SUFFIXES)))
        path = desk.folder.new(suffix)
        await run_in_threadpool(transfer.keep, given.file, path)
        shown = clean_name(given.filename)
        table = form.get("table")
    wanted = table.strip() or None if isinstance(table, str) else None
    piece = transfer.adding(desk, path, shown, language, wanted)
    try:
        await run_in_threadpool(desk.work.give, "upload", piece, shown)
    except Busy:
        path.unlink(missing_ok=True)
        raise
    return redirect(request, "/files#work")


@router.get("/download")
def download(request: Request, query: Asked, format: Format = "xlsx") -> Response:
    """Send the articles found as a file."""
    desk = desk_of(request)
    if not _AT_ONCE.acquire(blocking=False):
        raise Busy
    path = desk.folder.new(f".{format}")
    try:
        count = transfer.write(desk, query, path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    finally:
        _AT_ONCE.release()
    if count is None:
        path.unlink(missing_ok=True)
        most = desk.settings.limits.download_records
        raise HTTPException(413, word("too_many", person_of(request).language, most=f"{most:,}"))
    return FileResponse(
        path,
        media_type=transfer.WRITTEN[format],
        filename=f"bantin.{format}",
        background=BackgroundTask(path.unlink, missing_ok=True),
    )
