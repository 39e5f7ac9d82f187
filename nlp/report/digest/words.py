"""The words of a digest's page in Vietnamese and in English; no other module of the page has words of its own.

Invariant: a word that both languages share is written once; everything that goes out is escaped.
"""

from __future__ import annotations

from html import escape

MEASURES: dict[str, tuple[str, str]] = {
    "dead": ("chết", "dead"),
    "missing": ("mất tích", "missing"),
    "injured": ("bị thương", "injured"),
    "dead_or_missing": ("chết và mất tích", "dead or missing"),
    "evacuated": ("được sơ tán", "evacuated"),
    "isolated": ("bị cô lập", "cut off"),
    "affected": ("bị ảnh hưởng", "affected"),
    "houses_destroyed": ("nhà sập, bị cuốn trôi", "houses destroyed"),
    "houses_damaged": ("nhà hư hỏng, tốc mái", "houses damaged"),
    "houses_flooded": ("nhà bị ngập", "houses flooded"),
    "crops_ha": ("lúa, hoa màu, rừng thiệt hại", "crops and forest lost"),
    "livestock": ("gia súc, gia cầm chết", "livestock lost"),
    "roads_blocked": ("điểm đường bị sạt, ngập", "road points blocked"),
    "damage_vnd": ("thiệt hại", "damage"),
    "relief_vnd": ("hỗ trợ, cứu trợ", "relief"),
    "rain_mm": ("lượng mưa", "rain"),
    "water_level_m": ("mực nước", "water level"),
    "wind_level": ("sức gió", "wind"),
}
"""What the figures of events measure, in the order in which a card shows them."""
