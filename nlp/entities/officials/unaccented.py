"""Text without accents: the words of titles, organizations and surnames get theirs back before matching.

Invariant: the tokens keep their number and places; only what the lexicons know is changed, and only in phrases of
two tokens or more (``chu tich``), since single unaccented words mean too many things.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from nlp.entities.officials.people import ANNOUNCERS
from nlp.entities.officials.public_bodies import FIELDS, HEADS
from nlp.entities.officials.titles import TITLES
from nlp.entities.person_names import COMMON_SURNAMES
from nlp.entities.phrases import Phrases, tokens_of
from nlp.text.normalize import strip_accents

_ALONE = {"ong": "ông", "ba": "bà", "tinh": "tỉnh", "xa": "xã", "huyen": "huyện", "quan": "quận", "phuong": "phường",
          "so": "sở", "bo": "bộ", "cuc": "cục", "nguyen": "nguyên", "cuu": "cựu", "quyen": "quyền", "cac": "các",
          "nhung": "những", "cua": "của", "va": "và", "lam": "làm", "giu": "giữ", "cap": "cấp"}  # fmt: skip
_BEFORE_PLACES = tokens_of("ubnd hđnd hdnd ủy thư tịch an đốc mttq")


def restore(words: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Return lower-case tokens with the accents of the phrases that the rules look for.

    A single word gets its accents back where its capital (surnames) or the word before it (territories) says which
    of its meanings is meant.
    """
    phrases, surnames = _lexicon()
    restored = list(lower)
    position = 0
    while position < len(restored):
        match = phrases.match(lower, position)
        if match is not None:
            restored[position : match[0]] = match[1]
            position = match[0]
            continue
        token = lower[position]
        after_title = position > 0 and restored[position - 1] in _BEFORE_PLACES
        if words[position][0].isupper() and token in surnames and not after_title:
            restored[position] = surnames[token]
        elif token in _ALONE:
            restored[position] = _ALONE[token]
        position += 1
    return restored


@cache
def _lexicon() -> tuple[Phrases[list[str]], dict[str, str]]:
    """Return unaccented phrases -> their tokens with accents, and unaccented surnames -> the same with accents."""
    accented = [phrase for lexicon in (FIELDS, ANNOUNCERS, HEADS, TITLES) for phrase in lexicon if " " in phrase]
    phrases = Phrases((strip_accents(phrase), phrase.split()) for phrase in accented)
    return phrases, {strip_accents(surname): surname for surname in sorted(COMMON_SURNAMES)}
