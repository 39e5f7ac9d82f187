"""The records that flow through bantin: an article comes in, a labelled article goes out."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from textwrap import shorten
from typing import Any


def nfc(text: str) -> str:
    """Return the NFC form of ``text``, without a copy when it has it already."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


LABEL_NAMES = {
    "governance": "chính quyền",
    "flood_disaster": "bão lũ",
    "transport_complaint": "phản ánh giao thông",
    "other": "tin khác",
}
"""Vietnamese names of the labels of the model that ships; labels of other models go by their own name."""

DEFAULT_TYPES = ("PROVINCE", "COMMUNE", "OFFICIAL", "AMOUNT")
"""The types of entities that are looked for unless others are asked for."""

ENTITY_TYPES = (*DEFAULT_TYPES, "DATE", "STORM", "ROUTE", "WATER", "BODY")
"""All types that an entity may have."""

FACTS = "FACTS"
"""What stands among the types where facts are asked for, which are made of entities."""

FOUND = ("prediction", "entities", "summary", "facts")
"""The fields of a labelled record that hold what was found, see :meth:`LabelledArticle.to_dict`."""

_HEADLINE = 80
_FEWEST_ACCENTED = 0.08
_LETTER = re.compile(r"[^\W\d_]")
_ACCENTED_LETTER = re.compile("[^\\W\\d_\x00-\x7f]")
_FIRST_BYTES = (b"\xc3", b"\xc4", b"\xc5", b"\xc6", b"\xe1")  # of accented Latin letters in UTF-8


def lacks_accents(text: str) -> bool:
    """Say whether a text in NFC was written without accents, or with so few that they must be stray ones.

    In Vietnamese news a quarter of the letters carry one; under 8 % the accents are taken as missing. Only letters
    count: a dash, curly quotes or "°" say nothing about how somebody types Vietnamese.
    """
    if text.isascii():
        return True
    # The first byte tells the letters of Vietnamese from dashes, quotes and emoji, eight times as fast as a look at
    # every letter: most texts are decided here.
    encoded = text.encode("utf-8", "replace")
    if sum(map(encoded.count, _FIRST_BYTES)) >= _FEWEST_ACCENTED * len(text):
        return False
    return len(_ACCENTED_LETTER.findall(text)) < _FEWEST_ACCENTED * len(_LETTER.findall(text))


@dataclass(frozen=True)
class Article:
    """One news article as it was scraped.

    :param text: the body, possibly with a lead; may be empty when there is a title.
    :param title: the headline; may be empty.
    :param id: the caller's identifier, or None (see :attr:`key`).
    :param published: an ISO 8601 date or date-time, as given.
    """

    text: str = ""
    title: str = ""
    id: str | None = None
    published: str | None = None
    url: str | None = None
    source: str | None = None

    @cached_property
    def document(self) -> str:
        """The document text: NFC of title, line break, text (text alone without a title).

        All offsets that bantin reports are half-open code-point offsets into this string.
        """
        return nfc(f"{self.title}\n{self.text}" if self.title else self.text)

    @cached_property
    def lacks_accents(self) -> bool:
        """Whether the document is written without accents; decided here, once, for labels and entities alike."""
        return lacks_accents(self.document)

    @cached_property
    def title_length(self) -> int:
        """Number of code points of :attr:`document` that belong to the title."""
        return len(nfc(self.title))

    @property
    def key(self) -> str:
        """The ``id``, or one made from a hash of the content when none was given."""
        if self.id is not None:
            return self.id
        return "sha256-" + hashlib.sha256(self.document.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, repr=False)
