"""The tables of facts are tidy, and name measures and units that exist."""

import re

import pytest

from nlp.article import MEASURES
from nlp.entities.lexicon import phrases, rows
from nlp.facts.words import FOLDER, WORD_SETS, FactWords, fact_words

TABLES = sorted(FOLDER.glob("*.tsv"))


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_explains_itself(path):
    first, *others = path.read_text(encoding="utf-8").splitlines()
    assert first.startswith("# ")
    assert any("To add one" in line for line in others)


def test_measures_exist_and_each_has_a_word():
    table = rows("measures", "measure", "units", "where", "phrases", folder=FOLDER)
    casualties = {"dead", "missing", "injured", "dead_or_missing", "wind_level"}
    assert {row[0] for row in table} == set(MEASURES) - casualties
    assert {row[2] for row in table} <= {"any", "before", "after"}


@pytest.mark.parametrize("plain", [False, True])
def test_every_group_is_used(plain):
    listed = {row[0] for row in rows("fact_context", "group", "phrases", folder=FOLDER)}
    assert listed == {*FactWords._fields, *WORD_SETS}
    assert all(list(group) for group in fact_words(plain=plain))


def test_phrases_are_tokens_in_lower_case():
    for path in TABLES:
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith("#") and "\t" in line:
                for phrase in phrases(line.split("\t")[-1]):
                    assert phrase == phrase.lower().strip()
                    assert not re.search(r"\w[,()]|\s\s", phrase), phrase
