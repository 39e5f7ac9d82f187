from datetime import datetime

import pytest

from nlp.errors import RecordError
from nlp.formats.record import MAX_KEPT_BYTES, Columns, keep_raw


def test_article_of_fields():
    article = Columns().article({"id": 7, "text": "a", "title": "b", "published": "2025-10-01", "url": "", "more": [1]})
    assert (article.id, article.text, article.title, article.published, article.url) == (
        "7",
        "a",
        "b",
        "2025-10-01",
        None,
    )


@pytest.mark.parametrize("fields", [{}, {"text": ""}, {"text": "  \n"}, {"text": None, "title": ""}, {"colour": "a"}])
def test_no_text(fields):
    with pytest.raises(RecordError, match="--text-field"):
        Columns().article(fields)


@pytest.mark.parametrize("value", [3, [["a"]], {"a": 1}, True])
def test_text_that_is_no_string(value):
    with pytest.raises(RecordError, match="not a string"):
        Columns().article({"text": value})


def test_dates_of_tables_are_dates_and_odd_facts_cost_no_article():
    fields = {"text": "lũ", "published": datetime(2026, 9, 1, 5), "url": 7, "source": {"name": "báo"}}
    article = Columns().article(fields)
    assert (article.published, article.url, article.source) == ("2026-09-01T05:00:00", None, None)


def test_title_alone_is_enough():
    assert Columns(title="headline").article({"headline": "a"}).document == "a\n"


def test_raw_is_kept_readable_and_bounded():
    assert keep_raw(b"l\xc5\xa9 \xff") == "lũ \\xff"
    assert len(keep_raw(b"x" * (MAX_KEPT_BYTES * 2))) < MAX_KEPT_BYTES + 50
