"""The fields of an article under the names that people give them."""

import pytest

from nlp.errors import RecordError
from nlp.formats.fields import plain_name
from nlp.formats.record import Columns

TITLE, TEXT, LEAD = "Lũ quét trong đêm", "Nước dâng nhanh, nhiều nhà bị cuốn trôi.", "Ba người mất tích."

# The fields of a record, and the names of those that are title and text.
FOUND = [
    ({"title": TITLE, "text": TEXT}, "title", "text"),
    ({"Title": TITLE, "TEXT": TEXT}, "Title", "TEXT"),
    ({" title": TITLE, "text ": TEXT}, " title", "text "),
    ({"headline": TITLE, "content": TEXT}, "headline", "content"),
    ({"Tiêu đề": TITLE, "Nội dung": TEXT}, "Tiêu đề", "Nội dung"),
    ({"TIÊU ĐỀ": TITLE, "NỘI DUNG": TEXT}, "TIÊU ĐỀ", "NỘI DUNG"),
    ({"tieu_de": TITLE, "noi_dung": TEXT}, "tieu_de", "noi_dung"),
    ({"tieuDe": TITLE, "noiDung": TEXT}, "tieuDe", "noiDung"),
    ({"title": TITLE, "body": TEXT}, "title", "body"),
    ({"title": TITLE, "article": TEXT}, "title", "article"),
    ({"title": TITLE, "full_text": TEXT}, "title", "full_text"),
    ({"title": TITLE, "articleBody": TEXT}, "title", "articleBody"),
    ({"title": TITLE, "html": TEXT}, "title", "html"),
    ({"title": TITLE, "html": f"<p>{TEXT}</p>", "content": TEXT}, "title", "content"),
    ({"title": TITLE, "text": "", "content": TEXT}, "title", "content"),
    ({"title": TITLE, "text": None, "content": TEXT}, "title", "content"),
    ({"title": TITLE, "content": "", "body": TEXT}, "title", "body"),
    ({"title": TITLE, "content": TEXT, "body": TEXT}, "title", "content"),
    ({"title": TITLE, "content": ["Nước dâng nhanh,", "nhiều nhà bị cuốn trôi."]}, "title", "content"),
    ({"title": TITLE, "content": {"text": TEXT, "html": "<p>x</p>"}}, "title", "content.text"),
    ({"_index": "news", "_id": "1", "_source": {"title": TITLE, "body": TEXT}}, "_source.title", "_source.body"),
    ({"title": {"rendered": TITLE}, "content": {"rendered": TEXT}}, "title.rendered", "content.rendered"),
    ({"title": TITLE, "description": LEAD}, "title", "description"),
    ({"title": TITLE, "sapo": LEAD, "content": TEXT}, "title", "sapo + content"),
    ({"title": TITLE, "Tóm tắt": LEAD, "Nội dung": TEXT}, "title", "Tóm tắt + Nội dung"),
    ({"title": TITLE, "summary": LEAD, "text": TEXT}, "title", "summary + text"),
    ({"title": TITLE, "sapo": LEAD, "text": f"{LEAD} {TEXT}"}, "title", "text"),
    ({"title": TITLE, "summary": {"dead": 3}, "text": TEXT}, "title", "text"),
    ({"title": TITLE, "text": TEXT, "content_type": "html", "textarea": "x"}, "title", "text"),
]


@pytest.mark.parametrize(("fields", "title", "text"), FOUND, ids=lambda value: value if isinstance(value, str) else "")
def test_usual_names_are_found(fields, title, text):
    article, names = Columns().read(fields)
    assert (names["title"], names["text"]) == (title, text)
    assert article.title == TITLE
    assert article.text.split() == " ".join({"lead": LEAD}.get(part, part) for part in expected(text, fields)).split()


def expected(text, fields):
    if "+" in text:
        return [LEAD, TEXT]
    return [LEAD] if text == "description" else [f"{LEAD} {TEXT}"] if LEAD in str(fields.get("text")) else [TEXT]


@pytest.mark.parametrize(
    ("fields", "both"),
    [
        ({"title": TITLE, "content": TEXT, "body": LEAD}, ("content", "body")),
        ({"title": TITLE, "Nội dung": TEXT, "content": LEAD}, ("Nội dung", "content")),
        ({"headline": TITLE, "tieu_de": TEXT, "text": TEXT}, ("headline", "tieu_de")),
        ({"a": {"text": TEXT}, "b": {"text": LEAD}}, ("a.text", "b.text")),
    ],
)
def test_two_equally_good_ones_are_refused_and_named(fields, both):
    with pytest.raises(RecordError) as refused:
        Columns().article(fields)
    assert all(repr(name) in refused.value.what for name in both)
    assert "-field" in refused.value.fix


