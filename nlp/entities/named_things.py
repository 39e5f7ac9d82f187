"""Things that are named behind a word for their kind: "cầu Phong Châu", "các sông Mã, Chu và Bưởi", "đê hữu Cầu".

The words are tables (``route_kinds.tsv``, ``water_kinds.tsv``), each row with what is peculiar to its words; what
follows a word in capitals is the name. A kind word in small letters makes the name sure. One with a capital may begin
a place or a firm ("Cầu Giấy", "Sông Đốc"), so it needs the start of a sentence, a word that leads to it ("trên Sông
Hồng"), or the same name told surely elsewhere in the text.

Invariant: things are in order and do not overlap; a rule looks at a bounded number of tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from nlp.entities.lexicon import groups, phrases, rows
from nlp.entities.person_names import SURNAMES
from nlp.entities.phrases import Phrases
from nlp.entities.tokens import Tokens
from nlp.text.normalize import strip_accents
from nlp.text.syllables import is_vietnamese_syllable

_LONGEST_NAME = 6
_MOST_PARTS = 6  # of an expressway's name
_MOST_MEMBERS = 40  # of a list
_PLURAL_REACH = 4
_DASHES = ("-", "–", "—")
_APOSTROPHES = ("'", "’", "ʼ")
_SENTENCE_STARTS = (".", "!", "?", ":", ";", "\n", "“", '"', "•", "*", "…", "+")
_ROMAN = ("I", "II", "III", "IV", "V", "VI")
_IN_REGIONS = ("river", "stream", "street", "bridge", "other")  # lakes and dams are called so
_CITY = ("tp", "tphcm", "hcm")


class Kind(NamedTuple):
    """What a row of a table of kinds says of its words.

    :param kind: the value of the mention.
    :param options: what is peculiar to the words, explained at the head of the tables.
    :param not_after: words behind which they are part of another word ("yêu cầu", "thành phố").
    :param word: the kind word in lower case, with its accents.
    """

    kind: str
    options: frozenset[str]
    not_after: frozenset[str]
    word: str


@dataclass(frozen=True)
class Named:
    """A thing that is named, by its tokens (half-open).

    :param name: first token of the name; equal to ``begin`` where the kind word is left out, as in a list.
    """

    begin: int
    name: int
    end: int
    kind: Kind


Reader = Callable[[Tokens, int, Kind], int]
"""Returns the end of the name that begins at a token, or that token where there is none."""


def find_named(tokens: Tokens, table: str, read: Reader) -> list[Named]:
    """Return the named things of a text, in order.

    :param table: name of the table of kinds.
    :param read: reads the name behind a kind word; :func:`name_end` is the usual one.
    """
    kinds = kind_words(table, plain=tokens.plain)
    sure: list[Named] = []
    unsure: list[Named] = []
    free = 0
    for begin, end, kind in kinds.matches(tokens.lower):
        if begin < free or (begin and _is_part(tokens, begin, kind)):
            continue
        whole = "whole" in kind.options
        name, stop = (begin, end) if whole else (end, read(tokens, end, kind))
        if stop == name or (whole and not _is_whole(tokens, begin, end)):
            continue
        stop = _without_place(tokens, begin, name, stop, table)
        if kind.kind in _IN_REGIONS and _is_region(tokens, begin, name, stop):
            continue
        found = [Named(begin, name, stop, kind), *_members(tokens, begin, stop, kind, table, read)]
        free = found[-1].end
        (sure if _is_sure(tokens, begin, kind) else unsure).extend(found)
    if unsure:
        told = {key(tokens, one) for one in sure}
        known = _phrases(table, plain=tokens.plain)
        places = _phrases("places", plain=tokens.plain)
        sure += [
            one
            for one in unsure
            if known.end(tokens.lower, one.begin) > one.name
            or (key(tokens, one) in told and places.end(tokens.lower, one.begin) == one.begin)
        ]
    return sorted(sure, key=lambda one: one.begin)


def _is_part(tokens: Tokens, begin: int, kind: Kind) -> bool:
    """Say whether a kind word is part of another word, or of the name of a body: "yêu cầu", "Công ty Sông Đà"."""
    before, is_capital = tokens.lower[begin - 1], tokens.words[begin][0].isupper()
    called_so = is_capital and before in words("called_after", plain=tokens.plain)
    nothing = _phrases("no_names", plain=tokens.plain).end(tokens.lower, begin) > begin
    return before in kind.not_after or called_so or nothing


def _is_region(tokens: Tokens, begin: int, name: int, end: int) -> bool:
    """Say whether what stands behind several things is where they lie: "các sông Quảng Nam"."""
    region = " ".join(tokens.lower[name:end]) in words("regions", plain=tokens.plain)
    return region and is_plural(tokens, begin)


def _without_place(tokens: Tokens, begin: int, name: int, end: int, table: str) -> int:
    """Return where a known name ends that a place follows: "hồ Xuân Hương Đà Lạt"."""
    known = _phrases(table, plain=tokens.plain).end(tokens.lower, begin)
    return known if name + 2 <= known <= end - 2 else end


def _is_whole(tokens: Tokens, begin: int, end: int) -> bool:
    """Say whether a phrase of the table is the name: "biển Tây" is a sea, not in "biển Tây Ban Nha" or "biển tây"."""
    goes_on = end < len(tokens) and tokens.words[end][0].isupper() and _after_blank(tokens, end)
    return not goes_on and any(word[0].isupper() for word in tokens.words[begin + 1 : end])


def key(tokens: Tokens, one: Named) -> tuple[str, str]:
    """Return kind word and name in lower case, by which mentions of one thing are told."""
    return one.kind.word, " ".join(tokens.lower[one.name : one.end])


def written(tokens: Tokens, begin: int, end: int) -> str:
    """Return the tokens as the text has them, with single blanks."""
    return " ".join(tokens.text[tokens.starts[begin] : tokens.ends[end - 1]].split())


@cache
def kind_words(table: str, *, plain: bool) -> Phrases[Kind]:
    """Return the kind words of a table.

    :param plain: whether the text is written without accents: words that then mean too much else are left out.
    """
    listed: list[tuple[str, Kind]] = []
    for kind, options, not_after, cell in rows(table, "kind", "options", "not_after", "phrases"):
        flags = frozenset(options.split())
        if plain and "accents" in flags:
            continue
        before = frozenset(strip_accents(word) if plain else word for word in phrases(not_after))
        kinds = [Kind(kind, flags, before, word) for word in phrases(cell)]
        listed += [(strip_accents(one.word) if plain else one.word, one) for one in kinds]
    return Phrases(listed)


@cache
def words(group: str, *, plain: bool) -> frozenset[str]:
    """Return the words of a group of ``named_context.tsv``."""
    listed = groups("named_context")[group]
    return frozenset(map(strip_accents, listed)) if plain else listed


@cache
def _phrases(group: str, *, plain: bool) -> Phrases[bool]:
    """Return the phrases of a group of ``named_context.tsv``."""
    return Phrases((phrase, True) for phrase in words(group, plain=plain))


def _is_sure(tokens: Tokens, begin: int, kind: Kind) -> bool:
    """Say whether a kind word names a thing by itself, and not a place or a firm that is called after one."""
    before = tokens.lower[begin - 1] if begin else "\n"
    if tokens.plain and "led" in kind.options and before not in words("leads", plain=True):
        return False
    first = tokens.words[begin]
    if not first[0].isupper() or "free" in kind.options or "whole" in kind.options:
        return True
    if len(first) > 1 and first.isupper():
        return False
    if before in words("leads", plain=tokens.plain):
        return _phrases("places", plain=tokens.plain).end(tokens.lower, begin) == begin
    is_start = before in _SENTENCE_STARTS and (not begin or tokens.ends[begin - 1] < tokens.starts[begin])
    is_start = is_start or (begin > 0 and before in ("\n", "“", '"'))
    is_place = _phrases("places", plain=tokens.plain).end(tokens.lower, begin) > begin
    return (begin == 0 or is_start) and "surname" not in kind.options and not is_place


def _members(tokens: Tokens, begin: int, end: int, kind: Kind, table: str, read: Reader) -> Iterator[Named]:
    """Yield the further names of a list, which have no kind word of their own: "các cầu A, B và C"."""
    plural = is_plural(tokens, begin)
    for _ in range(_MOST_MEMBERS):
        if end >= len(tokens):
            return
        joint = tokens.lower[end]
        after_and = joint in words("and", plain=tokens.plain)
        if not (after_and or joint == "," or (joint in _DASHES and "apart" in kind.options)):
            return
        following = tokens.words[end + 1] if end + 1 < len(tokens) else "\n"
        # "đường Lê Lợi, P25" has a ward behind it, and "cầu Bình Triệu, QL13" another road
        if following[0].isdecimal() or (not following.isalpha() and tokens.words[end - 1].isalpha()):
            return
        stop = read(tokens, end + 1, kind)
        if stop == end + 1:
            return
        # "đường Lê Lợi và Nguyễn Huệ": without a plural only what looks like another name of that kind
        likely = is_like_person(tokens, end + 1, stop) or joint in _DASHES
        as_person = kind.kind == "street" and joint != "," and likely
        if not plural and not as_person and not (joint != "," and _is_known_name(tokens, end + 1, stop, kind, table)):
            return
        yield Named(end + 1, end + 1, stop, kind)
        end = stop


def _is_known_name(tokens: Tokens, begin: int, end: int, kind: Kind, table: str) -> bool:
    """Say whether a name is known with its kind word: of "sông Hồng - Thái Bình" also the second."""
    phrase = [*(strip_accents(kind.word) if tokens.plain else kind.word).split(), *tokens.lower[begin:end]]
    return _phrases(table, plain=tokens.plain).end(phrase, 0) == len(phrase)


def is_plural(tokens: Tokens, begin: int) -> bool:
    """Say whether several things are announced before a kind word: "các", "hai tuyến", "3 nhà máy"."""
    for position in range(begin - 1, max(-1, begin - 1 - _PLURAL_REACH), -1):
        word = tokens.lower[position]
        if word in words("plural", plain=tokens.plain):
            return True
        # "kẹt xe 5 km tại cầu Rạch Miễu, Bến Tre": a number has to stand close to the kind word
        if word.isdecimal() and word not in ("0", "1", "01") and begin - position <= 2:
            if position < begin - 1:
                return tokens.lower[begin - 1] in words("of_plural", plain=tokens.plain)
            # "số 15 đường Lê Lợi, Hà Nội" is a house; "2 đường Lê Lợi, Trần Phú" are two streets
            of_house = position > 0 and tokens.lower[position - 1] in words("before_house", plain=tokens.plain)
            return len(word) == 1 and not of_house
        if not word.isalpha():
            return False
    return False


def _are_two(tokens: Tokens, begin: int, dash: int, end: int) -> bool:
    """Say whether a dash joins two streets ("ngã tư đường Lê Lợi - Trần Phú"), and not both ends of one."""
    first, second = is_like_person(tokens, begin, dash), is_like_person(tokens, dash + 1, end)
    return (first and second) or (first and dash - begin > 2) or (second and end - dash > 3)


def is_like_person(tokens: Tokens, begin: int, end: int) -> bool:
    """Say whether a name is made like a person's, as most streets' are."""
    surname = tokens.lower[begin] in (_plain_surnames() if tokens.plain else SURNAMES)
    return 2 <= end - begin <= 4 and surname


@cache
def _plain_surnames() -> frozenset[str]:
    return frozenset(map(strip_accents, SURNAMES))


def name_end(tokens: Tokens, position: int, kind: Kind) -> int:
    """Return the end of the name at a token: a run in capitals, its number, its other parts behind dashes."""
    first = end = _named_part(tokens, position, kind)
    if end == position:
        return position
    parts = 1
    while "dash" in kind.options and parts < _MOST_PARTS and end < len(tokens) and tokens.words[end] in _DASHES:
        stop = _named_part(tokens, end + 1, kind)
        if stop == end + 1 or ("apart" in kind.options and _are_two(tokens, position, end, stop)):
            break
        end, parts = stop, parts + 1
    if "apart" in kind.options and parts > 2:
        return first  # "tuyến đường Lê Duẩn - Chi Lăng - Hùng Vương" are three streets
    if "parts" in kind.options and parts == 1 and not _is_known_name(tokens, position, end, kind, "route_kinds"):
        return position
    return end


def _named_part(tokens: Tokens, position: int, kind: Kind) -> int:
    """Return the end of one part of a name: capitals, perhaps a city's abbreviation first or a number last."""
    behind_dash = position < len(tokens) and tokens.words[position - 1] in _DASHES
    if position >= len(tokens) or not (behind_dash or _after_blank(tokens, position)):
        return position
    end = position
    if tokens.lower[end] in _CITY and "city" in kind.options:
        end += 1
        if end < len(tokens) and tokens.words[end] == ".":
            end += 1
        if end < len(tokens) and tokens.lower[end] == "hcm":
            return end + 1
        stop = capitals_end(tokens, end)
        return stop if stop > end or tokens.lower[position] != "tp" else position
    end = capitals_end(tokens, position)
    if end > position and tokens.lower[end - 1] in ("tháng", "thang") and _is_small_figure(tokens, end):
        end += 1  # "đường Cách Mạng Tháng 8"
    if end == position or ("native" in kind.options and not _is_native(tokens, position, end)):
        return position
    return number_end(tokens, end) if "number" in kind.options else end


