"""The table of context words: every group is read, and no phrase is longer than what the rules look at."""

from __future__ import annotations

from dataclasses import fields

import pytest

from nlp.entities.lexicon import groups, phrases, rows
from nlp.entities.places.context_words import ContextWords, context_words
from nlp.entities.places.gazetteer import gazetteer, name_key
from nlp.text.normalize import strip_accents

TABLE = groups("place_context")
WITHOUT_FIELD = {"blurred", "blurred_surnames", "more_surnames"}  # they change other groups
OF_ANY_LENGTH = {
    "longer_names",
    "football_words",
    "clubs",
    "person_names",
    "safe_without_accents",
    "doubtful_towns",
    "police_clubs",
    "never_bare",
}


def test_every_group_is_read():
    names = {field.name for field in fields(ContextWords)} - {"compounds", "surnames"}
    assert names == set(TABLE) - WITHOUT_FIELD


@pytest.mark.parametrize("group", sorted(set(TABLE) - OF_ANY_LENGTH))
def test_a_longer_phrase_would_never_match(group):
    assert [phrase for phrase in TABLE[group] if len(phrase.split()) > 2] == []


@pytest.mark.parametrize("group", ["clubs", "person_names", "common_words", "common_in_lower_case", "unmistakable"])
def test_names_are_those_of_provinces(group):
    assert TABLE[group] <= {name_key(province.name) for province in gazetteer().legacy_provinces.values()}


def test_what_is_blurred_stands_in_some_group():
    listed = set().union(*(members for group, members in TABLE.items() if group != "blurred"))
    assert TABLE["blurred"] <= listed


def test_compounds_are_of_words_of_the_table():
    words = {word for word, _ in rows("place_compounds", "word", "phrases")}
    assert words <= set().union(*TABLE.values())


def test_plain_words_are_folded_and_blurred_ones_left_out():
    accented, plain = context_words(plain=False), context_words(plain=True)
    assert "sông" in accented.things
    assert "chợ" in accented.things
    assert "song" in plain.things
    assert "cho" not in plain.things
    for field in fields(ContextWords):
        words = getattr(plain, field.name)
        assert all(strip_accents(word) == word for word in words), field.name


def test_pairs_are_read_in_plain_text_only():
    assert context_words(plain=False).blurred_pairs == frozenset()
    assert "van tai" in context_words(plain=True).blurred_pairs


def test_spellings_are_of_provinces_and_add_something():
    names = {province.name: name_key(province.name) for province in gazetteer().legacy_provinces.values()}
    for name, cell in rows("province_spellings", "name", "phrases"):
        assert names[name] not in phrases(cell)
        assert all(gazetteer().province(spelling).name == name for spelling in phrases(cell))
