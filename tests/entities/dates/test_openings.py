"""Openings of articles with every date and storm marked: whole articles, where the tables have single phrasings."""

import re
from pathlib import Path

import pytest

from nlp.article import Article
from nlp.entities.extract import extract

_MARK = re.compile(r"\[([^|\]]+)\|([^|\]]*)(?:\|([^\]]*))?\]")
_LINES = (Path(__file__).parent / "openings.txt").read_text(encoding="utf-8").splitlines()
OPENINGS = [line for line in _LINES if not line.startswith("#")]


def expected_of(line):
    """Return the line without marks, and what they say."""
    found = []
    for text, first, second in _MARK.findall(line):
        is_day = "-" in first
        found.append((text, first, second or first) if is_day else (text, first, second))
    return _MARK.sub(r"\1", line), found


def told(entity):
    value = entity.value
    if entity.type == "DATE":
        return entity.text, value["start"].removeprefix("2025-"), value["end"].removeprefix("2025-")
    return entity.text, str(value["number"] or ""), value["name"] or ""


def test_there_are_forty():
    assert len(OPENINGS) == 40


@pytest.mark.parametrize("line", OPENINGS, ids=lambda line: line.split("|")[0].strip("["))
def test_openings(line):
    plain, expected = expected_of(line)
    title, text = plain.split("|")
    entities = extract(Article(text, title, published="2025-10-08"), types="date,storm")
    assert [told(entity) for entity in entities] == expected