def capitals_end(tokens: Tokens, position: int) -> int:
    """Return the end of the run of capitalized words at a token, apostrophes within ("Cư M'gar")."""
    end = position
    while end < min(len(tokens), position + _LONGEST_NAME):
        word = tokens.words[end]
        if end > position and word in _APOSTROPHES and end + 1 < len(tokens) and tokens.words[end + 1].isalpha():
            end += 2
            continue
        short = len(word) > 1 and word.isupper() and word not in _ROMAN
        if not word[0].isupper() or not word.isalpha() or short or (end > position and not _after_blank(tokens, end)):
            break
        # "đường Nguyễn Huệ Ảnh: Hà Anh" has a photographer's line; but a street is called Nguyễn Ảnh Thủ
        if _phrases("ends_name", plain=tokens.plain).end(tokens.lower, end) > end:
            break
        end += 1
    return end


def number_end(tokens: Tokens, position: int) -> int:
    """Return the end of the number that belongs to a name ("Bắc Khê 1", "Đắk Mi 4A"), if none counts by it."""
    if position >= len(tokens) or not _after_blank(tokens, position) or not is_small_number(tokens.lower[position]):
        return position
    return position if counts(tokens, position + 1) else position + 1


def _is_small_figure(tokens: Tokens, position: int) -> bool:
    """Say whether a month's number stands at a token."""
    return position < len(tokens) and tokens.words[position].isdecimal() and len(tokens.words[position]) <= 2


