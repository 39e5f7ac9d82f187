"""Records between files and articles: what was read, what had to be rejected, which fields mean what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from nlp.article import Article
from nlp.errors import RecordError

MAX_RECORD_BYTES = 16 * 2**20
"""Largest record that is read (about 5,000 newspaper pages); longer ones are rejected, so memory stays bounded."""

MAX_KEPT_BYTES = 64 * 2**10
"""How much of a rejected record's raw form is kept beside the reason."""


@dataclass(frozen=True)
class Record:
    """One record as it stands in its input.

    :param where: the input and the place in it, for messages.
    :param fields: every field, untouched.
    :param line: the line of JSON that it stands in, so that it can be written as it was: numbers of any length,
        escapes, repeated keys.
    """

    where: str
    fields: Mapping[str, Any]
    line: bytes | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Rejected:
    """One record that cannot be used.

    :param where: the input and the place in it.
    :param reason: what is wrong and, where it helps, what to do.
    :param raw: the record as it was read, at most :data:`MAX_KEPT_BYTES` of it.
    """

    where: str
    reason: str
    raw: Any = None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form that goes into a file of rejected records."""
        return {"where": self.where, "reason": self.reason, "input": self.raw}


@dataclass(frozen=True)
class Columns:
    """Which field of a record holds what."""

    text: str = "text"
    title: str = "title"
    id: str = "id"
    published: str = "published"
    url: str = "url"
    source: str = "source"
    label: str = "label"

    def article(self, fields: Mapping[str, Any]) -> Article:
        """Return the article in ``fields``.

        :raises RecordError: if there is neither text nor title, or one of them is not a string.
        """
        text, title = self._string(fields, self.text), self._string(fields, self.title)
        if not text and not title:
            present = ", ".join(map(repr, list(fields)[:12])) or "none"
            raise RecordError(
                f"neither {self.text!r} nor {self.title!r} holds any text (fields: {present}).",
                "Name the right ones with --text-field and --title-field.",
            )
        identifier = fields.get(self.id)
        return Article(
            text=text,
            title=title,
            id=None if identifier is None or identifier == "" else str(identifier),
            published=_told(fields.get(self.published)),
            url=_told(fields.get(self.url)),
            source=_told(fields.get(self.source)),
        )

    @staticmethod
    def _string(fields: Mapping[str, Any], name: str) -> str:
        value = fields.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise RecordError(f"field {name!r} holds {type(value).__name__}, not a string.")
        return value if not value.isspace() else ""


def _told(value: Any) -> str | None:
    """Return what is told about an article: strings, dates in ISO form; anything else costs no article its label."""
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    return value or None if isinstance(value, str) else None


def keep_raw(raw: bytes) -> str:
    """Return what is kept of a raw record: text, with undecodable bytes shown as escapes, cut when very long."""
    kept = raw[:MAX_KEPT_BYTES].decode("utf-8", errors="backslashreplace")
    return kept if len(raw) <= MAX_KEPT_BYTES else f"{kept}... [{len(raw):,} bytes or more]"
