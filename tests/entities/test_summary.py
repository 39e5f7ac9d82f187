import pytest

from nlp.article import Article, Entity
from nlp.entities.summary import summarize


def province(code, start):
    return Entity(
        "PROVINCE",
        start,
        start + 2,
        "xx",
        {"code": code, "name": f"name of {code}", "legacy_code": None, "legacy_name": None},
    )


def official(name):
    return Entity("OFFICIAL", 0, 1, "x", {"name": name, "title": None, "organization": None})


def amount(value, unit, modifier=None):
    return Entity("AMOUNT", 0, 1, "x", {"value": value, "max_value": None, "unit": unit, "modifier": modifier})


ARTICLE = Article(title="0123456789", text="...")


def test_nothing_found():
    summary = summarize(ARTICLE, [])
    lists = ("provinces", "province_names", "communes", "officials")
    figures = ("dead", "missing", "injured", "dead_or_missing", "households", "houses", "hectares")
    others = ("focus_province", "focus_province_name", "money_vnd", *figures, *(f"{name}_modifier" for name in figures))
    assert summary == {name: [] for name in lists} | dict.fromkeys(others) | {"sources": {}}


def test_provinces_by_weight_and_the_title_counts_more():
    summary = summarize(ARTICLE, [province("01", 20), province("01", 30), province("20", 0)])
    assert summary["provinces"] == ["20", "01"]
    assert summary["focus_province"] == "20"
    assert summary["province_names"] == ["Lạng Sơn", "Hà Nội"]
    assert summary["focus_province_name"] == "Lạng Sơn"


def test_no_focus_on_a_tie():
    assert summarize(ARTICLE, [province("01", 20), province("20", 30)])["focus_province"] is None


def test_officials_once_each_and_titles_alone_not():
    entities = [official("Lò Văn Pản"), official(None), official("Hà Thị Én"), official("Lò Văn Pản")]
    assert summarize(ARTICLE, entities)["officials"] == ["Lò Văn Pản", "Hà Thị Én"]


def test_money_in_dong_only():
    assert summarize(ARTICLE, [amount(15e9, "VND"), amount(3e9, "VND"), amount(1e12, "USD")])["money_vnd"] == 15e9


@pytest.mark.parametrize(("figure", "unit"), [("households", "household"), ("houses", "house"), ("hectares", "ha")])
def test_what_was_lost_beside_people(figure, unit):
    summary = summarize(ARTICLE, [amount(46, unit, "about"), amount(12, unit), amount(99, f"{unit}/day")])
    assert (summary[figure], summary[f"{figure}_modifier"]) == (46, "about")


def test_communes_once_each():
    communes = [
        Entity("COMMUNE", 0, 1, "x", {"name": name, "candidates": []})
        for name in ("Mường Lát", "Quan Sơn", "Mường Lát")
    ]
    assert summarize(ARTICLE, communes)["communes"] == ["Mường Lát", "Quan Sơn"]
