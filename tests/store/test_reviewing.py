import threading
from collections import Counter

import pytest

from nlp.article import Article
from nlp.errors import InputError
from nlp.store.records import Mention, Query
from nlp.store.reviewing import UNDONE_SECONDS
from nlp.store.store import Store
from tests.store.conftest import made, numbered


def keys(store):
    return {hit.title: hit.key for hit in store.search(limit=500).hits}


def test_the_most_doubtful_comes_first_and_repeats_never(store):
    store.add(
        [
            made("bài một nói chuyện này", "chắc", score=0.99),
            made("bài hai nói chuyện kia", "ngờ", score=0.6, review=True),
        ]
    )
    store.add([made("bài ba khác hẳn hai bài", "ngờ nhất", score=0.51, review=True)])
    store.add([made("bài ba khác hẳn hai bài.", "ngờ nhất", score=0.5, review=True)])
    seen = []
    while item := store.next_for_review("s"):
        seen.append(item.stored.hit.title)
        store.answer(item.stored.key, "label", session="s", who="Hà", label="other")
    assert seen == ["ngờ nhất", "ngờ", "chắc"]


def test_a_session_that_asks_twice_gets_the_same_and_another_gets_another(store):
    store.add(numbered(2))
    one, other = store.next_for_review("a"), store.next_for_review("b")
    assert one.stored.key != other.stored.key
    assert store.next_for_review("a").stored == one.stored
    assert store.next_for_review("c") is None
    assert store.review(one.stored.key, "b") is None
    assert store.review(other.stored.key, "b").stored == other.stored


def test_a_lease_ends(store, clock):
    store.add(numbered(1))
    assert store.next_for_review("a", seconds=60)
    clock.now += 59
    assert store.next_for_review("b") is None
    clock.now += 1
    assert store.next_for_review("b", seconds=60)
    assert store.next_for_review("a") is None, "who was away too long has to wait now"


def test_answers_are_in_force_until_taken_back(store):
    store.add(numbered(1, label="other", review=True))
    (key,) = keys(store).values()
    assert store.answer(key, "label", session="a", who="An", label=" Khác\u200b  nhau ").hit.label == "Khác nhau"
    after = store.answer(key, "doubt", session="b", who="Bình").hit
    assert (after.label, after.answer.label, after.answer.by, after.needs_review) == ("other", None, "Bình", False)
    assert store.undo("a").hit.answer.by == "Bình", "what another said since then stays"
    back = store.undo("b").hit
    assert (back.label, back.answer, back.needs_review) == ("other", None, True)
    assert store.undo("a") is store.undo("b") is None
    assert store.integrity() == []


def test_undo_goes_back_step_by_step(store):
    store.add(numbered(3))
    given = []
    for label in ("governance", "flood_disaster", "other"):
        key = store.next_for_review("a").stored.key
        store.answer(key, "label", session="a", who="An", label=label)
        given.append(key)
    assert [store.undo("a").key for _ in given] == given[::-1]
    assert store.next_for_review("a").stored.key == given[0], "what was taken back comes next"
    assert store.progress().labelled == 0


def test_what_was_taken_back_is_kept_for_a_while(store, clock):
    store.add(numbered(1))
    key = store.next_for_review("a").stored.key
    store.answer(key, "label", session="a", who="An", label="other")
    store.undo("a")
    assert store.next_for_review("b") is None
    clock.now += UNDONE_SECONDS
    assert store.next_for_review("b").stored.key == key


def test_what_is_skipped_goes_to_others(store):
    store.add(numbered(2))
    key = store.next_for_review("a").stored.key
    store.answer(key, "skip", session="a", who="An")
    assert store.next_for_review("a").stored.key != key
    assert store.next_for_review("b").stored.key == key
    store.undo("a")
    assert store.next_for_review("a").stored.key != key, "b has it in hand"


@pytest.mark.parametrize(("action", "label"), [("label", None), ("label", " \u200b"), ("nothing", "other")])
def test_no_answer(store, action, label):
    store.add(numbered(1))
    (key,) = keys(store).values()
    with pytest.raises(InputError):
        store.answer(key, action, session="a", who="An", label=label)
    assert store.answer("k0", "label", session="a", who="An", label="other") is None


