import pytest

from nlp.formats.record import Columns, Record
from nlp.labeller import Labeller
from nlp.lifecycle.selection import choose
from nlp.store.records import NewArticle, Query
from tests.conftest import CORPUS, read_jsonl


@pytest.fixture(scope="module")
def labeller():
    return Labeller()


@pytest.fixture
def filled(store, labeller):
    """A store of sixty articles of the corpus, with what was labelled."""
    rows = [row for path in sorted((CORPUS / "articles").glob("*.jsonl")) for row in read_jsonl(path)[:60:4]]
    articles = [Columns().article(row) for row in rows]
    store.add(map(NewArticle.of, labeller.label(articles)))
    return store


def test_the_queue_is_what_review_export_chooses(filled, labeller):
    newest = [Record(one.key, {"title": one.article.title, "text": one.article.text}) for one in filled.articles()]
    chosen = choose(newest, labeller.classifier, Columns(), 12)
    assert filled.plan_review(labeller.classifier, count=12) == len(chosen.picks) == 12
    assert filled.progress().queued == 12
    for left, pick in enumerate(chosen.picks):
        item = filled.next_for_review("a")
        assert (item.stored.key, item.why) == (pick.record.where, pick.why)
        assert item.stored.hit.label in item.plausible
        filled.answer(item.stored.key, "label", session="a", who="An", label=pick.suggested)
        assert filled.progress().queued == 11 - left
    assert filled.next_for_review("a").stored.hit.needs_review, "then come those that the model asks for"


def test_planning_anew_leaves_out_what_was_answered(filled, labeller):
    filled.plan_review(labeller.classifier, count=60)
    answered = set()
    while len(answered) < 20:
        key = filled.next_for_review("a").stored.key
        filled.answer(key, "doubt", session="a", who="An")
        answered.add(key)
    in_hand = filled.next_for_review("b").stored.key
    filled.plan_review(labeller.classifier, count=60)
    assert filled.next_for_review("b").stored.key == in_hand
    assert filled.progress().queued <= len(filled.search(Query(answered=False), limit=500).hits)
    assert filled.next_for_review("a").stored.key not in answered | {in_hand}
