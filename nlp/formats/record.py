"""Records: one entry of an input file, read or rejected, and the columns that make it an article.

Invariant: a record keeps every field of its input unchanged, and a rejected one keeps its place and the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from nlp.article import Article, FailedArticle
from nlp.errors import RecordError

MAX_RECORD_BYTES = 16 * 2**20
"""Largest record that is read, about 5,000 newspaper pages. Longer ones are rejected, so that memory stays bounded."""

MAX_KEPT_BYTES = 64 * 2**10
"""How many bytes of a rejected record are kept beside the reason."""


@dataclass(frozen=True)
class Record:
    """One record of an input.

    :param where: the input and the position in it, for messages: ``feed.jsonl:12``.
    :param fields: every field, unchanged.
    :param line: the line of JSON Lines that it was read from. Output repeats it byte for byte, because parsing loses
        what Python cannot hold: the digits of a long number, escapes, repeated keys.
    :param repaired: whether damaged letters in ``fields`` were mended.
    """

    where: str
    fields: Mapping[str, Any]
    line: bytes | None = field(default=None, repr=False, compare=False)
    repaired: bool = False


@dataclass(frozen=True)
class Rejected:
    """One record that cannot be used.

    :param where: the input and the position in it.
    :param reason: what is wrong and, if it helps, what to do.
    :param raw: the record as it was read, at most :data:`MAX_KEPT_BYTES` of it.
    :param traceback: where labelling it failed, when that is a defect of bantin.
    """

    where: str
    reason: str
    raw: Any = None
    traceback: str = field(default="", repr=False)

    @classmethod
    def of_failed(cls, where: str, failed: FailedArticle, raw: Any) -> Rejected:
        """Return the rejection of a record on which bantin itself failed."""
        reason = f"labelling it failed, which is a defect of bantin: {failed.reason}."
        return cls(where, f"{reason} Please report it with the traceback.", raw, failed.traceback)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form, as it is written to a file of rejected records."""
        found = {"where": self.where, "reason": self.reason, "input": self.raw}
        return found | {"traceback": self.traceback} if self.traceback else found


@dataclass(frozen=True)
class Columns:
    """The names of the fields that hold the parts of an article."""

    text: str = "text"
    title: str = "title"
    id: str = "id"
    published: str = "published"
    url: str = "url"
    source: str = "source"
    label: str = "label"

    def article(self, fields: Mapping[str, Any]) -> Article:
        """Return the article that a record's fields hold.

        :raises RecordError: if it has neither text nor title, or one of them is not a string.
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
            published=_metadata(fields.get(self.published)),
            url=_metadata(fields.get(self.url)),
            source=_metadata(fields.get(self.source)),
        )

    @staticmethod
    def _string(fields: Mapping[str, Any], name: str) -> str:
        value = fields.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise RecordError(f"field {name!r} holds {type(value).__name__}, not a string.")
        return value if not value.isspace() else ""


def _metadata(value: Any) -> str | None:
    """Return a field about an article as a string, dates in ISO form.

    None for values of other types: an odd ``published`` is no reason to reject an article that can be labelled.
    """
    if isinstance(value, date):  # a datetime is a date too
        return value.isoformat()
    return value or None if isinstance(value, str) else None


def keep_raw(raw: bytes) -> str:
    """Return the part of a raw record that is kept: text with undecodable bytes as escapes, cut if it is very long."""
    kept = raw[:MAX_KEPT_BYTES].decode("utf-8", errors="backslashreplace")
    return kept if len(raw) <= MAX_KEPT_BYTES else f"{kept}... [{len(raw):,} bytes or more]"
