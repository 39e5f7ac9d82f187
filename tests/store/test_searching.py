from collections import Counter
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nlp.errors import InputError
from nlp.store import searching
from nlp.store.file.folding import fold, words
from nlp.store.records import Query
from nlp.store.store import Store
from tests.store.conftest import LABELS, Clock, made

FOUND = [
    ("lu quet", "Lũ quét trong đêm"),
    ("lũ quét", "Lu quet trong dem"),
    ("LŨ QUÉT", "lũ quét"),
    ("dat lo", "Sạt lở, đất lở ở Đà Bắc"),
    ("đất lở", "Dat lo o Da Bac"),
    ("Đà Bắc", "da bac"),
    ("da bac", "Ðà Bắc"),  # Icelandic Eth, as old fonts give it
    ("hòa bình", "Tỉnh Hoà Bình"),
    ("u\u031bo\u031b", "ươ"),
    ("lớn", "mưa lớ\u200bn"),
    ("QL1A", "ùn tắc trên ql1a"),
    ("15.000", "hơn 15.000 hộ"),
    ('"sạt lở đất"', "bị sạt lở đất"),
    ('đêm "sạt lở', "trong đêm sạt lở"),
    ("quét lũ", "lũ quét"),
    ("xã", "ở xã, huyện"),
    ("và", "mưa_và_gió"),
]
NOT_FOUND = [
    ('"đất lở"', "sạt lở đất"),
    ("lũ quét", "lũ ống"),
    ("quet", "quét2"),
    ("!!!", "!!! lũ"),
    ("15.000", "15 hộ, 000"),
    ("lu OR quet", "lũ ống"),
    ("lu*", "lũy tre"),
]


@pytest.mark.parametrize(("typed", "text"), FOUND)
def test_words_are_found_with_and_without_accents(store, typed, text):
    store.add([made(text), made("Nội dung khác hẳn")])
    assert [hit.excerpt for hit in store.search(Query(typed)).hits] == [" ".join(text.split())]


@pytest.mark.parametrize(("typed", "text"), NOT_FOUND)
def test_what_is_not_there_is_not_found(store, typed, text):
    store.add([made(text)])
    assert store.search(Query(typed)).hits == ()


@pytest.fixture(scope="module")
def some(tmp_path_factory):
    """A store of 60 articles of all kinds, with what is in it."""
    items = [
        made(
            f"Bài số {number} nói về {'lũ quét' if number % 3 else 'đường sá'} {'ở bản' * (number % 5)}. " * 2
            + "ạ" * number,
            f"Tin {number}",
            label=LABELS[number % 4],
            review=number % 7 == 0,
            provinces=["01", "15"][: number % 3],
            source=[None, "báo A", 'b"á\'o" B'][number % 3],
            published=["2025-10-07", f"2025-09-{number % 28 + 1:02}T08:00:00", None, "hôm qua"][number % 4],
        )
        for number in range(40)
    ]
    with Store(tmp_path_factory.mktemp("some") / "desk.db", clock=Clock()) as store:
        store.add(items, batch=17)
        yield store


QUERIES = st.builds(
    Query,
    text=st.sampled_from(["", "lu quet", "đường sá", '"ở bản"', "bài 7"]),
    label=st.sampled_from([None, *LABELS]),
    province=st.sampled_from([None, "01", "15"]),
    source=st.sampled_from([None, "báo A", 'b"á\'o" B']),
    since=st.sampled_from([None, "2025-09-10", "2025-10-07"]),
    until=st.sampled_from([None, "2025-09-20", "2025-10-07"]),
    needs_review=st.sampled_from([None, True, False]),
    repeats=st.booleans(),
)


@cache
def all_of(store):
    return list(store.articles())


def holds(query, stored):
    """Say the slow way whether an article is one that is looked for."""
    hit, day = stored.hit, stored.hit.moment[:10]
    own = f" {' '.join(words(stored.document))} "
    typed = [query.text.strip('"')] if '"' in query.text else query.text.split()
    return (
        all(f" {' '.join(words(one))} " in own for one in typed)
        and query.label in (None, hit.label)
        and (query.province is None or query.province in stored.record["summary"]["provinces"])
        and query.source in (None, hit.source)
        and (query.since or day) <= day <= (query.until or day)
        and query.needs_review in (None, hit.needs_review)
        and (query.repeats or hit.duplicate_of is None)
    )


