import io
import itertools
import json
import tracemalloc

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.errors import InputError
from nlp.formats.arrays.read import read_json
from nlp.formats.record import MAX_RECORD_BYTES, Note, Reading, Record, Rejected

ONE, TWO, THREE = (
    {"title": f"Tin số {n}", "text": 'Lũ "về", {dân} sơ [tán].\nHết.', "tags": [{"a": n}]} for n in "123"
)


class Trickle(io.RawIOBase):
    """A stream that gives a few bytes at a time, as a pipe does."""

    def __init__(self, content):
        self._content = io.BytesIO(content)

    def readable(self):
        return True

    def readinto(self, buffer):
        return self._content.readinto(memoryview(buffer)[:7])


def read(content, records=None):
    content = content if isinstance(content, bytes) else content.encode()
    return list(read_json(io.BytesIO(content), "in.json", Reading(records=records)))


def good(entries):
    return [entry.fields for entry in entries if isinstance(entry, Record)]


def bad(entries):
    return [(entry.where.removeprefix("in.json:"), entry.reason) for entry in entries if isinstance(entry, Rejected)]


def dump(*items, **how):
    return json.dumps(items, ensure_ascii=False, **how)


@pytest.mark.parametrize(
    "content",
    [
        dump(ONE, TWO, THREE),
        dump(ONE, TWO, THREE, indent=2),
        json.dumps([ONE, TWO, THREE]),
        "\ufeff\n\n " + dump(ONE, TWO, THREE),
        dump(ONE, TWO, THREE)[:-1] + ",]",
        dump(ONE, TWO, THREE)[:-1],
        dump(ONE, TWO) + dump(THREE),
        dump(ONE) + "\n" + dump(TWO) + "\n\n" + dump(THREE),
        "[" + dump(ONE)[1:-1] + ",\n[\n" + dump(TWO, THREE)[1:],
        dump(ONE, TWO)[:-1] + " " + json.dumps(THREE) + "]",
        dump(ONE, TWO)[:-1] + ",," + json.dumps(THREE) + "]",
        f"[{dump(ONE, TWO)}, {dump(THREE)}]",
        "".join(json.dumps(item, indent=1) + "\n" for item in (ONE, TWO, THREE)),
        "".join(json.dumps(item) + "\n" for item in (ONE, TWO, THREE)),
        "".join(json.dumps(item) + "\r\n\r\n" for item in (ONE, TWO, THREE)),
    ],
)
def test_three_items_however_they_are_written(content):
    entries = read(content)
    assert good(entries) == [ONE, TWO, THREE]
    assert bad(entries) == []
    trickled = io.BufferedReader(Trickle(content.encode()))
    assert good(list(read_json(trickled, "in.json"))) == [ONE, TWO, THREE]


@pytest.mark.parametrize(
    ("content", "items", "where", "reason"),
    [
        (dump(ONE, TWO)[:-40], [ONE], "item 2", "the file ends within"),
        ("[" + dump(ONE)[1:-1] + ',{"title": "dang dở"\n\n', [ONE], "item 2", "the file ends within"),
        (dump(ONE, TWO, THREE).replace('Tin số 2"', "Tin số 2"), [ONE, THREE], "item 2", "not valid JSON"),
        (dump(ONE, TWO, THREE, indent=1).replace('Tin số 2"', "Tin số 2"), [ONE, THREE], "item 2", "not valid JSON"),
        (dump(ONE, TWO, THREE).replace('"Tin số 2"', "Tin số 2"), [ONE, THREE], "item 2", "not valid JSON"),
        ("[" + dump(ONE)[1:-1] + ', 7, "Lũ, về", null, ' + dump(TWO)[1:], [ONE, TWO], "item 2", "a JSON int"),
        ("[" + dump(ONE)[1:-1] + ", [1, {}], " + dump(TWO)[1:], [ONE, TWO], "item 2", "a JSON list"),
        ("[" + dump(ONE)[1:-1] + ", } " + dump(TWO)[1:], [ONE, TWO], "item 2", "not valid JSON"),
        ("[" + dump(ONE)[1:-1] + ", \x00\x01 " + dump(TWO)[1:], [ONE, TWO], "item 2", "not valid JSON"),
        (dump(ONE, TWO, THREE).replace("Tin số 2", "Tin \\ud800 2"), [ONE, THREE], "item 2", "not valid JSON"),
    ],
)
def test_a_fault_costs_its_item_alone(content, items, where, reason):
    entries = read(content)
    assert good(entries) == items
    assert bad(entries)[0][0] == where
    assert reason in bad(entries)[0][1]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize(
    "form",
    [
        '[{"text": "NaN, Infinity", "views": %s}]',
        '{"text": "NaN, Infinity", "views": %s}\n' * 2,
        '{"data": [{"text": "NaN, Infinity", "views": %s}]}',
    ],
)
def test_numbers_that_are_none_become_null(value, form):
    fields = good(read(form.replace("%s", value)))
    assert fields[0] == {"text": "NaN, Infinity", "views": None}


