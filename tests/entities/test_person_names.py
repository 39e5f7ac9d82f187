"""Names of people: the shape that counts, and what is told apart from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.entities.officials.people import People
from nlp.entities.organizations.text_view import TextView
from nlp.entities.person_names import (
    COMMON_SURNAMES,
    OTHER_SURNAMES,
    is_name,
    name_score,
    run_end,
    short_caps,
)
from nlp.entities.tokens import Tokens


def name(text: str) -> bool:
    tokens = Tokens.of(text)
    return is_name(tokens.words, tokens.lower, 0, len(tokens))


@pytest.mark.parametrize(
    "text",
    ["Trần Văn Hòa", "Lê Tâm", "Nguyễn Thị Thu Hà", "Giàng A Sử", "Lò Văn Pành", "Y Thông Niê", "Y Khoa Ayun", "Ksor Hnăm", "Hà Văn Tý",
     "Trần Nguyễn Thị Minh Anh", "NGUYỄN VĂN AN", "Lê Quỳnh"],
)  # fmt: skip
def test_names(text: str) -> None:
    assert name(text)


@pytest.mark.parametrize(
    "text",
    [
        "Trần",
        "trần văn hòa",
        "Trần văn Hòa",
        "Gia Lai",
        "Donald Trump",
        "Trần Văn 5",
        "Nguyễn Smith",
        "Kim Tae Hyung",
        "Một Hai Ba",
    ],
)
def test_not_names(text: str) -> None:
    assert not name(text)


def test_surnames_are_of_one_kind_only() -> None:
    assert not COMMON_SURNAMES & OTHER_SURNAMES
    assert all(surname == surname.lower() for surname in COMMON_SURNAMES | OTHER_SURNAMES)


def test_a_middle_name_speaks_for_a_person() -> None:
    assert name_score(["lê", "thị", "sen"], 0, 3) > name_score(["lê", "minh", "sen"], 0, 3)
    assert name_score(["lê", "minh", "sen"], 0, 3) > name_score(["hà", "nam"], 0, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TRẦN VĂN HÒA", 3),
        ("TRẦN VĂN HÒA YÊU CẦU KIỂM TRA", 3),
        ("TRẦN HÒA YÊU CẦU KIỂM TRA", 2),
        ("TRẦN THỊ THU HÀ", 4),
        ("Trần Thị Thu Hà Anh", 5),
    ],
)
def test_names_in_a_line_of_capitals(text: str, expected: int) -> None:
    tokens = Tokens.of(text)
    assert short_caps(tokens.words, tokens.lower, 0, run_end(tokens.words, 0)) == expected


@given(st.text())
def test_any_token_can_be_asked(text: str) -> None:
    tokens = Tokens.of(text)
    people = People(TextView(tokens))
    for position in range(len(tokens)):
        person = people.before(position)
        assert person is None or person.start <= person.name_start < person.end <= position
