from nlp.article import Article
from nlp.datasets.dataset import Dataset
from nlp.datasets.grouping import find_groups
from nlp.datasets.profile import Dates, LabelProfile
from nlp.datasets.survey import similar_labels, survey

STORY = "Mưa lớn làm sạt lở quốc lộ qua đèo, giao thông bị chia cắt nhiều giờ trong đêm, {}"


def data(*rows):
    """Articles of (text, label, published)."""
    return Dataset(
        [Article(text=text, published=published) for text, _, published in rows],
        [label for _, label, _ in rows],
        [False] * len(rows),
        [1.0] * len(rows),
    )


def test_counts_and_dates():
    profile = survey(
        data(("một hai ba", "a", "2025-01-05"), ("bốn", "b", None), ("năm sáu bảy", "a", "2026-02-01T08:00:00"))
    ).profile
    assert profile.articles == 3
    assert profile.labels["a"] == LabelProfile(articles=2, hard=0, syllables_median=3.0)
    assert profile.syllables["0%"] == 1.0
    assert profile.syllables["100%"] == 3.0
    assert profile.without_title == 3
    assert profile.dates == Dates(2, "2025-01-05", "2026-02-01", {"2025": 1, "2026": 1})
    assert profile.few_examples == ("a", "b")


def test_duplicates_and_contradictions():
    one, two = STORY.format("không ai bị thương"), STORY.format("không ai bị thương.")
    surveyed = survey(
        data(
            (one, "lũ", None), ("chuyện khác hẳn", "x", None), (two, "xe", None), (one, "lũ", None), ("nữa", "x", None)
        )
    )
    assert surveyed.profile.exact_duplicates == 1
    assert surveyed.profile.near_duplicates == 1, "the exact copy is not counted twice"
    assert surveyed.conflicts == [[0, 2, 3]]
    assert (surveyed.profile.conflicting_groups, surveyed.profile.conflicting_articles) == (1, 3)


def test_leaks_into_tests(tmp_path):
    train = data((STORY.format("a"), "lũ", None), ("chuyện khác hẳn", "x", None))
    tests = {
        "clean": data(("không liên quan gì", "x", None)),
        "leaky": data(("một chuyện mới", "x", None), (STORY.format("a!"), "lũ", None)),
    }
    for cache in (None, tmp_path, tmp_path):
        surveyed = survey(train, tests, cache)
        assert surveyed.groups.tolist() == find_groups(train, cache).tolist() == [0, 1]
        assert surveyed.profile.leaks == {"clean": 0, "leaky": 1}
        assert surveyed.leaks["leaky"].tolist() == [False, True]


def test_a_copy_within_a_test_is_no_leak():
    surveyed = survey(data(("một", "a", None)), {"t": data((STORY, "a", None), (STORY, "a", None))})
    assert surveyed.profile.leaks == {"t": 0}


def test_labels_that_may_be_one():
    assert similar_labels({"governance": 900, "governence": 12, "other": 1000, "sports": 30}) == [
        ("governence", "governance")
    ]
    assert similar_labels({"sport": 500, "sports": 400}) == [], "both are frequent: two labels"


def test_nothing_of_the_text_is_kept():
    assert "đèo" not in str(survey(data((STORY, "lũ", None), (STORY, "xe", None))).profile)


def test_no_articles():
    assert survey(data()).profile.syllables == {}
