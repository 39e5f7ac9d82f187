"""What a digest tells beside events: places and routes that are complained of, and who was given which post.

Invariant: each place has the articles that complain, each post the sentence that says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from nlp.report.digest.figures import article_line, quoted
from nlp.report.digest.markup import both, counted, says, text
from nlp.report.digest.values import Record, day
from nlp.report.digest.words import TEXTS

_KINDS = ("route", "province", "commune")
_BAR = 100
_MOST_PLACES, _MOST_POSTS = 10, 20


def complaints_section(complaints: Sequence[Record], province_names: Mapping[str, str]) -> str:
    """Return the places and routes, those with most articles first, a list for each kind; empty without any."""
    kinds = [*_KINDS, *sorted({str(one.get("kind")) for one in complaints} - {*_KINDS})]
    most = max((len(_articles(one)) for one in complaints), default=0)
    lists = []
    for kind in kinds:
        ranked = sorted(
            (one for one in complaints if str(one.get("kind")) == kind), key=lambda one: -len(_articles(one))
        )
        if ranked:
            items = _folded([_complaint(one, most, province_names) for one in ranked], _MOST_PLACES, "ol")
            head = says(kind) if kind in _KINDS else text(kind)
            lists.append(f"<div><h3>{head}</h3>{items}</div>")
    return f'<div class="complaints">{"".join(lists)}</div>' if lists else ""


def appointments_list(appointments: Iterable[Record], province_names: Mapping[str, str]) -> str:
    """Return the posts in the order given; empty without any."""
    items = [_appointment(one, number, province_names) for number, one in enumerate(appointments, 1)]
    return f'<div class="posts">{_folded(items, _MOST_POSTS, "ul")}</div>' if items else ""


def _folded(items: Sequence[str], most: int, element: str) -> str:
    """Return the first items as a list, and the others as one that opens."""
    shown = f"<{element}>{''.join(items[:most])}</{element}>"
    rest = items[most:]
    if not rest:
        return shown
    vietnamese, english = TEXTS["rest"]
    head = both((vietnamese.format(len(rest)), english.format(len(rest))))
    return f'{shown}<details class="all"><summary>{head}</summary><{element}>{"".join(rest)}</{element}></details>'


def _complaint(one: Record, most: int, province_names: Mapping[str, str]) -> str:
    articles = _articles(one)
    code = str(one.get("province") or "")
    beside = province_names.get(code, code) if one.get("kind") != "province" else ""
    width = round(_BAR * len(articles) / most, 1)
    rows = "".join(f"<li>{article_line(article)}</li>" for article in articles)
    return (
        f'<li><details><summary><b>{text(one.get("place"))}</b> <span class="soft">{text(beside)}</span>'
        f'<span class="count">{counted(len(articles), "article", "articles")}</span>'
        f'<svg class="bar" viewBox="0 0 {_BAR} 4" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{width}" height="4"/></svg></summary><ul>{rows}</ul></details></li>'
    )


def _articles(one: Record) -> list[Record]:
    return list(one.get("sources") or ())


def _appointment(one: Record, number: int, province_names: Mapping[str, str]) -> str:
    code, source = str(one.get("province") or ""), one.get("source")
    post = ", ".join(filter(None, (text(one.get("title")), text(one.get("body")))))
    beside = ", ".join(filter(None, (text(province_names.get(code, code)), day(one.get("date")))))
    said = quoted(one.get("sentence"), f"a{number}") + (f"<p>{article_line(source)}</p>" if source else "")
    return (
        f"<li><details><summary><b>{text(one.get('name'))}</b> <span>{post}</span> "
        f'<span class="soft">{beside}</span></summary>{said}</details></li>'
    )
