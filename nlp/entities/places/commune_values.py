"""Which units the mentions of communes and former districts mean, and what became of them.

Invariant: an ambiguous name keeps every candidate that the article allows; no candidate is a guess. The value of a
COMMUNE entity:

``level``
    "commune", "ward", "special_zone"; of former units also "township", "district", "urban_district", "town", "city".
``name``
    the name in the tables.
``legacy``
    whether the unit ceased to exist, under this name and type, in July 2025.
``candidates``
    ``code``, ``name`` and ``province_code`` of units of today: the unit itself, or those that its land lies in; for a
    commune that the tables do not know in its district, those of the district; none when the province has no such unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from nlp.article import Entity
from nlp.entities.places.communes import DISTRICT_LEVELS, UnitMention, Units, type_words, units_within
from nlp.entities.places.context_words import ContextWords
from nlp.entities.places.gazetteer import Commune, LegacyUnit, gazetteer
from nlp.entities.places.provinces import ProvinceMention
from nlp.entities.tokens import Tokens

REFORM = "2025-07-01"


class Address(NamedTuple):
    """What follows a unit in its address: "xã Vân Nham, huyện Hữu Lũng (Lạng Sơn)"."""

    district: UnitMention | None = None
    province: ProvinceMention | None = None


class UnitResolver:
    """Gives mentions their values, from the places around them and the date of the article.

    :param tokens: the text.
    :param words: the words that tell what a name stands for.
    :param units: the mentions of units, in order.
    :param provinces: the mentions of provinces, in order.
    :param published: ISO date of the article, if known.
    """

    def __init__(
        self,
        tokens: Tokens,
        words: ContextWords,
        units: Sequence[UnitMention],
        provinces: Sequence[ProvinceMention],
        published: str | None,
    ) -> None:
        self._tokens = tokens
        self._words = words
        self._units = units
        self._province_at = {province.first: province for province in provinces}
        self._provinces = list(dict.fromkeys(province.meaning for province in provinces))
        self._is_after_reform = None if published is None else published[:10] >= REFORM

    def entities(self) -> list[Entity]:
        """Return a COMMUNE entity for every unit mention."""
        addresses = self._addresses()
        values: dict[tuple[Any, ...], dict[str, Any]] = {}
        entities = []
        for mention in self._units:
            district, province = addresses[mention.first]
            if mention.level in DISTRICT_LEVELS:
                district = None
            is_legacy = self._is_legacy(mention, district)
            # An article names its few units again and again.
            key = (
                id(mention.units), mention.level, district and id(district.units), province and province.meaning,
                is_legacy,
            )  # fmt: skip
            if key not in values:
                values[key] = self._value(mention, Address(district, province), is_legacy)
            start, end = self._tokens.starts[mention.first], self._tokens.ends[mention.last - 1]
            entities.append(Entity("COMMUNE", start, end, self._tokens.text[start:end], values[key]))
        return entities

    def _addresses(self) -> dict[int, Address]:
        """Return the address of the unit that begins at each position.

        Mentions are taken from the last to the first, so that each address is walked through once and ends with the
        next one's.
        """
        unit_at = {unit.first: unit for unit in self._units}
        addresses: dict[int, Address] = {}
        for mention in reversed(self._units):
            position, address = self._follow(mention.last, unit_at)
            following = unit_at.get(position)
            if address is None and following is not None:
                district, province = addresses[position]
                district = following if following.level in DISTRICT_LEVELS else district
                address = Address(district, province)
            addresses[mention.first] = address or Address()
        return addresses

    def _follow(self, position: int, unit_at: dict[int, UnitMention]) -> tuple[int, Address | None]:
        """Walk on from ``position`` to the next name of one address.

        :return: where a unit's name begins, or with an address when a province's name, or nothing, follows.
        """
        lower, words = self._tokens.lower, self._words
        syllables = type_words(self._tokens.plain).syllables
        opened = closed = False
        while position < len(lower) and position not in unit_at:
            token = lower[position]
            if position in self._province_at:
                # "(đặc khu Cát Hải), Huế" goes on with another place, "(huyện Hữu Lũng), tỉnh Lạng Sơn" does not.
                is_elsewhere = closed and lower[position - 1] not in words.province_type_tokens
                return position, Address() if is_elsewhere else Address(None, self._province_at[position])
            if token not in words.address_words and token not in syllables:
                return position, Address()
            opened = opened or token == "("
            closed = closed or (token == ")" and not opened)
            position += 1
        return position, None

    def _is_legacy(self, mention: UnitMention, district: UnitMention | None) -> bool | None:
        """Say whether the unit is one of before July 2025; None when nothing tells."""
        if mention.level in DISTRICT_LEVELS or mention.level == "township" or district:
            return True  # these levels are gone, and so is whatever lay in a district
        lower, words = self._tokens.lower, self._words
        after = lower[mention.last : mention.last + 2]
        if after[:1] == ["("]:
            after = after[1:]
        if after and after[0] in words.former_after:
            return True  # "xã Tân Thành (cũ)", "xã Tân Thành cũ"
        if mention.level == "special_zone":
            return False
        before = " ".join(lower[max(0, mention.first - 5) : mention.first])
        if any(phrase in before for phrase in words.former_before):
            return True  # "P.Cát Lái (trước đây thuộc P.Thạnh Mỹ Lợi)" in an article of 2026
        return None if self._is_after_reform is None else not self._is_after_reform

    def _value(self, mention: UnitMention, address: Address, legacy: bool | None) -> dict[str, Any]:
        """Return the value of a mention.

        :param legacy: what is known of the time of the unit, see :meth:`_is_legacy`.
        """
        units = self._narrow(mention.units, address)
        # The date does not make a unit: only what the tables have of that time is taken.
        is_legacy = bool(legacy) if (units.legacy if legacy else units.today) else not units.today
        chosen: Sequence[Commune | LegacyUnit] = units.legacy if is_legacy else units.today
        first = next(iter(chosen or mention.units.legacy or mention.units.today))
        if not chosen and address.district:
            chosen = address.district.units.legacy
        communes: dict[str, Commune] = {}
        for unit in chosen:
            for commune in gazetteer().successors(unit) if isinstance(unit, LegacyUnit) else (unit,):
                communes[commune.code] = commune
        return {
            "level": first.type,
            "name": first.name,
            "legacy": is_legacy,
            "candidates": [
                {"code": commune.code, "name": commune.name, "province_code": commune.province_code}
                for commune in communes.values()
            ],
        }

    def _narrow(self, units: Units, address: Address) -> Units:
        """Return those of ``units`` that the address, or else the provinces of the article, allow."""
        if address.district:
            codes = {unit.legacy_code for unit in address.district.units.legacy}
            units = Units((), tuple(unit for unit in units.legacy if unit.legacy_parent in codes))
        if address.province:
            return units_within(units, address.province.meaning)
        today: dict[str, Commune] = {}
        legacy: dict[str, LegacyUnit] = {}
        for province in self._provinces:
            inside = units_within(units, province)
            today.update((unit.code, unit) for unit in inside.today)
            legacy.update((unit.legacy_code, unit) for unit in inside.legacy)
        return Units(tuple(today.values()), tuple(legacy.values())) if today or legacy else units
