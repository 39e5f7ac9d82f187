import gzip
import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.batch.shards import FilesShard, RangeShard, plan, shard_bytes
from nlp.errors import InputError
from nlp.formats.jsonl import cut_lines, read_range
from nlp.formats.record import MAX_RECORD_BYTES, Record, Rejected
from nlp.formats.source import find_sources
from nlp.formats.storage import identify

contents = st.lists(st.binary(max_size=12).map(lambda line: line.replace(b"\n", b"")), max_size=30).flatmap(
    lambda lines: st.sampled_from([b"\n".join(lines), b"\n".join([*lines, b""])])
)


@given(contents, st.integers(1, 40))
def test_ranges_of_any_size_give_every_line_once(content, size):
    stream = io.BytesIO(content)
    pieces = [read_range(stream, start, min(len(content), start + size)) for start in range(0, len(content), size)]
    assert b"".join(pieces) == content
    assert all(piece.endswith(b"\n") for piece in pieces[:-1] if piece and piece != content[-len(piece) :])


@given(contents, st.integers(1, 40))
def test_cut_pieces_give_every_line_once(content, size):
    pieces = list(cut_lines(io.BytesIO(content), size))
    assert b"".join(pieces) == content
    assert all(piece.endswith(b"\n") for piece in pieces[:-1])


@pytest.mark.parametrize("end", [b"", b"\n", b'\n{"text": "sau"}\n'])
def test_an_endless_line_is_read_in_bounded_memory(end):
    line = b"x" * (3 * MAX_RECORD_BYTES)
    content = b'{"text": "lu"}\n' + line + end
    cut = b"".join(cut_lines(io.BytesIO(content), 2**20))
    assert len(cut) < MAX_RECORD_BYTES + 2**20 + 100
    ranged = b"".join(read_range(io.BytesIO(content), s, s + 2**22) for s in range(0, len(content), 2**22))
    for kept in (cut, ranged):
        lines = kept.split(b"\n")
        assert lines[0] == b'{"text": "lu"}'
        assert len(lines[1]) >= MAX_RECORD_BYTES
        assert (lines[2:] or [b""])[0] == end.strip()


def shards_of(path, size, format=None):
    sources = find_sources(str(path), format)
    return list(plan(sources, [identify(source.path).size for source in sources], size))


def texts(shards):
    return [record.fields["text"] for shard in shards for record in shard.records()]


def lines(n):
    return "".join(f'{{"text": "tin {number}"}}\n' for number in range(n)).encode()


def test_a_plain_file_is_split_into_ranges(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(lines(100))
    shards = shards_of(tmp_path / "a.jsonl", 300)
    assert all(isinstance(shard, RangeShard) for shard in shards)
    assert len(shards) > 4
    assert texts(shards) == [f"tin {number}" for number in range(100)]
    assert sum(shard.size for shard in shards) == len(lines(100))
    assert sum(shard.load().lines() for shard in shards) == 100


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.csv", "a.csv.gz"])
def test_streams_are_cut_and_sizes_add_up(tmp_path, name):
    content = lines(5_000) if "jsonl" in name else b"text\n" + b"".join(b"tin %d\n" % n for n in range(5_000))
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    shards = shards_of(tmp_path / name, 10_000)
    assert len(shards) > 4
    assert texts(shards) == [f"tin {number}" for number in range(5_000)]
    assert sum(shard.size for shard in shards) == (tmp_path / name).stat().st_size
    assert shards == shards_of(tmp_path / name, 10_000)


def test_torn_archive_keeps_what_came_before(tmp_path):
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines(50_000))[:-50_000])
    shards = shards_of(tmp_path / "a.jsonl.gz", 10_000)
    *records, torn = [record for shard in shards for record in shard.records()]
    assert sum(isinstance(record, Record) for record in records) > 100
    assert isinstance(torn, Rejected)
    assert "damaged" in torn.reason


def test_pages_are_labelled_some_hundred_at_a_time(tmp_path):
    for number in range(450):
        (tmp_path / f"{number:03}.txt").write_text(f"tin {number}")
    (tmp_path / "b.jsonl").write_bytes(lines(3))
    shards = shards_of(tmp_path, 2**20)
    assert [type(shard) for shard in shards] == [FilesShard, FilesShard, FilesShard]
    assert texts(shards) == [f"tin {number}" for number in range(450)] + ["tin 0", "tin 1", "tin 2"]


def test_what_comes_through_a_pipe_has_a_digest(monkeypatch):
    digests = []
    for text in ("a", "a", "b"):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines(10) + text.encode())))
        (shard,) = plan(find_sources("-"), [None], 2**20)
        digests.append(shard.digest)
    assert digests[0] == digests[1] != digests[2]


def test_a_file_that_vanishes_is_named(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(lines(10))
    shards = shards_of(tmp_path / "a.jsonl", 100)
    (tmp_path / "a.jsonl").unlink()
    with pytest.raises(InputError, match=r"a\.jsonl: cannot be read"):
        shards[1].load()


def test_shards_of_large_archives_grow():
    assert shard_bytes(None) == shard_bytes(10) == 2**18
    assert shard_bytes(100 * 2**30) <= 2**26
    assert shard_bytes(sys.maxsize) == shard_bytes(10**15)
