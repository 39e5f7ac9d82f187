"""The JSON Schema of records: articles that go in, labelled records that come out, rows of mentions.

Invariant: units, modifiers, levels, reasons and fields come from the tables and the code that write them; a fact about
records stands in one place, and this schema is made of it.
"""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from nlp.article import ENTITY_TYPES, LABEL_NAMES, MEASURES
from nlp.classify.model import REASONS
from nlp.entities import vocabulary
from nlp.entities.extract import MAX_ENTITIES
from nlp.entities.mentions import COLUMNS
from nlp.formats.record import Columns

DIALECT = "https://json-schema.org/draft/2020-12/schema"

KINDS = {"out": "labelled", "in": "article", "mention": "mention"}
"""What a schema may describe, each with its name among the definitions."""

_Schema = dict[str, Any]
_STRING: _Schema = {"type": "string"}
_TEXT_OR_NULL: _Schema = {"type": ["string", "null"]}
_NUMBER_OR_NULL: _Schema = {"type": ["number", "null"]}
_OFFSET: _Schema = {"type": "integer", "minimum": 0}
_SCORE: _Schema = {"type": "number", "minimum": 0, "maximum": 1}
_CODE: _Schema = {"type": "string", "pattern": "^[0-9]{2}$"}
_VALUES = {kind: kind.lower() for kind in ENTITY_TYPES}
_TOLD_AS_TEXT = ("focus_province", "focus_province_name")


def record_schema(kind: str = "out") -> _Schema:
    """Return the schema (draft 2020-12) of one record.

    :param kind: one of :data:`KINDS`.
    """
    definitions = {
        "article": _article(),
        "labelled": _labelled(),
        "prediction": _prediction(),
        "entity": _entity(),
        "province": _object(code=_CODE, name=_STRING, legacy_code=_TEXT_OR_NULL, legacy_name=_TEXT_OR_NULL),
        "commune": _commune(),
        "official": _object(name=_TEXT_OR_NULL, title=_TEXT_OR_NULL, organization=_TEXT_OR_NULL),
        "amount": _object(
            value={"type": "number"}, max_value=_NUMBER_OR_NULL, unit=_ref("unit"), modifier=_ref("modifier")
        ),
        **_values_on_request(),
        "unit": _unit(),
        "modifier": {"enum": [None, *vocabulary.modifiers()]},
        "level": {"enum": list(vocabulary.levels())},
        "summary": _summary(),
        "fact": _fact(),
        "reason": {"type": "string", "anyOf": [{"pattern": _pattern(template)} for template in REASONS]},
        "mention": _mention(),
    }
    return {
        "$schema": DIALECT,
        "title": f"bantin: {KINDS[kind]}",
        "$ref": f"#/$defs/{KINDS[kind]}",
        "$defs": definitions,
    }


def _ref(name: str) -> _Schema:
    return {"$ref": f"#/$defs/{name}"}