def is_small_number(word: str) -> bool:
    """Say whether a token is a number of one or two figures, perhaps with a letter: "1", "4A"."""
    return word[0].isdecimal() and len(word) <= 3 and word[:2].rstrip("abcdefghk").isdecimal() and not word.isalpha()


def counts(tokens: Tokens, position: int) -> bool:
    """Say whether the number before a token counts or measures something: "hồ Trị An 2 cửa xả", "đường 4 làn"."""
    following = tokens.lower[position] if position < len(tokens) else "\n"
    if following in (".", ",", "/", ":", "-", "+") and position + 1 < len(tokens):
        close = tokens.starts[position + 1] == tokens.ends[position] == tokens.ends[position - 1] + 1
        return close and tokens.words[position + 1][0].isdecimal()
    if position < len(tokens) and tokens.words[position][0].isupper():
        return False  # "đường 51 Đồng Nai" is no money
    return following in ("%", "x") or _counted(plain=tokens.plain).end(tokens.lower, position) > position


@cache
def _counted(*, plain: bool) -> Phrases[bool]:
    """Return what news counts and measures."""
    nouns = [cell for _, cell in rows("counted_nouns", "unit", "phrases")]
    units = [cell for *_, cell in rows("amount_units", "unit", "kind", "factor", "phrases")]
    listed = {phrase for cell in (*nouns, *units) for phrase in phrases(cell)}
    listed = (listed | words("counted", plain=False)) - words("not_counted", plain=False)
    if plain:
        listed = set(map(strip_accents, listed)) - words("grammar", plain=True)
    return Phrases((phrase, True) for phrase in listed)


def _after_blank(tokens: Tokens, position: int) -> bool:
    """Say whether a token stands behind one blank, on the line of the one before it."""
    return position > 0 and tokens.starts[position] > tokens.ends[position - 1] and tokens.words[position - 1] != "\n"


def _is_native(tokens: Tokens, begin: int, end: int) -> bool:
    """Say whether the syllables of a name are Vietnamese ones, or those of the highlands."""
    spoken: Sequence[str] = tokens.lower[begin:end]
    return all(is_vietnamese_syllable(word) or not word.isascii() for word in spoken if word.isalpha())
