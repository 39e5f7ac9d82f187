"""Numbers as Vietnamese news writes them: digits, words, scales, ranges and fractions, read from tokens.

Invariant: reading looks at a bounded number of tokens from where it begins, whatever the text.

Digits follow Vietnamese use: ``1.250`` is a thousand two hundred and fifty and ``1,25`` a decimal. English forms are
read where nothing else fits (``1,250,000``, ``2.5``). A lone ``1,250`` is a decimal with a second reading, kept in
:attr:`Number.grouped`, because only the noun that is counted can tell. ``năm`` is five before a scale; after another
numeral it means year (``hai mươi năm``).
"""

from __future__ import annotations

from typing import NamedTuple

from nlp.entities.amounts.amount_tokens import AmountTokens
from nlp.entities.amounts.numerals import (
    AFTER_TENS,
    AND_HALF,
    COMMAS,
    DIGITS,
    GLUED_SCALES,
    ROUGH,
    SCALES,
    SEVERAL,
    TO,
    ZEROS,
)

Value = int | float

DASHES = frozenset("-–—~")
_MINUS = frozenset("-–−")
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_BILLION = 1_000_000_000
_UNITS_BELOW_TEN = frozenset({"mốt", "lăm", "nhăm"})
_INT64 = 2**63
_LARGEST = 10**300  # texts hold rows of digits of any length; floats end at 1.8e308
_MOST_DIGITS = 15
_MOST_GROUPS = 6
_MOST_SCALES = 4
_MOST_DECIMALS = 3
_AFTER_SHORT = frozenset({"đồng", "đ", "", ".", ",", ";", "\n", ")", "!", "?", "/"})
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


OWN_MODIFIERS = ("order_of", "several")
"""What a number itself may say: "hàng nghìn", "vài trăm"."""


