"""The units of amounts: money and measures, and the lexicon that finds them and the counted nouns.

Phrases of one unit are separated by ``|``; the longest phrase that fits is the one meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from nlp.entities.amounts.counted_nouns import COUNTS, NOT_AMOUNTS, PERSONS
from nlp.entities.phrases import Phrases, tokens_of
from nlp.text.normalize import strip_accents


class Unit(NamedTuple):
    """A unit.

    :param name: its id, as in the values of amounts; "" for what is no amount.
    :param kind: ``money``, ``measure``, ``person``, ``count``, or ``none`` for what makes a number no amount.
    :param factor: what the number is multiplied by (100 for ``tạ`` in kilograms).
    """

    name: str
    kind: str
    factor: float = 1


PERSON = Unit("person", "person")

MONEY = {
    "VND": "đồng|đ|vnđ|vnd|đồng việt nam|đồng tiền mặt",
    "USD": "usd|đô la mỹ|đô la|đôla|đôla mỹ|đô-la|đô-la mỹ|đô|us $|$|dollar",
    "EUR": "euro|eur|€", "GBP": "bảng anh|gbp|bảng", "JPY": "yên|yên nhật|jpy|yen",
    "CNY": "nhân dân tệ|tệ|cny|ndt", "KRW": "won|krw", "THB": "baht|bạt|thb", "SGD": "sgd|đô la singapore",
    "AUD": "aud|đô la úc|đô la australia", "CAD": "cad|đô la canada", "HKD": "hkd|đô la hong kong", "RUB": "rúp|ruble",
    "CHF": "chf|franc thụy sĩ", "INR": "rupee", "MYR": "ringgit", "IDR": "rupiah", "TWD": "đài tệ", "LAK": "kíp",
}  # fmt: skip

MEASURES = {
    "percent": "%|phần trăm", "ha": "ha|héc-ta|hecta|héc ta|hec-ta|héc|hécta",
    "m2": "m2|m²|mét vuông|m vuông|m 2|mét 2",
    "m3": "m3|m³|mét khối|m khối|m 3|khối nước|khối đất|khối cát|khối bê tông|khối đá",
    "km2": "km2|km²|km vuông|ki lô mét vuông|kilômét vuông|cây số vuông|km 2", "m": "m|mét|met",
    "km": "km|ki lô mét|kilômét|kilomet|ki-lô-mét|kilômet|cây số",
    "cm": "cm|xentimét|centimet|xăng-ti-mét|xen-ti-mét|phân",
    "mm": "mm|milimét|mi-li-mét|milimet", "kg": "kg|ký|kí|ki-lô-gam|kilogam|kilôgam|cân|kilogram", "tonne": "tấn",
    "g": "gam|gram|gr|g", "mg": "mg|miligam|miligram", "litre": "lít|l", "ml": "ml|mililít", "kWh": "kwh|kilowatt giờ",
    "MW": "mw|megawatt", "MWh": "mwh", "kW": "kw", "GW": "gw|gigawatt", "kV": "kv", "GWh": "gwh", "W": "watt|w",
    "hp": "mã lực", "nautical_mile": "hải lý", "inch": "inch", "foot": "feet", "mAh": "mah", "GB": "gb", "TB": "tb",
    "Hz": "hz", "kcal": "kcal", "calorie": "calo|calories", "ounce": "ounce|oz", "carat": "carat",
    "cc": "cc|phân khối|cm3|cm³",
    "degree_c": "độ|độ c|°c|° c|oc|ºc|º c|độ celsius|độ xê|°", "barrel": "thùng dầu", "mile": "dặm",
    "richter": "độ richter|độ rích-te|richter", "tael": "lượng vàng|cây vàng|lượng", "mace": "chỉ vàng",
    "percentage_point": "điểm phần trăm|điểm %", "basis_point": "điểm cơ bản", "micrometre": "µm|micromet",
}  # fmt: skip

FACTORS = {"tạ": ("kg", 100), "yến": ("kg", 10), "lạng": ("kg", 0.1)}

# Nouns that without accents are words of every sentence: "chỗ" and "cho", "cặp" and "cấp".
_UNSURE_PLAIN = tokens_of(
    "cho chan cap toi te do cua vay loi ve ben may qua ban giai bo doi dai ao bai ho mo bao ga ca hang"
)
_SURE_UNITS = frozenset({"household"})
_SYMBOL = re.compile(r"([^\w\s])")


def _phrases() -> Iterator[tuple[str, Unit]]:
    for kind, units in (("money", MONEY), ("measure", MEASURES)):
        for name, phrases in units.items():
            yield from _listed(phrases, Unit(name, kind))
    for phrase, (name, factor) in FACTORS.items():
        yield phrase, Unit(name, "measure", factor)
    for line in COUNTS.strip().split("\n"):
        name, phrases = line.split(": ")
        yield from _listed(phrases, Unit(name, "count"))
    for line in PERSONS.strip().split("\n"):
        yield from _listed(line, PERSON)
    for line in NOT_AMOUNTS.strip().split("\n"):
        yield from _listed(line, Unit("", "none"))


def _listed(phrases: str, unit: Unit) -> Iterator[tuple[str, Unit]]:
    return ((phrase, unit) for phrase in phrases.split("|"))


@cache
def lexicon(plain: bool = False) -> Phrases[Unit]:
    """Return the phrases of all units over lower-case tokens.

    :param plain: without accents; of phrases that then are the same the first listed stays.
    """
    entries = {}
    for phrase, unit in reversed(list(_phrases())) if plain else _phrases():
        spelling = phrase if phrase.replace(" ", "").isalnum() else _SYMBOL.sub(r" \1 ", phrase)
        if plain:
            spelling = strip_accents(spelling)
        if not (plain and spelling in _UNSURE_PLAIN and unit.name not in _SURE_UNITS):
            entries[spelling] = unit
    return Phrases(entries.items())
