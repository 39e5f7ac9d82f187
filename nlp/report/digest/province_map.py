"""The map: one tile for each of the 34 provinces of today, drawn for this project by hand on a grid.

Invariant: each province has one tile, no two tiles overlap, and the archipelagos stand in the sea with the names of
their provinces.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from nlp.report.digest.figures import Card
from nlp.report.digest.markup import says, text
from nlp.report.digest.words import ISLANDS, SHORT_NAMES

TILES: dict[str, tuple[int, int]] = {
    "12": (1, 3), "15": (1, 5), "08": (1, 7), "04": (1, 9),
    "11": (2, 1), "14": (2, 3), "25": (2, 5), "19": (2, 7), "20": (2, 9),
    "01": (3, 5), "24": (3, 7), "22": (3, 9),
    "37": (4, 5), "33": (4, 7), "31": (4, 9),
    "38": (5, 4),
    "40": (6, 4),
    "42": (7, 5),
    "44": (8, 6),
    "46": (9, 7),
    "48": (10, 8),
    "51": (11, 9),
    "52": (12, 9),
    "66": (13, 9),
    "75": (14, 6), "68": (14, 8), "56": (14, 10),
    "80": (15, 4), "79": (15, 6),
    "91": (16, 2), "82": (16, 4),
    "92": (17, 3), "86": (17, 5),
    "96": (18, 2),
}  # fmt: skip
"""Row and half column of each province by code, from the north-west; a tile is two half columns wide.

Half columns let the coast bend: Huế stands half a tile east of Quảng Trị, and Đắk Lắk touches both Lâm Đồng and Khánh
Hòa, as it does on the ground.
"""

_ISLANDS = {"hoang-sa": (9, 11), "truong-sa": (16, 12)}
_ISLANDS_SPAN = 3
_SEA = (5, 9)
_MOST_SHADES = 5


def grid_styles() -> str:
    """Return the style rules that put each tile in its place; attributes cannot, the page's policy forbids them."""
    rules = [f".t-{code}{{grid-area:{row}/{column}/span 1/span 2}}" for code, (row, column) in TILES.items()]
    rules += [
        f".i-{name}{{grid-area:{row}/{column}/span 1/span {_ISLANDS_SPAN}}}" for name, (row, column) in _ISLANDS.items()
    ]
    return "".join([*rules, f".sea{{grid-area:{_SEA[0]}/{_SEA[1]}/span 2/span 4}}"])


def province_map(cards: Sequence[Card], province_names: Mapping[str, str]) -> str:
    """Return the tiles, darker with more events; a tile with events leads to them."""
    counts = Counter(code for card in cards for code in set(card.provinces))
    first = {code: card.anchor for card in reversed(cards) for code in card.provinces}
    most = max((counts[code] for code in TILES), default=0)
    tiles = "".join(_tile(code, province_names[code], counts[code], most, first.get(code, "")) for code in TILES)
    islands = "".join(
        f'<li class="island i-{name}">{text(islands)}<small>{text(province)}</small></li>'
        for name, (islands, province) in ISLANDS.items()
    )
    sea = f'<li class="sea" aria-hidden="true">{says("sea")}</li>'
    return f'<ul class="map">{tiles}{islands}{sea}</ul>{_legend(most)}'


def shade(count: int, most: int) -> int:
    """Return the shade of a tile, 0 for no events to 5 for the most."""
    return count if most <= _MOST_SHADES else -(-count * _MOST_SHADES // most)


def _tile(code: str, name: str, count: int, most: int, anchor: str) -> str:
    shown = text(SHORT_NAMES.get(code, name))
    place = f'<li class="tile t-{code} s{shade(count, most)}">'
    if not count:
        return f"{place}<span>{shown}</span></li>"
    hint = f"{text(name)}: {count}"
    inside = f"<span>{shown}</span><b>{count}</b>"
    return f'{place}<a href="#{anchor}" data-p="{code}" title="{hint}">{inside}</a></li>'


def _legend(most: int) -> str:
    if not most:
        return ""
    ranges: dict[int, list[int]] = {}
    for count in range(1, most + 1):
        ranges.setdefault(shade(count, most), []).append(count)
    keys = "".join(
        f'<li class="s{number}">{counts[0]}{f"–{counts[-1]}" if len(counts) > 1 else ""}</li>'
        for number, counts in ranges.items()
    )
    return f'<div class="legend soft"><span>{says("legend")}</span><ul>{keys}</ul></div>'
