"""The page in a real browser: sorted, filtered, its sentences opened by mouse, by keyboard and without a script."""

import pytest

from tests.report.digest.browser import Browser, find_browser
from tests.report.digest.sample import page

FIRST_CELLS = "[...document.querySelectorAll('#events tbody tr:not([hidden]) th a')].map((a) => a.textContent)"
SHOWN_CARDS = (
    "[...document.querySelectorAll('.card')].filter((c) => !c.hidden).map((c) => c.querySelector('h3').textContent)"
)
SENTENCE = "document.querySelector('#sentence:popover-open')?.querySelector('q')?.textContent ?? null"


def begin(names, beginnings):
    return all(name.startswith(beginning) for name, beginning in zip(names, beginnings, strict=False))


def check_sorting(browser):
    browser.run(
        "[...document.querySelectorAll('#events th button')].find((b) => b.textContent.includes('Mất tích')).click()"
    )
    by_missing = ["Lũ lớn ở Huế", "Lũ quét ở Mường Nhé", "Bão số 14", "Thuyền lật trên đầm"]
    assert begin(browser.run(FIRST_CELLS), by_missing), "most first, those without a figure last"
    assert browser.run(SHOWN_CARDS) == browser.run(FIRST_CELLS), "cards follow the rows"
    assert browser.run("document.querySelector('[aria-sort]').getAttribute('aria-sort')") == "descending"
    browser.run("document.querySelector('[aria-sort] button').click()")
    assert begin(browser.run(FIRST_CELLS), [*by_missing[2:], *by_missing[:2]]), "without a figure last again"
    browser.run("document.querySelector('#events th button').click()")
    assert browser.run(FIRST_CELLS)[0] == "Bão Sao Mai ở nước ngoài"


def check_filters(browser):
    def choose(control, value):
        browser.run(f"(() => {{ const c = document.querySelector('{control}'); c.value = '{value}'; "
                    "c.dispatchEvent(new Event('input')); })()")  # fmt: skip
        return sorted(browser.run(FIRST_CELLS)), sorted(browser.run(SHOWN_CARDS))

    everything = sorted(browser.run(FIRST_CELLS))
    assert choose("#words", "muong nhe") == (["Lũ quét ở Mường Nhé"],) * 2
    assert choose("#words", "không có từ này") == ([], [])
    assert browser.run("document.querySelector('#no-match').hidden") is False
    assert choose("#words", "")[0] == everything
    assert len(choose("#hazard", "Bão, áp thấp nhiệt đới")[0]) == 2
    assert choose("#province", "20")[0] == ["Bão số 14 (Sao Mai), tháng 10/2025"]
    assert browser.run("document.querySelector('#count').textContent") == "1"
    browser.run("document.querySelector('#clear').click()")
    assert sorted(browser.run(FIRST_CELLS)) == everything
    browser.run("document.querySelector('.map a[data-p=\"46\"]').click()")
    assert browser.run(FIRST_CELLS) == ["Lũ lớn ở Huế và Đà Nẵng, tháng 10/2025"]
    browser.run("document.querySelector('.map a[data-p=\"46\"]').click()")
    assert sorted(browser.run(FIRST_CELLS)) == everything


def check_sentences(browser):
    assert browser.run(SENTENCE) is None
    browser.run("document.querySelector('#events td a[href^=\"#s\"]').focus()")
    browser.press("Enter", "\r")
    assert "thiệt mạng" in browser.run(SENTENCE), "the storm abroad stands first since the sorting"
    assert browser.run("document.activeElement.id") == "close"
    browser.press("Escape")
    assert browser.run(SENTENCE) is None
    assert browser.run("document.activeElement.getAttribute('href')").startswith("#s"), "focus comes back to the number"
    browser.run(
        "document.querySelector('.chart a').dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}))"
    )
    assert "người" in browser.run(SENTENCE)
    browser.run("document.querySelector('#to-card').click()")
    assert browser.run(SENTENCE) is None
    assert browser.run("document.querySelector('q:target').closest('details').open") is True


def check_languages(browser):
    visible = "document.querySelector('#events th').innerText"
    assert browser.run(visible).strip().startswith("Sự kiện")
    browser.run("document.querySelector('#in-en').click()")
    assert browser.run(visible).strip().startswith("Event")
    assert browser.run("document.querySelector('#hazard option').textContent") == "All hazards"
    assert browser.run("document.querySelector('h3').innerText") != "", "what articles say is in no other language"


@pytest.mark.skipif(find_browser() is None, reason="needs Chromium")
def test_the_page_in_a_browser(tmp_path):
    file = tmp_path / "index.html"
    file.write_text(page(), encoding="utf-8")
    with Browser(find_browser()) as browser:
        browser.open(file)
        check_sorting(browser)
        check_filters(browser)
        check_sentences(browser)
        check_languages(browser)
        for width in (390, 1280):
            browser.open(file, width=width)
            assert browser.run("document.documentElement.scrollWidth") == width, "nothing is wider than the window"
        browser.call("Emulation.setScriptExecutionDisabled", value=True)
        browser.open(file)
        assert browser.run("getComputedStyle(document.querySelector('#filters')).display") == "none"
        browser.run("document.querySelector('.tolls a').click()")
        assert browser.run("document.querySelector('q:target').checkVisibility()") is True, (
            "links open the sentence alone"
        )
        assert browser.complaints == []
        assert set(browser.requests) <= {file.resolve().as_uri()}
