import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from nlp.article import Article, Entity, LabelledArticle, Prediction
from nlp.report.html import article_page, hint, marked

TEXT = "Lũ <ở> Lào Cai & Yên Bái: 5 tỷ"
SPANS = st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted), max_size=6)


def entity(start, end, kind="AMOUNT", **value):
    return Entity(kind, start, end, TEXT[start:end], value)


class Reader(HTMLParser):
    """Collects the text of a page and checks that its marks are nested."""

    def __init__(self):
        super().__init__()
        self.text, self.depth = "", 0

    def handle_starttag(self, tag, attrs):
        self.depth += tag == "mark"

    def handle_endtag(self, tag):
        self.depth -= tag == "mark"
        assert self.depth >= 0

    def handle_data(self, data):
        self.text += data


@given(SPANS)
def test_marks_are_nested_and_the_text_is_whole(spans):
    html = marked(TEXT, 0, len(TEXT), [entity(start, end) for start, end in spans])
    reader = Reader()
    reader.feed(html)
    assert reader.text == TEXT
    assert reader.depth == 0
    assert html.count("<mark") == len(spans)


def test_an_entity_inside_another():
    outer, inner = entity(7, 24, "OFFICIAL", name="x"), entity(7, 14, "PROVINCE", code="15")
    assert re.search(r'<mark class="OFFICIAL"[^>]*><mark class="PROVINCE"[^>]*>Lào Cai</mark> &amp; Yên Bái</mark>',
                     marked(TEXT, 0, len(TEXT), [inner, outer]))  # fmt: skip


def test_page_is_self_contained_and_escaped():
    article = Article(title="<script>alert(1)</script>", text=TEXT, source="Báo & bạn")
    prediction = Prediction("other", 0.6, {"other": 0.6, "flood_disaster": 0.4}, True, ("confidence under 0.8",), "m")
    start = article.document.index("5 tỷ")
    found = Entity("AMOUNT", start, start + 4, "5 tỷ", {"value": 5_000_000_000, "unit": "VND", "modifier": None})
    page = article_page(LabelledArticle(article, prediction, [found], {"money_vnd": 5_000_000_000, "dead": None}))
    assert "<script" not in page
    assert "5,000,000,000" in page
    assert "needs review: confidence under 0.8" in page
    assert "width:60.0%" in page
    assert not re.search(r'(src|href)="http', page)
    assert "$" not in page


def test_page_without_a_model_or_a_title():
    page = article_page(LabelledArticle(Article(text=TEXT), None, [], {}))
    assert "Lũ &lt;ở&gt; Lào Cai" in page


def test_hint_shows_what_is_known():
    assert (
        hint(entity(0, 2, "PROVINCE", code="15", name="Lào Cai", legacy_code=None)) == "PROVINCE: code 15, name Lào Cai"
    )
