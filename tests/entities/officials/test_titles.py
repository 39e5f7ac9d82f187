"""Titles: the words around them that belong to them, and the words that make something else of them."""

from __future__ import annotations

import pytest

from nlp.entities.lexicon import phrases, rows
from nlp.entities.officials.titles import TITLES
from tests.entities.officials.phrasing import officials


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Phó chủ tịch thường trực HĐND tỉnh", ["- | Phó chủ tịch thường trực | HĐND tỉnh"]),
        ("Trưởng ban thường trực Ban Chỉ đạo Lê Văn Tám", ["Lê Văn Tám | Trưởng ban thường trực | Ban Chỉ đạo"]),
        ("Phó thủ tướng phụ trách kinh tế Lê Văn Tám nói", ["- | Phó thủ tướng | -"]),
        ("Phó giám đốc phụ trách Sở Y tế", ["- | Phó giám đốc phụ trách | Sở Y tế"]),
        ("quyền Giám đốc Sở Y tế", ["- | quyền Giám đốc | Sở Y tế"]),
        ("Q.Giám đốc Sở Y tế", ["- | Q.Giám đốc | Sở Y tế"]),
        ("tăng trưởng công nghiệp", []),
        ("công tác ứng phó công an xã", []),
        ("trưởng công an xã", ["- | trưởng | công an xã"]),
    ],
)
def test_words_around_a_title(text: str, expected: list[str]) -> None:
    assert officials(text) == expected


def test_words_that_veto_titles_stand_before_their_first_words() -> None:
    assert {word for word, _ in rows("not_titles", "word", "phrases")} <= TITLES.first_tokens
    assert all(" " not in phrase for _, cell in rows("not_titles", "word", "phrases") for phrase in phrases(cell))


def test_no_title_stands_in_the_table_twice() -> None:
    titles = [phrase for _, _, cell in rows("titles", "kind", "organization", "phrases") for phrase in phrases(cell)]
    assert len(titles) == len(set(titles))
