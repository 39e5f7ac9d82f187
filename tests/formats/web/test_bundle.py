import io
import json
import zipfile

import pytest

from nlp.errors import InputError
from nlp.formats.record import Note, Record, Rejected
from nlp.formats.source import find_sources
from tests.formats.web import portals

LINES = "\n".join(json.dumps({"id": str(n), "text": "Lũ về."}) for n in range(3))


def bundle(files, **how):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, **how) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def read(tmp_path, content):
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    (source,) = find_sources(str(path))
    return [
        (entry.where.removeprefix(str(path)), entry) if not isinstance(entry, Note) else ("", entry)
        for entry in source.records()
    ]


def test_each_member_is_read_by_its_name(tmp_path):
    page = portals.daily_with_figures()
    entries = read(
        tmp_path, bundle({"tin/b.html": page, "a.jsonl": LINES, "c.csv": "title,text\nBão,x\n", "d.txt": "Mưa\nTo."})
    )
    assert [where for where, _ in entries] == [
        "/a.jsonl:1",
        "/a.jsonl:2",
        "/a.jsonl:3",
        "/c.csv:2",
        "/d.txt",
        "/tin/b.html",
    ]
    assert all(isinstance(entry, Record) for _, entry in entries)
    assert entries[-1][1].fields["id"] == "tin/b.html"


def test_names_are_no_paths(tmp_path):
    names = ["../../etc/passwd.jsonl", "/tmp/x.jsonl", "C:\\x.jsonl", "a\x1b[31m.jsonl"]
    entries = read(tmp_path, bundle(dict.fromkeys(names, '{"text": "Lũ"}')))
    assert [type(entry) for _, entry in entries] == [Record] * 4
    assert [file.name for file in tmp_path.iterdir()] == ["a.zip"]
    assert not any("\x1b" in where for where, _ in entries)


def test_other_kinds_are_counted(tmp_path):
    entries = read(
        tmp_path,
        bundle(
            {
                "a.jpg": "x",
                "b.pdf": "x",
                "robots.txt": "User-agent: *",
                "c.zip": bundle({"a.jsonl": LINES}),
                "leer/": "",
            }
        ),
    )
    assert all(isinstance(entry, Note) for _, entry in entries)
    assert len(entries) == 4


def encrypted():
    content = bytearray(bundle({"a.jsonl": LINES, "b.jsonl": LINES}))
    for header, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(header) + offset] |= 1
    return bytes(content)


def test_a_locked_member_costs_itself(tmp_path):
    entries = read(tmp_path, encrypted())
    assert [type(entry) for _, entry in entries] == [Rejected, Record, Record, Record]
    assert "password" in entries[0][1].reason


def test_a_damaged_member_costs_itself(tmp_path):
    content = bytearray(bundle({"a.jsonl": LINES * 50, "b.jsonl": LINES}))
    content[60:80] = bytes(20)
    entries = read(tmp_path, bytes(content))
    assert any(isinstance(entry, Rejected) for _, entry in entries)
    assert [where for where, entry in entries if isinstance(entry, Record)][-3:] == [f"/b.jsonl:{n}" for n in (1, 2, 3)]


def test_an_unknown_packing_costs_its_member(tmp_path):
    content = bytearray(bundle({"a.jsonl": LINES}))
    for header, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        content[content.index(header) + offset] = 97
    ((_, rejected),) = read(tmp_path, bytes(content))
    assert "cannot be read" in rejected.reason


def test_a_bomb_is_not_read_to_its_end(tmp_path):
    line = b'{"text": "Lu"}\n'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("a.jsonl", "w", force_zip64=True) as file:
            for _ in range(300):
                file.write(b" " * 2**20)
        archive.writestr("b.jsonl", line)
    assert len(stream.getvalue()) < 2**19
    entries = read(tmp_path, stream.getvalue())
    assert "times the size of the archive" in entries[-1][1].reason
    assert len(entries) < 20


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x03\x04" + bytes(100), bundle({"a.jsonl": LINES})[:-30]])
def test_what_is_no_archive(tmp_path, content):
    with pytest.raises(InputError, match="not a ZIP archive"):
        read(tmp_path, content)


def test_an_empty_archive(tmp_path):
    assert read(tmp_path, bundle({})) == []