class Prediction:
    """What an article is about.

    :param label: the label with the highest score.
    :param confidence: the calibrated score of ``label``, in [0, 1].
    :param scores: calibrated score of every label; they sum to 1.
    :param needs_review: whether a person should look before the label is used.
    :param reasons: why it needs review; empty when it does not.
    :param model: name of the model that said so.
    :param plausible: the labels that the article may well have, likeliest first, :attr:`label` among them: in about 95
        of 100 articles they hold the right one. Empty if the model does not know.
    :param ignored: half-open spans of :attr:`Article.document` that stand around the article, such as headlines of
        others: they counted neither for the label nor for entities.
    """

    label: str
    confidence: float
    scores: Mapping[str, float]
    needs_review: bool
    reasons: tuple[str, ...]
    model: str
    plausible: tuple[str, ...] = ()
    ignored: tuple[tuple[int, int], ...] = ()

    def __repr__(self) -> str:
        return f"Prediction({_in_short(self)}, model={self.model!r})"

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form, figures rounded to four decimals."""
        return {
            "label": self.label,
            "confidence": round(self.confidence, 4),
            "scores": {label: round(score, 4) for label, score in self.scores.items()},
            "needs_review": self.needs_review,
            "reasons": list(self.reasons),
            "plausible": list(self.plausible),
            "ignored": [list(span) for span in self.ignored],
            "model": self.model,
        }


@dataclass(frozen=True)
class Entity:
    """One mention of a place, an official, an amount, a date, a storm, a route, a water or a public body.

    :param type: one of :data:`ENTITY_TYPES`.
    :param start: first code point of the mention in :attr:`Article.document`.
    :param end: code point after the last; ``document[start:end] == text``.
    :param text: the mention as written.
    :param value: what is meant. PROVINCE: ``code`` and ``name`` of the province of today, ``legacy_code`` and
        ``legacy_name`` of the one until June 2025. COMMUNE: ``level``, ``name``, ``legacy`` and ``candidates``, the
        units of today that may be meant. OFFICIAL: ``name``, ``title`` and ``organization``, None where the text does
        not say. AMOUNT: ``value``, ``max_value`` of a range, ``unit`` and ``modifier``. DATE: ``start`` and
        ``end``, ISO days or None, ``time`` as HH:MM, and ``part`` of the day. STORM: ``number`` within its ``year``,
        and ``name``. ROUTE: ``kind``, ``ref`` in its normal form, and ``km`` where it follows. WATER: ``kind`` and
        ``name``, without the word for its kind. BODY: ``name`` as written, and ``kind``.
    """

    type: str
    start: int
    end: int
    text: str
    value: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "type": self.type,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "value": dict(self.value),
        }

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Entity:
        """Return the entity that a JSON form holds."""
        return cls(given["type"], given["start"], given["end"], given["text"], {**given["value"]})


MEASURES = (
    "dead", "missing", "injured", "dead_or_missing", "evacuated", "isolated", "affected", "houses_destroyed",
    "houses_damaged", "houses_flooded", "crops_ha", "livestock", "roads_blocked", "damage_vnd", "relief_vnd", "rain_mm",
    "water_level_m", "wind_level",
)  # fmt: skip
"""All measures that a fact may have."""


@dataclass(frozen=True)
class Fact:
    """What an article states of one measure at one place and time.

    :param measure: one of :data:`MEASURES`.
    :param value: how much, or how many.
    :param figure: span of the figure in :attr:`Article.document`.
    :param max_value: the upper end of a range, or None.
    :param modifier: as of an amount, such as "at_least", or None.
    :param unit: what evacuated, isolated and affected count: "person" or "household"; None of other measures.
    :param province: code of the province of today, None abroad, or where one figure is told of several.
    :param commune: codes of the communes of today that the figure is told of.
    :param country: the country abroad as written, or None.
    :param date: first and last day as ISO days, or None.
    :param forecast: whether rain, wind or water is expected and was not yet measured.
    :param place: span of the mention that the place comes from, None where the article's focus gives it.
    :param dated: span of the mention that the date comes from, None where the article's focus gives it.
    """

    measure: str
    value: float
    figure: tuple[int, int]
    max_value: float | None = None
    modifier: str | None = None
    unit: str | None = None
    province: str | None = None
    commune: tuple[str, ...] = ()
    country: str | None = None
    date: tuple[str, str] | None = None
    forecast: bool = False
    place: tuple[int, int] | None = None
    dated: tuple[int, int] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "measure": self.measure,
            "value": self.value,
            "max_value": self.max_value,
            "modifier": self.modifier,
            "unit": self.unit,
            "province": self.province,
            "commune": list(self.commune),
            "country": self.country,
            "date": {"start": self.date[0], "end": self.date[1]} if self.date else None,
            "forecast": self.forecast,
            "mentions": {
                "figure": list(self.figure),
                "place": list(self.place) if self.place else None,
                "date": list(self.dated) if self.dated else None,
            },
        }


@dataclass(frozen=True, repr=False)
class LabelledArticle:
    """An article with what bantin found in it.

    :param prediction: what it is about; None when no model was asked.
    :param entities: the mentions in it, in order.
    :param summary: what the entities come to, see :func:`nlp.entities.summary.summarize`.
    :param facts: what it states of an event, figure by figure; None when they were not asked for.
    """

    article: Article
    prediction: Prediction | None
    entities: Sequence[Entity]
    summary: Mapping[str, Any]
    facts: Sequence[Fact] | None = None

    def __repr__(self) -> str:
        headline = shorten(self.article.title or self.article.text, _HEADLINE, placeholder="…")
        prediction = f", {_in_short(self.prediction)}" if self.prediction else ""
        return f"LabelledArticle({headline!r}{prediction}, entities={len(self.entities)})"

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form of what was found, without the article's own fields."""
        found: dict[str, Any] = {} if self.prediction is None else {"prediction": self.prediction.to_dict()}
        found["entities"] = [entity.to_dict() for entity in self.entities]
        found["summary"] = dict(self.summary)
        if self.facts is not None:
            found["facts"] = [fact.to_dict() for fact in self.facts]
        return found


def _in_short(prediction: Prediction) -> str:
    review = ", needs_review=True" if prediction.needs_review else ""
    return f"label={prediction.label!r}, confidence={prediction.confidence:.2f}{review}"


@dataclass(frozen=True)
class FailedArticle:
    """An article that could not be labelled because of a defect of bantin.

    :param traceback: where it failed, for a bug report.
    """

    article: Article
    traceback: str = field(repr=False)

    @property
    def reason(self) -> str:
        """The exception in one line."""
        return self.traceback.strip().rpartition("\n")[2]
