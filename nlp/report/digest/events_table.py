"""The table of events, which the page's script sorts and filters, and the controls of the filter.

Invariant: a row has what its card has; without the script all rows stand in the order in which the events came.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nlp.report.digest.cards import province_list
from nlp.report.digest.figures import Card
from nlp.report.digest.markup import both, says, text
from nlp.report.digest.values import amount, days, iso_day, rank
from nlp.report.digest.words import MEASURES, TEXTS, hazard_words, headed

_COLUMNS = ("dead", "missing", "dead_or_missing", "injured", "evacuated", "damage_vnd")
_ALWAYS = ("dead", "missing", "injured")
_MOST_PROVINCES = 3  # a storm crosses fifteen; its card names them all
_WIDE_ONLY = ("dead_or_missing", "evacuated", "damage_vnd")


def events_table(cards: Sequence[Card], province_names: Mapping[str, str]) -> str:
    """Return the table; of the rarer measures it has those that some event has."""
    told = {measure for card in cards for measure in card.of("latest")}
    measures = [measure for measure in _COLUMNS if measure in _ALWAYS or measure in told]
    heads = [
        f'<th scope="col">{says("event")}</th>',
        f'<th scope="col">{says("days")}</th>',
        f'<th scope="col" class="wide-only">{says("province")}</th>',
        *(f'<th scope="col" class="n{_width(measure)}">{both(headed(MEASURES[measure]))}</th>' for measure in measures),
        f'<th scope="col" class="n wide-only">{says("articles_title")}</th>',
    ]
    rows = "".join(_row(card, measures, province_names) for card in cards)
    return f'<table id="events"><thead><tr>{"".join(heads)}</tr></thead><tbody>{rows}</tbody></table>'


def filters(cards: Sequence[Card], province_names: Mapping[str, str]) -> str:
    """Return the controls that choose events; the script shows them."""
    hazards = sorted({str(card.record["hazard"]) for card in cards if card.record.get("hazard")})
    codes = sorted({code for card in cards for code in card.provinces}, key=lambda code: province_names.get(code, code))
    by_hazard = _options("all_hazards", [(hazard, *hazard_words(hazard)) for hazard in hazards])
    names = [(code, province_names.get(code, code)) for code in codes]
    by_province = _options("all_provinces", [(code, name, name) for code, name in names])
    return (
        f'<div class="filters" id="filters" role="search" hidden>'
        f'<label>{says("search")}<input id="words" type="search" autocomplete="off"></label>'
        f'<label>{says("hazard")}<select id="hazard">{by_hazard}</select></label>'
        f'<label>{says("province")}<select id="province">{by_province}</select></label>'
        f'<button type="button" id="clear">{says("clear")}</button>'
        f'<p role="status">{says("shown")} <output id="count">{len(cards)}</output>/{len(cards)}</p></div>'
    )


def _options(everything: str, options: Sequence[tuple[str, str, str]]) -> str:
    """Return the choices of a list; an option holds no elements, so the script changes its language."""
    return "".join(
        f'<option value="{text(value)}" data-vi="{text(vietnamese)}" data-en="{text(english)}">{text(vietnamese)}'
        "</option>"
        for value, vietnamese, english in [("", *TEXTS[everything]), *options]
    )


def _row(card: Card, measures: Sequence[str], province_names: Mapping[str, str]) -> str:
    record, latest = card.record, card.of("latest")
    hazard = str(record.get("hazard") or "")
    cells = [
        f'<th scope="row"><a href="#{card.anchor}">{text(card.name)}</a>'
        + (f'<small class="soft">{both(hazard_words(hazard))}</small>' if hazard else "")
        + "</th>",
        f'<td data-v="{iso_day(record.get("start"))}">{days(record.get("start"), record.get("end"))}</td>',
        f'<td class="wide-only">{province_list(card, province_names, most=_MOST_PROVINCES)}</td>',
    ]
    for measure in measures:
        figure = latest.get(measure)
        value = "" if figure is None else f"{rank(figure):.12g}"
        shown = "" if figure is None else card.link(figure, amount(figure))
        cells.append(f'<td class="n{_width(measure)}" data-v="{value}">{shown}</td>')
    cells.append(f'<td class="n wide-only" data-v="{len(card.sources)}">{len(card.sources)}</td>')
    provinces = text(" ".join(card.provinces))
    return f'<tr data-card="{card.anchor}" data-h="{text(hazard)}" data-p="{provinces}">{"".join(cells)}</tr>'


def _width(measure: str) -> str:
    return " wide-only" if measure in _WIDE_ONLY else ""
