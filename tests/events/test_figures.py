import pytest

from nlp.events.figures import by_province, in_time, largest, latest, of_whole
from nlp.events.records import Figure


def figures(measure, *values, province=None):
    return [
        Figure(measure, value, f"2026-09-{day:02}", "a", "", 0, 1, province=province)
        for day, value in enumerate(values, 1)
    ]


@pytest.mark.parametrize(
    ("measure", "values", "last"),
    [
        ("dead", (3, 5, 8), 8),
        ("dead", (3, 8, 1), 8),  # one house that fell in
        ("dead", (8, 7), 7),  # a count that was put right
        ("missing", (9, 2, 0), 0),  # found
        ("evacuated", (15_000, 3), 15_000),
        ("houses_flooded", (10_000, 2_000), 2_000),  # the water goes down
    ],
)
def test_the_latest_figure_is_the_last_one_of_the_whole(measure, values, last):
    assert latest(figures(measure, *values))[measure].value == last


def test_the_largest_counts_the_end_of_a_range():
    narrow, wide = (Figure("dead", 5, "2026-09-01", "a", "", 0, 1, max_value=most) for most in (None, 9))
    assert largest([narrow, wide])["dead"] is wide


def test_parts_stay_parts():
    told = figures("dead", 7) + figures("dead", 2, province="42") + figures("dead", 3, province="40")
    assert [figure.value for figure in of_whole(told, ["42", "40"])] == [7]
    assert [figure.value for figure in of_whole(told, ["42"])] == [7, 2]
    assert {code: found["dead"].value for code, found in by_province(told).items()} == {"40": 3, "42": 2}


def test_figures_of_one_day_follow_their_articles():
    one, other = (Figure("dead", 1, "2026-09-01", name, "", 0, 1) for name in "ab")
    assert in_time([one, other], ["b", "a"]) == [other, one]