def test_threads_never_get_the_same_article(store):
    store.add(numbered(120))
    answered, lock = Counter(), threading.Lock()

    def review(name):
        for _ in range(10):
            item = store.next_for_review(name)
            store.answer(item.stored.key, "label", session=name, who=name, label="other")
            with lock:
                answered[item.stored.key] += 1

    threads = [threading.Thread(target=review, args=[f"s{number}"]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answered.total() == len(answered) == 80
    assert store.progress().by_person == {f"s{number}": 10 for number in range(8)}
    assert store.integrity() == []


def test_two_that_opened_the_file_never_get_the_same_article(store, clock):
    store.add(numbered(20))
    with Store(store.path, clock=clock) as other:
        seen = []
        while (one := store.next_for_review("a")) and (two := other.next_for_review("b")):
            seen += [one.stored.key, two.stored.key]
            for who, item in ((store, one), (other, two)):
                who.answer(item.stored.key, "doubt", session="a" if who is store else "b", who="x")
        assert len(set(seen)) == len(seen) == 20


def test_progress_agreement_and_corrections(store):
    store.add(numbered(4, label="other", review=True, source="báo"))
    by_title = keys(store)
    for title, label in (("Tin 0", "other"), ("Tin 1", "governance"), ("Tin 1", "flood_disaster")):
        store.answer(by_title[title], "label", session="a", who="An", label=label)
    store.answer(by_title["Tin 2"], "doubt", session="b", who="Bình")
    progress = store.progress()
    assert (progress.articles, progress.waiting, progress.labelled, progress.doubted) == (4, 1, 2, 1)
    assert progress.by_label == {"other": 1, "flood_disaster": 1}
    assert progress.by_person == {"An": 2, "Bình": 1}
    agreement = store.agreement()
    assert (agreement.judged, agreement.agreed, agreement.share) == (2, 1, 0.5)
    assert agreement.pairs == {("other", "other"): 1, ("other", "flood_disaster"): 1}
    found = {one.article.title: one.record("topic") for one in store.corrections()}
    assert {title: record["topic"] for title, record in found.items()} == {"Tin 0": "other", "Tin 1": "flood_disaster"}
    assert set(found["Tin 0"]) == {"title", "text", "source", "topic"}


def test_agreement_is_with_what_the_model_said_then(store):
    new = numbered(1, label="other")
    store.add(new)
    (key,) = keys(store).values()
    store.answer(key, "label", session="a", who="An", label="governance")
    assert store.relabel(numbered(1, label="governance")) == 1
    assert store.agreement().pairs == {("other", "governance"): 1}
    assert store.article(key).hit.predicted == "governance"


def test_a_new_model_leaves_what_people_said(store):
    store.add(numbered(2, label="other", review=True, provinces=["01"]))
    by_title = keys(store)
    store.answer(by_title["Tin 0"], "label", session="a", who="An", label="flood_disaster")
    assert store.relabel([*numbered(2, label="governance", provinces=["15"]), made("chưa từng thấy")]) == 2
    labels = {hit.title: (hit.label, hit.predicted, hit.needs_review) for hit in store.search().hits}
    assert labels == {"Tin 0": ("flood_disaster", "governance", False), "Tin 1": ("governance", "governance", False)}
    assert store.search(Query(province="01")).hits == ()
    assert len(store.search(Query("chữ1a5", label="governance", province="15")).hits) == 1
    assert store.search(facets=True).facets.needs_review == 0
    assert store.integrity() == []


LANG_SON = {"code": "20", "name": "Lạng Sơn", "legacy_code": "20", "legacy_name": "Lạng Sơn"}
CAO_BANG = {"code": "04", "name": "Cao Bằng", "legacy_code": "04", "legacy_name": "Cao Bằng"}


def test_a_mention_that_is_struck_out_counts_for_nothing(store):
    text = "Mưa lớn ở Lạng Sơn. Ông Cao Bằng nói vậy."
    spans = [("PROVINCE", 10, 18, LANG_SON), ("PROVINCE", 24, 32, CAO_BANG)]
    store.add([made(text, entities=spans, provinces=["20", "04"])])
    (hit,) = store.search(Query(province="04")).hits
    after = store.strike(hit.key, Mention("PROVINCE", 24, 32), who="An")
    assert [one["text"] for one in after.entities] == ["Lạng Sơn"]
    assert store.article(hit.key) == after
    assert store.search(Query(province="04")).hits == ()
    assert store.search(facets=True).facets.provinces == {"20": 1}
    assert store.relabel([made(text, entities=spans, provinces=["20", "04"])]) == 1
    assert store.search(Query(province="04")).hits == (), "a new model does not bring it back"
    assert store.strike(hit.key, Mention("PROVINCE", 0, 3), who="An") is None
    back = store.strike(hit.key, Mention("PROVINCE", 24, 32), who="An", struck=False)
    assert len(back.entities) == 2 and back.struck == ()
    assert store.search(Query(province="04")).hits == (hit,)
    assert store.integrity() == []


def test_what_was_labelled_is_what_comes_out(store):
    new = made("Nội dung\ud800 này", "Tiêu đề", id="7", url="https://bao.vn/7", published="2025-10-07", source="báo")
    odd = {**new.record, "n": 2**70, "list": [{"a": "\udc00"}], "body": new.article.text}
    store.add([type(new)(new.article, odd)])
    (hit,) = store.search().hits
    stored = store.article(hit.key)
    assert stored.article == Article("Nội dung\ufffd này", "Tiêu đề", "7", "2025-10-07", "https://bao.vn/7", "báo")
    assert list(stored.record) == list(odd)
    assert stored.record == {
        **new.record, "text": "Nội dung\ufffd này", "n": str(2**70), "list": [{"a": "\ufffd"}], "body": "Nội dung\ufffd này"
    }  # fmt: skip
