"""The text of an article with its mentions coloured, each with its value in words.

Invariant: what comes out is markup in which everything that an article holds is escaped.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from markupsafe import Markup

from nlp.article import ENTITY_TYPES, Entity
from nlp.report.html import marked
from nlp.store.records import Mention, StoredArticle
from nlp.web import words


def title_and_text(stored: StoredArticle, language: str) -> tuple[Markup, list[Markup]]:
    """Return the title and the paragraphs of an article, with its mentions marked."""
    article, document = stored.article, stored.document
    start = article.title_length + 1 if article.title else 0
    struck = {(one.type, one.start, one.end) for one in stored.struck}
    entities = [Entity.from_dict(entity) for entity in stored.record.get("entities") or []]

    def opening(entity: Entity) -> str:
        return _opening(entity, language, is_struck=(entity.type, entity.start, entity.end) in struck)

    head = [entity for entity in entities if entity.end <= article.title_length]
    body = [entity for entity in entities if entity.start >= start]
    title = Markup(marked(document, 0, article.title_length, head, opening))
    text = marked(document, start, len(document), body, opening)
    return title, [Markup(line) for line in text.split("\n") if line.strip()]


def told(value: Mapping[str, Any], language: str) -> str:
    """Return a value in one line of words."""
    given = ((name, one) for name, one in value.items() if one not in (None, "", [], False))
    return ", ".join(f"{words.value_name(name, language)} {words.in_words(one, language)}" for name, one in given)


def mention_of(entity: Mapping[str, Any]) -> Mention:
    """Return the mention that an entity is."""
    return Mention(entity["type"], entity["start"], entity["end"])


def _opening(entity: Entity, language: str, *, is_struck: bool) -> str:
    kind = entity.type if entity.type in ENTITY_TYPES else "OTHER"
    hint = f"{words.type_name(entity.type, language)}: {told(entity.value, language)}"
    where = f"{entity.type}-{entity.start}-{entity.end}"
    return (
        f'<mark class="{kind}{" struck" if is_struck else ""}" tabindex="0" data-mention="{escape(where)}" '
        f'data-hint="{escape(hint)}">'
    )
