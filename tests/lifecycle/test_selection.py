import itertools

import pytest

from nlp.article import Article
from nlp.formats.record import Columns, Record, Rejected
from nlp.lifecycle.selection import choose
from nlp.text.dedup import near_duplicates
from nlp.training.context import Run


@pytest.fixture(scope="module")
def feed(corpus):
    """Records without labels, as a feed has them."""
    return [
        Record(f"feed:{row}", {"id": article.id, "title": article.title, "text": article.text})
        for row, article in enumerate(corpus.articles[::3])
    ]


@pytest.fixture(scope="module")
def classifier(trained):
    return trained.classifier


def articles_of(queue):
    return [pick.article for pick in queue.picks]


def margin(classifier, article):
    second, first = sorted(classifier.predict_proba([(article.title, article.text)])[0])[-2:]
    return first - second


def test_doubt_is_picked(feed, classifier):
    queue = choose(feed, classifier, Columns(), 40)
    assert len(queue.picks) == 40
    assert queue.read == len(feed)
    doubtful = [margin(classifier, pick.article) for pick in queue.picks if " or " in pick.why]
    everything = [margin(classifier, Columns().article(record.fields)) for record in feed[::3]]
    assert len(doubtful) >= 30
    assert max(doubtful) < sorted(everything)[len(everything) // 2]


def test_every_label_has_its_part(feed, classifier):
    suggested = [pick.suggested for pick in choose(feed, classifier, Columns(), 40, random_share=0.0).picks]
    assert all(suggested.count(label) >= 6 for label in classifier.labels)


def test_nothing_is_picked_twice_nor_labelled_again(feed, classifier):
    again = [
        Record(f"copy:{row}", {"title": record.fields["title"], "text": record.fields["text"] + " (TTXVN)"})
        for row, record in enumerate(feed)
    ]
    first = choose([*feed, *again], classifier, Columns(), 60)
    documents = [article.document for article in articles_of(first)]
    assert list(near_duplicates(documents)) == list(range(60))
    assert first.duplicates > 60
    labelled = articles_of(first)[:30]
    second = choose([*feed, *again], classifier, Columns(), 60, labelled=labelled)
    both = [article.document for article in (*labelled, *articles_of(second))]
    assert list(near_duplicates(both)) == list(range(90))


def test_random_share_is_random(feed, classifier):
    queue = choose(feed, classifier, Columns(), 50, random_share=0.4)
    assert sum(pick.why == "picked at random" for pick in queue.picks) == 20
    other = choose(feed, classifier, Columns(), 50, random_share=0.4, run=Run(seed=1))
    chosen, others = ({pick.record.where for pick in each.picks if " or " in pick.why} for each in (queue, other))
    assert len(chosen & others) > 15  # doubt is no matter of chance
    lots, other_lots = (
        {pick.record.where for pick in each.picks if pick.why == "picked at random"} for each in (queue, other)
    )
    assert len(lots & other_lots) < 10


@pytest.mark.parametrize("share", [0.95, 1.0])
def test_no_more_than_asked_for(feed, classifier, share):
    assert len(choose(feed, classifier, Columns(), 20, random_share=share).picks) == 20


def test_same_seed_same_queue(feed, classifier):
    one, two = (choose(feed, classifier, Columns(), 30) for _ in range(2))
    assert [pick.record.where for pick in one.picks] == [pick.record.where for pick in two.picks]


def test_what_nobody_can_label_is_left_out(feed, classifier):
    odd = [
        Record("foreign", {"text": "The government announced sweeping reforms to its pension scheme on Tuesday."}),
        Record("short", {"text": "Bão lũ"}),
    ]
    queue = choose([*odd, *feed[:20]], classifier, Columns(), 100)
    assert not {pick.record.where for pick in queue.picks} & {"foreign", "short"}
    assert queue.unusable == 2
    assert len(queue.picks) == 20


def test_records_that_cannot_be_used_are_handed_on(feed, classifier):
    rejected = []
    bad = [Record("empty", {"id": "7"}), Rejected("line 9", "not valid JSON", "{")]
    queue = choose([*bad, *feed[:10]], classifier, Columns(), 5, reject=rejected.append)
    assert (queue.read, queue.rejected, len(queue.picks)) == (12, 2, 5)
    assert [(each.where, each.raw) for each in rejected] == [("empty", {"id": "7"}), ("line 9", "{")]


def test_an_empty_feed_gives_an_empty_queue(classifier):
    assert choose([], classifier, Columns(), 5).picks == []


def test_memory_is_bounded(classifier):
    """A feed of any length: what is alive at once does not grow with it."""
    alive, most = 0, 0

    class Counted(Article):
        def __post_init__(self):
            nonlocal alive, most
            alive += 1
            most = max(most, alive)

        def __del__(self):
            nonlocal alive
            alive -= 1

    class Counting(Columns):
        def article(self, fields):
            return Counted(text=fields["text"])

    words = ["bão", "lũ", "xe", "khách", "giá", "vé", "xã", "họp", "sạt", "lở", "mưa", "đường", "hỏng", "cầu", "ngập"]
    texts = (" ".join(choice) for choice in itertools.permutations(words, 5))
    feed = (Record("", {"text": text}) for text in itertools.islice(texts, 8_000))
    queue = choose(feed, classifier, Counting(), 10)
    assert queue.read == 8_000
    assert most < 3_500
