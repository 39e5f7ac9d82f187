"""Which types of entities are looked for, and that the others cost nothing."""

import pytest

from nlp.article import DEFAULT_TYPES, Article
from nlp.entities import extract as extraction
from nlp.entities.extract import chosen_types, extract
from nlp.entities.mentions import mention_rows
from nlp.labeller import Labeller

ARTICLE = Article(
    "Sáng 7/10, bão số 11 làm 3 người chết ở xã Tân Lập, theo UBND tỉnh Lào Cai; sông Thao ngập QL32.",
    published="2025-10-08",
)


@pytest.mark.parametrize(
    ("types", "found"),
    [
        (DEFAULT_TYPES, {"AMOUNT", "COMMUNE", "PROVINCE"}),
        ("date", {"DATE"}),
        (" Storm, province ", {"STORM", "PROVINCE"}),
        (["amount"], {"AMOUNT"}),
        ("all", {"AMOUNT", "COMMUNE", "PROVINCE", "DATE", "STORM", "ROUTE", "WATER", "BODY"}),
    ],
)
def test_types_are_chosen(types, found):
    assert {entity.type for entity in extract(ARTICLE, types)} == found
    assert {entity.type for entity in Labeller(None, types=types).label_one(ARTICLE).entities} == found


@pytest.mark.parametrize("types", ["", "dates", "date,person", []])
def test_no_such_type(types):
    with pytest.raises(ValueError, match="province"):
        chosen_types(types)


def test_a_type_that_nobody_asked_for_is_not_looked_for(monkeypatch):
    def refuse(*_):
        raise AssertionError

    monkeypatch.setattr(extraction, "FINDERS", dict.fromkeys(extraction.FINDERS, refuse))
    assert extract(ARTICLE)
    with pytest.raises(AssertionError):
        extract(ARTICLE, "date")


def test_the_days_of_a_date_do_not_stand_in_the_columns_of_its_span():
    row = next(mention_rows("a", [entity.to_dict() for entity in extract(ARTICLE, "date")]))
    assert (row["start"], row["end"], row["first_day"], row["last_day"]) == (0, 9, "2025-10-07", "2025-10-07")