@settings(max_examples=60)
@given(QUERIES)
def test_a_search_finds_what_a_look_at_every_article_finds(some, query):
    expected = [stored for stored in all_of(some) if holds(query, stored)]
    page = some.search(query, limit=500, facets=True)
    assert [hit.key for hit in page.hits] == [stored.key for stored in expected]
    assert page.facets.counted.number == len(expected)
    assert page.facets.labels == Counter(stored.hit.label for stored in expected)
    assert page.facets.sources == Counter(stored.hit.source for stored in expected if stored.hit.source)
    assert page.facets.needs_review == sum(stored.hit.needs_review for stored in expected)
    provinces = Counter(code for stored in expected for code in stored.record["summary"]["provinces"])
    assert page.facets.provinces == provinces


@settings(max_examples=40)
@given(QUERIES, st.integers(1, 13))
def test_pages_show_every_article_once_and_the_newest_first(some, query, limit):
    seen, after = [], None
    while True:
        page = some.search(query, limit=limit, after=after)
        seen += page.hits
        assert len(page.hits) <= limit
        if page.after is None:
            break
        after = page.after
    assert seen == list(some.search(query, limit=500).hits)
    assert [hit.moment for hit in seen] == sorted((hit.moment for hit in seen), reverse=True)


@settings(max_examples=60)
@given(st.text(max_size=60) | st.text("\"*^:()-+{} ANDORNEARtx\\'\0", max_size=30))
@example('"')
@example("NEAR(lu quet, 2)")
@example("words : lu")
@example("lu AND NOT")
@example("\ud800")
@example("'; DROP TABLE articles; --")
def test_any_text_can_be_looked_for(some, typed):
    for query in (Query(typed), Query(source=typed), Query("lũ", label=typed, province=typed)):
        page = some.search(query, facets=True)
        assert page.facets.counted.exact
        assert len(page.hits) == min(50, page.facets.counted.number)


@given(st.text(max_size=40))
def test_folding_ends(text):
    assert fold(fold(text)) == fold(text)
    assert words(fold(text)) == words(text)


@pytest.mark.parametrize(
    "asked",
    [{"query": Query(since="7.10")}, {"query": Query(until="2025-13-01")}, {"after": "-1"}, {"after": "x" * 99}],
)
def test_what_cannot_be_read_is_said(some, asked):
    with pytest.raises(InputError, match="is no "):
        some.search(**asked)


def test_counting_stops_at_a_bound(some, monkeypatch):
    monkeypatch.setattr(searching, "BOUND", 10)
    facets = some.search(Query(repeats=False), facets=True).facets
    assert (facets.counted.number, facets.counted.exact) == (10, False)
    assert sum(facets.labels.values()) == 10
    newest = [hit.label for hit in some.search(Query(repeats=False), limit=10).hits]
    assert facets.labels == Counter(newest)


def test_a_day_without_time_lies_within_its_day(store):
    store.add([made(f"bài khác nhau {number}" + "x" * number, published="07/10/2025") for number in range(50)])
    assert len(store.search(Query(since="2025-10-07", until="2025-10-07"), limit=99).hits) == 50
    assert store.search(Query(until="2025-10-06")).hits == store.search(Query(since="2025-10-08")).hits == ()


@pytest.mark.parametrize(
    ("published", "moment"),
    [
        ("2025-10-07T08:30:00", "2025-10-07T08:30:00+07:00"),
        ("2025-10-07T08:30:00Z", "2025-10-07T15:30:00+07:00"),
        ("Tue, 07 Oct 2025 01:30:00 GMT", "2025-10-07T08:30:00+07:00"),
        ("7/10/2025 08:30", "2025-10-07T08:30:00+07:00"),
        ("7/10/2025, 8:30", "2025-10-07T08:30:00+07:00"),
        ("3025-10-07T08:30:00", "2025-10-09T15:53:20+07:00"),
        ("0001-01-01", "2025-10-09T15:53:20+07:00"),
        ("hôm qua", "2025-10-09T15:53:20+07:00"),
        (None, "2025-10-09T15:53:20+07:00"),
    ],
)
def test_moments(store, published, moment):
    store.add([made("một bài", published=published)])
    (hit,) = store.search().hits
    assert (hit.moment, hit.published) == (moment, published)


def test_excerpts_show_the_words(store):
    store.add([made("Mở đầu dài dòng. " * 40 + "Rồi lũ quét ập đến bản. " + "Hết chuyện. " * 40)])
    (hit,) = store.search(Query("lu quet")).hits
    assert "lũ quét ập đến" in hit.excerpt and len(hit.excerpt) < 260
    (hit,) = store.search().hits
    assert hit.excerpt.startswith("Mở đầu") and hit.excerpt.endswith("…")
