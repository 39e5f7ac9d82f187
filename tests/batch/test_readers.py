"""Whatever people scraped goes in: a run over each format, and what it says about files that hold no articles."""

import io
import json
import sqlite3
import zipfile

import pytest
import xlsxwriter

from nlp.batch.runner import Job, RunOptions, label_archive
from nlp.errors import BatchError, InputError
from nlp.formats.record import Reading
from tests.formats.web import portals

ITEMS = [
    {"title": "Lũ quét ở xã Nậm Khoang", "text": "Mưa lớn gây lũ quét, ba người mất tích, thiệt hại 2 tỷ đồng."},
    {"title": "Xe khách nhồi nhét", "text": "Xe 29 chỗ chở 60 người, bị phạt 20 triệu đồng."},
]


def workbook(path):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([list(ITEMS[0]), *(list(item.values()) for item in ITEMS)]):
            sheet.write_row(number, 0, row)


def database(path):
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE tin (title TEXT, text TEXT)")
    connection.executemany("INSERT INTO tin VALUES (:title, :text)", ITEMS)
    connection.execute("CREATE TABLE khac (title TEXT)")
    connection.commit()
    connection.close()


def feed(path):
    items = "".join(f"<item><title>{i['title']}</title><description>{i['text']}</description></item>" for i in ITEMS)
    path.write_text(f"<rss><channel>{items}</channel></rss>", encoding="utf-8")


def bundle(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("tin/a.jl", "\n".join(map(json.dumps, ITEMS)))


def written(content):
    return lambda path: path.write_text(content, encoding="utf-8")


FILES = {
    "a.jl": written("\n".join(map(json.dumps, ITEMS))),
    "a.json": written(json.dumps(ITEMS)[:-1] + ",]"),
    "wrapped.json": written(json.dumps({"data": {"items": ITEMS}})),
    "a.xlsx": workbook,
    "a.db": database,
    "a.rss": feed,
    "a.zip": bundle,
    "feed": feed,
}


def run(tmp_path, *inputs, options=None, **job):
    outcome = label_archive(Job([str(path) for path in inputs], str(tmp_path / "out.jsonl"), None, **job), options)
    lines = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    return outcome, [json.loads(line) for line in lines]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("jobs", [1, 2])
def test_every_format(tmp_path, name, jobs):
    FILES[name](tmp_path / name)
    reading = Reading(table="tin") if name == "a.db" else Reading()
    outcome, rows = run(tmp_path, tmp_path / name, reading=reading, options=RunOptions(jobs=jobs), shard_bytes=100)
    assert [row["title"] for row in rows] == [item["title"] for item in ITEMS]
    assert [row["summary"]["money_vnd"] for row in rows] == [2_000_000_000, 20_000_000]
    assert outcome.tally.rejected == 0
    assert [note for note in outcome.notes if "data.items" in note] == list(outcome.notes)


def test_a_crawl(tmp_path):
    """A folder as wget leaves it: what holds no article is counted and rejects nothing."""
    crawl = tmp_path / "crawl"
    (crawl / "tin").mkdir(parents=True)
    for number, portal in enumerate(portals.PORTALS):
        (crawl / "tin" / f"{number}.html").write_text(portal(), encoding="utf-8")
    (crawl / "robots.txt").write_text("User-agent: *\nDisallow: /")
    (crawl / "sitemap.xml").write_text('<?xml version="1.0"?><urlset><url><loc>/1</loc></url></urlset>')
    for number in range(3):
        (crawl / f"{number}.html").write_text("<html><body></body></html>" if number else "")
    (crawl / "logo.png").write_bytes(b"x")
    (crawl / "bao-cao.pdf").write_bytes(b"x")
    (crawl / "rss.xml").write_text("<rss><channel><item><title>Lũ về</title></item></channel></rss>", encoding="utf-8")
    outcome, rows = run(tmp_path, crawl)
    assert (outcome.tally.labelled, outcome.tally.rejected) == (21, 0)
    assert len(rows) == 21
    told = "\n".join(outcome.notes)
    assert "2 files" in told
    assert ".pdf 1" in told
    assert "pdftotext" in told
    assert "3 web pages are empty" in told
    assert "1 sitemaps" in told
    assert "1 files such as robots.txt" in told


def test_notes_are_kept_when_a_run_is_resumed(tmp_path, monkeypatch):
    """The journal holds them: shards of the first run are not read again."""
    path = tmp_path / "a.csv"
    path.write_text("title,text\n" + "Lũ,về\n" * 50 + "title,text\n" + "Bão,đến\n" * 50, encoding="utf-8")
    job = Job([str(path)], str(tmp_path / "out.jsonl"), None, shard_bytes=500)

    def stop(progress):
        if progress.tally.read > 60:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        label_archive(job, progress=stop)
    outcome = label_archive(job, RunOptions(resume=True))
    assert outcome.resumed > 60
    assert outcome.tally.labelled == 100
    assert list(outcome.notes) == ["1 rows of CSV files repeat the header and were passed over"]


def test_another_table_is_another_run(tmp_path):
    database(tmp_path / "a.db")
    inputs, output = [str(tmp_path / "a.db")], str(tmp_path / "out.jsonl")

    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        label_archive(Job(inputs, output, None, reading=Reading(table="tin")), progress=stop)
    with pytest.raises(BatchError, match="reading"):
        label_archive(Job(inputs, output, None, reading=Reading(table="khac")), RunOptions(resume=True))


@pytest.mark.parametrize(
    ("name", "command"),
    [("a.docx", "pandoc"), ("a.pdf", "pdftotext"), ("a.doc", "libreoffice"), ("a.ods", "xlsx"), ("a.rar", "unpack")],
)
def test_what_is_not_read_says_how_to_make_it_readable(tmp_path, name, command):
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(InputError, match=command):
        run(tmp_path, tmp_path / name)


def test_records_of_a_pipe(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps({"a": ITEMS}).encode())))
    _, rows = run(tmp_path, "-", reading=Reading(records="a"))
    assert len(rows) == 2
