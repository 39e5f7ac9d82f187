"""The trie: the longest phrase wins, and matches do not overlap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.entities.phrases import Phrases

NAMES = Phrases([("hà nam", "province"), ("hà nam ninh", "former"), ("nam", "south"), ("ninh bình", "province")])


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("", []),
        ("đi hà nam", [(1, 3, "province")]),
        ("hà nam ninh", [(0, 3, "former")]),
        ("hà nam ninh bình", [(0, 3, "former")]),
        ("hà nam hà nam", [(0, 2, "province"), (2, 4, "province")]),
        ("hà nội phía nam", [(3, 4, "south")]),
        ("ninh", []),
        ("hà", []),
    ],
)
def test_matches(text, matches):
    assert list(NAMES.matches(text.split())) == matches


@given(st.lists(st.sampled_from(["hà", "nam", "ninh", "bình", "và"])))
def test_matches_are_what_match_says_from_left_to_right(lower):
    expected, position = [], 0
    while position < len(lower):
        match = NAMES.match(lower, position)
        if match is None:
            position += 1
        else:
            expected.append((position, *match))
            position = match[0]
    assert list(NAMES.matches(lower)) == expected
