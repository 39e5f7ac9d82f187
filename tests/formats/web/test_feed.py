import io
import tracemalloc

import pytest

from nlp.formats.record import Note, Record, Rejected
from nlp.formats.web.feed import iso_date, read_feed
from nlp.formats.web.markup import plain_text

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Báo Ban Mai - Thời sự</title><link>https://banmai.example</link><description>Tin mới</description>
<image><title>logo</title><url>x.png</url></image>
<item><title><![CDATA[Lũ quét ở Nậm Khoang]]></title>
<description><![CDATA[<a href="https://banmai.example/1"><img src="a.jpg"></a></br>Nước dâng trong đêm, ba người mất tích.]]></description>
<content:encoded><![CDATA[<p>Nước suối dâng &nbsp;nhanh.</p><p>Dân sơ tán.</p><script>x()</script>]]></content:encoded>
<link>https://banmai.example/1</link><guid isPermaLink="false">bm-1</guid><pubDate>Wed, 10 Sep 2025 16:30:00 +0700</pubDate>
<media:content url="a.jpg" type="image/jpeg"/></item>
<item><title>Xe khách &amp; xe buýt</title><description>Nhồi nhét 60 người.</description><guid>https://banmai.example/2</guid>
<source url="https://khac.example">Báo Khác</source><pubDate>10/9/2025 4:30:00 PM</pubDate></item>
</channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Cổng tin xã</title>
<entry><id>tag:x,1</id><title type="html">Lũ &lt;b&gt;quét&lt;/b&gt;</title><link rel="self" href="/self"/><link href="/1"/>
<updated>2025-09-10T16:30:00Z</updated><summary>Tóm tắt khác hẳn.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Đoạn một.</p><p>Đoạn hai.</p></div></content></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Cũ</title></channel><item rdf:about="x"><title>Bão</title><link>http://x/3</link><dc:date>2025-09-10</dc:date></item></rdf:RDF>"""


def read(content):
    content = content if isinstance(content, bytes) else content.encode()
    return list(read_feed(io.BytesIO(content), "in.rss"))


def test_rss():
    first, second = read(RSS)
    assert first == Record(
        "in.rss:item 1",
        {
            "id": "bm-1",
            "title": "Lũ quét ở Nậm Khoang",
            "text": "Nước dâng trong đêm, ba người mất tích.\nNước suối dâng nhanh.\nDân sơ tán.",
            "published": "2025-09-10T16:30:00+07:00",
            "url": "https://banmai.example/1",
            "source": "Báo Ban Mai - Thời sự",
        },
    )
    assert second.fields == {
        "id": "https://banmai.example/2",
        "title": "Xe khách & xe buýt",
        "text": "Nhồi nhét 60 người.",
        "published": "10/9/2025 4:30:00 PM",
        "url": "https://banmai.example/2",
        "source": "Báo Khác",
    }


def test_atom_and_the_oldest_rss():
    (entry,) = read(ATOM)
    assert entry.fields == {
        "id": "tag:x,1",
        "title": "Lũ quét",
        "text": "Tóm tắt khác hẳn.\nĐoạn một.\nĐoạn hai.",
        "published": "2025-09-10T16:30:00+00:00",
        "url": "/1",
        "source": "Cổng tin xã",
    }
    (item,) = read(RDF)
    assert item.fields == {
        "id": "http://x/3",
        "title": "Bão",
        "text": "",
        "published": "2025-09-10T00:00:00",
        "url": "http://x/3",
        "source": "Cũ",
    }


@pytest.mark.parametrize(
    ("change", "count"),
    [
        (lambda rss: rss.replace("&amp;", "&"), 2),  # a bare ampersand
        (lambda rss: rss.replace("Nhồi nhét", "Nhồi&nbsp;nhét"), 2),  # an entity of HTML
        (lambda rss: "\n" + rss, 2),  # the declaration is not at the start
        (lambda rss: rss[: rss.index("</channel>")], 2),
        (lambda rss: rss.replace("xmlns:content", "xmlns:other"), 2),  # a prefix that nothing declares
        (lambda rss: rss[: rss.index("Nhồi")], 1),
    ],
)
def test_faulty_feeds_are_read_as_far_as_they_go(change, count):
    records = [entry for entry in read(change(RSS)) if isinstance(entry, Record)]
    assert len(records) >= count
    assert records[0].fields["title"] == "Lũ quét ở Nậm Khoang"


