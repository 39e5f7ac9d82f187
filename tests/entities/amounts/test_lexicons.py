"""What the tables of amounts promise to whoever adds a row."""

from collections import Counter

import pytest

from nlp.entities.amounts.casualties import CasualtyWords
from nlp.entities.amounts.context_words import ContextWords, context_words
from nlp.entities.amounts.numerals import DIGITS
from nlp.entities.amounts.units import lexicon, unaccented_nouns, unit_rows
from nlp.entities.lexicon import groups, phrases, rows
from nlp.entities.tokens import Tokens
from nlp.text.normalize import strip_accents

UNITS = rows("amount_units", "unit", "kind", "factor", "phrases")
NOUNS = rows("counted_nouns", "unit", "phrases")
MODIFIERS = rows("amount_modifiers", "modifier", "place", "without_accents", "phrases")
NUMERALS = rows("numerals", "word", "role", "value", "without_accents")
UNACCENTED = rows("unaccented_nouns", "spelling", "after_digits", "after_words", "cues")
CONTEXT = groups("amount_context")
CASUALTIES = groups("casualties")


def cells():
    """Yield every phrase of every table with the name of its table."""
    for table, listed in (
        ("amount_units", [cell for *_, cell in UNITS]),
        ("counted_nouns", [cell for _, cell in NOUNS]),
        ("amount_modifiers", [cell for *_, cell in MODIFIERS]),
        ("numerals", [word for word, *_ in NUMERALS]),
        ("amount_context", ["|".join(members) for members in CONTEXT.values()]),
        ("casualties", ["|".join(members) for members in CASUALTIES.values()]),
        ("unaccented_nouns", [cell for _, *meant in UNACCENTED for cell in meant]),
    ):
        yield from ((table, phrase) for cell in listed for phrase in phrases(cell))


@pytest.mark.parametrize("table", sorted({table for table, _ in cells()}))
def test_phrases_are_written_as_tokens_read_them(table):
    written = [phrase for its_table, phrase in cells() if its_table == table]
    assert len(written) > 10
    assert [phrase for phrase in written if " ".join(Tokens.of(phrase, plain=False).lower) != phrase] == []


def test_no_phrase_stands_in_two_units_or_twice():
    assert [phrase for phrase, count in Counter(phrase for phrase, _ in unit_rows()).items() if count > 1] == []


@pytest.mark.parametrize("plain", [False, True])
def test_every_phrase_is_matched_whole_with_its_unit(plain):
    meant = {}
    for phrase, unit in unit_rows():
        meant.setdefault(strip_accents(phrase) if plain else phrase, unit)
    for phrase, unit in meant.items():
        if not (plain and phrase in unaccented_nouns()):
            assert lexicon(plain).match(phrase.split(), 0) == (len(phrase.split()), unit), phrase


def test_which_unit_wins_without_accents():
    """Phrases of several units that are the same without accents: the first listed is meant, as these show."""
    spellings = {}
    for phrase, unit in unit_rows():
        spellings.setdefault(strip_accents(phrase), []).append((phrase, unit.name))
    doubtful = {spelling: listed[0][0] for spelling, listed in spellings.items() if len(dict(listed).values()) > 1}
    names = {spelling: {name for _, name in listed} for spelling, listed in spellings.items()}
    undecided = {
        spelling: phrase
        for spelling, phrase in doubtful.items()
        if len(names[spelling]) > 1 and spelling not in unaccented_nouns()
    }
    assert undecided == {
        "lan": "lần",
        "ho": "hộ",
        "ghe": "ghế",
        "mon": "món",
        "diem den": "điểm đen",
        "doan": "đoạn",
        "toa": "toa",
        "doi": "đội",
    }


def test_units_have_a_kind_a_factor_and_a_name_that_can_be_written():
    assert {kind for _, kind, *_ in UNITS} == {"money", "measure", "period"}
    assert all(float(factor) > 0 for _, _, factor, _ in UNITS)
    names = {name for name, *_ in UNITS} | {name for name, _ in NOUNS} - {"-"}
    assert all(name.isascii() and name.replace("_", "").isalnum() for name in names)
    assert not {name for name, kind, *_ in UNITS if kind != "period"} & {name for name, _ in NOUNS}


def test_unaccented_nouns_are_single_syllables_of_the_tables():
    written = {phrase for phrase, _ in unit_rows()}
    for spelling, *meant, _ in UNACCENTED:
        assert spelling.isascii()
        assert spelling.isalnum()
        assert all(phrase in written and strip_accents(phrase) == spelling for phrase in meant if phrase), spelling
    listed = [spelling for spelling, *_ in UNACCENTED]
    assert listed == sorted(set(listed))


def test_every_group_of_words_around_a_number_is_used():
    assert set(CONTEXT) == set(ContextWords._fields) | {"restored", "blurred"}
    others = {phrase for group, members in CONTEXT.items() if group != "blurred" for phrase in members}
    assert CONTEXT["blurred"] <= others
    assert {strip_accents(word) for word in CONTEXT["restored"]} == {
        strip_accents(word) for word in sorted(CONTEXT["restored"])
    }
    assert len({strip_accents(word) for word in CONTEXT["restored"]}) == len(CONTEXT["restored"])


def test_every_group_of_words_around_casualties_is_used():
    units = {"dead", "missing", "injured", "casualty"}
    predicates = units | {f"{unit}_before" for unit in units - {"casualty"}}
    assert set(CASUALTIES) == predicates | {"long_lists", "short_lists"} | (
        set(CasualtyWords._fields) & set(CASUALTIES)
    )
    accented = [phrase for unit in units for phrase in CASUALTIES[unit]]
    assert len(accented) == len(set(accented))


@pytest.mark.parametrize("plain", [False, True])
def test_compounds_are_two_syllables_one_of_which_looks_like_a_numeral(plain):
    numerals = {strip_accents(word) for word, _, _, reading in NUMERALS if reading}
    for compound in context_words(plain).numeral_compounds:
        syllables = compound.split()
        assert len(syllables) == 2
        assert numerals & set(map(strip_accents, syllables)), compound
        assert plain or not set(syllables) & set(DIGITS), f"{compound} holds a numeral"


def test_numerals_have_a_role_a_value_and_one_reading_without_accents():
    valued = {"digit", "after_tens", "ten", "tens", "scale", "abbreviation", "glued"}
    silent = {"several", "rough", "half", "and_half", "zero", "range", "part", "comma"}
    for word, role, value, reading in NUMERALS:
        assert role in valued | silent, word
        assert (int(value) >= 0) if role in valued else value == "", word
        assert reading in ("alone", "beside", ""), word
    restored = Counter(strip_accents(word) for word, role, _, reading in NUMERALS if reading and role != "tens")
    assert max(restored.values()) == 1


def test_modifiers_are_known_and_written_once():
    known = {"at_least", "more_than", "less_than", "at_most", "nearly", "about"}
    assert {modifier for modifier, *_ in MODIFIERS} == known
    assert {place for _, place, *_ in MODIFIERS} == {"before", "after"}
    assert {reading for _, _, reading, _ in MODIFIERS} == {"yes", "no"}
    written = [phrase for *_, cell in MODIFIERS for phrase in phrases(cell)]
    assert len(written) == len(set(written))
