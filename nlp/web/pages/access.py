"""Signing in with the token of a desk that others can reach.

Invariant: a session that gave the token gets a new name, so that one that somebody prepared is worth nothing.
"""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from nlp.web.guard import SIGN_IN, cookie_header, pass_cookie
from nlp.web.pages.views import desk_of, page, redirect
from nlp.web.tokens import new_session

router = APIRouter()

_PAUSE = 1.0  # seconds after a wrong token


@router.get(SIGN_IN)
def sign_in_page(request: Request) -> Response:
    """Ask for the token."""
    return page(request, "sign_in.html", {"is_wrong": False})


@router.post(SIGN_IN)
async def sign_in(request: Request, token: Annotated[str, Form(max_length=200)]) -> Response:
    """Let a session in that gives the token."""
    desk = desk_of(request)
    if not desk.keys.is_token(token.strip()):
        await asyncio.sleep(_PAUSE)
        return page(request, "sign_in.html", {"is_wrong": True}, status=403)
    session = new_session()
    response = redirect(request, "/")
    cookies = {desk.settings.cookie: session, pass_cookie(desk.settings): desk.keys.pass_for(session)}
    for name, value in cookies.items():
        response.headers.append("set-cookie", cookie_header(desk.settings, name, value))
    return response
