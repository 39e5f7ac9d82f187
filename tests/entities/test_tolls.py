"""The toll of the event that an article reports."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.article import Article
from nlp.entities.extract import extract
from nlp.entities.summary import summarize
from nlp.entities.tolls import UNITS


def summary(text, title="", published="2026-03-20"):
    article = Article(text, title, published=published)
    return summarize(article, extract(article)), article.document


def told(text, title="", published="2026-03-20"):
    """Return the units that the summary has, with their figures."""
    found = summary(text, title, published)[0]
    return {unit: found[unit] for unit in UNITS if found[unit] is not None}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # One victim in words, and several one by one.
        ("Nữ sinh bị xe ben tông tử vong.", {"dead": 1}),
        ("Ba em bị thương. Tài xế và phụ xe cũng bị thương.", {"injured": 5}),
        ("Ba em bị thương; chủ quán cũng bị thương.", {"injured": 4}),
        ("Một phụ nữ và một trẻ em tử vong, tài xế bị thương.", {"dead": 2, "injured": 1}),
        ("Ông Lò Văn An tử vong tại chỗ. Bà Hà Thị Sen chết trên đường đi cấp cứu.", {"dead": 2}),
        ("Anh Lò Văn Én bị thương nặng. Đến tối, anh Én đã tử vong.", {"dead": 1}),
        ("7 học sinh và 2 giáo viên thiệt mạng.", {"dead": 9}),
        ("Cháy nhà, mẹ và hai con tử vong.", {"dead": 3}),
        ("Tài xế và 2 hành khách tử vong.", {"dead": 3}),
        ("3 người bị thương nặng, 5 người bị thương nhẹ.", {"injured": 8}),
        ("Lũ làm 2 người chết ở Sơn La, 3 người chết ở Lai Châu.", {"dead": 5}),
        # A toll with its parts, and told twice.
        ("5 người chết, trong đó có 2 trẻ em tử vong tại chỗ.", {"dead": 5}),
        ("Hai người chết là anh Lò Văn An và chị Hà Thị Sen.", {"dead": 2}),
        ("7 người bị thương, 2 người nguy kịch.", {"injured": 7}),
        ("Một người chết. Nạn nhân tử vong là nam sinh.", {"dead": 1}),
        ("Nam sinh tử vong. Cậu học trò qua đời khi mới 15 tuổi.", {"dead": 1}),
        # The dead and the missing as one.
        ("Mưa lũ làm 9 người chết và mất tích, 4 người bị thương.", {"dead_or_missing": 9, "injured": 4}),
        ("Vụ nổ khiến 9 người thương vong.", {}),
        # Found bodies leave the missing, and so do those who were rescued.
        ("Tìm thấy thi thể hai người mất tích do lũ.", {"dead": 2}),
        ("Lũ cuốn 3 người mất tích. Chiều nay đã tìm thấy 2 thi thể.", {"dead": 2, "missing": 1}),
        ("Lũ cuốn 3 người mất tích. Hiện còn 1 người mất tích.", {"missing": 1}),
        ("Bé trai mất tích khi tắm sông. Sáng nay, thi thể cháu được tìm thấy.", {"dead": 1}),
        ("Cứu sống 5 người mất tích sau lũ quét.", {}),
        ("Công an tìm ra bé gái mất tích. Trước đó gia đình báo bé gái mất tích.", {}),
        ("Nữ giáo viên cứu bé trai đuối nước.", {}),
        # Nobody.
        ("Rất may không ai bị thương.", {"injured": 0}),
        ("Vụ cháy không gây thương vong về người.", {"dead": 0, "injured": 0}),
        ("Một người chết, không ai bị thương.", {"dead": 1, "injured": 0}),
        # Other years, other countries, rates, changes, statistics.
        ("Trận lũ năm 1999 làm 500 người chết. Đợt này 3 người mất tích.", {"missing": 3}),
        ("Lũ ở Thái Lan làm 90 người chết. Tại Đắk Lắk, 6 người chết.", {"dead": 6}),
        ("Lũ ở Thái Lan làm 90 người chết.", {"dead": 90}),
        ("Cứ 10 người mắc bệnh thì có 4 người tử vong.", {}),
        ("Mỗi năm có 2.000 trẻ em tử vong do đuối nước.", {}),
        ("Tai nạn giảm 20%, giảm 5 người chết so với cùng kỳ.", {}),
        ("Lũ quét làm 2 người chết ở Sơn La. Từ đầu năm, toàn tỉnh có 12 người chết.", {"dead": 2}),
        ("Từ đầu năm, toàn tỉnh có 12 người chết vì thiên tai.", {"dead": 12}),
        ("Lở đất làm 2 người chết. Tháng trước, lở đất làm 4 người chết.", {"dead": 2}),
    ],
)
def test_the_toll_of_the_event(text, expected):
    assert told(text) == expected


def test_an_event_abroad_is_the_articles_own_when_the_title_says_so():
    assert told("Mưa lũ ở miền nam Thái Lan khiến 45 người chết.", "Lũ Thái Lan: 45 người chết") == {"dead": 45}


def test_a_follow_up_counts_the_dead_of_an_earlier_year():
    text = "Theo cáo trạng, năm 2023 bị cáo lái xe tông chết 3 người."
    assert told(text) == {"dead": 3}


def test_the_winter_of_the_last_year_is_no_past():
    assert told("Vụ cháy ngày 30/12/2025 làm 2 người chết.", published="2026-01-02") == {"dead": 2}


def test_victims_deep_in_a_text_are_not_what_it_reports():
    assert told("Huyện họp bàn giống lúa. " * 9 + "Người vợ qua đời đã lâu.") == {}


def test_each_figure_names_its_mentions():
    found, document = summary("Ba em bị thương; tài xế và phụ xe cũng bị thương. Thiệt hại 2 tỷ đồng.")
    mentions = {unit: [document[start:end] for start, end in spans] for unit, spans in found["sources"].items()}
    assert mentions == {
        "injured": ["Ba em bị thương", "tài xế", "phụ xe cũng bị thương"],
        "money_vnd": ["2 tỷ đồng"],
    }


def test_the_modifier_comes_with_the_figure():
    found = summary("Lũ làm ít nhất 12 người chết, khoảng 30 người bị thương.")[0]
    assert (found["dead_modifier"], found["injured_modifier"]) == ("at_least", "about")


PIECES = ["nữ sinh", "tài xế", "và", "tử vong", "mất tích", "bị thương", "2 người chết", ".", "\n", "thi thể", "anh Tám", "(", ")",
          "cũng", "không ai", "Thái Lan", "ở", "năm 1999", "trong đó", ",", "còn", "cứu", "Hà Nội", "chết"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join))
def test_every_figure_has_sources_inside_the_document(text):
    found, document = summary(text)
    for unit in UNITS:
        assert (found[unit] is None) == (unit not in found["sources"])
        for start, end in found["sources"].get(unit, []):
            assert 0 <= start < end <= len(document)


@pytest.mark.parametrize(
    "piece", ["nữ sinh tử vong ", "tử vong ", "2 người chết ", "anh A và ", "thi thể ", "mất tích. ", "A. ", "không ai ", "cũng chết, "]
)  # fmt: skip
def test_time_is_linear(piece):
    seconds = []
    for size in (5_000, 20_000):
        article = Article(piece * (size // len(piece)))
        entities = extract(article)
        begin = time.perf_counter()
        summarize(article, entities)
        seconds.append(time.perf_counter() - begin)
    assert seconds[1] < 12 * seconds[0] + 0.05
