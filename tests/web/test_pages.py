"""The pages: lists and facets, one article, review by two people, both languages."""

import html
import re

import pytest

from nlp.article import Article, Entity
from nlp.store.records import NewArticle
from nlp.web import words
from nlp.web.pages import marking
from tests.conftest import PROJECT
from tests.web.conftest import client_of

TEMPLATES = sorted((PROJECT / "nlp" / "web" / "templates").glob("*.html"))


def titles(page):
    return [html.unescape(title) for title in re.findall(r'<h2><a href="/articles/\w+">(.*?)</a>', page.text)]


def key_of(client, title):
    (hit,) = [hit for hit in client.get("/api/articles").json()["articles"] if hit["title"].startswith(title)]
    return hit["key"]


@pytest.mark.parametrize(
    ("query", "count", "first"),
    [
        ({}, 18, ""),
        ({"q": "lu quet"}, 0, ""),
        ({"q": "trieu cuong"}, 1, "Triều cường vượt báo động III"),
        ({"q": "TRIỀU CƯỜNG"}, 1, "Triều cường"),
        ({"q": '"cuong trieu"'}, 0, ""),
        ({"label": "flood_disaster", "province": "91"}, 1, "Sạt lở bờ sông Hậu"),
        ({"since": "2026-10-28", "until": "2026-10-28"}, 1, "Triều cường"),
        ({"source": "Tin Sông La"}, 1, "Lũ Ngàn Sâu rút chậm"),
        ({"label": "nothing"}, 0, ""),
        ({"q": "'; DROP TABLE articles; --"}, 0, ""),
        ({"q": 'NEAR("a" AND'}, 0, ""),
    ],
)
def test_articles_are_found(client, query, count, first):
    page = client.get("/", params={"lang": "vi", **query})
    assert page.status_code == 200
    assert len(titles(page)) == count
    assert not first or titles(page)[0].startswith(first)
    assert f"{count} bài" in page.text


@pytest.mark.parametrize(
    "query", [{"since": "yesterday"}, {"after": "nonsense"}, {"q": "a" * 300}, {"review": "perhaps"}]
)
def test_what_cannot_be_asked_is_said(client, query):
    page = client.get("/", params=query)
    assert page.status_code in (400, 422)
    assert "<main" in page.text


def test_articles_are_found_by_what_the_model_says_of_them(client):
    listed = client.get("/api/articles").json()["articles"]
    for label in {hit["label"] for hit in listed}:
        assert len(titles(client.get("/", params={"label": label}))) == len([h for h in listed if h["label"] == label])
    assert len(titles(client.get("/?review=1"))) == len([hit for hit in listed if hit["needs_review"]]) > 0


def test_facets_count_and_lead_to_what_they_count(client):
    page = client.get("/?q=tinh&lang=vi").text
    facets = re.findall(
        r'<a href="(/\?[^"]*(?:label|province|source)=[^"]*)"[^>]*>\s*<span>(.*?)</span>\s*<b>(\d+)</b>', page
    )
    assert len(facets) > 6
    for address, _, count in facets[:8]:
        assert len(titles(client.get(html.unescape(address)))) == int(count)


def test_one_article_shows_what_was_found_and_why(client):
    page = client.get(f"/articles/{key_of(client, 'Sạt lở bờ sông Hậu')}?lang=vi").text
    assert 'data-hint="tỉnh, thành: mã 91, tên An Giang' in page
    assert "bão lũ" in page
    assert "ủng hộ" in page
    assert client.get("/articles/k0").status_code == 404


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("path", ["/", "/review", "/models", "/files", "/api", "/sign-in"])
def test_pages_speak_both_languages(client, path, language):
    page = client.get(path, params={"lang": language}).text
    assert f'<html lang="{language}">' in page
    other = words.LANGUAGES[1 - words.LANGUAGES.index(language)]
    for key in ("articles", "review", "models", "files"):
        assert f">{words.word(key, language)}</a>" in page
        assert f">{words.word(key, other)}</a>" not in page
    assert f'<html lang="{language}">' in client.get(path, headers={"accept-language": "en"}).text, "the choice is kept"


@pytest.mark.parametrize(
    ("wishes", "accepted", "language"),
    [(("en", "vi"), "", "en"), ((None, "en"), "vi", "en"), ((None, None), "en-US,en;q=0.9", "en"), (("xx", None), "fr", "vi"),
     ((None, None), "", "vi")],
)  # fmt: skip
def test_the_language_is_the_wished_one(wishes, accepted, language):
    assert words.choose_language(*wishes, accepted=accepted) == language


