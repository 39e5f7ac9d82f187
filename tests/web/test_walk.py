"""The first ten minutes of README.vi.md in a real browser: samples, search, review by keys, upload, download."""

import os
import shutil
from pathlib import Path

import pytest

from nlp.formats.source import read_source
from tests.web.conftest import new_desk, running, wait_for

CHROMIUM = os.environ.get("BANTIN_CHROMIUM") or shutil.which("chromium")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with new_desk(tmp_path_factory.mktemp("walk")) as desk:
        desk.add_samples()
        yield desk


@pytest.fixture(scope="module")
def address(desk):
    with running(desk) as address:
        yield address


@pytest.fixture(scope="module")
def chromium():
    if CHROMIUM is None:
        pytest.skip("no chromium here: the walk through the desk is not tried; apt-get install chromium")
    api = pytest.importorskip("playwright.sync_api", reason="no playwright here: pip install playwright")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visitor:
    """A person at a browser, with the complaints of that browser.

    Waiting is for elements: the policy of the pages forbids what a browser is told as text to evaluate.
    """

    def __init__(self, chromium, **options):
        self.complaints = []
        self.page = chromium.new_context(locale="vi-VN", accept_downloads=True, **options).new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def sees(self, selector, count):
        from playwright.sync_api import expect

        expect(self.page.locator(selector)).to_have_count(count)

    def heading(self):
        return self.page.inner_text("#article h1")

    def press(self, key):
        """Press a key of the review, and wait until the next article is there."""
        with self.page.expect_response(lambda answer: answer.request.method == "GET" and "/review" in answer.url):
            self.page.keyboard.press(key)
        self.sees(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added", 0)


@pytest.fixture(scope="module")
def an(chromium):
    return Visitor(chromium, viewport={"width": 1280, "height": 800})


def test_a_stranger_reads_searches_and_hovers(an, address):
    page = an.page
    page.goto(f"{address}/")
    assert "bài mẫu" in page.inner_text("main")
    an.sees(".hits li", 18)
    page.fill("#q", "trieu cuong")
    an.sees(".hits li", 1)
    page.wait_for_url("**q=trieu*")
    page.fill("#q", "")
    an.sees(".hits li", 18)
    count = int(page.inner_text(".facet a:has-text('bão lũ') b"))
    page.click(".facet a:has-text('bão lũ')")
    an.sees(".hits li", count)
    page.click("h2 a:has-text('Sạt lở bờ sông Hậu')")
    page.hover(".text mark.PROVINCE")
    assert "mã 91" in page.inner_text("#hint")
    page.mouse.move(0, 0)
    page.focus(".text mark.COMMUNE")
    assert "Long Xuyên" in page.inner_text("#hint")
    page.keyboard.press("Escape")
    assert page.is_hidden("#hint")
    assert an.complaints == []


def test_keys_alone_reach_an_article_and_strike_a_mention(an, address):
    page = an.page
    page.goto(f"{address}/?q=trieu")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.hits') !== null"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("#article")
    page.focus(".mentions button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".text mark.struck, h1 mark.struck")
    assert an.complaints == []


def test_two_people_review_by_keys_and_take_back(chromium, an, address, desk):
    binh = Visitor(chromium)
    an.page.goto(f"{address}/review")
    binh.page.goto(f"{address}/review")
    first = an.heading()
    assert binh.heading() != first
    label = an.page.get_attribute("form:has([data-key='2']) input[name=label]", "value")
    an.press("2")
    second = an.heading()
    assert second not in (first, binh.heading())
    assert [stored.hit.answer.label for stored in desk.store.articles() if stored.hit.answer] == [label]
    an.press("u")
    assert an.heading() == first
    assert desk.store.progress().labelled == 0
    an.press("0")
    assert desk.store.progress().doubted == 1
    an.page.keyboard.press("ArrowLeft")
    an.page.wait_for_url("**/review?at=*")
    assert an.heading() == first
    an.press("1")
    progress = desk.store.progress()
    assert (progress.labelled, progress.doubted) == (1, 0)
    an.page.fill("input[name=given]", "s u 1")
    assert desk.store.progress() == progress, "letters in a field are no keys of the review"
    assert an.complaints == binh.complaints == []


def test_pages_fit_a_telephone_and_taps_tell_values(chromium, address):
    visitor = Visitor(chromium, viewport={"width": 390, "height": 800}, has_touch=True, color_scheme="dark")
    page = visitor.page
    for path in ("/", "/review", "/events", "/models", "/files", "/api"):
        page.goto(f"{address}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    page.goto(f"{address}/")
    page.click(".hits h2 a >> nth=2")
    page.tap(".text mark >> nth=0")
    assert ":" in page.inner_text("#hint")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert visitor.complaints == []


def test_a_file_goes_in_and_a_workbook_comes_out(an, address, desk, tmp_path):
    page = an.page
    page.goto(f"{address}/files")
    file = tmp_path / "bao.csv"
    rows = "Tiêu đề;Nội dung;Ngày\nMưa lớn ở Lào Cai;46 hộ phải sơ tán trong đêm.;2026-08-30\n"
    file.write_text(rows, encoding="utf-8")
    page.set_input_files("input[type=file]", file)
    page.click("form[data-upload] button")
    page.wait_for_selector(".job.done:has-text('bao.csv')")
    assert wait_for(desk).message.startswith("bao.csv: thêm 1 bài")
    page.fill("#download input[name=q]", '"phải sơ tán trong đêm"')
    with page.expect_download() as waiting:
        page.click("#download button")
    saved = Path(waiting.value.path()).rename(tmp_path / "back.xlsx")
    (record,) = read_source(str(saved))
    assert record.fields["label"] == "flood_disaster"
    assert an.complaints == []
