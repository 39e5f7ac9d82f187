"""Appointments: who was given which post, from the sentences of articles on governance that say so.

Invariant: person, post and body are mentions of one sentence; who leaves a post is not appointed to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from nlp.article import Article, Entity
from nlp.entities.summary import focus_province
from nlp.events.figures import sentence
from nlp.events.records import Appointment, Source

# "giữ chức", "được bầu làm"; not "thôi giữ chức" and "miễn nhiệm chức vụ".
_GIVEN = re.compile(
    r"(?P<not>\b(?:thôi|không|nguyên|từng|xin|ngừng|tạm dừng|từ chối)\s+)?"
    r"\b(?:(?:giữ|nhận|đảm nhiệm|đảm nhận) (?:chức|cương vị|vị trí)(?: vụ| danh)?|làm(?: tân)?)\s*:?\s*$",
    re.IGNORECASE,
)
# "đã ký quyết định bổ nhiệm ... giữ chức": who signs is not the one; "từng giữ chức": nor is that news.
_OTHERS = re.compile(r"\b(?:ký|trao|công bố|từng|trước đó|nguyên là|chủ trì|giới thiệu)\b", re.IGNORECASE)
_TAKES = re.compile(r"\b(?:được|nhận)\b", re.IGNORECASE)
_BEFORE = 45  # code points before a post


def appointments_of(article: Article, entities: Sequence[Entity], source: Source, day: date) -> list[Appointment]:
    """Return the appointments that an article reports, each person once, with the fullest name of the post.

    :param entities: its officials, dates and places.
    :param day: of publication.
    """
    focus = focus_province(article, entities)
    found: dict[str, Appointment] = {}
    for person, post in _pairs(article, [entity for entity in entities if entity.type == "OFFICIAL"]):
        told = sentence(article.document, person.start, post.end)
        body = post.value["organization"]
        known = found.get(person.value["name"])
        if known is not None and len(known.body or "") >= len(body or ""):
            continue
        found[person.value["name"]] = Appointment(
            name=person.value["name"],
            title=post.value["title"],
            body=body,
            province=focus,
            date=_date(article, entities, told, person.start) or day.isoformat(),
            sentence=told,
            source=source,
        )
    return list(found.values())


def _pairs(article: Article, officials: Sequence[Entity]) -> Iterator[tuple[Entity, Entity]]:
    """Yield person and post: the post stands behind "giữ chức", the person before that in the sentence."""
    person: Entity | None = None
    for official in officials:
        if official.value["name"]:
            person = official
            continue
        before = article.document[max(0, official.start - _BEFORE) : official.start]
        given = _GIVEN.search(before)
        if given is None or given["not"] or person is None or not official.value["title"]:
            continue
        between = article.document[person.end : official.start]
        if _OTHERS.search(between) and not _TAKES.search(between):
            continue
        if sentence(article.document, person.start, person.end) == sentence(
            article.document, official.start, official.end
        ):
            yield person, official


def _date(article: Article, entities: Iterable[Entity], told: str, start: int) -> str | None:
    """Return the day that a sentence gives.

    :param start: of the person in it.
    """
    begin = article.document.find(told, max(0, start - len(told)))
    for entity in entities:
        if entity.type == "DATE" and begin <= entity.start < begin + len(told):
            value = entity.value
            if value["start"] and value["start"] == value["end"]:
                return str(value["start"])
    return None