def test_every_word_is_there_in_both_languages_and_used():
    used = set()
    for template in TEMPLATES:
        text = template.read_text(encoding="utf-8")
        used |= set(re.findall(r't\("(\w+)"', text)) | set(re.findall(r"t\('(\w+)'", text))
        used |= set(re.findall(r'"(\w+)" if', text)) | set(re.findall(r"else [\"'](\w+)[\"']", text))
        used |= {word for group in re.findall(r"in \[(\(.*?\))\] %}", text) for word in re.findall(r'"(\w+)"', group)}
    known = set(words.all_words())
    for module in (PROJECT / "nlp" / "web").rglob("*.py"):
        used |= set(re.findall(r'word\("(\w+)"', module.read_text(encoding="utf-8")))
    jobs = {
        f"{kind}_job" for kind in ("upload", "train", "compare", "measure", "promote", "rollback", "plan", "events")
    }
    facets = {"label", "province", "source"}
    assert known <= used | jobs | facets | {"running", "done", "failed", "language"}
    for key, told in words.all_words().items():
        assert len(told) == 2, key
        assert set(re.findall(r"\{\w+\}", told[0])) == set(re.findall(r"\{\w+\}", told[1])), key


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("too short: 3 tokens", "bài quá ngắn: 3 tiếng"),
        ("confidence under 0.97, the threshold of other", "độ tin cậy dưới 0.97, ngưỡng của nhãn tin khác"),
        ("damaged letters: some were replaced by ? or U+FFFD", "chữ hỏng: có chữ bị thay bằng ?"),
        ("something new", "something new"),
    ],
)
def test_reasons_are_told_in_vietnamese(reason, told):
    assert words.reason(reason, "vi") == told
    assert words.reason(reason, "en") == reason


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("picked at random", "chọn ngẫu nhiên"),
        ("12% of its words are new", "12 % số từ là từ mới"),
        ("flood_disaster 48% or other 46%", "bão lũ 48 % hay tin khác 46 %"),
        ("too short: 3 tokens", "bài quá ngắn: 3 tiếng"),
    ],
)
def test_why_an_article_was_chosen_is_told_in_vietnamese(why, told):
    assert words.why(why, "vi") == told
    assert words.why(why, "en") == why


def test_marks_that_cross_a_title_or_each_other_stay_whole(desk):
    article = Article("Bão vào Lào Cai", "Tin <b>")
    entities = [Entity("STORM", 8, 11, "Bão", {"number": 3}), Entity("PROVINCE", 9, 15, "x", {"code": "15"})]
    record = {"entities": [entity.to_dict() for entity in entities]}
    desk.store.add([NewArticle(article, record)])
    (hit,) = desk.store.search().hits
    title, (line,) = marking.title_and_text(desk.store.article(hit.key), "vi")
    assert title == "Tin &lt;b&gt;"
    assert line.count("<mark") == line.count("</mark>") == 2
    assert re.sub(r"<[^>]*>", "", line) == "Bão vào Lào Cai"


def shown(page):
    """Return the key of the article under review, and its choices in order."""
    found = re.search(r'hx-post="/review/(\w+)"', page.text)
    return found and found[1], re.findall(r'name="label" value="(\w+)"', page.text)


def test_two_people_review_at_once_with_keys_doubt_skip_and_undo(desk):
    desk.add_samples()
    with client_of(desk) as an, client_of(desk) as binh:
        an.change("/name", given="  An\n<b> ")
        first, choices = shown(an.get("/review"))
        assert len(choices) == 4
        assert shown(an.get("/review"))[0] == first, "asking again shows the same one"
        second, _ = shown(binh.get("/review"))
        assert second != first, "two people never have the same article in hand"
        assert "soát bài này" in binh.get(f"/review?at={first}&lang=vi").text
        page = an.change(f"/review/{first}", action="label", label=choices[1])
        third, _ = shown(page)
        assert third not in (first, second)
        assert desk.store.article(first).hit.answer.label == choices[1]
        assert desk.store.article(first).hit.answer.by == "An <b>"
        assert "An &lt;b&gt; 1" in page.text
        assert f'href="/review?at={first}"' in page.text, "the arrow leads back"
        an.change(f"/review/{third}", action="doubt")
        assert desk.store.article(third).hit.answer.label is None
        assert shown(an.change("/undo"))[0] == third
        assert desk.store.article(third).hit.answer is None
        binh.change(f"/review/{second}", action="skip")
        assert desk.store.article(second).hit.answer is None
        assert shown(an.change("/undo"))[0] == first, "one after the other is taken back"
        assert an.change(f"/review/{first}", action="label", label="invented").status_code == 400
        assert an.change("/review/k0", action="doubt").status_code == 404
        assert an.change(f"/review/{first}", action="delete").status_code == 422


def test_a_mention_is_struck_out_and_taken_back(desk):
    desk.add_samples()
    with client_of(desk) as client:
        key = key_of(client, "Sạt lở bờ sông Hậu")
        entity = client.get(f"/api/articles/{key}").json()["entities"][0]
        mention = f"{entity['type']}-{entity['start']}-{entity['end']}"
        page = client.change(f"/articles/{key}/strike", mention=mention, struck="1")
        assert "struck" in page.text
        assert entity not in client.get(f"/api/articles/{key}").json()["entities"]
        client.change(f"/articles/{key}/strike", mention=mention, struck="0")
        assert entity in client.get(f"/api/articles/{key}").json()["entities"]
        for wrong in ("PROVINCE", "PROVINCE-a-b", "PROVINCE-1-2", "PROVINCE--1-5"):
            assert client.change(f"/articles/{key}/strike", mention=wrong).status_code in (400, 404)


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [(180_000_000, "180.000.000", "180,000,000"), (1.25, "1,25", "1.25"), (5.0, "5", "5"), (True, "✓", "✓"), ("2 | 3", "2 | 3", "2 | 3")],
)  # fmt: skip
def test_numbers_are_written_as_their_readers_write_them(value, vi, en):
    assert words.in_words(value, "vi") == vi
    assert words.in_words(value, "en") == en
