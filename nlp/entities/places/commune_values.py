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
    ``code``, ``name`` and ``province_code`` of units of today: the unit itself, or those that its land lies in; none
    when the tables do not know the name, or have it only in other provinces than the address names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from nlp.article import Entity
from nlp.entities.places.context_words import ContextWords
from nlp.entities.places.gazetteer import Commune, LegacyUnit, gazetteer
from nlp.entities.places.provinces import ProvinceMention
from nlp.entities.places.unit_names import (
    DISTRICT_LEVELS,
    UnitMention,
    Units,
    of_type,
    province_codes,
    type_words,
    units_within,
)
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
        self._provinces = Counter(province.meaning for province in provinces)
        self._districts = self._named_districts()
        self._is_after_reform = None if published is None else published[:10] >= REFORM

    def entities(self) -> list[Entity]:
        """Return a COMMUNE entity for every unit mention."""
        addresses, given = self._addresses()
        values: dict[tuple[Any, ...], dict[str, Any]] = {}
        entities = []
        for mention in self._units:
            address = addresses[mention.first]
            is_legacy = self._is_legacy(mention, address.district)
            if address == Address():
                address = given.get((mention.level, self._name(mention)), address)
            if mention.level in DISTRICT_LEVELS:
                address = address._replace(district=None)
            # An article names its few units again and again.
            key = (
                self._name(mention), id(mention.units), mention.level, is_legacy,
                address.district and id(address.district.units), address.province and address.province.meaning,
            )  # fmt: skip
            if key not in values:
                values[key] = self._value(mention, address, is_legacy)
            start, end = self._tokens.starts[mention.first], self._tokens.ends[mention.last - 1]
            if mention.last - mention.first == 1 and self._tokens.lower[mention.first][0] in "pq":
                start += self._tokens.words[mention.first][1:].isdecimal()  # the "7" of "Q7"
            entities.append(Entity("COMMUNE", start, end, self._tokens.text[start:end], values[key]))
        return entities

    def _named_districts(self) -> set[str]:
        """Return the legacy codes of the districts that the text names, of namesakes those in its provinces."""
        codes: set[str] = set()
        for mention in self._units:
            if mention.level in DISTRICT_LEVELS:
                units = mention.units if len(mention.units.legacy) < 2 else self._in_provinces(mention.units)
                codes.update(unit.legacy_code for unit in units.legacy)
        return codes

    def _name(self, mention: UnitMention) -> str:
        return self._tokens.text[self._tokens.starts[mention.first] : self._tokens.ends[mention.last - 1]]

    def _addresses(self) -> tuple[dict[int, Address], dict[tuple[str, str], Address]]:
        """Return the address of the unit that begins at each position, and the first that each name has: articles
        give it once.

        Mentions are taken from the last to the first, so that each address is walked through once and ends with the
        next one's.
        """
        unit_at = {unit.first: unit for unit in self._units}
        addresses: dict[int, Address] = {}
        given: dict[tuple[str, str], Address] = {}
        for mention in reversed(self._units):
            position, address = self._follow(mention.last, unit_at)
            following = unit_at.get(position)
            if following is not None and following.level in DISTRICT_LEVELS and mention.level not in DISTRICT_LEVELS:
                joined = self._tokens.lower[mention.last : position]
                if not self._words.conjunctions.isdisjoint(joined):
                    address = Address()  # "thị trấn Trâu Quỳ và TP Vinh" are two places
            if address is None and following is not None:
                district, province = addresses[position]
                district = following if following.level in DISTRICT_LEVELS else district
                address = Address(district, province)
            addresses[mention.first] = address or Address()
            if address and (address.district or address.province):
                given[mention.level, self._name(mention)] = address
        return addresses, given

    def _follow(self, position: int, unit_at: dict[int, UnitMention]) -> tuple[int, Address | None]:
        """Walk on from ``position`` to the next name of one address.

        :return: where a unit's name begins, or with an address when a province's name, or nothing, follows.
        """
        lower, words = self._tokens.lower, self._words
        syllables = type_words(self._tokens.plain).syllables
        opened = closed = False
        first = position
        while position < len(lower) and position not in unit_at:
            token = lower[position]
            if position in self._province_at:
                # "(đặc khu Cát Hải), Huế" goes on with another place, "(huyện Hữu Lũng), tỉnh Lạng Sơn" does not.
                # So does "xã Yên Bình và tỉnh Cà Mau".
                is_elsewhere = closed and lower[position - 1] not in words.province_type_tokens
                is_elsewhere = is_elsewhere or not words.conjunctions.isdisjoint(lower[first:position])
                return position, Address() if is_elsewhere else Address(None, self._province_at[position])
            if token not in words.address_words and token not in syllables:
                return position, Address()
            opened = opened or token == "("
            closed = closed or (token == ")" and not opened)
            position += 1
        return position, None

    def _is_former(self, mention: UnitMention) -> bool:
        """Say whether the text calls the unit one of before: "xã Tân Thành (cũ)", "trước đây là xã Tân Thành"."""
        lower, words = self._tokens.lower, self._words
        after = lower[mention.last : mention.last + 2]
        if after[:1] == ["("]:
            after = after[1:]
        if after and after[0] in words.former_after:
            return True
        before = " ".join(lower[max(0, mention.first - 5) : mention.first])
        return any(phrase in before for phrase in words.former_before)

    def _is_legacy(self, mention: UnitMention, district: UnitMention | None) -> bool | None:
        """Say whether the unit is one of before July 2025; None when nothing tells."""
        if mention.is_bare and mention.units.today and self._is_after_reform is not False:
            return self._is_former(mention) or None  # "Phú Quốc" is a special zone now, and was a town
        if mention.level in DISTRICT_LEVELS or mention.level == "township" or self._is_former(mention):
            return True  # these levels are gone
        if mention.level == "special_zone":
            return False
        if district is not None and not (self._is_after_reform is not False and self._is_former(district)):
            return True  # whatever lay in a district is gone, but "phường Bình Tân (quận Bình Tân cũ)" is of today
        return None if self._is_after_reform is None else not self._is_after_reform

    def _value(self, mention: UnitMention, address: Address, legacy: bool | None) -> dict[str, Any]:
        """Return the value of a mention.

        :param legacy: what is known of the time of the unit, see :meth:`_is_legacy`.
        """
        units = self._narrow(mention, address)
        if not mention.is_bare or mention.level not in DISTRICT_LEVELS:
            units = of_type(units, mention.level)
        # The date does not make a unit: only what the tables have of that time is taken.
        is_legacy = bool(legacy) if (units.legacy if legacy else units.today) else not units.today
        chosen: Sequence[Commune | LegacyUnit] = units.legacy if is_legacy else units.today
        first = next(iter(chosen), None)
        communes: dict[str, Commune] = {}
        for unit in chosen:
            for commune in gazetteer().successors(unit) if isinstance(unit, LegacyUnit) else (unit,):
                communes[commune.code] = commune
        return {
            "level": first.type if first else mention.level,
            "name": first.name if first else self._name(mention),
            "legacy": is_legacy if first else bool(legacy),
            "candidates": [
                {"code": commune.code, "name": commune.name, "province_code": commune.province_code}
                for commune in communes.values()
            ],
        }

    def _narrow(self, mention: UnitMention, address: Address) -> Units:
        """Return those units of the name that the address, or else the other places of the article, allow."""
        units = mention.units
        if address.district:
            units = _in_districts(units, address.district.units.legacy)
        if address.province:
            inside = units_within(units, address.province.meaning)
            # A town before another province is in a list with it ("từ Biên Hòa, Lâm Đồng"), a commune is a namesake.
            if inside.today or inside.legacy or not mention.is_bare:
                return inside
        if address.district or len(units.today) + len(units.legacy) < 2:
            return units
        return self._in_article(units, mention.level)

    def _in_article(self, units: Units, level: str) -> Units:
        """Return those of ``units`` that lie in the districts, or else the provinces, that the article names."""
        legacy = tuple(unit for unit in units.legacy if unit.legacy_parent in self._districts)
        if legacy:
            homes = {gazetteer().province_of(unit).code for unit in legacy}
            return Units(tuple(unit for unit in units.today if unit.province_code in homes), legacy)
        inside = self._in_provinces(units)
        if inside is units and (self._provinces or self._districts) and len(province_codes(of_type(units, level))) > 1:
            return Units()  # the places of the article have no such unit: the tables lack it, and have namesakes only
        return inside

    def _in_provinces(self, units: Units) -> Units:
        """Return those of ``units`` that lie in the provinces that the article names; all when none does."""
        inside = {province: units_within(units, province) for province in self._provinces}
        inside = {province: found for province, found in inside.items() if found.today or found.legacy}
        if not inside:
            return units
        today = {unit.code: unit for found in inside.values() for unit in found.today}
        former = {unit.legacy_code: unit for found in inside.values() for unit in found.legacy}
        return Units(tuple(today.values()), tuple(former.values()))


def _in_districts(units: Units, districts: Sequence[LegacyUnit]) -> Units:
    """Return those of ``units`` that lay in one of ``districts``, or lie on their land."""
    codes = {unit.legacy_code for unit in districts}
    land = {code for unit in districts for code in unit.today}
    return Units(
        tuple(unit for unit in units.today if unit.code in land),
        tuple(unit for unit in units.legacy if unit.legacy_parent in codes),
    )
