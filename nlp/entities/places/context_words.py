"""The words around a place name that tell what it stands for, read from the lexicon ``place_context``.

Invariant: for text without accents every group exists a second time, folded; rules ask one set and need not know which.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache

from nlp.entities.lexicon import groups, phrases, rows
from nlp.entities.person_names import COMMON_SURNAMES
from nlp.text.normalize import strip_accents


@dataclass(frozen=True, eq=False, repr=False)  # both would be generated at start-up, for forty fields
class ContextWords:
    """The groups of ``lexicons/place_context.tsv`` by their names; the table says where each stands and what it tells.

    :param compounds: a word of some group -> the syllables that make it, together, another word ("yêu" before "cầu").
    """

    compounds: dict[str, frozenset[str]]
    abroad: frozenset[str]
    address_words: frozenset[str]
    after_numbers: frozenset[str]
    before_names: frozenset[str]
    bodies_heads: frozenset[str]
    blurred_pairs: frozenset[str]
    brands: frozenset[str]
    called_so: frozenset[str]
    city: frozenset[str]
    clause_words: frozenset[str]
    clubs: frozenset[str]
    club_heads: frozenset[str]
    common_in_lower_case: frozenset[str]
    common_words: frozenset[str]
    commune_cues: frozenset[str]
    commune_types: frozenset[str]
    conjunctions: frozenset[str]
    continuations: frozenset[str]
    directions: frozenset[str]
    dish_heads: frozenset[str]
    dishes: frozenset[str]
    doubtful_surnames: frozenset[str]
    doubtful_towns: frozenset[str]
    facilities: frozenset[str]
    football_words: frozenset[str]
    former_after: frozenset[str]
    former_before: frozenset[str]
    foreign_nouns: frozenset[str]
    highland_heads: frozenset[str]
    honorifics: frozenset[str]
    joined_by_dash: frozenset[str]
    list_heads: frozenset[str]
    list_marks: frozenset[str]
    longer_names: frozenset[str]
    match_words: frozenset[str]
    never_bare: frozenset[str]
    not_clubs: frozenset[str]
    not_type_words: frozenset[str]
    numbered_places: frozenset[str]
    peace_words: frozenset[str]
    person_cues: frozenset[str]
    person_names: frozenset[str]
    place_cues: frozenset[str]
    places_with: frozenset[str]
    players: frozenset[str]
    plurals: frozenset[str]
    police: frozenset[str]
    police_clubs: frozenset[str]
    province: frozenset[str]
    private_bodies: frozenset[str]
    province_type_tokens: frozenset[str]
    public_bodies: frozenset[str]
    routes: frozenset[str]
    safe_without_accents: frozenset[str]
    short_towns: frozenset[str]
    starts: frozenset[str]
    stricken: frozenset[str]
    stricken_heads: frozenset[str]
    strong_cues: frozenset[str]
    surnames: frozenset[str]
    things: frozenset[str]
    unmistakable: frozenset[str]
    words_without_accents: frozenset[str]


@cache
def context_words(plain: bool) -> ContextWords:
    """Return the words of the lexicon.

    :param plain: whether to fold them for text without accents; what would look like a commoner word is left out.
    """
    table = groups("place_context")
    blurred = table["blurred"]

    def readable(members: Iterable[str]) -> frozenset[str]:
        if not plain:
            return frozenset(members)
        return frozenset(strip_accents(phrase) for phrase in members if phrase not in blurred)

    chosen = {field.name: readable(table[field.name]) for field in fields(ContextWords) if field.name in table}
    if not plain:
        chosen["blurred_pairs"] = frozenset()
    compounds = {
        strip_accents(word) if plain else word: readable(phrases(before))
        for word, before in rows("place_compounds", "word", "phrases")
    }
    chosen["surnames"] = readable(COMMON_SURNAMES | table["more_surnames"])
    chosen["doubtful_surnames"] = readable(table["doubtful_surnames"] | (table["blurred_surnames"] if plain else set()))
    return ContextWords(compounds=compounds, **chosen)