class Number(NamedTuple):
    """A number and where it stands.

    :param begin: its first token.
    :param end: the token after its last one.
    :param value: what it says, the lower end of a range.
    :param max_value: the upper end of a range, or None.
    :param modifier: ``order_of`` (hàng nghìn), ``several`` (vài trăm), or None.
    :param magnitude: what the last scales multiply by (1.000.000 in ``5 triệu``), 1 without any.
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


def read(tokens: AmountTokens, position: int) -> Number | None:
    """Return the longest number that begins at ``position``, as a range if it is one, or None."""
    first = _single(tokens, position)
    # "vài trăm - 500" and "2/3 - 3/4" are no ranges; the two ends of "15km - 20km" are joined with their units.
    if first is None or first.tail or first.modifier or first.part or first.whole is not None:
        return first
    return _range(tokens, first)


def tidy(value: Value) -> Value:
    """Return ``value`` without the noise of floating point, as an int where it is whole and fits 64 bits."""
    if isinstance(value, int):
        return value if abs(value) < _INT64 else float(min(value, _LARGEST))
    if abs(value) >= _INT64:
        return min(value, float(_LARGEST))
    rounded = round(float(f"{value:.15g}"), 6)
    return int(rounded) if rounded == int(rounded) else rounded


def is_year_like(value: Value) -> bool:
    """Say whether ``value`` could be a year of the last or of this century."""
    return isinstance(value, int) and _FIRST_YEAR <= value <= _LAST_YEAR


def starts_with_digit(word: str) -> bool:
    """Say whether ``word`` begins with one of the digits 0 to 9."""
    return "0" <= word[:1] <= "9"


def read_signed(tokens: AmountTokens, position: int) -> Number | None:
    """Return the number or range at ``position`` whose first end has a sign before it: "-5", "âm 5 đến âm 2"."""
    low = _single(tokens, position)
    if low is None or low.modifier or low.part or low.whole is not None:
        return None
    begin = position - 1
    below = low._replace(begin=begin, value=-low.value, grouped=None)
    if low.tail or not (tokens.word(low.end) in DASHES or tokens.word(low.end) in TO):
        return below
    is_signed = has_sign(tokens, low.end + 2)
    high = _single(tokens, low.end + 1 + is_signed)
    if high is None or high.modifier or high.part or high.whole is not None:
        return below
    top = -high.value if is_signed else high.value
    # "từ âm 1 đến âm 5 độ" falls; a range has its lower end first.
    return high._replace(begin=begin, value=min(below.value, top), max_value=max(below.value, top), grouped=None)


def has_sign(tokens: AmountTokens, position: int) -> bool:
    """Say whether a minus stands before the number at ``position``: "âm 5", "-5"; the dash of a range is none."""
    before = tokens.written(position - 1)
    if before.lower() == "âm":
        return True
    is_dash = before in _MINUS and tokens.is_glued(position) and not tokens.is_glued(position - 1)
    return is_dash and not starts_with_digit(tokens.word(position - 2))


def _range(tokens: AmountTokens, low: Number) -> Number | None:
    """Extend ``low`` to "low - high" or "low đến high"; None when it is no number after all."""
    joint = tokens.word(low.end)
    if joint not in DASHES and joint not in TO:
        return low
    high = _single(tokens, low.end + 1)
    if high is None or high.modifier or high.part or high.whole is not None:
        return low
    # A chain of dashes is a formation, a date or a telephone number: "sơ đồ 4-2-3-1".
    if joint in DASHES and tokens.word(high.end) in DASHES and starts_with_digit(tokens.word(high.end + 1)):
        return None
    bottom = low.value
    # "250 - 300 nghìn": the scale belongs to both ends. "900 - 1,2 triệu" has it at the upper end only.
    if low.magnitude == 1 and high.magnitude > 1 and low.value < high.value / high.magnitude:
        bottom = tidy(low.value * high.magnitude)
    # A falling pair is a score ("thắng 3-1"), unless a word joins it: then only its first number is read.
    if bottom >= high.value:
        return low if joint not in DASHES or high.tail else None
    return high._replace(begin=low.begin, value=bottom, max_value=high.value, worded=low.worded, grouped=None)


def _single(tokens: AmountTokens, position: int) -> Number | None:
    """Read one number, not a range, by the kind of word that it begins with."""
    word = tokens.word(position)
    if starts_with_digit(word) or word in DIGITS or word == "mười":
        return _worded_share(tokens, position) or _cardinal(tokens, position)
    if word in SCALES:
        return _scales_alone(tokens, position, position, "order_of")
    # "tiền" and "bạc" are money ("tiền bạc"); only "tiền triệu", "bạc triệu" are numbers: a house "tiền tỷ" is dear.
    if word == "hàng" or (word in ROUGH and tokens.word(position + 1) == "triệu"):
        return _scales_alone(tokens, position, position + 1, "order_of")
    if word in SEVERAL:
        several = _scales_alone(tokens, position, position + 1, "several")
        return several and several._replace(value=several.value * 2, max_value=several.value * 9)
    if word == "nửa":
        half = _scales_alone(tokens, position, position + 1, None)
        return half._replace(value=tidy(half.value / 2)) if half else Number(position, position + 1, 0.5, worded=True)
    return None


def _scales_alone(tokens: AmountTokens, begin: int, position: int, modifier: str | None) -> Number | None:
    """Read scales without a numeral before them: "hàng chục nghìn"."""
    end, scale = _scales(tokens, position)
    return Number(begin, end, scale, modifier=modifier, magnitude=scale, worded=True) if end > position else None


def _scales(tokens: AmountTokens, position: int) -> tuple[int, int]:
    """Multiply the scales from ``position`` on: "chục nghìn", "nghìn tỷ"; return where they end and the product."""
    scale, end = 1, position
    compounds = tokens.context.scale_compounds
    # "triệu nghìn" goes on with a new number; only "tỷ" may follow what is greater ("nghìn tỷ tỷ").
    # "6 triệu chứng" are six signs, "8 tỉ phú" eight people.
    while (
        end < position + _MOST_SCALES
        and (factor := SCALES.get(tokens.word(end)))
        and (factor >= scale or factor == _BILLION)
        and f"{tokens.spelling(end)} {tokens.spelling(end + 1)}" not in compounds
    ):
        scale *= factor
        end += 1
    return end, scale


def _worded_share(tokens: AmountTokens, position: int) -> Number | None:
    """Read a fraction in words: "một phần ba", "một nửa"."""
    joint = tokens.word(position + 1)
    if joint not in ("phần", "nửa"):  # nearly always, so nothing else is looked at
        return None
    word, below = tokens.word(position), tokens.word(position + 2)
    if word == "một" and joint == "nửa" and below not in SCALES:
        return Number(position, position + 2, 0.5, worded=True, part=True)
    # "80 phần trăm" is a percentage, which is read as a unit.
    if joint != "phần" or below == "trăm":
        return None
    top = DIGITS.get(word) or (int(word) if _is_short(word) else 0)
    bottom = 10 if below == "mười" else AFTER_TENS.get(below) or (int(below) if _is_short(below) else 0)
    # "một phần" alone is a part of something, and "2 phần 1" is the name of a film.
    if not 0 < top < bottom:
        return None
    return Number(position, position + 3, round(top / bottom, 4), worded=word in DIGITS, part=True)


def _is_short(word: str) -> bool:
    return word.isdecimal() and word.isascii() and len(word) <= 2


def _over(tokens: AmountTokens, above: Number) -> Number | None:
    """Read "21/35"; longer chains, such as dates with a year, are no numbers."""
    below = _literal(tokens, above.end + 1)
    if below is None or below.tail or below.value == 0 or _is_slashed(tokens, below.end):
        return None
    # "24.900/38.000 tỷ đồng": the scale belongs to both.
    end, scale = _scales(tokens, below.end)
    return Number(above.begin, end, above.value * scale, magnitude=scale, whole=below.value * scale)


def _is_slashed(tokens: AmountTokens, position: int) -> bool:
    """Say whether the token at ``position`` is a slash glued between digits."""
    return (
        _is_mark(tokens, position, "/")
        and tokens.is_glued(position + 1)
        and starts_with_digit(tokens.written(position + 1))
    )


def _literal(tokens: AmountTokens, position: int) -> Number | None:
    """Read digits with their dots and commas."""
    word = tokens.written(position)
    # Most numbers are one token; they are read here, without looking for marks.
    goes_on = _is_mark(tokens, position + 1, ".,") or starts_with_digit(tokens.written(position + 1))
    if not goes_on and len(word) <= _MOST_DIGITS and word.isdecimal():
        return Number(position, position + 1, int(word))
    groups, marks, end, tail = _digit_groups(tokens, position)
    if not groups:
        return None
    if not marks and not tail:
        spaced = _spaced_groups(tokens, position, end)
        groups, marks, end = [*groups, *spaced], "." * len(spaced), end + len(spaced)
    value = _figures(groups, marks)
    if value is None:
        return None
    grouped = None
    # "1,250": only what is counted tells whether this is a decimal; readings decide.
    if marks == "," and len(groups[1]) == 3 and len(groups[0]) <= 3 and groups[0] != "0":
        grouped = int("".join(groups))
    return Number(position, end, value, tail=tail.lower(), grouped=grouped)


def _digit_groups(tokens: AmountTokens, position: int) -> tuple[list[str], str, int, str]:
    """Return the groups of digits from ``position`` on, the marks between them, their end, and the letters glued on.

    The list is empty when the digits are more than a number has: account numbers, rows of numbers.
    """
    groups: list[str] = []
    marks, end = "", position
    while True:
        word = tokens.written(end)
        digits = len(word) - len(word.lstrip("0123456789"))
        if not 0 < digits <= _MOST_DIGITS or len(groups) == _MOST_GROUPS:
            return [], "", position, ""
        groups.append(word[:digits])
        tail = word[digits:].lstrip(_SUPERSCRIPTS)  # "12¹ hộ": the mark of a footnote
        end += 1
        is_mark = not tail and _is_mark(tokens, end, ".,") and tokens.is_glued(end + 1)
        if not is_mark or not starts_with_digit(tokens.written(end + 1)):
            return groups, marks, end, tail
        marks += tokens.written(end)
        end += 1


def _spaced_groups(tokens: AmountTokens, begin: int, position: int) -> list[str]:
    """Return the groups of three digits that single blanks separate from the number at ``begin``: "20 000 người".

    Other groups than "000" need a place where no other number ends: else "năm 2020 100 người", "bão số 12 300 hộ" and
    the cells of a table would be one number.
    """
    groups: list[str] = []
    first, source, end = tokens.written(begin), tokens.source, position
    while (
        len(groups) + 1 < _MOST_GROUPS
        and len(first) <= 3
        and len(tokens.written(end)) == 3
        and tokens.written(end).isdecimal()
        and source.text[source.ends[end - 1] : source.starts[end]] == " "
    ):
        groups.append(tokens.written(end))
        end += 1
    if all(group == "000" for group in groups):
        return groups
    before = tokens.spelling(begin - 1)
    is_apart = not (starts_with_digit(before) or starts_with_digit(tokens.word(end)) or first[0] == "0")
    context = tokens.context
    is_named = before in context.names_by_number or before in context.days or before in context.calendar
    return groups if is_apart and not is_named else []


def _is_mark(tokens: AmountTokens, position: int, marks: str) -> bool:
    """Say whether one of ``marks`` is glued to the token before it, with further tokens after it."""
    return position + 1 < len(tokens) and tokens.written(position) in marks and tokens.is_glued(position)


def _figures(groups: list[str], marks: str) -> Value | None:
    """Return the value of digit groups with ``marks`` between them, or None when no convention writes them so."""
    if not marks:
        return int(groups[0])
    whole, last, mark = "".join(groups[:-1]), groups[-1], marks[-1]
    in_thousands = len(groups[0]) <= 3 and groups[0] != "0" and all(len(group) == 3 for group in groups[1:-1])
    if marks.count(mark) == len(marks):
        # "1,250" is a decimal in Vietnamese; "14,000" and "1,250,000" can only be English thousands.
        lone_comma = marks == "," and last != "000"
        if in_thousands and len(last) == 3 and not lone_comma:
            return int(whole + last)
        if len(marks) == 1 and (mark == "," or len(last) <= 2 or groups[0] == "0"):
            return tidy(float(f"{whole}.{last}"))
        return None
    # Mixed marks, "12.345.678,9" or "1,234.5": the last one is the decimal point.
    if in_thousands and marks[:-1].count(mark) == 0:
        return tidy(float(f"{whole}.{last}"))
    return None


def _cardinal(tokens: AmountTokens, position: int) -> Number | None:
    """Read a number with its scales: "3 tỷ 200 triệu", "hai triệu rưỡi", "một nghìn hai trăm tỷ"."""
    is_literal = starts_with_digit(tokens.word(position))
    first = _literal(tokens, position) if is_literal else _below_thousand(tokens, position)
    if first is None:
        return None
    if first.tail:
        first = _with_glued_decimals(first)
        if first.tail not in GLUED_SCALES:  # "15km"
            return first
    elif tokens.word(first.end) in COMMAS:
        first = _with_worded_decimals(tokens, first)
    if _is_slashed(tokens, first.end):
        return None if first.worded else _over(tokens, first)
    if not first.tail and tokens.word(first.end) not in SCALES:
        return first
    return _scaled(tokens, first)


def _with_glued_decimals(number: Number) -> Number:
    """Read "1tr2" as 1,2 millions: the digits after a glued scale are its decimals."""
    scale = number.tail.rstrip("0123456789")
    decimals = number.tail[len(scale) :]
    if not decimals or scale not in GLUED_SCALES or len(decimals) > _MOST_DECIMALS:
        return number
    return number._replace(value=float(f"{int(number.value)}.{decimals}"), tail=scale)


def _with_worded_decimals(tokens: AmountTokens, number: Number) -> Number:
    """Read the decimals of "không phẩy năm phần trăm", "ba phẩy hai lăm"."""
    begin = end = number.end + 1
    below = _below_thousand(tokens, begin)
    if below is not None and 10 <= below.value < 100:
        decimals, end = str(below.value), below.end
    else:
        while end < begin + _MOST_DECIMALS and tokens.word(end) in AFTER_TENS:
            end += 1
        decimals = "".join(str(AFTER_TENS[tokens.word(position)]) for position in range(begin, end))
        if not decimals and tokens.word(begin).isdecimal() and len(tokens.word(begin)) <= _MOST_DECIMALS:
            decimals, end = tokens.word(begin), begin + 1
    if not decimals or isinstance(number.value, float):
        return number
    return number._replace(value=float(f"{number.value}.{decimals}"), end=end)


def _scaled(tokens: AmountTokens, first: Number) -> Number:
    """Multiply ``first`` by the scales after it and add the chunks with smaller scales: "3 tỷ 200 triệu".

    ``total`` holds what "tỷ" has closed, ``current`` what is still open: in "một nghìn hai trăm tỷ ba triệu" the
    "nghìn" and the "trăm" wait for "tỷ".
    """
    total: Value = 0
    current: Value = 0
    chunk: Number | None = first
    last, smallest, end = _BILLION * _BILLION, 1, first.end
    while chunk is not None:
        scales_end, scale = _scales(tokens, chunk.end)
        if chunk.tail:  # "2tỷ", "100tr"
            scales_end, scale = chunk.end, GLUED_SCALES.get(chunk.tail, 0)
        # Digits without a scale begin another number: "3 triệu 20 người".
        if scale == 0 or (scale == 1 and chunk is not first and starts_with_digit(tokens.word(chunk.begin))):
            break
        closes = scale % _BILLION == 0
        if closes and not total:
            total, current = (current + chunk.value * (scale // _BILLION)) * _BILLION, 0
        elif scale == 1_000_000 and last == 1_000:
            current = (current + chunk.value) * scale
        elif scale < last:
            current += chunk.value * scale
        else:
            break
        last, smallest, end = (_BILLION if closes else scale), scale, scales_end
        if tokens.word(end) in AND_HALF and scale >= 10:
            current, end = current + scale / 2, end + 1
            break
        short = _short_decimal(tokens, end) if scale >= 1_000 else 0
        if short:
            current, end = current + scale * short // 10, end + 1
            break
        chunk = _next_chunk(tokens, end) if scale >= 1_000 else None
    worded = not starts_with_digit(tokens.word(first.begin))
    grouped = first.grouped if smallest == 1 else None
    return Number(first.begin, end, tidy(total + current), magnitude=smallest, worded=worded, grouped=grouped)


def _short_decimal(tokens: AmountTokens, position: int) -> int:
    """Return the digit of "2 triệu 4", "hai triệu tư đồng", which is the next smaller decimal in speech; 0 without one.

    Only the currency or the end of the clause makes that clear: "hai triệu hai người" would else be 2.200.000.
    """
    word = tokens.word(position)
    if tokens.word(position + 1) not in _AFTER_SHORT:
        return 0
    return int(word) if len(word) == 1 and starts_with_digit(word) else AFTER_TENS.get(word, 0)


def _next_chunk(tokens: AmountTokens, position: int) -> Number | None:
    """Read what may stand after a scale: digits with a smaller one, or words that cannot begin a new number."""
    word = tokens.word(position)
    if starts_with_digit(word):
        return _literal(tokens, position)
    if word in ZEROS and tokens.word(position + 1) in DIGITS:
        return Number(position, position + 2, DIGITS[tokens.word(position + 1)], worded=True)
    chunk = _below_thousand(tokens, position)
    if chunk is not None and (chunk.end > position + 1 or tokens.word(chunk.end) in SCALES):
        return chunk
    return None


def _below_thousand(tokens: AmountTokens, position: int) -> Number | None:
    """Read number words up to 999: "ba trăm linh năm", "hai mốt", "mười lăm"."""
    word, after = tokens.word(position), tokens.word(position + 1)
    if word == "mười":
        return _tens(tokens, position, position + 1, 10)
    if word not in DIGITS:
        return None
    digit = DIGITS[word]
    if after == "trăm":
        return _hundreds(tokens, position, digit * 100)
    if after == "mươi" and digit > 1:
        return _tens(tokens, position, position + 2, digit * 10)
    if after in _UNITS_BELOW_TEN and digit > 1:
        return Number(position, position + 2, digit * 10 + AFTER_TENS[after], worded=True)
    return Number(position, position + 1, digit, worded=True)


def _hundreds(tokens: AmountTokens, begin: int, hundreds: int) -> Number:
    """Read what follows "N trăm": "linh năm", "hai mươi", "rưỡi", or a lone numeral for tens before a scale."""
    end = begin + 2
    word, after = tokens.word(end), tokens.word(end + 1)
    value = hundreds
    if word in ZEROS and after in AFTER_TENS:
        value, end = hundreds + AFTER_TENS[after], end + 2
    elif word in AND_HALF:
        value, end = hundreds + 50, end + 1
    elif word == "mười" or (word in DIGITS and (after == "mươi" or after in _UNITS_BELOW_TEN)):
        tens = _below_thousand(tokens, end)
        if tens is not None:
            value, end = hundreds + int(tens.value), tens.end
    elif word in DIGITS and word != "không" and SCALES.get(after, 0) >= 1_000:  # ba trăm hai nghìn
        value, end = hundreds + DIGITS[word] * 10, end + 1
    elif word in DIGITS and DIGITS.get(after, 0) and "không" not in (word, after) and after != "năm":
        value, end = hundreds + DIGITS[word] * 10 + DIGITS[after], end + 2  # một trăm hai sáu
    return Number(begin, end, value, worded=True)


def _tens(tokens: AmountTokens, begin: int, position: int, tens: int) -> Number:
    """Read the unit after "mười" or "N mươi"."""
    word = tokens.word(position)
    # "hai mươi năm" is twenty years; "hai mươi lăm" twenty-five.
    is_unit = word in AFTER_TENS and word not in ("năm", "không")
    if is_unit and tokens.word(position + 1) not in ("trăm", "mươi"):
        return Number(begin, position + 1, tens + AFTER_TENS[word], worded=True)
    return Number(begin, position, tens, worded=True)
