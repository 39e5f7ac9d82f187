"""The gold articles: how they are read, that they are sound, and the floors of what the extraction finds in them."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from tests.entities.gold.raise_floors import FLOORS
from tests.entities.gold.reading import ARTICLES, Gold, parse, read_gold, strip_marks
from tests.entities.gold.scoring import JUDGES, count_right, score

HEAD = "id: a\nregister: b\npublished: 2026-01-01\nsummary: dead=2 focus_province=11\n\n"


@pytest.fixture(scope="module")
def gold() -> list[Gold]:
    return read_gold()


def test_marks_become_offsets_and_may_nest() -> None:
    text, entities = strip_marks("ở [[OFFICIAL:-/Bí thư/Huyện ủy Sen|Bí thư Huyện ủy [[COMMUNE:1,2|Sen]]]] hôm qua")
    assert text == "ở Bí thư Huyện ủy Sen hôm qua"
    assert [(entity["type"], entity["start"], entity["end"], entity["text"]) for entity in entities] == [
        ("OFFICIAL", 2, 21, "Bí thư Huyện ủy Sen"),
        ("COMMUNE", 18, 21, "Sen"),
    ]
    assert entities[0]["value"] == {"name": None, "title": "Bí thư", "organization": "Huyện ủy Sen"}
    assert entities[1]["value"] == {"codes": ["1", "2"]}


@pytest.mark.parametrize(
    ("mark", "value"),
    [
        ("PROVINCE:48/49", {"code": "48", "legacy_code": "49"}),
        ("PROVINCE:48", {"code": "48"}),
        ("COMMUNE:", {"codes": []}),
        ("AMOUNT:2 dead", {"value": 2, "max_value": None, "unit": "dead", "modifier": None}),
        ("AMOUNT:60..100 mm about", {"value": 60, "max_value": 100, "unit": "mm", "modifier": "about"}),
        ("AMOUNT:0.5 m", {"value": 0.5, "max_value": None, "unit": "m", "modifier": None}),
    ],
)
def test_values(mark: str, value: object) -> None:
    assert strip_marks(f"[[{mark}|x]]")[1][0]["value"] == value


@pytest.mark.parametrize(
    "broken", ["a]]", "[[PLACE:1|a]]", "[[PROVINCE:1|a", "[[AMOUNT:two dead|a]]", "[[OFFICIAL:a/b|c]]"]
)
def test_broken_marks_are_refused(broken: str) -> None:
    with pytest.raises(ValueError):
        strip_marks(broken)


def test_head_and_title_are_read() -> None:
    read = parse(HEAD + "Tin\nỞ [[PROVINCE:11|Điện Biên]]\n")
    assert (read.article.title, read.article.text) == ("Tin", "Ở Điện Biên")
    assert read.article.document[read.entities[0]["start"] : read.entities[0]["end"]] == "Điện Biên"
    assert read.summary == {"dead": 2, "missing": None, "injured": None, "focus_province": "11"}


def test_optional_mentions_count_neither_way() -> None:
    gold = [{"type": "AMOUNT", "start": 0, "end": 7, "value": {}, "opt": True}]
    found = [{"type": "AMOUNT", "start": 0, "end": 7, "value": {}}]
    assert count_right(gold, found, "AMOUNT") == count_right(gold, [], "AMOUNT") == (0, 0, 0)
    assert count_right([], found, "AMOUNT") == (0, 1, 0)


def test_the_articles_are_sound(gold: list[Gold]) -> None:
    assert len(gold) == len({one.article.id for one in gold}) == len(list(ARTICLES.glob("*.txt")))
    for one in gold:
        assert 250 <= len(one.article.document.split()) <= 450, one.article.id
        for entity in one.entities:
            assert one.article.document[entity["start"] : entity["end"]] == entity["text"] == entity["text"].strip()
            if entity["type"] == "OFFICIAL":
                written = [part for part in entity["value"].values() if part]
                assert written, entity
                assert entity["value"]["title"] is None or entity["value"]["title"] in entity["text"], entity


def test_nothing_of_a_type_overlaps_in_them(gold: list[Gold]) -> None:
    for one in gold:
        for kind in {kind for kind, _ in JUDGES.values()}:
            spans = sorted((entity["start"], entity["end"]) for entity in one.entities if entity["type"] == kind)
            assert all(first[1] <= second[0] for first, second in pairwise(spans)), one.article.id


def test_figures_stay_over_their_floors(gold: list[Gold]) -> None:
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    figures = score(gold)
    assert set(floors) == set(figures)
    assert {what: figure for what, figure in figures.items() if figure < floors[what]} == {}, floors