@pytest.mark.parametrize("content", ["", " \n", "\ufeff", "[]", "[\n]", "[][]", "[,]"])
def test_nothing(content):
    assert read(content) == []


def test_an_array_of_any_length_takes_little_memory():
    item = orjson.dumps({"title": "Lũ", "text": "x" * 100_000})

    class Long(io.RawIOBase):
        pieces = itertools.chain([b"[" + item], itertools.repeat(b"," + item, 1_499))
        rest = b""

        def readable(self):
            return True

        def readinto(self, buffer):
            self.rest = self.rest or next(self.pieces, b"")
            piece, self.rest = self.rest[: len(buffer)], self.rest[len(buffer) :]
            buffer[: len(piece)] = piece
            return len(piece)

    tracemalloc.start()
    count = sum(isinstance(entry, Record) for entry in read_json(io.BufferedReader(Long(), 2**18), "in.json"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 1_500  # 150 MB, which was refused above 64 MiB
    assert peak < 8 * 2**20


def test_an_item_that_is_too_long_costs_itself():
    content = b'[{"a": 1}, {"a": "' + b"x" * (MAX_RECORD_BYTES + 10) + b'"}, {"a": 3}]'
    entries = read(content)
    assert [fields["a"] for fields in good(entries)] == [1, 3]
    assert "longer than" in bad(entries)[0][1]


def test_a_file_of_faults_ends():
    entries = read(b"[" + b'{"a": {, ' * 20_000)
    assert good(entries) == []
    assert len(entries) < 20_001


ES = {"hits": {"total": 2, "hits": [{"_id": "1", "_source": ONE}, {"_id": "2", "_source": TWO}]}}
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Báo X",
    "items": [{"id": 1, "content_html": "<p>x</p>"}],
}


@pytest.mark.parametrize(
    ("whole", "path", "count"),
    [
        ({"status": "ok", "data": [ONE, TWO]}, "data", 2),
        ({"data": {"items": [ONE, TWO]}, "links": [{"href": "/2"}]}, "data.items", 2),
        (ES, "hits.hits", 2),
        (JSON_FEED, "items", 1),
        ({"a": {"b": {"Bài viết": [{"Tiêu đề": "Lũ"}, {"Tiêu đề": "Bão"}]}}}, "a.b.Bài viết", 2),
    ],
)
@pytest.mark.parametrize("indent", [None, 1])
def test_the_only_list_of_articles_in_an_object(whole, path, count, indent):
    note, *records = read(json.dumps(whole, indent=indent))
    assert isinstance(note, Note)
    assert repr(path) in note.text
    assert len(good(records)) == count
    assert records == read(json.dumps(whole, indent=indent), records=path)


@pytest.mark.parametrize(
    "article",
    [
        {"title": "Lũ", "content": "Dài.", "comments": [{"text": "hay"}, {"text": "quá"}]},
        {"title": "Lũ", "images": [{"url": "a.jpg"}]},
        {"nội dung": "Dài.", "related": [{"title": "khác"}]},
        {"title": "Lũ", "tags": []},
    ],
)
def test_an_article_is_not_taken_apart(article):
    assert good(read(json.dumps(article))) == [article]
    assert good(read(json.dumps(article, indent=1))) == [article]


def test_several_lists_and_a_wrong_path_are_refused_with_what_is_there():
    both = json.dumps({"news": [ONE], "old": [TWO]})
    with pytest.raises(InputError, match=r"several lists \(news, old\).*--records news"):
        read(both)
    assert good(read(both, records="old")) == [TWO]
    with pytest.raises(InputError, match=r"no list at 'data.x'.*news, old"):
        read(both, records="data.x")


def test_lists_in_objects_that_follow_one_another():
    pages = "\n".join(json.dumps({"data": {"items": items}}) for items in ([ONE, TWO], [THREE]))
    assert good(read(pages, records="data.items")) == [ONE, TWO, THREE]
    assert [entry.where for entry in read(pages, records="data.items")] == [f"in.json:item {n}" for n in (1, 2, 3)]


@given(st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=9), max_size=3), max_size=5), st.booleans())
def test_any_array_is_read_as_json_reads_it(items, indent):
    items = [{"k": 1} | item for item in items]
    assert good(read(json.dumps(items, indent=1 if indent else None))) == items


@given(st.lists(st.sampled_from(['{"a":', '"x"', '"', "}", "{", "[", "]", ",", "\n", "7", "\\", "NaN"]), max_size=14))
def test_any_pieces_are_read_without_an_exception(pieces):
    for entry in read("".join(pieces)):
        assert isinstance(entry, Record | Rejected | Note)
