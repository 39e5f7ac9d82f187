import pytest
from lxml import etree

from nlp.report.digest.figures import make_cards
from nlp.report.digest.timeline import timeline
from tests.report.digest.sample import event, figure


def drawn(told, provinces=("20", "04")):
    """Return the plots of figures, each a measure, a value, a day of October and a province or None."""
    figures = [
        figure(measure, value, f"2025-10-{day:02}" if day else "", f"a{number}", f"Câu {number}.", province=province)
        for number, (measure, value, day, province) in enumerate(told)
    ]
    sources = [{"id": f"a{number}", "title": "Lũ"} for number in range(len(told))]
    card = make_cards([event("Lũ", "Lũ", list(provinces), "2025-10-01", "2025-10-09", sources, figures)])[0]
    shown = timeline(card)
    return etree.fromstring(shown) if shown else None


GROWING = [("dead", 1, 1, None), ("dead", 4, 3, None), ("dead", 9, 5, None), ("missing", 6, 3, None)]


def test_a_plot_for_each_measure_on_the_same_days():
    svg = drawn(GROWING)
    assert [group.get("class") for group in svg.findall("g")] == ["m-dead", "m-missing"]
    dead, missing = svg.findall("g")
    xs = [int(dot.get("cx")) for dot in dead.iter("circle")]
    assert xs == sorted(set(xs))
    assert missing.find(".//circle").get("cx") == str(xs[1])
    assert len(dead.find("polyline").get("points").split()) == 3
    assert missing.find("polyline").get("points").count(",") == 1
    assert "".join(dead.find("text[@class='last']").itertext()) == "9"
    assert [text.text for text in svg.findall("text")] == ["01/10", "02/10", "03/10", "04/10", "05/10"]


def test_higher_is_more():
    ys = [int(dot.get("cy")) for dot in drawn(GROWING).find("g").iter("circle")]
    assert ys == sorted(ys, reverse=True)


@pytest.mark.parametrize(
    ("told", "points"),
    [
        ([("dead", 5, 1, None), ("dead", 3, 1, None), ("dead", 6, 2, None)], 2),  # the day's largest
        ([("dead", 5, 1, None), ("dead", 2, 2, "20"), ("dead", 6, 3, None)], 2),  # a part is a dot beside the line
    ],
)
def test_the_line_goes_through_figures_of_the_whole(told, points):
    group = drawn(told).find("g")
    assert len(group.find("polyline").get("points").split()) == points
    assert len(list(group.iter("circle"))) == 3
    assert len(group.findall(".//circle[@class='part']")) == (points == 2 and told[1][3] is not None)


def test_figures_of_the_only_province_are_the_whole():
    group = drawn([("dead", 1, 1, "20"), ("dead", 4, 3, "20")], provinces=("20",)).find("g")
    assert group.find(".//circle[@class='part']") is None
    assert group.find("polyline") is not None


def test_parts_alone_have_no_line():
    group = drawn([("dead", 1, 1, "20"), ("dead", 4, 3, "04")]).find("g")
    assert group.find("polyline") is None
    assert len(list(group.iter("circle"))) == 2


@pytest.mark.parametrize(
    "told",
    [
        [],
        [("dead", 3, 1, None)],
        [("dead", 3, 1, None), ("missing", 4, 1, None)],
        [("houses_flooded", 3, 1, None), ("houses_flooded", 9, 4, None)],
        [("dead", 3, 1, None), ("dead", 3, None, None)],
    ],
    ids=["nothing", "one figure", "one day", "no people", "a day unknown"],
)
def test_nothing_to_draw(told):
    assert drawn(told) is None


def test_each_point_leads_to_its_sentence():
    links = [link.get("href") for link in drawn(GROWING).iter("a")]
    assert links == ["#s1", "#s2", "#s3", "#s4"]
    assert [title.text for title in drawn(GROWING).iter("title")] == ["01/10: 1", "03/10: 4", "05/10: 9", "03/10: 6"]


def test_zero_is_drawn():
    assert drawn([("dead", 0, 1, None), ("dead", 0, 2, None)]) is not None
