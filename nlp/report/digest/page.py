"""The page of a digest, put together: one file with its styles, its one script and a policy that allows no other.

Invariant: the policy names the very styles and script of the page; the page has no attribute that runs or styles.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from string import Template
from typing import Any, Literal

from nlp.entities.vocabulary import commune_names, province_names
from nlp.report.digest.cards import card_article
from nlp.report.digest.events_table import events_table, filters
from nlp.report.digest.figures import Card, make_cards
from nlp.report.digest.markup import counted, says, text
from nlp.report.digest.other_lists import appointments_list, complaints_section
from nlp.report.digest.province_map import grid_styles, province_map
from nlp.report.digest.values import days, iso_day
from nlp.report.digest.words import TEXTS

Language = Literal["vi", "en"]


def render_digest(
    events: Iterable[Mapping[str, Any]],
    complaints: Iterable[Mapping[str, Any]] = (),
    appointments: Iterable[Mapping[str, Any]] = (),
    *,
    title: str,
    made: str = "",
    language: Language = "vi",
) -> str:
    """Return the page of a digest as HTML.

    :param events: as ``Event.to_dict`` gives them; cards stand in this order.
    :param complaints: as ``Complaint.to_dict`` gives them.
    :param appointments: as ``Appointment.to_dict`` gives them.
    :param title: heading of the page.
    :param made: when and from what the page was made.
    :param language: in which the page opens; the reader can change it.
    """
    cards = make_cards(events)
    provinces = province_names()
    communes = commune_names() if any(card.record.get("communes") for card in cards) else {}
    style, script = _style(), _template("digest.js")
    none = f'<p class="soft">{says("none")}</p>'
    return Template(_template("digest.html")).substitute(
        {f"t_{key}": says(key) for key in TEXTS},
        title=text(title),
        policy=_policy(style, script),
        style=style,
        script=script,
        vi_checked="checked" if language == "vi" else "",
        en_checked="checked" if language == "en" else "",
        about=_about(cards),
        filters=filters(cards, provinces) if cards else "",
        map=province_map(cards, provinces),
        table=events_table(cards, provinces) if cards else none,
        cards="".join(card_article(card, provinces, communes) for card in cards) or none,
        complaints=complaints_section(list(complaints), provinces) or none,
        appointments=appointments_list(appointments, provinces) or none,
        made=text(made),
    )


def _about(cards: Sequence[Card]) -> str:
    """Return how much the page tells of, and of which days."""
    provinces = {code for card in cards for code in card.provinces}
    articles = {name for card in cards for name in card.sources}
    told = [iso for card in cards for iso in map(iso_day, (card.record.get("start"), card.record.get("end"))) if iso]
    parts = [
        days(min(told), max(told)) if told else "",
        counted(len(cards), "event_one", "event_many"),
        counted(len(provinces), "province_one", "province_many"),
        counted(len(articles), "article", "articles"),
    ]
    return " · ".join(filter(None, parts))


@cache
def _template(name: str) -> str:
    return files("nlp.report").joinpath(f"templates/{name}").read_text(encoding="utf-8")


@cache
def _style() -> str:
    return _template("digest.css") + grid_styles()


def _policy(style: str, script: str) -> str:
    """Return the content security policy; a browser compares the hashes with what stands between the tags."""
    allowed = {"style-src": _hash(style), "script-src": _hash(script), "base-uri": "'none'", "form-action": "'none'"}
    return "; ".join(["default-src 'none'", *(f"{name} {value}" for name, value in allowed.items())])


def _hash(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"
