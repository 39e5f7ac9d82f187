import gzip
import io
import lzma
import os

import pytest

from nlp.errors import InputError
from nlp.formats.record import MAX_RECORD_BYTES, Record, Rejected
from nlp.formats.source import read_article, read_source, sniff_format
from tests.conftest import CORPUS

LINE = '{"id": "1", "text": "lũ"}\n'


@pytest.fixture
def stdin(monkeypatch):
    def give(content):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))

    return give


def test_the_samples_folder_holds_eighteen_articles():
    records = list(read_source(str(CORPUS / "samples")))
    assert len(records) == 18
    assert all(isinstance(record, Record) for record in records)
    assert [record.where for record in records] == sorted((r.where for r in records), key=lambda w: w.split(":")[0])
    assert "thu-muc/sat-lo-bo-song.txt" in [record.fields["id"] for record in records]


@pytest.mark.parametrize(("suffix", "pack"), [("", bytes), (".gz", gzip.compress), (".xz", lzma.compress)])
def test_packed_files(tmp_path, suffix, pack):
    path = tmp_path / f"a.JSONL{suffix}"
    path.write_bytes(pack(LINE.encode() * 3))
    assert [record.fields["text"] for record in read_source(str(path))] == ["lũ"] * 3


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".xz", lzma.compress)])
def test_torn_packed_file_keeps_what_came_before(tmp_path, suffix, pack):
    lines = "".join(f'{{"text": "{os.urandom(400).hex()}"}}\n' for _ in range(300)).encode()
    path = tmp_path / f"a.jsonl{suffix}"
    path.write_bytes(pack(lines)[: len(pack(lines)) // 2])
    *good, torn = read_source(str(path))
    assert len(good) > 20
    assert all(isinstance(record, Record) for record in good)
    assert isinstance(torn, Rejected)
    assert "damaged" in torn.reason


def test_what_is_not_packed_at_all(tmp_path):
    (tmp_path / "a.jsonl.gz").write_bytes(b"not gzip")
    assert [type(record) for record in read_source(str(tmp_path / "a.jsonl.gz"))] == [Rejected]


def test_format_by_name(tmp_path):
    (tmp_path / "feed.dump").write_text(LINE)
    with pytest.raises(InputError, match="no format known"):
        read_source(str(tmp_path / "feed.dump"))
    assert len(list(read_source(str(tmp_path / "feed.dump"), "jsonl"))) == 1
    with pytest.raises(InputError, match="Unknown format"):
        read_source(str(tmp_path / "feed.dump"), "xml")


def test_missing_path_and_folder_without_articles(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_source(str(tmp_path / "none.jsonl"))
    (tmp_path / "photo.jpg").write_bytes(b"x")
    with pytest.raises(InputError, match="holds no articles"):
        read_source(str(tmp_path))


def test_a_file_longer_than_any_article(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"x" * (MAX_RECORD_BYTES + 1))
    assert "longer" in next(read_source(str(tmp_path / "a.txt"))).reason


def test_standard_input(stdin):
    stdin(LINE.encode() * 2)
    assert [record.where for record in read_source("-")] == ["stdin:1", "stdin:2"]


@pytest.mark.parametrize(
    ("head", "format"),
    [
        (b' {"a"', "json"),
        (b"<!DOCTYPE html>", "html"),
        (b"\xef\xbb\xbf<html>", "html"),
        (b'[{"a": 1}]', "json"),
        (b'<?xml version="1.0"?>\n<rss version="2.0">', "feed"),
        (b'<?xml version="1.0"?><!-- x --><feed xmlns="http://www.w3.org/2005/Atom">', "feed"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html>', "html"),
        (b"SQLite format 3\0", "sqlite"),
        (b"PK\x03\x04...[Content_Types].xml", "xlsx"),
        (b"PK\x03\x04...a.html", "zip"),
        (b"WARC/1.0\r\n", "warc"),
        ("Lũ về".encode(), "txt"),
        (b"", "txt"),
    ],
)
def test_sniffing(head, format):
    assert sniff_format(head) == format


def test_one_article(stdin, tmp_path):
    stdin("Lũ về\nNước dâng".encode())
    assert read_article("-").fields["title"] == "Lũ về"
    (tmp_path / "two.jsonl").write_text(LINE * 2)
    with pytest.raises(InputError, match="more than one article"):
        read_article(str(tmp_path / "two.jsonl"))
    (tmp_path / "none.jsonl").write_text("")
    with pytest.raises(InputError, match="no article"):
        read_article(str(tmp_path / "none.jsonl"))
    (tmp_path / "bad.jsonl").write_text("{")
    with pytest.raises(InputError, match="not valid JSON"):
        read_article(str(tmp_path / "bad.jsonl"))
