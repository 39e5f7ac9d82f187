"""Scores of entities against the gold articles: F1 of each type, and the share of summary fields that are right.

Invariant: the rules are those of the project's scorer: a place needs its exact span, an official and an amount an
overlapping one; a mention that the gold calls optional counts neither way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nlp.entities.extract import extract
from nlp.entities.summary import summarize
from tests.entities.gold.reading import SUMMARY_FIELDS, Gold

Mention = Mapping[str, Any]

_CORE_UNITS = frozenset(
    (
        "VND",
        "USD",
        "percent",
        "person",
        "dead",
        "missing",
        "injured",
        "household",
        "house",
        "commune",
        "province",
        "district",
        "village",
        "vehicle",
        "task",
        "case",
        "ha",
        "m2",
        "m3",
        "m3/s",
        "m",
        "km",
        "cm",
        "mm",
        "kg",
        "tonne",
        "km/h",
        "degree_c",
        "fraction",
        "times",
        "seat",
    )
)
"""Units that must agree; of any other counted noun only the number."""


def _fold(text: str | None) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text or "")).strip(" ,.").lower()


def _same_span(gold: Mention, found: Mention) -> bool:
    return bool((gold["start"], gold["end"]) == (found["start"], found["end"]))


def _is_province(gold: Mention, found: Mention) -> bool:
    return _same_span(gold, found) and gold["value"]["code"] == found["value"]["code"]


def _is_commune(gold: Mention, found: Mention) -> bool:
    right = set(gold["value"]["codes"])
    candidates = {candidate["code"] for candidate in found["value"]["candidates"]}
    return _same_span(gold, found) and (bool(right & candidates) or not right | candidates)


def _is_official(gold: Mention, found: Mention) -> bool:
    wanted, value = gold["value"], found["value"]
    if wanted["name"] is None:
        return value["name"] is None and _fold(wanted["title"]) == _fold(value["title"])
    same_title = not wanted["title"] or _fold(wanted["title"]) == _fold(value["title"])
    return bool(value["name"]) and _fold(wanted["name"]).endswith(_fold(value["name"])) and same_title


def _has_organization(gold: Mention, found: Mention) -> bool:
    same = _fold(gold["value"]["organization"]) == _fold(found["value"]["organization"])
    return same and _is_official(gold, found)


def _is_amount(gold: Mention, found: Mention) -> bool:
    wanted, value = gold["value"], found["value"]
    neither_core = wanted["unit"] not in _CORE_UNITS and value["unit"] not in _CORE_UNITS
    same_unit = wanted["unit"] == value["unit"] or neither_core
    return same_unit and all(_near(wanted[key], value[key]) for key in ("value", "max_value"))


def _near(wanted: float | None, value: float | None) -> bool:
    if wanted is None or value is None:
        return wanted is value
    return abs(wanted - value) <= 1e-3 * max(1.0, abs(wanted))


JUDGES: dict[str, tuple[str, Callable[[Mention, Mention], bool]]] = {
    "PROVINCE": ("PROVINCE", _is_province),
    "COMMUNE": ("COMMUNE", _is_commune),
    "OFFICIAL": ("OFFICIAL", _is_official),
    "ORGANIZATION": ("OFFICIAL", _has_organization),
    "AMOUNT": ("AMOUNT", _is_amount),
}
"""What is scored -> the type of entity and the judge of a pair."""


def _overlap(one: Mention, other: Mention) -> bool:
    return bool(one["start"] < other["end"] and other["start"] < one["end"])


def count_right(gold: Sequence[Mention], found: Sequence[Mention], what: str) -> tuple[int, int, int]:
    """Return how many mentions are right, how many were found and how many there are."""
    kind, is_right = JUDGES[what]
    of_kind = [mention for mention in gold if mention["type"] == kind]
    wanted = [mention for mention in of_kind if not mention.get("opt")]
    optional = [mention for mention in of_kind if mention.get("opt")]
    free = [
        mention
        for mention in found
        if mention["type"] == kind
        and (any(_overlap(mention, one) for one in wanted) or not any(_overlap(mention, one) for one in optional))
    ]
    count, right = len(free), 0
    for mention in wanted:
        hit = next((one for one in free if _overlap(one, mention) and is_right(mention, one)), None)
        if hit is not None:
            right += 1
            free.remove(hit)
    return right, count, len(wanted)


def score(articles: Sequence[Gold]) -> dict[str, float]:
    """Return F1 of what is scored, and the share of right fields of the summaries as "summary"."""
    totals = {what: [0, 0, 0] for what in JUDGES}
    right_fields = 0
    for gold in articles:
        entities = extract(gold.article)
        found = [{"type": one.type, "start": one.start, "end": one.end, "value": one.value} for one in entities]
        for what, total in totals.items():
            totals[what] = [sum(pair) for pair in zip(total, count_right(gold.entities, found, what), strict=True)]
        summary = summarize(gold.article, entities)
        right_fields += sum(summary[field] == gold.summary[field] for field in SUMMARY_FIELDS)
    figures = {what: 2 * right / (count + wanted) for what, (right, count, wanted) in totals.items()}
    return figures | {"summary": right_fields / (len(articles) * len(SUMMARY_FIELDS))}
