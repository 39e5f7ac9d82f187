import io

import orjson
from hypothesis import given
from hypothesis import strategies as st

from nlp.formats.jsonl import dump_line, read_jsonl
from nlp.formats.record import MAX_KEPT_BYTES, MAX_RECORD_BYTES, Record, Rejected


def read(content):
    return list(read_jsonl(io.BytesIO(content), "in"))


def test_good_lines_around_bad_ones_are_kept():
    records = read(b'{"a": 1}\n{"b": \n\n[1]\n{"c": "\xff"}\n"x"\n{"d": 4}')
    assert [record.where for record in records] == ["in:1", "in:2", "in:4", "in:5", "in:6", "in:7"]
    assert [type(record) for record in records] == [Record, Rejected, Rejected, Rejected, Rejected, Record]
    assert records[1].reason.startswith("not valid JSON")
    assert records[1].raw == '{"b":'
    assert records[2].reason == "a JSON list, not an object"
    assert records[3].raw == '{"c": "\\xff"}'


def test_byte_order_mark_and_windows_line_ends():
    assert [record.fields for record in read(b'\xef\xbb\xbf{"a": 1}\r\n{"b": 2}\r\n')] == [{"a": 1}, {"b": 2}]


def test_lone_surrogates_are_rejected_not_raised():
    assert isinstance(read(b'{"text": "\\ud83d"}')[0], Rejected)


def test_a_line_that_is_too_long_is_cut_and_the_next_one_read():
    long = b'{"text": "' + b"x" * (MAX_RECORD_BYTES + 10) + b'"}\n{"a": 1}\n'
    rejected, record = read(long)
    assert "longer than" in rejected.reason
    assert len(rejected.raw) < MAX_KEPT_BYTES + 100
    assert record == Record("in:2", {"a": 1})


def test_the_longest_line_is_read():
    line = b'{"text": "' + b"x" * (MAX_RECORD_BYTES - 13) + b'"}\n'
    assert len(line) == MAX_RECORD_BYTES
    assert isinstance(read(line)[0], Record)


@given(
    st.lists(
        st.dictionaries(st.text(max_size=5), st.one_of(st.text(max_size=9), st.integers(-(2**53), 2**53), st.none())),
        max_size=4,
    )
)
def test_round_trip(rows):
    assert [record.fields for record in read(b"".join(map(dump_line, rows)))] == rows


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_an_exception(content):
    for record in read(content):
        assert isinstance(record, Record | Rejected)


def test_values_without_a_json_form_become_text():
    assert orjson.loads(dump_line({"a": {1}, "b": b"l\xff", 3: None})) == {"a": "{1}", "b": r"l\xff", "3": None}