@pytest.mark.parametrize("encoding", ["utf-16", "windows-1258", "iso-8859-1"])
def test_declared_encodings(encoding):
    rss = f'<?xml version="1.0" encoding="{encoding}"?><rss><channel><item><title>Café</title></item></channel></rss>'
    assert read(rss.encode(encoding))[0].fields["title"] == "Café"


def test_sitemaps_are_passed_over():
    for root in ("urlset", "sitemapindex"):
        (note,) = read(
            f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url/></{root}>'
        )
        assert isinstance(note, Note)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not XML"),
        (b"\x00\x01\x02", "not XML"),
        ("Lũ về".encode(), "not XML"),
        (b"<html><body/></html>", "--format html"),
        (b"<note><to/></note>", "neither RSS nor Atom"),
    ],
)
def test_what_is_no_feed(content, reason):
    (rejected,) = read(content)
    assert isinstance(rejected, Rejected)
    assert reason in rejected.reason


def laughing(levels):
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, levels))
    return f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{entities}]><rss><channel><item><title>Lũ &l{levels - 1}; về</title></item></channel></rss>'


def test_entities_are_not_expanded():
    tracemalloc.start()
    entries = read(laughing(10))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * 2**20
    assert all("haha" not in str(entry) for entry in entries)


def test_files_and_addresses_are_not_fetched(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("mat-khau")
    for kind in ("ENTITY x SYSTEM", "ENTITY % x SYSTEM"):
        use = "%x;" if "%" in kind else ""
        rss = f'<?xml version="1.0"?><!DOCTYPE rss [<!{kind} "{secret.as_uri()}">{use}]><rss><channel><item><title>Lũ &x; về</title></item></channel></rss>'
        assert "mat-khau" not in str(read(rss))
    outside = f'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "{secret.as_uri()}"><rss><channel><item><title>Lũ</title></item></channel></rss>'
    assert read(outside)[0].fields["title"] == "Lũ"
    include = f'<rss xmlns:xi="http://www.w3.org/2001/XInclude"><channel><item><title><xi:include href="{secret.as_uri()}" parse="text"/></title></item></channel></rss>'
    assert "mat-khau" not in str(read(include))


def test_a_long_feed_takes_little_memory():
    item = "<item><title>Lũ</title><description>" + "Nước dâng. " * 200 + "</description></item>"
    content = ("<rss><channel>" + item * 4_000 + "</channel></rss>").encode()
    tracemalloc.start()
    assert sum(1 for _ in read_feed(io.BytesIO(content), "in.rss")) == 4_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 * 2**20


def test_elements_nested_without_end():
    entries = read("<rss><channel><item>" + "<a>" * 100_000)
    assert all(isinstance(entry, Record | Rejected) for entry in entries)


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("Wed, 10 Sep 2025 16:30:00 GMT", "2025-09-10T16:30:00+00:00"),
        ("Wed, 10 Sep 2025 16:30:00 +0700", "2025-09-10T16:30:00+07:00"),
        ("2025-09-10T16:30:00+07:00", "2025-09-10T16:30:00+07:00"),
        ("Thứ tư, 10/9/2025, 16:30 (GMT+7)", "Thứ tư, 10/9/2025, 16:30 (GMT+7)"),
        ("", ""),
    ],
)
def test_dates(written, iso):
    assert iso_date(written) == iso


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Lũ về", "Lũ về"),
        ("3 < 5 > 2 & R&D", "3 < 5 > 2 & R&D"),
        ("<p>Một</p><p>Hai<br>Ba</p>", "Một\nHai\nBa"),
        ("<b>Lũ</b> qu&eacute;t &amp; &#7841;", "Lũ quét & ạ"),
        ("a<script>x<b>y</b></script>b<!-- c -->", "ab"),
        ("<style>p{}", ""),
    ],
)
def test_plain_text(markup, text):
    assert plain_text(markup) == text
