"""Facts are told where they are asked for, and their entities are written only where these are."""

import pytest

from nlp.article import Article
from nlp.entities.extract import chosen_types
from nlp.labeller import Labeller

ARTICLE = Article(text="Ngày 7/10, mưa lũ ở Lạng Sơn làm 2 người chết.", published="2025-10-08")


@pytest.mark.parametrize(
    ("types", "entities", "has_facts"),
    [("facts", set(), True), ("amount,facts", {"AMOUNT"}, True), ("province", {"PROVINCE"}, False)],
)
def test_types_choose_what_is_written(types, entities, has_facts):
    labelled = Labeller(None, types=types).label_one(ARTICLE)
    assert {entity.type for entity in labelled.entities} == entities
    record = labelled.to_dict()
    assert ("facts" in record) == has_facts
    if has_facts:
        (fact,) = record["facts"]
        assert (fact["measure"], fact["value"], fact["province"]) == ("dead", 2, "20")
        assert fact["date"] == {"start": "2025-10-07", "end": "2025-10-07"}
        assert set(fact["mentions"]) == {"figure", "place", "date"}


def test_all_has_facts():
    assert chosen_types("all")[-1] == "FACTS"
    assert Labeller(None, types="all").label_one(ARTICLE).facts
