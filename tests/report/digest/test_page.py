import base64
import hashlib
import re
import time
from html.parser import HTMLParser

import pytest
from lxml import html

from nlp.report.digest.page import render_digest
from nlp.report.digest.province_map import TILES
from nlp.report.digest.words import MEASURES, TEXTS
from tests.report.digest.sample import appointments, article, complaints, event, events, figure, page

VOID = {"meta", "input", "br", "hr", "link", "img"}
HOSTILE = [
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '\'" onmouseover=alert(1) x="',
    "</q></details></article><h1>",
    "&lt;b&gt; &amp; ${t_events} $title",
    "<!-- ]]> --><svg onload=alert(1)>",
    "Lũ\u202e\u2066 ở \u200fLào Cai\u2069\x00\x1b[31m\x85",
    "nửa \ud800 cặp, \ufeff\ufffe",
]
BAD_ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//tin.example/a",
    "/a",
    "tin.example/a",
    "http:///a",
    "http://[::1",
    "https://tin.example@evil.example/",
    'https://tin.example/" onclick="alert(1)',
    "https://tin.example/<b>",
    "https://tin.example/\u202egpj.exe",
    "https://tin.example/a\tb",
    "https://tin.example/" + "a" * 3000,
    None,
    7,
]
GOOD_ADDRESSES = [
    "https://tin.example/lu-quet-123.html",
    "http://tin.example:8080/a?b=1&c=2#d",
    "https://tin.example/lũ-quét",
]


def tree(page_html):
    return html.document_fromstring(page_html)


def words(element):
    return " ".join(element.text_content().split())


def replaced(value, put):
    """Return records with every text that articles give replaced; names of measures, codes and days stay."""
    if isinstance(value, dict):
        kept = {
            "measure",
            "province",
            "provinces",
            "date",
            "start",
            "end",
            "published",
            "kind",
            "unit",
            "modifier",
            "url",
        }
        return {key: one if key in kept else replaced(one, put) for key, one in value.items()}
    if isinstance(value, list):
        return [replaced(one, put) for one in value]
    return put if isinstance(value, str) else value


