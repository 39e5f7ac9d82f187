"""The guard before all pages: names, sessions, tokens, sizes, pace, headers, and a log without what people read.

Invariant: no handler sees a request under a foreign name, a change without its session's token, or more bytes than the
limit of its path; no answer leaves without the policy that forbids code from elsewhere and code within a page.
"""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nlp.web.settings import Settings
from nlp.web.tokens import Keys, is_session, new_session

VISIT = "bantin.visit"
"""Where a request's scope holds its :class:`Visit`."""

CSRF_FIELD, CSRF_HEADER = "csrf", "x-csrf-token"
"""What a change brings its token in."""

SIGN_IN = "/sign-in"
_OPEN = (SIGN_IN, "/static/")
_API = "/api/"
_SAFE = frozenset({"GET", "HEAD"})
_CHANGING = frozenset({"POST"})
_FORM = "application/x-www-form-urlencoded"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # with no-referrer, browsers hide the origin of the desk's own forms
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_COME_AGAIN = '<!doctype html><meta charset="utf-8"><title>bantin</title><meta http-equiv="refresh" content="0">'
_STALE = "Trang này đã cũ, hãy tải lại. / This page is out of date: load it again."
_LONGEST_SHOWN = 120
_YEAR = 365 * 24 * 3600

_log = logging.getLogger("nlp.web")


@dataclass(frozen=True)
class Visit:
    """Whose request it is.

    :param session: the name in its cookie; whoever knows it is the session.
    :param csrf: what its changes have to bring.
    """

    session: str
    csrf: str


class Guard:
    """Lets requests through to the pages, and answers the others itself.

    :param app: the pages.
    """

    def __init__(self, app: ASGIApp, settings: Settings, keys: Keys) -> None:
        self._app, self._settings, self._keys = app, settings, keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        sender = _Sender(send)
        started = time.perf_counter()
        try:
            await self._answer(scope, receive, sender)
        except Exception as error:
            # Not the exception's own words: they may quote an article.
            _log.error(
                "%s: %s\n%s", _shown(scope), type(error).__name__, "".join(traceback.format_tb(error.__traceback__))
            )
            if not sender.status:
                await PlainTextResponse("Lỗi máy chủ. / Server error.", 500)(scope, receive, sender)
        _log.info("%s %d %.0f ms", _shown(scope), sender.status, 1000 * (time.perf_counter() - started))

    async def _answer(self, scope: Scope, receive: Receive, sender: _Sender) -> None:
        headers = Headers(scope=scope)
        refusal = self._foreign(scope, headers)
        if refusal is not None:
            await refusal(scope, receive, sender)
            return
        cookies = _cookies(headers)
        session = cookies.get(self._settings.cookie, "")
        if not is_session(session):
            session = new_session()
            sender.cookie(self._settings, self._settings.cookie, session)
        scope[VISIT] = Visit(session, self._keys.csrf(session))
        refusal = self._locked(scope, headers, cookies, session)
        body = _Body(receive, self._most(scope), self._settings.limits.pause)
        if refusal is None and int(headers.get("content-length") or 0) > body.most:
            refusal = PlainTextResponse(f"Quá {body.most:,} byte. / More than {body.most:,} bytes.", 413)
        try:
            if refusal is None and scope["method"] in _CHANGING and not scope["path"].startswith(_API):
                refusal = await self._unbidden(headers, session, body)
        except HTTPException as error:
            refusal = PlainTextResponse(str(error.detail), error.status_code)
        if refusal is not None:
            await refusal(scope, receive, sender)
            return
        await self._app(scope, body.receive, sender)

    def _foreign(self, scope: Scope, headers: Headers) -> Response | None:
        """Refuse what is not meant for the desk, or was sent by a page of somebody else."""
        host = headers.get("host", "")
        if not self._settings.answers_to(host):
            return PlainTextResponse("Máy chủ không có tên này. / Not a name of this server.", 421)
        if scope["method"] not in _SAFE | _CHANGING:
            return PlainTextResponse("Method not allowed", 405, {"allow": ", ".join(sorted(_SAFE | _CHANGING))})
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()):
            return PlainTextResponse("Bad Content-Length", 400)
        site, is_read = headers.get("sec-fetch-site", "none"), scope["method"] in _SAFE
        if site not in ("same-origin", "none"):
            # The cookie is not sent along from a foreign page; the desk's own page asks again, with it.
            is_link = is_read and headers.get("sec-fetch-mode") == "navigate"
            return HTMLResponse(_COME_AGAIN) if is_link else PlainTextResponse("Cross-site request", 403)
        origin = headers.get("origin")
        own = {f"{scheme}://{host}" for scheme in ("http", "https")} | {self._settings.public_url}
        if not is_read and origin is not None and origin not in own:
            return PlainTextResponse("Cross-site request", 403)
        return None

    def _locked(self, scope: Scope, headers: Headers, cookies: dict[str, str], session: str) -> Response | None:
        """Refuse who did not give the token of a desk that others can reach."""
        if not self._settings.needs_token or scope["path"].startswith(_OPEN):
            return None
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self._keys.is_token(given.strip()):
            return None
        if self._keys.is_pass(cookies.get(pass_cookie(self._settings), ""), session):
            return None
        if scope["method"] in _SAFE and "text/html" in headers.get("accept", ""):
            return RedirectResponse(SIGN_IN, 303)
        return PlainTextResponse("The token is missing or wrong.", 401, {"www-authenticate": "Bearer"})

    async def _unbidden(self, headers: Headers, session: str, body: _Body) -> Response | None:
        """Refuse a change that does not come from a page of its session."""
        given = headers.get(CSRF_HEADER, "")
        if not given and headers.get("content-type", "").partition(";")[0].strip().lower() == _FORM:
            fields = parse_qs((await body.whole()).decode("utf-8", "replace"), max_num_fields=100)
            given = fields.get(CSRF_FIELD, [""])[0]
        return None if self._keys.is_csrf(given, session) else PlainTextResponse(_STALE, 403)

    def _most(self, scope: Scope) -> int:
        """Return the bytes that the body of a request may have."""
        limits = self._settings.limits
        media = Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower()
        if scope["method"] not in _CHANGING:
            return 0
        if scope["path"] == "/upload":
            return limits.upload if media == "multipart/form-data" else limits.form
        if scope["path"].startswith(_API):
            return limits.stream if media == "application/x-ndjson" else limits.label
        return limits.form