def _object(**properties: _Schema) -> _Schema:
    """Return the schema of an object that has all of these properties; later versions may add others."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def _article() -> _Schema:
    fields = asdict(Columns())
    text, title = fields["text"], fields["title"]
    filled = {"type": "string", "minLength": 1}
    properties: dict[str, _Schema] = {name: {} for name in fields.values()}
    properties |= {text: _TEXT_OR_NULL, title: _TEXT_OR_NULL}
    return {
        "description": "A record that goes in, under the names that need no option; any other field is kept.",
        "type": "object",
        "properties": properties,
        "anyOf": [{"required": [name], "properties": {name: filled}} for name in (text, title)],
    }


def _labelled() -> _Schema:
    return {
        "description": "A record that comes out as JSON Lines: the fields of the input, and what was found.",
        "type": "object",
        "properties": {
            "prediction": _ref("prediction"),
            "entities": {"type": "array", "items": _ref("entity"), "maxItems": MAX_ENTITIES},
            "summary": _ref("summary"),
            "facts": {"type": "array", "items": _ref("fact")},
            "duplicate_of": _TEXT_OR_NULL,
        },
        "required": ["entities", "summary"],
    }


def _prediction() -> _Schema:
    names = ", ".join(f"{label} ({name})" for label, name in LABEL_NAMES.items())
    return _object(
        label={"type": "string", "description": f"Of the model that ships: {names}."},
        confidence=_SCORE,
        scores={"type": "object", "additionalProperties": _SCORE},
        needs_review={"type": "boolean"},
        reasons={"type": "array", "items": _ref("reason")},
        plausible={"type": "array", "items": _STRING},
        ignored={"type": "array", "items": {"type": "array", "items": _OFFSET, "minItems": 2, "maxItems": 2}},
        model=_STRING,
    )


def _entity() -> _Schema:
    """Return the schema of an entity, whose value follows from its type."""
    schema = _object(type={"enum": list(_VALUES)}, start=_OFFSET, end=_OFFSET, text=_STRING, value={"type": "object"})
    schema["allOf"] = [
        {"if": {"properties": {"type": {"const": kind}}}, "then": {"properties": {"value": _ref(name)}}}
        for kind, name in _VALUES.items()
    ]
    return schema


def _fact() -> _Schema:
    """Return the schema of a fact, which is written when facts are asked for."""
    span: _Schema = {"type": "array", "items": _OFFSET, "minItems": 2, "maxItems": 2}
    span_or_null: _Schema = {"anyOf": [{"type": "null"}, span]}
    day: _Schema = {"type": "string", "format": "date"}
    return _object(
        measure={"enum": list(MEASURES)},
        value={"type": "number"},
        max_value=_NUMBER_OR_NULL,
        modifier=_ref("modifier"),
        unit={"enum": [None, "person", "household"]},
        province={"anyOf": [{"type": "null"}, _CODE]},
        commune={"type": "array", "items": _STRING},
        country=_TEXT_OR_NULL,
        date={"anyOf": [{"type": "null"}, _object(start=day, end=day)]},
        forecast={"type": "boolean"},
        mentions=_object(figure=span, place=span_or_null, date=span_or_null),
    )


def _values_on_request() -> dict[str, _Schema]:
    """Return the schemas of the values of types that are looked for only when they are asked for."""
    day: _Schema = {"anyOf": [{"type": "null"}, {"type": "string", "format": "date"}]}
    time: _Schema = {"anyOf": [{"type": "null"}, {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"}]}
    whole: _Schema = {"type": ["integer", "null"]}
    return {
        "date": _object(start=day, end=day, time=time, part={"enum": [None, *vocabulary.parts_of_day()]}),
        "storm": _object(number=whole, name=_TEXT_OR_NULL, year=whole),
        "route": _object(kind={"enum": list(vocabulary.route_kinds())}, ref=_STRING, km=_NUMBER_OR_NULL),
        "water": _object(kind={"enum": list(vocabulary.water_kinds())}, name=_STRING),
        "body": _object(name=_STRING, kind={"enum": list(vocabulary.body_kinds())}),
    }


def _commune() -> _Schema:
    candidate = _object(code=_STRING, name=_STRING, province_code=_CODE)
    return _object(
        level=_ref("level"),
        name=_STRING,
        legacy={"type": "boolean"},
        candidates={"type": "array", "items": candidate},
    )


def _unit() -> _Schema:
    """Return the schema of a unit: one of the tables, or a rate of them such as "m3/s"."""
    first, per = ("|".join(map(re.escape, names)) for names in (vocabulary.units(), vocabulary.rate_units()))
    rate = {"type": "string", "pattern": f"^({first})(/({per})){{1,2}}$"}
    return {"anyOf": [{"enum": list(vocabulary.units())}, rate]}


def _summary() -> _Schema:
    return _object(**{name: _summary_field(name, empty) for name, empty in vocabulary.empty_summary().items()})


def _summary_field(name: str, empty: object) -> _Schema:
    if isinstance(empty, list):
        return {"type": "array", "items": _STRING}
    if isinstance(empty, dict):
        return {"type": "object"}
    if name.endswith("_modifier"):
        return _ref("modifier")
    return _TEXT_OR_NULL if name in _TOLD_AS_TEXT else _NUMBER_OR_NULL


def _mention() -> _Schema:
    """Return the schema of a row of mentions: every column is there, and null where the type has no such value."""
    schema = _object(**{name: {} for name in COLUMNS})
    schema["properties"] |= {
        "type": {"enum": list(_VALUES)},
        "text": _STRING,
        "start": _OFFSET,
        "end": _OFFSET,
        "unit": {"anyOf": [{"type": "null"}, _ref("unit")]},
        "modifier": _ref("modifier"),
        "level": {"anyOf": [{"type": "null"}, _ref("level")]},
        "value": _NUMBER_OR_NULL,
        "max_value": _NUMBER_OR_NULL,
        "latitude": _NUMBER_OR_NULL,
        "longitude": _NUMBER_OR_NULL,
    }
    return schema


def _pattern(template: str) -> str:
    """Return the pattern of all texts that a template gives."""
    pieces = re.split(r"\{[^}]*\}", template)
    return f"^{'.+'.join(re.escape(piece).replace(chr(92) + ' ', ' ') for piece in pieces)}$"
