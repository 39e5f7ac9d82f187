"""The page of an article: its text with the entities marked, its label and scores.

Invariant: the page is one file; it loads nothing from elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from nlp.article import DEFAULT_TYPES, ENTITY_TYPES, Entity, LabelledArticle


def article_page(labelled: LabelledArticle) -> str:
    """Return the page as HTML."""
    article, prediction = labelled.article, labelled.prediction
    template = Template(_template("article.html"))
    body_start = article.title_length + 1 if article.title else 0
    text = article.document
    head = [entity for entity in labelled.entities if entity.end <= article.title_length]
    body = [entity for entity in labelled.entities if entity.start >= body_start]
    about = " · ".join(part for part in (article.source, article.published, article.url) if part)
    return template.substitute(
        page_title=escape(article.title or text[:80]),
        title=marked(text, 0, article.title_length, head),
        about=escape(about),
        label=escape(prediction.label if prediction else ""),
        review=escape("needs review: " + "; ".join(prediction.reasons))
        if prediction and prediction.needs_review
        else "",
        bars=_bars(prediction.scores) if prediction else "",
        text=_paragraphs(marked(text, body_start, len(text), body)),
        summary=_summary(labelled.summary),
        legend=_legend(labelled.entities),
        marks=mark_styles(),
    )


def mark_styles() -> str:
    """Return the style rules that give each type of mention its colour."""
    return _template("marks.css")


def _template(name: str) -> str:
    return files("nlp.report").joinpath("templates", name).read_text(encoding="utf-8")


def opening_mark(entity: Entity) -> str:
    """Return the start tag of an entity's ``mark``, with its value as the title."""
    kind = entity.type if entity.type in ENTITY_TYPES else "OTHER"
    return f'<mark class="{kind}" title="{escape(hint(entity))}">'


def marked(
    text: str, start: int, end: int, entities: Sequence[Entity], opening_of: Callable[[Entity], str] = opening_mark
) -> str:
    """Return ``text[start:end]`` as HTML with the entities as nested ``mark`` elements.

    An entity that begins inside another and ends outside it is cut at the end of the other, because elements of HTML
    cannot cross.

    :param opening_of: gives the start tag of an entity's element.
    """
    opening = sorted((e for e in entities if e.start >= start and e.end <= end), key=lambda e: (e.start, -e.end))
    pieces: list[str] = []
    position = start
    open_ends: list[int] = []  # of the marks that are open, the innermost last

    def close_until(offset: int) -> None:
        nonlocal position
        while open_ends and open_ends[-1] <= offset:
            stop = open_ends.pop()
            pieces.append(escape(text[position:stop]) + "</mark>")
            position = stop

    for entity in opening:
        close_until(entity.start)
        stop = min(entity.end, open_ends[-1]) if open_ends else entity.end
        pieces.append(escape(text[position : entity.start]))
        pieces.append(opening_of(entity))
        position = entity.start
        open_ends.append(stop)
    close_until(end)
    pieces.append(escape(text[position:end]))
    return "".join(pieces)


def hint(entity: Entity) -> str:
    """Return an entity's type and value in one line."""
    given = ", ".join(f"{name} {plain(value)}" for name, value in entity.value.items() if value not in (None, "", []))
    return f"{entity.type}: {given}"


def plain(value: Any) -> str:
    """Return a value in one line: lists and records without brackets, numbers with thousands separators."""
    if isinstance(value, list):
        return " | ".join(plain(item) for item in value)
    if isinstance(value, dict):
        return " ".join(plain(item) for item in value.values() if item not in (None, ""))
    return f"{value:,}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def _paragraphs(html: str) -> str:
    return "".join(f"<p>{line}</p>" for line in html.split("\n") if line.strip())


def _legend(entities: Sequence[Entity]) -> str:
    """Return a mark for each of the usual types, and for the others that the article has."""
    had = {entity.type for entity in entities}
    shown = [kind for kind in ENTITY_TYPES if kind in DEFAULT_TYPES or kind in had]
    return "\n".join(f'<mark class="{kind}">{kind.lower()}</mark>' for kind in shown)


def _bars(scores: Any) -> str:
    rows = sorted(scores.items(), key=lambda item: -item[1])
    return "".join(
        f'<tr><th>{escape(label)}</th><td><div class="bar" style="width:{score * 100:.1f}%"></div></td>'
        f"<td>{score:.3f}</td></tr>"
        for label, score in rows
    )


def _summary(summary: Any) -> str:
    told = {name: value for name, value in summary.items() if value not in (None, [], "") and name != "sources"}
    rows = [(name.replace("_", " "), plain(value)) for name, value in told.items()]
    return "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows)
