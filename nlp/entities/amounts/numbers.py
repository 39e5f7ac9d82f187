"""Numbers as Vietnamese news writes them: digits, words, magnitudes, ranges and fractions, read from tokens.

Invariant: reading looks at a bounded number of tokens from where it begins, whatever the text.

Digits follow Vietnamese use, ``1.250`` is a thousand two hundred and fifty and ``1,25`` a decimal; English forms
are read where nothing else fits (``1,250,000``, ``2.5``). A lone ``1,250`` is a decimal with another reading, kept
in :attr:`Number.grouped`, because only what is counted can tell. ``năm`` is five where a magnitude follows and
otherwise never after another numeral, where it means year (``hai mươi năm``).
"""

from __future__ import annotations

from typing import NamedTuple

from nlp.entities.tokens import Tokens
from nlp.text.normalize import strip_accents

Value = int | float

DIGITS = {"không": 0, "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8,
          "chín": 9}  # fmt: skip
AFTER_TENS = DIGITS | {"mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5}
SCALES = {"chục": 10, "trăm": 100, "nghìn": 1_000, "ngàn": 1_000, "vạn": 10_000, "triệu": 1_000_000,
          "tỷ": 1_000_000_000, "tỉ": 1_000_000_000, "tr": 1_000_000}  # fmt: skip
_SHORT_UNITS = frozenset({"mốt", "lăm", "nhăm"})
SEVERAL = frozenset({"vài", "mấy", "dăm"})
DASHES = frozenset("-–—~")
_BILLION = 1_000_000_000
_INT64 = 2**63
_LARGEST = 10**300  # texts hold rows of digits of any length; floats end at 1.8e308
_LONGEST = 15
_MOST_GROUPS = 6
_PLAIN = {strip_accents(word): word for word in ("một", "hai", "ba", "bốn", "mười", "nghìn", "triệu", "tỷ", "tỉ", "đến",
          "tới", "phần")}  # fmt: skip
# Without accents these are common words of other meanings too, and numerals only beside another numeral.
_PLAIN_BESIDE = {strip_accents(word): word for word in ("không", "năm", "sáu", "bảy", "tám", "chín", "tư", "lăm", "lẻ",
                 "linh", "rưỡi", "trăm", "ngàn", "vạn", "chục", "hàng", "vài", "mấy", "nửa")}  # fmt: skip
_PLAIN_SCALES = frozenset(strip_accents(word) for word in SCALES) | {"muoi"}
HEADS = frozenset(DIGITS) | frozenset(SCALES) - {"tr"} | SEVERAL | {"mười", "hàng", "nửa", "tiền", "bạc"}
"""Words that can begin a number (digits can too)."""


class Number(NamedTuple):
    """A number and where it stands.

    :param begin: its first token; ``end`` the one after its last.
    :param value: what it says, the lower end of a range.
    :param max_value: the upper end of a range, or None.
    :param modifier: ``order_of`` (hàng nghìn), ``several`` (vài trăm), or None.
    :param magnitude: what the last magnitude words multiply by (1.000.000 in ``5 triệu``), 1 without.
    :param worded: whether it begins with a word, not a digit.
    :param tail: letters glued to its last digits (``km`` in ``15km``).
    :param grouped: the value if a lone comma separates thousands, or None.
    :param whole: M of ``N/M``, or None.
    :param part: whether words say it is a fraction (một phần ba).
    """

    begin: int
    end: int
    value: Value
    max_value: Value | None = None
    modifier: str | None = None
    magnitude: int = 1
    worded: bool = False
    tail: str = ""
    grouped: Value | None = None
    whole: Value | None = None
    part: bool = False


def numerals(tokens: Tokens) -> list[str]:
    """Return the lower-case tokens, with the accents of numerals put back when the whole text has none."""
    if not tokens.plain:
        return tokens.lower
    words = list(tokens.lower)
    for at, word in enumerate(words):
        before = words[at - 1] if at else ""
        if word == "muoi":
            words[at] = "mươi" if before in DIGITS else "mười"
        elif word in _PLAIN:
            words[at] = _PLAIN[word]
        elif word in _PLAIN_BESIDE and (
            before in DIGITS or before in SCALES or before in ("mươi", "mười", "hàng", "vài", "mấy")
            or _word(words, at + 1) in _PLAIN_SCALES
        ):  # fmt: skip
            words[at] = _PLAIN_BESIDE[word]
    return words


def read(tokens: Tokens, at: int, words: list[str] | None = None) -> Number | None:
    """Read the number that begins at token ``at``.

    :param words: what :func:`numerals` returned for ``tokens``; made when None.
    :return: the longest number there, as a range if it is one, or None.
    """
    words = numerals(tokens) if words is None else words
    first = _single(tokens, words, at)
    if first is None or first.tail or first.modifier or first.part or first.whole is not None:
        return first
    return _range(tokens, words, first)


def tidy(value: Value) -> Value:
    """Return ``value`` without the noise of floating point, as an int where it is whole and fits 64 bits."""
    if isinstance(value, int):
        return value if abs(value) < _INT64 else float(min(value, _LARGEST))
    if abs(value) >= _INT64:
        return min(value, float(_LARGEST))
    rounded = round(float(f"{value:.15g}"), 6)
    return int(rounded) if rounded == int(rounded) else rounded


def glued(tokens: Tokens, at: int) -> bool:
    """Say whether nothing separates token ``at`` from the one before it."""
    return 0 < at < len(tokens) and tokens.ends[at - 1] == tokens.starts[at]


def _word(words: list[str], at: int) -> str:
    return words[at] if 0 <= at < len(words) else ""


def _is_digit(word: str) -> bool:
    return "0" <= word[:1] <= "9"


def _range(tokens: Tokens, words: list[str], low: Number) -> Number | None:
    """Extend ``low`` to ``low - high`` or ``low đến high``; None for chains of dashes, which are codes and scores."""
    joint = _word(words, low.end)
    if joint not in DASHES and joint not in ("đến", "tới"):
        return low
    high = _single(tokens, words, low.end + 1)
    if high is None or high.modifier or high.part or high.whole is not None:
        return low
    if joint in DASHES and _word(words, high.end) in DASHES and _is_digit(_word(words, high.end + 1)):
        return None
    bottom = low.value
    if low.magnitude == 1 and high.magnitude > 1 and low.value < high.value / high.magnitude:
        bottom = tidy(low.value * high.magnitude)
    if bottom >= high.value:
        return low if joint not in DASHES or high.tail else None
    return high._replace(begin=low.begin, value=bottom, max_value=high.value, worded=low.worded, grouped=None)


def _single(tokens: Tokens, words: list[str], at: int) -> Number | None:
    word = _word(words, at)
    if _is_digit(word) or word in DIGITS or word == "mười":
        return _share(words, at) or _cardinal(tokens, words, at)
    if word in SCALES:
        return _rough(words, at, at, "order_of")
    if word == "hàng" or (word in ("tiền", "bạc") and _word(words, at + 1) in ("triệu", "tỷ", "tỉ")):
        return _rough(words, at, at + 1, "order_of")
    if word in SEVERAL:
        several = _rough(words, at, at + 1, "several")
        return several and several._replace(value=several.value * 2, max_value=several.value * 9)
    if word == "nửa":
        half = _rough(words, at, at + 1, None)
        return half._replace(value=tidy(half.value / 2)) if half else Number(at, at + 1, 0.5, worded=True)
    return None


def _rough(words: list[str], begin: int, at: int, modifier: str | None) -> Number | None:
    """Read magnitudes without a numeral: "hàng chục nghìn"."""
    end, scale = _scales(words, at)
    return Number(begin, end, scale, modifier=modifier, magnitude=scale, worded=True) if end > at else None


def _scales(words: list[str], at: int) -> tuple[int, int]:
    """Multiply the magnitude words from ``at`` on, four at most."""
    scale, end = 1, at
    while end < at + 4 and (factor := SCALES.get(_word(words, end))) and (factor >= scale or factor == _BILLION):
        scale *= factor
        end += 1
    return end, scale


def _share(words: list[str], at: int) -> Number | None:
    """Read a fraction in words: "một phần ba", "một nửa"."""
    word, joint = words[at], _word(words, at + 1)
    if word == "một" and joint == "nửa" and _word(words, at + 2) not in SCALES:
        return Number(at, at + 2, 0.5, worded=True, part=True)
    if joint != "phần" or _word(words, at + 2) == "trăm":
        return None
    top = DIGITS.get(word) or (int(word) if _is_short(word) else 0)
    below = _word(words, at + 2)
    bottom = 10 if below == "mười" else AFTER_TENS.get(below) or (int(below) if _is_short(below) else 0)
    if not 0 < top < bottom:
        return None
    return Number(at, at + 3, round(top / bottom, 4), worded=word in DIGITS, part=True)


def _is_short(word: str) -> bool:
    return word.isdigit() and word.isascii() and len(word) <= 2


def _over(tokens: Tokens, above: Number) -> Number | None:
    """Read "21/35"; longer chains, such as dates with a year, are no numbers."""
    below = _literal(tokens, above.end + 1)
    if below is None or below.tail or below.value == 0 or _is_slashed(tokens, below.end):
        return None
    return Number(above.begin, below.end, above.value, whole=below.value)


def _is_slashed(tokens: Tokens, at: int) -> bool:
    """Say whether token ``at`` is a slash glued between digits."""
    return _next_is(tokens, at, "/") and glued(tokens, at + 1) and _is_digit(tokens.words[at + 1])


def _literal(tokens: Tokens, at: int) -> Number | None:
    """Read digits with their dots and commas."""
    word = tokens.words[at]
    goes_on = _next_is(tokens, at + 1, ".,") or (at + 1 < len(tokens) and tokens.words[at + 1] == "000")
    if not goes_on and len(word) <= _LONGEST and word.isdigit():
        return Number(at, at + 1, int(word))
    groups: list[str] = []
    marks, end, tail = "", at, ""
    while True:
        word = tokens.words[end]
        figures = len(word) - len(word.lstrip("0123456789"))
        if not 0 < figures <= _LONGEST or len(groups) == _MOST_GROUPS:
            return None
        groups.append(word[:figures])
        tail = word[figures:]
        end += 1
        if tail or not (_next_is(tokens, end, ".,") and glued(tokens, end + 1) and _is_digit(tokens.words[end + 1])):
            break
        marks += tokens.words[end]
        end += 1
    if not marks and not tail:
        while (
            len(groups) < _MOST_GROUPS
            and len(groups[0]) <= 3
            and end < len(tokens)
            and tokens.words[end] == "000"
            and tokens.text[tokens.ends[end - 1] : tokens.starts[end]] == " "
        ):
            groups.append("000")
            marks += "."
            end += 1
    value = _figures(groups, marks)
    if value is None:
        return None
    grouped = None
    if marks == "," and len(groups[1]) == 3 and len(groups[0]) <= 3 and groups[0] != "0":
        grouped = int("".join(groups))
    return Number(at, end, value, tail=tail.lower(), grouped=grouped)


def _next_is(tokens: Tokens, at: int, chars: str) -> bool:
    return at + 1 < len(tokens) and tokens.words[at] in chars and glued(tokens, at)


def _figures(groups: list[str], marks: str) -> Value | None:
    """Return the value of digit groups with ``marks`` between them, or None when no convention writes them so."""
    if not marks:
        return int(groups[0])
    whole, last, mark = "".join(groups[:-1]), groups[-1], marks[-1]
    in_thousands = len(groups[0]) <= 3 and groups[0] != "0" and all(len(group) == 3 for group in groups[1:-1])
    if marks.count(mark) == len(marks):
        lone_comma = marks == "," and last != "000"
        if in_thousands and len(last) == 3 and not lone_comma:
            return int(whole + last)
        if len(marks) == 1 and (mark == "," or len(last) <= 2 or groups[0] == "0"):
            return tidy(float(f"{whole}.{last}"))
        return None
    if in_thousands and marks[:-1].count(mark) == 0:
        return tidy(float(f"{whole}.{last}"))
    return None


def _cardinal(tokens: Tokens, words: list[str], at: int) -> Number | None:
    """Read a whole number with its magnitudes: "3 tỷ 200 triệu", "hai triệu rưỡi", "một nghìn hai trăm tỷ"."""
    first = _literal(tokens, at) if _is_digit(words[at]) else _below_thousand(words, at)
    if first is None or (first.tail and first.tail not in SCALES):
        return first
    if _is_slashed(tokens, first.end):
        return None if first.worded else _over(tokens, first)
    if not first.tail and _word(words, first.end) not in SCALES:
        return first
    total: Value = 0
    current: Value = 0
    chunk: Number | None = first
    last, smallest, end = _BILLION * _BILLION, 1, first.end
    while chunk is not None:
        scales_end, scale = _scales(words, chunk.end)
        if chunk.tail:
            scales_end, scale = chunk.end, SCALES.get(chunk.tail, 0)
        if scale == 0 or (scale == 1 and chunk is not first and _is_digit(words[chunk.begin])):
            break
        raised = scale % _BILLION == 0
        if raised and not total:
            total, current = (current + chunk.value * (scale // _BILLION)) * _BILLION, 0
        elif scale == 1_000_000 and last == 1_000:
            current = (current + chunk.value) * scale
        elif scale < last:
            current += chunk.value * scale
        else:
            break
        last, smallest, end = (_BILLION if raised else scale), scale, scales_end
        if _word(words, end) in ("rưỡi", "rưởi") and scale >= 10:
            current, end = current + scale / 2, end + 1
            break
        chunk = _following(tokens, words, end) if scale >= 1_000 else None
    value = tidy(total + current)
    grouped = first.grouped if smallest == 1 else None
    return Number(at, end, value, magnitude=smallest, worded=not _is_digit(words[at]), grouped=grouped)


def _following(tokens: Tokens, words: list[str], at: int) -> Number | None:
    """Read what may stand after a magnitude: digits with a smaller one, or words that cannot begin a new number."""
    word = _word(words, at)
    if _is_digit(word):
        return _literal(tokens, at)
    if word in ("linh", "lẻ") and _word(words, at + 1) in DIGITS:
        return Number(at, at + 2, DIGITS[words[at + 1]], worded=True)
    chunk = _below_thousand(words, at)
    if chunk is not None and (chunk.end > at + 1 or _word(words, chunk.end) in SCALES):
        return chunk
    # One numeral alone is the next smaller decimal in speech ("hai triệu tư"), and only before the currency clear.
    if word in AFTER_TENS and _word(words, at + 1) in ("đồng", "đ") and words[at - 1] in SCALES:
        return Number(at, at + 1, AFTER_TENS[word] * SCALES[words[at - 1]] // 10, worded=True)
    return None


def _below_thousand(words: list[str], at: int) -> Number | None:
    """Read number words up to 999: "ba trăm linh năm", "hai mốt", "mười lăm"."""
    word, then = _word(words, at), _word(words, at + 1)
    if word == "mười":
        return _tens(words, at, at + 1, 10)
    if word not in DIGITS:
        return None
    digit = DIGITS[word]
    if then == "trăm":
        return _hundreds(words, at, digit * 100)
    if then == "mươi" and digit > 1:
        return _tens(words, at, at + 2, digit * 10)
    if then in _SHORT_UNITS and digit > 1:
        return Number(at, at + 2, digit * 10 + AFTER_TENS[then], worded=True)
    return Number(at, at + 1, digit, worded=True)


def _hundreds(words: list[str], begin: int, hundreds: int) -> Number:
    """Read what follows "N trăm": "linh năm", "hai mươi", "rưỡi", or a lone numeral for tens before a magnitude."""
    at = begin + 2
    then, after = _word(words, at), _word(words, at + 1)
    value, end = hundreds, at
    if then in ("linh", "lẻ") and after in AFTER_TENS:
        value, end = hundreds + AFTER_TENS[after], at + 2
    elif then in ("rưỡi", "rưởi"):
        value, end = hundreds + 50, at + 1
    elif then == "mười" or (then in DIGITS and (after == "mươi" or after in _SHORT_UNITS)):
        tens = _below_thousand(words, at)
        if tens is not None:
            value, end = hundreds + int(tens.value), tens.end
    elif then in DIGITS and then != "không" and SCALES.get(after, 0) >= 1_000:  # ba trăm hai nghìn
        value, end = hundreds + DIGITS[then] * 10, at + 1
    return Number(begin, end, value, worded=True)


def _tens(words: list[str], begin: int, at: int, tens: int) -> Number:
    unit = _word(words, at)
    # "hai mươi năm" is twenty years; "hai mươi lăm" twenty-five.
    if unit in AFTER_TENS and unit not in ("năm", "không") and _word(words, at + 1) not in ("trăm", "mươi"):
        return Number(begin, at + 1, tens + AFTER_TENS[unit], worded=True)
    return Number(begin, at, tens, worded=True)