class Nesting(HTMLParser):
    """Checks that each end tag closes the element that was opened last."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, self.getpos()


def check_is_harmless(page_html):
    root = tree(page_html)
    assert len(root.xpath("//script")) == len(root.xpath("//style")) == 1
    assert not root.xpath(
        "//iframe | //object | //embed | //img | //link | //base | //form | //video | //audio | //use"
    )
    assert not root.xpath(
        "//@*[starts-with(name(), 'on')] | //@style | //@src | //@srcset | //@action | //@*[name()='xlink:href']"
    )
    for link in root.xpath("//@href"):
        assert link.startswith(("#", "http://", "https://")), link
    for link in root.xpath("//a[not(starts-with(@href, '#'))]"):
        assert link.get("rel") == "noopener noreferrer"
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", page_html)


def test_structure():
    text = page()
    nesting = Nesting()
    nesting.feed(text)
    assert nesting.open == []
    assert text.startswith('<!doctype html>\n<html lang="vi">')
    assert not re.search(r"\$\w|\{\}|None|nan", re.sub(r"(?s)<script>.*?</script>", "", text))
    root = tree(text)
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids)) > 40
    assert {link[1:] for link in root.xpath("//@href") if link.startswith("#")} <= set(ids)
    assert len(root.xpath("//article")) == len(root.xpath("//table[@id='events']/tbody/tr")) == 8
    assert [len(root.xpath(f"//h{level}")) for level in (1, 2)] == [1, 5]


def test_page_is_self_contained():
    text = page()
    check_is_harmless(text)
    root = tree(text)
    style, script = root.xpath("//style")[0].text, root.xpath("//script")[0].text
    assert not re.search(r"url\(|@import|expression", style)
    assert not re.search(
        r"https?:|fetch|XMLHttp|import|eval|Function\(|innerHTML|insertAdjacent|document\.write|cookie", script
    )
    policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    for rule, content in (("style-src", style), ("script-src", script)):
        assert rules.pop(rule) == f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
    assert rules == {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'"}
    assert text.index("Content-Security-Policy") < text.index("<style>")


@pytest.mark.parametrize("put", HOSTILE)
def test_text_of_articles_does_nothing(put):
    given = [replaced(records, put) for records in (events(), complaints(), appointments())]
    text = render_digest(*given, title=put, made=put)
    text.encode("utf-8")
    check_is_harmless(text)
    nesting = Nesting()
    nesting.feed(text)
    assert nesting.open == []
    shown = re.sub("[\x00-\x1f\x7f-\x9f\u200f\u202e\u2066\u2069\ufeff\ufffe\ud800]", "", put)
    root = tree(text)
    assert root.xpath("//h1")[0].text == shown
    assert all(words(quote) == " ".join(shown.split()) for quote in root.xpath("//q"))
    harmless = tree(
        render_digest(*[replaced(records, "x") for records in (events(), complaints(), appointments())], title="x")
    )
    assert [one.tag for one in root.iter()] == [one.tag for one in harmless.iter()]


def with_address(url):
    source = article("a1", "Nước rút", "2025-10-07") | {"url": url}
    toll = figure("dead", 2, "2025-10-07", "a1", "Có 2 người chết.", province="20")
    return tree(
        render_digest(
            [event("Lũ", "Lũ", ["20"], "2025-10-07", "2025-10-07", [source], [toll])],
            [{"kind": "route", "place": "QL1A", "province": None, "sources": [source]}],
            [
                {
                    "name": "A",
                    "title": None,
                    "body": None,
                    "province": None,
                    "date": "",
                    "sentence": "",
                    "source": source,
                }
            ],
            title="Thử",
        )
    )


@pytest.mark.parametrize("url", BAD_ADDRESSES)
def test_addresses_that_are_not_of_the_web_are_no_links(url):
    root = with_address(url)
    assert not root.xpath("//a[not(starts-with(@href, '#'))]")
    assert "Nước rút" in words(root.xpath("//article")[0])


@pytest.mark.parametrize("url", GOOD_ADDRESSES)
def test_addresses_of_the_web_are_links(url):
    links = with_address(url).xpath("//a[not(starts-with(@href, '#'))]")
    assert {link.get("href") for link in links} == {url}
    assert len(links) == 4  # headline, list of articles, complaint, appointment


def all_figures(record):
    for figures in (record["latest"], record["largest"], *record["by_province"].values()):
        yield from figures.values()
    yield from record["timeline"]


def test_every_figure_opens_its_sentence():
    root = tree(page())
    cards = root.xpath("//article")
    for record, card in zip(events(), cards, strict=True):
        titles = {source["id"]: source["title"] for source in record["sources"]}
        said = {(quote.text, words(quote.xpath("../../p/a")[0])) for quote in card.xpath(".//q")}
        assert said == {(one["sentence"], titles[one["article"]]) for one in all_figures(record)}
        heads = " ".join(words(head) for head in card.xpath(".//ol//summary"))
        for one in all_figures(record):
            assert MEASURES[one["measure"]][0] in heads
    links = root.xpath("//a[starts-with(@href, '#s') and translate(substring(@href, 3), '0123456789', '') = '']")
    quotes = {quote.get("id"): quote for quote in root.xpath("//article//q")}
    assert len(links) > 60
    assert {link.get("href")[1:] for link in links} <= set(quotes)
    for link in links:
        within = link.xpath("ancestor::article | ancestor::tr")[0]
        card = within.get("id") or within.get("data-card")
        assert quotes[link.get("href")[1:]].xpath("ancestor::article")[0].get("id") == card
    numbers = root.xpath("//td[contains(@class, 'n') and @data-v != '' and not(a)]")
    assert all(number.getparent().xpath("td")[-1] is number for number in numbers), (
        "only the articles are counted by us"
    )


def test_a_sentence_stands_once_under_all_its_figures():
    toll = {"dead": 3, "missing": 1, "injured": 5}
    said = "Lũ làm 3 người chết, 1 người mất tích (Lạng Sơn) và 5 người bị thương (Cao Bằng)."
    where = {"dead": "20", "missing": "20", "injured": "04"}
    told = [
        figure(measure, value, "2025-10-06", "a1", said, province=where[measure], start=number)
        for number, (measure, value) in enumerate(toll.items())
    ]
    source = article("a1", "Lũ", "2025-10-07")
    root = tree(
        render_digest([event("Lũ", "Lũ", ["20", "04"], "2025-10-07", "2025-10-07", [source], told)], title="Lũ")
    )
    assert [quote.text for quote in root.xpath("//q")] == [said]
    head = root.xpath("//ol//summary")[0]
    for english in head.xpath(".//i[@lang='en']"):
        english.drop_tree()
    assert words(head) == (
        "3 người chết; 1 người mất tích (Lạng Sơn, 06/10/2025); 5 người bị thương (Cao Bằng, 06/10/2025)"
    )


def test_both_languages_stand_side_by_side():
    root = tree(page())
    vietnamese, english = root.xpath("//*[@class='vi']"), root.xpath("//*[@lang='en']")
    assert len(vietnamese) == len(english) > 200
    assert [one.getnext() for one in vietnamese] == english
    assert all(words(one) for one in english)
    assert not root.xpath("//q/*"), "sentences are in the language of their article"
    chosen = {language: tree(page(language=language)).xpath("//input[@checked]/@id") for language in ("vi", "en")}
    assert chosen == {"vi": ["in-vi"], "en": ["in-en"]}


def test_styles_do_not_look_into_the_page_for_the_language():
    """With ``:root:has(:checked)`` Chromium took a minute to lay out 300 events again in a narrower window."""
    style = re.sub(r"(?s)/\*.*?\*/", "", tree(page()).xpath("//style")[0].text)
    assert ":has(" not in style
    assert "#in-en:checked ~ * [lang=en]" in style
    body = tree(page()).xpath("/html/body")[0]
    assert [one.get("id") for one in body if one.tag == "input"] == ["in-vi", "in-en"]


def test_all_measures_and_texts_have_two_names():
    assert len(MEASURES) == 18
    for names in (MEASURES, TEXTS):
        assert all(len(pair) == 2 and all(pair) for pair in names.values())


def test_articles_are_listed_where_the_headline_is_not_all():
    one, other = article("a1", "Mưa lớn", "2025-10-07"), article("a2", "Mưa ngớt", "2025-10-08")
    for sources, lists in (([one], []), ([one, other], ["Bài báo (2)"])):
        root = tree(
            render_digest([event("Mưa", "Mưa lớn", ["20"], "2025-10-07", "2025-10-08", sources, [])], title="Mưa")
        )
        heads = root.xpath("//article//details/summary")
        assert [
            head.xpath("string(i[@class='vi'])") + head.xpath("string(i[2]/following-sibling::text())")
            for head in heads
        ] == lists
        assert root.xpath("//p[@class='lead']/a")


def test_a_figure_without_a_sentence_says_so():
    toll = figure("dead", 2, "2025-10-07", "unknown", "")
    root = tree(
        render_digest([event("Lũ", "Lũ", ["20"], "2025-10-07", "2025-10-08", [{"id": "x"}], [toll])], title="Lũ")
    )
    target = root.get_element_by_id(root.xpath("//ul[@class='tolls']//a/@href")[0][1:])
    assert "không có câu nguồn" in words(target)
    assert words(target.xpath("../../p")[0]) == "unknown"


def test_events_with_one_id_get_cards_of_their_own():
    one = events()[0] | {"id": "bão 14"}
    root = tree(render_digest([one, one, one | {"id": None}], title="Bão"))
    assert root.xpath("//article/@id") == ["e-b-o-14", "e-b-o-14-2", "e-3"]


def test_complaints_are_ranked_and_appointments_quoted():
    root = tree(page())
    lists = root.xpath("//div[@class='complaints']/div")
    assert [[words(name) for name in one.xpath(".//summary/b")] for one in lists] == [
        ["QL1A", "CT Bắc Giang - Lạng Sơn", "ĐT244"],
        ["Hồ Chí Minh", "Hà Nội"],
        ["Bến Nghé"],
    ]
    posts = root.xpath("//div[@class='posts']/ul/li")
    assert len(posts) == 3
    assert words(posts[0].xpath(".//summary")[0]) == "Hà Thị Mẫu Phó Chủ tịch, UBND tỉnh Lạng Sơn Lạng Sơn, 07/10/2025"
    assert all("giao" in words(post.xpath(".//q")[0]) for post in posts)


def test_long_lists_are_folded():
    given = [one | {"place": f"Đường số {number}"} for number in range(13) for one in complaints()[2:3]]
    root = tree(render_digest([], given, appointments() * 8, title="Giao thông"))
    for name, kept in (("complaints", 10), ("posts", 20)):
        first, rest = root.xpath(f"//div[@class='{name}']//*[self::ol or self::ul][count(ancestor::li) = 0]")
        assert len(first) == kept
        assert len(rest) == {10: 3, 20: 4}[kept]
        assert words(rest.getprevious()).startswith(f"và {len(rest)} mục nữa")
        assert rest.getparent().get("open") is None


def test_a_digest_of_nothing():
    root = tree(render_digest([], title="Tuần không có tin"))
    check_is_harmless(html.tostring(root, encoding="unicode"))
    assert len(root.xpath("//ul[@class='map']/li[contains(@class, 'tile')]")) == 34
    assert words(root.xpath("//section[@id='cards']")[0]).count("Không có.") == 1


def large_digest(n=300):
    codes = list(TILES)
    told = ("dead", "missing", "injured", "evacuated", "houses_flooded", "houses_damaged", "damage_vnd", "crops_ha")
    for number in range(n):
        sources = [
            article(
                f"{number}-{k}",
                f"Mưa lũ ở vùng núi: nước rút chậm, dân còn bị cô lập, đường vào xã bị chia cắt {k}",
                f"2025-10-{k + 1:02}",
            )
            for k in range(5)
        ]
        provinces = [codes[(number + k) % 34] for k in range(3)]
        timeline = [
            figure(
                told[k % 8], number * 37 + k, f"2025-10-{k // 2 + 1:02}", f"{number}-{k // 2}",
                f"Báo cáo nhanh số {number}.{k // 2}: đến 17 giờ mưa lũ đã làm nhiều người chết, mất tích và bị thương, hàng trăm "
                "căn nhà ngập sâu, nhiều tuyến đường bị chia cắt, thiệt hại còn đang được thống kê ở các xã vùng sâu.",
                province=provinces[k % 3] if k % 2 else None, modifier="about" if k % 3 else None, start=k,
            )
            for k in range(10)
        ]  # fmt: skip
        yield event(f"Mưa lũ số {number}", "Lũ, ngập lụt", provinces, "2025-10-01", "2025-10-09", sources, timeline)


def test_three_hundred_events_stay_small_and_quick():
    given = list(large_digest())
    assert sum(len(one["timeline"]) for one in given) == 3000
    start = time.process_time()
    text = render_digest(given, title="Mùa mưa lũ")
    assert time.process_time() - start < 2
    assert len(text.encode()) < 3_000_000
