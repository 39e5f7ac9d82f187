"""Broken files: what scrapers, disks and strangers make of good ones; the same seed, the same file.

Invariant: :attr:`Broken.good` names only records whose bytes the damage left alone, so each of them has to come out.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nlp.formats.storage import packing
from tests.robustness.texts import mixed, sentence

HEADER = b"id,title,text,label"
LABELS = ("other", "governance", "flood_disaster")

DEEP = b"[" * 100_000 + b"]" * 100_000
BAD_LINES = [
    b'{"id": "x", "text": "L\\ud800"}',
    b'{"id": "x", "text": "a", "n": 1e999}',
    b'{"id": "x", "text": "a", "n": ' + b"9" * 5_000 + b"}",
    b'{"id": ' + b"9" * 400 + b', "text": "a"}',
    b'{"id": NaN, "text": "a"}',
    b'{"id": "x", "text": ' + DEEP + b"}",
    b'{"id": "x", "text": "a", "deep": ' + b'{"a":' * 900 + b"1" + b"}" * 900 + b"}",
    DEEP,
    b'{"id": "x", "text": null, "title": null}',
    b'{"id": {}, "text": "a"}',
    b'{"id": "x", "text": ["a"]}',
    b'{"id": "x", "text": "a", "text": 5}',
    b'{"id": "x", "text": "a", "published": "0000-99-99"}',
    b'{"id": "x", "text": "a", "published": 1e400}',
    b'{"id": "x", "text": "\xff\xfe"}',
    b'{"id": "x", "text": "\x00"}',
    b'{"id": "x", "text": "a", "prediction": 1}',
    b'{"id": "x", "text": "a", "": 1, "\\u0000": 2}',
    '{"id": "x", "text": "Lũ về"}'.encode("utf-16"),
    b"\xef\xbb\xbf\xef\xbb\xbf",
    b"{}",
    b"5",
    b"null",
    b'"text"',
    b"\x1f\x8b\x08",
    b"\x00" * 4_000,
    b"x" * 17_000_000,
]
BAD_ROWS = [
    b"x,a,b,c,d,e,f,g",
    b"x",
    b",,,",
    b'x,"never closed',
    b'x,"clo"sed",twice,other',
    b"x,\x00,a,b",
    b"x,\xff\xfe,a,b",
    b"x,=HYPERLINK(1),a,b",
    b'""""""',
    b"x" + b"," * 100_000,
    b"x," + b"a" * 17_000_000,
]


@dataclass(frozen=True)
class Broken:
    """A broken file.

    :param kind: what was done to it.
    :param good: ids of the records that must come out.
    """

    name: str
    content: bytes
    kind: str
    good: tuple[str, ...] = ()


def records(generator: random.Random, n: int) -> list[dict[str, str]]:
    """Return records whose texts are odd and valid."""
    made = []
    for number in range(n):
        text = " ".join(mixed(generator).split()).encode("utf-8", "ignore").decode()
        text = "".join(char for char in text if char.isprintable()) or "Lũ về"
        title = sentence(generator).replace("\n", " ").strip()
        made.append({"id": f"r{number}", "title": title, "text": text, "label": LABELS[number % 3]})
    return made


def as_lines(rows: Sequence[dict[str, str]]) -> list[bytes]:
    """Return JSON Lines."""
    return [json.dumps(row, ensure_ascii=False).encode() for row in rows]


def as_table(rows: Sequence[dict[str, str]]) -> list[bytes]:
    """Return the lines of a CSV file below its header."""
    made = []
    for row in rows:
        text = io.StringIO()
        csv.writer(text, lineterminator="").writerow(row.values())
        made.append(text.getvalue().encode())
    return made


def as_page(row: dict[str, str]) -> bytes:
    """Return a web page."""
    body = f"<h1>{row['title']}</h1><article>" + f"<p>{row['text']}</p>" * 3 + "</article>"
    return f"<!doctype html><html><head><meta charset=utf-8></head><body>{body}</body></html>".encode()


def as_parquet(rows: Sequence[dict[str, str]]) -> bytes:
    """Return a Parquet file of small row groups."""
    import pyarrow as pa
    from pyarrow import parquet

    stream = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(list(rows)), stream, row_group_size=5)
    return stream.getvalue()


def cut(generator: random.Random, content: bytes) -> bytes:
    """Return the start of a file, as a full disk or a broken download leaves it."""
    return content[: generator.randrange(len(content) + 1)]


def flip(generator: random.Random, content: bytes) -> bytes:
    """Return a file with some bits turned."""
    changed = bytearray(content)
    for _ in range(generator.choice((1, 2, 8, 64))):
        changed[generator.randrange(len(changed))] ^= 1 << generator.randrange(8)
    return bytes(changed)


def blank(generator: random.Random, content: bytes) -> bytes:
    """Return a file with zeros in a part of it, as after a power cut."""
    start = generator.randrange(len(content))
    size = min(generator.choice((1, 100, 4_096)), len(content) - start)
    return content[:start] + bytes(size) + content[start + size :]


def stutter(generator: random.Random, content: bytes) -> bytes:
    """Return a file with a part of it left out or given twice."""
    start, stop = sorted(generator.randrange(len(content) + 1) for _ in range(2))
    return content[:start] + content[start:stop] * generator.choice((0, 2)) + content[stop:]


ON_BYTES: list[Callable[[random.Random, bytes], bytes]] = [cut, flip, blank, stutter]


def _joined(lines: Sequence[bytes], header: bytes) -> bytes:
    return b"".join(line + b"\n" for line in ([header] if header else []) + list(lines))


def _still_there(lines: Sequence[bytes], content: bytes, header: bytes) -> tuple[str, ...]:
    """Return the ids of the lines that are still in a damaged file as they were, none if its header is not."""
    left = content.split(b"\n")
    if header and left[0] != header:
        return ()
    ended = set(left[:-1])
    return tuple(f"r{number}" for number, line in enumerate(lines) if line in ended)


def damaged_lines(generator: random.Random, suffix: str) -> Broken:
    """Return a file of lines with damage to its bytes."""
    header = HEADER if suffix == "csv" else b""
    lines = (as_table if header else as_lines)(records(generator, 12))
    damage = generator.choice(ON_BYTES)
    content = damage(generator, _joined(lines, header))
    return Broken(f"in.{suffix}", content, f"{suffix}: {damage.__name__}", _still_there(lines, content, header))


def bad_lines(generator: random.Random, suffix: str) -> Broken:
    """Return a file with lines among its good ones that no reader can like."""
    header, bad = (HEADER, BAD_ROWS) if suffix == "csv" else (b"", BAD_LINES)
    lines = (as_table if header else as_lines)(records(generator, 12))
    content = list(lines)
    for _ in range(generator.randint(1, 5)):
        content.insert(generator.randrange(len(content) + 1), generator.choice(bad))
    joined = _joined(content, header)
    return Broken(f"in.{suffix}", joined, f"{suffix}: bad lines", _still_there(lines, joined, header))


def other_encoding(generator: random.Random, suffix: str) -> Broken:
    """Return a file in another encoding, with a mark, or with other ends of lines."""
    header = HEADER if suffix == "csv" else b""
    rows = records(generator, 12)
    lines = (as_table if header else as_lines)(rows)
    good = tuple(row["id"] for row in rows)
    content = _joined(lines, header)
    how = generator.choice(("utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1258", "latin-1", "crlf", "mixed"))
    if how == "crlf":
        return Broken(f"in.{suffix}", content.replace(b"\n", b"\r\n"), f"{suffix}: {how}", good)
    if how == "mixed":
        content = b"".join(
            line.decode().encode(generator.choice(("utf-8", "utf-8", "utf-8", "cp1258")), "replace") + b"\n"
            for line in ([header] if header else []) + list(lines)
        )
        return Broken(f"in.{suffix}", content, f"{suffix}: {how}", _still_there(lines, content, header))
    known = how == "utf-8-sig" or (suffix == "csv" and how in ("utf-16", "utf-16-le", "utf-32"))
    return Broken(f"in.{suffix}", content.decode().encode(how, "replace"), f"{suffix}: {how}", good if known else ())


def damaged_archive(generator: random.Random, suffix: str) -> Broken:
    """Return a compressed file with damage; of one that was cut, what can be unpacked has to come out."""
    lines = as_lines(records(generator, 12))
    name = f"in.jsonl.{suffix}"
    stream = io.BytesIO()
    with packing(stream, name) as packer:
        packer.write(_joined(lines, b""))
    damage = generator.choice(ON_BYTES)
    content = damage(generator, stream.getvalue())
    good: tuple[str, ...] = ()
    if damage is cut and suffix in _UNPACK:
        good = _still_there(lines, _UNPACK[suffix](content), b"")
    return Broken(name, content, f"{suffix}: {damage.__name__}", good)


def _from_gzip(content: bytes) -> bytes:
    try:
        return gzip.GzipFile(fileobj=io.BytesIO(content)).read1()
    except (EOFError, OSError):
        return b""


def _from_xz(content: bytes) -> bytes:
    return lzma.LZMADecompressor().decompress(content) if content else b""


_UNPACK: dict[str, Callable[[bytes], bytes]] = {"gz": _from_gzip, "xz": _from_xz}


def damaged_whole(generator: random.Random, suffix: str) -> Broken:
    """Return a file that is read as a whole, with damage to its bytes."""
    rows = records(generator, 12)
    content = {
        "json": lambda: json.dumps(rows, ensure_ascii=False).encode(),
        "html": lambda: as_page(rows[0]),
        "txt": f"{rows[0]['title']}\n{rows[0]['text']}".encode,
        "parquet": lambda: as_parquet(rows),
    }[suffix]()
    damage = generator.choice(ON_BYTES)
    return Broken(f"in.{suffix}", damage(generator, content), f"{suffix}: {damage.__name__}")


def swapped(generator: random.Random, suffix: str) -> Broken:
    """Return a file with the content of another format, or of none."""
    rows = records(generator, 5)
    contents = {
        "jsonl": lambda: _joined(as_lines(rows), b""),
        "csv": lambda: _joined(as_table(rows), HEADER),
        "html": lambda: as_page(rows[0]),
        "parquet": lambda: as_parquet(rows),
        "noise": lambda: generator.randbytes(generator.choice((1, 100, 100_000))),
        "nothing": bytes,
        "zeros": lambda: bytes(10_000),
        "zip": lambda: b"PK\x03\x04" + generator.randbytes(1_000),
        "gzip": lambda: gzip.compress(_joined(as_lines(rows), b"")),
        "deep": lambda: DEEP,
        "tags": lambda: b"<div>" * 50_000 + b"a",
        "entities": lambda: b"&amp;" * 50_000 + b"&#999999999999;&#x110000;&#xd800;",
    }
    kind = generator.choice([name for name in contents if name != suffix])
    return Broken(f"in.{suffix}", contents[kind](), f"{suffix}: {kind} in it")


MAKERS: list[tuple[Callable[[random.Random, str], Broken], tuple[str, ...], int]] = [
    (damaged_lines, ("jsonl", "csv"), 4),
    (bad_lines, ("jsonl", "csv"), 4),
    (other_encoding, ("jsonl", "csv"), 2),
    (damaged_archive, ("gz", "xz", "zst"), 2),
    (damaged_whole, ("json", "html", "txt", "parquet"), 3),
    (swapped, ("jsonl", "json", "csv", "html", "txt", "parquet", "jsonl.gz", "csv.xz", "jsonl.zst"), 3),
]


def broken(seed: int) -> Broken:
    """Return a broken file."""
    generator = random.Random(seed)
    (make, suffixes, _) = generator.choices(MAKERS, [weight for *_, weight in MAKERS])[0]
    return make(generator, generator.choice(suffixes))
