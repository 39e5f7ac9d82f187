"""Putting a page together: who asks, in which language, with which words.

Invariant: templates escape every value unless it is markup that this package made itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from nlp.entities.vocabulary import province_names
from nlp.report.digest.province_map import grid_styles
from nlp.report.html import mark_styles
from nlp.web import words
from nlp.web.desk import Desk
from nlp.web.guard import VISIT, Visit
from nlp.web.tokens import session_name

NAME_COOKIE, LANGUAGE_COOKIE = "bantin-name", "bantin-language"
LONGEST_NAME = 40

_MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d))?")
_YEAR = 365 * 24 * 3600
_STATIC = {
    "desk.css": "text/css",
    "desk.js": "text/javascript",
    "htmx.min.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}


@dataclass(frozen=True)
class Person:
    """Who asks.

    :param session: the name of the session in the store.
    :param given: the name that the person gave; empty without one.
    """

    session: str
    given: str
    language: str

    @property
    def name(self) -> str:
        """The person's name, or one that tells guests apart."""
        return self.given or words.word("guest", self.language, name=self.session[:4])


def desk_of(request: Request) -> Desk:
    """Return the desk that a request came to."""
    desk: Desk = request.app.state.desk
    return desk


def visit_of(request: Request) -> Visit:
    """Return whose request it is, as the guard found it."""
    visit: Visit = request.scope[VISIT]
    return visit


def person_of(request: Request) -> Person:
    """Return who asks."""
    language = words.choose_language(
        request.query_params.get("lang"),
        request.cookies.get(LANGUAGE_COOKIE),
        accepted=request.headers.get("accept-language", ""),
    )
    given = unquote(request.cookies.get(NAME_COOKIE, ""))
    return Person(session_name(visit_of(request).session), clean_name(given), language)


def clean_name(name: str) -> str:
    """Return a person's name as it is shown: one line without control characters, not long."""
    return " ".join("".join(char if char.isprintable() else " " for char in name).split())[:LONGEST_NAME]


def page(request: Request, template: str, values: Mapping[str, Any], *, status: int = 200) -> Response:
    """Return a page.

    :param values: for its template; the words, the person and the address are there already.
    """
    person = person_of(request)
    language = person.language
    shared = {
        "t": partial(_word, language),
        "in_words": lambda value: words.in_words(value, language),
        "label_name": lambda label: words.label_name(label, language),
        "value_name": lambda name: words.value_name(name, language),
        "type_name": lambda kind: words.type_name(kind, language),
        "province_name": lambda code: province_names().get(code, code),
        "number": lambda value, decimals=0: words.number(value, language, decimals),
        "share": lambda value: words.share(value, language),
        "reason": lambda text: words.reason(text, language),
        "why": lambda text: words.why(text, language),
        "moment": lambda text: moment(text, language),
        "address": partial(address, request),
        "static": static_address,
        "csrf": visit_of(request).csrf,
        "language": language,
        "other_language": next(other for other in words.LANGUAGES if other != language),
        "person": person,
        "path": request.url.path,
        "host": desk_of(request).settings.address,
    }
    html = _environment().get_template(template).render({**shared, **values})
    response = HTMLResponse(html, status)
    if (wished := request.query_params.get("lang")) in words.LANGUAGES:
        keep_cookie(response, LANGUAGE_COOKIE, str(wished))
    return response


def keep_cookie(response: Response, name: str, value: str) -> None:
    """Keep a choice of a person's in the browser, for a year."""
    response.set_cookie(name, value, max_age=_YEAR, httponly=True, samesite="strict")


def address(request: Request, **changes: object) -> str:
    """Return the address of the page asked for with other values in its query; None takes one out."""
    given = dict(parse_qsl(request.url.query)) | changes
    query = urlencode({name: value for name, value in given.items() if value is not None})
    return f"{request.url.path}?{query}" if query else request.url.path


def redirect(request: Request, path: str) -> Response:
    """Send the browser to another page of the desk; htmx swaps that one in."""
    return RedirectResponse(path, 303)


def moment(text: str | None, language: str) -> str:
    """Return an ISO moment or day as it is written in a language; what is none as it is."""
    match = _MOMENT.match(text or "")
    if match is None:
        return text or ""
    year, month, day, time = match.groups()
    written = f"{int(day)}/{int(month)}/{year}" if language == "vi" else f"{year}-{month}-{day}"
    return f"{time} {written}" if time else written


@cache
def static_files() -> Mapping[str, tuple[bytes, str]]:
    """Return the static files by name, with their type; there are no others, whatever is asked for."""
    folder = files("nlp.web").joinpath("static")
    named = {name: (folder.joinpath(name).read_bytes(), kind) for name, kind in _STATIC.items()}
    made = {"marks.css": mark_styles(), "map.css": grid_styles()}
    return {**named, **{name: (styles.encode(), "text/css") for name, styles in made.items()}}


def static_address(name: str) -> str:
    """Return the address of a static file, which changes with its content."""
    return f"/static/{name}?{sha256(static_files()[name][0]).hexdigest()[:12]}"


def _word(language: str, key: str, **values: object) -> str:
    return words.word(key, language, **values)


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FunctionLoader(_template)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    tests: dict[str, Callable[..., Any]] = {"told": lambda value: value not in (None, "", [], {})}
    environment.tests.update(tests)
    environment.filters["province_name"] = lambda code: province_names().get(code, code)
    return environment


def _template(name: str) -> str:
    return files("nlp.web").joinpath("templates", name).read_text(encoding="utf-8")
