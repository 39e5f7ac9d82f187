"""The words of entities' values: types, units, modifiers, levels; for whoever reads the records, and for their schema.

Invariant: each word comes from the table or the code that gives it to entities; none is written down here again.
"""

from __future__ import annotations

from functools import cache

from nlp.article import Article
from nlp.entities.amounts.casualties import UNITS
from nlp.entities.amounts.numbers import OWN_MODIFIERS
from nlp.entities.amounts.readings import FRACTION, RICHTER
from nlp.entities.amounts.units import periods, unit_rows
from nlp.entities.bodies.kinds import KINDS
from nlp.entities.dates.find import PARTS
from nlp.entities.lexicon import rows
from nlp.entities.places.gazetteer import gazetteer
from nlp.entities.routes import find as routes
from nlp.entities.summary import summarize
from nlp.entities.waters import find as waters


@cache
def units() -> tuple[str, ...]:
    """Return the units of amounts, sorted; rates join two or three of them, or one and periods, by slashes."""
    listed = {unit.name for _, unit in unit_rows() if unit.name}
    return tuple(sorted({*listed, *UNITS, RICHTER.name, FRACTION}))


@cache
def rate_units() -> tuple[str, ...]:
    """Return what amounts may be counted by, sorted: units and periods ("km/h", "VND/month")."""
    return tuple(sorted({*units(), *periods(plain=False).values()}))


@cache
def modifiers() -> tuple[str, ...]:
    """Return the modifiers of amounts, sorted."""
    table = rows("amount_modifiers", "modifier", "place", "without_accents", "phrases")
    return tuple(sorted({*OWN_MODIFIERS, *(name for name, *_ in table)}))


@cache
def levels() -> tuple[str, ...]:
    """Return the levels of communes and former units, sorted."""
    tables = gazetteer()
    listed = (tables.communes, tables.legacy_communes, tables.legacy_districts)
    return tuple(sorted({unit.type for units in listed for unit in units.values()}))


def parts_of_day() -> tuple[str, ...]:
    """Return the parts of a day that dates may tell, sorted."""
    return tuple(sorted(PARTS))


def body_kinds() -> tuple[str, ...]:
    """Return the kinds of public bodies, sorted."""
    return tuple(sorted(KINDS))


def empty_summary() -> dict[str, object]:
    """Return the summary of an article in which nothing was found: every field that a summary has."""
    return summarize(Article(), [])


@cache
def province_names() -> dict[str, str]:
    """Return the names of the provinces and cities of today by code."""
    return {code: province.name for code, province in gazetteer().provinces.items()}


@cache
def commune_names() -> dict[str, str]:
    """Return the names of the communes of today by code, without the word for their kind."""
    return {code: commune.name for code, commune in gazetteer().communes.items()}


def route_kinds() -> tuple[str, ...]:
    """Return what a route may be."""
    return routes.KINDS


def water_kinds() -> tuple[str, ...]:
    """Return what a water may be."""
    return waters.KINDS
