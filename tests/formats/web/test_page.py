import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.formats.record import Note, Record, Rejected
from nlp.formats.web.page import read_html, read_text
from tests.conftest import CORPUS
from tests.formats.test_encoding import windows_vietnamese
from tests.formats.web import portals


def test_text_with_a_title():
    record = read_text("Lũ về\n\nNước dâng.\nDân sơ tán.\n".encode(), "f.txt", "f")
    assert record == Record("f.txt", {"id": "f", "title": "Lũ về", "text": "Nước dâng.\nDân sơ tán."})


def test_one_line_is_the_text():
    assert read_text("\ufeffNước dâng.".encode(), "f.txt", "f").fields == {"id": "f", "title": "", "text": "Nước dâng."}


def test_a_long_first_line_is_a_paragraph():
    text = "Nước dâng. " * 30 + "\nDân sơ tán."
    assert read_text(text.encode(), "f.txt", "f").fields["title"] == ""


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_encodings_of_windows(encoding):
    assert read_text("Lũ về\nNước dâng".encode(encoding), "f.txt", "f").fields["title"] == "Lũ về"


def test_text_of_a_vietnamese_windows():
    content = windows_vietnamese("Lũ về bản Mới\nNước dâng trong đêm, dân phải sơ tán.")
    assert read_text(content, "f.txt", "f").fields["text"] == "Nước dâng trong đêm, dân phải sơ tán."


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (b" \n ", "empty"), (b"l\xf5", "not valid UTF-8 at byte 1"), (b"l\x00a", "NUL")],
)
def test_text_that_cannot_be_used(content, reason):
    rejected = read_text(content, "f.txt", "f")
    assert isinstance(rejected, Rejected)
    assert reason in rejected.reason


@pytest.mark.parametrize(
    ("page", "title", "date", "inside", "outside"),
    [
        (
            "trang-bao-1.html",
            "Bắc Ninh điều động 56 công chức",
            "2026-09-10",
            "chính quyền địa phương hai cấp",
            "Đọc nhiều",
        ),
        ("trang-bao-2.html", "Lũ Ngàn Sâu rút chậm", "2026-10-22", "Ban Chỉ huy Phòng thủ dân sự", "Tin liên quan"),
        ("trang-bao-3.html", "Xe hợp đồng trá hình nuốt khách", "2026-04-21", "bến xe", "Trang chủ"),
    ],
)
def test_saved_pages(page, title, date, inside, outside):
    path = CORPUS / "samples" / page
    fields = read_html(path.read_bytes(), str(path), page).fields
    assert fields["title"].startswith(title)
    assert fields["published"] == date
    assert inside in fields["text"]
    assert outside not in fields["text"]


def test_the_lead_stands_in_front_of_the_text():
    path = CORPUS / "samples" / "trang-bao-2.html"
    fields = read_html(path.read_bytes(), str(path), "2").fields
    assert fields["text"].startswith(fields["text"].split("\n")[0])
    assert 'name="description"' in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "content", [b"", b" \n", b"<html></html>", b"<html><head><title>x</title></head><body></body></html>"]
)
def test_an_empty_page_is_passed_over(content):
    assert isinstance(read_html(content, "p.html", "p"), Note)


LISTED = "".join(
    f'<div><h3><a href="/{number}">{title}</a></h3><p>{sentence}</p></div>'
    for number, (title, sentence) in enumerate(zip(portals.RELATED, portals.BODY, strict=False))
)


@pytest.mark.parametrize(
    "page",
    [
        "<nav><a href='/'>Trang chu</a></nav>",
        "<h1>404</h1><p>Trang mà bạn tìm kiếm hiện không tồn tại.</p>",
        f"<h1>{portals.TITLE}</h1><img src=a><p>{portals.CAPTION}</p><span>12/8/2026</span>",
        f"<h1>{portals.TITLE}</h1><ul>{portals.links(portals.RELATED)}</ul>",
        LISTED,
        "<p>Vui lòng bật JavaScript để xem trang này.</p>",
    ],
)
def test_page_without_an_article(page):
    assert isinstance(read_html(portals.page(page, with_description=False).encode(), "p.html", "p"), Rejected)


@pytest.mark.parametrize("portal", portals.PORTALS, ids=lambda portal: portal.__name__)
def test_portals(portal):
    """Every sentence of the article is kept, nothing that stands around it is."""
    html = portal()
    fields = read_html(html.encode(), "p.html", "p").fields
    assert fields["title"].startswith(portals.TITLE)
    assert [sentence for sentence in portals.KEPT if sentence not in fields["text"]] == []
    assert [part for part in portals.AROUND if part in html and part in fields["text"]] == []


def test_there_are_twenty_portals():
    assert len(portals.PORTALS) == 20


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        # A class says "comment" or "related" about the whole page.
        (f"<div class='has-comments related tags'><h1>{portals.TITLE}</h1>{portals.paragraphs()}</div>", portals.BODY),
        # Licences are the matter of the article, not its imprint.
        (
            f"<p>Giấy phép số 12 do Sở cấp cho mỏ cát đã hết hạn.</p>{portals.paragraphs()}",
            ["Giấy phép số 12 do Sở cấp"],
        ),
        # Most of a sentence is a link.
        ("".join(f"<p><a href=x>{text[:60]}</a>{text[60:]}</p>" for text in portals.BODY), portals.BODY),
        (
            f"<h1>{portals.TITLE}</h1><p>Lũ quét làm ba người chết ở Bát Xát.</p>",
            ["Lũ quét làm ba người chết ở Bát Xát."],
        ),
        (f"<p>{portals.BODY[0]}</p><p><b>Xem thêm nhiều hộ còn bị cô lập</b></p>", [portals.BODY[0]]),
    ],
)
def test_what_looks_like_surroundings_and_is_not(body, kept):
    text = read_html(portals.page(body, with_description=False).encode(), "p.html", "p").fields["text"]
    assert [sentence for sentence in kept if sentence not in text] == []


@pytest.mark.parametrize("script", ["", "[", '{"articleBody": 7}', '{"a":' * 5_000, "[" * 900 + "]" * 900, "null"])
def test_broken_linked_data_costs_nothing(script):
    html = portals.page(portals.paragraphs(), f'<script type="application/ld+json">{script}</script>')
    assert portals.BODY[3] in read_html(html.encode(), "p.html", "p").fields["text"]


@settings(max_examples=30)
@given(
    st.lists(
        st.sampled_from(
            [b"<html>", b"<p>", b"</div>", b"<script>", b"\xff", "Lũ về ".encode() * 40, b"<!--", b"<table>"]
        ),
        max_size=9,
    ).map(b"".join)
)
def test_hostile_pages_are_read_or_rejected(content):
    assert isinstance(read_html(content, "p.html", "p"), Record | Rejected | Note)