@pytest.mark.parametrize(
    ("name", "fields", "text"),
    [
        ("content", {"text": LEAD, "content": TEXT}, TEXT),
        ("_source.body", {"_source": {"body": TEXT}}, TEXT),
        ("a.b.c", {"a": {"b": {"c": TEXT}}}, TEXT),
        ("a.b", {"a.b": TEXT, "a": {"b": LEAD}}, TEXT),
        ("sapo,content", {"sapo": LEAD, "content": TEXT}, f"{LEAD}\n{TEXT}"),
        ("sapo, content", {"sapo": LEAD, "content": TEXT}, f"{LEAD}\n{TEXT}"),
        ("sapo,content", {"content": TEXT}, TEXT),
        ("sapo,content", {"sapo": "", "content": TEXT}, TEXT),
        ("a,b", {"a,b": TEXT, "a": LEAD}, TEXT),
        ("a.x,b", {"a": {"x": [LEAD, " "]}, "b": TEXT}, f"{LEAD}\n{TEXT}"),
    ],
)
def test_names_that_the_user_gives(name, fields, text):
    assert Columns(text=name).article(fields).text == text


PAGE = f"""<!DOCTYPE html><html><head><title>{TITLE}</title></head><body><nav><a href="/">Trang chủ</a>
<a href="/a">Thể thao</a></nav><article><h1>{TITLE}</h1><p>{TEXT} Đến sáng nay lực lượng tại chỗ đã đưa bà con lên nơi cao,
nhiều tuyến đường liên xã vẫn còn bị chia cắt.</p><p>{LEAD} Công tác tìm kiếm đang được khẩn trương triển khai dọc hai bờ
suối.</p></article><footer>Bản quyền thuộc về báo</footer></body></html>"""


@pytest.mark.parametrize("name", ["html", "content", "text", "noi_dung"])
def test_a_field_with_a_whole_page(name):
    article = Columns().article({name: PAGE})
    assert article.title == TITLE
    assert TEXT in article.text
    assert LEAD in article.text
    assert not {"Thể thao", "Bản quyền", "<"} & {
        word for word in ("Thể thao", "Bản quyền", "<") if word in article.text
    }


def test_a_given_name_is_not_replaced_by_a_usual_one():
    assert Columns(text="contnet").article({"title": TITLE, "content": TEXT}).text == ""


@pytest.mark.parametrize("value", [5, {"a": 1}, [{"text": TEXT}], [1, 2], True])
def test_other_kinds_are_no_text(value):
    with pytest.raises(RecordError, match="not a string"):
        Columns(text="content").article({"title": TITLE, "content": value})


OTHERS = [
    ({"_id": "7"}, "id", "7"), ({"guid": "x"}, "id", "x"), ({"id": 7, "guid": "x"}, "id", "7"),
    ({"Ngày đăng": "2025-10-07"}, "published", "2025-10-07"), ({"pubDate": "2025"}, "published", "2025"),
    ({"link": "http://a"}, "url", "http://a"), ({"href": "http://a"}, "url", "http://a"),
    ({"Nguồn": "Báo"}, "source", "Báo"), ({"_source": {"x": 1}}, "source", None),
    ({"date": None, "publish_date": "2025"}, "published", "2025"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "part", "value"), OTHERS)
def test_the_other_parts(fields, part, value):
    assert getattr(Columns().article({"text": TEXT, **fields}), part) == value


@pytest.mark.parametrize(("fields", "label"), [({"label": "a"}, "a"), ({"Nhãn": "b"}, "b"), ({"labels": ["c"]}, ["c"])])
def test_the_label(fields, label):
    assert Columns().label_of({"text": TEXT, **fields}) == label


def test_names_without_case_accents_and_signs():
    assert {plain_name(name) for name in ("Nội dung", "noi_dung", "NOI-DUNG", " nộiDung ")} == {"noidung"}


def test_records_of_ever_new_names_take_no_memory():
    import tracemalloc

    tracemalloc.start()
    for number in range(3_000):
        Columns().article({f"field {number}": "x" * 50, "text": TEXT})
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5e6