def pass_cookie(settings: Settings) -> str:
    """Return the name of the cookie that says that a session gave the token."""
    return f"{settings.cookie}-pass"


def cookie_header(settings: Settings, name: str, value: str, *, seconds: int | None = _YEAR) -> str:
    """Return the header that sets a cookie, which no script reads and no foreign page sends.

    :param seconds: how long it lives; None for as long as the browser runs.
    """
    age = "" if seconds is None else f"; Max-Age={seconds}"
    return f"{name}={value}; Path=/; HttpOnly; SameSite=Strict{age}{'; Secure' if settings.is_https else ''}"


class _Sender:
    """Sends an answer with the headers that every answer has.

    :ivar status: of the answer; 0 while there is none.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._cookies: list[str] = []
        self.status = 0

    def cookie(self, settings: Settings, name: str, value: str) -> None:
        """Set a cookie with the answer."""
        self._cookies.append(cookie_header(settings, name, value, seconds=None))

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers.setdefault("cache-control", "no-store")
            for value in self._cookies:
                headers.append("set-cookie", value)
        await self._send(message)


class _Body:
    """The body of a request, which may be no longer and no slower than it is allowed to.

    :param most: bytes.
    :param pause: seconds between two of its pieces.
    """

    def __init__(self, receive: Receive, most: int, pause: float) -> None:
        self._receive, self.most, self._pause = receive, most, pause
        self._size = 0
        self._is_complete = False
        self._held: bytes | None = None

    async def receive(self) -> Message:
        """Return the next message; what was read before by :meth:`whole` comes first.

        :raises HTTPException: if there is too much, or nothing comes.
        """
        if self._held is not None:
            held, self._held = self._held, None
            return {"type": "http.request", "body": held, "more_body": False}
        if self._is_complete:
            return await self._receive()  # which waits until the other side has gone
        try:
            message = await asyncio.wait_for(self._receive(), self._pause)
        except TimeoutError as error:
            raise HTTPException(408, "Request timeout") from error
        if message["type"] == "http.request":
            self._size += len(message.get("body", b""))
            self._is_complete = not message.get("more_body", False)
            if self._size > self.most:
                raise HTTPException(413, f"More than {self.most:,} bytes")
        return message

    async def whole(self) -> bytes:
        """Return all of it; it is kept for the handler, too."""
        pieces = []
        while not self._is_complete:
            message = await self.receive()
            if message["type"] != "http.request":
                raise HTTPException(400, "The request ended early")
            pieces.append(message.get("body", b""))
        self._held = b"".join(pieces)
        return self._held


def _cookies(headers: Headers) -> dict[str, str]:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(headers.get("cookie", ""))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}


def _shown(scope: Scope) -> str:
    """Return a request for the log: without its query, in which somebody's search stands."""
    return f"{scope['method']} {ascii(scope['path'])[1:-1][:_LONGEST_SHOWN]}"
