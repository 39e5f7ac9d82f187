import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlp.entities.amounts.amount_tokens import AmountTokens
from nlp.entities.amounts.numbers import read, tidy
from nlp.entities.tokens import Tokens
from nlp.text.normalize import normalize, strip_accents

ONES = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
SCALES = ["", "nghìn", "triệu", "tỷ", "nghìn tỷ"]


def tokens_of(text):
    return AmountTokens(Tokens.of(text))


def spell_group(number, after_others):
    """Spell a number below 1000, in full when greater groups stand before it."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = [ONES[hundreds], "trăm"] if hundreds or after_others else []
    if tens == 0:
        return words + (["linh", ONES[ones]] if ones and words else [ONES[ones]] if ones else [])
    words += ["mười"] if tens == 1 else [ONES[tens], "mươi"]
    if ones == 1:
        words.append("một" if tens == 1 else "mốt")
    elif ones == 5:
        words.append("lăm")
    elif ones:
        words.append(ONES[ones])
    return words


def spell(number):
    """Spell a number up to 10^12 the way a school book does."""
    if number == 0:
        return "không"
    if number == 10**12:
        return "một nghìn tỷ"
    groups = []
    while number:
        number, group = divmod(number, 1000)
        groups.append(group)
    words = []
    for place in range(len(groups) - 1, -1, -1):
        if groups[place]:
            words += spell_group(groups[place], bool(words))
            words += SCALES[place].split()
    return " ".join(words)


def with_dots(number):
    return f"{number:,}".replace(",", ".")


UP_TO_A_TRILLION = st.one_of(
    st.integers(0, 10**12),
    st.integers(0, 2000),
    st.builds(lambda base, power: base * 10**power, st.integers(0, 999), st.integers(0, 9)),
)


@given(UP_TO_A_TRILLION)
@example(0)
@example(10**12)
@example(1_000_005)
@example(21_015_105)
def test_every_integer_in_words_and_digits_parses_back(number):
    spellings = [spell(number), spell(number).upper(), with_dots(number), str(number)]
    spellings += [spell(number).replace("linh", "lẻ").replace("nghìn", "ngàn").replace("tỷ", "tỉ")]
    for written in spellings:
        tokens = tokens_of(normalize(written))
        parsed = read(tokens, 0)
        assert parsed is not None, written
        assert (parsed.value, parsed.max_value, parsed.begin, parsed.end) == (number, None, 0, len(tokens)), written


@given(st.integers(0, 10**9), st.integers(1, 99))
def test_decimals_parse_back(whole, part):
    written = f"{with_dots(whole)},{part:02}"
    parsed = read(tokens_of(written), 0)
    assert parsed is not None
    assert parsed.value == pytest.approx(float(f"{whole}.{part:02}"))
    assert parsed.end == len(tokens_of(written))


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.sampled_from(["-", " - ", "–", " đến ", " tới "]))
def test_two_rising_numbers_are_a_range(low, more, joint):
    parsed = read(tokens_of(f"{with_dots(low)}{joint}{with_dots(low + more)} đồng"), 0)
    assert parsed is not None
    assert (parsed.value, parsed.max_value) == (low, low + more)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1.250", 1250),
        ("1,25", 1.25),
        ("1.5", 1.5),
        ("0,125", 0.125),
        ("12.345.678,9", 12_345_678.9),
        ("1,250,000", 1_250_000),
        ("1,234.5", 1234.5),
        ("14,000", 14_000),
        ("20 000", 20_000),
        ("2tỷ", 2_000_000_000),
        ("100tr", 100_000_000),
        ("1,2 triệu", 1_200_000),
        ("3 tỷ 200 triệu", 3_200_000_000),
        ("3 tỉ hai trăm triệu", 3_200_000_000),
        ("8.100 tỉ", 8_100_000_000_000),
        ("15 nghìn tỷ", 15_000_000_000_000),
        ("2 triệu rưỡi", 2_500_000),
        ("một tỷ rưỡi", 1_500_000_000),
        ("hai trăm rưỡi", 250),
        ("nửa triệu", 500_000),
        ("ba vạn", 30_000),
        ("ba chục", 30),
        ("hai mốt", 21),
        ("ba lăm", 35),
        ("hai mươi tư", 24),
        ("một trăm lẻ năm", 105),
        ("một nghìn không trăm linh hai", 1002),
        ("một nghìn hai trăm tỷ ba triệu", 1_200_003_000_000),
        ("năm triệu", 5_000_000),
        ("hai triệu tư đồng", 2_400_000),
    ],
)
def test_single_numbers(written, value):
    parsed = read(tokens_of(written), 0)
    assert parsed is not None
    assert parsed.value == value


@pytest.mark.parametrize(
    ("written", "value", "max_value", "modifier"),
    [
        ("hàng nghìn", 1000, None, "order_of"),
        ("hàng chục nghìn", 10_000, None, "order_of"),
        ("hàng trăm nghìn tỷ", 10**14, None, "order_of"),
        ("tiền triệu", 10**6, None, "order_of"),
        ("vài trăm", 200, 900, "several"),
        ("vài chục nghìn", 20_000, 90_000, "several"),
        ("mấy chục", 20, 90, "several"),
        ("250 - 300", 250, 300, None),
        ("5-7", 5, 7, None),
        ("3 đến 40 triệu", 3_000_000, 40_000_000, None),
        ("300.000-1,2 triệu", 300_000, 1_200_000, None),
        ("hai đến ba", 2, 3, None),
    ],
)
def test_rough_numbers_and_ranges(written, value, max_value, modifier):
    parsed = read(tokens_of(written), 0)
    assert parsed is not None
    assert (parsed.value, parsed.max_value, parsed.modifier) == (value, max_value, modifier)


@pytest.mark.parametrize(
    ("written", "value", "whole", "part"),
    [
        ("2/3", 2, 3, False),
        ("21/35", 21, 35, False),
        ("một phần ba", 0.3333, None, True),
        ("3 phần 4", 0.75, None, True),
        ("một nửa", 0.5, None, True),
    ],
)
def test_fractions(written, value, whole, part):
    parsed = read(tokens_of(written), 0)
    assert parsed is not None
    assert (parsed.value, parsed.whole, parsed.part) == (value, whole, part)


@pytest.mark.parametrize(
    ("written", "value", "end"),
    [("hai mươi năm", 20, 2), ("mười năm qua", 10, 1), ("ba trăm năm", 300, 2), ("1.250 người", 1250, 3)],
)
def test_stops_before_what_is_not_its_own(written, value, end):
    parsed = read(tokens_of(written), 0)
    assert parsed is not None
    assert (parsed.value, parsed.end) == (value, end)


@pytest.mark.parametrize("written", ["4-2-3-1", "3-1", "16/7/2025", "1.23.456", "người", "hàng loạt", "vài", "9" * 40])
def test_codes_scores_and_dates_are_no_numbers(written):
    assert read(tokens_of(written), 0) is None


def test_lone_comma_keeps_both_readings():
    parsed = read(tokens_of("1,250"), 0)
    assert parsed is not None
    assert (parsed.value, parsed.grouped) == (1.25, 1250)


@pytest.mark.parametrize("written", ["hai mươi ba triệu", "ba trăm nghìn", "bốn tỷ", "hàng chục nghìn", "hai mươi lăm"])
def test_without_accents(written):
    with_accents, without = read(tokens_of(written), 0), read(tokens_of(strip_accents(written)), 0)
    assert with_accents == without is not None


@given(st.text(max_size=40))
def test_any_text_is_read_without_error(text):
    tokens = tokens_of(normalize(text))
    for position in range(len(tokens)):
        parsed = read(tokens, position)
        assert parsed is None or position == parsed.begin < parsed.end <= len(tokens)


@pytest.mark.parametrize("piece", ["1", "1 ", "1.", "1/", "1 - ", "một triệu ", "hàng trăm nghìn ", "1,000", "000 "])
def test_reading_looks_at_few_tokens(piece):
    tokens = tokens_of(piece * 20_000)
    begin = time.perf_counter()
    for position in range(min(len(tokens), 200)):
        read(tokens, position)
    assert time.perf_counter() - begin < 1


@pytest.mark.parametrize(
    ("value", "tidied"), [(270.504 * 1e9, 270_504_000_000), (0.1 + 0.2, 0.3), (2.0, 2), (10**18, 10**18)]
)
def test_tidy_drops_the_noise_of_floating_point(value, tidied):
    assert tidy(value) == tidied
    assert isinstance(tidy(value), type(tidied))
