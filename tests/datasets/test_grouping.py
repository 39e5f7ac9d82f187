import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.article import Article
from nlp.datasets.dataset import Dataset, merge
from nlp.datasets.grouping import find_groups

STORY = "Mưa lớn làm sạt lở quốc lộ, giao thông qua đèo bị chia cắt nhiều giờ trong đêm"
WORDS = st.sampled_from(["lũ", "quét", "xe", "khách", "xã", "họp", "cầu"])
TEXTS = st.lists(st.lists(WORDS, max_size=6).map(" ".join), max_size=12)


def data(*texts):
    n = len(texts)
    return Dataset([Article(text=text) for text in texts], ["a"] * n, [False] * n, [1.0] * n)


def test_near_duplicates_share_a_group(tmp_path):
    for cache in (None, tmp_path, tmp_path):
        assert find_groups(data("chuyện khác", STORY, STORY + "."), cache).tolist() == [0, 1, 1]
    assert len(list(tmp_path.rglob("output.pkl"))) == 1


def test_nothing_is_written_into_the_dataset(tmp_path):
    both = data(STORY, STORY)
    find_groups(both, tmp_path)
    assert "groups" not in vars(both)


def test_no_articles():
    groups = find_groups(data())
    assert (groups.tolist(), groups.dtype) == ([], np.int64)


@settings(max_examples=100)
@given(TEXTS, TEXTS)
def test_groups_of_the_first_articles_do_not_depend_on_later_ones(texts, later):
    """So that the groups of a survey, which looks at the tests too, are those of the training data."""
    first, both = data(*texts), merge([data(*texts), data(*later)])
    assert find_groups(both)[: len(first)].tolist() == find_groups(first).tolist()
